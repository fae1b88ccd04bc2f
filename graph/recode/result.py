"""What became of a code: its status, the bodies it leads to with their shares and paths, and what reached none.

These are the values that `graph.recoding` computes; tables, frames and pages are made from them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ..model.entities import Basis, Body, Step
from ..names.finder import MatchedAs

__all__ = ["CAME_BACK", "ELSEWHERE", "PROBLEMS", "ROUNDING", "UNIT", "WHOLE", "Recoding", "Status", "Target"]

UNIT = 10**9
"""Weights are whole numbers of this many parts of a body, so that amounts are divided without rounding errors."""

WHOLE = Decimal(1)
ROUNDING = Decimal("0.0005")
"""Published shares are rounded: those of one body that miss the whole by no more than this stand for the whole."""


class Status(StrEnum):
    """What became of a code."""

    SAME = "same"
    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    UNKNOWN_SHARE = "unknown-share"
    UNKNOWN_CODE = "unknown-code"
    AMBIGUOUS_CODE = "ambiguous-code"
    NOT_IN_FORCE = "not-in-force"
    NO_SUCCESSOR = "no-successor"
    NO_CODE = "no-code"
    TOTAL_ROW = "total-row"


PROBLEMS = (Status.UNKNOWN_CODE, Status.AMBIGUOUS_CODE, Status.NOT_IN_FORCE)
"""What is wrong with the codes that came in, and not only unknown to the sources."""

ELSEWHERE = "other-kind"
"""Why a part is not allocated where only one kind is wanted: it went to bodies of other kinds."""

CAME_BACK = "came-back"
"""Why a part is not allocated though its body is in force: it had left the body, and is not followed a second time."""


@dataclass(frozen=True, slots=True)
class Target:
    """One body of the day recoded to. `share` is the part of the code's body that it stands for, or None if unknown.

    Backwards, the share is the part of the code's body that came from this one. `certain` is false where the target
    may or may not have been in force on its day.
    """

    body: Body
    day: date
    share: Decimal | None
    status: Status
    paths: tuple[tuple[Step, ...], ...]
    certain: bool

    @property
    def name(self) -> str:
        return self.body.name_on(self.day)

    @property
    def code(self) -> str:
        """The ODS code of the day."""
        return self.body.code_on("ods", self.day)

    @property
    def gss_code(self) -> str:
        return self.body.code_on("gss", self.day)

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The bases of the links on the way, in time order, each once."""
        return tuple(dict.fromkeys(step.link.basis for path in self.paths for step in path))

    @property
    def path(self) -> tuple[str, ...]:
        """Each path as `body > event > body`; that which carries most is the first."""
        return tuple(
            " > ".join((path[0].link.predecessor, *(f"{s.link.event} > {s.link.successor}" for s in path)))
            for path in self.paths
        )

    @property
    def inferred(self) -> bool:
        """Whether no path is made of stated links only, or the target is in force only by inference."""
        by_path = bool(self.paths) and all(any(step.link.inferred for step in path) for path in self.paths)
        return by_path or (self.certain and self.body.in_force_by_inference(self.day))

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the sources of every link on the way; those of the body where there is none."""
        found = {key for path in self.paths for step in path for key in step.link.sources}
        return tuple(sorted(found or self.body.sources))


@dataclass(frozen=True, slots=True)
class Recoding:
    """What one code became. `status` is that of the code where it has no targets; else each target has its own.

    `body` is what the code means, None where that is unknown or its readings differ; those stand in `readings` then.
    `matched_as` says how the code was read, `day` is the one that the body was taken on. `lost` are the known parts of
    it that reached no target, by reason (0 where it is not known how much); `note` says in words what a reader should
    know.
    """

    code: str
    body: Body | None
    status: Status
    targets: tuple[Target, ...] = ()
    candidates: tuple[Body, ...] = ()
    lost: Mapping[str, Decimal] | None = None
    note: str = ""
    matched_as: MatchedAs = MatchedAs.NOTHING
    readings: tuple["Recoding", ...] = ()
    day: date | None = None

    @property
    def weights(self) -> tuple[int | None, ...]:
        """The share of each target in parts of `UNIT`, those that are known adding up to no more than the whole.

        Where every part is known and they miss the whole only by the rounding of published shares, they add up to it.
        """
        known = [target.share for target in self.targets if target.share is not None]
        total = sum(known, Decimal(0))
        room = max(WHOLE - sum((self.lost or {}).values(), Decimal(0)), Decimal(0))
        complete = len(known) == len(self.targets) and abs(room - total) <= ROUNDING
        factor = room / total if total and (complete or total > room) else WHOLE
        parts = iter(_whole_parts([share * factor * UNIT for share in known]))
        return tuple(None if target.share is None else next(parts) for target in self.targets)

    @property
    def unallocated_because(self) -> str:
        """Why part of an amount with this code is allocated to no target: the main reason, empty if all of it is."""
        if any(target.share is None for target in self.targets):
            return Status.UNKNOWN_SHARE
        if self.lost:
            return max(self.lost, key=self.lost.__getitem__)
        return "" if self.targets else self.status


def _whole_parts(amounts: Sequence[Decimal]) -> list[int]:
    """Amounts as whole numbers that keep their sum, by largest remainder."""
    floors = [int(amount) for amount in amounts]
    missing = int(sum(amounts, Decimal(0)).to_integral_value()) - sum(floors)
    order = sorted(range(len(amounts)), key=lambda i: (floors[i] - amounts[i], i))
    for index in order[:missing]:
        floors[index] += 1
    return floors
