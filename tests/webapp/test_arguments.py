"""Choices of an address that no view reads: they make no other page, and stand in none."""

import json

import pytest
from flask.testing import FlaskClient

from graph.record import Record
from webapp import create_app
from webapp.http.host import own_host
from webapp.http.site import site_of


@pytest.fixture(scope="module")
def client(record: Record) -> FlaskClient:
    return create_app(record=record).test_client()


@pytest.mark.parametrize(
    "page",
    [
        "/bodies/ccg-04f",
        "/compare/2013/2017",
        "/bodies/?kind=ccg&as-at=2014",
        "/search?q=leeds",
        "/landscape/2013-04-01",
    ],
)
def test_a_word_that_means_nothing_is_no_other_page(client: FlaskClient, page: str) -> None:
    kept = site_of(client.application).pages
    plain = client.get(page).data
    used = kept.used
    for number in range(3):
        mark = "&" if "?" in page else "?"
        assert client.get(f"{page}{mark}nonsense={number}&utm_source=x").data == plain
        assert client.get(page, headers={"Host": f"stranger-{number}.example"}).status_code == 200
    assert b"nonsense" not in plain
    before_strangers = kept.used
    client.get(page, headers={"Host": "another.example"})
    assert kept.used == before_strangers, "a name that is none of the site's is no other page either"
    assert used <= before_strangers


def test_a_choice_that_is_read_is_another_page_whichever_came_first(client: FlaskClient) -> None:
    rows = {
        kind: json.loads(
            client.get(f"/bodies/?format=x&kind={kind}&as-at=2012", headers={"Accept": "application/json"}).data
        )
        for kind in ("ccg", "sha", "ccg", "pct")
    }
    assert rows["ccg"] != rows["sha"] != rows["pct"]
    whole = client.get("/bodies/ccg-02a/lineage.json").data
    least = client.get("/bodies/ccg-02a/lineage.json?min-share=0.9&x=1").data
    assert client.get("/bodies/ccg-02a/lineage.json?x=2").data == whole
    assert client.get("/bodies/ccg-02a/lineage.json?x=3&min-share=0.9").data == least


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("127.0.0.1:8000", "127.0.0.1:8000"),
        ("localhost", "localhost"),
        ("LOCALHOST:5000", "LOCALHOST:5000"),
        ("[::1]:8000", "[::1]:8000"),
        ("10.0.0.5:8000", "10.0.0.5:8000"),
        ("record.example", "record.example"),
        ("record.example:81", "record.example:81"),
        ("stranger.example", "record.example"),
        ("record.example.stranger.example", "record.example"),
        ("", "record.example"),
        ("localhost@stranger.example", "record.example"),
        ("localhost/x", "record.example"),
    ],
)
def test_a_host_that_is_none_of_the_sites_is_taken_for_its_own(asked: str, found: str) -> None:
    assert own_host(asked, "10.0.0.5", 8000, "record.example, www.record.example") == found


def test_no_data_leads_to_a_host_that_only_a_stranger_named(client: FlaskClient) -> None:
    for page in ("/.well-known/void", "/sparql", "/bodies/ccg-04f", "/data/", "/sitemap.xml", "/changes.atom"):
        for accept in ("text/turtle", "text/html", "application/ld+json"):
            answer = client.get(page, headers={"Host": "stranger.example", "Accept": accept})
            assert b"stranger.example" not in answer.data, page
            assert "stranger.example" not in str(answer.headers), page
