"""Reading workbooks of Excel: their first sheet, once the file is known to unpack to no more than it may.

A workbook has one sort of number and one of day; what it cannot tell apart, whole numbers and days, is told apart here.
"""

import zipfile
import zlib
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import BadInput
from ..util.text import first_line

if TYPE_CHECKING:
    import polars as pl

__all__ = ["OLD_OFFICE", "read_workbook"]

OLD_OFFICE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
"""How files of Excel before 2007 begin, and those that a password protects."""

_LARGEST: Final = 2**30
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How the parts of a workbook may be compressed (ECMA-376, part 2); others take memory that no size tells."""
_EXACT: Final = 2**53
"""Below this, every whole number has a floating-point number of its own."""


def read_workbook(path: Path, name: str, text_column: str, largest: int) -> "pl.DataFrame":
    """The first sheet of a workbook, where `text_column` is read as text, and in others whole numbers and days as such.

    Raises:
        BadInput: it is protected, damaged, empty, or unpacks to more bytes than `largest`, or than a gigabyte.
    """
    import fastexcel

    _check(path, name, min(largest, _LARGEST))
    try:
        book = fastexcel.read_excel(path)
        header = tuple(book.load_sheet(0, n_rows=0).to_polars().columns)
        types = {text_column: "string"} if text_column in header else None
        frame = book.load_sheet(0, schema_sample_rows=None, dtypes=types).to_polars()  # type: ignore[arg-type]
    except fastexcel.FastExcelError as error:
        raise BadInput(f"{name} cannot be read as a workbook: {first_line(error)}") from None
    if not header:
        raise BadInput(f"The first sheet of {name} is empty. Put the table on the first sheet.")
    for number, column in enumerate(header, 1):
        if column.startswith("__UNNAMED__"):
            if frame[column].null_count() < frame.height:
                raise BadInput(f"Column {number} of {name} has no name. Begin the sheet with a row of names.")
            frame = frame.drop(column)
    return _as_typed(frame)


def _as_typed(frame: "pl.DataFrame") -> "pl.DataFrame":
    """A frame whose columns of nothing but whole numbers hold such, and those of nothing but midnights days."""
    import polars as pl

    return frame.with_columns(
        column.cast(pl.Int64) if column.dtype.is_float() else column.dt.date()
        for column in frame
        if (column.dtype.is_float() and _are_whole(column))
        or (column.dtype == pl.Datetime and (column.dt.time() == time.min).all())
    )


def _are_whole(column: "pl.Series") -> bool:
    return bool(((column == column.round()) & (column.abs() < _EXACT)).all())


def _check(path: Path, name: str, largest: int) -> None:
    with path.open("rb") as file:
        if file.read(8) == OLD_OFFICE:
            file.seek(0)
            if "EncryptedPackage".encode("utf-16-le") in file.read(largest):
                raise BadInput(f"{name} is protected by a password. Save it without one.")
            return
    try:
        with zipfile.ZipFile(path) as book:
            if any(each.flag_bits & 1 for each in book.infolist()):
                raise BadInput(f"{name} is protected by a password. Save it without one.")
            if any(each.compress_type not in _PACKED for each in book.infolist()):
                raise zipfile.BadZipFile
            size = sum(each.file_size for each in book.infolist())
            if size > largest or len(book.infolist()) > 10_000:
                raise BadInput(f"{name} unpacks to more than {largest // 2**20:,} MB. Split it.")
            if book.testzip():  # reads as much as was said; a size that was lied about shows as a wrong checksum
                raise zipfile.BadZipFile
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        raise BadInput(f"{name} is damaged, or no workbook. Save it again as .xlsx.") from None
