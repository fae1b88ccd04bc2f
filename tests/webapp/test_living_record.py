"""A record that is kept up: its changes as a page and a feed, links to an older edition, what programs ask."""

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from graph.record import Record, open_record
from graph.record.changelog import beside, read_entries
from tests.support.reading_pages import text_of
from tests.support.sound import sound_rows
from tests.support.tiny import tiny_record
from webapp import create_app

ATOM = "{http://www.w3.org/2005/Atom}"
CHANGES = """date,kind,text
2026-01-05,new source,First edition.
2026-02-10,correction of ours,"The last day of Trafford PCT, <em>not</em> its first."
2026-03-01,change in the world,A merger.
"""


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Record:
    path = tmp_path_factory.mktemp("changed") / "restructures.ttl"
    path.write_bytes(tiny_record(sound_rows()).turtle)
    path.with_name("changelog.csv").write_text(CHANGES, encoding="utf-8")
    return open_record(path)


@pytest.fixture(scope="module")
def client(changed: Record) -> FlaskClient:
    return create_app(record=changed).test_client()


def test_the_page_lists_all_changes_the_newest_first(client: FlaskClient) -> None:
    page = client.get("/changes").text
    text = text_of(page)
    assert text.index("1 March 2026") < text.index("10 February 2026") < text.index("5 January 2026")
    assert "&lt;em&gt;not&lt;/em&gt;" in page


def test_changes_since_a_day_are_those_after_it(client: FlaskClient) -> None:
    found = client.get("/changes.json?since=10 February 2026").get_json()
    assert [entry["text"] for entry in found["entries"]] == ["A merger."]
    assert client.get("/changes?since=31 June").status_code == 400


def test_the_feed_has_an_entry_for_each_change(client: FlaskClient) -> None:
    answer = client.get("/changes.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    assert feed.findtext(f"{ATOM}updated") == "2026-03-01T00:00:00Z"
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}content") for entry in entries] == [
        "A merger.",
        "The last day of Trafford PCT, <em>not</em> its first.",
        "First edition.",
    ]
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == 3
    assert ids[-1] == "http://localhost/changes#change-1"  # stays the same when the next change comes


@pytest.mark.parametrize(("edition", "said"), [("2026-02-10", "1 change of the facts"), ("2026-03-01", "No change")])
def test_a_link_to_an_edition_says_what_changed_since(client: FlaskClient, edition: str, said: str) -> None:
    assert said in text_of(client.get(f"/sources?edition={edition}").text)


@pytest.mark.parametrize("edition", ["", "nonsense", "<b>", "2026-13-01"])
def test_a_page_says_nothing_of_an_edition_that_nobody_named(client: FlaskClient, edition: str) -> None:
    text = text_of(client.get("/sources", query_string={"edition": edition}).text)
    assert "Since the edition" not in text
    assert "No change of the facts" not in text


def test_the_edition_shown_needs_no_notice(client: FlaskClient, changed: Record) -> None:
    named = f"2026-03-01 ({changed.version})"
    assert "edition that your link names" not in text_of(client.get("/sources", query_string={"edition": named}).text)


def test_every_page_of_the_sitemap_answers(client: FlaskClient) -> None:
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    places = [each.text or "" for each in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(places) == len(set(places)) >= 19
    assert [place for place in places if client.get(place.removeprefix("http://localhost")).status_code != 200] == []
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text


def test_a_browser_can_add_the_search(client: FlaskClient) -> None:
    root = ElementTree.fromstring(client.get("/opensearch.xml").data)
    template = next(each for each in root if each.tag.endswith("}Url")).get("template") or ""
    assert client.get(template.replace("{searchTerms}", "ccg").removeprefix("http://localhost")).status_code == 200
    assert len(next(each for each in root if each.tag.endswith("}ShortName")).text or "") <= 16
    assert client.get("/favicon.ico").data.startswith(b"\x00\x00\x01\x00")


def test_security_txt_names_the_operators_contact_or_is_not_there(client: FlaskClient, changed: Record) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    site = create_app({"CONTACT": "mailto:safe@example.org"}, record=changed).test_client()
    lines = dict(line.split(": ", 1) for line in site.get("/.well-known/security.txt").text.splitlines())
    assert lines["Contact"] == "mailto:safe@example.org"
    assert lines["Expires"] > date.today().isoformat()


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("https://example.org/issues/new", "https://example.org/issues/new?title="),
        ("https://example.org/new?kind=error", "https://example.org/new?kind=error&amp;title="),
        ("mailto:errors@example.org", "mailto:errors@example.org?subject="),
        ("", "/about#errors"),
    ],
)
def test_an_error_is_reported_with_page_and_edition(changed: Record, form: str, begins: str) -> None:
    page = create_app({"REPORT": form}, record=changed).test_client().get("/bodies/ccg-a?on=<x>").text
    link = page.partition(">Report an error<")[0].rpartition('href="')[2]
    assert link.startswith(begins)
    if form:
        assert changed.version in link
        assert "bodies%2Fccg-a" in link or "bodies/ccg-a" in link


def test_the_changes_of_the_record_are_read_from_beside_it(record: Record, changed: Record) -> None:
    assert isinstance(record.source, Path)
    shown = create_app(record=record).test_client().get("/changes.json").get_json()["entries"]
    assert len(shown) == len(read_entries(beside(record.source)))
