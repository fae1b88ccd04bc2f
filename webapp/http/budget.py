"""Tracks how much of the site's time each client has used, in one table shared by all processes.

The table is in memory that the processes share since the fork. A client is stored as a keyed hash, and forgotten once
its usage has decayed.
"""

import hashlib
import math
import mmap
import os
import secrets
import time
from contextlib import suppress
from typing import Final

from graph.util.shared_lock import SharedLock

__all__ = ["Budget"]

_CLIENTS: Final = 8192
_PROBES: Final = 16
"""Places in the table where one client may stand; where all are taken, the one that used least gives way."""
_PROCESSES: Final = 130
_HALF: Final = 60.0
"""Seconds after which work counts half for `lately`."""
_AT_ONCE: Final = 256
"""Requests of one process that can be marked as running."""


class Budget:
    """The seconds of work a client may use: a rate per minute, with bursts of twice that.

    Work is the processor time of a request. Running requests are marked too, to count a client's concurrent requests
    over all processes.
    """

    def __init__(self, per_minute: float) -> None:
        """`per_minute` is in seconds of work; 0 means no limit."""
        self._a_second, self._most = per_minute / 60, 2 * per_minute
        self._key = secrets.token_bytes(16)
        running = _PROCESSES * _AT_ONCE
        memory = memoryview(mmap.mmap(-1, 8 * (4 * _CLIENTS + _PROCESSES + 2 * running)))
        at = 0

        def room(places: int) -> memoryview:
            nonlocal at
            at += 8 * places
            return memory[at - 8 * places : at]

        self._clients, self._used = room(_CLIENTS).cast("Q"), room(_CLIENTS).cast("d")
        self._lately, self._seen = room(_CLIENTS).cast("d"), room(_CLIENTS).cast("d")
        self._processes = room(_PROCESSES).cast("Q")
        self._running, self._begun = room(running).cast("Q"), room(running).cast("d")
        self._lock = SharedLock()

    def used(self, client: str) -> float:
        """The client's seconds of work that have not yet decayed."""
        if not self._a_second:
            return 0.0
        with self._lock:
            return float(self._used[self._place(self._name(client))])

    def wait(self, client: str) -> int:
        """Whole seconds until the client may send the next request; 0 if now."""
        return self._seconds_until(self.used(client))

    def look(self, client: str) -> tuple[int, float]:
        """Like `wait`, with the client's recent seconds of work (halved each minute), for fair scheduling."""
        with self._lock:
            place = self._place(self._name(client))
            return self._seconds_until(self._used[place]), float(self._lately[place])

    def charge(self, client: str, cost: float, work: float = 0.0) -> None:
        """Charges a request to a client, and records the work actually done for it, which may be less."""
        with self._lock:
            place = self._place(self._name(client))
            self._used[place] += cost
            self._lately[place] += work

    def begin(self, client: str, at_once: int) -> int | None:
        """Marks a request as running, for `end`; None if the client has too many running already."""
        name = self._name(client)
        with self._lock:
            if self._count(name) >= at_once:
                self._forget_the_dead()
                if self._count(name) >= at_once:
                    return None
            first = self._own()
            for place in range(first, first + _AT_ONCE):
                if not self._running[place]:
                    self._running[place], self._begun[place] = name, time.monotonic()
                    return place
        return None

    def end(self, place: int) -> None:
        """Ends the mark of a request."""
        self._running[place] = 0

    def running(self, client: str) -> int:
        """The number of the client's running requests."""
        return self._count(self._name(client))

    def longest(self, client: str) -> float:
        """The age in seconds of the client's oldest running request."""
        name = self._name(client)
        with self._lock:
            places = [place for first in self._in_use() for place in range(first, first + _AT_ONCE)]
            begun = [self._begun[place] for place in places if self._running[place] == name]
        return time.monotonic() - min(begun) if begun else 0.0

    def _seconds_until(self, used: float) -> int:
        """Whole seconds until a client with this usage may send the next request."""
        over = used - self._most
        return max(0, math.ceil(over / self._a_second + 0.001)) if over >= 0 and self._a_second else 0

    def _name(self, client: str) -> int:
        digest = hashlib.blake2b(client.encode(), digest_size=8, key=self._key).digest()
        return int.from_bytes(digest) or 1

    def _place(self, name: int) -> int:
        """The client's slot in the table, with its usage decayed to now."""
        now = time.monotonic()
        places = [(name + step) % _CLIENTS for step in range(_PROBES)]
        place = next((each for each in places if self._clients[each] == name), None)
        if place is None:
            place = min(places, key=lambda each: self._used[each] - (now - self._seen[each]) * self._a_second)
            self._clients[place], self._used[place], self._lately[place] = name, 0.0, 0.0
        else:
            past = now - self._seen[place]
            self._used[place] = max(0.0, self._used[place] - past * self._a_second)
            self._lately[place] *= 0.5 ** (past / _HALF)
        self._seen[place] = now
        return place

    def _count(self, name: int) -> int:
        return sum(self._running[first : first + _AT_ONCE].tolist().count(name) for first in self._in_use())

    def _in_use(self) -> list[int]:
        """The first slot of each process with marks."""
        return [number * _AT_ONCE for number, process in enumerate(self._processes.tolist()) if process]

    def _own(self) -> int:
        """This process's first slot for marks."""
        process, known = os.getpid(), self._processes.tolist()
        if process not in known:
            self._forget_the_dead()
            known = self._processes.tolist()
            self._processes[known.index(0)] = process
            return int(known.index(0)) * _AT_ONCE
        return int(known.index(process)) * _AT_ONCE

    def _forget_the_dead(self) -> None:
        for number, process in enumerate(self._processes):
            if process and process != os.getpid() and not _alive(process):
                self._processes[number] = 0
                for place in range(number * _AT_ONCE, (number + 1) * _AT_ONCE):
                    self._running[place] = 0


def _alive(process: int) -> bool:
    with suppress(PermissionError):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
    return True
