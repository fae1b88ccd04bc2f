"""The vocabulary for display: each class and property with its label and definition.

Read from the vocabulary file of the record.
"""

from dataclasses import dataclass
from functools import lru_cache

from graph.rdf.terms import compact, expand
from graph.rdf.turtle import read_triples, resources
from graph.record import DATA

__all__ = ["VocabularyTerm", "terms"]


@dataclass(frozen=True, slots=True)
class VocabularyTerm:
    """One term: prefixed name, label, definition, and broader terms."""

    name: str
    label: str
    definition: str
    broader: tuple[str, ...]


@lru_cache(maxsize=1)
def terms() -> tuple[tuple[VocabularyTerm, ...], tuple[VocabularyTerm, ...]]:
    """The vocabulary's classes, and its properties, by name."""
    found = resources(read_triples((DATA / "vocabulary.ttl").read_bytes(), "vocabulary.ttl"))
    classes, properties = [], []
    for iri, statements in found.items():
        types = {compact(term.value) for term in statements.get(expand("rdf:type"), ())}

        def first(curie: str, of: dict[str, list[object]] = statements) -> str:  # type: ignore[assignment]
            return next((str(term.value) for term in of.get(expand(curie), ())), "")  # type: ignore[attr-defined]

        term = VocabularyTerm(
            compact(iri),
            first("rdfs:label") or first("skos:prefLabel"),
            first("skos:definition") or first("rdfs:comment"),
            tuple(
                compact(each.value)
                for curie in ("rdfs:subClassOf", "rdfs:subPropertyOf")
                for each in statements.get(expand(curie), ())
            ),
        )
        if types & {"owl:Class", "rdfs:Class"}:
            classes.append(term)
        elif any(name.endswith("Property") for name in types):
            properties.append(term)
    return tuple(sorted(classes, key=lambda each: each.name)), tuple(sorted(properties, key=lambda each: each.name))
