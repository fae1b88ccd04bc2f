"""The legend of a map: only what is on it, in the wording of its day."""

from typing import Final
from xml.etree import ElementTree as ET

from graph.answers.geography.map import MapOnDay
from graph.model.words import lower_first

from ..pictures.svg import Element, add
from ..typeface import text_width
from .england import patterns

__all__ = ["entries", "legend", "swatches"]

_SWATCH: Final = 30.0
_LINE: Final = 24.0
_SIZE: Final = 14.0
_STEP: Final = 7
"""Pixels from one line of a pattern to the next."""


def entries(found: MapOnDay) -> tuple[tuple[str, str], ...]:
    """The legend's marks, each with its meaning."""
    cells = found.cells.values()
    marks = [("body", "one body each")]
    if found.above is not None:
        marks.append(("above", lower_first(found.above.label)))
    if found.behind is not None:
        marks.append(("lined", f"not mapped: the {lower_first(found.behind.label)} is shown"))
    if any(cell.shared for cell in cells):
        marks.append(("shared", "shared by two or more"))
    if any(cell.inferred for cell in cells):
        marks.append(("inferred", "area inferred"))
    if any(not cell.owner and not cell.behind for cell in cells):
        marks.append(("unknown", "not known" if found.is_local else "none known"))
    return tuple(marks)


def legend(found: MapOnDay, width: float, name: str = "map-key") -> tuple[Element, float]:
    """The legend in lines of some width, and its height, in pixels; `name` is the prefix of its pattern ids."""
    places, x, y = [], 0.0, 0.0
    for mark, words in entries(found):
        length = _SWATCH + 8 + text_width(words, _SIZE) + 22
        if x and x + length - 22 > width:
            x, y = 0.0, y + _LINE
        places.append((mark, words, x, y))
        x += length
    height = y + _LINE
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width:.0f} {height:.0f}",
            "width": f"{width:.0f}",
            "height": f"{height:.0f}",
            "class": "map map-key",
            "role": "img",
            "aria-label": "Key: " + "; ".join(words for _, words in entries(found)),
        },
    )
    patterns(root, name, _STEP)
    for mark, words, left, top in places:
        _mark(root, mark, left, top + 4, name)
        add(root, "text", words, x=left + _SWATCH + 8, y=top + 16, font_size=_SIZE, class_="map-words")
    return root, height


def swatches(found: MapOnDay) -> list[tuple[Element, str]]:
    """The legend for a page: each mark as its own drawing, with its text."""
    made = []
    for mark, words in entries(found):
        root = ET.Element("svg", {"viewBox": "0 0 31 18", "width": "31", "height": "18", "class": "map map-swatch",
                                  "aria-hidden": "true"})  # fmt: skip
        patterns(root, f"key-{mark}", _STEP, (mark,))
        _mark(root, mark, 0.5, 1, f"key-{mark}")
        made.append((root, words))
    return made


def _mark(root: Element, mark: str, x: float, y: float, name: str) -> None:
    if mark == "above":
        add(root, "path", d=f"M{x:.0f} {y + 8:.0f}h{_SWATCH:.0f}", class_="map-key-above")
        return
    if mark == "body":
        add(root, "rect", x=x, y=y, width=_SWATCH / 2, height=16, class_="map-blue-2")
        add(root, "rect", x=x + _SWATCH / 2, y=y, width=_SWATCH / 2, height=16, class_="map-blue-5")
    elif mark != "unknown":
        ground = {"shared": "map-sand-3", "inferred": "map-sage-2", "lined": "map-sage-5 map-behind"}[mark]
        add(root, "rect", x=x, y=y, width=_SWATCH, height=16, class_=ground)
    if mark != "body":
        add(root, "rect", x=x, y=y, width=_SWATCH, height=16, fill=f"url(#{name}-{mark})")
    add(root, "rect", x=x, y=y, width=_SWATCH, height=16, class_="map-key-frame")
