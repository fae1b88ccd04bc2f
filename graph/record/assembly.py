"""Assembles bodies, events, successions and lines from the rows of several tables, stated and inferred.

`row_mapping` maps a single row; which rows belong together is decided here.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Final, TypeAlias

from ..model.dates import Spell
from ..model.entities import Body, ChangeEvent, Line, Succession
from . import row_mapping
from .lazy import grouped, without_collection
from .rows import Row, Rows

__all__ = ["RecordReader"]

_Read: TypeAlias = Callable[[str], Iterable[Row]]

_BODIES: Final = ("bodies", "inferences_bodies")
_SUCCESSIONS: Final = ("successions", "inferences")
_LINES: Final = ("accountability", "inferences_accountability")
"""The table of what is stated, and the one of what is inferred."""

_BATCH: Final = 50


def _of_body(row: Row) -> str:
    return row["body_id"]


class RecordReader:
    """Reads things from rows, optionally without anything inferred."""

    def __init__(self, rows: Rows, *, with_inferences: bool) -> None:
        self._rows = rows
        self._with_inferences = with_inferences

    def _both(self, tables: tuple[str, str], read: _Read) -> Iterator[tuple[Row, bool]]:
        """The stated and the inferred rows, each with whether it is inferred."""
        stated, inferred = tables
        for row in read(stated):
            yield row, False
        if self._with_inferences:
            for row in read(inferred):
                yield row, True

    def _of_bodies_there(
        self, rows: Iterable[tuple[Row, bool]], ends: tuple[str, str] = ("from_id", "to_id")
    ) -> Iterable[tuple[Row, bool]]:
        """The rows about existing bodies: without inferred facts, none that names an inferred body."""
        if self._with_inferences:
            return rows
        found = list(rows)
        named = {row[end] for row, _ in found for end in ends}
        left_out = {row["id"] for row in self._rows.where("inferences_bodies", "id", named)}
        return [(row, inferred) for row, inferred in found if left_out.isdisjoint(row[end] for end in ends)]

    def _where(self, column: str, values: Collection[str]) -> _Read:
        return lambda table: self._rows.where(table, column, values)

    # Bodies

    def all_bodies(self) -> Iterator[Body]:
        """All bodies, lazily."""
        return self._bodies(self._both(_BODIES, self._rows.all), self._rows.all)

    def bodies(self, column: str, values: Collection[str]) -> Iterator[Body]:
        """The bodies with one of `values` in a column, lazily."""
        return self._in_batches(self._both(_BODIES, self._where(column, values)))

    def bodies_lasting(self, kind: str, day: date) -> Iterator[Body]:
        """The bodies of a kind that had not certainly ended before a day."""
        return self._in_batches(self._both(_BODIES, lambda table: self._rows.lasting(table, kind, day.isoformat())))

    def ids_with_code(self, code: str) -> set[str]:
        """The ids of bodies that ever had a code."""
        ids = {row["body_id"] for row in self._rows.where("codes", "code", (code,))}
        for column in ("ods_code", "ons_code"):
            ids |= {row["id"] for row, _ in self._both(_BODIES, self._where(column, (code,)))}
        return ids

    def ids_called(self, words: str, pieces: Collection[str]) -> set[str]:
        """The ids of bodies the words may mean: as id, inferred code, or part of a name."""
        inferred = self._rows.where("inferences_values", "value", (words.upper(),))
        return {words.lower(), *self._rows.called(pieces), *(row["body_id"] for row in inferred)}

    def _bodies(self, found: Iterable[tuple[Row, bool]], read: _Read) -> Iterator[Body]:
        """Builds bodies from their rows; `read` returns the rows of codes, names and inferred values about them."""
        codes, names = grouped(read("codes"), _of_body), grouped(read("names"), _of_body)
        values = grouped(read("inferences_values") if self._with_inferences else (), _of_body)
        for row, inferred in found:
            own = (beside.get(row["id"], ()) for beside in (codes, names, values))
            yield row_mapping.body(row, *own, kind=self._lives.get(row["kind"]), inferred=inferred)

    @cached_property
    def _lives(self) -> Mapping[str, Spell]:
        """The lives of the kinds, which bound those of their bodies."""
        return {row["id"]: row_mapping.spell(row) for row in self._rows.all("kinds")}

    def _in_batches(self, rows: Iterator[tuple[Row, bool]]) -> Iterator[Body]:
        while batch := list(islice(rows, _BATCH)):
            with without_collection():
                bodies = list(self._bodies(batch, self._where("body_id", [row["id"] for row, _ in batch])))
            yield from bodies

    # Changes

    def event(self, event_id: str) -> ChangeEvent | None:
        """An event by id, stated or only inferred from a succession; None if there is none."""
        for row in self._rows.where("events", "id", (event_id,)):
            return row_mapping.event(event_id, row, inferred=False)
        for row in self._rows.where("inferences", "event", (event_id,)) if self._with_inferences else ():
            return row_mapping.event(event_id, row, inferred=True)
        return None

    def all_events(self) -> Mapping[str, ChangeEvent]:
        """All events by id."""
        events = {row["id"]: row_mapping.event(row["id"], row, inferred=False) for row in self._rows.all("events")}
        for row in self._rows.all("inferences") if self._with_inferences else ():
            if row["event"] not in events:
                events[row["event"]] = row_mapping.event(row["event"], row, inferred=True)
        return events

    def all_links(self) -> tuple[Succession, ...]:
        """All successions."""
        return self._links(self._rows.all)

    def links(self, column: str, value: str) -> tuple[Succession, ...]:
        """The successions with a value in a column."""
        return self._links(self._where(column, (value,)))

    def _links(self, read: _Read) -> tuple[Succession, ...]:
        found = self._of_bodies_there(self._both(_SUCCESSIONS, read))
        return tuple(row_mapping.succession(row, inferred=inferred) for row, inferred in found)

    # Lines

    def all_lines(self) -> tuple[Line, ...]:
        """All accountability lines."""
        return self._lines(self._rows.all)

    def lines(self, column: str, value: str) -> tuple[Line, ...]:
        """The lines with a value in a column."""
        return self._lines(self._where(column, (value,)))

    def _lines(self, read: _Read) -> tuple[Line, ...]:
        found = self._of_bodies_there(self._both(_LINES, read))
        return tuple(row_mapping.line(row, inferred=inferred) for row, inferred in found)

    # Rules

    def rules(self, table: str) -> Iterator[Row]:
        """The rows of a table of rules."""
        found = self._of_bodies_there(((row, False) for row in self._rows.all(table)), ("from_body", "to_body"))
        return (row for row, _ in found)
