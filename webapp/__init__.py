"""The site: the record's history as pages, each with its data beside it.

`create_app` makes it; every answer comes from `graph`, every page from a template, nothing is kept between requests.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from graph.errors import BadTables
from graph.history import History
from graph.record import open_record
from graph.rules import rule_findings
from graph.validation import errors, validate

from . import (
    addresses,
    api,
    bodies,
    compare,
    delivery,
    endpoint,
    failures,
    health,
    home,
    landscape,
    lineage,
    linked_data,
    recode,
    reference,
    restructures,
    search,
    settings,
    wording,
)
from .kept import Kept

__all__ = ["create_app"]

_FORM = 2**16
"""Bytes that a request may have beside the table that is sent with it."""


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The site on one edition of the record, with the `settings` that a configuration has by their keys.

    A record of the reader's own is validated whole; the one that comes with the product was, before it was shipped,
    and is only held against the rules again.

    Raises:
        UnreadableRecord: the record cannot be read.
        BadTables: it breaks a rule; its findings say which. The site does not start on it.
    """
    app = Flask(__name__)
    app.config.from_mapping(settings.defaults(), SEND_FILE_MAX_AGE_DEFAULT=31_536_000)
    app.config.from_mapping(config or {})
    app.config["MAX_CONTENT_LENGTH"] = app.config["UPLOAD_MB"] * 2**20 + _FORM
    path = app.config["RECORD"]
    record = open_record(Path(path) if path else None)
    _read_all(record.history)
    if faults := errors(validate(record) if path else rule_findings(record.history)):
        raise BadTables(faults)
    app.extensions["record"] = record
    app.extensions["kept"] = Kept()
    for part in (addresses, wording, delivery, failures):
        part.init_app(app)
    if proxies := app.config["PROXIES"]:
        forwarded = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
        app.wsgi_app = forwarded  # type: ignore[method-assign]
    for part in (endpoint, linked_data):
        part.init_app(app)
    for topic in (home, restructures, bodies, lineage, landscape, compare, recode, search, reference, api, health):
        app.register_blueprint(topic.blueprint)
    return app


def _read_all(history: History) -> None:
    """Reads every table once, so that a fault shows when the site starts and not on somebody's page."""
    for table in (
        "kinds",
        "bodies",
        "events",
        "successions",
        "lines",
        "line_rules",
        "succession_rules",
        "restructures",
        "restructure_claims",
        "commitments",
        "published_counts",
        "gaps",
        "conflicts",
        "sources",
        "event_days",
    ):
        getattr(history, table)
