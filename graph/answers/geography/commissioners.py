"""Counts of local commissioners on any day: certain, possible, and how many were gone by a later day.

Month by month this is the histogram under the map's slider; for one day it is the map's headline.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from msgspec import Struct

from ...model.commissioners import working_commissioners
from ...model.entities import Body, Kind
from ...record.history import History

__all__ = ["Commissioners", "Count", "Step", "commissioners", "years_on"]

FIRST_MONTH: Final = date(1990, 1, 1)

_NOTABLE: Final = 5
"""A month in which the number moves by as many is a change that is stepped to."""
_STEP: Final = 0.1
"""A part by which the number moves at a step that is worth a label."""


class Count(Struct, frozen=True):
    """The bodies of one day: how many of each kind were certainly in force, and how many more may have been."""

    day: date
    kinds: tuple[tuple[Kind, int], ...]
    possible: int

    @property
    def certain(self) -> int:
        return sum(number for _, number in self.kinds)

    @property
    def by_kind(self) -> Mapping[str, int]:
        """The number of each kind, by its id."""
        return {kind.id: number for kind, number in self.kinds}

    @property
    def main(self) -> Kind | None:
        """The most frequent kind, which names the era."""
        return max(self.kinds, key=lambda each: each[1])[0] if self.kinds else None


class Step(Struct, frozen=True):
    """Consecutive months with similar numbers of the same kinds; `until` is the first month after them."""

    first: int
    until: int
    count: Count
    new_kinds: bool


@dataclass(frozen=True)
class Commissioners:
    """Monthly counts of the local commissioners, or of one kind and its narrower kinds, from 1990.

    `through` is the newest day any source covers; nothing later is known.
    """

    history: History
    kind: str
    last_month: date
    through: date

    @cached_property
    def months(self) -> tuple[date, ...]:
        """The first day of each month."""
        number = (self.last_month.year - FIRST_MONTH.year) * 12 + self.last_month.month
        return tuple(date(FIRST_MONTH.year + each // 12, each % 12 + 1, 1) for each in range(number))

    @cached_property
    def counts(self) -> tuple[Count, ...]:
        """The count for each month."""
        return tuple(map(self.on, self.months))

    def kinds(self, day: date) -> tuple[str, ...]:
        """The kinds counted on a day."""
        return (self.kind,) if self.kind else working_commissioners(self.history.kinds, day)

    def bodies(self, day: date) -> tuple[tuple[Kind, tuple[Body, ...]], ...]:
        """All bodies of the kinds counted on a day, whenever they existed; narrower kinds count as the wider one."""
        return tuple((self.history.kinds[kind], self._of_kind(kind)) for kind in self.kinds(day))

    def _of_kind(self, kind: str) -> tuple[Body, ...]:
        if kind not in self._by_kind:
            within = sorted(self.history.kinds_within(kind))
            self._by_kind[kind] = tuple(body for each in within for body in self.history.by_kind.get(each, ()))
        return self._by_kind[kind]

    @cached_property
    def _by_kind(self) -> dict[str, tuple[Body, ...]]:
        return {}

    @cached_property
    def _counted(self) -> dict[date, Count]:
        return {}

    def on(self, day: date) -> Count:
        """The count for one day."""
        if day not in self._counted:
            self._counted[day] = self._count(day)
        return self._counted[day]

    def _count(self, day: date) -> Count:
        kinds, possible = [], 0
        for kind, bodies in self.bodies(day):
            certain = sum(body.life.certain_on(day) for body in bodies)
            possible += sum(body.life.possible_on(day) for body in bodies) - certain
            if certain:
                kinds.append((kind, certain))
        return Count(day, tuple(kinds), possible)

    def gone(self, day: date, later: date) -> int:
        """How many of the bodies certainly in force on a day had ended by a later one."""
        return sum(
            body.life.certain_on(day) and not body.life.possible_on(later)
            for _, bodies in self.bodies(day)
            for body in bodies
        )

    def month(self, day: date) -> int:
        """The index of a day's month, clamped to the first and last."""
        return min(max(bisect_right(self.months, day) - 1, 0), len(self.months) - 1)

    @cached_property
    def changes(self) -> tuple[int, ...]:
        """The months in which the number changed by five or more, or other kinds took over."""
        found = [0]
        for number, (before, after) in enumerate(zip(self.counts, self.counts[1:], strict=False), 1):
            moved = abs(after.certain - before.certain) >= _NOTABLE
            if moved or [kind.id for kind, _ in after.kinds] != [kind.id for kind, _ in before.kinds]:
                found.append(number)
        return tuple(found)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the histogram: a new one starts when the kinds change or the number changes by over a tenth."""
        starts = [(0, True)]
        for number, after in enumerate(self.counts[1:], 1):
            before, start = self.counts[number - 1], self.counts[starts[-1][0]]
            new = after.main != start.main
            moved = abs(after.certain - before.certain) > _STEP * max(before.certain, 1)
            if new or moved:
                starts.append((number, new))
        ends = [start for start, _ in starts[1:]] + [len(self.months)]
        return tuple(Step(start, end, self.counts[start], new) for (start, new), end in zip(starts, ends, strict=True))

    @cached_property
    def most(self) -> Count | None:
        """The count of the 1 April with the most statutory bodies, as most changes take effect then; None without one.

        Arms of other bodies, such as primary care groups, are not statutory; counts that may be too low are left out
        too.
        """
        sure = [
            count
            for count in self.counts
            if count.day.month == 4
            and count.kinds
            and not count.possible
            and all(kind.legal_form == "formal" for kind, _ in count.kinds)
        ]
        return max(sure, key=lambda count: count.certain, default=None)


def newest_day(history: History) -> date:
    """The newest day covered by any source of the record."""
    days = [source.date for source in history.sources.values() if len(source.date) == len("2013-04-01")]
    return date.fromisoformat(max(days)) if days else date.max


def commissioners(history: History, today: date, kind: str = "") -> Commissioners:
    """Counts of local commissioners up to the current month, or up to the latest change already decided.

    Raises:
        UnknownKind: there is no kind `kind`.
    """
    chosen = history.kind(kind).id if kind else ""
    return Commissioners(history, chosen, today.replace(day=1), newest_day(history))


def years_on(day: date, years: int) -> date:
    """The same day some years later; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
