"""The one rule of shares: how much of a body of one day is in each body of another day, in either direction.

By area if both have one, otherwise by links; a share stated by a source is reported next to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from ..lineage.paths import Paths
from ..model.entities import LEGAL_AND_AREA, Basis, Body
from ..model.partition import Areas, Measure, Piece
from ..model.share import NARROW, NOTHING, ROUNDING, WHOLE, Share, Weight, remainder
from .links import Bounds, End, Flow, Links, Path
from .overlap import Common, overlap
from .territory import Territory

__all__ = [
    "Divider",
    "Division",
    "Relative",
    "Tier",
    "decided_by_law",
    "share_by_area",
    "share_by_links",
    "shortest_first",
]


class Relative(Struct, frozen=True):
    """A body related to another by links or area, with its share and the paths between them.

    `paths` are in order of time, shortest first; empty if only the area relates the two. `sources` are those of the
    areas; `people` counts those certainly in common, by evidence.
    """

    body: Body
    part: Share
    paths: tuple[Path, ...] = ()
    sources: tuple[str, ...] = ()
    people: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def share(self) -> Decimal | None:
        """The share as a number, None for a span or unknown."""
        return self.part.value

    @property
    def narrowest(self) -> Decimal:
        """The smallest share on the widest path, unknown ones as whole: the order of those of unknown share."""
        known = ([step.link.share for step in path if step.link.share is not None] for path in self.paths)
        return max((min(shares, default=WHOLE) for shares in known), default=WHOLE)

    @property
    def inferred(self) -> bool:
        """Whether no path consists of stated links only; without paths, whether the area is inferred."""
        if not self.paths:
            return self.part.inferred
        return all(any(step.link.inferred for step in path) for path in self.paths)

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The bases of the links on the first path, in order of time."""
        return tuple(step.link.basis for step in self.paths[0]) if self.paths else ()

    @property
    def path(self) -> tuple[str, ...]:
        """The bodies on the first path, both ends included; empty without a path."""
        if not self.paths or not self.paths[0]:
            return ()
        return (self.paths[0][0].link.predecessor, *(step.link.successor for step in self.paths[0]))


class Tier(NamedTuple):
    """The bodies of kinds counted together, all with areas, that a body is divided among.

    `missed` is the least and most of the body that none of them holds. `overlapping` means some of them cover each
    other, so their shares must not be added.
    """

    kinds: frozenset[str]
    missed: tuple[Decimal, Decimal]
    overlapping: bool


class Division(Struct, frozen=True):
    """A body of one day and everything that holds, or may hold, part of it on another; largest first.

    `tiers` are those it was divided among by area; each may hold all of it. Without any, the links decide. `flow` is
    what the links say about all ends, including other kinds and bodies no longer in force. `people` is the body's
    population.
    """

    body: Body
    relatives: tuple[Relative, ...]
    flow: Flow
    tiers: tuple[Tier, ...] = ()
    people: Decimal | None = None

    @property
    def rest(self) -> Decimal | None:
        """The part left with none of the requested bodies; None if unknown."""
        if self.tiers:
            low, high = min(tier.missed for tier in self.tiers)
            return remainder(WHOLE - low) if high - low <= NARROW else None
        left = self.flow.get(End(self.body.id))
        if left is None:
            return NOTHING
        return remainder(WHOLE - left.low) if left.known else None


class Divider:
    """Divides bodies of the day `first` among those of the day `second`, which may be earlier.

    Targets are of `kinds`, or of the kinds that links reach (whether or not a link leads to the very body); if they
    reach none, the local commissioners on request. With weight `stated`, a body whose shares are all stated is divided
    by them, others by people. `estimate` gives a number for a span, marked as estimated.
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
        if first == second:  # an event without a known day may not have happened yet; on one day a body is itself
            bases = frozenset()
        self.walk = Paths(self.history, bases, after=min(first, second), until=max(first, second))
        self.links = Links(self.walk)
        self._done: dict[str, Division] = {}

    def of(self, body: Body) -> Division:
        """Divides a body of the first day."""
        if body.id not in self._done:
            self._done[body.id] = self._division(body)
        return self._done[body.id]

    @property
    def backwards(self) -> bool:
        """Whether the second day is earlier."""
        return self.second < self.first

    def goes_on(self, body: str) -> bool:
        """Whether links lead on from a body in the direction of the division."""
        return bool(self.walk.steps_to(body) if self.backwards else self.walk.steps_from(body))

    def is_all(self, body: Body, relative: Relative) -> bool:
        """Whether a relative consists only of the body: everything it had on its own day came from, or went to, it."""
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
            own = Relative(body, Share(WHOLE, WHOLE, WHOLE), ((),))
            return Division(body, (own,), flow, people=self._people(body))
        paths = self._paths(body, linked, forwards=forwards)
        by_links = {other: self._linked(other, bounds, paths[other], forwards) for other, bounds in linked.items()}
        pieces = self.territory.areas.coverage(body.id, self.first)
        if not pieces or (self.weight is Weight.STATED and _all_stated(linked.values())):
            return Division(body, _ordered(by_links.values()), flow, people=self._people(body))
        return self._by_area(body, pieces, by_links, linked, flow)

    def _people(self, body: Body) -> Decimal | None:
        """The people of a body's area on the first day; None where the area is not known."""
        pieces = self.territory.areas.coverage(body.id, self.first)
        return sum(_people_of(pieces, self.territory.areas).values(), NOTHING) if pieces else None

    def _has_lost_ends(self, flow: Flow) -> bool:
        """Whether paths backwards end at bodies that were not in force on the other day."""
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
        """A relative found through links alone."""
        return Relative(self.history.bodies[other], share_by_links(bounds, paths, forwards=forwards), paths)

    def _asked(self, linked: Iterable[str]) -> list[frozenset[str]]:
        """The target kinds, grouped by kinds counted together."""
        if self.kinds:
            return [self.kinds]
        reached = {self.history.bodies[other].kind for other in linked}
        if not reached:
            return [self.territory.commissioners(self.second)]
        families = list(dict.fromkeys(self.territory.family(kind) for kind in sorted(reached)))
        return self.territory.together(families, self.second) if len(families) > 1 else families

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
            return Division(body, _ordered(by_links.values()), flow, people=self._people(body))
        for other, relative in by_links.items():
            if other not in placed:
                found[other] = _in_what_is_missed(relative, tiers)
            elif other not in found and relative.part.stated:
                nothing = share_by_area(Common(), WHOLE, self._measure, relative.part, estimate=False)
                found[other] = replace(relative, part=nothing)
        return Division(body, _ordered(found.values()), flow, tuple(tiers), people)

    def _lying_in(self, other: str, common: Common, size: Decimal, link: Relative | None) -> Relative:
        """A relative by area, with what the links say about it."""
        part = share_by_area(common, size, self._measure, link.part if link else None, estimate=self.estimate)
        paths = link.paths if link else ()
        return Relative(self.history.bodies[other], part, paths, tuple(sorted(common.sources)), dict(common.people))


def _in_what_is_missed(relative: Relative, tiers: Iterable[Tier]) -> Relative:
    """A relative without an area; it can hold at most what those of its tier with an area leave over."""
    tier = next((tier for tier in tiers if relative.body.kind in tier.kinds), None)
    part = relative.part
    if tier is None or part.value is not None or part.high <= tier.missed[1]:
        return relative
    return replace(relative, part=replace(part, low=min(part.low, tier.missed[1]), high=tier.missed[1]))


def share_by_links(bounds: Bounds, paths: Iterable[Path], *, forwards: bool = True) -> Share:
    """A share from the links of some paths alone; a stated share is always a fraction of the earlier body."""
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
    """The part of a body's area that another has in common with it, with what the links say."""
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
    """Whether the links alone fix every share, with at most one division on each path."""
    each = list(linked)
    return bool(each) and all(bounds.known and bounds.divisions <= 1 for bounds in each)


def decided_by_law(common: Common | None, size: Decimal, bounds: Bounds) -> bool:
    """Whether links carry a whole body to another, where the area leaves the share open but allows all of it."""
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
    return tuple(
        sorted(relatives, key=lambda each: (each.share is None, -(each.share or 0), -each.narrowest, each.body.id))
    )


def shortest_first(paths: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(sorted(paths, key=lambda path: (len(path), [step.link.id for step in path])))
