"""The site's addresses: what may stand in a path, and what is carried from one link to the next.

Every link on every page is made by `url_for` and passes through here, but for the examples of the API's description.
"""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request, url_for
from werkzeug.routing import BaseConverter

from . import arguments, parameters
from .site import site_of

__all__ = ["NAVIGATION", "DataForm", "init_app", "lineage_choices", "same_page", "to_body", "to_page", "to_source"]

NAVIGATION = (
    ("map.today", "Map"),
    ("restructures.index", "Restructures"),
    ("bodies.index", "Bodies"),
    ("stories.index", "Stories"),
    ("landscape.today", "A day in the NHS"),
    ("compare.choose", "Compare"),
    ("recode.form", "Recode"),
    ("endpoint.sparql", "Query"),
    ("reference.about", "About"),
)
"""The menu, in order: endpoint and text; an entry shows where its endpoint exists."""


_OF_A_LINEAGE = ("basis", "min-share", "open")
"""The choices that every page of a lineage takes."""


class DataForm(BaseConverter):
    """The suffix of an address that gives a page's data instead of the page."""

    regex = "json|csv|ttl"


class PathPart(BaseConverter):
    """One part of a path, without the dot that begins a suffix."""

    regex = r"[^/]+?"


def same_page(form: str = "", **changes: str | None) -> str:
    """The address asked for, in another form or with some choices changed; None leaves a choice out.

    What a reader wrote after the question mark stays data here: it never becomes an argument of `url_for`.
    """
    place = {name: value for name, value in (request.view_args or {}).items() if name != "data"}
    if form:
        place["data"] = form
    path = url_for(request.endpoint, **place).partition("?")[0] if request.endpoint else request.path
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    kept = [(name, value) for name, value in arguments.taken() if name not in named]
    choices = kept + [(name, value) for name, value in named.items() if value is not None]
    return f"{path}?{urlencode(choices)}" if choices else path


def to_page(endpoint: str, **values: Any) -> str:
    """The address of a page, as `url_for` makes it; a page of a lineage keeps the choices of the address asked for."""
    chosen = lineage_choices() if endpoint.startswith("lineage.") else {}
    return url_for(endpoint, **{**chosen, **values})


def lineage_choices() -> dict[str, Any]:
    """The choices of a lineage in the address asked for."""
    return {name: request.args.getlist(name) for name in _OF_A_LINEAGE if name in request.args}


@lru_cache(maxsize=16_384)
def _made(endpoint: str, name: str, value: str, root: str, stated: bool) -> str:
    choice = {} if stated else {"stated-only": None}
    return url_for(endpoint, **{name: value}, **choice)  # type: ignore[arg-type]


def to_body(body: str, *, inferred: bool = False) -> str:
    """The address of a body's page; an inferred body has none among stated facts, so its link drops that choice.

    A table links thousands of bodies, so each address is made only once.
    """
    return _made("bodies.show", "body", body, request.root_path, parameters.stated_only() and not inferred)


def to_source(source: str) -> str:
    """The address of a source's page, made only once."""
    return _made("reference.source", "source", source, request.root_path, parameters.stated_only())


def init_app(app: Flask) -> None:
    """Teaches an application the site's addresses."""
    app.url_map.converters.update(data=DataForm, piece=PathPart)

    @app.url_defaults
    def carry_on(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("v", site_of(app).edition)
        elif "stated-only" not in values and request and parameters.stated_only():
            values["stated-only"] = "on"

    @app.context_processor
    def everywhere() -> dict[str, object]:
        return {
            "navigation": [(endpoint, text) for endpoint, text in NAVIGATION if endpoint in app.view_functions],
            "stated_only": parameters.stated_only(),
            "leaves_out": parameters.leaves_out(),
            "history": parameters.history(),
            "address": arguments.address,
            "same_page": same_page,
            "to_body": to_body,
            "to_page": to_page,
            "to_source": to_source,
        }
