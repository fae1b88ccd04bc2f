"""Child processes: minimal environment, one pipe, confined from inside, killed from outside.

Everything that differs between operating systems is here. Pipes of `multiprocessing`, time-outs in the parent, and kill
work on all of them. Without `resource` or `setitimer` (Windows), a child has no memory or file limits, and a thread
ends it instead of an alarm: enough for one's own queries, not for a public site.
"""

import math
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

__all__ = [
    "Child",
    "ChildGone",
    "Confinement",
    "Piped",
    "cores",
    "give_way",
    "minimal_environment",
    "time_limit",
]

_NEEDED: Final = ("PATH", "LD_LIBRARY_PATH", "LANG", "SYSTEMROOT")
"""Variables without which an interpreter may not start, or may not read its own files."""

_PROGRAM: Final = "from {ours} import _run; _run({handle})"


class ChildGone(Exception):
    """The child exited before it answered."""


def cores() -> int:
    """The number of processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # Linux; a container may have fewer than the machine
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def minimal_environment(folder: str = "") -> dict[str, str]:
    """The minimal environment for a child; temporary files of libraries go to `folder`, if given."""
    found = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    return found | (dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder) if folder else {})


class Piped:
    """Our end of a pipe to another process.

    The other process may trust what comes through it; we only read bytes, never objects, from one that handles
    untrusted input.
    """

    def __init__(self, connection: "Connection") -> None:
        self.connection = connection

    @property
    def answered(self) -> bool:
        """Whether something was sent that is not yet received, or nothing will ever be sent."""
        try:
            return self.connection.poll()
        except OSError:
            return True

    def send(self, message: bytes) -> None:
        """Sends bytes.

        Raises:
            ChildGone: the other process has exited.
        """
        try:
            self.connection.send_bytes(message)
        except OSError:
            raise ChildGone from None

    def receive(self, seconds: float) -> bytes:
        """Receives the next bytes.

        Raises:
            TimeoutError: none arrived in time; the other process keeps running.
            ChildGone: it ended, or `end` was called.
        """
        try:
            if self.connection.poll(seconds):
                return self.connection.recv_bytes()
        except (EOFError, OSError):
            raise ChildGone from None
        raise TimeoutError


class Child(Piped):
    """A fresh interpreter that runs one function, and our end of the pipe to it.

    The module function is called with the other end of the pipe and the arguments.
    """

    def __init__(
        self,
        function: "Callable[..., None]",
        *arguments: Any,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Starts it with `environment`, by default `minimal_environment`.

        Raises:
            OSError: no process or descriptor is available.
        """
        ours, theirs = Pipe()
        try:
            with theirs:
                self.process = _started(theirs, minimal_environment() if environment is None else environment)
            super().__init__(ours)
        except BaseException:
            ours.close()
            raise
        with suppress(OSError):  # any failure shows when the child is used
            ours.send_bytes(pickle.dumps((function.__module__, function.__qualname__, arguments)))

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    @property
    def pid(self) -> int | None:
        """The process's number."""
        return self.process.pid

    @property
    def running(self) -> bool:
        """Whether the process is still running."""
        return self.process.poll() is None

    def was_killed(self, patience: float = 0.0) -> bool:
        """Whether it was killed, or has to be; out of memory, it aborts within `patience` seconds."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        return self.process.returncode in (None, *(() if sys.platform == "win32" else (-signal.SIGKILL,)))

    def receive_object(self) -> Any:
        """Receives the next object, waiting as long as needed; only for a child that reads trusted data.

        Raises:
            ChildGone: it ended.
        """
        try:
            return self.connection.recv()
        except (EOFError, OSError):
            raise ChildGone from None

    def end(self) -> None:
        """Kills it if it is still running, and closes the pipe."""
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
    """The child's entry point."""
    if sys.platform == "win32":
        pipe = connections.PipeConnection(handle)
    else:
        pipe = connections.Connection(handle)
    with suppress(EOFError, BrokenPipeError):  # the parent is gone
        module, name, arguments = pickle.loads(pipe.recv_bytes())  # noqa: S301 -- our parent wrote it
        __import__(module)
        getattr(sys.modules[module], name)(pipe, *arguments)


# What a child does to itself


@dataclass(frozen=True, slots=True)
class Confinement:
    """The limits a child sets for itself from some point on.

    `memory` is in bytes on top of current use; `data_only` excludes reserved address space. `file` is the maximum size
    of a file it writes. `closed` forbids opening any more files, sockets, threads and processes. `processor` is in
    seconds on top of what was used so far; the process ends when they are used up.
    """

    memory: int
    data_only: bool = False
    file: int = 0
    closed: bool = False
    processor: int = 0

    def begin(self) -> None:
        """Applies the limits to this process, as far as the system supports them."""
        try:
            import resource
        except ImportError:  # Windows
            return
        with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
            score.write("1000")  # under memory pressure, the kernel kills this process before its parent
        bounds = [
            (resource.RLIMIT_DATA if self.data_only else resource.RLIMIT_AS, _held(self.data_only) + self.memory),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, self.file),
        ]
        if self.closed:
            bounds += [(resource.RLIMIT_NPROC, 0), (resource.RLIMIT_NOFILE, 0)]
        if self.processor:
            used = resource.getrusage(resource.RUSAGE_SELF)
            bounds += [(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime) + self.processor)]
        for what, most in bounds:
            with suppress(ValueError):  # macOS accepts no address-space limit below what is reserved
                resource.setrlimit(what, (most, most))


def _held(data_only: bool) -> int:
    """Memory in use by this process, in bytes."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[5 if data_only else 0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # not Linux: peak use
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Ends this process if the block takes longer, in case no parent is left to kill it."""
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
    """Lowers this process's priority, where the system supports it."""
    if hasattr(os, "nice"):
        os.nice(niceness)
