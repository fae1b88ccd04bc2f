"""Numbers as they are written in cells of text: what is about them is left out, and what is no number is refused."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

import polars as pl

from ...errors import BadInput
from ...model.words import counted
from ...util.text import printable, quoted
from ..no_body import no_body

__all__ = ["Numbers", "has_decimal_commas", "holds_numbers", "numbers", "refuse_unread"]

_FLOAT_PLACES: Final = 6
"""A binary fraction is taken as the decimal it was most likely written as."""

_PLAIN: Final = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$"
_IS_PLAIN: Final = pl.col("text").str.contains(_PLAIN).fill_null(False).alias("plain")
_SPACES: Final = r" \x{a0}\x{2007}\x{2009}\x{202f}"
"""Spaces that may stand between thousands."""
_DRESSED: Final = rf"^[(]?[+-]?[£$€]?[+-]?(?:[0-9]{{1,3}}(?:[,{_SPACES}][0-9]{{3}})+|[0-9]+)?(?:\.[0-9]*)?[)]?$"
"""With a currency, separators between thousands, or in brackets where it is negative."""
_EXPONENT: Final = r"([0-9.)])[eE]([+-]?[0-9]{1,2})$"
"""As spreadsheets write large numbers."""
_IN_SHORT: Final = r"(?i)[0-9.]\s?(?:k|thousand|m|mn|mln|million|bn|billion)\b"
"""£1.2m, (850k), 1.2 billion; b alone marks a break in a series."""
_OF_UNITS: Final = re.compile(
    r"(?:^|[\W_])(?:[£$€]?'?0{3}'?s?|[£$€]?(?:k|m|mn|mln|bn)|thousands?|millions?|billions?)(?:$|[\W_])",
    re.IGNORECASE | re.ASCII,
)
"""A heading that says what the numbers below it count in: Spend (£m), £000."""
_WITHHELD: Final = (
    r"(?i)^(?:[<>≤≥]=? ?|(?:under|over|less than|fewer than|more than|up to|at least) )[0-9,]+$"
    r"|^[0-9,]+ ?(?:-|–|to) ?[0-9,]+$|^[0-9,]+ ?(?:\+|or (?:fewer|less|more|over))$"
    r"|^[^0-9]*notes? ?[0-9]+[^0-9]*$|^[^0-9]*$"
)
"""What stands where a publisher gives no number: *, [c], <5, 1-4, n/a, see note 2."""

_MARKED: Final = (
    r"(?i)([0-9.)](?:\s?(?:k|thousand|m|mn|mln|million|bn|billion))?)(?:\s*(?:[*†‡§¶^~\x{b9}\x{b2}\x{b3}\x{2070}-\x{2079}]+"
    r"|[(\[][rpe][)\]]|\[(?:note ?)?\d{1,2}\])|\sr)$"
)
"""With the mark of a footnote, or that it was revised, is provisional or estimated."""
_TIDIED: Final = (
    (_MARKED, "$1"),
    (r"[\x{2212}\x{2013}]", "-"),
    (r"(?i)^(?:gbp|eur|usd)\s*|\s*(?:gbp|eur|usd|[£$€])$", ""),
    (r"([£$€])\s+", "$1"),
    (r"^([£$€])\(", "($1"),
    (r"^([£$€]?[0-9].*)-$", "-$1"),
    (r"['\x{2019}]([0-9]{3})", " $1"),
    (r"(?i)([0-9.])\s?(?:k|thousand)([)]?)$", "${1}${2}e3"),
    (r"(?i)([0-9.])\s?(?:m|mn|mln|million)([)]?)$", "${1}${2}e6"),
    (r"(?i)([0-9.])\s?(?:bn|billion)([)]?)$", "${1}${2}e9"),
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


def has_decimal_commas(frame: pl.DataFrame, columns: Sequence[str], separator: str = "") -> bool:
    """Whether numbers in text have decimal commas: most with a comma can be read in no other way, and none has a point.

    Where all could be either (12,345), they do in a table separated by semicolons, to which decimal commas lead.
    """
    texts = [frame[name].str.strip_chars() for name in columns if frame.schema[name] == pl.String]
    with_comma = [each for each in texts if each.str.contains(",", literal=True).any()]
    texts = (
        [pl.select(_tidied(pl.lit(each)).str.replace(_EXPONENT, "$1")).to_series() for each in texts]
        if with_comma
        else []
    )

    def like(form: str) -> int:
        return sum(int(each.str.contains(form).sum()) for each in texts)

    if not texts or like(_SURELY_POINT):
        return False
    surely, either = like(_SURELY_COMMA), like(_COMMA_NUMBER)
    return surely > either or (separator == ";" and surely + either > 0)


class Numbers(NamedTuple):
    """The cells of a column: whole numbers, decimals, or plain decimal text, null where one is no number.

    `places` is the most decimal places that any has; `marked` says that some stood with the mark of a footnote.
    `in_short` says which were written in thousands, millions or billions, if any was.
    """

    cells: pl.Series
    places: int
    marked: bool = False
    in_short: pl.Series | None = None


def numbers(frame: pl.DataFrame, name: str, *, commas: bool = False) -> Numbers:
    """The numbers in a column; `commas`: their decimals follow one.

    Raises:
        BadInput: some are in thousands or millions, and the heading says that all are.
    """
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
    read = found.select(
        marked=pl.col("text").str.contains(_MARKED) & texts.is_not_null(),
        in_short=(pl.col("text").str.contains(_IN_SHORT) & texts.is_not_null()).fill_null(False),
    )
    in_short = read["in_short"] if read["in_short"].any() else None
    if in_short is not None and _OF_UNITS.search(name):
        example = found["text"].filter(in_short)[0]
        raise BadInput(
            f"The heading {quoted(name)} says what its numbers count in, and {quoted(example)} says it again."
            " Leave one of them out."
        )
    return Numbers(texts, _places_in(texts), bool(read["marked"].any()), in_short)


def refuse_unread(cells: pl.Series, amounts: pl.Series, codes: pl.Series, first_row: int) -> None:
    """Refuses a cell with figures in it that is no number, and no sign of a number withheld: its share would be lost.

    Of rows that name no body nothing is divided. `first_row` is the place of the first, counted from 1.

    Raises:
        BadInput: there is such a cell; the message names its row.
    """
    unread = amounts.is_null() & cells.is_not_null()
    if not unread.any():
        return
    frame = pl.DataFrame({"cell": cells.cast(pl.String).str.strip_chars(), "code": codes}).with_row_index(
        "row", first_row
    )
    odd = frame.filter(unread & ~pl.col("cell").str.contains(_WITHHELD))
    found = [(row, cell, code) for row, cell, code in odd.iter_rows() if not no_body(code.strip())]
    if found:
        row, cell, code = found[0]
        more = f" {counted(len(found) - 1, 'more cell')} like it." if len(found) > 1 else ""
        raise BadInput(
            f"Row {row:,} below the heading ({printable(code.strip(), 40)}) has {quoted(cell)} in the column"
            f" {quoted(cells.name)}: not one number that could be divided. Write one, or leave the cell empty.{more}"
        )


def _tidied(text: pl.Expr) -> pl.Expr:
    """Texts without what is written about a number."""
    for pattern, replacement in _TIDIED:
        text = text.str.replace_all(pattern, replacement)
    return text


def _undressed(found: pl.DataFrame, *, commas: bool) -> pl.Series:
    """The cells of a column `text` as plain decimal text; null where one is no number."""
    found = found.select(_tidied(pl.col("text")))
    powers = found["text"].str.extract(_EXPONENT, 2)
    found = found.select(pl.col("text").str.replace(_EXPONENT, "$1"))
    if commas:
        fits = pl.col("text").str.contains(_WITH_COMMA) & pl.col("text").str.contains("[0-9]")
        bare = pl.col("text").str.replace_all(f"[.{_SPACES}]", "").str.replace(",", ".", literal=True)
        found = found.select(pl.when(fits).then(bare).otherwise(None).alias("text"))
    found = found.with_columns(_IS_PLAIN)
    bare = pl.col("text").str.replace_all(f"[£$€(),{_SPACES}]", "")
    bracketed = pl.col("text").str.starts_with("(") & pl.col("text").str.ends_with(")")
    signed = pl.when(bracketed).then("-" + bare.str.strip_chars_start("+-")).otherwise(bare)
    dressed = pl.col("text").str.contains(_DRESSED) & bare.str.contains(_PLAIN)
    texts = found.select(pl.when("plain").then("text").when(dressed).then(signed)).to_series()
    if powers.null_count() == powers.len():
        return texts
    in_full = [
        format(Decimal(text).scaleb(int(power)), "f") if text and power else text
        for text, power in zip(texts, powers, strict=True)
    ]
    return pl.Series(texts.name, in_full, dtype=pl.String)


def holds_numbers(frame: pl.DataFrame, name: str, separator: str = "") -> bool:
    """Whether any cell of a column is a number that could be divided; the separator is that of a text."""
    commas = has_decimal_commas(frame, [name], separator)
    return numbers(frame, name, commas=commas).cells.drop_nulls().len() > 0


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
