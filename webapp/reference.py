"""About the record: what it covers and lacks, its sources, its vocabulary, and what is stated and what inferred."""

from flask import Blueprint, abort, render_template, request, url_for

from graph import statements
from graph.coverage import Coverage
from graph.history import History
from graph.model import Source

from . import answers, asked, terms
from .pictures import published
from .representations import Page, Table, twins

__all__ = ["blueprint"]

blueprint = Blueprint("reference", __name__)


@twins(blueprint, "/coverage")
def coverage() -> Page:
    """Our counts beside published ones, what each kind lacks, gaps, and conflicts between sources."""
    history = asked.record().history
    found = answers.audit(history)
    verdict = request.args.get("verdict", "")
    return Page(
        "coverage.html",
        found,
        subjects=statements.instances(asked.record(), "nhs:PublishedCount", "nhs:Gap", "nhs:Conflict"),
        sources=[key for check in found.counts for key in check.published.sources],
        context=lambda: {
            "coverage": found,
            "picture": published.picture(found.counts, history.kinds, url_for),
            "verdict": verdict,
            "verdicts": _verdicts(found),
            "checks": [check for check in found.counts if verdict in ("", check.verdict)],
        },
    )


def _verdicts(found: Coverage) -> dict[str, int]:
    verdicts: dict[str, int] = {}
    for check in found.counts:
        verdicts[check.verdict] = verdicts.get(check.verdict, 0) + 1
    return verdicts


def _source_row(source: Source) -> dict[str, object]:
    return {name: getattr(source, name) for name in Source.__slots__}


@twins(blueprint, "/sources")
def sources() -> Page:
    """Every source, with what was read there."""
    history = asked.record().history
    kind, text = request.args.get("kind", ""), request.args.get("q", "").strip()[:200]
    found = [
        source
        for source in history.sources.values()
        if kind in ("", source.kind)
        and text.casefold() in f"{source.key} {source.title} {source.publisher} {source.note}".casefold()
    ]
    return Page(
        "sources.html",
        Table(Source.__slots__, [_source_row(source) for source in found]),
        subjects=[source.key for source in found],
        context=lambda: {
            "sources": found,
            "kind": kind,
            "text": text,
            "kinds": sorted({source.kind for source in history.sources.values()}),
            "total": len(history.sources),
        },
    )


@twins(blueprint, "/sources/<piece:source>")
def source(source: str) -> Page:
    """One source, and the bodies, events and lines that rest on it."""
    history = asked.record().history
    if source not in history.sources:
        abort(404, f"There is no source “{source[:60]}”. All sources are listed on the page of sources.")
    this = history.sources[source]
    return Page(
        "source.html",
        Table(Source.__slots__, [_source_row(this)], _source_row(this)),
        subjects=[source],
        sources=[source],
        context=lambda: {"source": this, **_resting_on(history, source)},
    )


def _resting_on(history: History, key: str) -> dict[str, object]:
    return {
        "bodies": [body for body in history.bodies.values() if key in body.sources],
        "events": [event for event in history.events.values() if key in event.sources],
        "lines": sum(key in line.sources for line in history.lines),
        "links": sum(key in link.sources for link in history.successions),
        "counts": [count for count in history.published_counts if key in count.sources],
    }


@twins(blueprint, "/vocabulary")
def vocabulary() -> Page:
    """Kinds of body, and the terms of the record with their definitions."""
    history = asked.record().history
    classes, properties = terms.terms()
    rows = [
        *(
            {"term": f"nhs:kind-{kind.id}", "label": kind.label, "definition": kind.scope_note}
            for kind in history.kinds.values()
        ),
        *({"term": term.name, "label": term.label, "definition": term.definition} for term in (*classes, *properties)),
    ]
    return Page(
        "vocabulary.html",
        Table(("term", "label", "definition"), rows),
        subjects=[f"nhs:kind-{kind}" for kind in history.kinds],
        context=lambda: {"classes": classes, "properties": properties},
    )


@blueprint.get("/about")
def about() -> str:
    """What the record is, how it was made, and how to read it."""
    history = asked.record().history
    stated = history.stated
    return render_template(
        "about.html",
        counts={
            "bodies": (len(stated.bodies), len(history.bodies) - len(stated.bodies)),
            "changes": (len(stated.events), len(history.events) - len(stated.events)),
            "successions": (len(stated.successions), len(history.successions) - len(stated.successions)),
            "accountability lines": (len(stated.lines), len(history.lines) - len(stated.lines)),
            "sources": (len(history.sources), 0),
        },
        claims=history.restructure_claims,
        restructures=history.restructures.values(),
    )
