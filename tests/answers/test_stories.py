"""Stories: what they find is what the record holds, by hand on a small one and by their own query on the real one."""

from collections import Counter
from datetime import date
from pathlib import Path
from statistics import median

import pytest

import graph
from graph.answers.stories import STORIES, lives_of, story
from graph.rdf.terms import ID
from graph.record import Record
from graph.sparql.results import Solutions
from graph.sparql.store import EmbeddedStore
from tests.support.histories import from_rows
from tests.support.london import LONDON
from tests.support.tiny import tiny_record

HELD_WHOLE = {
    "00bu": ["ha-far", "pct-city", "pct-whole"],
    "00aa": ["ha-city", "pct-city", "pct-whole"],
    "00ab": ["ha-city", "pct-whole"],  # pct-east and pct-part held a part each
}
QUERIES = Path(graph.__file__).parent / "queries"


def test_half_of_the_lives_is_their_median_and_inexact_days_do_not_count() -> None:
    lasting = [("a", "2013-04-01", "2015-03-31"), ("b", "2013-04-01", "2017-03-31"), ("c", "2013-04-01", "2022-06-30")]
    bodies = [{"id": f"ccg-{name}", "kind": "ccg", "start": start, "end": end} for name, start, end in lasting]
    bodies.append({"id": "ccg-d", "kind": "ccg", "start": "2013-01-01", "start_precision": "year", "end": "2013-12-31"})
    bodies.append({"id": "ccg-e", "kind": "ccg", "start": "2013-04-01"})
    history = from_rows({"bodies": bodies})
    assert [life.body.id for life in lives_of(history)["ccg"]] == ["ccg-a", "ccg-b", "ccg-c"]
    told = story(history, "lives")
    assert "within 4 years" in told.finding
    assert "3 of the 4 that are over" in told.explanation


def test_the_body_with_the_most_parents_is_named_and_living_codes_make_none() -> None:
    bodies = [{"id": f"ccg-{name}", "kind": "ccg", "start": "2013-04-01", "end": "2022-06-30"} for name in "abc"]
    bodies.append({"id": "icb-q", "kind": "icb", "name": "The Board", "start": "2022-07-01"})
    links = [
        {"event_id": "e", "from_id": f"ccg-{name}", "to_id": "icb-q", "basis": basis, "kind": "merger"}
        for name, basis in (("a", "legal"), ("b", "area"), ("c", "code"))
    ]
    events = [{"id": "e", "date": "2022-07-01", "kind": "merger"}]
    told = story(from_rows({"bodies": bodies, "events": events, "successions": links}), "parents")
    assert told.finding == "The Board has 2 parents, more than any other known body"


def test_a_place_is_counted_once_for_each_body_that_held_the_whole_of_it() -> None:
    told = story(tiny_record(LONDON).history, "doorstep")
    assert {row["cell"]: row["ids"] for row in told.table} == HELD_WHOLE
    assert "has had 3 local NHS commissioners since 1990" in told.finding


def test_the_people_to_a_commissioner_are_all_people_divided_by_the_bodies_of_the_day() -> None:
    told = story(tiny_record(LONDON).history, "size")
    assert [(row["date"], row["bodies"], row["people_each"]) for row in told.table] == [
        ("1996-04-01", 2, 480_000),
        ("2002-04-01", 4, 240_000),
        ("2006-10-01", 2, 480_000),
    ]
    assert told.finding.endswith("has 480,000 people to look after, two times as many as in 2002")


@pytest.mark.parametrize("name", STORIES)
def test_a_record_without_the_facts_tells_no_story(name: str) -> None:
    told = story(from_rows({"bodies": [{"id": "ccg-a", "kind": "ccg", "start": "2013-04-01"}]}), name)
    assert told.table == ()
    assert told.finding


@pytest.mark.parametrize("name", STORIES)
def test_the_query_behind_a_story_counts_the_same(name: str, record: Record) -> None:
    told = story(record.history, name)
    answer = EmbeddedStore(record.whole_turtle).run((QUERIES / f"{told.query}.rq").read_text("utf-8"))
    assert isinstance(answer, Solutions)
    rows = [{key: value.value for key, value in row.items()} for row in answer.rows]
    match name:
        case "lives":
            years = [
                ((date.fromisoformat(row["end"]) - date.fromisoformat(row["start"])).days + 1) / 365.25 for row in rows
            ]
            assert f"within {median(years):.1f}".removesuffix(".0") in told.finding
            assert {row["body"].removeprefix(ID) for row in rows} == {row["id"] for row in told.table}
        case "parents":
            counted = {row["body"].removeprefix(ID): int(row["parents"]) for row in rows}
            assert counted == {row["id"]: row["parents"] for row in told.table}
        case "codes":
            assert {row["code"]: int(row["bodies"]) for row in rows} == {
                row["code"]: row["bodies"] for row in told.table
            }
            by_number = Counter(row["bodies"] for row in told.table)
            assert f"{by_number[3]} for three" in told.finding
        case "doorstep":
            counted = {row["cell"].removeprefix(f"{ID}cell-"): int(row["bodies"]) for row in rows}
            assert counted == {row["cell"]: row["bodies"] for row in told.table}
            assert f"has had {max(counted.values())} local" in told.finding
        case "size":
            assert {row["day"]: int(row["bodies"]) for row in rows} == {
                row["date"]: row["bodies"] for row in told.table
            }
        case _:
            assert len({row["promise"] for row in rows}) == len(told.table)
