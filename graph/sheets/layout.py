"""How a table stands in its file: which row has the names of its columns, and what they are called without one.

Tables come with titles above them, without a header, with columns that have no name or one name twice.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["AS_FOUND", "SAMPLE", "Header", "Layout", "find_header"]

SAMPLE: Final = 60
"""Rows that are looked at to find the header."""

_NUMBER: Final = re.compile(r"[£$€(]?[+-]?[\d,]*\.?\d+%?\)?", re.ASCII)
_DAY: Final = re.compile(r"\d{8}", re.ASCII)

_ODS: Final[dict[int, tuple[str, ...]]] = {
    27: (
        "code", "name", "national_grouping", "high_level_health_geography",
        *(f"address_{line}" for line in range(1, 6)),
        "postcode", "open_date", "close_date", "status_code", "subtype_code", "parent_code", "join_parent_date",
        "left_parent_date", "telephone", "column_19", "column_20", "column_21", "amended", "column_23",
        "current_organisation", "column_25", "type_code", "column_27",
    ),
    6: ("code", "parent_code", "parent_type", "join_parent_date", "left_parent_date", "amended"),
}  # fmt: skip
"""The columns of ODS files, which have no header: epraccur, eccg and their like, and the memberships epcmem."""

_ODS_DAYS: Final[dict[int, tuple[int, ...]]] = {27: (10, 11), 6: (3, 4)}
"""The places of two days in those, of which the first is always there."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table is said to stand: the sheet by name or number, the row of its header from 1, 0 for none."""

    sheet: str = ""
    header: int | None = None


AS_FOUND: Final = Layout()
"""Nothing is said: the table is found."""


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns, and how many rows of the file stand above the first row of the table."""

    columns: tuple[str, ...]
    rows_above: int
    remarks: tuple[str, ...] = ()


def find_header(rows: Sequence[Sequence[str]], layout: Layout) -> Header | None:
    """The header among the first rows of a file, where it is said to be, or else found; None where all are blank."""
    width = max(map(len, rows), default=0)
    if layout.header == 0:
        return Header(tuple(str(number) for number in range(1, width + 1)), 0)
    if layout.header is not None:
        return _header(rows, layout.header - 1) if layout.header <= len(rows) else None
    first = next((place for place, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if first is None:
        return None
    if columns := _of_ods(rows[first]):
        return Header(columns, first, ("The file has no header; its columns are those of an ODS file.",))
    return _header(rows, _place(rows, first))


def _of_ods(row: Sequence[str]) -> tuple[str, ...]:
    days = [row[place].strip() for place in _ODS_DAYS.get(len(row), ())]
    known = bool(days) and bool(_DAY.fullmatch(days[0])) and all(not day or _DAY.fullmatch(day) for day in days)
    return _ODS[len(row)] if known else ()


def _place(rows: Sequence[Sequence[str]], first: int) -> int:
    """The place of the header: the first row that is no title over the table."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    most, lengths = max(filled), Counter(filter(None, map(_length, rows)))
    width = max(lengths, key=lambda length: (lengths[length], length))
    for place in range(first, len(rows)):
        row, count = rows[place], filled[place]
        few = bool(count) and most > 1 and count <= max(1, most // 3) and bool(row[0].strip())
        if not count or few or _is_short(row, width):
            continue
        below = next((other for other in range(place + 1, len(rows)) if filled[other]), None)
        # A row of group headings stands over the names of the columns.
        if below is not None and 2 * count <= filled[below] == most and not any(map(_is_number, rows[below])):
            continue
        return place
    return first


def _length(row: Sequence[str]) -> int:
    """The cells of a row up to the last that is filled."""
    return max((place for place, cell in enumerate(row, 1) if cell.strip()), default=0)


def _is_short(row: Sequence[str], width: int) -> bool:
    """Whether a row has fewer cells than the table, as a title with a comma has, but no header that lacks one name."""
    return len(row) < width and not (len(row) == width - 1 and all(cell and " " not in cell.strip() for cell in row))


def _is_number(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell.strip()))


def _header(rows: Sequence[Sequence[str]], place: int) -> Header:
    cells = [cell.strip() if not cell.strip() else cell for cell in rows[place]]
    names, seen = list[str](), Counter[str]()
    for number, cell in enumerate(cells, 1):
        name = cell or f"column {number}"
        seen[name] += 1
        name = f"{name} ({seen[name]})" if seen[name] > 1 else name
        while name in names:
            name += "'"
        names.append(name)
    remarks = []
    if place:
        remarks.append(f"The names of the columns were found in row {place + 1}.")
    if any(not cell for cell in cells):
        remarks.append("Columns without a name are called by their number: column 1, column 2 and so on.")
    if any(number > 1 for number in seen.values()):
        remarks.append("Of columns with one name the second is called NAME (2), the third NAME (3).")
    return Header(tuple(names), place + 1, tuple(remarks))
