"""Opens the record from its Turtle file, or from the cache made when the same file was opened before.

The cache holds the rows of the fact tables under the hash of the Turtle, in the user's cache directory. It can be
deleted at any time; changed Turtle never uses an old cache.
"""

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import UnreadableRecord
from ..model.partition import NO_AREAS, Areas
from ..util.commit import finish
from ..util.folders import cache_folder
from .history import History
from .lazy import without_collection
from .rows import BESIDE, MemoryRows, Row, Rows
from .sqlite_cache import NoCache, SqliteRows, connect, is_whole, write_cache
from .turtle_file import TurtleFile, opened

if TYPE_CHECKING:
    from .areas.file import AreasFile
    from .areas.lookups import Lookups

__all__ = ["DATA", "Record", "open_record"]

DATA = Path(__file__).resolve().parents[2] / "data"
"""Where the record, its vocabulary and its shapes lie: beside `graph`, in a checkout and when installed."""

_LAYOUT: Final = 7
"""Raised when the columns of the tables or of `graph.rows`, or what an opening looks at, change: an older derived form
is not read then."""


@dataclass(frozen=True, eq=False)
class Record:
    """One edition of the record: its Turtle text, in memory or in a file, and what is read from it and its areas.

    Rows read from a file are cached for the next opening; rows from memory are not. Opening the same file again gives a
    new `Record`, because it may have been replaced.
    """

    source: bytes | Path
    name: str = "the record"

    areas_file: "AreasFile | None" = None
    """Where each body was, if that is known."""
    lookups: "Lookups | None" = None
    """From small areas to cells, if that is known."""

    @cached_property
    def _file(self) -> TurtleFile:
        return TurtleFile(self.source, self.name)

    @property
    def turtle(self) -> bytes:
        """The Turtle text without the areas.

        Raises:
            UnreadableRecord: the file cannot be read, or has changed since it was opened.
        """
        return self._file.turtle

    @property
    def whole_turtle(self) -> bytes:
        """The Turtle text including the areas; raises as `turtle`."""
        return self.turtle + (self.areas_file.file.turtle if self.areas_file else b"")

    @cached_property
    def version(self) -> str:
        """A short name of this edition, made from its hash: the same facts and areas have the same name."""
        if self.areas_file is None:
            return self._file.hash[:12]
        return hashlib.sha256(f"{self._file.hash} {self.areas_file.file.hash}".encode()).hexdigest()[:12]

    @property
    def areas(self) -> Areas:
        """The area of each body, loaded on first use; None if the record has no areas.

        Raises:
            UnreadableRecord: the areas cannot be read, or are invalid.
        """
        return self.history.areas

    @cached_property
    def history(self) -> History:
        """The record as values.

        Raises:
            UnreadableRecord: the Turtle cannot be read, or its facts are invalid.
        """
        areas = self.areas_file.areas if self.areas_file else lambda: NO_AREAS
        if self._derived is not None:
            return History(self._derived, areas=areas)
        history = History(self._in_memory, areas=areas)
        self._require_whole(history.rows)
        return history

    def rows(self, table: str) -> list[Row]:
        """The rows of one table of facts or areas, not yet validated.

        Raises:
            UnreadableRecord: the Turtle cannot be read; the message names the line.
        """
        from ..tables.schema import AREA_TABLES

        if table in AREA_TABLES:
            return list(self.areas_file.rows.all(table)) if self.areas_file else []
        rows = (self._derived or self._in_memory).all(table)
        return [{name: cell for name, cell in row.items() if name not in BESIDE} for row in rows]

    def tables(self) -> dict[str, list[dict[str, str]]]:
        """All tables of facts, and of areas if there are any, rows in file order.

        Raises:
            UnreadableRecord: the Turtle cannot be read; the message names the line.
        """
        from ..tables.schema import AREA_TABLES, TABLES

        wanted = TABLES | (AREA_TABLES if self.areas_file else {})
        return {name: sorted(map(dict, self.rows(name)), key=table.sort) for name, table in wanted.items()}  # type: ignore[arg-type]

    @cached_property
    def _derived(self) -> Rows | None:
        """The cache; None if it cannot be written or the facts are invalid."""
        if isinstance(self.source, Path):
            path = self.source
            with suppress(NoCache, UnreadableRecord):
                self._make_sure(path)
                return SqliteRows(lambda: self._connection(path))
        return None

    @cached_property
    def _in_memory(self) -> Rows:
        tables: dict[str, list[Row]] = defaultdict(list)
        with without_collection():
            for table, row in self._told():
                tables[table].append(row)
        return MemoryRows(lambda table: tables.get(table, ()))

    @cached_property
    def _place(self) -> Path:
        return cache_folder() / f"{self._file.hash[:32]}-{_LAYOUT}.sqlite"

    def _connection(self, path: Path) -> sqlite3.Connection:
        """The opened cache, rebuilt if it was deleted meanwhile; raises NoCache if that fails."""
        try:
            return connect(self._place)
        except NoCache:
            self._make_sure(path)
            return connect(self._place)

    def _make_sure(self, path: Path) -> None:
        if is_whole(self._place):
            return
        from ..tables.schema import TABLES
        from .parallel_parts import NotInOrder

        headers = {name: table.header for name, table in TABLES.items()}
        with without_collection():
            try:
                write_cache(self._place, self._unchanged(path), headers, self._require_whole)
            except NotInOrder:
                write_cache(self._place, self._told(), headers, self._require_whole)

    def _require_whole(self, rows: Rows) -> None:
        from .integrity import require_whole

        require_whole(History(rows), self.name)

    def _unchanged(self, path: Path) -> Iterator[tuple[str, Row]]:
        """The rows of a sorted file, provided it did not change while being read."""
        from .parallel_parts import rows_in_order

        yield from rows_in_order(path)
        self._file.check_unchanged()

    def _told(self) -> Iterator[tuple[str, Row]]:
        """The rows in the Turtle in any order, each with its table's name."""
        from ..rdf.turtle import read_triples, resources
        from ..tables.decode import rows_in

        return rows_in(resources(read_triples(self.turtle, self.name)))


def open_record(path: Path | None = None) -> Record:
    """Opens the record in a Turtle file, by default the bundled one.

    Raises:
        UnreadableRecord: the file is missing, a directory, empty, or cannot be read.
    """
    from .areas.file import AreasFile, beside
    from .areas.lookups import Lookups
    from .areas.lookups import beside as lookups_beside

    path = path or DATA / "restructures.ttl"
    if path.is_dir():
        raise UnreadableRecord(f"{path.name} is a directory where the record's Turtle file should be.")
    if path.is_char_device() or path.is_block_device():  # it may never end
        raise UnreadableRecord(f"{path.name} is a device where the record's Turtle file should be.")
    finish(path.resolve())
    if path.exists() and not path.is_file():  # a pipe can only be read once
        with opened(path) as file:
            return Record(file.read(), path.name)
    areas = beside(path)
    lookups = lookups_beside(path)
    record = Record(
        path,
        path.name,
        AreasFile(areas, areas.name) if areas.is_file() else None,
        Lookups.within(lookups) if lookups.is_dir() else None,
    )
    _ = record._file.hash  # reads the file once, to refuse an unreadable one here
    return record
