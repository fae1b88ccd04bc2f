"""Recoding data frames: each row with the bodies its code stands for on another day, and its numbers divided by share.

A frame is joined with what each distinct code became; amounts are divided in whole units, by largest remainder.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from ..errors import BadInput
from ..model.dates import parse_day
from ..model.entities import LEGAL_AND_AREA, Basis
from ..model.evidence import evidence_of
from ..sheets.cells import refuse_lists
from ..sheets.read import no_column
from ..util.text import printable, quoted
from .balance import Balance
from .recoder import Recoder
from .result import UNIT, Recoding

if TYPE_CHECKING:
    from ..record.history import History

__all__ = ["ADDED", "FrameRecoder", "holds_numbers", "places_of", "recode_frame", "unallocated"]

ADDED = {
    "new_code": pl.String,
    "new_gss": pl.String,
    "new_id": pl.String,
    "new_name": pl.String,
    "new_kind": pl.String,
    "share": pl.Float64,
    "basis": pl.String,
    "path": pl.String,
    "status": pl.String,
    "matched_as": pl.String,
    "evidence": pl.String,
    "sources": pl.String,
    "note": pl.String,
}
"""Columns that recoding adds, and their types; several values stand with | between."""

_WORKING = {"__code": pl.String, "__target": pl.Int64, "__weight": pl.Int64, "__known": pl.Int64}
_MOST_PLACES = 12
_FEW_PLACES = 6
"""With so many places 64 bits hold nine thousand billions; with more, amounts are counted in 128."""

_FLOAT_PLACES = 6
"""A binary fraction is taken as the decimal it was most likely written as."""

_NUMBER = r"^[+-]?(?:(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]*)?|\.[0-9]+)$"
_MANY = 2**20
"""More targets than a code can have, to order equal remainders by the place of their target."""


def unallocated(column: str) -> str:
    """The column for what of an apportioned one reached no body, on the first of the rows made from an input row."""
    return f"{column}_unallocated"


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
    apportion: Sequence[str] = (),
) -> pl.DataFrame:
    """The rows of a frame with the bodies their codes stand for on the day `to`, in their order, none left out.

    A row whose code became several bodies becomes several rows. Numbers in the columns of `apportion` are divided by
    share; what reached no body stands in `<column>_unallocated`.

    Raises:
        BadInput: a column is missing, holds no text, or would be added twice.
        BadDay: a day is none.
        UnknownKind: there is no such kind.
    """
    if history is None:
        from ..record.opening import open_record

        history = open_record().history
    recoder = Recoder(
        history,
        parse_day(to) if isinstance(to, str) else to,
        since=parse_day(since) if isinstance(since, str) else since,
        kind_from=kind_from,
        kind_to=kind_to,
        bases=bases,
    )
    return FrameRecoder(recoder, frame.schema, column, places_of([frame], apportion)).apply(frame)


def places_of(batches: Iterable[pl.DataFrame], columns: Sequence[str]) -> dict[str, int]:
    """The decimal places to which each column of amounts is divided: none if all are whole, else 2 or more.

    Raises:
        BadInput: a column is missing.
    """
    longest = dict.fromkeys(columns, 0)
    for batch in batches if columns else ():
        for column in columns:
            if column not in batch.schema:
                raise BadInput(f"There is no column {quoted(column)} to apportion.")
            refuse_lists(pl.Schema({column: batch.schema[column]}))
        needed = batch.select(_places(_text(pl.col(each), batch.schema[each])).max().alias(each) for each in columns)
        longest = {column: max(longest[column], places or 0) for column, places in needed.row(0, named=True).items()}
    return {column: min(max(places, 2), _MOST_PLACES) if places else 0 for column, places in longest.items()}


def _places(text: pl.Expr) -> pl.Expr:
    """How many decimal places a number needs; null where there are none, or a cell is no number."""
    short = pl.when(text.str.contains(_NUMBER)).then(text.str.strip_chars_end("0"))
    return short.str.len_bytes().cast(pl.Int64) - 1 - short.str.find(".", literal=True).cast(pl.Int64)


def _text(amount: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """An amount as it would be written, without an exponent."""
    if dtype.is_float():
        return amount.cast(pl.Decimal(38, _FLOAT_PLACES), strict=False).cast(pl.String)
    return amount.cast(pl.String).str.strip_chars()


def holds_numbers(frame: pl.DataFrame, column: str) -> bool:
    """Whether a column has a cell that could be divided by share."""
    found = frame.select(_text(pl.col(column), frame.schema[column]).str.contains(_NUMBER).any()).item()
    return bool(found)


def _units(column: str, dtype: pl.DataType, places: int) -> pl.Expr:
    """Amounts in whole units of their last place; null where a cell is no number, or too large for one."""
    text = _text(pl.col(column), dtype)
    number = pl.when(text.str.contains(_NUMBER)).then(text.str.replace_all(",", "", literal=True))
    units = number.otherwise(None).cast(pl.Decimal(38, places), strict=False).to_physical()
    return units if places > _FEW_PLACES else units.cast(pl.Int64, strict=False)


def _written(units: pl.Expr, places: int, dtype: pl.DataType) -> pl.Expr:
    """Units as an amount of the column's own type."""
    if dtype.is_float():
        floats: pl.Expr = units / 10**places
        return floats.cast(dtype)
    if not places:
        return units.cast(dtype)
    digits = units.abs().cast(pl.String).str.zfill(places + 1)
    sign = pl.when(units < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return (sign + digits.str.head(-places) + "." + digits.str.tail(places)).cast(dtype)


class FrameRecoder:
    """Recodes frames of one schema, one after the other, and keeps the balance of all.

    Raises:
        BadInput: the code column holds no text, or the columns to be added exist already.
    """

    def __init__(self, recoder: Recoder, schema: pl.Schema, column: str, places: dict[str, int]) -> None:
        if column not in schema:
            raise no_column(column, list(schema))
        if schema[column] not in (pl.String, pl.Null, pl.Categorical, pl.Enum):
            name = printable(column)
            raise BadInput(f"The column {name!r} holds numbers. Codes are text: 04F, 5E1. Give it as text.")
        added = [*ADDED, *_WORKING, *map(unallocated, places)]
        if clash := [name for name in schema if name in added or name.startswith("__")]:
            raise BadInput(f"The table has a column {quoted(clash[0])} already, which recoding adds. Rename it.")
        if column in places:
            raise BadInput(f"{quoted(column)} is the column of codes; name a column of numbers to apportion.")
        self.recoder, self.column, self.places = recoder, column, places
        self.balance = Balance(column, places)
        self.schema = schema
        self._table = pl.DataFrame(schema={**_WORKING, **ADDED})

    def apply(self, batch: pl.DataFrame) -> pl.DataFrame:
        """The rows of a batch, recoded."""
        units = {name: f"__{place}" for place, name in enumerate(self.places)}
        batch = batch.with_row_index("__row").with_columns(
            pl.col(self.column).cast(pl.String).fill_null("").alias("__code"),
            *(_units(name, self.schema[name], self.places[name]).alias(units[name]) for name in self.places),
        )
        counts = batch.group_by("__code", maintain_order=True).len()
        self._learn(counts["__code"])
        joined = batch.join(self._table, on="__code", how="left", maintain_order="left_right")
        joined, parts = self._divided(joined, units)
        self._count(batch, joined, parts, units)
        return joined.select(*self.schema, *map(unallocated, self.places), *ADDED)

    def summary(self) -> pl.DataFrame:
        """One row a target with the sums of the apportioned columns, and a last one for what reached no body."""
        types = {name: pl.Decimal(38, places) if places else pl.Int128 for name, places in self.places.items()}
        header = dict.fromkeys(("new_code", "new_gss", "new_id", "new_name", "new_kind"), pl.String)
        schema = {**header, "rows": pl.Int64, **types, "note": pl.String}
        return pl.DataFrame(self.balance.rows(), schema=schema, orient="row")

    def _learn(self, codes: Iterable[str]) -> None:
        new = [code for code in codes if code not in self.balance.recodings]
        if new:
            rows = []
            for code in new:
                self.balance.recodings[code] = recoding = self.recoder.recode(code)
                rows += _rows(code, recoding)
            more = pl.DataFrame(rows, schema={**_WORKING, **ADDED}, orient="row")
            self._table = pl.concat([self._table, more])

    def _divided(self, joined: pl.DataFrame, units: dict[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Each amount as the part that its row's target gets, with what no target gets beside it.

        Most rows go to one target whole; the sums are done for the others only, which are given beside.
        """
        whole = (pl.col("__weight") == UNIT).fill_null(False)
        joined = joined.with_columns(pl.when(~whole).then((~whole).cum_sum() - 1).alias("__place"))
        parts = joined.filter(pl.col("__place").is_not_null()).select(
            "__code", "__row", "__target", "__weight", "__known", *units.values(), *units
        )
        parts = _parts(parts, units.values())
        columns: list[pl.Expr | pl.Series] = []
        for name, unit in units.items():
            places, dtype = self.places[name], self.schema[name]
            part, rest = pl.col(f"{unit}_part"), pl.col(f"{unit}_rest")
            # A cell that is no number ("*", "n/a") cannot be divided, and stays as it is.
            written = parts.select(
                pl.when(pl.col(unit).is_null()).then(pl.col(name)).otherwise(_written(part, places, dtype)).alias(name),
                _written(rest, places, dtype).alias(unallocated(name)),
            )
            at = joined["__place"]
            nothing = pl.select(_written(pl.lit(0, pl.Int64), places, dtype)).to_series()
            columns += [
                pl.when(whole).then(pl.col(name)).otherwise(written[name].gather(at)).alias(name),
                pl.when(whole & pl.col(unit).is_not_null())
                .then(pl.lit(nothing.item(), dtype))
                .otherwise(written[unallocated(name)].gather(at))
                .alias(unallocated(name)),
            ]
        return joined.with_columns(columns), parts

    def _count(self, batch: pl.DataFrame, joined: pl.DataFrame, parts: pl.DataFrame, units: dict[str, str]) -> None:
        totals = batch.group_by("__code").agg(
            pl.len(),
            *(pl.col(unit).cast(pl.Int128).sum().alias(unit) for unit in units.values()),
            *((pl.col(unit).is_null() & _filled(name)).sum().alias(f"{unit}_text") for name, unit in units.items()),
        )
        came = {row["__code"]: row for row in totals.iter_rows(named=True)}
        for code, row in came.items():
            self.balance.came_in(
                code, row["len"], {name: (row[unit], row[f"{unit}_text"]) for name, unit in units.items()}
            )
        went = {
            (row["__code"], row["__target"]): row
            for row in parts.group_by("__code", "__target")
            .agg(pl.col(f"{unit}_{what}").cast(pl.Int128).sum() for unit in units.values() for what in ("part", "rest"))
            .iter_rows(named=True)
        }
        rows = joined.group_by("__code", "__target", maintain_order=True).len()
        for code, target, number in rows.iter_rows():
            divided = went.get((code, target))
            amounts = {
                name: (divided[f"{unit}_part"], divided[f"{unit}_rest"]) if divided else (came[code][unit], 0)
                for name, unit in units.items()
            }
            self.balance.went_out(code, target, number, amounts)


def _filled(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).fill_null("").str.strip_chars() != ""


def _rows(code: str, recoding: Recoding) -> list[tuple[object, ...]]:
    """A code's rows of the table that frames are joined with: one a target, or one without a target."""
    weights = recoding.weights
    known = sum(weight for weight in weights if weight is not None)
    if not recoding.targets:
        row = dict.fromkeys(ADDED) | {
            "status": recoding.status.value,
            "matched_as": recoding.matched_as.value or None,
            "note": recoding.note or None,
        }
        return [(code, 0, None, 0, *row.values())]
    return [
        (
            code,
            place,
            weight,
            known,
            target.code or None,
            target.gss_code or None,
            target.body.id,
            target.name,
            target.body.kind,
            None if target.share is None else float(target.share),
            "|".join(target.bases) or None,
            "|".join(target.path) or target.body.id,
            target.status.value,
            recoding.matched_as.value or None,
            evidence_of(target.inferred),
            "|".join(target.sources),
            recoding.note or None,
        )
        for place, (target, weight) in enumerate(zip(recoding.targets, weights, strict=True))
    ]


def _share_of(unit: str, weight: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The whole units of |amount| x weight, and the remainder, computed so that nothing overflows the amount's type."""
    amount = pl.col(unit).abs()
    rest = amount % UNIT * weight
    return amount // UNIT * weight + rest // UNIT, rest % UNIT


def _parts(rows: pl.DataFrame, units: Iterable[str]) -> pl.DataFrame:
    """Each target's part of the amounts of its row, and on the first target's what no target gets.

    All targets together get the known share of an amount rounded to the nearest unit: each its whole units, and one
    more for the largest remainders until all is given.
    """
    first, sizes = pl.col("__target") == 0, pl.col("__row").rle_id()
    rows = rows.with_columns(sizes.alias("__group"))
    for unit in units:
        floor, remainder = _share_of(unit, pl.col("__weight"))
        allocated, odd = _share_of(unit, pl.col("__known"))
        rows = rows.with_columns(
            floor.alias("__floor"),
            # Of equal remainders, that of the earlier target comes first.
            (remainder * _MANY - pl.col("__target")).alias("__remainder"),
            (allocated + (2 * odd >= UNIT).cast(pl.Int64)).alias("__allocated"),
        )
        missing = pl.col("__allocated") - pl.col("__floor").sum().over("__group")
        place = pl.col("__remainder").rank("ordinal", descending=True).over("__group")
        part = pl.col("__floor") + (place <= missing).cast(pl.Int64)
        sign = pl.col(unit).sign()
        rows = rows.with_columns(
            (part * sign).alias(f"{unit}_part"),
            pl.when(first).then(pl.col(unit) - pl.col("__allocated") * sign).alias(f"{unit}_rest"),
        )
    return rows
