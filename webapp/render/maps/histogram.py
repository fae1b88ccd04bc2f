"""Histogram of local commissioners by month, on a linear time axis; the map's slider runs over it.

One shape per era avoids hairlines between months; possible bodies are a pale layer on top, published counts are
circles. Labels are at the first month of their step, and omitted where they do not fit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from graph.answers.geography.commissioners import Commissioners, Step
from graph.model.commissioners import ERAS
from graph.model.words import in_words, lower_first

from ..pictures.svg import Drawing, Element, add, linked
from ..typeface import text_width

__all__ = ["NARROW", "WIDE", "Frame", "histogram"]


@dataclass(frozen=True, slots=True)
class Frame:
    """Histogram sizes in pixels (total, margins, letters), and the years between labels."""

    width: float
    height: float
    left: float
    right: float
    size: float
    years: int
    class_: str

    @property
    def top(self) -> float:
        return 34.0

    @property
    def bottom(self) -> float:
        return self.height - 34.0


WIDE: Final = Frame(1272, 212, 44, 12, 13, 5, "map-months-wide")
NARROW: Final = Frame(358, 190, 34, 10, 12, 10, "map-months-narrow")
_STEPS: Final = (1, 2, 5, 10, 20, 50, 100)
"""Distances of the lines of a scale; the least that makes at most five of them, if any does."""
_GAP: Final = 4.0
_EDGE: Final = 6.0
"""What the last label stays away from the edge, for a typeface that runs wider."""

Addresses = Callable[[date], str]
"""The address of the map of a day."""


@dataclass(frozen=True, slots=True)
class _Scale:
    frame: Frame
    months: int
    most: int

    def x(self, month: float) -> float:
        """The left edge of a month; the last month also has a width."""
        return self.frame.left + month * (self.frame.width - self.frame.left - self.frame.right) / self.months

    def y(self, number: float) -> float:
        return self.frame.bottom - number * (self.frame.bottom - self.frame.top) / self.most


def histogram(numbers: Commissioners, day: date, address: Addresses, frame: Frame = WIDE) -> Element:
    """The histogram with a marked day."""
    counts = numbers.counts
    most = max(count.certain + count.possible for count in counts)
    step = _step(most)
    scale = _Scale(frame, len(counts), -(-max(most, 1) // step) * step)
    title = "Number of bodies in every month since 1990"
    root = Drawing.of(frame.width, frame.height, title, f"map-months {frame.class_}").root
    for name, value in (("left", frame.left), ("right", frame.right), ("width", frame.width)):
        root.set(f"data-{name}", f"{value:.0f}")
    _grid(root, scale)
    now = numbers.month(day)
    for first, until in _eras(numbers.steps):
        class_ = "is-now" if first <= now < until else ""
        if any(count.possible for count in counts[first:until]):
            tops = [count.certain + count.possible for count in counts[first:until]]
            _era(root, scale, (first, until), tops, f"map-possible {class_}")
        tops = [count.certain for count in counts[first:until]]
        _era(root, scale, (first, until), tops, f"map-certain {class_}")
    if not numbers.kind:
        _published(root, scale, numbers)
    _years(root, scale, numbers, address)
    _cursor(root, scale, now)
    _labels(root, scale, numbers, address)
    return root


def _era(root: Element, scale: _Scale, months: tuple[int, int], tops: Sequence[int], class_: str) -> None:
    path = _area(scale, months[0], tops)
    add(root, "path", d=path, class_=class_.strip(), data_first=months[0], data_until=months[1])


def _eras(steps: Sequence[Step]) -> list[tuple[int, int]]:
    starts = [step.first for step in steps if step.new_kinds]
    return list(pairwise([*starts, steps[-1].until]))


def _area(scale: _Scale, first: int, tops: Sequence[int]) -> str:
    path, last = f"M{scale.x(first):.1f} {scale.y(0):.1f}", None
    for number, top in enumerate(tops):
        if top != last:
            path += f"H{scale.x(first + number):.1f}V{scale.y(top):.1f}"
            last = top
    return path + f"H{scale.x(first + len(tops)):.1f}V{scale.y(0):.1f}z"


def _grid(root: Element, scale: _Scale) -> None:
    frame = scale.frame
    step = _step(scale.most) * (1 if scale.most <= 500 and frame is WIDE else 2)
    for number in range(0, scale.most + 1, step):
        y = scale.y(number)
        add(root, "line", x1=frame.left, x2=frame.width - frame.right, y1=y, y2=y, class_="frame-year")
        add(root, "text", f"{number:,}", x=frame.left - 8, y=y + 4, text_anchor="end")


def _years(root: Element, scale: _Scale, numbers: Commissioners, address: Addresses) -> None:
    y = scale.frame.bottom
    for month, day in enumerate(numbers.months):
        if day.month != 1:
            continue
        labelled, x = day.year % scale.frame.years == 0, scale.x(month)
        add(root, "line", x1=x, x2=x, y1=y, y2=y + (8 if labelled else 4), class_="frame-tick")
        if labelled:
            link = linked(root, address(day), f"Map of {in_words(day)}", "map-step")
            add(link, "text", str(day.year), x=x, y=y + 26, text_anchor="middle")


def _published(root: Element, scale: _Scale, numbers: Commissioners) -> None:
    """Published counts where the record has fewer certain bodies."""
    local = {kind for era in ERAS for kind in era}
    first, last = numbers.months[0], numbers.months[-1]
    for published in numbers.history.published_counts:
        if published.day is None or published.scope or not set(published.kinds) <= local or len(published.kinds) > 1:
            continue
        if not first <= published.day <= last:
            continue
        count = numbers.on(published.day)
        if published.kinds[0] in numbers.kinds(published.day) and count.possible and published.count > count.certain:
            x, y = scale.x(numbers.month(published.day) + 0.5), scale.y(published.count)
            mark = add(root, "circle", cx=x, cy=y, r=3.5, class_="map-published")
            add(mark, "title", f"{published.count:,} published for {in_words(published.day)}")


def _cursor(root: Element, scale: _Scale, month: int) -> None:
    """The day marker: the script moves it by `data-month`, and hides its knob if there is a slider."""
    group = add(root, "g", class_="map-cursor", transform=f"translate({scale.x(month + 0.5):.1f} 0)")
    add(group, "line", x1=0, x2=0, y1=6, y2=scale.frame.bottom)
    add(group, "circle", cx=0, cy=6, r=4)
    add(group, "circle", cx=0, cy=scale.frame.bottom, r=11, class_="map-knob")


@dataclass(frozen=True, slots=True)
class _Label:
    words: str
    x: float
    y: float
    size: float

    @property
    def right(self) -> float:
        return self.x + text_width(self.words, self.size, bold=True)

    def meets(self, other: "_Label") -> bool:
        """Whether two labels would overlap."""
        apart = self.right + _GAP < other.x or other.right + _GAP < self.x
        return not apart and abs(self.y - other.y) < self.size + 2


def _labels(root: Element, scale: _Scale, numbers: Commissioners, address: Addresses) -> None:
    """First the label of each era, then of the steps within one; each as long as possible without overlaps."""
    steps = [step for step in numbers.steps if step.count.kinds and (step.new_kinds or not step.count.possible)]
    placed: dict[int, tuple[Step, _Label]] = {}
    for shortest_only in (True, False):
        for step in sorted(steps, key=lambda each: (not each.new_kinds, each.first)):
            others = [label for first, (_, label) in placed.items() if first != step.first]
            forms = _forms(step, scale.frame)
            for words in forms[-1:] if shortest_only else forms:
                label = _label(scale, numbers, step, words)
                if label is not None and not any(map(label.meets, others)):
                    placed[step.first] = step, label
                    break
    for step, label in placed.values():
        day = numbers.months[step.first]
        link = linked(root, address(day), f"{label.words}: map of {in_words(day)}", "map-step")
        add(link, "text", label.words, x=label.x, y=label.y, class_="map-label")


def _label(scale: _Scale, numbers: Commissioners, step: Step, words: str) -> _Label | None:
    """A label over its step's months; None if it would cross the edge or a higher step."""
    size = scale.frame.size
    tops = [count.certain + count.possible for count in numbers.counts[step.first :]]
    width = text_width(words, size, bold=True)
    x = min(scale.x(step.first) + 2, scale.frame.width - width - _EDGE)
    across = int((x + width - scale.x(step.first)) / (scale.x(1) - scale.x(0))) + 1
    era = next(until for first, until in _eras(numbers.steps) if first <= step.first < until) - step.first
    top = max(tops[: min(max(across, 1), era)])
    if max(tops[:across], default=0) > top or (x < scale.x(step.first) and step.until < len(numbers.counts)):
        return None
    return _Label(words, x, scale.y(top) - 5, size)


def _step(most: int) -> int:
    return next((step for step in _STEPS if most <= 5 * step), _STEPS[-1])


def _forms(step: Step, frame: Frame) -> list[str]:
    """The possible texts of a label, longest first."""
    count = step.count
    number = count.by_kind[count.main.id] if step.new_kinds and count.main else count.certain
    short = f"{number:,}" + ("?" if count.possible else "")
    if frame is not WIDE or count.main is None or (len(count.kinds) > 1 and not step.new_kinds):
        return [short]
    more = f", {count.possible:,} more possible" if count.possible else ""
    return [f"{number:,} {lower_first(count.main.plural)}{more}", f"{number:,} {count.main.id.upper()}s{more}", short]
