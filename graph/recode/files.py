"""Recoding a table in a file or a stream, of any size: its rows pass through in batches and the result is put in whole.

It joins the reading of `graph.sheets`, the recoding of `graph.frames` and the writing of `graph.sheet_writing`.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ..sheets.read import LARGEST, open_sheet
from .balance import Balance
from .recoder import Recoder

if TYPE_CHECKING:
    import polars as pl

    from .frames import FrameRecoder

__all__ = ["cells_of", "codes_in", "recode_file"]


def recode_file(
    source: Path | IO[bytes],
    target: Path | IO[bytes],
    recoder: Recoder,
    column: str,
    *,
    apportion: Sequence[str] = (),
    summarise: bool = False,
    form: str = "",
    largest: int = LARGEST,
    progress: Callable[[int], None] = lambda rows: None,
) -> Balance:
    """Recodes a table, row by row or summed to one row a target, and gives the balance of what came in and went out.

    `column` holds the codes; it may be left empty where there is only one. `progress` is told now and then how many
    rows have been read. `form` is the format where the target's name says none; see `graph.sheet_writing.form_for`.

    Raises:
        BadInput: the table cannot be read, a column is missing, or no format is known; nothing is written.
        RecordError: the target cannot be written.
    """
    from ..sheets.write import form_for, write_sheet

    form = form_for(target, form)
    with open_sheet(source, text_column=column, largest=largest) as sheet:
        from .frames import FrameRecoder, places_of

        column = sheet.column(column)
        apportion = [sheet.column(name) for name in apportion]
        frames = FrameRecoder(recoder, sheet.schema, column, places_of(sheet.batches(), apportion))
        batches = _told(sheet.batches(), progress)
        recoded = _summary(frames, batches) if summarise else _all(frames, batches)
        write_sheet(recoded, target, form)
        return frames.balance


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
        frames.apply(batch)
    yield frames.summary()


def codes_in(source: Path | IO[bytes], column: str, *, largest: int = LARGEST) -> dict[str, int]:
    """The distinct cells of a column, each with the number of its rows, in order of appearance.

    Raises:
        BadInput: the table cannot be read, or has no such column.
    """
    counts: dict[str, int] = {}
    with open_sheet(source, text_column=column, largest=largest) as sheet:
        column = sheet.column(column)
        for batch in sheet.batches():
            for code, rows in cells_of(batch, column).items():
                counts[code] = counts.get(code, 0) + rows
    return counts


def cells_of(frame: "pl.DataFrame", column: str) -> dict[str, int]:
    """The distinct cells of a frame's column as texts, each with the number of its rows, in order of appearance."""
    import polars as pl

    cells = frame.select(pl.col(column).cast(pl.String).fill_null("").str.strip_chars())
    return dict(cells.group_by(column, maintain_order=True).len().iter_rows())
