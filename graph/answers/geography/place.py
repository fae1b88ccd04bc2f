"""Who covered a place: every body that held any of its cells since 1990, with days and share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec import Struct
from msgspec.structs import replace

from ...answer import Json, Rows
from ...areas.places import Place
from ...model.commissioners import ERAS
from ...model.dates import LATEST, Precision, Spell
from ...model.entities import Body, Kind, Tier
from ...model.partition import Evidence, Holding
from ...model.share import NARROW, NOTHING, WHOLE, Share
from ...record.history import History
from ...shares.overlap import covered_within
from ...shares.territory import territory_of

if TYPE_CHECKING:
    from ...documents import places as documents

__all__ = ["PlaceHistory", "PlaceSpell", "least_parts", "place_history"]

_ONE_DAY: Final = timedelta(days=1)
_TIERS: Final = tuple(reversed(Tier))
"""Local bodies first."""


class PlaceSpell(Struct, frozen=True):
    """A body that covered a place or part of it, over a period in which that part stayed the same.

    `sources` are those of its coverage of each cell.
    """

    body: Body
    kind: Kind
    spell: Spell
    share: Share
    sources: tuple[str, ...]

    @property
    def inferred(self) -> bool:
        """Whether any of it is inferred: no source listing its districts was read."""
        return self.share.inferred

    @property
    def name(self) -> str:
        """The name that the body had on the last of these days: not yet that of a later one."""
        return self.body.name_on(min(self.spell.ends[1], self.body.life.ends[1], LATEST))

    @property
    def first(self) -> date:
        """The earliest day on which it can have covered the place."""
        return max(self.spell.starts[0], self.body.life.starts[0])


class PlaceHistory(Struct, frozen=True):
    """Every body that covered a place: local ones first, then the tiers above, each by time."""

    columns: ClassVar[tuple[str, ...]] = (
        "id",
        "name",
        "kind",
        "tier",
        "start",
        "end",
        "start_precision",
        "end_precision",
        "share",
        "share_low",
        "share_high",
        "evidence",
        "inferred",
        "sources",
    )

    place: Place
    spells: tuple[PlaceSpell, ...]

    @property
    def subjects(self) -> tuple[str, ...]:
        """The ids of everything mentioned: the place if the record has it, its cells, and the bodies."""
        cells = (f"cell-{cell}" for cell in self.place.parts)
        return tuple(dict.fromkeys((self.place.id, *cells, *(spell.body.id for spell in self.spells))))

    def possible_on(self, day: date) -> "PlaceHistory":
        """The same with only the bodies that may have covered it on a day."""
        of_day = (each for each in self.spells if each.spell.possible_on(day) and each.body.life.possible_on(day))
        return replace(self, spells=tuple(of_day))

    def document(self) -> Json:
        from ...documents import places as documents

        place = documents.Place.from_values(
            self.place,
            codes=[each.code for each in self.place.codes] or [self.place.code],
            cells=[documents.PlaceCell(cell=cell, share=_number(part)) for cell, part in self.place.parts.items()],
        )
        return documents.PlaceHistory(place=place, spells=self._documents()).plain()

    def rows(self) -> Rows:
        return [each.plain() for each in self._documents()]

    def _documents(self) -> "list[documents.PlaceSpell]":
        from ...documents import places as documents

        return [
            documents.PlaceSpell.from_values(
                each.spell,
                each.body,
                name=each.name,
                kind=each.kind.id,
                tier=each.kind.tier,
                share=None if each.share.value is None else _number(each.share.value),
                share_low=_number(each.share.low),
                share_high=_number(each.share.high),
                evidence=each.share.evidence,
                inferred=each.share.inferred,
                sources=each.sources,
            )
            for each in self.spells
        ]


def _number(share: Decimal) -> float:
    return float(round(share, 4))


def place_history(history: History, place: Place) -> PlaceHistory:
    """Every body that covered a place or a part of it.

    Shares of a place made of whole cells are by population. A sector or LSOA is smaller than a cell, and where in a
    partly held cell it lies is unknown, so its share is a span. Parts are never multiplied. Where approximate parts
    make more than their cell, those of the bodies that held it at once are spans as well.
    """
    held = _held(history, place.parts)
    bodies = tuple(history.with_ids(held))
    leasts = least_parts(history, place.parts)
    found = [
        spell for body in bodies for spell in _spells(body, history.kinds[body.kind], held[body.id], place, leasts)
    ]
    found.sort(key=lambda each: (_TIERS.index(each.kind.tier), each.first, -each.share.high, each.body.id))
    return PlaceHistory(place, tuple(found))


def _held(history: History, cells: Iterable[str]) -> Mapping[str, Sequence[Holding]]:
    """The holdings of some cells, by body."""
    held: dict[str, list[Holding]] = {}
    for cell in cells:
        for holding in history.areas.by_cell.get(cell, ()):
            held.setdefault(holding.body, []).append(holding)
    return held


def least_parts(history: History, cells: Iterable[str]) -> Mapping[Holding, Decimal]:
    """The least of a cell that its holders had, where approximate parts of those counted together make more than it.

    A part that cannot have been whole on one day of its holding was not on the others: it is the same part.
    """
    held = _held(history, cells)
    bodies = tuple(history.with_ids(held))
    territory = territory_of(history)
    eras = [frozenset[str]().union(*map(history.kinds_within, era)) for era in ERAS]
    tiers: dict[frozenset[str], list[Body]] = {}
    for body in bodies:
        together = next((era for era in eras if body.kind in era), territory.family(body.kind))
        tiers.setdefault(together, []).append(body)
    found: dict[Holding, Decimal] = {}
    for tier in tiers.values():
        of_tier = [(body, each) for body in tier for each in held[body.id]]
        if all(each.piece.evidence is not Evidence.APPROXIMATE for _, each in of_tier):
            continue
        cells = {each.piece.cell for _, each in of_tier}
        for day in {max(each.start or date.min, body.life.starts[1]) for body, each in of_tier}:
            there = {body.id for body in tier if body.life.certain_on(day)}
            holders = covered_within(history.areas, cells, there, day)
            for body, each in of_tier:
                if each.piece.cell in holders.excess and body.id in there and each.on(day):
                    least = holders.least(each.piece.cell, each.piece.share)
                    found[each] = min(least, found.get(each, least))
    return found


def _spells(
    body: Body, kind: Kind, held: Sequence[Holding], place: Place, leasts: Mapping[Holding, Decimal]
) -> Iterator[PlaceSpell]:
    """The days of a body, split where its part of the place changed."""
    firsts = sorted({each.start or date.min for each in held} | {_after(each.end) for each in held if each.end})
    last: PlaceSpell | None = None
    for first, following in zip(firsts, [*firsts[1:], None], strict=True):
        if not (holding := [each for each in held if each.on(first)]):
            continue
        end = following - _ONE_DAY if following else min((each.end for each in holding if each.end), default=None)
        sources = tuple(dict.fromkeys(key for each in holding for key in each.piece.sources))
        spell = _within(body.spell, None if first == date.min else first, end)
        now = PlaceSpell(body, kind, spell, _share(holding, place, leasts), sources)
        if last and _after(last.spell.end) == first and (last.share, last.sources) == (now.share, now.sources):
            now = replace(now, spell=_joined(last.spell, spell))
        elif last:
            yield last
        last = now
    if last:
        yield last


def _within(life: Spell, start: date | None, end: date | None) -> Spell:
    """A holding's days, defaulting to those of the body."""
    known = Spell(start, end, Precision.DAY if start else Precision.NONE, Precision.DAY if end else Precision.NONE)
    return known.within(life)


def _after(day: date | None) -> date:
    return day + _ONE_DAY if day else date.max


def _joined(one: Spell, two: Spell) -> Spell:
    return Spell(one.start, two.end, one.start_precision, two.end_precision, two.last_seen)


def _share(held: Sequence[Holding], place: Place, leasts: Mapping[Holding, Decimal]) -> Share:
    low = high = NOTHING
    for each in held:
        share = each.piece.share
        least, most = place.held(place.parts[each.piece.cell], leasts.get(each, share), share)
        low, high = low + least, high + most
    low, high = min(low, WHOLE), min(high, WHOLE)
    value = high if high - low <= NARROW else None
    weakest = max((each.piece.evidence for each in held), default=Evidence.EXACT)
    basis = "people" if place.whole else "postcodes" if place.kind.startswith("postcode-") else "lsoas"
    return Share(value, low, high, basis, weakest.label, any(each.piece.inferred for each in held))
