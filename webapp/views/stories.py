"""Stories: a question, a picture and a computed finding each, with the query behind it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from flask import Blueprint, abort, render_template, url_for
from markupsafe import Markup

from graph.answers.stories import STORIES, Story, lives_of
from graph.record.history import History

from ..http import parameters
from ..http.negotiation import Page, cited, kept, twins
from ..kit import figures, memo, strips
from ..kit.maps import written
from ..render.pictures.svg import Addresses
from ..render.stories import holders, lives, parents, promises, size
from ..render.take_away import Figure
from ..sparql.examples import examples

__all__ = ["blueprint"]

blueprint = Blueprint("stories", __name__)

_PICTURES: Final[Mapping[str, Callable[[Story, History, Addresses], Markup | None]]] = {
    "doorstep": lambda told, history, to: (
        written(strips.of_cell(history, str(told.table[0]["cell"]), to, date.today())) if told.table else None
    ),
    "size": lambda told, history, to: size.picture(told.table, history.kinds, to, date.today()),
    "lives": lambda _, history, to: lives.picture(lives_of(history), history.kinds, to),
    "parents": lambda told, history, to: parents.picture(told.table, history.bodies, to),
    "codes": lambda told, history, to: holders.picture(told.table, history.bodies, history.kinds, to, date.today()),
    "promises": lambda told, _, to: promises.picture(told.table, to),
}


@blueprint.get("/stories/")
@kept
def index() -> str:
    """All stories, each with its finding."""
    history = parameters.history()
    return render_template("stories.html", stories=[memo.story(history, name) for name in STORIES], **cited(()))


@twins(blueprint, "/stories/<piece:name>")
def show(name: str) -> Page:
    """One story."""
    history = parameters.history()
    if name not in STORIES:
        abort(404, f"There is no story “{name[:40]}”. They are {', '.join(STORIES)}.")
    told = memo.story(history, name)
    names = list(STORIES)
    place = names.index(name)
    return Page(
        "story.html",
        told,
        subjects=_subjects(told),
        sources=_sources(told, history),
        context=lambda: {
            "story": told,
            "picture": _PICTURES[name](told, history, url_for),
            "share": figures.share(".figure", told.finding, told.question, name=name),
            "before": memo.story(history, names[place - 1]) if place else None,
            "after": memo.story(history, names[place + 1]) if place + 1 < len(names) else None,
        },
        query=lambda: next(each.text for each in examples() if each.name == told.query),
    )


@figures.figures(blueprint, "/stories/<piece:name>")
def figure(name: str) -> Figure:
    """The story's figure."""
    history = parameters.history()
    if name not in STORIES:
        abort(404, f"There is no story “{name[:40]}”.")
    told = memo.story(history, name)
    return figures.of_picture(
        _PICTURES[name](told, history, figures.absolute),
        title=told.finding,
        subtitle=told.question,
        address=url_for(".show", name=name, _external=True),
    )


def _subjects(told: Story) -> list[str]:
    """The ids in the rows, up to a few hundred."""
    found = [str(row["id"]) for row in told.table if "id" in row]
    for row in told.table:
        ids = row.get("ids", ())
        found += map(str, ids if isinstance(ids, list) else ())
    return list(dict.fromkeys(found))[:400]


def _sources(told: Story, history: History) -> Iterator[str]:
    for row in told.table[:40]:
        of_row = row.get("sources")
        if isinstance(of_row, list):
            yield from map(str, of_row)
        elif row.get("id") in history.bodies:
            yield from history.bodies[str(row["id"])].sources
