"""Recoding of one data frame that is held whole, as the library does it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from ...model.dates import parse_day
from ...model.entities import LEGAL_AND_AREA, Basis
from ...model.share import Weight
from ...sheets.cells import refuse_spans
from ...sheets.read import no_column
from ..places import ColumnIs
from ..recoder import Recoder
from .amounts import refuse_undivided
from .frames import DaysColumn, FrameRecoder
from .periods import meanings_of_days

if TYPE_CHECKING:
    from ...areas.places import Gazetteer
    from ...record.history import History
    from ...registers import Register

__all__ = ["recode_frame"]


def recode_frame(
    frame: pl.DataFrame,
    column: str,
    to: date | str,
    *,
    since: date | str | None = None,
    history: "History | None" = None,
    kind_from: str = "",
    kind_to: str = "",
    bases: frozenset[Basis] = LEGAL_AND_AREA,
    weight: Weight = Weight.PEOPLE,
    estimate: bool = False,
    apportion: Sequence[str] = (),
    decimals: int | None = None,
    places: "Callable[[], Gazetteer] | None" = None,
    column_is: ColumnIs = ColumnIs.EITHER,
    since_column: str = "",
    register: "Register | None" = None,
) -> pl.DataFrame:
    """Adds to each row of a frame the bodies its code stands for on the day `to`; order is kept, no row is dropped.

    A row whose code became several bodies becomes several rows. Numbers in `apportion` columns are divided by share, to
    their own number of decimals or `decimals`; what reached no body is in `<column>_unallocated`. Added columns get the
    prefix `recoded_` if the frame already has that name. `places` returns the places a cell may mean; `column_is` says
    that all cells are bodies, or all are places. `since_column` has the day, month or year of each row; `register` has
    practices and trusts.

    Raises:
        BadInput: a column is missing, holds no text, or holds rates.
        BadDay: a day is invalid.
        UnknownKind: there is no such kind.
    """
    if history is None:
        from ...areas.places import gazetteer
        from ...record import open_record

        record = open_record()
        history, places = record.history, lambda: gazetteer(record)
    recoder = Recoder(
        history,
        parse_day(to) if isinstance(to, str) else to,
        since=parse_day(since) if isinstance(since, str) else since,
        kind_from=kind_from,
        kind_to=kind_to,
        bases=bases,
        weight=weight,
        estimate=estimate,
        places=places,
        column_is=column_is,
        register=register,
    )
    refuse_undivided(frame.schema, apportion, frame)
    days = _days_of(frame, since_column) if since_column else None
    return FrameRecoder(recoder, frame.schema, column, apportion, decimals=decimals, days=days).apply(frame)


def _days_of(frame: pl.DataFrame, column: str) -> DaysColumn:
    if column not in frame.columns:
        raise no_column(column, frame.columns)
    refuse_spans(frame.schema, column, "days, months or years")
    cells = frame.select(pl.col(column).cast(pl.String).fill_null("").str.strip_chars().unique(maintain_order=True))
    return DaysColumn(column, meanings_of_days(cells.to_series()))
