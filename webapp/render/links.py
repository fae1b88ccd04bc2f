"""Links to bodies, sources and values of the data as pieces of a page, with the mark of what is inferred.

A page has thousands of them, so Python writes them, not a template; the texts come from the record and are escaped.
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
_LINK: Final = Markup('<a href="%s">%s</a>')
_SOURCE: Final = Markup('<a class="site-source" href="%s" title="%s">%s</a>')
_FOLDED: Final = Markup("<details><summary>%d sources</summary>%s</details>")
_LISTED: Final = Markup('<li><a href="%s">%s</a> <span class="nhsuk-hint">%s</span></li>')
_LIST: Final = Markup('<ul class="nhsuk-list">%s</ul>')
_BETWEEN: Final = Markup(", ")


@lru_cache(maxsize=4096)
def inferred(reason: str = "") -> Markup:
    """The mark of what was inferred; one with a reason opens to show it, so it stands in no paragraph."""
    return _INFERRED_BECAUSE % (_INFERRED, reason) if reason else _INFERRED


def possibly() -> Markup:
    """The mark of what may or may not have been on a day, for a date of it is not known exactly."""
    return _POSSIBLY


def body_link(body_id: str, name: str = "", day: date | None = None) -> Markup:
    """A body by its name, that of a day where one is given; the bare text where the record has no such body."""
    body = parameters.record().history.bodies.get(body_id)
    if body is None:
        return escape(name or body_id)
    link = _LINK % (urls.to_body(body_id, inferred=body.inferred), name or wording.body_name(body_id, day))
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
    """Sources, behind their number where they are more than two."""
    links = source_links(keys)
    return _FOLDED % (len(keys), links) if len(keys) > 2 else links


def sources_listed(keys: Iterable[str]) -> Markup:
    """Sources by their titles, each with what the rest of the page calls it."""
    sources = parameters.record().history.sources
    known = (sources[key] for key in keys if key in sources)
    return _LIST % Markup("").join(_LISTED % (urls.to_source(each.key), each.title, called(each)) for each in known)


def term_link(term: Node) -> Markup:
    """A value of the data in words, leading to its page on this site or to its own address, if it has one."""
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
    """Makes the links known to the templates."""
    pieces = (body_link, inferred, possibly, source_links, sources_folded, sources_listed, term_link)
    app.jinja_env.globals.update({each.__name__: each for each in pieces})
