"""What two bodies have in common by area: the sum over shared cells, as a number or a span.

If both hold only part of a cell, their common part is between max(0, a + b - 1) and min(a, b) of it. Parts of a cell
are never multiplied, except for an estimate. Approximate parts that make more than their cell are spans themselves.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from msgspec import Struct, field

from ..model.entities import Body
from ..model.partition import PART_ROUNDING, Areas, Evidence, Measure, Piece
from ..model.share import NOTHING, WHOLE

__all__ = ["Common", "Holders", "Overlap", "covered", "covered_within", "covering_each_other", "overlap"]


class Holders(NamedTuple):
    """The holders of each cell on a day among bodies of one sort; parts that make up a cell sum to exactly one."""

    by_cell: Mapping[str, Sequence[tuple[str, Decimal, Piece]]]
    bodies: frozenset[str]
    overlapping: frozenset[str]
    """Cells that several of the bodies held at once, as clusters may."""
    excess: Mapping[str, Decimal]
    """By how much approximate parts of a cell make more than it: so much too large may any of its parts be."""

    def least(self, cell: str, share: Decimal) -> Decimal:
        """The least of a cell that one who is said to hold a share of it held."""
        return max(NOTHING, share - self.excess[cell]) if cell in self.excess else share


def covered(areas: Areas, bodies: Collection[str], day: date) -> Holders:
    """The holders of each cell on a day among bodies in force on it."""
    by_cell: dict[str, list[tuple[str, Decimal, Piece]]] = defaultdict(list)
    for body, pieces in areas.coverages(bodies, day).items():
        for piece in pieces:
            by_cell[piece.cell].append((body, piece.share, piece))
    return _whole_cells(by_cell)


def covered_within(areas: Areas, cells: Iterable[str], bodies: Collection[str], day: date) -> Holders:
    """The same of some cells only."""
    by_cell: dict[str, list[tuple[str, Decimal, Piece]]] = {}
    for cell in cells:
        held = [each for each in areas.by_cell.get(cell, ()) if each.body in bodies and each.on(day)]
        if held:
            by_cell[cell] = [(each.body, each.piece.share, each.piece) for each in held]
    return _whole_cells(by_cell)


def _whole_cells(by_cell: dict[str, list[tuple[str, Decimal, Piece]]]) -> Holders:
    """The holders of cells, where the rounded parts of a cell that is held wholly are made to sum to one."""
    overlapping, excess = set(), {}
    for cell, holders in by_cell.items():
        held = sum((share for _, share, _ in holders), NOTHING)
        if held != WHOLE and abs(held - WHOLE) <= PART_ROUNDING * len(holders):
            by_cell[cell] = _summing_to_one(holders, held)
        elif held > WHOLE and any(piece.evidence is Evidence.APPROXIMATE for _, _, piece in holders):
            excess[cell] = held - WHOLE
        elif held > WHOLE:
            overlapping.add(cell)
    found = frozenset(body for holders in by_cell.values() for body, _, _ in holders)
    return Holders(by_cell, found, frozenset(overlapping), excess)


def _summing_to_one(holders: list[tuple[str, Decimal, Piece]], held: Decimal) -> list[tuple[str, Decimal, Piece]]:
    """Parts that make `held`, with what that lacks or has too much spread alike: each still rounds to what it is said
    to be. In proportion where one is smaller than what it would lose.
    """
    each = (WHOLE - held) / len(holders)
    alike = min(share for _, share, _ in holders) + each > NOTHING
    return [(body, share + each if alike else share / held, piece) for body, share, piece in holders]


def covering_each_other(areas: Areas, bodies: Collection[Body], day: date) -> frozenset[str]:
    """The bodies in force on a day that held a cell together with one of another kind."""
    kinds = {body.id: body.kind for body in bodies}
    held = covered(areas, sorted(kinds), day)
    holders = ({body for body, _, _ in held.by_cell[cell]} for cell in held.overlapping)
    return frozenset(chain.from_iterable(each for each in holders if len({kinds[body] for body in each}) > 1))


class Common(Struct):
    """What a body has in common with another: least, most and likeliest size, and the evidence."""

    low: Decimal = NOTHING
    high: Decimal = NOTHING
    estimate: Decimal = NOTHING
    evidence: Evidence = Evidence.EXACT
    inferred: bool = False
    sources: set[str] = field(default_factory=set)
    people: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """The people that are surely common, by how well the cells are known: exact, derived, approximate or inferred."""


class Overlap(NamedTuple):
    """How a body's area overlaps those of others. `size` is its own; `missed` the least and most held by none."""

    size: Decimal
    common: Mapping[str, Common]
    missed: tuple[Decimal, Decimal]
    overlapping: bool
    people: Decimal


def overlap(areas: Areas, body: str, pieces: Sequence[Piece], holders: Holders, measure: Measure) -> Overlap:
    """Overlaps the pieces of a body on its day with the areas of others on theirs."""
    common: dict[str, Common] = defaultdict(Common)
    size = people = low = high = NOTHING
    overlapping = False
    for piece in pieces:
        cell = areas.cells[piece.cell]
        weight = cell.size(measure)
        size += weight * piece.share
        people += cell.population * piece.share
        found = holders.by_cell.get(piece.cell, ())
        overlapping = overlapping or piece.cell in holders.overlapping
        parts, missed = _parts(body, piece, found, holders)
        low, high = low + weight * missed[0], high + weight * missed[1]
        for (other, share, theirs), (least, most) in zip(found, parts, strict=True):
            if most > NOTHING:
                each = common[other]
                each.low += weight * least
                each.high += weight * most
                each.estimate += weight * (least if least == most else min(max(piece.share * share, least), most))
                each.evidence = max(each.evidence, piece.evidence, theirs.evidence)
                inferred = piece.inferred or theirs.inferred
                each.inferred = each.inferred or inferred
                each.sources.update(piece.sources, theirs.sources)
                known = "inferred" if inferred else max(piece.evidence, theirs.evidence).label
                each.people[known] += cell.population * least
    return Overlap(size, common, (low, high), overlapping, people)


def _parts(
    body: str, piece: Piece, found: Sequence[tuple[str, Decimal, Piece]], holders: Holders
) -> tuple[list[tuple[Decimal, Decimal]], tuple[Decimal, Decimal]]:
    """The least and most of a cell that a piece has in common with each that is `found` there, and with none.

    If one body held the same piece before and after, it is the same part of the cell, so others that exclude it can
    only have the rest in common.
    """
    room, world = piece.share, WHOLE
    together = piece.cell not in holders.overlapping
    same = [together and other == body and theirs == piece for other, _, theirs in found]
    for (_, share, _), kept in zip(found, same, strict=True):
        if kept:
            room, world = NOTHING, world - share
    parts = []
    for (_, share, _), kept in zip(found, same, strict=True):
        if kept:
            parts.append((piece.share, piece.share))
        else:
            parts.append(_within(room, holders.least(piece.cell, share), share, world))
    if not together:
        return parts, (NOTHING, NOTHING)
    left = WHOLE - sum((share for _, share, _ in found), NOTHING)
    return parts, _within(room, left, left, world) if left > PART_ROUNDING else (NOTHING, NOTHING)


def _within(one: Decimal, least: Decimal, most: Decimal, world: Decimal) -> tuple[Decimal, Decimal]:
    """The least and most that a part of something can have in common with another, of `least` to `most`."""
    return max(NOTHING, one + least - world), min(one, most)
