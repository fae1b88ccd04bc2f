"""Rows that are totals by a word beside their code: "Grand total" among the names, and no code or one of nobody."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from ..no_body import no_body
from ..result import Recoding, Status
from .balance import Key

__all__ = ["with_totals"]

_IN_EACH: Final = r"(?i)total|\b(?:all|england|eng|national|overall|sum|uk|united kingdom)\b"
"""What is in every word for a total, to look closer at few cells only."""


def with_totals(
    columns: pl.DataFrame, on: Sequence[str], words: Sequence[str], found: Mapping[Key, Recoding]
) -> pl.DataFrame:
    """Rows with the word for a total as their `__code`, where one of their `words` is that and their code is nobody's.

    `found` has what each key, the columns `on`, became. A column in which bodies have such a word too, as "All" beside
    "Male" and "Female", says nothing.
    """
    told = [
        (*key[: len(on)], each.status is not Status.TOTAL_ROW)
        for key, each in found.items()
        if each.status in (Status.NO_CODE, Status.UNKNOWN_CODE, Status.TOTAL_ROW)
    ]
    if not words or not told:
        return columns
    keys = pl.DataFrame(told, schema={**dict.fromkeys(on, pl.String), "__open": pl.Boolean}, orient="row")
    nobody = columns.with_row_index("__at").join(keys.filter("__open"), on=on, how="semi")
    of_bodies = columns.join(keys, on=on, how="anti")
    totals: dict[int, str] = {}
    for name in words:
        some = nobody.filter(pl.col(name).str.contains(_IN_EACH)).select("__at", name)
        said = {at: cell for at, cell in some.iter_rows() if _is_total(cell)}
        if said and of_bodies.height and not any(map(_is_total, of_bodies[name].drop_nulls().unique())):
            totals = said | totals
    if not totals:
        return columns
    return columns.with_columns(columns["__code"].scatter(list(totals), list(totals.values())))


def _is_total(cell: str) -> bool:
    found = no_body(cell.strip())
    return found is not None and found.status is Status.TOTAL_ROW
