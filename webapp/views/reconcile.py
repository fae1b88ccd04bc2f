"""A reconciliation service for OpenRefine (Reconciliation Service API of the W3C community group, 0.2).

`/reconcile` serves the manifest and batches of queries; further addresses are for suggestions, previews, and
properties.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import Blueprint, Response, abort, g, render_template, request, url_for
from msgspec.structs import replace

from graph.answers.lookup.candidates import Candidate, candidates
from graph.model.dates import iso_spell
from graph.model.entities import Body
from graph.publish.attribution import TITLE
from graph.rdf.terms import ID, NHS

from ..http import parameters, responses

__all__ = ["blueprint"]

blueprint = Blueprint("reconcile", __name__)

_MOST_QUERIES: Final = 100
_MOST_EXTENDED: Final = 1000
_MOST_CANDIDATES: Final = 25
_PROPERTIES: Final[Mapping[str, str]] = {
    "ods_code": "ODS code",
    "gss_code": "GSS code",
    "kind": "Kind",
    "start": "First day",
    "end": "Last day",
}


@blueprint.before_request
def _failures_in_json() -> None:
    g.form = "json"


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
    if not all(map(_is_query, queries.values())):
        abort(400, 'Each query is an object with a text, or with properties: {"q0": {"query": "Leeds PCT"}}.')
    return queries


def _is_query(query: object) -> bool:
    """Whether it has the form of the specification: a text or properties, types by their ids, a number as the limit."""
    if not isinstance(query, dict):
        return False
    asked, properties = query.get("type") or [], query.get("properties") or []
    types = asked if isinstance(asked, list) else [asked]
    return (
        (isinstance(query.get("query"), str) or ("query" not in query and bool(properties)))
        and all(isinstance(each, str) for each in types)
        and isinstance(query.get("limit", 1), int | float)
        and isinstance(properties, list)
        and all(isinstance(each, dict) and isinstance(each.get("pid"), str) and "v" in each for each in properties)
    )


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
    limit = query.get("limit") or 0
    most = int(min(limit, _MOST_CANDIDATES)) if limit >= 1 else 10
    known = {each["pid"]: _texts(each["v"]) for each in query.get("properties") or () if each["pid"] in _PROPERTIES}
    text = query.get("query") or next((known[each][0] for each in ("ods_code", "gss_code") if known.get(each)), "")
    found = candidates(history, text, kinds=kinds, most=_MOST_CANDIDATES if known else most)
    return [_result(each) for each in _refined(found, known)[:most]]


def _texts(value: object) -> list[str]:
    """The values of a property as texts: one or several, each a text, a number, or a body with its id and name."""
    values = value if isinstance(value, list) else [value]
    named = (each.get("name") or each.get("id") if isinstance(each, dict) else each for each in values)
    return [str(each).strip().casefold() for each in named if each is not None]


def _refined(found: Sequence[Candidate], known: Mapping[str, list[str]]) -> list[Candidate]:
    """Candidates by how many of the known properties they agree with; the only one that agrees with all is a match."""
    if not known:
        return list(found)
    kinds = parameters.history().kinds

    def agrees(candidate: Candidate, name: str) -> bool:
        own = {each["str"].casefold() for each in _values(candidate.body, name)}
        own |= {candidate.body.kind, kinds[candidate.body.kind].plural.casefold()} if name == "kind" else set()
        return bool(own.intersection(known[name]))

    parts = [sum(agrees(each, name) for name in known) / len(known) for each in found]
    only = parts.count(1) == 1
    refined = [
        replace(each, score=round(each.score * (1 + part) / 2), match=part == 1 and (each.match or only))
        for each, part in zip(found, parts, strict=True)
    ]
    return sorted(refined, key=lambda each: -each.score)


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
    if not all(isinstance(each, str) for each in (*ids, *(one.get("id") for one in wanted))):
        abort(400, 'Ids and those of properties are texts: {"ids": ["pct-5nr"], "properties": [{"id": "ods_code"}]}.')
    names = [each["id"] for each in wanted if each["id"] in _PROPERTIES]
    if len(ids) > _MOST_EXTENDED:
        abort(413, f"Properties are given of {_MOST_EXTENDED:,} bodies at most. Send fewer at a time.")
    with_id = parameters.history().with_id
    rows = {
        each: {name: _values(body, name) if body else [] for name in names} for each in ids for body in [with_id(each)]
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
    history, first = parameters.history(), _whole("cursor", 0)
    if what == "entity":
        found = [_result(each) for each in candidates(history, prefix, most=_MOST_CANDIDATES)[first : first + 10]]
        like = [{key: each[key] for key in ("id", "name", "description")} | {"notable": each["type"]} for each in found]
        return _json({"result": like})
    names = {kind.id: kind.label for kind in history.kinds.values()} if what == "type" else _PROPERTIES
    like = [{"id": key, "name": name} for key, name in names.items() if prefix.lower() in f"{key} {name}".lower()]
    return _json({"result": like[first:]})


def _whole(name: str, otherwise: int) -> int:
    """A whole number among the arguments."""
    text = request.args.get(name, "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else otherwise


@blueprint.get("/reconcile/properties")
def properties() -> Response:
    """The properties available as columns."""
    kind, most = request.args.get("type", ""), _whole("limit", len(_PROPERTIES))
    found = [{"id": key, "name": name} for key, name in _PROPERTIES.items()][:most]
    return _json({"type": kind, "limit": most, "properties": found})


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
