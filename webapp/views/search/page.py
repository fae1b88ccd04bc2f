"""The page of a search, and suggestions while typing."""

from datetime import date
from itertools import islice

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse

from graph.answers.lookup.leads import Lead, LeadTo
from graph.answers.lookup.questions import gist
from graph.answers.lookup.reply import named_by_sources
from graph.answers.lookup.search import search
from graph.areas.places import gazetteer
from graph.areas.postcodes import cut_among_words, is_full_postcode
from graph.model.words import in_words, spell_in_words
from graph.names.strangers import what_it_is

from ...http import parameters
from ...http.documents import Suggestion
from ...http.negotiation import Page, twins
from ...kit import maps
from ...render import wording
from .answers import about_the_site, beside_an_answer, leads_of, linked, of_a_register, reply

__all__ = ["blueprint"]

blueprint = Blueprint("search", __name__)
_SHOWN, _SUGGESTED = 100, 8


@blueprint.before_request
def lead_postcodes_on() -> AnyResponse | None:
    """Redirects a full postcode to its place, one among other words to its sector, before anything is cached."""
    written = request.args.get("q", "").strip()[:200]
    text, cut = gist(written), cut_among_words(written)
    if request.endpoint == "search.suggest":
        return None
    if is_full_postcode(text) or _only_a_postcode_district(text):
        address = url_for("places.search", q=text)
    elif cut != written:
        given = {name: value for name, value in request.args.items() if not name.startswith("_")}
        address = url_for(request.endpoint or ".results", **{**given, **(request.view_args or {}), "q": cut})
    else:
        return None
    response = redirect(address, 303)
    response.headers["Cache-Control"] = "no-store"
    return response


def _only_a_postcode_district(text: str) -> bool:
    """Whether a text is a postcode district such as M33, and no code: RM2 is a trust's, too."""
    district = gazetteer(parameters.record()).is_postcode_district(text)
    return district and not what_it_is(text) and not search(parameters.history(), text).hits


@twins(blueprint, "/search")
def results() -> Page:
    """The search results, best first."""
    text = request.args.get("q", "").strip()
    day = parameters.day_if_any("as-at")
    history = parameters.history()
    told = reply(text, day)
    answers = [] if told.found.hits else list(of_a_register(history, text))
    answers = sorted([*map(linked, told.answers), *answers], key=lambda each: not each.sure)
    if not (told.found.hits or answers):
        answers = about_the_site(text)
        if not answers and not told.no_such_day and (named := named_by_sources(history, text)):
            told, answers = replace(told, answers=(named,)), [linked(named)]
    else:
        answers += beside_an_answer(text)
    return Page(
        "search.html",
        told,
        subjects=[hit.body.id for hit in told.found.hits],
        context=lambda: {
            "text": text[:200],
            "day": day,
            "found": told.found,
            "shown": _SHOWN,
            "read_as": told.read_as,
            "no_such_day": told.no_such_day,
            "answers": answers,
        },
    )


@blueprint.get("/suggest")
def suggest() -> Response:
    """The best few for the text typed so far: places and restructures before bodies."""
    text = request.args.get("q", "")
    told = (lead for lead in leads_of(text) if lead.sure or len(text.strip()) > 1)
    suggestions = list(map(_lead, islice(told, 3)))
    for hit in search(parameters.history(), text).hits[: _SUGGESTED - len(suggestions)]:
        about = f"{wording.kind_label(hit.body.kind)}, {spell_in_words(hit.body.spell)}"
        suggestions.append(Suggestion(hit.title, about, url_for("bodies.show", body=hit.body.id)))
    return jsonify([each.plain() for each in suggestions])


def _lead(lead: Lead) -> Suggestion:
    match lead.to:
        case LeadTo.PLACE:
            day = f" on {in_words(lead.day)}" if lead.day else ""
            return Suggestion(lead.title, f"Place: who commissioned there{day}", url_for("places.show", place=lead.id))
        case LeadTo.KIND:
            return Suggestion(lead.title, "Kind of body", url_for("bodies.index", kind=lead.id))
        case LeadTo.RESTRUCTURE:
            return Suggestion(lead.title, f"Restructure {lead.id}", url_for("restructures.show", restructure=lead.id))
        case _:
            on = date.fromisoformat(lead.id)
            return Suggestion(f"England on {in_words(on)}", "Map of the day", maps.address(on))
