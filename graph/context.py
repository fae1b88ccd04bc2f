"""What stands around the bodies, as frozen values: restructures, commitments, sources, counts, gaps and conflicts.

They rest on nothing but dates; the bodies themselves and what joined them are in `model`.
"""

from dataclasses import dataclass
from datetime import date

from .dates import Precision, cut, partial_span

__all__ = ["Commitment", "Conflict", "Gap", "PublishedCount", "Restructure", "RestructureClaim", "Source"]


@dataclass(frozen=True, slots=True)
class Restructure:
    """One of r1 to r10; its days are written as far as they are known (2011-06)."""

    id: str
    number: int
    name: str
    also_known_as: tuple[str, ...]
    announced: str
    in_force_from: str
    in_force_to: str
    policy_document: str
    legislation: str
    summary: str
    bodies_before: tuple[str, ...]
    bodies_after: tuple[str, ...]
    accountability_before: str
    accountability_after: str
    sources: tuple[str, ...]
    number_basis: str

    @property
    def begins(self) -> tuple[date, date]:
        """The earliest and latest day it began to be in force."""
        return partial_span(self.in_force_from)

    @property
    def span(self) -> tuple[date, date]:
        """The days it took to come into force, to the precision known; those of its beginning where no end is said."""
        return self.begins[0], partial_span(self.in_force_to or self.in_force_from)[1]


@dataclass(frozen=True, slots=True)
class RestructureClaim:
    """What somebody said about how many restructures there were."""

    id: str
    source: tuple[str, ...]
    claim_number: str
    period: str
    enumerated: str
    text: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise made nationally and what is known of its outcome."""

    id: str
    maker_ids: tuple[str, ...]
    date: str
    text: str
    source: tuple[str, ...]
    status_evidence: str
    status_source: tuple[str, ...]
    note: str
    restructure: str


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
