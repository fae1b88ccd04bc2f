"""The restructures r1 to r10: what each was, what came before and after, and what was promised.

Counts before and after are the ones that sources state, beside the record's own from a comparison of the days
around it.
"""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, abort, url_for

from graph.answers.diff_result import Diff
from graph.answers.restructure import RestructureWhole, listed, restructure_whole
from graph.documents import columns
from graph.documents.restructures import Restructure as ListedRestructure
from graph.model import words
from graph.model.dates import day_before
from graph.model.evidence import Source
from graph.model.policy import Restructure
from graph.record.history import History

from ..http import parameters
from ..http.negotiation import Page, PageTable, twins
from ..kit import figures, maps, memo
from ..render.pictures import flows
from ..render.take_away import Figure

__all__ = ["blueprint"]

blueprint = Blueprint("restructures", __name__)
_SHOWN = "Which kinds of body took over from which, from the day before it to the day on which it was done."


@twins(blueprint, "/restructures/")
def index() -> Page:
    """The list of restructures, with what others counted."""
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
    """Whether it goes on: the newest, of which no source says that it is done."""
    return not restructure.in_force_to and restructure is list(history.restructures.values())[-1]


def around(history: History, restructure: Restructure) -> Diff:
    """The days around a restructure, compared: the one before it began, and the one on which it was done, or today."""
    first, last = restructure.span
    today = date.today()
    done = today if _under_way(history, restructure) else min(last, today)
    return memo.diff(history, day_before(first), done)


@twins(blueprint, "/restructures/<piece:restructure>")
def show(restructure: str) -> Page:
    """One restructure, whole."""
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
        context=lambda: {
            "restructure": this,
            "whole": whole,
            "under_way": _under_way(history, this),
            "difference": around(history, this),
            "flow": flows.picture(around(history, this), history, url_for),
            "share": figures.share(".figure", _finding(history, this), _SHOWN, restructure=this.id)
            if flows.picture(around(history, this), history, url_for)
            else None,
            "maps": maps.around(history, around(history, this)),
            "instruments": _instruments(history, whole),
            **_neighbours(history, this),
        },
    )


@figures.figures(blueprint, "/restructures/<piece:restructure>")
def figure(restructure: str) -> Figure:
    """The picture of what became what, to take away."""
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


def _finding(history: History, restructure: Restructure) -> str:
    """What it was and how much it changed, as a title."""
    difference = around(history, restructure)
    ended = words.counted(len(difference.ended), "body", "bodies")
    return f"{restructure.name}: {ended} ended, {len(difference.begun):,} began"


def _instruments(history: History, whole: RestructureWhole) -> list[Source]:
    """The laws and orders by which the changes of a restructure were made, each once."""
    keys = dict.fromkeys(event.instrument for event in whole.events)
    return [history.sources[key] for key in keys if key in history.sources]


def _neighbours(history: History, restructure: Restructure) -> Mapping[str, Restructure | None]:
    """The restructures before and after one."""
    order = [None, *history.restructures.values(), None]
    place = order.index(restructure)
    return {"before": order[place - 1], "after": order[place + 1]}
