"""What the data set is and how it is served, in RDF: a VoID description, and a SPARQL 1.1 service description.

Every number is counted in the record itself.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple
from pyoxigraph import serialize as write_triples

from ..rdf.terms import ID, NHS, PREFIXES
from ..rdf.turtle import read_triples
from ..record.opening import Record
from ..sparql.results import GRAPH_TYPES, Triples
from .attribution import ATTRIBUTION, DESCRIPTION, LICENCE, TITLE

__all__ = ["DUMPS", "Triples", "service", "void", "written"]

_PREFIXES: Final = PREFIXES | {
    "dcat": "http://www.w3.org/ns/dcat#",
    "fmt": "http://www.w3.org/ns/formats/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
}
_FORMATS: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
DUMPS: Final = ("ttl", "nt", "jsonld")
"""The file name extensions of the dumps."""
_Value = NamedNode | Literal


def written(triples: Triples, media_type: str) -> bytes:
    """A description in one of `GRAPH_TYPES`.

    Raises:
        KeyError: it has no such form.
    """
    return write_triples(triples, format=GRAPH_TYPES[media_type], prefixes=_PREFIXES) or b""


def void(record: Record, site: str) -> Triples:
    """The data set of a record as served at `site`, an address that ends in a slash."""
    here = f"{site}.well-known/void"
    dataset = f"{here}#dataset"
    counted = _counts(record)
    triples = _about(
        dataset,
        {
            "rdf:type": [_iri("void:Dataset"), _iri("dcat:Dataset")],
            "dct:title": [Literal(TITLE, language="en")],
            "dct:description": [Literal(DESCRIPTION, language="en")],
            "dct:license": [NamedNode(LICENCE)],
            "dct:rights": [Literal(statement, language="en") for statement in ATTRIBUTION],
            "dct:identifier": [Literal(record.version)],
            "owl:versionInfo": [Literal(record.version)],
            "foaf:homepage": [NamedNode(site)],
            "void:sparqlEndpoint": [NamedNode(f"{site}sparql")],
            "void:dataDump": [
                NamedNode(f"{site}data/{name}.{extension}")
                for name in ("restructures", *(["areas"] if record.areas_file else ()))
                for extension in DUMPS
            ],
            "void:exampleResource": [NamedNode(f"{ID}ccg-04f"), NamedNode(f"{ID}r7")],
            "void:uriSpace": [Literal(ID)],
            "void:vocabulary": [
                NamedNode(NHS),
                *(NamedNode(PREFIXES[name]) for name in ("org", "skos", "dct", "prov")),
            ],
            "void:feature": [NamedNode(f"http://www.w3.org/ns/formats/{name}") for name in _FORMATS[4:]],
            "void:triples": [_number(counted.triples)],
            "void:distinctSubjects": [_number(counted.subjects)],
            "void:properties": [_number(len(counted.properties))],
            "void:classes": [_number(len(counted.classes))],
        },
    )
    for kind, parts, term, count in (
        ("class", counted.classes, "void:class", "void:entities"),
        ("property", counted.properties, "void:property", "void:triples"),
    ):
        for iri, number in sorted(parts.items()):
            part = f"{here}#{kind}-{_short(iri)}"
            triples += _about(dataset, {f"void:{kind}Partition": [NamedNode(part)]})
            triples += _about(part, {term: [NamedNode(iri)], count: [_number(number)]})
    return triples


def service(endpoint: str, description: str) -> Triples:
    """The service at `endpoint`; `description` is where the VoID of its data set stands."""
    dataset, graph = f"{endpoint}#dataset", f"{description}#dataset"
    formats = [NamedNode(f"http://www.w3.org/ns/formats/{name}") for name in _FORMATS]
    return (
        *_about(
            f"{endpoint}#service",
            {
                "rdf:type": [_iri("sd:Service")],
                "sd:endpoint": [NamedNode(endpoint)],
                "sd:supportedLanguage": [_iri("sd:SPARQL11Query")],
                "sd:resultFormat": formats,
                "sd:defaultDataset": [NamedNode(dataset)],
                "dct:license": [NamedNode(LICENCE)],
            },
        ),
        *_about(dataset, {"rdf:type": [_iri("sd:Dataset")], "sd:defaultGraph": [NamedNode(graph)]}),
        *_about(graph, {"rdf:type": [_iri("sd:Graph"), _iri("void:Dataset")]}),
    )


class _Counts:
    """How much a record holds."""

    def __init__(self, record: Record) -> None:
        self.triples = 0
        self.properties: Counter[str] = Counter()
        self.classes: Counter[str] = Counter()
        subjects = set()
        for subject, predicate, term in read_triples(record.whole_turtle, record.name):
            self.triples += 1
            subjects.add(subject.value)
            self.properties[predicate.value] += 1
            if predicate.value == _PREFIXES["rdf"] + "type":
                self.classes[term.value] += 1
        self.subjects = len(subjects)


@lru_cache(maxsize=2)
def _counts(record: Record) -> _Counts:
    return _Counts(record)


def _about(subject: str, statements: Mapping[str, Iterable[_Value]]) -> Triples:
    return tuple(
        Triple(NamedNode(subject), _iri(predicate), value)
        for predicate, values in statements.items()
        for value in values
    )


def _iri(curie: str) -> NamedNode:
    prefix, _, local = curie.partition(":")
    return NamedNode(_PREFIXES[prefix] + local)


def _number(value: int) -> Literal:
    return Literal(value)


def _short(iri: str) -> str:
    prefix, namespace = next((prefix, ns) for prefix, ns in _PREFIXES.items() if iri.startswith(ns))
    return f"{prefix}-{iri[len(namespace) :]}"
