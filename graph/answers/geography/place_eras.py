"""The local commissioners of a place by era, how long each lasted, and the sentences about them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import Struct

from ...areas.place_names import place_in_words
from ...model.commissioners import ERAS, working_commissioners
from ...model.dates import Precision, Spell
from ...model.entities import Body, Kind
from ...model.partition import Areas, Piece
from ...model.words import joined, length_in_words, lower_first, number_in_words, people_in_words, upper_first
from ...names.description import description
from ...record.history import History
from .place import PlaceHistory, PlaceSpell

__all__ = ["Era", "eras", "finding", "lasted", "local_spells", "sentence"]

_FIRST: Final = date(1990, 1, 1)
_NAMED: Final = 4
"""Districts that a sentence names; of more it gives the number."""
_ALL: Final = Decimal("0.99")
"""A part of a place that is all of it but for what rounding leaves."""
_SEVERAL: Final = ("the Isles ",)
"""How the names of places begin that are several."""
_EXACT: Final = (Precision.DAY, Precision.NONE)


class Era(Struct, frozen=True):
    """Local commissioners of one kind that covered a place at the same time: usually one, else those sharing it."""

    kind: Kind
    spells: tuple[PlaceSpell, ...]

    @property
    def bodies(self) -> tuple[Body, ...]:
        return tuple(dict.fromkeys(spell.body for spell in self.spells))

    @property
    def day(self) -> date:
        """A day on which all of them existed, if any; else the day on which the last one began."""
        begun = max(spell.spell.starts[1] if spell.spell.start else spell.kind.spell.starts[1] for spell in self.spells)
        return max(begun, _FIRST)


def local_spells(history: History, found: PlaceHistory) -> tuple[PlaceSpell, ...]:
    """Spells of local commissioners from 1990 on, in order of time; care trusts count as PCTs."""
    era_of = _era_of(history)
    local = [each for each in found.spells if each.body.kind in era_of and each.spell.ends[1] >= _FIRST]
    return tuple(sorted(local, key=lambda each: (each.first, era_of[each.body.kind], -each.share.high, each.body.id)))


def _era_of(history: History) -> Mapping[str, int]:
    """The position in time of each kind of local commissioner, and of the kinds counted with it."""
    kinds = [kind for era in ERAS for kind in era if kind in history.kinds]
    return {each: place for place, kind in enumerate(kinds) for each in history.kinds_within(kind)}


def eras(history: History, found: PlaceHistory) -> tuple[Era, ...]:
    """The local commissioners of a place in order of time; those of one kind that overlap form one era.

    A body that others joined or followed appears in each era it shared; an era contained in another is dropped.
    """
    era_of = _era_of(history)
    spells = local_spells(history, found)
    together: list[tuple[PlaceSpell, ...]] = []
    for spell in spells:
        alike = [each for each in spells if era_of[each.body.kind] == era_of[spell.body.kind]]
        day = spell.spell.starts[1] if spell.spell.start else None
        here = tuple(each for each in alike if day and each.spell.certain_on(day)) or (spell,)
        together.append(here if spell in here else (spell,))
    distinct = [
        group
        for place, group in enumerate(together)
        if not any(
            set(group) < set(other) or (set(group) == set(other) and place > before)
            for before, other in enumerate(together)
        )
    ]
    return tuple(Era(group[0].kind, group) for group in distinct)


def lasted(spell: Spell, today: date) -> str:
    """A duration such as `6 years and 6 months`; a span where dates are inexact, empty where unknown."""
    inexact = Precision.BY in (spell.start_precision, spell.end_precision)
    if spell.start is None or (spell.ended and spell.end is None) or inexact:
        return ""
    lasts = spell.ends if spell.ended else (today, today)
    longest, shortest = _length(spell.starts[0], lasts[1]), _length(spell.starts[1], max(lasts[0], spell.starts[1]))
    if longest == shortest:
        return longest
    # 11 to 13 years; but 1 year and 3 months to 2 years and 3 months.
    whole = shortest.endswith(" years") and longest.endswith(" years")
    return f"{shortest.removesuffix(' years') if whole else shortest} to {longest}"


def _length(first: date, last: date) -> str:
    return length_in_words(Spell(first, last, Precision.DAY, Precision.DAY))


def finding(history: History, found: PlaceHistory, today: date) -> str:
    """The headline of a place: how many local commissioners since 1990, and which lasted longest."""
    spells = local_spells(history, found)
    bodies = dict.fromkeys(spell.body for spell in spells)
    if not bodies:
        return f"No local commissioner of {found.place.said} is known"
    least = "" if _without_gap(history, spells, today) else "at least "
    have = "have" if found.place.said.startswith(_SEVERAL) else "has"
    begin = f"Since 1990 {found.place.said} {have} had {least}{counted_in_words(len(bodies))}"
    longest = _longest_since(bodies, today)
    if not longest or len(longest) > _NAMED:
        return begin
    names = joined([body.name for body in longest])
    each = "" if len(longest) == 1 else "each "
    return f"{begin}; the longest of those set up since then, {names}, {each}lasted {lasted(longest[0].life, today)}"


def _longest_since(bodies: Iterable[Body], today: date) -> list[Body]:
    """Of the bodies set up since 1990 those that lasted longest; none where another may have lasted as long."""

    def at_most(body: Body) -> int:
        return (min(body.life.ends[1], today) - max(body.life.starts[0], _FIRST)).days

    since = [body for body in bodies if body.life.starts[1] >= _FIRST]
    exact = [
        body
        for body in since
        if body.life.ended
        and body.life.start
        and {body.life.start_precision, body.life.end_precision} == {Precision.DAY}
    ]
    most = max(map(at_most, exact), default=0)
    longest = [body for body in exact if at_most(body) == most]
    return [] if any(at_most(body) >= most for body in since if body not in longest) else longest


def _without_gap(history: History, spells: Sequence[PlaceSpell], today: date) -> bool:
    """Whether those who may have done the commissioning in all of the place on every first of July are known.

    From 1999 to 2002 those are primary care groups and trusts, though health authorities stood behind them.
    """
    days = (date(year, 7, 1) for year in range(_FIRST.year, today.year + 1))
    return all(_is_held(history, spells, day) for day in days if day <= today)


def _is_held(history: History, spells: Sequence[PlaceSpell], day: date) -> bool:
    kinds = {each for kind in working_commissioners(history.kinds, day) for each in history.kinds_within(kind)}
    there = [spell.share.high for spell in spells if spell.body.kind in kinds and spell.spell.possible_on(day)]
    return sum(there) >= _ALL


def counted_in_words(number: int) -> str:
    """One local commissioner, ten local commissioners, 14 local commissioners."""
    return f"{number_in_words(number)} local commissioner{'' if number == 1 else 's'}"


def sentence(history: History, found: PlaceHistory, era: Era, today: date) -> str:
    """One era in a sentence: who shared the commissioner, how many people, how long."""
    areas = history.areas
    if len(era.bodies) > 1:
        return _shared(history, era)
    (body,), spell = era.bodies, era.spells[-1]
    pieces = areas.coverage(body.id, min(max(era.day, body.life.starts[1]), body.life.ends[1]))
    people = round(sum(areas.cells[piece.cell].population * piece.share for piece in pieces))
    only_part = spell.share.value is None or spell.share.value < 1
    said = [f"{_with_whom(areas, pieces, found, only_part=only_part)}, {people_in_words(people)} people."]
    if only_part:
        said.append(f"It held {_part(spell)} of {found.place.said}.")
    length = lasted(body.life, today)
    if length:
        said.append(f"It {'lasted' if body.life.ended else 'has lasted'} {length}.")
    elif body.life.start and body.life.start_precision not in _EXACT:
        said.append("Its first day is not known exactly.")
    if spell.inferred:
        said.append("Its area is inferred.")
    return " ".join(said)


def _shared(history: History, era: Era) -> str:
    """Several bodies in a sentence, each with its part; one whose name was not found by its description."""
    largest = sorted(_last_of(era).items(), key=lambda each: -each[1].share.high)
    held = {description(history, body) or body.name: spell for body, spell in largest}
    begin = f"{number_in_words(len(era.bodies)).capitalize()} {lower_first(era.kind.plural)} shared it"
    if all(spell.share.low == 0 and spell.share.high == 1 for spell in held.values()):
        told = f"{begin}, how is not known: {joined(list(held))}."
    else:
        parts = [_part(spell) for spell in held.values()]
        of = parts[0].partition("%")[2]  # said once, where it is the same of all
        parts[1:] = [part.removesuffix(of) for part in parts[1:]]
        told = f"{begin}: {joined([f'{name} with {part}' for name, part in zip(held, parts, strict=True)])}."
    unnamed = sum(body.unnamed for body in era.bodies)
    return told if not unnamed else f"{told} {'Its name was' if unnamed == 1 else 'Their names were'} not found."


def _last_of(era: Era) -> Mapping[Body, PlaceSpell]:
    return {spell.body: spell for spell in era.spells}


def _part(spell: PlaceSpell) -> str:
    """The part of a place a body held: `about 58% of the people`, `2% to 5% of the postcodes`, `at most 13% of it`."""
    low, high = round(spell.share.low * 100), round(spell.share.high * 100)
    about = "about " if spell.share.evidence == "approximate" else ""
    of = f"of the {spell.share.basis}" if spell.share.basis in ("people", "postcodes") else "of it"
    if low == high:
        return f"{about}{low}% {of}"
    return f"{f'{low}% to' if low else 'at most'} {about}{high}% {of}"


def _with_whom(areas: Areas, pieces: Sequence[Piece], found: PlaceHistory, *, only_part: bool) -> str:
    """The districts in a body's area, the place's own first: `Trafford alone`, `Trafford and Salford`."""
    own = sorted({areas.cells[cell].district_name for cell in found.place.parts if cell in areas.cells})
    held = _districts(areas, (piece.cell for piece in pieces))
    others = [place_in_words(name) for name in held if name not in own]
    names = [found.place.said] if found.place.whole else list(map(place_in_words, own))
    if not others:
        return f"A part of {joined(names)}" if only_part else upper_first(f"{joined(names)} alone")
    if len(others) > _NAMED:
        return upper_first(f"{joined(names)}, with {number_in_words(len(others))} other districts")
    return upper_first(joined([*names, *others]))


def _districts(areas: Areas, cells: Iterable[str]) -> list[str]:
    return sorted({areas.cells[cell].district_name for cell in cells})
