"""Place pages: who covered a district, authority, postcode sector or LSOA.

Other spellings redirect to the place's address; a full postcode goes no further than that redirect.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from graph.answer import Rows
from graph.answers.geography.map import MapOnDay
from graph.answers.geography.place import PlaceHistory, PlaceSpell, place_history
from graph.answers.geography.place_eras import eras, finding, lasted, local_spells
from graph.areas.places import Place, gazetteer
from graph.model.dates import Spell
from graph.model.entities import Body, Tier
from graph.model.words import joined
from graph.record.history import History

from ..http import parameters
from ..http.negotiation import Page, PageTable, twins
from ..kit import figures, memo, strips
from ..kit.maps import written
from ..render.maps.figure import BRIEF_SOURCE, SOURCE
from ..render.place.alluvial import Column, alluvial, columns
from ..render.place.cards import cards
from ..render.take_away import Figure, Part
from ..sparql import behind

__all__ = ["blueprint"]

blueprint = Blueprint("places", __name__)

_SUBTITLE: Final = (
    "Every bar is one body, from its first day to its last; where several shared the place it is divided."
)
_REGION: Final = "nhs-region"
_BOARDS: Final = date(2022, 7, 1)
"""The day on whose boards regions are told apart."""
_DAYS: Final = (
    date(1991, 4, 1), date(1996, 4, 1), date(2002, 10, 1), date(2006, 10, 1), date(2013, 4, 1), _BOARDS,
)  # fmt: skip
"""The days of a region's picture: the first of each era, and of the trusts after 2006."""


def _found(text: str) -> Place:
    return gazetteer(parameters.record()).at(text)


def _unkept(response: AnyResponse) -> AnyResponse:
    """A redirect that is never cached: its address may contain a full postcode."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.before_request
def lead_to_its_address() -> AnyResponse | None:
    """Redirects another spelling to the place's address, before anything is rendered or cached."""
    given = dict(request.view_args or {})
    if "data" in given:
        g.form = given["data"]  # errors about unknown places use the requested format
    if "place" not in given or (found := _found(str(given["place"]))).slug == given["place"]:
        return None
    choices = {name: value for name, value in request.args.items() if name == "stated-only"}
    return _unkept(redirect(url_for("places.show", _anchor=None, **{**given, **choices, "place": found.slug})))


@twins(blueprint, "/place/", data_rule="/places")
def index() -> Page:
    """All districts and authorities, by region."""
    history, today = parameters.history(), date.today()
    regions = memo.map_on_day(history, today, _REGION) if _REGION in history.kinds else None
    listed: dict[str, list[Place]] = {}
    for place in sorted(gazetteer(parameters.record()).places, key=lambda each: each.name):
        listed.setdefault(_region_of(regions, place), []).append(place)
    rows: Rows = [
        {
            "id": place.id,
            "name": place.name,
            "kind": place.kind,
            "code": place.code,
            "population": place.population,
            "region": region,
        }
        for region, places in sorted(listed.items())
        for place in places
    ]
    return Page(
        "places.html",
        PageTable(tuple(rows[0]) if rows else (), rows),
        subjects=[str(row["id"]) for row in rows],
        context=lambda: {"regions": sorted(listed.items()), "total": len(rows)},
    )


def _region_of(regions: MapOnDay | None, place: Place) -> str:
    """The name of the region that most of a place lies in; empty if unknown."""
    cell = max(place.parts, key=lambda each: place.parts[each])
    owner = regions.cells[cell].owner if regions and cell in regions.cells else ""
    found = regions.body(owner) if regions and owner else None
    return found.name.removesuffix(" Commissioning Region") if found else ""


@blueprint.get("/place")
def search() -> AnyResponse:
    """Redirects to the typed place."""
    return _unkept(redirect(url_for(".show", place=_found(request.args.get("q", "")).slug), 303))


@twins(blueprint, "/place/<piece:place>")
def show(place: str) -> Page:
    """The bodies that covered a place, by time."""
    found = place_history(parameters.history(), _found(place))
    return Page(
        "place.html",
        found,
        subjects=found.subjects,
        sources=dict.fromkeys(key for spell in found.spells for key in spell.sources),
        context=lambda: _context(parameters.history(), found),
        query=lambda: behind.over_place(found.place),
    )


@figures.figures(blueprint, "/place/<piece:place>")
def figure(place: str) -> Figure:
    """The figure of the place's strip."""
    history, today = parameters.history(), date.today()
    found = place_history(history, _found(place))
    drawing = strips.of_place(history, found, figures.absolute, today)
    width, height = (float(drawing.attrib[name]) for name in ("width", "height"))
    address = url_for(".show", place=found.place.slug, _external=True)
    part = Part(drawing, 0, 0, width, height, 1.0)
    title, origin = finding(history, found, today), figures.origin(address)
    return Figure(title, _SUBTITLE, SOURCE, BRIEF_SOURCE, origin, (part,), width, height, address=address)


def _context(history: History, found: PlaceHistory) -> Mapping[str, object]:
    today = date.today()
    told = eras(history, found)
    maps = [
        memo.map_on_day(history, min(max(era.day, era.spells[-1].spell.starts[1]), today), era.kind.id) for era in told
    ]
    spells = local_spells(history, found)
    drawn = written(strips.of_place(history, found, url_for, today)) if spells else None
    return {
        "place": found.place,
        "headline": finding(history, found, today),
        "within": _within(history, found.place),
        "strip": drawn,
        "striped": drawn is not None and 'class="strip-doubt"' in drawn,
        "strip_down": written(strips.of_place(history, found, url_for, today, down=True)) if spells else None,
        "cards": [(card, written(card.picture) if card.picture is not None else None)
                  for card in cards(history, found, told, maps, today)],
        "rows": [_row(history, found, spell, today) for spell in spells],
        "others": [each for each in found.spells if each not in spells],
        "region": _region(history, found),
        "share": figures.share(".figure", finding(history, found, today), _SUBTITLE, high=560, place=found.place.slug)
        if spells
        else None,
        "inferred": any(spell.inferred for spell in found.spells),
    }  # fmt: skip


def _within(history: History, place: Place) -> str:
    """The district that most of a place lies in; empty for a place that is one, or several."""
    if place.whole or not place.parts:
        return ""
    return history.areas.cells[max(place.parts, key=lambda each: place.parts[each])].district_name


@dataclass(frozen=True, slots=True)
class Row:
    """A local commissioner as a row of the place's table."""

    spell: PlaceSpell
    lasted: str
    people: int
    about: bool
    inside: float | None
    above: tuple[Body, ...]


def _row(history: History, found: PlaceHistory, spell: PlaceSpell, today: date) -> Row:
    """`people` is the whole body's population, `inside` the part in the place, `above` the tier above."""
    day = min(spell.spell.starts[1] if spell.spell.start else today, today)
    pieces = history.areas.coverage(spell.body.id, day)
    people = round(sum(history.areas.cells[piece.cell].population * piece.share for piece in pieces))
    share, population = spell.share.value, found.place.population
    inside = float(share) * population / people if share is not None and population and people else None
    above = dict.fromkeys(
        each.body for each in found.spells if each.kind.tier is Tier.REGIONAL and _while(each.spell, spell.spell)
    )
    return Row(spell, lasted(spell.body.life, today), people, any(piece.share < 1 for piece in pieces), inside,
               tuple(above))  # fmt: skip


def _while(one: Spell, two: Spell) -> bool:
    """Whether two spells certainly overlap."""
    first = max(one.starts[1] if one.start else date.max, two.starts[1] if two.start else date.max)
    return first != date.max and one.certain_on(first) and two.certain_on(first)


def _region(history: History, found: PlaceHistory) -> Mapping[str, object] | None:
    """The alluvial of the place's region: the ICB of 1 July 2022 with most of it, from 1991 to today."""
    if not found.place.parts:
        return None
    board = memo.map_on_day(history, _BOARDS, "icb")
    cell = max(found.place.parts, key=lambda each: found.place.parts[each])
    owner = board.cells[cell].owner if cell in board.cells else ""
    mapped = board.body(owner) if owner else None
    if mapped is None:
        return None
    region = [piece.cell for piece in mapped.pieces if piece.share >= 1]
    newest = memo.map_on_day(history, date.today())
    days = [*_DAYS] if _same(board, newest, region) else [*_DAYS, _since(history, newest, region)]
    shown = columns(history.areas, [memo.map_on_day(history, day) for day in days], region)
    name = mapped.name.removeprefix("NHS ").removesuffix(" Integrated Care Board")
    drawing = alluvial(name, shown, _order(history, shown), url_for, place=frozenset(found.place.parts))
    return {
        "name": name,
        "picture": written(drawing),
        "columns": shown,
        "counts": _counts(shown),
    }


def _counts(shown: Sequence[Column]) -> str:
    """The first known number of local commissioners, the largest and the last: 9 in 1991, 14 in 2002 and 1 in 2022."""
    known = [column for column in shown if column.count]
    if not known:
        return "no known local commissioner"
    told = dict.fromkeys((known[0].day, max(known, key=lambda column: column.count).day, known[-1].day))
    first, *later = [column for column in known if column.day in told]
    what = "local commissioner" if first.counted == "1" else "local commissioners"
    begin = f"{first.counted} {what} in {first.day.year}"
    return joined([begin, *(f"{column.counted} in {column.day.year}" for column in later)])


def _same(one: MapOnDay, two: MapOnDay, region: Sequence[str]) -> bool:
    return all(one.cells[cell].owner == two.cells[cell].owner for cell in region)


def _since(history: History, newest: MapOnDay, region: Sequence[str]) -> date:
    """The earliest first day of the region's current holders."""
    owners = {newest.cells[cell].owner for cell in region} - {""}
    return max(history.bodies[owner].life.starts[1] for owner in owners)


def _order(history: History, shown: Sequence[Column]) -> list[str]:
    """The cells from top to bottom: by blocks of the columns with fewest first, then northwards."""
    cells = history.areas.cells
    region = sorted({cell for held in shown[0].held.values() for cell in held}, key=lambda cell: -cells[cell].latitude)
    place = {cell: number for number, cell in enumerate(region)}
    keys: dict[str, list[float]] = {cell: [] for cell in region}
    for column in sorted(shown, key=lambda each: each.count):
        for held in column.held.values():
            people = sum(held.values()) or 1
            middle = sum(place[cell] * number for cell, number in held.items()) / people
            for cell in held:
                keys[cell].append(middle)
    return sorted(region, key=lambda cell: (keys[cell], place[cell]))
