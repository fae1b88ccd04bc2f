"""Prefixes, and conversion between prefixed names such as `nhs:start` and IRIs.

Plain strings on purpose, so that commands that only read the record load no RDF library. `vocabulary` has the same
terms as a closed rdflib namespace.
"""

from functools import cache
from typing import Final

__all__ = ["ID", "NHS", "PREFIXES", "compact", "expand"]

ID: Final = "https://w3id.org/nhs-restructures/id/"
NHS: Final = "https://w3id.org/nhs-restructures/def#"

PREFIXES: Final[dict[str, str]] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "id": ID,
    "nhs": NHS,
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@cache
def expand(curie: str) -> str:
    """The IRI of a prefixed name, `nhs:start` -> `https://w3id.org/nhs-restructures/def#start`."""
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def compact(iri: str) -> str:
    """The prefixed name of an IRI, or the IRI itself if no prefix fits."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
