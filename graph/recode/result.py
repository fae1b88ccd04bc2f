"""The result of recoding one code: status, target bodies with shares and paths, and what reached none.

`Recoder` computes these values; tables, frames and pages show them.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct, field

from ..model.entities import Basis, Body, Step
from ..model.share import NOTHING, ROUNDING, WHOLE, Share, remainder
from ..names.meaning import MatchedAs

__all__ = [
    "CAME_BACK",
    "ELSEWHERE",
    "NOT_KNOWN",
    "OVERLAP",
    "PROBLEMS",
    "UNIT",
    "Outside",
    "Recoding",
    "Status",
    "Target",
]

UNIT = 10**9
"""Weights are whole numbers of this many parts of a body, so that amounts are divided without rounding errors."""


class Status(StrEnum):
    """The outcome for a code."""

    SAME = "same"
    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    UNKNOWN_SHARE = "unknown-share"
    UNKNOWN_CODE = "unknown-code"
    AMBIGUOUS_CODE = "ambiguous-code"
    NOT_IN_FORCE = "not-in-force"
    NO_SUCCESSOR = "no-successor"
    PLACED = "placed"
    OUTSIDE = "outside-record"
    NO_CODE = "no-code"
    TOTAL_ROW = "total-row"


PROBLEMS = (Status.UNKNOWN_CODE, Status.AMBIGUOUS_CODE, Status.NOT_IN_FORCE)
"""What is wrong with the codes that came in, and not only unknown to the sources."""

ELSEWHERE = "other-kind"
"""Why a part is not allocated where only one kind is wanted: it went to bodies of other kinds."""

CAME_BACK = "came-back"
"""Why a part is not allocated though its body is in force: it had left the body, and is not followed a second time."""

NOT_KNOWN = "not-known"
"""Why a part is not allocated: it lies where no body of the kinds asked for is known on the day."""

OVERLAP = "overlap"
"""Why nothing is allocated though the shares are known: those bodies cover each other, and would count parts twice."""


class Target(Struct, frozen=True):
    """One body on the target day. `part` is the fraction of the code's body it received.

    When recoding backwards, it is the fraction of the code's body that came from this one. `certain` is false if the
    target only may have been in force on its day; `area_sources` are set where the share comes from areas.
    """

    body: Body
    day: date
    part: Share
    status: Status
    paths: tuple[tuple[Step, ...], ...]
    certain: bool
    area_sources: tuple[str, ...] = ()
    people: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def share(self) -> Decimal | None:
        """The fraction as a number, None for a span or unknown."""
        return self.part.value

    @property
    def name(self) -> str:
        return self.body.name_on(self.day)

    @property
    def code(self) -> str:
        """The ODS code on the target day."""
        return self.body.code_on("ods", self.day)

    @property
    def gss_code(self) -> str:
        return self.body.code_on("gss", self.day)

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The bases of the links on the way, in order of time, without repeats."""
        return tuple(dict.fromkeys(step.link.basis for path in self.paths for step in path))

    @property
    def path(self) -> tuple[str, ...]:
        """Each path as `body > event > body`; the one carrying most comes first."""
        return tuple(
            " > ".join((path[0].link.predecessor, *(f"{s.link.event} > {s.link.successor}" for s in path)))
            for path in self.paths
        )

    @property
    def inferred(self) -> bool:
        """Whether its share uses an inferred area or link, or it is in force only by inference."""
        return self.part.inferred or (self.certain and self.body.in_force_by_inference(self.day))

    @property
    def share_cells(self) -> dict[str, float | str | None]:
        """The table columns for the share."""
        part = self.part
        return {
            "share": None if part.value is None else float(part.value),
            "share_low": float(part.low),
            "share_high": float(part.high),
            "share_basis": part.basis or None,
            "stated_share": None if part.stated is None else float(part.stated),
        }

    @property
    def evidence(self) -> str:
        """The evidence in one word: exact, derived or approximate by area, stated by links, or inferred."""
        return "inferred" if self.inferred else self.part.evidence

    @property
    def sources(self) -> tuple[str, ...]:
        """Source keys of all links on the way; those of the body if there are none."""
        found = {key for path in self.paths for step in path for key in step.link.sources} | {*self.area_sources}
        return tuple(sorted(found or self.body.sources))


class Outside(Struct, frozen=True):
    """An organisation of a register that stands for a code on the target day, and is no body of the record."""

    code: str
    name: str
    kind: str = ""


class Recoding(Struct, frozen=True):
    """The result for one code. `status` applies to the code if it has no targets; else each target has its own.

    `body` is the code's meaning, None if unknown or if its readings differ; they are then in `readings`. `matched_as`
    is how the code was matched, `day` the day the body was taken on. `lost` has the fractions that reached no target,
    by reason (0 if the amount is unknown); `note` is for readers. If targets are `overlapping`, nothing is divided
    among them. `by_heading` says that of several readings the heading of the column picked this one,
    `of_edition` that the day is that of the heading. `people` is the body's population, if its area is known. `outside`
    is what the code became where that is in a register and not in the record.
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
    overlapping: bool = False
    by_heading: bool = False
    of_edition: bool = False
    people: Decimal | None = None
    outside: Outside | None = None

    @property
    def weights(self) -> tuple[int | None, ...]:
        """Each target's share in parts of `UNIT`; known shares never add up to more than the whole.

        If all are known and miss the whole only by rounding in published shares, they are made to add up to it.
        """
        if self.overlapping:
            return (None,) * len(self.targets)
        known = [target.share for target in self.targets if target.share is not None]
        total = sum(known, NOTHING)
        room = max(WHOLE - sum((self.lost or {}).values(), NOTHING), NOTHING)
        complete = len(known) == len(self.targets) and abs(room - total) <= ROUNDING
        factor = room / total if total and (complete or total > room) else WHOLE
        parts = iter(_whole_parts([share * factor * UNIT for share in known]))
        return tuple(None if target.share is None else next(parts) for target in self.targets)

    @property
    def unallocated_because(self) -> str:
        """Why part of an amount reaches no target: the main reason, empty if everything does."""
        if self.overlapping:
            return OVERLAP
        taken = sum((target.share for target in self.targets if target.share is not None), NOTHING)
        if any(target.share is None for target in self.targets) and remainder(taken):
            return Status.UNKNOWN_SHARE
        if self.lost:
            return max(self.lost, key=self.lost.__getitem__)
        return "" if self.targets else self.status


def _whole_parts(amounts: Sequence[Decimal]) -> list[int]:
    """Amounts as integers with the same sum, by largest remainder."""
    floors = [int(amount) for amount in amounts]
    missing = int(sum(amounts, Decimal(0)).to_integral_value()) - sum(floors)
    order = sorted(range(len(amounts)), key=lambda i: (floors[i] - amounts[i], i))
    for index in order[:missing]:
        floors[index] += 1
    return floors
