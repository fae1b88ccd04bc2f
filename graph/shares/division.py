"""How much of a body of one day lies in each body of another: the one rule of shares, forwards and backwards.

By area where both have one; by the links where they have not; a share that a source states stands beside.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from ..lineage.paths import Paths
from ..model.commissioners import local_commissioners
from ..model.entities import LEGAL_AND_AREA, Basis, Body
from ..model.partition import Areas, Measure, Piece
from ..model.share import NARROW, NOTHING, ROUNDING, WHOLE, Share, Weight, remainder
from ..record.history import History
from .links import Bounds, End, Flow, Links, Path
from .overlap import Common, Holders, covered, overlap

__all__ = [
    "Divider",
    "Division",
    "Relative",
    "Territory",
    "Tier",
    "decided_by_law",
    "share_by_area",
    "share_by_links",
    "shortest_first",
]

_TIERS: Final = 32
"""So many tiers of bodies on a day are remembered, some 100 kB each."""


@dataclass(frozen=True, slots=True)
class Relative:
    """A body that came before or after another, or lay where it lay, with their share and the paths of links.

    `paths` are written in time order, the shortest first; there is none where only the area joins the two. `sources`
    are those of the areas; `people` counts those who are surely common, by how well that is known.
    """

    body: Body
    part: Share
    paths: tuple[Path, ...] = ()
    sources: tuple[str, ...] = ()
    people: Mapping[str, Decimal] = field(default_factory=dict, hash=False)

    @property
    def share(self) -> Decimal | None:
        """The share as a number, None where it is a span or unknown."""
        return self.part.value

    @property
    def inferred(self) -> bool:
        """Whether no path is made of stated links only; where only the area joins them, whether that is inferred."""
        if not self.paths:
            return self.part.inferred
        return all(any(step.link.inferred for step in path) for path in self.paths)

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The bases of the links of the first path, in time order."""
        return tuple(step.link.basis for step in self.paths[0]) if self.paths else ()

    @property
    def path(self) -> tuple[str, ...]:
        """The bodies of the first path, both ends included; none without a path."""
        if not self.paths or not self.paths[0]:
            return ()
        return (self.paths[0][0].link.predecessor, *(step.link.successor for step in self.paths[0]))


class Tier(NamedTuple):
    """Bodies of kinds that are counted together, all with areas, as a body is divided among them.

    `missed` is the least and the most of the body that none of them holds, of which nothing more is known.
    `overlapping` says that some of them cover each other, so that their shares are not to be summed.
    """

    kinds: frozenset[str]
    missed: tuple[Decimal, Decimal]
    overlapping: bool


@dataclass(frozen=True, slots=True)
class Division:
    """A body of one day and all that holds a part of it on another, or may; the largest first.

    `tiers` are those that it was divided among by area; each may hold all of it. Without any, the links decide. `flow`
    is what the links say of everything, of other kinds and of no body in force too. `people` are those of the body.
    """

    body: Body
    relatives: tuple[Relative, ...]
    flow: Flow
    tiers: tuple[Tier, ...] = ()
    people: Decimal | None = None

    @property
    def rest(self) -> Decimal | None:
        """The part of it that is left with no body of those asked for; None where it is not known how much."""
        if self.tiers:
            low, high = min(tier.missed for tier in self.tiers)
            return remainder(WHOLE - low) if high - low <= NARROW else None
        left = self.flow.get(End(self.body.id))
        if left is None:
            return NOTHING
        return remainder(WHOLE - left.low) if left.known else None


class Territory:
    """Which bodies of a history held which cells on which day; the tiers of the last days asked for are remembered."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.holders = lru_cache(_TIERS)(self._holders)

    @property
    def areas(self) -> Areas:
        """The cells, and who held which of them."""
        return self.history.areas

    def _holders(self, kinds: frozenset[str], day: date) -> Holders:
        """Who of some kinds held each cell, among the bodies certainly in force on a day."""
        bodies = (body for kind in sorted(kinds) for body in self.history.by_kind.get(kind, ()))
        return covered(self.areas, [body.id for body in bodies if body.life.certain_on(day)], day)

    def family(self, kind: str) -> frozenset[str]:
        """A kind with those that are counted with it: the broadest above it and all the narrower ones."""
        kinds = self.history.kinds
        while kinds[kind].broader in kinds:
            kind = kinds[kind].broader
        return self.history.kinds_within(kind)

    def commissioners(self, day: date) -> frozenset[str]:
        """The kinds of the local commissioners of a day."""
        kind = local_commissioners(self.history.kinds.values(), day)
        return self.history.kinds_within(kind) if kind else frozenset()


class Divider:
    """Divides bodies of the day `first` among those of the day `second`, which may be the earlier.

    Those of `kinds` answer; else those of the kinds that the links reach, whether or not a link leads to the very
    body; where they reach none, the local commissioners, if they are wanted. With the weight `stated`, a body of which
    all shares are stated is divided by them, any other by people. `estimate` gives a number for a span, marked so.
    """

    def __init__(
        self,
        territory: Territory,
        first: date,
        second: date,
        *,
        kinds: frozenset[str] = frozenset(),
        bases: frozenset[Basis] = LEGAL_AND_AREA,
        weight: Weight = Weight.PEOPLE,
        estimate: bool = False,
    ) -> None:
        self.territory, self.history = territory, territory.history
        self.first, self.second, self.kinds, self.weight, self.estimate = first, second, kinds, weight, estimate
        self._measure = Measure.PEOPLE if weight is Weight.STATED else Measure(weight.value)
        if first == second:  # an event whose day is not known may not have been yet: on one day a body is itself
            bases = frozenset()
        self.walk = Paths(self.history, bases, after=min(first, second), until=max(first, second))
        self.links = Links(self.walk)
        self._done: dict[str, Division] = {}

    def of(self, body: Body) -> Division:
        """How a body of the first day is divided."""
        if body.id not in self._done:
            self._done[body.id] = self._division(body)
        return self._done[body.id]

    @property
    def backwards(self) -> bool:
        """Whether the other day is the earlier."""
        return self.second < self.first

    def goes_on(self, body: str) -> bool:
        """Whether links lead on from a body, in the direction of the division."""
        return bool(self.walk.steps_to(body) if self.backwards else self.walk.steps_from(body))

    def is_all(self, body: Body, relative: Relative) -> bool:
        """Whether nothing but the body lies in a relative: all that it had on its own day came from, or went to, it."""
        other = relative.body
        if relative.part.evidence == "stated":
            if self.backwards:
                return self.links.carried(other.id, body.id).low >= WHOLE - ROUNDING
            return not other.life.possible_on(self.first) and self.links.sources(other.id, self.second) <= {body.id}
        areas = self.territory.areas
        own, its = (
            sum(areas.cells[piece.cell].population * piece.share for piece in areas.coverage(each.id, day))
            for each, day in ((body, self.first), (other, self.second))
        )
        return its - own <= ROUNDING * its and not (other.life.possible_on(self.first) and not self.backwards)

    def _division(self, body: Body) -> Division:
        forwards = not self.backwards
        flow = self.links.heirs(body.id) if forwards else self.links.origins(body.id)
        linked = {
            end.holder: bounds
            for end, bounds in flow.items()
            if not end.back and bounds.high > NOTHING and self._answers(self.history.bodies[end.holder])
        }
        if not forwards and len(linked) == 1 and not self._has_lost_ends(flow):
            linked = {other: Bounds(WHOLE, WHOLE) for other in linked}
        if self.first == self.second and body.id in linked:
            own = Share(WHOLE, WHOLE, WHOLE)
            return Division(body, (Relative(body, own, ((),)),), flow)
        paths = self._paths(body, linked, forwards=forwards)
        by_links = {other: self._linked(other, bounds, paths[other], forwards) for other, bounds in linked.items()}
        pieces = self.territory.areas.coverage(body.id, self.first)
        if not pieces or (self.weight is Weight.STATED and _all_stated(linked.values())):
            return Division(body, _ordered(by_links.values()), flow)
        return self._by_area(body, pieces, by_links, linked, flow)

    def _has_lost_ends(self, flow: Flow) -> bool:
        """Whether the way back from a body ends at some that were not in force on the other day."""
        return any(not self.history.bodies[end.holder].life.possible_on(self.second) for end in flow if not end.back)

    def _answers(self, body: Body) -> bool:
        return (not self.kinds or body.kind in self.kinds) and body.life.possible_on(self.second)

    def _paths(self, body: Body, linked: Mapping[str, Bounds], *, forwards: bool) -> Mapping[str, tuple[Path, ...]]:
        found: dict[str, list[Path]] = {other: [()] if other == body.id else [] for other in linked}
        for path in self.links.paths_from(body.id) if forwards else self.links.paths_to(body.id):
            other = path[-1].link.successor if forwards else path[0].link.predecessor
            if other in found:
                found[other].append(path)
        return {other: shortest_first(each) for other, each in found.items()}

    def _linked(self, other: str, bounds: Bounds, paths: tuple[Path, ...], forwards: bool) -> Relative:
        """A relative by links alone."""
        return Relative(self.history.bodies[other], share_by_links(bounds, paths, forwards=forwards), paths)

    def _asked(self, linked: Iterable[str]) -> list[frozenset[str]]:
        """The kinds that answer, those that are counted together in one set."""
        if self.kinds:
            return [self.kinds]
        reached = {self.history.bodies[other].kind for other in linked}
        if not reached:
            return [self.territory.commissioners(self.second)]
        return list(dict.fromkeys(self.territory.family(kind) for kind in sorted(reached)))

    def _by_area(
        self,
        body: Body,
        pieces: Sequence[Piece],
        by_links: Mapping[str, Relative],
        linked: Mapping[str, Bounds],
        flow: Flow,
    ) -> Division:
        found: dict[str, Relative] = {}
        placed: set[str] = set()
        tiers: list[Tier] = []
        people = None
        for kinds in self._asked(by_links):
            holders = self.territory.holders(kinds, self.second)
            if not holders.by_cell:
                continue
            laid = overlap(self.territory.areas, body.id, pieces, holders, self._measure)
            if not laid.size:
                continue
            placed |= holders.bodies
            people = laid.people
            if sole := [each for each in linked if decided_by_law(laid.common.get(each), laid.size, linked[each])]:
                found[sole[0]] = replace(by_links[sole[0]], people=_people_of(pieces, self.territory.areas))
                tiers.append(Tier(kinds, (NOTHING, NOTHING), overlapping=False))
                continue
            for other, common in laid.common.items():
                found[other] = self._lying_in(other, common, laid.size, by_links.get(other))
            low, high = laid.missed
            tiers.append(Tier(kinds, (low / laid.size, high / laid.size), laid.overlapping))
        if not tiers:
            return Division(body, _ordered(by_links.values()), flow)
        for other, relative in by_links.items():
            if other not in placed:
                found[other] = _in_what_is_missed(relative, tiers)
            elif other not in found and relative.part.stated:
                nothing = share_by_area(Common(), WHOLE, self._measure, relative.part, estimate=False)
                found[other] = replace(relative, part=nothing)
        return Division(body, _ordered(found.values()), flow, tuple(tiers), people)

    def _lying_in(self, other: str, common: Common, size: Decimal, link: Relative | None) -> Relative:
        """A relative by area, with what the links say of it beside."""
        part = share_by_area(common, size, self._measure, link.part if link else None, estimate=self.estimate)
        paths = link.paths if link else ()
        return Relative(self.history.bodies[other], part, paths, tuple(sorted(common.sources)), dict(common.people))


def _in_what_is_missed(relative: Relative, tiers: Iterable[Tier]) -> Relative:
    """A relative without an area, of which no more is unknown than what those of its tier with an area do not hold."""
    tier = next((tier for tier in tiers if relative.body.kind in tier.kinds), None)
    part = relative.part
    if tier is None or part.value is not None or part.high <= tier.missed[1]:
        return relative
    return replace(relative, part=replace(part, low=min(part.low, tier.missed[1]), high=tier.missed[1]))


def share_by_links(bounds: Bounds, paths: Iterable[Path], *, forwards: bool = True) -> Share:
    """A share as the links of some paths alone give it; what sources state of it is a part of the earlier body only."""
    counts = "|".join(sorted(bounds.counts))
    stated = bounds.low if forwards and bounds.known and bounds.divisions == 1 else None
    ways = list(paths)
    return Share(
        bounds.low if bounds.known else None,
        bounds.low,
        bounds.high,
        basis=counts if bounds.known else "",
        inferred=bool(ways) and all(any(step.link.inferred for step in path) for path in ways),
        stated=stated,
        stated_basis=counts if stated is not None else "",
    )


def share_by_area(common: Common, size: Decimal, measure: Measure, link: Share | None, *, estimate: bool) -> Share:
    """The share of a body of some size that it has in common with another, with what the links say of it beside."""
    low, high = common.low / size, common.high / size
    value = low if low == high else (low + high) / 2 if high - low <= NARROW else None
    estimated = value is None and estimate
    return Share(
        common.estimate / size if estimated else value,
        low,
        high,
        basis=measure.value,
        evidence=common.evidence.label,
        inferred=common.inferred,
        estimated=estimated,
        stated=link.stated if link else None,
        stated_basis=link.stated_basis if link else "",
    )


def _all_stated(linked: Iterable[Bounds]) -> bool:
    """Whether the links alone say how much went to each, with one division on each way at most."""
    each = list(linked)
    return bool(each) and all(bounds.known and bounds.divisions <= 1 for bounds in each)


def decided_by_law(common: Common | None, size: Decimal, bounds: Bounds) -> bool:
    """Whether links carry all of a body to another, where the area leaves open how much of it but allows the whole."""
    if common is None:
        return False
    low, high = common.low / size, common.high / size
    carried = bounds.low >= WHOLE - ROUNDING and not bounds.divisions
    return carried and high - low > NARROW and high >= WHOLE - ROUNDING


def _people_of(pieces: Sequence[Piece], areas: Areas) -> Mapping[str, Decimal]:
    people: dict[str, Decimal] = {}
    for piece in pieces:
        known = "inferred" if piece.inferred else piece.evidence.label
        people[known] = people.get(known, NOTHING) + areas.cells[piece.cell].population * piece.share
    return people


def _ordered(relatives: Iterable[Relative]) -> tuple[Relative, ...]:
    return tuple(sorted(relatives, key=lambda each: (each.share is None, -(each.share or 0), each.body.id)))


def shortest_first(paths: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(sorted(paths, key=lambda path: (len(path), [step.link.id for step in path])))
