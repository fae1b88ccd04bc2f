"""Parses requests by the SPARQL 1.1 Protocol: the query, and the response format.

Strict: exactly one UTF-8 query on the default data set; anything else raises `Refusal`.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_accept_header

from graph.sparql.guard import QueryForm
from graph.sparql.results import GRAPH_TYPES, RESULT_TYPES

__all__ = [
    "FORMATS",
    "HTML",
    "METHODS",
    "NAMES",
    "Refusal",
    "chosen",
    "formats_of",
    "negotiate",
    "query_of",
    "reads",
    "types_of",
]

METHODS: Final = "GET, HEAD, POST, OPTIONS"
HTML: Final = "text/html"
FORMATS: Final[Mapping[str, str]] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
"""Short names, for addresses and file names."""
NAMES: Final[Mapping[str, str]] = {
    "json": "JSON",
    "xml": "XML",
    "csv": "CSV",
    "tsv": "TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "jsonld": "JSON-LD",
    "rdf": "RDF/XML",
}
"""The same formats as readers know them."""

_ALSO: Final = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
_DATA_SET: Final = ("default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri")
_BYTES_A_CHARACTER: Final = 12
"""A character takes up to four bytes, and each of them three in a form."""
_BESIDE: Final = 100
"""Bytes of a form beside the query; so a body that is cut off, being sent without its length, is still too long."""


class Refusal(Exception):
    """The request is refused; `status` and `headers` are for HTTP."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, dict(headers or {})


def query_of(request: Request, longest: int) -> tuple[str | None, str]:
    """The text of the query, None for a bare visit; and the requested format.

    Raises:
        Refusal: there is no query, or more than one, or it is sent in an unsupported way.
    """
    asked = _pairs(request.query_string)
    if request.method == "POST":
        asked += _posted(request, longest)
    if data_sets := [name for name, _ in asked if name in _DATA_SET]:
        raise Refusal(400, f"{data_sets[0]} is refused: there is one data set, and it is always asked. Leave it out.")
    if any(name == "update" for name, _ in asked):
        raise Refusal(400, "Updates are refused; the record is read-only here. Send a query.")
    queries = [text for name, text in asked if name == "query"]
    if len(queries) > 1:
        raise Refusal(400, f"There are {len(queries)} queries. Send one query at a time.")
    if not queries and request.method == "POST":
        raise Refusal(400, "There is no query. Send it in the field query, or as application/sparql-query.")
    return queries[0] if queries else None, next((value for name, value in asked if name == "format"), "")


def _posted(request: Request, longest: int) -> list[tuple[str, str]]:
    kind, charset = request.mimetype, request.mimetype_params.get("charset", "utf-8")
    if kind not in ("application/x-www-form-urlencoded", "application/sparql-query"):
        wanted = "application/x-www-form-urlencoded or application/sparql-query"
        raise Refusal(415, f"The query is sent as {kind[:60] or 'nothing'}. Send {wanted}.", {"Accept-Post": wanted})
    if charset.lower() not in ("utf-8", "utf8", "us-ascii"):
        raise Refusal(415, f"The query is sent in {charset[:40]}. Send it in UTF-8.")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Refusal(415, "The query is sent compressed. Send it as it is.")
    request.max_content_length = longest * _BYTES_A_CHARACTER + _BESIDE
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise Refusal(413, f"The query is too long: at most {longest:,} characters are taken. Shorten it.") from None
    if kind == "application/sparql-query":
        try:
            return [("query", body.decode("utf-8"))]
        except UnicodeDecodeError as error:
            raise Refusal(400, f"The query is not UTF-8 at byte {error.start + 1}. Send it in UTF-8.") from None
    return _pairs(body)


def _pairs(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=50)
    except UnicodeDecodeError:
        raise Refusal(400, "The request is not UTF-8. Encode the query as UTF-8, then with percent signs.") from None
    except ValueError:
        raise Refusal(400, "The request has more than 50 fields. Send the query in the field query.") from None


def types_of(form: QueryForm) -> tuple[str, ...]:
    """The media types for answers to a query form, default first."""
    return tuple(RESULT_TYPES if form in (QueryForm.SELECT, QueryForm.ASK) else GRAPH_TYPES)


def formats_of(form: QueryForm) -> list[str]:
    """The same by their names in `FORMATS`."""
    return [name for name, kind in FORMATS.items() if kind in types_of(form)]


@lru_cache(maxsize=256)
def chosen(accept: str, name: str, form: QueryForm) -> tuple[str, str]:
    """The media type to write an answer in, and the one to report: HTML if a page is wanted.

    `accept` is the Accept header; `name`, one of `FORMATS`, takes precedence unless empty.

    Raises:
        Refusal: nothing that is accepted can be written.
    """
    possible = types_of(form)
    if name:
        wanted = FORMATS.get(name)
        if wanted not in possible:
            names = ", ".join(formats_of(form))
            raise Refusal(406, f"This query has no answer in that format. The formats are {names}.")
        return wanted, wanted
    also = _ALSO if form in (QueryForm.SELECT, QueryForm.ASK) else {}
    accepted = parse_accept_header(accept, MIMEAccept)
    named = negotiate(accepted, (*possible, *also, HTML))
    return (possible[0] if named == HTML else also.get(named, named)), named


def negotiate(accepted: MIMEAccept, possible: Iterable[str]) -> str:
    """The preferred one of some media types, by default the first.

    Raises:
        Refusal: none is accepted.
    """
    offered = list(possible)
    found = accepted.best_match(offered) if accepted else offered[0]
    if found is None:
        raise Refusal(406, f"None of the media types you accept can be written. Accept one of {', '.join(offered)}.")
    return found


def reads(request: Request) -> bool:
    """Whether the request is a browser's for a page."""
    return request.accept_mimetypes.best_match(["text/plain", HTML]) == HTML
