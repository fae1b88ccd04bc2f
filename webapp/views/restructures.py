"""The restructures r1 to r10: background, state before and after, and commitments.

Counts before and after are those stated in sources, next to our own from diffing the days around it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, abort, url_for

from graph.answers.diff_result import Diff
from graph.answers.kind_numbers import is_least
from graph.answers.restructure import RestructureWhole, laws_of, listed, restructure_whole
from graph.documents import columns
from graph.documents.restructures import Restructure as ListedRestructure
from graph.model import words
from graph.model.dates import day_before
from graph.model.policy import Restructure
from graph.record.history import History

from ..http import parameters
from ..http.negotiation import Page, PageTable, twins
from ..kit import figures, maps, memo
from ..render.pictures import flows
from ..render.take_away import Figure
from ..sparql import behind

__all__ = ["blueprint"]

blueprint = Blueprint("restructures", __name__)
_SHOWN = "Which kinds of body took over from which, from the day before it to the day on which it was done."


@twins(blueprint, "/restructures/")
def index() -> Page:
    """The list of restructures, with others' counts of them."""
    history = parameters.history()
    restructures = list(history.restructures.values())
    return Page(
        "restructures.html",
        PageTable(columns(ListedRestructure), [listed(each) for each in restructures]),
        subjects=[each.id for each in restructures],
        sources=[key for each in restructures for key in each.sources],
        context=lambda: {"restructures": restructures, "claims": history.restructure_claims},
    )


def _under_way(history: History, restructure: Restructure) -> bool:
    """Whether it is still under way: the newest, without a stated end."""
    return not restructure.in_force_to and restructure is list(history.restructures.values())[-1]


def around(history: History, restructure: Restructure) -> Diff:
    """The diff around a restructure: from the day before it began to the day it was complete, or today."""
    first, last = restructure.span
    today = date.today()
    done = today if _under_way(history, restructure) else min(last, today)
    return memo.diff(history, day_before(first), done)


@twins(blueprint, "/restructures/<piece:restructure>")
def show(restructure: str) -> Page:
    """One restructure."""
    history = parameters.history()
    if restructure not in history.restructures:
        abort(
            404, f"There is no restructure {restructure[:20]!r}. They are numbered r1 to r{len(history.restructures)}."
        )
    this = history.restructures[restructure]
    whole = restructure_whole(history, this)
    return Page(
        "restructure.html",
        whole,
        subjects=whole.subjects,
        sources=whole.sources,
        context=lambda: _context(history, whole),
        query=lambda: behind.between(around(history, this).before, around(history, this).after),
    )


@figures.figures(blueprint, "/restructures/<piece:restructure>")
def figure(restructure: str) -> Figure:
    """The figure of the flows between kinds."""
    history = parameters.history()
    if restructure not in history.restructures:
        abort(404, f"There is no restructure {restructure[:20]!r}.")
    this = history.restructures[restructure]
    return figures.of_picture(
        flows.picture(around(history, this), history, figures.absolute),
        title=_finding(history, this),
        subtitle=_SHOWN,
        address=url_for(".show", restructure=this.id, _external=True),
    )


def _context(history: History, whole: RestructureWhole) -> dict[str, Any]:
    """What the page shows beside the answer."""
    this = whole.restructure
    difference = around(history, this)
    flow = flows.picture(difference, history, url_for)
    return {
        "restructure": this,
        "whole": whole,
        "under_way": _under_way(history, this),
        "difference": difference,
        "is_least": is_least(history, difference),
        "flow": flow,
        "share": figures.share(".figure", _finding(history, this), _SHOWN, restructure=this.id) if flow else None,
        "maps": maps.around(history, difference),
        "instruments": laws_of(history, whole),
        **_neighbours(history, this),
    }


def _finding(history: History, restructure: Restructure) -> str:
    """What it was and how much it changed, as a title."""
    difference = around(history, restructure)
    ended = words.counted(len(difference.ended), "body", "bodies")
    least = "at least " if is_least(history, difference) else ""
    return f"{restructure.name}: {least}{ended} ended, {len(difference.begun):,} began"


def _neighbours(history: History, restructure: Restructure) -> Mapping[str, Restructure | None]:
    """The previous and next restructures."""
    order = [None, *history.restructures.values(), None]
    place = order.index(restructure)
    return {"before": order[place - 1], "after": order[place + 1]}
