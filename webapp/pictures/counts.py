"""How many bodies of one kind there were over the years, as steps; those that may have been as well lie behind.

It rests on a timeline's numbers at the end of each year, which stand beside the picture as a table too.
"""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from graph.history import History
from graph.timeline import KindOverTime, Timeline

from .svg import Addresses, Axis, Drawing, add, linked, markup

__all__ = ["picture", "years_of"]

_WIDTH, _HEIGHT, _TOP, _BOTTOM, _LEFT, _RIGHT = 900.0, 170.0, 26.0, 26.0, 12.0, 12.0


def years_of(timeline: Timeline, kind: str) -> list[tuple[date, int, int]]:
    """The days on which a kind had bodies, each with the certain number and the possible one."""
    for each in timeline.kinds:
        if each.kind == kind:
            rows = zip(timeline.days, each.certain, each.possible, strict=True)
            return [(day, certain, possible) for day, certain, possible in rows if certain or possible]
    return []


def picture(timeline: Timeline, kind: str, history: History, address: Addresses) -> Markup | None:
    """The numbers of a kind drawn; nothing where there are fewer than two years to draw."""
    over_time = next((each for each in timeline.kinds if each.kind == kind), None)
    if over_time is None or len(years_of(timeline, kind)) < 2:
        return None
    most = max(over_time.possible)
    axis = Axis(timeline.days[0], timeline.days[-1], _LEFT, _WIDTH - _RIGHT)
    drawing = Drawing.of(_WIDTH, _HEIGHT, f"Numbers of {history.kinds[kind].plural.lower()} by year", "counts")
    floor = _HEIGHT - _BOTTOM
    for numbers, class_ in ((over_time.possible, "counts-possible"), (over_time.certain, "counts-certain")):
        add(drawing.root, "path", d=_steps(numbers, timeline, axis, floor, most), class_=class_)
    for year, x in axis.years(5):
        add(drawing.root, "text", str(year), x=x, y=floor + 18, text_anchor="middle", class_="frame-label")
    add(drawing.root, "line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=floor, y2=floor, class_="frame-tick")
    _figures(drawing, over_time, timeline, axis, floor, most, address)
    return markup(drawing)


def _height(number: int, floor: float, most: int) -> float:
    return floor - (floor - _TOP) * number / most


def _steps(numbers: Sequence[int], timeline: Timeline, axis: Axis, floor: float, most: int) -> str:
    """An area under steps: the number at the end of a year stands for that year."""
    path, x = f"M{axis.left:.1f} {floor:.1f}", axis.left
    for day, number in zip(timeline.days, numbers, strict=True):
        y = _height(number, floor, most)
        path += f"L{x:.1f} {y:.1f}L{axis.at(day):.1f} {y:.1f}"
        x = axis.at(day)
    return f"{path}L{x:.1f} {floor:.1f}Z"


def _figures(
    drawing: Drawing,
    over_time: KindOverTime,
    timeline: Timeline,
    axis: Axis,
    floor: float,
    most: int,
    address: Addresses,
) -> None:
    """The number wherever it changes, as a link to the bodies of that day."""
    before, free = 0, 0.0
    for day, number in zip(timeline.days, over_time.certain, strict=True):
        x = axis.at(day) - 10
        if number and number != before and x >= free:
            href = address("bodies.index", **{"kind": over_time.kind, "as-at": day.isoformat()})
            link = linked(drawing.root, href, f"{number} on {day:%-d %B %Y}")
            add(link, "text", str(number), x=x, y=_height(number, floor, most) - 6, text_anchor="middle")
            free = x + 9 * len(str(number)) + 6
        before = number
