"""Import of tables into the record, after a report of what would change; and export."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from ..errors import BadTables, Finding, RecordError, UnreadableRecord
from ..rdf.turtle import canonical
from ..record.areas.file import AreasFile
from ..record.areas.file import beside as areas_beside
from ..record.areas.lookups import Lookups
from ..record.areas.lookups import beside as lookups_beside
from ..record.changelog import Entry, beside, edition, read_entries, with_entry
from ..record.opening import Record, open_record
from ..tables import encode
from ..tables.areas import check_lookups, to_areas
from ..tables.schema import AREA_TABLES, LOOKUPS, TABLES
from ..util.commit import finish, write_all
from .edition_diff import Changes, changes_between

__all__ = ["export_tables", "import_tables"]

_FIRST: Final = "bodies.csv"
"""The table that stands for all when they are written together."""


def import_tables(directory: Path, target: Path, *, write_it: bool, entry: Entry | None = None) -> Changes:
    """Builds the record from a directory of tables, and reports the changes and any problems.

    Areas and look-ups are rebuilt if the directory has their tables; otherwise they stay as they are next to the
    target. The files and a changelog entry are written, all or none, if the result is sound, differs from the old
    record, and `write_it` is set. Warnings the old record already had are left out; errors always count.

    Raises:
        RecordError: the directory or changelog cannot be read, or the target not written; the old files are untouched.
    """
    from .validation import validate

    old = _present(target)
    name = edition(old) if old else ""
    finish(directory / _FIRST)
    try:
        tables = encode.read(directory, _kept(old))
        written = _files_of(tables, target)
    except BadTables as error:
        return Changes(name, "", findings=error.findings)
    new = _record_of(written, target, old)
    known = _warnings(old) if old else frozenset()
    findings = tuple(finding for finding in validate(new, as_written=True) if finding not in known)
    findings += tuple(_ids_without_heirs(old, new)) if old and not any(map(_is_error, findings)) else ()
    changes = replace(changes_between(old, new, (name, new.version)), findings=findings)
    news = {path: data for path, data in written.items() if not path.is_file() or path.read_bytes() != data}
    if changes.errors or not write_it or not news:
        return changes
    _write(news, target, entry)
    return replace(changes, new=edition(open_record(target)), written=True)


def _files_of(tables: encode.Tables, target: Path) -> dict[Path, bytes]:
    """The files built from the tables, by path.

    Raises:
        BadTables: invalid cells or rows.
    """
    made = {target: canonical(encode.to_record(tables))}
    if AREA_TABLES.keys() <= tables.keys():
        made[areas_beside(target)] = canonical(to_areas(tables))
    if LOOKUPS.keys() <= tables.keys():
        check_lookups(tables)
        texts = encode.files({name: sorted(tables[name], key=LOOKUPS[name].sort) for name in LOOKUPS})  # type: ignore[arg-type]
        made |= {lookups_beside(target) / name: data for name, data in texts.items()}
    return made


def _record_of(written: Mapping[Path, bytes], target: Path, old: Record | None) -> Record:
    """The record made of new files and the files that stay next to the target."""
    areas, lookups = areas_beside(target), lookups_beside(target)
    tables = {path.name: data for path, data in written.items() if path.parent == lookups}
    return Record(
        written[target],
        target.name,
        AreasFile(written[areas], areas.name) if areas in written else old.areas_file if old else None,
        Lookups(tables) if tables else old.lookups if old else None,
    )


def _is_error(finding: Finding) -> bool:
    return finding.severity == "error"


def _ids_without_heirs(old: Record, new: Record) -> Iterator[Finding]:
    """Ids that disappear without a former-id entry, although somebody may have stored them."""
    after = new.history
    for table in ("bodies", "inferences_bodies"):
        for row in old.rows(table):
            if row["id"] not in after.bodies and row["id"] not in after.former_ids:
                message = "it is gone, and addresses with its id lead nowhere; add it to former_ids.csv"
                yield Finding(row["id"], "id-gone", message, "warning")


def _kept(old: Record | None) -> encode.Tables:
    """The optional tables, taken from the present record."""
    return {name: [dict(row) for row in old.rows(name)] if old else [] for name, table in TABLES.items() if table.kept}


def _warnings(record: Record) -> frozenset[Finding]:
    """The warnings of the rules; none where the facts cannot be used."""
    from .rules import rule_findings

    try:
        return frozenset(each for each in rule_findings(record.history) if each.severity == "warning")
    except UnreadableRecord:
        return frozenset()


def _write(news: Mapping[Path, bytes], target: Path, entry: Entry | None) -> None:
    """Writes the files and the changelog entry, all or none."""
    if entry is not None:
        changelog = beside(target)
        news = {changelog: with_entry(read_entries(changelog), entry), **news}
    write_all(news, target)


def _present(target: Path) -> Record | None:
    """The present record at the target, if there is a readable one."""
    try:
        record = open_record(target)
        record.rows("kinds")
    except UnreadableRecord:
        if target.is_dir():
            raise
        return None
    return record


def export_tables(record: Record, directory: Path) -> int:
    """Writes a record's tables, areas and look-ups to a directory, all or none; returns the number of files.

    Raises:
        RecordError: the directory cannot be made or written.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordError(f"Could not make {directory.name}: {error.strerror}.") from None
    texts = encode.files(record.tables())
    if record.lookups and isinstance(record.source, Path):
        texts |= {name: record.lookups.text(name) for name in record.lookups.texts}
    write_all({directory / name: data for name, data in texts.items()}, directory / _FIRST)
    return len(texts)
