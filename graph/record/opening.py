"""Opening the record: from its Turtle file, or from what an earlier opening of the same file left ready to read.

The derived form holds the rows of the fact tables, under the hash of the Turtle they came from, in the user's cache
directory. It can be deleted at any time; a changed Turtle never meets an old one.
"""

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final

from platformdirs import user_cache_path

from ..errors import UnreadableRecord
from .history import History
from .lazy import without_collection
from .rows import BESIDE, MemoryRows, Row, Rows
from .sqlite_cache import NoCache, SqliteRows, connect, is_whole, write_cache

__all__ = ["DATA", "Record", "open_record"]

DATA = Path(__file__).resolve().parents[2] / "data"
"""Where the record, its vocabulary and its shapes lie: beside `graph`, in a checkout and when installed."""

_LAYOUT: Final = 6
"""Raised when the columns of the tables or of `graph.rows`, or what an opening looks at, change: an older derived form
is not read then."""


@dataclass(frozen=True, eq=False)
class Record:
    """One edition of the record: its Turtle text, in memory or in a file, and what can be read from it.

    What is read from a file is kept for the next opening; what is read from memory is not. The same file opened again
    is another one: it may have been replaced meanwhile.
    """

    source: bytes | Path
    name: str = "the record"

    @cached_property
    def turtle(self) -> bytes:
        """The Turtle text.

        Raises:
            UnreadableRecord: the file cannot be read, or is no more the one that was opened.
        """
        if isinstance(self.source, bytes):
            return self.source
        with _opened(self.source) as file:
            turtle = file.read()
        self._check(hashlib.sha256(turtle).hexdigest())
        return turtle

    @cached_property
    def _hash(self) -> str:
        return hashlib.sha256(self.source).hexdigest() if isinstance(self.source, bytes) else _hash_of(self.source)

    def _check(self, found: str) -> None:
        if found != self._hash:
            raise UnreadableRecord(f"{self.name} was changed after it was opened. Open it again.")

    @property
    def version(self) -> str:
        """A short name of this edition, made from its bytes: the same facts have the same name."""
        return self._hash[:12]

    @cached_property
    def history(self) -> History:
        """The record as values.

        Raises:
            UnreadableRecord: the Turtle cannot be read, or its facts cannot be used.
        """
        if self._derived is not None:
            return History(self._derived)
        history = History(self._in_memory)
        self._require_whole(history.rows)
        return history

    def rows(self, table: str) -> list[Row]:
        """The rows of one fact table, of use or not.

        Raises:
            UnreadableRecord: the Turtle cannot be read; the message names the line.
        """
        rows = (self._derived or self._in_memory).all(table)
        return [{name: cell for name, cell in row.items() if name not in BESIDE} for row in rows]

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
        return user_cache_path("nhs-restructures") / f"{self._hash[:32]}-{_LAYOUT}.sqlite"

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
        self._check(_hash_of(path))

    def _told(self) -> Iterator[tuple[str, Row]]:
        """The rows that the Turtle tells, whatever its order, each with the name of its table."""
        from ..rdf.turtle import read_triples, resources
        from ..tables.decode import rows_in

        return rows_in(resources(read_triples(self.turtle, self.name)))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise UnreadableRecord(f"There is no {path.name}. Restore it, or build it with: import DIR") from None
    except OSError as error:
        raise UnreadableRecord(f"Could not read {path.name}: {error.strerror}.") from None


def _hash_of(path: Path) -> str:
    found, blank = hashlib.sha256(), True
    with _opened(path) as file:
        while chunk := file.read(2**20):
            found.update(chunk)
            blank = blank and not chunk.strip()
    if blank:
        raise UnreadableRecord(f"{path.name} is empty. Restore it, or build it with: import DIR")
    return found.hexdigest()


def open_record(path: Path | None = None) -> Record:
    """The record in a Turtle file; the one that comes with the product where none is named.

    Raises:
        UnreadableRecord: the file is missing, a directory, empty, or cannot be read.
    """
    path = path or DATA / "restructures.ttl"
    if path.is_dir():
        raise UnreadableRecord(f"{path.name} is a directory where the record's Turtle file should be.")
    if path.exists() and not path.is_file():  # a pipe can be read once only
        with _opened(path) as file:
            return Record(file.read(), path.name)
    record = Record(path, path.name)
    _ = record.version  # reads the file once, so that one which cannot be read is refused here
    return record
