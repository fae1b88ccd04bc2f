"""Reads and makes small sheets."""

import io
from pathlib import Path

import polars as pl
import xlsxwriter

from graph.sheets.layout import Layout
from graph.sheets.read import open_sheet

__all__ = ["read", "workbook"]


def read(data: bytes | Path, column: str = "", **said: object) -> tuple[pl.DataFrame, tuple[str, ...]]:
    source = data if isinstance(data, Path) else io.BytesIO(data)
    with open_sheet(source, text_column=column, layout=Layout(**said)) as sheet:  # type: ignore[arg-type]
        batches = list(sheet.batches())
        return pl.concat(batches) if batches else pl.DataFrame(schema=sheet.schema), sheet.remarks


def workbook(path: Path, **sheets: list[list[object]]) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(path)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return book
