"""Place look-up: from text to a district, authority, postcode sector or LSOA.

A place is a set of cells, each with the part of the place that lies in it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from string import ascii_uppercase, digits
from typing import Final

from msgspec import Struct

from ..errors import AmbiguousPlace, UnknownPlace, UnreadableRecord
from ..model.partition import Areas
from ..model.share import NOTHING, WHOLE
from ..record.areas.lookups import Lookups
from ..record.opening import Record
from ..record.rows import Row
from ..util.once import computed_once
from ..util.text import quoted
from .other_areas import REGIONS, other_area
from .place_names import core_of, place_in_words, plain_name
from .postcodes import Postcode, country_of, has_form_of_district, read_postcode

__all__ = ["Gazetteer", "Place", "PlaceCode", "gazetteer", "gazetteer_of"]

_LONGEST: Final = 200
"""Characters of a text that are looked at; no name of a place is longer."""

_OFFERED: Final = 8
"""Places that a message names."""

_LEAST: Final = 3
"""Letters of a text that is read as a part of a name."""

_EDGE: Final = 0.02
"""A cell with a smaller part of a postcode district's postcodes is over its edge, and no part of the district."""

_BESIDE: Final = "(?:on|upon|by|under|in|le)"
"""What leads in a name to the river, sea or county that the place is beside or in."""

_BY_THEIR_RIVERS: Final = frozenset(("hull",))
"""Rivers by which people call the place: Hull is Kingston upon Hull."""

_BEARING: Final = "(?:north|south|east|west|mid|central)"
"""What leads in a name to the larger area of which the place is a part."""

_LSOA: Final = re.compile(r"E01\d{6}", re.ASCII)


class PlaceCode(Struct, frozen=True):
    """One code of a place, the year of its boundaries, and when the code was in use, if known."""

    code: str
    kind: str
    """`district` or `lad`."""
    year: int
    start: str
    end: str


class Place(Struct, frozen=True):
    """A place people name, in terms of cells.

    `kind` is authority, district, postcode-sector, postcode-district or lsoa. `parts` gives the fraction of the place
    in each cell (of its people if it is made of whole cells, else of its postcodes); they sum to 1. `population` is
    mid-2020, or None for a place that is not whole cells.
    """

    id: str
    name: str
    kind: str
    code: str
    parts: Mapping[str, Decimal]
    population: int | None
    codes: tuple[PlaceCode, ...] = ()

    @property
    def said(self) -> str:
        """Its name within a sentence."""
        return place_in_words(self.name)

    @property
    def whole(self) -> bool:
        """Whether it consists of whole cells."""
        return self.population is not None

    def held(self, part: Decimal, least: Decimal, most: Decimal) -> tuple[Decimal, Decimal]:
        """The least and the most of the place that a body holds in a cell, of which it holds from `least` to `most`.

        `part` is that of the place in the cell. Of a place that is less than its cell it is not known how much lies in
        a part of that: parts are never multiplied.
        """
        if self.whole:
            return part * least, part * most
        return (part if least == WHOLE else NOTHING), part

    @property
    def slug(self) -> str:
        """Its part of the address: `trafford`, `m33-4`, `e01000001`."""
        return self.id.removeprefix("place-").removeprefix("sector-").removeprefix("postcode-").removeprefix("lsoa-")


class Gazetteer:
    """The places of a record, with look-up by name, code, postcode and LSOA."""

    def __init__(self, areas: Areas, places: Iterable[Place], lookups: Lookups | None) -> None:
        self.areas = areas
        self.places = tuple(sorted(places, key=lambda place: place.id))
        self._lookups = lookups

    @cached_property
    def _by_id(self) -> Mapping[str, Place]:
        return {place.id: place for place in self.places}

    @cached_property
    def _by_code(self) -> Mapping[str, Place]:
        return {each.code: place for place in self.places for each in place.codes}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """The normalised name of each place, by its id."""
        return {place.id: plain_name(place.name) for place in self.places}

    @cached_property
    def _last_lsoa(self) -> str:
        return max(self._lookups.lsoas, default="") if self._lookups else ""

    @cached_property
    def _districts(self) -> frozenset[str]:
        return frozenset(sector.split()[0] for sector in self._lookups.sectors) if self._lookups else frozenset()

    def find(self, text: str) -> Place:
        """The place a text means: a name, code or id, a postcode or its sector, or a 2011 LSOA.

        A full postcode is cut to its sector immediately and never appears in a message.

        Raises:
            UnknownPlace: there is none, or several; the message says what is known and offers those that come near.
            UnreadableRecord: a look-up cannot be read.
        """
        written = text.strip()[:_LONGEST]
        if not written:
            raise UnknownPlace(
                "No place was named. Write a name, a postcode or a code, such as Trafford, M33 4 or 00BU."
            )
        if not written.isprintable():
            raise UnknownPlace(f"{quoted(written)} holds a control character. Write a name, a postcode or a code.")
        if not self.places:
            raise UnknownPlace("This record holds no places. Take the record that comes with the product.")
        if found := self._by_id.get(f"place-{written.lower().removeprefix('place-')}"):
            return found
        code = written.upper().removeprefix("LSOA-")
        if found := self._by_code.get(code):
            return found
        if _LSOA.fullmatch(code):
            return self._lsoa(code)
        if other := other_area(written):
            raise UnknownPlace(other)
        if postcode := read_postcode(re.sub("^SECTOR-", "", written.upper()), self._districts):
            return self._sector(postcode)
        if of_area := [
            each for each in self._districts if each.rstrip(ascii_uppercase).rstrip(digits) == written.upper()
        ]:
            first = min(of_area, key=lambda each: (len(each), each))
            raise UnknownPlace(f"{written.upper()} is a postcode area. Name a district of it, such as {first}.")
        return self._named(written)

    def at(self, text: str) -> Place:
        """As `find`, and a postcode district (M33) as all its sectors together.

        Raises:
            UnknownPlace: as `find`.
        """
        written = text.strip().upper()
        return self.district(written, _EDGE) if self.is_postcode_district(written) else self.find(text)

    def exactly(self, text: str) -> tuple[Place, ...]:
        """The places that have just this id, code or name, or the sector or LSOA; nothing near, and no message."""
        written = text.strip()[:_LONGEST]
        if found := self._by_id.get(f"place-{written.lower()}") or self._by_code.get(written.upper()):
            return (found,)
        if self._lookups and written.upper() in self._lookups.lsoas:
            return (self._lsoa(written.upper()),)
        postcode = read_postcode(written, self._districts)
        if postcode and self._lookups and postcode.sector in self._lookups.sectors:
            return (self._sector(postcode),)
        return self._called(plain_name(written))

    def with_id(self, place: str) -> Place:
        """The district or authority with an id."""
        return self._by_id[place]

    def is_postcode_district(self, text: str) -> bool:
        """Whether a text is a postcode district, such as M33 or W1, in which sectors of England are known."""
        return has_form_of_district(text) and bool(self._sectors_of(text.upper()))

    def _sectors_of(self, district: str) -> Sequence[str]:
        """The sectors of a district; of W1, which was divided, those of W1A to W1W."""
        whole = district in self._districts
        districts = (
            {district} if whole else {each for each in self._districts if each.rstrip(ascii_uppercase) == district}
        )
        return [sector for sector in self._sectors if sector.split()[0] in districts]

    # By code

    def _lsoa(self, code: str) -> Place:
        cell = self._lookups.lsoas.get(code) if self._lookups else None
        if cell is None or cell not in self.areas.cells:
            newer = self._last_lsoa and code > self._last_lsoa
            hint = (
                f"Those end at {self._last_lsoa}, so it may be of 2021: take that of 2011 from a look-up of ONS."
                if newer
                else "It may be of 2001, or a digit is wrong."
            )
            raise UnknownPlace(f"There is no LSOA {code} among those of 2011 in England. {hint}")
        return Place(f"lsoa-{code.lower()}", code, "lsoa", code, {cell: Decimal(1)}, None)

    def _sector(self, postcode: Postcode) -> Place:
        if self._lookups is None:
            raise UnknownPlace("This record has no look-up of postcodes. Name a district or an authority.")
        if not postcode.sector:
            raise self._no_district(postcode)
        counts = self._lookups.sectors.get(postcode.sector, {})
        if not any(cell in self.areas.cells for cell in counts):
            raise self._no_sector(postcode)
        name = postcode.sector
        return self._by_postcodes(_sector_id(name), name, "postcode-sector", counts)

    def _by_postcodes(self, place: str, name: str, kind: str, counts: Mapping[str, int]) -> Place:
        known = {cell: number for cell, number in counts.items() if cell in self.areas.cells}
        total = sum(known.values())
        parts = {cell: Decimal(number) / total for cell, number in sorted(known.items(), key=lambda each: -each[1])}
        return Place(place, name, kind, name, parts, None)

    def district(self, text: str, least: float = 0.0) -> Place:
        """A postcode district, by the postcodes of its sectors, without cells that hold less than a part of them."""
        district = text.upper()
        counts: dict[str, int] = {}
        for sector in self._sectors_of(district):
            for cell, number in self._lookups.sectors[sector].items() if self._lookups else ():
                counts[cell] = counts.get(cell, 0) + number
        within = {cell: number for cell, number in counts.items() if number >= least * sum(counts.values())}
        return self._by_postcodes(f"postcode-{district.lower()}", district, "postcode-district", within)

    def _no_district(self, postcode: Postcode) -> UnknownPlace:
        if sectors := self._sectors_of(postcode.district):
            told = (
                f"{postcode.district} is a postcode district of {len(sectors)} sectors. Name one: {', '.join(sectors)}."
            )
            return UnknownPlace(told, list(map(_sector_id, sectors)))
        if where := country_of(postcode):
            return UnknownPlace(f"Postcodes of {postcode.district} are in {where}. The record holds places in England.")
        return self._unknown(postcode.district)

    def _no_sector(self, postcode: Postcode) -> UnknownPlace:
        where = country_of(postcode)
        if where and not self._in_england(postcode.district):
            return UnknownPlace(
                f"The postcode sector {postcode.sector} is in {where}. The record holds places in England."
            )
        same = [sector for sector in self._sectors if sector.split()[0] == postcode.district]
        offered = f" Its neighbours are {', '.join(same[:_OFFERED])}." if same else ""
        border = f" It may be in {where.partition(',')[0]}." if where else ""
        told = (
            f"No postcode of 2025 in England begins with {postcode.sector}.{border}{offered} See whether it is right."
        )
        return UnknownPlace(told, [f"sector-{sector.lower().replace(' ', '-')}" for sector in same[:_OFFERED]])

    @property
    def _sectors(self) -> Iterable[str]:
        return self._lookups.sectors if self._lookups else ()

    def _in_england(self, district: str) -> bool:
        return district in self._districts

    # By name

    def _named(self, text: str) -> Place:
        words = plain_name(text)
        core = core_of(words)
        if same := self._called(words):
            if len(same) == 1:
                return same[0]
            raise _several(text, same)
        long_enough = len(core) >= _LEAST
        within = [place for place in self.places if long_enough and f" {core}" in f" {self._names[place.id]}"]
        # "Avon" is a river and was a county; it is no short form of Stratford-on-Avon, nor "Sussex" one of Mid Sussex.
        beside = re.compile(rf"\b{_BESIDE} {core}")
        called = [place for place in within if core in _BY_THEIR_RIVERS or not beside.search(self._names[place.id])]
        if len(called) == 1 and not re.match(rf"{_BEARING} {core}", self._names[called[0].id]):
            return called[0]
        if len(called) > 1:
            raise _several(text, called)
        raise self._unknown(text, within)

    def _called(self, words: str) -> tuple[Place, ...]:
        """The places that bear a plain name; where none does, those that bear what tells it apart."""
        return self._by_name.get(words, ()) or self._by_name.get(core_of(words), ())

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Place, ...]]:
        found: dict[str, dict[str, Place]] = {}
        for place in self.places:
            name = self._names[place.id]
            for each in {name, core_of(name)} - REGIONS:
                found.setdefault(each, {})[place.id] = place
        return {name: tuple(places.values()) for name, places in found.items()}

    def _unknown(self, text: str, near: Sequence[Place] = ()) -> UnknownPlace:
        from difflib import get_close_matches

        by_name = {name: place for place, name in self._names.items()}
        close = get_close_matches(plain_name(text)[:80], by_name, 4, 0.7)
        near = list(near[:_OFFERED]) or [self._by_id[by_name[name]] for name in close]
        offered = f" Near: {', '.join(place.name for place in near)}." if near else ""
        return UnknownPlace(
            f"No district, authority or postcode of England is called {quoted(text)}.{offered} The record "
            "holds districts and local authorities in England, not counties or towns. Name one, or a postcode.",
            [place.id for place in near],
        )


def _sector_id(sector: str) -> str:
    return f"sector-{sector.lower().replace(' ', '-')}"


def _several(text: str, places: Sequence[Place]) -> AmbiguousPlace:
    named = ", ".join(f"{place.name} ({place.code})" for place in places[:_OFFERED])
    more = f" and {len(places) - _OFFERED} more" if len(places) > _OFFERED else ""
    told = f"{quoted(text)} may mean {len(places)} places: {named}{more}. Name one in full, or by its code."
    return AmbiguousPlace(told, [place.id for place in places])


# From the record


@computed_once(maxsize=4)
def gazetteer(record: Record) -> Gazetteer:
    """The gazetteer of a record.

    Raises:
        UnreadableRecord: the areas cannot be read.
    """
    rows = record.areas_file.rows.all("places") if record.areas_file else ()
    return gazetteer_of(record.areas, rows, record.lookups)


def gazetteer_of(areas: Areas, rows: Iterable[Row], lookups: Lookups | None) -> Gazetteer:
    """The gazetteer of the rows of places, and of the look-ups beside them.

    Raises:
        UnreadableRecord: a place is made of a cell that is not there.
    """
    return Gazetteer(areas, _places(areas, rows), lookups)


def _places(areas: Areas, rows: Iterable[Row]) -> Iterable[Place]:
    from ..tables.ids import place_ids

    rows = tuple(rows)
    ids = place_ids(rows)
    by_place: dict[str, list[Row]] = {}
    for row in rows:
        by_place.setdefault(ids[row["code"]], []).append(row)
    for place, of_place in by_place.items():
        codes = tuple(sorted(map(_code, of_place), key=lambda each: (each.kind == "district", -each.year)))
        try:
            cells = [areas.cells[cell] for cell in of_place[0]["cells"].split("|")]
        except KeyError as missing:
            raise UnreadableRecord(
                f"{of_place[0]['name']} is made of the cell {missing}, which the record does not hold. Load it whole."
            ) from None
        population = sum(cell.population for cell in cells)
        parts = {cell.id: Decimal(cell.population) / population for cell in cells} if population else {}
        kind = "authority" if codes[0].kind == "lad" else "district"
        yield Place(place, of_place[0]["name"], kind, codes[0].code, parts, population, codes)


def _code(row: Row) -> PlaceCode:
    kind, _, year = row["kind"].partition("-")
    return PlaceCode(row["code"], kind, int(year), row["start"], row["end"])
