"""Finds further tables below the first of a sheet, each after a blank row, and picks the one that is wanted."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise
from typing import Final, NamedTuple

from ..errors import BadInput
from ..util.text import printable
from .layout import ALL_TABLES, Header, are_names, header_of, is_number, same_name

__all__ = ["Part", "TableBelow", "one_table", "tables_below"]

_TITLES: Final = 4
"""Rows between a blank one and the names of a table at most."""
_TITLE: Final = re.compile(r"table|figure|part|section", re.IGNORECASE)
"""How a title of another table begins."""
_LOOKED_AT: Final = 20_000
"""Rows in which tables are looked for."""
_SAID: Final = 3
"""Tables that a remark names."""


class TableBelow(NamedTuple):
    """A table below others: the rows before the blank ones above it, the place of its names, and they.

    `goes_on` says that they are those of the first table, whose rows go on below.
    """

    ends: int
    place: int
    names: tuple[str, ...]
    goes_on: bool


class Part(NamedTuple):
    """The table that is read: its header, how many rows it has at most (None for all), and a remark on the others."""

    header: Header
    rows: int | None
    remarks: tuple[str, ...]


def tables_below(rows: Iterable[Sequence[str]], columns: Sequence[str]) -> tuple[TableBelow, ...]:
    """The tables below that with the given columns, whose rows these are.

    Each begins with a row of names over numbers, after a blank row and perhaps titles. Below the same names once more
    the table goes on, unless a title says that it is another.
    """
    looked_at = [[cell.strip() for cell in row] for row in islice(rows, _LOOKED_AT)]
    found: dict[int, TableBelow] = {}
    ends = -1
    for place, row in enumerate(looked_at):
        if any(row):
            ends = -1
            continue
        ends = place if ends < 0 else ends
        names = _names_below(looked_at, place)
        if names is not None and names not in found:
            titled = any(_TITLE.match(row[0]) for row in looked_at[place:names] if row)
            goes_on = not titled and {*filter(None, looked_at[names])} <= {column.strip() for column in columns}
            found[names] = TableBelow(ends, names, tuple(looked_at[names]), goes_on)
    return tuple(found.values())


def one_table(header: Header, below: Sequence[TableBelow], wanted: int | None, name: str, column: str = "") -> Part:
    """The table that is wanted by its number, else the first with a column; `ALL_TABLES` takes all rows for one.

    Raises:
        BadInput: there are fewer.
    """
    again = [str(_row(header, each)) for each in below if each.goes_on]
    below = [each for each in below if not each.goes_on]
    if wanted is None and column and not any(same_name(each, column) for each in header.columns):
        having = (place for place, each in enumerate(below, 2) if any(same_name(cell, column) for cell in each.names))
        wanted = next(having, None)
    if wanted and wanted > len(below) + 1:
        tables = f"{len(below) + 1} tables" if below else "one table"
        raise BadInput(f"{name} has {tables} on the sheet, as far as can be told, and no table {wanted}.")
    if not below:
        said = f"The names of the columns stand once more in row {', '.join(again[:_SAID])}; the table goes on below."
        return Part(header, None, (said,) if again else ())
    if wanted == ALL_TABLES:
        return Part(header, None, ("All tables of the sheet are read as one.",))
    if wanted in (None, 1):
        return Part(header, below[0].ends, (_others(header, below),))
    begins = below[(wanted or 0) - 2]
    ends = below[wanted - 1].ends if wanted and wanted <= len(below) else None
    said = f"Of {len(below) + 1} tables on the sheet that with its names in row {_row(header, begins)} was read."
    read = header_of(begins.names, header.rows_above + begins.place + 1)
    return Part(read, None if ends is None else ends - begins.place - 1, (said,))


def _others(header: Header, below: Sequence[TableBelow]) -> str:
    shown = [f"row {_row(header, each)} ({', '.join(_shown(each))})" for each in below[:_SAID]]
    more = f" and {len(below) - _SAID} more" if len(below) > _SAID else ""
    few = "Another table begins" if len(below) == 1 else f"{len(below)} other tables begin"
    said = f"{few} below, with names in {'; '.join(shown)}{more}. Only the first is read; --table 2 reads the next,"
    return f"{said} --table 0 all rows as one."


def _row(header: Header, table: TableBelow) -> int:
    return header.rows_above + table.place + 1


def _shown(table: TableBelow) -> list[str]:
    return [printable(cell, 30) for cell in table.names if cell][:3]


def _names_below(rows: Sequence[Sequence[str]], blank: int) -> int | None:
    """The row of names below a blank row, if a table begins there."""
    below = rows[blank + 1 : blank + _TITLES + 2]
    for place, (row, after) in enumerate(pairwise(below), blank + 1):
        if sum(map(bool, row)) > 1:
            headed = are_names(rows, place) and sum(map(bool, after)) > 1 and any(map(is_number, after))
            return place if headed and _is_over_numbers(row, after) else None
    return None


def _is_over_numbers(names: Sequence[str], below: Sequence[str]) -> bool:
    """Whether each number stands under a name."""
    return not any(is_number(cell) for place, cell in enumerate(below) if place >= len(names) or not names[place])
