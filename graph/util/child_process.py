"""A child process of ours: started with what it may see, joined by one pipe, confined from within, ended from without.

Everything that differs between systems stands here. A pipe of `multiprocessing`, the deadline of whoever waits, and
killing work on all of them. Where a system has no `resource` or `setitimer` (Windows), a child has no bound of memory
or files of its own, and a thread ends it in place of an alarm: enough for one's own queries, not for a stranger's.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing import connection as connections
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

__all__ = ["Child", "ChildGone", "Confinement", "cores", "give_way", "minimal_environment", "time_limit"]

_NEEDED: Final = ("PATH", "LD_LIBRARY_PATH", "LANG", "SYSTEMROOT")
"""Variables without which an interpreter may not start, or may not read its own files."""

_PROGRAM: Final = "from {ours} import _run; _run({handle})"


class ChildGone(Exception):
    """The child ended before it answered."""


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # Linux; a container may have fewer than the machine
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def minimal_environment(folder: str = "") -> dict[str, str]:
    """What a child needs of the environment and no more; files that libraries make go to `folder`, if one is named."""
    found = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    return found | (dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder) if folder else {})


class Child:
    """A fresh interpreter that runs one function, and our end of the pipe to it.

    The function is one of a module; it is called with the other end of the pipe and the arguments. It may trust what
    comes through the pipe; its parent reads bytes from a child that handles what strangers sent, and never objects.
    """

    def __init__(
        self,
        function: "Callable[..., None]",
        *arguments: Any,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Starts it; `environment` is `minimal_environment` unless another is given.

        Raises:
            OSError: there is no process or descriptor to be had.
        """
        ours, theirs = Pipe()
        try:
            with theirs:
                self.process = _started(theirs, minimal_environment() if environment is None else environment)
            self.connection = ours
        except BaseException:
            ours.close()
            raise
        with suppress(OSError):  # it shows when the child is asked
            ours.send_bytes(pickle.dumps((function.__module__, function.__qualname__, arguments)))

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    @property
    def running(self) -> bool:
        """Whether the process has not ended yet."""
        return self.process.poll() is None

    def was_killed(self, patience: float = 0.0) -> bool:
        """Whether somebody killed it, or has to; where its memory ran out, it aborts within `patience` seconds."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        return self.process.returncode in (None, *(() if sys.platform == "win32" else (-signal.SIGKILL,)))

    @property
    def answered(self) -> bool:
        """Whether it has sent something that was not received yet, or will never send anything."""
        try:
            return self.connection.poll()
        except OSError:
            return True

    def send(self, message: bytes) -> None:
        """Sends bytes.

        Raises:
            ChildGone: nobody is there to take them.
        """
        try:
            self.connection.send_bytes(message)
        except OSError:
            raise ChildGone from None

    def receive(self, seconds: float) -> bytes:
        """The next bytes that it sends.

        Raises:
            TimeoutError: none came for so long; the child goes on.
            ChildGone: it ended, or `end` was called.
        """
        try:
            if self.connection.poll(seconds):
                return self.connection.recv_bytes()
        except (EOFError, OSError):
            raise ChildGone from None
        raise TimeoutError

    def receive_object(self) -> Any:
        """The next object that it sends, however long that takes: only from a child that reads what is ours.

        Raises:
            ChildGone: it ended.
        """
        try:
            return self.connection.recv()
        except (EOFError, OSError):
            raise ChildGone from None

    def end(self) -> None:
        """Kills it, unless it has ended already, and closes the pipe."""
        self.process.kill()
        self.process.wait()
        self.connection.close()


def _started(theirs: "Connection", environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    handle, more = theirs.fileno(), dict[str, Any]()
    if sys.platform == "win32":
        os.set_handle_inheritable(handle, True)
        more["startupinfo"] = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
    else:
        more["pass_fds"] = [handle]
    path = os.pathsep.join(os.path.abspath(each) for each in sys.path)
    return subprocess.Popen(  # noqa: S603 -- the interpreter itself, with a number only
        [sys.executable, "-P", "-c", _PROGRAM.format(ours=__name__, handle=handle)],
        env={**environment, "PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=os.path.abspath(os.sep),
        **more,
    )


def _run(handle: int) -> None:
    """What the child begins with."""
    if sys.platform == "win32":
        pipe = connections.PipeConnection(handle)
    else:
        pipe = connections.Connection(handle)
    with suppress(EOFError, BrokenPipeError):  # whoever asked is gone
        module, name, arguments = pickle.loads(pipe.recv_bytes())  # noqa: S301 -- our parent wrote it
        __import__(module)
        getattr(sys.modules[module], name)(pipe, *arguments)


# What a child does to itself


@dataclass(frozen=True, slots=True)
class Confinement:
    """What a child keeps itself to from some point on.

    `memory` is in bytes beside what it has at that point; `data_only` counts none that is only reserved. `file` is
    the size of a file that it may write. `closed` takes away every further file, socket, thread and process.
    """

    memory: int
    data_only: bool = False
    file: int = 0
    closed: bool = False

    def begin(self) -> None:
        """Confines this process from here on, as far as its system can."""
        try:
            import resource
        except ImportError:  # Windows
            return
        with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
            score.write("1000")  # where the machine itself has no memory left, this process goes before its parent
        bounds = [
            (resource.RLIMIT_DATA if self.data_only else resource.RLIMIT_AS, _held(self.data_only) + self.memory),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, self.file),
        ]
        if self.closed:
            bounds += [(resource.RLIMIT_NPROC, 0), (resource.RLIMIT_NOFILE, 0)]
        for what, most in bounds:
            with suppress(ValueError):  # macOS takes no bound of addresses below what is reserved
                resource.setrlimit(what, (most, most))


def _held(data_only: bool) -> int:
    """Bytes of memory that this process has."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[5 if data_only else 0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # no Linux: the most it ever had
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Ends this process where what is done inside takes longer, should nobody be left to end it from without."""
    if not hasattr(signal, "setitimer"):  # Windows
        timer = threading.Timer(seconds, os._exit, (1,))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def give_way(niceness: int) -> None:
    """Lets other processes go first, where the system knows such an order."""
    if hasattr(os, "nice"):
        os.nice(niceness)
