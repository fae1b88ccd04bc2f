"""A fact table: file name, class, columns, and how a row gets its IRI.

The tables themselves are in the neighbouring modules, by topic.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ...rdf.resources import Statement
from ...rdf.terms import ID
from ..columns import Column, Row

__all__ = ["Table"]


@dataclass(frozen=True, slots=True)
class Table:
    """One fact table: file name, class of its rows (or several, chosen by a column), evidence, and ordered columns.

    `identify` makes the last part of a row's IRI; `sort` orders the rows in the file; `beside` derives statements that
    are not read back; `owner` is the term with which a body points at the row, if any. A `kept` table stays as it is if
    an import lacks it.
    """

    name: str
    classes: tuple[str, ...]
    columns: tuple[Column, ...]
    identify: Callable[[Row], str]
    evidence: str = ""
    prefix: str = ID
    sort: Callable[[Row], object] = field(default=lambda row: tuple(row.values()))
    beside: Callable[[Row], Iterator[Statement]] = field(default=lambda row: iter(()))
    owner: str = ""
    kept: bool = False

    @property
    def header(self) -> list[str]:
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)
