"""Wide tables with bodies as headings: detecting those columns, and unpivoting the table."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ...errors import BadInput
from ...names.finder import Names, names_in
from ...names.meaning import MatchedAs
from ...record.history import History
from ...sheets.read import Sheet
from ...util.text import printable, quoted
from ..no_body import no_body
from ..result import Status

if TYPE_CHECKING:
    import polars as pl

__all__ = ["BODY", "VALUE", "body_columns", "is_wide", "refuse_beside", "turned"]

BODY: Final = "body"
VALUE: Final = "value"
"""The columns that a turned table has in place of those of bodies."""

_FEWEST_HEADINGS: Final = 2
"""Headings that are bodies in a table that counts as wide."""

_READ: Final = frozenset(MatchedAs) - {MatchedAs.NOTHING, MatchedAs.PART_OF_NAME, MatchedAs.NEAR_NAME}
"""How a heading must be read to count: a part of a name is too little, for "Total" or "North" may be one."""


def body_columns(names: Names, columns: Sequence[str], kinds: frozenset[str]) -> tuple[str, ...]:
    """The columns whose heading means a body of some kinds; where there are any, those of totals too.

    A total that stayed beside would stand in each row of the turned table, and be added up as often.
    """

    def means_one(heading: str) -> bool:
        meaning = names.read(heading, lambda body: body.kind in kinds)
        return meaning.matched_as in _READ and any(body.kind in kinds for body in meaning.bodies)

    bodies = {column for column in columns if not _is_total(column) and means_one(column)}
    return tuple(column for column in columns if column in bodies or (bodies and _is_total(column)))


def is_wide(history: History, columns: Sequence[str]) -> bool:
    """Whether most headings of a table are bodies, two at least."""
    headings = body_columns(names_in(history), columns, frozenset(history.kinds))
    bodies = sum(not _is_total(heading) for heading in headings)
    return bodies >= _FEWEST_HEADINGS and 2 * len(headings) >= len(columns)


def _is_total(heading: str) -> bool:
    """Whether a heading is a word for a total."""
    meaning = no_body(heading.strip())
    return meaning is not None and meaning.status is Status.TOTAL_ROW


def turned(sheet: Sheet, bodies: Sequence[str]) -> Sheet:
    """The table with one row per cell under a body's heading: the other columns, the body, and the value.

    Raises:
        BadInput: no heading names a body.
    """
    import polars as pl

    if not bodies:
        raise BadInput("No heading of the table is a code or name of a body. Leave --wide out, or say --kind-from.")
    others = [column for column in sheet.columns if column not in bodies]
    value = f"{VALUE}'" if VALUE in others else VALUE
    schema = pl.Schema({name: sheet.schema[name] for name in others} | {BODY: pl.String(), value: pl.String()})

    def rows() -> "Iterator[pl.DataFrame]":
        for batch in sheet.batches():
            texts = batch.with_columns(pl.col(bodies).cast(pl.String)).with_row_index("__row")
            cells = texts.unpivot(bodies, index=["__row", *others], variable_name=BODY, value_name=value)
            yield cells.sort("__row", maintain_order=True).select(schema.names())

    totals = sum(map(_is_total, bodies))
    and_totals = f" and {totals} {'totals' if totals > 1 else 'a total'}" if totals else ""
    are = "heading is a body" if len(bodies) - totals == 1 else "headings are bodies"
    said = f"{len(bodies) - totals} {are}{and_totals}; each of their cells is a row."
    if others:
        stay = printable(", ".join(others[:8]), 300) + (f" and {len(others) - 8} more" if len(others) > 8 else "")
        said += f" What stays beside them: {stay}."
    merged = {name: over for name, over in sheet.merged.items() if name in others}
    if under := [sheet.merged[name] for name in bodies if name in sheet.merged]:
        merged[value] = under[0]
    return Sheet(schema, rows, (*sheet.remarks, said), sheet.separator, merged=merged)


def refuse_beside(columns: Sequence[str], given: Sequence[str]) -> None:
    """Refuses to divide a column that stands beside the bodies of a table that was turned, `columns`.

    Each of its amounts stands in as many rows as the table has bodies, and would count in each.

    Raises:
        BadInput: one of the columns to divide, `given`, does; the message says which can be divided.
    """
    value = columns[columns.index(BODY) + 1]
    for name in given:
        if name in columns and name != value:
            raise BadInput(
                f"The column {quoted(name)} stands beside the bodies, and would count once for each of them."
                f" Of a table with bodies as headings only {quoted(value)} can be divided, which is what is under them."
            )
