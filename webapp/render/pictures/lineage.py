"""A lineage on a time axis: bodies as bars, successions as ribbons with the width of their share.

If there are too many bodies to read, the largest kinds are one bar each until opened.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from graph.answers.lineage import Lineage
from graph.model.entities import Body
from graph.model.evidence import evidence_of
from graph.model.words import in_words, percent, upper_first
from graph.names.description import description
from graph.record.history import History

from ..typeface import balanced, text_width
from .blocks import Block, Ribbon, blocks_of, folded, grouped, latest_name, ribbons_of
from .rows import arrange
from .svg import Addresses, Axis, Drawing, Element, add, linked, markup, ribbon
from .words import BASES, EVENT_KINDS

__all__ = ["picture"]

_WIDTH, _ROW, _BAR, _TOP, _BOTTOM, _RIGHT = 1120.0, 25.0, 19.0, 64.0, 30.0, 170.0
_INSET = 8.0
_BESIDE = 150.0
"""A label that does not fit into its bar stands beside it, in two lines where it is wider."""
_FIRST_DAY = date(1990, 1, 1)


def picture(
    lineage: Lineage, history: History, address: Addresses, *, opened: Collection[str] = (), today: date
) -> Markup | None:
    """The lineage as a drawing; None if the body has no relatives."""
    blocks = blocks_of(lineage, history, grouped(lineage, opened), today, folded(lineage, opened))
    if len(blocks) < 2:
        return None
    ribbons = ribbons_of(lineage, blocks)
    first = max(_FIRST_DAY, min(block.first for block in blocks) - timedelta(days=200))
    axis = Axis(first, today + timedelta(days=120), 20, _WIDTH - _RIGHT)
    bars = {each.id: _bar(each, lineage.body, axis) for each in blocks}
    rows = arrange(blocks, ribbons, {name: (bar.left - 8, bar.free_from) for name, bar in bars.items()})
    height = _TOP + (max(rows.values()) + 1) * _ROW + _BOTTOM
    drawing = Drawing.of(_WIDTH, height, f"Lineage of {latest_name(lineage.body, today)} on a time axis", "lineage")
    centres = {name: _TOP + row * _ROW + _ROW / 2 for name, row in rows.items()}
    _frame(drawing, axis, history, address)
    _draw_ribbons(drawing.root, ribbons, blocks, centres, axis, history)
    for block in sorted(blocks, key=lambda each: (each.first, centres[each.id])):
        _draw_bar(drawing.root, block, bars[block.id], lineage.body, centres[block.id], history, address, opened)
    return markup(drawing)


@dataclass(frozen=True, slots=True)
class _Bar:
    """The extent of a bar and its label: lines next to it, or one inside."""

    left: float
    right: float
    within: str
    beside: tuple[str, ...]
    bold: bool

    @property
    def free_from(self) -> float:
        """The right end of the bar with its label."""
        return self.right + 10 + max((text_width(line, bold=self.bold) for line in self.beside), default=0.0)


def _bar(block: Block, chosen: Body, axis: Axis) -> _Bar:
    left = axis.at(block.first) + _INSET - 2
    right = max(axis.at(block.last) - _INSET + 2, left + 4)
    room = right - left - 10
    is_chosen, to_the_edge = block.bodies[0].id == chosen.id, right >= axis.right - 30
    bold = bool(block.group) or is_chosen
    for label in (block.label, block.label.replace(" and ", " & ")):
        if text_width(label, bold=bold) <= room:
            return _Bar(left, right, label, (), bold)
    wide = _WIDTH - right - 8 if to_the_edge else max(_BESIDE, text_width(block.label, bold=bold) * 0.6)
    return _Bar(left, right, "", tuple(balanced(block.label, wide, bold=bold)[:2]), bold)


def _frame(drawing: Drawing, axis: Axis, history: History, address: Addresses) -> None:
    """Years at the bottom, restructures as labelled lines."""
    group = add(drawing.root, "g", class_="frame")
    bottom = drawing.height - _BOTTOM + 4
    for year, x in axis.years(2 if (axis.last.year - axis.first.year) > 14 else 1):
        add(group, "line", x1=x, x2=x, y1=_TOP - 8, y2=bottom, class_="frame-year")
        add(group, "text", str(year), x=x, y=bottom + 16, text_anchor="middle", class_="frame-label")
    free = -100.0
    for restructure in history.restructures.values():
        day = restructure.begins[0]
        if day < axis.first:
            continue
        x = axis.at(day)
        x_label = max(x, free + 26)
        free = x_label
        add(group, "line", x1=x, x2=x, y1=34, y2=bottom, class_="frame-restructure")
        title = f"{restructure.id}, {in_words(restructure.in_force_from)}: {restructure.name}"
        link = linked(group, address("restructures.show", restructure=restructure.id), title, "frame-link")
        add(link, "rect", x=x_label - 12, y=10, width=25, height=20, rx=10)
        add(link, "text", restructure.id, x=x_label + 0.5, y=24, text_anchor="middle")


def _draw_ribbons(
    root: Element,
    ribbons: Iterable[Ribbon],
    blocks: Iterable[Block],
    centres: Mapping[str, float],
    axis: Axis,
    history: History,
) -> None:
    by_id = {block.id: block for block in blocks}
    group = add(root, "g", class_="ribbons")
    for each in sorted(ribbons, key=lambda ribbon: -(ribbon.share or 0)):
        before, after = by_id[each.before], by_id[each.after]
        x = axis.at(each.day)
        x1 = min(x - _INSET, axis.at(before.last) - _INSET) if before.last <= each.day else x - _INSET
        x2 = max(x + _INSET, axis.at(after.first) + _INSET)
        x1 = max(x1, axis.at(before.first))
        bases = {step.link.basis.value for step in each.steps}
        basis = next(iter(sorted(bases, key=("legal", "area", "code").index)))
        classes = f"ribbon basis-{basis}" + (" is-inferred" if each.inferred else "")
        classes += " is-unknown" if each.unknown else ""
        share = each.share
        width = 1.5 + 6.5 * float(share) if share is not None else 2 if each.unknown else 4
        path = add(
            group,
            "path",
            d=ribbon(x1, centres[each.before], x2, centres[each.after]),
            class_=classes,
            stroke_width=width,
            data_before=each.before,
            data_after=each.after,
            data_day=each.day.isoformat(),
        )
        add(path, "title", _ribbon_title(each, before, after))


def _ribbon_title(each: Ribbon, before: Block, after: Block) -> str:
    step = each.steps[0]
    if len(each.steps) > 1:
        return f"{before.label} to {after.label}: {len(each.steps)} successions"
    how = evidence_of(step.link.inferred)
    share = ", share not known" if each.unknown else f", {percent(step.link.share)} of the predecessor"
    names = f"{latest_name(before.bodies[0], before.last)} to {latest_name(after.bodies[0], after.last)}"
    return f"{names}: {EVENT_KINDS[step.link.kind]}, {BASES[step.link.basis]}{share} ({how})"


def _draw_bar(
    root: Element,
    block: Block,
    bar: _Bar,
    chosen: Body,
    y: float,
    history: History,
    address: Addresses,
    opened: Collection[str],
) -> None:
    classes = f"bar tier-{block.tier}"
    if block.bodies[0].id == chosen.id:
        classes += " is-chosen"
    if all(body.inferred for body in block.bodies):
        classes += " is-inferred"
    if block.group:
        classes += " is-group"
        href = address("lineage.show", body=chosen.id, open=[*opened, block.opens])
        title = f"{block.label}: show each of them"
    else:
        href = address("bodies.show", body=block.bodies[0].id)
        name = upper_first(description(history, block.bodies[0])) or latest_name(block.bodies[0], block.last)
        words = name if name.startswith(block.label) else f"{block.label}: {name}"
        title = f"{words}, {history.kinds[block.kind].label}, {_days(block)}"
    link = linked(root, href, title, classes)
    link.set("data-block", block.id)
    add(link, "rect", x=bar.left, y=y - _BAR / 2, width=bar.right - bar.left, height=_BAR, rx=3)
    if block.ragged_start:
        add(link, "path", d=_torn(bar.left, y), class_="torn")
    if block.ragged_end:
        add(link, "path", d=_torn(bar.right, y), class_="torn")
    if bar.within:
        add(link, "text", bar.within, x=bar.left + 6, y=y + 4.5)
    for number, line in enumerate(bar.beside):
        down = 13 * (number - (len(bar.beside) - 1) / 2)
        add(link, "text", line, x=bar.right + 5, y=y + 4.5 + down, class_="bar-beside")


def _torn(x: float, y: float) -> str:
    """A ragged edge for an inexact date."""
    top = y - _BAR / 2
    step = _BAR / 4
    return f"M{x:.1f} {top:.1f}" + "".join(
        f"L{x + (3 if number % 2 else -3):.1f} {top + step * number:.1f}" for number in range(1, 5)
    )


def _days(block: Block) -> str:
    body = block.bodies[0]
    start = in_words(body.life.start) if body.life.start else "start not found"
    if not body.life.ended:
        return f"since {start}"
    return f"{start} to {in_words(body.life.end) if body.life.end else 'a day not found'}"
