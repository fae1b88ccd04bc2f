"""Reads merged areas and hidden rows of a workbook's sheet, which the cell reader does not report.

The cell reader gives a merged area's value in one cell only, and does not distinguish hidden rows.
"""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["Marks", "marks_of"]

_WORKSHEET: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MARKED: Final = (b"<mergeCell ", b'hidden="1"', b'hidden="true"')
_AREA: Final = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Marks:
    """Vertically merged areas (first row, last row, column; from 0 at A1), and counts of hidden rows and columns."""

    merged: tuple[tuple[int, int, int], ...] = ()
    hidden_rows: int = 0
    hidden_columns: int = 0
    first_row: int = 0
    first_column: int = 0


def marks_of(path: Path, sheet: int) -> Marks:
    """The marks of a sheet by index; none if the file is not an .xlsx workbook."""
    from lxml import etree

    try:
        with zipfile.ZipFile(path) as book:
            part = _part(book, sheet)
            if not part or not _is_marked(book.open(part)):
                return Marks()
            merged, rows, columns, corner = [], 0, 0, (0, 0)
            with book.open(part) as file:
                for _, element in etree.iterparse(file, resolve_entities=False, no_network=True, huge_tree=False):
                    match str(element.tag).rpartition("}")[2]:
                        case "mergeCell" if area := _AREA.fullmatch(element.get("ref", "")):
                            first, last = int(area[2]) - 1, int(area[4]) - 1
                            if last > first:
                                merged.append((first, last, _column(area[1])))
                        case "row":
                            rows += _is_hidden(element)
                            element.clear()
                        case "col" if _is_hidden(element):
                            columns += min(int(element.get("max", "1")), 16_384) - int(element.get("min", "1")) + 1
                        case "dimension" if area := re.match(r"([A-Z]{1,3})(\d{1,7})", element.get("ref", "")):
                            corner = int(area[2]) - 1, _column(area[1])
            return Marks(tuple(merged), rows, columns, *corner)
    except (zipfile.BadZipFile, etree.LxmlError, KeyError, ValueError, OSError):
        return Marks()


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


def _is_marked(file: IO[bytes]) -> bool:
    """Whether anything is merged or hidden, by a byte search first: most sheets have neither, and are large."""
    left = b""
    with file:
        while block := file.read(2**20):
            text = left + block
            if any(mark in text for mark in _MARKED):
                return True
            left = text[-20:]
    return False


def _is_hidden(element: "etree._Element") -> bool:
    return element.get("hidden") in ("1", "true")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
