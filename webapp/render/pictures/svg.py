"""SVG construction: elements with escaped text and attributes, and a time scale.

The standard library's XML writer escapes everything, so names can never become markup.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = [
    "Addresses",
    "Axis",
    "Drawing",
    "Element",
    "add",
    "arrow_marker",
    "linked",
    "markup",
    "ribbon",
    "shortened",
]

Element: TypeAlias = ET.Element
Addresses: TypeAlias = Callable[..., str]
"""Makes the address of a page from its endpoint and values, as `url_for` does."""

_SHORT = (
    ("Primary Care Trust", "PCT"),
    ("Clinical Commissioning Group", "CCG"),
    ("Integrated Care Board", "ICB"),
    ("Strategic Health Authority", "SHA"),
    ("Regional Health Authority", "RHA"),
    ("District Health Authority", "DHA"),
    ("Family Health Services Authority", "FHSA"),
    ("Health Authority", "HA"),
    ("Sustainability and Transformation Partnership", "STP"),
    ("Integrated Care System", "ICS"),
    ("Care Trust", "CT"),
    ("Primary Care Group", "PCG"),
)


def add(parent: Element, tag: str, text: str = "", **attributes: object) -> Element:
    """Adds an element; write `class_` and `stroke_width` for `class` and `stroke-width`."""
    named = {name.rstrip("_").replace("_", "-"): _number(value) for name, value in attributes.items()}
    element = ET.SubElement(parent, tag, named)
    element.text = text or None
    return element


def _number(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def linked(parent: Element, address: str, title: str, class_: str = "") -> Element:
    """A link with a tooltip, containing the marks it applies to.

    It opens in the top window, because our pages refuse to be framed by other sites.
    """
    link = add(parent, "a", href=address, target="_top", class_=class_, aria_label=title)
    add(link, "title", title)
    return link


@dataclass(slots=True)
class Drawing:
    """A drawing in progress: its root and size in pixels."""

    root: Element
    width: float
    height: float

    @classmethod
    def of(cls, width: float, height: float, title: str, class_: str) -> "Drawing":
        root = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {_number(float(width))} {_number(float(height))}",
                "width": _number(float(width)),
                "height": _number(float(height)),
                "class": f"picture {class_}",
                "role": "group",
                "aria-label": title,
            },
        )
        return cls(root, width, height)


def markup(drawing: Drawing) -> "Markup":
    """The drawing as markup for a template."""
    from markupsafe import Markup

    return Markup(ET.tostring(drawing.root, encoding="unicode"))  # noqa: S704 - written by the XML writer


@dataclass(frozen=True, slots=True)
class Axis:
    """Maps days from `first` to `last` to pixels from `left` to `right`; values outside are clamped."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        span = max((self.last - self.first).days, 1)
        part = (min(max(day, self.first), self.last) - self.first).days / span
        return self.left + part * (self.right - self.left)

    def years(self, step: int) -> Iterable[tuple[int, float]]:
        """Evenly spaced years on the axis, with their positions."""
        for year in range(self.first.year, self.last.year + 1):
            if year % step == 0 and self.first <= date(year, 1, 1) <= self.last:
                yield year, self.at(date(year, 1, 1))


def ribbon(x1: float, y1: float, x2: float, y2: float) -> str:
    """The path of a smooth curve between two points, horizontal at both ends."""
    middle = (x1 + x2) / 2
    return f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"


def arrow_marker(root: Element) -> None:
    """Defines an arrowhead, referenced as `url(#arrow)`."""
    held = add(root, "defs")
    marker = add(
        held, "marker", id="arrow", viewBox="0 0 8 8", refX=7, refY=4, markerWidth=6, markerHeight=6, orient="auto"
    )
    add(marker, "path", d="M0 0L8 4L0 8z", class_="arrow-head")


def shortened(name: str) -> str:
    """A body's name shortened for pictures: `Trafford Primary Care Trust` as `Trafford PCT`."""
    for long, short in _SHORT:
        name = name.replace(long, short)
    return name.removeprefix("NHS ") if name.endswith((" CCG", " PCT", " ICB")) else name
