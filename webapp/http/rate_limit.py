"""How often one client may ask: a number of queries a minute, in short bursts at most half of it.

Counted in each process of the site on its own, by the client's address, which is forgotten when others ask a minute
after its last query.
"""

import threading
import time
from collections import OrderedDict
from typing import Final

__all__ = ["Rates"]

_REMEMBERED: Final = 10_000
_FULL_AGAIN: Final = 60.0
"""Seconds after which any bucket is full, and its client as good as new."""


class Rates:
    """A bucket a client, filled steadily; each query takes one from it."""

    def __init__(self, per_minute: int) -> None:
        """`per_minute` 0 lets everybody ask as often as they like."""
        self._per_second, self._burst = per_minute / 60, max(1.0, per_minute / 2)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, client: str) -> float:
        """Seconds until the client may ask; 0 where it may now, which is then counted."""
        if not self._per_second:
            return 0.0
        now = time.monotonic()
        with self._lock:
            held, since = self._buckets.pop(client, (self._burst, now))
            held = min(self._burst, held + (now - since) * self._per_second)
            allowed = held >= 1
            self._buckets[client] = (held - 1 if allowed else held, now)
            while len(self._buckets) > _REMEMBERED or now - next(iter(self._buckets.values()))[1] > _FULL_AGAIN:
                self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - held) / self._per_second
