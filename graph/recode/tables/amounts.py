"""Amounts in columns: parsed, divided by share in whole units of the last decimal place, and formatted as they came.

Rates and averages are detected, because they cannot be divided.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

import polars as pl

from ...errors import BadInput
from ...sheets.cells import refuse_spans
from ...util.text import quoted
from ..result import UNIT

__all__ = [
    "MOST_PLACES",
    "has_decimal_commas",
    "holds_numbers",
    "numbers",
    "parts",
    "refuse_rates",
    "units",
    "written",
]

MOST_PLACES: Final = 12
"""Decimal places to which amounts are counted."""

_FLOAT_PLACES: Final = 6
"""A binary fraction is taken as the decimal it was most likely written as."""

_FEW_PLACES: Final = 6
"""With so many places 64 bits hold nine thousand billions; with more, amounts are counted in 128."""

_PLAIN: Final = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$"
_IS_PLAIN: Final = pl.col("text").str.contains(_PLAIN).fill_null(False).alias("plain")
_SPACES: Final = r" \x{a0}\x{2007}\x{2009}\x{202f}"
"""Spaces that may stand between thousands."""
_DRESSED: Final = rf"^[(]?[+-]?[£$€]?[+-]?(?:[0-9]{{1,3}}(?:[,{_SPACES}][0-9]{{3}})+|[0-9]+)?(?:\.[0-9]*)?[)]?$"
"""With a currency, separators between thousands, or in brackets where it is negative."""
_POWER: Final = r"^[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}$"
"""As spreadsheets write large numbers."""

_MARKED: Final = (
    r"(?i)([0-9.)])(?:\s*(?:[*†‡§¶^~\x{b9}\x{b2}\x{b3}\x{2070}-\x{2079}]+"
    r"|[(\[][rpe][)\]]|\[(?:note ?)?\d{1,2}\])|\sr)$"
)
"""With the mark of a footnote, or that it was revised, is provisional or estimated."""
_TIDIED: Final = (
    (_MARKED, "$1"),
    (r"[\x{2212}\x{2013}]", "-"),
    (r"(?i)^(?:gbp|eur|usd)\s*|\s*(?:gbp|eur|usd|[£$€])$", ""),
    (r"([£$€])\s+", "$1"),
    (r"^([£$€]?[0-9].*)-$", "-$1"),
    (r"['\x{2019}]([0-9]{3})", " $1"),
)
"""What is written about a number, and what takes its place."""

_WITH_COMMA: Final = rf"^[(]?[+-]?[£$€]?[+-]?(?:[0-9]{{1,3}}(?:[.{_SPACES}][0-9]{{3}})+|[0-9]+)?(?:,[0-9]*)?[)]?$"
"""With a decimal comma, dressed likewise."""
_SURELY_COMMA: Final = (
    r"^[^.,]*[0-9],(?:[0-9]{1,2}|[0-9]{4,})[)]?$|[0-9]\.[0-9]{3},[0-9]+[)]?$|^\D*[0-9]{4,},[0-9]+[)]?$|^\D*0,[0-9]+$"
)
_SURELY_POINT: Final = r"[0-9]\.(?:[0-9]{1,2}|[0-9]{4,})[)]?$|,[0-9]{3}\.[0-9]|,[0-9]{3},[0-9]{3}"
_COMMA_NUMBER: Final = r"^\D{0,3}[0-9]{1,3},[0-9]{3}[)]?$"
"""12,345 is either: it depends on its neighbours."""

_RATE_NAME: Final = re.compile(
    r"(?:^|[\W_])(?:rates?|percent(?:age)?s?|averages?|avg|means?|medians?|ratios?|proportions?|prevalence|index|indices|"
    r"scores?|confidence|ci|lcl|ucl|dsrs?|smrs?|shmi|percentiles?|quartiles?|quintiles?|deciles?|ranks?|per[\W_]+(?:1,?0{2,5}|10,?000|100,?000|capita|head|person|patient|practice|population))(?:$|[\W_])|%",
    re.IGNORECASE | re.ASCII,
)
_MANY: Final = 2**20
"""More targets than a code can have, to order equal remainders by the place of their target."""


def refuse_rates(schema: pl.Schema, columns: Sequence[str], sample: pl.DataFrame) -> None:
    """Refuses to divide a rate or average: half of a body has the same rate, not half of it.

    Raises:
        BadInput: a column is missing, or its name or its cells say that it holds rates; the message says what to do.
    """
    for name in columns:
        if name not in schema:
            raise BadInput(f"There is no column {quoted(name)} to apportion.")
        refuse_spans(schema, name, "numbers, such as hours as 30.5")
        cells = sample[name].cast(pl.String).drop_nulls()
        percent = cells.str.strip_chars().str.ends_with("%").sum()
        if _RATE_NAME.search(name) or 2 * percent > cells.len():
            raise BadInput(
                f"The column {quoted(name)} holds rates or averages, which cannot be divided by share. Apportion the"
                " numerator and the denominator, each as a column of its own, and divide their sums afterwards."
                " If it holds amounts, give it another name."
            )


def has_decimal_commas(frame: pl.DataFrame, columns: Sequence[str], separator: str = "") -> bool:
    """Whether numbers in text have decimal commas: most with a comma can be read in no other way, and none has a point.

    Where all could be either (12,345), they do in a table separated by semicolons, to which decimal commas lead.
    """
    texts = [frame[name].str.strip_chars() for name in columns if frame.schema[name] == pl.String]
    with_comma = [each for each in texts if each.str.contains(",", literal=True).any()]
    texts = [pl.select(_tidied(pl.lit(each))).to_series() for each in texts] if with_comma else []

    def like(form: str) -> int:
        return sum(int(each.str.contains(form).sum()) for each in texts)

    if not texts or like(_SURELY_POINT):
        return False
    surely, either = like(_SURELY_COMMA), like(_COMMA_NUMBER)
    return surely > either or (separator == ";" and surely + either > 0)


class Numbers(NamedTuple):
    """The cells of a column: whole numbers, decimals, or plain decimal text, null where one is no number.

    `places` is the most decimal places that any has; `marked` says that some stood with the mark of a footnote.
    """

    cells: pl.Series
    places: int
    marked: bool = False


def numbers(frame: pl.DataFrame, name: str, *, commas: bool = False) -> Numbers:
    """The numbers in a column; `commas`: their decimals follow one."""
    column = frame[name]
    if column.dtype.is_integer():
        return Numbers(column, 0)
    if column.dtype.is_float():
        decimals = column.cast(pl.Decimal(38, _FLOAT_PLACES), strict=False)
        return Numbers(decimals, _places_of(decimals))
    found = frame.select(pl.col(name).cast(pl.String).str.strip_chars().alias("text")).with_columns(_IS_PLAIN)
    if found["plain"].all() and not commas:
        return Numbers(found["text"], _places_in(found["text"]))
    if not commas and found.select((pl.col("plain") | (pl.col("text").fill_null("") == "")).all()).item():
        texts = found.select(pl.when("plain").then("text")).to_series()
        return Numbers(texts, _places_in(texts))
    texts = _undressed(found, commas=commas and column.dtype == pl.String)
    marked = bool((found["text"].str.contains(_MARKED) & texts.is_not_null()).any())
    return Numbers(texts, _places_in(texts), marked)


def _tidied(text: pl.Expr) -> pl.Expr:
    """Texts without what is written about a number."""
    for pattern, replacement in _TIDIED:
        text = text.str.replace_all(pattern, replacement)
    return text


def _undressed(found: pl.DataFrame, *, commas: bool) -> pl.Series:
    """The cells of a column `text` as plain decimal text; null where one is no number."""
    found = found.select(_tidied(pl.col("text")))
    if commas:
        fits = pl.col("text").str.contains(_WITH_COMMA) & pl.col("text").str.contains("[0-9]")
        bare = pl.col("text").str.replace_all(f"[.{_SPACES}]", "").str.replace(",", ".", literal=True)
        found = found.select(pl.when(fits).then(bare).otherwise(None).alias("text"))
    found = found.with_columns(_IS_PLAIN)
    bare = pl.col("text").str.replace_all(f"[£$€(),{_SPACES}]", "")
    bracketed = pl.col("text").str.starts_with("(") & pl.col("text").str.ends_with(")")
    signed = pl.when(bracketed).then("-" + bare.str.strip_chars_start("+-")).otherwise(bare)
    dressed = pl.col("text").str.contains(_DRESSED) & bare.str.contains(_PLAIN)
    is_power = found["text"].str.contains(_POWER).fill_null(False)
    powers = pl.Series(
        [format(Decimal(text), "f") if power else None for text, power in zip(found["text"], is_power, strict=True)]
        if is_power.any()
        else [None] * found.height,
        dtype=pl.String,
    )
    return found.select(pl.when("plain").then("text").when(dressed).then(signed).otherwise(powers)).to_series()


def holds_numbers(frame: pl.DataFrame, name: str) -> bool:
    """Whether any cell of a column is a number that could be divided."""
    return numbers(frame, name).cells.drop_nulls().len() > 0


def _places_of(decimals: pl.Series) -> int:
    """The largest number of places among decimals of the most that a binary fraction has."""
    counted = decimals.to_physical().to_frame("counted")

    def has_more(places: int) -> bool:
        odd = pl.col("counted") % 10 ** (_FLOAT_PLACES - places) != 0
        return bool(counted.select(odd.any()).item())

    return next(places for places in range(_FLOAT_PLACES + 1) if not has_more(places))


def _places_in(texts: pl.Series) -> int:
    """The largest number of decimal places among some numbers."""
    after_point = texts.str.len_bytes().cast(pl.Int64) - 1 - texts.str.find(".", literal=True).cast(pl.Int64)
    most = after_point.max()
    return most if isinstance(most, int) else 0


def units(cells: pl.Series, places: int) -> pl.Series:
    """Numbers as integers in units of the last place; null on overflow."""
    found = cells.cast(pl.Decimal(38, places), strict=False).to_physical()
    return found if places > _FEW_PLACES else found.cast(pl.Int64, strict=False)


def written(amounts: pl.Expr, places: int, dtype: pl.DataType, *, commas: bool = False) -> pl.Expr:
    """Units converted back to the column's own type; as text with a decimal comma if its numbers have one."""
    if dtype.is_float():
        floats: pl.Expr = amounts / 10**places
        return floats.cast(dtype)
    if not places:
        return amounts.cast(dtype)
    digits = amounts.abs().cast(pl.String).str.zfill(places + 1)
    sign = pl.when(amounts < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    point = "," if commas and dtype == pl.String else "."
    return (sign + digits.str.head(-places) + point + digits.str.tail(places)).cast(dtype)


def _share_of(unit: str, weight: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The whole units of |amount| x weight, and the remainder, computed without overflow."""
    amount = pl.col(unit).abs()
    rest = amount % UNIT * weight
    return amount // UNIT * weight + rest // UNIT, rest % UNIT


def parts(rows: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """Each target's part of its row's amounts; what no target gets is reported on the first target.

    All targets together get the known share of an amount, rounded to the nearest unit: whole units first, then one more
    each by largest remainder.
    """
    first, sizes = pl.col("__target") == 0, pl.col("__row").rle_id()
    rows = rows.with_columns(sizes.alias("__group"))
    for unit in columns:
        floor, remainder = _share_of(unit, pl.col("__weight"))
        allocated, odd = _share_of(unit, pl.col("__known"))
        rows = rows.with_columns(
            floor.alias("__floor"),
            # Ties between remainders go to the earlier target.
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
