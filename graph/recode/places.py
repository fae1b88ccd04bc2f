"""What a place stands for on a day, the bodies that held its cells: for columns of postcodes, LSOAs and names.

A place is read by `graph.areas.places`; how its parts lie on bodies is the rule of `graph.shares`. Borders of places
are those of one year, so that it does not matter which day a row belongs to.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from ..areas.places import Gazetteer, Place
from ..areas.postcodes import has_form_of_district
from ..errors import AmbiguousPlace, UnknownPlace
from ..model.day_parser import Days
from ..model.entities import Body
from ..model.partition import PART_ROUNDING, Measure
from ..model.share import NARROW, NOTHING, ROUNDING, WHOLE, Share, Weight
from ..names.codes import is_like_a_code
from ..names.finder import names_in
from ..names.meaning import MatchedAs
from ..names.strangers import what_it_is
from ..names.words import core
from ..record.history import History
from ..record.name_index import plain
from ..shares import Common, Territory, share_by_area
from ..util.text import printable
from .readings import agreed, gives
from .result import NOT_KNOWN, Recoding, Status, Target

__all__ = ["ColumnIs", "PlaceRecoder", "are_rather_places", "has_form_of_place", "kind_of_place"]

_FORM: Final = re.compile(r"E(?:0[0125]|1[0-24]|47|92)\d{6}|[NSW]\d{8}|[A-Z]{1,2}[0-9][A-Z0-9]?\s+[0-9]", re.ASCII)
"""Codes of areas that are no body's, and postcode sectors with their gap: never the code or name of a body."""

_MATCHED: Final = {
    "lsoa": MatchedAs.LSOA,
    "postcode-sector": MatchedAs.POSTCODE_SECTOR,
    "postcode-district": MatchedAs.POSTCODE_DISTRICT,
}
_COUNTS: Final = {
    "lsoa": Measure.LSOAS,
    "postcode-sector": Measure.POSTCODES,
    "postcode-district": Measure.POSTCODES,
}
"""What the parts of a place count that is less than its cells; those of others count what is asked for."""

_GUESSED: Final = (MatchedAs.PART_OF_NAME, MatchedAs.NEAR_NAME)
"""How a cell may be read that does not say that it is a body."""

_LONGEST_CODE: Final = 5
"""Characters of codes of ODS that postcodes without a gap look like: N11 is rather a provider than a district, and
RH102 a site of a trust than the sector RH10 2."""

_WORD: Final = re.compile(r"[^\W\d_]{4}")
"""What a cell has in it that may be the name of a place; codes of bodies have no four letters together."""

_READINGS: Final = 6
"""Places that a row names where a name has several."""


class ColumnIs(StrEnum):
    """What a column holds: bodies, places, or the one where it is not the other."""

    EITHER = ""
    BODY = "body"
    PLACE = "place"


def has_form_of_place(text: str) -> bool:
    """Whether a text can only be a place: the code of an area that is no body's, or a postcode sector."""
    return bool(_FORM.fullmatch(text.upper()))


def kind_of_place(text: str, places: Gazetteer, *, surely: bool = False) -> MatchedAs | None:
    """What sort of place a text is the code or name of; None where it is that of none, or the form of another code.

    `surely` says that it stands among places, so that its form says nothing else.
    """
    if not surely and len(text) <= _LONGEST_CODE and is_like_a_code(text) and what_it_is(text):
        return None
    if places.is_postcode_district(text):
        return MatchedAs.POSTCODE_DISTRICT
    found = places.exactly(text)
    return _MATCHED.get(found[0].kind, MatchedAs.PLACE) if found else None


def are_rather_places(
    cells: Collection[str],
    places: Callable[[], Gazetteer],
    history: History,
    days: Days | None = None,
    *,
    is_known: Callable[[str], bool] = lambda cell: False,
) -> bool:
    """Whether the cells of a column name districts and authorities, rather than bodies of the days of its rows.

    Trafford is an authority, and what people call several bodies. A column is read as places where more of its cells
    name places than bodies of any one kind, or as many and nothing says the days of its bodies; and where none of the
    other cells is just the code or name of a body, or is known otherwise, as to a register. Richmond, as two districts
    are called in short, is neither for a body nor against it where more cells are just the name of one. Where most
    cells are postcode districts, RM1 and N11 are, and not a trust and a provider.
    """
    if not any(map(_WORD.search, cells)):
        return _are_mostly_districts(cells, places, history, is_known)
    known = places()
    placed = {cell for cell in cells if kind_of_place(cell, known) is MatchedAs.PLACE}
    if not placed:
        return False
    either = {cell for cell in cells if cell not in placed and _names_several(cell, known)}
    if len(either) >= len(placed):
        either = set()
    names, by_kind = names_in(history), Counter[str]()
    for cell in cells:
        if cell not in placed and is_known(cell):
            return False
        meaning = names.read_cell(cell, lambda body: days is None or body.life.may_be_in(days))
        there = [body for body in meaning.bodies if days is None or body.life.may_be_in(days)]
        if cell not in placed and there and (not meaning.matched_as.loose or _says_its_kind(cell, there, history)):
            return False
        if meaning.matched_as not in _GUESSED and cell not in either:
            by_kind.update({history.kinds[body.kind].broader or body.kind for body in there})
    most = max(by_kind.values(), default=0)
    return len(placed) > most or (len(placed) == most and days is None)


def _are_mostly_districts(
    cells: Collection[str], places: Callable[[], Gazetteer], history: History, is_known: Callable[[str], bool]
) -> bool:
    """Whether most cells can only be postcode districts, and none of the others is the code of a body."""
    formed = {cell for cell in cells if has_form_of_district(cell)}
    if 2 * len(formed) <= len(cells) or any(map(is_known, cells)):
        return False
    known, names = places(), names_in(history)
    sure = {cell for cell in formed if kind_of_place(cell, known) is MatchedAs.POSTCODE_DISTRICT}
    others = (cell for cell in cells if cell not in formed)
    return 2 * len(sure) > len(cells) and not any(names.read_cell(cell, lambda _: True).bodies for cell in others)


def _says_its_kind(cell: str, meant: Sequence[Body], history: History) -> bool:
    """Whether a text says that it is a local body: "Richmond PCT"."""
    return bool(core(cell).kinds) and any(history.kinds[body.kind].tier == "local" for body in meant)


def _names_several(cell: str, places: Gazetteer) -> bool:
    """Whether several places are called so in short."""
    try:
        places.find(cell)
    except AmbiguousPlace:
        return True
    except UnknownPlace:
        pass
    return False


class PlaceRecoder:
    """Recodes places to the bodies of some kinds on a day; without kinds, to the local commissioners of the day."""

    def __init__(
        self,
        places: Gazetteer,
        territory: Territory,
        day: date,
        *,
        kinds: frozenset[str] = frozenset(),
        weight: Weight = Weight.PEOPLE,
        estimate: bool = False,
    ) -> None:
        self._places, self._territory, self._day, self._estimate = places, territory, day, estimate
        self._measure = Measure.PEOPLE if weight is Weight.STATED else Measure(weight.value)
        self._holders = territory.holders(kinds or territory.commissioners(day), day)
        self._bodies = {body.id: body for body in territory.history.with_ids(self._holders.bodies)}
        self._laid: dict[tuple[object, ...], Recoding] = {}

    def recode(self, text: str) -> Recoding:
        """What a text became that means a place; where it means none, what is known of it."""
        try:
            of_district = self._places.is_postcode_district(text)
            place = self._places.district(text) if of_district else self._places.find(text)
        except AmbiguousPlace as error:
            return self._several(text, [self._places.with_id(each) for each in error.near])
        except UnknownPlace as error:
            return Recoding(text, None, Status.UNKNOWN_CODE, note=str(error).removesuffix("."))
        return self._of(text, place)

    def known(self, text: str) -> Recoding | None:
        """What a text became that is just the code or name of a place, or a postcode district; None for any other."""
        return self.recode(text) if kind_of_place(text, self._places) else None

    def _of(self, text: str, place: Place) -> Recoding:
        key = place.kind, place.id if place.whole else tuple(place.parts.items())
        if key not in self._laid:
            self._laid[key] = self._lay(place)
        laid = self._laid[key]
        note = laid.note
        if laid.matched_as is MatchedAs.PLACE and _read_otherwise(text, place):
            note = "; ".join(
                filter(None, (f"{printable(text, 60)} is read as the place {place.name} ({place.code})", note))
            )
        return Recoding(
            text, None, laid.status, laid.targets, (), laid.lost, note, laid.matched_as, overlapping=laid.overlapping
        )

    def _lay(self, place: Place) -> Recoding:
        """How a place lies on the bodies of the day."""
        common: dict[str, Common] = {}
        low = high = NOTHING
        parts = self._parts(place)
        for cell, part in parts.items():
            holders = self._holders.by_cell.get(cell, ())
            for body, share, piece in holders:
                least, most = place.held(part, self._holders.least(cell, share), share)
                each = common.setdefault(body, Common())
                each.low, each.high, each.estimate = each.low + least, each.high + most, each.estimate + part * share
                each.evidence = max(each.evidence, piece.evidence)
                each.inferred = each.inferred or piece.inferred
                each.sources.update(piece.sources)
            left = WHOLE - sum((share for _, share, _ in holders), NOTHING)
            if left > PART_ROUNDING:
                least, most = place.held(part, left, left)
                low, high = low + least, high + most
        shares = {body: self._share(place, found) for body, found in common.items()}
        order = sorted(shares, key=lambda body: (shares[body].value is None, -shares[body].most, body))
        targets = tuple(self._target(self._bodies[body], shares[body], common[body]) for body in order)
        lost, notes = {}, []
        if not targets:
            notes.append(f"No body of the kind is known there on {self._day}")
        elif any(target.share is None for target in targets):
            notes.append("It lies in an area that these shared, and it is not known in whose part")
        if high > ROUNDING:
            lost[NOT_KNOWN] = (low + high) / 2 if high - low <= NARROW else NOTHING
            if targets:
                notes.append("Part of it lies where no body of the kind is known on the day")
        return Recoding(
            "",
            None,
            targets[0].status if targets else Status.NO_SUCCESSOR,
            targets,
            (),
            lost,
            "; ".join(notes),
            _MATCHED.get(place.kind, MatchedAs.PLACE),
            overlapping=len(targets) > 1 and not self._holders.overlapping.isdisjoint(parts),
        )

    def _parts(self, place: Place) -> dict[str, Decimal]:
        """The parts of a place in its cells, by what shares count where it is made of whole cells."""
        if not place.whole or self._measure is Measure.PEOPLE:
            return dict(place.parts)
        sizes = {cell: self._territory.areas.cells[cell].size(self._measure) for cell in place.parts}
        total = sum(sizes.values())
        return {cell: Decimal(size) / total for cell, size in sizes.items()} if total else {}

    def _share(self, place: Place, common: Common) -> Share:
        measure = _COUNTS.get(place.kind, self._measure)
        common.low, common.high = min(common.low, WHOLE), min(common.high, WHOLE)
        return share_by_area(common, WHOLE, measure, None, estimate=self._estimate)

    def _target(self, body: Body, share: Share, common: Common) -> Target:
        if share.value is None:
            status = Status.UNKNOWN_SHARE
        else:
            status = Status.PLACED if share.value >= WHOLE - ROUNDING else Status.SPLIT
        return Target(body, self._day, share, status, (), True, tuple(sorted(common.sources)))

    def _several(self, text: str, places: Sequence[Place]) -> Recoding:
        """The row of a name that several places have: the answer that all give, or what each would give."""
        readings = [self._of(place.name, place) for place in places]
        if found := agreed(readings):
            note = "; ".join(filter(None, (f"{len(places)} places are called so, and each gives this", found.note)))
            return Recoding(text, None, found.status, found.targets, (), found.lost, note, found.matched_as)
        each = "; ".join(
            f"as {place.name} ({place.code}) it gives {gives(reading)}"
            for place, reading in zip(places[:_READINGS], readings, strict=False)
        )
        more = f"; and {len(places) - _READINGS} more" if len(places) > _READINGS else ""
        note = f"{len(places)} places are called so: {each}{more}. Name one in full, or by its code"
        return Recoding(text, None, Status.AMBIGUOUS_CODE, (), (), None, note, MatchedAs.PLACE, tuple(readings))


def _read_otherwise(text: str, place: Place) -> bool:
    """Whether a text is neither the name of its place nor one of its codes nor its id."""
    written = plain(text)
    codes = (place.code, place.id, place.slug, *(each.code for each in place.codes))
    return written != plain(place.name) and written not in map(plain, codes)
