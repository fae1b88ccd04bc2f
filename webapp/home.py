"""The front page: the whole history in one picture, search, and questions that people ask."""

from datetime import date

from flask import Blueprint, url_for

from . import answers, asked
from .pictures import signature
from .representations import Page, twins

__all__ = ["blueprint"]

blueprint = Blueprint("home", __name__)


def index() -> Page:
    """The front page."""
    history = asked.history()
    today = date.today()
    audit = answers.audit(history)
    through = answers.through_time(history, today.year)
    return Page(
        "home.html",
        through,
        subjects=list(history.restructures),
        sources=[key for each in history.restructures.values() for key in each.sources[:2]],
        context={
            "timeline": through,
            "picture": signature.picture(through, audit, history, url_for, today=today),
            "bands": signature.bands_of(through, audit, history, today),
            "today": today,
            "total": len(history.bodies),
        },
    )


twins(blueprint, "/", data_rule="/timeline")(index)
