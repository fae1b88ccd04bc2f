"""The site: the record's history as pages, each with its data beside it.

`create_app` makes it; every answer comes from `graph`, every page from a template. What is kept from one request to
the next is made of the record and of an address or a query alone, never of a table that was sent.
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
    """The site as a WSGI application; see `webapp.application`, which is read only now.

    The command line and the process that draws PNGs use the pictures of this package without the site's framework.
    """
    from .application import create_app as create

    return create(config, record, budget)
