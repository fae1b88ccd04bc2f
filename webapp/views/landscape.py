"""The system on a day: the bodies on each tier, their numbers, and accountability.

The date can be typed, set with a slider, or stepped from restructure to restructure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from graph.answers.kind_numbers import kind_number
from graph.answers.landscape import Landscape, listing
from graph.answers.subordinates import below
from graph.model.commissioners import ERAS, TIER_ABOVE, readers_order
from graph.model.dates import day_before, parse_day
from graph.model.entities import Body, Kind, Tier
from graph.model.words import counted, in_words, joined, lower_first, upper_first
from graph.record.history import History

from ..http import parameters
from ..http.negotiation import Page, twins
from ..kit import figures, memo
from ..render import wording
from ..render.pictures import system
from ..render.take_away import Figure
from ..sparql import behind

__all__ = ["blueprint"]

blueprint = Blueprint("landscape", __name__)
_TIERS = (Tier.LOCAL, Tier.REGIONAL, Tier.NATIONAL)
_SHOWN = "Each arrow points to the kind that another answered to; dashed ones are known only as rules for the kind."


@blueprint.get("/landscape/")
def today() -> Response:
    """Redirects to the day in the form, or to today."""
    return redirect(url_for("landscape.show", day=parameters.day("day", date.today()).isoformat()))


@twins(blueprint, "/landscape/<piece:day>")
def show(day: str) -> Page:
    """The system on one day."""
    history = parameters.history()
    this = parse_day(day)
    scene = memo.on_day(history, this)
    wanted = request.args.get("under", "").strip()
    under = parameters.body(history, wanted) if wanted else None
    begun = scene.restructure_before
    since = day_before(begun.begins[0]) if begun else None
    return Page(
        "landscape.html",
        scene,
        subjects=[
            *(entry.body.id for each in scene.kinds for entry in each.entries),
            *(line.id for line in scene.lines),
            *(rule.id for rule in scene.rules),
        ],
        sources=[key for rule in scene.rules for key in rule.sources],
        context=lambda: {
            "day": this,
            "lede": _lede(history, scene),
            "landscape": scene,
            "tiers": [(tier, sorted(scene.tier(tier), key=lambda each: readers_order(each.kind))) for tier in _TIERS],
            "numbers": {each.kind.id: kind_number(history, each.kind, this) for each in scene.kinds},
            "ways_by_kind": _ways_by_kind(history, scene),
            "to_come": this > date.today(),
            "picture": system.picture(scene, history, url_for),
            "share": figures.share(".figure", _finding(history, scene), _SHOWN, day=this.isoformat()),
            "since": since,
            "difference": _moved(history, since, this) if since and since < this else None,
            "under": under,
            "answering": below(history, under, this).answering if under else (),
            "top": _top(history, scene),
            "years": range(1990, date.today().year + 1),
        },
        query=lambda: behind.kinds_on(this),
    )


def _moved(history: History, before: date, after: date) -> Mapping[str, frozenset[str]]:
    """The bodies that ended and began between two days; a comparison would look for their heirs too."""
    old, new = (frozenset(entry.body.id for entry in listing(history, day).entries) for day in (before, after))
    return {"ended": old - new, "begun": new - old}


@figures.figures(blueprint, "/landscape/<piece:day>")
def figure(day: str) -> Figure:
    """The page's figure."""
    history, this = parameters.history(), parse_day(day)
    scene = memo.on_day(history, this)
    return figures.of_picture(
        system.picture(scene, history, figures.absolute),
        title=_finding(history, scene),
        subtitle=_SHOWN,
        address=url_for(".show", day=this.isoformat(), _external=True),
    )


def _finding(history: History, scene: Landscape) -> str:
    """The number of bodies and kinds, as a title."""
    kinds = [each for each in scene.kinds if each.count]
    bodies = counted(sum(each.count for each in kinds), "body", "bodies")
    unsure = any(each.possible or kind_number(history, each.kind, scene.day).has_holes for each in scene.kinds)
    least = "at least " if unsure else ""
    return f"The NHS in England on {in_words(scene.day)}: {least}{bodies} of {counted(len(kinds), 'kind')}"


def _lede(history: History, scene: Landscape) -> str:
    """The local commissioners of the day and the tier above them, in a sentence; empty where there were none."""
    local = {kind for era in ERAS for kind in era}
    below = [each for each in scene.kinds if each.count and each.kind.id in local]
    above = [each for each in scene.kinds if each.count and each.kind.id in TIER_ABOVE]
    if not below:
        return f"{_finding(history, scene)}."
    commissioned, under = (
        joined([kind_number(history, each.kind, scene.day).words for each in of]) for of in (below, above)
    )
    verb = "commissioned" if scene.day < date.today() else "commission"
    return f"{upper_first(commissioned)} {verb} local care{f', under {under}' if above else ''}."


@dataclass(frozen=True, slots=True)
class _WayOfKind:
    """One kind, or one body, answered to another in one way: by so many lines between bodies, or by a general rule."""

    kind: Kind
    who: str
    way: str
    whom: str
    lines: int
    sources: tuple[str, ...] = ()


def _ways_by_kind(history: History, scene: Landscape) -> tuple[Sequence[_WayOfKind], Sequence[_WayOfKind]]:
    """Who answered to whom: of local commissioners and the tier above them, and of all others."""
    ways = [
        _WayOfKind(
            history.kinds[lower], wording.kind_plural(lower), way, lower_first(wording.kind_plural(upper)), lines
        )
        for lower, upper, way, lines in scene.flows
    ]
    for rule in scene.rules:
        kind = history.kinds[rule.from_kind or history.bodies[rule.from_body].kind]
        who, whom = wording.from_whom(rule, scene.day), wording.to_whom(rule, scene.day)
        ways.append(_WayOfKind(kind, who, rule.kind, whom, 0, rule.sources))
    ways.sort(key=lambda each: (readers_order(each.kind), each.kind.id))
    local = {within for era in ERAS for kind in era if kind in history.kinds for within in history.kinds_within(kind)}
    return (
        [each for each in ways if each.kind.id in local or each.kind.id in TIER_ABOVE],
        [each for each in ways if each.kind.id not in local and each.kind.id not in TIER_ABOVE],
    )


def _top(history: History, scene: Landscape) -> list[Body]:
    """Bodies to drill down from: national ones that others answered to."""
    upper = {line.to_id for line in scene.lines}
    national = [entry.body for each in scene.tier(Tier.NATIONAL) for entry in each.entries]
    return [body for body in national if body.id in upper]
