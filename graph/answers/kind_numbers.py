"""How many bodies of a kind there were on a day, in words that do not take a hole of the record for history.

Where the record is sure of fewer bodies than there may have been, or than were published, the published numbers stand
beside ours, each with its day.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from ..model.commissioners import in_place_of
from ..model.dates import Precision, Spell, span
from ..model.entities import Kind
from ..model.evidence import PublishedCount
from ..model.words import counted, in_words, joined, lower_first, spell_in_words, start_in_words, upper_first
from ..record.history import History
from .diff_result import Diff

__all__ = [
    "KindNumber",
    "holes_between",
    "is_least",
    "kind_number",
    "none_of_kind",
    "number_between",
    "published_between",
    "published_numbers",
    "through_time_in_words",
]

_NEAR: Final = timedelta(days=31)
"""A number published for so near a day needs none of another day beside it."""


class KindNumber(Struct, frozen=True):
    """The bodies of a kind on a day, narrower kinds counted with them: those certainly in force, and possibly more."""

    kind: Kind
    day: date
    certain: int
    possible: int
    published: tuple[PublishedCount, ...]
    """The numbers published for the day or the days next to it, but for those of other days that are ours there."""
    listed: bool = True
    """Whether the record names any body of the kind, on whatever day."""
    instead: tuple[Kind, ...] = ()
    """The kinds that did the same on that day, where this one was not in force."""

    @property
    def has_holes(self) -> bool:
        """Whether there may have been more than the record is sure of.

        A number of an earlier time alone says nothing: there may have been fewer since. A number published for the very
        day that is ours leaves no room for more.
        """
        if any(each.day == self.day and each.count == self.certain for each in self.published):
            return False
        last = self.published[-1] if self.published else None
        still = last is not None and span(last.day, last.precision)[1] >= self.day - _NEAR
        return bool(self.possible) or (
            still
            and self.kind.spell.possible_on(self.day)
            and all(each.count > self.certain for each in self.published)
        )

    @property
    def words(self) -> str:
        """The number as a phrase: `152 primary care trusts`, `at least 131 district health authorities`."""
        label, plural = lower_first(self.kind.label), lower_first(self.kind.plural)
        if not self.listed and self.kind.spell.possible_on(self.day):
            return f"{plural}, which the record does not name one by one,"
        if not self.certain:
            most = counted(self.possible, label, plural)
            return f"perhaps {most}, none for certain," if self.possible else f"no {plural}"
        return ("at least " if self.has_holes else "") + counted(self.certain, label, plural)

    @property
    def others(self) -> str:
        """The published numbers as a sentence, where the record is not sure of all; else empty."""
        return _in_a_sentence(self.published) if self.has_holes else ""

    @property
    def outside(self) -> str:
        """That there were none on the day because the kind was not there yet, or no more; else empty.

        It names the kinds that did the same on that day, with the ids by which to ask for them.
        """
        if self.kind.spell.possible_on(self.day) or self.certain or self.possible:
            return ""
        spell = self.kind.spell
        known = f"since {start_in_words(spell)}" if spell.start and not spell.end else f"for {spell_in_words(spell)}"
        others = joined([f"{lower_first(each.plural)} ({each.id})" for each in self.instead])
        instead = f"; on that day there were {others} in that role" if others else ""
        return f"As a kind they are known {known}{instead}."


def published_numbers(counts: Iterable[PublishedCount], kind: Kind, day: date) -> tuple[PublishedCount, ...]:
    """The numbers of all bodies of a kind published for about a day, or else for the days next to it, in order."""
    of_kind = [each for each in counts if each.kinds == (kind.id,) and not each.scope and each.day]
    dated = {
        each.day: [other for other in of_kind if other.day == each.day and other.precision is not Precision.YEAR]
        for each in of_kind
        if each.day and each.precision is not Precision.YEAR and kind.spell.possible_on(each.day)
    }
    nearest = min(dated, key=lambda other: abs(other - day), default=None)
    if nearest and abs(nearest - day) <= _NEAR:
        return tuple(dated[nearest])
    before = max((other for other in dated if other <= day), default=None)
    after = min((other for other in dated if other > day), default=None)
    years = sorted({each.day.year for each in of_kind if each.precision is Precision.YEAR and each.day})
    about = {day.year, *([] if after else [year for year in years if year > day.year][:1])}
    of_year = [each for each in of_kind if each.precision is Precision.YEAR and each.day and each.day.year in about]
    return (*(dated[before] if before else ()), *of_year, *(dated[after] if after else ()))


def kind_number(history: History, kind: Kind, day: date) -> KindNumber:
    """The number of bodies of a kind and the narrower kinds on a day."""
    lives = [body.life for each in history.kinds_within(kind.id) for body in history.by_kind.get(each, ())]
    certain = sum(life.certain_on(day) for life in lives)
    possible = sum(life.possible_on(day) for life in lives) - certain
    numbers = published_numbers(history.published_counts, kind, day)
    met = {each.when for each in numbers if _is_met(each, lives)}  # another number of that day is an error or rounded
    published = tuple(each for each in numbers if each.day == day or each.when not in met)
    instead = tuple(history.kinds[each] for each in in_place_of(history.kinds, kind, day) if each != kind.id)
    return KindNumber(kind, day, certain, possible, published, bool(lives), instead)


def none_of_kind(history: History, kind: Kind, day: date) -> str:
    """That no body of a kind was in force on a day outside the life of the kind, and what was; else empty."""
    number = kind_number(history, kind, day)
    return f"{upper_first(number.words)} on {in_words(day)}. {number.outside}" if number.outside else ""


def _is_met(published: PublishedCount, lives: Iterable[Spell]) -> bool:
    """Whether the record is sure of as many on the day for which a number was published."""
    day = span(published.day, published.precision)[1]
    return sum(life.certain_on(day) for life in lives) == published.count


def through_time_in_words(history: History, kind: Kind, years: Sequence[tuple[date, int, int]]) -> str:
    """The numbers of a kind (first, highest, last) as a title."""

    def few(day: date, doubtful: bool) -> bool:
        return doubtful or kind_number(history, kind, day).has_holes

    if not any(certain for _, certain, _ in years):
        return kind.plural
    shown = dict.fromkeys((years[0], max(years, key=lambda year: year[1]), years[-1]))
    said = [
        f"{'at least ' if few(day, possible > certain) else ''}{certain:,} in {day.year}"
        for day, certain, possible in shown
    ]
    return f"{kind.plural}: {joined(said)}"


def holes_between(history: History, difference: Diff) -> frozenset[str]:
    """The kinds of a diff of which the record may know too few on one of its days."""
    return frozenset(
        change.kind
        for change in difference.kinds
        if any(number.has_holes for number in _both(history, difference, change.kind))
    )


def is_least(history: History, difference: Diff) -> bool:
    """Whether more bodies may have ended or begun than a diff counts."""
    return bool(difference.possible or holes_between(history, difference))


def published_between(history: History, difference: Diff, kind: str) -> str:
    """The numbers of a kind published for the days of a diff, as the end of a sentence; empty where there are none."""
    before, after = _both(history, difference, kind)
    said = _in_a_sentence((*before.published, *after.published))
    return said[:1].lower() + said[1:].rstrip(".")


def number_between(history: History, difference: Diff, kind: str) -> str:
    """What must be said of the numbers of a kind on both days: other kinds counted with it, and holes; else empty."""
    before, after = _both(history, difference, kind)
    if before.has_holes or after.has_holes:
        published = _in_a_sentence((*before.published, *after.published))
        ours = f"{upper_first(before.words)} on the first day, {after.words} on the second."
        return f"{ours} {published}" if published else ""
    counted_with = {
        each
        for each in history.kinds_within(kind) - {kind}
        for body in history.by_kind.get(each, ())
        if body.life.certain_on(difference.before) or body.life.certain_on(difference.after)
    }
    if not counted_with:
        return ""
    others = joined([lower_first(history.kinds[each].plural) for each in sorted(counted_with)])
    return f"With {others}, which are counted with them: {before.words} on the first day, {after.words} on the second."


def _both(history: History, difference: Diff, kind: str) -> tuple[KindNumber, KindNumber]:
    this = history.kinds[kind]
    return kind_number(history, this, difference.before), kind_number(history, this, difference.after)


def _in_a_sentence(counts: Iterable[PublishedCount]) -> str:
    """Published numbers with their days; several of one day as alternatives."""
    by_day: dict[str, list[int]] = {}
    for each in counts:
        by_day.setdefault(each.when, []).append(each.count)
    parts = [
        f"{' or '.join(map('{:,}'.format, sorted(set(numbers))))} for {in_words(when)}"
        for when, numbers in by_day.items()
    ]
    return f"Published: {joined(parts)}." if parts else ""
