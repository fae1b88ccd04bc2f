"""Adds files to a register and removes them: it is written anew beside the old one, which it replaces when complete.

What each file says is kept apart, so that the same files give the same register in whatever order they were added.
"""

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

from ..errors import BadInput, RecordError
from ..util.atomic_write import replacing
from ..util.text import printable
from .facts import Edition, Fact, Membership, Organisation, Reading, Succeeded, Unread
from .files import Source, read, sources
from .merge import TABLES, merge
from .store import Register, checked, mark

__all__ = ["Added", "add_files", "remove_editions"]

_AT_ONCE: Final = 5_000
"""Facts that are held before they are written."""


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding files: the new editions, names of files that were there already, and files passed over."""

    editions: tuple[Edition, ...]
    known: tuple[str, ...]
    passed_over: tuple[str, ...]


def add_files(
    register: Path,
    files: Sequence[Path],
    *,
    as_at: date | None = None,
    progress: Callable[[int], None] = lambda size: None,
) -> Added:
    """Adds files to the register at a path, which is made if need be; all of them or, on an error, none.

    `as_at` is the day they speak for; else it is the file's own date, or the latest day on which it says that anything
    began. `progress` is told how many bytes have been read.

    Raises:
        BadInput: a file cannot be read, is about people, or holds nothing in a known form.
        RecordError: the register cannot be written.
    """
    added: list[Edition] = []
    known: list[str] = []
    passed_over: list[str] = []
    before = _state(register)
    with _working_copy(register) as work:
        present = {row[0] for row in work.execute("SELECT id FROM edition")}
        for path in files:
            found = False
            for source in sources(path, progress):
                if (reading := read(source)) is None:
                    passed_over.append(source.name)
                    continue
                found = True
                edition = _take(work, source, reading, as_at)
                if edition.id in present:
                    _drop(work, "")
                    known.append(source.name)
                else:
                    _enter(work, edition)
                    present.add(edition.id)
                    added.append(edition)
            if not found:
                raise BadInput(
                    f"{printable(path.name)} is in no form that ODS publishes. Name epcmem.csv, epraccur.csv, eccg.csv,"
                    " etr.csv, ets.csv, succ.csv, JSON of the ORD interface, or HSCOrgRefData XML, packed or not."
                )
        if added:
            _write(work, register, before)
    return Added(tuple(added), tuple(known), tuple(passed_over))


def remove_editions(register: Register, ids: Sequence[str]) -> tuple[Edition, ...]:
    """Removes editions by id or file name, and returns them; the last one takes the register with it.

    Raises:
        BadInput: there is no such edition, or several files have the name.
        RecordError: the register cannot be written.
    """
    removed = tuple(dict.fromkeys(_meant(register, text) for text in ids))
    if len(removed) == len(register.editions):
        register.path.unlink(missing_ok=True)
        return removed
    before = _state(register.path)
    with _working_copy(register.path) as work:
        for edition in removed:
            _drop(work, edition.id)
        _write(work, register.path, before)
    return removed


def _meant(register: Register, text: str) -> Edition:
    found = [each for each in register.editions if text in (each.id, each.name)]
    if len(found) == 1:
        return found[0]
    shown = ", ".join(f"{each.id} ({each.name}, {each.day})" for each in found or register.editions[:6])
    if found:
        raise BadInput(f"{len(found)} files of the register are called {printable(text)}: {shown}. Name one by its id.")
    raise BadInput(f"The register has no file {printable(text)}. It has {shown}.")


@contextmanager
def _working_copy(register: Path) -> Iterator[sqlite3.Connection]:
    """A database beside the register with what each of its files says, in which nothing is sorted yet.

    Raises:
        RecordError: it cannot be written there, or the disk is full.
    """
    try:
        register.parent.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(prefix=f".{register.name[:50]}.", dir=register.parent) as folder,
            closing(sqlite3.connect(Path(folder) / "work.sqlite", isolation_level=None)) as work,
        ):
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
                work.execute(f"PRAGMA {pragma}")
            for table, columns in TABLES.items():
                work.execute(f"CREATE TABLE {table} ({columns})")
            if register.exists():
                checked(register)
                work.execute("ATTACH ? AS old", (str(register),))
                for table in TABLES:
                    work.execute(f"INSERT INTO {table} SELECT * FROM old.{table}")  # noqa: S608 - names of ours
                work.execute("DETACH old")
            yield work
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise RecordError(f"Could not write {register.name}: {reason}. The old register is untouched.") from None
    except sqlite3.Error as error:
        raise RecordError(f"Could not write {register.name}: {error}. The old register is untouched.") from None


def _take(work: sqlite3.Connection, source: Source, reading: Reading, as_at: date | None) -> Edition:
    """Writes the facts of a file into the working copy, under no edition yet: its id comes from all of its bytes."""
    counts: Counter[type] = Counter()
    latest = date.min
    facts = iter(reading.facts)
    work.execute("BEGIN")
    while some := list(islice(facts, _AT_ONCE)):
        for kind, (insert, cells) in _INSERTS.items():
            rows = [cells(fact) for fact in some if isinstance(fact, kind)]
            counts[kind] += len(rows)
            if rows:
                work.executemany(insert, rows)
        latest = max(latest, *(_began(fact) or date.min for fact in some))
    work.execute("COMMIT")
    if not counts[Organisation] + counts[Membership] + counts[Succeeded]:
        raise BadInput(
            f"{printable(source.name)} speaks of no practice, trust or succession. Name another file of ODS."
        )
    return Edition(
        source.digest(),
        source.name,
        reading.form,
        as_at or reading.published or latest,
        reading.records,
        counts[Unread],
        reading.passed,
        counts[Organisation],
        counts[Membership],
        counts[Succeeded],
    )


def _began(fact: Fact) -> date | None:
    match fact:
        case Organisation():
            return fact.opened
        case Membership():
            return fact.joined
        case Succeeded():
            return fact.day
        case _:
            return None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


_INSERTS: Final[Mapping[type, tuple[str, Callable[[Any], tuple[str, ...]]]]] = {
    Organisation: (
        "INSERT INTO stated_organisation VALUES ('', ?, ?, ?, ?, ?, ?)",
        lambda each: (*each[:4], _iso(each.opened), _iso(each.closed)),
    ),
    Membership: (
        "INSERT INTO stated_membership VALUES ('', ?, ?, ?, ?)",
        lambda each: (each.member, each.parent, _iso(each.joined), _iso(each.left)),
    ),
    Succeeded: (
        "INSERT INTO stated_succession VALUES ('', ?, ?, ?)",
        lambda each: (each.old, each.new, _iso(each.day)),
    ),
    Unread: ("INSERT INTO unread VALUES ('', ?, ?)", tuple),
}


def _enter(work: sqlite3.Connection, edition: Edition) -> None:
    for table in TABLES:
        if table != "edition":
            work.execute(f"UPDATE {table} SET edition = ? WHERE edition = ''", (edition.id,))  # noqa: S608
    cells = [getattr(edition, each.name) for each in fields(edition)]
    cells[2], cells[3] = edition.form.name, edition.day.isoformat()
    work.execute(f"INSERT INTO edition VALUES ({', '.join('?' * len(cells))})", cells)  # noqa: S608


def _drop(work: sqlite3.Connection, edition: str) -> None:
    for table in TABLES:
        column = "id" if table == "edition" else "edition"
        work.execute(f"DELETE FROM {table} WHERE {column} = ?", (edition,))  # noqa: S608


def _state(register: Path) -> tuple[int, ...]:
    """What tells a register from one that took its place."""
    try:
        found = register.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _write(work: sqlite3.Connection, register: Path, before: tuple[int, ...]) -> None:
    """Writes the register from the working copy, every table sorted, and puts it in the place of the old one.

    Raises:
        RecordError: another command changed the register meanwhile, which would be undone.
    """
    with replacing(register) as place, closing(sqlite3.connect(place, isolation_level=None)) as new:
        for pragma in ("journal_mode = OFF", "synchronous = OFF"):
            new.execute(f"PRAGMA {pragma}")
        new.execute("BEGIN")
        for table, columns in TABLES.items():
            new.execute(f"CREATE TABLE {table} ({columns})")
            ordered = f"{columns} FROM {table} ORDER BY edition, rowid" if table == "unread" else ""
            ordered = ordered or f"DISTINCT {columns} FROM {table} ORDER BY {columns}"
            places = ", ".join("?" * len(columns.split(", ")))
            new.executemany(f"INSERT INTO {table} VALUES ({places})", work.execute(f"SELECT {ordered}"))  # noqa: S608
        merge(new)
        new.execute("COMMIT")
        mark(new)
        if _state(register) != before:
            raise RecordError(f"{register.name} was changed by another command meanwhile. Add the files again.")
