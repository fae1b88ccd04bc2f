"""Pages about the record: coverage and gaps, sources, vocabulary, stated and inferred facts."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.exceptions import BadRequest

from graph.answers.audit.areas import PEOPLE_OF_ENGLAND
from graph.answers.audit.coverage import VERDICTS, Coverage, KindCoverage
from graph.documents import audit as documents
from graph.documents import columns
from graph.model.evidence import Source
from graph.model.words import counted
from graph.publish import describe
from graph.record.history import History
from graph.tables.schema import TABLES

from ..http import parameters
from ..http.documents import Term
from ..http.negotiation import Page, PageTable, cited, kept, twins
from ..kit import figures, memo
from ..render import vocabulary as vocabulary_terms
from ..render.pictures import published
from ..render.take_away import Figure

__all__ = ["blueprint"]

blueprint = Blueprint("reference", __name__)
_PAIRS = "Published numbers of NHS bodies (rings) beside those of this record for the same day (dots), by kind."


@figures.figures(blueprint, "/coverage", pages=(".coverage",))
def figure() -> Figure:
    """The figure of published numbers next to ours."""
    history = parameters.record().history
    whole = memo.audit(history)
    return figures.of_picture(
        published.picture(whole.counts, history.kinds, figures.absolute),
        title=_finding(whole),
        subtitle=_PAIRS,
        address=url_for(".coverage", _external=True),
    )


def _finding(whole: Coverage) -> str:
    """The number of published counts compared, and how many agree, as a title."""
    met = sum(check.verdict == "match" for check in whole.counts)
    return f"{met:,} of {len(whole.counts):,} published numbers of bodies are met exactly"


@twins(blueprint, "/coverage")
def coverage() -> Page:
    """Our counts next to published ones, gaps by kind, and conflicts between sources."""
    history = parameters.record().history
    whole = memo.audit(history)
    verdict = request.args.get("verdict", "")
    if verdict and verdict not in VERDICTS:
        raise BadRequest(f"No verdict is called {verdict[:20]!r}. They are {', '.join(VERDICTS)}.")
    found = whole.of_verdict(verdict) if verdict else whole
    return Page(
        "coverage.html",
        found,
        subjects=_audited(whole, verdict),
        sources=[key for check in found.counts for key in check.published.sources],
        context=lambda: {
            "coverage": found,
            "people_of_england": PEOPLE_OF_ENGLAND,
            "pairs": _pairs,
            "picture": published.picture(whole.counts, history.kinds, url_for),
            "share": figures.share(".figure", _finding(whole), _PAIRS),
            "verdict": verdict,
            "verdicts": _verdicts(whole),
        },
    )


def _audited(whole: Coverage, verdict: str) -> Iterator[str]:
    """The ids of the published counts with a verdict, or all, and of gaps and conflicts."""
    identify = TABLES["published_counts"].identify
    for row, check in zip(parameters.record().rows("published_counts"), whole.counts, strict=True):
        if verdict in ("", check.verdict):
            yield identify(row)
    yield from describe.instances(parameters.record(), "nhs:Gap", "nhs:Conflict")


def _pairs(held: KindCoverage) -> list[tuple[int, int]]:
    """Pairs of counts (stated, only inferred): of a kind's bodies, then of each sort of fact."""
    things = [name.removeprefix("with_") for name in KindCoverage.__struct_fields__ if name.startswith("with_")]
    of_things = ((getattr(held, f"with_{thing}"), getattr(held, f"inferred_{thing}")) for thing in things)
    return [(held.bodies - held.inferred, held.inferred), *of_things]


def _verdicts(found: Coverage) -> dict[str, int]:
    verdicts: dict[str, int] = {}
    for check in found.counts:
        verdicts[check.verdict] = verdicts.get(check.verdict, 0) + 1
    return verdicts


def _source_row(source: Source) -> dict[str, Any]:
    return documents.Source.from_values(source).plain()


@twins(blueprint, "/sources")
def sources() -> Page:
    """All sources, with the number of facts from each."""
    history = parameters.record().history
    kind, text = request.args.get("kind", ""), request.args.get("q", "").strip()[:200]
    found = [
        source
        for source in history.sources.values()
        if kind in ("", source.kind)
        and text.casefold() in f"{source.key} {source.title} {source.publisher} {source.note}".casefold()
    ]
    return Page(
        "sources.html",
        PageTable(columns(documents.Source), [_source_row(source) for source in found]),
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
    """One source, and the bodies, events and lines it supports."""
    history = parameters.record().history
    if source not in history.sources:
        abort(404, f"There is no source “{source[:60]}”. All sources are listed on the page of sources.")
    this = history.sources[source]
    return Page(
        "source.html",
        PageTable(columns(documents.Source), [_source_row(this)], _source_row(this)),
        subjects=[source],
        sources=[source],
        context=lambda: {"source": this, **_resting_on(history, source)},
    )


def _resting_on(history: History, key: str) -> dict[str, object]:
    bodies = [body for body in history.bodies.values() if key in body.sources]
    numbers = (
        (len(bodies), "body", "bodies"),
        (sum(key in event.sources for event in history.events.values()), "change", ""),
        (sum(key in link.sources for link in history.successions), "succession", ""),
        (sum(key in line.sources for line in history.lines), "line of accountability", "lines of accountability"),
        (sum(key in count.sources for count in history.published_counts), "published number", ""),
    )
    return {"bodies": bodies, "resting": [counted(number, *nouns) for number, *nouns in numbers if number]}


@twins(blueprint, "/vocabulary")
def vocabulary() -> Page:
    """Kinds of body, and the terms of the vocabulary with definitions."""
    history = parameters.record().history
    classes, properties = vocabulary_terms.terms()
    kinds = (
        Term(term=f"nhs:kind-{kind.id}", label=kind.label, definition=kind.scope_note)
        for kind in history.kinds.values()
    )
    others = (Term.from_values(term, term=term.name) for term in (*classes, *properties))
    rows = [each.plain() for each in (*kinds, *others)]
    return Page(
        "vocabulary.html",
        PageTable(columns(Term), rows),
        subjects=[f"nhs:kind-{kind}" for kind in history.kinds],
        context=lambda: {"classes": classes, "properties": properties},
    )


@blueprint.get("/about")
@kept
def about() -> str:
    """What the record is, how it was made, and how to read it."""
    history = parameters.record().history
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
        restructures=history.restructures.values(),
        **cited(key for each in history.restructures.values() for key in each.sources),
    )
