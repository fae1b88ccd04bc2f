"""The map of England on a day by local commissioner or other kind, and its data for the slider."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from graph.answers.body import facts
from graph.answers.geography import headline
from graph.answers.geography.area import known_day
from graph.answers.geography.commissioners import Commissioners
from graph.answers.geography.formats import GeoForm, map_as
from graph.answers.geography.map import MapOnDay, mapped_kinds
from graph.areas.places import gazetteer
from graph.model.day_parser import parse_day
from graph.model.entities import Body
from graph.model.words import in_words, joined, length_in_words, lower_first
from graph.record.history import History

from ..http import arguments, parameters, responses
from ..http.negotiation import Page, twins
from ..http.site import current_site
from ..kit import figures, maps, memo
from ..render.maps import england, histogram, legend
from ..render.maps.figure import SOURCE
from ..render.maps.figure import figure as figure_of
from ..render.maps.things import things
from ..render.pictures.svg import Element
from ..render.take_away import Figure
from ..sparql import behind

__all__ = ["blueprint"]

blueprint = Blueprint("map", __name__)

_THINGS = 300
"""Things that one map of a query's result shows at most: their ids are in its address."""
_SHARE_WORDS = {"population": "its people", "postcodes": "its postcodes", "lsoa": "its small areas",
                "gp-practices": "its practices"}  # fmt: skip


def _kind() -> str:
    """The kind in the address; empty for local commissioners."""
    wanted = request.args.get("kind", "").strip()
    return parameters.history().kind(wanted).id if wanted else ""


def _known(day: str) -> date:
    """The day in the address, if areas can be known for it."""
    return known_day(parse_day(day), today=date.today())


def _numbers(history: History, kind: str) -> Commissioners:
    return memo.map_numbers(history, date.today(), kind)


def _to_map(day: date, kind: str, **more: Any) -> str:
    return url_for("map.show", **_chosen(day, kind), **more)


def _chosen(day: date, kind: str) -> dict[str, Any]:
    """The parameters that select the map."""
    return {"day": day.isoformat()} | ({"kind": kind} if kind else {})


@blueprint.get("/map/")
def today() -> AnyResponse:
    """Redirects to the day in the form, or to today."""
    return redirect(_to_map(maps.so_far(parameters.day("day", date.today())), _kind()))


@twins(blueprint, "/map/<piece:day>")
def show(day: str) -> Page:
    """The map of one day."""
    history = parameters.history()
    this, kind = _known(day), _kind()
    found = memo.map_on_day(history, this, kind)
    return Page(
        "map.html",
        found,
        subjects=found.subjects,
        sources=dict.fromkeys(key for body in found.bodies for piece in body.pieces for key in piece.sources),
        context=lambda: _context(history, found, this, kind),
        query=lambda: behind.areas_on(
            this,
            sorted({each for kind in found.kinds for each in history.kinds_within(kind.id)}),
            joined([lower_first(kind.plural) for kind in found.kinds]),
        ),
    )


def _context(history: History, found: MapOnDay, day: date, kind: str) -> Mapping[str, object]:
    numbers = _numbers(history, kind)
    wanted = request.args.get("body", "").strip()
    body = parameters.body(history, wanted) if wanted else None
    chosen = found.body(body.id) if body else None
    month, count = numbers.month(day), numbers.on(day)
    to_body = _to_map(day, kind, body="BODY", _anchor="panel")
    before = [each for each in numbers.changes if numbers.months[each] < day]
    after = [each for each in numbers.changes if numbers.months[each] > day]
    title, subtitle = headline.finding(numbers, day), headline.shown(found, numbers)
    return {
        "day": day,
        "kind": history.kinds[kind] if kind else None,
        "kinds": mapped_kinds(history, history.areas),
        "map": found,
        "title": title,
        "subtitle": subtitle,
        "count": headline.bodies_in_words(count) or "none",
        "possible": count.possible,
        "england": _markup(_titled(_england(history, found, kind, wanted), title)),
        "london": _markup(_london(history, found, kind, wanted)),
        "key": _key(found),
        "months": [
            _markup(histogram.histogram(numbers, day, lambda each: _to_map(each, kind), frame))
            for frame in (histogram.WIDE, histogram.NARROW)
        ],
        "slide": {
            "month": month,
            "last": len(numbers.months) - 1,
            "data": url_for("map.months", kind=kind or None),
            "words": f"{in_words(day)}, {headline.bodies_in_words(count)}",
        },
        "previous": _to_map(numbers.months[before[-1]], kind) if before else None,
        "next": _to_map(numbers.months[after[0]], kind) if after else None,
        "body": body,
        "chosen": chosen,
        **(_panel(history, found, body) if body else {}),
        "to_map": lambda body_id: to_body.replace("BODY", body_id),
        "share": figures.share("map.figure", title, subtitle, embed="map.embed", **_chosen(day, kind)),
        "source": SOURCE,
    }


def _panel(history: History, found: MapOnDay, body: Body) -> Mapping[str, object]:
    """The panel's facts about a body besides its name."""
    chosen, day = found.body(body.id), found.day
    lines = [line for line in history.lines_from.get(body.id, ()) if line.spell.certain_on(day)]
    answered = [history.bodies[each] for each in dict.fromkeys(line.to_id for line in lines) if each in history.bodies]
    above = next((found.cells[piece.cell].above for piece in chosen.pieces), "") if chosen else ""
    return {
        "facts": facts(history, body, as_at=day),
        "sharing": found.sharing(chosen) if chosen else (),
        "lasted": length_in_words(body.life),
        "answered": answered,
        "by_area": history.bodies.get(above),
        "share_words": _SHARE_WORDS,
    }


def _england(history: History, found: MapOnDay, kind: str, chosen: str) -> Element:
    return england.england(found, history.areas, memo.map_colours(history), _body_address(found.day, kind), chosen)


def _london(history: History, found: MapOnDay, kind: str, chosen: str) -> Element | None:
    return england.london(found, history.areas, memo.map_colours(history), _body_address(found.day, kind), chosen)


def _body_address(day: date, kind: str) -> england.Addresses:
    """The shortest links from the map to a body's panel, as there are hundreds."""
    choice = f"kind={kind}&" if kind else ""
    if parameters.stated_only():
        choice += "stated-only=on&"
    return lambda body: f"?{choice}body={body}#panel"


def _titled(root: Element, title: str) -> Element:
    root.set("role", "group")
    root.set("aria-label", f"Map of England: {title}")
    return root


def _key(found: MapOnDay) -> list[tuple[Markup | None, str]]:
    return [(_markup(swatch), words) for swatch, words in legend.swatches(found)]


def _markup(root: Element | None) -> Markup | None:
    return None if root is None else Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704 -- by the XML writer


@blueprint.get("/map/months.json")
def months() -> Response:
    """All months, for the slider's script."""
    history, kind = parameters.history(), _kind()
    tag = responses.tag("months")
    body = current_site().pages.packed(
        tag,
        arguments.address,
        lambda: memo.map_months(history, date.today(), kind),
    )
    return responses.tagged(responses.packed(body, "application/json"), tag)


@blueprint.get("/map/things.svg")
def of_things() -> Response:
    """The areas of bodies, cells and places by id, for query results on a map; ids without an area are skipped.

    A body is drawn on the last day it was certainly in force, or today.
    """
    wanted = list(dict.fromkeys(request.args.getlist("thing")))[:_THINGS]
    history = parameters.history()
    areas, known = history.areas, {place.id: place for place in gazetteer(parameters.record()).places}
    held: dict[str, list[str]] = {}
    names, address = {}, {}
    for thing in wanted:
        if (cell := thing.removeprefix("cell-")) in areas.cells and thing != cell:
            held[thing], names[thing] = [cell], f"Cell {cell}, {areas.cells[cell].authority_name}"
        elif place := known.get(thing):
            held[thing], names[thing] = list(place.parts), place.name
            address[thing] = url_for("places.show", place=place.slug)
        elif body := history.bodies.get(thing):
            day = min(body.life.last_known, date.today())
            held[thing] = [piece.cell for piece in areas.coverage(body.id, day)]
            names[thing], address[thing] = body.name, url_for("bodies.show", body=body.id)
    drawing = things(held, names, address)
    return responses.tagged(Response(ET.tostring(drawing, encoding="unicode"), content_type="image/svg+xml"))


@figures.figures(blueprint, "/map/<piece:day>", framed=False)
def figure(day: str) -> Figure:
    """The page's figure."""
    history = parameters.history()
    this, kind = _known(day), _kind()
    found, numbers = memo.map_on_day(history, this, kind), _numbers(history, kind)
    bodies = url_for("bodies.show", body="BODY", _external=True)
    return figure_of(
        found,
        history.areas,
        memo.map_colours(history),
        lambda body: bodies.replace("BODY", body),
        title=headline.finding(numbers, this),
        subtitle=headline.shown(found, numbers),
        origin=figures.origin(_to_map(this, kind, _external=True)),
    )


@blueprint.get("/map/<piece:day>.<any(geojson, topojson):form>")
def geography(day: str, form: GeoForm) -> Response:
    """The areas of the bodies as GeoJSON or TopoJSON."""
    history = parameters.history()
    this, kind = _known(day), _kind()
    tag = responses.tag(form)

    def made() -> bytes:
        found = memo.map_on_day(history, this, kind)
        return map_as(form, found, parameters.record().version).encode()

    body = current_site().pages.packed(tag, arguments.address, made)
    media_type = "application/geo+json" if form == "geojson" else "application/json"
    return responses.tagged(responses.packed(body, media_type), tag)


@blueprint.get("/embed/map/<piece:day>")
def embed(day: str) -> str:
    """The map alone, for frames on other sites."""
    history = parameters.history()
    this, kind = _known(day), _kind()
    found, numbers = memo.map_on_day(history, this, kind), _numbers(history, kind)
    bodies = url_for("bodies.show", body="BODY", _external=True)
    colours, areas = memo.map_colours(history), history.areas
    address: Any = lambda body: bodies.replace("BODY", body)  # noqa: E731
    title = headline.finding(numbers, this)
    content = render_template(
        "_map.html",
        england=_markup(_titled(england.england(found, areas, colours, address), title)),
        london=_markup(england.london(found, areas, colours, address)),
        key=_key(found),
    )
    return render_template(
        "embed_figure.html",
        title=title,
        subtitle=headline.shown(found, numbers),
        content=Markup(content),  # noqa: S704 -- a template of ours
        address=_to_map(this, kind, _external=True),
        version=parameters.record().version,
        source=SOURCE,
    )
