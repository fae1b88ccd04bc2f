"""JSON documents of restructures: list entries, and whole ones."""

from typing import Annotated

from msgspec import Meta

from .base import Document
from .keys import BodyId, Change, Evidence, RestructureId, SourceKeys

__all__ = ["Commitment", "Restructure", "RestructureEvent", "RestructureWhole"]


class Restructure(Document):
    """A restructure in the list."""

    id: RestructureId
    number: Annotated[int, Meta(description="Its number.", ge=0)]
    name: Annotated[str, Meta(description="Its name.")]
    announced: Annotated[str, Meta(description="When it was announced.")]
    in_force_from: Annotated[str, Meta(description="When it began.")]
    in_force_to: Annotated[str, Meta(description="When it was done; empty where it is not known or not over.")]
    legislation: Annotated[str, Meta(description="The law.")]
    summary: Annotated[str, Meta(description="What it was.")]
    number_basis: Annotated[str, Meta(description="On what its number rests.")]
    sources: SourceKeys


class Commitment(Document):
    """What was promised, and what came of it."""

    id: Annotated[str, Meta(description="Its id.")]
    text: Annotated[str, Meta(description="The promise.")]
    date: Annotated[str, Meta(description="Its day, as far as it is known.")]
    makers: Annotated[list[str], Meta(description="Ids of the bodies that made it.")]
    sources: SourceKeys
    outcome: Annotated[str, Meta(description="What is known of it.")]
    outcome_sources: Annotated[list[str], Meta(description="What that was read from.")]


class RestructureEvent(Document):
    """A change that belongs to a restructure."""

    restructure: RestructureId
    event: Annotated[str, Meta(description="Its id.")]
    kind: Change
    date: Annotated[str, Meta(description="Its date, as far as it is known.")]
    predecessors: list[BodyId]
    successors: list[BodyId]
    evidence: Evidence
    sources: SourceKeys


class RestructureWhole(Restructure):
    """A restructure, whole."""

    also_known_as: Annotated[list[str], Meta(description="Other names.")]
    policy_document: Annotated[str, Meta(description="Where it was set out.")]
    bodies_before: Annotated[list[str], Meta(description="What sources count before.")]
    bodies_after: Annotated[list[str], Meta(description="What sources count after.")]
    accountability_before: Annotated[str, Meta(description="Who answered to whom.")]
    accountability_after: Annotated[str, Meta(description="And afterwards.")]
    commitments: list[Commitment]
    events: list[RestructureEvent]
