"""The search index of body names, ids and codes: texts made plain, and the pieces by which they are found."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

__all__ = ["PIECE", "called", "plain", "search_pieces", "trigrams"]

_PLAIN: Final = re.compile("[a-z0-9]+")

PIECE: Final = 3
"""Characters of the pieces by which texts are indexed."""


def plain(text: str) -> str:
    """A text as it is compared: lower case, without accents and punctuation, `&` as `and`."""
    folded = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    return " ".join(_PLAIN.findall(folded.replace("'", "").replace("\u2019", "")))


def called(row: Mapping[str, str]) -> Mapping[str, str]:
    """All that a row of bodies, names or codes calls its body, each on a line that begins with a space."""
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
    """What stands in one text of every body that plain words may mean: each word, all but the first at a beginning."""
    first, *others = words.split()
    return first, *(f" {word}" for word in others)


def trigrams(text: str) -> tuple[str, ...]:
    """Pieces of a text that together are the whole of it; none where it is too short."""
    places = [*range(0, len(text) - PIECE, PIECE), len(text) - PIECE]
    return tuple(dict.fromkeys(text[place : place + PIECE] for place in places if place >= 0))
