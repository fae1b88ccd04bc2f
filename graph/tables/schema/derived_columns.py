"""Columns stored elsewhere than on the row's own subject: in its IRI, on its event, on its owner.

Reading them back needs the whole record, while `columns` needs one subject.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ...rdf.resources import Resource, Resources, Statement
from ...rdf.terms import ID, expand
from ..column_types import Day
from ..columns import ID_PATTERN, CellError, Choice, Column, Row, Texts, local
from ..ids import event_id
from .vocabularies import OWNER, SCHEMES, SUBJECT, TYPE

__all__ = ["EventKind", "InEvent", "Inferred", "Key", "OfEvent", "Owner", "Scheme", "SchemedCode", "is_stated"]


@dataclass(frozen=True, slots=True)
class Key(Column):
    """The id given in a row: the last part of its IRI."""

    prefix: str = ID

    def encode(self, row: Row) -> Iterator[Statement]:
        if not ID_PATTERN.fullmatch(row[self.name]):
            raise CellError(f"{row[self.name]!r} is no id; ids are lower-case letters, digits and hyphens")
        return iter(())

    def decode(self, resource: Resource, resources: Resources) -> str:
        return resource[SUBJECT][0].value.removeprefix(self.prefix)


@dataclass(frozen=True, slots=True)
class Owner(Column):
    """The body that points at the row with the column's term."""

    def encode(self, row: Row) -> Iterator[Statement]:
        if not ID_PATTERN.fullmatch(row[self.name]):
            raise CellError(f"{row[self.name]!r} is no id of a body")
        return iter(())

    def decode(self, resource: Resource, resources: Resources) -> str:
        return local(resource[OWNER][0])


@dataclass(frozen=True, slots=True)
class Scheme(Column):
    """The scheme of the code in the next column: the datatype of its notation."""

    def encode(self, row: Row) -> Iterator[Statement]:
        if row[self.name] not in SCHEMES:
            raise CellError(f"{row[self.name]!r} is no scheme; write {' or '.join(SCHEMES)}")
        return iter(())

    def decode(self, resource: Resource, resources: Resources) -> str:
        (code,) = resource[expand(self.term)]
        return next(name for name, code_column in SCHEMES.items() if code_column.holds(code))


@dataclass(frozen=True, slots=True)
class SchemedCode(Column):
    """A code whose scheme is in the column before."""

    def encode(self, row: Row) -> Iterator[Statement]:
        yield expand(self.term), SCHEMES[row["scheme"]].to_term(row[self.name])


@dataclass(frozen=True, slots=True)
class OfEvent(Column):
    """A succession's cell that is stored on its event, or on the succession if that event is stated elsewhere."""

    column: Column

    def encode(self, row: Row) -> Iterator[Statement]:
        statements = list(self.column.encode(row))  # find a bad cell here, wherever it will be stored
        return iter(statements if row["event_id"] else ())

    def decode(self, resource: Resource, resources: Resources) -> str:
        event = resources.get(resource[expand("nhs:inEvent")][0].value, {})
        return self.column.decode(resource if is_stated(event) else event, resources)


@dataclass(frozen=True, slots=True)
class EventKind(Choice):
    """The kind of change: the class of the event, repeated in the table for every succession."""

    def encode(self, row: Row) -> Iterator[Statement]:
        self.to_term(row[self.name])
        return iter(())

    def decode(self, resource: Resource, resources: Resources) -> str:
        return self.to_cell(resources[resource[expand("nhs:inEvent")][0].value][TYPE][0])


@dataclass(frozen=True, slots=True)
class InEvent(Column):
    """The event of a succession; empty if the event is only inferred from it."""

    def encode(self, row: Row) -> Iterator[Statement]:
        if not row[self.name] and "date" not in row:
            raise CellError("is stated, and its event is not; write both as stated, or both as inferred")
        try:
            event = NamedNode(ID + (row[self.name] or event_id(row)))
        except ValueError:
            raise CellError("no id can be made of the event; write it, or the date, without spaces or signs") from None
        yield expand(self.term), event

    def decode(self, resource: Resource, resources: Resources) -> str:
        (event,) = resource[expand(self.term)]
        return local(event) if is_stated(resources.get(event.value, {})) else ""


@dataclass(frozen=True, slots=True)
class Inferred(Texts):
    """An inferred value or its candidates: a date or code, depending on the row's field."""

    def encode(self, row: Row) -> Iterator[Statement]:
        column = SCHEMES["ods"] if row["field"] == "ods_code" else Day(self.name, self.term)
        for part in row[self.name].split("|") if row[self.name] else ():
            yield expand(self.term), column.to_term(part)


def is_stated(resource: Resource) -> bool:
    """Whether a subject of the record is stated by a source."""
    return any(local(term) == "stated" for term in resource.get(expand("nhs:evidence"), ()))
