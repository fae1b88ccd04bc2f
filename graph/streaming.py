"""The rows of a sorted Turtle file, read subject by subject without holding the whole of it.

The record's own Turtle is sorted with one block a subject. Any other raises `NotInOrder`, and is to be read whole.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from .columns import Resource, Term
from .schema import EVENT_CLASSES, TABLES, TYPE
from .tables import rows_in
from .terms import expand

__all__ = ["NotInOrder", "rows_in_order"]

_EVENTS: Final = frozenset(map(expand, EVENT_CLASSES.values()))
_REMEMBERED: Final = 10_000
"""Events that are at hand for their successions, which in sorted order follow at once."""


class NotInOrder(Exception):
    """The text is no Turtle that can be read subject by subject."""


class _LatestEvents(Mapping[str, Resource]):
    """The events read last, by IRI."""

    def __init__(self) -> None:
        self._events: dict[str, Resource] = {}

    def add(self, iri: str, resource: Resource) -> None:
        self._events[iri] = resource
        if len(self._events) > _REMEMBERED:
            del self._events[next(iter(self._events))]

    def __getitem__(self, iri: str) -> Resource:
        if iri not in self._events:
            raise NotInOrder
        return self._events[iri]

    def __iter__(self) -> Iterator[str]:
        return iter(self._events)

    def __len__(self) -> int:
        return len(self._events)


def rows_in_order(source: Path | bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows that a Turtle text tells, each with the name of its table.

    Raises:
        NotInOrder: it is not sorted, or no Turtle of ours; rows may have been given by then.
    """
    events = _LatestEvents()
    return rows_in(_subjects(source, events), events, TABLES.values())


def _subjects(source: Path | bytes, events: _LatestEvents) -> Iterator[tuple[str, Resource]]:
    iri, resource = "", dict[str, list[Term]]()
    before: object = None
    try:
        quads = (
            parse(path=source, format=RdfFormat.TURTLE) if isinstance(source, Path) else parse(source, RdfFormat.TURTLE)
        )
        for quad in quads:
            subject, term = quad.subject, quad.object
            if subject != before:
                if resource:
                    yield _noted(iri, resource, events)
                if not isinstance(subject, NamedNode) or subject.value <= iri:
                    raise NotInOrder
                before, iri, resource = subject, subject.value, {}
            if not isinstance(term, (NamedNode, Literal)):
                raise NotInOrder
            predicate = quad.predicate.value
            if predicate in resource:
                resource[predicate].append(term)
            else:
                resource[predicate] = [term]
    except (LookupError, OSError, SyntaxError, ValueError) as error:
        raise NotInOrder from error
    if resource:
        yield _noted(iri, resource, events)


def _noted(iri: str, resource: Resource, events: _LatestEvents) -> tuple[str, Resource]:
    if any(rdf_class.value in _EVENTS for rdf_class in resource.get(TYPE, ())):
        events.add(iri, resource)
    return iri, resource
