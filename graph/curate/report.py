"""The validation report: all findings, and the edition they are about."""

from dataclasses import dataclass
from typing import ClassVar

from ..answer import Json, Rows
from ..errors import Finding
from ..record.changelog import edition
from ..record.opening import Record

__all__ = ["Report", "report_on"]


@dataclass(frozen=True, slots=True)
class Report:
    """The findings in one edition, errors first."""

    columns: ClassVar[tuple[str, ...]] = ("severity", "subject", "rule", "message", "row")

    edition: str
    version: str
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """How many make the record unfit for use."""
        return sum(finding.severity == "error" for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings are only warnings."""
        return len(self.findings) - self.errors

    def document(self) -> Json:
        from ..documents import curate as documents

        findings = [documents.ReportedFinding.from_values(finding) for finding in self.findings]
        return documents.Report.from_values(self, findings=findings).plain()

    def rows(self) -> Rows:
        return [{name: getattr(finding, name) for name in self.columns} for finding in self.findings]


def report_on(record: Record) -> Report:
    """The validation report of a record.

    Raises:
        UnreadableRecord: the record is not valid Turtle; the message names the line.
    """
    from .validation import validate

    return Report(edition(record), record.version, tuple(validate(record)))
