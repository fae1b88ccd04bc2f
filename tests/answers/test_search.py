"""Finding a body by what people know of it; never picking silently; saying what comes near."""

import shlex
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers.audit.sources import sources
from graph.answers.body import facts
from graph.answers.lookup.search import search
from graph.errors import AmbiguousBody, UnknownBody
from graph.names.find import find, look_up, with_code
from graph.record import Record
from graph.record.history import History
from tests.support.command_line import call
from tests.support.histories import from_rows
from tests.support.reading_pages import text_of
from tests.support.tiny import tiny_record
from webapp import create_app


@pytest.fixture(scope="module")
def few() -> History:
    return from_rows(
        {
            "bodies": [
                {"id": "pct-5nr", "kind": "pct", "name": "Trafford Primary Care Trust", "ods_code": "5NR",
                 "ons_code": "E16000001", "alt_names": "Trafford PCT", "start": "2006-10-01", "end": "2013-03-31"},
                {"id": "ccg-13t-old", "name": "Newcastle Gateshead CCG", "ods_code": "13T",
                 "start": "2013-04-01", "end": "2015-03-31"},
                {"id": "ccg-13t-new", "name": "St Luke's & Gateshead CCG", "ods_code": "13T", "start": "2015-04-01"},
                {"id": "board", "name": "NHS Board", "start": "2012-10-01"},
                {"id": "twin-1", "name": "The Twin", "start": "2000-01-01", "end": "2005-12-31"},
                {"id": "twin-2", "name": "The Twin", "start": "2006-01-01", "end": "2011-03-31", "end_precision": "by"},
            ],
            "names": [{"body_id": "board", "name": "Commissioning Board", "start": "2012-10-01", "end": "2013-03-31"}],
            "inferences_values": [
                {"body_id": "board", "field": "ods_code", "value": "X24"},
                {"body_id": "twin-2", "field": "end", "candidates": "2010-03-31|2011-03-31"},
            ],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("pct-5nr", "pct-5nr"),
        ("PCT-5NR", "pct-5nr"),
        ("5nr", "pct-5nr"),
        (" 5NR ", "pct-5nr"),
        ("e16000001", "pct-5nr"),
        ("Trafford Primary Care Trust", "pct-5nr"),
        ("trafford pct", "pct-5nr"),
        ("TRAFF", "pct-5nr"),
        ("commissioning board", "board"),
        ("x24", "board"),
        ("St Lukes and Gateshead CCG", "ccg-13t-new"),
        ("gateshead luke", "ccg-13t-new"),
    ],
)
def test_a_body_is_found_by_id_code_name_part_or_former_name_in_any_case(few: History, text: str, body: str) -> None:
    assert find(few, text).id == body


def test_a_code_of_several_bodies_is_the_latest_with_the_others_said_and_a_day_picks(few: History) -> None:
    found = look_up(few, "13T")
    assert (found.body.id, [body.id for body in found.others]) == ("ccg-13t-new", ["ccg-13t-old"])
    assert found.remark == (
        "'13T' is a code of 2 bodies; this is St Luke's & Gateshead CCG (ccg-13t-new, from 2015-04-01). Also: "
        "ccg-13t-old (Newcastle Gateshead CCG, 2013-04-01 to 2015-03-31). Pick one by its id, or a day with --as-at."
    )
    assert look_up(few, "13t", as_at=date(2014, 1, 1)).body.id == "ccg-13t-old"
    assert look_up(few, "13t", as_at=date(2016, 1, 1)).remark == ""
    assert [body.id for body in with_code(few, "13t")] == ["ccg-13t-old", "ccg-13t-new"]


def test_a_name_of_several_bodies_is_the_latest_with_the_others_said(few: History) -> None:
    found = look_up(few, "the twin")
    assert (found.body.id, [body.id for body in found.others]) == ("twin-2", ["twin-1"])
    assert find(few, "the twin", as_at=date(2001, 1, 1)).id == "twin-1"
    assert find(few, "the twin 2001").id == "twin-1"


def test_a_part_of_several_names_is_not_decided(few: History) -> None:
    with pytest.raises(
        AmbiguousBody, match=r"'gateshead' may mean 2 bodies: .* Name one by its id, or a day"
    ) as refused:
        find(few, "gateshead")
    assert refused.value.near == ("ccg-13t-new", "ccg-13t-old")
    assert find(few, "gateshead", as_at=date(2014, 1, 1)).id == "ccg-13t-old"


def test_a_code_that_nobody_had_on_the_day_says_who_had_it_until_when(few: History) -> None:
    with pytest.raises(UnknownBody) as refused:
        find(few, "5NR", as_at=date(2015, 4, 1))
    assert str(refused.value) == (
        "The record knows of no body with the code or name 5NR on 1 April 2015. "
        "Trafford Primary Care Trust had it until 31 March 2013. Try: show 5NR --as-at 2013-03-31"
    )


def test_what_is_advised_can_be_run_as_it_stands_whatever_the_name(few: History) -> None:
    long = "A Trust with a name that goes on and on until nobody can remember how it began"
    history = from_rows({"bodies": [{"id": "long", "name": long, "start": "2000-01-01", "end": "2001-12-31"}]})
    for of, name in ((few, "Trafford Primary Care Trust"), (history, long)):
        with pytest.raises(UnknownBody) as refused:
            find(of, name, as_at=date(2020, 1, 1))
        command, body, option, day = shlex.split(str(refused.value).partition("Try: ")[2])
        assert (command, option) == ("show", "--as-at")
        assert find(of, body, as_at=date.fromisoformat(day)).name == name


@pytest.mark.parametrize(
    ("precision", "had"),
    [
        ("day", "A had it until 31 March 1996."),
        ("year", "A had it until 1996."),
        ("by", "A: began 1982, ended by 31 March 1996."),
    ],
)
def test_who_had_a_code_is_told_no_more_exactly_than_it_is_known(precision: str, had: str) -> None:
    days = {"start": "1982-01-01", "start_precision": "year", "end": "1996-03-31", "end_precision": precision}
    history = from_rows({"bodies": [{"id": "a", "name": "A", "ods_code": "01A", **days}]})
    with pytest.raises(UnknownBody) as refused:
        find(history, "01A", as_at=date(2000, 1, 1))
    assert f" {had} Try: show 01A --as-at 1996-03-31" in str(refused.value)


def test_an_unknown_body_is_said_with_near_ones(few: History) -> None:
    assert find(few, "Traford PCT").id == "pct-5nr"
    with pytest.raises(UnknownBody, match=r"No body is called 'Trfrod CCG'\. Near: pct-5nr \(Trafford"):
        find(few, "Trfrod CCG")


@pytest.mark.parametrize("text", ["", "   ", "\x00", "5NR\x00", "\x1b[31m", "x" * 10**6, "%s%n", "']) ."])
def test_whatever_is_typed_one_short_line_says_what_to_do(few: History, text: str) -> None:
    with pytest.raises(UnknownBody) as refused:
        find(few, text)
    assert len(str(refused.value)) < 400
    assert str(refused.value).isprintable()


@settings(max_examples=60)
@given(st.text())
def test_any_text_finds_a_body_or_is_refused_in_one_line(text: str) -> None:
    history = from_rows({"bodies": [{"id": "a", "name": "Årø & Sons", "ods_code": "01A", "start": "2000-01-01"}]})
    try:
        found = find(history, text).id
    except UnknownBody as refused:
        found = str(refused)
    assert found.isprintable()
    search(history, text).document()


def test_the_best_hits_come_first(few: History) -> None:
    assert [hit.body.id for hit in search(few, "gateshead").hits] == ["ccg-13t-new", "ccg-13t-old"]
    assert search(few, "13T").hits[0].matched == "13T"
    assert [hit.body.id for hit in search(few, "gateshead", as_at=date(2014, 1, 1)).hits] == ["ccg-13t-old"]
    document = search(few, "gateshead").document()
    assert isinstance(document, dict)
    assert set(document) == {"text", "answers", "hits", "near"}
    assert search(few, "traford primary care trust").near[0].id == "pct-5nr"


def test_an_inferred_end_without_a_day_leaves_the_stated_one_as_it_is(few: History) -> None:
    assert few.bodies["twin-2"].life == few.bodies["twin-2"].spell


@pytest.fixture(scope="module")
def perhaps() -> Record:
    """Two bodies of one name, one of which may or may not have been in force in 2012."""
    return tiny_record(
        {
            "bodies": [
                {"id": "pct-a", "kind": "pct", "name": "North PCT", "start": "2006-10-01"},
                {"id": "pct-b", "kind": "pct", "name": "North East PCT", "start": "2013-01-01",
                 "start_precision": "by"},
            ]
        }
    )  # fmt: skip


def test_a_search_on_a_day_counts_and_marks_apart_what_may_have_been_in_force(perhaps: Record) -> None:
    client = create_app({"TESTING": True}, perhaps).test_client()
    seen = text_of(client.get("/search?q=north&as-at=2012-06-01").text)
    assert "1 body in force on 1 June 2012, and 1 more that may have been, for “ north ”" in seen
    assert "North East PCT possibly" in seen
    assert "North PCT possibly" not in seen
    hits = client.get("/search.json?q=north&as-at=2012-06-01").get_json()["hits"]
    assert {hit["id"]: hit["in_force"] for hit in hits} == {"pct-a": "certain", "pct-b": "possible"}
    assert {hit["in_force"] for hit in client.get("/search.json?q=north").get_json()["hits"]} == {None}
    assert "2 bodies for “ north ”" in text_of(client.get("/search?q=north").text)


def test_the_command_counts_and_marks_apart_what_may_have_been_in_force(perhaps: Record, tmp_path: Path) -> None:
    file = tmp_path / "record.ttl"
    file.write_bytes(perhaps.turtle)
    said = call("search", "north", "--as-at", "2012-06-01", "--record", str(file)).out
    assert said.startswith("1 body found, in force on 1 June 2012, and 1 more that may have been\n")
    assert "North East PCT (possibly)" in said
    assert call("search", "north", "--record", str(file)).out.startswith("2 bodies found\n")


# Facts and sources


def test_everything_known_of_a_body_is_told_with_its_sources(record: Record) -> None:
    history = record.history
    found = facts(history, history.bodies["pct-5nr"])
    document = found.document()
    assert isinstance(document, dict)
    assert set(document) >= {
        "id", "name", "legal_name", "kind", "tier", "ods_code", "gss_code", "start", "end", "start_precision",
        "end_precision", "last_seen", "names", "codes", "inferred", "evidence", "predecessors", "successors",
        "answered_to", "answering", "conflicts", "sources",
    }  # fmt: skip
    assert document["ods_code"] == "5NR"
    assert document["end"] == "2013-03-31"
    for part in ("predecessors", "successors", "answered_to", "answering"):
        assert all(each["sources"] and each["evidence"] in ("stated", "inferred") for each in document[part])
    assert all(row["sources"] for row in found.rows())
    assert len({tuple(row) for row in found.rows()}) == 1


def test_the_name_is_the_one_of_the_day_asked_for(record: Record) -> None:
    history = record.history
    body = history.bodies["national-body-nhs-england"]
    found = facts(history, body, as_at=date(2014, 1, 1))
    assert found.name == "NHS England"
    assert "Commissioning Board" in found.legal_name


@pytest.mark.no_cover
def test_every_body_of_the_record_can_be_shown(record: Record) -> None:
    for body in record.history.bodies.values():
        assert facts(record.history, body).rows()


def test_sources_are_found_by_words_and_say_how_many_facts_rest_on_them(record: Record) -> None:
    every = sources(record.history)
    assert len(every.uses) == len(record.history.sources)
    hansard = sources(record.history, " HANSARD ")
    assert 0 < len(hansard.uses) < len(every.uses)
    assert all(
        "hansard" in f"{use.source.key} {use.source.title} {use.source.publisher}".lower() for use in hansard.uses
    )
    assert max(use.facts for use in every.uses) > 100
