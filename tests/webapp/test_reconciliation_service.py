"""The reconciliation service: answers in the shapes of the specification, and the right candidates in them."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import validate

from graph.record import Record
from webapp import create_app

TEXT = {"type": "string", "minLength": 1}
NAMED = {"type": "object", "properties": {"id": TEXT, "name": TEXT}, "required": ["id", "name"]}
PLACE = {"type": "object", "properties": {"service_url": TEXT, "service_path": {"pattern": "^/"}}}
WITH_ID = {"type": "object", "properties": {"url": {"type": "string", "pattern": r"\{\{id\}\}"}}, "required": ["url"]}

MANIFEST = {
    "type": "object",
    "properties": {
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": TEXT,
        "schemaSpace": TEXT,
        "defaultTypes": {"type": "array", "items": NAMED, "uniqueItems": True},
        "view": WITH_ID,
        "preview": {**WITH_ID, "required": ["url", "width", "height"]},
        "suggest": {"type": "object", "additionalProperties": PLACE},
        "extend": {
            "type": "object",
            "properties": {"propose_properties": PLACE, "property_settings": {"type": "array"}},
        },
    },
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
}
CANDIDATE = {
    "type": "object",
    "properties": {
        "id": TEXT,
        "name": TEXT,
        "description": TEXT,
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "type": {"type": "array", "items": NAMED},
    },
    "required": ["id", "name", "score"],
    "additionalProperties": False,
}
RESULTS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": {"result": {"type": "array", "items": CANDIDATE}},
        "required": ["result"],
    },
}
EXTENDED = {
    "type": "object",
    "properties": {
        "meta": {"type": "array", "items": NAMED},
        "rows": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {
                    "type": "array",
                    "items": {"type": "object", "properties": {"str": TEXT}, "additionalProperties": False},
                },
            },
        },
    },
    "required": ["meta", "rows"],
}


@pytest.fixture(scope="module")
def client(record: Record) -> FlaskClient:
    return create_app({}, record).test_client()


def answers(client: FlaskClient, **queries: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200
    validate(answer.json, RESULTS)
    return {key: each["result"] for key, each in answer.json.items()}


def test_the_manifest_has_the_shape_of_the_specification_and_may_be_read_from_anywhere(client: FlaskClient) -> None:
    answer = client.get("/reconcile")
    validate(answer.json, MANIFEST)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json["identifierSpace"] == "https://w3id.org/nhs-restructures/id/"


def test_names_codes_and_forms_find_their_bodies(client: FlaskClient) -> None:
    found = answers(
        client,
        q0={"query": "Greenwich PCT"},
        q1={"query": "5NR"},
        q2={"query": "Leeds", "type": "ccg"},
        q3={"query": "QHM", "limit": 2},
        q4={"query": "Milton Kenes", "type": ["pct", "nonsense"]},
        q5={"query": "zzzzzz"},
    )
    assert [(each["id"], each["match"]) for each in found["q0"]] == [("pct-5a8", True)]
    assert [(each["id"], each["match"], each["score"]) for each in found["q1"]] == [("pct-5nr", True, 100)]
    assert {each["type"][0]["id"] for each in found["q2"]} == {"ccg"}
    assert [each["id"] for each in found["q3"]] == ["icb-qhm", "ics-qhm"]
    assert not any(each["match"] for each in found["q3"])
    assert (found["q4"][0]["id"], found["q4"][0]["match"]) == ("pct-5cq", False)
    assert found["q5"] == []


def test_suggestions_a_preview_and_properties(client: FlaskClient) -> None:
    for what, prefix, first in (
        ("entity", "trafford ccg", "ccg-02a"),
        ("type", "icb", "icb"),
        ("property", "ods", "ods_code"),
    ):
        found = client.get(f"/reconcile/suggest/{what}?prefix={prefix}").json["result"]
        assert first in [each["id"] for each in found]
        for each in found:
            validate(each, NAMED)
    preview = client.get("/reconcile/preview?id=pct-5nr")
    assert "Trafford Primary Care Trust" in preview.text
    assert "frame-ancestors *" in preview.headers["Content-Security-Policy"]
    assert {each["id"] for each in client.get("/reconcile/properties?type=pct").json["properties"]} >= {"ods_code"}
    asked = {"ids": ["pct-5nr", "nobody"], "properties": [{"id": "ods_code"}, {"id": "end"}, {"id": "nonsense"}]}
    extended = client.get("/reconcile", query_string={"extend": json.dumps(asked)}).json
    validate(extended, EXTENDED)
    assert extended["rows"] == {
        "pct-5nr": {"ods_code": [{"str": "5NR"}], "end": [{"str": "2013-03-31"}]},
        "nobody": {"ods_code": [], "end": []},
    }


@pytest.mark.parametrize(
    ("field", "text", "status"),
    [
        ("queries", "[", 400),
        ("queries", "[]", 400),
        ("queries", '{"q": 1}', 400),
        ("queries", '{"q": {"query": 5}}', 400),
        ("queries", json.dumps({f"q{n}": {"query": "x"} for n in range(101)}), 413),
        ("extend", '{"ids": 5}', 400),
        ("queries", "[" * 100_000, 400),
    ],
)
def test_what_is_no_batch_is_refused(client: FlaskClient, field: str, text: str, status: int) -> None:
    assert client.post("/reconcile", data={field: text}).status_code == status
