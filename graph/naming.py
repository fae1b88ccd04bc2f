"""How a change event gets its id: from its day as far as known, its kind, and the body that the kind turns on.

It rests on a row of the succession tables alone, so that an answer need not load the whole schema for it.
"""

from collections.abc import Mapping

__all__ = ["event_id", "known_part"]


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
