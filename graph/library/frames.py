"""Recoding of polars and pandas data frames; each comes back as the type it was."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..errors import BadInput
from ..util.extras import named_parts
from ..util.text import printable, quoted

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = ["recode_any"]

Frame = TypeVar("Frame")


def recode_any(
    frame: Frame, columns: Sequence[str], apportion: Sequence[str], recode: "Callable[[pl.DataFrame], pl.DataFrame]"
) -> Frame:
    """Recodes a frame with a function for polars; for pandas, other columns and the index are kept.

    `columns` are that of the codes, and that of the days of the rows, if there is one.

    Raises:
        BadInput: it is not a data frame, or a column is missing, duplicated, or not text.
        MissingPart: polars is not installed.
    """
    library, _, _ = type(frame).__module__.partition(".")
    with named_parts():
        import polars as pl
    if isinstance(frame, pl.DataFrame):
        return cast("Frame", recode(frame))
    if library == "pandas" and type(frame).__name__ == "DataFrame":
        return cast("Frame", _recode_pandas(cast("pd.DataFrame", frame), columns, apportion, recode))
    raise BadInput(f"Give a data frame of polars or pandas; this is {printable(type(frame).__name__)}.")


def _recode_pandas(
    frame: "pd.DataFrame",
    columns: Sequence[str],
    apportion: Sequence[str],
    recode: "Callable[[pl.DataFrame], pl.DataFrame]",
) -> "pd.DataFrame":
    """Only codes and amounts go through polars, with row numbers; pandas repeats the other columns itself."""
    import pandas as pd
    import polars as pl

    names = [str(name) for name in frame.columns]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise BadInput(f"The table has two columns {quoted(twice)}. Rename one.")
    number = "row" + "_" * (max(map(len, names), default=0) + 1)  # longer than any existing name
    cells = {name: _cells(frame[name]) if name in (*columns, *apportion) else [None] * len(frame) for name in frame}
    series = [pl.Series(str(name), values, strict=False) for name, values in cells.items()]
    column = columns[0]
    if column in cells and all(isinstance(cell, str | None) for cell in cells[column]):
        series = [each.cast(pl.String) if each.name == column else each for each in series]
    recoded = recode(pl.DataFrame([*series, pl.Series(number, range(len(frame)), pl.Int64)]))
    result = frame.iloc[recoded[number].to_list()].copy()
    for name in recoded.columns:
        if name in apportion:
            result[name] = _amounts(recoded[name].to_list(), result, frame[name])
        elif name not in names and name != number:
            result[name] = pd.Series(recoded[name].to_list(), index=result.index)
    return result


def _amounts(values: list[object], result: "pd.DataFrame", before: "pd.Series[Any]") -> "pd.Series[Any]":
    """A column of amounts in its original type, unless that type has no missing value."""
    import pandas as pd

    whole_only = before.dtype.kind in "iu" and not isinstance(before.dtype, pd.api.extensions.ExtensionDtype)
    return pd.Series(values, index=result.index, dtype=None if whole_only and None in values else before.dtype)


def _cells(column: "pd.Series[Any]") -> list[object]:
    import pandas as pd

    return [None if missing else cell for cell, missing in zip(column.tolist(), pd.isna(column), strict=True)]
