"""Areas that are no places of the record, in England and beside it: what they are, and what to name instead."""

import re
from typing import Final

from ..record.name_index import plain

__all__ = ["REGIONS", "is_code_of_a_body", "other_area"]

_OF_A_BODY: Final = re.compile(r"E(?:1[678]|38|39|40|54)\d{6}", re.ASCII)

_OTHER_AREAS: Final = (
    (re.compile(r"E00\d{6}", re.ASCII), "a census output area; name the LSOA it lies in, such as E01000001"),
    (re.compile(r"E02\d{6}", re.ASCII), "a middle layer area (MSOA); name an LSOA in it, such as E01000001"),
    (re.compile(r"E05\d{6}", re.ASCII), "an electoral ward; name a postcode in it, or its local authority"),
    (re.compile(r"E1[01]\d{6}", re.ASCII), "a county; name a district in it, or a postcode"),
    (re.compile(r"E12\d{6}", re.ASCII), "a region; name a local authority in it, or a postcode"),
    (re.compile(r"E14\d{6}", re.ASCII), "a constituency; name a postcode in it, or its local authority"),
    (re.compile(r"E47\d{6}", re.ASCII), "a combined authority; name a local authority in it, or a postcode"),
    (re.compile(r"E92\d{6}", re.ASCII), "the whole of England; name a local authority in it, or a postcode"),
    (_OF_A_BODY, "the code of a body of the NHS, and not of a place"),
    (re.compile(r"W\d{8}", re.ASCII), "in Wales; the record holds places in England"),
    (re.compile(r"S\d{8}", re.ASCII), "in Scotland; the record holds places in England"),
    (re.compile(r"[N9]\d{8}|95\w+", re.ASCII), "in Northern Ireland; the record holds places in England"),
)


REGIONS: Final = frozenset(
    (
        "north east",
        "north west",
        "yorkshire and the humber",
        "east midlands",
        "west midlands",
        "east of england",
        "london",
        "south east",
        "south west",
    )
)
"""The regions of England, E12000001 to E12000009 (ONS), as plain names. They hold many places, and are none: of those,
only the City of London would be called so."""

_COUNTRIES: Final = {
    "england": "England is a whole country; name a local authority in it, or a postcode.",
    **dict.fromkeys(
        ("great britain", "britain"), "Great Britain is more than England; name a local authority in England."
    ),
    **dict.fromkeys(
        ("united kingdom", "uk", "gb"), "The United Kingdom is more than England; name a local authority in England."
    ),
    **{
        name.lower(): f"{name} is not in England; the record holds no place of it."
        for name in ("Scotland", "Wales", "Northern Ireland", "Ireland")
    },
    **{
        name.lower(): f"{name} is a crown dependency; the record holds places in England."
        for name in ("Jersey", "Guernsey")
    },
    "isle of man": "The Isle of Man is a crown dependency; the record holds places in England.",
    "channel islands": "The Channel Islands are crown dependencies; the record holds places in England.",
}


def is_code_of_a_body(text: str) -> bool:
    """Whether a text has the form of the GSS codes of bodies of the NHS."""
    return bool(_OF_A_BODY.fullmatch(text.strip().upper()))


def other_area(text: str) -> str:
    """What an area is that is no place of the record, by its code or name, and what to name instead; else empty."""
    written = text.strip()
    if told := next((told for form, told in _OTHER_AREAS if form.fullmatch(written.upper())), ""):
        return f"{written.upper()} is {told}."
    words = plain(written).removeprefix("the ").replace("greater london", "london")
    if words in REGIONS:
        article = "" if words.startswith(("london", "yorkshire")) else "The "
        name = words.title().replace(" And The ", " and the ").replace(" Of ", " of ")
        return f"{article}{name} is a region; name a local authority in it, or a postcode."
    return _COUNTRIES.get(words, "")
