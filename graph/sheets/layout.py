"""Finds where a table is in its file: the header row, and column names if there is none.

Tables come with titles above them, without a header, or with missing or duplicate column names.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..errors import BadInput

__all__ = [
    "ALL_TABLES",
    "AS_FOUND",
    "SAMPLE",
    "Header",
    "Layout",
    "are_names",
    "find_header",
    "has_numbers",
    "header_of",
    "is_number",
    "refuse_width",
    "same_name",
]

SAMPLE: Final = 60
"""Rows that are looked at to find the header."""

_MOST_COLUMNS: Final = 2**14
"""As a workbook has; each column is looked at by its name, and by its first cells."""

_NUMBER: Final = re.compile(r"(?![£$€]?000$)[£$€(]?[+-]?[\d,]*\.?\d+%?\)?", re.ASCII)
"""£000 over a column is a unit."""
_DAY: Final = re.compile(r"\d{8}", re.ASCII)
_CODE: Final = re.compile(r"(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z\d]{3,9}|Q[A-Z]{2}", re.ASCII)
"""A word with letters and figures, or a code of a board, which may be all letters: QOP."""
_FULL_DAY: Final = re.compile(
    r"(?:19|20)\d\d([/-]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])|\d{1,2}([/-])\d{1,2}\2(?:19|20)\d\d", re.ASCII
)
"""A day over other days, which is the name of no column."""
_PAIR: Final = 2
"""Cells of a row that says how figures were chosen, above them: "date" and "2018"."""
_NOT_GIVEN: Final = re.compile(r"[*.:\u2013\u2014-]+|n/?a|\[\w{1,4}\]|<\d+", re.IGNORECASE)
_FEWEST_ROWS: Final = 3
"""Rows that must look alike for the first of them to be no header."""

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


ALL_TABLES: Final = 0
"""In place of the number of a table: all rows of a sheet are those of one."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the user says the table is: sheet by name or number, header row from 1 (0 for none), and table from 1."""

    sheet: str = ""
    header: int | None = None
    table: int | None = None

    @property
    def sample(self) -> int:
        """How many rows are looked at to find the header."""
        return max(SAMPLE, (self.header or 0) + 2)


AS_FOUND: Final = Layout()
"""Nothing is said: the table is found."""


@dataclass(frozen=True, slots=True)
class Header:
    """The column names, and how many rows of the file precede the table's first row."""

    columns: tuple[str, ...]
    rows_above: int
    remarks: tuple[str, ...] = ()


def find_header(rows: Sequence[Sequence[str]], layout: Layout) -> Header | None:
    """The header in the first rows of a file, as specified or detected; None if all are blank."""
    width = max(map(len, rows), default=0)
    refuse_width(width)
    if layout.header == 0:
        return Header(tuple(str(number) for number in range(1, width + 1)), 0)
    if layout.header is not None:
        return _header(rows, layout.header - 1) if layout.header <= len(rows) else None
    first = next((place for place, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if first is None:
        return None
    first += _comments(rows[first:])
    if columns := _of_ods(rows[first]):
        return Header(columns, first, ("The file has no header; its columns are those of an ODS file.",))
    place = _place(rows, first)
    if place == first and _is_like_those_below(rows[place:]):
        said = "The first row is like those below it: it is read as a row, and no header (--header-row)."
        return Header(tuple(str(number) for number in range(1, width + 1)), first, (said,))
    return _header(rows, place)


def refuse_width(columns: int) -> None:
    """Refuses a table of more columns than a workbook has.

    Raises:
        BadInput: it has more.
    """
    if columns > _MOST_COLUMNS:
        raise BadInput(
            f"The table has {columns:,} columns; {_MOST_COLUMNS:,} are read, as many as a workbook has."
            " Leave out some, or make rows of them."
        )


def _comments(rows: Sequence[Sequence[str]]) -> int:
    """How many rows at the top are comments, which begin with #; one above numbers is a header that does."""
    number = next((place for place, row in enumerate(rows) if not (row and re.match(r"\s*#.", row[0]))), len(rows))
    return 0 if number == len(rows) or any(map(is_number, rows[number])) else number


def _is_like_those_below(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row has codes over codes, and numbers over numbers."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if len(filled) < _FEWEST_ROWS:
        return False
    codes = 0
    for place, first in enumerate(filled[0]):
        below = {_form(row[place]) for row in filled[1:] if place < len(row) and row[place].strip()}
        if below and "" not in below:
            codes += below != {"number"}
            if _form(first) not in below:
                return False
    return codes > 0


def _form(cell: str) -> str:
    """What a cell looks like: a day, a number, or a code of so many characters; empty for words."""
    text = cell.strip()
    if _FULL_DAY.fullmatch(text):
        return "day"
    return "number" if is_number(text) else f"code {len(text)}" if _CODE.fullmatch(text.upper()) else ""


def _of_ods(row: Sequence[str]) -> tuple[str, ...]:
    days = [row[place].strip() for place in _ODS_DAYS.get(len(row), ())]
    known = bool(days) and bool(_DAY.fullmatch(days[0])) and all(not day or _DAY.fullmatch(day) for day in days)
    return _ODS[len(row)] if known else ()


def _place(rows: Sequence[Sequence[str]], first: int) -> int:
    """The position of the header: the first row that is not a title above the table."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    most, lengths = max(filled), Counter(filter(None, map(_length, rows)))
    width = max(lengths, key=lambda length: (lengths[length], length))
    for place in range(first, len(rows)):
        row, count = rows[place], filled[place]
        few = bool(count) and most > 1 and count <= max(1, most // 3) and bool(row[0].strip())
        if not count or few or _is_short(row, width) or _is_apart(rows, filled, place, most):
            continue
        if _is_upper_half(rows, place):
            continue
        below = next((other for other in range(place + 1, len(rows)) if filled[other]), None)
        # A row of group headings may stand above the column names.
        if below is not None and 2 * count <= filled[below] == most and are_names(rows, below):
            continue
        return place
    return first


def _is_upper_half(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether the names in a row go on in the one below, which begins before them and fills two gaps, over numbers.

    So where "Register" and "Prevalence" stand a row higher than "PCT code" and "PCT name".
    """
    if place + 2 >= len(rows) or not rows[place] or not rows[place + 1]:
        return False
    above, below, after = rows[place : place + 3]
    gaps = sum(bool(cell.strip() and not other.strip()) for cell, other in zip(below, above, strict=False))
    lacks = any(cell.strip() and not other.strip() for cell, other in zip(above, below, strict=False))
    begins = not above[0].strip() and bool(below[0].strip())
    return begins and gaps > 1 and lacks and are_names(rows, place + 1) and has_numbers([after])


def are_names(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a row may hold names: no number, no mark for what is not given, and no code over one of its form."""
    row, after = rows[place], next((row for row in rows[place + 1 :] if row and row[0].strip()), [""])
    coded = _form(row[0])
    given = not any(is_number(cell) or _NOT_GIVEN.fullmatch(cell.strip()) for cell in row)
    return given and (not coded or coded != _form(after[0]))


def _is_apart(rows: Sequence[Sequence[str]], filled: Sequence[int], place: int, most: int) -> bool:
    """Whether a row is of a block of pairs above a wider table, with a blank row between: choices and their values.

    A name over numbers alone begins a table of its own.
    """
    end = next((below for below in range(place, len(filled)) if not filled[below]), len(filled))
    first, *below = rows[place:end] or [()]
    is_table = len(below) > 1 and not any(map(is_number, first)) and all(has_numbers([row]) for row in below)
    return end < len(filled) and max(filled[place:end]) <= _PAIR < most and most in filled[end:] and not is_table


def _length(row: Sequence[str]) -> int:
    """The number of cells up to the last non-empty one."""
    return max((place for place, cell in enumerate(row, 1) if cell.strip()), default=0)


def _is_short(row: Sequence[str], width: int) -> bool:
    """Whether a row has too few cells, like a title with a comma, rather than being a header with a missing name."""
    return len(row) < width and not (len(row) == width - 1 and all(cell and " " not in cell.strip() for cell in row))


def is_number(cell: str) -> bool:
    """Whether a cell is a number, with a currency or separators perhaps."""
    return bool(_NUMBER.fullmatch(cell.strip()))


def same_name(column: str, name: str) -> bool:
    """Whether a name that was asked for is that of a column, in any case; a line break in it is a space."""
    return column.split() == name.split() or column.lower().split() == name.lower().split()


def has_numbers(rows: Sequence[Sequence[str]]) -> bool:
    """Whether any cell is a number but the first of its row, which may count the rows."""
    return any(is_number(cell) for row in rows for cell in row[1:])


def _header(rows: Sequence[Sequence[str]], place: int) -> Header:
    cells = [cell.strip() if not cell.strip() else cell for cell in rows[place]]
    last = place
    if _goes_on(rows, place):
        last += 1
        cells = _under_groups(cells, rows[last], frozenset(filter(None, rows[last])))
    elif place and _is_upper_half(rows, place - 1):
        cells = _under_groups(rows[place - 1], cells, frozenset(filter(None, cells)))
        place -= 1
    elif place and (twice := frozenset(cell for cell, number in Counter(filter(None, cells)).items() if number > 1)):
        cells = _under_groups(rows[place - 1], cells, twice)
    remark = ""
    if last != place:
        remark = f"The names of the columns were found in rows {place + 1} and {last + 1}."
    elif place:
        remark = f"The names of the columns were found in row {place + 1}."
    return header_of(cells, last + 1, remark)


def header_of(cells: Sequence[str], rows_above: int, remark: str = "") -> Header:
    """The header with the names in some cells, where each must be there and differ; what was done for that is said."""
    names, seen = dict[str, None](), Counter[str]()
    for number, cell in enumerate(cells, 1):
        name = cell or f"column {number}"
        seen[name] += 1
        name = f"{name} ({seen[name]})" if seen[name] > 1 else name
        while name in names:
            name += "'"
        names[name] = None
    remarks = [remark] if remark else []
    if any(not cell for cell in cells):
        remarks.append("Columns without a name are called by their number: column 1, column 2 and so on.")
    if any(number > 1 for number in seen.values()):
        remarks.append("Of columns with one name the second is called NAME (2), the third NAME (3).")
    return Header(tuple(names), rows_above, tuple(remarks))


def _goes_on(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether the names go on in the row below: it fills gaps of this one, beginning with none, and has no number.

    So where "2013/14" stands over "Items" and "Cost", beside names that are merged over both rows.
    """
    if place + 2 >= len(rows):
        return False
    above, below, after = rows[place : place + 3]
    fills = any(cell.strip() and not other.strip() for cell, other in zip(below, above, strict=False))
    if not fills or not after or any(map(is_number, below)):
        return False
    return bool(above[0].strip()) and not below[0].strip() and bool(after[0].strip())


def _under_groups(above: Sequence[str], names: Sequence[str], which: frozenset[str]) -> list[str]:
    """Names with the heading over them, which stands over the first of its columns; a column without a name gets it."""
    found, group = list[str](), ""
    for place, name in enumerate(names):
        own = above[place].strip() if place < len(above) else ""
        group = own or group
        found.append(f"{group} {name.strip()}" if group and name in which else name if name.strip() else own)
    return found
