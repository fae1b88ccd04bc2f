"""The map of a day as SVG: coloured bodies, patterns for shared, inferred and unknown areas, and the tier above.

Each body is one shape and a link. Borders are drawn once, above the shapes; overlays ignore clicks.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Final
from xml.etree import ElementTree as ET

from graph.answers.geography.map import MapOnDay
from graph.areas.outlines import Outlines, fine_outlines, outlines
from graph.model.partition import Areas
from graph.util.once import computed_once

from ..box import Box
from ..pictures.svg import Element, add
from .colours import Colours
from .sheet import COARSE, FINE, HEIGHT, WIDTH, Sheet, sheet

__all__ = [
    "ENGLAND",
    "draw",
    "england",
    "england_sheet",
    "london",
    "london_box",
    "london_cells",
    "london_sheet",
    "patterns",
]

ENGLAND: Final = Box(0, 0, WIDTH, HEIGHT)
_LONDON: Final = "E09"
"""How the codes of London's boroughs begin (ONS, register of geographic codes)."""

_STEP: Final = 76
"""Units from one line of a pattern to the next; eleven units are about a pixel of a map 600 pixels high."""

PATTERNS: Final = ("unknown", "shared", "lined", "inferred")

Addresses = Callable[[str], str]
"""The address that a body on the map leads to."""


def london_cells(areas: Areas) -> frozenset[str]:
    """The cells of London's boroughs."""
    return frozenset(cell.id for cell in areas.cells.values() if cell.authority_code.startswith(_LONDON))


@computed_once(maxsize=4)
def _part(of: Outlines, cells: frozenset[str]) -> Outlines:
    return of if cells.issuperset(of.rings) else of.within(cells)


def england_sheet(areas: Areas) -> Sheet:
    """The outlines of England, limited to the cells the areas have; other land is not drawn."""
    return sheet(_part(outlines(), frozenset(areas.cells)), COARSE)


def london_sheet(areas: Areas) -> Sheet:
    """The outlines of London, more detailed than England's; its unit is a fifth of theirs."""
    return sheet(_part(fine_outlines(), london_cells(areas)), FINE)


def london_box(areas: Areas) -> Box | None:
    """The box around London on its own sheet; None if the areas have no cell there."""
    box = london_sheet(areas).box(london_cells(areas))
    return box and box.grown(0.01)


def england(found: MapOnDay, areas: Areas, colours: Colours, address: Addresses, chosen: str = "") -> Element:
    """The whole of England, with a frame around London if there is an inset."""
    on = england_sheet(areas)
    root = draw(found, on, ENGLAND, colours, address, chosen=chosen, name="map-england")
    capital = london_cells(areas)
    if capital:
        add(root, "path", d=on.area(capital), class_="map-capital")
    return root


def london(found: MapOnDay, areas: Areas, colours: Colours, address: Addresses, chosen: str = "") -> Element | None:
    """The London inset; None if the areas have no cell there."""
    box = london_box(areas)
    if box is None:
        return None
    return draw(found, london_sheet(areas), box, colours, address, chosen=chosen, name="map-london")


def draw(
    found: MapOnDay, on: Sheet, box: Box, colours: Colours, address: Addresses, *, chosen: str = "", name: str
) -> Element:
    """The map on a sheet, limited to its cells; `name` is the drawing's class and the prefix of its ids."""
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": box.view, "class": f"map {name}"})
    patterns(root, name)
    here = on.outlines.rings
    shapes = add(root, "g", class_="map-bodies")
    for body in found.drawn:
        if path := on.area(cell for cell in body.cells if cell in here):
            _link(shapes, body.id, body.entry.body.caption if body.entry.body.unnamed else body.name, address).append(
                _shape(path, colours.bodies[body.id].name)
            )
    behind: dict[str, list[str]] = defaultdict(list)
    for cell, on_map in found.cells.items():
        if on_map.behind and cell in here:
            behind[on_map.behind].append(cell)
    for body_id, cells in behind.items():
        shapes.append(_shape(on.area(cells), f"map-behind {colours.bodies[body_id].name}"))
    unknown = [cell for cell, each in found.cells.items() if not each.owner and not each.behind]
    overlays = add(root, "g", class_="map-overlays")
    for kind, cells in (
        ("lined", [cell for each in behind.values() for cell in each]),
        ("unknown", unknown),
        ("inferred", [cell for cell, each in found.cells.items() if each.inferred]),
        ("shared", [cell for cell, each in found.cells.items() if each.shared]),
    ):
        if path := on.area(cell for cell in cells if cell in here):
            add(overlays, "path", d=path, fill=f"url(#{name}-{kind})", class_=f"map-{kind}")
    owners = {cell: each.owner or each.behind for cell, each in found.cells.items()}
    borders = on.outlines.borders(owners)
    lines = add(root, "g", class_="map-lines")
    _line(lines, on, borders.inner, "map-border")
    _line(lines, on, borders.coast, "map-coast")
    if found.above is not None:
        above = {cell: each.above for cell, each in found.cells.items()}
        _line(lines, on, on.outlines.borders(above).inner, "map-above")
    outline(root, on, _held(found, chosen))
    return root


def outline(root: Element, on: Sheet, cells: Iterable[str]) -> None:
    """The outline of the selected body with a white casing; both elements exist, empty, without a selection."""
    path = on.area(cell for cell in cells if cell in on.outlines.rings)
    group = add(root, "g", class_="map-chosen")
    for part in ("casing", "line"):
        add(group, "path", d=path, class_=f"map-chosen-{part}")


def _held(found: MapOnDay, body_id: str) -> Collection[str]:
    body = found.body(body_id) if body_id else None
    return [piece.cell for piece in body.pieces] if body else []


def _shape(path: str, class_: str) -> Element:
    return ET.Element("path", {"d": path, "class": class_})


def _link(parent: Element, body_id: str, name: str, address: Addresses) -> Element:
    # The map is a single tab stop: three hundred would be a keyboard trap. The table has all links.
    link = add(parent, "a", href=address(body_id), target="_top", tabindex="-1", data_body=body_id)
    add(link, "title", name)
    return link


def _line(parent: Element, on: Sheet, arcs: tuple[int, ...], class_: str) -> None:
    if arcs and (path := on.lines(arcs)):
        add(parent, "path", d=path, class_=class_)


def patterns(root: Element, name: str, step: int = _STEP, wanted: Collection[str] = PATTERNS) -> None:
    """The overlay patterns for uncertain areas (hatch, dots, lines); sizes are in drawing units."""
    defs = ET.Element("defs")

    def pattern(kind: str, size: int, turn: int) -> Element:
        return add(
            defs,
            "pattern",
            id=f"{name}-{kind}",
            width=size,
            height=size,
            patternUnits="userSpaceOnUse",
            patternTransform=f"rotate({turn})",
        )

    unknown = pattern("unknown", step, -45)
    add(unknown, "rect", width=step, height=step, class_="map-ground")
    add(unknown, "rect", width=round(step * 0.16), height=step, class_="map-grey")
    add(pattern("shared", step, 45), "rect", width=round(step * 0.2), height=step, class_="map-ink")
    add(pattern("lined", step, 0), "rect", width=step, height=round(step * 0.12), class_="map-grey")
    dots = pattern("inferred", round(step * 0.75), 0)
    for x, y in ((0.25, 0.25), (0.75, 0.75)):
        add(dots, "circle", cx=step * 0.75 * x, cy=step * 0.75 * y, r=max(step * 0.07, 0.7), class_="map-ink")
    kept = [each for each in defs if each.attrib["id"].removeprefix(f"{name}-") in wanted]
    if kept:
        add(root, "defs").extend(kept)
