"""Validation rules for published counts and counted gaps, compared with the record.

`graph.answers.audit.coverage` and `graph.answers.audit.gaps` do the counting.
"""

from collections.abc import Iterator
from typing import TypeAlias

from ..answers.audit.coverage import coverage
from ..answers.audit.gaps import MISSING, recount
from ..model.dates import cut
from ..record.history import History
from ..tables.schema import TABLES

__all__ = [
    "Fault",
    "counted_gaps_hold",
    "every_counted_body_exists",
    "every_counted_table_exists",
    "published_counts_agree",
]

Fault: TypeAlias = tuple[str, str]
"""The id of a subject, and what is wrong with it and how to mend it."""


def every_counted_body_exists(history: History) -> Iterator[Fault]:
    """A published count of a body's members names a body of the record."""
    for published in history.published_counts:
        scope, _, body = published.scope.partition(":")
        if scope == "in" and body not in history.bodies:
            subject = f"count of {'+'.join(published.kinds)}, {cut(published.day, published.precision)}"
            yield subject, f"its scope is the members of {body!r}, which is no body of the record; name one that is"


def every_counted_table_exists(history: History) -> Iterator[Fault]:
    """A counted gap names a fact table of the record."""
    for gap in history.gaps:
        basis, _, table = gap.basis.partition(" in ")
        if basis == "counted" and table.removesuffix(".csv") not in TABLES:
            yield (
                f"gap of {gap.subject}",
                f"it was counted in {table!r}, which is no fact table; name one, as bodies.csv",
            )


def published_counts_agree(history: History) -> Iterator[Fault]:
    """A published count agrees with the record, or a gap for its kind explains the difference."""
    for check in coverage(history).counts:
        if check.verdict in ("differs", "not listed") and not check.explained:
            published = check.published
            kinds, day = "+".join(published.kinds), cut(published.day, published.precision)
            yield (
                f"count of {kinds}, {day}",
                f"{published.count} were published and the record has {check.ours} (at most {check.possible}); "
                f"add what is missing, or a gap of kind {published.kinds[0]} that explains it",
            )


def counted_gaps_hold(history: History) -> Iterator[Fault]:
    """A counted gap has the numbers the tables give today."""
    for gap in history.gaps:
        if not gap.basis.startswith("counted"):
            continue
        subject, now = f"gap of {gap.subject}, {gap.missing}", recount(history, gap)
        if now is None:
            yield subject, f"it cannot be counted again; what is missing is one of: {'; '.join(MISSING)}"
        elif now != (gap.count, gap.of):
            mend = f"write {now[0]} of {now[1]}" if now[0] else "take the gap away"
            yield subject, f"it says {gap.count} of {gap.of}, and the record has {now[0]} of {now[1]}; {mend}"
