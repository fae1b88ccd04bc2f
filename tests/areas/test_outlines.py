"""Unions of cells from a topology: their rings, holes and borders, on boards of squares and on the real outlines."""

import itertools
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.areas.geo_json import Feature, geojson, topojson
from graph.areas.outlines import Outlines, Ring, fine_outlines, outlines, read_outlines
from graph.errors import UnreadableRecord
from tests.support.squares import name, squares

BOARD = squares(5, 4)
some_squares = st.sets(st.sampled_from(sorted(BOARD.rings)))


def area(of: Outlines, ring: Ring) -> float:
    """The area within a ring in steps, above 0 where it runs clockwise."""
    line = of.line(ring)
    return sum(x2 * y1 - x1 * y2 for (x1, y1), (x2, y2) in itertools.pairwise(line)) / 2


def test_two_neighbours_become_one_ring() -> None:
    (polygon,) = BOARD.polygons([name(0, 0), name(1, 0)])
    (ring,) = polygon
    assert len(ring) == 6
    assert area(BOARD, ring) == 2


def test_a_hole_belongs_to_the_ring_around_it() -> None:
    around = [name(x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    first, second = BOARD.polygons([*around, name(4, 3)])
    outer, hole = max(first, second, key=len)
    assert (area(BOARD, outer), area(BOARD, hole)) == (9, -1)


def test_squares_that_touch_in_a_corner_stay_two_rings() -> None:
    found = BOARD.polygons([name(0, 0), name(1, 1)])
    assert [len(polygon) for polygon in found] == [1, 1]


@given(some_squares)
def test_a_union_is_as_large_as_its_parts(cells: set[str]) -> None:
    found = BOARD.polygons(cells)
    assert sum(area(BOARD, ring) for polygon in found for ring in polygon) == len(cells)
    assert all(area(BOARD, polygon[0]) > 0 for polygon in found)
    assert all(area(BOARD, hole) < 0 for polygon in found for hole in polygon[1:])


@given(some_squares)
def test_no_ring_passes_a_corner_twice(cells: set[str]) -> None:
    for ring in BOARD.dissolve(cells):
        corners = BOARD.line(ring)[1:]
        assert len(corners) == len(set(corners))


@given(st.lists(st.sampled_from(sorted(BOARD.rings))), st.randoms())
def test_the_same_cells_in_any_order_have_the_same_outline(cells: list[str], chance: random.Random) -> None:
    shuffled = chance.sample(cells, len(cells))
    assert BOARD.dissolve(shuffled) == BOARD.dissolve(cells)


@given(st.dictionaries(st.sampled_from(sorted(BOARD.rings)), st.sampled_from("abc")))
def test_every_arc_is_a_border_a_coast_or_within_one_owner(owners: dict[str, str]) -> None:
    borders = BOARD.borders(owners)
    assert len(borders.coast) == 18
    for arc in borders.inner:
        right, left = BOARD.sides[arc]
        assert owners.get(right) != owners.get(left)
    inner = len(BOARD.arcs) - len(borders.coast) - len(borders.inner)
    alike = [(right, left) for right, left in BOARD.sides if right and left and owners.get(right) == owners.get(left)]
    assert inner == len(alike)


@given(st.sets(st.integers(0, len(BOARD.arcs) - 1)))
def test_chains_use_each_arc_once_and_hold_together(arcs: set[int]) -> None:
    chains = BOARD.chains(arcs)
    assert sorted(max(arc, ~arc) for chain in chains for arc in chain) == sorted(arcs)
    for chain in chains:
        for before, after in itertools.pairwise(chain):
            assert BOARD.points(before)[-1] == BOARD.points(after)[0]


def test_cells_that_are_not_on_the_map_have_no_outline() -> None:
    assert BOARD.dissolve(["elsewhere"]) == ()


@pytest.mark.parametrize("real", [outlines, fine_outlines])
def test_the_real_outlines_are_a_partition(real: object) -> None:
    england: Outlines = real()  # type: ignore[operator]
    assert len(england.rings) == 432
    assert all(right or left for right, left in england.sides)
    whole = england.polygons(england.rings)
    cells = sum(area(england, ring) for rings in england.rings.values() for ring in rings)
    assert sum(area(england, ring) for polygon in whole for ring in polygon) == cells


@pytest.mark.parametrize("text", ["", "{}", '{"objects": {"a": {}}}', "[]"])
def test_a_file_that_holds_no_outlines_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cells.topojson"
    path.write_text(text)
    with pytest.raises(UnreadableRecord, match=r"cells\.topojson cannot be read"):
        read_outlines(path)


RING_AND_SPOT = Feature("ring", tuple(name(x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)), {"n": 8})
NOWHERE = Feature("nowhere", (), {"n": 0})


def test_geojson_runs_anticlockwise_around_land_and_clockwise_around_holes() -> None:
    document = json.loads(geojson(BOARD, [RING_AND_SPOT, NOWHERE], {"day": "2013-04-01"}))
    ring, nowhere = document["features"]
    assert document["day"] == "2013-04-01"
    assert (ring["id"], ring["properties"], nowhere["geometry"]) == ("ring", {"n": 8}, None)
    outer, hole = ring["geometry"]["coordinates"]
    turns = [sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(line)) for line in (outer, hole)]
    assert turns[0] > 0 > turns[1]
    assert [-2.0, 52.0] in outer
    assert [-1.9, 52.1] in hole
    assert outer[0] == outer[-1]


def test_topojson_holds_a_shared_border_once() -> None:
    west, east = Feature("west", (name(0, 0),), {}), Feature("east", (name(1, 0),), {})
    document = json.loads(topojson(BOARD, [west, east, NOWHERE], {}))
    geometries = document["objects"]["areas"]["geometries"]
    assert len(document["arcs"]) == 7
    used = [arc for geometry in geometries[:2] for ring in geometry["arcs"] for arc in ring]
    assert len(used) == 8
    assert geometries[2]["type"] is None
    (shared,) = {arc for arc in used if ~arc in used and arc >= 0}
    x = document["arcs"][shared][0][0] * document["transform"]["scale"][0] + document["transform"]["translate"][0]
    assert x == pytest.approx(-1.9)
