"""Names of columns of the Office for National Statistics: CCG20CD holds codes of groups, as of April 2020."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from msgspec import Struct

__all__ = ["OnsColumn", "kinds_of_column", "ons_column"]

_FORM: Final = re.compile(r"(?P<stem>[A-Z]+)(?P<year>\d{2})(?P<part>CDH|CD|NM)")
_UNDATED: Final = re.compile(r"(?P<stem>[A-Z]+?)(?:CD[HO]?|NM)")
_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "CCG": ("ccg",),
    "ICB": ("icb",),
    "NHSAT": ("area-team",),
    "NHSCR": ("nhs-region",),
    "NHSER": ("nhs-region",),
    "NHSRL": ("area-team",),
    "NHSRLO": ("area-team",),
    "PCO": ("pct", "care-trust"),
    "PCT": ("pct", "care-trust"),
    "SHA": ("sha",),
    "SICBL": ("local-place",),
    "STP": ("stp", "ics"),
}
"""Kinds of the record by the stem of a name: ICB26CD, ICB26CDH and ICB26NM are of integrated care boards."""

_FIRST_BOARDS: Final = 22
_OF_DECEMBER: Final = frozenset(("PCO", "PCT", "SHA"))


class OnsColumn(Struct, frozen=True):
    """What a name says: stem and year (`CCG20`), its part (`CD`, `CDH`, `NM`), kinds, and as of which day."""

    group: str
    part: str
    kinds: tuple[str, ...]
    day: date


def ons_column(name: str) -> OnsColumn | None:
    """What the name of a column says, in capitals; None if it is no such name, or of no kind of body."""
    if not (found := _FORM.fullmatch(name)) or found["stem"] not in _KINDS:
        return None
    stem, year = found["stem"], int(found["year"])
    return OnsColumn(f"{stem}{found['year']}", found["part"], _KINDS[stem], _day(stem, year))


def kinds_of_column(name: str) -> tuple[str, ...]:
    """The kinds that a name without a year says, in capitals: PCTCD, PCTCDO and PCTNM are of primary care trusts."""
    found = _UNDATED.fullmatch(name)
    return _KINDS.get(found["stem"], ()) if found else ()


def _day(stem: str, year: int) -> date:
    """The reference day of a list: health geographies date from April, except in the first year of the boards.

    Lists from before CCGs refer to the end of their year.
    """
    if stem in ("ICB", "SICBL") and year == _FIRST_BOARDS:
        return date(2000 + year, 7, 1)
    return date(2000 + year, 12, 31) if stem in _OF_DECEMBER else date(2000 + year, 4, 1)
