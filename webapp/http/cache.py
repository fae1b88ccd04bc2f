"""Pages and answers kept ready: what was asked is given again as long as the record, the site and the day are the same.

Each is made from the record and from what was asked alone, so nothing here can be stale or belong to somebody. The room
is bounded in bytes, in which they lie compressed; the one not asked for longest goes first.
"""

import zlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

__all__ = ["Kept"]

_LONGEST_NAME = 400
"""Longer addresses are nobody's second visit, and are not kept."""

_GZIP = 31
"""The form that zlib then writes: what is kept can be sent as it is."""


class Kept:
    """Texts by name, up to a number of bytes in all."""

    def __init__(self, room: int, *, level: int = 6) -> None:
        """`room` is in bytes; 0 keeps nothing. `level` is gzip's: 1 takes a third of the time of 6, and more room."""
        self._room, self._level = room, level
        self._used = 0
        self._texts: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = Lock()

    @property
    def used(self) -> int:
        """Bytes that the texts kept take, compressed."""
        return self._used

    def packed(self, tag: str, name: str, make: Callable[[], bytes]) -> bytes:
        """The text of a name under a tag, compressed as gzip does: the one kept, else one made now."""
        key = tag, name
        with self._lock:
            found = self._texts.get(key)
            if found is not None:
                self._texts.move_to_end(key)
        if found is not None:
            return found
        packed = zlib.compress(make(), self._level, _GZIP)
        if len(name) <= _LONGEST_NAME and len(packed) <= self._room // 8:
            with self._lock:
                self._used += len(packed) - len(self._texts.pop(key, b""))
                self._texts[key] = packed
                while self._used > self._room:
                    self._used -= len(self._texts.popitem(last=False)[1])
        return packed
