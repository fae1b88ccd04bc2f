"""JSON documents of a diff between two days."""

from typing import Annotated

from msgspec import Meta

from .base import Document
from .keys import (
    AreaEvidence,
    Bases,
    BodyId,
    Changes,
    Count,
    Day,
    End,
    Estimated,
    Evidence,
    KindId,
    Name,
    OdsCode,
    PartialDay,
    Precision,
    RestructureId,
    ShareBasis,
    ShareHigh,
    ShareLow,
    SharePart,
    SourceKeys,
    Start,
    StatedBasis,
    StatedShare,
)

__all__ = [
    "BegunBody",
    "ChangedLine",
    "ChangedLines",
    "CodeReuse",
    "Diff",
    "DiffBodies",
    "EndedBody",
    "Heir",
    "KindChange",
    "MovedLine",
    "Renaming",
]


class KindChange(Document):
    """The numbers of a kind on both days; bodies that go on are counted here and not listed."""

    kind: KindId
    before: Annotated[Count, Meta(description="Bodies on the first day.")]
    after: Annotated[Count, Meta(description="Bodies on the second day.")]
    ended: Annotated[Count, Meta(description="Bodies ended.")]
    begun: Annotated[Count, Meta(description="Bodies begun.")]
    renamed: Annotated[Count, Meta(description="Bodies renamed.")]


class Heir(Document):
    """A body in force on the other day."""

    id: BodyId
    name: Name
    share: SharePart | None
    share_low: ShareLow
    share_high: ShareHigh
    share_basis: ShareBasis | None
    stated_share: StatedShare | None
    stated_basis: StatedBasis | None
    share_evidence: AreaEvidence
    estimated: Estimated
    via: Annotated[list[str], Meta(description="Ids of the bodies on the way.")]
    basis: Bases
    evidence: Evidence


class EndedBody(Document):
    """A body that ended, with its heirs."""

    id: BodyId
    name: Name
    kind: KindId
    ods_code: OdsCode | None
    evidence: Evidence
    events: Changes
    sources: SourceKeys
    end: End | None
    end_precision: Precision | None
    successors: list[Heir]
    stays: SharePart | None


class BegunBody(Document):
    """A body that began, with its origins."""

    id: BodyId
    name: Name
    kind: KindId
    ods_code: OdsCode | None
    evidence: Evidence
    events: Changes
    sources: SourceKeys
    start: Start | None
    start_precision: Precision | None
    predecessors: list[Heir]


class Renaming(Document):
    """A body with a new name."""

    id: BodyId
    kind: KindId
    from_name: Annotated[str, Meta(description="Before.")]
    to_name: Annotated[str, Meta(description="After.")]
    date: PartialDay | None


class CodeReuse(Document):
    """One code, another body."""

    ods_code: Annotated[str, Meta(description="The code.")]
    before: BodyId
    after: BodyId


class DiffBodies(Document):
    """Bodies that changed; those that go on are counted in kinds."""

    ended: list[EndedBody]
    begun: list[BegunBody]
    renamed: list[Renaming]
    code_reused: list[CodeReuse]
    possible: Annotated[Count, Meta(description="More that may have been in force on one of the days.")]


class MovedLine(Document):
    """A line of accountability that ended or began."""

    from_: BodyId
    to: BodyId
    kind: Annotated[str, Meta(description="Kind of line.")]
    evidence: Evidence


class ChangedLine(Document):
    """A line of accountability that is of another kind now."""

    from_: BodyId
    to: BodyId
    before: Annotated[str, Meta(description="Kind before.")]
    after: Annotated[str, Meta(description="Kind after.")]


class ChangedLines(Document):
    """Lines of accountability that changed."""

    ended: list[MovedLine]
    begun: list[MovedLine]
    changed: list[ChangedLine]


class Diff(Document):
    """What changed between two days."""

    from_: Day
    to: Day
    reversed: Annotated[bool, Meta(description="Whether the later day was given first.")]
    restructures: Annotated[list[RestructureId], Meta(description="Between the days.")]
    kinds: list[KindChange]
    bodies: DiffBodies
    accountability: ChangedLines
