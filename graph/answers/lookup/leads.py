"""What a search text means besides a body: a place, a restructure or a day; shown above the hits."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import Struct

from ...areas.places import Gazetteer, Place
from ...errors import AmbiguousPlace, BadDay, RecordError, UnknownPlace
from ...model.dates import parse_day
from ...model.policy import Restructure
from ...names.find import names_and_days
from ...names.words import core
from ...record.history import History
from ...record.name_index import plain
from .papers import restructures_on
from .questions import kind_called

__all__ = ["Lead", "LeadTo", "leads", "restructures_called"]

_LEAST: Final = 4
"""Letters of a part of a restructure's name that are enough to mean it."""
_FEW: Final = 2
"""Words of a name that may mean something else as well."""
_MOST: Final = 8
_WHERE_IT_LIES: Final = re.compile(r" (?:upon|under|on|in|city of)\b.*")
"""What is left out of the name of a place in speech: Newcastle (upon Tyne), Stoke (on Trent), Bristol (, City of)."""


class LeadTo(StrEnum):
    """The type of a lead's target."""

    PLACE = "place"
    RESTRUCTURE = "restructure"
    DAY = "day"
    KIND = "kind"


class Lead(Struct, frozen=True):
    """Something a text may mean: `id` is a place or restructure, `day` is set if the text names one.

    `sure` is false if there are several equally good meanings, or only an approximate match;
    `further` is true if it is called only nearly so: City of London, for `London`.
    """

    to: LeadTo
    id: str
    title: str
    day: date | None = None
    sure: bool = True
    further: bool = False


def leads(history: History, places: Gazetteer, text: str) -> tuple[Lead, ...]:
    """What a text may mean besides bodies, best match first."""
    query = text.strip()[:200]
    if not query or not query.isprintable():
        return ()
    found = [*_day(query), *_kind(history, query), *_restructures(history, query), *_places(places, query)]
    return tuple(sorted(found, key=lambda lead: not lead.sure)[:_MOST])


def _day(query: str) -> Iterator[Lead]:
    with suppress(BadDay):
        day = parse_day(query)
        yield Lead(LeadTo.DAY, day.isoformat(), query, day)


def _kind(history: History, query: str) -> Iterator[Lead]:
    if kind := kind_called(history, query):
        yield Lead(LeadTo.KIND, kind.id, kind.plural)


def restructures_called(history: History, text: str) -> tuple[Restructure, ...]:
    """The restructures that a text certainly means, the latest last.

    By id, number, name, more than a few words of one, or the paper or Act on which they rest.
    """
    sure = {lead.id for lead in _restructures(history, text.strip()[:200]) if lead.sure}
    return tuple(sorted((history.restructures[each] for each in sure), key=lambda each: each.number))


def _restructures(history: History, query: str) -> Iterator[Lead]:
    words, on = plain(query), restructures_on(history, query)
    for each in history.restructures.values():
        names = [plain(name) for name in (each.name, *each.also_known_as)]
        if words in (each.id, f"restructure {each.number}") or words in names or each in on:
            yield _to(each, sure=True)
        elif len(words) >= _LEAST and any(f" {words}" in f" {name}" for name in names):
            yield _to(each, sure=len(words.split()) > _FEW and not kind_called(history, query))


def _to(restructure: Restructure, *, sure: bool) -> Lead:
    return Lead(LeadTo.RESTRUCTURE, restructure.id, restructure.name, sure=sure)


def _places(known: Gazetteer, query: str) -> Iterator[Lead]:
    try:
        place = known.at(query)
        yield _there(place, further=plain(query) not in (plain(place.name), _spoken(place)))
    except UnknownPlace as unknown:
        if on_a_day := list(_on_a_day(known, query)):
            yield from on_a_day
            return
        in_short = [_there(place) for place in _in_short(known, query, unknown)]
        near = (_there(known.find(name), sure=False) for name in unknown.near[:_MOST])
        yield from {lead.id: lead for lead in (*near, *in_short)}.values()


def _in_short(known: Gazetteer, query: str, unknown: UnknownPlace) -> list[Place]:
    """The places that people call so: `Newcastle`, which may be two; `Notts` and `Brum` written out."""
    said = core(query)
    if isinstance(unknown, AmbiguousPlace):
        return [place for place in map(known.find, unknown.near) if _spoken(place) == plain(query)]
    return [place for place in known.places if not said.kinds and core(place.name).words == said.words]


def _on_a_day(known: Gazetteer, query: str) -> Iterator[Lead]:
    """A place followed by a day, as in `Trafford 1998`."""
    for name, day in names_and_days(query):
        with suppress(RecordError):
            yield _there(known.at(name), day)
            return


def _there(place: Place, day: date | None = None, *, sure: bool = True, further: bool = False) -> Lead:
    return Lead(LeadTo.PLACE, place.slug, place.name, day, sure, further)


def _spoken(place: Place) -> str:
    return _WHERE_IT_LIES.sub("", plain(place.name))
