"""The laws of shares by area, on small made-up partitions: a finer truth is drawn, made coarser, and compared."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.partition import Areas, Evidence, Holding, Piece
from graph.record.history import History
from graph.shares import Division
from tests.support.histories import from_rows
from tests.support.lineages import divider
from tests.support.partitions import cell, on

BEFORE, AFTER = date(2012, 6, 1), date(2014, 6, 1)
NEARLY = Decimal("1e-20")


@dataclass(frozen=True)
class Unit:
    """A piece of the finer truth: so many people, in one cell, of one body on each of the two days, or of none."""

    people: int
    cell: str
    old: str
    new: str


@st.composite
def truths(draw: st.DrawFn, holes: bool = False) -> tuple[Unit, ...]:
    """A few units in fewer cells, whose bodies follow the borders of cells or cut through them.

    None is so small beside its cell that it could be the rounding of the parts of a cell.
    """
    cells = draw(st.integers(1, 4))
    old = st.sampled_from(["a", "b", "c", *([""] if holes else [])])
    new = st.sampled_from(["p", "q", "r", *([""] if holes else [])])
    whole = draw(st.lists(st.tuples(st.booleans(), st.booleans(), old, new), min_size=cells, max_size=cells))
    units = []
    for number in range(draw(st.integers(cells, 12))):
        place = number % cells
        one_old, one_new, all_old, all_new = whole[place]
        units.append(
            Unit(
                draw(st.integers(20, 60)),
                f"cell-{place}",
                all_old if one_old else draw(old),
                all_new if one_new else draw(new),
            )
        )
    return tuple(units)


def people(units: Iterable[Unit]) -> int:
    return sum(unit.people for unit in units)


def coarse(truth: tuple[Unit, ...]) -> History:
    """What is known of a truth: who held which part of each cell, not which part."""
    of_cell: dict[str, list[Unit]] = defaultdict(list)
    for unit in truth:
        of_cell[unit.cell].append(unit)
    holdings: dict[str, list[Holding]] = defaultdict(list)
    for name, units in of_cell.items():
        held = Counter[str]()
        for unit in units:
            held.update({body: unit.people for body in (unit.old, unit.new) if body})
        for body, number in held.items():
            piece = Piece(name, Decimal(number) / people(units), Evidence.EXACT, False, ("src",))
            holdings[body].append(Holding(body, piece))
    cells = {name: cell(name, people(units)) for name, units in of_cell.items()}
    bodies = [{"id": each, "kind": "pct", "start": "2000-01-01", "end": "2013-03-31"} for each in "abc"]
    bodies += [{"id": each, "kind": "ccg", "start": "2013-04-01"} for each in "pqr"]
    areas = Areas(cells, {body: tuple(held) for body, held in holdings.items()})
    return on(areas, from_rows({"bodies": bodies}))


def divisions(history: History, *, back: bool = False, estimate: bool = False) -> Mapping[str, Division]:
    first, second, kind = (AFTER, BEFORE, "pct") if back else (BEFORE, AFTER, "ccg")
    found = divider(history, first, second, kinds=frozenset([kind]), estimate=estimate)
    return {
        body: found.of(history.bodies[body]) for body in ("pqr" if back else "abc") if body in history.areas.holdings
    }


@given(truths(holes=True))
def test_a_span_always_holds_the_share_of_the_finer_truth(truth: tuple[Unit, ...]) -> None:
    for body, division in divisions(coarse(truth)).items():
        own = [unit for unit in truth if unit.old == body]
        true = {other: Decimal(people(unit for unit in own if unit.new == other)) / people(own) for other in "pqr"}
        found = {relative.body.id: relative.part for relative in division.relatives}
        for other, share in true.items():
            if other not in found:
                assert share == 0
                continue
            part = found[other]
            assert part.low - NEARLY <= share <= part.high + NEARLY
            assert part.value is None or abs(part.value - share) <= Decimal("0.0025") + NEARLY
        missed = Decimal(people(unit for unit in own if not unit.new)) / people(own)
        if not division.tiers:  # no body of the kind has an area
            assert missed == 1
            continue
        low, high = division.tiers[0].missed
        assert low - NEARLY <= missed <= high + NEARLY


@given(truths(holes=True))
def test_the_shares_of_one_body_sum_to_no_more_than_one(truth: tuple[Unit, ...]) -> None:
    for division in divisions(coarse(truth), estimate=True).values():
        assert sum(relative.part.low for relative in division.relatives) <= 1 + NEARLY
        known = [relative.share for relative in division.relatives if relative.share is not None]
        narrow = Decimal("0.0025") * len(known)  # of a narrow span the middle is given
        assert sum(known) <= 1 + narrow


@given(truths())
def test_where_both_tiers_partition_the_shares_sum_to_one(truth: tuple[Unit, ...]) -> None:
    for division in divisions(coarse(truth)).values():
        parts = [relative.part for relative in division.relatives]
        assert sum(part.low for part in parts) <= 1 + NEARLY
        assert sum(part.high for part in parts) >= 1 - NEARLY
        assert [tier.missed for tier in division.tiers] == [(0, 0)]
        if all(part.low == part.high for part in parts):
            assert sum(part.low for part in parts) == pytest.approx(Decimal(1), abs=NEARLY)


@given(truths())
def test_there_by_people_and_back_by_people_conserves_them(truth: tuple[Unit, ...]) -> None:
    history = coarse(truth)
    there, back = divisions(history), divisions(history, back=True)
    for body, division in there.items():
        for relative in division.relatives:
            (home,) = [each for each in back[relative.body.id].relatives if each.body.id == body]
            for end in ("low", "high"):
                went = (division.people or 0) * getattr(relative.part, end)
                came = (back[relative.body.id].people or 0) * getattr(home.part, end)
                assert went or end == "low"
                assert went == pytest.approx(came, abs=Decimal("1e-15"))
    assert sum(each.people or 0 for each in there.values()) == pytest.approx(
        sum(each.people or 0 for each in back.values()), abs=Decimal("1e-15")
    )
