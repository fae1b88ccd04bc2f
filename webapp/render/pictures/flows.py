"""Flow diagram of a diff: from the kinds of the first day to those of the second.

Widths are numbers of bodies on a square-root scale, so that a single body is still visible.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from markupsafe import Markup

from graph.answers.diff_result import Diff
from graph.model.entities import Kind, Tier
from graph.model.words import lower_first
from graph.record.history import History

from ..typeface import balanced
from .svg import Addresses, Drawing, Element, add, linked, markup

__all__ = ["Flow", "flows_of", "picture"]

_WIDTH, _BAR, _GAP, _TOP, _SIDE = 736.0, 14.0, 14.0, 34.0, 208.0
_SIZE, _LINE, _LEAST = 14.0, 17.0, 20.0
"""Pixels: of the labels, of a line of them, and the least height of a kind with its label."""


@dataclass(frozen=True, slots=True)
class _Side:
    """The positions of the bars and labels on one side."""

    bar: float
    text: float
    anchor: str


_LEFT = _Side(_SIDE, _SIDE - 8, "end")
_RIGHT = _Side(_WIDTH - _SIDE - _BAR, _WIDTH - _SIDE + 8, "start")


@dataclass(frozen=True, slots=True)
class Flow:
    """The number of bodies of one kind that became another, or stayed the same."""

    before: str
    after: str
    bodies: int


def flows_of(difference: Diff) -> tuple[Flow, ...]:
    """Each pair of kinds, the bodies of the first that went on in one of the second; those that went on as they were
    count for their own kind."""
    counts: Counter[tuple[str, str]] = Counter()
    for change in difference.ended:
        for kind in {relative.body.kind for relative in change.relatives}:
            counts[change.body.kind, kind] += 1
    for each in difference.kinds:
        if went_on := each.before - each.ended:
            counts[each.kind, each.kind] += went_on
    return tuple(Flow(before, after, bodies) for (before, after), bodies in counts.items())


def _height(count: int) -> float:
    return max(8.0, 7.0 * sqrt(count))


def _label(kind: Kind, count: int) -> list[str]:
    """A kind with its number, in lines that fit beside the bar, with room for a typeface that runs wider."""
    return balanced(f"{count} {kind.label if count == 1 else kind.plural}", _SIDE - 20, _SIZE)


def _column(kinds: Iterable[tuple[Kind, int]]) -> tuple[Mapping[str, tuple[float, float]], float]:
    """Top and height of each kind's bar, and the bottom of the column."""
    places, y = {}, _TOP
    for kind, count in kinds:
        height = _height(count)
        room = max(height, _LEAST, _LINE * len(_label(kind, count)))
        places[kind.id] = (y + (room - height) / 2, height)
        y += room + _GAP
    return places, y


def picture(difference: Diff, history: History, address: Addresses) -> Markup | None:
    """The flow of kinds; None if no body ended or began."""
    if not (difference.ended or difference.begun):
        return None
    tiers = list(Tier)
    order = sorted(difference.kinds, key=lambda each: tiers.index(history.kinds[each.kind].tier))
    moved = [each for each in order if each.ended or each.begun]
    shown = {each.kind for each in moved}
    flows = [flow for flow in flows_of(difference) if flow.before in shown or flow.after in shown]
    left, left_end = _column((history.kinds[each.kind], each.before) for each in moved if each.before)
    right, right_end = _column((history.kinds[each.kind], each.after) for each in moved if each.after)
    extra = {flow.after for flow in flows} - set(right)
    flows = [flow for flow in flows if flow.before in left and flow.after not in extra]
    drawing = Drawing.of(_WIDTH, max(left_end, right_end), "Flow of kinds of body between the two days", "flow")
    add(drawing.root, "text", f"{difference.before:%-d %B %Y}", x=_SIDE, y=18, class_="flow-day", text_anchor="end")
    add(drawing.root, "text", f"{difference.after:%-d %B %Y}", x=_WIDTH - _SIDE, y=18, class_="flow-day")
    _ribbons(drawing.root, flows, left, right, history)
    for each in moved:
        for places, count, day, side in (
            (left, each.before, difference.before, _LEFT),
            (right, each.after, difference.after, _RIGHT),
        ):
            if each.kind in places:
                kind = history.kinds[each.kind]
                href = address("bodies.index", **{"kind": kind.id, "as-at": day.isoformat()})
                _bar(drawing.root, kind, count, places[kind.id], side, href, f"{day:%-d %B %Y}")
    return markup(drawing)


def _bar(root: Element, kind: Kind, count: int, place: tuple[float, float], side: _Side, href: str, day: str) -> None:
    lines = _label(kind, count)
    y, height = place
    link = linked(root, href, f"{' '.join(lines)} on {day}", class_=f"flow-kind tier-{kind.tier}")
    add(link, "rect", x=side.bar, y=y, width=_BAR, height=height)
    first = y + height / 2 + 5 - _LINE * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        add(link, "text", line, x=side.text, y=first + _LINE * number, text_anchor=side.anchor)


def _ribbons(
    root: Element,
    flows: Sequence[Flow],
    left: Mapping[str, tuple[float, float]],
    right: Mapping[str, tuple[float, float]],
    history: History,
) -> None:
    group = add(root, "g", class_="flow-ribbons")
    used_left, used_right = dict.fromkeys(left, 0.0), dict.fromkeys(right, 0.0)
    out, into = Counter[str](), Counter[str]()
    for flow in flows:
        out[flow.before] += flow.bodies
        into[flow.after] += flow.bodies
    for flow in sorted(flows, key=lambda flow: (left[flow.before][0], right[flow.after][0])):
        (y1, h1), (y2, h2) = left[flow.before], right[flow.after]
        w1, w2 = h1 * flow.bodies / out[flow.before], h2 * flow.bodies / into[flow.after]
        a, b = y1 + used_left[flow.before], y2 + used_right[flow.after]
        used_left[flow.before] += w1
        used_right[flow.after] += w2
        x1, x2 = _SIDE + _BAR, _WIDTH - _SIDE - _BAR
        middle = (x1 + x2) / 2
        path = (
            f"M{x1:.1f} {a:.1f}C{middle:.1f} {a:.1f} {middle:.1f} {b:.1f} {x2:.1f} {b:.1f}V{b + w2:.1f}"
            f"C{middle:.1f} {b + w2:.1f} {middle:.1f} {a + w1:.1f} {x1:.1f} {a + w1:.1f}Z"
        )
        same = " flow-same" if flow.before == flow.after else ""
        mark = add(group, "path", d=path, class_=f"tier-{history.kinds[flow.after].tier}{same}")
        before, after = history.kinds[flow.before], history.kinds[flow.after]
        what = "continued" if same else f"passed to {lower_first(after.plural)}"
        add(mark, "title", f"{before.plural}: {flow.bodies} {what}")
