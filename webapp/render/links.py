"""HTML fragments for links to bodies, sources and values, with the marker for inferred facts.

A page has thousands of them, so they are built in Python, not in templates; text from the record is escaped.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from flask import Flask, url_for
from markupsafe import Markup, escape
from pyoxigraph import NamedNode, Triple

from graph.model.evidence import Source
from graph.model.words import note_in_words
from graph.names.description import description
from graph.rdf.terms import ID, NHS, compact
from graph.sparql.results import Node

from ..http import parameters, urls
from . import wording

__all__ = [
    "body_link",
    "inferred",
    "init_app",
    "possibly",
    "source_links",
    "sources_folded",
    "sources_listed",
    "term_link",
]

_INFERRED: Final = Markup('<strong class="nhsuk-tag nhsuk-tag--yellow site-tag">inferred</strong>')
_INFERRED_BECAUSE: Final = Markup(
    '<details class="site-why"><summary>%s<span class="nhsuk-u-visually-hidden">: why</span></summary>%s</details>'
)
_POSSIBLY: Final = Markup('<strong class="nhsuk-tag nhsuk-tag--grey site-tag">possibly</strong>')
_DESCRIPTION: Final = Markup('<strong class="nhsuk-tag nhsuk-tag--grey site-tag">description</strong>')
_LINK: Final = Markup('<a href="%s">%s</a>')
_SOURCE: Final = Markup('<a class="site-source" href="%s" title="%s">%s</a>')
_FOLDED: Final = Markup("<details><summary>%d sources</summary>%s</details>")
_LISTED: Final = Markup('<li><a href="%s">%s</a> <span class="nhsuk-hint">%s</span></li>')
_LIST: Final = Markup('<ul class="nhsuk-list">%s</ul>')
_BETWEEN: Final = Markup(", ")


@lru_cache(maxsize=4096)
def inferred(reason: str = "") -> Markup:
    """The marker for an inferred fact; with a reason it is expandable, so it cannot be inside a paragraph."""
    return _INFERRED_BECAUSE % (_INFERRED, note_in_words(reason)) if reason else _INFERRED


def possibly() -> Markup:
    """The marker for something that may or may not have been in force, because a date is inexact."""
    return _POSSIBLY


def body_link(body_id: str, name: str = "", day: date | None = None) -> Markup:
    """A link to a body, under its name of a day if given; plain text if the record has no such body."""
    body = parameters.record().history.bodies.get(body_id)
    if body is None:
        return escape(name or body_id)
    link = _LINK % (urls.to_body(body_id, inferred=body.inferred), name or wording.body_name(body_id, day))
    if body.unnamed and name in ("", body.name, body.label):
        called = description(parameters.record().history, body)
        link = _LINK % (urls.to_body(body_id, inferred=body.inferred), called) + " " + _DESCRIPTION
    return link + " " + _INFERRED if body.inferred else link


def source_links(keys: Iterable[str]) -> Markup:
    """Sources by their keys, each by its publisher and year, with its title; of several alike, with a number."""
    sources = parameters.record().history.sources
    links, seen = [], Counter[str]()
    for key in keys:
        source = sources.get(key)
        cited = called(source) if source else key
        seen[cited] += 1
        text = f"{cited} ({seen[cited]})" if seen[cited] > 1 else cited
        links.append(_linked_source(urls.to_source(key), source.title, text) if source else escape(key))
    return _BETWEEN.join(links)


def called(source: Source) -> str:
    """A source as a sentence cites it: its publisher, the first of several, and its year."""
    publisher = re.split(r" / | \(|, |; ", source.publisher)[0]
    return f"{publisher} {source.date[:4]}".strip() or source.title


@lru_cache(maxsize=8192)
def _linked_source(address: str, title: str, text: str) -> Markup:
    return _SOURCE % (address, title, text)


def sources_folded(keys: Sequence[str]) -> Markup:
    """Sources, collapsed behind their number if there are more than two."""
    links = source_links(keys)
    return _FOLDED % (len(keys), links) if len(keys) > 2 else links


def sources_listed(keys: Iterable[str]) -> Markup:
    """Sources by their titles, each with what the rest of the page calls it."""
    sources = parameters.record().history.sources
    known = (sources[key] for key in keys if key in sources)
    return _LIST % Markup("").join(_LISTED % (urls.to_source(each.key), each.title, called(each)) for each in known)


def term_link(term: Node) -> Markup:
    """A value in words, linked to its page on this site or its own address, if any."""
    match term:
        case NamedNode(value=iri) if iri.startswith(ID):
            name = iri.removeprefix(ID)
            return _LINK % (url_for("linked_data.thing", name=name), name)
        case NamedNode(value=iri) if iri.startswith(NHS):
            return _LINK % (url_for("linked_data.vocabulary", _anchor=iri.removeprefix(NHS)), compact(iri))
        case NamedNode(value=iri) if iri.startswith(("http://", "https://")):
            return _LINK % (iri, compact(iri))
        case NamedNode(value=iri):
            return escape(compact(iri))
        case Triple():
            return escape("(a triple)")
    return escape(term.value)


def init_app(app: Flask) -> None:
    """Registers the links as template functions."""
    pieces = (body_link, inferred, possibly, source_links, sources_folded, sources_listed, term_link)
    app.jinja_env.globals.update({each.__name__: each for each in pieces})
