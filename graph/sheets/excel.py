"""Reader for Excel workbooks: picks the sheet with the table, after checking the unpacked size.

Workbooks have one numeric and one date type, so integers and plain dates are recognised here.
"""

import logging
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import BadInput
from ..util.text import first_line, printable, quoted
from .excel_marks import Marks, Over, marks_of
from .layout import Header, Layout, find_header, has_numbers, is_number, same_name
from .tables_below import one_table, tables_below

if TYPE_CHECKING:
    import fastexcel
    import polars as pl

__all__ = ["OLD_OFFICE", "read_workbook"]

# The reader tells on stderr which types it guesses.
logging.getLogger("fastexcel").setLevel(logging.ERROR)

OLD_OFFICE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
"""How files of Excel before 2007 begin, and those that a password protects."""

_LARGEST: Final = 2**30
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How the parts of a workbook may be compressed (ECMA-376, part 2); others take memory that no size tells."""
_ABOUT: Final = re.compile(
    r"(?:table of )?contents?|cover(?: ?sheet)?|(?:foot)?notes?|index|about|read ?me|intro(?:duction)?|"
    r"title(?: ?page)?|information|guidance|metadata|definitions?|glossary|terms|methodology|contacts?|sources?",
    re.IGNORECASE,
)
"""What sheets are called that say something about the others."""
_EXACT: Final = 2**53
"""Below this, every whole number has a floating-point number of its own."""


def read_workbook(
    path: Path, name: str, text_column: str, largest: int, layout: Layout
) -> "tuple[pl.DataFrame, tuple[str, ...], Mapping[str, Over]]":
    """A sheet of a workbook, with remarks about what was found, and the columns with a number merged over others.

    `text_column` is read as text; other columns of integers or dates get those types. Among several sheets, the one
    named in the layout is used, else the first with that column, else the first in view with a table that has numbers,
    else the first with a table.

    Raises:
        BadInput: it is protected, damaged, empty, or unpacks to more bytes than `largest`, or than a gigabyte.
    """
    import fastexcel

    _check(path, name, min(largest, _LARGEST))
    try:
        book = fastexcel.read_excel(path)
        place, header = _chosen(book, name, text_column, layout)
        frame = _loaded(book, place, header, None, text_column)
        below = tables_below(_texts(frame), header.columns)
        part = one_table(header, below, layout.table, name, text_column)
        if part.header is not header or part.rows is not None:
            header = part.header
            frame = _loaded(book, place, header, part.rows, text_column)
    except fastexcel.FastExcelError as error:
        raise BadInput(f"{name} cannot be read as a workbook: {first_line(error)}") from None
    marks = marks_of(path, place)
    frame, merged = _filled(frame.select(_named_or_filled(frame)), marks, header.rows_above)
    remarks = (*_which(book.sheet_names, place), *header.remarks, *_in_words(marks, merged), *part.remarks)
    return _as_typed(frame), remarks, merged


def _loaded(
    book: "fastexcel.ExcelReader", place: int, header: Header, rows: int | None, text_column: str
) -> "pl.DataFrame":
    """The rows below a header, all or a number of them; the named column as text."""
    types = {column: "string" for column in header.columns if same_name(column, text_column)}
    return book.load_sheet(
        place,
        header_row=None,
        column_names=list(header.columns),
        skip_rows=header.rows_above,
        n_rows=rows,
        schema_sample_rows=None,
        dtypes=types or None,  # type: ignore[arg-type]
    ).to_polars()


def _texts(frame: "pl.DataFrame") -> "Iterator[list[str]]":
    """The rows of a frame as texts; none if it has no blank row, after which alone there may be another table."""
    import polars as pl

    filled = [
        pl.col(name).str.strip_chars().fill_null("") != "" if kind == pl.String else pl.col(name).is_not_null()
        for name, kind in frame.schema.items()
    ]
    if frame.select(pl.any_horizontal(filled).all()).item():
        return
    for row in frame.iter_rows():
        yield ["" if cell is None else str(cell) for cell in row]


def _chosen(book: "fastexcel.ExcelReader", name: str, column: str, layout: Layout) -> tuple[int, Header]:
    """The index of the sheet with the table, and its header."""
    places: Sequence[int] = range(len(book.sheet_names))
    if layout.sheet:
        places = [place for place, sheet in enumerate(book.sheet_names) if sheet.lower() == layout.sheet.lower()]
        if not places and layout.sheet.isdecimal() and 1 <= int(layout.sheet) <= len(book.sheet_names):
            places = [int(layout.sheet) - 1]
        if not places:
            shown = printable(", ".join(book.sheet_names[:20]), 400)
            raise BadInput(f"{name} has no sheet {quoted(layout.sheet)}. Its sheets are: {shown}.")
    found: list[tuple[bool, bool, int, Header]] = []
    for place in places:
        loaded = book.load_sheet(place, header_row=None, skip_rows=0, n_rows=layout.sample, dtypes="string")
        sample = loaded.to_polars()
        rows = [[cell or "" for cell in row] for row in sample.iter_rows()]
        if not rows or (header := find_header(rows, layout)) is None:
            continue
        has_rows = len(rows) > header.rows_above
        if column and any(same_name(each, column) for each in header.columns):
            return place, header
        if has_rows or len(places) == 1:
            # A list of contents has no numbers but those of the sheets, and a look-up is often hidden.
            is_table = loaded.visible == "visible" and has_numbers(rows[header.rows_above :])
            found.append((not is_table, bool(_ABOUT.fullmatch(book.sheet_names[place].strip())), place, header))
    if not found:
        raise BadInput(f"No sheet of {name} has a table. Put it on the first sheet, under a row of names.")
    *_, place, header = min(found, key=lambda each: each[:3])
    return place, header


def _which(sheets: Sequence[str], place: int) -> tuple[str, ...]:
    """A remark on which sheet was read, if there are several."""
    if len(sheets) == 1:
        return ()
    return (f"Of {len(sheets)} sheets {quoted(sheets[place])} was read; --sheet names another.",)


def _in_words(marks: Marks, merged: Mapping[str, Over]) -> tuple[str, ...]:
    counts = {
        "merged area": sum(last > first for first, last, *_ in marks.merged),
        "hidden row": marks.hidden_rows,
        "hidden column": marks.hidden_columns,
    }
    said = [f"{number:,} {what}{'s' * (number != 1)}" for what, number in counts.items() if number]
    told = []
    if said:
        told.append(
            f"The sheet has {', '.join(said)}: a merged value counts for each of its rows; what is hidden is read."
        )
    if names := ", ".join(quoted(name) for name, over in merged.items() if over is Over.ROWS):
        told.append(f"Numbers are merged over rows in {names}: if they are amounts, sums count them more than once.")
    if names := ", ".join(quoted(name) for name, over in merged.items() if over is Over.COLUMNS):
        told.append(f"Numbers are merged over the columns {names}: each stands in the first that it is merged over.")
    return tuple(told)


def _named_or_filled(frame: "pl.DataFrame") -> list[str]:
    """The columns that have a name or a value."""
    return [
        column
        for number, column in enumerate(frame.columns, 1)
        if column != f"column {number}" or frame[column].null_count() < frame.height
    ]


def _filled(frame: "pl.DataFrame", marks: Marks, rows_above: int) -> "tuple[pl.DataFrame, Mapping[str, Over]]":
    """A frame with the value of a vertically merged area repeated in each of its rows, and where it is a number."""
    import polars as pl

    found: dict[str, Over] = {}
    for first, last, leftmost, rightmost in marks.merged:
        top, bottom = first - rows_above, last - rows_above
        place = leftmost - marks.first_column
        if not 0 <= place < frame.width or top < 0 or top >= frame.height:
            continue
        name = frame.columns[place]
        if bottom > top:
            area = pl.int_range(pl.len()).is_between(top, min(bottom, frame.height - 1))
            frame = frame.with_columns(pl.when(area).then(pl.col(name).get(top)).otherwise(pl.col(name)).alias(name))
        if is_number(str(frame[name][top])):
            beside = frame.columns[place : rightmost - marks.first_column + 1]
            found |= {each: Over.ROWS if bottom > top else found.get(each, Over.COLUMNS) for each in beside}
    return frame, found


def _as_typed(frame: "pl.DataFrame") -> "pl.DataFrame":
    """A frame with columns of only integers, or only midnights, converted to integers or dates."""
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
            if not any(each.startswith("xl/") or each == "content.xml" for each in book.namelist()):
                raise BadInput(f"{name} is an archive or a document, and no workbook. Name the table that is in it.")
            size = sum(each.file_size for each in book.infolist())
            if size > largest or len(book.infolist()) > 10_000:
                raise BadInput(f"{name} unpacks to more than {largest // 2**20:,} MB. Split it.")
            if book.testzip():  # reads only the declared size; a false size then shows as a checksum error
                raise zipfile.BadZipFile
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        raise BadInput(f"{name} is damaged, or no workbook. Save it again as .xlsx.") from None
