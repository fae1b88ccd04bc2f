"""Query results as values and as text in the W3C formats: solutions, booleans, or triples.

pyoxigraph provides the terms and writers; results from every store are serialised the same way.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Final, TypeAlias

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    parse_query_results,
)
from pyoxigraph import serialize as write_triples

from ..rdf.terms import PREFIXES

__all__ = ["GRAPH_TYPES", "RESULT_TYPES", "Node", "Result", "Solutions", "Triples", "serialise", "write"]

Node: TypeAlias = NamedNode | BlankNode | Literal | Triple

RESULT_TYPES: Final[Mapping[str, QueryResultsFormat]] = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
"""Media types of SELECT and ASK, the usual one first."""

GRAPH_TYPES: Final[Mapping[str, RdfFormat]] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
"""Media types of CONSTRUCT and DESCRIBE, the usual one first."""


@dataclass(frozen=True, slots=True)
class Solutions:
    """The rows of a SELECT: an unbound variable is missing from its row."""

    variables: tuple[str, ...]
    rows: tuple[Mapping[str, Node], ...]


Triples: TypeAlias = tuple[Triple, ...]
Result: TypeAlias = Solutions | bool | Triples


def serialise(result: Result, media_type: str) -> bytes:
    """A result as text in one of `RESULT_TYPES` or `GRAPH_TYPES`.

    Raises:
        KeyError: the result cannot be written as this media type.
    """
    if isinstance(result, tuple):
        return write_triples(result, format=GRAPH_TYPES[media_type], prefixes=PREFIXES) or b""
    form = RESULT_TYPES[media_type]
    if isinstance(result, bool):
        document: dict[str, object] = {"head": {}, "boolean": result}
    else:
        rows = [{name: _json(term) for name, term in row.items()} for row in result.rows]
        document = {"head": {"vars": result.variables}, "results": {"bindings": rows}}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    if form == QueryResultsFormat.JSON:
        return text
    return parse_query_results(text, QueryResultsFormat.JSON).serialize(format=form) or b""


def write(answer: QuerySolutions | QueryBoolean | QueryTriples, media_type: str, file: IO[bytes]) -> None:
    """Streams an engine's result without holding it in memory.

    Raises:
        KeyError: the answer cannot be written as this media type.
    """
    if isinstance(answer, QueryTriples):
        write_triples(answer, file, GRAPH_TYPES[media_type], prefixes=PREFIXES)
    else:
        answer.serialize(file, RESULT_TYPES[media_type])


def _json(term: Node) -> Mapping[str, object]:
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Triple():
            parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
            return {"type": "triple", "value": {name: _json(part) for name, part in parts.items()}}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value == "http://www.w3.org/2001/XMLSchema#string":
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
