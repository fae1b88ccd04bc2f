"""The SPARQL endpoint: the SPARQL 1.1 Protocol at `/sparql`, and an editor for browsers at the same address.

A query is checked here and answered by a confined process, or by the configured engine. Answers of a process are cached
by query text, within a size limit, as long as the record stays the same.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urljoin

from flask import Blueprint, Flask, Response, current_app, make_response, redirect, render_template, request, url_for

from graph.errors import RecordError, StoreError
from graph.publish import void
from graph.rdf.terms import NHS, PREFIXES
from graph.record import Record
from graph.sparql.guard import BadQuery, Query, QueryForm, TooLong, check
from graph.sparql.results import GRAPH_TYPES
from graph.sparql.sandbox import Limits
from graph.util.memory import available

from ..http import limits, parameters, responses
from ..http.negotiation import citation
from ..http.site import QueryBackend, current_site
from ..http.turns import Asker
from . import examples
from .pool import Busy, ClientGone, OutOfMemory, Pool, TimeUp, TooLarge
from .preview import Shown, shown
from .protocol import HTML, METHODS, NAMES, Refusal, chosen, formats_of, negotiate, query_of, reads
from .remote import Forwarding
from .samples import filled, samples

__all__ = ["blueprint", "init_app", "memory_of_a_query", "query_backend"]

blueprint = Blueprint("endpoint", __name__)
_CHANGING: Final = re.compile(r"\b(NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)
_LONGEST_ADDRESS: Final = 8_000
"""Characters of a path with what is asked, which servers and proxies surely take."""
_OFTEN_ASKED: Final = 4_000
"""Characters of the longest query whose check is remembered."""

_LEAST_MEMORY: Final = 2**24
_AGAIN: Final = "5"
"""Seconds after which an engine that was down may be up."""
_STATUS: Final = (
    (TooLong, 413),
    (BadQuery, 400),
    (TimeUp, 504),
    (TooLarge, 413),
    (OutOfMemory, 503),
    (ClientGone, 499),
    (StoreError, 503),
)


def query_backend(config: Mapping[str, Any], record: Record) -> QueryBackend:
    """The query back end of a site, with its settings."""
    memory = memory_of_a_query(config, available())
    limits = Limits(float(config["QUERY_SECONDS"]), memory, int(config["QUERY_RESULT_MB"]) * 2**20)
    workers, waiting = int(config["QUERY_WORKERS"]), int(config["QUERY_WAITING"])
    patience = float(config["QUERY_PATIENCE"])
    if config["STORE"]:
        return Forwarding(config["STORE"], limits, workers=workers, waiting=waiting, patience=patience)
    return Pool(record.whole_turtle, limits, workers=workers, waiting=waiting, patience=patience)


def memory_of_a_query(config: Mapping[str, Any], there: int) -> int:
    """The memory one query may use, in bytes: as configured, but at most an eighth of all memory for all queries."""
    at_once = int(config["WORKERS"]) * int(config["QUERY_WORKERS"])
    return max(_LEAST_MEMORY, min(int(config["QUERY_MEMORY_MB"]) * 2**20, there // 8 // at_once))


def init_app(app: Flask) -> None:
    """Registers the endpoint with an application."""
    app.register_blueprint(blueprint)
    # All methods: an unsupported one is refused here, not by Flask with its own list of methods.
    app.url_map.add(app.url_rule_class("/sparql", endpoint="endpoint.sparql"))
    app.view_functions["endpoint.sparql"] = sparql


def sparql() -> Response:
    """Answers a query; without one, shows the service description or the editor."""
    if request.method == "OPTIONS":
        return Response(status=204, headers={"Allow": METHODS})
    text = None
    try:
        if request.method not in METHODS.split(", "):
            raise Refusal(405, f"{request.method[:20]} is not taken here. Ask with GET or POST.", {"Allow": METHODS})
        longest = int(current_app.config["QUERY_LONGEST"])
        text, name = query_of(request, longest)
        if text is None:
            return _described()
        with limits.work(limits.Work.QUERY) as asker:
            return _asked(_checked(text, longest), name, asker)
    except Refusal as refusal:
        return _refused(refusal, text)
    except limits.TooMuch as refusal:
        return _refused(Refusal(refusal.status, refusal.sentence, {"Retry-After": str(refusal.retry_after)}), text)
    except Busy as error:
        return _refused(Refusal(503, str(error), {"Retry-After": str(error.retry_after)}), text)
    except RecordError as error:
        status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
        later = {"Retry-After": _AGAIN} if isinstance(error, StoreError) else None
        return _refused(Refusal(status, error.public, later), text)


def _checked(text: str, longest: int) -> Query:
    return _check_again(text) if len(text) <= min(longest, _OFTEN_ASKED) else check(text, longest=longest)


_check_again = lru_cache(maxsize=256)(check)


def _asked(query: Query, name: str, asker: Asker) -> Response:
    written, named = chosen(request.headers.get("Accept", ""), name, query.form)
    if named == HTML and request.method == "POST" and (address := _address(query.text)):
        return make_response(redirect(address, 303))  # a page that can be shared and reloaded
    lasting = not current_app.config["STORE"] and not _CHANGING.search(query.text)
    tag = _tag(query.text, named, current_site().edition)
    tagged = lasting and request.method != "POST"
    asked = request.if_none_match
    if tagged and not asked.star_tag and asked.contains_weak(tag):
        response = Response(status=304)
    else:
        if named == HTML:
            return _page(query.text, result=shown(_answer(query, written, lasting, asker), query.form))
        response = _packed(_answer(query, written, lasting, asker), named)
        if name:
            response.headers["Content-Disposition"] = f'attachment; filename="result.{name}"'
    response.vary.update(["Accept", "Accept-Encoding"])
    response.cache_control.no_cache = True
    if tagged:
        response.set_etag(tag, weak=True)
        if asked.star_tag:  # any answer matches, which is only known once there is one
            response.status_code = 304
    return response


def _answer(query: Query, media_type: str, lasting: bool, asker: Asker) -> bytes:
    """The compressed answer, from the cache if possible."""
    ours = current_site()

    def answer() -> bytes:
        with limits.at_once(limits.Work.QUERY, asker, float(current_app.config["QUERY_SECONDS"])):
            return ours.queries.answer(query.text, media_type, asker)

    return (
        ours.answers.packed("", _tag(query.text, media_type, ours.edition), answer)
        if lasting
        else gzip.compress(answer(), 1)
    )


@lru_cache(maxsize=256)
def _tag(text: str, media_type: str, edition: str) -> str:
    """The entity tag of an answer; a query's is needed twice per request."""
    return hashlib.sha256("\n".join((edition, media_type, text)).encode()).hexdigest()[:32]


def _packed(body: bytes, media_type: str) -> Response:
    response = responses.packed(body, media_type)
    response.vary.add("Accept")
    return response


def _described() -> Response:
    """The editor for browsers, the service description for programs."""
    named = negotiate(request.accept_mimetypes, (*GRAPH_TYPES, HTML))
    if named == HTML:
        return _page("")
    here = url_for("endpoint.sparql", _external=True)
    return _rdf(void.service(here), named)


@blueprint.get("/sparql/examples.ttl", endpoint="example_queries")
def example_queries() -> Response:
    """The example queries as data."""
    found = [(each.name, each.question, each.text) for each in examples.examples()]
    triples = void.queries(found, url_for("endpoint.sparql", _external=True))
    return Response(void.written(triples, "text/turtle"), mimetype="text/turtle")


@blueprint.get("/.well-known/void", endpoint="void")
def description() -> Response:
    """The VoID description; for browsers, the page about the record."""
    try:
        named = negotiate(request.accept_mimetypes, (*GRAPH_TYPES, HTML))
    except Refusal as refusal:
        return _refused(refusal, None)
    if named == HTML:
        response = make_response(redirect(url_for("linked_data.whole"), 303))
        response.vary.add("Accept")
        return response
    return _rdf(void.void(parameters.record(), request.url_root), named)


def _rdf(triples: void.Triples, media_type: str) -> Response:
    return _packed(gzip.compress(void.written(triples, media_type)), media_type)


# For people


def _refused(refusal: Refusal, text: str | None) -> Response:
    if reads(request) and refusal.status != 405:
        response = _page(text or "", error=refusal.message)
    else:
        response = Response(refusal.message + "\n", content_type="text/plain; charset=utf-8")
    response.status_code = refusal.status
    response.headers.update(refusal.headers)
    return response


def _address(text: str, form: str = "") -> str:
    """The address of a query's answer, optionally in a format; empty if it would be too long."""
    address = url_for("endpoint.sparql", query=text, format=form or None)
    return address if len(address) <= _LONGEST_ADDRESS else ""


def _page(text: str, *, error: str = "", result: Shown | None = None) -> Response:
    known = text.encode("utf-8", "replace").decode()
    shown = examples.examples()
    query = known or shown[0].text
    address = _address(query)
    programs = samples(request.base_url)
    kinds = parameters.record().history.kinds
    response = Response(
        render_template(
            "sparql.html",
            templates=programs,
            samples=filled(programs, query),
            query=query,
            asked=bool(known),
            error=error,
            result=result,
            examples=shown,
            address=address,
            formats=[(form, formats_of(form)) for form in (QueryForm.SELECT, QueryForm.CONSTRUCT)],
            names=NAMES,
            downloads=[(name, _address(query, name)) for name in formats_of(result.form)] if result else [],
            cite=citation(urljoin(request.base_url, address)),
            prefixes=PREFIXES,
            terms=[*examples.terms().items(), *((f"{NHS}kind-{kind.id}", kind.label) for kind in kinds.values())],
            longest=_LONGEST_ADDRESS,
            mapped=[*kinds, "cell", "place"],
        ),
        content_type="text/html; charset=utf-8",
    )
    response.vary.add("Accept")
    response.headers["Link"] = f'<{url_for("endpoint.void")}>; rel="describedby"'
    return response
