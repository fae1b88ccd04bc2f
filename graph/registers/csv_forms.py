"""Reads the CSV files of ODS: memberships (epcmem), organisations (epraccur, eccg, etr, ets), and successions.

ODS publishes them without a header; copies often have one, and then columns may stand in any order.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain, islice
from typing import Final, TypeAlias

from ..errors import BadInput
from ..reconcile.register import iso_day
from ..util.text import printable
from .facts import GP_PRACTICE, Fact, FileForm, Membership, Organisation, Reading, Succeeded, Unread, kind_of_code
from .people import refuse_people

__all__ = ["read_csv"]

_CODE: Final = re.compile(r"[A-Z0-9]{2,8}", re.ASCII)
_DAY: Final = re.compile(r"\d{8}|\d{4}-\d\d-\d\d(?:[T ].*)?|\d\d/\d\d/\d{4}", re.ASCII)
_NOT_GP: Final = re.compile(r"[0-35-9]|[1-9]\d")
"""Prescribing settings of epraccur other than 4, which is a GP practice."""

_Rows: TypeAlias = Iterator[tuple[int, list[str]]]

_LOOKED_AT: Final = 20
"""Rows that tell the form."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where a form has its columns: positions without a header, and the names they have with one."""

    form: FileForm
    widths: tuple[int, ...]
    places: Mapping[str, int]
    names: Mapping[str, frozenset[str]]
    needed: tuple[str, ...]
    days: tuple[str, ...]


def _named(**names: str) -> Mapping[str, frozenset[str]]:
    return {column: frozenset(said.split()) for column, said in names.items()}


_LAYOUTS: Final = (
    _Layout(
        FileForm.MEMBERSHIP,
        (6,),
        {"member": 0, "parent": 1, "joined": 3, "left": 4},
        _named(
            member="organisationcode practice practicecode orgcode member code",
            parent="parentorganisationcode parent parentcode pcocode commissioner commissionercode",
            joined="joinparentdate joindate joineddate joined startdate",
            left="leftparentdate leftdate left enddate",
        ),
        ("member", "parent", "joined", "left"),
        ("joined",),
    ),
    _Layout(
        FileForm.ORGANISATIONS,
        (27,),
        {
            "code": 0,
            "name": 1,
            "postcode": 9,
            "opened": 10,
            "closed": 11,
            "parent": 14,
            "joined": 15,
            "left": 16,
            "setting": 25,
        },
        _named(
            code="organisationcode code orgcode",
            name="name organisationname orgname",
            postcode="postcode",
            opened="opendate openeddate opened",
            closed="closedate closeddate closed",
            parent="commissioner parentorganisationcode parent currentcareorganisation pcocode",
            joined="joinproviderpurchaserdate joinparentdate joindate",
            left="leftproviderpurchaserdate leftparentdate leftdate",
            setting="prescribingsetting",
        ),
        ("code", "name", "opened", "closed"),
        ("opened",),
    ),
    _Layout(
        FileForm.SUCCESSIONS,
        (3,),
        {"old": 0, "new": 1, "day": 2},
        _named(
            old="oldcode old predecessor predecessorcode organisationcode",
            new="newcode new successor successorcode succeedingorganisationcode successororganisationcode",
            day="date day successiondate effectivedate successioneffectivedate",
        ),
        ("old", "new", "day"),
        ("day",),
    ),
    _Layout(FileForm.SUCCESSIONS, (4, 5), {"old": 0, "new": 1, "day": 3}, {}, ("old", "new", "day"), ("day",)),
)


def read_csv(text: str, name: str) -> Reading | None:
    """Reads a CSV file; None where it is in no form of ODS.

    Raises:
        BadInput: it is a file about people.
    """
    lines = _rows(text)
    head = list(islice(lines, _LOOKED_AT))
    header = [] if _recognised([row for _, row in head]) else (head[0][1] if head else [])
    refuse_people(name, header, (row for _, row in _rows(text)))
    if layout := _recognised([row for _, row in head]):
        return _read(layout, layout.places, layout.widths, chain(head, lines))
    if not head:
        return None
    (_, first), *rest = head
    if found := _by_names(first):
        return _read(*found, (len(first),), chain(rest, lines))
    if layout := _recognised([row for _, row in rest]):
        headed = not any(map(str.isdigit, first[0]))
        return _read(layout, layout.places, layout.widths, chain(rest if headed else head, lines))
    return None


def _rows(text: str) -> _Rows:
    """The rows that are not blank, each with the number of its line."""
    reader = csv.reader(io.StringIO(text, newline=""))
    while True:
        try:
            for row in reader:
                if any(row):
                    yield reader.line_num, row
            return
        except csv.Error:
            yield reader.line_num, []


def _recognised(rows: Sequence[Sequence[str]]) -> _Layout | None:
    """The form that most rows have."""

    def fits(layout: _Layout, row: Sequence[str]) -> bool:
        if len(row) not in layout.widths or not _CODE.fullmatch(row[0].strip().upper()):
            return False
        return all(_DAY.fullmatch(row[layout.places[day]].strip()) for day in layout.days)

    if not rows or not any(_DAY.fullmatch(cell.strip()) for cell in rows[0]):  # as a row of headings
        return None
    return next((layout for layout in _LAYOUTS if 2 * sum(fits(layout, row) for row in rows) > len(rows)), None)


def _by_names(header: Sequence[str]) -> tuple[_Layout, Mapping[str, int]] | None:
    """The form whose columns a header names, and where they stand."""
    written = [re.sub(r"[^a-z]", "", cell.lower()) for cell in header]
    for layout in _LAYOUTS:
        places = {
            column: next((at for at, name in enumerate(written) if name in names), -1)
            for column, names in layout.names.items()
        }
        if layout.names and all(places[column] >= 0 for column in layout.needed):
            return layout, {column: at for column, at in places.items() if at >= 0}
    return None


def _read(layout: _Layout, places: Mapping[str, int], widths: Sequence[int], rows: _Rows) -> Reading:
    reading = Reading(layout.form)
    reading.facts = _facts(reading, places, widths, rows)
    return reading


def _facts(reading: Reading, places: Mapping[str, int], widths: Sequence[int], rows: _Rows) -> Iterator[Fact]:
    make = _FACTS_OF[reading.form]
    for number, row in rows:
        reading.records += 1
        if len(row) not in widths:
            yield Unread(f"line {number}", f"{len(row)} cells, where others have {widths[0]}" if row else "no CSV")
            continue
        try:
            yield from make({column: row[at].strip() for column, at in places.items()})
        except (BadInput, ValueError) as error:
            yield Unread(f"line {number}", str(error).removeprefix(": ").partition(". ")[0])


def _membership(cells: Mapping[str, str]) -> Iterator[Fact]:
    joined, left = _day(cells["joined"]), _day(cells["left"])
    yield Membership(_code(cells["member"]), _code(cells["parent"]), joined, _after(joined, left))


def _organisation(cells: Mapping[str, str]) -> Iterator[Fact]:
    code = _code(cells["code"])
    opened, closed = _day(cells["opened"]), _day(cells["closed"])
    kind = kind_of_code(code)
    if kind == GP_PRACTICE and _NOT_GP.fullmatch(cells.get("setting", "")):
        kind = "prescribing-cost-centre"
    organisation = Organisation(code, cells["name"], kind, cells.get("postcode", ""), opened, _after(opened, closed))
    if not (parent := cells.get("parent", "")):
        yield organisation
        return
    joined, left = _day(cells.get("joined", "")), _day(cells.get("left", ""))
    membership = Membership(code, _code(parent), joined, _after(joined, left))
    yield organisation
    yield membership


def _succession(cells: Mapping[str, str]) -> Iterator[Fact]:
    old, new = _code(cells["old"]), _code(cells["new"])
    if old == new:
        raise ValueError(f"{old} is said to follow itself")
    yield Succeeded(old, new, _day(cells["day"]))


_FACTS_OF: Final[Mapping[FileForm, Callable[[Mapping[str, str]], Iterator[Fact]]]] = {
    FileForm.MEMBERSHIP: _membership,
    FileForm.ORGANISATIONS: _organisation,
    FileForm.SUCCESSIONS: _succession,
}


def _code(text: str) -> str:
    code = text.upper()
    if not _CODE.fullmatch(code):
        raise ValueError(f"{printable(text, 20)!r} is no code")
    return code


@lru_cache(maxsize=2**15)
def _day(text: str) -> date | None:
    return iso_day(text, "")


def _after(first: date | None, last: date | None) -> date | None:
    if first and last and last < first:
        raise ValueError(f"it ends on {last}, before it begins on {first}")
    return last
