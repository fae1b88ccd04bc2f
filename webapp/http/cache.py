"""Caches of rendered pages and answers, valid as long as the record, the program and the date stay the same.

Entries depend only on the record and the request's address or query, so they are never stale or private. The size is
bounded in bytes (compressed); the least recently used entry is dropped first.
"""

import time
import zlib
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from cachetools import LRUCache

__all__ = ["ByteCache", "Remembered"]

T = TypeVar("T")

_LONGEST_NAME = 400
"""Longer addresses are nobody's second visit, and are not kept."""

_GZIP = 16
"""Added to the width of zlib's window, has it write a form that can be sent as it is."""
_SMALL = 2**12
"""Bytes of a text for which a small window does as well, and whose preparation would take longer than packing."""


class ByteCache:
    """An LRU cache of texts by name, bounded by total size."""

    def __init__(self, room: int, *, level: int = 6) -> None:
        """`room` is in bytes; 0 disables the cache. `level` is gzip's: 1 is three times as fast as 6, but larger."""
        self._largest, self._level = room // 8, level
        self._texts: LRUCache[tuple[str, str], bytes] = LRUCache(room, getsizeof=len)
        self._lock = Lock()

    @property
    def used(self) -> int:
        """The compressed size of all entries, in bytes."""
        return int(self._texts.currsize)

    def packed(self, tag: str, named: str | Callable[[], str], make: Callable[[], bytes]) -> bytes:
        """The gzip-compressed text for a name and tag, from the cache or made now.

        If the name is only known after the text was made, `named` returns it; it is called before and after.
        """
        name = named if isinstance(named, str) else named()
        with self._lock:
            found = self._texts.get((tag, name))
        if found is not None:
            return found
        packed = _packed(make(), self._level)
        name = named if isinstance(named, str) else named()
        if len(name) <= _LONGEST_NAME and len(packed) <= self._largest:
            with self._lock:
                self._texts[tag, name] = packed
        return packed


class Remembered(Generic[T]):
    """A value cached for some seconds; when it expires, one thread recomputes it while the others wait."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._lock = Lock()
        self._since = float("-inf")
        self._value: T

    def value(self, find: Callable[[], T]) -> T:
        """The cached value, or a new one if it has expired."""
        with self._lock:
            if time.monotonic() - self._since > self.seconds:
                self._value = find()
                self._since = time.monotonic()
            return self._value


def _packed(text: bytes, level: int) -> bytes:
    small = len(text) <= _SMALL
    packing = zlib.compressobj(level, zlib.DEFLATED, _GZIP + (12 if small else 15), 5 if small else 8)
    return packing.compress(text) + packing.flush()
