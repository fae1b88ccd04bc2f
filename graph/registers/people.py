"""Refuses files about people: one with NHS numbers, or with headings such as a date of birth, is not read at all."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from ..errors import BadInput
from ..util.text import printable

__all__ = ["is_nhs_number", "refuse_people"]

_NUMBER: Final = re.compile(r"[4-79]\d{2}[ -]?\d{3}[ -]?\d{4}", re.ASCII)
"""How an NHS number is written in England and Wales: ten digits, never from 0 to 3 (Scotland's CHI) or 8 (reserved)."""

_HEADINGS: Final = re.compile(
    r"nhs ?(?:number|no|num)|(?:pseudo|patient) ?(?:id|number|no|nhs)?|date ?of ?birth|dob|birth ?date"
    r"|surname|family ?name|forename|given ?name|first ?name|last ?name|ethnic.*|sex|gender"
)


def is_nhs_number(text: str) -> bool:
    """Whether a text is a valid NHS number: ten digits, the last of which is the check digit (modulus 11)."""
    if not _NUMBER.fullmatch(text):
        return False
    *digits, last = map(int, re.sub(r"\D", "", text))
    check = -sum(digit * (10 - place) for place, digit in enumerate(digits)) % 11
    return check == last


def refuse_people(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Checks a table that was offered as a register.

    Of ten digits taken at random one in eleven is a valid NHS number, so that a column counts as one of NHS numbers
    where more than half of its numbers of that form are.

    Raises:
        BadInput: it has a heading about persons, or a column of NHS numbers.
    """
    for heading in header:
        words = " ".join(re.findall(r"[a-z]+", heading.lower()))
        if _HEADINGS.fullmatch(words):
            raise _about_people(name, f"a column {printable(heading, 30)!r}")
    valid: Counter[int] = Counter()
    alike: Counter[int] = Counter()
    for row in rows:
        for place, cell in enumerate(row):
            if len(cell) in _LENGTHS and _NUMBER.fullmatch(text := cell.strip()):
                alike[place] += 1
                valid[place] += is_nhs_number(text)
    for place, number in valid.items():
        if 2 * number > alike[place]:
            raise _about_people(name, f"NHS numbers in column {place + 1}")


_LENGTHS: Final = range(10, 15)
"""Characters of an NHS number, with the gaps it may have."""


def _about_people(name: str, what: str) -> BadInput:
    return BadInput(
        f"{printable(name)} has {what}: it is a file about people, and was not read."
        " Name a file about organisations, as ODS publishes them, such as epcmem.csv."
    )
