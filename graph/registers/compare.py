"""The practices of a register held against the record and its areas: a check of both.

A practice is expected in the area of the body it is under. One that lies outside may be so by its own choice, since
practices near a border join the neighbour; many of one body say that an area or a membership is wrong.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from ..answer import Json, Rows
from ..areas.places import Gazetteer
from ..areas.postcodes import cut_to_sector
from ..errors import UnknownPlace
from ..model.entities import Body
from ..record.history import History
from ..shares import territory_of
from ..shares.overlap import Holders
from .spells import spells_of
from .store import Register

if TYPE_CHECKING:
    from ..documents import registers as documents

__all__ = ["Commissioned", "Outlier", "RegisterComparison", "compare"]


@dataclass(frozen=True, slots=True)
class Commissioned:
    """A body of the record, and how many practices the register has under it on the day, by where they lie."""

    body: Body
    name: str
    practices: int
    inside: int
    outside: int
    unplaced: int


@dataclass(frozen=True, slots=True)
class Outlier:
    """A practice whose postcode lies outside the area of the body it is under; `area` are the bodies that cover it."""

    code: str
    name: str
    sector: str
    body: Body
    area: tuple[Body, ...]


@dataclass(frozen=True, slots=True)
class RegisterComparison:
    """The practices of a register on a day beside the record and the areas.

    `without` are bodies of the record, of the kinds that practices were under, of which the register has no practice;
    `strangers` are codes that practices were under and that the record does not hold, with their number of practices.
    """

    columns: ClassVar[tuple[str, ...]] = ("code", "name", "sector", "under", "under_name", "area")

    day: date
    known: date
    practices: int
    bodies: tuple[Commissioned, ...]
    outside: tuple[Outlier, ...]
    without: tuple[Body, ...]
    strangers: Mapping[str, int]

    @property
    def inside(self) -> int:
        """How many practices lie in the area of the body they are under."""
        return sum(each.inside for each in self.bodies)

    @property
    def unplaced(self) -> int:
        """How many practices have no postcode, or one whose place is not known."""
        return sum(each.unplaced for each in self.bodies)

    def document(self) -> Json:
        from ..documents import registers as documents

        return documents.RegisterComparison.from_values(
            self,
            bodies=[
                documents.CommissionedBody.from_values(each, id=each.body.id, kind=each.body.kind)
                for each in self.bodies
            ],
            outside=[_outlier(each) for each in self.outside],
            without=[each.id for each in self.without],
            strangers=dict(self.strangers),
        ).plain()

    def rows(self) -> Rows:
        return [_outlier(each).plain() for each in self.outside]


def _outlier(each: Outlier) -> "documents.Outlier":
    from ..documents import registers as documents

    return documents.Outlier.from_values(
        each, under=each.body.id, under_name=each.body.name, area=[body.id for body in each.area]
    )


def compare(history: History, register: Register, places: Gazetteer, day: date | None = None) -> RegisterComparison:
    """The practices of a register on a day, by default its own, beside the record and the areas of its bodies."""
    known = max((each.day for each in register.editions if each.memberships), default=register.day)
    day = day or known
    territory = territory_of(history)
    postcodes = {each.code: (each.name, each.postcode) for each in register.all_organisations()}
    under: dict[str, list[str]] = defaultdict(list)
    strangers: Counter[str] = Counter()
    for member, spells in spells_of(register, history).by_member.items():
        spell = next((each for each in spells if each.start <= day <= each.end), None)
        if spell and spell.body and spell.body.life.possible_on(day):
            under[spell.body.id].append(member)
        elif spell:
            strangers[spell.parent] += 1
    bodies = {body.id: body for body in history.with_ids(under)}
    kinds = frozenset(body.kind for body in bodies.values())
    # A care trust covers its area as a trust does: practices may lie in that of either.
    families = frozenset(kind for each in kinds for kind in territory.family(each))
    holders = territory.holders(families, day)
    found: list[Commissioned] = []
    outside: list[Outlier] = []
    covering: dict[str, frozenset[str] | None] = {}
    for body_id, members in sorted(under.items()):
        body, counts = bodies[body_id], Counter[str]()
        for member in members:
            name, postcode = postcodes.get(member, ("", ""))
            sector = cut_to_sector(postcode) if postcode else ""
            if sector not in covering:
                covering[sector] = _covering(places, holders, sector) if sector else None
            there = covering[sector]
            where = "unplaced" if not there else "inside" if body_id in there else "outside"
            counts[where] += 1
            if there and where == "outside":
                outside.append(Outlier(member, name, sector, body, tuple(history.with_ids(sorted(there)))))
        found.append(
            Commissioned(body, body.name_on(day), len(members), counts["inside"], counts["outside"], counts["unplaced"])
        )
    missing = [
        body
        for kind in sorted(kinds)
        for body in history.by_kind.get(kind, ())
        if body.life.certain_on(day) and body.id not in under
    ]
    return RegisterComparison(
        day,
        known,
        sum(map(len, under.values())),
        tuple(sorted(found, key=lambda each: (-each.outside, each.body.id))),
        tuple(outside),
        tuple(missing),
        dict(sorted(strangers.items())),
    )


def _covering(places: Gazetteer, holders: Holders, sector: str) -> frozenset[str] | None:
    """The bodies that cover any of a postcode sector; None where it is not known."""
    try:
        place = places.find(sector)
    except UnknownPlace:
        return None
    return frozenset(holder[0] for cell in place.parts for holder in holders.by_cell.get(cell, ())) or None
