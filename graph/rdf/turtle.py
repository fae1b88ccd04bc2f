"""Turtle parsing with error positions, and canonical writing: the same facts give the same bytes.

One block per subject, sorted, no blank nodes. Oxigraph parses and serialises.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, parse, serialize
from pyoxigraph import Triple as OxigraphTriple

from ..errors import UnreadableRecord
from .resources import Term
from .terms import PREFIXES, expand

__all__ = ["Triple", "canonical", "read_triples", "resources", "unreadable"]

_TYPE = expand("rdf:type")
_PLACE = re.compile(r"^Parser error at line \d+ between columns? \d+ and (?:line \d+ )?(?:columns? )?\d+: ")


class Triple(NamedTuple):
    """One statement of the record; subject and predicate are IRIs, and there are no blank nodes."""

    subject: NamedNode
    predicate: NamedNode
    object: Term


def read_triples(data: bytes, name: str = "the record") -> Iterator[Triple]:
    """The triples of a Turtle document, in document order.

    Raises:
        UnreadableRecord: the text is empty, not UTF-8, or not valid Turtle; the message names the line.
    """
    if not data.strip():
        raise UnreadableRecord(f"{name} is empty. Restore it, or build it with: import DIR")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableRecord(
            f"{name}, line {line}: not UTF-8 (byte 0x{data[error.start]:02x}). Save it as UTF-8."
        ) from None
    try:
        for quad in parse(data, format=RdfFormat.TURTLE):
            subject, term = quad.subject, quad.object
            if not isinstance(subject, NamedNode) or not isinstance(term, (NamedNode, Literal)):
                raise UnreadableRecord(f"{name} has a blank node or a quoted triple. Give every subject an IRI.")
            yield Triple(subject, quad.predicate, term)
    except SyntaxError as error:
        raise unreadable(error, name) from None


def unreadable(error: SyntaxError, name: str) -> UnreadableRecord:
    """What pyoxigraph found wrong with a document, with its line."""
    reason = _PLACE.sub("", " ".join(str(error.msg).split()))[:200]
    return UnreadableRecord(f"{name}, line {error.lineno or '?'}, column {error.offset or '?'}: {reason}")


def resources(triples: Iterable[Triple]) -> dict[str, dict[str, list[Term]]]:
    """Triples grouped by subject IRI and predicate IRI."""
    record: dict[str, dict[str, list[Term]]] = {}
    for triple in triples:
        subject = record.setdefault(triple.subject.value, {})
        subject.setdefault(triple.predicate.value, []).append(triple.object)
    return record


def _place(triple: Triple) -> tuple[str, bool, str, str, str]:
    term = triple.object
    datatype = term.datatype.value + (term.language or "") if isinstance(term, Literal) else ""
    return triple.subject.value, triple.predicate.value != _TYPE, triple.predicate.value, term.value, datatype


def canonical(triples: Iterable[Triple]) -> bytes:
    """The canonical Turtle text of a set of triples."""
    ordered = (OxigraphTriple(*triple) for triple in sorted(set(triples), key=_place))
    return serialize(ordered, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""
