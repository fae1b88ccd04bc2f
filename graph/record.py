"""Opening the record: from its Turtle file, or from what an earlier opening of the same file left ready to read.

The derived form holds the rows of the fact tables, under the hash of the Turtle they came from, in the user's cache
directory. It can be deleted at any time; a changed Turtle never meets an old one.
"""

import gc
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from platformdirs import user_cache_path

from .errors import UnreadableRecord
from .history import History

__all__ = ["DATA", "Record", "open_record"]

_HERE = Path(__file__).resolve().parent
DATA = next(path for path in (_HERE / "data", _HERE.parent / "data") if path.is_dir())
"""Where the record, its vocabulary and its shapes lie: beside the code in a checkout, within it when installed."""

_Rows: TypeAlias = list[Mapping[str, str]]
_LAYOUT = 2
"""Raised when the columns of the tables or the form of the files change, so that an older derived form is not read."""

_EDITIONS_KEPT = 4


@dataclass(frozen=True)
class Record:
    """One edition of the record: its Turtle text, the file it came from if any, and what can be read from it."""

    turtle: bytes
    name: str = "the record"
    path: Path | None = None

    @cached_property
    def _digest(self) -> str:
        return hashlib.sha256(self.turtle).hexdigest()

    @property
    def version(self) -> str:
        """A short name of this edition, made from its bytes: the same facts have the same name."""
        return self._digest[:12]

    @cached_property
    def history(self) -> History:
        """The record as values; reading them raises UnreadableRecord where its facts cannot be used."""
        return History(self._usable_rows)

    def _usable_rows(self, table: str) -> _Rows:
        rows = self.rows(table)
        if self._faults:
            raise UnreadableRecord(self._faults[0])
        return rows

    def rows(self, table: str) -> _Rows:
        """The rows of one fact table.

        Raises:
            UnreadableRecord: the Turtle cannot be read; the message names the line.
        """
        if table not in self._ready:
            self._ready.update(self._derived(table) or self._read_turtle())
        return self._ready[table]

    @cached_property
    def _ready(self) -> dict[str, _Rows]:
        return {}

    @cached_property
    def _faults(self) -> list[str]:
        return []

    @property
    def _cached(self) -> Path:
        return user_cache_path("nhs-restructures") / f"{self._digest[:32]}-{_LAYOUT}"

    def _derived(self, table: str) -> dict[str, _Rows] | None:
        with suppress(OSError, ValueError):
            header, *lines = json.loads(_unsealed((self._cached / f"{table}.json").read_bytes()))
            return {table: [dict(zip(header, line, strict=True)) for line in lines]}
        return None

    def _read_turtle(self) -> dict[str, _Rows]:
        from .schema import TABLES
        from .soundness import require_whole
        from .tables import rows_of
        from .turtle import read_triples, resources

        with _without_collection():
            tables = rows_of(resources(read_triples(self.turtle, self.name)), TABLES)
        try:
            require_whole(History(tables.__getitem__), self.name)
        except UnreadableRecord as error:
            self._faults.append(str(error))
            return {name: list(rows) for name, rows in tables.items()}
        with suppress(OSError):
            _keep(self._cached, {name: [TABLES[name].header, *map(_cells, rows)] for name, rows in tables.items()})
        return {name: list(rows) for name, rows in tables.items()}


def _sealed(text: bytes) -> bytes:
    """A text with its own hash before it."""
    return hashlib.sha256(text).hexdigest().encode() + b"\n" + text


def _unsealed(sealed: bytes) -> bytes:
    """The text of a sealed one; raises ValueError where a byte of it is not as it was written."""
    _, _, text = sealed.partition(b"\n")
    if _sealed(text) != sealed:
        raise ValueError("damaged")
    return text


def _cells(row: Mapping[str, str]) -> list[str]:
    return list(row.values())


@contextmanager
def _without_collection() -> Iterator[None]:
    """Spares the collector's walks while hundreds of thousands of small values are made that all stay."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _keep(place: Path, tables: Mapping[str, Iterable[object]]) -> None:
    """Puts the derived form in place whole, for one that is damaged or missing.

    Two processes may do so at once, or one die midway: a reader finds the one, the other, or none.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    editions = sorted((each for each in place.parent.iterdir() if each.is_dir()), key=lambda each: each.stat().st_mtime)
    for oldest in editions[: -_EDITIONS_KEPT or None]:
        shutil.rmtree(oldest, ignore_errors=True)
    temporary = Path(tempfile.mkdtemp(dir=place.parent))
    try:
        for name, lines in tables.items():
            text = json.dumps(lines, separators=(",", ":")).encode("utf-8")
            (temporary / f"{name}.json").write_bytes(_sealed(text))
        shutil.rmtree(place, ignore_errors=True)
        temporary.rename(place)
    except OSError:
        shutil.rmtree(temporary, ignore_errors=True)


def open_record(path: Path | None = None) -> Record:
    """The record in a Turtle file; the one that comes with the product where none is named.

    Raises:
        UnreadableRecord: the file is missing, a directory, empty, or cannot be read.
    """
    path = path or DATA / "restructures.ttl"
    if path.is_dir():
        raise UnreadableRecord(f"{path.name} is a directory where the record's Turtle file should be.")
    try:
        turtle = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableRecord(f"There is no {path.name}. Restore it, or build it with: import DIR") from None
    except OSError as error:
        raise UnreadableRecord(f"Could not read {path.name}: {error.strerror}.") from None
    if not turtle.strip():
        raise UnreadableRecord(f"{path.name} is empty. Restore it, or build it with: import DIR")
    return Record(turtle, path.name, path)
