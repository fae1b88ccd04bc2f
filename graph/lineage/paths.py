"""Steps and paths between bodies along the links of a history that may be followed.

A path only moves forward in time and never visits a body twice.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from ..model.entities import LEGAL_AND_AREA, Basis, Step, Succession
from ..record.history import History

__all__ = ["Paths"]

_ORDER: Final = {basis: place for place, basis in enumerate(Basis)}


class Paths:
    """The links of a history that may be followed: those of some bases, within a date range.

    Links are later than `after` and not later than `until`. If a pair of bodies has both a legal and an area link in
    one event or on one day, only the legal one is used.
    """

    def __init__(
        self,
        history: History,
        bases: frozenset[Basis] = LEGAL_AND_AREA,
        *,
        after: date = date.min,
        until: date = date.max,
    ) -> None:
        self.history = history
        self.bases = bases
        self.after = after
        self.until = until
        self._forward: dict[str, tuple[Step, ...]] = {}
        self._backward: dict[str, tuple[Step, ...]] = {}
        self._in_force: dict[date, frozenset[str]] = {}

    def in_force(self, day: date) -> frozenset[str]:
        """The ids of the bodies certainly in force on a day."""
        if day not in self._in_force:
            bodies = self.history.bodies.values()
            self._in_force[day] = frozenset(body.id for body in bodies if body.life.certain_on(day))
        return self._in_force[day]

    def _steps(self, links: Iterable[Succession]) -> tuple[Step, ...]:
        chosen: dict[tuple[str, str, tuple[date, date]], Succession] = {}
        for link in links:
            if link.basis in self.bases:
                days = self.history.event_days[link.event]
                pair = (link.predecessor, link.successor, days)
                other = chosen.get(pair)
                if other is None or _ORDER[link.basis] < _ORDER[other.basis]:
                    chosen[pair] = link
        steps = (Step(link, *days) for (_, _, days), link in chosen.items())
        return tuple(
            sorted(
                (step for step in steps if step.latest > self.after and step.earliest <= self.until),
                key=lambda step: (step.earliest, step.latest, step.link.id),
            )
        )

    def steps_from(self, body: str) -> tuple[Step, ...]:
        """The steps leading on from a body, in order of time."""
        if body not in self._forward:
            self._forward[body] = self._steps(self.history.links_from.get(body, ()))
        return self._forward[body]

    def steps_to(self, body: str) -> tuple[Step, ...]:
        """The steps leading to a body, in order of time."""
        if body not in self._backward:
            self._backward[body] = self._steps(self.history.links_to.get(body, ()))
        return self._backward[body]

    def paths_from(self, body: str, stop: frozenset[str] = frozenset()) -> Iterator[tuple[Step, ...]]:
        """Every path of steps forward from a body, each after the shorter path it extends.

        A path ends at a body in `stop`, at one without a later successor, or before it would revisit a body.
        """
        yield from self._paths(body, (), date.min, frozenset((body,)), stop)

    def _paths(
        self, body: str, path: tuple[Step, ...], reached: date, passed: frozenset[str], stop: frozenset[str]
    ) -> Iterator[tuple[Step, ...]]:
        for step in self.steps_from(body):
            successor = step.link.successor
            if step.latest < reached or successor in passed:
                continue
            longer = (*path, step)
            yield longer
            if successor not in stop:
                yield from self._paths(successor, longer, max(reached, step.earliest), passed | {successor}, stop)

    def paths_to(self, body: str, stop: frozenset[str] = frozenset()) -> Iterator[tuple[Step, ...]]:
        """Every path of steps ending at a body, starting with the predecessor."""
        yield from self._paths_back(body, (), date.max, frozenset((body,)), stop)

    def _paths_back(
        self, body: str, path: tuple[Step, ...], left: date, passed: frozenset[str], stop: frozenset[str]
    ) -> Iterator[tuple[Step, ...]]:
        for step in self.steps_to(body):
            predecessor = step.link.predecessor
            if step.earliest > left or predecessor in passed:
                continue
            longer = (step, *path)
            yield longer
            if predecessor not in stop:
                yield from self._paths_back(predecessor, longer, min(left, step.latest), passed | {predecessor}, stop)
