"""Descriptions of the keys of JSON answers, each written once."""

from datetime import date
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from ..model.entities import Basis

__all__ = [
    "AreaEvidence", "Bases", "BodyId", "Change", "Changes", "Count", "Day", "End", "Estimated", "Evidence",
    "GssCode", "JoinedBases", "JoinedPath", "JoinedSources", "KindId", "LastSeen", "Name", "Note",
    "OdsCode", "PartialDay", "Possibility", "Precision", "Reason", "RestructureId", "ShareBasis",
    "ShareHigh", "ShareLow", "SharePart", "SourceKeys", "Start", "StatedBasis", "StatedShare", "Tier",
]  # fmt: skip

BodyId: TypeAlias = Annotated[str, Meta(description="Id of a body; its page is /bodies/{id}.")]
Name: TypeAlias = Annotated[str, Meta(description="Name on the day answered for.")]
KindId: TypeAlias = Annotated[str, Meta(description="Id of a kind of body, such as pct, ccg or icb.")]
OdsCode: TypeAlias = Annotated[str, Meta(description="The code given by the Organisation Data Service.")]
GssCode: TypeAlias = Annotated[str, Meta(description="The code of the Government Statistical Service.")]
Day: TypeAlias = Annotated[date, Meta(description="A day: 2013-04-01.")]
PartialDay: TypeAlias = Annotated[str, Meta(description="Day, month or year, as known: 2013-04-01, 2013-04 or 2013.")]
Start: TypeAlias = Annotated[date, Meta(description="The first day, or the first of the month or year that is known.")]
End: TypeAlias = Annotated[date, Meta(description="The last day, or the last of the month or year that is known.")]
LastSeen: TypeAlias = Annotated[date, Meta(description="The last day on which a source still shows it.")]
Precision: TypeAlias = Annotated[
    Literal["day", "month", "year", "by", "unknown"],
    Meta(description="How exactly the date is known: by is on or before, unknown is over but the day not found."),
]
Evidence: TypeAlias = Annotated[
    Literal["stated", "inferred"], Meta(description="Whether a source states it or it was worked out.")
]
Possibility: TypeAlias = Annotated[Literal["certain", "possible"], Meta(description="In force on the day asked for.")]
SharePart: TypeAlias = Annotated[
    float, Meta(description="Part of the earlier body, 0 to 1; null where it is a span or unknown.", ge=0, le=1)
]
ShareBasis: TypeAlias = Annotated[
    str,
    Meta(
        description="What the share counts: people, postcodes or lsoas by area; postcodes, population, lsoa or "
        "gp-practices where a source states it."
    ),
]
ShareLow: TypeAlias = Annotated[SharePart, Meta(description="The least that the share can be.")]
ShareHigh: TypeAlias = Annotated[SharePart, Meta(description="The most that the share can be.")]
StatedShare: TypeAlias = Annotated[SharePart, Meta(description="The share that a source states.")]
StatedBasis: TypeAlias = Annotated[str, Meta(description="What the stated share counts.")]
Estimated: TypeAlias = Annotated[bool, Meta(description="Whether the share is estimated from a span.")]
AreaEvidence: TypeAlias = Annotated[
    Literal["exact", "derived", "approximate", "stated", "inferred"],
    Meta(description="How the share is known: by area exactly, derived or approximately, by stated links, inferred."),
]
JoinedBases: TypeAlias = Annotated[str, Meta(description="Bases, with | between.")]
JoinedPath: TypeAlias = Annotated[str, Meta(description="Bodies and changes on the way, with | between.")]
JoinedSources: TypeAlias = Annotated[str, Meta(description="Keys of the sources, with | between.")]
Bases: TypeAlias = Annotated[list[Basis], Meta(description="What makes it a successor, step by step.")]
Changes: TypeAlias = Annotated[list[str], Meta(description="Ids of the changes.")]
Change: TypeAlias = Annotated[
    str, Meta(description="Kind of change: merger, split, replacement, partial-transfer or boundary-change.")
]
SourceKeys: TypeAlias = Annotated[
    list[str], Meta(description="Keys of the sources; each has its page at /sources/{key}.")
]
Reason: TypeAlias = Annotated[str, Meta(description="Why it was inferred.")]
Note: TypeAlias = Annotated[str, Meta(description="A note.")]
Tier: TypeAlias = Annotated[Literal["national", "regional", "local"], Meta(description="The tier of the system.")]
RestructureId: TypeAlias = Annotated[str, Meta(description="Id of a restructure: r1 to r10.")]
Count: TypeAlias = Annotated[int, Meta(description="How many.", ge=0)]
