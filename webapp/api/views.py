"""API documentation: `/api` for developers, `/api/openapi.json` for tools (OpenAPI 3.1).

Both come from one description: the operations are in `paths`, the schemas of the answers in `schemas`.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from graph import __version__
from graph.answer import json_text

from ..http import responses
from ..http.negotiation import kept
from .operations import LIMITS, TAGS
from .paths import PATHS
from .schemas import SCHEMAS

__all__ = ["blueprint", "document", "example"]

blueprint = Blueprint("api", __name__, url_prefix="/api")


def document(root: str = "/") -> dict[str, Any]:
    """The OpenAPI document of a site at the root address `root`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "NHS Restructures",
            "version": __version__,
            "summary": "The bodies that commissioned NHS care in England since 1990.",
            "description": "Everything can be read without a key, from any site. Answers carry an ETag; ask again with "
            "If-None-Match. The data of a page are at its address with a suffix. What one client may ask is limited: "
            "answers of 429 and 503 say in Retry-After when to ask again. The data are under CC BY 4.0, "
            "the program that serves them under the MIT licence.",
            "license": {"name": "CC BY 4.0 (the data)", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": root}],
        "tags": [{"name": name, "description": description} for name, description in TAGS.items()],
        "paths": {path: {method: _limited(each) for method, each in item.items()} for path, item in PATHS.items()},
        "components": {"schemas": SCHEMAS},
    }


def _limited(operation: Mapping[str, Any]) -> dict[str, Any]:
    """An operation with the added responses for exceeded limits."""
    return {**operation, "responses": {**LIMITS, **operation["responses"]}}


def example(path: str, operation: Mapping[str, Any], *, every: bool = False, form: str = "json") -> str:
    """An example address of an operation: with the required parameters and its text, or with all parameters."""
    choices = []
    for each in operation.get("parameters", ()):
        value = form if each["name"] == "form" else each["example"]
        if each["in"] == "path":
            path = path.replace("{" + each["name"] + "}", value)
        elif every or each.get("required") or each["name"] in ("q", "query"):
            choices.append((each["name"], value))
    return f"{path}?{urlencode(choices, doseq=True)}" if choices else path


@blueprint.get("")
@kept
def readable() -> str:
    """The description as a page."""
    addresses = Counter(tag for item in PATHS.values() for operation in item.values() for tag in operation["tags"])
    return render_template("api.html", described=document(), example=example, addresses=addresses)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description as OpenAPI."""
    text = json_text(document(request.script_root or "/"))
    return responses.tagged(Response(text, mimetype="application/json"))
