"""Keeping the record up: tables in, with a report of what would change before anything is written, and tables out.

It rests on `graph.tables` for strict reading, `graph.validation` for what holds a record together, and
`graph.changes` for the report.
"""

from dataclasses import replace
from pathlib import Path

from ..errors import BadTables, Finding, RecordError, UnreadableRecord
from ..rdf.turtle import canonical
from ..record.changelog import Entry, beside, edition, read_entries, with_entry
from ..record.opening import Record, open_record
from ..tables import encode
from ..tables.schema import TABLES
from ..util.atomic_write import write
from .edition_diff import Changes, changes_between

__all__ = ["export_tables", "import_tables"]


def import_tables(directory: Path, target: Path, *, write_it: bool, entry: Entry | None = None) -> Changes:
    """Builds the record from a directory of tables, and says what it changes and what is wrong with it.

    It is written if it is sound, says something new, and `write_it` says so; an entry goes to the changelog beside it,
    both or neither. Warnings that the old record had are left out; an error counts, whoever made it.

    Raises:
        RecordError: the directory or changelog cannot be read, or the target not written; the old files are untouched.
    """
    from .validation import validate

    old = _present(target)
    name = edition(old) if old else ""
    try:
        turtle = canonical(encode.to_record(encode.read(directory)))
    except BadTables as error:
        return Changes(name, "", findings=error.findings)
    new = Record(turtle, target.name)
    known = _warnings(old) if old else frozenset()
    findings = tuple(finding for finding in validate(new) if finding not in known)
    changes = replace(changes_between(old, new, (name, new.version)), findings=findings)
    if changes.errors or not write_it or (old and old.turtle == turtle):
        return changes
    _write(turtle, target, entry)
    return replace(changes, new=edition(open_record(target)), written=True)


def _warnings(record: Record) -> frozenset[Finding]:
    """What the rules find worth a look in a record; nothing where its facts cannot be used."""
    from .rules import rule_findings

    try:
        return frozenset(each for each in rule_findings(record.history) if each.severity == "warning")
    except UnreadableRecord:
        return frozenset()


def _write(turtle: bytes, target: Path, entry: Entry | None) -> None:
    """Puts the record in place and its entry beside it; where the record cannot be, the changelog is as it was."""
    if entry is None:
        write(turtle, target)
        return
    changelog = beside(target)
    before = read_entries(changelog), changelog.read_bytes() if changelog.exists() else None
    write(with_entry(before[0], entry), changelog)
    try:
        write(turtle, target)
    except RecordError:
        if before[1] is None:
            changelog.unlink()
        else:
            write(before[1], changelog)
        raise


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
    rows = {name: [dict(row) for row in sorted(record.rows(name), key=TABLES[name].sort)] for name in TABLES}  # type: ignore[arg-type]
    texts = encode.files(rows)
    for name, data in texts.items():
        write(data, directory / name)
    return len(texts)
