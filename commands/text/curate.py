"""Text output of the curate commands: changes, findings, sources, coverage."""

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from graph.model.share import share_text
from graph.model.words import counted, note_in_words, upper_first

from ..output import Printer, indented, table
from .cells import few

if TYPE_CHECKING:
    from graph.answers.audit.areas import AreaAudit, Contradiction
    from graph.answers.audit.coverage import Coverage, GapCheck, KindCoverage
    from graph.answers.audit.sources import Sources
    from graph.curate.edition_diff import Changes
    from graph.curate.report import Report

__all__ = ["changes", "coverage", "findings", "sources"]


_MOST = 200
"""Changes that are told one by one; of more, only the numbers."""


def changes(page: Printer, answer: "Changes") -> None:
    """What an edition changed, one thing per line, and its findings."""
    for thing, group in groupby(answer.told, key=lambda change: change.thing):
        told = list(group)
        numbers = Counter(each.change for each in told)
        page.print(f"{thing}: {', '.join(f'{number} {what}' for what, number in numbers.items())}")
        if len(told) <= _MOST:
            for each in told:
                page.print(f"  {each.change}  {each.id}", wrap=False)
                indented(page, each.text)
    for finding in answer.findings:
        page.print(str(finding))
    if answer.written:
        page.print(f"The record is now edition {answer.new}{f', was {answer.old}' if answer.old else ''}.")
    elif answer.told and not answer.errors:
        page.print(f"From edition {answer.old or 'none'} to {answer.new}.")
    elif not answer.errors:
        page.print("Nothing changes.")


def findings(page: Printer, report: "Report") -> None:
    """Validation findings, worst first."""
    for finding in report.findings:
        page.print(str(finding))
    page.print(f"Edition {report.edition}: {counted(report.errors, 'error')}, {counted(report.warnings, 'warning')}")


def sources(page: Printer, answer: "Sources") -> None:
    """Sources with the number of facts citing each."""
    page.print(counted(len(answer.uses), "source"))
    for each in answer.uses:
        source = each.source
        page.print(f"\n{source.key}  {counted(each.facts, 'fact')}")
        indented(page, ", ".join(filter(None, (source.title, source.publisher, source.date, source.licence))))
        if source.url:
            page.print(f"    {source.url}", wrap=False)


def coverage(page: Printer, answer: "Coverage") -> None:
    """The audit: published counts, coverage by kind and era, gaps, and disagreements between sources."""
    from graph.answers.audit.coverage import THINGS

    if answer.edition:
        page.print(f"Edition {answer.edition}")
    page.print("How far each period can be trusted")
    for each in answer.periods:
        indented(page, f"{upper_first(each.period)}. {each.text}")
    page.print("\nPublished counts beside ours: as stated, with inferences, and the most it can be")
    header = ("count", "scope", "ours", "inferred", "possible", "published", "differ", "verdict")
    rows = [
        (
            f"{row['kind']} {row['date']}",
            *(row[name] for name in ("scope", "ours", "with_inferences", "possible", "published")),
            _signed(check.difference),
            check.verdict,
        )
        for check, row in zip(answer.counts, answer.rows(), strict=True)
    ]
    table(page, header, rows, numbers=header[2:7])
    unlike = [check for check in answer.counts if check.reason]
    page.print(f"\nWhy a published number is not ours ({len(unlike)})")
    for check in unlike:
        indented(page, f"{'+'.join(check.published.kinds)} {check.published.when}: {check.reason}")
    page.print("\nWhat is known of each kind: stated by a source, and + what is known only by inference")
    kinds_header = ("kind", "bodies", *THINGS)
    table(page, kinds_header, [(each.kind, *_held(each)) for each in answer.kinds], numbers=kinds_header[1:])
    page.print("\nThe same by era, with the largest published count and ours of that day")
    eras_header = ("era and kind", "published", "ours", *kinds_header[1:])
    eras = [
        (f"{each.era.restructure or 'before r1'} {each.held.kind}", each.published, each.known, *_held(each.held))
        for each in answer.eras
    ]
    table(page, eras_header, eras, numbers=eras_header[1:])
    page.print(f"\nGaps ({len(answer.gaps)})")
    gaps = [
        (each.gap.subject, each.gap.period, note_in_words(each.gap.missing), _how_many(each))
        for each in answer.gap_checks
    ]
    table(page, ("about", "period", "missing", "how many"), gaps)
    page.print(f"\nSources disagree ({len(answer.conflicts)})")
    conflicts = [
        (each.subject, each.field, each.value_a, each.value_b, each.chosen or "not settled", note_in_words(each.why))
        for each in answer.conflicts
    ]
    table(page, ("about", "field", "one", "other", "chosen", "why"), conflicts)

    if answer.areas:
        _areas(page, answer.areas)


def _areas(page: Printer, audit: "AreaAudit") -> None:
    """The audit of areas: population, days of each tier, and contradicted shares."""
    from graph.answers.audit.areas import PEOPLE_OF_ENGLAND

    page.print(f"\nAreas: {counted(audit.bodies, 'body', 'bodies')} on {counted(audit.cells, 'cell')}")
    same = "as in" if audit.people == PEOPLE_OF_ENGLAND else f"but {PEOPLE_OF_ENGLAND:,} in"
    page.print(f"{audit.people:,} people in all cells, {same} the mid-2020 estimate of England")
    if audit.without_area:
        missing = ", ".join(f"{number} {kind}" for kind, number in audit.without_area.items())
        page.print(f"Without area: {missing}")
    page.print("Days of change on which each tier covered England once, and those on which it did not")
    header = ("tier", "days", "once")
    table(page, header, [("+".join(each.kinds), each.days, each.covered) for each in audit.tiers], numbers=header[1:])
    faults = [
        (
            "+".join(tier.kinds),
            each.first,
            each.last or "",
            len(each.holes),
            f"{audit.people_of(each.holes):,}",
            len(each.unsure),
            len(each.overlaps),
            few(each.bodies),
        )
        for tier in audit.tiers
        for each in tier.faults
    ]
    fault_header = ("tier", "from", "to", "holes", "people", "unsure", "twice", "by")
    table(page, fault_header, faults, numbers=("holes", "people", "unsure", "twice"))
    page.print(f"\nStated shares that areas contradict by more than 0.02 ({len(audit.contradictions)})")
    shares = [
        (each.link.predecessor, each.link.successor, each.link.share, each.link.share_basis, _by_area(each))
        for each in audit.contradictions
    ]
    table(page, ("from", "to", "stated", "counts", "by area"), shares)


def _by_area(each: "Contradiction") -> str:
    low, high = share_text(each.low), share_text(each.high)
    return low if low == high else f"{low} to {high}"


def _signed(number: int | None) -> str:
    return f"{number:+d}" if number else "" if number is None else "0"


def _held(held: "KindCoverage") -> list[str]:
    pairs = [(held.bodies - held.inferred, held.inferred), *held.numbers()]
    return [f"{stated}+{inferred}" if inferred else str(stated) for stated, inferred in pairs]


def _how_many(check: "GapCheck") -> str:
    gap = check.gap
    said = f"{gap.count if gap.count is not None else '?'} of {gap.of}" if gap.of else ""
    return said if check.now is None or check.holds else f"{said}, now {check.now[0]} of {check.now[1]}"
