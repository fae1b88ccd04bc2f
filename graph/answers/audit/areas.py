"""Audit of the areas: each tier covers England exactly once each day, populations add up, stated shares agree.

A hole that a body with inexact dates may have filled is reported apart from one that no body can have filled.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from ...model.commissioners import LOCAL_COMMISSIONERS, local_commissioners
from ...model.entities import Body, Succession
from ...model.partition import Measure
from ...model.share import NOTHING, WHOLE
from ...record.history import History
from ...shares.overlap import covered, overlap

if TYPE_CHECKING:
    from ...documents import audit as documents

__all__ = ["FIRST", "PEOPLE_OF_ENGLAND", "AreaAudit", "Contradiction", "TierAudit", "TierFault", "area_audit"]

FIRST: Final = date(1990, 1, 1)
"""Days before this one are not looked at."""

PEOPLE_OF_ENGLAND: Final = 56_550_138
"""Mid-2020, by the estimates of the Office for National Statistics (source `ons-lsoa11-pop20`)."""

_OTHERS: Final = (
    ("pcg", "pct"),
    ("fhsa",),
    ("local-place",),
    ("stp", "ics"),
    ("rha",),
    ("regional-office",),
    ("sha",),
    ("sha-cluster",),
    ("nhs-region",),
    ("area-team",),
)
"""Kinds that together were to cover England as well; groups and first trusts did under the health authorities."""

_BOUNDED: Final = Decimal("0.003")
"""Parts of a cell are rounded to three decimals: those of several bodies may miss the whole by so much."""

_MAY_DIFFER: Final = Decimal("0.02")
_MEASURES: Final = {"population": Measure.PEOPLE, "postcodes": Measure.POSTCODES, "lsoa": Measure.LSOAS}
_ONE_DAY: Final = timedelta(days=1)


class TierFault(Struct, frozen=True):
    """A period in which a tier did not cover England exactly once; `last` is None where it is still going on.

    `holes` are cells that no body of the tier can have held whole, `unsure` those that a body with inexact dates may
    have held; `overlaps` are cells held more than once, and `bodies` the holders.
    """

    first: date
    last: date | None
    holes: tuple[str, ...]
    unsure: tuple[str, ...]
    overlaps: tuple[str, ...]
    bodies: tuple[str, ...]


class TierAudit(Struct, frozen=True):
    """One tier: its kinds, the days on which its cover changed, and on how many of them it covered England once."""

    kinds: tuple[str, ...]
    days: int
    covered: int
    faults: tuple[TierFault, ...]


class Contradiction(Struct, frozen=True):
    """A stated share that differs by more than 0.02 from what the two areas allow, in the same unit."""

    link: Succession
    low: Decimal
    high: Decimal

    @property
    def difference(self) -> Decimal:
        """How far the stated share is outside what the areas allow."""
        share = self.link.share or NOTHING
        return max(self.low - share, share - self.high)


class AreaAudit(Struct, frozen=True):
    """The audit of all areas. `people` is the population of the cells, `of_cells` their number."""

    people: int
    cells: int
    bodies: int
    without_area: Mapping[str, int]
    """Bodies of which no area is known, by kind, where that of others of the kind is."""
    tiers: tuple[TierAudit, ...]
    contradictions: tuple[Contradiction, ...]
    sizes: Mapping[str, int] = field(default_factory=dict)

    def people_of(self, cells: Iterable[str]) -> int:
        """Mid-2020 population of some cells."""
        return sum(self.sizes[cell] for cell in cells)

    def document(self) -> "documents.AreaAudit":
        """The audit as JSON."""
        from ...documents import audit as documents

        def fault(each: TierFault) -> "documents.TierFault":
            return documents.TierFault.from_values(each, people=self.people_of(each.holes))

        def contradiction(each: Contradiction) -> "documents.ShareContradiction":
            by_area = {"low": _rounded(each.low), "high": _rounded(each.high)}
            return documents.ShareContradiction.from_values(each, each.link, **by_area)

        return documents.AreaAudit.from_values(
            self,
            people_of_england=PEOPLE_OF_ENGLAND,
            without_area=dict(self.without_area),
            tiers=[
                documents.TierAudit.from_values(tier, faults=[fault(each) for each in tier.faults])
                for tier in self.tiers
            ],
            contradictions=[contradiction(each) for each in self.contradictions],
        )


def _rounded(share: Decimal) -> float:
    return float(round(share, 4))


def area_audit(history: History) -> AreaAudit | None:
    """The audit of all areas; None where the record has none."""
    areas = history.areas
    if not areas.cells:
        return None
    without: dict[str, int] = {}
    bodies_with_area = len(areas.holdings)  # reads everything in one go
    for kind in history.kinds:
        bodies = history.by_kind.get(kind, ())
        known = sum(body.id in areas.holdings for body in bodies)
        if known and known < len(bodies):
            without[kind] = len(bodies) - known
    return AreaAudit(
        people=sum(cell.population for cell in areas.cells.values()),
        cells=len(areas.cells),
        bodies=bodies_with_area,
        without_area=without,
        tiers=tuple(_tiers(history)),
        contradictions=tuple(_contradictions(history)),
        sizes={cell.id: cell.population for cell in areas.cells.values()},
    )


# Holes and overlaps


def _tiers(history: History) -> Iterator[TierAudit]:
    kinds = history.kinds

    def commissioned(kind: str, day: date) -> bool:
        return local_commissioners(kinds.values(), day) == kind

    def were_there(group: tuple[str, ...], day: date) -> bool:
        first_trusts = group == ("pcg", "pct")
        possible = any(kinds[kind].spell.possible_on(day) for kind in group)
        return possible and not (first_trusts and commissioned("pct", day))

    for kind in LOCAL_COMMISSIONERS:
        if kind in kinds:
            within = tuple(sorted(history.kinds_within(kind), key=lambda each: (each != kind, each)))
            yield _tier(history, within, partial(commissioned, kind))
    for group in _OTHERS:
        if all(kind in kinds for kind in group):
            yield _tier(history, group, partial(were_there, group))


class _Held(Struct):
    """The running state of one cell: the parts certainly held, and those possibly held."""

    sure: Decimal = NOTHING
    may: Decimal = NOTHING


def _tier(history: History, kinds: tuple[str, ...], there: Callable[[date], bool]) -> TierAudit:
    """The days on which cover by some kinds changed, for the period in which they had to cover England."""
    bodies = [body for kind in kinds for body in history.by_kind.get(kind, ())]
    changes = _changes(history, bodies)
    held: dict[str, _Held] = defaultdict(_Held)
    faults: list[TierFault] = []
    days = covered_once = 0
    for day, following in pairwise([*sorted(changes), date.max]):
        for cell, sure, may in changes[day]:
            held[cell].sure += sure
            held[cell].may += may
        last = following - _ONE_DAY if following < date.max else None
        if (last and last < FIRST) or not there(max(day, FIRST)):
            continue
        days += 1
        fault = _fault(history, held, max(day, FIRST), last, bodies)
        if fault is None:
            covered_once += 1
        elif faults and _continues(faults[-1], fault):
            faults[-1] = TierFault(faults[-1].first, last, *_of(fault))
        else:
            faults.append(fault)
    return TierAudit(kinds, days, covered_once, tuple(faults))


def _changes(history: History, bodies: Iterable[Body]) -> dict[date, list[tuple[str, Decimal, Decimal]]]:
    """For each day, the cells whose holders change, and the change in what is certainly and possibly held of each."""
    found: dict[date, list[tuple[str, Decimal, Decimal]]] = defaultdict(list)
    for body in bodies:
        life = body.life
        sure = (life.starts[1], life.surely_until) if life.start else (date.max, date.min)
        may = life.starts[0], life.ends[1]
        for holding in history.areas.holdings.get(body.id, ()):
            piece = holding.piece
            for (first, last), share in ((sure, (piece.share, NOTHING)), (may, (NOTHING, piece.share))):
                begin, end = max(first, holding.start or first), min(last, holding.end or last)
                if begin <= end:
                    found[begin].append((piece.cell, *share))
                    if end < date.max:
                        found[end + _ONE_DAY].append((piece.cell, -share[0], -share[1]))
    return found


def _fault(
    history: History, held: Mapping[str, _Held], day: date, last: date | None, bodies: Iterable[Body]
) -> TierFault | None:
    holes, unsure, overlaps = [], [], []
    for cell in history.areas.cells:
        found = held.get(cell, _Held())
        if found.may < WHOLE - _BOUNDED:
            holes.append(cell)
        elif found.sure < WHOLE - _BOUNDED:
            unsure.append(cell)
        elif found.sure > WHOLE + _BOUNDED:
            overlaps.append(cell)
    if not holes and not unsure and not overlaps:
        return None
    twice = set(overlaps)
    holders = sorted(
        body.id
        for body in bodies
        if twice
        and body.life.certain_on(day)
        and any(piece.cell in twice for piece in history.areas.coverage(body.id, day))
    )
    return TierFault(day, last, tuple(holes), tuple(unsure), tuple(overlaps), tuple(holders))


def _of(fault: TierFault) -> tuple[tuple[str, ...], ...]:
    return fault.holes, fault.unsure, fault.overlaps, fault.bodies


def _continues(before: TierFault, fault: TierFault) -> bool:
    return _of(before) == _of(fault) and before.last is not None and before.last + _ONE_DAY == fault.first


# Stated shares


def _contradictions(history: History) -> Iterator[Contradiction]:
    """The stated shares that the areas contradict in the unit in which they are stated, the worst first."""
    found = []
    for link in history.successions:
        earliest, latest = history.event_days[link.event]
        measure = _MEASURES.get(link.share_basis)
        if link.share is None or measure is None or earliest != latest:
            continue
        before = history.bodies[link.predecessor].life.ends[1]
        pieces = history.areas.coverage(link.predecessor, min(before, latest - _ONE_DAY))
        holders = covered(history.areas, [link.successor], latest)
        if not pieces or not holders.bodies:
            continue
        lying = overlap(history.areas, link.predecessor, pieces, holders, measure)
        if lying.size and (common := lying.common.get(link.successor)):
            low, high = common.low / lying.size, common.high / lying.size
        else:
            low = high = NOTHING
        contradiction = Contradiction(link, low, high)
        if contradiction.difference > _MAY_DIFFER:
            found.append(contradiction)
    yield from sorted(found, key=lambda each: (-each.difference, each.link.id))
