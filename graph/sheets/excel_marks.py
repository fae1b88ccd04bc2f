"""Reads merged areas and hidden rows of a workbook's sheet, which the cell reader does not report.

The cell reader gives a merged area's value in one cell only, and does not distinguish hidden rows.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from .excel_97 import marks_of_sheet

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["Marks", "Over", "marks_of"]

_WORKSHEET: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_VALUE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
_OPEN_DOCUMENT: Final = "content.xml"
_HIDDEN: Final = ("collapse", "filter")
_MARKED: Final = (b"<mergeCell ", b'hidden="1"', b'hidden="true"')
_MARKED_THERE: Final = (b":number-rows-spanned=", b":number-columns-spanned=", b':visibility="')
_AREA: Final = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", re.ASCII)

_CELL: Final = re.compile(r"([A-Z]{1,3})\d", re.ASCII)


class Over(StrEnum):
    """Over what a cell is merged; over both, its rows count."""

    ROWS = "rows"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class Marks:
    """Merged areas (first and last row, first and last column; from 0 at A1), and counts of hidden rows and columns.

    `first_column` is the first that holds anything: the cell reader counts rows from A1, but columns from there.
    """

    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: int = 0
    hidden_columns: int = 0
    first_column: int = 0


def marks_of(path: Path, sheet: int) -> Marks:
    """The marks of a sheet by index; none of a damaged file."""
    from lxml import etree

    try:
        if not zipfile.is_zipfile(path):
            areas, *counts = marks_of_sheet(path.read_bytes(), sheet)
            return Marks(tuple(areas), *counts)
        with zipfile.ZipFile(path) as book:
            if _OPEN_DOCUMENT in book.namelist():
                if not _holds(book.open(_OPEN_DOCUMENT), _MARKED_THERE):
                    return Marks()
                with book.open(_OPEN_DOCUMENT) as file:
                    return _of_open_document(file, sheet)
            part = _part(book, sheet)
            if not part or not _holds(book.open(part), _MARKED):
                return Marks()
            merged, rows, columns, filled = [], 0, 0, list[int]()
            with book.open(part) as file:
                for _, element in etree.iterparse(file, resolve_entities=False, no_network=True, huge_tree=False):
                    match str(element.tag).rpartition("}")[2]:
                        case "mergeCell" if area := _AREA.fullmatch(element.get("ref", "")):
                            first, last = int(area[2]) - 1, int(area[4]) - 1
                            merged.append((first, last, _column(area[1]), _column(area[3])))
                        case "row":
                            rows += _is_hidden(element)
                            filled += _first_filled(element)
                            element.clear()
                        case "col" if _is_hidden(element):
                            columns += min(int(element.get("max", "1")), 16_384) - int(element.get("min", "1")) + 1
            return Marks(tuple(merged), rows, columns, min(filled, default=0))
    except (zipfile.BadZipFile, etree.LxmlError, KeyError, ValueError, OSError):
        return Marks()


def _first_filled(row: "etree._Element") -> list[int]:
    """The place of the first cell of a row that holds anything, if any does; what is only coloured holds nothing."""
    for place, cell in enumerate(row):
        if len(cell):
            reference = _CELL.match(cell.get("r", ""))
            return [_column(reference[1]) if reference else place]
    return []


def _of_open_document(file: IO[bytes], sheet: int) -> Marks:
    """The marks of a sheet in OpenDocument, where a cell says how many rows it spans, and one like others how many."""
    from lxml import etree

    merged, hidden_rows, hidden_columns = list[tuple[int, int, int, int]](), 0, 0
    row, filled_first, table = 0, list[int](), -1
    for event, element in etree.iterparse(
        file, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False
    ):
        name = str(element.tag)
        if event == "start":
            table += name == f"{_TABLE}table"
            continue
        if table == sheet and name == f"{_TABLE}table-column" and element.get(f"{_TABLE}visibility") in _HIDDEN:
            hidden_columns += _times(element, "columns")
        if name == f"{_TABLE}table-row":
            if table == sheet:
                cells = list(_cells(element))
                merged += [
                    (row, row + rows - 1, place, place + columns - 1)
                    for place, rows, columns, _ in cells
                    if rows > 1 or columns > 1
                ]
                filled_first += [place for place, *_, filled in cells if filled][:1]
                hidden_rows += _times(element, "rows") * (element.get(f"{_TABLE}visibility") in _HIDDEN)
                row += _times(element, "rows")
            element.clear()
        if name == f"{_TABLE}table" and table == sheet:
            break
    return Marks(tuple(merged), hidden_rows, hidden_columns, min(filled_first, default=0))


def _cells(row: "etree._Element") -> Iterator[tuple[int, int, int, bool]]:
    """The cells of a row: their place, how many rows and columns they span, and whether they hold anything."""
    place = 0
    for cell in row:
        if str(cell.tag) in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            filled = len(cell) > 0 or cell.get(_VALUE) is not None
            rows, columns = (int(cell.get(f"{_TABLE}number-{what}-spanned", "1")) for what in ("rows", "columns"))
            yield place, rows, columns, filled
            place += _times(cell, "columns")


def _times(element: "etree._Element", what: str) -> int:
    """How many rows or columns an element stands for."""
    return min(int(element.get(f"{_TABLE}number-{what}-repeated", "1")), 2**20)


def _part(book: zipfile.ZipFile, sheet: int) -> str:
    """The name of the zip entry of a sheet."""
    from lxml import etree

    if "xl/workbook.xml" not in book.namelist():
        return ""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    sheets = etree.fromstring(book.read("xl/workbook.xml"), parser).findall(f".//{_WORKSHEET}sheet")
    relations = etree.fromstring(book.read("xl/_rels/workbook.xml.rels"), parser)
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    target = targets.get(sheets[sheet].get(_RELATION), "") if sheet < len(sheets) else ""
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}" if target else ""


def _holds(file: IO[bytes], marks: Sequence[bytes]) -> bool:
    """Whether anything is merged or hidden, by a byte search first: most sheets have neither, and are large."""
    left = b""
    with file:
        while block := file.read(2**20):
            text = left + block
            if any(mark in text for mark in marks):
                return True
            left = text[-30:]
    return False


def _is_hidden(element: "etree._Element") -> bool:
    return element.get("hidden") in ("1", "true")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
