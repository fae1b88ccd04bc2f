"""The example questions of the query page: each a query file of the product, under the question it answers.

They rest on `graph/queries`, whose files begin with a comment line that is the question in plain English.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import graph

__all__ = ["Example", "examples"]


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
