"""What a question asks for, where its words are no name: a kind of body, a day, and what is left.

"Which PCT ran Coventry in June 2005", "PCGs Gloucestershire 1999", "heirs of 5NR".
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Final

from msgspec import Struct

from ...areas.places import Gazetteer
from ...errors import BadDay, RecordError
from ...model.dates import parse_day
from ...model.entities import LEGAL_AND_AREA, Body, Kind
from ...names.find import look_up, names_and_days
from ...names.meaning import MatchedAs
from ...names.words import core
from ...record.history import History
from ...record.name_index import plain
from ..landscape import listing

__all__ = [
    "Asked",
    "asked",
    "asks_for_change",
    "asks_which",
    "ever_in_area",
    "gist",
    "in_area",
    "in_the_plural",
    "kind_between",
    "kind_called",
    "kind_in",
    "two_days",
    "two_kinds",
    "without_kind",
]

_WORDS: Final = """
a abolish abolished about act add all an ancestors and answer answerable answered are area as at became become been
before began begin begun between bodies body by came care change changed changes charge closed code codes come
commissioned commissioner commissioners commissioning commissions compare cover covered covers create created csv
currently descendants did diff difference differences do does download embed end ended established every excel exist
existed follow followed follows for formed from give go goes had happen happened has have heir heirs history how in
inherit inherited inherits into is it its json last lasted law laws legislation lineage list look-up lookup manages
many map maps me mean merge merged merger mergers much my neighbours next now number ods of old on organisation
organisations our people picture png population predecessor predecessors provided ran replace replaced replaces report
reported responsible run running runs services set show since sparql split spreadsheet start started stop stopped
succeeded successor successors svg take that the their then there these timeline to today took under up us versus vs
was were what what's when where which who who's whom whose why will with year years
"""
_OF_QUESTIONS: Final = frozenset(_WORDS.split())
_CHANGES: Final = """
abolished abolition began change changed changes closed created creation disappeared disbanded dissolved ended
established formed merge merged merger mergers merging new opened reorganised replaced scrapped split started
"""
_OF_CHANGE: Final = frozenset(_CHANGES.split())
_YEARS: Final = re.compile(r"\b((?:19|20)\d\d) ?[-–] ?((?:19|20)\d\d)\b")
_OF_TABLES: Final = frozenset({"crosswalk", "csv", "excel", "mapping", "table"})
_BETWEEN: Final = re.compile(r"(?P<first>.+) (?:and|to|with) (?P<second>.+)", re.IGNORECASE)
_WHICH: Final = frozenset({"what", "which"})
_HAD: Final = frozenset(
    {"are", "cover", "covered", "covers", "did", "do", "does", "had", "has", "have", "is", "ran", "runs", "serves",
     "was", "were"}
)  # fmt: skip
_PRESENT: Final = re.compile(r"\b(?:is|are|am|covers?|does|has|runs|serves|now|today|currently)\b", re.IGNORECASE)
_MOST_WORDS: Final = 5
"""Words that the name of a kind has at most."""


class Asked(Struct, frozen=True):
    """A kind and perhaps a day, and the place or body that the rest of the words names, as the cells of its area.

    Without a name and cells, all bodies of the kind are asked for.
    """

    kind: Kind
    day: date | None
    name: str
    cells: tuple[str, ...]


def gist(text: str) -> str:
    """A text without the words that only make a question of it; empty if nothing else is left."""
    told = re.sub(r"\bhow long\b|(?:^|\b(?:in|map of) )England\b", "", text, flags=re.IGNORECASE)
    words = (word.strip('?!.,;:"“”') for word in told.split())
    kept = [word for word in words if word and word.casefold().replace("’", "'") not in _OF_QUESTIONS]
    return " ".join(_not_owning(kept))


def _not_owning(words: Sequence[str]) -> Iterator[str]:
    """Words, where a name owns a kind of body that of the name alone: Trafford's PCT, but King's Lynn."""
    for place, word in enumerate(words, 1):
        named = any(each.isalpha() for each in core(" ".join(words[place:])).words)
        yield word if named else re.sub("['’]s?$", "", word)


def kind_called(history: History, text: str) -> Kind | None:
    """The kind of body with just this name: its label, its plural or its abbreviation, such as `CCGs`.

    In small letters `has` is the verb; HAs are health authorities.
    """
    if text in _OF_QUESTIONS:
        return None
    words = plain(text)
    for kind in history.kinds.values():
        short = plain(kind.id)
        if words and words in (plain(kind.label), plain(kind.plural), short, f"{short}s"):
            return kind
    return None


def asked(history: History, places: Gazetteer, text: str, today: date) -> Asked | None:
    """What a text asks of a kind of body somewhere; None if it names no kind, or no place or body that is known.

    In the present tense it asks of today, if there are bodies of the kind today.
    """
    kind, rest = without_kind(history, text)
    if kind is None:
        kind, rest = without_kind(history, gist(text))
    rest = gist(rest)
    if kind is None or not rest:
        return None
    for left in (rest, _unchanged(rest)):
        if (only := _day(left)) is not None:
            return Asked(kind, only, "", ())
    now = today if _PRESENT.search(text) and kind.spell.certain_on(today) else None
    for name, day in list(names_and_days(rest)) or ((rest, now),):
        if found := _cells(history, places, name, day, kind, today):
            return Asked(kind, *found)
    return None


def kind_in(history: History, text: str) -> Kind | None:
    """The kind of body that a question names among its other words: integrated care boards in `ICB for Hackney`."""
    return without_kind(history, gist(text))[0]


def in_the_plural(history: History, text: str) -> bool:
    """Whether a text asks for several bodies of a kind: `PCTs in Manchester`, not `Manchester PCT`."""
    words = text.split()
    runs = (words[first:last] for last in range(1, len(words) + 1) for first in range(max(0, last - _MOST_WORDS), last))
    return any(
        len(run) < len(words) and run[-1].casefold().endswith("s") and kind_called(history, " ".join(run))
        for run in runs
    )


def asks_which(history: History, text: str) -> bool:
    """Whether a text asks which body of a kind had something: `which CCG was Leeds in`, not `which CCGs merged`."""
    words = text.split()
    if not words or words[0].casefold() not in _WHICH:
        return False
    kinds = (number for number in range(1, _MOST_WORDS + 1) if kind_called(history, " ".join(words[1 : number + 1])))
    after = max(kinds, default=0) + 1
    return 1 < after < len(words) and words[after].casefold() in _HAD


def asks_for_change(text: str) -> int | None:
    """The year of which a text asks what changed: 2021 of `how many CCGs merged in 2021`; else None."""
    years = re.findall(r"\b(?:19|20)\d\d\b", text)
    verbs = {word.strip('?!.,;:"').casefold() for word in text.split()} & _OF_CHANGE
    return int(years[0]) if len(years) == 1 and verbs else None


def _unchanged(text: str) -> str:
    return " ".join(word for word in text.split() if word.casefold() not in _OF_CHANGE)


def two_days(text: str) -> tuple[date, date] | None:
    """The two days between which a text asks what changed: `between 2013 and 2017`, `diff 2013 2017`.

    Of a year in which it asks what changed, the last days of the year before and of that year.
    """
    text = _YEARS.sub(r"\1 to \2", text.strip(" ?!."))
    found = _BETWEEN.fullmatch(text)
    if found and (second := _day(found["second"])):
        for name, first in [("", _day(found["first"])), *names_and_days(found["first"])]:
            if first and not gist(name):
                return first, second
    left = _unchanged(gist(text)).split()
    for cut in range(1, len(left)):
        days = _day(" ".join(left[:cut])), _day(" ".join(left[cut:]))
        if days[0] and days[1]:
            return days[0], days[1]
    year = asks_for_change(text)
    return (date(year - 1, 12, 31), date(year, 12, 31)) if year and left == [str(year)] else None


def kind_between(history: History, text: str) -> tuple[Kind, date, date] | None:
    """A kind and the two days of which a text asks: `how many PCTs were there in 2007 and in 2012`; else None."""
    kind, rest = without_kind(history, gist(text))
    days = two_days(rest) if kind and asks_for_change(text) is None else None
    return (kind, *days) if kind and days else None


def two_kinds(history: History, text: str) -> tuple[tuple[Kind, date], tuple[Kind, date]] | None:
    """The two sides of a look-up, each a kind with its day: `lookup PCT 2012 to ICB 2026`; else None."""
    first, to, second = f" {text} ".partition(" to ")
    sides: list[tuple[Kind, date]] = []
    for side in (first, second):
        kind, rest = without_kind(history, gist(side))
        if not to or kind is None:
            return None
        rest = " ".join(word for word in rest.split() if word.casefold() not in _OF_TABLES)
        # Without a day, from the last of one kind to the first of the other.
        day = _day(rest) if rest else kind.spell.starts[1] if sides else min(kind.spell.ends[0], date.today())
        if day is None:
            return None
        sides.append((kind, day))
    return sides[0], sides[1]


def _day(text: str) -> date | None:
    with suppress(BadDay):
        return parse_day(text)
    return None


def without_kind(history: History, text: str) -> tuple[Kind | None, str]:
    """The kind of body that a text names, by as many words as can be, and the text without them."""
    words = text.split()
    for number in range(min(_MOST_WORDS, len(words)), 0, -1):
        for first in range(len(words) - number + 1):
            if kind := kind_called(history, " ".join(words[first : first + number])):
                return kind, " ".join([*words[:first], *words[first + number :]])
    return None, text


def _cells(
    history: History, known: Gazetteer, name: str, day: date | None, kind: Kind, today: date
) -> tuple[date | None, str, tuple[str, ...]] | None:
    """The cells of a place called so, of a body that people call so, or of a place called nearly so.

    Without a day those of a body are asked for on its last day on which there were bodies of the kind, if any. Of a
    body of the kind itself nothing is asked here.
    """
    if places := known.exactly(name):
        return day, places[0].name, tuple(places[0].parts)
    with suppress(RecordError):
        found = look_up(history, name, as_at=day)
        body = found.body
        if found.meaning.matched_as is MatchedAs.NEAR_NAME or body.kind in history.kinds_within(kind.id):
            return None
        last = min(body.life.ends[0], kind.spell.ends[0], today)
        if day is None and body.life.certain_on(last) and kind.spell.certain_on(last):
            day = last
        on = day or body.life.starts[1]
        if pieces := history.areas.coverage(body.id, on):
            return day, body.name_on(on), tuple(piece.cell for piece in pieces)
    with suppress(RecordError):
        place = known.at(name)
        return day, place.name, tuple(place.parts)
    return None


def in_area(history: History, about: Asked, day: date) -> Iterator[Body]:
    """The bodies of the kind that held some of the cells on a day.

    One whose own area is not known counts where all that followed it directly lay within the cells.
    """
    cells = frozenset(about.cells)
    for kind in sorted(history.kinds_within(about.kind.id)):
        for entry in listing(history, day, kind).entries:
            own = {piece.cell for piece in history.areas.coverage(entry.body.id, day)}
            if own & cells or (not own and _followed_within(history, entry.body, cells)):
                yield entry.body


def ever_in_area(history: History, about: Asked) -> Iterator[Body]:
    """The bodies of the kind that ever held some of the cells, in order of time."""
    kinds, cells = history.kinds_within(about.kind.id), frozenset(about.cells)
    bodies = sorted(history.bodies.values(), key=lambda body: (body.life.starts[0], body.name))
    for body in bodies:
        if body.kind in kinds and any(each.piece.cell in cells for each in history.areas.holdings.get(body.id, ())):
            yield body


def _followed_within(history: History, body: Body, cells: frozenset[str]) -> bool:
    links = (link for link in history.links_from.get(body.id, ()) if link.basis in LEGAL_AND_AREA)
    heirs = [history.bodies[link.successor] for link in links]
    areas = [{piece.cell for piece in history.areas.coverage(heir.id, heir.life.starts[1])} for heir in heirs]
    return bool(areas) and all(area and area <= cells for area in areas)
