"""Diff pages: the summary first, then kinds, bodies and accountability lines.

Days may be in any format (2013 is its last day) and in either order, which the page mentions.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from graph.answers.diff_result import BodyChange, Diff, KindChange
from graph.answers.geography.region import region_called, regions_of
from graph.answers.kind_numbers import holes_between, is_least, kind_number, published_between
from graph.model import words
from graph.model.commissioners import ERAS, readers_order
from graph.model.dates import parse_day
from graph.model.entities import Body
from graph.model.share import what_they_count
from graph.record.history import History

from ..http import parameters
from ..http.negotiation import Page, twins
from ..kit import figures, memo
from ..render import wording
from ..render.pictures import eras, flows
from ..render.take_away import Figure
from ..sparql import behind

__all__ = ["blueprint", "finding", "what_changed"]

blueprint = Blueprint("compare", __name__)
_SHOWN, _STORIES = 25, 3
_SUBTITLE = "Which kinds of body took over from which. Widths grow with the square root of the number."


@twins(blueprint, "/compare/<piece:first>/<piece:second>")
def show(first: str, second: str) -> Page:
    """The diff of two days."""
    history = parameters.history()
    region = _region(history)
    whole = _whole(history, first, second, region)
    kind = request.args.get("kind", "").strip()
    kind = history.kind(kind).id if kind else ""
    difference = whole.of_kind(kind) if kind else whole
    changes = (*difference.ended, *difference.begun)
    return Page(
        "diff.html",
        difference,
        subjects=[
            *(change.body.id for change in changes),
            *(step.link.id for change in changes for step in change.direct),
            *(step.link.event for change in changes for step in change.direct),
            *(each.id for each in difference.restructures),
        ],
        sources=[key for change in changes for step in change.direct for key in step.link.sources],
        context=lambda: {
            "difference": difference,
            "is_least": is_least(history, difference),
            "kind": kind,
            "region": region,
            "regions": regions_of(history, date.today()),
            "kinds": [history.kinds[each.kind] for each in whole.kinds],
            "stories": list(what_changed(history, difference)),
            "flow": (flow := flows.picture(difference, history, url_for)),
            "share": figures.share(
                ".figure",
                finding(history, difference),
                _SUBTITLE,
                first=difference.before.isoformat(),
                second=difference.after.isoformat(),
                kind=kind or None,
                region=region or None,
            )
            if flow
            else None,
            "local": {kind for era in ERAS for kind in era if kind in history.kinds},
            "ended": _by_kind(history, difference.ended),
            "begun": _by_kind(history, difference.begun),
            "came_and_went": _came_and_went(history, difference),
            "eras": None if kind or region else _eras(history, difference),
            "by_kind": sorted(difference.kinds, key=lambda each: readers_order(history.kinds[each.kind])),
            "to_come": max(difference.before, difference.after) > date.today(),
            "shares_count": what_they_count(
                each.part for change in changes for each in change.relatives if each.part.is_part
            ),
            "shown": len(changes) if request.args.get("all") == "on" else _SHOWN,
            "commitments": [
                each
                for each in history.commitments
                if each.restructure in {restructure.id for restructure in difference.restructures}
            ],
        },
        query=lambda: behind.between(difference.before, difference.after),
    )


def _region(history: History) -> str:
    """The id of the region in the address, which takes its name too; empty for all of England."""
    text = request.args.get("region", "").strip()
    return region_called(history, date.today(), text) if text else ""


def _whole(history: History, first: str, second: str, region: str) -> Diff:
    """What changed among all bodies, or among those of a region."""
    days = parse_day(first), parse_day(second)
    if region:
        return memo.diff_in(history, *days, region, date.today())
    return memo.diff(history, *days, parameters.weight(), estimate=parameters.estimate())


@figures.figures(blueprint, "/compare/<piece:first>/<piece:second>")
def figure(first: str, second: str) -> Figure:
    """The figure of the flows between kinds."""
    history = parameters.history()
    region = _region(history)
    whole = _whole(history, first, second, region)
    kind = request.args.get("kind", "").strip()
    kind = history.kind(kind).id if kind else ""
    difference = whole.of_kind(kind) if kind else whole
    days = {"first": difference.before.isoformat(), "second": difference.after.isoformat()}
    return figures.of_picture(
        flows.picture(difference, history, figures.absolute),
        title=finding(history, difference),
        subtitle=_SUBTITLE,
        address=url_for(".show", **days, kind=kind or None, region=region or None, _external=True),
    )


def finding(history: History, difference: Diff) -> str:
    """The number of bodies ended and begun, as a title."""
    ended, begun = len(difference.ended), len(difference.begun)
    least = "At least " if is_least(history, difference) else ""
    between = f"{words.in_words(difference.before)} and {words.in_words(difference.after)}"
    return f"{least}{words.counted(ended, 'body', 'bodies')} ended and {begun:,} began between {between}"


def _by_kind(history: History, changes: tuple[BodyChange, ...]) -> dict[str, list[BodyChange]]:
    kinds: dict[str, list[BodyChange]] = {}
    for change in sorted(changes, key=lambda each: readers_order(history.kinds[each.body.kind])):
        kinds.setdefault(change.body.kind, []).append(change)
    return kinds


def _came_and_went(history: History, difference: Diff) -> dict[str, list[Body]]:
    """The bodies that existed only between the two days, by kind."""
    kinds: dict[str, list[Body]] = {}
    for body in sorted(difference.came_and_went, key=lambda each: readers_order(history.kinds[each.kind])):
        kinds.setdefault(body.kind, []).append(body)
    return kinds


def _eras(history: History, difference: Diff) -> Markup | None:
    """The eras between the days, if there are several."""
    local = [kind for era in ERAS for kind in era if kind in history.kinds]
    within = {each: kind for kind in local for each in history.kinds_within(kind)}
    bodies = (body for body in history.bodies.values() if body.kind in within)
    days = eras.days_of(bodies, difference.before, difference.after)
    stages = [memo.diff(history, first, second) for first, second in pairwise(days)]
    return eras.picture(stages, history.kinds, local, url_for)


def what_changed(history: History, difference: Diff) -> Iterator[tuple[str, str]]:
    """A sentence for each kind, most changed first: its number as a phrase, and the rest."""
    stories, holes = _stories(history, difference), holes_between(history, difference)
    changed = (each for each in difference.kinds if each.ended or each.begun or each.renamed)
    for each in sorted(changed, key=lambda each: readers_order(history.kinds[each.kind])):
        told = stories.get(each.kind, [])
        parts = [*told[:_STORIES], *(["and more"] if len(told) > _STORIES else [])]
        if each.renamed:
            parts.append(f"{each.renamed} renamed")
        told_after = f": {'; '.join(parts)}" if parts else ""
        if each.kind in holes:
            ours = f"{each.before or 'none'} known before, {each.after or 'none'} after"
            published = published_between(history, difference, each.kind)
            yield f"{wording.kind_plural(each.kind)}: {ours}", f"{f' ({published})' if published else ''}{told_after}"
            continue
        numbers = f" ({each.before} to {each.after})" if each.before and each.after else ""
        yield _number(each), _together(history, difference, each.kind, numbers) + told_after


def _together(history: History, difference: Diff, kind: str, numbers: str) -> str:
    """The numbers with those of narrower kinds, which are counted together in what is published."""
    within = history.kinds_within(kind)
    narrower = [each for each in difference.kinds if each.kind in within and each.kind != kind]
    if not numbers or not narrower:
        return numbers
    before, after = (
        kind_number(history, history.kinds[kind], day).certain for day in (difference.before, difference.after)
    )
    others = words.joined([words.lower_first(history.kinds[each.kind].plural) for each in narrower])
    return f"{numbers[:-1]}; {before} to {after} with {others})"


def _number(change: KindChange) -> str:
    """The change in a kind's number, in words."""
    before, after, more = change.before, change.after, change.after - change.before
    if not before:
        return f"{after} new {wording.of_kind(after, change.kind)}"
    if not after:
        every = {1: "the only", 2: "both"}.get(before, f"all {before}")
        return f"{every} {wording.of_kind(before, change.kind)} ended"
    if not more:
        return f"as many {wording.of_kind(before, change.kind)} as before"
    return f"{abs(more)} {'more' if more > 0 else 'fewer'} {wording.of_kind(abs(more), change.kind)}"


def _stories(history: History, difference: Diff) -> Mapping[str, list[str]]:
    """The changes of each kind in sentences: which change, when, from how many to how many."""
    events = {
        step.link.event
        for change in (*difference.ended, *difference.begun)
        for step in change.direct
        if step.latest > difference.before and step.earliest <= difference.after
    }
    befores: dict[_Change, set[str]] = defaultdict(set)
    afters: dict[_Change, set[str]] = defaultdict(set)
    for event_id in events:
        event = history.events[event_id]
        for link in history.event_links(event_id):
            before, after = history.bodies[link.predecessor].kind, history.bodies[link.successor].kind
            change = _Change(event.day or date.max, event.when, event.kind, before, after)
            befores[change].add(link.predecessor)
            afters[change].add(link.successor)
    told: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for change in sorted(befores):
        for kind, what in change.told(len(befores[change]), len(afters[change])):
            told[kind][what].append(change.on)
    return {
        kind: [f"{what} {', and again '.join(days)}" for what, days in changes.items()]
        for kind, changes in told.items()
    }


@dataclass(frozen=True, slots=True, order=True)
class _Change:
    """The changes of one type on one day between two kinds."""

    day: date
    when: str
    sort: str
    before: str
    after: str

    @property
    def on(self) -> str:
        """The day, as the end of a sentence."""
        if not self.when:
            return "on a day not found"
        return f"{'on' if len(self.when) == 10 else 'in'} {words.in_words(self.when)}"

    def told(self, befores: int, afters: int) -> Iterator[tuple[str, str]]:
        """A sentence without its day for each kind involved."""
        whose = "its" if befores == 1 else "their"
        verbs = {"merger": "merged into", "split": "split into", "partial-transfer": f"gave part of {whose} work to"}
        verb = verbs.get(self.sort, "gave way to")
        if self.before == self.after:
            others = f"{afters} others"
            if self.sort in ("merger", "split"):
                others = str(afters)
            yield self.before, f"{befores} {verb} {'another' if befores == afters == 1 else others}"
            return
        yield self.before, f"{befores} {verb} {afters} {wording.of_kind(afters, self.after)}"
        yield self.after, f"{afters} took over from {befores} {wording.of_kind(befores, self.before)}"


@blueprint.get("/compare/")
def choose() -> Response | str:
    """The form for two days, and its redirect."""
    first, second = request.args.get("from", "").strip(), request.args.get("to", "").strip()
    if not (first or second):
        history = parameters.record().history
        regions = regions_of(history, date.today())
        return render_template("diff_form.html", restructures=history.restructures.values(), regions=regions)
    more = {name: request.args.get(name) or None for name in ("kind", "region")}
    path = url_for("compare.show", first=_in_address(first), second=_in_address(second))
    chosen = urlencode([(name, value) for name, value in more.items() if value])
    return redirect(f"{path}{'&' if '?' in path else '?'}{chosen}" if chosen else path)


def _in_address(text: str) -> str:
    """A day as it stands in an address: a year or month as it was typed, words as the day they mean."""
    day = parse_day(text)
    return text if re.fullmatch(r"\d{4}(-\d\d){0,2}", text) else day.isoformat()
