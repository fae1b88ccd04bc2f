"""The site's addresses: path syntax, and the parameters carried from link to link.

All links on pages are made by `url_for` and pass through here, except the examples in the API description.
"""

from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, redirect, request, url_for
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response

from . import arguments, parameters
from .site import site_of

__all__ = ["NAVIGATION", "DataForm", "init_app", "lineage_choices", "same_page", "to_body", "to_page", "to_source"]

NAVIGATION = (
    ("map.today", "Map"),
    ("places.index", "Places"),
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


_DAYS = ("day", "first", "second", "as-at", "on", "to", "from", "since")
"""The names by which addresses have days, in paths and behind them."""


class DataForm(BaseConverter):
    """The suffix of an address for a page's data."""

    regex = "jsonld|json|csv|ttl|nt|rdf"


class PathPart(BaseConverter):
    """A path segment without a dot, which starts a suffix."""

    regex = r"[^/]+?"


def same_page(form: str = "", **changes: str | None) -> str:
    """The current address in another format or with changed parameters; None removes one.

    The reader's own parameters stay data here and never become arguments of `url_for`.
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
    """The address of a page by `url_for`; a lineage page keeps the options of the current one."""
    chosen = lineage_choices() if endpoint.startswith("lineage.") else {}
    return url_for(endpoint, **{**chosen, **values})


def lineage_choices() -> dict[str, Any]:
    """The lineage options in the current address."""
    return {name: request.args.getlist(name) for name in _OF_A_LINEAGE if name in request.args}


@lru_cache(maxsize=16_384)
def _made(endpoint: str, name: str, value: str, root: str, stated: bool) -> str:
    choice = {} if stated else {"stated-only": None}
    return url_for(endpoint, **{name: value}, **choice)  # type: ignore[arg-type]


def to_body(body: str, *, inferred: bool = False) -> str:
    """The address of a body's page; an inferred body does not exist among stated facts, so its link drops that option.

    A table links thousands of bodies, so addresses are cached.
    """
    return _made("bodies.show", "body", body, request.root_path, parameters.stated_only() and not inferred)


def to_source(source: str) -> str:
    """The address of a source's page, cached."""
    return _made("reference.source", "source", source, request.root_path, parameters.stated_only())


def init_app(app: Flask) -> None:
    """Registers the site's addresses with an application."""
    app.url_map.converters.update(data=DataForm, piece=PathPart)

    @app.before_request
    def lead_to_this_day() -> Response | None:
        """Leads from an address with `today` in place of a day to that of the day, which goes on being true."""
        today, path = date.today().isoformat(), request.view_args or {}
        dated = {name: today for name in _DAYS if str(path.get(name, "")).casefold() == "today"}
        asked = {name: today for name in _DAYS if request.args.get(name, "").strip().casefold() == "today"}
        if not (dated or asked) or request.method not in ("GET", "HEAD") or not request.endpoint:
            return None
        place = url_for(request.endpoint, **{**path, **dated}).partition("?")[0]
        kept = [(name, value) for name, value in request.args.items(multi=True) if name not in asked]
        choices = urlencode([*kept, *asked.items()])
        return redirect(f"{place}?{choices}" if choices else place)

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
