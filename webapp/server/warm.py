"""Makes a page of each kind once before the first request, so that what many pages share is computed by then.

Colours of maps, outlines, counts through time, stories and compiled templates are kept for an edition of the record;
workers are forked afterwards and share them.
"""

from collections.abc import Iterator
from datetime import date

from flask import Flask, request

from graph.answers.geography.commissioners import FIRST_MONTH
from graph.areas.places import gazetteer
from graph.errors import RecordError
from graph.model.commissioners import local_commissioners

from ..http.site import site_of

__all__ = ["warm"]


def warm(app: Flask) -> None:
    """Makes the pages. They are not requests: nothing is logged, counted or charged."""
    for address in _addresses(app):
        with app.test_request_context(address):
            try:
                app.view_functions[str(request.endpoint)](**(request.view_args or {}))
            except RecordError:
                continue  # a small record may lack what a page is about; the page will say so


def _addresses(app: Flask) -> Iterator[str]:
    record, today = site_of(app).record, date.today()
    history = record.history
    yield from (
        "/",
        "/stories/",
        "/place/",
        "/restructures/",
        "/search?q=trust",
        "/search?q=who+ran+nothing",  # what is said where nothing is called so: the index of all names
        "/coverage",
        "/data/",
        "/.well-known/void",
    )
    yield from ("/map/months.json", f"/map/{today}", f"/landscape/{today}", f"/compare/{today.year - 1}/{today}")
    yield f"/crosswalk/{today.year - 1}/{today}"
    for place in gazetteer(record).places[:1]:
        yield f"/place/{place.slug}"
    yield f"/compare/{FIRST_MONTH.year + 1}/{today.year}"
    for restructure in history.restructures:  # what changed around each is compared again on many pages
        yield f"/restructures/{restructure}"
    for body in history.by_kind.get(local_commissioners(history.kinds.values(), today), ())[:1]:
        yield from (f"/bodies/{body.id}", f"/bodies/{body.id}/lineage", f"/bodies/{body.id}/network")
