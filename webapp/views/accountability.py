"""Accountability pages: whom a body answered to on a day, step by step, and who answered to it.

A body's own page shows the same steps for a day of its life.
"""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, request, url_for

from graph.answers.accountability import Chain, ChainStep, chain, day_within
from graph.answers.subordinates import Subordinates, below
from graph.model.entities import Body, Line, LineRule

from ..http import parameters
from ..http.negotiation import Page, twins
from ..render.pictures import chain as drawing

__all__ = ["blueprint", "levels"]

blueprint = Blueprint("accountability", __name__)


def levels(line: Chain) -> list[tuple[str, list[ChainStep]]]:
    """The steps of a chain grouped by the answering body, in order."""
    found: dict[str, list[ChainStep]] = {}
    for step in line.steps:
        found.setdefault(step.from_id, []).append(step)
    return list(found.items())


@twins(blueprint, "/bodies/<piece:body>/accountability")
def show(body: str) -> Page:
    """The chain of a body on a day."""
    this, day = _asked(body)
    whole = chain(parameters.history(), this, day)
    answer = whole if _with_possible() else whole.certain()
    return _page(answer, answer, [step.because for step in answer.steps])


@twins(blueprint, "/bodies/<piece:body>/accountability/down")
def down(body: str) -> Page:
    """Who answered to a body on a day; the page also shows the way up."""
    this, day = _asked(body)
    whole = below(parameters.history(), this, day)
    answer = whole if _with_possible() else whole.certain()
    up = chain(parameters.history(), this, day).certain()
    return _page(answer, up, [way for each in answer.answering for way, *_ in each.ways])


def _asked(body: str) -> tuple[Body, date]:
    this = parameters.body(parameters.history(), body)
    return this, parameters.day("as-at", day_within(this))


def _with_possible() -> bool:
    return request.args.get("possible") == "on"


def _page(answer: Chain | Subordinates, up: Chain, ways: Sequence[Line | LineRule]) -> Page:
    history = parameters.history()
    down = answer if isinstance(answer, Subordinates) else None
    return Page(
        "accountability.html",
        answer,
        subjects=answer.subjects,
        sources=[key for way in ways for key in way.sources],
        context=lambda: {
            "body": answer.body,
            "day": answer.day,
            "chain": up,
            "levels": levels(up),
            "chain_picture": drawing.picture(up, history, url_for),
            "answering": (down or below(history, answer.body, answer.day)).answering,
            "possible": answer.possible,
            "open_down": down is not None,
        },
    )
