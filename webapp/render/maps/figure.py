"""A map of a day as a downloadable figure: England, the London inset, and the legend."""

from datetime import date
from typing import Final

from graph.answers.geography.map import MapOnDay
from graph.model.entities import Body
from graph.model.partition import Areas
from graph.model.words import in_words, people_in_words

from ..pictures.svg import Element, add
from ..take_away import Figure, Part
from .colours import Colours
from .england import ENGLAND, Addresses, england, london, london_box
from .legend import legend
from .small import area, frame_of, locator

__all__ = ["BRIEF_SOURCE", "SOURCE", "area_words", "body_figure", "figure"]

SOURCE: Final = (
    "Source: Office for National Statistics, OGL v3.0; contains OS data © Crown copyright. Outlines generalised from "
    "small areas of 2011."
)
BRIEF_SOURCE: Final = "Source: ONS, OGL v3.0; OS data © Crown"
_HIGH: Final = 700.0
_CARD_HIGH: Final = 500.0


def figure(
    found: MapOnDay, areas: Areas, colours: Colours, address: Addresses, *, title: str, subtitle: str, origin: str
) -> Figure:
    """The map with its title, at full size and as a card."""
    key, key_height = legend(found, 900.0, "take-key")
    parts, width = _maps(found, areas, colours, address, _HIGH)
    cards, card_width = _maps(found, areas, colours, address, _CARD_HIGH, beside=0.12)
    return Figure(
        title,
        subtitle,
        SOURCE,
        BRIEF_SOURCE,
        origin,
        (*parts, Part(key, 0, _HIGH + 18, 900.0, key_height)),
        max(width, 900.0),
        _HIGH + 18 + key_height,
        cards,
        card_width,
        _CARD_HIGH,
    )


def body_figure(
    found: MapOnDay, areas: Areas, body: Body, *, title: str, subtitle: str, origin: str, address: str = ""
) -> Figure | None:
    """The area of a body on a map's day, next to a locator map; None if unknown."""
    pieces = areas.coverage(body.id, found.day)
    cells = [piece.cell for piece in pieces]
    frame = frame_of(cells)
    if frame is None:
        return None
    width, height, beside = 720.0, 540.0, 160.0
    large = area(found, pieces, frame, title=title, name="take-area")
    small = locator(frame, cells, title)
    tall = beside * ENGLAND.height / ENGLAND.width
    parts = (
        Part(large, 0, 0, width, height, frame[1].width / width),
        Part(small, width + 24, height - tall, beside, tall),
    )
    return Figure(title, subtitle, SOURCE, BRIEF_SOURCE, origin, parts, width + 24 + beside, height, address=address)


def area_words(areas: Areas, body: str, day: date) -> str:
    """The population of a body's area on a day, and its evidence, in sentences."""
    pieces = areas.coverage(body, day)
    people = sum(areas.cells[piece.cell].population * piece.share for piece in pieces)
    about = "About " if any(piece.share < 1 for piece in pieces) else ""
    words = f"{about}{people_in_words(round(people))} people (mid-2020) on {in_words(day)}."
    if about:
        words += " Hatched: it shared this with others, and where its border ran inside is not known."
    if any(piece.inferred for piece in pieces):
        words += " The area is inferred."
    return words


def _maps(
    found: MapOnDay, areas: Areas, colours: Colours, address: Addresses, high: float, beside: float = 0.3
) -> tuple[tuple[Part, ...], float]:
    """England at a given height, London in the sea next to it at five times the scale, and the total width."""
    scale = ENGLAND.height / high
    width = ENGLAND.width / scale
    parts = [Part(england(found, areas, colours, address), 0, 0, width, high, scale)]
    drawn, box = london(found, areas, colours, address), london_box(areas)
    if drawn is None or box is None:
        return tuple(parts), width
    wide, tall = box.width / scale, box.height / scale
    left = width * (0.84 + beside)
    parts.append(Part(_caption("London, 5 times as large", wide), left, 0, wide, 24))
    parts.append(Part(drawn, left, 26, wide, tall, scale))
    return tuple(parts), left + wide


def _caption(text: str, width: float) -> Element:
    root = Element("svg", {"viewBox": f"0 0 {width:.0f} 24", "class": "map"})
    add(root, "text", text, x=width / 2, y=16, text_anchor="middle", font_size=14, font_weight=700, class_="map-words")
    return root
