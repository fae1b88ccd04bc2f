"""The front page: the whole history in one picture, search, and questions that people ask."""

from datetime import date

from flask import Blueprint, url_for

from ..http import parameters
from ..http.negotiation import Page, twins
from ..render.pictures import signature
from . import memo

__all__ = ["blueprint"]

blueprint = Blueprint("home", __name__)


def index() -> Page:
    """The front page."""
    history = parameters.history()
    today = date.today()
    through = memo.through_time(history, today.year)
    return Page(
        "home.html",
        through,
        subjects=list(history.restructures),
        sources=[key for each in history.restructures.values() for key in each.sources[:2]],
        context=lambda: {
            "timeline": through,
            "picture": signature.picture(through, memo.audit(history), history, url_for, today=today),
            "bands": signature.bands_of(through, memo.audit(history), history, today),
            "today": today,
            "total": len(history.bodies),
        },
    )


twins(blueprint, "/", data_rule="/timeline")(index)
