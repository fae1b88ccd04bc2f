"""The query page as a browser without scripts meets it: results, files, links, refusals, and what it costs the site."""

import json
import re
import tracemalloc
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.record import Record
from tests.support.reading_pages import text_of
from tests.webapp.sparql.test_endpoint import BROWSER, CONSTRUCT, FORM, SELECT, ask
from tests.webapp.sparql.test_endpoint_kept import InTurn
from webapp import create_app
from webapp.http.site import change_site, site_of

ROWS = "SELECT ?s WHERE { ?s a <https://w3id.org/nhs-restructures/def#Body> }"
LONG = SELECT + "\n#" + "x" * 9_000


@pytest.fixture(scope="module")
def client(record: Record) -> Iterator[FlaskClient]:
    app = create_app({"QUERY_WORKERS": 1, "QUERY_SECONDS": 20, "CLIENT_SECONDS": 0}, record)
    yield app.test_client()
    site_of(app).queries.close()


def send(client: FlaskClient, query: str, form: str = "") -> TestResponse:
    """The form of the page, sent."""
    data = urlencode({"query": query, "format": form})
    return client.post("/sparql", data=data, content_type=FORM, headers={"Accept": BROWSER})


def sent_along(page: TestResponse) -> dict[str, str] | None:
    """The answer that a page carries for scripts, and its media type."""
    found = re.search(r'<script type="application/json" id="sparql-result">(.*?)</script>', page.text, re.DOTALL)
    return json.loads(found[1]) if found else None


def test_a_browser_gets_an_editor_and_works_without_scripts(client: FlaskClient) -> None:
    page = client.get("/sparql", headers={"Accept": BROWSER})
    assert page.mimetype == "text/html"
    assert "<textarea" in page.text
    assert "Where do sources disagree" in page.text
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    result = ask(client, SELECT, Accept=BROWSER)
    assert "10 rows" in result.text
    assert '<a href="/id/r7">' in result.text
    assert "<strong>Yes</strong>" in ask(client, "ASK {}", Accept=BROWSER).text
    assert "Restructure" in ask(client, CONSTRUCT, Accept=BROWSER).text


def test_an_error_in_a_browser_is_shown_beside_the_query(client: FlaskClient) -> None:
    page = ask(client, "SELECT <script>alert(1)</script>", Accept=BROWSER)
    assert page.status_code == 400
    assert "Line 1, column 16" in page.text
    assert "<script>alert" not in page.text


def test_a_query_that_is_sent_is_answered_at_an_address_that_can_be_shared(client: FlaskClient) -> None:
    led = send(client, SELECT)
    assert led.status_code == 303
    assert parse_qs(urlsplit(led.headers["Location"]).query) == {"query": [SELECT]}
    page = client.get(led.headers["Location"], headers={"Accept": BROWSER})
    assert "10 rows" in page.text
    assert f'href="{led.headers["Location"]}"' in unescape(page.text)


def test_a_query_too_long_for_an_address_is_answered_and_the_page_says_that_there_is_no_link(
    client: FlaskClient,
) -> None:
    page = send(client, LONG)
    assert page.status_code == 200
    assert "10 rows" in page.text
    assert "The whole result as a file: choose its form at “Result as” and run the query." in text_of(page.text)
    assert max(len(address) for address in re.findall(r'href="([^"]*)', page.text)) < 8_000
    assert '<a id="share" hidden>' in page.text
    assert '<span id="no-share">This query is too long for a link.' in page.text


@pytest.mark.parametrize(
    ("query", "form", "kind"),
    [(LONG, "csv", "text/csv"), (CONSTRUCT, "jsonld", "application/ld+json"), (CONSTRUCT, "ttl", "text/turtle")],
)
def test_a_file_is_had_from_the_form_whatever_the_length_and_form_of_the_query(
    query: str, form: str, kind: str, client: FlaskClient
) -> None:
    file = send(client, query, form)
    assert file.mimetype == kind
    assert file.headers["Content-Disposition"] == f'attachment; filename="result.{form}"'


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (SELECT, ["JSON", "XML", "CSV", "TSV"]),
        ("ASK {}", ["JSON", "XML", "CSV", "TSV"]),
        (CONSTRUCT, ["Turtle", "N-Triples", "JSON-LD", "RDF/XML"]),
        ("DESCRIBE <https://w3id.org/nhs-restructures/id/r7>", ["Turtle", "N-Triples", "JSON-LD", "RDF/XML"]),
    ],
)
def test_a_result_leads_to_itself_in_each_form_that_it_has(query: str, names: list[str], client: FlaskClient) -> None:
    page = ask(client, query, Accept=BROWSER)
    links = dict(re.findall(r'<a href="(/sparql\?[^"]*format=[^"]*)">([^<]*)</a>', page.text))
    assert list(links.values()) == names
    assert {client.get(unescape(address)).status_code for address in links} == {200}
    for name in ("JSON", "XML", "CSV", "TSV", "Turtle", "N-Triples", "JSON-LD", "RDF/XML"):
        assert re.search(rf'<option value="\w+">{name}</option>', page.text)


def test_a_long_table_is_begun_and_counted_and_a_short_one_carries_itself_for_scripts(
    client: FlaskClient, record: Record
) -> None:
    page = ask(client, ROWS, Accept=BROWSER)
    assert f"{len(record.history.bodies):,} rows; the first 500 are shown." in page.text
    assert page.text.count('<td><a href="/id/') == 500
    assert sent_along(page) is None
    short = sent_along(ask(client, SELECT, Accept=BROWSER))
    assert short
    assert short["contentType"] == "application/sparql-results+json"
    assert json.loads(short["data"]) == ask(client, SELECT).get_json(force=True)
    triples = sent_along(ask(client, CONSTRUCT, Accept=BROWSER))
    assert triples == {"contentType": "text/turtle", "data": ask(client, CONSTRUCT, Accept="text/turtle").text}


def test_a_page_on_a_large_answer_takes_little_memory(record: Record) -> None:
    rows = [{"a": {"type": "literal", "value": f"{number:040}"}} for number in range(60_000)]
    answer = json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": rows}}).encode()
    app = create_app({"CLIENT_SECONDS": 0}, record)
    change_site(app, queries=InTurn(answer, answer))
    client = app.test_client()
    ask(client, SELECT, Accept=BROWSER)  # what is loaded and remembered at the first time
    tracemalloc.start()
    page = ask(client, SELECT + " LIMIT 60000", Accept=BROWSER)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "60,000 rows; the first 500 are shown." in page.text
    assert most < len(answer)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (b"{}," * 120_000 + b"{}", "At least 100,000 rows; the first 500 are shown."),
        (b'{"a":{"type":"literal","value":"' + b"x" * 600_000 + b'"}}', "1 row; the first is too long to be shown."),
    ],
)
def test_what_is_too_much_to_show_or_to_count_is_said(rows: bytes, said: str, record: Record) -> None:
    app = create_app({"CLIENT_SECONDS": 0}, record)
    change_site(app, queries=InTurn(b'{"head":{"vars":["a"]},"results":{"bindings":[' + rows + b"]}}"))
    page = ask(app.test_client(), SELECT, Accept=BROWSER)
    assert said in text_of(page.text)
    assert len(page.data) < 200_000


def test_values_of_every_sort_are_shown_as_text(client: FlaskClient) -> None:
    page = ask(
        client, 'SELECT * { BIND("<b>&" AS ?a) BIND(BNODE() AS ?c) BIND(<mailto:x@y.example> AS ?d) }', Accept=BROWSER
    )
    assert "<td>&lt;b&gt;&amp;</td>" in page.text
    assert "<td>mailto:x@y.example</td>" in page.text


def test_a_result_can_be_cited_and_a_page_without_one_has_nothing_to_cite(client: FlaskClient, record: Record) -> None:
    page = ask(client, SELECT, Accept=BROWSER)
    cited = text_of(page.text[page.text.index('id="cite"') :])
    assert "Cite this view" in cited
    assert record.version in cited
    assert "http://localhost/sparql?query=SELECT" in cited
    assert '<div id="cite" hidden>' in client.get("/sparql", headers={"Accept": BROWSER}).text


def test_of_stated_facts_only_the_page_says_that_a_query_must_ask_for_them(client: FlaskClient) -> None:
    page = client.get("/sparql?stated-only=on", headers={"Accept": BROWSER})
    assert "unless it asks for nhs:evidence nhs:stated" in text_of(page.text)
    assert "what was inferred is left out" not in page.text
