"""The description of the site for programs: valid OpenAPI, true of every answer, and nothing left out of it."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from pyoxigraph import RdfFormat, parse
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from graph.record import Record
from webapp import create_app
from webapp.api.views import document, example
from webapp.http.site import site_of

PATHS: Mapping[str, Mapping[str, Any]] = document()["paths"]
READ = [(path, methods["get"]) for path, methods in PATHS.items() if "get" in methods]
EXAMPLES = sorted(
    {
        (path, example(path, operation, every=every, form=form))
        for path, operation in READ
        for every in (False, True)
        for form in (("json", "csv", "ttl") if "{form}" in path else ("",))
    }
)


@pytest.fixture(scope="module")
def app(record: Record) -> Iterator[Flask]:
    config = {"TESTING": True, "PROPAGATE_EXCEPTIONS": False, "CLIENT_SECONDS": 0, "QUERY_WORKERS": 1}
    made = create_app(config, record)
    yield made
    site_of(made).queries.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def closed(schema: Any) -> Any:
    """A schema that takes no key it does not name, so that a key nobody described is noticed."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(value) for name, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "required" in schema:
        found.setdefault("additionalProperties", False)
    return found


def problems(answer: object, schema: Mapping[str, Any]) -> list[str]:
    """Where an answer is not as described."""
    whole = {**schema, "components": closed(document()["components"])}
    return [f"{error.json_path}: {error.message}" for error in OAS31Validator(whole).iter_errors(answer)]


def test_the_document_is_valid_openapi_and_is_served_with_a_tag(client: FlaskClient) -> None:
    response = client.get("/api/openapi.json")
    assert response.status_code == 200
    assert response.content_type == "application/json"
    assert response.get_json() == document()
    validate(response.get_json())
    assert client.get("/api/openapi.json", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_generated_clients_have_a_name_and_a_group_for_every_operation() -> None:
    operations = [operation for methods in PATHS.values() for operation in methods.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z][A-Za-z]+", name) for name in names)
    known = {tag["name"] for tag in document()["tags"]}
    assert {tag for operation in operations for tag in operation["tags"]} == known
    assert all(len(operation["tags"]) == 1 for operation in operations)


def test_the_page_names_every_address_parameter_and_answer_without_a_script_of_its_own(client: FlaskClient) -> None:
    page = client.get("/api").get_data(as_text=True)
    for path, methods in PATHS.items():
        assert f" {path}</code>" in page
        for operation in methods.values():
            assert all(f"<code>{each['name']}</code>" in page for each in operation.get("parameters", ()))
    for name, schema in document()["components"]["schemas"].items():
        assert f'id="{name}"' in page
        assert all(f"<code>{key}</code>" in page for key in schema.get("properties", ()))
    assert set(re.findall(r'<script[^>]*src="([^"?]*)', page)) == {"/static/site.js"}


def test_every_link_of_the_page_to_an_example_leads_to_an_answer(client: FlaskClient) -> None:
    page = client.get("/api").get_data(as_text=True)
    shown = [address.replace("&amp;", "&") for address in re.findall(r'Example: <a href="([^"]*)"', page)]
    assert sorted(shown) == sorted(example(path, operation) for path, operation in READ)


@pytest.mark.no_cover
@pytest.mark.parametrize(("path", "address"), EXAMPLES, ids=[address for _, address in EXAMPLES])
def test_an_example_is_answered_as_described(client: FlaskClient, path: str, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, response.get_data(as_text=True)
    described = PATHS[path]["get"]["responses"]["200"]["content"][response.mimetype]
    match response.mimetype:
        case "application/json":
            assert response.get_json()
            assert problems(response.get_json(), described["schema"]) == []
        case "text/csv":
            rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True))))
            assert rows
            assert all(None not in row for row in rows)
        case "text/turtle":
            assert list(parse(response.data, RdfFormat.TURTLE))
        case "application/zip":
            names = zipfile.ZipFile(io.BytesIO(response.data)).namelist()
            assert any(name.endswith("bodies.csv") for name in names)
        case "application/vnd.sqlite3":
            assert response.data.startswith(b"SQLite format 3")
        case "application/csvm+json":
            assert response.get_json(force=True)["tables"]
        case other:
            assert other == "application/sparql-results+json"


def test_every_address_with_data_is_described(app: Flask) -> None:
    described = {re.sub(r"\{(\w+)\}", "*", path) for path in PATHS}
    rules = {rule.rule for rule in app.url_map.iter_rules() if "<data:data>" in rule.rule or "<any(" in rule.rule}
    with_data = {re.sub(r"<[^>]*>", "*", rule) for rule in rules}
    others = {
        "/api/recode",
        "/changes.json",
        "/changes.csv",
        "/suggest",
        "/oembed",
        "/sparql",
        "/healthz",
        "/readyz",
        "/data/tables.zip",
        "/data/nhs-restructures.sqlite",
        "/data/nhs-restructures.zip",
        "/.well-known/void",
    }
    assert len(with_data) > 15
    assert described == with_data | others


@pytest.mark.parametrize(
    "asked",
    [
        PATHS["/api/recode"]["post"]["requestBody"]["content"]["application/json"]["example"],
        {"codes": ["5NR", "XXX", "13T"], "to": "2022-07-01"},
        {
            "rows": [{"org": "5NR", "n": "5"}, {"org": None, "n": "x"}],
            "column": "org",
            "apportion": ["n"],
            "to": "2015",
        },
    ],
)
def test_recoded_rows_are_as_described(client: FlaskClient, asked: Mapping[str, Any]) -> None:
    operation = PATHS["/api/recode"]["post"]
    assert problems(asked, operation["requestBody"]["content"]["application/json"]["schema"]) == []
    response = client.post("/api/recode", json=asked)
    assert response.status_code == 200
    assert problems(response.get_json(), operation["responses"]["200"]["content"]["application/json"]["schema"]) == []


@pytest.mark.parametrize("kind", PATHS["/sparql"]["post"]["requestBody"]["content"])
def test_a_query_is_taken_in_each_way_that_is_described(client: FlaskClient, kind: str) -> None:
    sent = PATHS["/sparql"]["post"]["requestBody"]["content"][kind]["example"]
    response = client.post("/sparql", data=sent, content_type=kind)
    assert response.status_code == 200
    assert response.mimetype in PATHS["/sparql"]["post"]["responses"]["200"]["content"]


@pytest.mark.parametrize(
    "address",
    ["/bodies/nobody.json", "/bodies.json?kind=none", "/landscape/1066.json", "/restructures/r99.json",
     "/sources/none.json", "/code/ZZZZZ.json", "/bodies/pct-5nr/lineage.json?basis=none", "/search.json?as-at=x",
     "/crosswalk/2012/x.json", "/compare/x/2013.json"],
)  # fmt: skip
def test_what_is_wrong_is_said_as_described(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    form = re.sub(r"\.json.*", ".{form}", address)
    path = next(path for path in PATHS if re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)), form))
    described = PATHS[path]["get"]["responses"][str(response.status_code)]["content"][response.mimetype]["schema"]
    assert problems(response.get_json(), described) == []


def with_examples() -> dict[str, Any]:
    """The document for a machine that makes up requests: what it makes up leads somewhere half the time."""
    found = deepcopy(document())
    for methods in found["paths"].values():
        for operation in methods.values():
            if "parameters" in operation:
                operation["parameters"] = [
                    {**each, "schema": {"anyOf": [{"enum": [each["example"]]}, each["schema"]]}}
                    for each in operation["parameters"]
                ]
    return found


MADE_UP = [
    (path, method, mode)
    for path, methods in PATHS.items()
    for method, operation in methods.items()
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or "parameters" in operation or "requestBody" in operation
]


@pytest.fixture(scope="module")
def schema(app: Flask) -> schemathesis.BaseSchema:
    found = schemathesis.openapi.from_dict(with_examples())
    found.app = app
    return found


@pytest.mark.no_cover
@pytest.mark.parametrize(("path", "method", "mode"), MADE_UP)
def test_made_up_requests_are_answered_as_described(
    schema: schemathesis.BaseSchema, path: str, method: str, mode: GenerationMode
) -> None:
    checks = [content_type_conformance, response_schema_conformance]
    if path != "/oembed":  # which answers 501 to another form than JSON, as oEmbed says
        checks.append(not_a_server_error)
    if mode is GenerationMode.POSITIVE:
        checks.append(status_code_conformance)

    @settings(max_examples=5, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def asked(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=checks, headers={"Accept-Encoding": "identity"})

    asked()
