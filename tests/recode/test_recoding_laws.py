"""Laws of recoding on random histories, and of dividing amounts on random numbers."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph.errors import BadInput
from graph.recode.recoder import Recoder
from graph.recode.result import Recoding
from graph.recode.tables.frames import FrameRecoder, unallocated
from graph.record.history import History
from tests.support.histories import from_rows, histories, small

DAYS = st.sampled_from([date(2000, 6, 1), date(2003, 1, 1), date(2006, 1, 1), date(2010, 1, 1), date(2013, 1, 1)])
WHOLE, NEARLY = Decimal(1), Decimal("0.0005")


def shares(recoding: Recoding) -> dict[str, Decimal] | None:
    """The share of each target, or None where one is unknown."""
    found = {each.body.id: each.share for each in recoding.targets if each.share is not None}
    return found if len(found) == len(recoding.targets) else None


@given(histories(), DAYS)
def test_recoding_to_its_own_day_is_identity(history: History, day: date) -> None:
    recoder = Recoder(history, day, since=day)
    for body in history.bodies.values():
        if body.life.possible_on(day):
            found = recoder.recode(body.id)
            assert [(each.body.id, each.share, each.status) for each in found.targets] == [(body.id, 1, "same")]


@given(histories(), DAYS, DAYS)
def test_every_code_has_targets_or_a_reason_for_having_none(history: History, first: date, second: date) -> None:
    recoder = Recoder(history, second, since=first)
    for body in history.bodies.values():
        found = recoder.recode(body.id)
        if not found.targets:
            assert found.status in ("no-successor", "not-in-force")
            assert found.note
        assert all(each.body.life.possible_on(second) for each in found.targets)


@given(histories(), DAYS, DAYS)
def test_the_shares_of_a_code_and_what_is_lost_sum_to_the_whole_or_one_is_unknown(
    history: History, first: date, second: date
) -> None:
    recoder = Recoder(history, second, since=first)
    for body in history.bodies.values():
        found = recoder.recode(body.id)
        known = shares(found)
        if found.targets and known is not None:
            total = sum(known.values(), Decimal(0)) + sum((found.lost or {}).values(), Decimal(0))
            assert abs(total - WHOLE) <= NEARLY or 0 in (found.lost or {}).values()
        weights = [weight for weight in found.weights if weight is not None]
        assert all(weight >= 0 for weight in weights)
        assert sum(weights) <= 10**9
        assert sum(weights) == 10**9 or found.unallocated_because


@st.composite
def layers(draw: st.DrawFn) -> History:
    """Three generations of bodies in which every body of one goes to those of the next, every share stated."""
    links = []
    lives = ("2000-01-01/2005-03-31", "2005-04-01/2010-03-31", "2010-04-01")
    names = [[f"g{layer}b{place}" for place in range(draw(st.integers(1, 3)))] for layer in range(3)]
    for layer, day in ((0, "2005-04-01"), (1, "2010-04-01")):
        for body in names[layer]:
            parts = draw(st.lists(st.integers(0, 10), min_size=len(names[layer + 1]), max_size=len(names[layer + 1])))
            assume(sum(parts))
            left = 100
            for place, (successor, part) in enumerate(zip(names[layer + 1], parts, strict=True)):
                share = left if place == len(parts) - 1 else min(left, part * 100 // sum(parts))
                left -= share
                if share:
                    links.append(f"{body} > {successor} {day} split {share / 100}")
    return small(*links, bodies={body: lives[layer] for layer in range(3) for body in names[layer]})


@given(layers())
def test_from_a_to_b_to_c_is_within_what_is_known_from_a_to_c(history: History) -> None:
    a, b, c = date(2002, 1, 1), date(2007, 1, 1), date(2012, 1, 1)
    to_b, to_c, direct = Recoder(history, b, since=a), Recoder(history, c, since=b), Recoder(history, c, since=a)
    for body in history.bodies.values():
        if body.life.certain_on(a):
            by_way: dict[str, Decimal] = {}
            for middle in to_b.recode(body.id).targets:
                for last in to_c.recode(middle.body.id).targets:
                    part = (middle.share or 0) * (last.share or 0)
                    by_way[last.body.id] = by_way.get(last.body.id, Decimal(0)) + part
            found = {each.body.id: each.part for each in direct.recode(body.id).targets}
            assert by_way.keys() <= found.keys()
            for end, part in found.items():
                assert part.low - NEARLY <= by_way.get(end, 0) <= part.high + NEARLY
                assert part.value is None or part.value == pytest.approx(by_way[end])
            assert sum(by_way.values()) == 1


AMOUNTS = st.lists(
    st.one_of(
        st.integers(-(10**12), 10**12).map(str),
        st.decimals(-(10**9), 10**9, places=2).map(str),
        st.decimals(-(10**15), 10**15, places=10).map("{:f}".format),
        st.sampled_from(["", "*", "n/a", "1,234", "-0.01", "nan", "inf", "1e5", "0", " 7 "]),
    ),
    min_size=1,
    max_size=12,
)

SPLIT = small(
    "a > b 2005-04-01 split 0.3333",
    "a > c 2005-04-01 split 0.3334",
    "a > d 2005-04-01 split 0.3333",
    "p > b 2005-04-01 split 0.1",
    "p > c 2005-04-01 split 0.25",
    "u > b 2005-04-01 split",
    bodies={"a": "2000-01-01/2005-03-31", "p": "2000-01-01/2005-03-31", "u": "2000-01-01/2005-03-31"},
)


@given(AMOUNTS, st.data())
def test_amounts_are_conserved_to_the_last_unit(amounts: list[str], data: st.DataObject) -> None:
    codes = data.draw(st.lists(st.sampled_from("apuxb"), min_size=len(amounts), max_size=len(amounts)))
    frame = pl.DataFrame({"code": codes, "amount": amounts})
    recoder = FrameRecoder(Recoder(SPLIT, date(2010, 1, 1), since=date(2002, 1, 1)), frame.schema, "code", ["amount"])
    out = recoder.apply(frame)
    came_in = _total(frame["amount"])
    assert _total(out["amount"]) + _total(out[unallocated("amount")]) == came_in
    column = recoder.balance.columns["amount"]
    assert column.balances
    assert column.amount(column.total) == came_in
    assert out.height >= frame.height


@given(st.integers(-(10**15), 10**15))
def test_no_part_is_a_unit_or_more_from_its_share(amount: int) -> None:
    frame = pl.DataFrame({"code": ["a"], "amount": [str(amount)]})
    recoder = FrameRecoder(Recoder(SPLIT, date(2010, 1, 1), since=date(2002, 1, 1)), frame.schema, "code", ["amount"])
    for row in recoder.apply(frame).rows(named=True):
        exact = Decimal(amount) * Decimal(str(row["share"]))
        assert abs(Decimal(row["amount"]) - exact) <= 1


def _total(column: pl.Series) -> Decimal:
    total = Decimal(0)
    for cell in column:
        text = (cell or "").strip()
        if text and text not in ("*", "n/a", "nan", "inf"):
            total += Decimal(text.replace(",", ""))
    return total


@given(st.text(max_size=30))
def test_any_text_is_a_code_with_an_answer(text: str) -> None:
    found = Recoder(REUSED, date(2010, 1, 1)).recode(text)
    assert found.status in ("unknown-code", "ambiguous-code", "same", "no-code", "total-row")


REUSED = from_rows({"bodies": [{"id": each, "ods_code": "X1", "start": "2000-01-01"} for each in "ab"]})


@given(st.text(max_size=30).filter(lambda name: name != "code"))
def test_a_column_that_is_not_there_is_refused_whatever_its_name(name: str) -> None:
    frame = pl.DataFrame({"code": ["a"]})
    with pytest.raises(BadInput):
        FrameRecoder(Recoder(REUSED, date(2010, 1, 1)), frame.schema, name)
