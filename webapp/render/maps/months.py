"""All months of a map as one JSON document for the slider's script: who held each cell in each month.

All rules stay on the server. The script looks up a month, omits arcs between cells of one body, and draws the rest.
Outlines are delta-encoded in drawing units.
"""

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from graph.answers.geography.commissioners import Commissioners
from graph.answers.geography.headline import bodies_in_words, finding, shown
from graph.answers.geography.map import MapOnDay, map_on
from graph.model.entities import Tier
from graph.model.partition import Areas
from graph.model.words import in_words
from graph.record.history import History

from .colours import Colours
from .england import england_sheet, london_sheet
from .legend import entries
from .sheet import Sheet

__all__ = ["months"]

_DAY: str = "\x1f"
"""Stands for the day in a sentence that many months share."""
INFERRED, SHARED, BEHIND = 1, 2, 4
"""What is said of a cell beside its owner; `map.js` has the same numbers."""


def months(numbers: Commissioners, areas: Areas, colours: Colours) -> str:
    """The document as JSON.

    `owners` and `above` are run-length encoded per cell: month, value, month, value …; a value of `owners` is eight
    times the body's number (from 1) plus marks; 0 means unknown. `texts` has headline, subtitle and number for each run
    of months that differ only in the day.
    """
    maps = _maps(numbers, areas)
    bodies: dict[str, int] = {}
    cells = list(areas.cells)
    owners = [_runs([_owner(found, cell, bodies) for found in maps]) for cell in cells]
    uppers: dict[str, int] = {"": 0}
    above = [_runs([uppers.setdefault(found.cells[cell].above, len(uppers)) for found in maps]) for cell in cells]
    known = numbers.history.bodies
    parts: dict[int, list[int]] = {}
    places = {cell: place for place, cell in enumerate(cells)}
    for found in dict.fromkeys(maps):
        for body in found.bodies:
            more = [places[piece.cell] for piece in body.pieces if piece.cell not in body.cells]
            if more and body.id in bodies:
                parts[bodies[body.id]] = sorted({*parts.get(bodies[body.id], ()), *more})
    document = {
        "months": len(numbers.months),
        "cells": cells,
        "bodies": [[body, known[body].name, colours.bodies[body].name] for body in bodies],
        "parts": parts,
        "owners": owners,
        "above": above,
        "texts": _runs([_texts(numbers, found, day) for found, day in zip(maps, numbers.months, strict=True)]),
        "keys": _runs([[list(entry) for entry in entries(found)] for found in maps]),
        "changes": list(numbers.changes),
        "england": _geometry(england_sheet(areas), cells),
        "london": _geometry(london_sheet(areas), cells),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _maps(numbers: Commissioners, areas: Areas) -> Sequence[MapOnDay]:
    """The map of every month; months without changes share one map."""
    anew = _changes(numbers, areas)
    found: list[MapOnDay] = []
    for number, day in enumerate(numbers.months):
        found.append(map_on(numbers.history, areas, day, numbers.kind) if number in anew else found[-1])
    return found


def _changes(numbers: Commissioners, areas: Areas) -> set[int]:
    """The months since the previous one in which a body or kind may have begun or ended, or an area changed."""
    lives = [kind.spell for kind in numbers.history.kinds.values()]
    tiers = _tiers(numbers.history)
    lives += [body.life for body in numbers.history.bodies.values() if body.kind in tiers]
    moments = {day for life in lives for day in (*life.starts, _after(life.surely_until), _after(life.ends[1]))}
    for holdings in areas.holdings.values():
        moments |= {day for each in holdings for day in (each.start, each.end and _after(each.end)) if day}
    return {0, *(bisect_left(numbers.months, moment) for moment in moments)}


def _tiers(history: History) -> frozenset[str]:
    """The mapped kinds on the regional and local tiers."""
    return frozenset(kind.id for kind in history.kinds.values() if kind.tier is not Tier.NATIONAL)


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _owner(found: MapOnDay, cell: str, bodies: dict[str, int]) -> int:
    on_map = found.cells[cell]
    body = on_map.owner or on_map.behind
    marks = INFERRED * on_map.inferred + SHARED * on_map.shared + BEHIND * (not on_map.owner and bool(on_map.behind))
    return 8 * bodies.setdefault(body, len(bodies) + 1) + marks if body else 0


def _runs(values: Sequence[Any]) -> list[Any]:
    """Run-length encoding: the index where each run begins, and its value."""
    found: list[Any] = []
    place = 0
    for value, run in groupby(values):
        found += [place, value]
        place += len(list(run))
    return found


def _texts(numbers: Commissioners, found: MapOnDay, day: date) -> list[str]:
    count = numbers.on(day)
    more = f" and {count.possible:,} possible" if count.possible else ""
    return [finding(numbers, day).replace(in_words(day), _DAY), shown(found, numbers), bodies_in_words(count) + more]


def _geometry(on: Sheet, cells: Sequence[str]) -> Mapping[str, object]:
    """The arcs of a sheet, each as a start and deltas, and the arcs around each cell."""
    numbers: dict[int, int] = {}

    def number(arc: int) -> int:
        forward = arc if arc >= 0 else ~arc
        found = numbers.setdefault(forward, len(numbers))
        return found if arc >= 0 else ~found

    rings = [[number(arc) for ring in on.outlines.rings.get(cell, ()) for arc in ring] for cell in cells]
    return {"rings": rings, "arcs": [_steps(on, arc) for arc in numbers]}


def _steps(on: Sheet, arc: int) -> list[int]:
    found: list[int] = []
    x = y = 0
    for place in on.points(arc):
        if found and place == (x, y):
            continue
        found += [place[0] - x, place[1] - y]
        x, y = place
    return found
