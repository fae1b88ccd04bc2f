"""The restructures in order, and the number of bodies of each kind at the end of each year."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ..answer import Json, Rows
from ..model.entities import Kind
from ..model.policy import Restructure
from ..record.history import History

if TYPE_CHECKING:
    from ..documents import system as documents

__all__ = ["KindOverTime", "RestructureOnTimeline", "Timeline", "timeline", "years_of"]

_FIRST_YEAR: Final = 1989
"""The year before the first restructure: the numbers that 1990 began with."""


class RestructureOnTimeline(Struct, frozen=True):
    """A restructure with the number of its change events."""

    restructure: Restructure
    events: int
    commitments: int


class KindOverTime(Struct, frozen=True):
    """The counts of a kind per day: certainly in force, and possibly in force as well."""

    kind: str
    certain: tuple[int, ...]
    possible: tuple[int, ...]


class Timeline(Struct, frozen=True):
    """All restructures, and the counts of every kind on `days`."""

    restructures: tuple[RestructureOnTimeline, ...]
    days: tuple[date, ...]
    kinds: tuple[KindOverTime, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        from ..documents import columns, system

        return columns(system.RestructureOnTimeline)

    def document(self) -> Json:
        from ..documents import system as documents

        kinds = [documents.KindOverTime.from_values(each) for each in self.kinds]
        return documents.Timeline.from_values(self, restructures=self._documents(), kinds=kinds).plain()

    def rows(self) -> Rows:
        return [each.plain() for each in self._documents()]

    def _documents(self) -> "list[documents.RestructureOnTimeline]":
        from ..documents import system as documents

        return [documents.RestructureOnTimeline.from_values(each, each.restructure) for each in self.restructures]


def timeline(history: History, last_year: int) -> Timeline:
    """The restructures, and the counts of each kind on the last day of each year up to `last_year`."""
    days = tuple(date(year, 12, 31) for year in range(_FIRST_YEAR, last_year + 1))
    events = Counter(event.restructure for event in history.events.values())
    promises = Counter(commitment.restructure for commitment in history.commitments)
    kinds = []
    for kind, bodies in history.by_kind.items():
        lives = [body.life for body in bodies]
        certain = _numbers(days, ((life.starts[1], life.surely_until) for life in lives if life.start))
        possible = _numbers(days, (life.days for life in lives))
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
    """How many of some spans contain each day; the days are in order."""
    numbers = [0] * len(days)
    for first, last in spans:
        for place in range(bisect_left(days, first), bisect_right(days, last)):
            numbers[place] += 1
    return tuple(numbers)


def years_of(timeline: Timeline, kind: Kind, within: Collection[str] = ()) -> list[tuple[date, int, int]]:
    """The days within the kind's life on which it had bodies, each with the certain and the possible number.

    Those of the kinds `within` it are counted with it: care trusts with primary care trusts.

    A body whose start is only known to lie before a day may, by itself, have begun at any time; not before its kind.
    """
    counted = [each for each in timeline.kinds if each.kind in {kind.id, *within}]
    sums = [
        (day, sum(each.certain[place] for each in counted), sum(each.possible[place] for each in counted))
        for place, day in enumerate(timeline.days)
    ]
    return [row for row in sums if row[1] or (row[2] and kind.spell.possible_on(row[0]))]
