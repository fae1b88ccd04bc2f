"""Recoding of files and streams of any size: rows are processed in batches, the output is written atomically.

Combines the readers and writers of `graph.sheets` with the recoding of frames.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

from ...names.finder import names_in
from ...record.history import History
from ...sheets.cells import refuse_spans
from ...sheets.layout import AS_FOUND, Layout
from ...sheets.read import LARGEST, Sheet, open_sheet
from ..no_body import is_heading
from ..recoder import Recoder
from .balance import Balance
from .cells import cells_of, holds_postcodes
from .periods import meanings_of_days
from .wide import BODY, body_columns, refuse_beside, turned

if TYPE_CHECKING:
    import polars as pl

    from .frames import DaysColumn, FrameRecoder

__all__ = ["Job", "codes_in", "open_table", "recode_file"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with a table: the columns of codes and days, what to apportion, and how the file is laid out.

    `wide` transposes a table whose headings are bodies: each cell under one becomes a row with body and value.
    `decimals` applies to divided amounts; by default they keep those of the input.
    """

    column: str = ""
    days_column: str = ""
    apportion: tuple[str, ...] = ()
    summarise: bool = False
    decimals: int | None = None
    wide: bool = False
    layout: Layout = AS_FOUND


def recode_file(
    source: Path | IO[bytes],
    target: Path | IO[bytes],
    recoder: Recoder,
    job: Job,
    *,
    form: str = "",
    largest: int = LARGEST,
    progress: Callable[[int], None] = lambda rows: None,
) -> Balance:
    """Recodes a table row by row, or summed to one row per target, and returns the balance.

    `progress` is called from time to time with the number of rows read. `form` is the output format if the file name
    has no known suffix; see `graph.sheets.write.form_for`.

    Raises:
        BadInput: the table cannot be read, a column is missing or holds rates, or no format is known; nothing is
            written.
        RecordError: the target cannot be written.
    """
    from ...sheets.write import SEPARATORS, Ready, form_for, write_sheet

    form = form_for(target, form)
    with open_table(source, job, recoder.history, recoder.kinds_from, largest=largest) as (sheet, column):
        from .amounts import refuse_undivided
        from .frames import FrameRecoder

        apportion = [sheet.column(name) for name in job.apportion]
        if job.wide:
            refuse_beside(sheet.columns, apportion)
        if apportion:
            sample = next(sheet.batches(), sheet.schema.to_frame())
            refuse_undivided(sheet.schema, apportion, sample, sheet.merged)
        days = _days_column(sheet, sheet.column(job.days_column)) if job.days_column else None
        # Of a text that becomes one, what is added is written once for each code.
        written_for = "" if job.summarise or not sheet.separator else SEPARATORS.get(form, "")
        frames = FrameRecoder(
            recoder,
            sheet.schema,
            column,
            apportion,
            decimals=job.decimals,
            days=days,
            separator=sheet.separator,
            written_for=written_for,
        )
        batches = _told(_ahead(sheet.batches()), progress)
        recoded = _summary(frames, batches) if job.summarise else _all(frames, batches)
        ready = Ready(frames.columns, sheet.unquoted and sheet.separator == written_for) if written_for else None
        write_sheet(_ahead(recoded), target, form, ready=ready)
        frames.balance.remarks += (*sheet.remarks, *frames.remarks)
        return frames.balance


@contextmanager
def open_table(
    source: Path | IO[bytes], job: Job, history: History, kinds: frozenset[str], *, largest: int = LARGEST
) -> Iterator[tuple[Sheet, str]]:
    """Opens a table as described by a job, and returns the name of its code column; wide tables are transposed.

    Raises:
        BadInput: it cannot be read, or has no such column.
    """
    with open_sheet(source, text_column=job.column, largest=largest, layout=job.layout) as sheet:
        if not job.wide:
            yield sheet, sheet.column(job.column)
            return
        yield turned(sheet, body_columns(names_in(history), sheet.columns, kinds)), BODY


def _days_column(sheet: Sheet, name: str) -> "DaysColumn":
    import polars as pl

    from .frames import DaysColumn

    refuse_spans(sheet.schema, name, "days, months or years")
    texts: dict[str, None] = {}
    for batch in sheet.batches():
        cells = batch.select(pl.col(name).cast(pl.String).fill_null("").str.strip_chars().unique(maintain_order=True))
        texts |= dict.fromkeys(cells.to_series())
    return DaysColumn(name, meanings_of_days(texts))


def _ahead(values: Iterator[_T]) -> Iterator[_T]:
    """The same values, each computed while the previous one is processed."""
    none = object()
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, values, none)
        while (value := coming.result()) is not none:
            coming = pool.submit(next, values, none)
            yield value  # type: ignore[misc]


def _told(batches: "Iterator[pl.DataFrame]", progress: Callable[[int], None]) -> "Iterator[pl.DataFrame]":
    rows = 0
    for batch in batches:
        yield batch
        rows += batch.height
        progress(rows)


def _all(frames: "FrameRecoder", batches: "Iterator[pl.DataFrame]") -> "Iterator[pl.DataFrame]":
    import polars as pl

    empty = True
    for batch in batches:
        empty = False
        yield frames.apply(batch)
    if empty:
        yield frames.apply(pl.DataFrame(schema=frames.schema))


def _summary(frames: "FrameRecoder", batches: "Iterator[pl.DataFrame]") -> "Iterator[pl.DataFrame]":
    for batch in batches:
        frames.add_up(batch)
    yield frames.summary()


def codes_in(sheet: Sheet, column: str, history: History) -> dict[str, int]:
    """The distinct cells of a column with row counts, in order of appearance, without its heading once more.

    A row that another column calls a total counts as that.

    Raises:
        BadInput: the table cannot be read to its end.
    """
    import polars as pl

    from .totals import with_totals_named

    counts: dict[str, int] = {}
    of_postcodes = None
    for batch in sheet.batches():
        if of_postcodes is None:
            of_postcodes = holds_postcodes(batch.select(pl.col(column).cast(pl.String).fill_null("")).to_series())
        batch = with_totals_named(batch, column, history)
        for code, rows in cells_of(batch, column, of_postcodes=of_postcodes).items():
            if not is_heading(code, column):
                counts[code] = counts.get(code, 0) + rows
    return counts
