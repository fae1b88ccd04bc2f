"""Decodes subjects of the record to rows of the fact tables; the inverse of `encode`.

Knows how a table's columns are read from a subject, its event and its owner.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from ..errors import UnreadableRecord
from ..rdf.resources import Resource
from ..rdf.terms import ID, NHS, expand
from .columns import Column, local
from .schema import OWNER, SUBJECT, TABLES, TYPE, Table

__all__ = ["Owned", "RowDecoder", "rows_in"]

_EVIDENCE: Final = expand("nhs:evidence")


class Owned(NamedTuple):
    """A subject that another one points at, and the table it is a row of."""

    iri: str
    resource: Resource
    table: str


class _Way(NamedTuple):
    """How to read the rows of a table: its columns, with their term where the cell depends on that alone."""

    table: Table
    columns: tuple[tuple[Column, str], ...]


def _way(table: Table) -> _Way:
    alone = (type(column).decode is Column.decode for column in table.columns)
    return _Way(
        table,
        tuple((each, expand(each.term) if plain else "") for each, plain in zip(table.columns, alone, strict=True)),
    )


class RowDecoder:
    """Builds rows from subjects as they arrive; rows that need their owner come last."""

    def __init__(self, wanted: Iterable[Table]) -> None:
        ways = [_way(table) for table in wanted]
        self._by_class = {
            (expand(rdf_class), way.table.evidence and NHS + way.table.evidence): way
            for way in ways
            for rdf_class in way.table.classes
        }
        self._by_name = {way.table.name: way for way in ways}
        self._owning = {expand(way.table.owner) for way in ways if way.table.owner}
        self.owners: dict[str, str] = {}
        self.owned: list[Owned] = []

    def rows(
        self, subjects: Iterable[tuple[str, Resource]], record: Mapping[str, Resource]
    ) -> Iterator[tuple[str, dict[str, str]]]:
        """The rows that subjects define by themselves, with table names, in order of arrival.

        `record` provides the event of a succession.
        """
        for iri, resource in subjects:
            for predicate in self._owning & resource.keys():
                self.owners.update((term.value, iri) for term in resource[predicate])
            evidence = resource.get(_EVIDENCE)
            said = evidence[0].value if evidence else ""
            for rdf_class in resource.get(TYPE, ()):
                way = self._by_class.get((rdf_class.value, said)) or self._by_class.get((rdf_class.value, ""))
                if way is None:
                    continue
                if way.table.owner:
                    self.owned.append(Owned(iri, resource, way.table.name))
                else:
                    yield way.table.name, _row(way, {**resource, SUBJECT: [NamedNode(iri)]}, record)
                break

    def last(self) -> Iterator[tuple[str, dict[str, str]]]:
        """The rows that need their owner, once all subjects have arrived."""
        for iri, resource, table in self.owned:
            beside: Resource = {SUBJECT: [NamedNode(iri)], OWNER: [NamedNode(self.owners.get(iri, ID))]}
            yield table, _row(self._by_name[table], {**resource, **beside}, {})


def _row(way: _Way, known: Resource, record: Mapping[str, Resource]) -> dict[str, str]:
    row = {}
    try:
        for column, term in way.columns:
            if not term:
                row[column.name] = column.decode(known, record)
            elif terms := known.get(term):
                row[column.name] = column.from_terms(terms, known)
            else:
                row[column.name] = ""
    except (ArithmeticError, AttributeError, LookupError, StopIteration, ValueError):
        subject = local(known[SUBJECT][0])[:100]
        raise UnreadableRecord(
            f"The record says of {subject} less or other than {way.table.name} need, or names what it does not hold. "
            "It may be cut short or wrongly edited; to see more, run: validate"
        ) from None
    return row


def rows_in(
    record: Mapping[str, Resource], tables: Iterable[Table] = tuple(TABLES.values())
) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of some tables, or of all tables of the record itself, with table names."""
    told = RowDecoder(tables)
    yield from told.rows(record.items(), record)
    yield from told.last()
