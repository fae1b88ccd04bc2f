"""The accountability chain of a body as a picture: the body at the bottom, labelled arrows upwards."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from graph.answers.accountability import Chain
from graph.model.entities import Tier
from graph.model.words import upper_first
from graph.names.description import description
from graph.record.history import History

from ..typeface import fit, wrapped
from .arrows import Curve, Place, clearest, lines_of, write_words
from .svg import Addresses, Drawing, Element, add, arrow_marker, linked, markup, shortened
from .words import LINE_KINDS

__all__ = ["picture"]

_WIDEST, _BOX, _HEIGHT, _BETWEEN, _GAP = 1112.0, 212.0, 60.0, 72.0, 24.0
_BESIDE = 150.0
"""Room on both sides of the boxes, for the arrows that pass some of them."""
_IN_A_ROW = 4
_LINES = 3
_LETTERS = 12.5


@dataclass(frozen=True, slots=True)
class _Box:
    """A body of the chain, or a kind whose bodies are not listed (without id)."""

    id: str
    name: str
    tier: Tier


def picture(chain: Chain, history: History, address: Addresses) -> Markup | None:
    """The chain as a drawing; None if the body answered to nobody known."""
    if not chain.steps:
        return None
    rows = _rows(chain)
    places: dict[str, Place] = {}
    width = min(_WIDEST, max(map(len, rows)) * (_BOX + 60) + 2 * _BESIDE)
    for level, row in enumerate(reversed(rows)):
        gap = (width - _BOX * len(row)) / (len(row) + 1)
        for number, key in enumerate(row):
            places[key] = (gap + number * (_BOX + gap), _GAP + level * (_HEIGHT + _BETWEEN))
    height = len(rows) * (_HEIGHT + _BETWEEN) - _BETWEEN + 2 * _GAP
    title = f"Whom {chain.body.name_on(chain.day)} answered to on {chain.day:%-d %B %Y}"
    drawing = Drawing.of(width, height, title, "system chain")
    arrow_marker(drawing.root)
    boxes = _boxes(chain, history)
    _arrows(drawing.root, chain, places, width)
    for key, place in places.items():
        _draw(drawing.root, boxes[key], place, chain, address)
    return markup(drawing)


def _key(body: str | None, kind: str) -> str:
    return body or f"kind:{kind}"


def _boxes(chain: Chain, history: History) -> Mapping[str, _Box]:
    own = chain.body
    boxes = {
        own.id: _Box(
            own.id, upper_first(description(history, own)) or own.name_on(chain.day), history.kinds[own.kind].tier
        )
    }
    for step in chain.steps:
        upper = step.upper.id if step.upper else ""
        boxes[_key(upper, step.upper_kind)] = _Box(upper, step.name, history.kinds[step.upper_kind].tier)
    return boxes


def _rows(chain: Chain) -> list[list[str]]:
    """The bodies in rows by distance above the first, limited to a readable width."""
    steps = [(step.from_id, _key(step.upper.id if step.upper else None, step.upper_kind)) for step in chain.steps]
    level = {chain.body.id: 0}
    for lower, upper in steps:
        level.setdefault(upper, level[lower] + 1)
    # Each goes above all that answer to it; where some answer to each other, that is impossible for all.
    for _ in level:
        raised = {upper: level[lower] + 1 for lower, upper in steps if level[upper] <= level[lower] < len(level)}
        if not raised or max(raised.values()) >= len(level):
            break
        level |= raised
    rows: list[list[str]] = []
    for number in sorted(set(level.values())):
        of_level = [key for key, each in level.items() if each == number]
        rows += [of_level[start : start + _IN_A_ROW] for start in range(0, len(of_level), _IN_A_ROW)]
    return rows


def _arrows(root: Element, chain: Chain, places: Mapping[str, Place], width: float) -> None:
    ways: dict[tuple[str, str], dict[str, bool]] = {}
    for step in chain.steps:
        pair = step.from_id, _key(step.upper.id if step.upper else None, step.upper_kind)
        words = LINE_KINDS[step.because.kind]
        of_pair = ways.setdefault(pair, {})
        of_pair[words] = of_pair.get(words, False) or step.by == "line"
    group = add(root, "g", class_="arrows")
    around = {key: (x, y, x + _BOX, y + _HEIGHT) for key, (x, y) in places.items()}
    curves = [
        clearest(
            _curves(places[lower], places[upper], width),
            [box for key, box in around.items() if key not in (lower, upper)],
        )
        for lower, upper in ways
    ]
    for curve, of_pair in zip(curves, ways.values(), strict=True):
        by_rule = "" if any(of_pair.values()) else " is-rule"
        mark = add(group, "path", d=curve.path, class_=f"arrow{by_rule}", marker_end="url(#arrow)")
        add(mark, "title", ", ".join(of_pair))
    write_words(group, curves, [lines_of(list(of_pair)) for of_pair in ways.values()], list(around.values()))


def _curves(lower: Place, upper: Place, width: float) -> Iterator[Curve]:
    """The curves that an arrow between two boxes may take; rows in between it passes on the right, else on the left."""
    (x1, y1), (x2, y2) = lower, upper
    rows = abs(y1 - y2) / (_HEIGHT + _BETWEEN)
    if rows <= 1 and y1 != y2:
        start = x1 + _BOX / 2, y1 if y2 < y1 else y1 + _HEIGHT
        end = x2 + _BOX / 2, y2 + _HEIGHT if y2 < y1 else y2
        yield Curve.upright(start, (start[1] + end[1]) / 2, end)
        return
    start, end = (x1 + _BOX, y1 + _HEIGHT / 2), (x2 + _BOX, y2 + _HEIGHT / 2)
    near = 30 + 40 * rows
    right, left = max(start[0], end[0]) + near, min(x1, x2) - near
    for further in range(0, int(width), 24):
        for side, bend, first, last in (
            (right <= width, right + further, start, end),
            (left >= 0, left - further, (x1, start[1]), (x2, end[1])),
        ):
            if not further or (side and -_BESIDE / 2 < bend < width + _BESIDE / 2):
                yield Curve.sideways(first, bend, last)


def _draw(root: Element, box: _Box, place: Place, chain: Chain, address: Addresses) -> None:
    x, y = place
    where = address("bodies.show", body=box.id, on=chain.day.isoformat()) if box.id else ""
    holder = (
        linked(root, where, box.name, f"kind-box tier-{box.tier}")
        if where
        else add(root, "g", class_="kind-box unlisted")
    )
    add(holder, "rect", x=x, y=y, width=_BOX, height=_HEIGHT, rx=4)
    lines = wrapped(box.name, _BOX - 20, _LETTERS)
    lines = lines if len(lines) <= _LINES else wrapped(shortened(box.name), _BOX - 20, _LETTERS)
    top = y + _HEIGHT / 2 - 8 * (min(len(lines), _LINES) - 1) + 4.5
    for number, line in enumerate(lines[:_LINES]):
        text = fit(f"{line} …" if number == _LINES - 1 and lines[_LINES:] else line, _BOX - 14, _LETTERS)
        add(holder, "text", text, x=x + 12, y=top + 16 * number, class_="kind-name")
