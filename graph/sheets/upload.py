"""Reads a table from an untrusted source: within limits, and files in a child process.

How large a workbook or a Parquet file is shows only when its reader has it in memory: two cells in far corners are a
sheet of 2**34 cells, and 5 MB of JSON become 300 MB of objects. So it is read beside this process, in bounded memory
and time, and what fits is handed over; a reader that falls over what it was given takes nobody with it.
"""

import io
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias

from ..errors import BadInput
from ..util.child_process import Child, ChildGone, Confinement, give_way, minimal_environment, time_limit
from .cells import as_plain
from .excel_marks import Over
from .json_table import Choice, read_json_table
from .layout import AS_FOUND, Layout
from .read import open_sheet

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Bounds", "Sent", "read_file", "read_json", "read_text", "text_bytes"]

_MEMORY: Final = 512 * 2**20
"""Bytes that a file may take while it is read, beside what the reader takes itself."""

_SMALL: Final = 2**16
"""Bytes of a text that is read here: so few can do no harm, and a process takes a third of a second to start."""

_NICENESS: Final = 10
"""A file gives way to pages and to queries."""

_SECONDS: Final = 10
"""Seconds of a processor that a file may take; on a busy machine they are spread over more of the clock."""

_PATIENCE: Final = 60.0
"""Seconds of the clock after which a busy machine is given up."""
_GRACE: Final = 2.0
_BUSY: Final = "No file can be read at the moment. Try again in a minute, or paste the table."
_TOO_MUCH: Final = (
    "The file is damaged, or holds more than this site takes once unpacked. Use the command line, which takes any size."
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits for a table: rows, columns, cells, unpacked bytes, and bytes of text."""

    rows: int
    columns: int
    cells: int
    size: int

    def check(self, rows: int, columns: int, size: int = 0) -> None:
        """Refuses a table above the limits; `size` is the bytes of its text.

        Raises:
            BadInput: it is too large; the message says which limit, and what to do.
        """
        if columns > self.columns:
            raise BadInput(f"The table has {columns:,} columns; this site takes {self.columns:,}. Send fewer.")
        if rows > self.rows:
            what = f"{self.rows:,} rows"
        elif rows * columns > self.cells:
            what = f"{self.cells:,} cells"
        elif size > self.size:
            what = f"{self.size // 2**20:,} MB of text"
        else:
            return
        raise BadInput(f"The table has more than {what}. Use the command line, which takes any number.")


@dataclass(frozen=True, slots=True)
class Sent:
    """A table that was sent: its rows, and what was found about it as in `graph.sheets.read.Sheet`."""

    rows: "pl.DataFrame"
    remarks: tuple[str, ...] = ()
    separator: str = ""
    merged: Mapping[str, Over] = field(default_factory=dict)


def text_bytes(frame: "pl.DataFrame") -> int:
    """Bytes of all text in a frame, counting each cell although many may share memory."""
    import polars as pl

    texts = [name for name, dtype in frame.schema.items() if dtype in (pl.String, pl.Categorical, pl.Enum)]
    length = pl.col(texts).cast(pl.String).str.len_bytes().cast(pl.Int64).sum()
    return sum(frame.select(length).row(0)) if texts else 0


def read_text(text: str, column: str, bounds: Bounds, layout: Layout = AS_FOUND) -> Sent:
    """Reads a pasted table; all columns, including the named one, are text.

    Raises:
        BadInput: it is not a table, or exceeds the limits.
    """
    # After a UTF-8 byte order mark, nothing is detected as a compressed file.
    content = text.encode("utf-8-sig")
    if len(content) <= _SMALL:
        return _read(io.BytesIO(content), column, bounds, layout)
    return read_file(content, column, bounds, layout)


def read_file(content: bytes, column: str, bounds: Bounds, layout: Layout = AS_FOUND) -> Sent:
    """Reads a file of any format that `graph.sheets` supports; the named column is read as text.

    Raises:
        BadInput: it is not a table, or exceeds the limits.
    """
    found, rows = _beside(_file, content, column, bounds, layout)
    merged = {name: Over(over) for name, over in found["merged"].items()}
    return Sent(rows, tuple(found["remarks"]), found["separator"], merged)


def read_json(content: bytes, bounds: Bounds) -> "tuple[dict[str, Choice], pl.DataFrame]":
    """The options and the table of a JSON object; see `json_table`.

    Raises:
        BadInput: it is not such an object, or exceeds the limits.
    """
    return read_json_table(content, bounds) if len(content) <= _SMALL else _beside(_json, content, "", bounds, AS_FOUND)


Reader: TypeAlias = "Callable[[bytes, str, Bounds, Layout], tuple[dict[str, Any], pl.DataFrame]]"


def _file(content: bytes, column: str, bounds: Bounds, layout: Layout) -> "tuple[dict[str, Any], pl.DataFrame]":
    sent = _read(io.BytesIO(content), column, bounds, layout)
    return {"remarks": list(sent.remarks), "separator": sent.separator, "merged": dict(sent.merged)}, sent.rows


def _json(content: bytes, _: str, bounds: Bounds, __: Layout) -> "tuple[dict[str, Any], pl.DataFrame]":
    return read_json_table(content, bounds)


# In a process of its own


def _beside(
    read: Reader, content: bytes, column: str, bounds: Bounds, layout: Layout
) -> "tuple[dict[str, Any], pl.DataFrame]":
    import polars as pl

    try:
        # Temporary files are in our own folder, so they are removed even if the reader has to be killed.
        with tempfile.TemporaryDirectory(prefix="recode-") as folder:
            answer = _asked(read, content, (column, bounds, layout), folder)
    except OSError:  # no processes, descriptors or disk space left
        raise BadInput(_BUSY) from None
    said, _, body = answer.partition(b"\n")
    if said != b"ok":
        raise BadInput(body.decode())
    choices, _, table = body.partition(b"\n")
    return json.loads(choices), pl.read_ipc_stream(io.BytesIO(table))


def _asked(read: Reader, content: bytes, said: tuple[str, Bounds, Layout], folder: str) -> bytes:
    environment = {**minimal_environment(folder), "POLARS_MAX_THREADS": "1"}
    with Child(_main, read, *said, environment=environment) as child:
        try:
            child.send(content)
            return child.receive(_PATIENCE)
        except ChildGone:  # it ran out of memory or its seconds, or crashed on the input
            return f"bad\n{_TOO_MUCH}".encode()
        except TimeoutError:
            return f"bad\n{_BUSY}".encode()


def _main(pipe: Connection, read: Reader, column: str, bounds: Bounds, layout: Layout) -> None:
    """The child's main function: receives a table, sends it back as an Arrow stream or sends an error."""
    give_way(_NICENESS)
    import fastexcel  # noqa: F401
    import polars  # noqa: F401

    with time_limit(_PATIENCE + _GRACE):
        content = pipe.recv_bytes()
        # Re-encoding to UTF-8 can triple the size of a text.
        Confinement(_MEMORY, data_only=True, file=4 * bounds.size, processor=_SECONDS).begin()
        pipe.send_bytes(_answer(read, content, column, bounds, layout))


def _answer(read: Reader, content: bytes, column: str, bounds: Bounds, layout: Layout) -> bytes:
    file = io.BytesIO()
    try:
        choices, table = read(content, column, bounds, layout)
        file.write(b"ok\n" + json.dumps(choices).encode() + b"\n")
        table.write_ipc_stream(file)
        return file.getvalue()
    except BadInput as error:
        return f"bad\n{error}".encode()
    except (MemoryError, OSError):
        return f"bad\n{_TOO_MUCH}".encode()


def _read(source: IO[bytes], column: str, bounds: Bounds, layout: Layout) -> Sent:
    import polars as pl

    with open_sheet(source, text_column=column, largest=bounds.size, layout=layout) as sheet:
        bounds.check(0, len(sheet.columns))
        parts, rows, size = [], 0, 0
        for batch in sheet.batches():
            batch = as_plain(batch)
            rows, size = rows + batch.height, size + text_bytes(batch)
            bounds.check(rows, len(sheet.columns), size)
            parts.append(batch)
    if not rows:
        raise BadInput("The table has a header but no rows. Add some.")
    return Sent(pl.concat(parts), sheet.remarks, sheet.separator, sheet.merged)
