"""What the record rests on and is audited against: sources, published counts, gaps, conflicts and former ids."""

from dataclasses import dataclass
from datetime import date

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
    """How a fact is known, as every answer says it: `stated` by a source, or `inferred`."""
    return "inferred" if inferred else "stated"


def possibility(certain: bool) -> str:
    """Whether something was in force on a day, as every answer says it: `certain`, or only `possible`."""
    return "certain" if certain else "possible"


@dataclass(frozen=True, slots=True)
class PublishedCount:
    """A number somebody published, to hold the record against."""

    kinds: tuple[str, ...]
    day: date | None
    precision: Precision
    count: int
    scope: str
    sources: tuple[str, ...]
    note: str

    @property
    def when(self) -> str:
        """The day as far as it is known, or nothing."""
        return cut(self.day, self.precision)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something known to be missing from the record."""

    subject: str
    period: str
    missing: str
    count: int | None
    of: int | None
    basis: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sources that disagree, which was chosen, and why; `chosen` is empty where it is not settled."""

    subject: str
    field: str
    value_a: str
    source_a: tuple[str, ...]
    value_b: str
    source_b: tuple[str, ...]
    chosen: str
    why: str


@dataclass(frozen=True, slots=True)
class FormerId:
    """An id of an earlier edition, and the one that stands for the same body now; `note` says why where none does."""

    id: str
    replaced_by: str
    note: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read."""

    key: str
    title: str
    publisher: str
    date: str
    url: str
    kind: str
    licence: str
    note: str
