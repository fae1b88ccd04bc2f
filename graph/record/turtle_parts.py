"""Splits a sorted Turtle file into parts that can be read independently, and reads one part.

The record's Turtle is sorted with one block per subject. A part is the prefixes and some of the blocks. Each part is
checked, so the parts together are equivalent to the file wherever it was cut.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ..rdf.resources import Resource, Term
from ..rdf.terms import expand
from ..tables.decode import Owned, RowDecoder
from ..tables.schema import EVENT_CLASSES, TABLES, TYPE

__all__ = ["Cuts", "NotInOrder", "TurtlePart", "cuts_of", "read_part"]

_PART: Final = 2**22
"""Bytes of a part, about."""

_PREFIX: Final = b"@prefix "
_WITHIN: Final = (b"\t", b" ", b"\r", b"\n")
_OF_EVENT: Final = b" a nhs:Succession "
_EVENTS: Final = frozenset(map(expand, EVENT_CLASSES.values()))


class NotInOrder(Exception):
    """The text is not Turtle that can be read subject by subject."""


class Cuts(NamedTuple):
    """The prefixes of a file, and the byte offsets at which parts begin or end."""

    head: bytes
    places: tuple[int, ...]

    @property
    def spans(self) -> list[tuple[int, int]]:
        return list(zip(self.places, self.places[1:], strict=False))


class TurtlePart(NamedTuple):
    """The content of a part: its first and last subject, its rows, and data that needs all parts to be resolved."""

    first: str
    last: str
    rows: list[tuple[str, dict[str, str]]]
    owners: dict[str, str]
    owned: list[Owned]


def cuts_of(path: Path) -> Cuts:
    """The possible cuts: before a block whose event, if any, is in the same part.

    Raises:
        NotInOrder: it cannot be read, or does not begin with prefixes.
    """
    try:
        with path.open("rb") as file:
            head = b""
            while (line := file.readline()).startswith(_PREFIX):
                head += line
            places, end = [len(head)], path.stat().st_size
            while places[-1] + _PART < end:
                file.seek(places[-1] + _PART)
                at = file.tell() + len(file.readline())
                while (line := file.readline()) and (line.startswith(_WITHIN) or _OF_EVENT in line):
                    at += len(line)
                places.append(at)
            if places[-1] < end:
                places.append(end)
        _prefixes(head)
    except (OSError, SyntaxError, ValueError) as error:
        raise NotInOrder from error
    return Cuts(head, tuple(places))


def _prefixes(head: bytes) -> dict[str, str]:
    """The prefixes declared at the head of a file; it must contain nothing else, as it is prepended to every part."""
    parser = parse(head, RdfFormat.TURTLE)
    if next(iter(parser), None) is not None or parser.base_iri is not None:
        raise NotInOrder
    return parser.prefixes


def read_part(path: Path, head: bytes, begin: int, end: int) -> TurtlePart:
    """Reads one part.

    A part that parses to its end stopped between two blocks, so the next may start there; its final prefixes are those
    of the head, so the next may start with them.

    Raises:
        NotInOrder: it is not sorted, not the record's Turtle, or refers outside the part.
        UnreadableRecord: a value that a table needs is missing.
    """
    subjects: list[tuple[str, Resource]] = []
    events: dict[str, Resource] = {}
    try:
        with path.open("rb") as file:
            file.seek(begin)
            text = file.read(end - begin)
        for iri, resource in _subjects(head, text):
            subjects.append((iri, resource))
            for rdf_class in resource.get(TYPE, ()):
                if rdf_class.value in _EVENTS:
                    events[iri] = resource
    except (LookupError, OSError, SyntaxError, ValueError) as error:
        raise NotInOrder from error
    told = RowDecoder(TABLES.values())
    rows = list(told.rows(subjects, _Near(events)))
    first, last = (subjects[0][0], subjects[-1][0]) if subjects else ("", "")
    return TurtlePart(first, last, rows, told.owners, told.owned)


class _Near(dict[str, Resource]):
    """The events of a part, by IRI."""

    def __missing__(self, iri: str) -> Resource:
        raise NotInOrder

    def get(self, iri: str, default: object = None) -> Resource:  # never the default
        return self[iri]


def _subjects(head: bytes, text: bytes) -> Iterator[tuple[str, Resource]]:
    iri, resource = "", dict[str, list[Term]]()
    before: object = None
    parser = parse(head + text, RdfFormat.TURTLE)
    for quad in parser:
        subject, term = quad.subject, quad.object
        if subject != before:
            if resource:
                yield iri, resource
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
    if parser.prefixes != _prefixes(head) or parser.base_iri is not None:
        raise NotInOrder
    if resource:
        yield iri, resource
