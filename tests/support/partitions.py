"""Small made-up partitions for tests of shares: cells with people, and the bodies that hold them.

    laid({"x": 100, "y": 50}, a="x y", b="y:0.4 approximate", c="y:0.6")

A body's area is a list of cells, each with its part where it is not the whole, and the words `derived`, `approximate`
and `inferred` where they hold.
"""

from collections.abc import Mapping
from decimal import Decimal

from graph.model.partition import Areas, Cell, Evidence, Holding, Piece
from graph.record.history import History

__all__ = ["cell", "laid", "on"]


def cell(name: str, people: int) -> Cell:
    """A cell with a postcode for every ten people, and an LSOA for every hundred, at least one."""
    return Cell(name, people, people // 10 + 1, people // 100 + 1, 52.0, -1.0, name, name, name, name)


def laid(cells: Mapping[str, int], **bodies: str) -> Areas:
    """A partition and who holds it, as the top of this file says."""
    return Areas(
        {name: cell(name, people) for name, people in cells.items()},
        {body.replace("_", "-"): _held(body.replace("_", "-"), area.split()) for body, area in bodies.items()},
    )


def _held(body: str, words: list[str]) -> tuple[Holding, ...]:
    marks = {word for word in words if word in ("derived", "approximate", "inferred")}
    evidence = next((each for each in Evidence if each.label in marks), Evidence.EXACT)
    parts = [word.partition(":") for word in words if word not in marks]
    return tuple(
        Holding(body, Piece(name, Decimal(part or 1), evidence, "inferred" in marks, ("src",)))
        for name, _, part in parts
    )


def on(areas: Areas, history: History) -> History:
    """A history whose bodies lie on a partition."""
    return History(history.rows, areas=lambda: areas)
