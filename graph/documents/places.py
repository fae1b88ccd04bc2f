"""JSON documents of places and areas: who covered a place, and which cells a body held."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from .base import Document
from .keys import BodyId, Day, End, KindId, Name, Precision, SourceKeys, Start, Tier

__all__ = ["Area", "AreaCell", "Place", "PlaceCell", "PlaceHistory", "PlaceListed", "PlaceSpell"]

_People = Annotated[int, Meta(description="People of mid-2020, who stand for all years.", ge=0)]
_Part = Annotated[float, Meta(ge=0, le=1)]
_CellId = Annotated[str, Meta(description="Id of a cell, one of the pieces that England is cut into.")]
_Known = Annotated[
    Literal["exact", "derived", "approximate"],
    Meta(description="How well it is known: by an official look-up, as a union of known areas, or from practices."),
]
_Inferred = Annotated[bool, Meta(description="Whether no source that lists its districts was read.")]

_KindOfPlace: TypeAlias = Literal["authority", "district", "postcode-district", "postcode-sector", "lsoa"]


class PlaceCell(Document):
    """A cell that a place lies in, wholly or in part."""

    cell: _CellId
    share: Annotated[_Part, Meta(description="Part of the place: of its people, or of a sector its postcodes.")]


class Place(Document):
    """A district, authority, postcode sector or LSOA."""

    id: Annotated[str, Meta(description="Its id.")]
    name: Annotated[str, Meta(description="What it is called.")]
    kind: Annotated[_KindOfPlace, Meta(description="What it is.")]
    code: Annotated[str, Meta(description="Its code, the newest where it has several.")]
    population: _People | None
    codes: Annotated[list[str], Meta(description="All its codes.")]
    cells: list[PlaceCell]


class PlaceListed(Document):
    """A place that has a page of its own."""

    id: Annotated[str, Meta(description="Its id.")]
    name: Annotated[str, Meta(description="What it is called.")]
    kind: Annotated[Literal["authority", "district"], Meta(description="An authority of today, or a former district.")]
    code: Annotated[str, Meta(description="Its code, the newest where it has several.")]
    population: _People
    region: Annotated[str, Meta(description="The NHS region of today that most of it lies in.")]


class PlaceSpell(Document):
    """A body that covered the place or a part of it, and the days on which it did."""

    id: BodyId
    name: Name
    kind: KindId
    tier: Tier
    start: Start | None
    end: End | None
    start_precision: Precision | None
    end_precision: Precision | None
    share: (
        Annotated[_Part, Meta(description="Part of the place that it covered; null where only a span is known.")] | None
    )
    share_low: Annotated[_Part, Meta(description="The least that it covered.")]
    share_high: Annotated[_Part, Meta(description="The most that it covered.")]
    evidence: _Known
    inferred: _Inferred
    sources: SourceKeys


class PlaceHistory(Document):
    """Who covered a place, in order of time: local bodies first, then the tiers above."""

    place: Place
    spells: list[PlaceSpell]


class AreaCell(Document):
    """A cell, or a part of one, that a body held."""

    cell: _CellId
    name: Annotated[str, Meta(description="The district it lies in.")]
    share: Annotated[_Part, Meta(description="Part of the cell's people that the body held.")]
    share_low: Annotated[_Part, Meta(description="The least, where approximate parts make more than the cell.")]
    population: Annotated[int, Meta(description="People of mid-2020 in what the body held.", ge=0)]
    evidence: _Known
    inferred: _Inferred
    sources: SourceKeys
    note: Annotated[str, Meta(description="How it is known.")]


class Area(Document):
    """The area of a body on a day."""

    body: BodyId
    name: Name
    as_at: Day
    population: _People
    cells: list[AreaCell]
