"""Reading tables that people keep: CSV, TSV, gzip, Excel and Parquet, of any size that fits the format.

What comes in is hostile until looked at: its encoding, its shape and what it unpacks to are checked before it is read.
"""

import codecs
import csv
import gzip
import re
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ..errors import BadInput
from ..util.text import first_line, printable, quoted
from .cells import check_days
from .csv_blocks import CsvLines, requoted, text_batches
from .excel import OLD_OFFICE, read_workbook

if TYPE_CHECKING:
    import polars as pl

__all__ = ["LARGEST", "Sheet", "no_column", "open_sheet"]

LARGEST = 8 * 2**30
"""Bytes that a compressed file may unpack to."""

BATCH = 100_000
"""Rows held at a time where a file is read or written as a stream."""

_BLOCK = 2**20
_VALID_BUT_NOT_ASCII = re.compile("[^\x00-\x7f\udc80-\udcff]")
"""A letter that was well encoded, in a text whose badly encoded bytes were read as surrogates."""


@dataclass(frozen=True)
class Sheet:
    """A table that was opened: its columns, and its rows as a lazy frame in which every text cell is kept as it is."""

    frame: "pl.LazyFrame"
    columns: tuple[str, ...]
    in_blocks: "Callable[[], Iterator[pl.DataFrame]] | None" = None

    def batches(self) -> "Iterator[pl.DataFrame]":
        """The rows, some at a time, in their order.

        Raises:
            BadInput: a row cannot be read, or holds a day that no calendar has.
        """
        import polars as pl

        try:
            if self.in_blocks:
                yield from self.in_blocks()
                return
            for batch in self.frame.collect_batches(chunk_size=BATCH, maintain_order=True, engine="streaming"):
                check_days(batch)
                yield batch
        except pl.exceptions.PolarsError as error:
            raise BadInput(f"The table cannot be read to its end: {first_line(error)}") from None
        except pl.exceptions.PanicException:
            # A Parquet file with a flipped byte may bring Polars down; it is no error like others.
            raise BadInput("The table cannot be read to its end: it is damaged. Write it again.") from None

    def column(self, name: str) -> str:
        """The column with a name, or the only one where none is named.

        Raises:
            BadInput: it is missing, or several could be meant; the message names those that exist.
        """
        if name in self.columns:
            return name
        if not name and len(self.columns) == 1:
            return self.columns[0]
        raise no_column(name, self.columns)


def no_column(name: str, columns: Sequence[str]) -> BadInput:
    """The error for a column of codes that is missing or not named; its message names those that exist."""
    shown = ", ".join(column[:40] for column in columns[:12])
    more = f" and {len(columns) - 12} more" if len(columns) > 12 else ""
    wrong = f"There is no column {quoted(name)}." if name else "Say which column holds the codes."
    return BadInput(f"{wrong} The columns are: {printable(shown, 600)}{more}.")


@contextmanager
def open_sheet(source: Path | IO[bytes], *, text_column: str = "", largest: int = LARGEST) -> Iterator[Sheet]:
    """Opens a table in a file or a stream; what it is shows from its first bytes, a text's separator from its header.

    `text_column` is read as text whatever its cells look like; `largest` limits what a compressed file unpacks to.

    Raises:
        BadInput: there is no such file, or it is empty, cut short, protected, too large, or no table.
    """
    with tempfile.TemporaryDirectory(prefix="recode-") as folder:
        try:
            path = source if isinstance(source, Path) else _kept(source, Path(folder) / "input", largest)
            with path.open("rb") as file:
                start = file.read(8)
        except FileNotFoundError:
            raise BadInput(f"There is no file {printable(str(getattr(source, 'name', source)))}. Name one.") from None
        except OSError as error:
            raise BadInput(f"Could not read the file: {error.strerror}.") from None
        name = source.name if isinstance(source, Path) else "the input"
        if not start.strip():
            raise BadInput(f"{name} is empty. Give a table with a header row.")
        if start[:2] == b"\x1f\x8b":
            path, name = _unpacked(path, Path(folder) / "unpacked", largest, name), name.removesuffix(".gz")
        if start[:4] == b"PAR1":
            yield _parquet(path, name)
        elif start[:4] == b"PK\x03\x04" or start == OLD_OFFICE:
            frame = read_workbook(path, name, text_column, largest)
            yield Sheet(frame.lazy(), tuple(frame.columns))
        else:
            yield _text(path, name, Path(folder))


def _kept(stream: IO[bytes], path: Path, largest: int) -> Path:
    with path.open("wb") as file:
        _copy(stream, file, largest, "The input")
    return path


def _copy(source: "IO[bytes] | gzip.GzipFile", target: IO[bytes], largest: int, name: str) -> None:
    size = 0
    while block := source.read(_BLOCK):
        size += len(block)
        if size > largest:
            raise BadInput(f"{name} unpacks to more than {largest // 2**20:,} MB. Split it into smaller files.")
        target.write(block)


def _unpacked(path: Path, to: Path, largest: int, name: str) -> Path:
    try:
        with gzip.open(path, "rb") as packed, to.open("wb") as file:
            _copy(packed, file, largest, name)
    except (OSError, EOFError, zlib.error) as error:
        if isinstance(error, OSError) and not isinstance(error, gzip.BadGzipFile):
            raise BadInput(f"Could not unpack {name}: {error.strerror}.") from None
        raise BadInput(f"{name} is damaged or cut short. Compress it again.") from None
    return to


# Text


def _text(path: Path, name: str, folder: Path) -> Sheet:
    import polars as pl

    path = _as_utf8(path, name, folder)
    header, separator = _header(path, name)
    rows, countable = _rows(path, name, header, separator)
    if not countable:
        path = requoted(path, folder / "quoted", separator)
    frame = pl.scan_csv(
        path,
        separator=separator,
        infer_schema=False,
        schema=dict.fromkeys(header, pl.String),
        n_rows=rows,
        raise_if_empty=False,
    )
    return Sheet(frame, header, partial(text_batches, path, header, separator, rows, BATCH))


def _as_utf8(path: Path, name: str, folder: Path) -> Path:
    """The text in UTF-8: the same file, or a copy where it was UTF-16 or Windows-1252."""
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


def _header(path: Path, name: str) -> tuple[tuple[str, ...], str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline(_BLOCK)
        if first.endswith("\r"):
            raise BadInput(f"{name} ends its lines as old Macs did. Save it again as CSV.")
        separator = max(",\t;", key=first.count)
        file.seek(0)
        try:
            header = tuple(next(csv.reader(file, delimiter=separator), ()))
        except csv.Error as error:
            raise BadInput(f"The header of {name} cannot be read: {first_line(error)}.") from None
    if not any(header):
        raise BadInput(f"{name} starts with an empty line. Give the table a header row.")
    twice = [column for column in dict.fromkeys(header) if header.count(column) > 1]
    if twice:
        called = f"called {quoted(twice[0])}" if twice[0] else "without a name"
        raise BadInput(f"{name} has two columns {called}. Give each column its own name.")
    return header, separator


def _rows(path: Path, name: str, header: tuple[str, ...], separator: str) -> tuple[int | None, bool]:
    """Checks that every row has as many cells as the header.

    How many rows there are, if empty lines end the file, and whether quotes tell where a row ends; see `CsvLines`.
    """
    if _looks_even(path, len(header), separator.encode()):
        return None, True
    rows, last = 0, 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = CsvLines(file)
        reader = csv.reader(lines, delimiter=separator, strict=True)
        try:
            for number, cells in enumerate(reader):
                lines.row_ended()
                if not cells:
                    continue
                if len(cells) != len(header) or (last < number - 1 and len(header) > 1):
                    wrong = (
                        f"has {len(cells)} cell{'s' * (len(cells) != 1)}"
                        if len(cells) != len(header)
                        else "follows an empty line"
                    )
                    expected = f"the header has {len(header)} columns"
                    raise BadInput(f"Line {reader.line_num} of {name} {wrong}; {expected}. Mend that line.")
                rows, last = number, number
        except csv.Error as error:
            raise BadInput(f"Line {reader.line_num} of {name} cannot be read: {first_line(error)}.") from None
    return rows, lines.countable


def _looks_even(path: Path, columns: int, separator: bytes) -> bool:
    """Whether every line has the separators that so many columns need, and no quotes that could make some of them text.

    All but separators and line ends is taken out, which must leave one pattern repeated.
    """
    others = bytes(each for each in range(256) if each not in (separator + b'\n"'))
    line = separator * (columns - 1) + b"\n"
    left, end = b"", b"\n"
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            kept = left + block.translate(None, others)
            lines = len(kept) // len(line)
            if kept[: lines * len(line)] != line * lines:
                return False
            left, end = kept[lines * len(line) :], block[-1:]
    return columns > 1 and left == (b"" if end == b"\n" else line[:-1])


# Parquet


def _parquet(path: Path, name: str) -> Sheet:
    import polars as pl
    import polars.selectors as cs

    try:
        frame = pl.scan_parquet(path).with_columns(cs.by_dtype(pl.Categorical, pl.Enum).cast(pl.String))
        return Sheet(frame, tuple(frame.collect_schema().names()))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise BadInput(f"{name} is a damaged Parquet file. Write it again.") from None
