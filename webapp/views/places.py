"""Who covered a place: a district, an authority, a postcode sector or an LSOA, at an address of its own.

Whatever else a place may be written as leads to that address; a full postcode goes no further than this redirect.
"""

from collections.abc import Mapping
from itertools import groupby

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from graph.answers.place import PlaceHistory, PlaceSpell, place_history
from graph.areas.places import Place, gazetteer
from graph.model.entities import Tier

from ..http import parameters
from ..http.negotiation import Page, twins

__all__ = ["blueprint"]

blueprint = Blueprint("places", __name__)


def _found(text: str) -> Place:
    return gazetteer(parameters.record()).find(text)


def _unkept(response: AnyResponse) -> AnyResponse:
    """A redirect that nobody keeps: its address may hold a full postcode."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.before_request
def lead_to_its_address() -> AnyResponse | None:
    """Goes to the address of a place that is written in another way, before anything is made or kept under this one."""
    given = dict(request.view_args or {})
    if "data" in given:
        g.form = given["data"]  # what is said of an unknown place has the form that was asked for
    if "place" not in given or (found := _found(str(given["place"]))).slug == given["place"]:
        return None
    choices = {name: value for name, value in request.args.items() if name == "stated-only"}
    return _unkept(redirect(url_for("places.show", _anchor=None, **{**given, **choices, "place": found.slug})))


@blueprint.get("/place")
def search() -> AnyResponse:
    """Goes to the place that was typed."""
    return _unkept(redirect(url_for(".show", place=_found(request.args.get("q", "")).slug), 303))


@twins(blueprint, "/place/<piece:place>")
def show(place: str) -> Page:
    """The bodies that covered a place, in order of time."""
    found = place_history(parameters.history(), _found(place))
    return Page(
        "place.html",
        found,
        subjects=found.subjects,
        sources=dict.fromkeys(key for spell in found.spells for key in spell.sources),
        context=lambda: _context(found),
    )


def _context(found: PlaceHistory) -> Mapping[str, object]:
    return {
        "place": found.place,
        "tiers": [
            (tier, list(spells)) for tier, spells in groupby(found.spells, key=lambda each: each.kind.tier.value)
        ],
        "inferred": any(spell.inferred for spell in found.spells),
    }


def _tier(spell: PlaceSpell) -> Tier:
    return spell.kind.tier
