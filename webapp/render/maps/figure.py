"""A map of a day as a figure to take away: England, London larger beside it, and the key."""

from typing import Final

from graph.answers.map import MapOnDay
from graph.model.partition import Areas

from ..pictures.svg import Element, add
from ..take_away import Figure, Part
from .colours import Colours
from .england import ENGLAND, Addresses, england, london, london_box
from .legend import legend

__all__ = ["BRIEF_SOURCE", "SOURCE", "figure"]

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
    """The map with its title, in full size and as a card."""
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


def _maps(
    found: MapOnDay, areas: Areas, colours: Colours, address: Addresses, high: float, beside: float = 0.3
) -> tuple[tuple[Part, ...], float]:
    """England in some height, London in the sea beside it five times as large, and the width of both."""
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
