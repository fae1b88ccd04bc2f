"""The reconciliation service: answers in the shapes of the specification, and the right candidates in them.

The shapes are in words of our own, and at least as strict as the schemas that reconciliation-api/specs has for 0.2.
"""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import validate

from graph.record import Record
from webapp import create_app

TEXT = {"type": "string", "minLength": 1}
NAMED = {"type": "object", "properties": {"id": TEXT, "name": TEXT}, "required": ["id", "name"]}
URI = {"type": "string", "pattern": "^https?://"}
PLACE = {
    "type": "object",
    "properties": {
        "service_url": TEXT,
        "service_path": {"type": "string", "pattern": "^/"},
        "flyout_service_path": {"type": "string", "pattern": r"\$\{id\}"},
    },
    "required": ["service_url", "service_path"],
}
WITH_ID = {"type": "object", "properties": {"url": {"type": "string", "pattern": r"\{\{id\}\}"}}, "required": ["url"]}

MANIFEST = {
    "type": "object",
    "properties": {
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": TEXT,
        "schemaSpace": TEXT,
        "documentation": URI,
        "logo": URI,
        "serviceVersion": TEXT,
        "defaultTypes": {"type": "array", "items": NAMED, "uniqueItems": True},
        "view": WITH_ID,
        "preview": {
            **WITH_ID,
            "properties": {**WITH_ID["properties"], "width": {"type": "integer"}, "height": {"type": "integer"}},
            "required": ["url", "width", "height"],
        },
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


SUGGESTED = {
    "type": "object",
    "properties": {
        "result": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": TEXT,
                    "name": TEXT,
                    "description": TEXT,
                    "notable": {"type": "array", "items": NAMED},
                },
                "required": ["id", "name"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["result"],
    "additionalProperties": False,
}
PROPOSED = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "limit": {"type": "integer", "minimum": 0},
        "properties": {"type": "array", "items": NAMED},
    },
    "required": ["properties"],
    "additionalProperties": False,
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
        found = client.get(f"/reconcile/suggest/{what}?prefix={prefix}").json
        validate(found, SUGGESTED)
        ids = [each["id"] for each in found["result"]]
        assert first in ids
        rest = client.get(f"/reconcile/suggest/{what}?prefix={prefix}&cursor=1").json["result"]
        assert [each["id"] for each in rest][: len(ids) - 1] == ids[1:]
    assert client.get("/reconcile/suggest/nonsense?prefix=a").status_code == 404
    validate(client.get("/reconcile/properties?type=pct&limit=2").json, PROPOSED)
    assert len(client.get("/reconcile/properties?limit=2").json["properties"]) == 2
    assert client.get("/reconcile/preview?id=nobody").status_code == 404
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


def test_properties_beside_a_name_decide_among_its_candidates(client: FlaskClient) -> None:
    found = answers(
        client,
        name={"query": "QHM"},
        kind={"query": "QHM", "properties": [{"pid": "kind", "v": "Integrated care systems"}]},
        days={"query": "QHM", "properties": [{"pid": "start", "v": ["2022-07-01"]}, {"pid": "unheard", "v": 5}]},
        object={"query": "QHM", "properties": [{"pid": "kind", "v": {"id": "stp"}}]},
        none={"query": "QHM", "properties": [{"pid": "ods_code", "v": "QWO"}]},
        code={"properties": [{"pid": "gss_code", "v": "E38000004"}], "type": "ccg"},
        nothing={"properties": [{"pid": "kind", "v": "pct"}], "limit": 1e999},
    )
    assert not any(each["match"] for each in found["name"])
    for key, first in (("kind", "ics-qhm"), ("days", "icb-qhm"), ("object", "stp-qhm"), ("code", "ccg-07l")):
        assert (found[key][0]["id"], found[key][0]["match"]) == (first, True)
        assert not any(each["match"] for each in found[key][1:])
    assert {(each["score"], each["match"]) for each in found["none"]} == {(50, False)}
    assert found["nothing"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"query": "Trafford", "type": "pct", "type_strict": "any", "limit": 1},
        {"query": "Trafford", "type": ["pct"], "type_strict": "should"},
        {"properties": [{"pid": "ods_code", "v": "5NR"}]},
        {"query": "Trafford PCT", "properties": [{"pid": "ods_code", "v": ["5NR", {"id": "x", "name": "y"}, 5, True]}]},
        {"query": "Trafford PCT", "properties": [{"pid": "unheard", "v": False}, {"pid": "kind", "v": {"id": "pct"}}]},
    ],
)
def test_every_form_of_a_query_that_the_specification_allows_is_answered(
    client: FlaskClient, query: dict[str, Any]
) -> None:
    assert answers(client, q=query)["q"][0]["id"] == "pct-5nr"


def test_a_batch_may_come_by_get(client: FlaskClient) -> None:
    answer = client.get("/reconcile", query_string={"queries": json.dumps({"q0": {"query": "5NR"}})})
    validate(answer.json, RESULTS)
    assert answer.json["q0"]["result"][0]["id"] == "pct-5nr"


@pytest.mark.parametrize(
    ("field", "text", "status"),
    [
        ("queries", "[", 400),
        ("queries", "[]", 400),
        ("queries", '{"q": 1}', 400),
        ("queries", '{"q": {"query": 5}}', 400),
        ("queries", json.dumps({f"q{n}": {"query": "x"} for n in range(101)}), 413),
        ("queries", '{"q": {"query": "x", "type": [{}]}}', 400),
        ("queries", '{"q": {"query": "x", "type": 5}}', 400),
        ("queries", '{"q": {"query": "x", "limit": "5"}}', 400),
        ("queries", '{"q": {"query": "x", "properties": [{"pid": {}}]}}', 400),
        ("queries", '{"q": {"query": "x", "properties": {"pid": "kind"}}}', 400),
        ("queries", '{"q": {}}', 400),
        ("extend", '{"ids": 5}', 400),
        ("extend", '{"ids": ["pct-5nr"], "properties": [{"id": {}}]}', 400),
        ("extend", '{"ids": [{}], "properties": [{"id": "end"}]}', 400),
        ("extend", json.dumps({"ids": [f"pct-{n}" for n in range(1001)], "properties": [{"id": "end"}]}), 413),
        ("queries", "[" * 100_000, 400),
    ],
)
def test_what_is_no_batch_is_refused_in_json(client: FlaskClient, field: str, text: str, status: int) -> None:
    answer = client.post("/reconcile", data={field: text})
    assert answer.status_code == status
    assert answer.json["error"].count("\n") == 0


def test_an_id_of_an_earlier_edition_leads_to_its_body(client: FlaskClient) -> None:
    asked = {"ids": ["pct-basildon", "pct-5gr", "pct-nowhere"], "properties": [{"id": "ods_code"}]}
    rows = client.post("/reconcile", data={"extend": json.dumps(asked)}).json["rows"]
    assert rows == {
        "pct-basildon": {"ods_code": [{"str": "5GR"}]},
        "pct-5gr": {"ods_code": [{"str": "5GR"}]},
        "pct-nowhere": {"ods_code": []},
    }
    assert "5GR" in client.get("/reconcile/preview?id=pct-basildon", follow_redirects=True).text
