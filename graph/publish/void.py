"""A VoID description of the data set, and a SPARQL 1.1 service description of the endpoint.

All counts are computed from the record.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple
from pyoxigraph import serialize as write_triples

from ..rdf.elsewhere import STATISTICAL_GEOGRAPHY
from ..rdf.terms import ID, NHS, PREFIXES
from ..rdf.turtle import read_triples
from ..record.changelog import beside, read_entries
from ..record.opening import Record
from ..sparql.results import GRAPH_TYPES, Triples
from ..util.once import computed_once
from .attribution import ATTRIBUTION, DESCRIPTION, LICENCE, TITLE

__all__ = ["DATASET", "DUMPS", "KEYWORDS", "Triples", "days_of_editions", "queries", "service", "void", "written"]

_PREFIXES: Final = PREFIXES | {
    "dcat": "http://www.w3.org/ns/dcat#",
    "fmt": "http://www.w3.org/ns/formats/",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
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
_TYPES: Final = {"ttl": "text/turtle", "nt": "application/n-triples", "jsonld": "application/ld+json"}
DATASET: Final = "https://w3id.org/nhs-restructures/dataset"
"""The address of the data set itself, whichever host serves it."""
PUBLISHER: Final = "https://w3id.org/nhs-restructures/publisher"
KEYWORDS: Final = ("NHS", "health services", "commissioning", "reorganisation", "public bodies", "England", "history")
_Value = NamedNode | Literal


def written(triples: Triples, media_type: str) -> bytes:
    """A description in one of `GRAPH_TYPES`.

    Raises:
        KeyError: the media type is not supported.
    """
    return write_triples(triples, format=GRAPH_TYPES[media_type], prefixes=_PREFIXES) or b""


def void(record: Record, site: str) -> Triples:
    """The data set of a record served at `site`, an address ending in a slash."""
    here = f"{site}.well-known/void"
    dataset = DATASET
    dumps = [
        (f"{site}data/{name}.{extension}", extension)
        for name in ("restructures", *(["areas"] if record.areas_file else ()))
        for extension in DUMPS
    ]
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
            "dct:publisher": [NamedNode(PUBLISHER)],
            "dct:issued": [_day(day) for day in days_of_editions(record)[:1]],
            "dct:modified": [_day(day) for day in days_of_editions(record)[-1:]],
            "dct:temporal": [NamedNode(f"{DATASET}/period")],
            "dct:spatial": [NamedNode(f"{STATISTICAL_GEOGRAPHY}E92000001")],
            "dct:language": [NamedNode("http://publications.europa.eu/resource/authority/language/ENG")],
            "dcat:keyword": [Literal(word, language="en") for word in KEYWORDS],
            "dcat:landingPage": [NamedNode(f"{site}data/")],
            "dcat:distribution": [NamedNode(f"{address}#distribution") for address, _ in dumps],
            "foaf:homepage": [NamedNode(site)],
            "void:sparqlEndpoint": [NamedNode(f"{site}sparql")],
            "void:dataDump": [NamedNode(address) for address, _ in dumps],
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
    triples += _about(
        PUBLISHER, {"rdf:type": [_iri("foaf:Organization")], "foaf:name": [Literal(TITLE, language="en")]}
    )
    triples += _about(
        f"{DATASET}/period",
        {
            "rdf:type": [_iri("dct:PeriodOfTime")],
            "dcat:startDate": [Literal("1990", datatype=_iri("xsd:gYear"))],
        },
    )
    for address, extension in dumps:
        triples += _about(
            f"{address}#distribution",
            {
                "rdf:type": [_iri("dcat:Distribution")],
                "dcat:accessURL": [NamedNode(address)],
                "dcat:downloadURL": [NamedNode(address)],
                "dcat:mediaType": [NamedNode(f"https://www.iana.org/assignments/media-types/{_TYPES[extension]}")],
                "dct:license": [NamedNode(LICENCE)],
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


def service(endpoint: str) -> Triples:
    """The description of the service at `endpoint`."""
    dataset, graph = f"{endpoint}#dataset", DATASET
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


def queries(examples: Iterable[tuple[str, str, str]], endpoint: str) -> Triples:
    """The example queries in RDF (name, question, text), runnable at `endpoint`."""
    triples: Triples = ()
    for name, question, text in examples:
        form = "construct" if "CONSTRUCT" in text else "ask" if "\nASK" in text else "select"
        executable = _iri(f"sh:SPARQL{form.title()}Executable")
        triples += _about(
            f"{DATASET}/query/{name}",
            {
                "rdf:type": [_iri("sh:SPARQLExecutable"), executable],
                "rdfs:comment": [Literal(question, language="en")],
                f"sh:{form}": [Literal(text)],
                "schema:target": [NamedNode(endpoint)],
            },
        )
    return triples


def days_of_editions(record: Record) -> tuple[date, ...]:
    """The dates in the changelog of a record, oldest first."""
    entries = read_entries(beside(record.source)) if isinstance(record.source, Path) else ()
    return tuple(sorted(entry.day for entry in entries))


def _day(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=_iri("xsd:date"))


class _Counts:
    """The sizes of a record."""

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


@computed_once(maxsize=2)
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
