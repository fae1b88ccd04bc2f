"""How many connections each process of the site has open, so that new ones go to whoever has fewest.

All processes wait for connections at the same socket. Without this, the one that wakes first takes all that come
together, and a client with several connections, or a proxy that keeps its own, is answered by one processor.
"""

import mmap
import time
from typing import Final

__all__ = ["LOOK_AWAY", "Neighbours"]

_PLACES: Final = 128
_GONE_SECONDS: Final = 3.0
"""Without a sign of life for so long, a process counts no more."""
LOOK_AWAY: Final = 0.001
"""Seconds for which a connection is left to a process that has fewer; then whoever sees it takes it."""


class Neighbours:
    """A table in memory that processes share since the fork: when each was last seen, and its open connections."""

    def __init__(self) -> None:
        memory = memoryview(mmap.mmap(-1, 16 * _PLACES))
        self._seen, self._open = memory[: 8 * _PLACES].cast("d"), memory[8 * _PLACES :].cast("Q")
        self._mine: int | None = None
        self._left = 0.0

    def join(self, number: int) -> None:
        """Takes the place of a process, by its number in the order of starting."""
        self._mine = number % _PLACES
        self.tell(0)

    def leave(self) -> None:
        """Counts no more: this process accepts nothing from now on."""
        if self._mine is not None:
            self._seen[self._mine] = 0.0
        self._mine = None

    def tell(self, connections: int) -> None:
        """Says how many connections this process has open; at least once a second."""
        if self._mine is not None:
            self._seen[self._mine], self._open[self._mine] = time.monotonic(), connections

    def leaves(self, connections: int) -> bool:
        """Whether this process, with its number of connections, leaves one that waits to another for the moment."""
        now = time.monotonic()
        self.tell(connections)
        alive = [place for place, seen in enumerate(self._seen) if now - seen < _GONE_SECONDS]
        fewest = min((self._open[place] for place in alive), default=connections)
        if connections <= fewest + fewest // 8 or LOOK_AWAY <= now - self._left < 3 * LOOK_AWAY:
            return False
        self._left = now
        return True

    @property
    def looks_away(self) -> bool:
        """Whether this process has just left a connection to another, and gives it time."""
        return time.monotonic() < self._left + LOOK_AWAY
