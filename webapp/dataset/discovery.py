"""Discovery files: sitemap, robots.txt, OpenSearch, security.txt, and the link to report errors."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for

from graph.answers.stories import STORIES
from graph.areas.places import gazetteer
from graph.publish.attribution import DESCRIPTION, TITLE

from ..http import parameters, responses
from .changes import edition_of

__all__ = ["blueprint", "init_app"]

blueprint = Blueprint("discovery", __name__)

_ALWAYS: Final = (
    "home.index",
    "restructures.index",
    "bodies.index",
    "compare.choose",
    "recode.form",
    "stories.index",
    "places.index",
    "endpoint.sparql",
    "reference.about",
    "reference.coverage",
    "reference.sources",
    "reference.vocabulary",
    "linked_data.whole",
    "changes.index",
    "api.readable",
)
"""Pages of the sitemap that do not depend on the record; one is listed where its endpoint exists."""

_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OPENSEARCH: Final = "http://a9.com/-/spec/opensearch/1.1/"
_FRESH: Final = timedelta(days=90)
"""How long what security.txt says may be relied on; it is made anew at each request."""
_LONGEST: Final = 300
"""Characters of an address within a report: a report's own address must stay under some 2,000."""


def _addresses() -> Iterator[str]:
    """The addresses of all pages that search engines should index."""
    history = parameters.record().history
    for endpoint in _ALWAYS:
        if endpoint in current_app.view_functions:
            yield url_for(endpoint, _external=True)
    for restructure in history.restructures:
        yield url_for("restructures.show", restructure=restructure, _external=True)
    for place in gazetteer(parameters.record()).places:
        yield url_for("places.show", place=place.slug, _external=True)
    for name in STORIES:
        yield url_for("stories.show", name=name, _external=True)
    for body in history.bodies:
        yield url_for("bodies.show", body=body, _external=True)


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """The sitemap for search engines (sitemaps.org)."""
    root = Element("urlset", xmlns=_SITEMAP)
    for address in _addresses():
        SubElement(SubElement(root, "url"), "loc").text = address
    return responses.tagged(Response(tostring(root, "utf-8", xml_declaration=True), content_type="application/xml"))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """robots.txt: pages may be crawled, but not every combination of form options."""
    lines = ("User-agent: *", "Disallow: /suggest", "Disallow: /sparql?", "Disallow: /*?stated-only=")
    text = "\n".join((*lines, "", f"Sitemap: {url_for('.sitemap', _external=True)}", ""))
    return Response(text, content_type="text/plain; charset=utf-8")


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """The site's search for browsers' search boxes (OpenSearch 1.1)."""
    root = Element("OpenSearchDescription", xmlns=_OPENSEARCH)
    SubElement(root, "ShortName").text = TITLE[:16]
    SubElement(root, "LongName").text = TITLE
    SubElement(root, "Description").text = DESCRIPTION
    SubElement(root, "InputEncoding").text = "UTF-8"
    icon = url_for("static", filename="icon.svg", _external=True)
    SubElement(root, "Image", type="image/svg+xml").text = icon
    template = url_for("search.results", _external=True) + "?q={searchTerms}"
    SubElement(root, "Url", type="text/html", template=template)
    return Response(tostring(root, "utf-8", xml_declaration=True), content_type="application/opensearchdescription+xml")


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """The icon at its legacy address."""
    with current_app.open_resource("static/favicon.ico") as file:
        return responses.tagged(Response(file.read(), content_type="image/x-icon"))


@blueprint.get("/.well-known/security.txt")
def security() -> Response:
    """security.txt (RFC 9116): where to report a vulnerability; 404 if the operator set no address."""
    contact = current_app.config["CONTACT"]
    if not contact:
        abort(404, "This site names no address for reports on security.")
    lines = (
        f"Contact: {contact}",
        f"Expires: {datetime.combine(date.today() + _FRESH, time(), UTC).isoformat()}",
        "Preferred-Languages: en",
        f"Canonical: {url_for('.security', _external=True)}",
        "",
    )
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")


def report_address() -> str:
    """The link to report an error on the current page, prefilled with its address and the edition.

    The setting `report` is a form's address, such as that of a new issue, or starts with `mailto:`; if empty, the page
    about the record says what to do.
    """
    form = current_app.config["REPORT"]
    if not form:
        return url_for("reference.about", _anchor="errors")
    title = f"Error on {request.path[:_LONGEST]}"
    edition = edition_of(parameters.record())
    body = f"Page: {request.url[:_LONGEST]}\nEdition: {edition}\n\nWhat is wrong, and the source:\n"
    subject = "subject" if form.startswith("mailto:") else "title"
    filled = urlencode({subject: title, "body": body}, quote_via=quote)
    return f"{form}{'&' if '?' in form else '?'}{filled}"


def init_app(app: Flask) -> None:
    """Registers the files, and the report link for every page."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["report_address"] = report_address
