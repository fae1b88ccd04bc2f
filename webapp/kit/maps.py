"""Maps that stand on pages about something else: of a body, and of England before and after a restructure."""

from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree as ET

from flask import url_for
from markupsafe import Markup

from graph.answers.diff_result import Diff
from graph.model.entities import Body
from graph.model.words import in_words
from graph.record.history import History

from ..render.maps import headline, small
from ..render.maps.figure import area_words
from ..render.pictures.svg import Element
from . import memo

__all__ = ["BodyMap", "EnglandMap", "around", "of_body", "written"]


@dataclass(frozen=True, slots=True)
class BodyMap:
    """The area of a body on a day, and what is said of it."""

    day: date
    area: Markup
    locator: Markup
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class EnglandMap:
    """England on a day at a glance: how many bodies, of which kind, and the address of the whole map."""

    day: date
    picture: Markup
    number: int
    words: str
    address: str


def written(drawing: Element) -> Markup:
    """A drawing as text that a template can hold."""
    return Markup(ET.tostring(drawing, encoding="unicode"))  # noqa: S704 -- written by the XML writer


def of_body(history: History, body: Body) -> BodyMap | None:
    """The area of a body, today or on the last day on which it was surely there; None where it is not known."""
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
        url_for("map.show", day=day.isoformat(), kind=body.kind, body=body.id),
    )


def around(history: History, difference: Diff) -> tuple[EnglandMap, ...]:
    """England before and after, where the local commissioners of the two days differ; else nothing."""
    maps = [_england(history, day) for day in (difference.before, difference.after)]
    if any(each.number == 0 for each in maps) or maps[0].words == maps[1].words:
        return ()
    return tuple(maps)


def _england(history: History, day: date) -> EnglandMap:
    found = memo.map_on_day(history, day)
    count = memo.map_numbers(history, max(day, date.today())).on(day)
    words = headline.bodies_in_words(count)
    picture = small.glance(found, memo.map_colours(history), f"Map of England on {in_words(day)}: {words}")
    return EnglandMap(day, written(picture), count.certain, words, url_for("map.show", day=day.isoformat()))
