"""The partition of England on which bodies lie: its cells, and the pieces of them that a body held on a day."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import Final, NamedTuple

__all__ = ["NO_AREAS", "PART_ROUNDING", "Areas", "Cell", "Evidence", "Holding", "Measure", "Piece"]


PART_ROUNDING: Final = Decimal("0.0005")
"""The parts of a cell are rounded to three decimals, so that each may be so much too large or too small."""


class Measure(StrEnum):
    """What the size of an area is counted in: people of mid-2020, live postcodes of 2025, or LSOAs of 2011."""

    PEOPLE = "people"
    POSTCODES = "postcodes"
    LSOAS = "lsoas"


class Evidence(IntEnum):
    """How well it is known that a body held a piece; the greater, the weaker, so that `max` is the weakest of several.

    Exact: an official small-area look-up says it. Derived: a union of districts or of areas that are known.
    Approximate: worked out from the practices in it.
    """

    EXACT = 0
    DERIVED = 1
    APPROXIMATE = 2

    @property
    def label(self) -> str:
        """The word for it in tables, JSON and text."""
        return self.name.lower()


class Cell(NamedTuple):
    """A set of whole LSOAs of 2011 that no border of 1998 to 2026 divided, but for those of approximate pieces.

    `latitude` and `longitude` are of a point in its middle. The district is that of 1998-2009 in which it lies, the
    authority the local authority of 2022.
    """

    id: str
    population: int
    postcodes: int
    lsoas: int
    latitude: float
    longitude: float
    district_code: str
    district_name: str
    authority_code: str
    authority_name: str

    def size(self, measure: Measure) -> int:
        """How many people, postcodes or LSOAs it has."""
        if measure is Measure.PEOPLE:
            return self.population
        return self.postcodes if measure is Measure.POSTCODES else self.lsoas


class Piece(NamedTuple):
    """A cell, or a part of one, that a body held. `share` is the part of the cell's people, more than 0 and up to 1.

    `inferred` says that no source which lists the districts of the body was read.
    """

    cell: str
    share: Decimal
    evidence: Evidence
    inferred: bool
    sources: tuple[str, ...]
    note: str = ""


class Holding(NamedTuple):
    """A piece of a body's area and its days within the body's life: empty means the body's own first or last day."""

    body: str
    piece: Piece
    start: date | None = None
    end: date | None = None

    def on(self, day: date) -> bool:
        """Whether the body held the piece on a day of its life."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Areas:
    """The cells by id, and the holdings of each body of which the area is known, by its id.

    `_by_cell` are the same holdings by cell, and `_several` gives those of several bodies at once, where whoever reads
    them has a quicker way than through all bodies, or one by one.
    """

    cells: Mapping[str, Cell]
    holdings: Mapping[str, tuple[Holding, ...]]
    _by_cell: Mapping[str, tuple[Holding, ...]] | None = None
    _several: Callable[[Collection[str]], Mapping[str, tuple[Holding, ...]]] | None = None

    def coverage(self, body: str, day: date) -> tuple[Piece, ...]:
        """The pieces that a body held on a day of its life; none where its area is not known."""
        return tuple(holding.piece for holding in self.holdings.get(body, ()) if holding.on(day))

    def coverages(self, bodies: Collection[str], day: date) -> Mapping[str, tuple[Piece, ...]]:
        """The pieces that each of several bodies held on a day of their lives; one without an area is left out."""
        found = self._several(bodies) if self._several else {body: self.holdings.get(body, ()) for body in bodies}
        of_day = {body: tuple(each.piece for each in held if each.on(day)) for body, held in found.items()}
        return {body: pieces for body, pieces in of_day.items() if pieces}

    @cached_property
    def by_cell(self) -> Mapping[str, tuple[Holding, ...]]:
        """The holdings of each cell that anybody held, by its id."""
        if self._by_cell is not None:
            return self._by_cell
        found: dict[str, list[Holding]] = {}
        for held in self.holdings.values():
            for holding in held:
                found.setdefault(holding.piece.cell, []).append(holding)
        return {cell: tuple(held) for cell, held in found.items()}

    @property
    def stated(self) -> "Areas":
        """The same without the pieces that are inferred."""
        holdings = {
            body: tuple(holding for holding in held if not holding.piece.inferred)
            for body, held in self.holdings.items()
        }
        return Areas(self.cells, {body: held for body, held in holdings.items() if held})


NO_AREAS: Final = Areas({}, {})
"""Those of a record that says nothing of them."""
