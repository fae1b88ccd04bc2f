"""The restructures r1 to r10: what each was, what came before and after, and what was promised.

Counts before and after are the ones that sources state, beside the record's own from a comparison of the days
around it.
"""

from collections import defaultdict
from datetime import date

from flask import Blueprint, abort, url_for

from graph.dates import day_before
from graph.differences import Comparison
from graph.history import History
from graph.model import ChangeEvent, Restructure

from . import answers, asked
from .pictures import flows
from .representations import Page, Table, twins

__all__ = ["blueprint"]

blueprint = Blueprint("restructures", __name__)
_COLUMNS = (
    "id",
    "number",
    "name",
    "announced",
    "in_force_from",
    "in_force_to",
    "legislation",
    "summary",
    "number_basis",
    "sources",
)
_EVENT_COLUMNS = ("restructure", "event", "kind", "date", "predecessors", "successors", "evidence", "sources")


def _row(restructure: Restructure) -> dict[str, object]:
    return {
        "id": restructure.id,
        "number": restructure.number,
        "name": restructure.name,
        "announced": restructure.announced,
        "in_force_from": restructure.in_force_from,
        "in_force_to": restructure.in_force_to,
        "legislation": restructure.legislation,
        "summary": restructure.summary,
        "number_basis": restructure.number_basis,
        "sources": list(restructure.sources),
    }


@twins(blueprint, "/restructures/")
def index() -> Page:
    """The list of restructures, with what others counted."""
    history = asked.history()
    restructures = list(history.restructures.values())
    return Page(
        "restructures.html",
        Table(_COLUMNS, [_row(each) for each in restructures]),
        subjects=[each.id for each in restructures],
        sources=[key for each in restructures for key in each.sources],
        context=lambda: {"restructures": restructures, "claims": history.restructure_claims},
    )


def _under_way(history: History, restructure: Restructure) -> bool:
    """Whether it goes on: the newest, of which no source says that it is done."""
    return not restructure.in_force_to and restructure is list(history.restructures.values())[-1]


def around(history: History, restructure: Restructure) -> Comparison:
    """The days around a restructure, compared: the one before it began, and the one on which it was done, or today."""
    first, last = restructure.span
    today = date.today()
    done = today if _under_way(history, restructure) else min(last, today)
    return answers.comparison(history, day_before(first), done)


def _events(history: History, restructure: Restructure) -> dict[str, list[ChangeEvent]]:
    by_kind: dict[str, list[ChangeEvent]] = defaultdict(list)
    for event in history.events.values():
        if event.restructure == restructure.id:
            by_kind[event.kind].append(event)
    for events in by_kind.values():
        events.sort(key=lambda event: (event.days, event.id))
    return dict(sorted(by_kind.items(), key=lambda pair: -len(pair[1])))


@twins(blueprint, "/restructures/<piece:restructure>")
def show(restructure: str) -> Page:
    """One restructure, whole."""
    history = asked.history()
    if restructure not in history.restructures:
        abort(
            404, f"There is no restructure {restructure[:20]!r}. They are numbered r1 to r{len(history.restructures)}."
        )
    this = history.restructures[restructure]
    order = list(history.restructures.values())
    place = order.index(this)
    events = _events(history, this)
    commitments = [each for each in history.commitments if each.restructure == this.id]
    lines = [line for line in history.lines if line.restructure == this.id]
    rules = [rule for rule in history.line_rules if rule.restructure == this.id]
    successions = [rule for rule in history.succession_rules if rule.restructure == this.id]
    instruments = dict.fromkeys(
        event.instrument for of_kind in events.values() for event in of_kind if event.instrument in history.sources
    )
    rows = [
        {
            "restructure": this.id,
            "event": event.id,
            "kind": event.kind,
            "date": event.when,
            "predecessors": sorted({link.predecessor for link in history.event_links(event.id)}),
            "successors": sorted({link.successor for link in history.event_links(event.id)}),
            "evidence": "inferred" if event.inferred else "stated",
            "sources": list(event.sources),
        }
        for of_kind in events.values()
        for event in of_kind
    ]
    whole = {
        **_row(this),
        "also_known_as": list(this.also_known_as),
        "policy_document": this.policy_document,
        "bodies_before": list(this.bodies_before),
        "bodies_after": list(this.bodies_after),
        "accountability_before": this.accountability_before,
        "accountability_after": this.accountability_after,
        "commitments": [
            {
                "id": each.id,
                "text": each.text,
                "date": each.date,
                "makers": list(each.maker_ids),
                "sources": list(each.source),
                "outcome": each.status_evidence,
                "outcome_sources": list(each.status_source),
            }
            for each in commitments
        ],
        "events": rows,
    }
    return Page(
        "restructure.html",
        Table(_EVENT_COLUMNS, rows, whole),
        subjects=[
            this.id,
            *(str(row["event"]) for row in rows),
            *(each.id for each in commitments),
            *(each.id for each in lines),
            *(rule.id for rule in rules),
            *(rule.id for rule in successions),
        ],
        sources=[*this.sources, *(key for each in commitments for key in (*each.source, *each.status_source))],
        context=lambda: {
            "restructure": this,
            "under_way": _under_way(history, this),
            "before": order[place - 1] if place else None,
            "after": order[place + 1] if place + 1 < len(order) else None,
            "difference": around(history, this),
            "flow": flows.picture(around(history, this), history, url_for),
            "events": events,
            "commitments": commitments,
            "lines": lines,
            "rules": rules,
            "succession_rules": successions,
            "instruments": instruments,
        },
    )
