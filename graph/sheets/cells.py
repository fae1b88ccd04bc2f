"""Checks and conversions of cell values: dates within the calendar, and a representation for every output format."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from ..errors import BadInput
from ..util.text import quoted

if TYPE_CHECKING:
    import polars as pl

__all__ = ["as_plain", "check_days", "refuse_lists", "refuse_patterns", "refuse_spans"]

_FIRST_DAY: Final = -719_162
_LAST_DAY: Final = 2_932_896
"""1 January of the year 1 and 31 December 9999, as days since 1970."""
_UNITS: Final = {"ms": 10**3, "us": 10**6, "ns": 10**9}
_DAY: Final = 86_400
"""Seconds."""


def refuse_patterns(columns: Iterable[str]) -> None:
    """Refuses names of columns that Polars takes for a pattern of other names, wherever a column is called by its name.

    Raises:
        BadInput: a name is `*`, or begins with `^` and ends with `$`.
    """
    for name in columns:
        if name == "*" or (name.startswith("^") and name.endswith("$")):
            raise BadInput(f"The column {quoted(name)} has a name that stands for several columns. Rename it.")


def check_days(frame: "pl.DataFrame") -> None:
    """Refuses dates and times outside the calendar: a column may hold any integer, and libraries crash on them.

    Raises:
        BadInput: a date is outside the years 1 to 9999, or a time outside a day; the message names the column.
    """
    import polars as pl

    for name, dtype in frame.schema.items():
        if dtype == pl.Date:
            first, last = _FIRST_DAY, _LAST_DAY
        elif isinstance(dtype, pl.Datetime):
            unit = _UNITS[dtype.time_unit]
            # With a time zone, a moment of the first or last day may fall in the adjacent year.
            beside = 1 if dtype.time_zone else 0
            first, last = (_FIRST_DAY + beside) * _DAY * unit, (_LAST_DAY + 1 - beside) * _DAY * unit - 1
        elif dtype == pl.Time:
            first, last = 0, _DAY * 10**9 - 1
        else:
            continue
        if not frame[name].to_physical().cast(pl.Int64).is_between(first, last).all():
            raise BadInput(f"The column {quoted(name)} holds a day outside the years 1 to 9999. Give it as text.")


def refuse_lists(schema: "pl.Schema") -> None:
    """Refuses a table that cannot be written as text.

    Raises:
        BadInput: a column holds lists or bytes; the message names it.
    """
    import polars as pl

    for name, dtype in schema.items():
        if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
            raise BadInput(f"The column {quoted(name)} holds lists or bytes. Give the table without it.")


def refuse_spans(schema: "pl.Schema", name: str, wanted: str) -> None:
    """Refuses to read a column as days or amounts if it holds spans of time, as the hours of a workbook are.

    Raises:
        BadInput: it does, or it holds lists or bytes.
    """
    import polars as pl

    refuse_lists(pl.Schema({name: schema[name]}))
    if schema[name] == pl.Duration:
        raise BadInput(f"The column {quoted(name)} holds spans of time. Give a column of {wanted}.")


def as_plain(frame: "pl.DataFrame") -> "pl.DataFrame":
    """Converts a frame for text or workbooks: types those formats lack become ISO 8601 text.

    Durations are written like P1DT6H, times with a zone like 2020-01-31T12:00:00+01:00.

    Raises:
        BadInput: as `refuse_lists` and `check_days`.
    """
    import polars as pl
    import polars.selectors as cs

    refuse_lists(frame.schema)
    check_days(frame)
    zoned = cs.datetime(time_zone="*")
    return frame.with_columns(
        cs.duration().dt.to_string("iso"),
        zoned.dt.to_string("%Y-%m-%dT%H:%M:%S%.f%:z"),
        cs.by_dtype(pl.Categorical, pl.Enum, pl.Null).cast(pl.String),
    )
