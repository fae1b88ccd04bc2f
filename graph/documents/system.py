"""JSON documents of the system: accountability on a day, tiers and kinds, and counts over time."""

from typing import Annotated, Literal

from msgspec import Meta

from .base import Document
from .keys import BodyId, Count, Day, Evidence, KindId, Name, Possibility, RestructureId, SourceKeys, Tier

__all__ = [
    "Chain",
    "ChainStep",
    "KindOnDay",
    "KindOverTime",
    "Landscape",
    "LandscapeRule",
    "LinesBetweenKinds",
    "RestructureOnTimeline",
    "StepUp",
    "Subordinates",
    "TierOnDay",
    "Timeline",
]


class ChainStep(Document):
    """A step up: a body, and whom it answered to."""

    from_: BodyId
    id: Annotated[str, Meta(description="Id of the body answered to; null where only its kind is known.")] | None
    name: Name
    kind: KindId
    line: Annotated[str, Meta(description="Kind of line: statutory, oversight and so on.")]
    by: Annotated[Literal["line", "rule"], Meta(description="A line of the body itself, or a rule of its kind.")]
    in_force: Possibility
    evidence: Evidence
    sources: SourceKeys


class Chain(Document):
    """Whom a body answered to on a day, breadth first."""

    body: BodyId
    as_at: Day
    chain: list[ChainStep]
    possible: Annotated[int, Meta(description="More lines that are possible.", ge=0)]


class StepUp(Document):
    """A body that answered to another, in one way."""

    id: Annotated[str, Meta(description="Id of the body; null where only its kind is known.")] | None
    name: Name
    kind: KindId
    line: Annotated[str, Meta(description="Kind of line: statutory, oversight and so on.")]
    by: Annotated[Literal["line", "rule"], Meta(description="A line of the body itself, or a rule of its kind.")]
    in_force: Possibility
    evidence: Evidence
    sources: SourceKeys


class Subordinates(Document):
    """Who answered to a body on a day."""

    body: BodyId
    as_at: Day
    answered_to_it: list[StepUp]
    possible: Annotated[int, Meta(description="More lines that are possible.", ge=0)]


class KindOnDay(Document):
    """How many bodies of a kind there were on a day."""

    kind: KindId
    label: Annotated[str, Meta(description="Its name.")]
    count: Annotated[int, Meta(description="Bodies certain.", ge=0)]
    possible: Annotated[int, Meta(description="More that are possible.", ge=0)]
    inferred: Annotated[int, Meta(description="Inferred ones among the certain.", ge=0)]


class TierOnDay(Document):
    """The kinds of a tier."""

    tier: Tier
    kinds: list[KindOnDay]


class LinesBetweenKinds(Document):
    """Lines of one sort between bodies of two kinds."""

    from_kind: KindId
    to_kind: KindId
    kind: Annotated[str, Meta(description="Kind of line.")]
    lines: Count


class LandscapeRule(Document):
    """Lines that are known between kinds only."""

    id: Annotated[str, Meta(description="Its id.")]
    from_: Annotated[str, Meta(description="A kind or body.")]
    to: Annotated[str, Meta(description="A kind or body.")]
    kind: Annotated[str, Meta(description="Kind of line.")]


class Landscape(Document):
    """The system on a day."""

    day: Day
    restructure_before: RestructureId | None
    restructure_after: RestructureId | None
    tiers: list[TierOnDay]
    accountability: Annotated[list[LinesBetweenKinds], Meta(description="Lines between bodies, by kind.")]
    rules: list[LandscapeRule]


class RestructureOnTimeline(Document):
    """A restructure, with how much belongs to it."""

    id: RestructureId
    number: Annotated[int, Meta(description="Its number.", ge=0)]
    name: Annotated[str, Meta(description="Its name.")]
    announced: Annotated[str, Meta(description="When it was announced.")]
    in_force_from: Annotated[str, Meta(description="When it began.")]
    in_force_to: Annotated[str, Meta(description="When it was done; empty where it is not known or not over.")]
    events: Annotated[int, Meta(description="Changes.", ge=0)]
    commitments: Annotated[int, Meta(description="Promises.", ge=0)]
    number_basis: Annotated[str, Meta(description="On what its number rests.")]


class KindOverTime(Document):
    """The numbers of a kind, one a day."""

    kind: KindId
    certain: Annotated[list[Count], Meta(description="In force.")]
    possible: Annotated[list[Count], Meta(description="More that may have been.")]


class Timeline(Document):
    """How many bodies of each kind there were at the end of each year."""

    restructures: list[RestructureOnTimeline]
    days: Annotated[list[Day], Meta(description="The days counted.")]
    kinds: list[KindOverTime]
