"""The site: the record's history as pages, each with its data.

`create_app` builds it; every answer comes from `graph`, every page from a template. Whatever is cached between requests
depends only on the record and on an address or query, never on an uploaded table.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from graph.record import Record

    from .http.budget import Budget

__all__ = ["create_app"]


def create_app(
    config: "Mapping[str, Any] | None" = None, record: "Record | None" = None, budget: "Budget | None" = None
) -> "Flask":
    """The site as a WSGI application; see `webapp.server.application`, which is imported on first use.

    The command line and the process that renders PNGs use this package's pictures without importing Flask.
    """
    from .server.application import create_app as create

    return create(config, record, budget)
