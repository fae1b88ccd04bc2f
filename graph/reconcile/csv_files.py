"""Readers for the registers' CSV files: ODS successions, and ONS names and codes and Code History Database.

The header identifies the file; ODS successions are the ones without a header.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import IO, TypeAlias

from ..model.dates import Precision, Spell
from ..model.ons_columns import OnsColumn, ons_column
from .register import ENTITIES, Item, Register, RegisterEntry, RegisterForm, RegisterLink, Wanted, bad, iso_day

__all__ = ["read_csv"]

_HEADED = (
    ("OLD", re.compile(r"(?:old|predecessor)_?(?:code)?", re.IGNORECASE)),
    ("NEW", re.compile(r"(?:new|successor)_?(?:code)?", re.IGNORECASE)),
    ("DAY", re.compile(r"(?:succession_?)?(?:date|day)|effective_?date", re.IGNORECASE)),
)
"""How the columns of a list of successions are called where it has a header."""

_GSS_BEGAN = date(2009, 1, 1)
"""The first operative day of the GSS: an area that was there already has it in place of its own first day."""

_DAY = re.compile(r"\d{8}|\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}", re.ASCII)
_MEMBERSHIP_COLUMNS = 6
_ODS_COLUMNS = 27
_OPENED = 10
"""The columns of an ODS file of organisations, and the place of the day on which one opened."""

_Rows: TypeAlias = Iterator[tuple[int, list[str]]]
_Reader: TypeAlias = Callable[[Register, list[str], _Rows, Wanted], Iterator[Item]]


def read_csv(stream: IO[bytes], wanted: Wanted) -> Register:
    """Reads a register's CSV file row by row.

    Raises:
        BadInput: its first line is not that of a known file; while iterating, a malformed row.
    """
    rows = _rows(stream)
    _, header = next(rows, (1, []))
    names = {name.strip().upper() for name in header}
    form, scheme, whole, reader = _recognised(header, names)
    register = Register(form, scheme, whole)
    register.items = reader(register, header, rows, wanted)
    return register


def _recognised(header: Sequence[str], names: set[str]) -> tuple[RegisterForm, str, bool, _Reader]:
    if {"GEOGCD", "GEOGCD_P", "OPER_DATE"} <= names:
        return RegisterForm.ONS_CHANGES, "gss", True, _changes
    if {"GEOGCD", "GEOGNM", "OPER_DATE", "TERM_DATE"} <= names:
        return RegisterForm.ONS_HISTORY, "gss", True, _history
    if any(map(ons_column, names)):
        return RegisterForm.ONS_NAMES, "gss", True, _names
    if len(_headed(header)) == len(_HEADED):
        return RegisterForm.ODS_SUCCESSIONS, "ods", True, _headed_successions
    if len(header) in (4, 5) and _DAY.fullmatch(header[3]):
        return RegisterForm.ODS_SUCCESSIONS, "ods", True, _successions
    if len(header) == _ODS_COLUMNS and re.fullmatch(r"\d{8}", header[_OPENED]):
        return RegisterForm.ODS_ORGANISATIONS, "ods", False, _organisations
    if len(header) == _MEMBERSHIP_COLUMNS and _DAY.fullmatch(header[3]):
        raise bad("The file says which practice belonged to whom, as epcmem does", "Keep it with register add.")
    raise bad(
        "The first line is that of no CSV file of ODS or ONS that is known here",
        "Name succ.csv, eccg.csv, ChangeHistory.csv, Changes.csv, or one with columns such as ICB26CD and ICB26NM.",
    )


def _rows(stream: IO[bytes]) -> _Rows:
    """The lines with their numbers, without blank ones."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    try:
        for row in reader:
            if any(row):
                yield reader.line_num, row
    except UnicodeDecodeError:
        raise bad(f"After line {reader.line_num}: not UTF-8", "Save the file as UTF-8.") from None
    except csv.Error as error:
        raise bad(f"Line {reader.line_num}: no CSV ({error})", "Fetch the file again, whole.") from None


@dataclass(frozen=True, slots=True)
class _Table:
    """Column positions by name, case-insensitive."""

    places: Mapping[str, int]
    width: int

    @classmethod
    def of(cls, header: Sequence[str]) -> "_Table":
        return cls({name.strip().upper(): place for place, name in enumerate(header)}, len(header))

    def cells(self, number: int, row: Sequence[str], *names: str) -> list[str]:
        if len(row) != self.width:
            raise bad(
                f"Line {number} has {len(row)} cells where others have {self.width}", "Fetch the file again, whole."
            )
        return [row[self.places[name]].strip() for name in names]


def _headed(header: Sequence[str]) -> dict[str, int]:
    """The places of the columns of a list of successions, by their names."""
    names = [name.strip() for name in header]
    return {
        key: place for key, form in _HEADED for place, name in reversed(list(enumerate(names))) if form.fullmatch(name)
    }


def _headed_successions(register: Register, header: list[str], rows: _Rows, wanted: Wanted) -> Iterator[Item]:
    """Rows of a list that has the code, the successor's and the day under such names."""
    yield from _links(register, _Table(_headed(header), len(header)), rows, wanted)


def _successions(register: Register, first: list[str], rows: _Rows, wanted: Wanted) -> Iterator[Item]:
    """Rows of: code, successor's code, reason, day, type of succession."""
    table = _Table({"OLD": 0, "NEW": 1, "DAY": 3}, len(first))
    yield from _links(register, table, chain([(1, first)], rows), wanted)


def _links(register: Register, table: _Table, rows: _Rows, wanted: Wanted) -> Iterator[Item]:
    for number, row in rows:
        register.read += 1
        old, new, day = table.cells(number, row, "OLD", "NEW", "DAY")
        if wanted(old) or wanted(new):
            yield RegisterLink("ods", old, new, iso_day(day, f"Line {number}"))


def _organisations(register: Register, first: list[str], rows: _Rows, wanted: Wanted) -> Iterator[Item]:
    """Rows of eccg and similar files: code, name, and opening and closing days in columns 11 and 12."""
    table = _Table({"CODE": 0, "NAME": 1, "OPENED": _OPENED, "CLOSED": _OPENED + 1}, len(first))

    def entries() -> _Rows:
        yield 1, first
        yield from rows

    for number, row in entries():
        register.read += 1
        code, name, opened, closed = table.cells(number, row, "CODE", "NAME", "OPENED", "CLOSED")
        if wanted(code):
            start, end = (iso_day(day, f"Line {number}") for day in (opened, closed))
            spell = Spell(start, end, Precision.DAY, Precision.DAY if end else Precision.NONE)
            yield RegisterEntry((("ods", code),), name, (), spell)


def _changes(register: Register, header: list[str], rows: _Rows, wanted: Wanted) -> Iterator[Item]:
    """Rows of a code and its predecessor; if they are equal, only the name or boundary changed."""
    table = _Table.of(header)
    for number, row in rows:
        register.read += 1
        new, old, day = table.cells(number, row, "GEOGCD", "GEOGCD_P", "OPER_DATE")
        if old and new and old != new and (wanted(old) or wanted(new)):
            yield RegisterLink("gss", old, new, iso_day(day, f"Line {number}"))


def _history(register: Register, header: list[str], rows: _Rows, wanted: Wanted) -> Iterator[Item]:
    """Rows of a code with a name and dates; several per code if its name or boundary changed."""
    table = _Table.of(header)
    areas: dict[str, list[tuple[date | None, date | None, str]]] = {}
    for number, row in rows:
        register.read += 1
        code, name, begun, ended = table.cells(number, row, "GEOGCD", "GEOGNM", "OPER_DATE", "TERM_DATE")
        if wanted(code) or code[:3] in ENTITIES:
            where = f"Line {number}"
            areas.setdefault(code, []).append((iso_day(begun, where), iso_day(ended, where), name))
    for code, spells in areas.items():
        starts = [begun for begun, _, _ in spells if begun]
        ends = [ended for _, ended, _ in spells]
        start, end = min(starts, default=None), None if None in ends else max(filter(None, ends))
        precision = Precision.NONE if start is None else Precision.BY if start <= _GSS_BEGAN else Precision.DAY
        latest = max(spells, key=lambda spell: spell[0] or date.min)
        spell = Spell(start, end, precision, Precision.DAY if end else Precision.NONE)
        yield RegisterEntry((("gss", code),), latest[2], ENTITIES.get(code[:3], ()), spell)


def _names(register: Register, header: list[str], rows: _Rows, wanted: Wanted) -> Iterator[Item]:
    """Rows of the year's area names and codes; a look-up has several areas per row, each many times."""
    table = _Table.of(header)
    groups: dict[str, dict[str, str]] = {}
    said: dict[str, OnsColumn] = {}
    for name in table.places:
        if column := ons_column(name):
            said[column.group] = column
            groups.setdefault(column.group, {})[column.part] = name
    seen: set[tuple[tuple[str, str], ...]] = set()
    for number, row in rows:
        register.read += 1
        for group, parts in groups.items():
            cells = dict(zip(parts, table.cells(number, row, *parts.values()), strict=True))
            codes = tuple(
                (scheme, cells[part]) for scheme, part in (("gss", "CD"), ("ods", "CDH")) if cells.get(part, "")
            )
            # Areas of other countries are in the same columns, and E99999999 means "not in England".
            english = "CD" not in parts or (cells["CD"].startswith("E") and cells["CD"] != "E99999999")
            if codes and english and codes not in seen:
                seen.add(codes)
                yield RegisterEntry(codes, cells.get("NM", ""), said[group].kinds, as_at=said[group].day)
