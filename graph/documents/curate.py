"""JSON documents for editors: findings, changes between editions, reconciliation with registers."""

from typing import Annotated, TypeAlias

from msgspec import Meta

from .base import Document
from .keys import Count

__all__ = [
    "ChangedCell",
    "ComparedPoint",
    "EditionChanges",
    "Finding",
    "NotCompared",
    "Reconciliation",
    "Report",
    "ReportedFinding",
    "TableChanges",
    "ToldChange",
]


FindingRow: TypeAlias = Annotated[str, Meta(description="The table and row of the subject; null where it has none.")]


class Finding(Document):
    """One thing that is wrong: where, which rule, and the mend."""

    subject: str
    rule: str
    message: str
    severity: str
    row: FindingRow | None


class ReportedFinding(Document):
    """The same, in the order of a report."""

    severity: str
    subject: str
    rule: str
    message: str
    row: FindingRow | None


class Report(Document):
    """What is wrong with one edition of the record, errors first."""

    edition: str
    version: str
    errors: Count
    warnings: Count
    findings: list[ReportedFinding]


class ToldChange(Document):
    """One thing that was added, removed or changed, in words."""

    thing: str
    change: str
    id: str
    text: str


class ChangedCell(Document):
    """A cell that another edition has otherwise."""

    row: str
    column: str
    old: str
    new: str


class TableChanges(Document):
    """What changed in one table; rows are named by what they are about."""

    table: str
    added: list[str]
    removed: list[str]
    changed: list[ChangedCell]


class EditionChanges(Document):
    """What one edition of the record has that another has not."""

    old: str
    new: str
    written: Annotated[bool, Meta(description="Whether the new edition was put in place.")]
    told: list[ToldChange]
    tables: list[TableChanges]
    findings: list[Finding]


class ComparedPoint(Document):
    """A field on which record and register were compared."""

    field: str
    code: str | None
    body: str | None
    ours: str | None
    theirs: str | None


class NotCompared(Document):
    """A field on which they could not be compared, and why."""

    field: str
    code: str
    body: str | None
    theirs: str
    reason: str


class Reconciliation(Document):
    """The record beside a register."""

    form: str
    published: str | None
    edition: str | None
    note: str | None
    read: Annotated[Count, Meta(description="Records of the register.")]
    compared: Annotated[Count, Meta(description="Organisations, successions and relationships in them.")]
    counts: Annotated[dict[str, dict[str, Count]], Meta(description="Points by field and verdict.")]
    agreements: list[ComparedPoint]
    differences: list[ComparedPoint]
    missing_in_record: list[ComparedPoint]
    missing_in_register: list[ComparedPoint]
    not_compared: list[NotCompared]
