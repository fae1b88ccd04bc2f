"""The site: the record's history as pages, each with its data beside it.

`create_app` makes it; every answer comes from `graph`, every page from a template, nothing is kept between requests.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from graph.history import History
from graph.record import open_record

from . import (
    addresses,
    bodies,
    compare,
    delivery,
    endpoint,
    failures,
    home,
    landscape,
    lineage,
    linked_data,
    recode,
    reference,
    restructures,
    search,
    wording,
)

__all__ = ["create_app"]


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The site on one edition of the record: the file named by `RECORD`, else the one that comes with the product.

    Raises:
        RecordError: the record cannot be read, or breaks its own rules; the site does not start on it.
    """
    app = Flask(__name__)
    app.config.from_mapping(SEND_FILE_MAX_AGE_DEFAULT=31_536_000, MAX_CONTENT_LENGTH=8_388_608)
    app.config.from_mapping(config or {})
    path = app.config.get("RECORD")
    record = open_record(Path(path) if path else None)
    _read_all(record.history)
    app.extensions["record"] = record
    for part in (addresses, wording, delivery, failures):
        part.init_app(app)
    for part in (endpoint, linked_data):
        part.init_app(app)
    for topic in (home, restructures, bodies, lineage, landscape, compare, recode, search, reference):
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
