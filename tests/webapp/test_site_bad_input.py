"""The site keeps its head on bad input: a clear page, the right status, a way on, and never a fault of its own."""

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from graph.record import Record
from tests.support.reading_pages import text_of
from webapp import create_app
from webapp.http.site import site_of

HOSTILE = (
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "..",
    "x" * 10_000,
    "\0",
    "2013-02-30",
    "1066",
    "9999",
    "-1",
    "dragon",
    "'\" onx=1",
    "\u202e\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "%(x)s{{7*7}}",
)
CHOICES = {
    "/search": ("q", "as-at"),
    "/suggest": ("q",),
    "/bodies/": ("q", "kind", "as-at", "page"),
    "/bodies/ccg-04f": ("on", "basis", "min-share", "stated-only"),
    "/bodies/ccg-04f/lineage": ("basis", "min-share", "open"),
    "/bodies/ccg-04f/network": ("basis", "min-share", "open"),
    "/bodies/ccg-04f/accountability": ("as-at", "possible"),
    "/embed/lineage/ccg-04f": ("basis", "min-share", "open"),
    "/landscape/": ("day",),
    "/landscape/2014": ("under",),
    "/compare/": ("from", "to", "kind"),
    "/compare/2013/2017": ("kind", "all"),
    "/crosswalk/": ("from", "to", "kind-from", "kind"),
    "/crosswalk/2013/2017": ("kind-from", "kind", "basis"),
    "/coverage": ("verdict",),
    "/sources": ("q", "kind"),
    "/sparql": ("query", "format"),
}
GOOD = {"body": "ccg-04f", "day": "2014", "first": "2013", "second": "2017", "code": "13T", "restructure": "r8",
        "source": "act-2012-7", "data": "json", "name": "ccg-04f", "form": "ttl", "table": "bodies",
        "filename": "site.css", "rest": "lineage", "what": "entity", "place": "trafford",
        "version": "1.0.0"}  # fmt: skip


@pytest.fixture(scope="module")
def app(record: Record) -> Iterator[Flask]:
    config = {"TESTING": True, "PROPAGATE_EXCEPTIONS": False, "CLIENT_SECONDS": 0, "QUERY_WORKERS": 1}
    made = create_app(config, record)
    yield made
    site_of(made).queries.close()


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


def address(rule: Rule, **changed: str) -> str:
    """The address of a rule with good parts, but for those changed; the parts stand as a client would write them."""
    path = ""
    for dynamic, part in rule._trace:
        path += quote({**GOOD, **changed}[part], safe="") if dynamic else part
    return path.lstrip("|")


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]


@pytest.mark.no_cover
@pytest.mark.parametrize("hostile", HOSTILE, ids=[ascii(each)[:20] for each in HOSTILE])
def test_a_hostile_part_of_any_path_is_refused_or_answered_and_never_a_fault(
    app: Flask, client: FlaskClient, hostile: str
) -> None:
    asked = [(rule, part) for rule in rules(app) for part in rule.arguments]
    assert len(asked) > 30
    for rule, part in asked:
        response = client.get(address(rule, **{part: hostile}))
        assert response.status_code in (200, 302, 303, 308, 400, 404, 406), (rule, part)
        if response.mimetype == "text/html" and response.status_code >= 400:
            assert "Where to go from here" in response.text
        assert b"<script>alert" not in response.data
        assert b"Traceback" not in response.data


@pytest.mark.no_cover
@pytest.mark.parametrize("hostile", HOSTILE, ids=[ascii(each)[:20] for each in HOSTILE])
def test_a_hostile_choice_is_refused_or_answered_and_never_a_fault(client: FlaskClient, hostile: str) -> None:
    asked = [(page, choice) for page, choices in CHOICES.items() for choice in choices]
    for page, choice in asked:
        response = client.get(page, query_string={choice: hostile})
        assert response.status_code in (200, 302, 400, 404, 406), (page, choice)
        assert "<script>alert" not in response.text
        assert "Traceback" not in response.text


@pytest.mark.no_cover
def test_every_page_outlives_all_hostile_choices_at_once(app: Flask, client: FlaskClient) -> None:
    names = {choice for choices in CHOICES.values() for choice in choices}
    for rule in rules(app):
        if "data" not in rule.arguments and rule.endpoint != "static":
            response = client.get(address(rule), query_string=[(name, each) for name in names for each in HOSTILE[:3]])
            assert response.status_code in (200, 302, 303, 308, 400, 404, 406, 501), rule


def test_bodies_are_offered_only_where_an_unknown_address_comes_near_one(client: FlaskClient) -> None:
    assert "Did you mean" not in client.get("/nothing-here").text
    assert "NHS Milton Keynes CCG" in client.get("/ccg-04f").text


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/bodies/ccg-04ff", 404, "Did you mean"),
        ("/bodies/" + "x" * 10_000, 404, "No body"),
        ("/bodies/%00", 404, "No body"),
        ("/bodies/..%2F..%2Fetc%2Fpasswd", 404, "Where to go"),
        ("/bodies/../../etc/passwd", 404, "Where to go"),
        ("/bodies/?kind=dragon", 400, "No kind of body"),
        ("/bodies/?page=-1", 400, "Pages are numbered"),
        ("/bodies/?page=99999", 404, "no page"),
        ("/bodies/?page=two", 400, "Pages are numbered"),
        ("/bodies/?page=" + "9" * 5000, 400, "Pages are numbered"),
        ("/bodies/?as-at=2013-02-30", 400, "28 days"),
        ("/bodies/ccg-04f?on=1066", 400, "1948-2100"),
        ("/bodies/ccg-04f/lineage?basis=magic", 400, "basis"),
        ("/coverage?verdict=%3Cb%3E", 400, "They are match, possible"),
        ("/bodies/ccg-04f/lineage?min-share=lots", 400, "share"),
        ("/bodies/ccg-04f/lineage?min-share=nan", 400, "share"),
        ("/bodies/ccg-04f/lineage?min-share=-1", 400, "share"),
        ("/landscape/2013-02-30", 400, "28 days"),
        ("/landscape/1066", 400, "1948-2100"),
        ("/landscape/9999", 400, "1948-2100"),
        ("/landscape/%00", 400, "Not a day"),
        ("/landscape/" + "9" * 10_000, 400, "Not a day"),
        ("/landscape/2014?under=nobody-here", 404, "No body"),
        ("/landscape/?day=yesterday", 400, "Not a day"),
        ("/compare/2013/2017?kind=dragon", 400, "No kind of body"),
        ("/compare/2013/20l7", 400, "Not a day"),
        ("/compare/?from=&to=2013", 400, "Not a day"),
        ("/restructures/r99", 404, "no restructure"),
        ("/restructures/" + "r" * 10_000, 404, "no restructure"),
        ("/sources/no-such-key", 404, "no source"),
        ("/code/ZZZZZ9", 404, "No body"),
        ("/code/%00%ff", 404, "No body"),
        ("/nowhere", 404, "no page at this address"),
    ],
)
def test_bad_input_gets_a_clear_page_with_a_way_on(client: FlaskClient, address: str, status: int, words: str) -> None:
    response = client.get(address)
    assert response.status_code == status
    seen = text_of(response.text)
    assert words in seen
    assert "Where to go from here" in seen
    assert len(response.text) < 20_000


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=" + "x" * 10_000,
        "/search?q=%00",
        "/search?q=%ff%fe",
        "/suggest?q=" + "%F0%9F%98%80" * 500,
        "/bodies/?q=%00&kind=&as-at=&page=",
        "/bodies/?endpoint=x&data=json&_external=1&_scheme=javascript&_anchor=x&_method=PUT",
        "/compare/2013/2017?endpoint=x&first=1&second=2&data=ttl",
        "/bodies/icb-qrv/lineage?open=%00&open=nothing&open=" + "y" * 5000,
        "/sources?q=%00&kind=%00",
    ],
)
def test_odd_input_is_never_a_fault(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200


def test_script_in_the_search_box_is_shown_as_text(client: FlaskClient) -> None:
    html = client.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E%22%20onx=1").text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert client.get("/bodies/%3Cscript%3Ealert(1)").status_code == 404
    assert "<script>alert" not in client.get("/bodies/%3Cscript%3Ealert(1)").text


def test_an_error_in_data_is_data(client: FlaskClient) -> None:
    response = client.get("/landscape/1066.json")
    assert response.status_code == 400
    assert "1948-2100" in json.loads(response.text)["error"]
    assert client.get("/landscape/1066.csv").mimetype == "text/plain"


def test_a_page_cannot_be_written_to(client: FlaskClient) -> None:
    response = client.post("/bodies/ccg-04f")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "POST is not taken here. Ask with GET." in text_of(response.text)


def test_what_is_only_written_to_cannot_be_read_and_says_so(client: FlaskClient) -> None:
    response = client.get("/api/recode", headers={"Accept": "application/json"})
    assert response.status_code == 405
    assert response.get_json()["error"] == "GET is not taken here. Ask with POST."
    assert "PUT is not taken here. Ask with GET or POST." in text_of(client.put("/recode").text)


def test_a_fault_of_ours_says_so_and_shows_nothing_of_the_inside(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise RuntimeError("secret inside")

    monkeypatch.setitem(app.view_functions, "reference.about", broken)
    response = client.get("/about")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "The mistake is ours" in response.text
