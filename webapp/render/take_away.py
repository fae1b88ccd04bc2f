"""Downloadable figures: a picture with its finding as title, source, edition and address in the file.

Full size is as large as needed; a card is 1200 by 630 pixels, the size for link previews.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from .box import Box
from .pictures.svg import Element, add
from .styles import styles
from .typeface import balanced, fit, text_width, wrapped

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["CARD", "Figure", "Part", "card", "full", "part_of"]

CARD: Final = (1200, 630)
_SVG: Final = "http://www.w3.org/2000/svg"
_MARGIN: Final = 48.0
_LEAST: Final = 640.0
"""Pixels that a picture in full size is wide at least."""
_TALL: Final = 1.9
"""A picture that is less than so many times as wide as it is high stands beside the title of its card."""
_BESIDE: Final = 660.0
"""Pixels that it may be wide there."""


@dataclass(frozen=True, slots=True)
class Part:
    """A drawing and its position in a figure, in pixels; `scale` is its number of units per pixel."""

    drawing: Element
    x: float
    y: float
    width: float
    height: float
    scale: float = 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """The downloadable figure of a page.

    `title` is the finding, `subtitle` what is shown; `source` credits data and outlines with their licence,
    `brief_source` is shorter; `origin` has product, address and edition. `parts` are laid out on `width` by `height`
    pixels. A card shows `card_parts` (on `card_width` by `card_height`) to the right of the title if there are any,
    else the parts below it. `address` is the page's, if any.
    """

    title: str
    subtitle: str
    source: str
    brief_source: str
    origin: str
    parts: tuple[Part, ...]
    width: float
    height: float
    card_parts: tuple[Part, ...] = ()
    card_width: float = 0.0
    card_height: float = 0.0
    address: str = ""


def part_of(picture: "Markup", x: float = 0.0, y: float = 0.0) -> Part:
    """A picture from `pictures` as a part at its own size."""
    drawing = ET.fromstring(picture)  # noqa: S314 -- written by our own writer
    for element in drawing.iter():
        element.tag = element.tag.rpartition("}")[2]
        if element.tag == "tspan" and (element.text or "").startswith(" ") and "dx" not in element.attrib:
            # Browsers keep a space here, resvg does not.
            element.text, element.attrib["dx"] = (element.text or "").lstrip(), "0.28em"
    return Part(drawing, x, y, float(drawing.attrib["width"]), float(drawing.attrib["height"]))


def full(figure: Figure) -> tuple[str, int, int]:
    """The full-size figure as SVG text, with its width and height."""
    width = max(figure.width + 2 * _MARGIN, _LEAST)
    room = width - 2 * _MARGIN
    title = balanced(figure.title, room, 28, bold=True)
    subtitle = wrapped(figure.subtitle, room, 16)
    notes = [*wrapped(figure.origin, room, 13), *wrapped(figure.source, room, 13)]
    top = 40 + 34 * len(title) + 22 * len(subtitle) + 22
    height = top + figure.height + 30 + 19 * len(notes) + 14
    root = _page(width, height, figure.title, figure.parts)
    y = _lines(root, title, _MARGIN, 56, 34, "take-title", 28)
    _lines(root, subtitle, _MARGIN, y - 6, 22, "take-subtitle", 16)
    _place(root, figure.parts, (width - figure.width) / 2, top)
    rule = top + figure.height + 12
    add(root, "path", d=f"M{_MARGIN} {rule:.1f}H{width - _MARGIN:.1f}", class_="take-rule")
    _lines(root, notes, _MARGIN, rule + 24, 19, "take-note", 13)
    return _text(root, figure.parts), round(width), round(height)


def card(figure: Figure) -> tuple[str, int, int]:
    """The figure as a card: SVG of 1200 by 630 pixels."""
    width, height = CARD
    root = _page(width, height, figure.title, figure.card_parts or figure.parts)
    foot = height - 60
    parts: Sequence[Part] = figure.card_parts or figure.parts
    if figure.card_parts:
        wide = figure.card_width
        _words_beside(root, figure, wide, foot)
        _place(root, parts, width - _MARGIN - wide, (foot + 12 - figure.card_height) / 2 + 6)
    elif figure.width < _TALL * figure.height:
        scale = min(_BESIDE / figure.width, (foot - 60) / figure.height)
        wide, high = figure.width * scale, figure.height * scale
        _words_beside(root, figure, wide, foot)
        _scaled(root, figure, Box(width - _MARGIN - wide, (foot + 12 - high) / 2 + 6, wide, high))
    else:
        _words_above(root, figure, foot)
    add(root, "path", d=f"M{_MARGIN} {foot}H{width - _MARGIN}", class_="take-rule")
    room = width - 2 * _MARGIN
    source = fit(figure.brief_source, room * 0.45, 16)
    origin = fit(figure.origin, room - text_width(source, 16) - 24, 16)
    _lines(root, [origin], _MARGIN, foot + 34, 0, "take-note", 16)
    add(root, "text", source, x=width - _MARGIN, y=foot + 34, text_anchor="end", font_size=16, class_="take-note")
    return _text(root, parts), width, height


def _words_beside(root: Element, figure: Figure, wide: float, foot: float) -> None:
    """Title and subtitle to the left of a picture of some width."""
    width, _ = CARD
    room = width - 3 * _MARGIN - wide
    size, title = _title(figure.title, room, 330)
    y = _lines(root, title, _MARGIN, 50 + size, size * 1.14, "take-title", size)
    subtitle = wrapped(figure.subtitle, room, 22)
    left = int((foot - 20 - y) // 29)
    if len(subtitle) > left > 0:
        subtitle = [*subtitle[: left - 1], fit(f"{subtitle[left - 1]} …", room, 22)]
    _lines(root, subtitle[: max(left, 0)], _MARGIN, y + 4, 29, "take-subtitle", 22)


def _words_above(root: Element, figure: Figure, foot: float) -> None:
    """Title and subtitle above, the picture below as large as possible."""
    width, _ = CARD
    room = width - 2 * _MARGIN
    size, title = _title(figure.title, room, 130)
    y = _lines(root, title, _MARGIN, 40 + size, size * 1.14, "take-title", size)
    if figure.subtitle:
        small = next((each for each in (24.0, 21.0, 18.0) if text_width(figure.subtitle, each) <= room), 18.0)
        subtitle = fit(figure.subtitle, room, small)
        y = _lines(root, [subtitle], _MARGIN, y - size * 0.14 + 6, 30, "take-subtitle", small)
    top, low = y - 12, foot - 16
    scale = min(room / figure.width, (low - top) / figure.height)
    wide, high = figure.width * scale, figure.height * scale
    _scaled(root, figure, Box((width - wide) / 2, top + (low - top - high) / 2, wide, high))


def _scaled(root: Element, figure: Figure, box: Box) -> None:
    """The figure's parts scaled into a box with its aspect ratio."""
    held = add(
        root,
        "svg",
        x=box.left,
        y=box.top,
        width=box.width,
        height=box.height,
        viewBox=f"0 0 {figure.width:.1f} {figure.height:.1f}",
    )
    _place(held, figure.parts, 0, 0)


def _title(text: str, width: float, height: float) -> tuple[float, list[str]]:
    """A title in lines, at the largest of some sizes that fits a width and height."""
    for size in (54.0, 52.0, 50.0, 48.0):
        if text_width(text, size, bold=True) <= width:
            return size, [text]
    for size in (54.0, 48.0, 42.0, 36.0, 32.0):
        lines = wrapped(text, width, size, bold=True)
        if len(lines) * size * 1.14 <= height and all(text_width(line, size, bold=True) <= width for line in lines):
            return size, lines
    return 28.0, wrapped(text, width, 28, bold=True)[: int(height / 32)]


def _page(width: float, height: float, title: str, parts: Sequence[Part]) -> Element:
    root = ET.Element(
        "svg",
        {
            "xmlns": _SVG,
            "viewBox": f"0 0 {width:.0f} {height:.0f}",
            "width": f"{width:.0f}",
            "height": f"{height:.0f}",
            "class": "take",
            "role": "img",
            "aria-label": title,
        },
    )
    add(root, "title", title)
    add(root, "rect", width=round(width), height=round(height), class_="take-ground")
    add(root, "rect", width=round(width), height=12 if parts and width == CARD[0] and height == CARD[1] else 8,
        class_="take-band")  # fmt: skip
    return root


def _lines(root: Element, lines: Sequence[str], x: float, y: float, step: float, class_: str, size: float) -> float:
    """Lines of text from a first baseline; returns the next baseline."""
    for number, line in enumerate(lines):
        add(root, "text", line, x=x, y=y + step * number, font_size=size, class_=class_)
    return y + step * len(lines)


def _place(root: Element, parts: Sequence[Part], x: float, y: float) -> None:
    for part in parts:
        drawing = ET.Element("svg", {**part.drawing.attrib})
        for name in ("xmlns", "tabindex", "role", "aria-label"):
            drawing.attrib.pop(name, None)
        drawing.attrib.update(
            x=f"{x + part.x:.1f}", y=f"{y + part.y:.1f}", width=f"{part.width:.1f}", height=f"{part.height:.1f}"
        )
        drawing.extend(part.drawing)
        root.append(drawing)


def _text(root: Element, parts: Sequence[Part]) -> str:
    style = ET.Element("style")
    style.text = styles(next((part.scale for part in parts if part.scale), 0.0))
    root.insert(0, style)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'
