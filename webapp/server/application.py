"""Assembles the application: settings, shared state, and one blueprint per topic."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from graph.record import Record
from graph.registers import open_register

from .. import settings
from ..api import views as api
from ..dataset import changes, discovery, downloads, health, linked_data, oembed, reference
from ..http import errors, files, limits, responses, urls
from ..http.arguments import Request
from ..http.cache import ByteCache, Remembered
from ..http.host import with_own_host
from ..http.site import Site, hold_site
from ..render import links, wording
from ..sparql import endpoint
from ..sparql.store_health import Watch
from ..startup import sound_record
from ..views import (
    accountability,
    bodies,
    crosswalk,
    diff,
    home,
    landscape,
    lineage,
    places,
    recode,
    recode_form,
    reconcile,
    restructures,
    search,
    stories,
)
from ..views import map as map_page

if TYPE_CHECKING:
    from ..http.budget import Budget

__all__ = ["create_app"]

_READINESS_STANDS: Final = 5.0
"""Seconds for which one try of the engine stands, so that asking whether the site is ready costs next to nothing."""


def create_app(
    config: Mapping[str, Any] | None = None, record: Record | None = None, budget: "Budget | None" = None
) -> Flask:
    """The site on one edition of the record; `settings` are configuration keys and values.

    `record` has already been validated; otherwise the settings name one, which is validated here. `budget` is shared by
    all processes of a site; without it, clients are not limited.

    Raises:
        RecordError: the settings name no sound record; `startup.sound_record` tells the cases apart.
    """
    app = Flask(str(settings.__package__))  # whose templates and static files it serves
    app.request_class = Request
    app.config.from_mapping(settings.defaults(), SEND_FILE_MAX_AGE_DEFAULT=31_536_000)
    app.config.from_mapping(config or {})
    app.config["MAX_CONTENT_LENGTH"] = recode_form.longest_request(app.config["UPLOAD_MB"], app.config["UPLOAD_ROWS"])
    hold_site(app, _site(app.config, record or sound_record(app.config["RECORD"], app.config["STORE"]), budget))
    for part in (urls, wording, links, limits, responses, files, errors):
        part.init_app(app)
    if proxies := app.config["PROXIES"]:  # which pass on the name that was asked for, and only their own
        forwarded = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
        app.wsgi_app = forwarded  # type: ignore[method-assign]
    else:
        here = app.config["HOST"], app.config["PORT"], app.config["HOSTS"]
        app.wsgi_app = with_own_host(app.wsgi_app, *here)  # type: ignore[assignment, method-assign]
    for part in (endpoint, linked_data, changes, discovery):
        part.init_app(app)
    across_time = (map_page, places, lineage, accountability, landscape, diff, recode, crosswalk)
    for topic in (
        home,
        restructures,
        bodies,
        *across_time,
        search,
        stories,
        reference,
        downloads,
        reconcile,
        api,
        oembed,
        health,
    ):
        app.register_blueprint(topic.blueprint)
    return app


def _site(config: Mapping[str, Any], record: Record, budget: "Budget | None") -> Site:
    register = open_register(Path(config["REGISTER"])) if config["REGISTER"] else None
    return Site(
        record=record,
        register=register,
        edition=responses.edition(record, register),
        pages=ByteCache(config["KEPT_MB"] * 2**20),
        answers=ByteCache(config["QUERY_KEPT_MB"] * 2**20, level=1),
        queries=endpoint.query_backend(config, record),
        budget=budget,
        uploads=limits.upload_turns(config),
        store_health=Watch(config["STORE"]) if config["STORE"] else None,
        readiness=Remembered(_READINESS_STANDS),
    )
