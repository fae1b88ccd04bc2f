"""Pages kept ready: what an address gave is given again for as long as the record, the site and the day are the same.

A page is made from the record and the address alone, so nothing here can be stale or belong to somebody. The room is
bounded in bytes; the page not asked for longest goes first.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

__all__ = ["Kept"]

_LONGEST_NAME = 400
"""Longer addresses are nobody's second visit, and are not kept."""


class Kept:
    """Texts by name, up to a number of bytes in all."""

    def __init__(self, room: int = 48 * 2**20) -> None:
        self._room = room
        self._used = 0
        self._texts: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = Lock()

    @property
    def used(self) -> int:
        """Bytes that the texts kept take."""
        return self._used

    def get(self, tag: str, name: str, make: Callable[[], bytes]) -> bytes:
        """The text of a name under a tag: the one kept, else one made now and kept for the next."""
        key = tag, name
        with self._lock:
            if key in self._texts:
                self._texts.move_to_end(key)
                return self._texts[key]
        text = make()
        if len(name) <= _LONGEST_NAME and len(text) <= self._room // 8:
            with self._lock:
                self._used += len(text) - len(self._texts.pop(key, b""))
                self._texts[key] = text
                while self._used > self._room:
                    self._used -= len(self._texts.popitem(last=False)[1])
        return text
