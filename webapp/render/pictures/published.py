"""Published counts next to ours over time: a row for each kind, a pair of marks for each count.

Only counts of whole kinds on a known day are drawn, and none of kinds outside the record's scope; the table on the page
has them all.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from markupsafe import Markup

from graph.answers.audit.coverage import CountCheck
from graph.model.entities import Kind

from ..typeface import wrapped
from .svg import Addresses, Axis, Drawing, add, linked, markup

__all__ = ["picture"]

_WIDTH, _ROW, _TOP, _LEFT, _RIGHT = 900.0, 50.0, 26.0, 210.0, 24.0
_HEAD, _FOOT = 22.0, 8.0
"""Pixels of a row above and below its marks."""
_DOT = 5.0
_SIZE, _LINE = 13.0, 16.0
"""Pixels of the letters of a kind's name, and from one line to the next."""


def picture(checks: Iterable[CountCheck], kinds: Mapping[str, Kind], address: Addresses) -> Markup | None:
    """The comparison as a drawing; None if no count has a day and a number of ours."""
    rows: dict[tuple[str, ...], list[CountCheck]] = {}
    for check in checks:
        of_ours = check.with_inferences is not None and check.verdict != "not listed"
        if check.published.day and of_ours and not check.published.scope:
            rows.setdefault(check.published.kinds, []).append(check)
    if not rows:
        return None
    days = [_day(check) for row in rows.values() for check in row]
    axis = Axis(date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1), _LEFT, _WIDTH - _RIGHT)
    height = _TOP + _ROW * len(rows)
    drawing = Drawing.of(
        _WIDTH, height, "Published numbers of bodies beside those of this record, by kind", "published"
    )
    for year, x in axis.years(5):
        add(drawing.root, "line", x1=x, x2=x, y1=_TOP, y2=height, class_="frame-year")
        add(drawing.root, "text", str(year), x=x, y=16, text_anchor="middle", class_="frame-label")
    in_order = sorted(rows.items(), key=lambda row: (min(map(_day, row[1])), row[0]))
    for number, (names, row) in enumerate(in_order):
        top = _TOP + _ROW * number
        add(drawing.root, "line", x1=0, x2=_WIDTH, y1=top + _ROW, y2=top + _ROW, class_="frame-year")
        words = " and ".join(kinds[name].plural for name in names)
        lines = wrapped(words, _LEFT - 14, _SIZE, bold=True)
        for place, line in enumerate(lines):
            y = top + _ROW / 2 + 4 + _LINE * (place - (len(lines) - 1) / 2)
            add(drawing.root, "text", line, x=4, y=y, class_="published-kind")
        _row(drawing, sorted(row, key=_day), words, (axis, top), address)
    return markup(drawing)


def _row(
    drawing: Drawing, row: Sequence[CountCheck], words: str, place: tuple[Axis, float], address: Addresses
) -> None:
    axis, top = place
    most = max(max(check.published.count, check.with_inferences or 0) for check in row) or 1
    free = 0.0

    def height(number: int) -> float:
        return top + _ROW - _FOOT - (_ROW - _HEAD - _FOOT) * number / most

    for check in row:
        x, theirs, ours = axis.at(_day(check)), check.published.count, check.with_inferences or 0
        href = address("bodies.index", **{"kind": check.published.kinds[0], "as-at": _day(check).isoformat()})
        title = f"{words} on {_day(check):%-d %B %Y}: {theirs} published, {ours} here, at most {check.possible}"
        link = linked(drawing.root, href, title, f"published-pair is-{check.verdict.replace(' ', '-')}")
        add(link, "line", x1=x, x2=x, y1=height(theirs), y2=height(ours))
        add(link, "circle", cx=x, cy=height(ours), r=_DOT, class_="published-ours")
        add(link, "circle", cx=x, cy=height(theirs), r=_DOT, class_="published-theirs")
        if x >= free:
            add(link, "text", str(theirs), x=x, y=height(max(theirs, ours)) - 8, text_anchor="middle")
            free = x + 8 * len(str(theirs)) + 6


def _day(check: CountCheck) -> date:
    assert check.published.day is not None, "only checks with a day are drawn"  # noqa: S101
    return check.published.day
