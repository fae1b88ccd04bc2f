"""Recoding of data frames: rows joined with the bodies their code stands for, numbers divided by share.

Each distinct code is recoded once and joined to its rows; amounts are divided in whole units, by largest remainder.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

import polars as pl

from ...answers.geography.area import unknown_day
from ...errors import BadInput
from ...model.day_parser import Days
from ...names.meaning import MatchedAs
from ...sheets.cells import refuse_patterns
from ...sheets.read import no_column
from ...util.text import printable, quoted
from ..members import MemberRecoder
from ..no_body import no_body
from ..recoder import Recoder
from ..result import UNIT, Recoding, Status
from .added import ADDED, KEYS, READY, WORKING, join_table
from .amounts import MOST_PLACES, parts, units, written
from .balance import SCALE, Balance, Key
from .cells import code_cells, holds_postcodes
from .levels import levels_remark
from .numbers import has_decimal_commas, numbers, refuse_unread
from .periods import have_months_first
from .totals import with_notes, with_totals

__all__ = ["DaysColumn", "FrameRecoder", "unallocated"]


_PREFIX: Final = "recoded_"
"""What goes before the name of an added column where the table has one of that name."""

_FEWEST_PLACES: Final = 2
"""Decimal places of amounts that have any."""


_OF_NOBODY: Final = (Status.NO_CODE, Status.UNKNOWN_CODE)
"""What is said of a code beside which a word may say that its row is a total."""


@dataclass(frozen=True, slots=True)
class DaysColumn:
    """A column with the period of each row, and its parsed cells: days, or the reason why there are none."""

    name: str
    meanings: Mapping[str, Days | str]


def unallocated(column: str) -> str:
    """The column for the part of an amount that reached no body, on the first output row of each input row."""
    return f"{column}_unallocated"


class FrameRecoder:
    """Recodes batches of one schema in turn, and keeps the balance of all.

    `separator` is that of the text the table came from. `written_for` is that of the text that its rows become: the
    added columns are then one, `READY` to be written.

    Raises:
        BadInput: the column of codes is missing or holds no text, or is to be apportioned itself.
    """

    def __init__(
        self,
        recoder: Recoder,
        schema: pl.Schema,
        column: str,
        apportion: Sequence[str] = (),
        *,
        decimals: int | None = None,
        days: DaysColumn | None = None,
        separator: str = "",
        written_for: str = "",
    ) -> None:
        refuse_patterns(schema)
        if column not in schema:
            raise no_column(column, list(schema))
        if schema[column] not in (pl.String, pl.Null, pl.Categorical, pl.Enum):
            name = printable(column)
            raise BadInput(f"The column {name!r} holds numbers. Codes are text: 04F, 5E1. Give it as text.")
        if column in apportion:
            raise BadInput(f"{quoted(column)} is the column of codes; name a column of numbers to apportion.")
        self.recoder, self.column, self.days = recoder, column, days
        self.schema, self.apportion = schema, tuple(apportion)
        self.balance = Balance(column, self.apportion, decimals)
        self._decimals = decimals
        self._separator, self._commas = separator, False
        self._of_postcodes: bool | None = None
        self._read_as_places = False
        self._amounts_without_code = self._marked = self._in_short = False
        self._own = _own_names(schema)
        beside = [name for name in schema if name not in (column, days and days.name, *apportion)]
        self._words = [self._own[name] for name in beside if schema[name] == pl.String]
        self._found: dict[Key, Recoding] = {}
        taken = {*schema, *map(unallocated, apportion)}
        self.added: Mapping[str, str] = {name: _free(name, taken) for name in ADDED}
        self._rest = {name: _free(unallocated(name), set(schema)) for name in apportion}
        self._on = ["__code", "__day"] if days else ["__code"]
        self._written_for = written_for
        self._table = join_table((), written_for).drop(set(KEYS) - set(self._on))

    @property
    def renamed(self) -> Mapping[str, str]:
        """The added columns that were renamed because the table already has that name."""
        return {name: given for name, given in self.added.items() if name != given}

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns that come out, whether they are written already or not."""
        return (*self._own, *self._rest.values(), *self.added.values())

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was made of the columns, in words."""
        remarks = []
        if self.renamed:
            names = ", ".join(f"{name} is {given}" for name, given in self.renamed.items())
            remarks.append(f"The table has columns that recoding adds too; of those added, {names}.")
        if self._read_as_places:
            districts = any(found.matched_as is MatchedAs.POSTCODE_DISTRICT for found in self._found.values())
            read_as = "postcode districts" if districts else "names of districts and local authorities"
            remarks.append(
                f"{quoted(self.column)} is read as {read_as}."
                " Where they are bodies called so, say it (--column-is body)."
            )
        heading = quoted(self.recoder.heading.text)
        if (day := self.recoder.heading.day) and self.balance.of_edition:
            remarks.append(f"The heading {heading} is of {day}: codes in force then are taken on that day (--from).")
        if any(found.by_heading for found in self._found.values()):
            remarks.append(f"Where a code is of several bodies, the heading {heading} says which (--kind-from).")
        if told := unknown_day(self.recoder.to, today=date.today()):
            remarks.append(told)
        remarks += self.recoder.unmet_kinds
        if self.days and have_months_first(self.days.meanings):
            remarks.append(f"The days in {quoted(self.days.name)} have the month first: 02/03/2012 is 3 February 2012.")
        if self._commas:
            remarks.append("The amounts have decimal commas: 1.234,5 is read as 1234.5, and 12,345 as 12.345.")
        if self._marked:
            remarks.append("Numbers with the mark of a footnote are read without it: 1,234* or 1,234 [r] as 1234.")
        if self._in_short:
            remarks.append("Numbers in short are read and written in full: £1.2m as 1200000, 850k as 850000.")
        if self._amounts_without_code:
            remarks.append(
                "Rows without a code hold amounts. They may be totals; where the code of a row above stands for them,"
                " as under merged cells, fill it in first."
            )
        if levels := levels_remark(self.recoder.history, self.balance.recodings.values()):
            remarks.append(levels)
        return tuple(remarks)

    def apply(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Recodes the rows of a batch."""
        columns, places = self._read(batch)
        keyed = columns.with_row_index("__row")
        came_in = self._count_in(keyed, places)
        joined = keyed.join(self._table, on=self._on, how="left", maintain_order="left_right")
        joined, divided = self._divided(joined, places)
        self._count_out(came_in, divided, places)
        own = [pl.col(working).alias(name) for name, working in self._own.items()]
        rests = [pl.col(f"__{at}_rest").alias(self._rest[name]) for at, name in enumerate(self.apportion)]
        added = [pl.col(name).alias(given) for name, given in self.added.items()]
        return joined.select(*own, *rests, *([READY] if self._written_for else added))

    def add_up(self, batch: pl.DataFrame) -> None:
        """Counts the rows of a batch for the summary, without producing output."""
        columns, places = self._read(batch)
        self._count_in(columns, places)

    def summary(self) -> pl.DataFrame:
        """One row per target with the sums of the apportioned columns, and a last one for what reached no body."""
        self.balance.settle()
        types = {
            name: pl.Decimal(38, each.places) if each.places else pl.Int128
            for name, each in self.balance.columns.items()
        }
        header = dict.fromkeys(("new_code", "new_gss", "new_id", "new_name", "new_kind"), pl.String)
        bounds = {name: types[name.rpartition("_")[0]] for name in self.balance.bound_columns}
        schema = {**header, "rows": pl.Int64, **types, **bounds, "note": pl.String}
        return pl.DataFrame(self.balance.rows(), schema=schema, orient="row")

    def _read(self, batch: pl.DataFrame) -> tuple[pl.DataFrame, list[int]]:
        """A batch with internal column names, its keys, amounts in units, and the decimals of the amounts."""
        codes = batch.select(_as_text(self.column)).to_series()
        if self._of_postcodes is None:
            self._of_postcodes = self._settle(codes)
        keys = [code_cells(codes, of_postcodes=self._of_postcodes).alias("__code")]
        if self.days:
            keys.append(batch.select(_as_text(self.days.name)).to_series().alias("__day"))
        columns = batch.rename(self._own).with_columns(keys)
        if not self.balance.rows_in:
            self._commas = has_decimal_commas(batch, self.apportion, self._separator)
        if self.recoder.members:
            columns = self._with_keys_of_members(self.recoder.members, columns)
        self._learn(map(self._key, columns.select(self._on).unique(maintain_order=True).iter_rows()))
        if any(found.status in _OF_NOBODY for found in self._found.values()):
            columns = with_totals(columns, self._on, self._words, self._is_of_body)
            unknown = {code for (code, _), found in self._found.items() if found.status is Status.UNKNOWN_CODE}
            columns = with_notes(
                columns, "__code", [name for own, name in self._own.items() if own != self.column], unknown
            )
        places = []
        for at, name in enumerate(self.apportion):
            read = numbers(batch, name, commas=self._commas)
            self._marked = self._marked or read.marked
            needed = max(self.balance.columns[name].places, max(read.places, _FEWEST_PLACES) if read.places else 0)
            places.append(min(max(needed, self._decimals or 0), MOST_PLACES))
            self.balance.columns[name].places = places[-1]
            amounts = units(read.cells, places[-1]).alias(f"__{at}")
            refuse_unread(batch[name], amounts, codes, self.balance.rows_in + 1)
            columns = columns.with_columns(amounts)
            if read.in_short is not None:
                self._in_short = True
                own = self._own[name]
                in_full = pl.when(read.in_short).then(read.cells).otherwise(pl.col(own))
                columns = columns.with_columns(in_full.alias(own))
        return columns, places

    def _settle(self, codes: pl.Series) -> bool:
        """Decides from the first rows whether the column holds places, and whether it holds postcodes."""
        days = [each for each in self.days.meanings.values() if not isinstance(each, str)] if self.days else []
        span = (min(first for first, _ in days), max(last for _, last in days)) if days else None
        recoder = self.recoder.for_column(codes.unique(maintain_order=True).to_list(), span, self.column)
        self._read_as_places = recoder.only_places and not self.recoder.only_places
        self.recoder = recoder
        return recoder.only_places or holds_postcodes(codes)

    def _with_keys_of_members(self, members: MemberRecoder, columns: pl.DataFrame) -> pl.DataFrame:
        """The rows with one key for all practices that go the same way, of which the balance remembers the codes."""
        keyed = members.keys(columns, self.days.meanings if self.days else None)
        codes = pl.DataFrame({"key": keyed["__code"], "code": columns["__code"]})
        stand_for = codes.filter(pl.col("key") != columns["__code"]).unique().group_by("key").agg("code")
        for key, some in stand_for.iter_rows():
            self.balance.stands_for[key].update(some)
        return keyed

    def _is_of_body(self, key: tuple[str, ...]) -> bool:
        return self._found[self._key(key)].status not in (*_OF_NOBODY, Status.TOTAL_ROW)

    def _learn(self, keys: Iterable[Key]) -> None:
        new = [key for key in keys if key not in self._found]
        if new:
            self.recoder.history.expect(len(new))
            found = {key: self._recoded(*key) for key in new}
            self._found |= found
            more = join_table(found.items(), self._written_for)
            self._table = pl.concat([self._table, more.select(self._table.columns)])

    def _recoded(self, code: str, day: str | None) -> Recoding:
        members = self.recoder.members
        if day is None or self.days is None:
            since = self.recoder.since
            of_member = members and members.of_key(code, (since, since) if since else None)
            return of_member or no_body(code.strip(), self.column) or self.recoder.recode(code)
        days = self.days.meanings[day.strip()]
        if members and not isinstance(days, str) and (found := members.of_key(code, days)):
            return found
        if isinstance(days, str):
            return no_body(code.strip(), self.column) or Recoding(code.strip(), None, Status.NOT_IN_FORCE, note=days)
        return no_body(code.strip(), self.column) or self.recoder.recode(code, days)

    def _divided(self, joined: pl.DataFrame, places: Sequence[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The part of each amount that its row's target gets, and what no target gets.

        Most rows go to one target whole; only the others are computed, and returned separately.
        """
        if not self.apportion:
            return joined, joined.clear()
        names = [f"__{at}" for at in range(len(places))]
        places_divided = joined.select(((pl.col("__weight") != UNIT).fill_null(True)).arg_true()).to_series()
        divided = joined.select(
            *self._on, "__row", "__target", "__weight", "__known", *names, *(self._own[name] for name in self.apportion)
        )
        divided = parts(divided[places_divided], names)
        columns: list[pl.Series] = []
        for unit, name, decimals in zip(names, self.apportion, places, strict=True):
            own, dtype = self._own[name], self._type_of(name, decimals)
            form = partial(written, places=decimals, dtype=dtype, commas=self._commas)
            # A non-numeric cell ("*", "n/a") cannot be divided, and is kept.
            texts = divided.select(
                pl.when(pl.col(unit).is_null())
                .then(pl.col(own).cast(dtype))
                .otherwise(form(pl.col(f"{unit}_part")))
                .alias("part"),
                form(pl.col(f"{unit}_rest")).alias("rest"),
            )
            nothing = pl.when(pl.col(unit).is_not_null()).then(form(pl.lit(0, pl.Int64)))
            rest = joined.select(nothing.alias(f"{unit}_rest")).to_series()
            # Most rows go to one body whole: those that do not are put between them.
            columns += [
                joined[own].cast(dtype).scatter(places_divided, texts["part"]),
                rest.scatter(places_divided, texts["rest"]),
            ]
        return joined.with_columns(columns), divided

    def _type_of(self, name: str, places: int) -> pl.DataType:
        """The output type of an apportioned column: its own, except that integers may be divided to decimals."""
        dtype = self.schema[name]
        return pl.Float64() if places and dtype.is_integer() else dtype

    def _count_in(self, columns: pl.DataFrame, places: Sequence[int]) -> list[tuple[Key, int]]:
        """Counts a batch, and returns its keys with their rows."""
        names = [f"__{at}" for at in range(len(places))]
        totals = columns.group_by(*self._on, maintain_order=True).agg(
            pl.len(),
            *(pl.col(unit).cast(pl.Int128).sum() for unit in names),
            *(
                (pl.col(unit).is_null() & _filled(self._own[name])).sum().alias(f"{unit}_text")
                if columns[unit].null_count()
                else pl.lit(0).alias(f"{unit}_text")
                for unit, name in zip(names, self.apportion, strict=True)
            ),
        )
        self._learn(map(self._key, totals.iter_rows()))
        found = []
        for row in totals.iter_rows():
            rows, *counts = row[len(self._on) :]
            sums, texts = counts[: len(names)], counts[len(names) :]
            scaled = [_scaled(amount, decimals) for amount, decimals in zip(sums, places, strict=True)]
            amounts = dict(zip(self.apportion, zip(scaled, texts, strict=True), strict=True))
            self._amounts_without_code = self._amounts_without_code or (not row[0].strip() and any(scaled))
            self.balance.came_in(self._key(row), self._found[self._key(row)], rows, amounts)
            found.append((self._key(row), rows))
        return found

    def _key(self, row: Sequence[Any]) -> Key:
        return row[0], row[1] if self.days else None

    def _count_out(self, came_in: Iterable[tuple[Key, int]], divided: pl.DataFrame, places: Sequence[int]) -> None:
        names = [f"__{at}" for at in range(len(places))]
        sums = divided.group_by(*self._on, "__target").agg(
            pl.col(f"{unit}_{what}").cast(pl.Int128).sum() for unit in names for what in ("part", "rest")
        )
        for row in sums.iter_rows():
            target, *amounts = row[len(self._on) :]
            scaled = [_scaled(amount, places[at // 2]) for at, amount in enumerate(amounts)]
            pairs = zip(scaled[::2], scaled[1::2], strict=True)
            self.balance.divided(self._key(row), target, dict(zip(self.apportion, pairs, strict=True)))
        for key, rows in came_in:
            for place in range(max(1, len(self.balance.recodings[key].targets))):
                self.balance.went_out(key, place, rows)


def _scaled(amount: int | None, places: int) -> int:
    return (amount or 0) * int(10 ** (SCALE - places))


def _free(name: str, taken: Iterable[str]) -> str:
    """A column name that is not in use."""
    taken = set(taken)
    while name in taken:
        name = _PREFIX + name
    return name


def _own_names(schema: pl.Schema) -> Mapping[str, str]:
    """Maps a table's columns to internal names that cannot clash with ours."""
    ours = {*ADDED, *WORKING}
    return {
        name: f"__own_{place}" if name in ours or name.startswith("__") else name for place, name in enumerate(schema)
    }


def _as_text(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).fill_null("")


def _filled(column: str) -> pl.Expr:
    return _as_text(column).str.strip_chars() != ""
