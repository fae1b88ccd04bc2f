"""Flows over a long diff: a column of kinds for each stage, and what became of them from stage to stage."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from markupsafe import Markup

from graph.answers.diff_result import Diff
from graph.model.dates import Precision
from graph.model.entities import Body, Kind
from graph.model.words import in_words, lower_first

from ..typeface import text_width, wrapped
from .flows import flows_of
from .svg import Addresses, Drawing, add, linked, markup

__all__ = ["days_of", "picture"]

_WIDTH: Final = 1100.0
_WIDEST: Final = 132.0
"""Pixels of a block; with many columns it is narrower."""
_MUCH: Final = 0.2
_TOP: Final = 52.0
_TALLEST: Final = 280.0
_GAP: Final = 14.0
_LEAST: Final = 22.0


def days_of(bodies: Iterable[Body], first: date, second: date) -> tuple[date, ...]:
    """The first day, each day of large-scale change in between, and the second day.

    `bodies` are local commissioners. A change is large-scale if a fifth or more of those in force began on that day.
    """
    lives = [body.life for body in bodies if body.life.start and body.life.start_precision is Precision.DAY]
    begun = Counter(life.starts[0] for life in lives)
    turning = [
        day
        for day, number in begun.items()
        if first < day < second and number >= _MUCH * sum(life.certain_on(day) for life in lives)
    ]
    return (first, *sorted(turning), second)


def picture(
    stages: Sequence[Diff], kinds: Mapping[str, Kind], local: Sequence[str], address: Addresses
) -> Markup | None:
    """The number of bodies of each local kind per stage, and the kinds they became.

    Each stage begins on the day the previous one ended. None if fewer than two days of change lie between: of one, the
    last column would be that of the day before it again.
    """
    if len(stages) <= 2:
        return None
    columns = [(stages[0].before, _counts(stages[0], local, after=False))]
    columns += [(stage.after, _counts(stage, local, after=True)) for stage in stages]
    unit = _TALLEST / max(sum(counts.values()) for _, counts in columns)
    block = min(_WIDEST, 0.72 * _WIDTH / len(columns))
    step = (_WIDTH - block) / (len(columns) - 1)
    places, lowest = [], _TOP
    for _, counts in columns:
        y, of_column = _TOP, {}
        for kind, count in counts.items():
            height = max(_LEAST, unit * count)
            of_column[kind] = (y, height)
            y += height + _GAP
        places.append(of_column)
        lowest = max(lowest, y)
    drawing = Drawing.of(_WIDTH, lowest + 4, "Local commissioners, era by era", "eras")
    for number, stage in enumerate(stages):
        sides = places[number], places[number + 1]
        _ribbons(drawing, stage, kinds, sides, number * step + block, (number + 1) * step)
    for number, (day, counts) in enumerate(columns):
        x = number * step
        link = linked(drawing.root, address("landscape.show", day=day.isoformat()), in_words(day), "eras-day")
        add(link, "text", f"{day:%-d %b %Y}", x=x + block / 2, y=18, text_anchor="middle")
        total = sum(counts.values())
        add(drawing.root, "text", f"{total:,}", x=x + block / 2, y=40, text_anchor="middle", class_="eras-total")
        for kind, count in counts.items():
            y, height = places[number][kind]
            label = f"{count:,} {lower_first(kinds[kind].label if count == 1 else kinds[kind].plural)}"
            href = address("bodies.index", **{"kind": kind, "as-at": day.isoformat()})
            mark = linked(drawing.root, href, f"{label} on {in_words(day)}", "eras-block")
            add(mark, "rect", x=x, y=y, width=block, height=height)
            brief = f"{count:,} {kind.upper()}{'' if count == 1 else 's'}"
            lines = next(filter(None, (_within(each, block - 8, height) for each in (label, brief))), [])
            top = y + height / 2 - (len(lines) - 1) * 7.5 + 4
            for place, line in enumerate(lines):
                add(mark, "text", line, x=x + 5, y=top + place * 15)
    return markup(drawing)


def _within(label: str, width: float, height: float) -> list[str]:
    """The whole label in lines, if they fit."""
    lines = wrapped(label, width)
    fits = len(lines) * 15 <= height and all(text_width(line) <= width for line in lines)
    return lines if fits else []


def _counts(stage: Diff, local: Sequence[str], *, after: bool) -> dict[str, int]:
    counts = {each.kind: each.after if after else each.before for each in stage.kinds}
    return {kind: counts[kind] for kind in local if counts.get(kind)}


def _ribbons(
    drawing: Drawing,
    stage: Diff,
    kinds: Mapping[str, Kind],
    sides: tuple[Mapping[str, tuple[float, float]], Mapping[str, tuple[float, float]]],
    x1: float,
    x2: float,
) -> None:
    """The flows from the column on the left; each end of a ribbon is a share of its block."""
    left, right = sides
    flows = [flow for flow in flows_of(stage) if flow.before in left and flow.after in right]
    out = {kind: sum(flow.bodies for flow in flows if flow.before == kind) for kind in left}
    into = {kind: sum(flow.bodies for flow in flows if flow.after == kind) for kind in right}
    used_left, used_right = dict.fromkeys(left, 0.0), dict.fromkeys(right, 0.0)
    group = add(drawing.root, "g", class_="flow-ribbons")
    middle = (x1 + x2) / 2
    for flow in sorted(flows, key=lambda flow: (left[flow.before][0], right[flow.after][0])):
        w1 = left[flow.before][1] * flow.bodies / out[flow.before]
        w2 = right[flow.after][1] * flow.bodies / into[flow.after]
        a, b = left[flow.before][0] + used_left[flow.before], right[flow.after][0] + used_right[flow.after]
        used_left[flow.before] += w1
        used_right[flow.after] += w2
        path = (
            f"M{x1:.1f} {a:.1f}C{middle:.1f} {a:.1f} {middle:.1f} {b:.1f} {x2:.1f} {b:.1f}V{b + w2:.1f}"
            f"C{middle:.1f} {b + w2:.1f} {middle:.1f} {a + w1:.1f} {x1:.1f} {a + w1:.1f}Z"
        )
        mark = add(group, "path", d=path, class_=f"tier-{kinds[flow.after].tier}")
        what = "went on" if flow.before == flow.after else f"passed to {lower_first(kinds[flow.after].plural)}"
        add(mark, "title", f"{kinds[flow.before].plural}: {flow.bodies:,} {what}")
