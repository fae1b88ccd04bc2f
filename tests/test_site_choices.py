"""What a reader chose stands in the address and is kept: stated facts only, and the choices of a lineage."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.record import Record
from tests.reading_pages import text_of
from tests.tiny import tiny_record
from webapp import create_app

BANNER = "Stated facts only: what was inferred is left out."
MERGER = "event-2015-04-01-merger-ccg-c"


@pytest.fixture(scope="module")
def merged() -> Record:
    """A merger with a stated and an inferred predecessor, of which only the first is read of by name."""
    groups = [{"id": f"ccg-{letter}", "start": "2013-04-01", "end": "2015-03-31"} for letter in "ab"]
    return tiny_record(
        {
            "bodies": [*groups, {"id": "ccg-c", "start": "2015-04-01"}],
            "inferences_bodies": [{"id": "ccg-d", "start": "2013-04-01", "end": "2015-03-31"}],
            "events": [{"id": MERGER, "kind": "merger", "date": "2015-04-01", "restructure": "r1"}],
            "successions": [{"event_id": MERGER, "from_id": "ccg-a", "to_id": "ccg-c"}],
            "inferences": [
                {"event_id": MERGER, "from_id": each, "to_id": "ccg-c", "date": "2015-04-01", "restructure": "r1"}
                for each in ("ccg-b", "ccg-d")
            ],
            "restructures": [{"id": "r1", "number": "1", "name": "The first", "in_force_from": "2015-04-01"}],
        }
    )


@pytest.fixture(scope="module")
def app(merged: Record) -> Flask:
    return create_app({"TESTING": True, "PROPAGATE_EXCEPTIONS": False}, merged)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


# Stated facts only


def test_the_turtle_of_a_body_leaves_out_what_was_inferred(client: FlaskClient) -> None:
    assert "nhs:inferred" in client.get("/bodies/ccg-c.ttl").text
    stated = client.get("/bodies/ccg-c.ttl?stated-only=on").text
    assert "nhs:inferred" not in stated
    assert "ccg-a" in stated


def test_the_page_of_a_restructure_lists_the_bodies_that_its_data_lists(client: FlaskClient) -> None:
    assert "ccg-b" in client.get("/restructures/r1").text
    page = client.get("/restructures/r1?stated-only=on").text
    (event,) = client.get("/restructures/r1.json?stated-only=on").get_json()["events"]
    assert event["predecessors"] == ["ccg-a"]
    assert "ccg-a" in page
    assert "ccg-b" not in page


@pytest.mark.parametrize(
    "address",
    ["/", "/restructures/", "/restructures/r1", "/bodies/", "/bodies/ccg-c", "/bodies/ccg-c/lineage",
     "/bodies/ccg-c/network", "/bodies/ccg-c/accountability", "/landscape/2015", "/compare/2014/2016", "/search?q=c"],
)  # fmt: skip
def test_a_page_that_leaves_out_what_was_inferred_says_so(client: FlaskClient, address: str) -> None:
    page = client.get(address + ("&" if "?" in address else "?") + "stated-only=on").text
    assert BANNER in text_of(page)
    assert "nhsuk-tag--yellow" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/sparql",
        "/coverage",
        "/sources",
        "/sources/src",
        "/vocabulary",
        "/data/",
        "/about",
        "/api",
        f"/id/{MERGER}.html",
    ],
)
def test_a_page_of_the_whole_record_does_not_say_that_it_leaves_anything_out(client: FlaskClient, address: str) -> None:
    page = client.get(f"{address}?stated-only=on").text
    assert BANNER not in text_of(page)
    assert 'href="/bodies/?stated-only=on"' in page


@pytest.mark.parametrize("address", ["/", "/bodies/ccg-c", "/sources", "/search", "/landscape/2015", "/bodies/"])
def test_every_form_sends_the_choice_of_stated_facts_on(client: FlaskClient, address: str) -> None:
    forms = re.findall(r"<form.*?</form>", client.get(f"{address}?stated-only=on").text, re.DOTALL)
    assert forms
    for form in forms:
        (choice,) = re.findall(r'<input[^>]*name="stated-only"[^>]*>', form)
        assert 'type="hidden"' in choice or " checked" in choice


def test_no_form_sends_a_choice_that_was_not_made(client: FlaskClient) -> None:
    assert "stated-only" not in re.sub(r'<input[^>]*type="checkbox"[^>]*>|for="stated-only"', "", client.get("/").text)


def test_the_page_that_refuses_an_inferred_body_among_stated_facts_leads_to_it(client: FlaskClient) -> None:
    refused = client.get("/bodies/ccg-d?stated-only=on")
    assert refused.status_code == 404
    assert 'href="/bodies/ccg-d"' in refused.text
