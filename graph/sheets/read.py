"""Opens CSV, TSV, gzip, Excel and Parquet tables of any size.

Input is untrusted: its encoding, shape and unpacked size are checked before it is read.
"""

import codecs
import gzip
import re
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ..errors import BadInput
from ..util.text import first_line, printable, quoted
from .cells import check_days, refuse_patterns
from .csv_blocks import text_batches
from .excel import OLD_OFFICE, read_workbook
from .excel_marks import Over
from .layout import AS_FOUND, Layout, refuse_width, same_name
from .text_file import open_text

if TYPE_CHECKING:
    import polars as pl

__all__ = ["LARGEST", "Sheet", "column_called", "no_column", "open_sheet"]

LARGEST = 8 * 2**30
"""Bytes that a compressed file may unpack to."""

BATCH = 100_000
"""Rows held at a time where a file is read or written as a stream."""

_BLOCK = 2**20

_START = 256
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:[!?]|(?:html|head|body|table|meta|style|div|workbook)\b)", re.IGNORECASE
)
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*\"|\[\s*[{\[])")
"""How a file begins that is no table in text form."""


@dataclass(frozen=True)
class Sheet:
    """An opened table: column types, and rows in which every text cell is unchanged.

    `remarks` describe in words what was detected about the file; `separator` is that of a text, and `unquoted` says
    that no cell of it was quoted or would have to be.
    """

    schema: "pl.Schema"
    rows: "Callable[[], Iterator[pl.DataFrame]]"
    remarks: tuple[str, ...] = ()
    separator: str = ""
    unquoted: bool = False
    merged: Mapping[str, Over] = field(default_factory=dict)
    """The columns with a number that was merged over several rows, and stands in each of them now, or over columns."""

    def __post_init__(self) -> None:
        refuse_patterns(self.schema)

    @property
    def columns(self) -> tuple[str, ...]:
        """The column names."""
        return tuple(self.schema)

    def batches(self) -> "Iterator[pl.DataFrame]":
        """The rows in batches, in order.

        Raises:
            BadInput: a row cannot be read, or has an impossible date.
        """
        import polars as pl

        try:
            yield from self.rows()
        except pl.exceptions.PolarsError as error:
            raise BadInput(f"The table cannot be read to its end: {first_line(error)}") from None
        except pl.exceptions.PanicException:
            # A corrupt Parquet file can make Polars panic, which is not an ordinary exception.
            raise BadInput("The table cannot be read to its end: it is damaged. Write it again.") from None

    def column(self, name: str) -> str:
        """A column by name (any case) or by number from 1; the only column if none is given.

        Raises:
            BadInput: it is missing or ambiguous; the message lists the columns.
        """
        return column_called(name, self.columns)


def column_called(name: str, columns: Sequence[str]) -> str:
    """Which of some columns is meant by a name in any case, or by a number from 1; the only one if none is given.

    Raises:
        BadInput: it is missing or ambiguous; the message lists the columns.
    """
    if name in columns:
        return name
    if not name and len(columns) == 1:
        return columns[0]
    if len(alike := [column for column in columns if same_name(column, name)]) == 1:
        return alike[0]
    if name.isascii() and name.isdecimal() and 1 <= int(name[:9]) <= len(columns):
        return columns[int(name) - 1]
    raise no_column(name, columns)


def no_column(name: str, columns: Sequence[str]) -> BadInput:
    """The error for a code column that is missing or not given; its message lists the columns."""
    shown = ", ".join(" ".join(column.split())[:40] for column in columns[:12])
    more = f" and {len(columns) - 12} more" if len(columns) > 12 else ""
    wrong = f"There is no column {quoted(name)}." if name else "Say which column holds the codes."
    return BadInput(f"{wrong} The columns are: {printable(shown, 600)}{more}.")


@contextmanager
def open_sheet(
    source: Path | IO[bytes], *, text_column: str = "", largest: int = LARGEST, layout: Layout = AS_FOUND
) -> Iterator[Sheet]:
    """Opens a table in a file or stream; the format is detected from its first bytes, a separator from its lines.

    `text_column` is read as text whatever its cells look like; `largest` limits what a compressed file unpacks to;
    `layout` is what is said of where the table stands, the rest is found.

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
            frame, remarks, merged = read_workbook(path, name, text_column, largest, layout)
            yield Sheet(frame.schema, lambda: _checked(frame.iter_slices(BATCH)), remarks, merged=merged)
        else:
            _refuse_other_forms(path, name)
            yield _text(path, name, Path(folder), layout, text_column)


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


def _refuse_other_forms(path: Path, name: str) -> None:
    """Refuses what publishers and programs write that is no table in text form, by how it begins."""
    with path.open("rb") as file:
        start = file.read(_START).removeprefix(codecs.BOM_UTF8)
    if start.startswith(b"%PDF"):
        raise BadInput(f"{name} is a PDF. Copy its table into a spreadsheet, and save that as CSV or .xlsx.")
    if _MARKUP.match(start):
        raise BadInput(
            f"{name} is a web page or XML, whatever its ending. Open it in a spreadsheet, and save it as .xlsx."
        )
    if _JSON.match(start):
        raise BadInput(f"{name} is JSON. Save its rows as CSV.")


def _text(path: Path, name: str, folder: Path, layout: Layout, column: str) -> Sheet:
    import polars as pl

    table = open_text(path, name, folder, layout, column)
    columns = table.header.columns
    rows = partial(text_batches, table.path, columns, table.separator, table.rows, BATCH, table.begins)
    schema = pl.Schema(dict.fromkeys(columns, pl.String))
    return Sheet(schema, rows, table.remarks, table.separator, table.unquoted)


def _streamed(frame: "pl.LazyFrame") -> "Iterator[pl.DataFrame]":
    return iter(frame.collect_batches(chunk_size=BATCH, maintain_order=True, engine="streaming"))


def _checked(batches: "Iterable[pl.DataFrame]") -> "Iterator[pl.DataFrame]":
    for batch in batches:
        check_days(batch)
        yield batch


def _parquet(path: Path, name: str) -> Sheet:
    import polars as pl
    import polars.selectors as cs

    try:
        frame = pl.scan_parquet(path).with_columns(cs.by_dtype(pl.Categorical, pl.Enum).cast(pl.String))
        schema = frame.collect_schema()
        refuse_width(len(schema))
        return Sheet(schema, lambda: _checked(_streamed(frame)))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise BadInput(f"{name} is a damaged Parquet file. Write it again.") from None
