"""A body's lineage in three views: a picture on a time axis, an interactive network, and a table.

All options (bases, minimum share, opened kinds, stated facts only) are in the address.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from flask import Blueprint, render_template, request, url_for
from markupsafe import Markup

from graph.answers.lineage import MIN_SHARE, Lineage
from graph.model import words
from graph.model.entities import Body
from graph.model.share import parse_share
from graph.record.history import History

from ..http import parameters, urls
from ..http.negotiation import FORM_NAMES, Page, cited, kept, twins
from ..kit import figures, memo
from ..render import wording
from ..render.pictures import blocks, network
from ..render.pictures import lineage as drawing
from ..render.take_away import Figure
from ..sparql import behind

__all__ = ["blueprint", "chosen", "share_of"]

blueprint = Blueprint("lineage", __name__)
_SHOWN = "Each bar is a body from its first to its last day; a band joins it to what followed it."
_OFFERED = tuple(map(Decimal, ("0", "0.01", "0.05", "0.1", "0.25", "0.5")))
"""The least shares that a reader can choose from; an address may have any other."""


def _least_share() -> Decimal:
    text = request.args.get("min-share", "").strip()
    return parse_share(text) if text else MIN_SHARE


def chosen(history: History, body: Body) -> Lineage:
    """The lineage of a body with the options in the address."""
    return memo.ancestry(
        history,
        body,
        parameters.bases(request.args.getlist("basis")),
        _least_share(),
        parameters.weight(),
        estimate=parameters.estimate(),
    )


def _context(history: History, body: Body, descent: Lineage) -> Mapping[str, object]:
    groups = blocks.grouped(descent, request.args.getlist("open"))
    return {
        "body": body,
        "lineage": descent,
        "groups": sorted(groups, key=list(history.kinds).index),
        "opened": [each for each in request.args.getlist("open") if each in history.kinds or each == blocks.UNKNOWN],
        "folded": len(blocks.folded(descent, request.args.getlist("open"))),
        "least_shares": [
            (f"{each.normalize():f}", words.percent(each) if each else "nothing", each == descent.min_share)
            for each in sorted({*_OFFERED, descent.min_share})
        ],
        "relatives": len(descent.predecessors) + len(descent.successors),
    }


def _sources(descent: Lineage) -> list[str]:
    return [key for step in descent.steps for key in step.link.sources]


def _picture(history: History, descent: Lineage) -> Markup | None:
    opened = request.args.getlist("open")
    return drawing.picture(descent, history, urls.to_page, opened=opened, today=date.today())


@twins(blueprint, "/bodies/<piece:body>/lineage")
def show(body: str) -> Page:
    """The picture and the table."""
    history = parameters.history()
    this = parameters.body(history, body)
    descent = chosen(history, this)
    return Page(
        "lineage.html",
        descent,
        subjects=descent.subjects,
        sources=_sources(descent),
        context=lambda: {
            **_context(history, this, descent),
            "picture": _picture(history, descent),
            "share": share_of(this, descent),
        },
        query=lambda: behind.about_body(this),
    )


@blueprint.get("/bodies/<piece:body>/network")
@kept
def explore(body: str) -> str:
    """The interactive network: drag, zoom, filter, open and close."""
    history = parameters.history()
    this = parameters.body(history, body)
    descent = chosen(history, this)
    data = network.network(descent, history, urls.to_page, today=date.today())
    forms = [(name, urls.to_page("lineage.show", body=this.id, data=form)) for form, name in FORM_NAMES.items()]
    return render_template(
        "network.html", data=data, **cited(_sources(descent), forms), **_context(history, this, descent)
    )


@figures.figures(blueprint, "/bodies/<piece:body>/lineage", pages=(".show", "bodies.show"), framed=False)
def figure(body: str) -> Figure:
    """The page's figure."""
    history = parameters.history()
    this = parameters.body(history, body)
    descent = chosen(history, this)
    opened = request.args.getlist("open")
    return figures.of_picture(
        drawing.picture(descent, history, figures.absolute, opened=opened, today=date.today()),
        title=_finding(this, descent),
        subtitle=_SHOWN,
        address=url_for(".show", body=this.id, _external=True),
    )


def share_of(body: Body, descent: Lineage) -> figures.Share:
    """How to take the picture of a lineage away."""
    title, choices = _finding(body, descent), urls.lineage_choices()
    return figures.share("lineage.figure", title, _SHOWN, embed="lineage.embed", body=body.id, **choices)


def _finding(body: Body, descent: Lineage) -> str:
    """The numbers of predecessors and successors, as a title."""
    before, after = len(descent.predecessors), len(descent.successors)
    name = words.upper_first(wording.body_name(body.id))
    came = f"{words.counted(before, 'body is', 'bodies are') if before else 'nothing is'} known before it"
    went = f"{words.counted(after, 'body', 'bodies')} after it" if after else "nothing is known after it"
    return f"{name}: {came}, {went}"


@blueprint.get("/embed/lineage/<piece:body>")
@kept
def embed(body: str) -> str:
    """The picture alone, for frames on other sites."""
    history = parameters.history()
    this = parameters.body(history, body)
    descent = chosen(history, this)
    return render_template("embed.html", body=this, picture=_picture(history, descent))
