"""The rows of the fact tables, whole or by what one of their cells says: all that a history reads.

`MemoryRows` answers from rows in memory, such as those of tables just read or of a remote store; `sqlite_cache`
answers from a file with indexes.
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
    """Where a history reads from: rows of the tables, with the columns `BESIDE` them."""

    def all(self, table: str) -> Iterable[Row]:
        """All rows of a table, in its order."""
        ...

    def where(self, table: str, column: str, values: Collection[str]) -> Iterable[Row]:
        """The rows whose cell in a column is one of `values`, in the table's order for each few hundred values."""
        ...

    def lasting(self, table: str, kind: str, day: str) -> Iterable[Row]:
        """The bodies of a kind that did not surely end before a day."""
        ...

    def values(self, table: str, column: str) -> Iterable[str]:
        """Every cell that a column has, each once."""
        ...

    def called(self, pieces: Collection[str]) -> Iterable[str]:
        """The ids of the bodies that one row calls something with all of some pieces, each once."""
        ...

    def called_like(self, words: str) -> Iterable[Row]:
        """What bodies are called that plain words may come near to: all, or where they are many, the likeliest."""
        ...


def cached_columns(table: str, row: Row) -> tuple[Row, ...]:
    """The columns of a row that the cache keeps, for its own table or for one that is made from it."""
    match table:
        case "successions":  # a stated one has a stated event
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
    """Rows in memory; `given` gives those of a table by its name, and is asked for each at most once."""

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

    def lasting(self, table: str, kind: str, day: str) -> Iterator[Row]:
        return (row for row in self.where(table, "kind", (kind,)) if row["until"] >= day)

    def values(self, table: str, column: str) -> Iterable[str]:
        return {row[column] for row in self.all(table)}

    def called(self, pieces: Collection[str]) -> Iterable[str]:
        rows = self.all("called")
        return dict.fromkeys(row["body_id"] for row in rows if all(piece in row["text"] for piece in pieces))

    def called_like(self, words: str) -> Iterable[Row]:
        return self.all("called")
