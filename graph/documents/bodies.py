"""JSON documents of bodies: list entries, search hits, and whole bodies."""

from typing import Annotated, Literal

from msgspec import Meta

from ..model.entities import Basis
from .base import Document
from .keys import (
    BodyId,
    Change,
    End,
    Evidence,
    GssCode,
    KindId,
    LastSeen,
    Name,
    Note,
    OdsCode,
    PartialDay,
    Possibility,
    Precision,
    Reason,
    RestructureId,
    ShareBasis,
    SharePart,
    SourceKeys,
    Start,
    Tier,
)

__all__ = [
    "Body",
    "BodyCode",
    "BodyName",
    "Claim",
    "Disagreement",
    "Facts",
    "Found",
    "FoundBody",
    "InferredFact",
    "KnownLine",
    "NamedBody",
    "NamedSource",
    "Neighbour",
]


class Body(Document):
    """A body in a list."""

    id: BodyId
    name: Name
    kind: KindId
    ods_code: OdsCode | None
    gss_code: GssCode | None
    start: Start | None
    end: End | None
    start_precision: Precision | None
    end_precision: Precision | None
    in_force: Possibility
    evidence: Evidence


class NamedBody(Document):
    """A body by its id and name."""

    id: BodyId
    name: Name


class FoundBody(Document):
    """A body that a search found; whether it was in force is null where no day was asked for."""

    id: BodyId
    name: Name
    kind: KindId
    ods_code: OdsCode | None
    gss_code: GssCode | None
    start: Start | None
    end: End | None
    start_precision: Precision | None
    end_precision: Precision | None
    matched: Annotated[str, Meta(description="The name or code that fits.")]
    in_force: Possibility | None
    evidence: Evidence


class FoundAnswer(Document):
    """What a text means or asks for, in words."""

    title: Annotated[str, Meta(description="What it is about.")]
    words: Annotated[str, Meta(description="The answer, in sentences.")]
    named: Annotated[list[str], Meta(description="The bodies and other things it speaks of; of many the first.")]
    sure: Annotated[bool, Meta(description="Whether the text means this for certain, or perhaps.")]


class Found(Document):
    """What a search found, best first; near are bodies that come close where it found none."""

    text: Annotated[str, Meta(description="What was searched for.")]
    answers: list[FoundAnswer]
    hits: list[FoundBody]
    near: list[NamedBody]


class BodyName(Document):
    """A name with days of its own."""

    name: Annotated[str, Meta(description="The name.")]
    type: Annotated[str, Meta(description="legal or working.")] | None
    start: Start | None
    end: End | None
    start_precision: Precision | None
    end_precision: Precision | None
    last_seen: LastSeen | None
    sources: SourceKeys


class BodyCode(Document):
    """A code that a body had."""

    scheme: Annotated[Literal["ods", "gss"], Meta(description="Whose code.")]
    code: Annotated[str, Meta(description="The code.")]
    start: Start | None
    end: End | None
    start_precision: Precision | None
    end_precision: Precision | None
    last_seen: LastSeen | None
    sources: SourceKeys


class InferredFact(Document):
    """A value that no source states."""

    field: Annotated[Literal["start", "end", "ods_code"], Meta(description="Which.")]
    value: Annotated[str, Meta(description="The value.")] | None
    candidates: Annotated[list[str], Meta(description="Values it may be.")]
    precision: Precision | None
    reason: Reason
    sources: SourceKeys


class Neighbour(Document):
    """A direct predecessor or successor."""

    id: BodyId
    name: Name
    event: Annotated[str, Meta(description="Id of the change.")]
    kind: Change
    date: PartialDay | None
    event_evidence: Evidence
    event_sources: Annotated[list[str], Meta(description="What the change itself was read from.")]
    instrument: Annotated[str, Meta(description="Key of the law or order.")] | None
    restructure: RestructureId | None
    basis: Basis
    share: SharePart | None
    share_basis: ShareBasis | None
    evidence: Evidence
    reason: Reason | None
    note: Note | None
    sources: SourceKeys


class KnownLine(Document):
    """A line of accountability, with the body at its other end."""

    id: BodyId
    name: Name
    line: Annotated[str, Meta(description="Kind of line: statutory, performance-management, oversight and so on.")]
    start: Start | None
    end: End | None
    start_precision: Precision | None
    end_precision: Precision | None
    last_seen: LastSeen | None
    evidence: Evidence
    reason: Reason | None
    note: Note | None
    sources: SourceKeys


class Claim(Document):
    """What one side of a disagreement says."""

    value: Annotated[str, Meta(description="The value.")]
    sources: SourceKeys


class Disagreement(Document):
    """Where sources disagree about a body."""

    field: Annotated[str, Meta(description="About what.")]
    values: list[Claim]
    chosen: Annotated[str, Meta(description="What the record takes; null where that is not settled.")] | None
    why: Annotated[str, Meta(description="Why.")]


class NamedSource(Document):
    """A source of a body."""

    key: Annotated[str, Meta(description="Its key.")]
    title: Annotated[str, Meta(description="Its title.")]
    publisher: Annotated[str, Meta(description="Its publisher.")]
    date: Annotated[str, Meta(description="Its date.")] | None
    url: Annotated[str, Meta(description="Its address.")] | None


class Facts(Document):
    """One body, whole."""

    id: BodyId
    name: Name
    legal_name: Annotated[str, Meta(description="Legal name.")]
    kind: KindId
    kind_label: Annotated[str, Meta(description="Its kind.")]
    tier: Tier
    legal_form: Annotated[Literal["formal", "collaboration", "unit"], Meta(description="What it is in law.")]
    ods_code: OdsCode | None
    gss_code: GssCode | None
    start: Start | None
    end: End | None
    start_precision: Precision | None
    end_precision: Precision | None
    last_seen: LastSeen | None
    alt_names: Annotated[list[str], Meta(description="Other names.")]
    names: list[BodyName]
    codes: Annotated[list[BodyCode], Meta(description="Every code it had.")]
    inferred: list[InferredFact]
    evidence: Evidence
    reason: Reason | None
    parent_note: (
        Annotated[str, Meta(description="What it was part of, or its form, where no line says so: an id, or words.")]
        | None
    )
    note: Note | None
    predecessors: list[Neighbour]
    successors: list[Neighbour]
    answered_to: Annotated[list[KnownLine], Meta(description="Its own lines of accountability.")]
    answering: Annotated[list[KnownLine], Meta(description="Lines of others to it.")]
    conflicts: list[Disagreement]
    sources: Annotated[list[NamedSource], Meta(description="Where it was read.")]
    description: (
        Annotated[str, Meta(description="What it is called where no name was found; null where one was.")] | None
    )
    summary: Annotated[str, Meta(description="Its direct origins and heirs, and who is there today, in sentences.")]
