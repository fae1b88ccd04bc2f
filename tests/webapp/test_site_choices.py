"""What a reader chose stands in the address and is kept: stated facts only, and the choices of a lineage."""

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.record import Record
from tests.support.reading_pages import text_of
from tests.support.tiny import tiny_record
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
    page = client.get(f"{address}?stated-only=on", headers={"Accept": "text/html"}).text
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


# The choices of a lineage

CHOICES = "basis=legal&basis=area&basis=code&min-share=0.02&open=pct"


@pytest.fixture(scope="module")
def whole(record: Record) -> FlaskClient:
    """The site on the real record, some of whose lineages are large."""
    return create_app({"TESTING": True}, record).test_client()


def links_of(page: str, path: str) -> list[dict[str, list[str]]]:
    """The choices in each link of a page to a path."""
    found = (urlsplit(unescape(address)) for address in re.findall(r'href="([^"]*)"', page))
    return [parse_qs(address.query) for address in found if address.path == path]


def kept(link: dict[str, list[str]], **changed: list[str]) -> bool:
    """Whether a link has the choices above but for some that it changes; an empty one is left out."""
    wanted = {**parse_qs(CHOICES), **{name.replace("_", "-"): values for name, values in changed.items()}}
    return link == {name: values for name, values in wanted.items() if values}


def test_a_group_is_opened_beside_those_that_are_open_and_by_the_same_links(whole: FlaskClient) -> None:
    page = whole.get(f"/bodies/icb-qhm/lineage?{CHOICES}").text
    (picture,) = re.findall(r"<svg.*</svg>", page, re.DOTALL)
    for part in (picture, page.replace(picture, "")):
        links = links_of(part, "/bodies/icb-qhm/lineage")
        opened = [link for link in links if len(link.get("open", ())) > 1]
        assert opened
        assert all(kept(link, open=["pct", link["open"][1]]) for link in opened)


@pytest.mark.parametrize(
    ("page", "other"),
    [("lineage", "/bodies/icb-qhm/network"), ("lineage", "/embed/lineage/icb-qhm"),
     ("network", "/bodies/icb-qhm/lineage")],
)  # fmt: skip
def test_the_ways_to_see_a_lineage_lead_to_each_other_with_its_choices(
    whole: FlaskClient, page: str, other: str
) -> None:
    links = links_of(whole.get(f"/bodies/icb-qhm/{page}?{CHOICES}").text, other)
    assert any(kept(link) for link in links)
    if page == "network":
        assert sum(kept(link) for link in links) == len(links) > 1


@pytest.mark.parametrize("page", ["/bodies/icb-qhm", "/bodies/icb-qhm/lineage"])
def test_hidden_relatives_are_shown_by_the_links_that_were_chosen(whole: FlaskClient, page: str) -> None:
    html = whole.get(f"{page}?basis=legal&basis=area&basis=code&min-share=0.9").text
    (address,) = re.findall(r'<a href="([^"]*)">Show them</a>', html)
    assert parse_qs(urlsplit(unescape(address)).query) == {"basis": ["legal", "area", "code"], "min-share": ["0"]}
    assert "Show them" not in whole.get(unescape(address)).text


def test_a_least_share_that_is_not_among_the_offered_ones_stays_chosen(whole: FlaskClient) -> None:
    assert '<option value="0.02" selected>2%</option>' in whole.get("/bodies/pct-5nr/lineage?min-share=0.02").text
    assert re.findall(r"<option[^>]* selected>", whole.get("/bodies/pct-5nr/lineage").text) == [
        '<option value="0.01" selected>'
    ]


def test_the_form_of_a_lineage_leads_to_the_site_where_it_stands_below_a_path(merged: Record) -> None:
    client = create_app({"TESTING": True}, merged).test_client()
    page = client.get("/bodies/ccg-c/lineage", environ_overrides={"SCRIPT_NAME": "/nhs"}).text
    assert '<form action="/nhs/bodies/ccg-c/lineage"' in page


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/landscape/today", "/landscape/DAY"),
        ("/map/Today.svg?kind=ccg", "/map/DAY.svg?kind=ccg"),
        ("/compare/2013/today.csv", "/compare/2013/DAY.csv"),
        ("/compare/?from=2013&to=today", "/compare/?from=2013&to=DAY"),
        ("/bodies/?as-at=today&q=ccg", "/bodies/?q=ccg&as-at=DAY"),
    ],
)
def test_an_address_with_today_in_it_leads_to_that_of_the_day(merged: Record, address: str, place: str) -> None:
    client = create_app({"TESTING": True}, merged).test_client()
    before, answer, after = date.today(), client.get(address), date.today()
    assert answer.status_code == 302
    assert answer.headers["Location"] in {place.replace("DAY", each.isoformat()) for each in (before, after)}
    assert client.get("/search?q=today").status_code == 200
