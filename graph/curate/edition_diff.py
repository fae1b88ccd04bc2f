"""Differences between two editions of the record: row by row, and in words about bodies, successions and lines.

A row is identified by its subject, never by its position in a file. A body for which a source is found moves from
inferred to stated and remains the same body.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, TypeAlias

from ..answer import Json, Rows
from ..errors import Finding
from ..record.opening import Record
from ..tables.ids import known_part
from ..tables.schema import AREA_TABLES, TABLES, Table

__all__ = ["Change", "Changes", "TableChanges", "changes_between"]

_Row: TypeAlias = Mapping[str, str]
_Rows: TypeAlias = Mapping[str, _Row]
_TABLES: Final = TABLES | AREA_TABLES


@dataclass(frozen=True, slots=True)
class TableChanges:
    """The changes in one table: rows added and removed, by subject; changed cells as (row, column, old, new)."""

    table: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was added, removed or changed, in words."""

    thing: str
    change: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences between two editions, and the names of both.

    `findings` are the errors that block the new edition, and warnings that the old one did not have.
    """

    columns: ClassVar[tuple[str, ...]] = ("table", "change", "row", "column", "old", "new")

    old: str
    new: str
    tables: tuple[TableChanges, ...] = ()
    told: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()
    written: bool = False

    @property
    def errors(self) -> int:
        """The number of findings that block the edition."""
        return sum(finding.severity == "error" for finding in self.findings)

    def document(self) -> Json:
        from ..documents import curate as documents

        return documents.EditionChanges.from_values(
            self,
            told=[documents.ToldChange.from_values(each) for each in self.told],
            tables=[
                documents.TableChanges.from_values(
                    each, changed=[documents.ChangedCell(*cell) for cell in each.changed]
                )
                for each in self.tables
            ],
            findings=[documents.Finding.from_values(finding) for finding in self.findings],
        ).plain()

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


def changes_between(old: Record | None, new: Record, names: tuple[str, str] = ("", "")) -> Changes:
    """What changed from `old` to `new`; everything, if there is no old edition. `names` are the names to show."""
    before = {name: _by_id(table, old) if old else {} for name, table in _TABLES.items()}
    after = {name: _by_id(table, new) for name, table in _TABLES.items()}
    tables = [_table(name, before[name], after[name]) for name in _TABLES]
    told = [change for thing in _THINGS for change in _told(thing, before, after)]
    return Changes(*names, tuple(each for each in tables if each), tuple(told))


def _by_id(table: Table, record: Record) -> dict[str, _Row]:
    return {table.identify(row): row for row in record.rows(table.name)}


def _table(name: str, before: _Rows, after: _Rows) -> TableChanges | None:
    cells = sorted(
        (row, column, before[row][column], after[row][column])
        for row in before.keys() & after.keys()
        for column in _TABLES[name].header
        if before[row][column] != after[row][column]
    )
    added, removed = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    return TableChanges(name, tuple(added), tuple(removed), tuple(cells)) if added or removed or cells else None


# In words


@dataclass(frozen=True, slots=True)
class _Thing:
    """A thing stored in one table, or in a stated and an inferred one, and how to describe one."""

    name: str
    tables: tuple[str, ...]
    words: Callable[[_Row], str]


def _days(row: _Row) -> str:
    start, end = _day(row, "start"), _day(row, "end")
    return " ".join(filter(None, (start and f"from {start}", end and f"to {end}")))


def _day(row: _Row, column: str) -> str:
    precision = row.get(f"{column}_precision", "")
    if not row[column]:
        return "an unknown day" if precision == "unknown" else ""
    return ("by " if precision == "by" else "") + known_part(row, column)


def _body(row: _Row) -> str:
    kind = ", ".join(filter(None, (row["kind"], row["ods_code"])))
    return f"{row['name']} ({kind}) {_days(row)}".rstrip()


def _line(row: _Row) -> str:
    return f"{row['from_id']} answers to {row['to_id']} ({row['kind']}) {_days(row)}".rstrip()


def _succession(row: _Row) -> str:
    event = f"in {row['event_id']}" if row["event_id"] else f"{row['kind']} {known_part(row, 'date')}"
    share = f", share {row['share']}" if row["share"] else ""
    return f"{row['to_id']} from {row['from_id']}, {row['basis']}, {event}{share}"


def _coverage(row: _Row) -> str:
    part = f" in part ({row['share']})" if row["share"] else ""
    days = " ".join(filter(None, (row["from"] and f"from {row['from']}", row["to"] and f"to {row['to']}")))
    evidence = f"{row['evidence']}, inferred" if row["inferred"] else row["evidence"]
    return f"{row['body']} held cell {row['cell']}{part} {days}".rstrip() + f", {evidence}"


def _first(*columns: str) -> Callable[[_Row], str]:
    return lambda row: ", ".join(filter(None, (row[column] for column in columns)))


_THINGS = (
    _Thing("body", ("bodies", "inferences_bodies"), _body),
    _Thing("name", ("names",), lambda row: f"{row['body_id']}: {row['name']} {_days(row)}".rstrip()),
    _Thing("code", ("codes",), lambda row: f"{row['body_id']}: {row['scheme']} {row['code']} {_days(row)}".rstrip()),
    _Thing("inferred value", ("inferences_values",), _first("body_id", "field", "value", "candidates")),
    _Thing("event", ("events",), lambda row: f"{row['kind']} {known_part(row, 'date')}"),
    _Thing("succession", ("successions", "inferences"), _succession),
    _Thing("succession rule", ("succession_rules",), _first("from_kind", "from_body", "to_kind", "to_body")),
    _Thing("line", ("accountability", "inferences_accountability"), _line),
    _Thing(
        "line rule", ("accountability_rules",), _first("from_kind", "from_body", "to_kind", "to_body", "kind", "start")
    ),
    _Thing("kind", ("kinds",), _first("label", "tier")),
    _Thing("restructure", ("restructures",), _first("name")),
    _Thing("claim", ("restructure_claims",), _first("claim_number", "period")),
    _Thing("commitment", ("commitments",), _first("date", "text")),
    _Thing("published count", ("published_counts",), _first("kind", "date", "count", "scope")),
    _Thing("gap", ("gaps",), _first("kind", "period", "missing", "count")),
    _Thing("former id", ("former_ids",), _first("replaced_by", "note")),
    _Thing("conflict", ("conflicts",), _first("subject", "field", "chosen")),
    _Thing("cell", ("cells",), _first("district_name", "population")),
    _Thing("coverage", ("membership",), _coverage),
    _Thing("place", ("places",), _first("name", "kind", "cells")),
    _Thing("source", ("sources",), _first("title", "publisher", "date")),
)


def _told(thing: _Thing, before: Mapping[str, _Rows], after: Mapping[str, _Rows]) -> Iterator[Change]:
    old, new = _with_evidence(thing, before), _with_evidence(thing, after)
    for row in sorted(new.keys() - old.keys()):
        yield Change(thing.name, "added", row, thing.words(new[row]))
    for row in sorted(old.keys() - new.keys()):
        yield Change(thing.name, "removed", row, thing.words(old[row]))
    for row in sorted(old.keys() & new.keys()):
        if text := "; ".join(_otherwise(old[row], new[row])):
            yield Change(thing.name, "changed", row, text)


def _with_evidence(thing: _Thing, tables: Mapping[str, _Rows]) -> dict[str, _Row]:
    """The rows of a thing's tables together, each with its evidence where there are both sorts."""
    if len(thing.tables) == 1:
        return dict(tables[thing.tables[0]])
    stated, inferred = thing.tables
    rows: dict[str, _Row] = {key: {**row, "evidence": "inferred"} for key, row in tables[inferred].items()}
    rows.update({key: {**row, "evidence": "stated"} for key, row in tables[stated].items()})
    return rows


def _otherwise(old: _Row, new: _Row) -> Iterator[str]:
    for column in dict.fromkeys((*old, *new)):
        dated = column.removesuffix("_precision")
        if dated != column and dated in new:
            continue
        before, after = (
            _day(row, column) if f"{column}_precision" in row else row.get(column, "") for row in (old, new)
        )
        if before != after:
            yield f"{column} {after or 'empty'}, was {before or 'empty'}"
