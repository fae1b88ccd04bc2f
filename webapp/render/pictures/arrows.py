"""Arrows that bow, and where on them their words stand: clear of boxes, of each other and of other arrows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from ..typeface import text_width
from .svg import bow

__all__ = ["LETTERS", "LINE", "Bow", "Place", "Rectangle", "places_of_words"]

Place: TypeAlias = tuple[float, float]
Rectangle: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom."""

LETTERS: Final = 12.5
LINE: Final = 14.5
"""Pixels from one line of words to the next."""
_ALONG: Final = tuple(sorted((number / 24 for number in range(2, 23)), key=lambda part: abs(part - 0.5)))
"""The parts of an arrow at which its words may stand, the middle first."""


@dataclass(frozen=True, slots=True)
class Bow:
    """A line that leaves and arrives upright, by way of a height."""

    start: Place
    height: float
    end: Place

    @property
    def path(self) -> str:
        return bow(self.start, self.height, self.end)

    def at(self, part: float) -> Place:
        """The point at a part of the way, of 0 to 1."""
        rest = 1 - part
        first, last = rest * rest * (rest + 3 * part), part * part * (part + 3 * rest)
        bend = 3 * part * rest
        return (
            first * self.start[0] + last * self.end[0],
            rest**3 * self.start[1] + bend * self.height + part**3 * self.end[1],
        )


def places_of_words(bows: Sequence[Bow], words: Sequence[Sequence[str]], boxes: Sequence[Rectangle]) -> list[Place]:
    """Where the middle of the words of each arrow stands; they are given as lines.

    The best place on the arrow is taken, one arrow after the other, those with most lines first: that which touches
    fewest boxes and other words, then that which other arrows cross least, then that nearest to the middle.
    """
    points = [[each.at(part) for part in _ALONG] for each in bows]
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
