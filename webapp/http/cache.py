"""Pages and answers kept ready: what was asked is given again as long as the record, the site and the day are the same.

Each is made from the record and from what was asked alone, so nothing here can be stale or belong to somebody. The room
is bounded in bytes, in which they lie compressed; the one not asked for longest goes first.
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

_GZIP = 31
"""The form that zlib then writes: what is kept can be sent as it is."""


class ByteCache:
    """Texts by name, up to a number of bytes in all."""

    def __init__(self, room: int, *, level: int = 6) -> None:
        """`room` is in bytes; 0 keeps nothing. `level` is gzip's: 1 takes a third of the time of 6, and more room."""
        self._largest, self._level = room // 8, level
        self._texts: LRUCache[tuple[str, str], bytes] = LRUCache(room, getsizeof=len)
        self._lock = Lock()

    @property
    def used(self) -> int:
        """Bytes that the texts kept take, compressed."""
        return int(self._texts.currsize)

    def packed(self, tag: str, named: str | Callable[[], str], make: Callable[[], bytes]) -> bytes:
        """The text of a name under a tag, compressed as gzip does: the one kept, else one made now.

        Where the name itself shows only when the text was made, `named` gives it, and is asked before and after.
        """
        name = named if isinstance(named, str) else named()
        with self._lock:
            found = self._texts.get((tag, name))
        if found is not None:
            return found
        packed = zlib.compress(make(), self._level, _GZIP)
        name = named if isinstance(named, str) else named()
        if len(name) <= _LONGEST_NAME and len(packed) <= self._largest:
            with self._lock:
                self._texts[tag, name] = packed
        return packed


class Remembered(Generic[T]):
    """One value that stands for some seconds, and is then found anew by one thread while the others wait."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._lock = Lock()
        self._since = float("-inf")
        self._value: T

    def value(self, find: Callable[[], T]) -> T:
        """The value that still stands, else one found now."""
        with self._lock:
            if time.monotonic() - self._since > self.seconds:
                self._value = find()
                self._since = time.monotonic()
            return self._value
