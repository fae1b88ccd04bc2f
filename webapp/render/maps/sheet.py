"""Projected outlines: cells and unions of cells as SVG path data, in integer units from the north-west corner.

Paths use relative coordinates, half the size of absolute ones; each arc is projected once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph.areas.national_grid import national_grid
from graph.areas.outlines import Outlines, Point
from graph.util.once import computed_once

from ..box import Box

__all__ = ["COARSE", "FINE", "HEIGHT", "NORTH", "ROUGH", "WEST", "WIDTH", "Sheet", "sheet"]

WEST: Final = 80_000
"""Metres on the National Grid of the left edge of a map of England; west of it lies nothing but the sea."""
NORTH: Final = 658_500
WIDTH: Final = 5_780
"""England in units of 100 m, with a little sea on all sides."""
HEIGHT: Final = 6_560

COARSE: Final = 100.0
"""Metres in a unit, for a map of the whole of England."""
FINE: Final = 20.0
"""For a map of a part of it."""
ROUGH: Final = 500.0
"""For England at a glance, where a pixel is a kilometre or more."""
_APART: Final = {ROUGH: 3}
"""Units by which the points of an arc are apart at least, besides its ends, which other arcs share."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """Outlines projected to units of some metres, east and down."""

    outlines: Outlines
    unit: float
    _projected: dict[int, tuple[Point, ...]] = field(default_factory=dict, repr=False)
    _boxes: dict[str, Box | None] = field(default_factory=dict, repr=False)

    def points(self, arc: int) -> Sequence[Point]:
        """The points of an arc in the given direction."""
        forward = arc if arc >= 0 else ~arc
        if (found := self._projected.get(forward)) is None:
            placed = tuple(map(self._place, self.outlines.arcs[forward]))
            found = self._projected[forward] = _thinned(placed, _APART.get(self.unit, 0))
        return found if arc >= 0 else found[::-1]

    def _place(self, step: Point) -> Point:
        (east, north), (x, y) = self.outlines.scale, self.outlines.origin
        metres = national_grid(x + step[0] * east, y + step[1] * north)
        return round((metres[0] - WEST) / self.unit), round((NORTH - metres[1]) / self.unit)

    def area(self, cells: Iterable[str]) -> str:
        """A union of cells as closed rings, for the even-odd fill rule."""
        return _path([self._line(ring) for ring in self.outlines.dissolve(cells)], closed=True)

    def lines(self, arcs: Sequence[int]) -> str:
        """Arcs as lines, joined where they meet."""
        return _path([self._line(chain) for chain in self.outlines.chains(arcs)], closed=False)

    def _line(self, arcs: Sequence[int]) -> list[Point]:
        line = list(self.points(arcs[0]))
        for arc in arcs[1:]:
            line += self.points(arc)[1:]
        return line

    def box_of(self, cell: str) -> Box | None:
        """The box around one cell, computed once."""
        if cell not in self._boxes:
            self._boxes[cell] = self.box([cell])
        return self._boxes[cell]

    def box(self, cells: Iterable[str]) -> Box | None:
        """The box around some cells; None if none is on the map."""
        arcs = {arc for cell in cells for ring in self.outlines.rings.get(cell, ()) for arc in ring}
        places = [place for arc in arcs for place in self.points(arc)]
        if not places:
            return None
        left, top = min(x for x, _ in places), min(y for _, y in places)
        return Box(left, top, max(x for x, _ in places) - left, max(y for _, y in places) - top)


@computed_once(maxsize=8)
def sheet(outlines: Outlines, unit: float) -> Sheet:
    """The sheet of some outlines, projected once per process."""
    return Sheet(outlines, unit)


def _thinned(points: tuple[Point, ...], apart: int) -> tuple[Point, ...]:
    """The points of an arc without those too near to the one before; its ends stay."""
    if not apart or len(points) < 3:
        return points
    kept = [points[0]]
    for x, y in points[1:-1]:
        if abs(x - kept[-1][0]) >= apart or abs(y - kept[-1][1]) >= apart:
            kept.append((x, y))
    return (*kept, points[-1])


def _path(lines: Iterable[Sequence[Point]], *, closed: bool) -> str:
    """Lines in integer deltas, each relative to where the previous one began (closed) or ended."""
    parts: list[str] = []
    x = y = 0
    for line in lines:
        (left, top), steps = line[0], []
        x0, y0 = left, top
        for place in line[1:-1] if closed else line[1:]:
            if place != (x0, y0):
                steps.append(_step(place[0] - x0, place[1] - y0))
                x0, y0 = place
        if not steps:
            continue
        parts.append(f"m{_step(left - x, top - y)}l{_joined(steps)}")
        if closed:
            parts.append("z")
        x, y = (left, top) if closed else (x0, y0)
    return "".join(parts)


def _step(east: int, south: int) -> str:
    return f"{east}{south}" if south < 0 else f"{east} {south}"


def _joined(steps: Sequence[str]) -> str:
    """Numbers joined with a space only where there is no minus sign."""
    return steps[0] + "".join(step if step[0] == "-" else " " + step for step in steps[1:])
