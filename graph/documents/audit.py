"""JSON documents of the audit: sources, published counts, kinds and eras, gaps, disagreements."""

from typing import Annotated

from msgspec import Meta

from .base import Document
from .keys import BodyId, Day, KindId, PartialDay, RestructureId, ShareBasis, SourceKeys

__all__ = [
    "AreaAudit", "Conflict", "Coverage", "EraCoverage", "Gap", "KindCoverage", "PublishedCount", "ShareContradiction",
    "Source", "SourceUse", "TierAudit", "TierFault",
]  # fmt: skip

_Number = Annotated[int, Meta(ge=0)]


class Source(Document):
    """A source."""

    key: Annotated[str, Meta(description="Key of the source.")]
    title: Annotated[str, Meta(description="Title.")]
    publisher: Annotated[str, Meta(description="Publisher.")]
    date: Annotated[str, Meta(description="Date of the source.")]
    url: Annotated[str, Meta(description="Where it was read.")]
    kind: Annotated[str, Meta(description="Kind of source.")]
    licence: Annotated[str, Meta(description="Licence.")]
    note: Annotated[str, Meta(description="What was read there.")]


class SourceUse(Source):
    """A source, and how many facts rest on it."""

    facts: Annotated[int, Meta(description="Rows of the fact tables that name it.", ge=0)]


class PublishedCount(Document):
    """A published count beside ours."""

    kind: KindId
    date: Annotated[str, Meta(description="The day counted.")]
    scope: Annotated[str, Meta(description="What was counted.")]
    ours: Annotated[int, Meta(description="Ours.", ge=0)] | None
    with_inferences: Annotated[int, Meta(description="Ours, inferred ones too.", ge=0)] | None
    possible: Annotated[int, Meta(description="Ours, possible ones too.", ge=0)] | None
    published: Annotated[int, Meta(description="The published count.", ge=0)]
    difference: Annotated[int, Meta(description="Ours with inferences less the published.")] | None
    verdict: Annotated[str, Meta(description="In a word.")]
    explained: Annotated[bool, Meta(description="Whether we know why.")]
    reason: Annotated[str, Meta(description="Why the published number is not ours; null where it is.")] | None
    sources: SourceKeys


class _Held(Document):
    kind: KindId
    bodies: Annotated[int, Meta(description="Bodies.", ge=0)]
    inferred: Annotated[int, Meta(description="Bodies that are inferred.", ge=0)]
    with_start: Annotated[int, Meta(description="Bodies whose first day is stated.", ge=0)]
    with_end: Annotated[int, Meta(description="Bodies whose last day is stated.", ge=0)]
    with_code: Annotated[int, Meta(description="Bodies whose code is stated.", ge=0)]
    with_predecessor: Annotated[int, Meta(description="Bodies of which a predecessor is stated.", ge=0)]
    with_successor: Annotated[int, Meta(description="Bodies of which a successor is stated.", ge=0)]
    with_line: Annotated[int, Meta(description="Bodies of which a line is stated.", ge=0)]
    inferred_start: Annotated[int, Meta(description="Bodies whose first day is inferred.", ge=0)]
    inferred_end: Annotated[int, Meta(description="Bodies whose last day is inferred.", ge=0)]
    inferred_code: Annotated[int, Meta(description="Bodies whose code is inferred.", ge=0)]
    inferred_predecessor: Annotated[int, Meta(description="Bodies of which a predecessor is inferred.", ge=0)]
    inferred_successor: Annotated[int, Meta(description="Bodies of which a successor is inferred.", ge=0)]
    inferred_line: Annotated[int, Meta(description="Bodies of which a line is inferred.", ge=0)]


class KindCoverage(_Held):
    """What the bodies of a kind have."""


class EraCoverage(_Held):
    """What the bodies of a kind have that may have been in force between two restructures."""

    restructure: RestructureId | None
    from_: PartialDay | None
    to: PartialDay | None
    published: Annotated[int, Meta(description="Published.", ge=0)] | None
    known: Annotated[int, Meta(description="Known.", ge=0)] | None
    possible: Annotated[int, Meta(description="Possible.", ge=0)] | None


class Gap(Document):
    """What is known to be missing."""

    subject: Annotated[str, Meta(description="Of what.")]
    period: Annotated[str, Meta(description="When.")]
    missing: Annotated[str, Meta(description="What.")]
    count: Annotated[int, Meta(description="How many.", ge=0)] | None
    of: Annotated[int, Meta(description="Of how many.", ge=0)] | None
    basis: Annotated[str, Meta(description="Who counted.")]
    sources: SourceKeys
    count_now: Annotated[int, Meta(description="How many in this edition.", ge=0)] | None
    of_now: Annotated[int, Meta(description="Of how many in this edition.", ge=0)] | None
    holds: Annotated[bool, Meta(description="Whether the count still holds.")] | None


class Conflict(Document):
    """Where sources disagree."""

    subject: Annotated[str, Meta(description="About what.")]
    field: Annotated[str, Meta(description="Which fact.")]
    value_a: Annotated[str, Meta(description="One value.")]
    source_a: SourceKeys
    value_b: Annotated[str, Meta(description="The other.")]
    source_b: SourceKeys
    chosen: Annotated[str, Meta(description="What the record takes; empty where that is not settled.")]
    why: Annotated[str, Meta(description="Why.")]


class TierFault(Document):
    """Days on which a tier did not cover England once."""

    first: Day
    last: Annotated[Day, Meta(description="The last of these days; null where that goes on.")] | None
    holes: Annotated[list[str], Meta(description="Cells that none of its bodies can have held whole.")]
    people: Annotated[int, Meta(description="People of mid-2020 in the holes.", ge=0)]
    unsure: Annotated[list[str], Meta(description="Cells that a body may have held, whose days are not exactly known.")]
    overlaps: Annotated[list[str], Meta(description="Cells that were held more than once.")]
    bodies: Annotated[list[str], Meta(description="Who held those.")]


class TierAudit(Document):
    """A tier of England."""

    kinds: Annotated[list[str], Meta(description="The kinds of body that make it up.")]
    days: Annotated[int, Meta(description="Days of change in it since 1990.", ge=0)]
    covered: Annotated[int, Meta(description="On how many of them it covered England once.", ge=0)]
    faults: list[TierFault]


class ShareContradiction(Document):
    """A stated share that the areas of both bodies contradict by more than 0.02, counted in the same unit."""

    predecessor: BodyId
    successor: BodyId
    event: Annotated[str, Meta(description="Id of the change.")]
    share: Annotated[float, Meta(description="The share as stated.", ge=0, le=1)]
    share_basis: ShareBasis
    low: Annotated[float, Meta(description="The least by area.", ge=0, le=1)]
    high: Annotated[float, Meta(description="The most by area.", ge=0, le=1)]
    sources: SourceKeys


class AreaAudit(Document):
    """Whether the areas add up."""

    cells: Annotated[int, Meta(description="Cells that England is cut into.", ge=0)]
    bodies: Annotated[int, Meta(description="Bodies whose area is known.", ge=0)]
    people: Annotated[int, Meta(description="People of mid-2020 in all cells.", ge=0)]
    people_of_england: Annotated[int, Meta(description="People of England in mid-2020, as published.", ge=0)]
    without_area: Annotated[dict[str, int], Meta(description="Bodies without area, by kind, where others have one.")]
    tiers: list[TierAudit]
    contradictions: list[ShareContradiction]


class Period(Document):
    """How far a period can be trusted."""

    kind: KindId
    period: Annotated[str, Meta(description="The days of its kind, in words.")]
    text: Annotated[str, Meta(description="A sentence from the numbers.")]


class Coverage(Document):
    """How complete the record is."""

    edition: Annotated[str, Meta(description="The edition of the record.")] | None
    periods: Annotated[list[Period], Meta(description="How far each period can be trusted, oldest first.")]
    counts: Annotated[list[PublishedCount], Meta(description="Our counts beside published ones.")]
    kinds: Annotated[list[KindCoverage], Meta(description="What each kind has.")]
    eras: Annotated[list[EraCoverage], Meta(description="The same between two restructures.")]
    gaps: list[Gap]
    conflicts: list[Conflict]
    areas: AreaAudit | None
