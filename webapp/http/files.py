"""Addresses of data as files: every one has a name, tells where it is described, and gives parts of itself.

So that a program that was given `/bodies/5NR/lineage.csv` saves it under a name of its own, and one that reads a large
answer in parts (`Range`) does not get the whole of it each time.
"""

import gzip
from typing import Final

from flask import Flask, Response, request, url_for
from werkzeug.exceptions import RequestedRangeNotSatisfiable

__all__ = ["init_app"]

_DATA: Final = frozenset(
    (
        "text/csv",
        "text/tab-separated-values",
        "application/json",
        "application/geo+json",
        "application/ld+json",
        "application/n-triples",
        "application/rdf+xml",
        "text/turtle",
    )
)


def init_app(app: Flask) -> None:
    """Makes a file of every answer whose address ends like one; to be called after what compresses answers."""

    @app.after_request
    def as_a_file(response: Response) -> Response:
        name = _name()
        if response.status_code != 200 or not name or response.mimetype not in _DATA or response.is_streamed:
            return response
        if "Content-Disposition" not in response.headers:
            # Shown where it can be shown, and saved under this name.
            response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        if not any('rel="describedby"' in link for link in response.headers.getlist("Link")):
            by = url_for("downloads.dictionary") if response.mimetype == "text/csv" else url_for("api.openapi")
            response.headers.add("Link", f'<{by}>; rel="describedby"')
        if "Accept-Ranges" not in response.headers:
            _in_parts(response)
        return response


def _name() -> str:
    """The name of the file at this address; empty if it is none."""
    path = request.path.strip("/")
    ending = path.rpartition("/")[2].rpartition(".")[2]
    named = "." in path.rpartition("/")[2] and ending.isalnum() and request.method in ("GET", "HEAD")
    return "-".join(path.encode("ascii", "ignore").decode().replace('"', "").split("/")) if named else ""


def _in_parts(response: Response) -> None:
    """Answers a request for a part with that part of the text as it is, never of a compressed one."""
    response.headers["Accept-Ranges"] = "bytes"
    if "Range" not in request.headers:
        return
    body = response.get_data()
    if response.content_encoding == "gzip":
        body = gzip.decompress(body)
        response.set_data(body)
        del response.headers["Content-Encoding"]
    etag, _ = response.get_etag()
    if etag:
        # The bytes are those of the edition, the day and the program that the tag names: it promises them.
        response.set_etag(etag)
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=len(body))
    except RequestedRangeNotSatisfiable:
        response.set_data(b"")
        response.status_code = 416
        response.headers["Content-Range"] = f"bytes */{len(body)}"
