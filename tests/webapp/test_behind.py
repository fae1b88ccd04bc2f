"""The query behind a page: it can be run from the page, and finds what the page says."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Triple

from graph.rdf.terms import ID
from graph.record import Record
from graph.sparql.guard import check
from graph.sparql.results import Solutions
from graph.sparql.store import EmbeddedStore
from webapp import create_app
from webapp.http.site import site_of


@pytest.fixture(scope="module")
def client(record: Record) -> Iterator[FlaskClient]:
    app = create_app({"QUERY_WORKERS": 1}, record)
    yield app.test_client()
    site_of(app).queries.close()


@pytest.fixture(scope="module")
def store(record: Record) -> EmbeddedStore:
    return EmbeddedStore(record.whole_turtle)


def behind(client: FlaskClient, page: str) -> str:
    link = re.search(r'<a href="([^"]+)">The query behind this page', client.get(page).text)
    assert link, page
    return parse_qs(urlsplit(unescape(link[1])).query)["query"][0]


def rows(store: EmbeddedStore, query: str) -> list[dict[str, str]]:
    check(query)
    answer = store.run(query)
    assert isinstance(answer, Solutions)
    return [
        {key: value.value.removeprefix(ID) for key, value in row.items() if not isinstance(value, Triple)}
        for row in answer.rows
    ]


def test_of_a_body_it_finds_its_neighbours_in_time_and_who_answered_to_whom(
    client: FlaskClient, store: EmbeddedStore
) -> None:
    found = rows(store, behind(client, "/bodies/ccg-07m"))
    facts = client.get("/bodies/ccg-07m.json").get_json()
    for relation, key in (("came before it", "predecessors"), ("came after it", "successors")):
        assert {row["other"] for row in found if row["relation"] == relation} == {each["id"] for each in facts[key]}
    assert "NHS Barnet CCG" in behind(client, "/bodies/ccg-07m").splitlines()[0]
    assert behind(client, "/bodies/ccg-07m/lineage") == behind(client, "/bodies/ccg-07m")


@pytest.mark.parametrize("place", ["trafford", "m33-4"])
def test_of_a_place_it_finds_those_who_covered_it(client: FlaskClient, store: EmbeddedStore, place: str) -> None:
    found = rows(store, behind(client, f"/place/{place}"))
    spells = client.get(f"/place/{place}.json").get_json()["spells"]
    assert {row["body"] for row in found} == {spell["id"] for spell in spells}


def test_of_a_comparison_it_finds_what_ended_and_began(client: FlaskClient, store: EmbeddedStore) -> None:
    found = rows(store, behind(client, "/compare/2006-09-30/2006-10-01"))
    bodies = client.get("/compare/2006-09-30/2006-10-01.json").get_json()["bodies"]
    for what, key in (("ended", "ended"), ("began", "begun")):
        assert {row["body"] for row in found if row["what"] == what} == {each["id"] for each in bodies[key]}


def test_of_a_day_it_counts_the_kinds(client: FlaskClient, store: EmbeddedStore) -> None:
    counts = {row["kind"].rpartition("kind-")[2]: int(row["bodies"])
              for row in rows(store, behind(client, "/landscape/2013-04-01"))}  # fmt: skip
    assert (counts["ccg"], counts["nhs-region"]) == (211, 4)


@pytest.mark.parametrize(("day", "number"), [("2006-10-01", 152), ("2013-04-01", 211), ("2026-04-01", 36)])
def test_of_a_map_it_finds_the_areas_of_the_day(
    client: FlaskClient, store: EmbeddedStore, day: str, number: int
) -> None:
    found = rows(store, behind(client, f"/map/{day}"))
    drawn = client.get(f"/map/{day}.json").get_json()["bodies"]
    assert len({row["body"] for row in found}) == number
    assert {(row["body"], row["cell"].removeprefix("cell-")) for row in found} == {
        (body["id"], piece["cell"]) for body in drawn for piece in body["area"]
    }


@pytest.mark.parametrize("page", ["/", "/stories/lives", "/restructures/r7"])
def test_other_pages_with_numbers_have_one_too(client: FlaskClient, store: EmbeddedStore, page: str) -> None:
    assert rows(store, behind(client, page))
