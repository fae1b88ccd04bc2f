"""The readings of a text in a table, and the answer that all of them agree on.

A code means several bodies where it was reused or passed on (03W was a CCG and is a sub-ICB location). Each reading is
resolved, and only readings with different results leave the row ambiguous.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from ..model.dates import iso_spell
from ..model.day_parser import Days
from ..model.entities import Body
from ..names.codes import is_like_a_code
from ..names.find import had_code_on
from ..names.finder import Names
from ..names.meaning import MatchedAs, Meaning
from ..names.strangers import what_it_is, whose_name
from ..names.words import core
from ..record.history import History
from ..util.text import printable
from .result import Recoding, Status

__all__ = [
    "agreed",
    "called_apart",
    "differing",
    "gives",
    "how_read",
    "last_day_of_code",
    "listed",
    "meant_in",
    "why_unknown",
]

_POWER_OF_TEN: Final = re.compile(r"(\d)(?:\.0*)?E\+(\d{1,2})|(\d)(0{1,9})(?:\.0*)?", re.IGNORECASE | re.ASCII)
"""What a spreadsheet makes of a code with a figure, an E and a figure: 5.00E+01, or 50."""

_SHORTEST_NAME: Final = 3
"""Letters beside those for a kind; a shorter text comes near to too many names."""


def meant_in(meaning: Meaning, days: Days) -> tuple[tuple[Body, date], ...]:
    """The bodies a text means within a span of days, each with the day to take it on.

    Holders on the first day come before later ones, and certain before possible.
    """
    first, last = days
    possible = [body for body in meaning.bodies if body.life.possible_on(first)]
    by_code = [body for body in possible if had_code_on(body, meaning.read, first)]
    certain = [body for body in by_code or possible if body.life.certain_on(first)]
    if found := certain or by_code or possible:
        return tuple((body, first) for body in found)
    later = [(body, max(first, body.life.starts[0])) for body in meaning.bodies if body.life.ends[1] >= first]
    later = [(body, day) for body, day in later if day <= last]
    by_code_later = [(body, day) for body, day in later if had_code_on(body, meaning.read, day)]
    return tuple(by_code_later or later)


def last_day_of_code(body: Body, code: str) -> date:
    """The last day a body had a code, if the code has its own dates."""
    return max((each.spell.ends[1] for each in body.codes if each.code == code), default=date.max)


def agreed(readings: Sequence[Recoding]) -> Recoding | None:
    """The result common to all readings, in the form of the latest; None if they differ."""
    answers = {_answer(reading) for reading in readings}
    return readings[-1] if len(answers) == 1 else None


def _answer(reading: Recoding) -> tuple[object, ...]:
    shares = frozenset((target.body.id, target.share) for target in reading.targets)
    return shares, frozenset((reading.lost or {}).items())


def differing(code: str, meaning: Meaning, readings: Sequence[Recoding]) -> Recoding:
    """The result for a text whose readings differ, listing what each would give."""
    bodies = tuple(reading.body for reading in readings if reading.body)
    several = "; ".join(
        f"as {reading.body.name} ({reading.body.id}, {iso_spell(reading.body.spell)}) it gives {gives(reading)}"
        for reading in readings[:6]
        if reading.body
    )
    more = f"; and {len(readings) - 6} more" if len(readings) > 6 else ""
    note = f"{len(bodies)} bodies had it: {several}{more}"
    return Recoding(
        code,
        None,
        Status.AMBIGUOUS_CODE,
        (),
        bodies,
        note=note,
        matched_as=meaning.matched_as,
        readings=tuple(readings),
    )


def gives(reading: Recoding) -> str:
    """The first codes that a reading leads to, or that it leads to none."""
    named = [target.code or target.name for target in reading.targets]
    return f"{', '.join(named[:3])}{' and more' if len(named) > 3 else ''}" if named else "nothing"


def why_unknown(text: str, names: Names, history: History) -> str:
    """Why a text means no body: codes damaged by a spreadsheet, a code of another form, similar names.

    A code that the record does not hold may still have existed.
    """
    if len(text) <= 9 and history.by_code.get(f"0{text.upper()}"):
        return f"A leading zero may be lost: 0{text.upper()}"
    if power := _POWER_OF_TEN.fullmatch(text):
        code = f"{power[1]}E{int(power[2])}" if power[1] else f"{power[3]}E{len(power[4])}"
        if power[1] or history.by_code.get(code):
            return (
                f"A spreadsheet may have read a code such as {code if history.by_code.get(code) else '5E1'} as a number"
            )
    if stranger := what_it_is(text):
        return f"The record does not hold it: by its form it is {stranger}"
    if abroad := whose_name(text):
        return f"The record, which is of England, does not hold it: by its name it is {abroad}"
    is_name = sum(map(len, core(text).words)) > _SHORTEST_NAME and not is_like_a_code(text)
    near = names.near(text)[:3] if is_name else ()
    offered = ", ".join(f"{body.name} ({body.id})" for body in near)
    return f"The record does not hold it. Near: {offered}" if near else "The record does not hold it"


def listed(bodies: Sequence[Body]) -> str:
    """Bodies with their dates, only the first few if there are many."""
    shown = ", ".join(f"{body.id} ({iso_spell(body.spell)})" for body in bodies[:6])
    return f"{shown} and {len(bodies) - 6} more" if len(bodies) > 6 else shown


def called_apart(bodies: Sequence[Body]) -> bool:
    """Whether bodies have different names, more than their kind."""
    return len({core(body.name).words for body in bodies}) > 1


def how_read(text: str, meaning: Meaning, body: Body, bodies: Sequence[Body] = ()) -> str:
    """How an inexact match was made, with one body of several that it may be; empty for an exact one."""
    if not meaning.matched_as.loose:
        return ""
    if meaning.matched_as is MatchedAs.PART_OF_NAME and called_apart(bodies):
        return f"{printable(text, 60)} is part of {len(bodies)} names"
    what = meaning.read if meaning.matched_as in (MatchedAs.CODE_IN_TEXT, MatchedAs.PUBLISHERS_FORM) else body.name
    return f"{printable(text, 60)} is read as {what}"
