"""The statement of evidence: what is known of each kind and era, stated and inferred apart, and gaps counted again."""

from datetime import date
from itertools import pairwise

import pytest
from conftest import Tiny

from graph.coverage import Coverage, coverage, eras
from graph.gaps import MISSING, recount
from graph.record import Record
from graph.rules import rule_findings


@pytest.fixture(scope="module")
def answer(record: Record) -> Coverage:
    return coverage(record.history)


def test_eras_follow_each_other_without_a_gap(record: Record) -> None:
    found = eras(record.history)
    assert found[0].first == date.min
    assert found[-1].last == date.max
    assert all((after.first - before.last).days == 1 for before, after in pairwise(found))


def test_stated_and_inferred_things_of_a_kind_are_never_more_than_its_bodies(answer: Coverage) -> None:
    for held in (*answer.kinds, *(era.held for era in answer.eras)):
        for name in ("start", "end", "code", "predecessor", "successor", "line"):
            stated, inferred = getattr(held, f"with_{name}"), getattr(held, f"inferred_{name}")
            assert stated >= 0
            assert inferred >= 0
            assert stated + inferred <= held.bodies


def test_no_kind_is_told_in_an_era_before_it_was(answer: Coverage) -> None:
    assert not [era for era in answer.eras if era.held.kind == "pct" and era.era.last < date(2000, 1, 1)]


def test_what_only_an_inference_says_is_told_apart(tiny: Tiny) -> None:
    rows = {
        "bodies": [{"id": "pct-a", "kind": "pct", "end": "2013-03-31"}, {"id": "ccg-b", "start": "2013-04-01"}],
        "inferences_values": [{"body_id": "pct-a", "field": "start", "value": "2002-04-01", "precision": "day"}],
        "inferences": [
            {"from_id": "pct-a", "to_id": "ccg-b", "kind": "replacement", "date": "2013-04-01", "date_precision": "day"}
        ],
    }
    (pct,) = (kind for kind in coverage(tiny(rows).history).kinds if kind.kind == "pct")
    assert (pct.with_start, pct.inferred_start) == (0, 1)
    assert (pct.with_successor, pct.inferred_successor) == (0, 1)
    assert (pct.with_end, pct.inferred_end) == (1, 0)


def test_each_published_count_has_the_difference_beside_it(answer: Coverage) -> None:
    (icb,) = (row for row in answer.rows() if row["kind"] == "icb" and row["date"] == "2026-04-01" and not row["scope"])
    assert (icb["published"], icb["difference"]) == (36, 0)


@pytest.mark.parametrize(("count", "of", "warned"), [("1", "2", False), ("2", "2", True), ("1", "3", True)])
def test_a_counted_gap_is_counted_again(tiny: Tiny, count: str, of: str, warned: bool) -> None:
    rows = {
        "bodies": [{"id": "pct-a", "kind": "pct", "ods_code": "5AA"}, {"id": "pct-b", "kind": "pct"}],
        "gaps": [
            {
                "kind": "pct",
                "period": "all",
                "missing": "ODS code not found",
                "count": count,
                "of": of,
                "basis": "counted in bodies.csv",
                "sources": "",
            }
        ],
    }
    history = tiny(rows).history
    assert recount(history, history.gaps[0]) == (1, 2)
    messages = [finding.message for finding in rule_findings(history) if finding.rule == "gap-count"]
    assert [message.endswith("write 1 of 2") for message in messages] == [True] * warned


def test_every_counted_gap_of_the_record_can_be_counted_again(record: Record) -> None:
    counted = [gap for gap in record.history.gaps if gap.basis.startswith("counted")]
    assert len(counted) > 20
    assert {gap.missing for gap in counted} <= MISSING.keys()
