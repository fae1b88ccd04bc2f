"""The page of a search, and suggestions while typing."""

from collections.abc import Sequence
from datetime import date
from itertools import islice

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse

from graph.answers.lookup.leads import Lead, LeadTo
from graph.answers.lookup.questions import gist, in_the_plural, kind_in
from graph.answers.lookup.search import SearchResult, search
from graph.areas.places import gazetteer
from graph.areas.postcodes import cut_among_words, is_full_postcode
from graph.errors import BadDay, NoSuchDay
from graph.model.dates import parse_day
from graph.model.words import in_words, spell_in_words
from graph.names.strangers import what_it_is
from graph.record.history import History

from ...http import parameters
from ...http.documents import Suggestion
from ...http.negotiation import Page, twins
from ...kit import maps
from ...kit.site_pages import pages_about
from ...render import wording
from .answers import Answer, answers_to, leads_of, mentioned, of_a_kind, of_a_question, of_another_kind, posts

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
    found, read_as, words, no_such_day = search(history, text, as_at=day), "", gist(text[:200]), _no_such_day(text)
    if told := of_a_question(history, text, day):  # what else its words may mean need not be looked for
        if not found.hits and words not in ("", text):
            found = search(history, words, as_at=day)
        answers = [told]
    else:
        answers = answers_to(history, found, text) if day is None else []
        if not found.hits and (named := list(mentioned(history, text, by_words=False))):
            answers = sorted([*answers, *named], key=lambda each: not each.sure)
        if _unanswered(found, answers) and words not in ("", text):
            found, read_as = search(history, words, as_at=day), words
            answers = answers_to(history, found, words) or answers
        if _unanswered(found, answers):
            answers = [*posts(history, text), *of_another_kind(history, text), *answers]
        several, right = day is None and in_the_plural(history, text), _of_its_kind(history, text, found)
        if (several or not right) and (about := of_a_kind(history, text, day)):
            if not right:  # what is of another kind was found by a word or two
                found = replace(found, hits=())
                answers = answers_to(history, found, text) if day is None else []
            answers = [about, *(each for each in answers if each.sure)]
            read_as = ""
        if not (found.hits or answers):
            answers = [
                Answer(url_for(page, **of), title, words, sure=True) for page, of, title, words in pages_about(text)
            ]
            answers = answers or ([] if no_such_day else list(mentioned(history, text)))
    return Page(
        "search.html",
        found,
        subjects=[hit.body.id for hit in found.hits],
        context=lambda: {
            "text": text[:200],
            "day": day,
            "found": found,
            "shown": _SHOWN,
            "read_as": read_as,
            "no_such_day": no_such_day,
            "answers": answers,
        },
    )


def _no_such_day(text: str) -> str:
    """Why a text is no day, if it is written as one: 31 June."""
    try:
        parse_day(text)
    except NoSuchDay as refusal:
        return str(refusal)
    except BadDay:
        pass
    return ""


def _of_its_kind(history: History, text: str, found: SearchResult) -> bool:
    """Whether some hit is of the kind that the text names; of a text that names none, whether there is a hit."""
    kind = kind_in(history, text[:200])
    kinds = history.kinds_within(kind.id) if kind else ()
    return any(kind is None or hit.body.kind in kinds for hit in found.hits)


def _unanswered(found: SearchResult, answers: Sequence[Answer]) -> bool:
    return not (found.hits or any(answer.sure for answer in answers))


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
