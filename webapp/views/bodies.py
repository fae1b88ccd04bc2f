"""Bodies: the list, one body's page, and pages of codes over time.

A body's page shows its facts, its lineage and who it answered to on a day, each stated or inferred with its sources.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import quote

from flask import Blueprint, Response, abort, g, redirect, request, url_for

from graph.answers.accountability import chain, day_within
from graph.answers.body import BodyFacts, facts
from graph.answers.kind_numbers import kind_number, through_time_in_words
from graph.answers.landscape import InForce, body_columns, body_on_day, listing
from graph.answers.lineage import MIN_SHARE, Lineage
from graph.answers.lookup.search import search
from graph.answers.subordinates import below
from graph.answers.summary import summary
from graph.answers.timeline import years_of
from graph.errors import UnknownBody
from graph.model.entities import LEGAL_AND_AREA, Body
from graph.model.words import spell_in_words
from graph.names.find import with_code
from graph.names.strangers import is_registered, what_it_is
from graph.publish import describe
from graph.rdf.elsewhere import address_of_code
from graph.record.history import History
from graph.registers.entry import entry_if_any
from graph.registers.lineage import code_lineage
from graph.util.text import printable

from ..http import parameters, urls
from ..http.errors import failure
from ..http.negotiation import Page, PageTable, twins
from ..kit import figures, maps, memo
from ..render.pictures import chain as chain_drawing
from ..render.pictures import counts
from ..render.pictures import lineage as drawing
from ..render.schema_org import organisation
from ..render.take_away import Figure
from ..sparql import behind
from . import accountability, lineage

__all__ = ["blueprint"]

blueprint = Blueprint("bodies", __name__)
_A_PAGE = 50
_YEARS = "Bodies in force at the end of each year; pale: possible, because not all of their days are known."


def _listed(history: History, text: str, kind: str, day: date | None) -> list[InForce]:
    """The requested bodies: by text, kind and day."""
    if text:
        found = [hit.body for hit in search(history, text, as_at=day).hits if not kind or hit.body.kind == kind]
        return [InForce(body, _day_of_name(body, day), not day or body.life.certain_on(day)) for body in found]
    if day:
        return list(listing(history, day, kind).with_possible().entries)
    bodies = history.by_kind.get(kind, ()) if kind else history.bodies.values()
    ordered = sorted(bodies, key=lambda body: (body.name, body.life.starts[0]))
    return [InForce(body, _day_of_name(body, None), True) for body in ordered]


def _day_of_name(body: Body, day: date | None) -> date:
    """The day whose name a list shows: the requested one, else the body's last or today."""
    return day or (body.life.end if body.life.end and body.life.ended else date.today())


@twins(blueprint, "/bodies/")
def index() -> Page:
    """All bodies, or those matching a text, kind and day."""
    history = parameters.history()
    text, kind = request.args.get("q", "").strip(), request.args.get("kind", "").strip()
    kind = history.kind(kind).id if kind else ""
    day = parameters.day_if_any("as-at")
    entries = _listed(history, text, kind, day)
    page, pages = parameters.page(), max(1, -(-len(entries) // _A_PAGE))
    if page > pages:
        abort(404, f"The list has {pages} {'page' if pages == 1 else 'pages'}; there is no page {page}.")
    shown = entries[(page - 1) * _A_PAGE : page * _A_PAGE]

    def address(number: int) -> str:
        return urls.same_page(page=str(number))

    def by_year() -> Mapping[str, object]:
        if not kind or text:
            return {"counts": None, "by_year": []}
        through, this = memo.through_time(history, date.today().year), history.kinds[kind]
        within = history.kinds_within(kind)
        picture = counts.picture(through, this, url_for, within)
        years = years_of(through, this, within)
        title = through_time_in_words(history, this, years) if years else ""
        numbers = {each: kind_number(history, this, each) for each, _, _ in years}
        least = {each for each, number in numbers.items() if number.has_holes}
        most = max(years, key=lambda year: year[1])[0] if least else None
        return {
            "counts": picture,
            "by_year": years,
            "least": least,
            "told": f"{title}. {numbers[most].others}" if most else "",
            "share": figures.share(".figure", title, _YEARS, kind=kind) if picture else None,
        }

    return Page(
        "bodies.html",
        PageTable(body_columns(), [body_on_day(entry) for entry in entries]),
        subjects=[entry.body.id for entry in entries],
        context=lambda: {
            "text": text,
            "kind": kind,
            "day": day,
            "entries": shown,
            "total": len(entries),
            "number": kind_number(history, history.kinds[kind], day) if kind and day and not text else None,
            "certain": sum(entry.certain for entry in entries),
            "page": page,
            "pages": pages,
            "page_address": address,
            **by_year(),
            "kinds": [each for each in history.kinds.values() if each.id in history.by_kind],
        },
    )


@figures.figures(blueprint, "/bodies/counts", pages=(".index",))
def figure() -> Figure:
    """The figure of a kind's numbers by year."""
    history = parameters.history()
    this = history.kind(request.args.get("kind", "").strip())
    through, within = memo.through_time(history, date.today().year), history.kinds_within(this.id)
    return figures.of_picture(
        counts.picture(through, this, figures.absolute, within),
        title=through_time_in_words(history, this, years_of(through, this, within)),
        subtitle=_YEARS,
        address=url_for(".index", kind=this.id, _external=True),
    )


@twins(blueprint, "/bodies/<piece:body>")
def show(body: str) -> Page:
    """One body's page."""
    history = parameters.history()
    this = parameters.body(history, body)
    default = day_within(this)
    day = parameters.day("on", default)
    descent = lineage.chosen(history, this)
    found = facts(history, this, as_at=default, descent=descent)
    return Page(
        "body.html",
        found,
        subjects=describe.mentions(parameters.record(), this.id, stated_only=parameters.stated_only()),
        sources=[
            *this.sources,
            *(key for link, *_ in (*found.predecessors, *found.successors) for key in link.sources),
        ],
        context=lambda: _around(history, found, descent, day),
        query=lambda: behind.about_body(this),
    )


def _around(history: History, found: BodyFacts, descent: Lineage, day: date) -> Mapping[str, object]:
    """The rest of a body's page besides its facts: lineage, and accountability on a day."""
    this = found.body
    line = chain(history, this, day)
    picture = drawing.picture(descent, history, urls.to_page, today=date.today())
    return {
        "body": this,
        "facts": found,
        "organisation": None if this.inferred else _organisation(found),
        "others_with_code": {
            each.code: [other for other in with_code(history, each.code) if other.id != this.id] for each in this.codes
        },
        "elsewhere": {
            each.code: address_of_code(each.scheme, each.code, this.spell.end.isoformat() if this.spell.end else "")
            for each in this.codes
        },
        "lineage": descent,
        "picture": picture,
        "share": lineage.share_of(this, descent) if picture else None,
        "map": maps.of_body(history, this),
        "day": day,
        "chain": line,
        "levels": accountability.levels(line),
        "chain_picture": chain_drawing.picture(line.certain(), history, url_for),
        "answering": below(history, this, day).answering,
        "commitments": [each for each in history.commitments if this.id in each.maker_ids],
    }


def _organisation(found: BodyFacts) -> dict[str, object]:
    page = url_for(".show", body=found.body.id, _external=True)
    return organisation(found, page=page, data=url_for("linked_data.whole", _external=True))


@twins(blueprint, "/code/<piece:code>")
def code(code: str) -> Page:
    """All bodies that ever had an ODS code; a practice or trust as the operator's register has it."""
    history = parameters.history()
    bodies = with_code(history, code[:40])
    if not bodies and is_registered(code):
        return _registered(history, code)
    if not bodies:
        near = [body.id for body in search(history, code).near]
        raise UnknownBody(f"No body of this record had the code “{printable(code, 20)}”.", near)
    entries = [InForce(body, _day_of_name(body, None), True) for body in bodies]
    return Page(
        "code.html",
        PageTable(body_columns(), [body_on_day(entry) for entry in entries]),
        subjects=[body.id for body in bodies],
        sources=[key for body in bodies for key in body.sources],
        context=lambda: {"code": code.upper(), "bodies": bodies, "told": {body.id: _told(body) for body in bodies}},
    )


def _told(body: Body) -> str:
    """Where a body came from and what became of it."""
    history = parameters.history()
    return summary(history, memo.ancestry(history, body, LEGAL_AND_AREA, MIN_SHARE), date.today()).text


def _unregistered(code: str, *, attached: bool) -> str:
    """What a code of a practice or trust is that this site knows nothing of, and what can be done."""
    what = f"By its form “{printable(code.upper(), 20)}” is {what_it_is(code)}"
    if attached:
        return f"{what}; neither the record nor the register of this site has it."
    return (
        f"{what}. The record holds the bodies that commission care; practices and trusts stand in registers, and this"
        " site has none. Its operator can attach one, made from the files of ODS, with the setting register."
    )


def _registered(history: History, code: str) -> Page:
    """The page of a practice or trust."""
    register = parameters.register()
    found = entry_if_any(history, register, code)
    if register is None or found is None:
        raise UnknownBody(_unregistered(code, attached=register is not None))
    bodies = [each.body for each in found.under if each.body]
    return Page(
        "registered.html",
        found,
        subjects=[body.id for body in bodies],
        sources=[key for body in bodies for key in body.sources],
        context=lambda: {"entry": found, "lineage": code_lineage(register, found.code)},
    )


@blueprint.get("/code/<piece:code>/<path:rest>")
def of_code(code: str, rest: str) -> Response:
    """A body's page by code, as in `/code/5NR/lineage.csv`; a choice if several bodies had it.

    A program that asks for data gets no page in its place, which it would read as a table of one column.
    """
    bodies = parameters.of_code(parameters.history(), code, parameters.day_if_any("as-at"))
    if len(bodies) != 1 and (suffix := PurePosixPath(rest).suffix):
        g.form = suffix.removeprefix(".")
        if not bodies:
            raise UnknownBody(f"No body of this record had the code “{printable(code, 20)}”.")
        several = ", ".join(f"{body.id} ({spell_in_words(body.spell)})" for body in bodies)
        one = f"/bodies/{bodies[-1].id}/{printable(rest, 60)}"
        had = f"{len(bodies)} bodies had the code {printable(code.upper(), 20)}: {several}."
        return failure(
            300,
            f"{had} Ask for one by its id, as {one}, or for a day, as ?as-at=2019-01-01.",
            [body.id for body in bodies],
        )
    if len(bodies) == 1:
        place = f"{url_for('.show', body=bodies[0].id).partition('?')[0]}/{quote(rest)}"
        return redirect(f"{place}?{request.query_string.decode()}" if request.query_string else place, 302)  # type: ignore[return-value]
    return redirect(url_for(".code", code=code), 302)  # type: ignore[return-value]
