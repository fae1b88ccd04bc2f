"""JSON documents of a map for a day: its bodies, each with the cells it held."""

from typing import Annotated, Literal

from msgspec import Meta

from .base import Document
from .keys import BodyId, Day, End, GssCode, KindId, Name, OdsCode, Start

__all__ = ["MapOnDay", "MapPiece", "MappedBody", "MappedRow"]


class MapPiece(Document):
    """A cell that a body held, or the part of it."""

    cell: Annotated[str, Meta(description="Id of the cell.")]
    share: Annotated[float, Meta(description="Part of the people of the cell.", ge=0, le=1)]
    evidence: Annotated[Literal["exact", "derived", "approximate"], Meta(description="How well it is known.")]
    inferred: Annotated[bool, Meta(description="No source that lists the districts of the body was read.")]


class MappedRow(Document):
    """A body on a map."""

    id: BodyId
    name: Name
    kind: KindId
    ods_code: OdsCode | None
    gss_code: GssCode | None
    start: Start | None
    end: End | None
    population: Annotated[int, Meta(description="People of mid-2020 in its area; null where that is not known.")] | None
    cells: Annotated[int, Meta(description="Cells that it held, whole or in part.", ge=0)]
    parts: Annotated[int, Meta(description="Of them those in part.", ge=0)]
    evidence: (
        Annotated[Literal["exact", "derived", "approximate"], Meta(description="The weakest of its cells.")] | None
    )
    inferred: Annotated[bool, Meta(description="Any of its cells is inferred.")]


class MappedBody(MappedRow):
    """A body on a map, with its area."""

    area: list[MapPiece]


class MapOnDay(Document):
    """The bodies of a map of England on a day, and those of the tier above."""

    day: Day
    kinds: Annotated[list[KindId], Meta(description="The kinds on the map.")]
    above: KindId | None
    possible: Annotated[int, Meta(description="More bodies that may have been in force.", ge=0)]
    bodies: list[MappedBody]
