"""The areas of a record's bodies, from their Turtle file or its cache.

They are in `areas.ttl` next to the record, read only when an answer needs them, and cached separately, so that an
answer about a few bodies or one place reads only their rows.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ...errors import UnreadableRecord
from ...util.folders import cache_folder
from ..lazy import without_collection
from ..rows import MemoryRows, Row, Rows
from ..sqlite_cache import NoCache, SqliteRows, connect, is_whole, write_cache
from ..turtle_file import TurtleFile

if TYPE_CHECKING:
    from ...model.partition import Areas

__all__ = ["AreasFile", "beside"]

_LAYOUT: Final = 1
"""Raised when the columns of the tables of areas change: an older derived form is not read then."""


def beside(record: Path) -> Path:
    """The path of the areas file of a record."""
    return record.with_name("areas.ttl")


@dataclass(frozen=True, eq=False)
class AreasFile:
    """One edition of the areas: their Turtle text, in memory or in a file, and what is read from it."""

    source: bytes | Path
    name: str = "the areas"

    @cached_property
    def file(self) -> TurtleFile:
        """The text and its hash."""
        return TurtleFile(self.source, self.name)

    @cached_property
    def rows(self) -> Rows:
        """The rows of the area tables, not yet validated.

        Raises:
            UnreadableRecord: the Turtle cannot be read; the message names the line.
        """
        if isinstance(self.source, Path):
            with suppress(NoCache, UnreadableRecord):
                self._make_sure()
                return SqliteRows(self._connection)
        tables = self._read()
        return MemoryRows(tables.__getitem__)

    @cached_property
    def _areas(self) -> "Areas":
        from .mapping import areas_of, require_whole

        if isinstance(self.rows, MemoryRows):
            require_whole(self.rows, self.name)
        return areas_of(self.rows)

    def areas(self) -> "Areas":
        """The cells, and which body held which of them when.

        Raises:
            UnreadableRecord: the Turtle cannot be read, or its content is invalid.
        """
        return self._areas

    @cached_property
    def _place(self) -> Path:
        return cache_folder() / f"{self.file.hash[:32]}-{_LAYOUT}.areas"

    def _connection(self) -> sqlite3.Connection:
        """The opened cache, rebuilt if it was deleted meanwhile; raises NoCache if that fails."""
        try:
            return connect(self._place)
        except NoCache:
            self._make_sure()
            return connect(self._place)

    def _make_sure(self) -> None:
        if is_whole(self._place):
            return
        from ...tables.schema import AREA_TABLES
        from .mapping import require_whole

        rows = ((name, row) for name, table in self._read().items() for row in table)
        headers = {name: table.header for name, table in AREA_TABLES.items()}
        with without_collection():
            write_cache(self._place, rows, headers, lambda written: require_whole(written, self.name))

    def _read(self) -> Mapping[str, list[Row]]:
        from ...rdf.repeats import repeated_resources
        from ...rdf.turtle import read_triples, resources
        from ...tables.encode import from_record
        from ...tables.schema import AREA_TABLES

        with without_collection():
            turtle = self.file.turtle
            found = repeated_resources(turtle) or resources(read_triples(turtle, self.name))
            return from_record(found, AREA_TABLES)  # type: ignore[return-value]
