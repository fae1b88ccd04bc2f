"""Bodies of a kind, where a text asks for them: on a day, in a place, in the area of a body, or a look-up of two kinds.

"PCTs in Cornwall", "which ICB is M33 in", "how many FHSAs were there in 1995", "lookup PCT 2012 to ICB 2026".
"""

from datetime import date

from ...model.entities import Body, Kind
from ...model.words import counted, in_words, joined, lower_first, spell_in_words, upper_first
from ...names.description import called, description
from ...record.history import History
from ..diff_result import Diff
from ..diff_words import what_changed
from ..kind_numbers import kind_number
from .explanation import Asking, Explanation, OfBody, OfChanges, OfCrosswalk, OfKind, OfMap
from .questions import Asked, asked, asks_for_change, ever_in_area, in_area, kind_between, two_kinds

__all__ = ["changes", "of_a_kind"]

_SENTENCES = 4
"""What an answer says of a comparison, which has the rest."""


def of_a_kind(asking: Asking, text: str, day: date | None) -> Explanation | None:
    """The bodies of a kind on a day, in a place, or in the area of another body, if a text asks for them."""
    history = asking.history
    if sides := two_kinds(history, text):
        return _look_up(*sides)
    if between := kind_between(history, text):
        return _between(asking, *between)
    about = asked(history, asking.places, text, asking.today)
    if about is None:
        return None
    if about.day and not about.name:
        year = asks_for_change(text)
        return _changed(asking, about.kind, year) if year else _on_a_day(asking, about.kind, about.day)
    if not about.cells:
        return None
    on = day or about.day
    return _there(history, about, on) if on else _ever(asking, about)


def changes(asking: Asking, first: date, second: date) -> Explanation:
    """What changed between two days, in numbers."""
    told = _told(asking.history, asking.diff(asking.history, first, second))
    more = ["The comparison has the rest."] if len(told) > _SENTENCES else []
    a_year = first.year + 1 == second.year and (first.month, first.day) == (second.month, second.day) == (12, 31)
    title = f"What changed {f'in {second.year}' if a_year else f'from {in_words(first)} to {in_words(second)}'}"
    return Explanation(title, " ".join([*told[:_SENTENCES], *more]), OfChanges(first, second))


def _changed(asking: Asking, kind: Kind, year: int) -> Explanation:
    """What changed among the bodies of a kind in a year."""
    first, second = date(year - 1, 12, 31), date(year, 12, 31)
    told = _told(asking.history, asking.diff(asking.history, first, second).of_kind(kind.id))
    told += _to_come(asking, second)
    return Explanation(f"{kind.plural} in {year}", " ".join(told), OfChanges(first, second, kind.id))


def _between(asking: Asking, kind: Kind, one: date, other: date) -> Explanation:
    """How many bodies of a kind there were on two days, and what changed between them."""
    history, (first, second) = asking.history, sorted((one, other))
    numbers = (kind_number(history, kind, day) for day in (first, second))
    counts = joined([f"{each.words.rstrip(',')} on {in_words(each.day)}" for each in numbers])
    told = _told(history, asking.diff(history, first, second).of_kind(kind.id))
    words = " ".join([f"{upper_first(counts)}.", *told, *_to_come(asking, second)])
    title = f"{kind.plural}, {in_words(first)} and {in_words(second)}"
    listed = tuple((f"List of {in_words(day)}", OfKind(kind.id, day)) for day in (first, second))
    return Explanation(title, words, OfChanges(first, second, kind.id), named=listed)


def _to_come(asking: Asking, day: date) -> list[str]:
    """That a day is still to come, in a sentence, if it is."""
    known = f"{upper_first(in_words(day))} is still to come: this is what is in force and in law by now."
    return [known] if day > asking.today else []


def _told(history: History, difference: Diff) -> list[str]:
    """The changes of a comparison, each in a sentence, or one that there are none."""
    told = [f"{upper_first(number)}{rest}." for number, rest in what_changed(history, difference)]
    return told or ["Nothing that the record is certain of changed."]


def _look_up(one: tuple[Kind, date], two: tuple[Kind, date]) -> Explanation:
    """The table from the bodies of one kind and day to those of another."""
    (kind_from, first), (kind_to, second) = one, two
    title = f"From {lower_first(kind_from.plural)} to {lower_first(kind_to.plural)}"
    words = f"The look-up from {in_words(first)} to {in_words(second)}, with shares."
    return Explanation(title, words, OfCrosswalk(first, second, kind_from.id, kind_to.id))


def _on_a_day(asking: Asking, kind: Kind, day: date) -> Explanation:
    """How many bodies of a kind there were on a day."""
    number = kind_number(asking.history, kind, day)
    told = [f"{upper_first(number.words.rstrip(','))}.", number.others, number.outside, *_to_come(asking, day)]
    words = " ".join(filter(None, told))
    listed = ("As a list", OfKind(kind.id, day))
    return Explanation(f"{kind.plural}, {in_words(day)}", words, OfMap(day, kind.id), named=(listed,))


def _there(history: History, about: Asked, day: date) -> Explanation:
    """The bodies of a kind that held a part of a place on a day."""
    bodies = list(in_area(history, about, day))
    number = counted(len(bodies), "is known", "are known")
    words = f"{number} there." if bodies else "None of that day is known there."
    title = f"{about.kind.plural} of {about.name}, {in_words(day)}"
    return Explanation(
        title, words, OfMap(day, about.kind.id), named=tuple(_called(history, each, day) for each in bodies)
    )


def _called(history: History, body: Body, day: date) -> tuple[str, OfBody]:
    return f"{upper_first(called(history, body, day))}, {spell_in_words(body.spell)}", OfBody(body.id)


def _ever(asking: Asking, about: Asked) -> Explanation:
    """All bodies of a kind that ever held a part of a place."""
    history, bodies = asking.history, list(ever_in_area(asking.history, about))
    named = tuple(
        (f"{upper_first(description(history, each)) or each.name}, {spell_in_words(each.spell)}", OfBody(each.id))
        for each in bodies
    )
    number = counted(len(bodies), "is", "are")
    words = f"{number} known to have held all or a part of it." if bodies else "None is known."
    begun = max(about.kind.spell.starts[1], bodies[0].life.starts[1] if bodies else date.min)
    title = f"{about.kind.plural} of {about.name}"
    return Explanation(title, words, OfMap(min(begun, asking.today), about.kind.id), named=named)
