"""The system on a day: kinds of body in three tiers, with their numbers and who answered to whom.

An arrow runs up from the kind that answered to the one it answered to, and says how.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from markupsafe import Markup

from graph.answers.landscape import KindOnDay, Landscape
from graph.model.entities import Tier
from graph.model.words import lower_first
from graph.record.history import History

from ..typeface import fit, wrapped
from .arrows import Curve, Place, clearest, lines_of, write_words
from .svg import Addresses, Drawing, Element, add, arrow_marker, linked, markup
from .words import LINE_KINDS

__all__ = ["Arrow", "arrows_of", "picture"]

_WIDTH, _BOX, _HEIGHT, _TOP, _LEFT = 1120.0, 184.0, 68.0, 96.0, 100.0
_BETWEEN_ROWS, _BETWEEN_TIERS = 84.0, 52.0
"""Room for arrows and their words; between the rows of a tier, and between its lane and the next in addition."""
_NOT_DRAWN = frozenset(("other",))
_FROM_THE_TOP = ("post", "department", "national-body", "regulator")
"""The order of the national tier, in which the lines of accountability cross least."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """One kind answered to another, in these ways, by so many lines between bodies (none where only a rule says so)."""

    lower: str
    upper: str
    ways: tuple[str, ...]
    lines: int


def arrows_of(scene: Landscape, history: History) -> tuple[Arrow, ...]:
    """Who answered to whom by kind: lines between bodies, and rules between kinds."""
    ways: dict[tuple[str, str], dict[str, int]] = {}
    for lower, upper, way, lines in scene.flows:
        of_pair = ways.setdefault((lower, upper), {})
        of_pair[way] = of_pair.get(way, 0) + lines
    for rule in scene.rules:
        lower = rule.from_kind or history.bodies[rule.from_body].kind
        upper = rule.to_kind or history.bodies[rule.to_body].kind
        ways.setdefault((lower, upper), {}).setdefault(rule.kind, 0)
    return tuple(
        Arrow(lower, upper, tuple(found), max(found.values()))
        for (lower, upper), found in ways.items()
        if lower != upper
    )


def picture(scene: Landscape, history: History, address: Addresses) -> Markup | None:
    """The tiers drawn; nothing on a day on which the record knows of no body."""
    tiers = {tier: _drawn(scene, tier) for tier in Tier}
    if not any(tiers.values()):
        return None
    places: dict[str, tuple[float, float]] = {}
    lanes: list[tuple[Tier, float, float]] = []
    y = _TOP
    for tier, kinds in tiers.items():
        rows = [kinds[start : start + 5] for start in range(0, len(kinds), 5)] or [[]]
        top = y
        for row in rows:
            gap = (_WIDTH - _LEFT - _BOX * len(row)) / (len(row) + 1)
            for number, each in enumerate(row):
                places[each.kind.id] = (_LEFT + gap + number * (_BOX + gap), y + 18)
            y += _HEIGHT + _BETWEEN_ROWS
        lanes.append((tier, top, y - _BETWEEN_ROWS + 30))
        y += _BETWEEN_TIERS - 30
    drawing = Drawing.of(
        _WIDTH, y - _BETWEEN_TIERS - _BETWEEN_ROWS + 68, f"The NHS in England on {scene.day:%-d %B %Y}", "system"
    )
    group = add(drawing.root, "g", class_="lanes")
    for tier, top, bottom in lanes:
        add(group, "rect", x=0, y=top, width=_WIDTH, height=bottom - top, class_=f"lane lane-{tier}", rx=4)
        add(group, "text", tier.value.capitalize(), x=12, y=top + 24, class_="lane-label")
    _arrows(drawing.root, arrows_of(scene, history), places, history)
    for kinds in tiers.values():
        for each in kinds:
            _box(drawing.root, each, places[each.kind.id], scene, address)
    return markup(drawing)


def _drawn(scene: Landscape, tier: Tier) -> list[KindOnDay]:
    drawn = [each for each in scene.tier(tier) if each.count and each.kind.id not in _NOT_DRAWN]
    order = {kind: number for number, kind in enumerate(_FROM_THE_TOP)}
    return sorted(drawn, key=lambda each: (order.get(each.kind.id, 0), -each.count))


def _box(root: Element, each: KindOnDay, place: tuple[float, float], scene: Landscape, address: Addresses) -> None:
    x, y = place
    more = f" + {len(each.possible)} possible" if each.possible else ""
    alone = each.count == 1 and not each.possible
    name = each.entries[0].name if alone else each.kind.plural
    if alone:
        href = address("bodies.show", body=each.entries[0].body.id)
    else:
        href = address("bodies.index", **{"kind": each.kind.id, "as-at": scene.day.isoformat()})
    link = linked(root, href, f"{each.count:,}{more} {name}", f"kind-box tier-{each.kind.tier}")
    add(link, "rect", x=x, y=y, width=_BOX, height=_HEIGHT, rx=4)
    figure = add(link, "text", f"{each.count:,}", x=x + 12, y=y + 25, class_="kind-count")
    if more:
        add(figure, "tspan", more, class_="kind-more")
    lines = wrapped(name, _BOX - 20, 12.5)
    for number, line in enumerate(lines[:2]):
        text = fit(f"{line} …" if number == 1 and lines[2:] else line, _BOX - 14, 12.5)
        add(link, "text", text, x=x + 12, y=y + 44 + 15 * number, class_="kind-name")


def _arrows(
    root: Element, arrows: tuple[Arrow, ...], places: Mapping[str, tuple[float, float]], history: History
) -> None:
    arrow_marker(root)
    group = add(root, "g", class_="arrows")
    drawn = [arrow for arrow in arrows if arrow.lower in places and arrow.upper in places]
    curves = _curves(drawn, places)
    for arrow, way in zip(drawn, curves, strict=True):
        by_rule = "" if arrow.lines else " is-rule"
        mark = add(group, "path", d=way.path, class_=f"arrow{by_rule}", marker_end="url(#arrow)")
        lower, upper = history.kinds[arrow.lower].plural, lower_first(history.kinds[arrow.upper].plural)
        add(mark, "title", f"{lower} {', '.join(_words(arrow))} {upper}")
    boxes = [(x, y, x + _BOX, y + _HEIGHT) for x, y in places.values()]
    write_words(group, curves, [lines_of(_words(arrow)) for arrow in drawn], boxes)


def _words(arrow: Arrow) -> list[str]:
    return [LINE_KINDS[way] for way in arrow.ways]


def _curves(arrows: Sequence[Arrow], places: Mapping[str, Place]) -> list[Curve]:
    """The way of each arrow: up from the lower box, or over the top of both; those at one edge of a box part there."""
    ends: dict[tuple[str, bool], list[tuple[tuple[int, float], int, bool]]] = {}
    over = [places[arrow.upper][1] >= places[arrow.lower][1] for arrow in arrows]
    for number, arrow in enumerate(arrows):
        lower, upper = places[arrow.lower][0], places[arrow.upper][0]
        ends.setdefault((arrow.lower, True), []).append((_order(lower, upper, over[number]), number, False))
        ends.setdefault((arrow.upper, over[number]), []).append((_order(upper, lower, over[number]), number, True))
    at: dict[tuple[int, bool], Place] = {}
    for (kind, at_the_top), found in ends.items():
        x, y = places[kind]
        for place, (_, number, is_end) in enumerate(sorted(found), 1):
            at[number, is_end] = x + _BOX * place / (len(found) + 1), y if at_the_top else y + _HEIGHT
    curves = []
    for number, is_over in enumerate(over):
        start, end = at[number, False], at[number, True]
        passed = [(x, y, x + _BOX, y + _HEIGHT) for x, y in places.values() if end[1] < y and y + _HEIGHT < start[1]]
        lift = min(start[1], end[1]) - 34 - abs(end[0] - start[0]) / 8
        curves.append(Curve.upright(start, lift, end) if is_over else clearest(_upwards(start, end), passed))
    return curves


def _upwards(start: Place, end: Place) -> Iterator[Curve]:
    """The ways up from one box to another, that which bends in the middle first: upright for longer, below or above."""
    middle, whole = (start[1] + end[1]) / 2, start[1] - end[1]
    yield Curve.upright(start, middle, end)
    for further, nearer in product((0.2, 0.4, 0.6, 0.8, 1.0), (0.0, 0.2, 0.4, 0.6)):
        for sign in (-1, 1):
            first, second = middle + sign * whole * further, middle - sign * whole * nearer
            yield Curve(start, (start[0], first), (end[0], second), end)


def _order(here: float, there: float, is_over: bool) -> tuple[int, float]:
    """Sorts arrows along an edge so that they cross least: one over the top lies within those that lead further."""
    if not is_over:
        return 1, there
    return 0 if there < here else 2, -there
