"""The whole history in one picture: each kind as a band as thick as its number, from 1990 to today.

Bands are in three lanes (national, regional, local); restructures are vertical lines, and ribbons join bands where
bodies of one kind became another.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Literal, NamedTuple

from markupsafe import Markup

from graph.answers.audit.coverage import Coverage
from graph.answers.timeline import KindOverTime, Timeline
from graph.model.entities import Basis, Body, Kind, Tier
from graph.model.policy import Restructure
from graph.model.words import lower_first, upper_first
from graph.record.history import History

from ..typeface import fit, text_width, wrapped
from .svg import Addresses, Axis, Drawing, Element, add, linked, markup

__all__ = ["Band", "bands_of", "flows_of", "picture"]

_WIDTH, _TOP, _BOTTOM, _LANE_LABEL = 1120.0, 62.0, 34.0, 92.0
_GAP, _LANE_GAP = 9.0, 26.0
_NAME = 13.0
"""Size of the name of a band, as in `pictures.css`; its numbers have 12."""
_FIRST = date(1990, 1, 1)
_NO_TIER = frozenset(("post", "other"))
"""Endpoints of lines that are no bodies; they have no place among the tiers."""
_POORLY_LISTED = 0.95
"""Where the record lists less than this part of a published number, the published one is drawn and said so."""


@dataclass(frozen=True, slots=True)
class Band:
    """A kind over time: its number by year, and the years that use published instead of listed numbers."""

    kind: Kind
    first: date
    last: date
    counts: Mapping[int, int]
    published: frozenset[int]
    may_go_on: bool = False
    """Whether it is not known when its bodies ended: `last` is the last day on which one is known."""

    @property
    def most(self) -> int:
        return max(self.counts.values(), default=1)

    @property
    def story(self) -> str:
        """The numbers at the start, at most and at least, and at the end: `303 to 152`."""
        numbers = list(self.counts.values())
        shown = [numbers[0]]
        if max(numbers) not in (numbers[0], numbers[-1]):
            shown.append(max(numbers))
        if numbers[-1] != shown[-1]:
            shown.append(numbers[-1])
        return " to ".join(f"{number:,}" for number in shown)

    @property
    def numbers(self) -> str:
        """The same text for the picture: with an asterisk if based on a published number."""
        return self.story + ("*" if self.published else "")


class _Published(NamedTuple):
    """The published numbers of a kind of which the record lists far fewer bodies in some years, by year."""

    counts: Mapping[int, int]
    holes: frozenset[int]

    @property
    def least(self) -> float:
        """Fewer listed bodies than this are no fall in numbers."""
        return _POORLY_LISTED * min(self.counts[year] for year in self.holes)

    @property
    def listed_again(self) -> int:
        """The year of the first published number that the record meets after all holes."""
        return min((year for year in self.counts if year > max(self.holes)), default=date.max.year)


def _as_published(audit: Coverage) -> Mapping[str, _Published]:
    """The published numbers of the kinds that are poorly listed in some years; the largest of each year."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    holes: dict[str, set[int]] = defaultdict(set)
    for check in audit.counts:
        published = check.published
        if published.day is None or len(published.kinds) > 1 or published.scope or published.day < _FIRST:
            continue
        if check.is_hole or check.verdict == "match":
            kind, year = published.kinds[0], published.day.year
            found[kind][year] = max(published.count, found[kind].get(year, 0))
            if check.is_hole and (check.with_inferences or 0) < _POORLY_LISTED * published.count:
                holes[kind].add(year)
    return {kind: _Published(found[kind], frozenset(years)) for kind, years in holes.items()}


def bands_of(timeline: Timeline, audit: Coverage, history: History, today: date) -> tuple[Band, ...]:
    """A band for each kind that had bodies, by first day."""
    published = _as_published(audit)
    bands = (
        _band(history.by_kind[each.kind], history.kinds[each.kind], each, timeline, published.get(each.kind), today)
        for each in timeline.kinds
        if each.kind not in _NO_TIER
    )
    return tuple(sorted((band for band in bands if band), key=lambda band: (band.first, -band.most, band.kind.id)))


def _band(
    bodies: Iterable[Body],
    kind: Kind,
    over_time: KindOverTime,
    timeline: Timeline,
    published: _Published | None,
    today: date,
) -> Band | None:
    seen = [min(body.life.surely_until, today) for body in bodies if body.life.start]
    may_go_on = kind.spell.end is None and any(seen) and max(seen) < today
    first, last = kind.spell.starts[0], max(seen) if may_go_on else kind.spell.ends[1]
    counts = {
        day.year: certain or possible
        for day, certain, possible in zip(timeline.days, over_time.certain, over_time.possible, strict=True)
        if day.year >= _FIRST.year and (certain or (possible and first <= day <= last))
    }
    others = {}
    if published:
        listed = {
            year: count for year, count in counts.items() if count >= published.least or year >= published.listed_again
        }
        others = {year: count for year, count in published.counts.items() if counts.get(year) != count}
        counts = listed | others
    if not counts:
        return None
    begun = kind.spell.start or date(min(counts), 1, 1)
    ended = last if may_go_on else kind.spell.end or (today if max(counts) >= today.year else date(max(counts), 12, 31))
    return Band(kind, max(begun, _FIRST), min(ended, today), dict(sorted(counts.items())), frozenset(others), may_go_on)


def flows_of(history: History) -> Mapping[tuple[str, str], tuple[date, int]]:
    """Pairs of consecutive kinds, with the middle day of the changes and the number of links."""
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    for link in history.successions:
        event = history.events[link.event]
        pair = history.bodies[link.predecessor].kind, history.bodies[link.successor].kind
        if event.day and pair[0] != pair[1] and link.basis is not Basis.CODE:
            days[pair].append(event.day)
    for rule in history.succession_rules:
        upper = history.bodies[rule.to_body].kind if rule.to_body else rule.to_kind
        if rule.day and rule.from_kind and rule.from_kind != upper:
            days.setdefault((rule.from_kind, upper), [rule.day])
    return {pair: (sorted(found)[len(found) // 2], len(found)) for pair, found in days.items()}


def _thickness(count: int) -> float:
    return 7 + 2.4 * sqrt(count)


def _rows(bands: Iterable[Band], weight: Mapping[str, int]) -> list[list[Band]]:
    """Bands in as few rows as possible; those with most successors and predecessors share the first."""
    rows: list[list[Band]] = []
    for band in sorted(bands, key=lambda each: (-weight.get(each.kind.id, 0), each.first)):
        for row in rows:
            if all(other.last < band.first or band.last < other.first for other in row):
                row.append(band)
                break
        else:
            rows.append([band])
    return rows


def picture(timeline: Timeline, audit: Coverage, history: History, address: Addresses, *, today: date) -> Markup:
    """The picture on the front page."""
    bands = bands_of(timeline, audit, history, today)
    flows = flows_of(history)
    weight: Counter[str] = Counter()
    for (before, after), (_, links) in flows.items():
        weight[before] += links
        weight[after] += links
    axis = Axis(_FIRST, today + timedelta(days=60), _LANE_LABEL, _WIDTH - 8)
    centres: dict[str, float] = {}
    free: dict[str, tuple[float, float]] = {}
    lanes: list[tuple[Tier, float, float]] = []
    y = _TOP
    for tier in Tier:
        top = y
        for row in _rows((band for band in bands if band.kind.tier is tier), weight):
            thickest = max(_thickness(band.most) for band in row)
            centres |= {band.kind.id: y + thickest / 2 for band in row}
            free |= _free_beside(row, axis)
            y += thickest + _GAP
        lanes.append((tier, top - _LANE_GAP / 2 + 2, y + _LANE_GAP / 2 - _GAP))
        y += _LANE_GAP - _GAP
    title = "Kinds of NHS commissioning body in England from 1990 to today"
    drawing = Drawing.of(_WIDTH, y + _BOTTOM - _LANE_GAP / 2, title, "signature")
    _lanes(drawing, lanes)
    _years(drawing, axis)
    _flows(drawing.root, flows, {band.kind.id: band for band in bands}, centres, axis)
    marks = _restructure_lines(drawing, axis, timeline)
    for band in bands:
        _draw_band(drawing.root, band, centres[band.kind.id], free[band.kind.id], axis, address)
    _restructure_links(drawing, marks, address)
    return markup(drawing)


def _lanes(drawing: Drawing, lanes: Sequence[tuple[Tier, float, float]]) -> None:
    group = add(drawing.root, "g", class_="lanes")
    for tier, top, bottom in lanes:
        add(group, "rect", x=0, y=top, width=_WIDTH, height=bottom - top, class_=f"lane lane-{tier}")
        add(group, "text", tier.value.capitalize(), x=10, y=top + 20, class_="lane-label")


def _years(drawing: Drawing, axis: Axis) -> None:
    group = add(drawing.root, "g", class_="frame")
    bottom = drawing.height - _BOTTOM + 6
    for year, x in axis.years(5):
        add(group, "text", str(year), x=x, y=bottom + 18, text_anchor="middle", class_="frame-label")
    for year, x in axis.years(1):
        add(group, "line", x1=x, x2=x, y1=bottom, y2=bottom + (6 if year % 5 == 0 else 3), class_="frame-tick")


def _flows(
    root: Element,
    flows: Mapping[tuple[str, str], tuple[date, int]],
    bands: Mapping[str, Band],
    centres: Mapping[str, float],
    axis: Axis,
) -> None:
    group = add(root, "g", class_="signature-flows")
    for (before, after), (day, links) in flows.items():
        if before not in bands or after not in bands:
            continue
        x = axis.at(day)
        x1, x2 = max(axis.at(bands[before].first), x - 16), min(axis.at(bands[after].last), x + 16)
        y1, y2 = centres[before], centres[after]
        path = f"M{x1:.1f} {y1:.1f}C{x:.1f} {y1:.1f} {x:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        mark = add(
            group, "path", d=path, stroke_width=3 + min(13.0, sqrt(links)), class_=f"tier-{bands[after].kind.tier}"
        )
        add(mark, "title", f"{bands[before].kind.plural} became or gave to {lower_first(bands[after].kind.plural)}")


def _free_beside(row: Iterable[Band], axis: Axis) -> dict[str, tuple[float, float]]:
    """The extent around each band in which it has its row to itself."""
    ordered = sorted(row, key=lambda band: band.first)
    ends = [axis.left, *(axis.at(band.last) for band in ordered)]
    starts = [*(axis.at(band.first) for band in ordered[1:]), axis.right]
    return {band.kind.id: (end, start) for band, end, start in zip(ordered, ends[:-1], starts, strict=True)}


class _Label(NamedTuple):
    """The text for a band, and on which side of it."""

    name: str
    numbers: str
    side: Literal["before", "within", "after"]


def _draw_band(root: Element, band: Band, y: float, free: tuple[float, float], axis: Axis, address: Addresses) -> None:
    x1, x2 = axis.at(band.first) + 1, max(axis.at(band.last) - 1, axis.at(band.first) + 5)
    points = [(x1, next(iter(band.counts.values())))]
    points += [(axis.at(date(year, 7, 1)), count) for year, count in band.counts.items()]
    points.append((x2, list(band.counts.values())[-1]))
    points = [(x, count) for x, count in points if x1 <= x <= x2]
    upper = [f"{x:.1f} {y - _thickness(count) / 2:.1f}" for x, count in points]
    lower = [f"{x:.1f} {y + _thickness(count) / 2:.1f}" for x, count in reversed(points)]
    label = _label(band, x2 - x1 - 10, x1 - free[0] - 10, free[1] - x2 - 10)
    note = " (a published number; not all are listed)" if band.published else ""
    until = "today" if band.last >= axis.last - timedelta(days=61) else str(band.last.year)
    until += " or later" * band.may_go_on
    in_full = "" if label.name == band.kind.plural else f": {band.kind.plural}"
    title = f"{label.name} {band.numbers}{in_full}, {band.first.year} to {until}{note}"
    classes = f"band tier-{band.kind.tier}" + (" is-published" if len(band.published) * 2 > len(band.counts) else "")
    link = linked(root, address("bodies.index", kind=band.kind.id), title, classes)
    add(link, "path", d="M" + "L".join((*upper, *lower)) + "Z")
    if label.side == "within":
        _label_within(link, band, label.name, x1 + 7, x2 - x1 - 10, y)
    else:
        place = {"x": x2 + 6} if label.side == "after" else {"x": x1 - 6, "text_anchor": "end"}
        text = add(link, "text", label.name, y=y + 4.5, class_="band-name", **place)
        add(text, "tspan", label.numbers, dx=6, class_="band-count")


def _label(band: Band, within: float, before: float, after: float) -> _Label:
    """The text that fits inside a band, or next to it if its row is free; else its short name, truncated.

    Available widths are in pixels.
    """
    short = band.kind.id.upper() + "s" if len(band.kind.id) < 5 else ""
    regional = upper_first(band.kind.plural.removeprefix("NHS Executive "))
    names = [name for name in dict.fromkeys((band.kind.plural, short, regional)) if name]
    for name in names:
        if _name_width(name) <= within:
            return _Label(name, band.numbers, "within")
    for numbers in (band.numbers, ""):
        for name in names:
            whole = _name_width(name) + (6 + text_width(numbers) if numbers else 0)
            if whole <= max(before, after):
                return _Label(name, numbers, "after" if whole <= after else "before")
    return _Label(names[-1], "", "within")


def _label_within(link: Element, band: Band, name: str, x: float, room: float, y: float) -> None:
    """The name and the numbers; a name too long for one line in two, or left out: the title and the table have it."""
    words, numbers = name, band.numbers
    thick = _thickness(next(iter(band.counts.values()))) >= 27
    if _name_width(name) > room:
        lines = wrapped(name, room, _NAME, bold=True)
        if not thick or len(lines) > 2 or any(_name_width(line) > room for line in lines):
            return
        words, numbers = lines
        add(link, "text", words, x=x, y=y - 1.5, class_="band-name")
        add(link, "text", numbers, x=x, y=y + 12.5, class_="band-name")
        return
    if thick:
        add(link, "text", words, x=x, y=y - 1.5, class_="band-name")
        add(link, "text", fit(numbers, room), x=x, y=y + 12.5, class_="band-count")
        return
    text = add(link, "text", words, x=x, y=y + 4.5, class_="band-name")
    if _name_width(words) + 6 + text_width(numbers) <= room:
        add(text, "tspan", numbers, dx=6, class_="band-count")


def _name_width(text: str) -> float:
    """The width of a band's name in pixels."""
    return text_width(text, _NAME, bold=True)


def _restructure_lines(drawing: Drawing, axis: Axis, timeline: Timeline) -> list[tuple[Restructure, float]]:
    """A vertical line for each restructure; if two are close, the later one's label is shifted."""
    group = add(drawing.root, "g", class_="frame")
    bottom, free, marks = drawing.height - _BOTTOM + 4, 0.0, []
    for each in timeline.restructures:
        x = axis.at(each.restructure.begins[0])
        label = max(x, free + 34)
        free = label
        add(group, "path", d=f"M{label:.1f} 30L{x:.1f} 44V{bottom:.1f}", class_="frame-restructure")
        marks.append((each.restructure, label))
    return marks


def _restructure_links(drawing: Drawing, marks: Iterable[tuple[Restructure, float]], address: Addresses) -> None:
    for restructure, x in marks:
        title = f"{restructure.id}, {restructure.in_force_from[:4]}: {restructure.name}"
        href = address("restructures.show", restructure=restructure.id)
        link = linked(drawing.root, href, title, "frame-link")
        add(link, "rect", x=x - 15, y=8, width=30, height=22, rx=11)
        add(link, "text", restructure.id, x=x, y=23.5, text_anchor="middle")
