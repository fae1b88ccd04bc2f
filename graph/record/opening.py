"""Opening the record: from its Turtle file, or from what an earlier opening of the same file left ready to read.

The derived form holds the rows of the fact tables, under the hash of the Turtle they came from, in the user's cache
directory. It can be deleted at any time; a changed Turtle never meets an old one.
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

from platformdirs import user_cache_path

from ..errors import UnreadableRecord
from ..model.partition import NO_AREAS, Areas
from ..util.commit import finish
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
    """One edition of the record: its Turtle text, in memory or in a file, and what can be read from it and its areas.

    What is read from a file is kept for the next opening; what is read from memory is not. The same file opened again
    is another one: it may have been replaced meanwhile.
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
        """The Turtle text, without that of the areas.

        Raises:
            UnreadableRecord: the file cannot be read, or is no more the one that was opened.
        """
        return self._file.turtle

    @property
    def whole_turtle(self) -> bytes:
        """The Turtle text with that of the areas; raises as `turtle`."""
        return self.turtle + (self.areas_file.file.turtle if self.areas_file else b"")

    @cached_property
    def version(self) -> str:
        """A short name of this edition, made from its bytes: the same facts and areas have the same name."""
        if self.areas_file is None:
            return self._file.hash[:12]
        return hashlib.sha256(f"{self._file.hash} {self.areas_file.file.hash}".encode()).hexdigest()[:12]

    @property
    def areas(self) -> Areas:
        """Where each body was, read when first asked for; nothing where no areas lie beside the record.

        Raises:
            UnreadableRecord: the areas cannot be read, or cannot be used.
        """
        return self.history.areas

    @cached_property
    def history(self) -> History:
        """The record as values.

        Raises:
            UnreadableRecord: the Turtle cannot be read, or its facts cannot be used.
        """
        areas = self.areas_file.areas if self.areas_file else lambda: NO_AREAS
        if self._derived is not None:
            return History(self._derived, areas=areas)
        history = History(self._in_memory, areas=areas)
        self._require_whole(history.rows)
        return history

    def rows(self, table: str) -> list[Row]:
        """The rows of one fact table or table of areas, of use or not.

        Raises:
            UnreadableRecord: the Turtle cannot be read; the message names the line.
        """
        from ..tables.schema import AREA_TABLES

        if table in AREA_TABLES:
            return list(self.areas_file.rows.all(table)) if self.areas_file else []
        rows = (self._derived or self._in_memory).all(table)
        return [{name: cell for name, cell in row.items() if name not in BESIDE} for row in rows]

    def tables(self) -> dict[str, list[dict[str, str]]]:
        """All fact tables, and those of areas where there are any, their rows in the order of the files.

        Raises:
            UnreadableRecord: the Turtle cannot be read; the message names the line.
        """
        from ..tables.schema import AREA_TABLES, TABLES

        wanted = TABLES | (AREA_TABLES if self.areas_file else {})
        return {name: sorted(map(dict, self.rows(name)), key=table.sort) for name, table in wanted.items()}  # type: ignore[arg-type]

    @cached_property
    def _derived(self) -> Rows | None:
        """The derived form; None where there is none, because it cannot be kept or the facts cannot be used."""
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
        return user_cache_path("nhs-restructures") / f"{self._file.hash[:32]}-{_LAYOUT}.sqlite"

    def _connection(self, path: Path) -> sqlite3.Connection:
        """The derived form opened, made again if it was taken away meanwhile; raises NoCache where it cannot be."""
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
        """The rows of a sorted file, if it is the same after they were read as it was before."""
        from .parallel_parts import rows_in_order

        yield from rows_in_order(path)
        self._file.check_unchanged()

    def _told(self) -> Iterator[tuple[str, Row]]:
        """The rows that the Turtle tells, whatever its order, each with the name of its table."""
        from ..rdf.turtle import read_triples, resources
        from ..tables.decode import rows_in

        return rows_in(resources(read_triples(self.turtle, self.name)))


def open_record(path: Path | None = None) -> Record:
    """The record in a Turtle file; the one that comes with the product where none is named.

    Raises:
        UnreadableRecord: the file is missing, a directory, empty, or cannot be read.
    """
    from .areas.file import AreasFile, beside
    from .areas.lookups import Lookups
    from .areas.lookups import beside as lookups_beside

    path = path or DATA / "restructures.ttl"
    if path.is_dir():
        raise UnreadableRecord(f"{path.name} is a directory where the record's Turtle file should be.")
    if path.is_char_device() or path.is_block_device():  # which may never end
        raise UnreadableRecord(f"{path.name} is a device where the record's Turtle file should be.")
    finish(path.resolve())
    if path.exists() and not path.is_file():  # a pipe can be read once only
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
    _ = record._file.hash  # reads the file once, so that one which cannot be read is refused here
    return record
