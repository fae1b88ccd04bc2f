"""Small maps of England on a few days, one per era, with the number of commissioners."""

from datetime import date
from typing import Final
from xml.etree import ElementTree as ET

from graph.answers.geography.commissioners import Commissioners, Count
from graph.answers.geography.map import map_on
from graph.model.partition import Areas
from graph.model.words import lower_first

from ..pictures.svg import Element, add
from ..take_away import Figure, Part
from ..typeface import wrapped
from .colours import Colours
from .figure import BRIEF_SOURCE, SOURCE
from .sheet import COARSE, HEIGHT, ROUGH, WIDTH
from .small import glance

__all__ = ["days", "figure", "finding"]

_MAPS: Final = 5
_ROOM: Final = 1104.0
_GAP: Final = 20.0
_BELOW: Final = 120.0
"""Pixels under a map for its number, its month and its kind."""


def days(numbers: Commissioners) -> tuple[Count, ...]:
    """The counts of the days shown: the first day of each era of statutory bodies with a certain number.

    An era of which the record knows the year with most is shown in that; the last in its newest number; and of the
    steps within eras the one is added that changed the number most.
    """
    steps = [
        step
        for step in numbers.steps
        if step.count.main is not None and step.count.main.legal_form == "formal" and not step.count.possible
    ]
    firsts = sorted(step.first for step in steps if step.new_kinds)
    if not firsts:
        return ()
    # The newest count represents the last era; other eras use the year with most bodies, if known.
    shown = {*firsts[:-1], steps[-1].first}
    if numbers.most is not None:
        most = numbers.month(numbers.most.day)
        shown = shown - {max((first for first in firsts if first <= most), default=most)} | {most}
        shown.add(steps[-1].first)
    within = [step for step in steps if not step.new_kinds and step.first not in shown]
    counts = numbers.counts

    def change(first: int) -> float:
        return abs(1 - counts[first].certain / max(counts[first - 1].certain, 1))

    for step in sorted(within, key=lambda each: -change(each.first))[: max(0, _MAPS - len(shown))]:
        shown.add(step.first)
    return tuple(counts[first] for first in sorted(shown)[-_MAPS:])


def finding(numbers: Commissioners) -> str:
    """The title: highest and newest number, with their years."""
    shown = days(numbers)
    if not shown:
        return "Local commissioners of the NHS in England"
    most, last = max(shown, key=lambda count: count.certain), shown[-1]
    if most is last:
        return f"{last.certain:,} local commissioners in {last.day.year}"
    return f"{most.certain:,} local commissioners in {most.day.year}, {last.certain:,} in {last.day.year}"


def figure(numbers: Commissioners, areas: Areas, colours: Colours, *, origin: str, address: str = "") -> Figure:
    """The maps in a row, each with its number, month and kind."""
    shown = days(numbers)
    width = (_ROOM - _GAP * (_MAPS - 1)) / _MAPS
    height = width * HEIGHT / WIDTH
    root = ET.Element("svg", {"viewBox": f"0 0 {_ROOM:.0f} {height + _BELOW:.0f}", "class": "map eras"})
    for place, count in enumerate(shown):
        _column(root, numbers, areas, colours, count, (place * (width + _GAP), width, height))
    return Figure(
        finding(numbers),
        f"Who planned and paid for local NHS care in England, on {_number(len(shown))} days",
        SOURCE,
        BRIEF_SOURCE,
        origin,
        (Part(root, 0, 0, _ROOM, height + _BELOW, WIDTH * COARSE / ROUGH / width),),
        _ROOM,
        height + _BELOW,
        address=address,
    )


def _column(
    root: Element,
    numbers: Commissioners,
    areas: Areas,
    colours: Colours,
    count: Count,
    place: tuple[float, float, float],
) -> None:
    x, width, height = place
    found = map_on(numbers.history, areas, count.day)
    drawing = glance(found, colours, "")
    for name in ("xmlns", "role", "aria-label"):
        drawing.attrib.pop(name)
    drawing.attrib.update(x=f"{x:.1f}", y="0", width=f"{width:.1f}", height=f"{height:.1f}")
    root.append(drawing)
    add(root, "text", f"{count.certain:,}", x=x, y=height + 42, font_size=44, font_weight=700, class_="map-words")
    add(root, "text", _month(count.day), x=x, y=height + 68, font_size=18, font_weight=700, class_="map-words")
    kinds = " and ".join(lower_first(kind.plural) for kind, _ in count.kinds)
    for number, line in enumerate(wrapped(kinds, width, 18)):
        add(root, "text", line, x=x, y=height + 91 + 22 * number, font_size=18, class_="map-words")


def _month(day: date) -> str:
    return f"{day:%B} {day.year}"


def _number(number: int) -> str:
    return ("no", "one", "two", "three", "four", "five")[number]
