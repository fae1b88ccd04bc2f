"""How much of one body lies in another: the one place for the tolerance, the sum and the writing of shares."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

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
    """What a share counts: people, postcodes or LSOAs of the common area, or whatever the source that states it did."""

    PEOPLE = "people"
    POSTCODES = "postcodes"
    LSOAS = "lsoas"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class Share:
    """The part of one body that lies in another, in 0..1: a number, or None with the bounds that are known.

    `basis` says what the number counts: people, postcodes or LSOAs by area, what its source counts where it is a
    stated one, or nothing where a link carries all. `evidence` is exact, derived or approximate by area (the weakest
    of the cells) and stated by links. `stated` is what a source says of the links between the two, whatever the number.
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
        """The evidence in one word: `inferred` wins over how exactly the area is known."""
        return "inferred" if self.inferred else self.evidence

    @property
    def is_bounded(self) -> bool:
        """Whether it is known to be less than all, or more than nothing."""
        return self.low > NOTHING or self.high < WHOLE

    @property
    def is_part(self) -> bool:
        """Whether it is known to be less than the whole, exactly or within bounds."""
        return self.is_bounded if self.value is None else self.value < WHOLE - ROUNDING

    @property
    def most(self) -> Decimal:
        """As much as it can be."""
        return self.high if self.value is None else self.value

    def row(self) -> dict[str, object]:
        """The fields of a share in tables."""
        return {
            "share": share_text(self.value),
            "share_low": share_text(self.low),
            "share_high": share_text(self.high),
            "share_basis": self.basis,
            "stated_share": "" if self.stated is None else share_text(self.stated),
            "share_evidence": self.certainty,
        }

    def document(self) -> dict[str, object]:
        """The fields of a share in JSON answers."""
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
    """A share as somebody wrote it, such as 0.05.

    Raises:
        BadInput: it is no number from 0 to 1.
    """
    try:
        share = Decimal(text)
    except InvalidOperation:
        share = Decimal("NaN")
    if not share.is_finite() or not NOTHING <= share <= WHOLE or round(share, _FINEST) != share:
        raise BadInput(f"{quoted(text, 20)} is no share; write a number from 0 to 1, such as 0.05.")
    return share


def what_they_count(shares: Iterable[Share]) -> str:
    """What is said once beside shares that count people: which people, and that they stand for all years."""
    people = any(share.basis == Weight.PEOPLE for share in shares)
    return "Shares count people of mid-2020, who stand for all years." if people else ""


def total(shares: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of shares of one body: unknown if one of them is, and the whole where rounding made it a little more."""
    sum_ = NOTHING
    for share in shares:
        if share is None:
            return None
        sum_ += share
    return WHOLE if WHOLE < sum_ <= WHOLE + ROUNDING else sum_


def remainder(taken: Decimal) -> Decimal:
    """What shares that sum to `taken` leave of the whole: nothing where only rounding is missing."""
    left = WHOLE - taken
    return left if left > ROUNDING else NOTHING


def share_text(share: Decimal | Share | None) -> str:
    """A share with up to four decimals; a span as `0.2 to 0.45`; `unknown` where nothing is known of it."""
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
