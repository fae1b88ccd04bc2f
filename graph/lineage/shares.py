"""How much of a body its successors took: the rules by which a share goes along a step and along a path.

It rests on the shares that sources state; what they leave open is unknown, and stays so down the path.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from ..model.entities import CARRYING_ALL, Step

__all__ = ["Share", "Shares", "share_number", "share_text", "total"]

Share: TypeAlias = Decimal | None
"""A fraction in 0..1 of a predecessor, or None where it is not known."""

_WHOLE = Decimal(1)
_ROUNDING = Decimal("0.0001")
"""Published shares are rounded; what is left of a body within this of nothing is nothing."""


class Shares:
    """How much of a body each of its steps carries on.

    The rules: a stated share wins; else a merger, replacement or rename carries all, and a split, partial transfer or
    boundary change an unknown part. All is what is left after shares stated for the same day; beside an unshared
    step of the same day it is unknown too. What stated shares leave over stays with a body that goes on, and a later
    share is one of that rest.
    """

    def __init__(self, steps_from: Callable[[str], Sequence[Step]]) -> None:
        self._steps_from = steps_from
        self._known: dict[tuple[str, date], tuple[Mapping[Step, Share], Share]] = {}

    def of_steps(self, body: str, reached: date) -> Mapping[Step, Share]:
        """The part of `body`, as it was on the day it was reached, that each of its later steps carries."""
        return self._divided(body, reached)[0]

    def rest(self, body: str, reached: date) -> Share:
        """The part of `body`, as it was on the day it was reached, that stays with it after all its steps."""
        return self._divided(body, reached)[1]

    def _divided(self, body: str, reached: date) -> tuple[Mapping[Step, Share], Share]:
        key = (body, reached)
        if key not in self._known:
            self._known[key] = self._carried(body, reached)
        return self._known[key]

    def _carried(self, body: str, reached: date) -> tuple[Mapping[Step, Share], Share]:
        by_day: dict[tuple[date, date], list[Step]] = defaultdict(list)
        for step in self._steps_from(body):
            if step.latest >= reached:
                by_day[step.earliest, step.latest].append(step)
        carried: dict[Step, Share] = {}
        left: Share = _WHOLE
        for day in sorted(by_day):
            of_day, rest = _of_one_day(by_day[day])
            for step, share in of_day.items():
                carried[step] = None if left is None or share is None else left * share
            left = None if left is None or rest is None else left * rest
            if left is not None and left <= _ROUNDING:
                left = Decimal(0)
        return carried, left

    def along(self, path: Sequence[Step]) -> Share:
        """The part of a path's first body that the path carries to its last."""
        share: Share = _WHOLE
        reached = date.min
        for step in path:
            part = self.of_steps(step.link.predecessor, reached).get(step)
            if part is None or share is None:
                return None
            share *= part
            reached = max(reached, step.earliest)
        return share


def _of_one_day(steps: Sequence[Step]) -> tuple[Mapping[Step, Share], Share]:
    """The part of a body that each of its steps of one day carries, and the part that stays."""
    stated = sum((step.link.share for step in steps if step.link.share is not None), Decimal(0))
    unstated = [step for step in steps if step.link.share is None]
    remaining = max(_WHOLE - stated, Decimal(0))
    if len(unstated) == 1 and unstated[0].link.kind in CARRYING_ALL:
        return {step: remaining if step.link.share is None else step.link.share for step in steps}, Decimal(0)
    shares = {step: step.link.share for step in steps}
    return shares, None if unstated else remaining


def total(shares: Iterable[Share]) -> Share:
    """The sum of shares of one body: unknown if one of them is, and the whole where rounding made it a little more."""
    sum_ = Decimal(0)
    for share in shares:
        if share is None:
            return None
        sum_ += share
    return min(sum_, _WHOLE) if sum_ <= _WHOLE + _ROUNDING else sum_


def share_text(share: Share) -> str:
    """A share with up to four decimals, or `unknown`."""
    if share is None:
        return "unknown"
    return format(share.quantize(_ROUNDING).normalize(), "f")


def share_number(share: Share) -> float | None:
    """A share for JSON: a number with up to four decimals, or null."""
    return None if share is None else float(share.quantize(_ROUNDING))
