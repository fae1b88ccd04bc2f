"""Maps that stand on pages about something else: a body, England before and after a restructure, a recoded table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from flask import url_for
from markupsafe import Markup

from graph.answers.diff_result import Diff
from graph.answers.geography import headline
from graph.answers.geography.area import unknown_day
from graph.model.entities import Body
from graph.model.words import in_words, joined, lower_first
from graph.record.history import History
from graph.util.once import computed_once

from ..render.maps import shades, small
from ..render.maps.figure import area_words
from ..render.pictures.svg import Element
from . import memo

if TYPE_CHECKING:
    from graph.recode.tables.balance import Balance

__all__ = [
    "BodyMap",
    "EnglandMap",
    "ResultMap",
    "address",
    "around",
    "england",
    "glance",
    "of_body",
    "of_recoding",
    "so_far",
    "written",
]


@dataclass(frozen=True, slots=True)
class BodyMap:
    """The area of a body on a day, with its caption."""

    day: date
    area: Markup
    locator: Markup
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class EnglandMap:
    """England at a glance on a day: number and kind of bodies, and a link to the map."""

    day: date
    picture: Markup
    number: int
    words: str
    kinds: str
    address: str


def written(drawing: Element) -> Markup:
    """A drawing as markup for a template."""
    return Markup(ET.tostring(drawing, encoding="unicode"))  # noqa: S704 -- written by the XML writer


def so_far(day: date) -> date:
    """The day itself; of the year under way, as 2026 is its last day, at most today."""
    today = date.today()
    return min(day, today) if day.year == today.year else day


def address(day: date, **chosen: Any) -> str:
    """The map of a day; where no areas can be known, the landscape."""
    if unknown_day(so_far(day), today=date.today()):
        return url_for("landscape.show", day=day.isoformat())
    return url_for("map.show", day=so_far(day).isoformat(), **chosen)


def of_body(history: History, body: Body) -> BodyMap | None:
    """The area of a body, today or on the last day it certainly existed; None if unknown."""
    day = min(body.life.last_known, date.today())
    pieces = history.areas.coverage(body.id, day)
    cells = [piece.cell for piece in pieces]
    frame = small.frame_of(cells)
    if frame is None:
        return None
    found = memo.map_on_day(history, day, body.kind)
    name = body.name_on(day)
    return BodyMap(
        day,
        written(small.area(found, pieces, frame, title=f"Map: the area of {name}", name="body-map")),
        written(small.locator(frame, cells, f"Map: where {name} lies in England")),
        area_words(history.areas, body.id, day),
        address(day, kind=body.kind, body=body.id),
    )


@dataclass(frozen=True, slots=True)
class ResultMap:
    """The bodies that a recoded table reached, shaded by the number that `counted` names; `missing` have no area."""

    england: Markup
    london: Markup | None
    key: Sequence[tuple[Markup, str]]
    counted: str
    missing: int


def of_recoding(history: History, balance: "Balance") -> ResultMap | None:
    """The bodies that rows reached, by the first apportioned amount or else by rows; None where no area is known."""
    column = next(iter(balance.columns), None)
    bodies, missing = [], 0
    for target, rows, amounts in balance.reached:
        number = rows if column is None else amounts[column]
        cells = [piece.cell for piece in history.areas.coverage(target.body.id, target.day)]
        if cells:
            bodies.append(shades.Shaded(cells, number, f"{target.name}: {number:,}"))
        else:
            missing += 1
    if not bodies:
        return None
    steps = shades.shades_of([each.number for each in bodies])
    counted = "Number of rows" if column is None else f"Sum of {column}"
    title = f"Map of the {len(bodies):,} bodies that the rows reached"
    whole, london = shades.shaded(bodies, steps, history.areas, title)
    key = [
        (
            written(shades.swatch(each)),
            f"{each.least:,}" if each.least == each.most else f"{each.least:,} to {each.most:,}",
        )
        for each in steps
    ]
    return ResultMap(written(whole), london if london is None else written(london), key, counted, missing)


def around(history: History, difference: Diff) -> tuple[EnglandMap, ...]:
    """England before and after, if the local commissioners differ; else empty."""
    maps = [england(history, day) for day in (difference.before, difference.after)]
    if any(each.number == 0 for each in maps) or maps[0].words == maps[1].words:
        return ()
    return tuple(maps)


@computed_once(maxsize=32)
def glance(history: History, day: date, title: str) -> Markup:
    """England at a glance on a day; it has no links, so it is the same for every reader."""
    return written(small.glance(memo.map_on_day(history, day), memo.map_colours(history), title))


def england(history: History, day: date) -> EnglandMap:
    """England on a day, each local commissioner in its colour."""
    numbers = memo.map_numbers(history, max(day, date.today()))
    count = numbers.on(day)
    words = headline.least_in_words(numbers, count)
    picture = glance(history, day, f"Map of England on {in_words(day)}: {words}")
    kinds = joined([lower_first(kind.plural) for kind, _ in count.kinds])
    return EnglandMap(day, picture, count.certain, words, kinds, address(day))
