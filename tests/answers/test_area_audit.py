"""The audit of areas: holes, overlaps, days that are not sure, people, and stated shares that areas contradict."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers.audit.areas import PEOPLE_OF_ENGLAND, AreaAudit, TierAudit, area_audit
from graph.record import Record
from tests.support.tiny import Rows, tiny_record

KINDS = [
    {"id": "ha", "start": "1996-04-01", "end": "2002-03-31"},
    {"id": "pct", "start": "2000-04-01", "end": "2013-03-31"},
    {"id": "ccg", "start": "2013-04-01", "end": "2022-06-30"},
]
CELLS = [{"cell": cell, "population": people} for cell, people in (("00aa", "1000"), ("00ab", "300"))]


def audit(**rows: Sequence[Mapping[str, str]]) -> AreaAudit:
    made: Rows = {"kinds": KINDS, "cells": CELLS, **rows}
    found = area_audit(tiny_record(made).history)
    assert found is not None
    return found


def of(found: AreaAudit, kind: str) -> TierAudit:
    return next(tier for tier in found.tiers if tier.kinds[0] == kind)


def told(tier: TierAudit) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    return [(str(each.first), str(each.last or ""), each.holes, each.unsure, each.overlaps) for each in tier.faults]


def ccg(name: str, start: str = "2013-04-01", end: str = "2022-06-30", **more: str) -> dict[str, str]:
    return {"id": f"ccg-{name}", "start": start, "end": end, **more}


def held(body: str, cell: str, **more: str) -> dict[str, str]:
    return {"body": f"ccg-{body}", "cell": cell, **more}


def test_a_tier_that_covers_everything_once_has_no_fault() -> None:
    found = audit(
        bodies=[ccg("a", end="2015-03-31"), ccg("b"), ccg("c", start="2015-04-01")],
        membership=[
            held("a", "00aa"),
            held("c", "00aa", share="0.333"),
            held("b", "00aa", share="0.667", **{"from": "2015-04-01"}),
            held("b", "00ab"),
        ],
    )
    assert (of(found, "ccg").days, of(found, "ccg").covered, of(found, "ccg").faults) == (2, 2, ())


def test_a_hole_and_an_overlap_have_their_days_cells_and_bodies() -> None:
    found = audit(
        bodies=[ccg("a", end="2015-03-31"), ccg("b")],
        membership=[held("a", "00aa"), held("a", "00ab", share="0.400"), held("b", "00ab")],
    )
    assert told(of(found, "ccg")) == [
        ("2013-04-01", "2015-03-31", (), (), ("00ab",)),
        ("2015-04-01", "2022-06-30", ("00aa",), (), ()),
    ]
    (overlap, hole) = of(found, "ccg").faults
    assert overlap.bodies == ("ccg-a", "ccg-b")
    assert found.people_of(hole.holes) == 1000


def test_what_a_body_of_inexact_days_may_hold_is_unsure_and_no_hole() -> None:
    found = audit(
        bodies=[ccg("a"), ccg("b", start="2013-04-01", end="2014-12-31", end_precision="year"), ccg("c", "2015-01-01")],
        membership=[held("a", "00aa"), held("b", "00ab"), held("c", "00ab")],
    )
    assert told(of(found, "ccg")) == [("2014-01-02", "2014-12-31", (), ("00ab",), ())]


def test_first_trusts_need_not_cover_england_while_health_authorities_do() -> None:
    found = audit(
        bodies=[
            {"id": "ha-a", "kind": "ha", "start": "1996-04-01", "end": "2002-03-31"},
            {"id": "pct-a", "kind": "pct", "start": "2000-04-01", "end": "2013-03-31"},
            {"id": "pct-b", "kind": "pct", "start": "2002-04-01", "end": "2013-03-31"},
        ],
        membership=[
            *({"body": "ha-a", "cell": cell} for cell in ("00aa", "00ab")),
            {"body": "pct-a", "cell": "00aa"},
            {"body": "pct-b", "cell": "00ab"},
        ],
    )
    assert [(tier.kinds, tier.days, tier.covered) for tier in found.tiers] == [
        (("ha",), 1, 1),
        (("pct",), 1, 1),
        (("ccg",), 0, 0),
    ]


def test_a_stated_share_is_held_against_the_areas_in_its_own_unit() -> None:
    event = "event-2015-04-01-split-ccg-a"
    found = audit(
        cells=[
            {"cell": "00aa", "population": "1000", "postcodes": "30"},
            {"cell": "00ab", "population": "300", "postcodes": "70"},
        ],
        bodies=[ccg("a", end="2015-03-31"), ccg("b", "2015-04-01"), ccg("c", "2015-04-01")],
        membership=[held("a", "00aa"), held("a", "00ab"), held("b", "00aa"), held("c", "00ab")],
        events=[{"id": event, "kind": "split", "date": "2015-04-01"}],
        successions=[
            {"event_id": event, "from_id": "ccg-a", "to_id": "ccg-b", "share": "0.29", "share_basis": "postcodes"},
            {"event_id": event, "from_id": "ccg-a", "to_id": "ccg-c", "share": "0.7", "share_basis": "population"},
        ],
    )
    (only,) = found.contradictions
    assert (only.link.successor, round(only.low, 3), round(only.high, 3)) == (
        "ccg-c",
        Decimal("0.231"),
        Decimal("0.231"),
    )
    assert round(only.difference, 3) == Decimal("0.469")


def test_a_record_without_areas_has_no_audit() -> None:
    assert area_audit(tiny_record({"bodies": [ccg("a")]}).history) is None


@settings(max_examples=40)
@given(
    cuts=st.lists(st.dates(date(2013, 4, 2), date(2022, 6, 1)), unique=True, max_size=3),
    gap=st.booleans(),
    twice=st.booleans(),
)
def test_a_cell_passed_on_from_day_to_day_is_covered_unless_a_day_is_missing_or_doubled(
    cuts: list[date], gap: bool, twice: bool
) -> None:
    """A chain of holders of one cell, in which one body may begin a day late, and another hold on for a day."""
    one = timedelta(days=1)
    firsts = [date(2013, 4, 1), *sorted(cuts)]
    lasts = [first - one for first in firsts[1:]] + [date(2022, 6, 30)]
    if gap and len(firsts) > 1 and firsts[-1] + one <= lasts[-1]:
        firsts[-1] += one
    elif twice and len(firsts) > 1:
        lasts[0] += one
    spells = enumerate(zip(firsts, lasts, strict=True))
    bodies = [ccg(f"x{number}", str(first), str(last)) for number, (first, last) in spells]
    rows = [held(f"x{number}", "00aa") for number in range(len(bodies))]
    found = audit(cells=CELLS[:1], bodies=bodies, membership=rows)
    faults = of(found, "ccg").faults
    apart = [second - first - one for first, second in zip(lasts, firsts[1:], strict=False)]
    assert sum(len(each.holes) for each in faults) == sum(distance > timedelta(0) for distance in apart)
    assert sum(len(each.overlaps) for each in faults) == sum(distance < timedelta(0) for distance in apart)
    assert all((each.last or each.first) - each.first == timedelta(0) for each in faults)


# The real record


@pytest.mark.no_cover
def test_the_tiers_of_the_real_record_cover_england_once_where_its_areas_are_known(record: Record) -> None:
    found = area_audit(record.history)
    assert found is not None
    assert found.people == PEOPLE_OF_ENGLAND
    clean = {tier.kinds[0] for tier in found.tiers if tier.days and tier.days == tier.covered}
    assert clean >= {"ha", "ccg", "icb", "local-place", "rha", "regional-office", "sha", "nhs-region"}
    assert [len(each.holes) for each in of(found, "pct").faults] == [1]  # two early trusts in Birmingham have no area
    assert {each.bodies for each in of(found, "stp").faults if each.overlaps} == {
        ("ics-west-north-east-cumbria", "stp-qhm")
    }
    assert {each.link.share_basis for each in found.contradictions} == {"postcodes"}
    assert max(each.difference for each in found.contradictions) < Decimal("0.07")
