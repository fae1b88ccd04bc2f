"""Keeping the record up: tables in with a report of what would change, tables out, and what an edition changed.

A change is told row by row of the fact tables, by what the row is about, never by its place in the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import tables
from .answers import Document, Rows
from .errors import Finding, RecordError, UnreadableRecord
from .record import Record, open_record
from .schema import TABLES
from .turtle import canonical, write

__all__ = ["Changes", "TableChanges", "changes_between", "export_tables", "import_tables"]


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What changed in one table: rows added and removed, by what they are about; cells as (row, column, old, new)."""

    table: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What one edition of the record has that another has not. `findings` are what keeps it from being written."""

    old: str
    new: str
    tables: tuple[TableChanges, ...]
    findings: tuple[Finding, ...] = ()
    written: bool = False

    def document(self) -> Document:
        return {
            "old": self.old,
            "new": self.new,
            "written": self.written,
            "tables": [
                {
                    "table": each.table,
                    "added": list(each.added),
                    "removed": list(each.removed),
                    "changed": [
                        {"row": row, "column": column, "old": old, "new": new} for row, column, old, new in each.changed
                    ],
                }
                for each in self.tables
            ],
            "findings": [
                {
                    "subject": finding.subject,
                    "rule": finding.rule,
                    "message": finding.message,
                    "severity": finding.severity,
                }
                for finding in self.findings
            ],
        }

    def rows(self) -> Rows:
        return [
            {"table": each.table, "change": change, "row": row, "column": column, "old": old, "new": new}
            for each in self.tables
            for change, row, column, old, new in (
                *(("added", row, "", "", "") for row in each.added),
                *(("removed", row, "", "", "") for row in each.removed),
                *(("changed", *cell) for cell in each.changed),
            )
        ]


def changes_between(old: Record | None, new: Record) -> Changes:
    """What `new` says otherwise than `old`; everything, where there is no old edition."""
    changed = []
    for name, table in TABLES.items():
        before = {table.identify(row): row for row in old.rows(name)} if old else {}
        after = {table.identify(row): row for row in new.rows(name)}
        cells = tuple(
            (row, column, before[row][column], after[row][column])
            for row in before.keys() & after.keys()
            for column in table.header
            if before[row][column] != after[row][column]
        )
        added, removed = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
        if added or removed or cells:
            changed.append(TableChanges(name, tuple(added), tuple(removed), tuple(sorted(cells))))
    return Changes(old.version if old else "", new.version, tuple(changed))


def import_tables(directory: Path, target: Path, *, write_it: bool) -> Changes:
    """Builds the record from a directory of tables, and writes it if it is sound and `write_it` says so.

    Raises:
        BadTables: cells or rows that cannot be taken.
        RecordError: the directory cannot be read, or the target not written; the old file is untouched.
    """
    from .validation import validate

    new = Record(canonical(tables.to_record(tables.read(directory))), target.name)
    changes = changes_between(_present(target), new)
    findings = tuple(finding for finding in validate(new) if finding.severity == "error")
    if write_it and not findings:
        write(new.turtle, target)
    return Changes(changes.old, changes.new, changes.tables, findings, written=write_it and not findings)


def _present(target: Path) -> Record | None:
    """The record that stands where a new one is to go, if there is one that can be read."""
    try:
        record = open_record(target)
        record.rows("kinds")
    except UnreadableRecord:
        if target.is_dir():
            raise
        return None
    return record


def export_tables(record: Record, directory: Path) -> int:
    """Writes the fact tables of a record into a directory; gives back how many.

    Raises:
        RecordError: the directory cannot be made or written.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordError(f"Could not make {directory.name}: {error.strerror}.") from None
    texts = tables.files(sorted_tables(record))
    for name, data in texts.items():
        write(data, directory / name)
    return len(texts)


def sorted_tables(record: Record) -> Mapping[str, Sequence[Mapping[str, str]]]:
    """The fact tables of a record, their rows in the order of the files."""
    return {name: sorted(record.rows(name), key=table.sort) for name, table in TABLES.items()}  # type: ignore[arg-type]
