"""What the query page offers: example questions, each a query file of the product, and terms to complete.

They rest on `graph/queries`, whose files begin with a comment line that is the question, and on the vocabulary file.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import graph
from graph.rdf.terms import NHS
from graph.rdf.turtle import read_triples
from graph.record import DATA

__all__ = ["Example", "examples", "terms"]


@dataclass(frozen=True, slots=True)
class Example:
    """A query with its question."""

    name: str
    question: str
    text: str


@cache
def examples() -> tuple[Example, ...]:
    """Every example, in the order of their file names."""
    directory = Path(graph.__file__).parent / "queries"
    return tuple(_example(path) for path in sorted(directory.glob("*.rq")))


def _example(path: Path) -> Example:
    text = path.read_text("utf-8")
    return Example(path.stem, text.split("\n", 1)[0].lstrip("# "), text)


@cache
def terms() -> tuple[str, ...]:
    """The address of every term of the vocabulary."""
    subjects = {triple.subject.value for triple in read_triples((DATA / "vocabulary.ttl").read_bytes())}
    return tuple(sorted(subject for subject in subjects if subject.startswith(NHS) and subject != NHS))
