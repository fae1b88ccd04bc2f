"""Classifies a code the record does not hold by its form: a trust, a practice, an area of another country.

The forms are those of the ODS code lists and of ONS's register of geographic codes. "The record does not hold it" never
implies that it did not exist.
"""

import re
from functools import cache
from typing import Final

from ..record.name_index import plain

__all__ = ["is_registered", "what_it_is", "whose_name"]

_FORMS: Final[tuple[tuple[str, str], ...]] = (
    (r"E01\d{6}", "the GSS code of a lower layer super output area (LSOA)"),
    (r"E02\d{6}", "the GSS code of a middle layer super output area (MSOA)"),
    (r"E00\d{6}", "the GSS code of a census output area"),
    (r"E05\d{6}", "the GSS code of an electoral ward"),
    (r"E(?:06|07|08|09|10|11)\d{6}", "the GSS code of a local authority"),
    (r"E12\d{6}", "the GSS code of a region of England"),
    (r"E92\d{6}", "the GSS code of England as a whole"),
    (r"[WSNKLM]\d{8}", "a GSS code of another country than England"),
    (r"E\d{8}", "a GSS code of an area in England that the record does not hold"),
    (r"[EWSN][0O][0-9OIL]{5,8}", "a GSS code miswritten, which is a letter and eight figures"),
    (r"V8199[789]", "a code for no GP practice, or for one that is not known"),
    (r"U\d{5}", "the code of a primary care network"),
    (r"V\d{5}", "the code of a dental practice"),
    (r"W\d{5}", "the code of a GP practice in Wales"),
    (r"[A-HJ-NP-T]\d{5}|Y\d{5}", "the code of a GP practice or prescribing cost centre"),
    (r"R[A-Z0-9]{2}", "the code of an NHS trust"),
    (r"R[A-Z0-9]{2}[A-Z0-9]{2}", "the code of a site of an NHS trust"),
    (r"T[A-Z][A-Z0-9]", "the code of a care trust"),
    (r"7A\d(?:[A-Z0-9]{2})?", "the code of a health board in Wales"),
    (r"6[A-C][A-Z0-9]", "the code of a local health board in Wales"),
    (r"S[A-Z][A-Z0-9]{3}", "the code of a health board in Scotland"),
    (r"Z[A-Z]\d{3}", "the code of a health body in Northern Ireland"),
    (r"8[A-Z][A-Z0-9]\d{2}|8[A-Z0-9]{4}", "the code of an independent provider"),
    (r"N[A-Z0-9]{2}", "the code of an independent provider"),
    (r"F[A-Z][A-Z0-9]\d{2}", "the code of a pharmacy"),
    (r"[1-9]\d{2}", "the code of a local authority"),
    (r"[A-Z]\d\d[A-Z]{2}", "a postcode, or a code of five characters"),
    (r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", "a postcode"),
    (r"[A-Z]{1,2}\d[A-Z\d]? \d", "a postcode, of which only the sector is kept"),
    (r"X98|X99|ZZ\d{3}|Q99|Y98", "a code for no such organisation, or for one that is not known"),
    (r"VPP00|XMD00|TDH00", "a code for private or overseas patients, or the Ministry of Defence"),
    (r"YDD82", "a code for care that was commissioned for all of England"),
    (r"8999[789]", "a code for a provider that has none of its own"),
    (r"NONC", "a mark for no commissioner in England"),
)


_NAMES: Final[tuple[tuple[str, str], ...]] = (
    (
        r"(?:nhs )?(?:ayrshire and arran|(?:scottish )?borders|dumfries and galloway|fife|forth valley|grampian"
        r"|greater glasgow(?: and clyde)?|highland|lanarkshire|lothian|orkney|shetland|tayside|western isles"
        r"|argyll and clyde|scotland)(?: (?:nhs|health) board)?",
        "a health board in Scotland, or of Scotland",
    ),
    (
        r"(?:.+ )?(?:betsi cadwaladr|hywel dda|cwm taf|aneurin bevan|abertawe bro morgannwg|swansea bay|bro taf"
        r"|morgannwg|cardiff and vale|powys)(?: .+)?|(?:nhs |public health )?wales"
        r"|.+ (?:university|teaching|local) health board|.+ [ul]hb",
        "a health body in Wales, or of Wales",
    ),
    (
        r"(?:nhs )?(?:belfast|northern|southern|south eastern|western) (?:health and social care|hsc) trust"
        r"|(?:northern|southern|eastern|western) health and social services board|(?:.+ )?northern ireland(?: .+)?",
        "a health body in Northern Ireland, or of Northern Ireland",
    ),
)
"""Names of health bodies of the other countries, whose names may resemble English ones."""


_REGISTERED: Final = re.compile(
    r"[A-HJ-NP-TWY]\d{5}|R[A-Z0-9]{2}|(?=[A-Z]*\d)[RT][A-Z0-9]{2}(?:[A-Z0-9]{2})?", re.ASCII
)


def is_registered(code: str) -> bool:
    """Whether a text has the form of a code that a register holds: of a practice, a trust, or the site of one."""
    written = code.strip().upper()
    return bool(_REGISTERED.fullmatch(written))


def what_it_is(code: str) -> str:
    """What a code is by its form, such as "the code of an NHS trust"; empty if unknown."""
    written = code.strip().upper()
    if len(written) > 10:
        return ""
    return next((words for pattern, words in _FORMS if _compiled(pattern).fullmatch(written)), "")


def whose_name(text: str) -> str:
    """What bears a name in another country, such as "a health board in Scotland"; empty if unknown."""
    written = plain(text)
    return next((words for pattern, words in _NAMES if _compiled(pattern).fullmatch(written)), "")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A form as it is first tried: to print a body, none is."""
    return re.compile(pattern)
