"""A reconciliation service for OpenRefine (Reconciliation Service API of the W3C community group, 0.2).

`/reconcile` serves the manifest and batches of queries; further addresses are for suggestions, previews, and
properties.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, abort, render_template, request, url_for

from graph.answers.candidates import Candidate, candidates
from graph.model.dates import iso_spell
from graph.model.entities import Body
from graph.publish.attribution import TITLE
from graph.rdf.terms import ID, NHS

from ..http import parameters, responses

__all__ = ["blueprint"]

blueprint = Blueprint("reconcile", __name__)

_MOST_QUERIES: Final = 100
_MOST_CANDIDATES: Final = 25
_PROPERTIES: Final[Mapping[str, str]] = {
    "ods_code": "ODS code",
    "gss_code": "GSS code",
    "kind": "Kind",
    "start": "First day",
    "end": "Last day",
}


@blueprint.route("/reconcile", methods=["GET", "POST"])
def service() -> Response:
    """The manifest; with `queries`, the candidates for each."""
    if queries := request.values.get("queries"):
        return _json({key: {"result": _results(query)} for key, query in _batch(queries).items()})
    if extend := request.values.get("extend"):
        return _json(_extended(_object(extend)))
    return _json(_manifest())


def _manifest() -> Mapping[str, Any]:
    root = url_for(".service", _external=True)
    kinds = parameters.record().history.kinds.values()
    return {
        "versions": ["0.2"],
        "name": TITLE,
        "identifierSpace": ID,
        "schemaSpace": f"{NHS}kind-",
        "defaultTypes": [{"id": kind.id, "name": kind.label} for kind in kinds],
        "view": {"url": url_for("bodies.show", body="BODY", _external=True).replace("BODY", "{{id}}")},
        "preview": {"url": f"{root}/preview?id={{{{id}}}}", "width": 400, "height": 140},
        "suggest": {
            "entity": {"service_url": root, "service_path": "/suggest/entity"},
            "type": {"service_url": root, "service_path": "/suggest/type"},
            "property": {"service_url": root, "service_path": "/suggest/property"},
        },
        "extend": {"propose_properties": {"service_url": root, "service_path": "/properties"}, "property_settings": []},
    }


def _batch(text: str) -> Mapping[str, Mapping[str, Any]]:
    queries = _object(text)
    if len(queries) > _MOST_QUERIES:
        abort(413, f"A batch holds {_MOST_QUERIES} queries at most. Send fewer at a time.")
    if not all(isinstance(query, dict) and isinstance(query.get("query"), str) for query in queries.values()):
        abort(400, 'Each query is an object with a text: {"q0": {"query": "Leeds PCT"}}.')
    return queries


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        abort(400, 'Send a JSON object, such as {"q0": {"query": "Leeds PCT"}}.')
    return found


def _results(query: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    history = parameters.history()
    asked = query.get("type") or []
    kinds = [kind for kind in ([asked] if isinstance(asked, str) else asked) if kind in history.kinds]
    limit = query.get("limit")
    most = min(limit, _MOST_CANDIDATES) if isinstance(limit, int) and limit > 0 else 10
    return [_result(each) for each in candidates(history, query["query"], kinds=kinds, most=most)]


def _result(candidate: Candidate) -> Mapping[str, Any]:
    body = candidate.body
    kind = parameters.history().kinds[body.kind]
    return {
        "id": body.id,
        "name": body.name,
        "description": f"{kind.label}, {iso_spell(body.spell)}",
        "type": [{"id": kind.id, "name": kind.label}],
        "score": candidate.score,
        "match": candidate.match,
    }


def _extended(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """The requested properties of some bodies."""
    ids, wanted = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not isinstance(wanted, list) or not all(isinstance(each, dict) for each in wanted):
        abort(400, 'Send ids and properties: {"ids": ["pct-5nr"], "properties": [{"id": "ods_code"}]}.')
    names = [each.get("id") for each in wanted if each.get("id") in _PROPERTIES]
    bodies = parameters.history().bodies
    rows = {
        each: {name: _values(bodies[each], name) if each in bodies else [] for name in names}
        for each in ids[: _MOST_QUERIES * 10]
        if isinstance(each, str)
    }
    return {"meta": [{"id": name, "name": _PROPERTIES[name]} for name in names], "rows": rows}


def _values(body: Body, name: str) -> list[Mapping[str, str]]:
    value = {
        "ods_code": body.ods_code,
        "gss_code": body.gss_code,
        "kind": parameters.history().kinds[body.kind].label,
        "start": body.spell.start.isoformat() if body.spell.start else "",
        "end": body.spell.end.isoformat() if body.spell.end else "",
    }[name]
    return [{"str": value}] if value else []


@blueprint.get("/reconcile/suggest/<piece:what>")
def suggest(what: str) -> Response:
    """Suggestions for the text typed so far."""
    if what not in ("entity", "type", "property"):
        abort(404, "Suggestions are of entity, type or property.")
    prefix = request.args.get("prefix", "").strip()[:200]
    history = parameters.history()
    if what == "entity":
        found = [_result(each) for each in candidates(history, prefix)]
        return _json({"result": [{key: each[key] for key in ("id", "name", "description")} for each in found]})
    names = {kind.id: kind.label for kind in history.kinds.values()} if what == "type" else _PROPERTIES
    like = [{"id": key, "name": name} for key, name in names.items() if prefix.lower() in f"{key} {name}".lower()]
    return _json({"result": like})


@blueprint.get("/reconcile/properties")
def properties() -> Response:
    """The properties available as columns."""
    kind = request.args.get("type", "")
    return _json({"type": kind, "properties": [{"id": key, "name": name} for key, name in _PROPERTIES.items()]})


@blueprint.get("/reconcile/preview")
def preview() -> Response:
    """A short preview of a body."""
    body = parameters.body(parameters.history(), request.args.get("id", ""))
    response = Response(render_template("reconcile_preview.html", body=body))
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; frame-ancestors *"
    return response


def _json(document: Mapping[str, Any]) -> Response:
    """A JSON response; with an entity tag if it depends on the record."""
    response = Response(json.dumps(document, ensure_ascii=False), content_type="application/json")
    return responses.tagged(response) if request.method == "GET" else response
