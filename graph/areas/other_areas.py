"""Areas that are no places of the record, in England and beside it: what they are, and what to name instead."""

import re
from typing import Final

__all__ = ["REGIONS", "other_area"]

_OTHER_AREAS: Final = (
    (re.compile(r"E00\d{6}", re.ASCII), "a census output area; name the LSOA it lies in, such as E01000001"),
    (re.compile(r"E02\d{6}", re.ASCII), "a middle layer area (MSOA); name an LSOA in it, such as E01000001"),
    (re.compile(r"E05\d{6}", re.ASCII), "an electoral ward; name a postcode in it, or its local authority"),
    (re.compile(r"E1[01]\d{6}", re.ASCII), "a county; name a district in it, or a postcode"),
    (re.compile(r"E12\d{6}", re.ASCII), "a region; name a local authority in it, or a postcode"),
    (re.compile(r"E14\d{6}", re.ASCII), "a constituency; name a postcode in it, or its local authority"),
    (re.compile(r"E47\d{6}", re.ASCII), "a combined authority; name a local authority in it, or a postcode"),
    (re.compile(r"E92\d{6}", re.ASCII), "the whole of England; name a local authority in it, or a postcode"),
    (re.compile(r"E(?:1[678]|38|39|40|54)\d{6}", re.ASCII), "the code of a body of the NHS, and not of a place"),
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


def other_area(code: str) -> str:
    """What the code of an area that is no place of the record is, and what to name instead; else empty."""
    return next((told for form, told in _OTHER_AREAS if form.fullmatch(code.strip().upper())), "")
