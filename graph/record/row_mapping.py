"""From a row of a fact table to the thing it tells of: what each cell means as a value.

It knows the columns of the tables and the classes of `graph.model`; which rows belong together is `graph.history`'s
to say.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from sys import intern
from typing import Any, Final, TypeVar

from ..model.dates import Precision, Spell
from ..model.entities import (
    Basis,
    Body,
    ChangeEvent,
    Code,
    InferredValue,
    Kind,
    Line,
    LineRule,
    Name,
    Succession,
    SuccessionRule,
    Tier,
)
from ..model.evidence import Conflict, Gap, PublishedCount, Source
from ..model.policy import Commitment, Restructure, RestructureClaim
from .rows import Row

__all__ = [
    "body",
    "commitment",
    "conflict",
    "event",
    "gap",
    "kind",
    "line",
    "line_rule",
    "published_count",
    "restructure",
    "restructure_claim",
    "source",
    "succession",
    "succession_rule",
]

_T = TypeVar("_T")
_SHARED: Final = 2**16
"""Sources and spells that many rows have alike are one value; so many of them are remembered."""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@lru_cache(_SHARED)
def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


@lru_cache(_SHARED)
def _spell_of(start: str, end: str, start_precision: str, end_precision: str, last_seen: str) -> Spell:
    return Spell(_day(start), _day(end), Precision(start_precision), Precision(end_precision), _day(last_seen))


def _spell(row: Row) -> Spell:
    return _spell_of(row["start"], row["end"], row["start_precision"], row["end_precision"], row.get("last_seen", ""))


def _as_understood(spell: Spell, values: Iterable[InferredValue]) -> Spell:
    """The spell with inferred days in place of those not known to the day."""
    for value in (each for each in values if each.value):
        if value.field == "start" and spell.start_precision is not Precision.DAY:
            spell = replace(spell, start=_day(value.value), start_precision=value.precision)
        elif value.field == "end" and spell.end_precision is not Precision.DAY:
            spell = replace(spell, end=_day(value.value), end_precision=value.precision)
    return spell


def kind(row: Row) -> Kind:
    return Kind(
        row["id"],
        row["label"],
        row["plural"],
        Tier(row["tier"]),
        row["legal_form"],
        row["broader"],
        row["scope_note"],
        _spell(row),
        _several(row["sources"]),
    )


def body(row: Row, codes: Iterable[Row], names: Iterable[Row], values: Iterable[Row], *, inferred: bool) -> Body:
    """A body from its own row and those of its codes, names and inferred values."""
    spell = _spell(row)
    found = tuple(_inferred_value(value) for value in values)
    return Body(
        id=intern(row["id"]),
        kind=intern(row["kind"]),
        name=row["name"],
        alt_names=_several(row["alt_names"]),
        ods_code=row["ods_code"],
        gss_code=row["ons_code"],
        codes=_codes(row, codes),
        names=tuple(Name(name["name"], _spell(name), name["type"], _several(name["sources"])) for name in names),
        spell=spell,
        life=_as_understood(spell, found) if found else spell,
        legal_form=row["legal_form"],
        parent_note=row["parent_note"],
        note=row["note"],
        sources=_several(row["sources"]),
        inferred=inferred,
        reason=row.get("reason", ""),
        inferred_values=found,
    )


def _codes(row: Row, listed: Iterable[Row]) -> tuple[Code, ...]:
    codes = [Code(code["scheme"], code["code"], _spell(code), _several(code["sources"])) for code in listed]
    known = {(code.scheme, code.code) for code in codes}
    for scheme, column in (("ods", "ods_code"), ("gss", "ons_code")):
        if row[column] and (scheme, row[column]) not in known:
            codes.append(Code(scheme, row[column], Spell(), _several(row["sources"])))
    return tuple(codes)


def _inferred_value(row: Row) -> InferredValue:
    return InferredValue(
        row["field"],
        row["value"],
        _several(row["candidates"]),
        Precision(row["precision"]),
        row["reason"],
        _several(row["sources"]),
    )


def event(event_id: str, row: Row, *, inferred: bool) -> ChangeEvent:
    """An event from its own row, or from that of a succession it is only inferred from."""
    return ChangeEvent(
        intern(event_id),
        row["kind"],
        _day(row["date"]),
        Precision(row["date_precision"]),
        row["restructure"],
        row["instrument"],
        _several(row["sources"]),
        "" if inferred else row["note"],
        inferred,
    )


def succession(row: Row, *, inferred: bool) -> Succession:
    return Succession(
        intern(row["event"]),
        intern(row["from_id"]),
        intern(row["to_id"]),
        Basis(row["basis"]),
        row["kind"],
        Decimal(row["share"]) if row["share"] else None,
        row["share_basis"],
        _several(row["sources"]),
        row["note"],
        inferred,
        row.get("reason", ""),
    )


def line(row: Row, *, inferred: bool) -> Line:
    return Line(
        row["id"],
        intern(row["from_id"]),
        intern(row["to_id"]),
        intern(row["kind"]),
        _spell(row),
        row["restructure"],
        _several(row["sources"]),
        row["note"],
        inferred,
        row.get("reason", ""),
    )


def line_rule(row: Row) -> LineRule:
    return LineRule(
        row["id"],
        row["from_kind"],
        row["from_body"],
        row["to_kind"],
        row["to_body"],
        row["kind"],
        _spell(row),
        row["restructure"],
        _several(row["sources"]),
        row["note"],
    )


def succession_rule(row: Row) -> SuccessionRule:
    return SuccessionRule(
        row["id"],
        row["from_kind"],
        row["from_body"],
        row["to_kind"],
        row["to_body"],
        _day(row["date"]),
        Precision(row["date_precision"]),
        row["kind"],
        row["restructure"],
        row["instrument"],
        _several(row["sources"]),
        row["note"],
    )


def published_count(row: Row) -> PublishedCount:
    return PublishedCount(
        tuple(row["kind"].split("+")),
        _day(row["date"]),
        Precision(row["date_precision"]),
        int(row["count"]),
        row["scope"],
        _several(row["sources"]),
        row["note"],
    )


def gap(row: Row) -> Gap:
    return Gap(
        row["kind"],
        row["period"],
        row["missing"],
        int(row["count"]) if row["count"] else None,
        int(row["of"]) if row["of"] else None,
        row["basis"],
        _several(row["sources"]),
    )


def _alike(make: Callable[..., _T], row: Row, several: Iterable[str], **convert: Callable[[str], Any]) -> _T:
    """A thing whose fields are the columns of its table, but for some that are lists or numbers."""
    ways: Mapping[str, Callable[[str], Any]] = {**dict.fromkeys(several, _several), **convert}
    return make(**{name: ways[name](cell) if name in ways else cell for name, cell in row.items()})


def restructure(row: Row) -> Restructure:
    return _alike(Restructure, row, ("also_known_as", "bodies_before", "bodies_after", "sources"), number=int)


def restructure_claim(row: Row) -> RestructureClaim:
    return _alike(RestructureClaim, row, ("source",))


def commitment(row: Row) -> Commitment:
    return _alike(Commitment, row, ("maker_ids", "source", "status_source"))


def conflict(row: Row) -> Conflict:
    own = {name: cell for name, cell in row.items() if name != "about"}
    return _alike(Conflict, own, ("source_a", "source_b"))


def source(row: Row) -> Source:
    return Source(**row)
