"""Linked data: from a thing to its page or data, every form with the same statements, and the record to take away."""

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from rdflib import SKOS, Graph, URIRef

from graph.publish.attribution import ATTRIBUTION, LICENCE
from graph.publish.void import DATASET
from graph.rdf.terms import ID
from graph.record import Record
from graph.sparql.results import GRAPH_TYPES
from graph.tables.schema import AREA_TABLES, TABLES
from webapp import create_app
from webapp.sparql.examples import examples

SHACL = "http://www.w3.org/ns/shacl#"
FORMS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}


@pytest.fixture(scope="module")
def client(record: Record) -> FlaskClient:
    return create_app(record=record).test_client()


def triples(data: bytes, media_type: str) -> set[pyoxigraph.Triple]:
    return {quad.triple for quad in pyoxigraph.parse(data, GRAPH_TYPES[media_type])}


@pytest.mark.parametrize(
    ("thing", "page"),
    [
        ("ccg-04f", "/bodies/ccg-04f"),
        ("r7", "/restructures/r7"),
        ("nhse-icb-area", "/sources/nhse-icb-area"),
        ("cm1", "/id/cm1.html"),
    ],
)
def test_a_reader_is_led_from_a_thing_to_its_page(thing: str, page: str, client: FlaskClient) -> None:
    response = client.get(f"/id/{thing}", headers={"Accept": "text/html"})
    assert response.status_code == 303
    assert response.location == page
    assert "Accept" in response.vary
    assert client.get(page).status_code == 200


@pytest.mark.parametrize(("form", "kind"), FORMS.items())
def test_a_program_is_led_to_the_data_it_accepts(form: str, kind: str, client: FlaskClient) -> None:
    response = client.get("/id/ccg-04f", headers={"Accept": kind})
    assert response.status_code == 303
    assert response.location == f"/id/ccg-04f.{form}"
    data = client.get(response.location)
    assert data.mimetype == kind
    assert triples(data.data, kind) == triples(client.get("/id/ccg-04f.ttl").data, "text/turtle")
    links = data.headers.get_all("Link")
    assert any(LICENCE in link and 'rel="license"' in link for link in links)
    assert sum('rel="alternate"' in link for link in links) == 3


def test_an_event_and_a_link_of_the_record_have_data_and_a_plain_page(client: FlaskClient, record: Record) -> None:
    link = record.history.successions[0]
    for name in (link.event, link.id):
        assert triples(client.get(f"/id/{name}.nt").data, "application/n-triples")
        page = client.get(f"/id/{name}.html")
        assert page.status_code == 200
        assert name in page.text


@pytest.mark.parametrize("name", ["ccg-nothing", "CCG-04F", "r7'", "%22%3Cscript%3E", "r7 a", "..", "x" * 300])
def test_what_the_record_does_not_hold_is_404(name: str, client: FlaskClient) -> None:
    for address in (f"/id/{name}", f"/id/{name}.ttl", f"/id/{name}.html"):
        response = client.get(address)
        assert response.status_code == 404
        assert "<script>" not in response.text


def test_a_form_that_cannot_be_given_is_406(client: FlaskClient) -> None:
    assert client.get("/id/ccg-04f", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(("form", "kind"), FORMS.items())
def test_the_vocabulary_is_data_too(form: str, kind: str, client: FlaskClient) -> None:
    response = client.get("/def", headers={"Accept": kind})
    assert response.status_code == 303
    assert response.location == f"/def.{form}"
    assert len(triples(client.get(response.location).data, kind)) > 100
    assert client.get("/def", headers={"Accept": "text/html"}).location == "/vocabulary"


def test_another_vocabulary_beside_the_same_record_is_sent_again(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/def.ttl")
    had = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/def.ttl", headers=had).status_code == 304
    (tmp_path / "vocabulary.ttl").write_bytes(first.data + b"\n# one more term\n")
    monkeypatch.setattr("webapp.dataset.linked_data.DATA", tmp_path)
    second = client.get("/def.ttl", headers=had)
    assert second.status_code == 200
    assert second.text.endswith("# one more term\n")


@pytest.mark.parametrize("table", ["bodies", "kinds", "restructures", "successions"])
def test_a_list_has_every_thing_of_its_table(table: str, client: FlaskClient, record: Record) -> None:
    found = triples(client.get(f"/data/tables/{table}.nt").data, "application/n-triples")
    assert len({triple.subject for triple in found}) == len(record.rows(table))
    assert client.get("/data/tables/nothing.ttl").status_code == 404


@pytest.mark.parametrize(("form", "kind"), list(FORMS.items())[:3])
def test_a_dump_has_the_whole_record_its_version_licence_and_names(
    form: str, kind: str, client: FlaskClient, record: Record
) -> None:
    response = client.get(f"/data/restructures.{form}")
    assert response.mimetype == kind
    assert {triple for triple in triples(response.data, kind) if "/id/" in triple.subject.value} == {
        triple for triple in triples(record.turtle, "text/turtle") if "/id/" in triple.subject.value
    }
    text = response.get_data(as_text=True)
    assert record.version in text
    assert LICENCE in text
    assert all(statement in text for statement in ATTRIBUTION)
    assert (
        client.get(f"/data/restructures.{form}", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    )


@pytest.mark.parametrize("name", ["restructures.ttl", "restructures.nt", "restructures.jsonld", "tables.zip"])
def test_a_file_of_the_record_has_one_tag_however_it_is_sent(name: str, client: FlaskClient) -> None:
    address = f"/data/{name}"
    plain, packed = client.get(address), client.get(address, headers={"Accept-Encoding": "gzip"})
    if name != "tables.zip":
        assert packed.headers["Content-Encoding"] == "gzip"
        assert len(packed.data) * 2 < len(plain.data)
        assert gzip.decompress(packed.data) == plain.data
    tag = packed.headers["ETag"]
    assert tag == plain.headers["ETag"]
    assert tag.startswith("W/")
    for had in (tag, tag.removeprefix("W/"), "*"):
        assert client.get(address, headers={"If-None-Match": had}).status_code == 304
    assert client.get(address, headers={"If-None-Match": 'W/"another"'}).status_code == 200


def test_statements_are_compressed_in_every_form(client: FlaskClient) -> None:
    for form in FORMS:
        packed = client.get(f"/id/ccg-04f.{form}", headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip", form
        assert gzip.decompress(packed.data) == client.get(f"/id/ccg-04f.{form}").data


def test_the_tables_come_in_a_zip_with_a_notice(client: FlaskClient, record: Record) -> None:
    with zipfile.ZipFile(io.BytesIO(client.get("/data/tables.zip").data)) as archive:
        assert set(archive.namelist()) == {"README.txt", *(f"{name}.csv" for name in TABLES | AREA_TABLES)}
        assert record.version in archive.read("README.txt").decode()
        bodies = list(csv.DictReader(io.StringIO(archive.read("bodies.csv").decode())))
    assert len(bodies) == len(record.rows("bodies"))


def test_the_data_page_names_dumps_licence_and_changes(client: FlaskClient, record: Record) -> None:
    page = client.get("/data/").text
    assert record.version in page
    assert all(f"/data/restructures.{form}" in page for form in ("ttl", "nt", "jsonld"))
    assert "Contains Royal Mail data" in page
    assert client.get("/data").status_code == 308


def test_a_program_that_knows_of_plain_json_only_gets_json_ld(client: FlaskClient) -> None:
    response = client.get("/id/ccg-04f", headers={"Accept": "application/json"})
    assert (response.status_code, response.location) == (303, "/id/ccg-04f.jsonld")


def test_a_body_is_tied_to_its_area_of_statistical_geography(client: FlaskClient) -> None:
    found = client.get("/id/ccg-01k.ttl").text
    for code in ("E38000093", "E38000216", "E38000228"):
        assert f"statistical-geography/{code}>" in found


@pytest.mark.parametrize(
    ("body", "match", "code"),
    [("pct-5nr", "exactMatch", "5NR"), ("ccg-13t", "closeMatch", "13T"), ("local-place-13t", "closeMatch", "13T")],
)
def test_a_code_leads_to_its_organisation_of_ods_and_is_the_same_where_one_body_bore_it(
    body: str, match: str, code: str, client: FlaskClient
) -> None:
    address = f"https://directory.spineservices.nhs.uk/ORD/2-0-0/organisations/{code}"
    statements = Graph().parse(data=client.get(f"/id/{body}.ttl").text, format="turtle")
    assert (URIRef(ID + body), SKOS[match], URIRef(address)) in statements
    assert f'href="{address}"' in client.get(f"/bodies/{body}").text


def test_a_regional_authority_is_not_in_the_directory_of_ods(client: FlaskClient) -> None:
    assert "spineservices" not in client.get("/id/rha-mersey.ttl").text
    assert "spineservices" not in client.get("/bodies/rha-mersey").text


def test_the_data_set_has_one_address_on_any_host_and_says_what_it_is(client: FlaskClient) -> None:
    said = {
        host: triples(
            client.get("/.well-known/void", headers={"Accept": "text/turtle", "Host": host}).data, "text/turtle"
        )
        for host in ("one.example", "two.example")
    }
    for found in said.values():
        of_set = {each.predicate.value.rpartition("/")[2] for each in found if each.subject.value == DATASET}
        of_set = {each.rpartition("#")[2] for each in of_set}
        assert {"title", "publisher", "issued", "temporal", "keyword", "distribution", "license"} <= of_set


def test_the_page_of_the_data_describes_it_for_search_engines(client: FlaskClient) -> None:
    text = client.get("/data/").text
    described = json.loads(text.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert (described["@type"], described["@id"]) == ("Dataset", DATASET)
    assert described["description"]
    assert all(client.get(each["contentUrl"]).status_code == 200 for each in described["distribution"])


def test_shapes_versions_and_example_queries_are_served(client: FlaskClient) -> None:
    assert len(triples(client.get("/shapes.ttl").data, "text/turtle")) > 300
    as_lines = client.get("/shapes.nt")
    assert as_lines.status_code == 200
    assert len(triples(as_lines.data, "application/n-triples")) > 300
    assert client.get("/def/1.0.0", headers={"Accept": "text/turtle"}).location == "/def.ttl"
    assert client.get("/def/0.0.1").status_code == 404
    queries = triples(client.get("/sparql/examples.ttl").data, "text/turtle")
    executable = [each for each in queries if each.object == pyoxigraph.NamedNode(f"{SHACL}SPARQLExecutable")]
    assert len(executable) == len(examples())
