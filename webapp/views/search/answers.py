"""The answers above the hits of a search, with the pages they lead to; and what only the site knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from graph.answers.lineage import MIN_SHARE, Lineage
from graph.answers.lookup.explanation import (
    Asking,
    Explanation,
    OfAccountability,
    OfBody,
    OfChanges,
    OfCrosswalk,
    OfDay,
    OfKind,
    OfLineage,
    OfMap,
    OfPlace,
    OfRestructure,
    OfSource,
    Pointer,
)
from graph.answers.lookup.leads import Lead, leads
from graph.answers.lookup.reply import Reply
from graph.answers.lookup.reply import reply as reply_to
from graph.areas.places import gazetteer
from graph.model.entities import LEGAL_AND_AREA, Body
from graph.names.strangers import is_registered, what_it_is
from graph.record.history import History
from graph.registers.entry import entry_if_any

from ...http import parameters
from ...kit import maps, memo
from ...kit.site_pages import pages_about
from ...sparql import behind

__all__ = ["LinkedExplanation", "about_the_site", "beside_an_answer", "leads_of", "linked", "of_a_register", "reply"]


@dataclass(frozen=True, slots=True)
class LinkedExplanation:
    """An answer above the hits: its link, title, and sentence, and the pages that it names."""

    address: str
    title: str
    words: str
    sure: bool = True
    bodies: tuple[tuple[str, str], ...] = ()


def reply(text: str, day: date | None) -> Reply:
    """The reply to a text, from what the site keeps computed."""
    asking = Asking(
        parameters.history(),
        gazetteer(parameters.record()),
        diff=memo.diff,
        lineage=_lineage,
        through_time=memo.through_time,
        numbers=memo.map_numbers,
    )
    return reply_to(asking, text, day)


def _lineage(history: History, body: Body) -> Lineage:
    return memo.ancestry(history, body, LEGAL_AND_AREA, MIN_SHARE)


def leads_of(text: str) -> tuple[Lead, ...]:
    """What a text may mean besides bodies, as the record has it."""
    return leads(parameters.history(), gazetteer(parameters.record()), text)


def linked(answer: Explanation) -> LinkedExplanation:
    """An answer with the addresses of its pages."""
    named = [*((name, _address(to)) for name, to in answer.named), *_as_data(answer)]
    words = f"{answer.words} The first few are below; the page lists all." if answer.more else answer.words
    return LinkedExplanation(_address(answer.leads_to), answer.title, words, answer.sure, tuple(named))


def _as_data(answer: Explanation) -> Iterator[tuple[str, str]]:
    """What an answer is about as a table, and as a query."""
    match answer.leads_to:
        case OfCrosswalk() | OfChanges():
            yield "As CSV", _address(answer.leads_to, data="csv")
        case OfMap(day=day, kind=kind) if any(isinstance(to, OfKind) for _, to in answer.named):
            yield "As CSV", _address(OfKind(kind, day), data="csv")
        case OfKind():
            yield "As CSV", _address(answer.leads_to, data="csv")
    match answer.leads_to:
        case OfChanges(first=first, second=second, kind=""):
            yield "As a query", _query(behind.between(*sorted((first, second))))
        case OfBody(id=body) if any(isinstance(to, OfLineage) for _, to in answer.named):
            yield "As a query", _query(behind.about_body(parameters.history().bodies[body]))


def _query(text: str) -> str:
    return url_for("endpoint.sparql", query=text)


def _address(to: Pointer, **more: Any) -> str:
    match to:
        case OfBody(id=body, day=day):
            return url_for("bodies.show", body=body, on=_iso(day))
        case OfKind(kind=kind, day=day):
            return _page("bodies.index", {"kind": kind, "as-at": _iso(day)} | more)
        case OfMap(day=day, kind=kind):
            return maps.address(day, kind=kind or None)
        case OfPlace(id=place):
            return url_for("places.show", place=place)
        case OfRestructure(id=""):
            return url_for("restructures.index")
        case OfRestructure(id=restructure):
            return url_for("restructures.show", restructure=restructure)
        case OfChanges(first=first, second=second, kind=kind):
            days = {"first": first.isoformat(), "second": second.isoformat()}
            return _page("compare.show", days | {"kind": kind or None} | more)
        case OfCrosswalk():
            chosen = {"first": to.first, "second": to.second, "kind-from": to.kind_from, "kind": to.kind_to}
            return _page("crosswalk.show", chosen | more)
        case OfAccountability(body=body, day=day, down=down):
            page = "accountability.down" if down else "accountability.show"
            return _page(page, {"body": body, "as-at": _iso(day)})
        case OfLineage(body=body, as_csv=as_csv):
            return url_for("lineage.show", body=body, data="csv" if as_csv else None)
        case OfDay(day=day):
            return maps.address(day)
        case OfSource(key="", words=words):
            return url_for("reference.sources", q=words)
        case OfSource(key=key):
            return url_for("reference.source", source=key)


def _page(page: str, values: dict[str, Any]) -> str:
    """The address of a page, whose parameters may have a hyphen."""
    return url_for(page, **values)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def of_a_register(history: History, text: str) -> Iterator[LinkedExplanation]:
    """What a code of a practice or trust is, where the record has nothing called so."""
    if registered := entry_if_any(history, parameters.register(), text):
        last = registered.last
        where = f", last under {last.name or last.code}" if last else ""
        words = f"{registered.kind_label}{where}. The register of this site has it; the record holds commissioners."
        yield LinkedExplanation(url_for("bodies.code", code=registered.code), registered.title, words)
    elif is_registered(text):
        address = url_for("bodies.code", code=text.upper())
        yield LinkedExplanation(address, text.upper(), f"By its form it is {what_it_is(text)}.", sure=False)


def about_the_site(text: str) -> list[LinkedExplanation]:
    """The pages of the site that a text asks for."""
    return [LinkedExplanation(url_for(page, **of), title, words) for page, of, title, words in pages_about(text)]


def beside_an_answer(text: str) -> list[LinkedExplanation]:
    """The pages of the site that help with an answer to a text: how a map is embedded, where a query is written."""
    pages = pages_about(text, beside_an_answer=True)
    return [LinkedExplanation(url_for(page, **of), title, words, sure=False) for page, of, title, words in pages]
