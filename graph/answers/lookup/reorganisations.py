"""How often the NHS was reorganised, and what a body's merger or end was part of, where a question asks it in words.

"How many reorganisations since 1990", "why did NHS England merge with NHS Improvement".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Final

from msgspec import Struct

from ...errors import BadDay, RecordError
from ...model.dates import Precision, parse_day
from ...model.entities import LEGAL_AND_AREA, Body, Succession
from ...model.evidence import Source
from ...model.policy import Restructure
from ...model.words import in_words, joined, number_in_words, upper_first
from ...names.description import called
from ...names.find import look_up
from ...record.history import History

__all__ = ["Reorganised", "how_reorganised"]

_CALLED: Final = r"(?:restructur(?:ings?|es?)|re-?organi[sz]ations?|reforms?|shake-?ups?|overhauls?)"
_HOW_MANY: Final = re.compile(
    rf"(?:how many|number of)(?: times)?(?: \w+){{0,3}}? (?:{_CALLED}|been (?:re-?organi[sz]ed|restructured|reformed))"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
_FIRST: Final = date(1990, 1, 1)
"""The record begins here; of what was before it counts nothing."""
_SINCE: Final = re.compile(r"(?:.*\b)?(?:since|from|after) (?P<first>.+?)", re.IGNORECASE)
_BETWEEN: Final = re.compile(r".*\b(?:between|from) (?P<first>.+?) (?:and|to|until) (?P<last>.+)", re.IGNORECASE)
_WHY: Final = re.compile(r"why (?:did|was|were|is|are|has|have|had) (?P<it>.+)", re.IGNORECASE)
_WHAT_IT_DID: Final = (
    r"merged?|join(?:ed)?|combined?|absorbed|folded|taken over|moved?|replaced|split|abolished|closed?|end(?:ed)?|"
    r"scrapped|disbanded|dissolved|disappear(?:ed)?|go|gone"
)
_DID: Final = re.compile(
    rf"(?:the )?(?P<one>.+?) (?:been |being )?(?:{_WHAT_IT_DID})(?: up)?(?: (?:with|into|by|to)(?: the)? (?P<two>.+))?",
    re.IGNORECASE,
)
_VERBS: Final[Mapping[str, str]] = {"merger": "was merged into", "replacement": "was replaced by"}


class Reorganised(Struct, frozen=True):
    """A title and sentences, the restructures they are about, and the sources of what is said."""

    title: str
    words: str
    restructures: tuple[Restructure, ...]
    sources: tuple[Source, ...] = ()


def how_reorganised(history: History, text: str) -> Reorganised | None:
    """How many restructures there were, or what a change of a body was part of, if a text asks for that."""
    words = re.sub(r"[?!;]|[.,](?=\s|$)", "", " ".join(text.split())).strip()
    if found := _HOW_MANY.fullmatch(words):
        return _counted(history, found["rest"].strip())
    if found := _WHY.fullmatch(words):
        return _why(history, found["it"])
    return None


def _counted(history: History, rest: str) -> Reorganised | None:
    first, last, between = date.min, date.max, _BETWEEN.fullmatch(rest)
    with suppress(BadDay):
        if between:
            first, last = _begun(between["first"]), parse_day(between["last"])
        elif since := _SINCE.fullmatch(rest):
            first = _begun(since["first"])
        within = [each for each in history.restructures.values() if first <= each.begins[1] and each.begins[0] <= last]
        within.sort(key=lambda each: each.number)
        if not within:
            return None
        known = first >= _FIRST
        when = f" {rest}" if known else f" since {_FIRST.year}, where it begins"
        years = joined([str(each.begins[0].year) for each in within])
        told = f"The record counts {number_in_words(len(within))} that began{when}, in {years}."
        title = f"Restructures {rest}" if known else "Restructures of the NHS in England"
        return Reorganised(title, f"{told} That is a working split; published counts differ.", tuple(within))
    return None


def _begun(text: str) -> date:
    """The first day of a year, or the day that a text names."""
    return date(int(text), 1, 1) if re.fullmatch(r"\d{4}", text) else parse_day(text)


def _why(history: History, it: str) -> Reorganised | None:
    found = _DID.fullmatch(it)
    if found is None:
        return None
    names = [found["two"]] if found["two"] else []
    names = [*re.split(r" and (?:the )?", found["one"]), *names]
    bodies: list[Body] = []
    for name in names:
        with suppress(RecordError):
            bodies.append(look_up(history, name).body)
    links = sorted(_between(history, bodies), key=lambda link: history.event_days[link.event]) if bodies else []
    whole = next((link for link in reversed(links) if history.events[link.event].restructure), None)
    return _part_of(history, whole) if whole and len(bodies) == len(names) else None


def _between(history: History, bodies: Sequence[Body]) -> Iterator[Succession]:
    """The links by law or area from one of some bodies to another of them; of a single one, those from it."""
    ids = {body.id for body in bodies}
    links = [link for each in ids for link in history.links_from.get(each, ()) if link.basis in LEGAL_AND_AREA]
    heirs = [{link.successor for link in links if link.predecessor == each} for each in ids]
    return (link for link in links if link.successor in ids or link.successor in set.intersection(*heirs))


def _part_of(history: History, link: Succession) -> Reorganised:
    """What a link was part of: the restructure, in its own words, with the sources of the change and of that."""
    event = history.events[link.event]
    restructure = history.restructures[event.restructure]
    first, second = (history.bodies[each] for each in (link.predecessor, link.successor))
    one, two = called(history, first), called(history, second)
    verb = _VERBS.get(link.kind, "passed a part of its work to")
    day = f" {'on' if event.precision is Precision.DAY else 'in'} {in_words(event.when)}" if event.when else ""
    words = (
        f"{upper_first(one)} {verb} {two}{day}, as a part of “{restructure.name}”: {restructure.summary} "
        "The record says what was done and by which law, not why; the sources say more."
    )
    keys = dict.fromkeys((event.instrument, *link.sources, *event.sources, *restructure.sources))
    sources = tuple(history.sources[key] for key in keys if key in history.sources)
    return Reorganised(f"{upper_first(one)} and {two}", words, (restructure,), sources)
