"""Bodies on England by a number: each area in one of five shades, and what each shade stands for."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias
from xml.etree import ElementTree as ET

from graph.model.partition import Areas

from ..box import Box
from ..pictures.svg import Element, add
from .england import ENGLAND, england_sheet, london_box, london_cells, london_sheet
from .sheet import Sheet

__all__ = ["SHADES", "Number", "Shade", "Shaded", "shaded", "shades_of", "swatch"]

Number: TypeAlias = int | Decimal
SHADES: Final = 5


class Shade(NamedTuple):
    """A shade, 1 the lightest, with the least and the most number that it stands for."""

    step: int
    least: Number
    most: Number

    @property
    def name(self) -> str:
        """The class that `maps.css` colours."""
        return f"map-shade-{self.step}"


class Shaded(NamedTuple):
    """A body of a map: the cells of its area, its number, and what is said of it where a pointer rests."""

    cells: Sequence[str]
    number: Number
    title: str


def shades_of(numbers: Sequence[Number]) -> tuple[Shade, ...]:
    """The shades for some numbers: as many different numbers in each as can be, so that one large one hides nothing."""
    values = sorted(set(numbers))
    steps = min(SHADES, len(values))
    edges = [round(len(values) * step / steps) for step in range(steps + 1)] if steps else []
    first = SHADES - steps if steps > 1 else 2  # one number alone is neither little nor much
    return tuple(Shade(first + step + 1, values[edges[step]], values[edges[step + 1] - 1]) for step in range(steps))


def shaded(
    bodies: Sequence[Shaded], shades: Sequence[Shade], areas: Areas, title: str
) -> tuple[Element, Element | None]:
    """England, and London larger where one of the bodies lies in it; smaller areas lie on larger ones."""
    england = _drawn(bodies, shades, england_sheet(areas), ENGLAND, title)
    box, capital = london_box(areas), london_cells(areas)
    if box is None or capital.isdisjoint(cell for body in bodies for cell in body.cells):
        return england, None
    return england, _drawn(bodies, shades, london_sheet(areas), box, f"{title}: London")


def swatch(shade: Shade) -> Element:
    """A shade as the key has it."""
    root = ET.Element("svg", {"viewBox": "0 0 31 18", "width": "31", "height": "18", "class": "map map-swatch",
                              "aria-hidden": "true"})  # fmt: skip
    add(root, "rect", x=0.5, y=1, width=30, height=16, class_=shade.name)
    add(root, "rect", x=0.5, y=1, width=30, height=16, class_="map-key-frame")
    return root


def _drawn(bodies: Sequence[Shaded], shades: Sequence[Shade], on: Sheet, box: Box, title: str) -> Element:
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": box.view,
            "class": "map map-shaded",
            "role": "img",
            "aria-label": title,
        },
    )
    add(root, "path", d=on.area(on.outlines.rings), class_="area-land")
    of_number: Mapping[Number, Shade] = {
        body.number: shade for body in bodies for shade in shades if shade.least <= body.number <= shade.most
    }
    for body in sorted(bodies, key=lambda each: -len(each.cells)):
        if path := on.area(cell for cell in body.cells if cell in on.outlines.rings):
            mark = add(root, "path", d=path, class_=f"map-shape {of_number[body.number].name}")
            add(mark, "title", body.title)
    return root
