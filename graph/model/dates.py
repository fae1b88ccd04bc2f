"""Days, the span of days an inexact date stands for, and spells between two such dates.

Spans follow the rule of the fact tables: a day stands for itself, a month or year for all its days, `by` for every day
up to it, no start for any day, no end for "still", an unknown end for any day.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from .day_parser import EARLIEST, LATEST, parse_day

__all__ = [
    "EARLIEST",
    "LATEST",
    "Precision",
    "Spell",
    "as_known",
    "cut",
    "day_before",
    "days_of",
    "iso_spell",
    "overlap",
    "parse_day",
    "partial_span",
    "span",
]

_ONE_DAY = timedelta(days=1)


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    BY = "by"
    UNKNOWN = "unknown"
    NONE = ""


def day_before(day: date) -> date:
    """The last day in force of something whose successor begins on `day`."""
    return day - _ONE_DAY


def cut(day: date | None, precision: Precision) -> str:
    """A date to its known precision: `2013-04-01`, `2013-04`, `2013`, or an empty text."""
    if day is None:
        return ""
    return day.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(precision, 10)]


def as_known(day: date | None, precision: Precision) -> str:
    """A date for display, to its known precision: `2013-04-01`, `2013-04`, `2013`, `by 2013-04-01`, or empty."""
    return ("by " if day and precision is Precision.BY else "") + cut(day, precision)


def span(day: date | None, precision: Precision) -> tuple[date, date]:
    """The first and last day a date can stand for; any day if there is no date."""
    if day is None:
        return date.min, date.max
    if precision is Precision.DAY:
        return day, day
    match precision:
        case Precision.YEAR:
            return date(day.year, 1, 1), date(day.year, 12, 31)
        case Precision.MONTH:
            return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
        case Precision.BY:
            return date.min, day
        case _:
            return day, day


def partial_span(text: str) -> tuple[date, date]:
    """The first and last day of a date written to its known precision, such as `2011-06`."""
    precision = {4: Precision.YEAR, 7: Precision.MONTH}.get(len(text), Precision.DAY)
    return span(date.fromisoformat((text + "-01-01")[:10]), precision)


def overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """Whether two spans (first and last day) have a day in common."""
    return max(one[0], other[0]) <= min(one[1], other[1])


_NO_LIMITS = (date.min, date.max)


class Spell(Struct, frozen=True):
    """The days something was in force: start <= day <= end, each with its own precision.

    `limits` bounds the spell for reasons other than its own dates: the life of the body's kind, or the lives of both
    ends of a line.
    """

    start: date | None = None
    end: date | None = None
    start_precision: Precision = Precision.NONE
    end_precision: Precision = Precision.NONE
    last_seen: date | None = None
    limits: tuple[date, date] = _NO_LIMITS

    # Answers test a spell hundreds of times, so what follows from its dates is computed once, and never given.
    starts: tuple[date, date] = _NO_LIMITS
    """The earliest and the latest first day."""
    ends: tuple[date, date] = _NO_LIMITS
    """The earliest and the latest last day."""
    days: tuple[date, date] = _NO_LIMITS
    """The first and the last day on which it can have been in force; none where the first is after the last."""
    surely_until: date = date.min
    """The last day up to which it is sure to have lasted once it had begun."""

    def __post_init__(self) -> None:
        first, last = self.limits
        begin, begun = span(self.start, self.start_precision)
        if self.start is None:
            begun = last
        over, ended = span(self.end, self.end_precision) if self.ended else (date.max, date.max)
        if self.ended and self.end is None:
            ended = last
        starts = max(begin, min(first, begun)), begun
        ends = max(over, min(first, ended)), ended
        force_setattr(self, "starts", starts)
        force_setattr(self, "ends", ends)
        force_setattr(self, "days", (max(starts[0], first), min(ends[1], last)))
        force_setattr(self, "surely_until", max(ends[0], self.last_seen or date.min))

    @property
    def _dates(self) -> tuple[object, ...]:
        return self.start, self.end, self.start_precision, self.end_precision, self.last_seen

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spell) and self._dates == other._dates

    def __hash__(self) -> int:
        return hash(self._dates)

    @property
    def ended(self) -> bool:
        """Whether it has ended, or is not known to go on."""
        return self.end is not None or self.end_precision is Precision.UNKNOWN

    @property
    def last_known(self) -> date:
        """The last day on which it was certainly in force.

        If there is none: the day by which it had begun, or else the last day on which it can have been in force.
        """
        known = [self.starts[1]] if self.start else []
        known += [self.surely_until] if self.surely_until > date.min else []
        return min(max(known, default=self.ends[1]), self.ends[1])

    def certain_on(self, day: date) -> bool:
        """Whether it was in force on the day for every reading of its inexact dates."""
        return self.start is not None and self.starts[1] <= day <= self.surely_until and self.possible_on(day)

    def possible_on(self, day: date) -> bool:
        """Whether it was in force on the day for some reading of its inexact dates."""
        return self.days[0] <= day <= self.days[1]

    def may_be_in(self, days: tuple[date, date]) -> bool:
        """Whether it may have been in force on some day of a span."""
        return overlap(self.days, days)

    def may_overlap(self, other: "Spell") -> bool:
        """Whether both may have been in force on the same day."""
        return overlap(self.days, other.days)

    def surely_overlaps(self, other: "Spell") -> bool:
        """Whether both were in force on the same day for every reading of their inexact dates."""
        day = max(self.starts[1], other.starts[1])
        return self.certain_on(day) and other.certain_on(day)

    def within(self, life: "Spell") -> "Spell":
        """The dates of something a body had: its own where known, else those of the body's life."""
        return Spell(
            self.start or life.start,
            self.end or life.end,
            self.start_precision if self.start else life.start_precision,
            self.end_precision if self.end else life.end_precision,
            self.last_seen or (None if self.end else life.last_seen),
            life.limits,
        )

    def limited_to(self, others: Iterable["Spell"]) -> "Spell":
        """The same spell, bounded by others: outside them it was not in force, whatever its own dates say."""
        first, last = _NO_LIMITS
        for other in others:
            begin, over = other.days
            first, last = max(first, begin), min(last, over)
        return self._limited(first, last)

    def _limited(self, first: date, last: date) -> "Spell":
        within = first <= min(self.starts[0], self.ends[0]) and self.ends[1] <= last
        return self if within else replace(self, limits=(first, last))

    def limited_where_unknown(self, first: date, last: date) -> "Spell":
        """The same spell, bounded only where its own dates leave it open."""
        return self._limited(
            min(first, self.starts[1] if self.start else date.max),
            last if self.ended and self.end is None else date.max,
        )


def days_of(spell: Spell) -> dict[str, str | None]:
    """The first and last day of a spell as JSON values, each with its precision.

    For a date known to the month or year, the start is its first day and the end its last.
    """
    return {
        "start": spell.start.isoformat() if spell.start else None,
        "end": spell.end.isoformat() if spell.end else None,
        "start_precision": spell.start_precision.value or None,
        "end_precision": spell.end_precision.value or None,
    }


def iso_spell(spell: Spell) -> str:
    """The days of a spell in ISO form for display, to their known precision.

    `2006-10 to 2013-03-31`, `from 1982, ended by 1996-03-31`, `to 2013-03-31`, `from 2022-07-01`, `dates not known`.
    """
    start, end = as_known(spell.start, spell.start_precision), as_known(spell.end, spell.end_precision)
    by_start, by_end = start.startswith("by "), end.startswith("by ")
    if not start:
        return f"ended {end}" if by_end else f"to {end}" if end else "dates not known"
    if end and not by_start and not by_end:
        return f"{start} to {end}"
    over = f", ended {end}" if end else ", end not known" if spell.ended else ""
    return f"{'begun' if by_start else 'from'} {start}{over}"
