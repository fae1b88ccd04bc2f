"""The lives of local commissioners as thin lines on one time axis, kind by kind."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from markupsafe import Markup

from graph.answers.stories import Life, median_years
from graph.model.entities import Kind
from graph.model.words import counted

from ..pictures.svg import Addresses, Axis, Drawing, add, linked, markup

__all__ = ["picture"]

_WIDTH: Final = 1100.0
_LEFT, _RIGHT, _TOP = 16.0, 16.0, 34.0
_HEAD, _GAP = 26.0, 16.0
"""Above the lines of a kind stands its name; below them is room."""
_LINE, _LEAST = 0.75, 24.0
"""Pixels from one life to the next; a kind with few lives takes more, so that it can be seen."""


def picture(lives: Mapping[str, tuple[Life, ...]], kinds: Mapping[str, Kind], address: Addresses) -> Markup | None:
    """Each life from first to last day, in order of time; None if no life is known."""
    shown = {kind: of_kind for kind, of_kind in lives.items() if of_kind}
    if not shown:
        return None
    first = min(of_kind[0].body.spell.starts[0] for of_kind in shown.values())
    last = max(life.body.spell.ends[1] for of_kind in shown.values() for life in of_kind)
    axis = Axis(date(first.year, 1, 1), date(last.year + 1, 1, 1), _LEFT, _WIDTH - _RIGHT)
    steps = {kind: max(_LINE, _LEAST / len(of_kind)) for kind, of_kind in shown.items()}
    height = _TOP + sum(_HEAD + steps[kind] * len(of_kind) + _GAP for kind, of_kind in shown.items())
    drawing = Drawing.of(_WIDTH, height, "Lives of local commissioners, kind under kind", "lives")
    for year, x in axis.years(5):
        add(drawing.root, "line", x1=x, x2=x, y1=_TOP - 8, y2=height - _GAP, class_="frame-year")
        add(drawing.root, "text", str(year), x=x, y=18, text_anchor="middle", class_="frame-label")
    y = _TOP
    for kind, of_kind in shown.items():
        half = median_years(of_kind)
        about = counted(len(of_kind), "life", "lives")
        if len(of_kind) > 1:
            about += f", half of them over within {half:.1f} years"
        link = linked(drawing.root, address("bodies.index", kind=kind), f"{kinds[kind].plural}: {about}", "lives-kind")
        # Names starting with their lines would overflow on the right for the latest kinds.
        x = min(axis.at(of_kind[0].body.spell.starts[0]), _WIDTH - 560)
        name = add(link, "text", kinds[kind].plural, x=x, y=y + 14, class_="lives-name")
        add(name, "tspan", f"  {about}", class_="lives-about")
        y += _HEAD
        for life in of_kind:
            spell = life.body.spell
            x1, x2 = axis.at(spell.starts[0]), axis.at(spell.ends[1])
            short = half is not None and life.years < half
            mark = add(drawing.root, "line", x1=x1, x2=max(x2, x1 + 1), y1=y, y2=y, class_=_class(short=short))
            add(mark, "title", f"{life.body.caption}: {life.years:.1f} years")
            y += steps[kind]
        y += _GAP
    return markup(drawing)


def _class(*, short: bool) -> str:
    return "life is-short" if short else "life"
