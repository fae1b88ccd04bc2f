"""How codes are written in tables: in publishers' forms, with gaps, in pairs, or next to a name."""

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["as_typed", "codes_beside_a_name", "in_another_form", "is_like_a_code", "pair_of_codes"]

_CODE: Final = re.compile(r"[A-Z0-9]{3}|[A-Z]\d[A-Z]\d[A-Z]|[EQ]\d{8}")
_LIKE_A_CODE: Final = re.compile(r"(?=\w*\d)\w{1,10}", re.ASCII)
_PADDED: Final = re.compile(r"([A-Z0-9]{3}|[A-Z]\d[A-Z]\d[A-Z])00")
"""NHS Prescription Services writes the code of a commissioner and 00: 07L00, W2U3Z00."""
_PREFIXED: Final = re.compile(r"N(E\d{8})")
"""Some tables write an n before a GSS code."""
_GAPPED: Final = re.compile(r"(?=.*\d)[A-Z0-9]+(?: [A-Z0-9]+)+", re.ASCII)
_PAIR: Final = re.compile(r"(\w{3,5})\s*[-–/|:_ ]\s*(\w{3,5})", re.ASCII)
_BRACKETED: Final = re.compile(r"[(\[]\s*(\w+)\s*[)\]]")
_AT_AN_END: Final = (
    re.compile(r"([^\W_]+)(?:\s*[-–]|\s*[:|,;/_]|\s)\s*.+"),
    re.compile(r".+(?:\s[-–]|\s*[:|,;/_]|\s)\s*([^\W_]+)"),
)
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_AS_TEXT: Final = re.compile(r"""=\s*"+([^"]+)"+|'(.+)|"+([^"]+)"+""")
"""How a cell is written that a spreadsheet is to take for text."""


def as_typed(text: str) -> str:
    """A text without invisible characters, and without the marks that keep a spreadsheet from changing it."""
    bare = " ".join(_UNSEEN.sub("", text).split())
    return next(filter(None, marked.groups())).strip() if (marked := _AS_TEXT.fullmatch(bare)) else bare


def is_like_a_code(text: str) -> bool:
    """Whether a text is a short word with a figure in it, as is in no name."""
    return bool(_LIKE_A_CODE.fullmatch(text))


def in_another_form(text: str) -> Iterator[str]:
    """The codes that a text may be in a publisher's form: 07L00, nE38000004, `5 NR`, `E38 000 107`."""
    upper = text.upper()
    for form in (_PADDED, _PREFIXED):
        if found := form.fullmatch(upper):
            yield found[1]
    if _GAPPED.fullmatch(upper) and _CODE.fullmatch(joined := upper.replace(" ", "")):
        yield joined


def pair_of_codes(text: str) -> tuple[str, str] | None:
    """The two words that a text consists of, if they may be codes of a body and of one within it: QOP-02A."""
    found = _PAIR.fullmatch(text.upper())
    return (found[1], found[2]) if found else None


def codes_beside_a_name(text: str) -> Iterator[str]:
    """The words in brackets, or at an end of a text, that may be codes; without a figure only in capitals."""
    at_an_end = (found[1] for form in _AT_AN_END if (found := form.fullmatch(text)))
    for word in dict.fromkeys((*_BRACKETED.findall(text), *at_an_end)):
        if _CODE.fullmatch(word.upper() if any(map(str.isdecimal, word)) else word):
            yield word
