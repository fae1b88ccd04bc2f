"""Derives ids from rows: of change events, of the subjects of a conflict, of places.

Separate from the schema, so that answers need not import it.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

from ..errors import BadTables, Finding

__all__ = ["conflict_subjects", "event_id", "known_part", "place_ids", "slug"]

_OF_COUNT = "published count: "
_KIND = re.compile(r"[a-z-]+")
_ID = re.compile(r"[a-z0-9-]*[a-z0-9]")


def slug(text: str) -> str:
    """A piece of an id from words: lower case, everything but letters and digits as hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def known_part(row: Mapping[str, str], column: str) -> str:
    """A row's date, cut to its precision."""
    length = {"year": 4, "month": 7}.get(row[f"{column}_precision"], 10)
    return row[column][:length] or "undated"


def event_id(row: Mapping[str, str]) -> str:
    """The id of a succession's event: its date to the known precision, its kind, and its central body."""
    match row["kind"]:
        case "merger":
            anchor = row["to_id"]
        case "split":
            anchor = row["from_id"]
        case _:
            anchor = f"{row['from_id']}-to-{row['to_id']}"
    return f"event-{known_part(row, 'date')}-{row['kind']}-{anchor}"


def conflict_subjects(subject: str) -> tuple[str, ...]:
    """The ids in a conflict's subject, without repeats, separated by `->` or commas; kinds as `kind-` ids.

    A kind is written `kind:pct`, or is part of a count: `published count: pct, 2002-04-01`.
    """
    found: dict[str, None] = {}
    for part in re.split(r" -> |, ", subject.removeprefix(_OF_COUNT)):
        word = part.removeprefix("kind:").split(" ")[0]
        if part.startswith("kind:") or subject.startswith(_OF_COUNT):
            if _KIND.fullmatch(word):
                found[f"kind-{word}"] = None
        elif _ID.fullmatch(word):
            found[word] = None
    return tuple(found)


def place_ids(rows: Iterable[Mapping[str, str]]) -> Mapping[str, str]:
    """The id of each code's place, by code.

    Places are named after their name. Among places with the same name, the one with the latest boundaries gets the
    plain id; the others have their year appended, as in `place-somerset-1998`.

    Raises:
        BadTables: two places of one year have the same name.
    """
    named: dict[str, dict[tuple[str, str], list[Mapping[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        named[slug(row["name"])][row["name"], row["cells"]].append(row)
    ids: dict[str, str] = {}
    for name, places in named.items():
        by_year: dict[str, list[Mapping[str, str]]] = {}
        for (called, _), codes in places.items():
            year = max(_year(row) for row in codes)
            if year in by_year:
                told = f"is one of two places called {called} in {year}; tell them apart by name"
                raise BadTables([Finding(f"places.csv, code {codes[0]['code']}", "place-twice", told)])
            by_year[year] = codes
        for year, codes in by_year.items():
            place = f"place-{name}" if year == max(by_year) else f"place-{name}-{year}"
            ids.update((row["code"], place) for row in codes)
    return ids


def _year(row: Mapping[str, str]) -> str:
    return row["kind"].rpartition("-")[2]
