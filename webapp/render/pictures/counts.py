"""The number of bodies of a kind over the years as a step chart; possible bodies are drawn behind.

The same numbers are in a table next to it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from markupsafe import Markup

from graph.answers.timeline import Timeline, years_of
from graph.model.entities import Kind
from graph.model.words import lower_first

from .svg import Addresses, Axis, Drawing, add, linked, markup

__all__ = ["picture"]

_WIDTH, _HEIGHT, _TOP, _BOTTOM, _LEFT, _RIGHT = 900.0, 170.0, 26.0, 26.0, 24.0, 24.0


def picture(timeline: Timeline, kind: Kind, address: Addresses, within: Collection[str] = ()) -> Markup | None:
    """The counts as a drawing; None for fewer than two years."""
    years = years_of(timeline, kind, within)
    if len(years) < 2:
        return None
    most = max(possible for _, _, possible in years)
    axis = Axis(timeline.days[0], timeline.days[-1], _LEFT, _WIDTH - _RIGHT)
    drawing = Drawing.of(_WIDTH, _HEIGHT, f"Numbers of {lower_first(kind.plural)} by year", "counts")
    floor = _HEIGHT - _BOTTOM
    for place, class_ in ((1, "counts-possible"), (0, "counts-certain")):
        numbers = {day: figures[place] for day, *figures in years}
        add(drawing.root, "path", d=_steps(numbers, timeline.days, axis, floor, most), class_=class_)
    for year, x in axis.years(5):
        add(drawing.root, "text", str(year), x=x, y=floor + 18, text_anchor="middle", class_="frame-label")
    add(drawing.root, "line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=floor, y2=floor, class_="frame-tick")
    before, free = 0, 0.0
    for day, number, _ in years:
        x = axis.at(day) - 10
        if number and number != before and x >= free:
            href = address("bodies.index", **{"kind": kind.id, "as-at": day.isoformat()})
            link = linked(drawing.root, href, f"{number} on {day:%-d %B %Y}", "counts-number")
            wide, y = 9.0 * len(str(number)) + 6, _height(number, floor, most)
            add(link, "rect", x=x - wide / 2, y=y - 23, width=wide, height=24, rx=3)
            add(link, "text", str(number), x=x, y=y - 6, text_anchor="middle")
            free = x + wide
        before = number
    return markup(drawing)


def _height(number: int, floor: float, most: int) -> float:
    return floor - (floor - _TOP) * number / most


def _steps(numbers: Mapping[date, int], days: Sequence[date], axis: Axis, floor: float, most: int) -> str:
    """An area with steps: the number at the end of a year applies to that year."""
    path, x = f"M{axis.left:.1f} {floor:.1f}", axis.left
    for day in days:
        y = _height(numbers.get(day, 0), floor, most)
        path += f"L{x:.1f} {y:.1f}L{axis.at(day):.1f} {y:.1f}"
        x = axis.at(day)
    return f"{path}L{x:.1f} {floor:.1f}Z"
