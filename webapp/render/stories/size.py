"""How many people there were to a local commissioner, as steps on a true time axis."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from markupsafe import Markup

from graph.model.entities import Kind
from graph.model.words import lower_first, people_in_words

from ..pictures.svg import Addresses, Axis, Drawing, add, linked, markup
from ..typeface import wrapped

__all__ = ["picture"]

_WIDTH: Final = 1100.0
_LEFT, _RIGHT, _TOP, _HEIGHT, _BELOW = 16.0, 16.0, 66.0, 320.0, 34.0
_NOTABLE: Final = 0.15
"""A step by which the number of people moves by as large a part, and which lasts, has its numbers written over it."""
_ROOM: Final = 64.0
"""Pixels that a step must last for that."""


def picture(
    rows: Sequence[Mapping[str, object]], kinds: Mapping[str, Kind], address: Addresses, today: date
) -> Markup | None:
    """The steps, each a link to the map of its first day; None if there are none."""
    if not rows:
        return None
    days = [date.fromisoformat(str(row["date"])) for row in rows]
    people = [int(str(row["people_each"])) for row in rows]
    axis = Axis(date(days[0].year, 1, 1), date(today.year + 1, 1, 1), _LEFT, _WIDTH - _RIGHT)
    base, scale = _TOP + _HEIGHT, _HEIGHT / max(people)
    drawing = Drawing.of(_WIDTH, base + _BELOW, "People to a local commissioner, through time", "size")
    for year, x in axis.years(5):
        add(drawing.root, "line", x1=x, x2=x, y1=_TOP, y2=base, class_="frame-year")
        add(drawing.root, "text", str(year), x=x, y=base + 22, text_anchor="middle", class_="frame-label")
    edges = [axis.at(day) for day in days] + [axis.at(today)]
    for number, (row, each) in enumerate(zip(rows, people, strict=True)):
        x, until, y = edges[number], edges[number + 1], base - each * scale
        of = row["kinds"]
        names = " and ".join(lower_first(kinds[str(kind)].plural) for kind in of) if isinstance(of, list) else ""
        words = f"{people_in_words(each)} people to each of {row['bodies']} {names}"
        link = linked(drawing.root, address("map.show", day=str(row["date"])), words, "size-step")
        add(link, "rect", x=x, y=y, width=max(until - x, 1.0), height=base - y)
    last = 0
    for number, each in enumerate(people):
        if number and abs(each - people[last]) < _NOTABLE * people[last]:
            continue
        last = number
        until = next((place for place in range(number + 1, len(people))
                      if abs(people[place] - each) >= _NOTABLE * each), len(people))  # fmt: skip
        end, room = until == len(people), edges[until] - edges[number]
        if room < _ROOM and not end:
            continue
        of = rows[number]["kinds"]
        name = lower_first(kinds[str(of[-1])].plural) if isinstance(of, list) else ""
        lines = wrapped(f"{rows[number]['bodies']} {name}", 220.0 if end else room, 12)
        x, anchor = (edges[until], "end") if end else (edges[number], "start")
        top = base - each * scale
        # The words stand in a step that has room for them, else on it; on the last one always.
        inside = not end and each * scale >= 36 + 15 * len(lines)
        if inside:
            lines = wrapped(" ".join(lines), room - 14, 12)
        within = " is-inside" if inside else ""
        x, y = (x + 7, top + 24.0) if inside else (x, top - 12 - 15 * len(lines))
        add(drawing.root, "text", people_in_words(each), x=x, y=y, text_anchor=anchor, class_=f"size-people{within}")
        for place, line in enumerate(lines):
            add(drawing.root, "text", line, x=x, y=y + 19 + 15 * place, text_anchor=anchor,
                class_=f"size-kind{within}")  # fmt: skip
    add(drawing.root, "line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=base, y2=base, class_="frame-tick")
    return markup(drawing)
