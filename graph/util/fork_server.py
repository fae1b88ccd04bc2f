"""A process that prepares something large once, and forks a copy of itself for each connection.

A copy starts in milliseconds and shares the memory of what was prepared. The server may be used by every process forked
after it was started. Closing a connection kills its copy; the server exits once nobody holds it any more. Where a
system cannot fork (Windows), each connection has a process that prepares everything itself.
"""

import ctypes
import gc
import os
import select
import signal
import subprocess
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, Final, NoReturn, TypeAlias

from .child_process import Child, ChildGone, Piped

__all__ = ["Copy", "ForkServer", "Forked"]

_PID: Final = b"\0pid "
_ENDED: Final = b"\0ended "
"""How the server's own messages begin; a copy's never do."""

_LEAVING_SECONDS: Final = 5.0

Serve: TypeAlias = Callable[[Connection], None]
Prepare: TypeAlias = Callable[..., Serve]


class Forked(Piped):
    """Our end of the connection to a copy."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.pid: int | None = None
        self._status: int | None = None

    @property
    def running(self) -> bool:
        """Whether it is still running."""
        if self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), 0)  # hang-ups only
        return not poll.poll(0)

    def was_killed(self, patience: float = 0.0) -> bool:
        """Whether it was killed, and did not exit by itself; `patience` is for other kinds of child."""
        return self._status in (None, -signal.SIGKILL)

    def receive(self, seconds: float) -> bytes:
        message = super().receive(seconds)
        if message.startswith(_PID):
            self.pid = int(message.removeprefix(_PID))
            return self.receive(seconds)
        if message.startswith(_ENDED):
            self._status = int(message.removeprefix(_ENDED))
            raise ChildGone
        return message

    def end(self) -> None:
        """Kills it if it is still running, which its server does."""
        self.connection.close()


Copy: TypeAlias = Forked | Child


class ForkServer:
    """Calls `prepare` with arguments in a process of its own, and the function it returns once in each copy.

    It ends with the last reference to it in the process that started it, unless it was released before.
    """

    def __init__(self, prepare: Prepare, *arguments: Any, environment: Mapping[str, str] | None = None) -> None:
        """Starts it with `environment`, by default `minimal_environment`; copies may be asked for at once.

        Raises:
            OSError: no process or descriptor is available.
        """
        self._all = (prepare, *arguments)
        self._environment = environment
        self._child = Child(_serve_forks, *self._all, environment=environment) if hasattr(os, "fork") else None
        self._ending = weakref.finalize(self, _end, self._child)
        self._ending.atexit = False  # a process forked from the one that started it also ends

    def copy(self) -> Copy:
        """A new copy.

        Raises:
            ChildGone: the server has exited.
            OSError: no process or descriptor is available.
        """
        if self._child is None:
            return Child(_serve_one, *self._all, environment=self._environment)
        from multiprocessing.reduction import send_handle

        ours, theirs = Pipe()
        try:
            with theirs:
                send_handle(self._child.connection, theirs.fileno(), None)
        except OSError:
            ours.close()
            raise ChildGone from None
        return Forked(ours)

    def release(self) -> None:
        """Lets go of the server; it exits once no other process holds it."""
        self._ending.detach()
        if self._child is not None:
            self._child.connection.close()

    def end(self) -> None:
        """Ends the server and all its copies; in a process that did not start it, like `release`."""
        self._ending.detach()
        _end(self._child)


def _end(server: Child | None) -> None:
    if server is not None:
        server.connection.close()
        try:
            server.process.wait(_LEAVING_SECONDS)
        except subprocess.TimeoutExpired:  # another process holds it
            server.end()


# In the server's process


def _serve_one(pipe: Connection, prepare: Prepare, *arguments: Any) -> None:
    prepare(*arguments)(pipe)


def _serve_forks(pipe: Connection, prepare: Prepare, *arguments: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for whoever started it
    serve = prepare(*arguments)
    gc.collect()
    gc.freeze()  # a collection in a copy would write to shared memory, and so copy it
    _give_back()
    _Forking(pipe, serve).run()


def _give_back() -> None:
    """Returns what preparing has freed to the system, if the C library is glibc."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


class _Forking:
    """The server's loop: it forks, kills copies that nobody waits for, and tells how the others ended."""

    def __init__(self, pipe: Connection, serve: Serve) -> None:
        self._pipe, self._serve = pipe, serve
        self._copies: dict[int, int] = {}
        """Process numbers by their end of the connection, which stays open here too."""
        self._woken, self._wakes = os.pipe()
        os.set_blocking(self._wakes, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wakes, warn_on_full_buffer=False)
        self._poll = select.poll()
        self._poll.register(pipe.fileno(), select.POLLIN)
        self._poll.register(self._woken, select.POLLIN)

    def run(self) -> None:
        """Runs until nobody holds the server."""
        from multiprocessing.reduction import recv_handle

        while True:
            ready = {file for file, _ in self._poll.poll()}
            for end in ready & self._copies.keys():  # before others can have the same number
                self._poll.unregister(end)
                os.kill(self._copies[end], signal.SIGKILL)
            if self._woken in ready:
                os.read(self._woken, 2**12)
                self._bury()
            if self._pipe.fileno() in ready:
                try:
                    self._fork(recv_handle(self._pipe))
                except (EOFError, OSError, RuntimeError):
                    self._kill_all()
                    return

    def _fork(self, end: int) -> None:
        try:
            pid = os.fork()
        except OSError:  # no process or memory: the other end finds the connection closed
            os.close(end)
            return
        if not pid:
            self._become_copy(end)
        self._copies[end] = pid
        self._poll.register(end, 0)  # hang-ups only

    def _become_copy(self, end: int) -> NoReturn:
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for file in (*self._copies, self._woken, self._wakes):
                os.close(file)
            self._pipe.close()
            connection = Connection(end)
            connection.send_bytes(_PID + b"%d" % os.getpid())
            self._serve(connection)
        except (EOFError, BrokenPipeError):  # who asked is gone
            status = 0
        finally:
            os._exit(status)

    def _bury(self) -> None:
        """Takes leave of copies that have ended, and says how they did."""
        ended = dict[int, int]()
        with suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                ended[found[0]] = os.waitstatus_to_exitcode(found[1])
        for end, pid in list(self._copies.items()):
            if pid in ended:
                del self._copies[end]
                with suppress(KeyError):
                    self._poll.unregister(end)
                os.set_blocking(end, False)  # what the copy left unread may have filled it
                with suppress(OSError), Connection(end) as connection:
                    connection.send_bytes(_ENDED + b"%d" % ended[pid])

    def _kill_all(self) -> None:
        for pid in self._copies.values():
            os.kill(pid, signal.SIGKILL)
