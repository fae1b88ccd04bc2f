"""Linked data: `/id/x` redirects to a thing's page or data, `/def` is the vocabulary, `/data` the whole record.

All formats contain the record's own statements.
"""

import csv
import gzip
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from flask import Blueprint, Flask, Response, abort, current_app, redirect, render_template, request, url_for

from graph.errors import UnknownBody
from graph.publish import describe
from graph.publish.attribution import ATTRIBUTION, LICENCE, LICENCE_NAME
from graph.publish.dumps import converted, dump, tables_zip
from graph.publish.void import DUMPS, days_of_editions
from graph.rdf.resources import Term
from graph.rdf.terms import ID, compact
from graph.rdf.turtle import read_triples
from graph.record import DATA
from graph.sparql.results import GRAPH_TYPES
from graph.tables.columns import ID_PATTERN
from graph.tables.schema import AREA_TABLES, TABLES
from graph.util.text import printable

from ..http import parameters, responses
from ..http.negotiation import cited, kept
from ..http.site import current_site
from ..kit import memo
from ..render.schema_org import data_set
from ..sparql.protocol import FORMATS, HTML, NAMES, Refusal, negotiate
from . import downloads

__all__ = ["blueprint", "init_app"]

blueprint = Blueprint("linked_data", __name__)
_FORMS: Final = {name: kind for name, kind in FORMATS.items() if kind in GRAPH_TYPES}
_JSON: Final = "application/json"
"""What programs accept that know of no other JSON; JSON-LD is one."""
_NAMES: Final = {name: NAMES[name] for name in _FORMS}


def init_app(app: Flask) -> None:
    """Registers the addresses of the record's things with an application."""
    app.register_blueprint(blueprint)


@blueprint.after_request
def link_to_description(response: Response) -> Response:
    """Adds links to licence and description."""
    response.headers.add("Link", f'<{LICENCE}>; rel="license"')
    if "endpoint.void" in current_app.view_functions:
        response.headers.add("Link", f'<{url_for("endpoint.void")}>; rel="describedby"')
    return response


@blueprint.get("/id/<name>")
def thing(name: str) -> Response:
    """Redirects from a thing to its page or its data, by content negotiation."""
    _known(name)
    wanted = _wanted()
    to = _page_of(name) if wanted == HTML else url_for(".data", name=name, form=_short(wanted))
    response = redirect(to, 303)
    response.vary.add("Accept")
    return response  # type: ignore[return-value]


@blueprint.get("/id/<name>.<any(ttl, nt, jsonld, rdf):form>")
def data(name: str, form: str) -> Response:
    """The statements about a thing and those referring to it."""
    _known(name)
    subjects = describe.mentions(parameters.record(), name)
    response = _rdf(describe.of(parameters.record(), subjects).encode(), form)
    for other in _FORMS.keys() - {form}:
        address = url_for(".data", name=name, form=other)
        response.headers.add("Link", f'<{address}>; rel="alternate"; type="{_FORMS[other]}"')
    response.headers.add("Link", f'<{url_for(".thing", name=name)}>; rel="describes"')
    return response


@blueprint.get("/id/<name>.html")
def page(name: str) -> Response:
    """The generic page of a thing, showing its statements."""
    _known(name)
    said: dict[str, list[Term]] = {}
    for subject, predicate, term in read_triples(describe.of(parameters.record(), [name]).encode()):
        if subject.value == ID + name:
            said.setdefault(compact(predicate.value), []).append(term)
    sources = cited(term.value.removeprefix(ID) for term in said.get("dct:source", ()))
    return Response(
        render_template(
            "resource.html", name=name, statements=sorted(said.items()), forms=_NAMES, types=_FORMS, **sources
        ),
        content_type="text/html; charset=utf-8",
    )


@blueprint.get("/def")
def vocabulary() -> Response:
    """Redirects from the vocabulary to its page or data."""
    wanted = _wanted()
    pages = "reference.vocabulary" in current_app.view_functions
    if wanted == HTML and pages:
        to = url_for("reference.vocabulary")
    else:
        to = url_for(".terms", form="ttl" if wanted == HTML else _short(wanted))
    response = redirect(to, 303)
    response.vary.add("Accept")
    return response  # type: ignore[return-value]


@blueprint.get("/def.<any(ttl, nt, jsonld, rdf):form>")
def terms(form: str) -> Response:
    """The vocabulary as RDF."""
    return _rdf((DATA / "vocabulary.ttl").read_bytes(), form)


@blueprint.get("/def/<version>")
def version(version: str) -> Response:
    """The vocabulary by version; the only version is the record's."""
    if f'owl:versionInfo "{version}"' not in (DATA / "vocabulary.ttl").read_text(encoding="utf-8"):
        abort(404, "There is no such version of the vocabulary. The one in use is at /def.")
    return vocabulary()


@blueprint.get("/shapes.<any(ttl, nt, jsonld, rdf):form>")
def shapes(form: str) -> Response:
    """The SHACL shapes used for validation."""
    return _rdf((DATA / "shapes.ttl").read_bytes(), form)


@blueprint.get("/data/")
@kept
def whole() -> str:
    """The page with dumps, licence and changes."""
    return render_template(
        "data.html",
        described=_described(),
        version=parameters.record().version,
        dumps=[(_NAMES[form], f"restructures.{form}") for form in DUMPS],
        area_dumps=[(_NAMES[form], f"areas.{form}") for form in DUMPS if parameters.record().areas_file],
        tables=memo.sizes(parameters.record()),
        tidy=downloads.listing(),
        forms=_NAMES,
        changes=_changes(),
        licence=(LICENCE_NAME, LICENCE),
        attribution=ATTRIBUTION,
    )


@blueprint.get("/data/restructures.<any(ttl, nt, jsonld):form>")
def dumped(form: str) -> Response:
    """The whole record."""
    name, pages = f"restructures.{form}", current_site().pages
    return _file(responses.packed(pages.packed(_tag(name), name, lambda: _dumped(form)), _FORMS[form]), name)


@blueprint.get("/data/areas.<any(ttl, nt, jsonld):form>")
def dumped_areas(form: str) -> Response:
    """The area data: cells, their holders, and places."""
    if parameters.record().areas_file is None:
        abort(404, "This record holds no areas.")
    name, pages = f"areas.{form}", current_site().pages
    data = pages.packed(_tag(name), name, lambda: _dumped(form, areas=True))
    return _file(responses.packed(data, _FORMS[form]), name)


@blueprint.get("/data/tables.zip")
def tables() -> Response:
    """The fact tables."""
    return _file(Response(tables_zip(parameters.record()), mimetype="application/zip"), "tables.zip")


@blueprint.get("/data/tables/<table>.<any(ttl, nt, jsonld, rdf):form>")
def listed(table: str, form: str) -> Response:
    """All things of one type, such as all bodies."""
    tables = TABLES | AREA_TABLES
    if table not in tables:
        abort(404, f"There is no list of that name. The lists are {', '.join(tables)}.")
    kind = tables[table]
    names = [compact(kind.prefix + kind.identify(row)) for row in parameters.record().rows(table)]
    return _rdf(describe.of(parameters.record(), names).encode(), form)


def _described() -> dict[str, object]:
    """The schema.org description of the data set."""
    record = parameters.record()
    files = [(url_for(".dumped", form=form, _external=True), _FORMS[form]) for form in DUMPS]
    return data_set(record.version, days_of_editions(record), url_for(".whole", _external=True), files)


def _known(name: str) -> None:
    if former := parameters.record().history.former_ids.get(name):
        parameters.lead_on(former, name)
    if not ID_PATTERN.fullmatch(name) or f"\nid:{name} " not in describe.of(parameters.record(), [name]):
        raise UnknownBody(f"Nothing in the record has the id {printable(name)}.", _near(name))


def _near(name: str) -> list[str]:
    return get_close_matches(name[:60].lower(), parameters.record().history.bodies, 5, 0.6)


def _page_of(name: str) -> str:
    """The page of a thing: a specific one if its kind has one, else the generic one."""
    history = parameters.record().history
    for things, endpoint, argument in _PAGES:
        if name in things(history) and endpoint in current_app.view_functions:
            return url_for(endpoint, **{argument: name})  # type: ignore[arg-type]
    return url_for(".page", name=name)


_PAGES: Final[tuple[tuple[Callable[..., Mapping[str, object]], str, str], ...]] = (
    (lambda history: history.bodies, "bodies.show", "body"),
    (lambda history: history.restructures, "restructures.show", "restructure"),
    (lambda history: history.sources, "reference.source", "source"),
)


def _wanted() -> str:
    try:
        wanted = negotiate(request.accept_mimetypes, (HTML, *GRAPH_TYPES, _JSON))
    except Refusal as refusal:
        abort(refusal.status, refusal.message)
    return "application/ld+json" if wanted == _JSON else wanted


def _short(media_type: str) -> str:
    return next(name for name, kind in _FORMS.items() if kind == media_type)


def _dumped(form: str, *, areas: bool = False) -> bytes:
    return dump(parameters.record(), _FORMS[form], areas=areas)


def _rdf(text: bytes, form: str) -> Response:
    return responses.tagged(Response(converted(text, _FORMS[form]), mimetype=_FORMS[form]))


def _file(response: Response, name: str) -> Response:
    if request.range:
        return responses.whole_file(_plain(response), response.content_type or "", name)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return responses.tagged(response, _tag(name))


def _plain(response: Response) -> bytes:
    """The uncompressed body of a response."""
    body = response.get_data()
    return gzip.decompress(body) if response.content_encoding == "gzip" else body


def _tag(name: str) -> str:
    """The entity tag of a file of the whole record; it changes with the record or the program."""
    return f"{current_site().edition}-{name}"


@lru_cache(maxsize=1)
def _changes() -> list[dict[str, str]]:
    """The data changelog, newest first."""
    path = DATA / "changelog.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))[::-1]
