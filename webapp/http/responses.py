"""Responses: security headers, CORS, entity tags, compression.

The content security policy only allows the site's own files; pages carry the tag of the data's edition. Responses made
from uploads are never cached here, since they may contain the reader's data.
"""

import gzip
import hashlib
from datetime import date
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

import graph
from graph.record import DATA, Record
from graph.registers import Register

from .site import current_site

__all__ = ["edition", "init_app", "packed", "parts", "tag", "tagged", "whole_file"]

_PROGRAM = (Path(__file__).resolve().parent.parent, Path(graph.__file__).resolve().parent)
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
_GUARDS = {
    embedded: (
        ("Content-Security-Policy", _POLICY.format(ancestors="*" if embedded else "'none'")),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        # Open to scripts from any origin: nothing is private, and no cookie distinguishes readers.
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Expose-Headers", "Accept-Ranges, Content-Range, ETag, Link, Retry-After"),
        *(() if embedded else (("X-Frame-Options", "DENY"),)),
    )
    for embedded in (False, True)
}
"""The headers of every answer, by whether other sites may show the page in theirs."""
_LEAVE = (
    ("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match, If-Range, Range"),
    ("Access-Control-Max-Age", "86400"),
)
"""What a browser is told that asks before a script of another site does."""
_COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/n-triples",
    "application/rdf+xml",
    "application/xml",
    "image/svg+xml",
    "application/javascript",
)
_WORTH_COMPRESSING = 1024
_PART = 2**20
"""Bytes that are copied at a time."""
_WORTH_SENDING_PACKED = 400
"""Bytes that an answer has when compressed; a smaller one is sent plain."""


def init_app(app: Flask) -> None:
    """Adds the headers common to all responses."""

    @app.after_request
    def guard(response: Response) -> Response:
        embedded = request.path.startswith("/embed/")
        headers = response.headers
        given = {name.lower() for name, _ in headers}  # computed once: every response passes through here
        for name, value in _GUARDS[embedded]:
            if name.lower() not in given:
                headers.add(name, value)
        return response

    @app.after_request
    def give_leave(response: Response) -> Response:
        if request.method == "OPTIONS" and response.status_code < 300:
            response.headers.extend((*_LEAVE, ("Access-Control-Allow-Methods", response.headers.get("Allow", ""))))
        return response

    @app.after_request
    def compress(response: Response) -> Response:
        if not (response.mimetype or "").startswith(_COMPRESSIBLE) or "Content-Encoding" in response.headers:
            return response
        response.vary.add("Accept-Encoding")
        if response.status_code != 200 or not request.accept_encodings.quality("gzip"):
            return response
        ours = request.endpoint == "static"
        if ours:
            response.direct_passthrough = False
        elif response.is_streamed:
            return response
        body = response.get_data()
        if len(body) >= _WORTH_COMPRESSING:
            response.set_data(_compressed(body) if ours else gzip.compress(body, 6, mtime=0))
            response.content_encoding = "gzip"
            etag, weak = response.get_etag()
            if etag and not weak:  # it promised exact bytes
                response.set_etag(etag, weak=True)
        return response


@lru_cache(maxsize=64)
def _compressed(file: bytes) -> bytes:
    """One of the site's static files."""
    return gzip.compress(file, 9, mtime=0)


def parts(body: memoryview) -> list[bytes]:
    """A large body in parts: while one is copied, every other thread has to wait."""
    return [bytes(body[start : start + _PART]) for start in range(0, len(body), _PART)]


def packed(body: bytes, media_type: str) -> Response:
    """A response from gzip-compressed text: sent as it is if the client accepts gzip."""
    as_it_is = len(body) >= _WORTH_SENDING_PACKED and request.accept_encodings.quality("gzip") > 0
    response = Response(body if as_it_is else gzip.decompress(body), mimetype=media_type)
    if as_it_is:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def whole_file(body: bytes, media_type: str, name: str) -> Response:
    """A file to download, with range requests (RFC 9110, 14) and a strong entity tag."""
    response = Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.cache_control.no_cache = True
    return response.make_conditional(request, accept_ranges=True, complete_length=len(body))  # type: ignore[return-value]


def tagged(response: Response, etag: str = "") -> Response:
    """A response with its entity tag, or a digest as its tag; without the body if the client has it already.

    The tag is weak, since the response may be compressed on its way. It is compared only once there is a response: a
    missing page matches nothing, not even `*`.
    """
    etag = etag or hashlib.sha256(response.get_data()).hexdigest()[:32]
    response.set_etag(etag, weak=True)
    response.cache_control.no_cache = True
    if request.if_none_match.contains_weak(etag):
        response.status_code = 304
    return response


@lru_cache(maxsize=1)
def _files() -> bytes:
    """A digest of the program: a changed template or computation changes the pages, though the data stay the same."""
    found = hashlib.sha256((DATA / "vocabulary.ttl").read_bytes())
    for path in sorted(each for folder in _PROGRAM for each in folder.rglob("*")):
        if path.is_file() and path.suffix in (".py", ".rq", ".html", ".css", ".js", ".xml", ".svg"):
            found.update(path.read_bytes())
    return found.digest()


def edition(record: Record, register: Register | None) -> str:
    """A short name for a record, a register and the program together."""
    version = record.version + (register.version if register else "")
    return hashlib.sha256(version.encode() + _files()).hexdigest()[:12]


def tag(form: str) -> str:
    """The entity tag of a page in one format: it changes with the data, the program, and the date."""
    ours = current_site()
    return f"{ours.record.version}-{ours.edition}-{date.today():%Y%m%d}-{form}"
