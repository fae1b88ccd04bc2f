"""Alluvial diagram of a region: a block for each local commissioner per era, ribbons for shared people.

Blocks are placed by date, with heights proportional to mid-2020 people held in the region.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.answers.geography.map import MapOnDay
from graph.model.entities import Kind
from graph.model.partition import Areas
from graph.model.words import in_words, lower_first, people_in_words

from ..pictures.svg import Addresses, Element, add, linked, shortened
from ..typeface import text_width, wrapped

__all__ = ["Column", "alluvial", "columns"]

_WIDTH: Final = 1200.0
_BLOCK: Final = 123.0
_TOP: Final = 74.0
_HIGH: Final = 560.0
_GAP: Final = 9.0
_LEAST: Final = 3.0
_HUES: Final = 6
_PART: Final = 0.995
"""A cell of which a body held so much is counted as held by it alone: parts are rounded to three decimals."""


@dataclass(frozen=True, slots=True)
class Column:
    """A day, the kinds of its commissioners, and the people of each cell held by each; `""` for unknown.

    `parts` are the cells held by more than one, whose internal border is approximate.
    """

    day: date
    kinds: tuple[Kind, ...]
    held: Mapping[str, Mapping[str, float]]
    names: Mapping[str, str]
    parts: frozenset[str]

    @property
    def count(self) -> int:
        return len(self.held.keys() - {""})

    @property
    def counted(self) -> str:
        """The number of commissioners: at least so many where some of the area is unknown, empty where all of it is."""
        return f"{'at least ' if '' in self.held else ''}{self.count:,}" if self.count else ""

    def people(self, body: str) -> float:
        return sum(self.held[body].values())


def columns(areas: Areas, maps: Sequence[MapOnDay], region: Sequence[str]) -> tuple[Column, ...]:
    """The region's state on the day of each map."""
    return tuple(_column(areas, each, region) for each in maps)


def _column(areas: Areas, on_day: MapOnDay, region: Sequence[str]) -> Column:
    held: dict[str, dict[str, float]] = {}
    names, parts = {"": "not known"}, set()
    for cell in region:
        population = areas.cells[cell].population
        found = on_day.cells[cell].held if cell in on_day.cells else ()
        if len(found) > 1 or (found and found[0][1].share < _PART):
            parts.add(cell)
        rest = float(population)
        for body, piece in found:
            people = population * float(piece.share)
            held.setdefault(body, {})[cell] = people
            rest -= people
            mapped = on_day.body(body)
            names[body] = mapped.name if mapped else body
        if rest > population * (1 - _PART):
            held.setdefault("", {})[cell] = rest
    return Column(on_day.day, tuple(on_day.kinds), held, names, frozenset(parts))


def alluvial(
    region: str, shown: Sequence[Column], order: Sequence[str], address: Addresses, *, place: frozenset[str]
) -> Element:
    """The picture; `order` has the region's cells from top to bottom, `place` the highlighted ones."""
    first, last = shown[0].day, shown[-1].day
    rank = {cell: number for number, cell in enumerate(order)}
    total = max(sum(map(column.people, column.held)) for column in shown)
    most = max(len(column.held) for column in shown)
    unit = (_HIGH - _GAP * most) / total
    xs = _places([column.day for column in shown], first, last)
    hues = _hues(shown, rank)
    height = _TOP + _HIGH + 20
    size = {"viewBox": f"0 0 {_WIDTH:.0f} {height:.0f}", "width": f"{_WIDTH:.0f}", "height": f"{height:.0f}"}
    label = f"Commissioners of {region} from {in_words(first)} to {in_words(last)}"
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "class": "alluvial", "role": "group"})
    root.attrib["aria-label"] = label
    tops = [_tops(column, rank, unit) for column in shown]
    ribbons = add(root, "g", class_="alluvial-ribbons")
    for number in range(len(shown) - 1):
        _ribbons(ribbons, shown, number, tops, xs, unit, rank, hues, place)
    for column, x, of_column in zip(shown, xs, tops, strict=True):
        _head(root, column, x)
        for body, top in of_column.items():
            _block(root, column, body, x, top, unit, address, place)
    return root


def _places(days: Sequence[date], first: date, last: date) -> list[float]:
    """Horizontal positions: by date, without overlaps."""
    span = max((last - first).days, 1)
    xs = [(day - first).days / span * (_WIDTH - _BLOCK) for day in days]
    for number in range(len(xs) - 2, -1, -1):
        xs[number] = min(xs[number], xs[number + 1] - _BLOCK - 24)
    for number in range(1, len(xs)):
        xs[number] = max(xs[number], xs[number - 1] + _BLOCK + 24) if xs[0] < 0 else xs[number]
    low = min(xs)
    return [x - low for x in xs] if low < 0 else xs


def _middle(cells: Mapping[str, float], rank: Mapping[str, int]) -> float:
    people = sum(cells.values()) or 1.0
    return sum(rank[cell] * number for cell, number in cells.items()) / people


def _tops(column: Column, rank: Mapping[str, int], unit: float) -> dict[str, float]:
    """The top of each block, by position; the column is vertically centred."""
    bodies = sorted(column.held, key=lambda body: _middle(column.held[body], rank))
    heights = [max(column.people(body) * unit, _LEAST) for body in bodies]
    y = _TOP + (_HIGH - sum(heights) - _GAP * (len(bodies) - 1)) / 2
    found = {}
    for body, height in zip(bodies, heights, strict=True):
        found[body] = y
        y += height + _GAP
    return found


def _hues(shown: Sequence[Column], rank: Mapping[str, int]) -> dict[str, int]:
    """A colour for each cell: that of its commissioner in the column with fewest, except the last."""
    base = min(shown[:-1] or shown, key=lambda column: (column.count < 2, column.count))
    bodies = sorted(base.held, key=lambda body: _middle(base.held[body], rank))
    return {cell: number % _HUES for number, body in enumerate(bodies) for cell in base.held[body]}


def _ribbons(
    group: Element,
    shown: Sequence[Column],
    number: int,
    tops: Sequence[Mapping[str, float]],
    xs: Sequence[float],
    unit: float,
    rank: Mapping[str, int],
    hues: Mapping[str, int],
    place: frozenset[str],
) -> None:
    """The people shared by two blocks. If both hold only part of a cell, the number is unknown and none is drawn."""
    one, two = shown[number], shown[number + 1]
    out, into = dict(tops[number]), dict(tops[number + 1])
    x1, x2 = xs[number] + _BLOCK, xs[number + 1]
    flows = []
    for left, cells in one.held.items():
        for right, others in two.held.items():
            shared: dict[int, float] = {}
            marked = False
            for cell in cells.keys() & others.keys():
                if cell in one.parts and cell in two.parts:
                    continue
                people = min(cells[cell], others[cell])
                shared[hues.get(cell, 0)] = shared.get(hues.get(cell, 0), 0.0) + people
                marked = marked or cell in place
            flows += [(left, right, hue, people, marked) for hue, people in sorted(shared.items())]
    flows.sort(key=lambda flow: (tops[number][flow[0]], tops[number + 1][flow[1]], flow[2]))
    by_right = sorted(flows, key=lambda flow: (tops[number + 1][flow[1]], tops[number][flow[0]], flow[2]))
    ends = {}
    for flow in by_right:
        ends[flow[:3]] = into[flow[1]]
        into[flow[1]] += flow[3] * unit
    middle = (x1 + x2) / 2
    for left, right, hue, people, marked in flows:
        a, b, wide = out[left], ends[left, right, hue], people * unit
        out[left] += wide
        path = (
            f"M{x1:.1f} {a:.1f}C{middle:.1f} {a:.1f} {middle:.1f} {b:.1f} {x2:.1f} {b:.1f}V{b + wide:.1f}"
            f"C{middle:.1f} {b + wide:.1f} {middle:.1f} {a + wide:.1f} {x1:.1f} {a + wide:.1f}Z"
        )
        unknown = " is-unknown" if not left or not right else ""
        chosen = " is-chosen" if marked else ""
        mark = add(group, "path", d=path, class_=f"alluvial-{hue}{unknown}{chosen}")
        add(mark, "title", f"{one.names[left]} to {two.names[right]}: {people_in_words(round(people))} people")


def _head(root: Element, column: Column, x: float) -> None:
    add(root, "text", f"{column.day:%-d %b %Y}", x=x, y=16, class_="alluvial-day")
    alone = column.counted == "1"
    kinds = " and ".join(lower_first(kind.label if alone else kind.plural) for kind in column.kinds)
    words = f"{column.counted} {kinds}" if column.counted else "areas not known"
    for number, line in enumerate(wrapped(words, _BLOCK, 12)[:2]):
        add(root, "text", line, x=x, y=34 + 15 * number, class_="alluvial-kind")
    add(root, "line", x1=x, x2=x + _BLOCK, y1=_TOP - 18, y2=_TOP - 18, class_="alluvial-axis")


def _block(
    root: Element,
    column: Column,
    body: str,
    x: float,
    top: float,
    unit: float,
    address: Addresses,
    place: frozenset[str],
) -> None:
    people = column.people(body)
    height = max(people * unit, _LEAST)
    marked = " is-chosen" if place & column.held[body].keys() else ""
    dashed = " is-part" if column.parts & column.held[body].keys() else ""
    about = "about " if dashed else ""
    title = f"{column.names[body]}: {about}{people_in_words(round(people))} people of the region"
    if not body:
        parent = add(root, "g", class_="alluvial-block is-unknown")
        add(parent, "title", f"No commissioner is known of {people_in_words(round(people))} people")
        add(parent, "rect", x=x, y=top, width=_BLOCK, height=height)
        name = "Borders not known"
    else:
        parent = linked(root, address("bodies.show", body=body), title, f"alluvial-block{marked}{dashed}")
        add(parent, "rect", x=x, y=top, width=_BLOCK, height=height)
        add(parent, "rect", x=x, y=top, width=4, height=height, class_="alluvial-edge")
        name = _bare(column.names[body])
    set_ = _set(name, height)
    if set_ is None:
        return
    lines, leading, small = set_
    count = f"{about}{people_in_words(round(people))}" if (height - 2) // leading > len(lines) else ""
    y = top + height / 2 - (len(lines) + bool(count) - 1) * leading / 2 + 4
    class_ = "alluvial-name is-small" if small else "alluvial-name"
    for number, line in enumerate(lines):
        add(parent, "text", line, x=x + 9, y=y + leading * number, class_=class_)
    if count:
        add(parent, "text", count, x=x + 9, y=y + leading * len(lines))


def _set(name: str, height: float) -> tuple[list[str], float, bool] | None:
    """The whole name in lines that fit a block, their distance, and whether they are small; None if it does not fit."""
    for words in (name, name.replace(" and ", " & ")):
        for size, leading in ((12, 14.0), (11, 12.0)):
            lines = wrapped(words, _BLOCK - 13, size, bold=True)
            wide = max(text_width(line, size, bold=True) for line in lines)
            if wide <= _BLOCK - 13 and len(lines) * leading <= height:
                return lines, leading, size < 12
    return None


def _bare(name: str) -> str:
    """A name without its kind, which is in the column's heading."""
    short = shortened(name).removeprefix("NHS ").removesuffix(" (name not found)")
    for end in (" CCG", " PCT", " ICB", " HA", " DHA", " CT", " Teaching"):
        short = short.removesuffix(end)
    return short
