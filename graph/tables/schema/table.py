"""What a fact table is: a file name, a class, columns, and how a row gets its IRI.

The tables themselves stand beside, by what they are about.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ...rdf.resources import Statement
from ...rdf.terms import ID
from ..columns import Column, Row

__all__ = ["Table"]


@dataclass(frozen=True, slots=True)
class Table:
    """One fact table: its file name, the class of its rows (one of several where a column says which), their evidence,
    and its columns in order.

    `identify` makes the end of a row's IRI; `sort` gives the order of the rows in the file; `beside` are statements
    made from a row that are not read back; `owner` is the term by which a body points at the row, if one does. A table
    that is `kept` goes on as it is where an import does not bring it.
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
