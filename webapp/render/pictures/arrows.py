"""Arrows as curves, and where on them their words stand: clear of boxes, of each other and of other arrows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from ..typeface import text_width
from .svg import Element, add

__all__ = ["LETTERS", "LINE", "Curve", "Place", "Rectangle", "clearest", "lines_of", "write_words"]

Place: TypeAlias = tuple[float, float]
Rectangle: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom."""

LETTERS: Final = 12.5
LINE: Final = 14.5
"""Pixels from one line of words to the next."""
_AIR: Final = 5
"""Room between an arrow and a box that it passes."""
_ALONG: Final = tuple(sorted((number / 24 for number in range(2, 23)), key=lambda part: abs(part - 0.5)))
"""The parts of an arrow at which its words may stand, the middle first."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A line from its start to its end that is bent by two points between."""

    start: Place
    first: Place
    second: Place
    end: Place

    @classmethod
    def upright(cls, start: Place, height: float, end: Place) -> "Curve":
        """One that leaves and arrives upright, by way of a height."""
        return cls(start, (start[0], height), (end[0], height), end)

    @classmethod
    def sideways(cls, start: Place, right: float, end: Place) -> "Curve":
        """One that leaves and arrives level, by way of a place on the right."""
        return cls(start, (right, start[1]), (right, end[1]), end)

    @property
    def path(self) -> str:
        (x1, y1), (x2, y2), (x3, y3), (x4, y4) = self.start, self.first, self.second, self.end
        return f"M{x1:.1f} {y1:.1f}C{x2:.1f} {y2:.1f} {x3:.1f} {y3:.1f} {x4:.1f} {y4:.1f}"

    def at(self, part: float) -> Place:
        """The point at a part of the way, of 0 to 1."""
        rest = 1 - part
        weights = rest**3, 3 * rest * rest * part, 3 * rest * part * part, part**3
        points = self.start, self.first, self.second, self.end
        return (
            sum(weight * point[0] for weight, point in zip(weights, points, strict=True)),
            sum(weight * point[1] for weight, point in zip(weights, points, strict=True)),
        )


def clearest(ways: Iterator[Curve], boxes: Sequence[Rectangle]) -> Curve:
    """The first of several ways that is clear of some boxes; else the one that is the least within any."""
    best = next(ways)
    least = _within(best, boxes)
    for way in ways if least else ():
        if (within := _within(way, boxes)) < least:
            best, least = way, within
        if not least:
            break
    return best


def _within(way: Curve, boxes: Sequence[Rectangle]) -> int:
    return sum(_inside(way.at(part / 32), box) for part in range(1, 32) for box in boxes)


def _inside(place: Place, box: Rectangle) -> bool:
    return box[0] - _AIR < place[0] < box[2] + _AIR and box[1] - _AIR < place[1] < box[3] + _AIR


def lines_of(ways: Sequence[str]) -> list[str]:
    """The ways in which one answered to another, each a line."""
    return [*(f"{each}," for each in ways[:-1]), *ways[-1:]]


def write_words(
    group: Element, curves: Sequence[Curve], words: Sequence[Sequence[str]], boxes: Sequence[Rectangle]
) -> None:
    """Writes the words of each arrow, given as lines, where they are clear of as much as can be."""
    for (x, y), lines in zip(_places_of_words(curves, words, boxes), words, strict=True):
        text = add(group, "text", class_="arrow-words", text_anchor="middle", font_size=LETTERS)
        for number, line in enumerate(lines):
            add(text, "tspan", line, x=x, y=y + LINE * (number - (len(lines) - 1) / 2) + LETTERS / 3)


def _places_of_words(
    curves: Sequence[Curve], words: Sequence[Sequence[str]], boxes: Sequence[Rectangle]
) -> list[Place]:
    """Where the middle of the words of each arrow stands; they are given as lines.

    The best place on the arrow is taken, one arrow after the other, those with most lines first: that which touches
    fewest boxes and other words, then that which other arrows cross least, then that nearest to the middle.
    """
    points = [[each.at(part) for part in _ALONG] for each in curves]
    taken = list(boxes)
    found: dict[int, Place] = {}
    for number in sorted(range(len(words)), key=lambda each: -len(words[each])):
        lines = words[number]
        wide, high = max(text_width(line, LETTERS) for line in lines) + 8, LINE * len(lines) + 4
        others = [place for other, places in enumerate(points) if other != number for place in places]
        spots = [_around(place, wide, high) for place in points[number]]
        best = min(range(len(spots)), key=[_cost(spot, taken, others) for spot in spots].__getitem__)
        taken.append(spots[best])
        found[number] = points[number][best]
    return [found[number] for number in range(len(words))]


def _cost(spot: Rectangle, taken: Sequence[Rectangle], others: Sequence[Place]) -> tuple[int, int]:
    """How much else stands on a spot: boxes and words, and how much of other arrows."""
    crossed = sum(spot[0] < x < spot[2] and spot[1] < y < spot[3] for x, y in others)
    return sum(_touch(spot, each) for each in taken), crossed


def _around(middle: Place, wide: float, high: float) -> Rectangle:
    x, y = middle
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _touch(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
