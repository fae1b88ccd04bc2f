"""The interface for reading rows of the fact tables, whole or filtered by one column.

`MemoryRows` reads from memory, such as tables just parsed or a remote store; `sqlite_cache` reads from an indexed file.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, Protocol, TypeAlias

from ..tables.ids import conflict_subjects, event_id
from .name_index import called

__all__ = ["BESIDE", "CALLED", "FOUND_BY", "MADE_FROM", "MemoryRows", "Row", "Rows", "cached_columns"]

Row: TypeAlias = Mapping[str, str]

_BODY: Final = ("id", "kind, until", "ods_code", "ons_code")
_SUCCESSION: Final = ("event", "from_id", "to_id")
_LINE: Final = ("from_id", "to_id")

FOUND_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "accountability": _LINE,
    "bodies": _BODY,
    "codes": ("body_id", "code"),
    "conflicts_about": ("about",),
    "events": ("id",),
    "former_ids": ("id",),
    "inferences": _SUCCESSION,
    "inferences_accountability": _LINE,
    "inferences_bodies": _BODY,
    "inferences_values": ("body_id", "value"),
    "membership": ("body", "cell"),
    "names": ("body_id",),
    "sources": ("key",),
    "successions": _SUCCESSION,
}
"""The columns by which the rows of a table are looked for; some are looked for in pairs."""

CALLED: Final = ("body_id", "text")
"""The columns of the table `called`: all that a row of another calls a body, for what holds some pieces to be found."""

MADE_FROM: Final[Mapping[str, tuple[str, ...]]] = {
    "called": ("bodies", "inferences_bodies", "names", "codes"),
    "conflicts_about": ("conflicts",),
}
"""Tables that are made from others, only to be looked in: conflicts by each thing they are about, bodies by words."""

BESIDE: Final = frozenset(("event", "until"))
"""Columns that no table has: the id of a succession's event, and the day that a body surely did not outlive."""
_ANY_DAY: Final = "9999-12-31"


class Rows(Protocol):
    """The source of a history: rows of the tables, with the additional columns `BESIDE`."""

    def all(self, table: str) -> Iterable[Row]:
        """All rows of a table, in order."""
        ...

    def where(self, table: str, column: str, values: Collection[str]) -> Iterable[Row]:
        """The rows whose cell in a column is one of `values`, in table order per few hundred values."""
        ...

    def count(self, table: str) -> int:
        """The number of rows of a table."""
        ...

    def lasting(self, table: str, kind: str, day: str) -> Iterable[Row]:
        """The bodies of a kind that had not certainly ended before a day."""
        ...

    def values(self, table: str, column: str) -> Iterable[str]:
        """The distinct cells of a column."""
        ...

    def called(self, pieces: Collection[str]) -> Iterable[str]:
        """The ids of bodies for which one row contains all of the fragments, without repeats."""
        ...

    def called_like(self, words: str) -> Iterable[Row]:
        """Names similar to some plain words: all names, or the likeliest if there are many."""
        ...


def cached_columns(table: str, row: Row) -> tuple[Row, ...]:
    """The columns cached for a row, for its own table or one derived from it."""
    match table:
        case "successions":  # a stated succession has a stated event
            return ({**row, "event": row["event_id"]},)
        case "inferences":
            return ({**row, "event": row["event_id"] or event_id(row)},)
        case "bodies" | "inferences_bodies":
            return ({**row, "until": row["end"] if row["end_precision"] == "day" else _ANY_DAY},)
        case "conflicts_about":
            return tuple({**row, "about": word} for word in conflict_subjects(row["subject"]))
        case "called":
            return (called(row),)
        case _:
            return (row,)


class MemoryRows:
    """Rows in memory; `given` returns those of a table by name and is called at most once per table."""

    def __init__(self, given: Callable[[str], Iterable[Row]]) -> None:
        self._given = given
        self._tables: dict[str, Sequence[Row]] = {}
        self._found: dict[tuple[str, str], Mapping[str, Sequence[Row]]] = {}

    def all(self, table: str) -> Sequence[Row]:
        if table not in self._tables:
            given = chain.from_iterable(map(self._given, MADE_FROM.get(table, (table,))))
            self._tables[table] = [made for row in given for made in cached_columns(table, row)]
        return self._tables[table]

    def where(self, table: str, column: str, values: Collection[str]) -> Iterator[Row]:
        if (table, column) not in self._found:
            found: dict[str, list[Row]] = defaultdict(list)
            for row in self.all(table):
                found[row[column]].append(row)
            self._found[table, column] = dict(found)
        by_value = self._found[table, column]
        return (row for value in dict.fromkeys(values) for row in by_value.get(value, ()))

    def count(self, table: str) -> int:
        return len(self.all(table))

    def lasting(self, table: str, kind: str, day: str) -> Iterator[Row]:
        return (row for row in self.where(table, "kind", (kind,)) if row["until"] >= day)

    def values(self, table: str, column: str) -> Iterable[str]:
        return {row[column] for row in self.all(table)}

    def called(self, pieces: Collection[str]) -> Iterable[str]:
        rows = self.all("called")
        return dict.fromkeys(row["body_id"] for row in rows if all(piece in row["text"] for piece in pieces))

    def called_like(self, words: str) -> Iterable[Row]:
        return self.all("called")
