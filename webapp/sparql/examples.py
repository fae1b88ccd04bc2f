"""The query page's examples (the product's query files) and terms for completion.

A query file starts with a comment line with its question; terms come from the vocabulary file and the tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import graph
from graph.rdf.resources import Term
from graph.rdf.terms import NHS, expand
from graph.rdf.turtle import read_triples, resources
from graph.record import DATA
from graph.tables.schema import TABLES

__all__ = ["Example", "examples", "terms"]


@dataclass(frozen=True, slots=True)
class Example:
    """A query with its question."""

    name: str
    question: str
    text: str


@cache
def examples() -> tuple[Example, ...]:
    """All examples, by file name."""
    directory = Path(graph.__file__).parent / "queries"
    return tuple(_example(path) for path in sorted(directory.glob("*.rq")))


def _example(path: Path) -> Example:
    text = path.read_text("utf-8")
    return Example(path.stem, text.split("\n", 1)[0].lstrip("# "), text)


@cache
def terms() -> Mapping[str, str]:
    """The address and label of every term of the vocabulary, and of other vocabularies used in the record."""
    found = resources(read_triples((DATA / "vocabulary.ttl").read_bytes(), "vocabulary.ttl"))
    ours = {iri: _label(said) for iri, said in found.items() if iri.startswith(NHS) and iri != NHS}
    others = {expand(column.term): "" for table in TABLES.values() for column in table.columns if ":" in column.term}
    return dict(sorted((others | ours).items()))


def _label(said: Mapping[str, Sequence[Term]]) -> str:
    labels = said.get(expand("rdfs:label")) or said.get(expand("skos:prefLabel")) or ()
    return next((label.value for label in labels), "")
