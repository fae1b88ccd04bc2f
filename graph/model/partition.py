"""The partition of England into cells, and the pieces of cells that a body held on a day."""

from collections.abc import Callable, Collection, Iterator, Mapping
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
    """The unit of an area's size: mid-2020 people, live postcodes of 2025, or 2011 LSOAs."""

    PEOPLE = "people"
    POSTCODES = "postcodes"
    LSOAS = "lsoas"


class Evidence(IntEnum):
    """How well a coverage is known; larger is weaker, so `max` gives the weakest.

    Exact: from an official small-area look-up. Derived: a union of districts or of known areas. Approximate: estimated
    from the practices in it.
    """

    EXACT = 0
    DERIVED = 1
    APPROXIMATE = 2

    @property
    def label(self) -> str:
        """The word for it in tables, JSON and text."""
        return self.name.lower()


class Cell(NamedTuple):
    """A set of whole 2011 LSOAs that no boundary from 1998 to 2026 divided, except those of approximate pieces.

    `latitude` and `longitude` are of a point near its centre. The district is the one of 1998-2009, the authority the
    local authority of 2022.
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
        """The number of its people, postcodes or LSOAs."""
        if measure is Measure.PEOPLE:
            return self.population
        return self.postcodes if measure is Measure.POSTCODES else self.lsoas


class Piece(NamedTuple):
    """A cell, or part of one, that a body held. `share` is the fraction of the cell's people, above 0 and at most 1.

    `inferred` means that no source listing the body's districts was read.
    """

    cell: str
    share: Decimal
    evidence: Evidence
    inferred: bool
    sources: tuple[str, ...]
    note: str = ""


class Holding(NamedTuple):
    """A piece of a body's area with dates within the body's life; an empty date means the body's own."""

    body: str
    piece: Piece
    start: date | None = None
    end: date | None = None

    def on(self, day: date) -> bool:
        """Whether the body held the piece on a day of its life."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Areas:
    """The cells by id, and the holdings of each body with a known area, by body id.

    `_by_cell` has the same holdings by cell, and `_several` looks up several bodies at once; the reader passes them
    where it has a faster way than going through all bodies, or one by one.
    """

    cells: Mapping[str, Cell]
    holdings: Mapping[str, tuple[Holding, ...]]
    _by_cell: Mapping[str, tuple[Holding, ...]] | None = None
    _several: Callable[[Collection[str]], Mapping[str, tuple[Holding, ...]]] | None = None

    def coverage(self, body: str, day: date) -> tuple[Piece, ...]:
        """The pieces a body held on a day of its life; none if its area is unknown."""
        return tuple(holding.piece for holding in self.holdings.get(body, ()) if holding.on(day))

    def coverages(self, bodies: Collection[str], day: date) -> Mapping[str, tuple[Piece, ...]]:
        """The pieces each of several bodies held on a day of their lives; bodies without an area are left out."""
        found = self._several(bodies) if self._several else {body: self.holdings.get(body, ()) for body in bodies}
        of_day = {body: tuple(each.piece for each in held if each.on(day)) for body, held in found.items()}
        return {body: pieces for body, pieces in of_day.items() if pieces}

    @cached_property
    def by_cell(self) -> Mapping[str, tuple[Holding, ...]]:
        """The holdings of each cell that any body held, by cell id."""
        if self._by_cell is not None:
            return self._by_cell
        found: dict[str, list[Holding]] = {}
        for held in self.holdings.values():
            for holding in held:
                found.setdefault(holding.piece.cell, []).append(holding)
        return {cell: tuple(held) for cell, held in found.items()}

    @property
    def stated(self) -> "Areas":
        """The same areas without inferred pieces."""
        several = self._several
        return Areas(
            self.cells,
            _Stated(self.holdings),
            None if self._by_cell is None else _Stated(self._by_cell),
            None if several is None else lambda bodies: _Stated(several(bodies)),
        )


class _Stated(Mapping[str, tuple[Holding, ...]]):
    """Holdings without the inferred ones, read as they are asked for."""

    def __init__(self, held: Mapping[str, tuple[Holding, ...]]) -> None:
        self._held = held

    def __getitem__(self, key: str) -> tuple[Holding, ...]:
        if stated := tuple(each for each in self._held[key] if not each.piece.inferred):
            return stated
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (key for key, held in self._held.items() if not all(each.piece.inferred for each in held))

    def __len__(self) -> int:
        return sum(1 for _ in self)


NO_AREAS: Final = Areas({}, {})
"""Those of a record that says nothing of them."""
