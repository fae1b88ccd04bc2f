"""The whole history in one picture: each kind of body a band as thick as its number, from 1990 to today.

Bands stand in three lanes, national, regional and local; restructures are upright lines, and where bodies of one kind
went on in another, a ribbon joins the two bands.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from markupsafe import Markup

from graph.history import History
from graph.model import Kind, Tier
from graph.timeline import KindOverTime, Timeline

from .svg import Addresses, Axis, Drawing, Element, add, fit, linked, markup

__all__ = ["Band", "bands_of", "flows_of", "picture"]

_WIDTH, _TOP, _BOTTOM, _LANE_LABEL = 1120.0, 62.0, 34.0, 92.0
_GAP, _LANE_GAP = 9.0, 26.0
_FIRST = date(1990, 1, 1)
_NO_TIER = frozenset(("post", "other"))
"""Endpoints of lines that are no bodies; they have no place among the tiers."""
_POORLY_LISTED = 0.5
"""Where the record lists less than this part of a published number, the published one is drawn and said so."""


@dataclass(frozen=True, slots=True)
class Band:
    """A kind of body over time: its number by year, and which of those years are as published, not as listed."""

    kind: Kind
    first: date
    last: date
    counts: Mapping[int, int]
    published: frozenset[int]

    @property
    def most(self) -> int:
        return max(self.counts.values(), default=1)

    @property
    def story(self) -> str:
        """The number at the beginning, at its most and fewest, and at the end: `303 to 152`."""
        numbers = list(self.counts.values())
        shown = [numbers[0]]
        if max(numbers) not in (numbers[0], numbers[-1]):
            shown.append(max(numbers))
        if numbers[-1] != shown[-1]:
            shown.append(numbers[-1])
        return " → ".join(f"{number:,}" for number in shown)


def _published(history: History) -> Mapping[str, Mapping[int, int]]:
    """The largest number published of each kind, by year."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for count in history.published_counts:
        if count.day and len(count.kinds) == 1 and not count.scope:
            of_kind = found[count.kinds[0]]
            of_kind[count.day.year] = max(count.count, of_kind.get(count.day.year, 0))
    return found


def bands_of(timeline: Timeline, history: History, today: date) -> tuple[Band, ...]:
    """A band for each kind that had bodies, in the order of their first days."""
    published = _published(history)
    bands = (
        _band(history.kinds[each.kind], each, timeline, published.get(each.kind, {}), today)
        for each in timeline.kinds
        if each.kind not in _NO_TIER
    )
    return tuple(sorted((band for band in bands if band), key=lambda band: (band.first, -band.most, band.kind.id)))


def _band(
    kind: Kind, over_time: KindOverTime, timeline: Timeline, published: Mapping[int, int], today: date
) -> Band | None:
    counts: dict[int, int] = {}
    as_published = set()
    for day, certain, possible in zip(timeline.days, over_time.certain, over_time.possible, strict=True):
        if day.year < _FIRST.year:
            continue
        begun = not kind.spell.start or kind.spell.starts[0] <= day
        gone_on = not kind.spell.end or day <= kind.spell.end
        if certain or (possible and begun and gone_on):
            counts[day.year] = certain or possible
        if (
            day.year in published
            and begun
            and gone_on
            and counts.get(day.year, 0) < _POORLY_LISTED * published[day.year]
        ):
            counts[day.year] = published[day.year]
            as_published.add(day.year)
    if not counts:
        return None
    first = kind.spell.start or date(min(counts), 1, 1)
    last = kind.spell.end or (today if max(counts) >= today.year else date(max(counts), 12, 31))
    return Band(kind, max(first, _FIRST), min(last, today), _filled(counts, as_published), frozenset(as_published))


def _filled(counts: Mapping[int, int], as_published: set[int]) -> Mapping[int, int]:
    """The numbers by year; between two published ones a low number of listed bodies is not drawn as a fall."""
    if not as_published:
        return dict(sorted(counts.items()))
    least = min(counts[year] for year in as_published) * _POORLY_LISTED
    kept = {year: count for year, count in counts.items() if year in as_published or count >= least}
    return dict(sorted(kept.items()))


def flows_of(history: History) -> Mapping[tuple[str, str], tuple[date, int]]:
    """Each pair of kinds of which the second followed the first: the middle day of the changes, and how many links."""
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    for link in history.successions:
        event = history.events[link.event]
        pair = history.bodies[link.predecessor].kind, history.bodies[link.successor].kind
        if event.day and pair[0] != pair[1] and link.kind != "boundary-change":
            days[pair].append(event.day)
    for rule in history.succession_rules:
        upper = history.bodies[rule.to_body].kind if rule.to_body else rule.to_kind
        if rule.day and rule.from_kind and rule.from_kind != upper:
            days.setdefault((rule.from_kind, upper), [rule.day])
    return {pair: (sorted(found)[len(found) // 2], len(found)) for pair, found in days.items()}


def _thickness(count: int) -> float:
    return 7 + 2.1 * sqrt(count)


def _rows(bands: Iterable[Band]) -> list[list[Band]]:
    """Bands in as few rows as their days allow."""
    rows: list[list[Band]] = []
    for band in bands:
        for row in rows:
            if row[-1].last < band.first:
                row.append(band)
                break
        else:
            rows.append([band])
    return rows


def picture(timeline: Timeline, history: History, address: Addresses, *, today: date) -> Markup:
    """The picture of the front page."""
    bands = bands_of(timeline, history, today)
    axis = Axis(_FIRST, today + timedelta(days=60), _LANE_LABEL, _WIDTH - 8)
    centres: dict[str, float] = {}
    lanes: list[tuple[Tier, float, float]] = []
    y = _TOP
    for tier in Tier:
        top = y
        for row in _rows(band for band in bands if band.kind.tier is tier):
            thickest = max(_thickness(band.most) for band in row)
            centres |= {band.kind.id: y + thickest / 2 for band in row}
            y += thickest + _GAP
        lanes.append((tier, top - _LANE_GAP / 2 + 2, y + _LANE_GAP / 2 - _GAP))
        y += _LANE_GAP - _GAP
    title = "Kinds of NHS commissioning body in England from 1990 to today"
    drawing = Drawing.of(_WIDTH, y + _BOTTOM - _LANE_GAP / 2, title, "signature")
    _lanes(drawing, lanes)
    _years(drawing, axis)
    _flows(drawing.root, flows_of(history), {band.kind.id: band for band in bands}, centres, axis)
    for band in bands:
        _draw_band(drawing.root, band, centres[band.kind.id], axis, address)
    _restructures(drawing, axis, timeline, address)
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
        add(mark, "title", f"{bands[before].kind.plural} became or gave to {bands[after].kind.plural.lower()}")


def _draw_band(root: Element, band: Band, y: float, axis: Axis, address: Addresses) -> None:
    x1, x2 = axis.at(band.first) + 1, max(axis.at(band.last) - 1, axis.at(band.first) + 5)
    points = [(x1, next(iter(band.counts.values())))]
    points += [(axis.at(date(year, 7, 1)), count) for year, count in band.counts.items()]
    points.append((x2, list(band.counts.values())[-1]))
    points = [(x, count) for x, count in points if x1 <= x <= x2]
    upper = [f"{x:.1f} {y - _thickness(count) / 2:.1f}" for x, count in points]
    lower = [f"{x:.1f} {y + _thickness(count) / 2:.1f}" for x, count in reversed(points)]
    note = " (a published number; not all are listed)" if band.published else ""
    until = "" if band.last >= axis.last - timedelta(days=61) else f" to {band.last.year}"
    title = f"{band.kind.plural}, {band.first.year}{until or ' to today'}: {band.story}{note}"
    href = address("bodies.index", kind=band.kind.id)
    link = linked(root, href, title, f"band tier-{band.kind.tier}" + (" is-published" if band.published else ""))
    add(link, "path", d="M" + "L".join((*upper, *lower)) + "Z")
    _label(link, band, x1, x2, y)


def _label(link: Element, band: Band, x1: float, x2: float, y: float) -> None:
    room = x2 - x1 - 10
    names = (
        band.kind.plural,
        band.kind.label,
        band.kind.id.upper() + "s" if len(band.kind.id) < 5 else band.kind.label,
    )
    name = next((name for name in names if len(name) * 7.2 <= room), "")
    numbers = band.story + ("*" if band.published else "")
    thin = min(_thickness(count) for count in band.counts.values())
    if not name:
        name = fit(names[-1], room, 13)
    if thin >= 34 and name:
        add(link, "text", name, x=x1 + 7, y=y - 2, class_="band-name")
        add(link, "text", fit(numbers, room, 12), x=x1 + 7, y=y + 13, class_="band-count")
    elif name:
        text = add(link, "text", name, x=x1 + 7, y=y + 4.5, class_="band-name")
        if (len(name) + len(numbers)) * 7.2 + 8 <= room:
            count = add(text, "tspan", f"  {numbers}", class_="band-count")
            count.set("dx", "4")


def _restructures(drawing: Drawing, axis: Axis, timeline: Timeline, address: Addresses) -> None:
    group = add(drawing.root, "g", class_="frame")
    bottom, free = drawing.height - _BOTTOM + 4, 0.0
    for each in timeline.restructures:
        restructure = each.restructure
        x = axis.at(restructure.begins[0])
        label = max(x, free + 34)
        free = label
        add(group, "path", d=f"M{label:.1f} 30L{x:.1f} 44V{bottom:.1f}", class_="frame-restructure")
        title = f"{restructure.id}, {restructure.in_force_from[:4]}: {restructure.name}"
        href = address("restructures.show", restructure=restructure.id)
        link = linked(group, href, title, "frame-link")
        add(link, "rect", x=label - 15, y=8, width=30, height=22, rx=11)
        add(link, "text", restructure.id, x=label, y=23.5, text_anchor="middle")
