"""Diff pages: the summary first, then kinds, bodies and accountability lines.

Days may be in any format (2013 is its last day) and in either order, which the page mentions.
"""

import re
from datetime import date
from itertools import pairwise
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from graph.answers.diff_result import BodyChange, Diff
from graph.answers.diff_words import what_changed
from graph.answers.geography.region import region_called, regions_of
from graph.answers.kind_numbers import is_least
from graph.model import words
from graph.model.commissioners import ERAS, readers_order
from graph.model.dates import parse_day
from graph.model.entities import Body
from graph.model.share import what_they_count
from graph.record.history import History

from ..http import parameters
from ..http.negotiation import Page, twins
from ..kit import figures, memo
from ..render.pictures import eras, flows
from ..render.take_away import Figure
from ..sparql import behind

__all__ = ["blueprint", "finding"]

blueprint = Blueprint("compare", __name__)
_SHOWN = 25
_SUBTITLE = "Which kinds of body took over from which. Widths grow with the square root of the number."


@twins(blueprint, "/compare/<piece:first>/<piece:second>")
def show(first: str, second: str) -> Page:
    """The diff of two days."""
    history = parameters.history()
    region = _region(history)
    whole = _whole(history, first, second, region)
    kind = request.args.get("kind", "").strip()
    kind = history.kind(kind).id if kind else ""
    difference = whole.of_kind(kind) if kind else whole
    changes = (*difference.ended, *difference.begun)
    return Page(
        "diff.html",
        difference,
        subjects=[
            *(change.body.id for change in changes),
            *(step.link.id for change in changes for step in change.direct),
            *(step.link.event for change in changes for step in change.direct),
            *(each.id for each in difference.restructures),
        ],
        sources=[key for change in changes for step in change.direct for key in step.link.sources],
        context=lambda: {
            "difference": difference,
            "is_least": is_least(history, difference),
            "kind": kind,
            "region": region,
            "regions": regions_of(history, date.today()),
            "kinds": [history.kinds[each.kind] for each in whole.kinds],
            "stories": list(what_changed(history, difference)),
            "flow": (flow := flows.picture(difference, history, url_for)),
            "share": figures.share(
                ".figure",
                finding(history, difference),
                _SUBTITLE,
                first=difference.before.isoformat(),
                second=difference.after.isoformat(),
                kind=kind or None,
                region=region or None,
            )
            if flow
            else None,
            "local": {kind for era in ERAS for kind in era if kind in history.kinds},
            "ended": _by_kind(history, difference.ended),
            "begun": _by_kind(history, difference.begun),
            "came_and_went": _came_and_went(history, difference),
            "eras": None if kind or region else _eras(history, difference),
            "by_kind": sorted(difference.kinds, key=lambda each: readers_order(history.kinds[each.kind])),
            "to_come": max(difference.before, difference.after) > date.today(),
            "shares_count": what_they_count(
                each.part for change in changes for each in change.relatives if each.part.is_part
            ),
            "shown": len(changes) if request.args.get("all") == "on" else _SHOWN,
            "commitments": [
                each
                for each in history.commitments
                if each.restructure in {restructure.id for restructure in difference.restructures}
            ],
        },
        query=lambda: behind.between(difference.before, difference.after),
    )


def _region(history: History) -> str:
    """The id of the region in the address, which takes its name too; empty for all of England."""
    text = request.args.get("region", "").strip()
    return region_called(history, date.today(), text) if text else ""


def _whole(history: History, first: str, second: str, region: str) -> Diff:
    """What changed among all bodies, or among those of a region."""
    days = parse_day(first), parse_day(second)
    if region:
        return memo.diff_in(history, *days, region, date.today())
    return memo.diff(history, *days, parameters.weight(), estimate=parameters.estimate())


@figures.figures(blueprint, "/compare/<piece:first>/<piece:second>")
def figure(first: str, second: str) -> Figure:
    """The figure of the flows between kinds."""
    history = parameters.history()
    region = _region(history)
    whole = _whole(history, first, second, region)
    kind = request.args.get("kind", "").strip()
    kind = history.kind(kind).id if kind else ""
    difference = whole.of_kind(kind) if kind else whole
    days = {"first": difference.before.isoformat(), "second": difference.after.isoformat()}
    return figures.of_picture(
        flows.picture(difference, history, figures.absolute),
        title=finding(history, difference),
        subtitle=_SUBTITLE,
        address=url_for(".show", **days, kind=kind or None, region=region or None, _external=True),
    )


def finding(history: History, difference: Diff) -> str:
    """The number of bodies ended and begun, as a title."""
    ended, begun = len(difference.ended), len(difference.begun)
    least = "At least " if is_least(history, difference) else ""
    between = f"{words.in_words(difference.before)} and {words.in_words(difference.after)}"
    return f"{least}{words.counted(ended, 'body', 'bodies')} ended and {begun:,} began between {between}"


def _by_kind(history: History, changes: tuple[BodyChange, ...]) -> dict[str, list[BodyChange]]:
    kinds: dict[str, list[BodyChange]] = {}
    for change in sorted(changes, key=lambda each: readers_order(history.kinds[each.body.kind])):
        kinds.setdefault(change.body.kind, []).append(change)
    return kinds


def _came_and_went(history: History, difference: Diff) -> dict[str, list[Body]]:
    """The bodies that existed only between the two days, by kind."""
    kinds: dict[str, list[Body]] = {}
    for body in sorted(difference.came_and_went, key=lambda each: readers_order(history.kinds[each.kind])):
        kinds.setdefault(body.kind, []).append(body)
    return kinds


def _eras(history: History, difference: Diff) -> Markup | None:
    """The eras between the days, if there are several."""
    local = [kind for era in ERAS for kind in era if kind in history.kinds]
    within = {each: kind for kind in local for each in history.kinds_within(kind)}
    bodies = (body for body in history.bodies.values() if body.kind in within)
    days = eras.days_of(bodies, difference.before, difference.after)
    stages = [memo.diff(history, first, second) for first, second in pairwise(days)]
    return eras.picture(stages, history.kinds, local, url_for)


@blueprint.get("/compare/")
def choose() -> Response | str:
    """The form for two days, and its redirect."""
    first, second = request.args.get("from", "").strip(), request.args.get("to", "").strip()
    if not (first or second):
        history = parameters.record().history
        regions = regions_of(history, date.today())
        return render_template("diff_form.html", restructures=history.restructures.values(), regions=regions)
    more = {name: request.args.get(name) or None for name in ("kind", "region")}
    path = url_for("compare.show", first=_in_address(first), second=_in_address(second))
    chosen = urlencode([(name, value) for name, value in more.items() if value])
    return redirect(f"{path}{'&' if '?' in path else '?'}{chosen}" if chosen else path)


def _in_address(text: str) -> str:
    """A day as it stands in an address: a year or month as it was typed, words as the day they mean."""
    day = parse_day(text)
    return text if re.fullmatch(r"\d{4}(-\d\d){0,2}", text) else day.isoformat()
