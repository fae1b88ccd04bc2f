"""Recoding data frames: each row with the bodies its code stands for on another day, and its numbers divided by share.

A frame is joined with what each distinct code became; amounts are divided in whole units, by largest remainder.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from .balance import Balance
from .dates import parse_day
from .errors import BadInput
from .model import LEGAL_AND_AREA, Basis
from .recoded import UNIT, Recoding
from .recoding import Recoder

if TYPE_CHECKING:
    from .history import History

__all__ = ["ADDED", "FrameRecoder", "places_of", "recode_frame", "unallocated"]

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
    "evidence": pl.String,
    "sources": pl.String,
    "note": pl.String,
}
"""Columns that recoding adds, and their types; several values stand with | between."""

_WORKING = {"__code": pl.String, "__target": pl.Int64, "__weight": pl.Int64, "__known": pl.Int64}
_MOST_PLACES = 6
_NUMBER = r"^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?$"
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
        from .record import open_record

        history = open_record().history
    recoder = Recoder(
        history,
        parse_day(to) if isinstance(to, str) else to,
        since=parse_day(since) if isinstance(since, str) else since,
        kind_from=kind_from,
        kind_to=kind_to,
        bases=bases,
    )
    return FrameRecoder(recoder, frame.schema, column, places_of(frame.lazy(), apportion)).apply(frame)


def places_of(frame: pl.LazyFrame, columns: Sequence[str]) -> dict[str, int]:
    """The decimal places to which each column of amounts is divided: none if all are whole, else 2 or more.

    Raises:
        BadInput: a column is missing.
    """
    schema = frame.collect_schema()
    for column in columns:
        if column not in schema:
            raise BadInput(f"There is no column {column[:60]!r} to apportion.")
    longest = [
        _text(pl.col(column), schema[column])
        .str.extract(r"^[+-]?[\d,]+\.(\d*?)0*$")
        .str.len_chars()
        .max()
        .fill_null(0)
        .alias(column)
        for column in columns
    ]
    if not columns:
        return {}
    found = frame.select(longest).collect(engine="streaming").row(0, named=True)
    return {column: min(max(places, 2), _MOST_PLACES) if places else 0 for column, places in found.items()}


def _text(amount: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """An amount as it would be written, without an exponent."""
    if dtype.is_float():
        return amount.cast(pl.Decimal(38, _MOST_PLACES), strict=False).cast(pl.String)
    return amount.cast(pl.String).str.strip_chars()


def _units(column: str, dtype: pl.DataType, places: int) -> pl.Expr:
    """Amounts in whole units of their last place; null where a cell is no number, or too large for one."""
    text = _text(pl.col(column), dtype)
    number = pl.when(text.str.contains(_NUMBER)).then(text.str.replace_all(",", "", literal=True))
    if not places:
        return number.otherwise(None).str.replace(r"\..*$", "").cast(pl.Int64, strict=False)
    parts = number.otherwise(None).str.splitn(".", 2)
    fraction = parts.struct.field("field_1").fill_null("").str.slice(0, places).str.pad_end(places, "0")
    return (parts.struct.field("field_0") + fraction).cast(pl.Int64, strict=False)


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
            raise BadInput(f"There is no column {column[:60]!r}. The columns are: {', '.join(list(schema)[:12])}.")
        if schema[column] not in (pl.String, pl.Null, pl.Categorical, pl.Enum):
            raise BadInput(f"The column {column[:60]!r} holds numbers. Codes are text: 04F, 5E1. Give it as text.")
        added = [*ADDED, *_WORKING, *map(unallocated, places)]
        if clash := [name for name in schema if name in added or name.startswith("__")]:
            raise BadInput(f"The table has a column {clash[0][:60]!r} already, which recoding adds. Rename it.")
        if column in places:
            raise BadInput(f"{column[:60]!r} is the column of codes; name a column of numbers to apportion.")
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
        joined = self._divided(joined, units) if units else joined
        self._count(batch, joined, units)
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

    def _divided(self, joined: pl.DataFrame, units: dict[str, str]) -> pl.DataFrame:
        """Each amount as the part that its row's target gets, with what no target gets beside it."""
        first = pl.col("__target") == 0
        whole = (pl.col("__weight") == UNIT).fill_null(False)
        divided = joined.filter(~whole & pl.col("__weight").is_not_null())
        shares = divided.select("__row", "__target", *(_parts(unit).alias(f"{unit}_part") for unit in units.values()))
        joined = joined.join(shares, on=["__row", "__target"], how="left", maintain_order="left") if units else joined
        columns = []
        for name, unit in units.items():
            places, dtype = self.places[name], self.schema[name]
            amount, original = pl.col(unit), pl.col(name)
            part = pl.when(whole).then(amount).otherwise(pl.col(f"{unit}_part"))
            # A cell that is no number ("*", "n/a") cannot be divided, and stays as it is.
            cell = pl.when(whole | amount.is_null()).then(original).otherwise(_written(part, places, dtype))
            rest = pl.when(first).then(amount - _allocated(unit))
            columns += [
                cell.alias(name),
                part.alias(f"{unit}_part"),
                rest.alias(f"{unit}_rest"),
                _written(rest, places, dtype).alias(unallocated(name)),
            ]
        return joined.with_columns(columns)

    def _count(self, batch: pl.DataFrame, joined: pl.DataFrame, units: dict[str, str]) -> None:
        totals = batch.group_by("__code").agg(
            pl.len(),
            *(pl.col(unit).cast(pl.Int128).sum().alias(unit) for unit in units.values()),
            *((pl.col(unit).is_null() & _filled(name)).sum().alias(f"{unit}_text") for name, unit in units.items()),
        )
        for row in totals.iter_rows(named=True):
            self.balance.came_in(
                row["__code"],
                row["len"],
                {name: (row[unit], row[f"{unit}_text"]) for name, unit in units.items()},
            )
        of_target = joined.group_by("__code", "__target", maintain_order=True).agg(
            pl.len(),
            *(pl.col(f"{unit}_{what}").cast(pl.Int128).sum() for unit in units.values() for what in ("part", "rest")),
        )
        for row in of_target.iter_rows(named=True):
            self.balance.went_out(
                row["__code"],
                row["__target"],
                row["len"],
                {name: (row[f"{unit}_part"], row[f"{unit}_rest"]) for name, unit in units.items()},
            )


def _filled(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).fill_null("").str.strip_chars() != ""


def _rows(code: str, recoding: Recoding) -> list[tuple[object, ...]]:
    """A code's rows of the table that frames are joined with: one a target, or one without a target."""
    weights = recoding.weights
    known = sum(weight for weight in weights if weight is not None)
    if not recoding.targets:
        row = dict.fromkeys(ADDED) | {"status": recoding.status.value, "note": recoding.note or None}
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
            "inferred" if target.inferred else "stated",
            "|".join(target.sources),
            recoding.note or None,
        )
        for place, (target, weight) in enumerate(zip(recoding.targets, weights, strict=True))
    ]


def _share_of(unit: str, weight: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The whole units of |amount| x weight, and the remainder, computed so that nothing overflows 64 bits."""
    amount = pl.col(unit).abs()
    rest = amount % UNIT * weight
    return amount // UNIT * weight + rest // UNIT, rest % UNIT


def _allocated(unit: str) -> pl.Expr:
    """The units of an amount that reach targets, all together, rounded to the nearest."""
    floor, remainder = _share_of(unit, pl.col("__known"))
    return (floor + (2 * remainder >= UNIT).cast(pl.Int64)) * pl.col(unit).sign()


def _parts(unit: str) -> pl.Expr:
    """Each target's part of an amount: its whole units, and one more for the largest remainders until all is given."""
    floor, remainder = _share_of(unit, pl.col("__weight"))
    missing = _allocated(unit).abs() - floor.sum().over("__row")
    place = (remainder * _MANY - pl.col("__target")).rank("ordinal", descending=True).over("__row")
    return (floor + (place <= missing).cast(pl.Int64)) * pl.col(unit).sign()
