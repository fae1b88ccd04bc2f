"""Whom a body answered to on a day, step by step to the top: as a page, and as the data that a command gives.

It rests on `graph.accountability`; a body's own page shows the same steps for a day of its life.
"""

from datetime import date

from flask import Blueprint, request

from graph.answers.accountability import Chain, ChainStep, chain, who_answers_to
from graph.model.entities import Body

from ..http import parameters
from ..http.negotiation import Page, twins

__all__ = ["blueprint", "day_within", "levels"]

blueprint = Blueprint("accountability", __name__)


def day_within(body: Body) -> date:
    """Today, or where a body is not in force today the day of its life that comes nearest."""
    last = body.life.end if body.life.ended and body.life.end else date.today()
    return max(min(last, date.today()), body.life.starts[0])


def levels(line: Chain) -> list[tuple[str, list[ChainStep]]]:
    """A chain's steps by the body that answers, in the order in which they are met."""
    found: dict[str, list[ChainStep]] = {}
    for step in line.steps:
        found.setdefault(step.from_id, []).append(step)
    return list(found.items())


@twins(blueprint, "/bodies/<piece:body>/accountability")
def show(body: str) -> Page:
    """The chain of a body on a day."""
    history = parameters.history()
    this = parameters.body(history, body)
    day = parameters.day("as-at", day_within(this))
    whole = chain(history, this, day)
    answer = whole if request.args.get("possible") == "on" else whole.certain()
    return Page(
        "accountability.html",
        answer,
        subjects=[this.id, *(step.because.id for step in answer.steps)],
        sources=[key for step in answer.steps for key in step.because.sources],
        context=lambda: {
            "body": this,
            "day": day,
            "chain": answer,
            "levels": levels(answer),
            "answering": who_answers_to(history, this, day),
        },
    )
