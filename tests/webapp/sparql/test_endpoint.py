"""The endpoint by the SPARQL 1.1 Protocol: ways to ask, forms of the answer, refusals, and what it says of itself."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from graph.publish.attribution import LICENCE
from graph.publish.void import DATASET
from graph.record import Record
from graph.sparql.results import GRAPH_TYPES, RESULT_TYPES
from webapp import create_app
from webapp.http.budget import Budget
from webapp.http.site import site_of

SELECT = "SELECT ?s WHERE { ?s a <https://w3id.org/nhs-restructures/def#Restructure> } ORDER BY ?s"
CONSTRUCT = "CONSTRUCT WHERE { <https://w3id.org/nhs-restructures/id/r7> ?p ?o }"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def client(record: Record) -> Iterator[FlaskClient]:
    config = {"QUERY_WORKERS": 1, "QUERY_SECONDS": 20, "CLIENT_SECONDS": 0, "QUERY_RESULT_MB": 1}
    app = create_app(config, record)
    yield app.test_client()
    site_of(app).queries.close()


def ask(client: FlaskClient, query: str, **headers: str) -> TestResponse:
    return client.get(
        f"/sparql?query={quote(query)}", headers={name.replace("_", "-"): headers[name] for name in headers}
    )


def one_line(response: TestResponse) -> str:
    text = response.text
    assert response.mimetype == "text/plain"
    assert text.endswith("\n")
    assert "\n" not in text.strip()
    assert "Traceback" not in text
    assert "/" + "work" not in text
    return text.strip()


def test_the_three_ways_to_ask_give_one_answer(client: FlaskClient) -> None:
    by_get = ask(client, SELECT)
    by_form = client.post("/sparql", data=urlencode({"query": SELECT}), content_type=FORM)
    direct = client.post("/sparql", data=SELECT.encode(), content_type=f"{DIRECT}; charset=utf-8")
    assert by_get.status_code == by_form.status_code == direct.status_code == 200
    assert by_get.data == by_form.data == direct.data
    assert len(by_get.get_json(force=True)["results"]["bindings"]) == 10


@pytest.mark.parametrize("media_type", [*RESULT_TYPES])
def test_rows_come_in_every_form_of_the_w3c(media_type: str, client: FlaskClient) -> None:
    response = ask(client, SELECT, Accept=media_type)
    assert response.mimetype == media_type
    if media_type == "text/csv":
        rows = list(csv.DictReader(io.StringIO(response.text)))
        assert rows[0]["s"].startswith("https://w3id.org/nhs-restructures/id/r")
    else:
        found = pyoxigraph.parse_query_results(response.data, RESULT_TYPES[media_type])
        assert isinstance(found, pyoxigraph.QuerySolutions)
        assert len(list(found)) == 10


@pytest.mark.parametrize("media_type", [*GRAPH_TYPES])
@pytest.mark.parametrize("query", [CONSTRUCT, "DESCRIBE <https://w3id.org/nhs-restructures/id/r7>"])
def test_triples_come_in_every_form_of_rdf(media_type: str, query: str, client: FlaskClient) -> None:
    response = ask(client, query, Accept=media_type)
    assert response.mimetype == media_type
    assert len(set(pyoxigraph.parse(response.data, GRAPH_TYPES[media_type]))) > 10


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("application/json", "application/json"),
        ("text/*", "text/csv"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        (BROWSER, "text/html"),
    ],
)
def test_the_form_that_is_accepted_most_readily_is_given(accept: str, given: str, client: FlaskClient) -> None:
    response = ask(client, SELECT, Accept=accept)
    assert response.status_code == 200
    assert response.mimetype == given
    assert "Accept" in response.vary


@pytest.mark.parametrize(("name", "kind"), [("csv", "text/csv"), ("json", "application/sparql-results+json")])
def test_a_form_can_be_named_in_the_address(name: str, kind: str, client: FlaskClient) -> None:
    assert client.get(f"/sparql?format={name}&query={quote(SELECT)}").mimetype == kind
    assert client.get(f"/sparql?format=ttl&query={quote(SELECT)}").status_code == 406


@pytest.mark.parametrize(
    ("query", "accept"), [(SELECT, "image/png"), (SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (SELECT, "*/*;q=0")]
)
def test_a_form_that_cannot_be_given_is_406_with_those_that_can(query: str, accept: str, client: FlaskClient) -> None:
    response = ask(client, query, Accept=accept)
    assert response.status_code == 406
    assert "Accept one of" in one_line(response)


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT * WHERE {\n ?s ?p }", "Line 2, column"),
        ("SELECT * { SERVICE <http://a/> {} }", "Line 1, column 12"),
        ("SELECT * FROM <http://a/> {}", "Line 1, column 10"),
        ("INSERT DATA { <http://a> <http://b> 1 }", "Line 1, column 1"),
        ("", "Line 1, column 1"),
        ("SELECT * { ?s ?p '\0' }", "Line 1, column"),
    ],
)
def test_a_query_that_cannot_be_run_is_400_with_its_place(query: str, place: str, client: FlaskClient) -> None:
    for response in (ask(client, query), client.post("/sparql", data=query.encode(), content_type=DIRECT)):
        assert response.status_code == 400
        assert one_line(response).startswith(place)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", "2 queries"),
        ("/sparql?query=ASK%7B%7D&default-graph-uri=http://a/", "default-graph-uri is refused"),
        ("/sparql?query=ASK%7B%7D&named-graph-uri=http://a/", "named-graph-uri is refused"),
        ("/sparql?update=DROP+ALL", "Updates are refused"),
        ("/sparql?query=ASK%7B%7D%FF", "not UTF-8"),
        ("/sparql?query=%ED%A0%80", "not UTF-8"),
        ("/sparql?" + "&".join(f"a{n}=1" for n in range(60)), "more than 50 fields"),
    ],
)
def test_a_request_that_is_not_one_query_is_400_with_the_reason(address: str, said: str, client: FlaskClient) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert said in one_line(response)


def test_a_post_without_a_query_or_with_two_is_400(client: FlaskClient) -> None:
    assert client.post("/sparql", data="x=1", content_type=FORM).status_code == 400
    assert client.post("/sparql?query=ASK%7B%7D", data="query=ASK%7B%7D", content_type=FORM).status_code == 400
    assert client.post("/sparql", data=b"ASK {} \xff", content_type=DIRECT).status_code == 400
    with_graph = client.post("/sparql?named-graph-uri=http://a/", data="ASK {}", content_type=DIRECT)
    assert with_graph.status_code == 400


@pytest.mark.parametrize(
    ("kind", "headers"),
    [
        ("application/json", {}),
        ("application/sparql-update", {}),
        ("multipart/form-data", {}),
        (f"{DIRECT}; charset=utf-16", {}),
        (DIRECT, {"Content-Encoding": "gzip"}),
    ],
)
def test_a_query_sent_in_another_way_is_415(kind: str, headers: dict[str, str], client: FlaskClient) -> None:
    response = client.post("/sparql", data=b"ASK {}", content_type=kind, headers=headers)
    assert response.status_code == 415
    one_line(response)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_are_405_with_those_that_are_taken(method: str, client: FlaskClient) -> None:
    response = client.open("/sparql", method=method)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST, OPTIONS"


def test_a_query_that_is_too_long_is_413(client: FlaskClient) -> None:
    for size in (150_000, 3_000_000):
        response = client.post("/sparql", data=b"ASK {} #" + b"x" * size, content_type=DIRECT)
        assert response.status_code == 413
        assert "at most 100,000" in one_line(response)


def test_a_result_that_is_too_large_is_refused_not_cut(client: FlaskClient) -> None:
    response = ask(client, "SELECT * { ?s ?p ?o }")
    assert response.status_code == 413
    assert "LIMIT" in one_line(response)


def test_head_says_what_get_would(client: FlaskClient) -> None:
    head, get = client.head(f"/sparql?query={quote(SELECT)}"), ask(client, SELECT)
    assert head.status_code == 200
    assert head.data == b""
    assert head.headers["ETag"] == get.headers["ETag"]


def test_scripts_of_other_sites_may_ask(client: FlaskClient) -> None:
    before = client.options("/sparql", headers={"Origin": "http://a.example", "Access-Control-Request-Method": "POST"})
    assert before.status_code == 204
    assert before.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in before.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in before.headers["Access-Control-Allow-Headers"]
    assert ask(client, SELECT).headers["Access-Control-Allow-Origin"] == "*"
    assert ask(client, "nonsense").headers["Access-Control-Allow-Origin"] == "*"


def test_an_answer_is_packed_where_that_is_accepted(client: FlaskClient) -> None:
    plain, packed = ask(client, CONSTRUCT), ask(client, CONSTRUCT, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.vary


def test_an_unchanged_answer_is_304_until_query_form_or_record_change(client: FlaskClient) -> None:
    first = ask(client, SELECT)
    tag = first.headers["ETag"]
    again = ask(client, SELECT, If_None_Match=tag)
    assert again.status_code == 304
    assert again.data == b""
    assert ask(client, SELECT + " LIMIT 1", If_None_Match=tag).status_code == 200
    assert ask(client, SELECT, If_None_Match=tag, Accept="text/csv").status_code == 200
    assert "ETag" not in ask(client, "SELECT (NOW() AS ?n) {}").headers


def test_the_service_describes_itself_to_programs(client: FlaskClient) -> None:
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    triples = list(pyoxigraph.parse(response.data, pyoxigraph.RdfFormat.TURTLE))
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert sum(triple.predicate.value == f"{sd}resultFormat" for triple in triples) == 8
    assert any(triple.object.value == f"{sd}SPARQL11Query" for triple in triples)


@pytest.mark.parametrize("media_type", [*GRAPH_TYPES])
def test_the_data_set_is_described_with_size_version_and_licence(
    media_type: str, client: FlaskClient, record: Record
) -> None:
    response = client.get("/.well-known/void", headers={"Accept": media_type})
    assert response.mimetype == media_type
    found = {
        quad.predicate.value: quad.object.value
        for quad in pyoxigraph.parse(response.data, GRAPH_TYPES[media_type])
        if quad.subject.value == DATASET
    }
    counted = ask(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").get_json(force=True)
    assert found["http://rdfs.org/ns/void#triples"] == counted["results"]["bindings"][0]["n"]["value"]
    assert found["http://www.w3.org/2002/07/owl#versionInfo"] == record.version
    assert found["http://purl.org/dc/terms/license"] == LICENCE


def test_a_reader_is_led_from_the_description_to_the_page_about_the_data(client: FlaskClient) -> None:
    led = client.get("/.well-known/void", headers={"Accept": BROWSER})
    assert led.status_code == 303
    assert led.headers["Location"] == "/data/"
    assert "Accept" in led.vary
    refused = client.get("/.well-known/void", headers={"Accept": "image/png"})
    assert refused.status_code == 406
    one_line(refused)


def test_a_client_that_asks_too_often_is_429_and_others_are_not() -> None:
    app = create_app({"QUERY_WORKERS": 1}, budget=Budget(0.04))
    client = app.test_client()
    try:
        answers = [ask(client, "ASK {}").status_code for _ in range(6)]
        refused = ask(client, "ASK {}")
        other = client.get("/sparql?query=ASK%7B%7D", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    finally:
        site_of(app).queries.close()
    assert answers[:2] == [200, 200]
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert other.status_code == 200


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_whatever_is_sent_the_answer_is_a_result_or_one_line(client: FlaskClient, text: str) -> None:
    body = text.encode("utf-8", "surrogatepass")
    for kind, data in ((DIRECT, body), (FORM, b"query=" + body)):
        response = client.post("/sparql", data=data, content_type=kind)
        assert response.status_code in (200, 400)
        if response.status_code == 400:
            one_line(response)
        else:
            json.loads(response.data)
