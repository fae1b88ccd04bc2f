"""Timeline strip of a place: its local commissioners and the tiers above.

Time runs to the right, or downwards on narrow screens. Simultaneous bodies share the lane by people; a body is one
shape that narrows where others took over next to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from graph.answers.geography.place import PlaceSpell
from graph.model.commissioners import ERAS
from graph.model.dates import Precision, Spell
from graph.model.entities import Kind
from graph.model.policy import Restructure
from graph.model.words import in_words, spell_in_words

from ..pictures.svg import Addresses, Element, add, linked, shortened
from ..typeface import text_width, wrapped

__all__ = ["FIRST", "strip"]

FIRST: Final = date(1990, 1, 1)
_BEHIND: Final = 0.24
"""The part of the lane that a health authority keeps while groups and trusts do its work (it stayed so in law)."""
_SHORT: Final = 40
"""Days that are too few to be seen in the strip."""
_LOCAL: Final = frozenset(kind for era in ERAS for kind in era)
_LANES: Final = (("Region", ("rha", "regional-office", "nhs-region")), ("Strategic authority", ("sha",)))
_ONE_DAY: Final = timedelta(days=1)
_MONTH: Final = len("2011-06")
_ROWS: Final = 5
"""Rows of names of restructures over the lanes."""
_ROW: Final = 24.0
_LANES_FROM: Final = 6.0 + _ROW * _ROWS


@dataclass(frozen=True, slots=True)
class _Band:
    """A period in which a body has part of its lane, from `low` to `high` of its thickness."""

    first: date
    after: date
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Paper:
    """The coordinate system: time along, lanes across; `down` if time runs downwards."""

    down: bool
    begin: float
    length: float
    last: date

    def along(self, day: date) -> float:
        span = max((self.last - FIRST).days, 1)
        return self.begin + self.length * (min(max(day, FIRST), self.last) - FIRST).days / span

    def rect(self, parent: Element, first: float, last: float, near: float, far: float, **more: str) -> Element:
        """A rectangle from `first` to `last` along time, `near` to `far` across."""
        if self.down:
            return add(parent, "rect", x=near, y=first, width=far - near, height=max(last - first, 0.5), **more)
        return add(parent, "rect", x=first, y=near, width=max(last - first, 0.5), height=far - near, **more)

    def path(self, points: Iterable[tuple[float, float]]) -> str:
        """A closed path through points given along and across."""
        steps = [f"{b:.1f} {a:.1f}" if self.down else f"{a:.1f} {b:.1f}" for a, b in points]
        return f"M{'L'.join(steps)}Z"

    def line(self, parent: Element, at: float, near: float, far: float, class_: str) -> None:
        if self.down:
            add(parent, "line", x1=near, x2=far, y1=at, y2=at, class_=class_)
        else:
            add(parent, "line", x1=at, x2=at, y1=near, y2=far, class_=class_)


def strip(
    name: str,
    local: Sequence[PlaceSpell],
    above: Sequence[PlaceSpell],
    kinds: Mapping[str, Kind],
    restructures: Sequence[Restructure],
    address: Addresses,
    today: date,
    *,
    down: bool = False,
) -> Element:
    """The strip as a drawing; `down` for narrow screens, where restructures are numbered."""
    last = date(today.year, today.month, 1) + timedelta(days=31)
    lanes = [(label, [each for each in above if each.body.kind in of]) for label, of in _LANES]
    lanes = [(label, of) for label, of in lanes if of]
    if down:
        paper = _Paper(True, 24.0, 26.0 * (last - FIRST).days / 365.25, last)
        edges = [(56.0 + 30 * place, 80.0 + 30 * place) for place in range(len(lanes))]
        lane = (64.0 + 30 * len(lanes), 316.0)
        width, height = 350.0, paper.begin + paper.length + 12
    else:
        paper = _Paper(False, 112.0, 1032.0, last)
        edges = [(_LANES_FROM + 34 * place, _LANES_FROM + 30 + 34 * place) for place in range(len(lanes))]
        lane = (_LANES_FROM + 6 + 34 * len(lanes), _LANES_FROM + 134 + 34 * len(lanes))
        width, height = 1160.0, lane[1] + 30
    size = {"viewBox": f"0 0 {width:.0f} {height:.0f}", "width": f"{width:.0f}", "height": f"{height:.0f}"}
    label = f"Commissioners of {name} since 1990, the first {'above' if down else 'on the left'}"
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "class": "strip", "role": "group"})
    root.attrib["aria-label"] = label
    _hatch(root, "strip-hatch-down" if down else "strip-hatch")
    shown = [each for each in restructures if FIRST < each.begins[0] < last]
    _restructures(root, paper, shown, lane, address)
    for (title, of_lane), (near, far) in zip(lanes, edges, strict=True):
        if not down:
            for number, line in enumerate(wrapped(title, 100, 12)):
                add(root, "text", line, x=0, y=(near + far) / 2 + 4 + 14 * number, class_="strip-label")
        for each, bands in _banded(of_lane, kinds, last):
            _body(root, paper, each, bands, (near, far), address, "strip-tier")
            _label(add(root, "g", class_="strip-words strip-tier"), paper, each, bands, (near, far), kinds)
    if not down:
        for number, line in enumerate(("Local", "commissioner")):
            add(root, "text", line, x=0, y=lane[0] + 18 + 15 * number, class_="strip-label is-main")
    banded = _banded(local, kinds, last)
    for each, bands in banded:
        _body(root, paper, each, bands, lane, address, f"strip-{_era(each.body.kind, kinds)}")
    for first, after in _doubtful(local, last):
        paper.rect(root, paper.along(first), paper.along(after), *lane, class_="strip-doubt", fill=_url(down))
    for each, bands in banded:
        doubt = "" if _certain(each, last) else " is-doubtful"
        words = add(root, "g", class_=f"strip-words strip-{_era(each.body.kind, kinds)}{doubt}")
        _label(words, paper, each, bands, lane, kinds)
    for restructure in shown:
        paper.line(root, paper.along(restructure.begins[0]), *lane, class_="strip-dots")
    _axis(root, paper, lane, last)
    return root


def _url(down: bool) -> str:
    return "url(#strip-hatch-down)" if down else "url(#strip-hatch)"


def _hatch(root: Element, name: str) -> None:
    pattern = add(
        add(root, "defs"),
        "pattern",
        id=name,
        width=10,
        height=10,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    add(pattern, "rect", width=10, height=10, class_="strip-hatch-ground")
    add(pattern, "rect", width=5, height=10, class_="strip-hatch-line")


def _era(kind: str, kinds: Mapping[str, Kind]) -> str:
    """The era's kind that a body's kind counts with: care trusts are drawn as PCTs."""
    while kind not in _LOCAL and kind in kinds and kinds[kind].broader:
        kind = kinds[kind].broader
    return kind


def _place_in_time(kind: str, kinds: Mapping[str, Kind]) -> int:
    era = _era(kind, kinds)
    return next((place for place, of in enumerate(ERAS) if era in of), 0)


def _certain(each: PlaceSpell, last: date) -> tuple[date, date] | None:
    """From the first day the body certainly held the place to the day after the last; None if too short to be seen."""
    spell = each.spell
    if spell.start is None:
        return None
    after = min(spell.surely_until, last) + _ONE_DAY if spell.surely_until < last else last
    first = max(spell.starts[1], FIRST)
    return (first, after) if (after - first).days > _SHORT else None


def _possible(each: PlaceSpell, last: date) -> tuple[date, date]:
    spell = each.spell
    first = max(spell.starts[0], each.kind.spell.starts[0], FIRST)
    return first, last if spell.ends[1] >= last else spell.ends[1] + _ONE_DAY


def _banded(
    spells: Sequence[PlaceSpell], kinds: Mapping[str, Kind], last: date
) -> list[tuple[PlaceSpell, list[_Band]]]:
    """The bands of each body; simultaneous bodies share by people, later eras before earlier ones."""
    spans = {index: _certain(each, last) or _possible(each, last) for index, each in enumerate(spells)}
    days = sorted({day for span in spans.values() for day in span})
    bands: dict[int, list[_Band]] = {index: [] for index in spans}
    for first, after in pairwise(days):
        here = [index for index, (begin, end) in spans.items() if begin <= first and after <= end]
        if not here:
            continue
        newest = max(_place_in_time(spells[index].body.kind, kinds) for index in here)
        acting = [i for i in here if _place_in_time(spells[i].body.kind, kinds) == newest]
        behind = [i for i in here if i not in acting]
        total = sum(float(spells[i].share.high) for i in acting) or 1.0
        # If the later bodies are known for only a part, their predecessors keep the rest.
        top = max(_BEHIND, 1 - total) if behind else 0.0
        for number, index in enumerate(behind):
            bands[index].append(_Band(first, after, top * number / len(behind), top * (number + 1) / len(behind)))
        # Unknown parts stay empty: incomplete shares are not scaled up.
        scale = (1 - top) / max(total, 1.0)
        low = top
        for index in acting:
            high = low + float(spells[index].share.high) * scale
            bands[index].append(_Band(first, after, low, min(high, 1.0)))
            low = high
    return [(spells[index], joined) for index, of_body in bands.items() if (joined := _joined(of_body))]


def _joined(bands: Sequence[_Band]) -> list[_Band]:
    """Adjacent bands of the same thickness, merged."""
    found: list[_Band] = []
    for band in bands:
        if found and (found[-1].after, found[-1].low, found[-1].high) == (band.first, band.low, band.high):
            found[-1] = _Band(found[-1].first, band.after, band.low, band.high)
        else:
            found.append(band)
    return found


def _doubtful(spells: Sequence[PlaceSpell], last: date) -> list[tuple[date, date]]:
    """The periods in which one body replaced another on an unknown day."""
    found: list[tuple[date, date]] = []
    for each in spells:
        certain, possible = _certain(each, last), _possible(each, last)
        stretches = [possible] if certain is None else [(possible[0], certain[0]), (certain[1], possible[1])]
        for first, after in stretches:
            if first >= FIRST and (after - first).days > _SHORT:
                found.append((first, after))
    merged: list[tuple[date, date]] = []
    for first, after in sorted(found):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(after, merged[-1][1]))
        else:
            merged.append((first, after))
    return merged


def _body(
    root: Element,
    paper: _Paper,
    each: PlaceSpell,
    bands: Sequence[_Band],
    lane: tuple[float, float],
    address: Addresses,
    class_: str,
) -> None:
    near, far = lane
    thick = far - near
    tops = [(paper.along(day), near + band.low * thick) for band in bands for day in (band.first, band.after)]
    bottoms = [(paper.along(day), near + band.high * thick) for band in bands for day in (band.first, band.after)]
    title = f"{each.body.caption}, {spell_in_words(each.spell)}"
    link = linked(root, address("bodies.show", body=each.body.id), title, f"strip-body {class_}")
    add(link, "path", d=paper.path([*tops, *reversed(bottoms)]))


def _label(
    link: Element,
    paper: _Paper,
    each: PlaceSpell,
    bands: Sequence[_Band],
    lane: tuple[float, float],
    kinds: Mapping[str, Kind],
) -> None:
    """The name in the largest band: horizontal, else rotated, else omitted (the table has it)."""
    near, far = lane
    thick = far - near

    def room(band: _Band) -> tuple[float, float]:
        long, wide = paper.along(band.after) - paper.along(band.first), (band.high - band.low) * thick
        return (wide, long) if paper.down else (long, wide)

    band = max(bands, key=lambda each: room(each)[0] * room(each)[1])
    wide, high = room(band)
    along, across = paper.along(band.first), near + band.low * thick
    x, y = (across, along) if paper.down else (along, across)
    name = _short(each, kinds)
    size = 12.0
    lines = wrapped(name, wide - 10, size, bold=True)
    fits = all(text_width(line, size, bold=True) <= wide - 10 for line in lines) and len(lines) * 15 + 6 <= high
    if fits:
        for number, line in enumerate(lines):
            add(link, "text", line, x=x + 5, y=y + 15 + 15 * number, class_="strip-name")
        since = _since(each.spell) if each.spell.starts[0] > FIRST else ""
        if since and (len(lines) + 1) * 15 + 6 <= high and text_width(since, 11) <= wide - 10:
            add(link, "text", since, x=x + 5, y=y + 15 + 15 * len(lines), class_="strip-since")
        return
    if _era(each.body.kind, kinds) not in _LOCAL and not paper.down:
        lines = wrapped(name, wide - 6, 11)
        if len(lines) * 13 + 4 <= high and all(text_width(line, 11) <= wide - 6 for line in lines):
            for number, line in enumerate(lines):
                add(link, "text", line, x=x + 3, y=y + 13 + 13 * number, class_="strip-since")
        return
    if wide >= 17 and text_width(name, size, bold=True) <= high - 10:
        middle = x + wide / 2
        add(
            link,
            "text",
            name,
            x=middle - 4,
            y=y + 6,
            transform=f"rotate(90 {middle - 4:.1f} {y + 6:.1f})",
            class_="strip-name",
        )


def _short(each: PlaceSpell, kinds: Mapping[str, Kind]) -> str:
    """The shortest unambiguous name: without `NHS`, kinds abbreviated; tiers above without their kind."""
    name = shortened(each.body.caption).removeprefix("NHS ")
    if _era(each.body.kind, kinds) not in _LOCAL:
        for end in (" RHA", " SHA", " Regional Office", " Commissioning Region", " Region"):
            name = name.removesuffix(end)
        return name.removeprefix("Executive ")
    return name.removesuffix(" (name not found)").replace("PCG ", "")


def _since(spell: Spell) -> str:
    """The first month in short, or the year where no more is known."""
    if spell.start is None:
        return ""
    by = "by" if spell.start_precision is Precision.BY else "from"
    return f"{by} {spell.start.year}" if spell.start_precision is Precision.YEAR else f"{by} {spell.start:%b %Y}"


def _restructures(
    root: Element, paper: _Paper, shown: Sequence[Restructure], lane: tuple[float, float], address: Addresses
) -> None:
    """Each restructure as a line through the lanes with its name above; numbered if time runs down."""
    free = [0.0] * _ROWS
    ticks = add(root, "g")  # all lines under all names
    for restructure in shown:
        at = paper.along(restructure.begins[0])
        when = in_words(restructure.in_force_from[:_MONTH])
        title = f"{restructure.id}: {restructure.name}, {when}"
        link = linked(root, address("restructures.show", restructure=restructure.id), title, "strip-restructure")
        if paper.down:
            paper.line(link, at, 50.0, lane[1], "strip-tick")
            add(link, "circle", cx=lane[1] + 18, cy=at, r=11)
            add(link, "text", restructure.id.removeprefix("r"), x=lane[1] + 18, y=at + 4, text_anchor="middle")
            continue
        name = restructure.name.partition(":")[0].partition(";")[0]
        end = paper.begin + paper.length + 14
        wide = max(text_width(name, 11, bold=True), text_width(when, 11))
        left = wide > end - at - 8
        from_ = at - wide - 8 if left else at - 4
        row = next((row for row in range(_ROWS) if free[row] <= from_), min(range(_ROWS), key=lambda row: free[row]))
        x, anchor = (at - 4, "end") if left else (at + 4, "start")
        paper.line(ticks, at, 4 + _ROW * row, lane[1], "strip-tick")
        # A ground of its own, so that no line of another runs through the words.
        ground = x - wide - 2 if left else x - 2
        add(link, "rect", x=ground, y=3 + _ROW * row, width=wide + 4, height=_ROW, class_="strip-ground")
        add(link, "text", name, x=x, y=13 + _ROW * row, text_anchor=anchor, class_="strip-what")
        add(link, "text", when, x=x, y=24 + _ROW * row, text_anchor=anchor, class_="strip-when")
        free[row] = at + 4 if left else x + wide + 4


def _axis(root: Element, paper: _Paper, lane: tuple[float, float], last: date) -> None:
    group = add(root, "g", class_="strip-axis")
    for year in range(FIRST.year, last.year + 1):
        at = paper.along(date(year, 1, 1))
        long = 8 if year % 5 == 0 else 4
        if paper.down:
            add(group, "line", x1=50 - long, x2=50, y1=at, y2=at)
            if year % 5 == 0:
                add(group, "text", str(year), x=36, y=at + 4, text_anchor="end")
        else:
            add(group, "line", x1=at, x2=at, y1=lane[1] + 2, y2=lane[1] + 2 + long)
            if year % 5 == 0:
                add(group, "text", str(year), x=at, y=lane[1] + 24, text_anchor="middle")
