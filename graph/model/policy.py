"""Restructures, claims about them, and national commitments, as frozen values."""

from datetime import date

from msgspec import Struct

from .dates import partial_span

__all__ = ["Commitment", "Restructure", "RestructureClaim"]


class Restructure(Struct, frozen=True):
    """One of r1 to r10; its dates are written to their known precision (2011-06)."""

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
    def acts(self) -> str:
        """The Acts behind it; empty where there is none, or none is known."""
        return "" if self.legislation.startswith("None") else self.legislation

    @property
    def begins(self) -> tuple[date, date]:
        """The earliest and latest day on which it began to take effect."""
        return partial_span(self.in_force_from)

    @property
    def span(self) -> tuple[date, date]:
        """The days over which it took effect, to the known precision; those of its start if no end is stated."""
        return self.begins[0], partial_span(self.in_force_to or self.in_force_from)[1]


class RestructureClaim(Struct, frozen=True):
    """A published claim about how many restructures there were."""

    id: str
    source: tuple[str, ...]
    claim_number: str
    period: str
    enumerated: str
    text: str


class Commitment(Struct, frozen=True):
    """A national promise and what is known about its outcome."""

    id: str
    maker_ids: tuple[str, ...]
    date: str
    text: str
    source: tuple[str, ...]
    status_evidence: str
    status_source: tuple[str, ...]
    note: str
    restructure: str
