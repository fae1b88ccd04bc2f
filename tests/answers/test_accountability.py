"""Who a body answered to on a day: its own lines first, then the rules of its kind, up to the top."""

import json
import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from graph.answers.accountability import Chain, chain
from graph.answers.subordinates import below
from graph.record import Record
from graph.record.history import History
from tests.support.command_line import call
from tests.support.histories import from_rows, histories
from tests.support.reading_pages import text_of
from tests.support.tiny import tiny_record
from webapp import create_app

DAY = date(2014, 6, 1)


@pytest.fixture(scope="module")
def client(record: Record) -> FlaskClient:
    return create_app({"TESTING": True}, record).test_client()


@pytest.fixture(scope="module")
def few() -> History:
    return from_rows(
        {
            "bodies": [
                *({"id": each, "kind": each, "start": "2013-04-01"} for each in ("ccg", "team", "region", "board")),
                {"id": "trust", "kind": "care-trust", "start": "2013-04-01"},
            ],
            "kinds": [{"id": "care-trust", "broader": "ccg"}, {"id": "practice", "label": "A practice"}],
            "accountability": [
                {"id": "1", "from_id": "ccg", "to_id": "team", "kind": "membership", "start": "2013-04-01"},
                {"id": "2", "from_id": "team", "to_id": "region", "kind": "oversight", "end": "2015-03-31"},
                {"id": "3", "from_id": "ccg", "to_id": "region", "kind": "oversight", "start": "2013-04-01"},
                {"id": "4", "from_id": "ccg", "to_id": "board", "kind": "funding", "end": "2014-05-31"},
                {"id": "5", "from_id": "board", "to_id": "ccg", "kind": "oversight", "start": "2013-04-01"},
            ],
            "inferences_accountability": [
                {"id": "6", "from_id": "region", "to_id": "board", "kind": "statutory", "start": "2013-04-01"},
            ],
            "accountability_rules": [
                {"id": "7", "from_kind": "ccg", "to_kind": "practice", "kind": "oversight", "start": "2013-04-01"},
                {"id": "8", "from_kind": "ccg", "to_body": "board", "kind": "statutory", "start": "2013-04-01"},
                {"id": "9", "from_body": "team", "to_kind": "region", "kind": "funding", "start": "2013-04-01"},
            ],
        }
    )


def steps(found: Chain) -> list[tuple[str, str | None, str, str]]:
    return [(step.from_id, step.upper.id if step.upper else None, step.because.kind, step.by) for step in found.steps]


def test_own_lines_come_before_rules_and_the_whole_is_breadth_first(few: History) -> None:
    assert steps(chain(few, few.bodies["ccg"], DAY)) == [
        ("ccg", "team", "membership", "line"),
        ("ccg", "region", "oversight", "line"),
        ("ccg", None, "oversight", "rule"),
        ("ccg", "board", "statutory", "rule"),
        ("team", "region", "oversight", "line"),
        ("team", "region", "funding", "rule"),
        ("region", "board", "statutory", "line"),
        ("board", "ccg", "oversight", "line"),
    ]


def test_a_rule_that_leads_to_a_kind_without_bodies_has_no_id_but_a_name(few: History) -> None:
    (step,) = (each for each in chain(few, few.bodies["ccg"], DAY).steps if each.upper is None)
    assert (step.name, step.upper_kind) == ("A practice", "practice")


def test_the_certain_chain_leaves_out_what_may_not_have_been_and_counts_it(few: History) -> None:
    found = chain(few, few.bodies["ccg"], DAY).certain()
    assert ("team", "region", "oversight", "line") not in steps(found)
    assert found.possible == 1
    assert all(step.certain for step in found.steps)


def test_a_body_reached_in_two_ways_stays_in_the_certain_chain() -> None:
    lines = [
        {"id": "1", "from_id": "a", "to_id": "top", "kind": "oversight"},
        {"id": "2", "from_id": "a", "to_id": "b", "kind": "statutory", "start": "2013-04-01"},
        {"id": "3", "from_id": "b", "to_id": "top", "kind": "statutory", "start": "2013-04-01"},
        {"id": "4", "from_id": "top", "to_id": "peak", "kind": "statutory", "start": "2013-04-01"},
    ]
    bodies = [{"id": each, "start": "2013-04-01"} for each in ("a", "b", "top", "peak")]
    history = from_rows({"bodies": bodies, "accountability": lines})
    found = chain(history, history.bodies["a"], DAY).certain()
    assert [(step.from_id, step.upper and step.upper.id) for step in found.steps] == [
        ("a", "b"),
        ("b", "top"),
        ("top", "peak"),
    ]


def test_rules_of_the_broader_kind_count(few: History) -> None:
    assert ("trust", "board", "statutory", "rule") in steps(chain(few, few.bodies["trust"], DAY))


def test_inferred_lines_are_marked_and_left_out_where_only_stated_facts_count(few: History) -> None:
    assert [step.because.id for step in chain(few, few.bodies["ccg"], DAY).steps if step.inferred] == ["6"]
    assert not any(step.inferred for step in chain(few.stated, few.stated.bodies["ccg"], DAY).steps)


def test_those_who_answer_to_a_body_are_found_from_its_side_the_certain_ones_first(few: History) -> None:
    found = below(few, few.bodies["region"], DAY)
    ways = [(each.id, [(way.kind, sure) for way, sure, _ in each.ways]) for each in found.answering]
    assert ways == [("ccg", [("oversight", True)]), ("team", [("oversight", False), ("funding", True)])]
    assert (found.certain().possible, len(found.certain().answering)) == (1, 2)


@pytest.fixture(scope="module")
def under_one() -> FlaskClient:
    """The site on a body to which one answered in two ways, one surely in one way only, and one perhaps."""
    bodies = [{"id": each, "kind": each[:3], "start": "2006-01-01"} for each in ("sha-x", "pct-a", "pct-b", "pct-c")]
    record = tiny_record(
        {
            "bodies": bodies,
            "kinds": [{"id": "sha", "tier": "regional"}],
            "accountability": [
                {"id": f"line-{number}", "from_id": lower, "to_id": "sha-x", "kind": kind, **days}
                for number, (lower, kind, days) in enumerate(
                    (
                        ("pct-a", "membership", {"start": "2006-10-01"}),
                        ("pct-a", "performance-management", {"start": "2006-10-01"}),
                        ("pct-b", "membership", {"start": "2006-10-01"}),
                        ("pct-b", "oversight", {"start": "2013-01-01", "start_precision": "by"}),
                        ("pct-c", "membership", {"start": "2013-01-01", "start_precision": "by"}),
                    )
                )
            ],
        }
    )
    return create_app({"TESTING": True}, record).test_client()


@pytest.mark.parametrize(
    "address",
    ["/bodies/sha-x?on=2012-06", "/bodies/sha-x/accountability?as-at=2012-06-30", "/landscape/2012-06-30?under=sha-x"],
)
def test_a_page_counts_the_bodies_that_answered_and_those_that_may_have_apart(
    under_one: FlaskClient, address: str
) -> None:
    seen = text_of(under_one.get(address).text)
    assert "2 bodies are known to have answered to it on 30 June 2012; 1 more may have" in seen
    assert "1 pct : part of it , performance-managed by it pct-a" in seen
    assert "1 pct : part of it , overseen by it possibly pct-b" in seen
    assert "1 pct : part of it possibly pct-c" in seen


def test_where_all_may_or_may_not_have_answered_none_is_stated(under_one: FlaskClient) -> None:
    seen = text_of(under_one.get("/bodies/sha-x?on=2006-09-30").text)
    assert "2 bodies may have answered to it on 30 September 2006" in seen


def test_no_body_of_the_record_is_counted_twice_as_answering(record: Record) -> None:
    found = below(record.history, record.history.bodies["sha-q36"], date(2012, 6, 1)).answering
    assert any(len(each.ways) > 1 for each in found)
    assert len({each.id for each in found}) == len(found)


Ways = set[tuple[str | None, str, str, bool]]


def upwards(history: History, day: date) -> dict[str, Ways]:
    """For each body, who answers to it directly and how, by the chains of all that may be in force."""
    found: dict[str, Ways] = {}
    for lower in history.bodies.values():
        if lower.life.possible_on(day):
            for step in chain(history, lower, day).steps:
                if step.from_id == lower.id and step.upper:
                    sure = step.certain and (step.by == "line" or lower.life.certain_on(day))
                    found.setdefault(step.upper.id, set()).add((lower.id, step.because.kind, step.by, sure))
    return found


def downwards(history: History, day: date) -> dict[str, Ways]:
    """The same by asking each body who answered to it, without the kinds whose bodies are not listed."""
    found: dict[str, Ways] = {}
    for upper in history.bodies.values():
        for each in below(history, upper, day)._documents():
            if each.id:
                sure = each.in_force == "certain"
                found.setdefault(upper.id, set()).add((each.id, each.line, each.by, sure))
    return found


@given(histories(), st.dates(date(1999, 1, 1), date(2013, 1, 1)))
def test_down_is_the_inverse_of_up(history: History, day: date) -> None:
    assert downwards(history, day) == upwards(history, day)


@pytest.mark.no_cover
@pytest.mark.parametrize("day", [date(1998, 6, 1), date(2005, 6, 1), date(2014, 6, 1), date(2026, 6, 1)])
def test_down_is_the_inverse_of_up_in_the_real_record(record: Record, day: date) -> None:
    assert downwards(record.history, day) == upwards(record.history, day)


def test_those_under_a_rule_are_the_bodies_of_its_kind_or_the_kind_where_none_is_listed() -> None:
    rules = [
        {"id": kind, "from_kind": kind, "to_body": "board", "kind": "oversight", "start": "2013-04-01"}
        for kind in ("practice", "ccg")
    ]
    bodies = [{"id": each, "kind": each, "start": "2013-04-01"} for each in ("ccg", "board")]
    history = from_rows({"kinds": [{"id": "practice"}], "bodies": bodies, "accountability_rules": rules})
    found = below(history, history.bodies["board"], DAY).answering
    assert [(each.id, each.kind, each.name) for each in found] == [
        ("ccg", "ccg", "ccg"),
        (None, "practice", "practices"),
    ]


def test_the_command_and_the_page_say_the_same_of_who_answered(client: FlaskClient) -> None:
    words = ("accountable", "nhs-region-y56", "--down", "--as-at", "2014-06-01", "--format", "json")
    said = json.loads(call(*words).out)
    assert list(said) == ["body", "as_at", "answered_to_it", "possible"]
    assert {"id", "name", "kind", "line", "by"} <= set(said["answered_to_it"][0])
    below = client.get("/bodies/nhs-region-y56/accountability/down?as-at=2014-06-01").text
    assert re.search(r"</span></span> Who answered to [^<]+</h1>", below)
    page = client.get("/bodies/nhs-region-y56/accountability/down.json?as-at=2014-06-01")
    assert page.get_json() == said
    assert said["answered_to_it"]


def test_the_chain_is_drawn_with_words_on_its_arrows(client: FlaskClient) -> None:
    page = client.get("/bodies/ccg-04f/accountability?as-at=2014-06-01").text
    assert 'class="picture system chain"' in page
    assert 'class="arrow-words"' in page


@pytest.fixture(scope="module")
def milton_keynes(record: Record) -> dict[str, Any]:
    found = chain(record.history, record.history.bodies["ccg-04f"], DAY).certain().document()
    assert isinstance(found, dict)
    return found


def test_milton_keynes_answered_up_to_the_secretary_of_state(milton_keynes: dict[str, Any]) -> None:
    kinds = [(each["kind"], each["name"]) for each in milton_keynes["chain"]]
    met = {kind for kind, _ in kinds}
    assert {"area-team", "nhs-region", "post"} <= met
    assert ("national-body", "NHS England") in kinds
    assert any("Secretary of State" in name for _, name in kinds)
    assert all(each["line"] for each in milton_keynes["chain"])


def test_every_key_of_the_chain_is_the_fixed_one(milton_keynes: dict[str, Any]) -> None:
    assert set(milton_keynes) == {"body", "as_at", "chain", "possible"}
    assert (milton_keynes["body"], milton_keynes["as_at"]) == ("ccg-04f", "2014-06-01")
    for each in milton_keynes["chain"]:
        assert set(each) == {
            "from", "id", "name", "kind", "line", "by", "in_force", "evidence", "sources"
        }  # fmt: skip
        assert each["by"] in ("line", "rule")
        assert each["sources"]


def test_every_chain_of_the_record_ends(record: Record) -> None:
    for body in record.history.bodies.values():
        for day in (date(1995, 1, 1), date(2014, 6, 1)):
            if body.life.possible_on(day):
                found = chain(record.history, body, day)
                pairs = [(step.from_id, step.because.id) for step in found.steps]
                assert len(set(pairs)) == len(pairs)


def test_a_rule_means_the_authority_whose_work_went_to_the_body_or_its_successor_and_says_that_it_was_inferred(
    record: Record,
) -> None:
    history = record.history
    group = history.bodies["pcg-4aa24"]
    steps = [step for step in chain(history, group, date(2000, 6, 1)).steps if step.from_id == group.id]
    assert [(step.upper and step.upper.name, step.by, step.inferred) for step in steps] == [
        ("Bedfordshire Health Authority", "rule", True)
    ]
    authority = history.bodies["ha-qa6"]
    under = {each.id: each.ways for each in below(history, authority, date(2000, 6, 1)).answering}
    assert [reason for _, _, reason in under[group.id]] == [
        "the health authority whose work passed to it or to its successor"
    ]


def test_where_nothing_is_sure_those_left_out_are_kept_apart(record: Record) -> None:
    answer = chain(record.history, record.history.bodies["national-body-hee"], date(2013, 6, 1)).certain()
    assert not answer.steps
    assert answer.possible == len(answer.left_out)
    assert answer.left_out[0].name == "Department of Health"
