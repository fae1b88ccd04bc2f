"""Quick integrity check of a history: every value parses, and every reference resolves.

Run at every opening, so that a truncated file is refused with a one-line message; `graph.curate.validation` does the
full validation with all findings.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Final, TypeAlias

from ..errors import UnreadableRecord
from ..model.dates import Precision, partial_span
from ..model.entities import Basis, Tier
from .history import History
from .rows import Rows

__all__ = ["require_readable", "require_whole"]

_BODIES: Final = ("bodies", "inferences_bodies")
_LINES: Final = ("accountability", "inferences_accountability")
_SUCCESSIONS: Final = ("successions", "inferences")
_RULES: Final = ("accountability_rules", "succession_rules")
_SPELLS: Final = (*_BODIES, *_LINES, "accountability_rules", "codes", "kinds", "names")
_DATED: Final = ("events", "inferences", "succession_rules", "published_counts")

_Columns: TypeAlias = tuple[tuple[tuple[str, ...], str, Callable[[str], object]], ...]


def _part(text: str) -> Decimal:
    if not 0 < (part := Decimal(text)) <= 1:
        raise ValueError(text)
    return part


def _some(text: str) -> str:
    if not text:
        raise ValueError(text)
    return text


def _name_type(text: str) -> str:
    if text not in ("legal", "working"):
        raise ValueError(text)
    return text


_READ: Final[_Columns] = (
    *((_SPELLS, column, date.fromisoformat) for column in ("start", "end")),
    *((_SPELLS, f"{column}_precision", Precision) for column in ("start", "end")),
    ((*_BODIES, *_LINES), "last_seen", date.fromisoformat),
    (_DATED, "date", date.fromisoformat),
    (_DATED, "date_precision", Precision),
    (("inferences_values",), "precision", Precision),
    (("names",), "type", _name_type),
    (_SUCCESSIONS, "share", _part),
    (("restructures",), "in_force_to", partial_span),
    (("gaps",), "count", int),
    (("gaps",), "of", int),
)
"""Tables, a column of each, and what reads its cells where they are not empty."""

_REQUIRED: Final[_Columns] = (
    (_SUCCESSIONS, "basis", Basis),
    (("successions",), "event_id", _some),
    *(((*_LINES, *_SUCCESSIONS), column, _some) for column in ("from_id", "to_id")),
    (("kinds",), "tier", Tier),
    (("published_counts",), "count", int),
    (("restructures",), "number", int),
    (("restructures",), "in_force_from", partial_span),
)
"""The same for cells that are never empty."""

_NAMED: Final[tuple[tuple[tuple[str, ...], str, str], ...]] = (
    (_BODIES, "kind", "kind"),
    (("kinds",), "broader", "kind"),
    (("published_counts",), "kind", "kind"),
    *(((*_LINES, *_SUCCESSIONS), column, "body") for column in ("from_id", "to_id")),
    (_SUCCESSIONS, "event_id", "event"),
    *((_RULES, f"{end}_{what}", what) for end in ("from", "to") for what in ("kind", "body")),
    (("events", *_SUCCESSIONS, *_RULES, *_BODIES, *_LINES), "sources", "source"),
    (("kinds", "codes", "names", "inferences_values"), "sources", "source"),
    (("events", "inferences"), "instrument", "source"),
)
"""Tables, a column of each, and what sort of thing its cells name, with | or + between several."""

_BETWEEN: Final = re.compile(r"[|+]")

_KEPT_IN: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "body": tuple((table, "id") for table in _BODIES),
    "event": (("events", "id"),),
    "kind": (("kinds", "id"),),
    "source": (("sources", "key"),),
}


def require_whole(history: History, name: str) -> None:
    """Checks all facts once.

    Raises:
        UnreadableRecord: a value cannot be read, or a fact refers to something that does not exist.
    """
    require_readable(history.rows, name)
    for what, each in _missing(history.rows):
        raise _fault(name, f"names the {what} {each!r}, which it does not hold")


def require_readable(rows: Rows, name: str) -> None:
    """Checks the values of all rows, or of some.

    Raises:
        UnreadableRecord: a value cannot be read.
    """
    try:
        _read_values(rows)
    except (ArithmeticError, LookupError, ValueError):
        raise _fault(name, "holds a value that cannot be read") from None


def _fault(name: str, fault: str) -> UnreadableRecord:
    return UnreadableRecord(f"{name} {fault}. It may be cut short or wrongly edited; to see more, run: validate")


def _read_values(rows: Rows) -> None:
    for columns, may_be_empty in ((_READ, True), (_REQUIRED, False)):
        for tables, column, read in columns:
            for cell in set(chain.from_iterable(rows.values(table, column) for table in tables)):
                if cell or not may_be_empty:
                    read(cell)
    for row in rows.where("inferences_values", "field", ("start", "end")):
        if row["value"]:
            date.fromisoformat(row["value"])


def _missing(rows: Rows) -> Iterator[tuple[str, str]]:
    """Unresolved references: the type of thing and its id."""
    there = {
        what: set(chain.from_iterable(rows.values(table, column) for table, column in places))
        for what, places in _KEPT_IN.items()
    }
    for tables, column, what in _NAMED:
        for table in tables:
            for cell in rows.values(table, column):
                for each in _BETWEEN.split(cell):
                    if each and each not in there[what]:
                        yield what, each
