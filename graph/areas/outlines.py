"""Cell outlines as a topology, and the outline of any union of cells; each border is stored once, as an arc.

An arc shared by two cells of a union is interior and dropped; the remaining arcs, joined end to end, are the outline.
This needs no polygon arithmetic, and two neighbours always have exactly the same border.
"""

import itertools
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import atan2, pi
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from ..errors import UnreadableRecord
from ..record.opening import DATA
from ..util.once import computed_once

__all__ = ["Borders", "Outlines", "Point", "Polygon", "Ring", "fine_outlines", "outlines", "read_outlines"]

Point: TypeAlias = tuple[int, int]
"""A place in steps of the topology's grid, east and north."""
Ring: TypeAlias = tuple[int, ...]
"""Arcs end to end by number; `~number` is the arc backwards. The land lies on the right of their way."""
Polygon: TypeAlias = tuple[Ring, ...]
"""An outer ring, and the rings of its holes."""


class Borders(Struct, frozen=True):
    """The arcs of a map by what is on their two sides: two owners, or one owner and the sea."""

    inner: tuple[int, ...]
    coast: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Outlines:
    """The outlines of cells. Point coordinates are `origin + step * scale` degrees, longitude first (WGS 84)."""

    arcs: tuple[tuple[Point, ...], ...]
    rings: Mapping[str, tuple[Ring, ...]]
    """The rings of each cell: outer ones and holes alike."""
    scale: tuple[float, float]
    origin: tuple[float, float]

    @cached_property
    def sides(self) -> tuple[tuple[str, str], ...]:
        """The cells to the right and left of each arc; empty for the sea."""
        right, left = [""] * len(self.arcs), [""] * len(self.arcs)
        for cell, rings in self.rings.items():
            for ring in rings:
                for arc in ring:
                    if arc >= 0:
                        right[arc] = cell
                    else:
                        left[~arc] = cell
        return tuple(zip(right, left, strict=True))

    @cached_property
    def neighbours(self) -> Mapping[str, frozenset[str]]:
        """The cells adjacent to each cell; the two banks of an estuary are not adjacent."""
        found: dict[str, set[str]] = {cell: set() for cell in self.rings}
        for right, left in self.sides:
            if right and left:
                found[right].add(left)
                found[left].add(right)
        return {cell: frozenset(others) for cell, others in found.items()}

    def within(self, cells: Collection[str]) -> "Outlines":
        """A subset of the map: some cells only, with sea in place of the others."""
        return replace(self, rings={cell: rings for cell, rings in self.rings.items() if cell in cells})

    def points(self, arc: int) -> tuple[Point, ...]:
        """The points of an arc in the given direction."""
        return self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1]

    def line(self, ring: Ring) -> list[Point]:
        """The points of a ring, the last equal to the first."""
        found = [self.points(ring[0])[0]]
        for arc in ring:
            found += self.points(arc)[1:]
        return found

    def dissolve(self, cells: Iterable[str]) -> tuple[Ring, ...]:
        """The rings around a union of cells, the same whatever their order; cells not on the map are ignored."""
        once: dict[int, None] = {}
        for cell in sorted(set(cells)):
            for ring in self.rings.get(cell, ()):
                for arc in ring:
                    if ~arc in once:
                        del once[~arc]
                    else:
                        once[arc] = None
        return self._joined(once)

    def polygons(self, cells: Iterable[str]) -> tuple[Polygon, ...]:
        """A union of cells as polygons, each an outer ring with its holes."""
        outer: list[tuple[int, Ring]] = []
        holes: list[tuple[int, Ring]] = []
        for ring in self.dissolve(cells):
            area = _area(self.line(ring))
            (outer if area < 0 else holes).append((abs(area), ring))
        outer.sort()
        within: dict[Ring, list[Ring]] = {ring: [ring] for _, ring in outer}
        for size, hole in holes:
            # Test the middle of an edge: a hole may touch its outer ring at a corner, but shares no edge with it.
            (x1, y1), (x2, y2) = self.points(hole[0])[:2]
            middle = (x1 + x2) / 2, (y1 + y2) / 2
            for around, ring in outer:
                if around > size and _inside(middle, self.line(ring)):
                    within[ring].append(hole)
                    break
        return tuple(map(tuple, within.values()))

    def borders(self, owners: Mapping[str, object]) -> Borders:
        """The arcs between cells of different owners, and those along the sea; cells without an owner share one.

        Owners may be any comparable values.
        """
        inner, coast = [], []
        for arc, (right, left) in enumerate(self.sides):
            if not right and not left:  # a border of cells outside this subset
                continue
            if not right or not left:
                coast.append(arc)
            elif owners.get(right) != owners.get(left):
                inner.append(arc)
        return Borders(tuple(inner), tuple(coast))

    def chains(self, arcs: Collection[int]) -> list[list[int]]:
        """Arcs joined end to end into few lines, so that each can be drawn in one go."""
        at: dict[Point, list[int]] = defaultdict(list)
        for arc in arcs:
            at[self.arcs[arc][0]].append(arc)
            at[self.arcs[arc][-1]].append(~arc)
        left, chains = dict.fromkeys(arcs), []

        def follow(place: Point) -> list[int]:
            found = []
            while (onward := next((arc for arc in at[place] if max(arc, ~arc) in left), None)) is not None:
                del left[max(onward, ~onward)]
                found.append(onward)
                place = self.points(onward)[-1]
            return found

        # Start at ends and junctions: a line started in its middle would be split in two.
        for place in sorted(at, key=lambda each: len(at[each]) % 2 == 0):
            while any(max(arc, ~arc) in left for arc in at[place]):
                chains.append(follow(place))
        return chains

    def _joined(self, arcs: Collection[int]) -> tuple[Ring, ...]:
        starts: dict[Point, list[int]] = defaultdict(list)
        for arc in arcs:
            starts[self.points(arc)[0]].append(arc)
        rings, left = [], dict.fromkeys(arcs)
        while left:
            way, passed = [next(iter(left))], {}
            del left[way[0]]
            passed[self.points(way[0])[0]] = 0
            while way:
                place = self.points(way[-1])[-1]
                if (since := passed.get(place)) is not None:  # a corner visited before: the arcs since then form a ring
                    rings.append(tuple(way[since:]))
                    for arc in way[since + 1 :]:
                        del passed[self.points(arc)[0]]
                    del way[since:]
                    if not way:
                        break
                else:
                    passed[place] = len(way)
                onward = [arc for arc in starts[place] if arc in left]
                way.append(onward[0] if len(onward) == 1 else self._sharpest(way[-1], onward))
                del left[way[-1]]
        return tuple(rings)

    def _sharpest(self, arc: int, onward: Sequence[int]) -> int:
        """Where several arcs lead on, the one that keeps closest to the land on the right.

        Rings that only touch at a corner then never cross.
        """
        (x1, y1), (x2, y2) = self.points(arc)[-2:]
        back = atan2(y1 - y2, x1 - x2)

        def turn(candidate: int) -> float:
            (x3, y3), (x4, y4) = self.points(candidate)[:2]
            return (atan2(y4 - y3, x4 - x3) - back) % (2 * pi)

        return min(onward, key=turn)


def _area(line: Sequence[Point]) -> int:
    """Twice the signed area of a ring; negative if it runs clockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(line))


def _inside(place: tuple[float, float], line: Sequence[Point]) -> bool:
    x, y = place
    crossings = 0
    for (x1, y1), (x2, y2) in itertools.pairwise(line):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1


@computed_once(maxsize=1)
def outlines() -> Outlines:
    """Cell outlines for maps of all England, accurate to about 300 m."""
    return read_outlines(DATA / "outlines" / "cells_30.topojson")


@computed_once(maxsize=1)
def fine_outlines() -> Outlines:
    """Cell outlines for maps of a part of England and for data files, accurate to about 150 m."""
    return read_outlines(DATA / "outlines" / "cells12.topojson")


def read_outlines(path: Path) -> Outlines:
    """Reads a TopoJSON file whose single object is a collection of cells with ids.

    Raises:
        UnreadableRecord: there is no such file, or it has other content.
    """
    try:
        topology = json.loads(path.read_bytes())
        (collection,) = topology["objects"].values()
        rings = {
            geometry["id"]: tuple(tuple(ring) for polygon in _polygons(geometry) for ring in polygon)
            for geometry in collection["geometries"]
        }
        transform = topology["transform"]
        arcs = tuple(map(_undone, topology["arcs"]))
        return Outlines(arcs, rings, tuple(transform["scale"]), tuple(transform["translate"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise UnreadableRecord(f"The outlines in {path.name} cannot be read. Install the product again.") from None


def _polygons(geometry: Mapping[str, Sequence[Sequence[Sequence[int]]]]) -> Sequence[Sequence[Sequence[int]]]:
    return geometry["arcs"] if geometry["type"] == "MultiPolygon" else (geometry["arcs"],)  # type: ignore[comparison-overlap,return-value]


def _undone(steps: Sequence[Sequence[int]]) -> tuple[Point, ...]:
    """Decodes the delta-encoded points of an arc."""
    x = y = 0
    found: list[Point] = []
    for east, north in steps:
        x, y = x + east, y + north
        if found[-1:] != [(x, y)]:  # after rounding to the grid, two points may coincide
            found.append((x, y))
    return tuple(found)
