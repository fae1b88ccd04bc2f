"""The crosswalk between two days, as a page and as data."""

from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from graph.answers.geography.area import unknown_day
from graph.model.dates import parse_day
from graph.model.share import Weight
from graph.recode.crosswalk import crosswalk
from graph.record.changelog import edition

from ..http import parameters
from ..http.negotiation import Page, twins

__all__ = ["blueprint"]

blueprint = Blueprint("crosswalk", __name__)

_SHOWN = 100
_KNOWLEDGE = {
    "exact": "known exactly",
    "derived": "derived from areas",
    "approximate": "known approximately",
    "stated": "stated by sources",
    "inferred": "inferred",
    "unknown": "known without a single share",
    "no-successor": "not known",
}
_PLACED = {
    "exact": "placed exactly",
    "derived": "placed by derived areas",
    "approximate": "placed approximately",
    "stated": "placed by shares that sources state",
    "inferred": "placed by inference",
    "not-placed": "not placed",
}


@twins(blueprint, "/crosswalk/<piece:first>/<piece:second>")
def show(first: str, second: str) -> Page:
    """The crosswalk between two days."""
    history, today = parameters.history(), date.today()
    days = parse_day(first), parse_day(second)
    kind_from, kind_to = request.args.get("kind-from", "").strip(), request.args.get("kind", "").strip()
    bases = parameters.bases(request.args.getlist("basis"))
    answer = crosswalk(
        history,
        *days,
        kind_from=kind_from,
        kind_to=kind_to,
        bases=bases,
        weight=parameters.weight(),
        estimate=parameters.estimate(),
        edition=edition(parameters.record()),
    )
    links = [
        step.link for each in answer.recodings for target in each.targets for path in target.paths for step in path
    ]
    unknown = partial(unknown_day, today=today)
    return Page(
        "crosswalk.html",
        answer,
        subjects=[*(link.id for link in links), *(link.event for link in links)],
        sources=[key for link in links for key in link.sources],
        context=lambda: {
            "unknown": [told for told in (answer.published, *answer.unmet_kinds, *map(unknown, days)) if told],
            "weights": tuple(Weight),
            "kinds": history.kinds.values(),
            "known": [(_KNOWLEDGE[name], number) for name, number in answer.totals.items() if number],
            "people": [(_PLACED[known], number) for known, number in answer.people.items() if number],
            "statuses": {each.status for recoding in answer.recodings for each in recoding.targets or (recoding,)},
            "chosen": {"kind-from": kind_from, "kind": kind_to, "basis": bases},
            "shown": len(answer.recodings) if request.args.get("all") == "on" else _SHOWN,
        },
    )


@blueprint.get("/crosswalk/")
def choose() -> Response:
    """Redirects the form for two days; without them, to the form."""
    first, second = request.args.get("from", "").strip(), request.args.get("to", "").strip()
    if not (first or second):
        return redirect(url_for("recode.form", _anchor="between"))
    parse_day(first), parse_day(second)
    chosen = {
        name: [value for value in request.args.getlist(name) if value]
        for name in ("kind-from", "kind", "basis", "weight")
    }
    more: dict[str, Any] = {name: values for name, values in chosen.items() if values}
    return redirect(url_for("crosswalk.show", first=first, second=second, **more))
