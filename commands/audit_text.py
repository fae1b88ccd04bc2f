"""What keeps the record, told to people at a terminal: changes, findings, sources, coverage."""

from typing import TYPE_CHECKING

from .output import indented, table
from .text import count

if TYPE_CHECKING:
    from rich.console import Console

    from graph.coverage import Coverage
    from graph.editing import Changes
    from graph.sources import Sources
    from graph.validation import Report

__all__ = ["changes", "coverage", "findings", "sources"]


def changes(console: "Console", answer: "Changes") -> None:
    """What an edition says otherwise, table by table."""
    if not answer.tables:
        console.print("Nothing changes.")
    for each in answer.tables:
        console.print(
            f"{each.table}: {len(each.added)} added, {len(each.removed)} removed, "
            f"{count(len(each.changed), 'cell')} changed"
        )
        rows = [("added", row, "", "", "") for row in each.added]
        rows += [("removed", row, "", "", "") for row in each.removed]
        rows += [("changed", *cell) for cell in each.changed]
        if len(rows) <= 200:
            table(console, ("", "row", "column", "old", "new"), rows)
    for finding in answer.findings:
        console.print(str(finding))
    if not answer.findings:
        console.print(f"The record {'is now' if answer.written else 'would be'} edition {answer.new}.")


def findings(console: "Console", report: "Report") -> None:
    """What is wrong with a record, worst first."""
    for finding in report.findings:
        console.print(str(finding))
    console.print(f"Edition {report.version}: {count(report.errors, 'error')}, {count(report.warnings, 'warning')}")


def sources(console: "Console", answer: "Sources") -> None:
    """Sources with the number of facts that rest on each."""
    console.print(count(len(answer.uses), "source"))
    for each in answer.uses:
        source = each.source
        console.print(f"\n{source.key}  {count(each.facts, 'fact')}")
        indented(console, ", ".join(filter(None, (source.title, source.publisher, source.date, source.licence))))
        if source.url:
            console.print(f"    {source.url}", soft_wrap=True)


def coverage(console: "Console", answer: "Coverage") -> None:
    """The audit: published counts, then what each kind has, then gaps and conflicts in numbers."""
    rows = [
        (
            f"{row['kind']} {row['date']}",
            check.published.scope,
            check.ours,
            check.with_inferences,
            check.possible,
            check.published.count,
            check.verdict,
        )
        for check, row in zip(answer.counts, answer.rows(), strict=True)
    ]
    header = ("count", "scope", "ours", "inferred", "possible", "published", "verdict")
    console.print("Published counts beside ours: as stated, with inferences, and the most it can be")
    table(console, header, rows, numbers=("ours", "inferred", "possible", "published"))
    console.print("\nWhat is known of each kind")
    kinds_header = ("kind", "bodies", "inferred", "start", "end", "code", "before", "after", "line")
    kinds = [
        (
            each.kind,
            each.bodies,
            each.inferred,
            each.with_start,
            each.with_end,
            each.with_code,
            each.with_predecessor,
            each.with_successor,
            each.with_line,
        )
        for each in answer.kinds
    ]
    table(console, kinds_header, kinds, numbers=kinds_header[1:])
    console.print(f"\nGaps ({len(answer.gaps)})")
    gaps = [
        (
            gap.subject,
            gap.period,
            gap.missing,
            f"{gap.count if gap.count is not None else '?'} of {gap.of}" if gap.of else "",
        )
        for gap in answer.gaps
    ]
    table(console, ("about", "period", "missing", "how many"), gaps)
    console.print(f"\nSources disagree ({len(answer.conflicts)})")
    conflicts = [
        (each.subject, each.field, each.value_a, each.value_b, each.chosen or "not settled", each.why)
        for each in answer.conflicts
    ]
    table(console, ("about", "field", "one", "other", "chosen", "why"), conflicts)
