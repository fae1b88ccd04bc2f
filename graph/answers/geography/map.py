"""Map data for a day: which body of a kind, or which local commissioner, held each cell, and the tier above it.

Independent of how it is drawn: cells with their holders, bodies with the cells they are drawn on, and how much is
inferred, shared or unknown.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

from msgspec import Struct

from ...answer import Json, Rows
from ...model.commissioners import commissioners_behind, tier_above, working_commissioners
from ...model.entities import Kind
from ...model.partition import Areas, Evidence, Piece
from ...record.history import History
from ..landscape import InForce, listing

__all__ = ["CellOnMap", "MapOnDay", "Mapped", "map_on", "mapped_kinds"]

_WHOLE: Final = Decimal("0.995")
"""Parts of a cell are rounded to three decimals."""


class CellOnMap(Struct, frozen=True):
    """A cell and its holders on the day, the one with the largest part of its people first.

    `behind` is the previous era's body that still stood behind them (a health authority in 1999 where the primary care
    groups are not known); `above` is the body of the tier above. Either may be empty.
    """

    held: tuple[tuple[str, Piece], ...] = ()
    behind: str = ""
    above: str = ""

    @property
    def owner(self) -> str:
        """The body whose colour the cell gets; empty where none is known."""
        return self.held[0][0] if self.held else ""

    @property
    def shared(self) -> bool:
        """Whether several bodies held a part each, or one held a part and the holder of the rest is unknown."""
        return len(self.held) > 1 or (len(self.held) == 1 and self.held[0][1].share < _WHOLE)

    @property
    def inferred(self) -> bool:
        """Whether any of its holders is inferred rather than taken from a source that lists districts."""
        return bool(self.held) and all(piece.inferred for _, piece in self.held)


class Mapped(Struct, frozen=True):
    """A body on the map: the pieces it held, and the cells drawn in its colour."""

    entry: InForce
    pieces: tuple[Piece, ...]
    cells: tuple[str, ...]
    population: int | None
    """People of mid-2020 in its area, rounded; None where its area is not known."""

    @property
    def id(self) -> str:
        return self.entry.body.id

    @property
    def name(self) -> str:
        return self.entry.name

    @property
    def parts(self) -> int:
        """How many cells it held only partly."""
        return sum(piece.share < 1 for piece in self.pieces)

    @property
    def evidence(self) -> Evidence | None:
        """The weakest evidence among its pieces."""
        return max((piece.evidence for piece in self.pieces), default=None)

    @property
    def inferred(self) -> bool:
        """Whether any piece of its area is inferred."""
        return any(piece.inferred for piece in self.pieces)


class MapOnDay(Struct, frozen=True, eq=False, dict=True):
    """A map of England on a day.

    `kinds` are the requested ones, or the local commissioners' (`is_local`); `above` is the kind of the tier above,
    `behind` that of the previous era where it still stood behind the local commissioners.
    """

    day: date
    kinds: tuple[Kind, ...]
    is_local: bool
    bodies: tuple[Mapped, ...]
    possible: tuple[InForce, ...]
    cells: Mapping[str, CellOnMap]
    above: Kind | None
    behind: Kind | None
    _by_id: Mapping[str, Mapped]

    @cached_property
    def drawn(self) -> tuple[Mapped, ...]:
        """The bodies that have a shape."""
        return tuple(body for body in self.bodies if body.cells)

    @cached_property
    def only_parts(self) -> tuple[Mapped, ...]:
        """The bodies without a shape, because they held only minor parts of shared cells."""
        return tuple(body for body in self.bodies if body.pieces and not body.cells)

    @cached_property
    def without_area(self) -> tuple[Mapped, ...]:
        """The bodies whose area is not known."""
        return tuple(body for body in self.bodies if not body.pieces)

    @cached_property
    def count_above(self) -> int:
        """How many bodies of the tier above are on the map."""
        return len({cell.above for cell in self.cells.values()} - {""})

    def body(self, body_id: str) -> Mapped | None:
        """A body on the map by its id."""
        return self._by_id.get(body_id)

    def sharing(self, body: Mapped) -> tuple[Mapped, ...]:
        """The other bodies that held parts of the same cells."""
        ids = {other for piece in body.pieces for other, _ in self.cells[piece.cell].held} - {body.id}
        return tuple(other for other in self.bodies if other.id in ids)

    @property
    def columns(self) -> Sequence[str]:
        from ...documents import columns
        from ...documents.map import MappedRow

        return columns(MappedRow)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The ids of the bodies."""
        return tuple(body.id for body in self.bodies)

    def document(self) -> Json:
        from ...documents.map import MapOnDay as Shape
        from ...documents.map import MappedBody, MapPiece

        return Shape(
            self.day,
            [kind.id for kind in self.kinds],
            self.above.id if self.above else None,
            len(self.possible),
            [
                MappedBody.from_values(
                    body,
                    **self._row(body),
                    area=[MapPiece.from_values(piece, evidence=piece.evidence.label) for piece in body.pieces],
                )
                for body in self.bodies
            ],
        ).plain()

    def rows(self) -> Rows:
        from ...documents.map import MappedRow

        return [MappedRow.from_values(body, **self._row(body)).plain() for body in self.bodies]

    def _row(self, body: Mapped) -> Mapping[str, object]:
        """The fields of a row that are not attributes of the body."""
        entry = body.entry.body
        return {
            "kind": entry.kind,
            "ods_code": entry.code_on("ods", self.day),
            "gss_code": entry.code_on("gss", self.day),
            "start": entry.spell.start,
            "end": entry.spell.end,
            "cells": len(body.pieces),
            "evidence": body.evidence.label if body.evidence is not None else None,
        }


def mapped_kinds(history: History, areas: Areas) -> tuple[Kind, ...]:
    """The kinds with at least one body whose area is known."""
    known = {history.bodies[body].kind for body in areas.holdings if body in history.bodies}
    return tuple(kind for kind in history.kinds.values() if kind.id in known)


def map_on(history: History, areas: Areas, day: date, kind: str = "") -> MapOnDay:
    """The map of a day for the bodies of a kind and its narrower ones; by default for the local commissioners.

    Raises:
        UnknownKind: there is no such kind.
    """
    kinds = (history.kind(kind).id,) if kind else working_commissioners(history.kinds, day)
    entries, possible = _in_force(history, kinds, day)
    held: dict[str, list[tuple[str, Piece]]] = defaultdict(list)
    pieces: dict[str, tuple[Piece, ...]] = {}
    for entry in entries:
        pieces[entry.body.id] = areas.coverage(entry.body.id, day)
        for piece in pieces[entry.body.id]:
            held[piece.cell].append((entry.body.id, piece))
    behind = () if kind else commissioners_behind(history.kinds, day)
    above = tier_above(history.kinds, kinds, day) if kinds else ""
    behind_of, above_of = _owners(history, areas, behind, day), _owners(history, areas, (above,) if above else (), day)
    cells = {
        cell: CellOnMap(
            tuple(sorted(held[cell], key=lambda each: (-each[1].share, each[0]))),
            "" if held.get(cell) else behind_of.get(cell, ""),
            above_of.get(cell, ""),
        )
        for cell in areas.cells
    }
    drawn: dict[str, list[str]] = defaultdict(list)
    for cell, on_map in cells.items():
        drawn[on_map.owner].append(cell)
    bodies = tuple(
        Mapped(
            entry,
            of_body := pieces[entry.body.id],
            tuple(drawn[entry.body.id]),
            round(sum(areas.cells[piece.cell].population * piece.share for piece in of_body)) if of_body else None,
        )
        for entry in entries
    )
    return MapOnDay(
        day,
        tuple(history.kinds[each] for each in kinds),
        not kind,
        bodies,
        possible,
        cells,
        history.kinds[above] if above else None,
        history.kinds[behind[0]] if any(cell.behind for cell in cells.values()) else None,
        {body.id: body for body in bodies},
    )


def _in_force(history: History, kinds: tuple[str, ...], day: date) -> tuple[tuple[InForce, ...], tuple[InForce, ...]]:
    """The bodies of some kinds and their narrower ones on a day: certain ones, and possible ones."""
    lists = [listing(history, day, each) for kind in kinds for each in sorted(history.kinds_within(kind))]
    certain = [entry for each in lists for entry in each.entries]
    possible = [entry for each in lists for entry in each.possible]
    by_name = lambda entry: (entry.name, entry.body.id)  # noqa: E731 - one key for both lists
    return tuple(sorted(certain, key=by_name)), tuple(sorted(possible, key=by_name))


def _owners(history: History, areas: Areas, kinds: tuple[str, ...], day: date) -> Mapping[str, str]:
    """For each cell, the body of some kinds that held most of it on a day."""
    found: dict[str, tuple[Piece, str]] = {}
    for entry in _in_force(history, kinds, day)[0]:
        for piece in areas.coverage(entry.body.id, day):
            if piece.cell not in found or found[piece.cell][0].share < piece.share:
                found[piece.cell] = piece, entry.body.id
    return {cell: body for cell, (_, body) in found.items()}
