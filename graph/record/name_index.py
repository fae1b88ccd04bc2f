"""The search index of body names, ids and codes: normalised text, and the fragments used to search it."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

__all__ = ["PIECE", "called", "plain", "search_pieces", "trigrams"]

_PLAIN: Final = re.compile("[a-z0-9]+")

PIECE: Final = 3
"""Characters of the pieces by which texts are indexed."""


def plain(text: str) -> str:
    """Normalises text for comparison: lower case, no accents or punctuation, `&` as `and`."""
    folded = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    return " ".join(_PLAIN.findall(folded.replace("'", "").replace("\u2019", "")))


def called(row: Mapping[str, str]) -> Mapping[str, str]:
    """Everything a row of bodies, names or codes calls its body, one per line, each starting with a space."""
    match row:
        case {"body_id": body, "code": code}:
            found = [code.lower()]
        case {"body_id": body, "name": name}:
            found = [plain(name)]
        case {"id": body, "name": name, "alt_names": others, "ods_code": ods, "ons_code": gss}:
            names = map(plain, (name, *others.split("|")))
            found = [*names, body.replace("-", " "), ods.lower(), gss.lower()]
        case _:
            raise ValueError
    return {"body_id": body, "text": "".join(f" {each}\n" for each in dict.fromkeys(found) if each)}


def search_pieces(words: str) -> tuple[str, ...]:
    """The fragments that every match for some words contains: each word, all but the first at a word start."""
    first, *others = words.split()
    return first, *(f" {word}" for word in others)


def trigrams(text: str) -> tuple[str, ...]:
    """Trigrams that together cover a text; none if it is too short."""
    places = [*range(0, len(text) - PIECE, PIECE), len(text) - PIECE]
    return tuple(dict.fromkeys(text[place : place + PIECE] for place in places if place >= 0))
