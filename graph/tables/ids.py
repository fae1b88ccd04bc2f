"""What ids follow from a row: that of a change event, and those of the things that a conflict is about.

It rests on the row alone, so that an answer need not load the whole schema for it.
"""

import re
from collections.abc import Mapping

__all__ = ["conflict_subjects", "event_id", "known_part"]

_OF_COUNT = "published count: "
_KIND = re.compile(r"[a-z-]+")
_ID = re.compile(r"[a-z0-9-]*[a-z0-9]")


def known_part(row: Mapping[str, str], column: str) -> str:
    """A date of a row, cut to what its precision says is known."""
    length = {"year": 4, "month": 7}.get(row[f"{column}_precision"], 10)
    return row[column][:length] or "undated"


def event_id(row: Mapping[str, str]) -> str:
    """The id of a succession's event: its day as far as known, its kind, and the body that the kind turns on."""
    match row["kind"]:
        case "merger":
            anchor = row["to_id"]
        case "split":
            anchor = row["from_id"]
        case _:
            anchor = f"{row['from_id']}-to-{row['to_id']}"
    return f"event-{known_part(row, 'date')}-{row['kind']}-{anchor}"


def conflict_subjects(subject: str) -> tuple[str, ...]:
    """The ids that a conflict's subject names, each once, with `->` or a comma between several; a kind's with `kind-`.

    A kind is written `kind:pct`, or is what was counted: `published count: pct, 2002-04-01`.
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
