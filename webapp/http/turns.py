"""Fair scheduling of limited capacity: whoever has used least goes first.

The last free place never goes to a client that already has one or has used much lately. If a light client waits, the
heaviest running request is told to yield. So someone who asks for little is served however many ask for much.
"""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

__all__ = ["NOBODY", "Asker", "Crowded", "HungUp", "Turn", "Turns"]

_MUCH: Final = 1.0
"""Seconds of work lately that make a client a heavy one."""
_BESIDE: Final = 0.1
"""Seconds of work that count as none when clients are compared."""
_FAIR: Final = 1.0
"""Seconds for which a request runs at least before it has to yield to a lighter client."""
_PATIENT: Final = 0.2
"""Seconds that a client waits before another is told to yield."""
_NEWEST: Final = 0.1
"""The weight of the latest request in the average time that one runs."""
_LOOK: Final = 0.2
"""Seconds between two looks at whether the client is still there, or another should yield."""


class Crowded(Exception):
    """No capacity, and the queue is full or the wait timed out; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class HungUp(Exception):
    """The client has disconnected."""


@dataclass(slots=True)
class Asker:
    """A client (empty if clients are not distinguished) and its recent seconds of work.

    `gone` tells whether it has disconnected, `at_once` how many requests it has in all processes, if known. `worked` is
    the time spent on it in other processes.
    """

    client: str = ""
    lately: float = 0.0
    gone: Callable[[], bool] = lambda: False
    at_once: Callable[[], int] = lambda: 0
    worked: float = 0.0


NOBODY: Final = Asker()
"""Somebody of whom nothing is known."""


@dataclass(slots=True, eq=False)
class Turn:
    """A waiting or running request; if it is told to yield, `yields` is the error to end it with."""

    asker: Asker
    came: float = field(default_factory=time.monotonic)
    begun: float | None = None
    yields: bool = False
    called: threading.Event = field(default_factory=threading.Event)
    """Set when it may run, or is sent away."""

    @property
    def weight(self) -> float:
        """The client's seconds of work, including this request's."""
        return self.asker.lately + (time.monotonic() - self.begun if self.begun is not None else 0.0)


def _far_heavier(one: Turn, other: Turn) -> bool:
    return one.weight > 2 * other.weight + _BESIDE


class Turns:
    """A number of places, with a bounded queue and a bounded wait."""

    def __init__(self, places: int, waiting: int, *, patience: float, longest: float) -> None:
        """`patience` is the longest wait, `longest` the longest run, in seconds."""
        self._places, self._room, self._patience, self._longest = places, waiting, patience, longest
        self._running: list[Turn] = []
        self._waiting: list[Turn] = []
        self._usual = longest
        """Seconds that requests run lately, on average; the longest until one has run."""
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, asker: Asker) -> Iterator[Turn]:
        """Waits for a place.

        Raises:
            Crowded: none became free in time, or others have priority.
            HungUp: the client disconnected.
        """
        mine = Turn(asker)
        with self._lock:
            self._enter(mine)
        try:
            self._wait(mine)
            yield mine
        finally:
            with self._lock:
                self._leave(mine)

    def _enter(self, mine: Turn) -> None:
        """Joins the queue; if it is full, a request of a client with more requests is turned away."""
        self._waiting.append(mine)
        self._call()
        if mine.begun is not None or len(self._waiting) <= self._room:
            return
        # Where clients are not told apart, who came last goes.
        away = max(self._waiting, key=self._burden) if mine.asker.client else mine
        if self._burden(away) <= self._burden(mine):
            away = mine
        self._waiting.remove(away)
        if away is mine:
            raise Crowded(self._retry_after(mine))
        away.called.set()

    def _leave(self, mine: Turn) -> None:
        if mine.begun is not None:
            self._running.remove(mine)
            ran = time.monotonic() - mine.begun
            self._usual += (ran - self._usual) * (1 if self._usual == self._longest else _NEWEST)
            self._call()
        elif mine in self._waiting:
            self._waiting.remove(mine)

    def _call(self) -> None:
        """Has those run for whom there are places: the lightest eligible client, then first come, first served."""
        while able := [each for each in self._waiting if self._may_run(each)]:
            chosen = min(able, key=lambda each: (*self._burden(each), each.came))
            self._waiting.remove(chosen)
            self._running.append(chosen)
            chosen.begun = time.monotonic()
            chosen.called.set()

    def _wait(self, mine: Turn) -> None:
        until = mine.came + self._patience
        while not mine.called.wait(min(_LOOK, max(0.0, until - time.monotonic()))):
            with self._lock:
                if mine.called.is_set():
                    break
                if time.monotonic() >= until:
                    raise Crowded(self._retry_after(mine))
                if mine.asker.gone():
                    raise HungUp
                if time.monotonic() - mine.came >= _PATIENT:
                    self._ask_for_room(mine)
        if mine.begun is None:
            with self._lock:
                raise Crowded(self._retry_after(mine))

    def _may_run(self, mine: Turn) -> bool:
        free = self._places - len(self._running)
        if free != 1 or self._places == 1 or not mine.asker.client:
            return free > 0
        return mine.weight < _MUCH and all(each.asker.client != mine.asker.client for each in self._running)

    def _burden(self, turn: Turn) -> tuple[int, float]:
        """Priority, higher is worse: the number of the client's other requests, and its recent work."""
        here = (*self._running, *self._waiting)
        others = sum(each.asker.client == turn.asker.client for each in here if each is not turn)
        return max(others, turn.asker.at_once() - 1), turn.weight if turn.weight > _BESIDE else 0.0

    def _ask_for_room(self, mine: Turn) -> None:
        if len(self._running) < self._places or any(each.yields for each in self._running) or not mine.asker.client:
            return
        heaviest = max(self._running, key=lambda each: each.weight)
        ran = time.monotonic() - (heaviest.begun or 0.0)
        if heaviest.asker.client != mine.asker.client and ran >= _FAIR and _far_heavier(heaviest, mine):
            heaviest.yields = True

    def _retry_after(self, mine: Turn) -> int:
        """Seconds until it is probably the turn of this request: of those that run, and of those that go before it."""
        now = time.monotonic()
        ends = [(each.begun or 0.0) + self._longest for each in self._running]
        first = min(max(0.0, min(ends, default=0.0) - now), self._usual)
        # Who has given up by the time that a place is free does not go before.
        still = [each for each in self._waiting if each is not mine and each.came + self._patience > now + first]
        before = sum(self._burden(each) <= self._burden(mine) for each in still)
        queue = min(self._patience, before * self._usual / self._places)  # nobody waits longer than that
        return max(1, math.ceil(first + queue))
