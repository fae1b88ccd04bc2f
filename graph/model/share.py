"""Shares of one body in another: the only place for their tolerance, sums and formatting."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from msgspec import Struct

from ..errors import BadInput
from ..util.text import quoted

__all__ = [
    "NARROW",
    "NOTHING",
    "ROUNDING",
    "WHOLE",
    "Share",
    "Weight",
    "parse_share",
    "remainder",
    "share_number",
    "share_text",
    "total",
    "what_they_count",
]

WHOLE: Final = Decimal(1)
NOTHING: Final = Decimal(0)

ROUNDING: Final = Decimal("0.0005")
"""Published shares are rounded: those of one body that miss the whole by no more than this stand for the whole."""

NARROW: Final = Decimal("0.005")
"""A span by area that is no wider than this is given as one number, its middle."""

_PLACES = Decimal("0.0001")
_FINEST: Final = 12
"""Decimals of a share that somebody writes; a thousand of them would be a thousand characters wherever it is shown."""


class Weight(StrEnum):
    """What a share counts: people, postcodes or LSOAs of the common area, or whatever the stating source counted."""

    PEOPLE = "people"
    POSTCODES = "postcodes"
    LSOAS = "lsoas"
    STATED = "stated"


class Share(Struct, frozen=True):
    """The fraction of one body that is in another, 0 to 1: a number, or None with known bounds.

    `basis` says what the number counts: people, postcodes or LSOAs by area, whatever the source counts for a stated
    share, or nothing where a link carries everything. `evidence` is exact, derived or approximate by area (the weakest
    of its cells) and stated by links. `stated` is what a source says about the links between the two, whatever the
    number.
    """

    value: Decimal | None
    low: Decimal
    high: Decimal
    basis: str = ""
    evidence: str = "stated"
    inferred: bool = False
    estimated: bool = False
    stated: Decimal | None = None
    stated_basis: str = ""

    @property
    def certainty(self) -> str:
        """The evidence in one word: `inferred` takes precedence over the evidence of the area."""
        return "inferred" if self.inferred else self.evidence

    @property
    def is_bounded(self) -> bool:
        """Whether an upper bound below 1 or a lower bound above 0 is known."""
        return self.low > NOTHING or self.high < WHOLE

    @property
    def is_part(self) -> bool:
        """Whether it is known to be less than the whole, exactly or within bounds."""
        return self.is_bounded if self.value is None else self.value < WHOLE - ROUNDING

    @property
    def most(self) -> Decimal:
        """Its upper bound."""
        return self.high if self.value is None else self.value

    def row(self) -> dict[str, object]:
        """The share's fields in tables."""
        return {
            "share": share_text(self.value),
            "share_low": share_text(self.low),
            "share_high": share_text(self.high),
            "share_basis": self.basis,
            "stated_share": "" if self.stated is None else share_text(self.stated),
            "share_evidence": self.certainty,
        }

    def document(self) -> dict[str, object]:
        """The share's fields in JSON answers."""
        return {
            "share": share_number(self.value),
            "share_low": share_number(self.low),
            "share_high": share_number(self.high),
            "share_basis": self.basis or None,
            "stated_share": share_number(self.stated),
            "stated_basis": self.stated_basis or None,
            "share_evidence": self.certainty,
            "estimated": self.estimated,
        }


def parse_share(text: str) -> Decimal:
    """Parses a share written by a person, such as 0.05.

    Raises:
        BadInput: it is not a number from 0 to 1.
    """
    try:
        share = Decimal(text)
    except InvalidOperation:
        share = Decimal("NaN")
    if not share.is_finite() or not NOTHING <= share <= WHOLE or round(share, _FINEST) != share:
        raise BadInput(f"{quoted(text, 20)} is no share; write a number from 0 to 1, such as 0.05.")
    return share


def what_they_count(shares: Iterable[Share]) -> str:
    """The footnote for shares that count people: which population, and that it is used for all years."""
    people = any(share.basis == Weight.PEOPLE for share in shares)
    return "Shares count people of mid-2020, who stand for all years." if people else ""


def total(shares: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of shares of one body: unknown if any is; a sum slightly off 1 through rounding becomes 1."""
    sum_ = NOTHING
    for share in shares:
        if share is None:
            return None
        sum_ += share
    return WHOLE if WHOLE < sum_ <= WHOLE + ROUNDING else sum_


def remainder(taken: Decimal) -> Decimal:
    """What is left after shares that sum to `taken`: zero if only rounding is missing."""
    left = WHOLE - taken
    return left if left > ROUNDING else NOTHING


def share_text(share: Decimal | Share | None) -> str:
    """A share with up to four decimals; a span as `0.2 to 0.45`; `unknown` if nothing is known."""
    if isinstance(share, Share):
        if share.value is None and share.is_bounded:
            return f"{share_text(share.low)} to {share_text(share.high)}"
        estimated = "about " if share.estimated else ""
        return estimated + share_text(share.value)
    if share is None:
        return "unknown"
    return format(share.quantize(_PLACES).normalize(), "f")


def share_number(share: Decimal | None) -> float | None:
    """A share for JSON: a number with up to four decimals, or null."""
    return None if share is None else float(share.quantize(_PLACES))
