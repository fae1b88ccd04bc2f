"""Maps one row of a fact table to a value.

A field takes the column of the same name, parsed by the field's type; only exceptions are listed here. `assembly`
decides which rows belong together.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from sys import intern
from typing import Any, Final, TypeVar

from msgspec.structs import replace

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
from ..model.evidence import Conflict, FormerId, Gap, PublishedCount, Source
from ..model.policy import Commitment, Restructure, RestructureClaim
from .rows import Row

__all__ = [
    "body",
    "commitment",
    "conflict",
    "event",
    "former_id",
    "gap",
    "kind",
    "line",
    "line_rule",
    "published_count",
    "restructure",
    "restructure_claim",
    "source",
    "spell",
    "succession",
    "succession_rule",
]

_T = TypeVar("_T")
_UNDATED: Final = Spell()
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


def spell(row: Row) -> Spell:
    """The days of a row in any table with start and end."""
    return _spell_of(row["start"], row["end"], row["start_precision"], row["end_precision"], row.get("last_seen", ""))


_READ: Final[Mapping[object, Callable[[str], Any]]] = {
    tuple[str, ...]: _several,
    date | None: _day,
    Decimal | None: lambda cell: Decimal(cell) if cell else None,
    int: int,
    int | None: lambda cell: int(cell) if cell else None,
    Basis: Basis,
    Precision: Precision,
    Tier: Tier,
}
"""How a cell becomes a value of a type; a text stays as it is."""


def _maker(kind: Callable[..., _T], *given: str) -> Callable[..., _T]:
    """Compiles a function from a row, and fields in `given`, to an object whose other fields are its cells.

    It is compiled like a dataclass's methods, because opening reads thousands of rows and a loop over fields takes a
    third longer. Ids and kinds are interned, since many rows repeat them.
    """
    read: dict[str, Callable[[str], Any]] = {}
    values = []
    for name, type_ in kind.__annotations__.items():
        if name in given:
            values.append(name)
        elif name in ("id", "kind") or name.endswith("_id"):
            values.append(f"intern(row['{name}'])")
        elif type_ is str:
            values.append(f"row['{name}']")
        else:
            read[f"read_{name}"] = _READ[type_]
            values.append(f"read_{name}(row['{name}'])")
    code = f"lambda {', '.join(('row', *given))}: make({', '.join(values)})"
    made: Callable[..., _T] = eval(code, {"make": kind, "intern": intern, **read})  # noqa: S307 -- names of ours
    return made


def _as_understood(spell: Spell, values: Iterable[InferredValue]) -> Spell:
    """The spell with inferred days where the stated ones are not exact to the day."""
    for value in (each for each in values if each.value):
        if value.field == "start" and spell.start_precision is not Precision.DAY:
            spell = replace(spell, start=_day(value.value), start_precision=value.precision)
        elif value.field == "end" and spell.end_precision is not Precision.DAY:
            spell = replace(spell, end=_day(value.value), end_precision=value.precision)
    return spell


_kind = _maker(Kind, "spell")
_body = _maker(
    Body, "name", "label", "gss_code", "codes", "names", "spell", "life", "inferred", "reason", "inferred_values"
)
_name = _maker(Name, "spell")
_code = _maker(Code, "spell")
_inferred_value = _maker(InferredValue)
_event = _maker(ChangeEvent, "id", "day", "precision", "note", "inferred")
_succession = _maker(Succession, "event", "predecessor", "successor", "inferred", "reason")
_line = _maker(Line, "spell", "inferred", "reason")
_line_rule = _maker(LineRule, "spell")
_succession_rule = _maker(SuccessionRule, "day", "precision")
_published_count = _maker(PublishedCount, "kinds", "day", "precision")
_gap = _maker(Gap, "subject")

restructure = _maker(Restructure)
restructure_claim = _maker(RestructureClaim)
commitment = _maker(Commitment)
conflict = _maker(Conflict)
former_id = _maker(FormerId)
source = _maker(Source)


def kind(row: Row) -> Kind:
    return _kind(row, spell(row))


def body(
    row: Row, codes: Iterable[Row], names: Iterable[Row], values: Iterable[Row], *, kind: Spell | None, inferred: bool
) -> Body:
    """A body from its row and those of its codes, names and inferred values; `kind` is its kind's life."""
    stated, found = spell(row), tuple(map(_inferred_value, values))
    life = _as_understood(stated, found) if found else stated
    if kind is not None:
        stated = stated.limited_where_unknown(kind.starts[0], kind.ends[1])
        life = life.limited_where_unknown(kind.starts[0], kind.ends[1]) if found else stated
    borne = tuple(_name(name, spell(name)) for name in names)
    return _body(
        row,
        name=_latest(borne) or row["name"],
        label=row["name"],
        gss_code=row["ons_code"],
        codes=_codes(row, codes),
        names=borne,
        spell=stated,
        life=life,
        inferred=inferred,
        reason=row.get("reason", ""),
        inferred_values=found,
    )


def _latest(names: Iterable[Name]) -> str:
    """The latest name of a body; the working name where it differs from the legal one."""
    types = ("legal", "", "working")
    last = max(names, key=lambda each: (each.spell.ends[1], types.index(each.type), each.spell.starts[1]), default=None)
    return last.name if last else ""


def _codes(row: Row, listed: Iterable[Row]) -> tuple[Code, ...]:
    codes = [_code(code, spell(code)) for code in listed]
    known = {(code.scheme, code.code) for code in codes}
    for scheme, column in (("ods", "ods_code"), ("gss", "ons_code")):
        if row[column] and (scheme, row[column]) not in known:
            codes.append(Code(scheme, row[column], _UNDATED, _several(row["sources"])))
    return tuple(codes)


def event(event_id: str, row: Row, *, inferred: bool) -> ChangeEvent:
    """An event from its own row, or from a succession it is only inferred from."""
    note = "" if inferred else row["note"]
    return _event(row, intern(event_id), _day(row["date"]), Precision(row["date_precision"]), note, inferred)


def succession(row: Row, *, inferred: bool) -> Succession:
    ends = intern(row["event"]), intern(row["from_id"]), intern(row["to_id"])
    return _succession(row, *ends, inferred, row.get("reason", ""))


def line(row: Row, *, inferred: bool) -> Line:
    return _line(row, spell(row), inferred, row.get("reason", ""))


def line_rule(row: Row) -> LineRule:
    return _line_rule(row, spell(row))


def succession_rule(row: Row) -> SuccessionRule:
    return _succession_rule(row, _day(row["date"]), Precision(row["date_precision"]))


def published_count(row: Row) -> PublishedCount:
    return _published_count(row, tuple(row["kind"].split("+")), _day(row["date"]), Precision(row["date_precision"]))


def gap(row: Row) -> Gap:
    return _gap(row, row["kind"])
