"""Evidence behind the record: sources, published counts, gaps, conflicts and former ids."""

from datetime import date

from msgspec import Struct

from .dates import Precision, cut

__all__ = [
    "Conflict",
    "FormerId",
    "Gap",
    "PublishedCount",
    "Source",
    "evidence_of",
    "possibility",
]


def evidence_of(inferred: bool) -> str:
    """The evidence of a fact in answers: `stated` by a source, or `inferred`."""
    return "inferred" if inferred else "stated"


def possibility(certain: bool) -> str:
    """How certainly something was in force on a day, in answers: `certain` or `possible`."""
    return "certain" if certain else "possible"


class PublishedCount(Struct, frozen=True):
    """A published number to compare the record with."""

    kinds: tuple[str, ...]
    day: date | None
    precision: Precision
    count: int
    scope: str
    sources: tuple[str, ...]
    note: str

    @property
    def when(self) -> str:
        """The day to its known precision; empty if unknown."""
        return cut(self.day, self.precision)


class Gap(Struct, frozen=True):
    """A known omission of the record."""

    subject: str
    period: str
    missing: str
    count: int | None
    of: int | None
    basis: str
    sources: tuple[str, ...]


class Conflict(Struct, frozen=True):
    """Two sources that disagree, which one was chosen and why; `chosen` is empty while undecided."""

    subject: str
    field: str
    value_a: str
    source_a: tuple[str, ...]
    value_b: str
    source_b: tuple[str, ...]
    chosen: str
    why: str


class FormerId(Struct, frozen=True):
    """An id of an earlier edition and its present replacement; `note` gives the reason where there is none."""

    id: str
    replaced_by: str
    note: str


class Source(Struct, frozen=True):
    """A source that facts were taken from."""

    key: str
    title: str
    publisher: str
    date: str
    url: str
    kind: str
    licence: str
    note: str
