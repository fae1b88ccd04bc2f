"""Lineages of the real record, back to where it begins."""

from datetime import date
from decimal import Decimal

import pytest

from graph.answers.landscape import listing
from graph.answers.lineage import Lineage
from graph.model.entities import LEGAL_AND_AREA, Basis
from graph.record import Record
from tests.support.lineages import ALL_BASES, after, divider, of, shares

ICBS = 42


@pytest.fixture(scope="module")
def of_icbs(record: Record) -> dict[str, Lineage]:
    found = listing(record.history, date(2022, 7, 1), "icb").entries
    return {entry.body.id: of(record.history, entry.body.id, min_share=Decimal("0.01")) for entry in found}


def test_every_icb_reaches_back_to_pcts_in_time_order(of_icbs: dict[str, Lineage]) -> None:
    assert len(of_icbs) == ICBS
    for icb, found in of_icbs.items():
        pcts = [each for each in found.predecessors if each.body.kind == "pct"]
        assert pcts, icb
        for each in pcts:
            for path in each.paths:
                assert all(path[place].earliest <= path[place + 1].latest for place in range(len(path) - 1))


def test_every_icb_reaches_a_health_authority_and_nearly_all_a_district(of_icbs: dict[str, Lineage]) -> None:
    kinds = {icb: {each.body.kind for each in found.predecessors} for icb, found in of_icbs.items()}
    assert sum("ha" in met for met in kinds.values()) == ICBS
    assert sum("dha" in met for met in kinds.values()) >= 38


def test_every_link_of_an_icb_is_stated_or_inferred_with_its_reason(of_icbs: dict[str, Lineage]) -> None:
    seen = set()
    for found in of_icbs.values():
        for step in found.steps:
            seen.add(step.link.inferred)
            assert bool(step.link.reason) == step.link.inferred
            assert step.link.sources
    assert seen == {True, False}


def test_without_inferences_an_icb_has_stated_links_only_and_still_reaches_pcts(record: Record) -> None:
    stated = record.history.stated
    for entry in listing(stated, date(2022, 7, 1), "icb").entries:
        found = of(stated, entry.body.id)
        assert not any(step.link.inferred for step in found.steps)
        assert not any(each.body.inferred or each.inferred for each in found.predecessors)
        assert "pct" in {each.body.kind for each in found.predecessors}


def test_trafford_leads_by_area_to_its_ccg_and_from_there_by_law_to_its_icb(record: Record) -> None:
    found = of(record.history, "pct-5nr")
    by_kind = {each.body.kind: each for each in found.successors}
    assert by_kind["ccg"].bases == (Basis.AREA,)
    assert by_kind["icb"].bases == (Basis.AREA, Basis.LEGAL)


def test_a_sub_icb_location_comes_of_its_ccg_by_code_only(record: Record) -> None:
    links = [link for link in record.history.successions if link.basis is Basis.CODE]
    assert links
    link = links[0]
    successors = after(record.history, link.predecessor, bases=LEGAL_AND_AREA)
    assert link.successor not in successors
    assert link.successor in after(record.history, link.predecessor, bases=ALL_BASES)


def test_what_went_away_and_came_back_is_no_circle(record: Record) -> None:
    found = of(record.history, "national-body-nhs-england")
    assert "national-body-nhs-england" not in shares(found.predecessors) | shares(found.successors)


def test_no_share_of_the_record_is_more_than_the_whole(record: Record) -> None:
    for first in (date(1992, 1, 1), date(2004, 1, 1), date(2014, 1, 1)):
        found = divider(record.history, first, date(2026, 1, 1))
        for body in record.history.bodies.values():
            if body.life.certain_on(first):
                for each in found.of(body).relatives:
                    assert 0 <= each.part.low <= each.part.high <= 1, (body.id, each.body.id)
                    assert each.share is None or each.part.low <= each.share <= each.part.high
