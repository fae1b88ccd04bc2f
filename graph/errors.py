"""The errors of this package: each is a `RecordError` with a one-line message."""

from collections.abc import Sequence
from dataclasses import dataclass, field

__all__ = [
    "AmbiguousBody",
    "BadDay",
    "BadInput",
    "BadTables",
    "Finding",
    "MissingPart",
    "NoSuchDay",
    "RecordError",
    "StoreError",
    "UnknownBody",
    "UnknownKind",
    "UnknownPlace",
    "UnreadableRecord",
]


class RecordError(Exception):
    """Base class of all errors of this package; the message is one line that says what to do.

    `public` is the message for site visitors, without paths or addresses.
    """

    def __init__(self, message: str, public: str = "") -> None:
        super().__init__(message)
        self.public = public or message


class BadDay(RecordError):
    """A date that does not exist, has no known format, or lies outside 1948-2100."""


class NoSuchDay(BadDay):
    """Written as a day, but the calendar has none such, as 31 June, or it is outside the years of the NHS."""


class BadInput(RecordError):
    """A table or list from the user cannot be read; nothing was written."""


class MissingPart(RecordError):
    """A library from an optional extra is not installed; the message has the install command."""


class UnknownKind(RecordError):
    """There is no kind of body with this id."""


class UnreadableRecord(RecordError):
    """The record's file is missing, empty, truncated, or not valid Turtle."""


class StoreError(RecordError):
    """A SPARQL store could not be reached, or refused or failed a query."""


class UnknownBody(RecordError):
    """No body has this id, code or name; `near` holds the most similar ids."""

    def __init__(self, message: str, near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)


class UnknownPlace(RecordError):
    """No place has this name, code or postcode, or several do; `near` holds similar ids."""

    def __init__(self, message: str, near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)


class AmbiguousPlace(UnknownPlace):
    """Several places have this name; `near` are their ids."""


class AmbiguousBody(UnknownBody):
    """Several bodies match this code or name; `near` holds their ids."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem in a record or table: where, which rule, and how to fix it."""

    subject: str
    rule: str
    message: str
    severity: str = "error"
    row: str = field(default="", compare=False)
    """The table and the row that the subject is in, as far as there is one."""

    def __str__(self) -> str:
        where = f"; {self.row}" if self.row else ""
        return f"{self.severity}: {self.subject}: {self.message} [{self.rule}{where}]"


class BadTables(RecordError):
    """Tables with invalid cells; `findings` lists them, and nothing was written."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        super().__init__(f"{first.subject}: {first.message}{more}")
        self.findings = tuple(findings)
