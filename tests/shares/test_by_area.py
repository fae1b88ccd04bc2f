"""Shares by area, each rule once by hand: common cells, spans of parts, evidence, holes, and who answers."""

from datetime import date
from decimal import Decimal

import pytest

from graph.model.share import Weight
from graph.record.history import History
from graph.shares import Relative
from tests.support.histories import from_rows, small
from tests.support.lineages import divider
from tests.support.partitions import laid, on

BEFORE, AFTER = date(2012, 6, 1), date(2014, 6, 1)
CELLS = {"x": 600, "y": 400}
OLD, NEW = {"start": "2000-01-01", "end": "2013-03-31", "kind": "pct"}, {"start": "2013-04-01", "kind": "ccg"}


def tiers(old: str, new: str) -> History:
    """Bodies without any links, of two kinds that follow each other."""
    kinds = [
        {"id": "pct", "start": "2000-01-01", "end": "2013-03-31"},
        {"id": "ccg", "start": "2013-04-01", "end": ""},
    ]
    bodies = [{"id": each, **OLD} for each in old.split()] + [{"id": each, **NEW} for each in new.split()]
    return from_rows({"bodies": bodies, "kinds": kinds})


def found(
    history: History, body: str, first: date = BEFORE, second: date = AFTER, **options: object
) -> dict[str, Relative]:
    division = divider(history, first, second, **options).of(history.bodies[body])
    return {relative.body.id: relative for relative in division.relatives}


def numbers(history: History, body: str, *days: date, **options: object) -> dict[str, float | None]:
    return {
        other: None if each.share is None else round(float(each.share), 4)
        for other, each in found(history, body, *days, **options).items()
    }


def test_the_share_is_the_people_of_common_cells_over_those_of_the_body() -> None:
    history = on(laid(CELLS, a="x y", p="x", q="y"), tiers("a", "p q"))
    assert numbers(history, "a") == {"p": 0.6, "q": 0.4}
    assert numbers(history, "p", AFTER, BEFORE) == {"a": 1.0}
    assert found(history, "a")["p"].part.basis == "people"


@pytest.mark.parametrize(("weight", "share"), [(Weight.POSTCODES, 61 / 102), (Weight.LSOAS, 7 / 12)])
def test_another_weight_counts_something_else(weight: Weight, share: float) -> None:
    history = on(laid(CELLS, a="x y", p="x", q="y"), tiers("a", "p q"))
    each = found(history, "a", weight=weight)["p"]
    assert float(each.share or 0) == pytest.approx(share)
    assert each.part.basis == weight


def test_a_part_of_a_cell_lies_wholly_in_whoever_holds_all_of_it_and_the_other_way_round() -> None:
    history = on(laid(CELLS, a="x y:0.25", b="y:0.75", p="x", q="y"), tiers("a b", "p q"))
    assert numbers(history, "a") == {"p": 0.8571, "q": 0.1429}
    assert numbers(history, "q", AFTER, BEFORE) == {"b": 0.75, "a": 0.25}


def test_where_both_hold_a_part_of_one_cell_the_share_is_a_span_and_parts_are_not_multiplied() -> None:
    history = on(laid(CELLS, a="y:0.7", b="y:0.3 x", p="y:0.6", q="y:0.4 x"), tiers("a b", "p q"))
    in_p, in_q = (found(history, "a")[each].part for each in "pq")
    assert (in_p.value, in_q.value) == (None, None)
    # Of y's 400 people a has 280, p 240: at least 120 and at most 240 are common.
    assert [round(float(each), 4) for each in (in_p.low, in_p.high)] == [0.4286, 0.8571]
    assert [round(float(each), 4) for each in (in_q.low, in_q.high)] == [0.1429, 0.5714]


def test_an_estimate_fills_a_span_in_by_proportion_and_is_marked() -> None:
    history = on(laid(CELLS, a="y:0.7", b="y:0.3 x", p="y:0.6", q="y:0.4 x"), tiers("a b", "p q"))
    parts = {other: each.part for other, each in found(history, "a", estimate=True).items()}
    assert {other: round(float(each.value or 0), 9) for other, each in parts.items()} == {"p": 0.6, "q": 0.4}
    assert all(each.estimated for each in parts.values())
    assert [each.part.estimated for each in found(history, "b", estimate=True).values()] == [True, True]


def test_an_estimate_leaves_alone_what_is_known() -> None:
    history = on(laid(CELLS, a="x y", p="x", q="y"), tiers("a", "p q"))
    assert not any(each.part.estimated for each in found(history, "a", estimate=True).values())


def test_a_narrow_span_is_given_as_its_middle() -> None:
    history = on(laid({"x": 99_000, "y": 1_000}, a="x y:0.7", b="y:0.3", p="x y:0.6", q="y:0.4"), tiers("a b", "p q"))
    part = found(history, "a")["p"].part
    assert part.high - part.low <= Decimal("0.005")
    assert part.value == (part.low + part.high) / 2


def test_evidence_is_the_weakest_of_the_cells_used_and_inferred_if_any_is() -> None:
    history = on(
        laid({**CELLS, "z": 10}, a="x y derived", b="z", p="x", q="y approximate", r="z inferred"),
        tiers("a b", "p q r"),
    )
    certainty = {other: each.part.certainty for other, each in found(history, "a").items()}
    assert certainty == {"p": "derived", "q": "approximate"}
    assert found(history, "b")["r"].part.certainty == "inferred"
    assert found(history.stated, "b") == {}


def test_what_no_body_of_the_kind_holds_is_a_remainder_and_the_others_are_not_stretched() -> None:
    history = on(laid(CELLS, a="x y", p="x"), tiers("a", "p"))
    division = divider(history, BEFORE, AFTER).of(history.bodies["a"])
    assert numbers(history, "a") == {"p": 0.6}
    assert division.rest == Decimal("0.4")


def test_a_body_that_goes_on_keeps_its_own_part_of_a_divided_cell() -> None:
    history = on(laid(CELLS, a="y:0.7", b="y:0.3 x"), small(bodies={"a": "2000-01-01", "b": "2000-01-01"}))
    assert numbers(history, "a") == {"a": 1.0}


def test_a_body_that_goes_on_keeps_its_part_where_rounded_parts_miss_the_cell() -> None:
    alive = dict.fromkeys("abc", "2000-01-01")
    history = on(laid(CELLS, a="y:0.333", b="y:0.333", c="y:0.335 x"), small(bodies=alive))
    assert numbers(history, "a") == {"a": 1.0}


def test_a_part_smaller_than_what_rounding_leaves_of_its_cell_stays_a_part() -> None:
    history = on(laid(CELLS, a="y:0.0001", b="y:0.5007", c="y:0.5006", p="y"), tiers("a b c", "p"))
    parts = numbers(history, "p", AFTER, BEFORE)
    assert parts == {"a": 0.0001, "b": 0.5, "c": 0.4999}


def test_what_the_law_carries_whole_is_whole_where_the_area_leaves_it_open() -> None:
    links = ("a > p 2013-04-01 merger", "b > p 2013-04-01 merger")
    ended = "2000-01-01/2013-03-31"
    history = small(*links, bodies={"a": ended, "b": ended, "c": "2000-01-01", "p": "2013-04-01"})
    history = on(laid(CELLS, a="y:0.4", b="x", c="y:0.3", p="y:0.7 x"), history)
    assert numbers(history, "a") == {"p": 1.0}


def test_a_stated_share_stands_beside_and_is_the_share_only_when_asked_for() -> None:
    links = ("a > p 2013-04-01 split 0.7", "a > q 2013-04-01 split 0.3")
    lives = {"a": "2000-01-01/2013-03-31", "p": "2013-04-01", "q": "2013-04-01"}
    history = on(laid(CELLS, a="x y", p="x", q="y"), small(*links, bodies=lives))
    part = found(history, "a")["p"].part
    assert (part.value, part.stated, part.stated_basis) == (Decimal("0.6"), Decimal("0.7"), "lsoa")
    part = found(history, "a", weight=Weight.STATED)["p"].part
    assert (part.value, part.basis) == (Decimal("0.7"), "lsoa")


def test_of_one_body_all_shares_are_stated_or_none() -> None:
    links = ("a > p 2013-04-01 split 0.7", "a > q 2013-04-01 split")
    lives = {"a": "2000-01-01/2013-03-31", "p": "2013-04-01", "q": "2013-04-01"}
    history = on(laid(CELLS, a="x y", p="x", q="y"), small(*links, bodies=lives))
    assert numbers(history, "a", weight=Weight.STATED) == {"p": 0.6, "q": 0.4}


def test_a_merged_body_that_splits_later_is_told_apart_by_area() -> None:
    """West Essex went wholly to Essex, though a fifth of the merged board did."""
    links = (
        "a > m 2013-04-01 merger",
        "b > m 2013-04-01 merger",
        "m > p 2014-04-01 split 0.21",
        "m > q 2014-04-01 split 0.79",
    )
    ended = "2000-01-01/2013-03-31"
    lives = {"a": ended, "b": ended, "m": "2013-04-01/2014-03-31", "p": "2014-04-01", "q": "2014-04-01"}
    history = small(*links, bodies=lives)
    assert numbers(history, "a") == {"p": None, "q": None}
    history = on(laid(CELLS, a="x", b="y", m="x y", p="x", q="y"), history)
    assert numbers(history, "a") == {"p": 1.0}
    assert numbers(history, "b") == {"q": 1.0}


def test_without_links_the_local_commissioners_answer_and_a_kind_that_is_asked_for_wins() -> None:
    history = tiers("a", "p q")
    history = on(laid(CELLS, a="x y", p="x", q="y"), history)
    assert set(found(history, "a")) == {"p", "q"}
    assert found(history, "a", kinds=frozenset(["icb"])) == {}


def test_those_of_a_reached_kind_answer_whether_or_not_a_link_leads_to_them() -> None:
    history = small(
        "a > p 2013-04-01 split", bodies={"a": "2000-01-01/2013-03-31", "p": "2013-04-01", "q": "2013-04-01"}
    )
    history = on(laid(CELLS, a="x y", p="x", q="y"), history)
    assert numbers(history, "a") == {"p": 0.6, "q": 0.4}


def test_a_body_without_area_answers_by_links_alone() -> None:
    links = ("a > p 2013-04-01 split 0.6", "a > q 2013-04-01 split 0.4")
    history = small(*links, bodies={"a": "2000-01-01/2013-03-31", "p": "2013-04-01", "q": "2013-04-01"})
    history = on(laid(CELLS, a="x y", p="x"), history)
    each = found(history, "a")
    assert (each["p"].part.basis, each["q"].part.basis) == ("people", "lsoa")
    assert each["q"].share == Decimal("0.4")


def test_approximate_parts_that_make_more_than_their_cell_are_spans_and_never_more_than_the_whole() -> None:
    history = on(laid(CELLS, a="x y", p="x y approximate", q="y:0.2 approximate"), tiers("a", "p q"))
    in_p, in_q = (found(history, "a")[each].part for each in "pq")
    # Of y's 400 people 80 are given to both: p may have those, and so may q.
    assert [round(float(each), 4) for each in (in_p.low, in_p.high, in_q.low, in_q.high)] == [0.92, 1.0, 0.0, 0.08]
    assert not divider(history, BEFORE, AFTER).of(history.bodies["a"]).tiers[0].overlapping


def test_what_a_link_carries_whole_is_whole_where_approximate_parts_make_more_than_their_cell() -> None:
    bodies = {"a": "2000-01-01/2013-03-31", "p": "2013-04-01", "q": "2013-04-01"}
    areas = laid(CELLS, a="x y", p="x y approximate", q="y:0.2 approximate")
    history = on(areas, small("a > p 2013-04-01 replacement", bodies=bodies))
    assert numbers(history, "a") == {"p": 1.0}


def test_bodies_that_cover_each_other_are_answered_one_by_one_and_not_summed() -> None:
    history = on(laid(CELLS, a="x y", p="x", q="x y"), tiers("a", "p q"))
    assert numbers(history, "a") == {"q": 1.0, "p": 0.6}
    (tier,) = divider(history, BEFORE, AFTER).of(history.bodies["a"]).tiers
    assert tier.overlapping
