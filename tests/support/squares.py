"""A map of squares for outline tests: one square per cell, by column and row, with four edges of unit length."""

from itertools import product

from graph.areas.outlines import Outlines, Point, Ring

__all__ = ["name", "squares"]


def name(column: int, row: int) -> str:
    """The id of the cell in a place; rows are counted from the south."""
    return f"{column},{row}"


def squares(columns: int, rows: int) -> Outlines:
    """A full board of squares, a tenth of a degree wide and high, whose south-west corner is 2° W 52° N."""
    arcs: list[tuple[Point, ...]] = []
    numbers: dict[tuple[Point, Point], int] = {}

    def edge(start: Point, end: Point) -> int:
        if (number := numbers.get((end, start))) is not None:
            return ~number
        numbers[start, end] = len(arcs)
        arcs.append((start, end))
        return numbers[start, end]

    rings: dict[str, tuple[Ring, ...]] = {}
    for x, y in product(range(columns), range(rows)):
        corners = ((x, y), (x, y + 1), (x + 1, y + 1), (x + 1, y))
        rings[name(x, y)] = (tuple(edge(a, b) for a, b in zip(corners, corners[1:] + corners[:1], strict=True)),)
    return Outlines(tuple(arcs), rings, (0.1, 0.1), (-2.0, 52.0))
