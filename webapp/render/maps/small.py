"""Small maps: a body among its neighbours, a place within its commissioner, England at a glance.

Areas are blue on grey land with white borders of the day. A part of a cell is hatched, because the border within it is
unknown.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from graph.answers.geography.map import MapOnDay
from graph.areas.outlines import fine_outlines, outlines
from graph.model.partition import Piece

from ..box import Box
from ..pictures.svg import Element, add
from .colours import Colours
from .england import ENGLAND
from .sheet import COARSE, FINE, ROUGH, Sheet, sheet

__all__ = ["area", "frame_of", "glance", "locator"]

_LARGE: Final = 1_600
"""Units of 100 m: an area that is wider or higher is drawn with the outlines of England, a smaller with finer ones."""
_RING: Final = 55
"""Units of 100 m that the frame on a locator is wide, which is about a pixel and a half."""
_STEPS: Final = 34
"""Lines of a hatch across the longer side of a map."""


def frame_of(cells: Collection[str], ratio: float = 4 / 3) -> tuple[Sheet, Box] | None:
    """The sheet, and the section of it that shows some cells with their surroundings; None if none is on the map.

    Maps to be compared, such as those of a place by era, share the frame of all their cells.
    """
    on = sheet(outlines(), COARSE)
    box = on.box(cells)
    if box is None:
        return None
    if max(box.width, box.height) < _LARGE:
        on = sheet(fine_outlines(), FINE)
        box = on.box(cells) or box
    return on, box.grown(0.22).shaped(ratio)


def area(
    found: MapOnDay,
    pieces: Iterable[Piece],
    frame: tuple[Sheet, Box],
    *,
    title: str,
    name: str,
    place: Collection[str] = (),
) -> Element:
    """Areas within a frame on the map of a day, with that day's borders; a place is outlined in black.

    `pieces` belong to one body, or to several that share the place; `name` is the prefix of the drawing's ids.
    """
    on, box = frame
    root = _root(box, "area-map", title)
    step = round(max(box.width, box.height) / _STEPS)
    _hatch(root, f"{name}-part", step)
    near = _within(on, box)
    add(root, "path", d=on.area(near), class_="area-land")
    drawn = [piece for piece in pieces if piece.cell in on.outlines.rings]
    held = dict.fromkeys(piece.cell for piece in drawn if piece.share == 1)
    shared = dict.fromkeys(piece.cell for piece in drawn if piece.share < 1)
    if held:
        add(root, "path", d=on.area(held), class_="area-held")
    if shared:
        add(root, "path", d=on.area(shared), class_="area-shared")
        add(root, "path", d=on.area(shared), fill=f"url(#{name}-part)")
    owners = {cell: found.cells[cell].owner or found.cells[cell].behind if cell in found.cells else "" for cell in near}
    inner = [arc for arc in on.outlines.borders(owners).inner if any(side in owners for side in on.outlines.sides[arc])]
    if inner and (path := on.lines(inner)):
        add(root, "path", d=path, class_="area-border")
    if outlined := [cell for cell in place if cell in on.outlines.rings]:
        add(root, "path", d=on.area(outlined), class_="area-place-casing")
        add(root, "path", d=on.area(outlined), class_="area-place")
    return root


def locator(frame: tuple[Sheet, Box], cells: Collection[str], title: str) -> Element:
    """A locator map: England in grey, the area in blue, and the frame of the main map."""
    on = sheet(outlines(), COARSE)
    root = _root(ENGLAND, "area-locator", title)
    add(root, "path", d=on.area(on.outlines.rings), class_="area-land")
    add(root, "path", d=on.area(cell for cell in cells if cell in on.outlines.rings), class_="area-held")
    scale = frame[0].unit / COARSE
    left, top = frame[1].left * scale, frame[1].top * scale
    width, height = frame[1].width * scale, frame[1].height * scale
    if max(width, height) < ENGLAND.height * 0.8:
        # A ring, not a line: it keeps its width in print and in programs without non-scaling strokes.
        inner = f"m{_RING} {_RING}v{height - 2 * _RING:.0f}h{width - 2 * _RING:.0f}v{2 * _RING - height:.0f}z"
        add(root, "path", d=f"M{left:.0f} {top:.0f}h{width:.0f}v{height:.0f}h{-width:.0f}z{inner}", class_="area-frame")
    return root


def glance(found: MapOnDay, colours: Colours, title: str) -> Element:
    """England in the colours of its bodies, without patterns or the tier above: for small multiples."""
    on = sheet(outlines(), ROUGH)
    scale = COARSE / ROUGH
    root = _root(Box(0, 0, ENGLAND.width * scale, ENGLAND.height * scale), "map map-glance", title)
    for body in found.drawn:
        add(root, "path", d=on.area(body.cells), class_=colours.bodies[body.id].name)
    unknown = [cell for cell, each in found.cells.items() if not each.owner]
    if unknown:
        add(root, "path", d=on.area(unknown), class_="area-land")
    owners = {cell: each.owner for cell, each in found.cells.items()}
    borders = on.outlines.borders(owners)
    for arcs, class_ in ((borders.inner, "map-border"), (borders.coast, "map-coast")):
        if arcs:
            add(root, "path", d=on.lines(arcs), class_=class_)
    return root


def _root(box: Box, class_: str, title: str) -> Element:
    return ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": box.view,
            "class": f"map {class_}" if not class_.startswith("map ") else class_,
            "role": "img",
            "aria-label": title,
        },
    )


def _within(on: Sheet, box: Box) -> Sequence[str]:
    """The cells that intersect a box."""
    found = []
    for cell in on.outlines.rings:
        own = on.box_of(cell)
        if (
            own is not None
            and own.left < box.left + box.width
            and box.left < own.left + own.width
            and own.top < box.top + box.height
            and box.top < own.top + own.height
        ):
            found.append(cell)
    return found


def _hatch(root: Element, name: str, step: int) -> None:
    pattern = add(
        add(root, "defs"),
        "pattern",
        id=name,
        width=step,
        height=step,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    add(pattern, "rect", width=round(step * 0.5), height=step, class_="area-hatch")
