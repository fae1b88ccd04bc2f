"""The rows of a lineage: bars that never overlap, close together, with few crossings of the ribbons between them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.answers.lineage import lineage
from graph.record import Record
from webapp.render.pictures import lineage as drawing
from webapp.render.pictures.blocks import Block, Ribbon
from webapp.render.pictures.rows import arrange

START = date(1990, 1, 1)
Curve = tuple[float, float, float, float]


def block(number: int, first: int, years: int) -> Block:
    begin = START + timedelta(days=365 * first)
    return Block(str(number), str(number), "ccg", "local", begin, begin + timedelta(days=365 * years), False, False, ())


@st.composite
def scenes(draw: st.DrawFn) -> tuple[list[Block], list[Ribbon], dict[str, tuple[float, float]]]:
    """Bars with any lives, ribbons between any two (also back in time, also in a circle), labels of any width."""
    lives = draw(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20)), min_size=1, max_size=14))
    blocks = [block(number, *life) for number, life in enumerate(lives)]
    ids = st.sampled_from([each.id for each in blocks])
    pairs = draw(st.lists(st.tuples(ids, ids).filter(lambda pair: pair[0] != pair[1]), max_size=25, unique=True))
    first = {each.id: each.first for each in blocks}
    ribbons = [Ribbon(before, after, first[after], ()) for before, after in pairs]
    widths = draw(st.lists(st.floats(1, 300), min_size=len(blocks), max_size=len(blocks)))
    lefts = {each.id: (each.first - START).days / 12 for each in blocks}
    extents = {each.id: (lefts[each.id], lefts[each.id] + w) for each, w in zip(blocks, widths, strict=True)}
    return blocks, ribbons, extents


@given(scenes())
def test_no_two_bars_overlap_and_no_row_is_empty_whatever_the_lineage(
    scene: tuple[list[Block], list[Ribbon], dict[str, tuple[float, float]]],
) -> None:
    blocks, ribbons, extents = scene
    rows = arrange(blocks, ribbons, extents)
    assert rows.keys() == extents.keys()
    for one, other in combinations(rows, 2):
        (left, right), (start, end) = extents[one], extents[other]
        assert right <= start or end <= left or abs(rows[one] - rows[other]) >= 1
    used = sorted(set(rows.values()))
    assert used[0] == 0
    assert all(later - row <= 1 for row, later in pairwise(used))
    assert rows == arrange(list(reversed(blocks)), ribbons, extents), "the order of the bars has no say"


@pytest.mark.parametrize("shuffle", [(0, 1, 2, 3), (3, 1, 0, 2), (2, 3, 1, 0)])
def test_ribbons_that_need_not_cross_do_not(shuffle: tuple[int, ...]) -> None:
    befores = [block(number, 0, 10) for number in range(4)]
    afters = [block(10 + number, 11, 10) for number in range(4)]
    ribbons = [Ribbon(str(number), str(10 + after), afters[0].first, ()) for number, after in enumerate(shuffle)]
    extents = {each.id: (0.0, 100.0) if each in befores else (110.0, 200.0) for each in (*befores, *afters)}
    rows = arrange([*befores, *afters], ribbons, extents)
    assert all(rows[each.before] == rows[each.after] for each in ribbons), "each ribbon is level"


def ribbons_drawn(svg: str) -> Iterator[Curve]:
    for path in re.findall(r"<path[^>]*>", svg):
        if 'class="ribbon' in path:
            x1, y1, *_, x2, y2 = map(
                float, re.findall(r"-?\d+\.\d+|-?\d+", path.partition(' d="')[2].partition('"')[0])
            )
            yield x1, y1, x2, y2


def height(curve: Curve, x: float) -> float:
    """Where a ribbon is at x: a Bézier curve with both handles level, at the middle."""
    x1, y1, x2, y2 = curve
    low, high = 0.0, 1.0
    for _ in range(30):
        t = (low + high) / 2
        low, high = (t, high) if x1 + (x2 - x1) * (1.5 * t * (1 - t) + t**3) < x else (low, t)
    return y1 + (y2 - y1) * (3 * low**2 - 2 * low**3)


def crossings(curves: list[Curve]) -> int:
    count = 0
    for one, other in combinations(curves, 2):
        left, right = max(one[0], other[0]), min(one[2], other[2])
        if left < right:
            count += (height(one, left) - height(other, left)) * (height(one, right) - height(other, right)) < -1e-6
    return count


def first_free_rows(
    blocks: Sequence[Block], ribbons: Sequence[Ribbon], extents: Mapping[str, tuple[float, float]]
) -> Mapping[str, float]:
    """Each bar in the first row that is free on its first day, whatever it is joined to."""
    rows, ends = dict[str, float](), list[float]()
    for each in sorted(blocks, key=lambda each: (each.first, each.id)):
        left, right = extents[each.id]
        row = next((number for number, end in enumerate(ends) if end <= left), len(ends))
        ends[row:] = [right, *ends[row + 1 :]]
        rows[each.id] = row
    return rows


def test_lineages_of_the_record_cross_a_quarter_as_often_as_in_the_first_free_rows(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = record.history
    boards = [lineage(history, body) for body in history.bodies.values() if body.kind == "icb"]

    def crossed() -> int:
        pictures = [drawing.picture(each, history, lambda *_, **__: "#", today=date(2026, 1, 1)) for each in boards]
        return sum(crossings(list(ribbons_drawn(picture or ""))) for picture in pictures)

    ours = crossed()
    monkeypatch.setattr(drawing, "arrange", first_free_rows)
    assert 0 < ours * 4 < crossed()
