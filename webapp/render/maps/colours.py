"""Map colours of bodies: a hue by region, and a tint that differs from all neighbours, fixed for the body's life.

Neighbouring present-day regions have different hues, so a place keeps its hue over the years. Each hue has five tints,
assigned once for all bodies and days: the body with most neighbours goes first and takes the tint furthest from theirs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from heapq import heapify, heappop, heappush
from itertools import combinations
from typing import Final, NamedTuple

from graph.areas.outlines import Outlines
from graph.model.commissioners import ERAS, TIER_ABOVE
from graph.model.entities import Body
from graph.model.partition import Areas
from graph.record.history import History

from .sheet import COARSE, sheet

__all__ = ["HUES", "TINTS", "Colour", "Colours", "colours"]

HUES: Final = ("blue", "sand", "sage")
TINTS: Final = 5
_ACROSS_WATER: Final = 12
"""Units of 100 m over which two banks of a river count as neighbours: they share no border."""


class Colour(NamedTuple):
    """A hue and one of its tints (0 is the lightest); both are in the CSS class name."""

    hue: str
    tint: int

    @property
    def name(self) -> str:
        return f"map-{self.hue}-{self.tint + 1}"


class Colours(NamedTuple):
    """The colour of each body with a known area, and the hue of each cell."""

    bodies: Mapping[str, Colour]
    cells: Mapping[str, str]


def colours(history: History, areas: Areas, outlines: Outlines) -> Colours:
    """The colours of all bodies with an area. Takes a few tenths of a second; compute once per record."""
    near = _near(outlines)
    hue_of_cell = _hues(history, areas, near)
    hue_of = {body: _hue(areas, body, hue_of_cell) for body in areas.holdings}
    beside = {
        body: [other for other in others if hue_of[other] == hue_of[body]]
        for body, others in _beside(history, areas, near).items()
    }
    tints = _tints(beside, hue_of)
    return Colours({body: Colour(hue_of[body], tints[body]) for body in hue_of}, hue_of_cell)


def _tints(beside: Mapping[str, Sequence[str]], hue_of: Mapping[str, str]) -> Mapping[str, int]:
    """A tint for each body; the next one is always the uncoloured body with most coloured neighbours."""
    tints: dict[str, int] = {}
    used = {hue: [0] * TINTS for hue in HUES}

    def rank(body: str) -> tuple[int, int, str]:
        taken = {tints[other] for other in beside[body] if other in tints}
        return -len(taken), -len(beside[body]), body

    waiting = [rank(body) for body in beside]
    heapify(waiting)
    while waiting:
        ranked = heappop(waiting)
        body = ranked[2]
        if body in tints or ranked != rank(body):  # a stale heap entry, from before a neighbour was coloured
            continue
        around, of_hue = Counter(tints[other] for other in beside[body] if other in tints), used[hue_of[body]]
        tints[body] = max(range(TINTS), key=partial(_worth, around, of_hue))
        of_hue[tints[body]] += 1
        for other in beside[body]:
            if other not in tints:
                heappush(waiting, rank(other))
    return tints


def _worth(around: Mapping[int, int], used: Sequence[int], tint: int) -> tuple[int, ...]:
    """The score of a tint: distance to the nearest neighbour's, then how few neighbours use it and how rare it is."""
    return min((abs(tint - other) for other in around), default=TINTS), -around.get(tint, 0), -used[tint], -tint


def _near(outlines: Outlines) -> Mapping[str, frozenset[str]]:
    """The neighbours of each cell, including across rivers and narrow water."""
    found = {cell: set(others) for cell, others in outlines.neighbours.items()}
    on_grid = sheet(outlines, COARSE)
    shores: dict[tuple[int, int], set[str]] = defaultdict(set)
    places: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for arc, (right, left) in enumerate(outlines.sides):
        if bool(right) != bool(left):
            for x, y in on_grid.points(arc):
                place = x // _ACROSS_WATER, y // _ACROSS_WATER
                shores[place].add(right or left)
                places[right or left].add(place)
    for cell, squares in places.items():
        for x, y in squares:
            for east in (-1, 0, 1):
                for south in (-1, 0, 1):
                    found[cell] |= shores.get((x + east, y + south), set())
    return {cell: frozenset(others - {cell}) for cell, others in found.items()}


def _hues(history: History, areas: Areas, near: Mapping[str, frozenset[str]]) -> Mapping[str, str]:
    """A hue for each cell by its latest region; adjacent regions get different hues."""
    region: dict[str, str] = {}
    for body in sorted(_latest_regions(history), key=lambda each: each.id):
        for piece in areas.coverage(body.id, date.max):
            region.setdefault(piece.cell, body.id)
    touching: dict[str, set[str]] = {each: set() for each in sorted(set(region.values()))}
    for cell, others in near.items():
        for other in others:
            if cell in region and other in region and region[cell] != region[other]:
                touching[region[cell]].add(region[other])
    hue: dict[str, str] = {}
    while waiting := [each for each in touching if each not in hue]:
        # The region with fewest hues left goes first (DSATUR); with seven regions this never needs backtracking.
        chosen = max(waiting, key=lambda each: (len({hue[o] for o in touching[each] if o in hue}), len(touching[each])))
        taken = {hue[other] for other in touching[chosen] if other in hue}
        hue[chosen] = next((each for each in HUES if each not in taken), HUES[-1])
    return {cell: hue.get(region.get(cell, ""), HUES[-1]) for cell in areas.cells}


def _latest_regions(history: History) -> Iterable[Body]:
    """The bodies of the latest kind of region that are not known to have ended."""
    for kind in reversed(TIER_ABOVE):
        if found := [body for body in history.by_kind.get(kind, ()) if not body.life.ended]:
            return found
    return ()


def _hue(areas: Areas, body: str, hue_of_cell: Mapping[str, str]) -> str:
    """The hue of most of a body's people."""
    people: dict[str, float] = dict.fromkeys(HUES, 0.0)
    for holding in areas.holdings[body]:
        people[hue_of_cell[holding.piece.cell]] += float(
            areas.cells[holding.piece.cell].population * holding.piece.share
        )
    return max(people, key=lambda hue: people[hue])


def _beside(history: History, areas: Areas, near: Mapping[str, frozenset[str]]) -> Mapping[str, set[str]]:
    """The bodies adjacent to each body on any map of any day; bodies sharing a cell are adjacent too."""
    sheets = {kind: "local" for era in ERAS for each in era for kind in history.kinds_within(each)}
    # By cell and sheet, as bodies of different sheets are on no map together; read at once, as there are hundreds.
    in_cell: dict[str, dict[str, list[tuple[str, date, date]]]] = defaultdict(lambda: defaultdict(list))
    for body in history.with_ids(tuple(areas.holdings)):
        for holding in areas.holdings[body.id]:
            first, last = holding.start or body.life.starts[0], holding.end or body.life.ends[1]
            in_cell[holding.piece.cell][sheets.get(body.kind, body.kind)].append((body.id, first, last))
    found: dict[str, set[str]] = {body: set() for body in areas.holdings}
    pairs = sorted({tuple(sorted((cell, other))) for cell, others in near.items() for other in others})
    together = ((in_cell[one][sheet], in_cell[other][sheet]) for one, other in pairs for sheet in set(in_cell[one]))
    within = [combinations(bodies, 2) for of_sheet in list(in_cell.values()) for bodies in of_sheet.values()]
    beside = ((one, other) for ones, others in together for one in ones for other in others)
    for ways in (beside, *within):
        for (one, first, last), (other, begin, end) in ways:
            if one != other and first <= end and begin <= last:
                found[one].add(other)
                found[other].add(one)
    return found
