"""Assigns bars of a lineage to rows with few ribbon crossings.

Bars are in layers, each further than the latest of its predecessors. Adjacent layers are ordered by the barycentre
heuristic (each bar moves to the mean position of its neighbours, sweep by sweep; Sugiyama, Tagawa and Toda 1981), then
bars move towards the mean row of their neighbours within that order.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import fmean
from typing import TypeAlias

from .blocks import Block, Ribbon

__all__ = ["arrange"]

_ORDER_SWEEPS, _PLACE_SWEEPS = 8, 16
"""More of either changed no lineage of the record for the better."""
_HALVES = 2
"""Rows are counted in halves of a row, which are whole numbers: what is moved clear of another bar by sums of fractions
could stay a rounding error too close to it for ever."""

_Point: TypeAlias = Hashable
"""The id of a bar, or a point where a ribbon passes a layer between its two bars."""
_Neighbours: TypeAlias = Mapping[_Point, Sequence[_Point]]


def arrange(
    blocks: Sequence[Block], ribbons: Sequence[Ribbon], extents: Mapping[str, tuple[float, float]]
) -> Mapping[str, float]:
    """The row of each bar, from 0 downwards, in whole and half rows.

    `extents` has the left and right of each bar with its label. No two bars overlap, and no row in between is empty.
    """
    wanted = _wanted_rows(blocks, ribbons)
    rows: dict[str, int] = {}
    taken: list[tuple[float, float, int]] = []
    for block in sorted(blocks, key=lambda each: (wanted[each.id], each.first, each.id)):
        left, right = extents[block.id]
        row = round(wanted[block.id] * _HALVES)
        beside = [other for start, end, other in taken if start < right and left < end]
        while clash := [other for other in beside if abs(other - row) < _HALVES]:
            row = max(clash) + _HALVES
        rows[block.id] = row
        taken.append((left, right, row))
    return {body: row / _HALVES for body, row in _closed_up(rows).items()}


def _wanted_rows(blocks: Sequence[Block], ribbons: Sequence[Ribbon]) -> Mapping[_Point, float]:
    layers, before, after = _layers(blocks, ribbons)
    layers = _ordered(layers, before, after)
    rows = {point: float(row) for layer in layers for row, point in enumerate(layer)}
    for sweep in range(_PLACE_SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = [_mean(rows, (*before[point], *after[point]), rows[point]) for point in layer]
            rows.update(zip(layer, _one_apart(wanted), strict=True))
    return rows


def _layers(
    blocks: Sequence[Block], ribbons: Sequence[Ribbon]
) -> tuple[list[list[_Point]], dict[_Point, list[_Point]], dict[_Point, list[_Point]]]:
    """The points of each layer, with each point's neighbours in the adjacent layers.

    A ribbon across several layers has a point in each; one that leads back in time is ignored.
    """
    depth = {block.id: 0 for block in blocks}
    for each in sorted(ribbons, key=lambda ribbon: ribbon.day):
        depth[each.after] = max(depth[each.after], depth[each.before] + 1)
    layers: list[list[_Point]] = [[] for _ in range(max(depth.values()) + 1)]
    for block in sorted(blocks, key=lambda each: (each.first, each.id)):
        layers[depth[block.id]].append(block.id)
    before: dict[_Point, list[_Point]] = defaultdict(list)
    after: dict[_Point, list[_Point]] = defaultdict(list)
    for each in ribbons:
        if depth[each.before] >= depth[each.after]:
            continue
        point: _Point = each.before
        for layer in range(depth[each.before] + 1, depth[each.after] + 1):
            following: _Point = each.after
            if layer < depth[each.after]:
                following = (each.before, each.after, layer)
                layers[layer].append(following)
            after[point].append(following)
            before[following].append(point)
            point = following
    return layers, before, after


def _ordered(layers: list[list[_Point]], before: _Neighbours, after: _Neighbours) -> list[list[_Point]]:
    """The layers in the order with the fewest crossings of all sweeps."""
    best, fewest = layers, _crossings(layers, after)
    for sweep in range(_ORDER_SWEEPS):
        downwards = sweep % 2 == 0
        neighbours = before if downwards else after
        layers = list(layers) if downwards else layers[::-1]
        for number in range(1, len(layers)):
            places = {point: float(place) for place, point in enumerate(layers[number - 1])}
            own = {point: float(place) for place, point in enumerate(layers[number])}
            layers[number] = sorted(own, key=lambda each: _mean(places, neighbours[each], own[each]))
        layers = layers if downwards else layers[::-1]
        if (found := _crossings(layers, after)) < fewest:
            best, fewest = layers, found
    return best


def _crossings(layers: Sequence[Sequence[_Point]], after: _Neighbours) -> int:
    count = 0
    for layer, following in pairwise(layers):
        place = {point: number for number, point in enumerate(following)}
        ends = [end for point in layer for end in sorted(place[each] for each in after[point])]
        count += sum(end > later for number, end in enumerate(ends) for later in ends[number + 1 :])
    return count


def _mean(rows: Mapping[_Point, float], points: Iterable[_Point], otherwise: float) -> float:
    found = [rows[point] for point in points]
    return fmean(found) if found else otherwise


def _one_apart(wanted: Sequence[float]) -> list[float]:
    """The least-squares nearest rows to the desired ones that keep the order and are at least a row apart.

    Bars that would pass each other are pooled around the mean of their desired rows.
    """
    pools: list[tuple[float, int]] = []
    for place, row in enumerate(wanted):
        mean, size = row - place, 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        pools.append((mean, size))
    starts = [mean for mean, size in pools for _ in range(size)]
    return [start + place for place, start in enumerate(starts)]


def _closed_up(rows: Mapping[str, int]) -> Mapping[str, int]:
    """The rows shifted to start at 0, with gaps of at most one."""
    placed: dict[str, int] = {}
    shift, last = 0, None
    for body, row in sorted(rows.items(), key=lambda pair: pair[1]):
        shift += row if last is None else max(0, row - last - _HALVES)
        placed[body], last = row - shift, row
    return placed
