"""Query results on a map: bodies, cells and places as shapes with tooltips."""

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

from graph.areas.outlines import outlines

from ..pictures.svg import Element, add
from .england import ENGLAND
from .sheet import COARSE, sheet

__all__ = ["things"]


def things(held: Mapping[str, Sequence[str]], names: Mapping[str, str], address: Mapping[str, str]) -> Element:
    """England in grey with the cells of each thing; smaller things are drawn above larger ones."""
    on = sheet(outlines(), COARSE)
    root = ET.Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": ENGLAND.view, "class": "map map-things"}
    )
    add(root, "path", d=on.area(on.outlines.rings), class_="area-land")
    for thing in sorted(held, key=lambda each: -len(held[each])):
        if path := on.area(cell for cell in held[thing] if cell in on.outlines.rings):
            parent = add(root, "a", href=address[thing], target="_top") if thing in address else root
            mark = add(parent, "path", d=path, class_="map-thing")
            add(mark, "title", names[thing])
    return root
