"""What can go wrong, as one family: every error a caller may meet is a `RecordError` with a one-line message."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "AmbiguousBody",
    "BadDay",
    "BadInput",
    "BadTables",
    "Finding",
    "MissingPart",
    "RecordError",
    "StoreError",
    "UnknownBody",
    "UnknownKind",
    "UnknownPlace",
    "UnreadableRecord",
]


class RecordError(Exception):
    """The base of every error of this package; its text is one line that says what to do.

    `public` is that line as strangers are told it, who need not know where anything stands.
    """

    def __init__(self, message: str, public: str = "") -> None:
        super().__init__(message)
        self.public = public or message


class BadDay(RecordError):
    """A day that does not exist, is not written as one, or lies outside 1948-2100."""


class BadInput(RecordError):
    """A table or list that somebody gave to be read cannot be; nothing was written."""


class MissingPart(RecordError):
    """A library is not installed that comes with an extra of the package; the message has the command that does it."""


class UnknownKind(RecordError):
    """No kind of body has this id."""


class UnreadableRecord(RecordError):
    """The record's file is missing, empty, cut short, or no Turtle."""


class StoreError(RecordError):
    """A store could not be reached, or refused or failed a query."""


class UnknownBody(RecordError):
    """No body has this id, code or name; `near` are the ids that come closest."""

    def __init__(self, message: str, near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)


class UnknownPlace(RecordError):
    """No place has this name, code or postcode, or several have; `near` are the ids that come close."""

    def __init__(self, message: str, near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)


class AmbiguousBody(UnknownBody):
    """Several bodies have this code or name; `near` are their ids."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong with a record or a table: where, which rule, and the mend."""

    subject: str
    rule: str
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        return f"{self.severity}: {self.subject}: {self.message} [{self.rule}]"


class BadTables(RecordError):
    """The tables hold cells that cannot be taken; `findings` says which, and nothing was written."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        super().__init__(f"{first.subject}: {first.message}{more}")
        self.findings = tuple(findings)
