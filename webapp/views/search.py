"""Search: the page with a form, and the short answers that appear while somebody types."""

from flask import Blueprint, Response, jsonify, request, url_for

from graph.answers.search import search
from graph.model import words

from ..http import parameters
from ..http.documents import Suggestion
from ..http.negotiation import Page, twins
from ..render import wording

__all__ = ["blueprint"]

blueprint = Blueprint("search", __name__)
_SHOWN, _SUGGESTED = 100, 8


@twins(blueprint, "/search")
def results() -> Page:
    """What a search found, best first."""
    text = request.args.get("q", "").strip()
    day = parameters.day_if_any("as-at")
    found = search(parameters.history(), text, as_at=day)
    return Page(
        "search.html",
        found,
        subjects=[hit.body.id for hit in found.hits],
        context=lambda: {"text": text[:200], "day": day, "found": found, "shown": _SHOWN},
    )


@blueprint.get("/suggest")
def suggest() -> Response:
    """The best few for what has been typed so far."""
    found = search(parameters.history(), request.args.get("q", ""))
    suggestions = [
        Suggestion(
            name=wording.body_name(hit.body.id),
            about=f"{wording.kind_label(hit.body.kind)}, {words.spell_in_words(hit.body.spell)}",
            address=url_for("bodies.show", body=hit.body.id),
        )
        for hit in found.hits[:_SUGGESTED]
    ]
    return jsonify([each.plain() for each in suggestions])
