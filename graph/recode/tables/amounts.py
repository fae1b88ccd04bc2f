"""Amounts in columns: divided by share in whole units of the last decimal place, and formatted as they came.

Rates and averages are detected, because they cannot be divided.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import polars as pl

from ...errors import BadInput
from ...sheets.cells import refuse_spans
from ...sheets.excel_marks import Over
from ...util.text import quoted
from ..result import UNIT

__all__ = ["MOST_PLACES", "parts", "refuse_undivided", "units", "written"]

MOST_PLACES: Final = 12
"""Decimal places to which amounts are counted."""

_FEW_PLACES: Final = 6
"""With so many places 64 bits hold nine thousand billions; with more, amounts are counted in 128."""

_RATE_NAME: Final = re.compile(
    r"(?:^|[\W_])(?:rates?|percent(?:age)?s?|averages?|avg|means?|medians?|ratios?|proportions?|prevalence|index|indices|"
    r"scores?|confidence|ci|lcl|ucl|dsrs?|smrs?|shmi|percentiles?|quartiles?|quintiles?|deciles?|ranks?|per[\W_]+(?:1,?0{2,5}|10,?000|100,?000|capita|head|person|patient|practice|population))(?:$|[\W_])|%",
    re.IGNORECASE | re.ASCII,
)
_NONE: Final[Mapping[str, Over]] = {}
_MANY: Final = 2**20
"""More targets than a code can have, to order equal remainders by the place of their target."""


def refuse_undivided(
    schema: pl.Schema, columns: Sequence[str], sample: pl.DataFrame, merged: Mapping[str, Over] = _NONE
) -> None:
    """Refuses to divide what has no parts by share.

    Half of a body has the same rate or average, not half of it. Of a number that was merged over several rows or
    columns, in the columns `merged`, nothing says how much is each one's.

    Raises:
        BadInput: a column is missing, or is such a one by its name or its cells; the message says what to do.
    """
    for name in columns:
        if name not in schema:
            raise BadInput(f"There is no column {quoted(name)} to apportion.")
        refuse_spans(schema, name, "numbers, such as hours as 30.5")
        if over := merged.get(name):
            one = over.removesuffix("s")
            raise BadInput(
                f"In the column {quoted(name)} a number is merged over several {over}, and how much of it is each"
                f" {one}'s is not said. Unmerge the cells and write each {one}'s own amount."
            )
        cells = sample[name].cast(pl.String).drop_nulls()
        percent = cells.str.strip_chars().str.ends_with("%").sum()
        if _RATE_NAME.search(name) or 2 * percent > cells.len():
            raise BadInput(
                f"The column {quoted(name)} holds rates or averages, which cannot be divided by share. Apportion the"
                " numerator and the denominator, each as a column of its own, and divide their sums afterwards."
                " If it holds amounts, give it another name."
            )


def units(cells: pl.Series, places: int) -> pl.Series:
    """Numbers as integers in units of the last place; null on overflow."""
    found = cells.cast(pl.Decimal(38, places), strict=False).to_physical()
    return found if places > _FEW_PLACES else found.cast(pl.Int64, strict=False)


def written(amounts: pl.Expr, places: int, dtype: pl.DataType, *, commas: bool = False) -> pl.Expr:
    """Units converted back to the column's own type; as text with a decimal comma if its numbers have one.

    A float is read from its digits: Polars divides by ten as if it multiplied by a tenth, so 981 / 10 would be
    98.10000000000001.
    """
    if not places:
        return amounts.cast(dtype)
    digits = amounts.abs().cast(pl.String).str.zfill(places + 1)
    sign = pl.when(amounts < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    point = "," if commas and dtype == pl.String else "."
    return (sign + digits.str.head(-places) + point + digits.str.tail(places)).cast(dtype)


def _share_of(unit: str, weight: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The whole units of |amount| x weight, and the remainder, computed without overflow."""
    amount = pl.col(unit).abs()
    rest = amount % UNIT * weight
    return amount // UNIT * weight + rest // UNIT, rest % UNIT


def parts(rows: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """Each target's part of its row's amounts; what no target gets is reported on the first target.

    All targets together get the known share of an amount, rounded to the nearest unit: whole units first, then one more
    each by largest remainder.
    """
    first, sizes = pl.col("__target") == 0, pl.col("__row").rle_id()
    rows = rows.with_columns(sizes.alias("__group"))
    for unit in columns:
        floor, remainder = _share_of(unit, pl.col("__weight"))
        allocated, odd = _share_of(unit, pl.col("__known"))
        rows = rows.with_columns(
            floor.alias("__floor"),
            # Ties between remainders go to the earlier target.
            (remainder * _MANY - pl.col("__target")).alias("__remainder"),
            (allocated + (2 * odd >= UNIT).cast(pl.Int64)).alias("__allocated"),
        )
        missing = pl.col("__allocated") - pl.col("__floor").sum().over("__group")
        place = pl.col("__remainder").rank("ordinal", descending=True).over("__group")
        part = pl.col("__floor") + (place <= missing).cast(pl.Int64)
        sign = pl.col(unit).sign()
        rows = rows.with_columns(
            (part * sign).alias(f"{unit}_part"),
            pl.when(first).then(pl.col(unit) - pl.col("__allocated") * sign).alias(f"{unit}_rest"),
        )
    return rows
