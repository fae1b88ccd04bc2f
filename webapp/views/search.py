"""Search: the page, and suggestions while typing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from graph.answers.geography.place import place_history
from graph.answers.geography.place_eras import finding as place_finding
from graph.answers.geography.place_eras import local_spells
from graph.answers.leads import Lead, LeadTo, leads
from graph.answers.lineage import MIN_SHARE
from graph.answers.search import SearchResult, search
from graph.answers.summary import summary
from graph.areas.places import gazetteer
from graph.areas.postcodes import is_full_postcode
from graph.model.entities import LEGAL_AND_AREA
from graph.model.words import in_words, joined, spell_in_words
from graph.record.history import History

from ..http import parameters
from ..http.documents import Suggestion
from ..http.negotiation import Page, twins
from ..kit import memo
from ..render import wording
from ..render.maps.headline import finding

__all__ = ["blueprint"]

blueprint = Blueprint("search", __name__)
_SHOWN, _SUGGESTED = 100, 8
_MEANT: Final = 2
"""The rank of a hit that is called so, or has the code."""


@blueprint.before_request
def lead_postcodes_on() -> AnyResponse | None:
    """Redirects a full postcode to its place, before anything is rendered or cached."""
    text = request.args.get("q", "").strip()[:200]
    if request.endpoint == "search.suggest" or not is_full_postcode(text):
        return None
    response = redirect(url_for("places.search", q=text), 303)
    response.headers["Cache-Control"] = "no-store"
    return response


@twins(blueprint, "/search")
def results() -> Page:
    """The search results, best first."""
    text = request.args.get("q", "").strip()
    day = parameters.day_if_any("as-at")
    history = parameters.history()
    found = search(history, text, as_at=day)
    return Page(
        "search.html",
        found,
        subjects=[hit.body.id for hit in found.hits],
        context=lambda: {
            "text": text[:200],
            "day": day,
            "found": found,
            "shown": _SHOWN,
            "answers": list(_answers(history, found, text)) if day is None else [],
        },
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer above the hits: its link, title, and sentence."""

    address: str
    title: str
    words: str
    sure: bool


def _answers(history: History, found: SearchResult, text: str) -> Iterator[Answer]:
    """Meanings of a text besides bodies; and for an unambiguous body, what became of it."""
    today = date.today()
    for lead in leads(parameters.record(), text):
        match lead.to:
            case LeadTo.PLACE:
                yield _place(history, lead, today)
            case LeadTo.RESTRUCTURE:
                whole = history.restructures[lead.id]
                yield Answer(url_for("restructures.show", restructure=lead.id), lead.title, whole.summary, lead.sure)
            case LeadTo.DAY if lead.day:
                words = finding(memo.map_numbers(history, max(lead.day, today)), lead.day)
                address = url_for("map.show", day=lead.day.isoformat())
                yield Answer(address, f"England on {in_words(lead.day)}", f"{words}.", lead.sure)
    if found.hits and (found.hits[0].rank <= _MEANT) and not _alike(found):
        best = found.hits[0]
        descent = memo.ancestry(history, best.body, LEGAL_AND_AREA, MIN_SHARE)
        told = summary(history, descent, today).text
        name, kind = best.title, wording.kind_label(best.body.kind)
        words = f"{kind}, {spell_in_words(best.body.spell)}. {told}"
        yield Answer(url_for("bodies.show", body=best.body.id), name, words, sure=True)


def _alike(found: SearchResult) -> bool:
    """Whether the second hit is as good as the first."""
    return len(found.hits) > 1 and found.hits[1].rank == found.hits[0].rank


def _place(history: History, lead: Lead, today: date) -> Answer:
    """A place: with a day, its commissioners then; else their number since 1990."""
    address = url_for("places.show", place=lead.id)
    if not lead.sure:
        return Answer(address, lead.title, "Who commissioned NHS care there since 1990.", sure=False)
    held = place_history(history, gazetteer(parameters.record()).find(lead.id))
    if lead.day is None:
        return Answer(address, lead.title, f"{place_finding(history, held, today)}.", sure=True)
    day = lead.day
    local = [each for each in local_spells(history, held) if each.spell.certain_on(day)]
    names = joined(list(dict.fromkeys(each.body.name_on(day) for each in local)))
    words = f"On {in_words(day)} its local commissioner{'s were' if len(local) > 1 else ' was'} {names}."
    if not local:
        words = f"Who commissioned there on {in_words(day)} is not known for certain."
    return Answer(address, f"{lead.title}, {in_words(day)}", words, sure=True)


@blueprint.get("/suggest")
def suggest() -> Response:
    """The best few for the text typed so far: places and restructures before bodies."""
    text = request.args.get("q", "")
    suggestions = [_lead(lead) for lead in leads(parameters.record(), text) if lead.sure or len(text.strip()) > 1][:3]
    for hit in search(parameters.history(), text).hits[: _SUGGESTED - len(suggestions)]:
        about = f"{wording.kind_label(hit.body.kind)}, {spell_in_words(hit.body.spell)}"
        suggestions.append(Suggestion(hit.title, about, url_for("bodies.show", body=hit.body.id)))
    return jsonify([each.plain() for each in suggestions])


def _lead(lead: Lead) -> Suggestion:
    match lead.to:
        case LeadTo.PLACE:
            day = f" on {in_words(lead.day)}" if lead.day else ""
            return Suggestion(lead.title, f"Place: who commissioned there{day}", url_for("places.show", place=lead.id))
        case LeadTo.RESTRUCTURE:
            return Suggestion(lead.title, f"Restructure {lead.id}", url_for("restructures.show", restructure=lead.id))
        case _:
            on = date.fromisoformat(lead.id)
            return Suggestion(f"England on {in_words(on)}", "Map of the day", url_for("map.show", day=lead.id))
