"""The restructures in their order, and how many bodies of each kind there were at the end of every year.

It rests on the restructures' own days and on the bodies certainly, and possibly, in force.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from ..answer import Document, Rows
from ..model.policy import Restructure
from ..record.history import History

__all__ = ["KindOverTime", "RestructureOnTimeline", "Timeline", "timeline"]

_FIRST_YEAR: Final = 1989
"""The year before the first restructure: the numbers that 1990 began with."""


@dataclass(frozen=True, slots=True)
class RestructureOnTimeline:
    """A restructure with the number of change events that belong to it."""

    restructure: Restructure
    events: int
    commitments: int


@dataclass(frozen=True, slots=True)
class KindOverTime:
    """The numbers of a kind: per day, the bodies certainly in force and those that may have been as well."""

    kind: str
    certain: tuple[int, ...]
    possible: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """All restructures, and the numbers of every kind on `days`."""

    columns: ClassVar[tuple[str, ...]] = (
        "id",
        "number",
        "name",
        "announced",
        "in_force_from",
        "in_force_to",
        "events",
        "commitments",
        "number_basis",
    )

    restructures: tuple[RestructureOnTimeline, ...]
    days: tuple[date, ...]
    kinds: tuple[KindOverTime, ...]

    def document(self) -> Document:
        return {
            "restructures": [dict(row) for row in self.rows()],
            "days": [day.isoformat() for day in self.days],
            "kinds": [
                {"kind": each.kind, "certain": list(each.certain), "possible": list(each.possible)}
                for each in self.kinds
            ],
        }

    def rows(self) -> Rows:
        return [
            {
                "id": each.restructure.id,
                "number": each.restructure.number,
                "name": each.restructure.name,
                "announced": each.restructure.announced,
                "in_force_from": each.restructure.in_force_from,
                "in_force_to": each.restructure.in_force_to,
                "events": each.events,
                "commitments": each.commitments,
                "number_basis": each.restructure.number_basis,
            }
            for each in self.restructures
        ]


def timeline(history: History, last_year: int) -> Timeline:
    """The restructures, and the numbers of each kind on the last day of each year, the last being `last_year`."""
    days = tuple(date(year, 12, 31) for year in range(_FIRST_YEAR, last_year + 1))
    events = Counter(event.restructure for event in history.events.values())
    promises = Counter(commitment.restructure for commitment in history.commitments)
    kinds = []
    for kind, bodies in history.by_kind.items():
        lives = [body.life for body in bodies]
        certain = _numbers(days, ((life.starts[1], life.surely_until) for life in lives if life.start))
        possible = _numbers(days, ((life.starts[0], life.ends[1]) for life in lives))
        if any(possible):
            kinds.append(KindOverTime(kind, certain, possible))
    return Timeline(
        tuple(
            RestructureOnTimeline(each, events[each.id], promises[each.id]) for each in history.restructures.values()
        ),
        days,
        tuple(kinds),
    )


def _numbers(days: Sequence[date], spans: Iterable[tuple[date, date]]) -> tuple[int, ...]:
    """How many of some spans of days each day lies in; the days are in order."""
    numbers = [0] * len(days)
    for first, last in spans:
        for place in range(bisect_left(days, first), bisect_right(days, last)):
            numbers[place] += 1
    return tuple(numbers)
