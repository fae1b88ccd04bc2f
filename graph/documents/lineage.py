"""JSON documents of lineages: the bodies before and after one, and the steps between them."""

from typing import Annotated, Literal

from msgspec import Meta

from ..model.entities import Basis
from .base import Document
from .keys import (
    AreaEvidence,
    Bases,
    BodyId,
    Change,
    Count,
    Day,
    End,
    Estimated,
    Evidence,
    KindId,
    Name,
    Precision,
    Reason,
    ShareBasis,
    ShareHigh,
    ShareLow,
    SharePart,
    SourceKeys,
    Start,
    StatedBasis,
    StatedShare,
)

__all__ = ["Lineage", "LineageRule", "LineageStep", "Relative"]


class Relative(Document):
    """A body that came before or after, and the way there."""

    id: BodyId
    name: Name
    kind: KindId
    start: Start | None
    end: End | None
    start_precision: Precision | None
    end_precision: Precision | None
    share: SharePart | None
    share_low: ShareLow
    share_high: ShareHigh
    share_basis: ShareBasis | None
    stated_share: StatedShare | None
    stated_basis: StatedBasis | None
    share_evidence: AreaEvidence
    estimated: Estimated
    path: Annotated[list[str], Meta(description="Ids of the bodies from the earliest to the latest.")]
    basis: Bases
    evidence: Evidence


class LineageStep(Document):
    """A step followed."""

    event: Annotated[str, Meta(description="Id of the change.")]
    from_: BodyId
    to: BodyId
    kind: Change
    earliest: Day
    latest: Day
    basis: Basis
    share: SharePart | None
    share_basis: ShareBasis | None
    evidence: Evidence
    reason: Reason | None
    sources: SourceKeys


class LineageRule(Document):
    """A succession known between kinds only."""

    id: Annotated[str, Meta(description="Its id.")]
    direction: Annotated[Literal["before", "after"], Meta(description="Which way.")]
    sources: SourceKeys


class Lineage(Document):
    """What came before and after a body."""

    body: BodyId
    name: Name
    predecessors: list[Relative]
    successors: list[Relative]
    links: list[LineageStep]
    rules: list[LineageRule]
    bases: Annotated[list[Basis], Meta(description="The bases followed.")]
    min_share: Annotated[float, Meta(description="The least share shown.")]
    hidden: Annotated[Count, Meta(description="Relatives hidden because their share is smaller.")]
