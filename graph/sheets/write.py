"""Writes CSV, TSV, JSON, gzip, Excel and Parquet tables atomically.

Rows are streamed; only a workbook is built in memory, because its format requires it.
"""

import gzip
import io
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from ..errors import BadInput
from ..util.atomic_write import replacing
from ..util.formulas import FORMULA, PLAIN_NUMBER, defused_text
from ..util.text import printable, quoted
from .cells import as_plain

if TYPE_CHECKING:
    import polars as pl

__all__ = ["FORMS", "SEPARATORS", "SUFFIXES", "Ready", "defused", "form_for", "write_sheet"]

SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".csv.gz", ".tsv.gz", ".json.gz", ".xlsx", ".parquet")
"""Names that a table may be written under; the ending says the format."""

SEPARATORS = {"csv": ",", "tsv": "\t", "csv.gz": ",", "tsv.gz": "\t"}
"""Of each format that is text."""

_SLICE = 8_000
"""Rows that are made text at a time."""

FORMS = ("csv", "tsv", "json")
"""Formats that may be printed, or written under a name that says none."""


class Ready(NamedTuple):
    """Rows of which all cells are texts without NUL, and the last holds several, ready to be written.

    `columns` are the names of all; `unquoted` says that no cell before the last holds what must be quoted.
    """

    columns: tuple[str, ...]
    unquoted: bool


def form_for(target: Path | IO[bytes], wanted: str = "") -> str:
    """The output format: from the file's suffix, such as `csv.gz`, else the requested one of `FORMS`.

    Raises:
        BadInput: the ending is none of `SUFFIXES` and no format is wanted, or they contradict each other.
    """
    if not isinstance(target, Path):
        return wanted or FORMS[0]
    name = target.name.lower()
    ending = max((each for each in SUFFIXES if name.endswith(each)), key=len, default="")
    if not ending and not wanted:
        raise BadInput(f"{printable(target.name)}: unknown ending. Write to one of {', '.join(SUFFIXES)}.")
    said = ending.removeprefix(".").replace("txt", "csv")
    if said and wanted and wanted not in (said, said.removesuffix(".gz")):
        raise BadInput(f"{printable(target.name)} would hold {said}, and {wanted} is wanted. Name one of them only.")
    return said or wanted


def write_sheet(
    batches: "Iterable[pl.DataFrame]", target: Path | IO[bytes], form: str = "", *, ready: Ready | None = None
) -> None:
    """Writes rows to a stream as they come, or to a file atomically; the format is that of `form_for`.

    `ready` says that the rows are those of a CSV or TSV, partly written already.

    Raises:
        BadInput: as `form_for`, or the format cannot hold what the data; nothing is left behind.
        RecordError: the place cannot be written.
    """
    form = form_for(target, form)
    write = partial(_write_ready, ready=ready) if ready else _write_text
    if not isinstance(target, Path):
        write(batches, target, form)
        return
    with replacing(target) as place:
        if form.endswith(".gz"):
            with gzip.open(place, "wb", 6) as file:
                write(batches, file, form.removesuffix(".gz"))  # type: ignore[arg-type]
        elif form == "parquet":
            _write_parquet(batches, place)
        elif form == "xlsx":
            _write_workbook(batches, place)
        else:
            with place.open("wb") as file:
                write(batches, file, form)


@contextmanager
def _disk_said() -> Iterator[None]:
    """The OSError behind a Polars disk error; Polars includes its number only in the message."""
    from polars.exceptions import PolarsError

    try:
        yield
    except (OSError, PolarsError) as error:
        if not (found := re.search(r"\(os error (\d+)\)", str(error))):
            raise
        raise OSError(int(found[1]), os.strerror(int(found[1]))) from None


def _write_text(batches: "Iterable[pl.DataFrame]", file: IO[bytes], form: str) -> None:
    if form == "json":
        _write_json(batches, file)
        return
    for number, some in enumerate(chain.from_iterable(map(_slices, batches))):
        plain = as_plain(some)
        with _disk_said():
            rows = io.BytesIO()
            plain.write_csv(rows, include_header=number == 0, separator=SEPARATORS[form])
            if b"\0" in (text := rows.getvalue()):  # the file would then not be text to its readers, including us
                raise BadInput("A cell or a name holds the character NUL, which no text format takes. Write .parquet.")
            file.write(text)


def _write_ready(batches: "Iterable[pl.DataFrame]", file: IO[bytes], form: str, *, ready: Ready) -> None:
    """Rows that are ready: what is the same for many is not written anew for each."""
    import polars as pl

    separator = SEPARATORS[form]
    names = pl.DataFrame(schema=dict.fromkeys(ready.columns, pl.String))
    for number, batch in enumerate(batches):
        with _disk_said():
            if not number:  # what is wrong with the first rows is said before anything is printed
                names.write_csv(file, separator=separator)
            plain = batch if ready.unquoted else _quoted(batch, batch.columns[:-1], separator)
            plain.write_csv(file, include_header=False, separator=separator, quote_style="never")


def _quoted(frame: "pl.DataFrame", columns: list[str], separator: str) -> "pl.DataFrame":
    """Texts with quotes around those that a reader of CSV would take for something else without."""
    import polars as pl

    needed = [pl.col(name).str.contains_any([separator, '"', "\n", "\r"]) | (pl.col(name) == "") for name in columns]
    any_needed = frame.select(each.any() for each in needed).row(0) if columns else ()
    quoted_cells = {name: '"' + pl.col(name).str.replace_all('"', '""', literal=True) + '"' for name in columns}
    return frame.with_columns(
        pl.when(need).then(quoted_cells[name]).otherwise(pl.col(name)).alias(name)
        for name, need, some in zip(columns, needed, any_needed, strict=True)
        if some
    )


def _slices(batch: "pl.DataFrame") -> "Iterator[pl.DataFrame]":
    """A batch in slices small enough for memory to be reused, which halves the time to write."""
    return iter([batch]) if batch.is_empty() else batch.iter_slices(_SLICE)


def _write_json(batches: "Iterable[pl.DataFrame]", file: IO[bytes]) -> None:
    """A list of objects, one per line; exact decimals are text."""
    before = b"[\n"
    for some in chain.from_iterable(map(_slices, batches)):
        plain = as_plain(some)
        _refuse_no_numbers(plain)
        with _disk_said():
            rows = io.BytesIO()
            plain.write_ndjson(rows)
            if lines := rows.getvalue().rstrip(b"\n"):
                file.write(before + lines.replace(b"\n", b",\n"))
                before = b",\n"
    file.write(b"[]\n" if before == b"[\n" else b"\n]\n")


def _refuse_no_numbers(frame: "pl.DataFrame") -> None:
    import polars.selectors as cs

    for column in frame.select(cs.float()).iter_columns():
        if not column.is_finite().all():
            raise BadInput(
                f"The column {quoted(column.name)} holds infinity, or what is no number. JSON has neither: write .csv."
            )


def _write_parquet(batches: "Iterable[pl.DataFrame]", place: Path) -> None:
    """Streams rows through Polars, which asks for one batch after another; an error of theirs is raised as it was."""
    from polars.io.plugins import register_io_source

    coming, wrong = iter(batches), list[Exception]()
    first = next(coming)

    def rows(*_: object) -> "Iterator[pl.DataFrame]":
        try:
            yield from chain((first,), coming)
        except Exception as error:
            wrong.append(error)
            raise

    try:
        with _disk_said():
            register_io_source(rows, schema=first.schema).sink_parquet(place)
    except Exception:
        if wrong:
            raise wrong[0] from None
        raise


def _write_workbook(batches: "Iterable[pl.DataFrame]", place: Path) -> None:
    import polars as pl

    from .workbook import workbook

    place.write_bytes(workbook(pl.concat(list(batches))))


def defused(frame: "pl.DataFrame") -> "pl.DataFrame":
    """A frame with an apostrophe before each text that a spreadsheet would run as a formula."""
    import polars as pl

    text = pl.col(pl.String)
    formula = text.str.contains(FORMULA) & ~text.str.contains(PLAIN_NUMBER)
    safe = frame.with_columns(pl.when(formula).then("'" + text).otherwise(text).name.keep())
    return safe.rename({name: defused_text(name) for name in frame.columns})
