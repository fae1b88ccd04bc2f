"""Streams the rows of a text table in blocks, so that memory does not grow with the file.

Polars' reader loads a whole file, so it is given blocks that end at a row boundary. Boundaries are found by counting
quotes; `CsvLines` detects where that fails, and `evenly` rewrites the file.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

__all__ = ["CsvLines", "blocks", "evenly", "text_batches"]

_BLOCK = 4 * 2**20


def blocks(path: Path, begins: int = 0, size: int = _BLOCK) -> Iterator[bytes]:
    """The bytes of a file from an offset, in blocks that end at a row boundary."""
    left = b""
    with path.open("rb") as file:
        file.seek(begins)
        block = file.read(size)
        while block:
            after = file.read(size)
            left += block
            if end := _end_of_rows(left) if after else len(left):
                yield left[:end]
                left = left[end:]
            block = after


def _end_of_rows(text: bytes) -> int:
    """The end of the last complete row: after the last line end outside quotes; 0 if there is none."""
    end = text.rfind(b"\n") + 1
    inside = text.count(b'"', 0, end) % 2
    while inside:
        before = text.rfind(b"\n", 0, end - 1) + 1
        if not before:
            return 0
        inside = (inside + text.count(b'"', before, end)) % 2
        end = before
    return end


def _line(cells: Sequence[str], separator: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()


class CsvLines:
    """The lines of a CSV text, noting whether counted quotes predict where its rows end.

    They do not if an unquoted cell contains a quote, as in `5" pipe`.
    """

    def __init__(self, file: Iterable[str]) -> None:
        self.countable = True
        self._file, self._quotes, self._in_row = file, 0, False

    def __iter__(self) -> Iterator[str]:
        for line in self._file:
            self._quotes += line.count('"')
            self._in_row = True
            yield line
            # Another line is requested, so the row continues in a quoted cell.
            self.countable = self.countable and not (self._in_row and self._quotes % 2 == 0)

    def row_ended(self) -> None:
        """Called after every row."""
        self._in_row = False
        self.countable = self.countable and self._quotes % 2 == 0


def evenly(path: Path, to: Path, separator: str, begins: int, columns: int, rows: int | None) -> Path:
    """Rewrites rows of a text (all, or a number of them) with equal numbers of cells and correct quoting.

    A row with more, which is a note with commas in it, becomes one cell.
    """
    with path.open("rb") as source, to.open("w", encoding="utf-8", newline="") as target:
        source.seek(begins)
        reader = csv.reader((line.decode() for line in source), delimiter=separator, strict=True)
        writer = csv.writer(target, delimiter=separator, lineterminator="\n")
        for cells in islice(reader, rows):
            whole = [separator.join(cells)] if any(cells[columns:]) else cells
            writer.writerow((whole + [""] * columns)[:columns])
    return to


def text_batches(
    path: Path, header: Sequence[str], separator: str, rows: int | None, most: int, begins: int = 0
) -> "Iterator[pl.DataFrame]":
    """The rows from an offset, all or a number of them, in batches; every cell is text."""
    import polars as pl

    schema = dict.fromkeys(header, pl.String)
    # With an explicit header, the first line of a block is a row even if it is empty.
    first_line = _line(header, separator)
    for block in blocks(path, begins):
        frame = pl.read_csv(
            io.BytesIO(first_line + block),
            separator=separator,
            infer_schema=False,
            schema=schema,
            n_rows=rows,
            raise_if_empty=False,
        )
        if rows is not None:
            rows -= frame.height
        yield from frame.iter_slices(most)
        if rows == 0:
            return
