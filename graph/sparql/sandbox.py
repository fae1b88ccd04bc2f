"""A process that answers queries over one record and can do nothing else: no files, no network, bounded memory, time.

It is started by `confined_process` with an empty environment and one pipe; the parent kills it when time is up, and
it ends itself should the parent be gone.
"""

import gc
import io
import os
import resource
import signal
import subprocess
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Final

from ..util.child_process import start

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

    from .store import EmbeddedStore

__all__ = ["Limits", "confined_process", "main"]

_NICENESS: Final = 5
"""Queries give way to pages."""
_GRACE: Final = 2.0
_KEPT: Final = ("PATH", "LD_LIBRARY_PATH", "LANG")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use: seconds by the clock, bytes of memory beside the record's, bytes of result."""

    seconds: float = 10.0
    memory: int = 512 * 2**20
    result: int = 32 * 2**20


def confined_process(limits: Limits) -> tuple["subprocess.Popen[bytes]", Connection]:
    """Starts a process; send it the record's Turtle, then for each query its media type and text in one message.

    It answers the Turtle with `ready`, and a query with a line that says how it went, and a body:
    `ok`, `bad LINE COLUMN`, `large`, `memory` or `failed`.
    """
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return start("graph.sparql.sandbox", limits.seconds, limits.memory, limits.result, environment=environment)


def main(pipe: int, seconds: float, memory: int, result: int) -> None:
    """What runs in the process, until the pipe closes."""
    from .store import EmbeddedStore

    connection, limits = Connection(pipe), Limits(seconds, memory, result)
    os.nice(_NICENESS)
    store = EmbeddedStore(connection.recv_bytes())
    _answer(store, "ASK {}", "text/csv", limits)  # what is imported on first use is imported while files can be read
    gc.freeze()
    _confine(limits)
    connection.send_bytes(b"ready")
    while True:
        try:
            media_type, _, query = connection.recv_bytes().decode("utf-8").partition("\n")
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, limits.seconds + _GRACE)
        connection.send_bytes(_answer(store, query, media_type, limits))
        signal.setitimer(signal.ITIMER_REAL, 0)


def _confine(limits: Limits) -> None:
    with open("/proc/self/statm", encoding="ascii") as statm:
        held = int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    for what, most in (
        (resource.RLIMIT_AS, held + limits.memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),  # no descriptor can be opened: no file, no socket, no resolver
    ):
        resource.setrlimit(what, (most, most))


class _TooLarge(Exception):
    """The result has more bytes than are allowed."""


class _Bounded(io.BytesIO):
    """A file in memory that takes a number of bytes and no more."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most
        super().write(b"ok\n")

    def write(self, data: "ReadableBuffer") -> int:
        written = super().write(data)
        self._left -= written
        if self._left < 0:
            raise _TooLarge
        return written


def _answer(store: "EmbeddedStore", query: str, media_type: str, limits: Limits) -> bytes:
    from ..errors import StoreError
    from .guard import BadQuery

    file = _Bounded(limits.result)
    try:
        store.write(query, media_type, file)
        return file.getvalue()
    except BadQuery as error:
        return f"bad {error.line} {error.column}\n{error.message}".encode()
    except _TooLarge:
        return b"large\n"
    except MemoryError:
        return b"memory\n"
    except StoreError as error:
        return f"failed\n{error}".encode()
