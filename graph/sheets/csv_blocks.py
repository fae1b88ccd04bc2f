"""The rows of a table in text form, block by block, so that memory does not grow with the file.

The reader of Polars takes a whole file into memory; here it is given so much of it at a time as ends with a row. Both
tell where that is by counting quotes; where those mislead, `CsvLines` shows it and `evenly` mends it.
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
    """The bytes of a file from one on, in pieces that end where a row does."""
    left = b""
    with path.open("rb") as file:
        file.seek(begins)
        while block := file.read(size):
            left += block
            if end := _end_of_rows(left):
                yield left[:end]
                left = left[end:]
    if left:
        yield left


def _end_of_rows(text: bytes) -> int:
    """Where the last whole row ends: after the last line end that stands in no quotes; 0 if there is none."""
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
    """The lines of a text that is read as CSV, and whether its rows end where its quotes, counted, say so.

    They do not where a quote stands in a cell that is in no quotes itself, as in `5" pipe`.
    """

    def __init__(self, file: Iterable[str]) -> None:
        self.countable = True
        self._file, self._quotes, self._in_row = file, 0, False

    def __iter__(self) -> Iterator[str]:
        for line in self._file:
            self._quotes += line.count('"')
            self._in_row = True
            yield line
            # Another line is asked for: the row goes on, in a cell that is in quotes.
            self.countable = self.countable and not (self._in_row and self._quotes % 2 == 0)

    def row_ended(self) -> None:
        """Is told of every row that has been read."""
        self._in_row = False
        self.countable = self.countable and self._quotes % 2 == 0


def evenly(path: Path, to: Path, separator: str, begins: int, columns: int, rows: int | None) -> Path:
    """Rewrites rows of a text, all or so many, each with as many cells as there are columns, in proper quotes."""
    with path.open("rb") as source, to.open("w", encoding="utf-8", newline="") as target:
        source.seek(begins)
        reader = csv.reader((line.decode() for line in source), delimiter=separator, strict=True)
        writer = csv.writer(target, delimiter=separator, lineterminator="\n")
        writer.writerows((cells + [""] * columns)[:columns] for cells in islice(reader, rows))
    return to


def text_batches(
    path: Path, header: Sequence[str], separator: str, rows: int | None, most: int, begins: int = 0
) -> "Iterator[pl.DataFrame]":
    """The rows from a byte on, all of them or so many, at most so many at a time; every cell is text as it stands."""
    import polars as pl

    schema = dict.fromkeys(header, pl.String)
    # Under a header of its own, the first line of a block is a row even if it is empty.
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
