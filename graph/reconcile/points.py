"""The comparison of one body with an organisation of a register: code, name, first and last day.

Names match regardless of abbreviations; days agree where both can mean the same one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..model.dates import Precision, Spell, as_known, overlap
from ..model.entities import Body
from ..record.history import History
from ..record.name_index import plain

__all__ = [
    "Point",
    "Verdict",
    "code_point",
    "codes_of",
    "comparable",
    "day_points",
    "held_over",
    "holders",
    "ids_of_holders",
    "known_day",
    "name_point",
    "names_of",
]


class Verdict(StrEnum):
    """The outcome for one compared point."""

    AGREES = "agrees"
    DIFFERS = "differs"
    MISSING_HERE = "missing in the record"
    MISSING_THERE = "missing in the register"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """One compared field, with what the record and the register say."""

    verdict: Verdict
    field: str
    code: str
    body: str
    ours: str
    theirs: str


_KIND_WORDS = (
    "sustainability and transformation partnership",
    "clinical commissioning group",
    "commissioning support unit",
    "strategic health authority",
    "commissioning region",
    "integrated care board",
    "integrated care system",
    "primary care group",
    "primary care trust",
    "area team",
    *("ccg", "icb", "ics", "pcg", "pct", "sha", "stp"),
    *("nhs england", "nhs", "the", "teaching"),
)
"""What registers write in full, cut short or leave out; two names alike but for these name one body of a kind."""


def comparable(name: str) -> str:
    words = f" {plain(name)} "
    for part in _KIND_WORDS:
        words = words.replace(f" {part} ", " ")
    return words.strip()


def codes_of(body: Body, scheme: str) -> list[str]:
    return [each.code for each in body.codes if each.scheme == scheme]


def names_of(body: Body) -> frozenset[str]:
    return frozenset(map(comparable, (body.name, *body.alt_names, *(name.name for name in body.names))))


def holders(history: History, scheme: str, code: str) -> list[Body]:
    """The bodies that ever had a code of a scheme."""
    return [body for body in history.by_code.get(code, ()) if code in codes_of(body, scheme)]


def ids_of_holders(history: History, scheme: str, code: str) -> frozenset[str]:
    """Their ids."""
    return frozenset(body.id for body in holders(history, scheme, code))


def code_point(code: str, ids: str, bodies: Iterable[Body], scheme: str, other: str) -> Point:
    ours = list(dict.fromkeys(each for body in bodies for each in codes_of(body, scheme)))
    verdict = Verdict.AGREES if other in ours else Verdict.DIFFERS if ours else Verdict.MISSING_HERE
    return Point(verdict, f"{scheme} code", code, ids, "|".join(ours), other)


def name_point(code: str, ids: str, bodies: Iterable[Body], theirs: str) -> Point:
    known = {name for body in bodies for name in names_of(body)}
    verdict = Verdict.AGREES if comparable(theirs) in known else Verdict.DIFFERS
    return Point(verdict, "name", code, ids, "|".join(dict.fromkeys(body.name for body in bodies)), theirs)


def held_over(body: Body, scheme: str, code: str) -> Spell:
    """The days a body had a code: the code's own, or those of the body if it is its only code.

    A sole ODS code has the body's days, because the legal dates of an ODS organisation are the body's own.
    """
    held = [each for each in body.codes if each.scheme == scheme]
    own = next(each.spell for each in held if each.code == code.upper())
    life = body.life
    if len(held) == 1 and scheme == "ods":
        return life
    if own.start or own.end:
        return own.within(life)
    return life if len(held) == 1 else Spell(end_precision=Precision.UNKNOWN)


def day_points(code: str, ids: str, held: Sequence[Spell], theirs: Spell) -> Iterator[Point]:
    """Compares the first day of a code's first holder and the last day of its last with the register's."""
    first, last = held[0], held[-1]
    ours = Spell(first.start, last.end, first.start_precision, last.end_precision, last.last_seen)
    for name, alike in (("start", overlap(ours.starts, theirs.starts)), ("end", overlap(ours.ends, theirs.ends))):
        known = (name == "end" and not ours.ended) or getattr(ours, f"{name}_precision") is Precision.DAY
        exact = getattr(theirs, f"{name}_precision") is Precision.DAY
        if theirs.start is None and name == "start":
            verdict = Verdict.MISSING_THERE if known else Verdict.AGREES
        elif exact and not known and alike:
            verdict = Verdict.MISSING_HERE
        else:
            verdict = Verdict.AGREES if alike else Verdict.DIFFERS
        yield Point(verdict, name, code, ids, known_day(ours, name), known_day(theirs, name))


def known_day(spell: Spell, name: str) -> str:
    """A day to its known precision, with words for imprecise ones."""
    day, precision = getattr(spell, name), getattr(spell, f"{name}_precision")
    if day is None:
        return "not known" if name == "start" or spell.ended else "in force"
    return as_known(day, precision)
