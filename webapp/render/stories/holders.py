"""Codes that changed hands: for each sequence of kinds, a band over time as thick as its number of codes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from markupsafe import Markup

from graph.model.entities import Body, Kind
from graph.model.words import counted

from ..pictures.svg import Addresses, Axis, Drawing, add, linked, markup
from ..typeface import text_width

__all__ = ["picture"]

_WIDTH: Final = 1100.0
_TOP: Final = 34.0
_HEAD: Final = 26.0
_GAP: Final = 18.0
_THINNEST: Final = 26.0
_CODE: Final = 1.1
"""Pixels of thickness a code."""


def picture(
    rows: Sequence[Mapping[str, object]],
    bodies: Mapping[str, Body],
    kinds: Mapping[str, Kind],
    address: Addresses,
    today: date,
) -> Markup | None:
    """The rows of the story of codes, grouped by their holders' kinds; None if there are none."""
    ways: dict[tuple[str, ...], list[list[Body]]] = defaultdict(list)
    for row in rows:
        held = [bodies[each] for each in _texts(row["ids"])]
        if all(body.life.start for body in held):
            ways[tuple(body.kind for body in held)].append(held)
    if not ways:
        return None
    begins = {way: [_usual(codes, place) for place in range(len(way))] for way, codes in ways.items()}
    first = min(days[0] for days in begins.values())
    axis = Axis(date(first.year, 1, 1), date(today.year + 1, 1, 1), 16, _WIDTH - 16)
    thick = {way: max(_THINNEST, _CODE * len(codes)) for way, codes in ways.items()}
    height = _TOP + sum(_HEAD + each + _GAP for each in thick.values())
    drawing = Drawing.of(_WIDTH, height, "Codes that changed hands", "holders")
    for year, x in axis.years(1 if axis.last.year - axis.first.year < 15 else 5):
        add(drawing.root, "line", x1=x, x2=x, y1=_TOP - 8, y2=height - _GAP, class_="frame-year")
        add(drawing.root, "text", str(year), x=x, y=18, text_anchor="middle", class_="frame-label")
    y = _TOP
    for way, codes in sorted(ways.items(), key=lambda item: -len(item[1])):
        begin = axis.at(begins[way][0])
        said = " to ".join(kinds[kind].label for kind in way)
        name = add(drawing.root, "text", counted(len(codes), "code"), x=begin, y=y + 14, class_="lives-name")
        add(name, "tspan", f"  {said}", class_="lives-about")
        y += _HEAD
        for place, kind in enumerate(way):
            x1, x2 = axis.at(begins[way][place]), axis.at([*begins[way], today][place + 1])
            link = linked(
                drawing.root, address("bodies.index", kind=kind), kinds[kind].plural, f"holder holder-{place}"
            )
            add(link, "rect", x=x1, y=y, width=max(x2 - x1 - 2, 1.0), height=thick[way], rx=2)
            room = x2 - x1 - 14
            label = next((name for name in (kinds[kind].plural, f"{kind.upper()}s")
                          if text_width(name, 12, bold=True) <= room), "")  # fmt: skip
            add(link, "text", label, x=x1 + 6, y=y + thick[way] / 2 + 4)
        y += thick[way] + _GAP
    return markup(drawing)


def _usual(codes: Sequence[Sequence[Body]], place: int) -> date:
    """The median first day of the holders at a position."""
    days = sorted(held[place].life.starts[1] for held in codes)
    return days[len(days) // 2]


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
