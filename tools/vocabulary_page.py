"""Generates docs/vocabulary.md from the vocabulary file; tests compare the two.

Run `make reference` after changing data/vocabulary.ttl.
"""

from collections.abc import Iterable
from pathlib import Path

from rdflib import RDF, RDFS, SKOS, Graph, URIRef
from rdflib.namespace import OWL

_ROOT = Path(__file__).resolve().parent.parent

_HEAD = """# Vocabulary

The terms that the record is written in, made from `data/vocabulary.ttl`:
change it there, then run `make reference`.
The prefix is `nhs: <https://w3id.org/nhs-restructures/def#>`.
[The record](record.md) shows them at work; the site has them at `/vocabulary`,
with the kinds of body, which are data of the record and not terms of it.

"""


class _Vocabulary:
    """The vocabulary file, queried for what the page shows."""

    def __init__(self, turtle: str) -> None:
        self._graph = Graph().parse(data=turtle, format="turtle")

    def of(self, *types: URIRef) -> list[URIRef]:
        """The terms of the given types, in order."""
        return sorted({term for kind in types for term in self._graph.subjects(RDF.type, kind)}, key=str)

    def concepts(self, scheme: URIRef) -> list[URIRef]:
        return sorted(self._graph.subjects(SKOS.inScheme, scheme), key=str)

    def text(self, term: URIRef, says: URIRef) -> str:
        return str(self._graph.value(term, says) or "")

    def names(self, term: URIRef, *says: URIRef) -> str:
        """The terms a term refers to with some properties, as code."""
        found = {self._graph.namespace_manager.curie(each) for way in says for each in self._graph.objects(term, way)}
        return ", ".join(f"`{name}`" for name in sorted(found))

    def name(self, term: URIRef) -> str:
        return f"`{self._graph.namespace_manager.curie(term)}`"


def _table(header: str, rows: Iterable[tuple[str, ...]]) -> str:
    columns = header.split(" | ")
    lines = [header, " | ".join("---" for _ in columns), *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def page(turtle: str) -> str:
    """The page for a vocabulary."""
    vocabulary = _Vocabulary(turtle)

    def defined(term: URIRef) -> tuple[str, str]:
        return vocabulary.name(term), vocabulary.text(term, SKOS.definition)

    parts = [
        "## Classes\n",
        _table(
            "class | what it is | one of",
            ((*defined(term), vocabulary.names(term, RDFS.subClassOf)) for term in vocabulary.of(OWL.Class)),
        ),
        "## Properties\n",
        _table(
            "property | what it says | of | value",
            (
                (*defined(term), vocabulary.names(term, RDFS.domain), vocabulary.names(term, RDFS.range))
                for term in vocabulary.of(OWL.DatatypeProperty, OWL.ObjectProperty, RDF.Property)
            ),
        ),
        "## Datatypes\n",
        _table("datatype | what it is", map(defined, vocabulary.of(RDFS.Datatype))),
        "## Values\n",
    ]
    for scheme in vocabulary.of(SKOS.ConceptScheme):
        title = vocabulary.text(scheme, RDFS.label)
        parts.append(f"### {title[0].upper()}{title[1:]}\n\n{vocabulary.text(scheme, SKOS.definition)}\n")
        if concepts := vocabulary.concepts(scheme):
            parts.append(_table("value | what it means", map(defined, concepts)))
    return _HEAD + "\n".join(parts)


if __name__ == "__main__":
    turtle = (_ROOT / "data" / "vocabulary.ttl").read_text(encoding="utf-8")
    (_ROOT / "docs" / "vocabulary.md").write_text(page(turtle), encoding="utf-8")
