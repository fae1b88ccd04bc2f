"""Finds further tables below the first of a sheet: a blank row, perhaps a title, and names over numbers once more."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ..util.text import printable
from .layout import is_number

if TYPE_CHECKING:
    import polars as pl

__all__ = ["tables_below"]

_TITLES: Final = 4
"""Rows between a blank one and the names of a table at most."""
_SAID: Final = 3
"""Tables that a remark names."""


def tables_below(frame: "pl.DataFrame", rows_above: int) -> tuple[str, ...]:
    """A remark on tables below the first; `rows_above` is the number of rows of the file before the frame."""
    import polars as pl

    filled = [
        pl.col(name).str.strip_chars().fill_null("") != "" if kind == pl.String else pl.col(name).is_not_null()
        for name, kind in frame.schema.items()
    ]
    blank = frame.select(~pl.any_horizontal(filled))
    places = blank.to_series().arg_true().to_list()
    found = dict.fromkeys(place for each in places if (place := _names_below(frame, each)) is not None)
    if not found:
        return ()
    rows = [f"row {rows_above + place + 1} ({', '.join(_shown(frame, place))})" for place in list(found)[:_SAID]]
    more = f" and {len(found) - _SAID} more" if len(found) > _SAID else ""
    few = "Another table begins" if len(found) == 1 else f"{len(found)} other tables begin"
    said = f"{few} below, with its names in {'; '.join(rows)}{more}. Its rows are taken for rows of the first:"
    return (f"{said} cut it out of the file, or read it alone (--header-row).",)


def _names_below(frame: "pl.DataFrame", blank: int) -> int | None:
    """The row of names below a blank row, if a table begins there."""
    below = frame.slice(blank + 1, _TITLES + 1).rows()
    for place, (row, after) in enumerate(pairwise(below)):
        names, cells = list(_cells(row)), list(_cells(after))
        if len(names) > 1:
            headed = not any(map(is_number, names)) and len(cells) > 1 and any(map(is_number, cells))
            return blank + 1 + place if headed and _is_over_numbers(row, after) else None
    return None


def _is_over_numbers(names: Sequence[object], below: Sequence[object]) -> bool:
    """Whether each number stands under a name."""
    return all(not is_number(_text(cell)) or _text(name) for name, cell in zip(names, below, strict=True))


def _cells(row: Sequence[object]) -> Iterator[str]:
    return filter(None, map(_text, row))


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _shown(frame: "pl.DataFrame", place: int) -> list[str]:
    return [printable(cell, 30) for cell in list(_cells(frame.row(place)))[:3]]
