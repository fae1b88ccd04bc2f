"""Writes a frame as an Excel workbook that keeps every cell exactly, verified by reading it back.

Workbooks have 15-digit numbers, dates from 1900 and texts of up to 32,767 characters. A column beyond that is written
as text; anything that still does not fit is refused.
"""

import io
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ..errors import BadInput
from ..util.text import quoted
from .cells import as_plain

if TYPE_CHECKING:
    import polars as pl

__all__ = ["workbook"]

_ROWS: Final = 2**20 - 1
"""Beside the header."""
_COLUMNS: Final = 2**14
_CHARACTERS: Final = 32_767
"""Of one cell, counted as UTF-16 does."""
_EXACT: Final = 10**15
"""Below this, Excel shows every digit of a whole number."""
_DIGITS: Final = 15
_LARGEST: Final = 1e307
"""Excel has no numbers a little beyond this, nor below its reciprocal but 0."""
_FIRST_DAY: Final = date(1900, 3, 1)
"""Excel takes 1900 for a leap year: days before March are off by one."""
_ELSE: Final = "Write .csv or .parquet."


def workbook(frame: "pl.DataFrame") -> bytes:
    """The rows of a frame on the first sheet of a workbook, under a header; text stays text.

    Raises:
        BadInput: a workbook cannot hold it: too many rows or columns, too long a text, lists, or letters that XML has
            no way to write; the message says which and where.
    """
    import xlsxwriter

    frame = as_plain(frame)
    _check_size(frame)
    columns = [_held(column) for column in frame.iter_columns()]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("recoded")
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"})
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.name, bold)
            write, form = _writer(sheet, column.dtype, moment)
            for row, cell in enumerate(column, 1):
                if cell is not None and cell != "":
                    write(row, place, cell, *form)
    content = file.getvalue()
    _check_written(content, columns)
    return content


def _writer(sheet: Any, dtype: "pl.DataType", moment: Any) -> tuple[Callable[..., int], tuple[Any, ...]]:
    """The write function for cells of a type, and their number format."""
    import polars as pl

    if dtype == pl.String:
        return sheet.write_string, ()
    if dtype == pl.Boolean:
        return sheet.write_boolean, ()
    if dtype == pl.Date:
        return sheet.write_datetime, ()
    return (sheet.write_datetime, (moment,)) if dtype == pl.Datetime else (sheet.write_number, ())


def _check_size(frame: "pl.DataFrame") -> None:
    import polars as pl

    if frame.height > _ROWS:
        raise BadInput(f"A workbook holds {_ROWS:,} rows; these are {frame.height:,}. {_ELSE}")
    if frame.width > _COLUMNS:
        raise BadInput(f"A workbook holds {_COLUMNS:,} columns; these are {frame.width:,}. {_ELSE}")
    if long := next((name for name in frame.columns if _utf16(name) > _CHARACTERS), None):
        raise BadInput(f"The name of the column {quoted(long)} is too long for a workbook. {_ELSE}")
    for column in frame.select(pl.col(pl.String)).iter_columns():
        # Text never has more UTF-16 units than UTF-8 bytes.
        for row in (column.str.len_bytes() > _CHARACTERS).arg_true():
            if _utf16(column[row]) > _CHARACTERS:
                raise BadInput(
                    f"Row {row + 1} of {quoted(column.name)} has more than {_CHARACTERS:,} characters,"
                    f" which a cell of a workbook cannot hold. {_ELSE}"
                )


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _held(column: "pl.Series") -> "pl.Series":
    """A column as a workbook can hold it: unchanged, or as text if a cell would lose precision."""
    import polars as pl

    dtype = column.dtype
    if dtype in (pl.String, pl.Boolean):
        return column
    if dtype.is_integer():
        fits = column.cast(pl.Int128).is_between(-_EXACT, _EXACT).all()
    elif dtype.is_float():
        fits = (
            column.is_finite().all()
            and ((column.abs() < _LARGEST) & ((column == 0) | (column.abs() > 1 / _LARGEST))).all()
        )
    elif dtype.is_decimal():
        digits = column.cast(pl.String).str.replace_all(r"[-.]", "").str.strip_chars_start("0").str.len_bytes()
        fits = (digits <= _DIGITS).all()
        column = column.cast(pl.Float64) if fits else column
    elif dtype == pl.Date:
        fits = (column >= _FIRST_DAY).all()
    elif dtype == pl.Datetime:
        whole = column.dt.nanosecond() % 10**6 == 0
        fits = (column.dt.date() >= _FIRST_DAY).all() and whole.all()
    else:
        fits = False
    return column if fits else column.cast(pl.String)


def _check_written(content: bytes, columns: "list[pl.Series]") -> None:
    """Reads a workbook back to verify it.

    Raises:
        BadInput: it differs from what was written; the message names the column.
    """
    import fastexcel
    import polars as pl

    types = {
        place: "boolean"
        if column.dtype == pl.Boolean
        else "datetime"
        if column.dtype.is_temporal()
        else "string"
        if column.dtype == pl.String
        else "float"
        for place, column in enumerate(columns)
    }
    try:
        book = fastexcel.read_excel(content)
        header = book.load_sheet(0, n_rows=0).to_polars().columns
        found = book.load_sheet(0, header_row=None, skip_rows=1, dtypes=types).to_polars()  # type: ignore[arg-type]
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError):
        raise BadInput(f"A workbook cannot hold this table. {_ELSE}") from None
    for place, column in enumerate(columns):
        same = place < len(header) and header[place] == column.name
        if not same or not _same(column, found.to_series(place) if place < found.width else None):
            raise BadInput(f"A workbook cannot hold the column {quoted(column.name)} as it is. {_ELSE}")


def _same(column: "pl.Series", found: "pl.Series | None") -> bool:
    import polars as pl

    if found is None or len(found) < len(column):  # a sheet ends at its last non-empty cell
        found = pl.Series([], dtype=column.dtype) if found is None else found
        found = found.extend_constant(None, len(column) - len(found))
    if column.dtype == pl.String:
        return bool((column.fill_null("") == found.cast(pl.String).fill_null("")).all())
    if column.dtype.is_numeric():
        column, found = column.cast(pl.Float64), found.cast(pl.Float64)
        close = (column - found).abs() <= column.abs() * 10.0**-_DIGITS
        return bool(((column.is_null() & found.is_null()) | close.fill_null(False)).all())
    return column.cast(found.dtype).equals(found) if column.dtype.is_temporal() else column.equals(found)
