"""Rows that are of no body by what stands beside their code: a word for a total, or nothing beside a sentence."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import polars as pl

from ...names.finder import names_in
from ...names.words import core
from ...record.history import History
from ..no_body import no_body
from ..result import Status

__all__ = ["with_notes", "with_totals", "with_totals_named"]

_IN_EACH: Final = r"(?i)total|\b(?:all|england|eng|national|overall|sum|uk|united kingdom)\b"
"""What is in every word for a total, to look closer at few cells only."""
_WORDS_OF_A_NOTE: Final = 5
_WORDS_OF_NO_NAME: Final = 8
"""A text of nobody is a note if it has so many words; or so many, should one of them be of a kind, as in a name."""


def with_totals(
    columns: pl.DataFrame, on: Sequence[str], words: Sequence[str], is_of_body: Callable[[tuple[str, ...]], bool]
) -> pl.DataFrame:
    """Rows with the word for a total as their code, where one of their `words` is that and their code is nobody's.

    The code is the first of the columns `on`, the key of a row; `is_of_body` says whether a key is that of a body. A
    column in which a row of a body has such a word too, as "All" beside "Male" and "Female", says nothing.
    """
    totals: dict[int, str] = {}
    for name in _with_a_word_for_it(columns, words):
        some = columns.with_row_index("__at").filter(pl.col(name).str.contains(_IN_EACH)).select("__at", name, *on)
        said = {at: (cell, tuple(key)) for at, cell, *key in some.iter_rows() if _is_total(cell)}
        if not said or any(map(is_of_body, {key for _, key in said.values()})):
            continue
        if any(map(is_of_body, columns.select(on).unique().iter_rows())):
            totals = {at: cell for at, (cell, _) in said.items()} | totals
    if not totals:
        return columns
    return columns.with_columns(columns[on[0]].scatter(list(totals), list(totals.values())))


def _with_a_word_for_it(columns: pl.DataFrame, words: Sequence[str]) -> list[str]:
    """The columns in which a cell may be a word for a total."""
    may_be = columns.select(pl.col(name).str.contains(_IN_EACH).any() for name in words)
    return [name for name in may_be.columns if may_be[name].item()]


def with_notes(columns: pl.DataFrame, code: str, beside: Sequence[str], unknown: Iterable[str]) -> pl.DataFrame:
    """Rows marked as notes in their `code` where that is one of the `unknown`, reads like prose, and stands alone.

    So a sentence below a table, which fills no other column, is told from a name that is not known.
    """
    prose = list(filter(_is_prose, unknown))
    if not prose or not beside:
        return columns
    alone = pl.all_horizontal(pl.col(name).cast(pl.String).fill_null("").str.strip_chars() == "" for name in beside)
    is_note = pl.col(code).is_in(prose) & alone
    return columns.with_columns(pl.when(is_note).then("Note: " + pl.col(code)).otherwise(pl.col(code)).alias(code))


def _is_prose(text: str) -> bool:
    words = len(text.split())
    return words >= _WORDS_OF_NO_NAME or (words >= _WORDS_OF_A_NOTE and not core(text).kinds)


def with_totals_named(frame: pl.DataFrame, column: str, history: History) -> pl.DataFrame:
    """The rows of a table likewise, with totals and notes told by what the record knows of its codes."""
    names = names_in(history)

    def is_of_body(key: tuple[str, ...]) -> bool:
        return not no_body(key[0].strip(), column) and bool(names.read_cell(key[0]).bodies)

    words = [name for name, kind in frame.schema.items() if kind == pl.String and name != column]
    if frame.schema[column] != pl.String or not words:
        return frame
    filled = frame.with_columns(pl.col(column).fill_null(""))
    long = filter(_is_prose, filled[column].unique().to_list())
    nobodys = [text for text in long if not is_of_body((text,)) and not no_body(text.strip())]
    filled = with_notes(filled, column, [name for name in frame.columns if name != column], nobodys)
    return with_totals(filled, [column], words, is_of_body)


def _is_total(cell: str) -> bool:
    found = no_body(cell.strip())
    return found is not None and found.status is Status.TOTAL_ROW
