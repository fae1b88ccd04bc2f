"""The front page: the whole history in one picture, search, and questions that people ask."""

from datetime import date

from flask import Blueprint, url_for

from ..http import parameters
from ..http.negotiation import Page, twins
from ..render.maps import eras
from ..render.pictures import signature
from ..render.take_away import Figure
from . import figures, memo

__all__ = ["blueprint"]

blueprint = Blueprint("home", __name__)
_SHOWN = "Who planned and paid for local NHS care in England since 1990: who followed whom, and who answered to whom."


def index() -> Page:
    """The front page."""
    history = parameters.history()
    today = date.today()
    through, numbers = memo.through_time(history, today.year), memo.map_numbers(history, today)
    return Page(
        "home.html",
        through,
        subjects=list(history.restructures),
        sources=[key for each in history.restructures.values() for key in each.sources[:2]],
        context=lambda: {
            "timeline": through,
            "picture": signature.picture(through, memo.audit(history), history, url_for, today=today),
            "bands": signature.bands_of(through, memo.audit(history), history, today),
            "share": figures.share(".figure", eras.finding(numbers), _SHOWN),
            "today": today,
            "total": len(history.bodies),
        },
    )


twins(blueprint, "/", data_rule="/timeline")(index)


@figures.figures(blueprint, "/eras")
def figure() -> Figure:
    """England era by era, to take away: what other sites show of a link to the front page."""
    history = parameters.history()
    address = url_for(".index", _external=True)
    return eras.figure(
        memo.map_numbers(history, date.today()),
        history.areas,
        memo.map_colours(history),
        origin=figures.origin(address),
        address=address,
    )
