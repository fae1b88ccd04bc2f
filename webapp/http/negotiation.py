"""Content negotiation: each page as HTML, JSON, CSV and RDF, by suffix or `Accept` header.

A view returns one `Page`; the data formats come from the same answer the template shows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, Final

from flask import Blueprint, Response, g, render_template, request

from graph.answer import Json, Rows, csv_text, json_text
from graph.publish import describe
from graph.publish.dumps import converted

from . import arguments, parameters, responses, urls
from .site import current_site

__all__ = ["FORMS", "FORM_NAMES", "STATEMENTS", "Page", "PageTable", "citation", "cited", "kept", "twins"]

STATEMENTS: Final = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
"""The forms of RDF: the statements that a page rests on."""
FORMS: Final = {"html": "text/html", "json": "application/json", "csv": "text/csv", **STATEMENTS}
FORM_NAMES: Final = {"json": "JSON", "csv": "CSV", "ttl": "Turtle", "jsonld": "JSON-LD"}
"""The forms of data that a page offers by name."""


@dataclass(frozen=True, slots=True)
class PageTable:
    """An answer that is a list of rows: a list of records, or one record next to its rows."""

    columns: Sequence[str]
    flat: Rows
    whole: Json | None = None

    def document(self) -> Json:
        return list(self.flat) if self.whole is None else self.whole

    def rows(self) -> Rows:
        return self.flat


@dataclass(frozen=True, slots=True)
class Page:
    """The result of a view: template, answer, and the parts of the record it is about.

    `subjects` are the ids whose statements form the page's RDF; `sources` are source keys; `query` makes the SPARQL
    that asks the same of the record, if there is one; `context` builds what only the HTML needs, such as pictures.
    """

    template: str
    answer: Any
    subjects: Iterable[str] = ()
    sources: Iterable[str] = ()
    context: Callable[[], Mapping[str, object]] = dict
    query: Callable[[], str] | None = None


View = Callable[..., Page]


def twins(blueprint: Blueprint, rule: str, *, data_rule: str = "") -> Callable[[View], View]:
    """Serves a view at `rule` as a page, and at `rule` (or `data_rule`) with a suffix of `FORMS` as data."""

    def register(view: View) -> View:
        @wraps(view)
        def negotiated(data: str = "", **values: Any) -> Response:
            return _answer(view, data or _accepted(), values, by_suffix=bool(data))

        blueprint.add_url_rule(rule, view.__name__, negotiated)
        blueprint.add_url_rule((data_rule or rule.rstrip("/")) + ".<data:data>", view.__name__, negotiated)
        return view

    return register


def kept(view: Callable[..., str]) -> Callable[..., Response]:
    """Caches a page that has no data formats like those that have."""

    @wraps(view)
    def answered(**values: Any) -> Response:
        tag = responses.tag("html")
        text = current_site().pages.packed(tag, arguments.address, lambda: view(**values).encode())
        return responses.tagged(responses.packed(text, FORMS["html"]), tag)

    return answered


def _accepted() -> str:
    """The format the client prefers; HTML by default."""
    wanted = request.accept_mimetypes.best_match(list(FORMS.values()), FORMS["html"])
    return next(form for form, kind in FORMS.items() if kind == wanted)


def _answer(view: View, form: str, values: Mapping[str, Any], *, by_suffix: bool) -> Response:
    g.form = form
    tag = responses.tag(form)
    text = current_site().pages.packed(tag, arguments.address, lambda: _made(view(**values), form))
    response = responses.tagged(responses.packed(text, FORMS[form]), tag)
    if not by_suffix:
        response.vary.add("Accept")
    return response


def _made(page: Page, form: str) -> bytes:
    match form:
        case "html":
            return _html(page).encode()
        case "json":
            return json_text(page.answer.document()).encode()
        case "csv":
            return csv_text(page.answer, parameters.as_read()).encode()
        case _:
            return converted(describe.of(parameters.record(), page.subjects).encode(), FORMS[form])


def _html(page: Page) -> str:
    # The address that is cited has the parameters that were read, so all of them are read before.
    context = page.context()
    behind = page.query() if page.query else ""
    around = cited(page.sources, _twins())
    return render_template(page.template, answer=page.answer, behind=behind, **around, **context)


def cited(sources: Iterable[str], data: Sequence[tuple[str, str]] = ()) -> Mapping[str, object]:
    """The "Use this page" box: citation, sources, and links to the data.

    `sources` are keys; `data` are format names with addresses.
    """
    known = parameters.record().history.sources
    return {
        "cite": citation(arguments.address()),
        "cited_sources": [known[key] for key in dict.fromkeys(sources) if key in known],
        "twins": data,
    }


def _twins() -> list[tuple[str, str]]:
    """Name and address of each data format of the current page, with the same parameters."""
    return [(name, urls.same_page(form)) for form, name in FORM_NAMES.items()]


def citation(address: str) -> dict[str, str]:
    """The citation of a page: its address, the record's edition, and the access date."""
    history = parameters.record().history
    newest = max((source.date for source in history.sources.values() if len(source.date) == 10), default="")
    return {
        "version": parameters.record().version,
        "address": address,
        "seen": date.today().isoformat(),
        "updated": newest,
    }
