"""The cache of the record: its rows in one indexed SQLite file per edition.

It is written to a temporary file and renamed, so it is either complete or absent, and never modified afterwards.
"""

import os
import sqlite3
import threading
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Final

from ..errors import RecordError, UnreadableRecord
from .name_index import PIECE, trigrams
from .rows import CALLED, FOUND_BY, MADE_FROM, Row, Rows, cached_columns

__all__ = ["NoCache", "SqliteRows", "connect", "is_whole", "write_cache"]

_EDITIONS_KEPT: Final = 4
_ROWS_AT_ONCE: Final = 2_000
_VALUES_AT_ONCE: Final = 500
_COMPARED: Final = 5_000
"""Rows of what bodies are called that words are held against, letter by letter, where no body is called so."""

_UNFINISHED: Final = ".unfinished"
_DAY: Final = 86_400.0
"""Seconds after which what an ended process left unfinished is cleared away."""

_SEAL: Final = slice(68, 72)
"""Where SQLite leaves four bytes of its header to the application: here, the check sum of all others."""


class NoCache(RecordError):
    """The cache file could not be written or opened: no space, no permission, or no such directory."""

    def __init__(self) -> None:
        super().__init__("The record could not be cached. Make room in the cache directory, and retry.")


def is_whole(path: Path) -> bool:
    """Whether the file exists with its full size."""
    try:
        with path.open("rb") as file:
            seal = file.read(_SEAL.stop)[_SEAL]
        return seal == _seal_of(path)
    except OSError:
        return False


def _seal_of(path: Path) -> bytes:
    found = 0
    with path.open("rb") as file:
        head = bytearray(file.read(2**20))
        head[_SEAL] = bytes(4)
        chunk = bytes(head)
        while chunk:
            found = zlib.crc32(chunk, found)
            chunk = file.read(2**20)
    return found.to_bytes(4, "big")


def connect(path: Path) -> sqlite3.Connection:
    """Opens a complete cache file for reading.

    Raises:
        NoCache: it no longer exists.
    """
    try:
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    except (OSError, sqlite3.Error):
        raise NoCache from None


def write_cache(
    path: Path,
    rows: Iterable[tuple[str, Row]],
    headers: Mapping[str, Sequence[str]],
    check: Callable[[Rows], None],
) -> None:
    """Writes the rows to a new cache file; safe if two processes do so at once, or one is killed.

    `rows` come with their table names; `headers` has the columns of every table. An exception from `check` prevents the
    file from being put in place.

    Raises:
        NoCache: the file cannot be written.
    """
    import tempfile

    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _clear(path.parent, path.suffix)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=_UNFINISHED, delete=False) as file:
            temporary = Path(file.name)
        with closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            _fill(connection, rows, headers)
            check(SqliteRows(lambda: connection))
        seal = _seal_of(temporary)
        with temporary.open("r+b") as file:
            file.seek(_SEAL.start)
            file.write(seal)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except (OSError, sqlite3.Error):
        raise NoCache from None
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _clear(directory: Path, suffix: str) -> None:
    """Deletes all but the latest editions of one sort, and temporary files of dead processes."""
    with suppress(OSError):
        ages = {file: file.stat().st_mtime for file in directory.iterdir() if file.is_file()}
        editions = sorted((file for file in ages if file.suffix == suffix), key=lambda file: ages[file])
        latest = max(ages.values(), default=0.0)
        left = [file for file in ages if file.suffix == _UNFINISHED and ages[file] < latest - _DAY]
        for file in (*editions[: -(_EDITIONS_KEPT - 1)], *left):
            file.unlink(missing_ok=True)


def _fill(
    connection: sqlite3.Connection, rows: Iterable[tuple[str, Row]], headers: Mapping[str, Sequence[str]]
) -> None:
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "cache_size = -65536"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    columns = {table: list(header) for table, header in headers.items()}
    targets: dict[str, list[str]] = {table: [table] for table in headers}
    for made, tables in MADE_FROM.items():
        if tables[0] in headers:
            columns[made] = list(CALLED if made == "called" else headers[tables[0]])
            for table in tables:
                targets[table].append(made)
    insert: dict[str, str] = {}
    for table, names in columns.items():
        looked_for = ", ".join(FOUND_BY.get(table, ())).split(", ")
        names += [name for name in looked_for if name and name not in names]
        defined = ", ".join(f'"{name}" TEXT NOT NULL' for name in names)
        connection.execute(f"CREATE TABLE {table} ({defined})")
        insert[table] = f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - names of ours
    waiting: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for table, row in rows:
        for target in targets[table]:
            batch = waiting[target]
            batch += [tuple(each.values()) for each in cached_columns(target, row)]
            if len(batch) >= _ROWS_AT_ONCE:
                connection.executemany(insert[target], batch)
                batch.clear()
    for table, batch in waiting.items():
        connection.executemany(insert[table], batch)
    for table in columns:
        for number, some in enumerate(FOUND_BY.get(table, ())):
            connection.execute(f"CREATE INDEX {table}_{number} ON {table} ({some})")
    if "called" in columns:
        _index_pieces(connection)
    connection.execute("COMMIT")


def _index_pieces(connection: sqlite3.Connection) -> None:
    """Builds the trigram index used by `called`: for each three characters, the rows containing them."""
    options = "tokenize = 'trigram', detail = 'none', content = '', columnsize = 0"
    connection.execute(f"CREATE VIRTUAL TABLE pieces USING fts5 (text, {options})")
    connection.execute("INSERT INTO pieces (pieces, rank) VALUES ('hashsize', 67108864)")
    connection.execute("INSERT INTO pieces (rowid, text) SELECT rowid, text FROM called")
    connection.execute("CREATE VIRTUAL TABLE piece_counts USING fts5vocab (pieces, 'row')")


class SqliteRows:
    """The rows in a cache file; `open_file` opens it anew for each thread of each process."""

    def __init__(self, open_file: Callable[[], sqlite3.Connection]) -> None:
        self._open_file = open_file
        self._own = threading.local()

    def all(self, table: str) -> Iterator[Row]:
        return self._rows(f"SELECT * FROM {table} ORDER BY rowid")  # noqa: S608 - names of ours, here and below

    def where(self, table: str, column: str, values: Collection[str]) -> Iterator[Row]:
        remaining = iter(values)
        while some := tuple(islice(remaining, _VALUES_AT_ONCE)):
            wanted = "= ?" if len(some) == 1 else f"IN ({', '.join('?' * len(some))})"
            yield from self._rows(f"SELECT * FROM {table} WHERE {column} {wanted} ORDER BY rowid", some)  # noqa: S608

    def count(self, table: str) -> int:
        return int(next(self._rows(f"SELECT coalesce(max(rowid), 0) AS rows FROM {table}"))["rows"])  # noqa: S608

    def lasting(self, table: str, kind: str, day: str) -> Iterator[Row]:
        return self._rows(f"SELECT * FROM {table} WHERE kind = ? AND until >= ?", (kind, day))  # noqa: S608

    def values(self, table: str, column: str) -> Iterator[str]:
        with _readable():
            for (cell,) in self._connection.execute(f"SELECT DISTINCT {column} FROM {table}"):  # noqa: S608
                yield cell

    def called(self, pieces: Collection[str]) -> Iterator[str]:
        needed = " ".join(_quoted(each) for piece in pieces for each in trigrams(piece))
        indexed = "rowid IN (SELECT rowid FROM pieces WHERE pieces MATCH ?)" if needed else "? = ''"
        held = " AND instr(text, ?)" * len(pieces)
        question = f"SELECT DISTINCT body_id FROM called WHERE {indexed}{held}"  # noqa: S608
        return (row["body_id"] for row in self._rows(question, (needed, *pieces)))

    def called_like(self, words: str) -> Iterator[Row]:
        if next(self._rows("SELECT 1 FROM called LIMIT 1 OFFSET ?", (str(_COMPARED),)), None) is None:
            return self.all("called")
        rare, rows = list[str](), 0
        for piece, count in sorted(self._counted(words), key=lambda each: each[1]):
            if rare and rows + count > _COMPARED:
                break
            rare.append(piece)
            rows += count
        question = "SELECT * FROM called WHERE rowid IN (SELECT rowid FROM pieces WHERE pieces MATCH ? LIMIT ?)"
        return self._rows(question, (" OR ".join(map(_quoted, rare)), str(_COMPARED))) if rare else iter(())

    def _counted(self, words: str) -> Iterator[tuple[str, int]]:
        """The trigrams of some words that occur in rows, with their number of rows."""
        text = f" {words}"
        for piece in dict.fromkeys(text[place : place + PIECE] for place in range(len(text) - PIECE + 1)):
            for row in self._rows("SELECT doc FROM piece_counts WHERE term = ?", (piece,)):
                yield piece, int(row["doc"])

    def _rows(self, question: str, values: tuple[str, ...] = ()) -> Iterator[Row]:
        with _readable():
            found = self._connection.execute(question, values)
            names = [name for name, *_ in found.description]
            for cells in found:
                yield dict(zip(names, cells, strict=True))

    @property
    def _connection(self) -> sqlite3.Connection:
        """This thread's connection. A forked process opens its own, since SQLite connections do not survive a fork."""
        own = self._own
        if getattr(own, "process", None) != os.getpid():
            own.before_fork = getattr(own, "connection", None)  # kept, because only the parent may close it
            own.connection, own.process = self._open_file(), os.getpid()
        connection: sqlite3.Connection = own.connection
        return connection


def _quoted(piece: str) -> str:
    return f'"{piece}"'


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error:
        raise UnreadableRecord("The cache of the record is damaged. Start again to rebuild it.") from None
