"""Parsing of postcodes: cut to the sector immediately; and which country a postcode outside England is in.

A full postcode can identify a person. Its sector (M33 4) covers about a thousand addresses, and is all that is used.
"""

import re
from collections.abc import Collection, Container
from typing import Final

from msgspec import Struct

__all__ = [
    "FULL",
    "GAPS",
    "Postcode",
    "are_postcodes",
    "country_of",
    "cut_among_words",
    "cut_to_sector",
    "has_form_of_district",
    "is_full_postcode",
    "is_like_a_code",
    "read_postcode",
]

FULL: Final = r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9])[A-Z]{2}"
"""A full postcode without gaps, in capitals; the groups are its district and the digit of the sector."""
GAPS: Final = r"[\s-]"
"""Characters in a postcode that carry no meaning."""

_FULL: Final = re.compile(FULL, re.ASCII)
_GAPS: Final = re.compile(GAPS)
_AMONG_WORDS: Final = re.compile(rf"\b([A-Z]{{1,2}}[0-9][A-Z0-9]?){GAPS}?([0-9])[A-Z]{{2}}\b", re.ASCII | re.IGNORECASE)
_SECTOR: Final = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)[\s-]+([0-9])", re.ASCII)
_TOGETHER: Final = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9])", re.ASCII)
_DISTRICT: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?", re.ASCII)

_CODE_LENGTH: Final = 5
"""Characters of the shortest postcodes without their gap, and of codes of ODS: N43DR may be either."""

_SCOTLAND: Final = frozenset(
    ("AB", "DD", "DG", "EH", "FK", "G", "HS", "IV", "KA", "KW", "KY", "ML", "PA", "PH", "TD", "ZE")
)
_WALES: Final = frozenset(["CF", "LD", "LL", "NP", "SA"])
_WELSH_BORDER: Final = frozenset(["CH", "HR", "SY"])
_ELSEWHERE: Final = {
    "BT": "Northern Ireland",
    "GY": "Guernsey, a crown dependency",
    "IM": "the Isle of Man, a crown dependency",
    "JE": "Jersey, a crown dependency",
    "BF": "the British forces' post, which is no place in England",
    "GX": "Gibraltar",
}
"""Areas of postcodes by the letters they begin with (Royal Mail); those of Scotland and Wales that a border crosses are
England's where a sector of England is known."""

_NO_ADDRESS: Final = "ZZ99"


class Postcode(Struct, frozen=True):
    """A parsed postcode: its district (M33) and sector (M33 4); the sector is empty if not given."""

    district: str
    sector: str
    full: bool = False
    """Whether a whole postcode was written, of which the last two letters were dropped."""

    @property
    def area(self) -> str:
        """Its leading letters."""
        return self.district[:2] if self.district[1:2].isalpha() else self.district[:1]


def is_full_postcode(text: str) -> bool:
    """Whether a text is a full postcode, which could identify a person."""
    return bool(_FULL.fullmatch(_GAPS.sub("", text.upper())))


def has_form_of_district(text: str) -> bool:
    """Whether a text is written as a postcode district is: M33."""
    return bool(_DISTRICT.fullmatch(text.upper()))


def cut_to_sector(text: str) -> str:
    """A text with a full postcode cut to its sector, so that no more of it is kept or repeated; others as they are."""
    found = _FULL.fullmatch(_GAPS.sub("", text.upper()))
    return f"{found[1]} {found[2]}" if found else text


def cut_among_words(text: str) -> str:
    """A text with each full postcode among its words cut to its sector; a code of five characters is left as it is."""
    return _AMONG_WORDS.sub(lambda found: found[0] if is_like_a_code(found[0]) else f"{found[1]} {found[2]}", text)


def is_like_a_code(text: str) -> bool:
    """Whether a full postcode is written as a code of five characters would be: N43DR, and not N4 3DR."""
    return len(text) == _CODE_LENGTH and bool(_FULL.fullmatch(text.upper()))


def are_postcodes(texts: Collection[str]) -> bool:
    """Whether those of a column's texts that may be codes or postcodes are postcodes: most of the others are."""
    others = [text for text in texts if text and not is_like_a_code(text)]
    return 2 * sum(map(is_full_postcode, others)) >= len(others)


def read_postcode(text: str, districts: Container[str]) -> Postcode | None:
    """Parses a postcode, sector or district; None if the text has none of these forms.

    `districts` resolves text without a space: M33 is the district if one has that name, else the sector M3 3.
    """
    written = " ".join(text.upper().split())
    if found := _FULL.fullmatch(_GAPS.sub("", written)):
        return Postcode(found[1], f"{found[1]} {found[2]}", full=True)
    if found := _SECTOR.fullmatch(written):
        return Postcode(found[1], f"{found[1]} {found[2]}")
    if _DISTRICT.fullmatch(written) and written in districts:
        return Postcode(written, "")
    if found := _TOGETHER.fullmatch(written):
        return Postcode(found[1], f"{found[1]} {found[2]}")
    return Postcode(written, "") if _DISTRICT.fullmatch(written) else None


def country_of(postcode: Postcode) -> str:
    """The country of a postcode with no known sector in England, in words; empty if its letters do not tell."""
    if postcode.district == _NO_ADDRESS:
        return "no place: the NHS writes it where an address is not known, or is abroad"
    if postcode.area in _ELSEWHERE:
        return _ELSEWHERE[postcode.area]
    if postcode.area in _SCOTLAND:
        return "Scotland"
    if postcode.area in _WALES:
        return "Wales"
    return "Wales, or does not exist" if postcode.area in _WELSH_BORDER else ""
