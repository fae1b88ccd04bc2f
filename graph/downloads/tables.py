"""The tidy tables: bodies, codes, names, successions, areas, look-ups, and crosswalks between common dates."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from ..model.dates import Spell
from ..model.evidence import evidence_of
from ..recode.crosswalk import crosswalk
from ..record import Record
from ..record.history import History
from .columns import COLUMNS, ColumnMeaning

__all__ = ["TidyTable", "tables_of"]

Value: TypeAlias = str | int | float | date | None
_Rows: TypeAlias = Iterable[Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class TidyTable:
    """A tidy table: its name (also that of its files), description, columns, key, and rows, computed on demand."""

    name: str
    title: str
    columns: tuple[ColumnMeaning, ...]
    key: tuple[str, ...]
    make: Callable[[], _Rows]

    @property
    def is_crosswalk(self) -> bool:
        """Whether it leads from the bodies of one day to those of another."""
        return self.name.startswith("crosswalk-")

    def rows(self) -> list[tuple[Value, ...]]:
        """The rows, values in column order; missing values are None."""
        names = [column.name for column in self.columns]
        return [tuple(row.get(name) or _zero(row.get(name)) for name in names) for row in self.make()]


def _zero(value: Value) -> Value:
    """Keeps 0, turns empty text into None."""
    return None if value == "" else value


def tables_of(record: Record) -> Mapping[str, TidyTable]:
    """All tidy tables of a record, by name."""
    history = record.history
    tables = [
        _table("bodies", "Every body: kind, name, codes and days", _BODY_COLUMNS, ("id",), lambda: _bodies(history)),
        _table("codes", "Every code that a body ever had", _CODE_COLUMNS, (), lambda: _codes(history)),
        _table("names", "Names that bodies bore for a time", _NAME_COLUMNS, (), lambda: _names(history)),
        _table("kinds", "Kinds of body", "kind label tier broader", ("kind",), lambda: _kinds(history)),
        _table("successions", "Who followed whom, in which change", _LINK_COLUMNS, (), lambda: _successions(history)),
        *(_crosswalk_table(record, *between) for between in _CROSSWALKS),
        *(_area_tables(record) if record.areas_file else ()),
    ]
    return {table.name: table for table in tables}


def _table(name: str, title: str, columns: str, key: tuple[str, ...], make: Callable[[], _Rows]) -> TidyTable:
    return TidyTable(name, title, tuple(COLUMNS[each] for each in columns.split()), key, make)


_DAYS: Final = "start start_precision end end_precision"
_BODY_COLUMNS: Final = f"id kind name ods_code gss_code {_DAYS} last_seen evidence sources"
_CODE_COLUMNS: Final = f"code scheme body_id kind {_DAYS} sources"
_NAME_COLUMNS: Final = f"name body_id name_type {_DAYS} sources"
_LINK_COLUMNS: Final = "from_id to_id event_id date date_precision change basis share share_basis evidence sources"
_CROSSWALK_COLUMNS: Final = (
    "from_code from_gss from_id from_name from_kind to_code to_gss to_id to_name to_kind share share_low share_high"
    " share_basis stated_share basis path status evidence sources note"
)

_CROSSWALKS: Final = (
    ("2002-03-31", "ha", "2002-04-01", "pct"),
    ("2006-09-30", "pct", "2006-10-01", "pct"),
    ("2012-04-01", "pct", "2013-04-01", "ccg"),
    ("2012-04-01", "pct", "2022-07-01", "icb"),
    ("2012-04-01", "pct", "2026-04-01", "icb"),
    ("2013-04-01", "ccg", "2021-04-01", "ccg"),
    ("2013-04-01", "ccg", "2022-07-01", "icb"),
    ("2021-04-01", "ccg", "2022-07-01", "icb"),
    ("2021-04-01", "ccg", "2026-04-01", "icb"),
    ("2022-07-01", "icb", "2026-04-01", "icb"),
)
"""The days and kinds between which tables are usually carried over."""


def _days(spell: Spell) -> dict[str, Value]:
    return {
        "start": spell.start,
        "start_precision": spell.start_precision.value,
        "end": spell.end,
        "end_precision": spell.end_precision.value,
    }


def _bodies(history: History) -> Iterator[Mapping[str, Value]]:
    for body in sorted(history.bodies.values(), key=lambda each: each.id):
        yield {
            "id": body.id,
            "kind": body.kind,
            "name": body.name,
            "ods_code": body.ods_code,
            "gss_code": body.gss_code,
            **_days(body.spell),
            "last_seen": body.spell.last_seen,
            "evidence": evidence_of(body.inferred),
            "sources": "|".join(body.sources),
        }


def _codes(history: History) -> Iterator[Mapping[str, Value]]:
    found = [(code, body) for body in history.bodies.values() for code in body.codes]
    for code, body in sorted(found, key=lambda pair: (pair[0].code, pair[1].life.starts[0], pair[1].id)):
        own = {"code": code.code, "scheme": code.scheme, "body_id": body.id, "kind": body.kind}
        yield {**own, **_days(code.spell.within(body.spell)), "sources": "|".join(code.sources or body.sources)}


def _names(history: History) -> Iterator[Mapping[str, Value]]:
    for body in sorted(history.bodies.values(), key=lambda each: each.id):
        for name in body.names:
            own = {"name": name.name, "body_id": body.id, "name_type": name.type}
            yield {**own, **_days(name.spell), "sources": "|".join(name.sources)}


def _kinds(history: History) -> Iterator[Mapping[str, Value]]:
    for kind in history.kinds.values():
        yield {"kind": kind.id, "label": kind.label, "tier": kind.tier.value, "broader": kind.broader}


def _successions(history: History) -> Iterator[Mapping[str, Value]]:
    for link in sorted(history.successions, key=lambda each: each.id):
        event = history.events[link.event]
        yield {
            "from_id": link.predecessor,
            "to_id": link.successor,
            "event_id": link.event,
            "date": event.day,
            "date_precision": event.precision.value,
            "change": link.kind,
            "basis": link.basis.value,
            "share": None if link.share is None else float(link.share),
            "share_basis": link.share_basis,
            "evidence": evidence_of(link.inferred),
            "sources": "|".join(link.sources),
        }


def _crosswalk_table(record: Record, first: str, kind_from: str, second: str, kind_to: str) -> TidyTable:
    days = date.fromisoformat(first), date.fromisoformat(second)
    kinds = record.history.kinds
    wanted = (kind_from if kind_from in kinds else "", kind_to if kind_to in kinds else "")

    def make() -> _Rows:
        return crosswalk(record.history, *days, kind_from=wanted[0], kind_to=wanted[1]).rows()  # type: ignore[return-value]

    name = f"crosswalk-{kind_from}-{first[:4]}-{kind_to}-{second[:4]}"
    labels = [kinds[kind].plural.lower() if kind in kinds else kind for kind in (kind_from, kind_to)]
    title = f"From the {labels[0]} of {first} to the {labels[1]} of {second}, with shares"
    return _table(name, title, _CROSSWALK_COLUMNS, (), make)


def _area_tables(record: Record) -> Iterator[TidyTable]:
    def coverage() -> _Rows:
        for row in record.rows("membership"):
            yield {
                "body_id": row["body"],
                "cell": row["cell"],
                "cell_share": float(row["share"]) if row["share"] else None,
                "start": _day(row["from"]),
                "end": _day(row["to"]),
                "evidence": "inferred" if row["inferred"] == "yes" else row["evidence"],
                "sources": row["sources"],
                "note": row["note"],
            }

    def cells() -> _Rows:
        for row in record.rows("cells"):
            numbers: dict[str, Value] = {
                name: int(row[name]) if row[name] else None for name in ("population", "postcodes", "lsoas")
            }
            yield {"cell": row["cell"], "name": row["district_name"], **numbers}

    columns = "body_id cell cell_share start end evidence sources note"
    yield _table("coverage", "Which body held which piece of England, and when", columns, (), coverage)
    yield _table(
        "cells",
        "The pieces of England that areas are made of",
        "cell name population postcodes lsoas",
        ("cell",),
        cells,
    )
    if record.lookups is None:
        return
    lookups = record.lookups

    def lsoas() -> _Rows:
        return ({"lsoa": lsoa, "cell": cell} for lsoa, cell in lookups.lsoas.items())

    def sectors() -> _Rows:
        for sector, held in lookups.sectors.items():
            for cell, number in held.items():
                yield {"sector": sector, "cell": cell, "postcodes": number}

    yield _table("lsoa-cells", "From LSOAs of 2011 to pieces of England", "lsoa cell", ("lsoa",), lsoas)
    yield _table("postcode-sectors", "From postcode sectors to pieces of England", "sector cell postcodes", (), sectors)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
