"""The front page: the whole history in one picture, search, and common questions."""

from datetime import date

from flask import Blueprint, url_for

from graph.answers.geography import headline
from graph.answers.geography.commissioners import Commissioners
from graph.answers.geography.place import place_history
from graph.answers.geography.place_eras import local_spells
from graph.answers.stories import STORIES
from graph.areas.places import gazetteer
from graph.errors import UnknownPlace
from graph.model.words import joined
from graph.record.history import History

from ..http import parameters
from ..http.negotiation import Page, twins
from ..kit import figures, memo
from ..kit.maps import EnglandMap, england, glance
from ..render.maps import eras
from ..render.pictures import signature
from ..render.take_away import Figure
from ..sparql import behind
from .diff import finding as changed

__all__ = ["blueprint"]

blueprint = Blueprint("home", __name__)
_TIERS = "The tiers of NHS commissioning in England since 1990"
_TIERS_SHOWN = "Each band is a kind of body, as thick as its number; upright lines are restructures."
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
            "eras": _eras(history, numbers),
            "finding": eras.finding(numbers),
            "stories": [memo.story(history, name) for name in STORIES],
            "tiers": figures.share(".tiers", _TIERS, _TIERS_SHOWN),
            "questions": _questions(history),
            "map": glance(history, today, "England by its local commissioners today")
            if memo.map_on_day(history, today).drawn
            else None,
            "count": headline.bodies_in_words(numbers.on(today)),
            "today": today,
            "total": len(history.bodies),
        },
        query=behind.kinds_through_time,
    )


twins(blueprint, "/", data_rule="/timeline")(index)


def _eras(history: History, numbers: Commissioners) -> list[EnglandMap]:
    """England on the days of the eras, if it can be drawn."""
    shown = [england(history, count.day) for count in eras.days(numbers)]
    return shown if len(shown) > 1 and all(each.number for each in shown) else []


def _questions(history: History) -> list[tuple[str, str, str]]:
    """Three questions, each with its page's address and its answer."""
    first, second = date(2013, 12, 31), date(2017, 12, 31)
    told = memo.story(history, "lives")
    return [
        (
            url_for("search.results", q="Trafford 1998"),
            "Who ran commissioning in Trafford in 1998?",
            _in_trafford(history),
        ),
        (
            url_for("compare.show", first=first.year, second=second.year),
            "What changed between 2013 and 2017?",
            f"{changed(history, memo.diff(history, first, second))}.",
        ),
        (url_for("stories.show", name=told.id), told.question, f"{told.finding}."),
    ]


def _in_trafford(history: History) -> str:
    """Who commissioned there at the end of 1998, and today; or that it is unknown."""
    days = date(1998, 12, 31), date.today()
    try:
        held = place_history(history, gazetteer(parameters.record()).find("Trafford"))
    except UnknownPlace:
        return "This record does not know where its bodies were."
    local = local_spells(history, held)
    then, now = ([each.body for each in local if each.spell.certain_on(day)] for day in days)
    if not then or not now:
        return "Who it was is not known for certain."
    return f"{joined([each.name for each in then])}; today {joined([each.name for each in now])}."


@figures.figures(blueprint, "/tiers", pages=())
def tiers() -> Figure:
    """The figure of kinds over time."""
    history, today = parameters.history(), date.today()
    through = memo.through_time(history, today.year)
    return figures.of_picture(
        signature.picture(through, memo.audit(history), history, figures.absolute, today=today),
        title=_TIERS,
        subtitle=_TIERS_SHOWN,
        address=url_for(".index", _external=True),
    )


@figures.figures(blueprint, "/eras", pages=(".index",))
def figure() -> Figure:
    """The figure of England by era, used in link previews of the front page."""
    history = parameters.history()
    address = url_for(".index", _external=True)
    return eras.figure(
        memo.map_numbers(history, date.today()),
        history.areas,
        memo.map_colours(history),
        origin=figures.origin(address),
        address=address,
    )
