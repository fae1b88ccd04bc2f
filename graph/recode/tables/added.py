"""The columns that recoding adds to a table: their types, and the rows of each code, to be joined with its own."""

from collections.abc import Iterable
from typing import Final

import polars as pl

from ...documents import Document, columns, fractions
from ...documents.recode import RecodedRow
from ..result import Recoding
from .balance import Key

__all__ = ["ADDED", "KEYS", "READY", "WORKING", "frame_schema", "join_table"]


def frame_schema(kind: type[Document]) -> dict[str, type[pl.DataType]]:
    """The columns of a frame whose rows have the shape of a JSON document."""
    shares = fractions(kind)
    return {name: pl.Float64 if name in shares else pl.String for name in columns(kind)}


ADDED: Final = frame_schema(RecodedRow)
"""Columns that recoding adds, and their types; several values stand with | between."""

READY: Final = "__ready"
"""In place of those columns, where rows become text: their cells, written once for each code and not for each row."""

KEYS: Final = {"__code": pl.String, "__day": pl.String}
WORKING: Final = {**KEYS, "__target": pl.Int64, "__weight": pl.Int64, "__known": pl.Int64}
"""What rows are joined by, and what each gets of its amounts."""

_END: Final = "\0\n"
"""No cell has this in it."""


def join_table(recodings: Iterable[tuple[Key, Recoding]], written_for: str = "") -> pl.DataFrame:
    """The rows of some codes: one for each body that a code became, or one without a body.

    `written_for` is the separator of the text that the added columns are `READY` for, if they are to be.
    """
    rows = [row for key, recoding in recodings for row in _rows(key, recoding)]
    table = pl.DataFrame(rows, schema={**WORKING, **ADDED}, orient="row")
    if not written_for:
        return table
    text = table.select(*ADDED).write_csv(include_header=False, separator=written_for, line_terminator=_END)
    return table.select(*WORKING).with_columns(pl.Series(READY, text.split(_END)[:-1], dtype=pl.String))


def _rows(key: Key, recoding: Recoding) -> list[tuple[object, ...]]:
    """The rows of the join table for one code: one per target, or one without a target."""
    weights = recoding.weights
    known = sum(weight for weight in weights if weight is not None)
    if not recoding.targets:
        outside = recoding.outside
        row = dict.fromkeys(ADDED) | {
            "new_code": outside and outside.code,
            "new_name": (outside and outside.name) or None,
            "new_kind": (outside and outside.kind) or None,
            "status": recoding.status.value,
            "matched_as": recoding.matched_as.value or None,
            "note": recoding.note or None,
        }
        return [(*key, 0, None, 0, *row.values())]
    return [
        (
            *key,
            place,
            weight,
            known,
            target.code or None,
            target.gss_code or None,
            target.body.id,
            target.name,
            target.body.kind,
            *target.share_cells.values(),
            "|".join(target.bases) or None,
            "|".join(target.path) or target.body.id,
            target.status.value,
            recoding.matched_as.value or None,
            target.evidence,
            "|".join(target.sources),
            recoding.note or None,
        )
        for place, (target, weight) in enumerate(zip(recoding.targets, weights, strict=True))
    ]
