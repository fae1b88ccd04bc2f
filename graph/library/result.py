"""The result of a question in Python: rows to iterate, a data frame, or a notebook table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from ..answer import Answer, Json, cell_text, markdown_text
from ..model.words import counted
from ..util.extras import named_parts

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = ["Result", "html_table"]

A = TypeVar("A", bound=Answer)

_SHOWN: Final = 20
"""Rows that a notebook shows."""


class Result(Generic[A]):
    """The answer to one question: `answer` has the typed values, and its rows convert to a frame or table.

    It has the columns and rows that the command line writes as CSV, in the same order, and `len()` counts the rows.
    Days are texts as the record has them (`2013-04-01`, `2013-04`, `2013`), shares are numbers from 0 to 1, and what
    is not known is None.

    >>> from nhs_restructures import open_record
    >>> boards = open_record().on("2022-07-01", kind="icb")
    >>> len(boards), boards.columns[:3]
    (42, ('id', 'name', 'kind'))
    >>> boards.rows()[0]["name"]
    'NHS Lancashire and South Cumbria Integrated Care Board'
    """

    def __init__(self, title: str, answer: A) -> None:
        self.title, self.answer = title, answer

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.answer.columns)

    def rows(self) -> list[dict[str, Any]]:
        """The rows, each with all columns."""
        return [dict(row) for row in self.answer.rows()]

    def document(self) -> Json:
        """The answer as JSON values, as the command line writes it with `--format json`."""
        return self.answer.document()

    def to_polars(self) -> "pl.DataFrame":
        """The rows as a polars frame; several values in one cell are joined by |.

        Raises:
            MissingPart: polars is not installed.
        """
        with named_parts():
            import polars as pl

        series = (pl.Series(name, values, strict=False) for name, values in self._by_column().items())
        return pl.DataFrame(each.cast(pl.String) if each.dtype == pl.Null else each for each in series)

    def to_pandas(self) -> "pd.DataFrame":
        """The rows as a pandas frame; several values in one cell are joined by |.

        Raises:
            MissingPart: pandas is not installed.
        """
        with named_parts():
            import pandas as pd

        return pd.DataFrame(self._by_column(), columns=list(self.columns))

    def _by_column(self) -> dict[str, list[object]]:
        rows = self.answer.rows()
        return {name: _of_one_type([row[name] for row in rows]) for name in self.columns}

    def _caption(self) -> str:
        return f"{self.title}: {counted(len(self), 'row')}"

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows())

    def __len__(self) -> int:
        return len(self.answer.rows())

    def __repr__(self) -> str:
        return f"<{self._caption()}>"

    def __str__(self) -> str:
        return markdown_text(self.answer)

    def _repr_html_(self) -> str:
        return html_table(self._caption(), self.columns, self.answer.rows())


def _of_one_type(values: Sequence[object]) -> list[object]:
    """The cells of a column for a data frame: text, unless all known values are numbers or all are booleans."""
    kinds = {type(value) for value in values if value is not None}
    written: Callable[[object], object] = cell_text
    if kinds == {bool} or kinds == {int}:
        return list(values)
    if kinds and kinds <= {int, float}:
        written = float  # type: ignore[assignment]
    return [None if value is None else written(value) for value in values]


def html_table(caption: str, columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    """An HTML table of the first rows for notebooks, with the number of further rows."""
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell_text(row[name]))}</td>' for name in columns)}</tr>" for row in rows[:_SHOWN]
    )
    more = f"<p>and {len(rows) - _SHOWN:,} more rows</p>" if len(rows) > _SHOWN else ""
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
    )
