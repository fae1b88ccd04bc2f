"""Opens a text table: detects encoding, separator and header, and repairs uneven rows.

A regular file is read directly; one with blank rows or notes is first rewritten to a temporary file.
"""

import codecs
import csv
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Final

from ..errors import BadInput
from ..util.text import first_line
from .csv_blocks import CsvLines, evenly
from .layout import SAMPLE, Header, Layout, find_header
from .tables_below import TableBelow, one_table, tables_below

__all__ = ["TextTable", "open_text"]

_BLOCK: Final = 2**20
_VALID_BUT_NOT_ASCII: Final = re.compile("[^\x00-\x7f\udc80-\udcff]")
"""A letter that was well encoded, in a text whose badly encoded bytes were read as surrogates."""


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text whose rows, from byte offset `begins` on, all have one cell per column.

    `rows` is their number if they end before the file, else None for all. `remarks` say what was found. `unquoted` says
    that no cell is quoted or holds the end of a line.
    """

    path: Path
    header: Header
    separator: str
    begins: int
    rows: int | None
    remarks: tuple[str, ...] = ()
    unquoted: bool = False


def open_text(path: Path, name: str, folder: Path, layout: Layout, column: str = "") -> TextTable:
    """Opens a table in a text file, of several the first with a column; a rewritten copy goes to the folder.

    Raises:
        BadInput: it is not text, or not a table; the message names the line.
    """
    path = _as_utf8(path, name, folder)
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline(_BLOCK)
    if first.endswith("\r"):
        path = _with_new_lines(path, folder / "lines")
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline(_BLOCK)
        separator = _separator([first, *islice(file, SAMPLE)])
        file.seek(0)
        reader = csv.reader(file, delimiter=separator)
        try:
            sample = list(islice(reader, layout.sample))
        except csv.Error as error:
            raise BadInput(f"The header of {name} cannot be read: {first_line(error)}.") from None
    header = find_header(sample, layout)
    if header is None:
        raise BadInput(f"{name} has no row that could be a header. Give the table a header row.")
    try:
        begins = _place_of(path, separator, header.rows_above)
        below = _tables_below(path, separator, begins, header)
        part = one_table(header, below, layout.table, name, column)
        begins = begins if part.header is header else _place_of(path, separator, part.header.rows_above)
    except csv.Error as error:
        raise BadInput(f"The lines above the header of {name} cannot be read: {first_line(error)}.") from None
    header, remarks = part.header, (*part.header.remarks, *part.remarks)
    even = _looks_even(path, len(header.columns), separator.encode(), begins)
    if even:
        unquoted = not _holds(path, begins, b"\r")
        return TextTable(path, header, separator, begins, part.rows, remarks, unquoted=unquoted)
    rows, even = _rows(path, name, header, separator, begins, part.rows)
    if not even or part.rows is not None:
        path, begins = evenly(path, folder / "even", separator, begins, len(header.columns), rows), 0
        rows = None
    return TextTable(path, header, separator, begins, rows, remarks)


def _tables_below(path: Path, separator: str, begins: int, header: Header) -> tuple[TableBelow, ...]:
    """The tables below that with a header; a text that cannot be read has none, for its rows are looked at later."""
    with path.open("rb") as binary:
        binary.seek(begins)
        try:
            return tables_below(csv.reader((line.decode() for line in binary), delimiter=separator), header.columns)
        except csv.Error:
            return ()


def _separator(lines: Sequence[str]) -> str:
    """The separator present in most lines."""
    return max(",\t;|", key=lambda each: (sum(each in line for line in lines), lines[0].count(each)))


def _place_of(path: Path, separator: str, rows: int) -> int:
    """The byte offset after a number of rows, counting blank ones."""
    taken = 0

    def lines(binary: IO[bytes]) -> Iterator[str]:
        nonlocal taken
        for line in binary:
            taken += len(line)
            yield line.decode()

    with path.open("rb") as binary:
        if not rows:
            return len(codecs.BOM_UTF8) if binary.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8 else 0
        reader = csv.reader(lines(binary), delimiter=separator)
        for _ in range(rows):
            next(reader)
    return taken


def _as_utf8(path: Path, name: str, folder: Path) -> Path:
    """The text in UTF-8: the same file, or a converted copy of UTF-16 or Windows-1252."""
    with path.open("rb") as file:
        start = file.read(2)
        if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return _rewritten(path, folder / "text", "utf-16", name)
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := file.read(_BLOCK):
                if b"\x00" in block:
                    raise BadInput(f"{name} is no table in text form. Save it as CSV in UTF-8.")
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _rewritten(path, folder / "text", "cp1252", name)
    return path


def _with_new_lines(path: Path, to: Path) -> Path:
    """A text with the ends of lines of today, for one that ends them as old Macs did."""
    with path.open(encoding="utf-8") as source, to.open("w", encoding="utf-8", newline="\n") as target:
        shutil.copyfileobj(source, target, _BLOCK)
    return to


def _rewritten(path: Path, to: Path, encoding: str, name: str) -> Path:
    if encoding == "cp1252":
        with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
            while text := file.read(_BLOCK):
                if _VALID_BUT_NOT_ASCII.search(text):
                    raise BadInput(f"{name} mixes UTF-8 with another encoding. Save all of it as UTF-8.")
    try:
        with path.open(encoding=encoding, newline="") as source, to.open("w", encoding="utf-8", newline="") as target:
            shutil.copyfileobj(source, target, _BLOCK)
    except UnicodeError:
        raise BadInput(f"{name} is neither UTF-8 nor Windows-1252. Save it as UTF-8.") from None
    return to


def _rows(
    path: Path, name: str, header: Header, separator: str, begins: int, most: int | None
) -> tuple[int | None, bool]:
    """Checks the number of cells of every row, or of some; what stands below a blank one may be notes, of any number.

    Returns the number of rows if they end before the file or with empty lines, and whether the file can be read
    directly: no blank or short row, and quotes that predict row ends (see `CsvLines`).
    """
    columns = len(header.columns)
    rows, even, blank, is_below = 0, True, 0, False
    with path.open("rb") as binary:
        binary.seek(begins)
        lines = CsvLines(line.decode() for line in binary)
        reader = csv.reader(lines, delimiter=separator, strict=True)
        above = _lines_above(path, begins)
        try:
            for cells in islice(reader, most):
                lines.row_ended()
                if not cells:
                    blank += 1
                    continue
                even = even and not (blank and columns > 1)
                is_below = is_below or blank > 0 or not any(map(str.strip, cells))
                rows, blank = rows + 1 + blank, 0
                if len(cells) != columns:
                    if not (is_below or _can_be_mended(cells, columns)):
                        number = f"{len(cells)} cell{'s' * (len(cells) != 1)}"
                        raise BadInput(
                            f"Line {above + reader.line_num} of {name} has {number}; the header has {columns} columns."
                            " Mend that line."
                        )
                    even = False
        except csv.Error as error:
            raise BadInput(f"Line {above + reader.line_num} of {name} cannot be read: {first_line(error)}.") from None
    return rows, even and lines.countable


def _can_be_mended(cells: Sequence[str], columns: int) -> bool:
    """Whether a row of the wrong length can be repaired: blank, a note, or only surplus empty cells."""
    filled = [cell for cell in cells if cell.strip()]
    return not any(cells[columns:]) if len(cells) > columns else not filled or (len(filled) == 1 and " " in filled[0])


def _lines_above(path: Path, begins: int) -> int:
    with path.open("rb") as binary:
        return binary.read(begins).count(b"\n")


def _holds(path: Path, begins: int, byte: bytes) -> bool:
    with path.open("rb") as file:
        file.seek(begins)
        while block := file.read(_BLOCK):
            if byte in block:
                return True
    return False


def _looks_even(path: Path, columns: int, separator: bytes, begins: int) -> bool:
    """Whether every line has the right number of separators, and no quotes that could enclose some of them.

    Removing everything but separators and line ends must leave one repeated pattern.
    """
    others = bytes(each for each in range(256) if each not in (separator + b'\n"'))
    line = separator * (columns - 1) + b"\n"
    left, end = b"", b"\n"
    with path.open("rb") as file:
        file.seek(begins)
        while block := file.read(_BLOCK):
            kept = left + block.translate(None, others)
            lines = len(kept) // len(line)
            if kept[: lines * len(line)] != line * lines:
                return False
            left, end = kept[lines * len(line) :], block[-1:]
    return columns > 1 and left == (b"" if end == b"\n" else line[:-1])
