"""Confined processes that only answer queries on one record: no files, no network, bounded memory and time.

They are copies of one process that has loaded the record, with a minimal environment and one pipe each. Closing the
pipe kills one, and it exits by itself if whoever asked is gone. On systems without process limits (Windows) only the
query check and the deadline apply, which is enough for one's own queries but not for a public site.
"""

import io
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Final

from ..util.child_process import Confinement, give_way, minimal_environment, time_limit
from ..util.fork_server import ForkServer

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import ReadableBuffer

    from .store import EmbeddedStore

__all__ = ["Limits", "confined_processes"]

_NICENESS: Final = 5
"""Queries give way to pages."""
_GRACE: Final = 2.0
_ALLOCATOR: Final = {"LD_PRELOAD": "libjemalloc.so.2"}
"""The engine spends much of its time allocating, which jemalloc does faster than glibc. Where it is not installed, the
loader goes on without it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one query: wall-clock seconds, bytes of memory beyond the record's, bytes of result."""

    seconds: float = 10.0
    memory: int = 512 * 2**20
    result: int = 32 * 2**20


def confined_processes(turtle: bytes, limits: Limits) -> ForkServer:
    """Loads a record in a process whose copies answer queries; send one a query that has passed `guard.check`, with its
    media type, in one message.

    A copy first says `ready`. A response to a query is twelve digits (seconds of processor time), a status line (`ok`,
    `bad LINE COLUMN`, `large`, `memory` or `failed`) and a body.
    """
    return ForkServer(_loaded, turtle, limits, environment={**minimal_environment(), **_ALLOCATOR})


def _loaded(turtle: bytes, limits: Limits) -> "Callable[[Connection], None]":
    """Loads the record; returns the main function of a copy, which runs until its pipe is closed."""
    from .store import EmbeddedStore

    give_way(_NICENESS)
    store = EmbeddedStore(turtle)
    _answer(store, "ASK {}", "text/csv", limits)  # lazy imports have to happen while files can still be read

    def answer_all(pipe: Connection) -> None:
        Confinement(limits.memory, closed=True).begin()
        pipe.send_bytes(b"ready")
        while True:
            media_type, _, query = pipe.recv_bytes().decode("utf-8").partition("\n")
            begun = time.process_time()
            with time_limit(limits.seconds + _GRACE):
                answer = _answer(store, query, media_type, limits)
                pipe.send_bytes(b"%012.6f%b" % (time.process_time() - begun, answer))

    return answer_all


class _TooLarge(Exception):
    """The result exceeds its limit in bytes."""


class _Bounded(io.BytesIO):
    """A memory file with a maximum size."""

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
