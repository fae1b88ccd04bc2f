"""The answers above the hits of a search: what a text means or asks for, besides bodies called so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from flask import url_for

from graph.answers.accountability import chain
from graph.answers.diff_result import Diff
from graph.answers.geography.place import place_history
from graph.answers.geography.place_eras import finding as place_finding
from graph.answers.geography.place_eras import local_spells
from graph.answers.kind_numbers import kind_number
from graph.answers.lineage import MIN_SHARE
from graph.answers.lookup.accountable import Accountable
from graph.answers.lookup.kinds import kind_story
from graph.answers.lookup.leads import Lead, LeadTo, leads
from graph.answers.lookup.mentions import mentions
from graph.answers.lookup.questions import (
    Asked,
    asked,
    asks_for_change,
    ever_in_area,
    gist,
    in_area,
    two_kinds,
    without_kind,
)
from graph.answers.lookup.reorganisations import Reorganised
from graph.answers.lookup.search import Hit, SearchResult, search
from graph.answers.lookup.whole_question import whole_question
from graph.answers.summary import summary
from graph.areas.places import gazetteer
from graph.model.entities import LEGAL_AND_AREA, Body, Kind, Tier
from graph.model.words import (
    counted,
    in_words,
    joined,
    lower_first,
    number_in_words,
    percent,
    spell_in_words,
    upper_first,
)
from graph.names.description import called, description
from graph.names.find import names_and_days
from graph.names.strangers import is_registered, what_it_is
from graph.names.words import core
from graph.record.history import History
from graph.record.name_index import plain
from graph.registers.entry import entry_if_any

from ...http import parameters
from ...kit import maps, memo
from ...render import wording
from ...render.maps.headline import finding
from ...render.pictures import counts
from ...sparql import behind
from ..bodies import finding as kind_finding
from ..diff import what_changed

__all__ = [
    "Answer",
    "answers_to",
    "leads_of",
    "mentioned",
    "of_a_kind",
    "of_a_question",
    "of_another_kind",
    "posts",
]

_NAMED: Final = 5
_SENTENCES: Final = 4
"""What an answer says of a comparison, whose page has the rest."""
_MEANT: Final = 2
"""The rank of a hit that is called so, or has the code."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer above the hits: its link, title, and sentence, and the pages of the bodies that it names."""

    address: str
    title: str
    words: str
    sure: bool
    bodies: tuple[tuple[str, str], ...] = ()
    further: bool = False


def answers_to(history: History, found: SearchResult, text: str) -> list[Answer]:
    """The meanings of a text, best first: places called just so, then the body, then what comes near."""
    told = [each for each in _meanings(history, found, text) if each.sure or not found.hits or _shares(each, text)]
    return sorted(told, key=lambda each: (not each.sure, each.further))


def _shares(answer: Answer, text: str) -> bool:
    """Whether a near meaning has the words of the text: Richmondshire for `Richmond`, but not Bromley for `Frimley`."""
    titled = plain(answer.title).split()
    return all(any(word.startswith(typed) for word in titled) for typed in core(text).words)


def _meanings(history: History, found: SearchResult, text: str) -> Iterator[Answer]:
    """Meanings of a text besides bodies; and for an unambiguous body, what became of it."""
    today = date.today()
    for lead in leads_of(text):
        match lead.to:
            case LeadTo.PLACE:
                yield _place(history, lead, today)
            case LeadTo.RESTRUCTURE:
                whole = history.restructures[lead.id]
                yield Answer(url_for("restructures.show", restructure=lead.id), lead.title, whole.summary, lead.sure)
            case LeadTo.DAY if lead.day:
                words = finding(memo.map_numbers(history, max(lead.day, today)), lead.day)
                address = maps.address(lead.day)
                yield Answer(address, f"England on {in_words(lead.day)}", f"{words}.", lead.sure)
            case LeadTo.KIND:
                yield _kind(history, lead)
    if not found.hits and (registered := entry_if_any(history, parameters.register(), text)):
        last = registered.last
        where = f", last under {last.name or last.code}" if last else ""
        words = f"{registered.kind_label}{where}. The register of this site has it; the record holds commissioners."
        yield Answer(url_for("bodies.code", code=registered.code), registered.title, words, sure=True)
    elif not found.hits and is_registered(text):
        address = url_for("bodies.code", code=text.upper())
        yield Answer(address, text.upper(), f"By its form it is {what_it_is(text)}.", sure=False)
    if found.hits and (len(found.hits) == 1 or found.hits[0].rank <= _MEANT) and not _alike(found):
        yield _body(history, found.hits[0], text)


def _body(history: History, hit: Hit, text: str) -> Answer:
    """A body: what became of it, and, where the text names a day, whom it answered to then."""
    body, kind = hit.body, wording.kind_label(hit.body.kind)
    told = summary(history, memo.ancestry(history, body, LEGAL_AND_AREA, MIN_SHARE), date.today()).text
    day = next((day for _, day in names_and_days(text) if body.life.possible_on(day)), None)
    above = _above(history, [body], day) if day else []
    then = f" On {in_words(day)} it answered to {joined(above)}." if day and above else ""
    words = f"{kind}, {spell_in_words(body.spell)}.{then} {told}"
    address = url_for("bodies.show", body=body.id, on=day.isoformat() if day else None)
    return Answer(address, hit.title, words, sure=True, bodies=_more_of(body, day))


def of_another_kind(history: History, text: str) -> Iterator[Answer]:
    """The body that is called so without the kind that a text names, where none of that kind is: Mid Staffordshire."""
    kind, name = without_kind(history, gist(text))
    hits = search(history, name).hits if kind and name else ()
    if kind and hits and (len(hits) == 1 or hits[0].rank <= _MEANT):
        answer = _body(history, hits[0], text)
        yield replace(answer, words=f"The record knows of no {lower_first(kind.label)} called so. {answer.words}")


def _more_of(body: Body, day: date | None) -> tuple[tuple[str, str], ...]:
    """Where more is told of a body: whom it answered to, and what came before and after it."""
    of_day: dict[str, Any] = {"as-at": day.isoformat()} if day else {}
    return (
        ("Whom it answered to", url_for("accountability.show", body=body.id, **of_day)),
        ("Lineage", url_for("lineage.show", body=body.id)),
        ("Lineage as CSV", url_for("lineage.show", body=body.id, data="csv")),
        _as_a_query(behind.about_body(body)),
    )


def _alike(found: SearchResult) -> bool:
    """Whether the second hit is as good as the first, and not another holder of the code that was typed."""
    if len(found.hits) < 2 or found.hits[1].rank != found.hits[0].rank:
        return False
    return not {hit.matched for hit in found.hits[:2]} <= {code.code for code in found.hits[0].body.codes}


def _kind(history: History, lead: Lead) -> Answer:
    """A kind: when it existed, what it came from and went to, by which law, and how many of it there were."""
    kind, today = history.kinds[lead.id], date.today()
    years = counts.years_of(memo.through_time(history, today.year), kind, history.kinds_within(kind.id))
    number = f"{found}." if years and (found := kind_finding(history, kind, years)) != kind.plural else ""
    story = kind_story(history, kind)
    first = min(max(kind.spell.starts[0], date(1990, 1, 1)), today)
    mapped = (("On the map", url_for("map.show", day=first.isoformat(), kind=kind.id)),) if story.words else ()
    changes = {each.id: each for each in (story.began_in, story.ended_in) if each}
    named = ((each.name, url_for("restructures.show", restructure=each.id)) for each in changes.values())
    words = f"{number} {story.words}".strip()
    return Answer(url_for("bodies.index", kind=lead.id), lead.title, words, sure=True, bodies=(*mapped, *named))


def posts(history: History, text: str) -> Iterator[Answer]:
    """The posts of which the record knows a holder called so, by full name or surname."""
    words = gist(text)
    for body in history.bodies.values():
        if body.kind in history.kinds_within("post") and (
            (" " in words and plain(words) in plain(body.note)) or words.capitalize() in body.note.split()
        ):
            yield Answer(url_for("bodies.show", body=body.id), body.name, f"{body.note}.", sure=True)


def mentioned(history: History, text: str, *, by_words: bool = True) -> Iterator[Answer]:
    """The sources that name what is asked for, where the record itself holds nothing that is called so."""
    found = mentions(history, text[:200], by_words=by_words)
    if found is None:
        return
    first, number = found.sources[0], len(found.sources)
    address = url_for("reference.source", source=first.key)
    if number > 1:
        address = url_for("reference.sources", q=found.words)
    named = (
        "One source names it; its page lists"
        if number == 1
        else f"{upper_first(number_in_words(number))} sources name it; their pages list"
    )
    words = f"Nothing in the record is called “{text[:80]}”. {named} the facts taken from there."
    listed = tuple((each.title, url_for("reference.source", source=each.key)) for each in found.sources[:_NAMED])
    yield Answer(address, found.words, words, sure=True, bodies=listed)


def _changed(history: History, kind: Kind, year: int) -> Answer:
    """What changed among the bodies of a kind in a year."""
    first, second = date(year - 1, 12, 31), date(year, 12, 31)
    told = _changes_told(history, memo.diff(history, first, second).of_kind(kind.id))
    address = url_for("compare.show", first=first.isoformat(), second=second.isoformat(), kind=kind.id)
    return Answer(address, f"{kind.plural} in {year}", " ".join(told), sure=True)


def _of_two_days(history: History, first: date, second: date) -> Answer:
    """What changed between two days, in numbers."""
    told = _changes_told(history, memo.diff(history, first, second))
    more = ["The page has the rest."] if len(told) > _SENTENCES else []
    address = url_for("compare.show", first=first.isoformat(), second=second.isoformat())
    a_year = first.year + 1 == second.year and (first.month, first.day) == (second.month, second.day) == (12, 31)
    title = f"What changed {f'in {second.year}' if a_year else f'from {in_words(first)} to {in_words(second)}'}"
    csv = url_for("compare.show", first=first.isoformat(), second=second.isoformat(), data="csv")
    further = (("As CSV", csv), _as_a_query(behind.between(*sorted((first, second)))))
    return Answer(address, title, " ".join([*told[:_SENTENCES], *more]), sure=True, bodies=further)


def _as_a_query(text: str) -> tuple[str, str]:
    return "As a query", url_for("endpoint.sparql", query=text)


def _changes_told(history: History, difference: Diff) -> list[str]:
    """The changes of a comparison, each in a sentence, or one that there are none."""
    told = [f"{upper_first(number)}{rest}." for number, rest in what_changed(history, difference)]
    return told or ["Nothing that the record is certain of changed."]


def _look_up(one: Asked, two: Asked) -> Answer:
    """The table from the bodies of one kind and day to those of another."""
    chosen: dict[str, Any] = {
        "first": one.day, "second": two.day, "kind-from": one.kind.id, "kind": two.kind.id,
    }  # fmt: skip
    title = f"From {lower_first(one.kind.plural)} to {lower_first(two.kind.plural)}"
    words = f"The look-up from {in_words(one.day)} to {in_words(two.day)}, with shares."
    csv = url_for("crosswalk.show", data="csv", **chosen)
    return Answer(url_for("crosswalk.show", **chosen), title, words, sure=True, bodies=(("As CSV", csv),))


def _on_a_day(history: History, kind: Kind, day: date) -> Answer:
    """All bodies of a kind on a day, on the map and as a list."""
    number = kind_number(history, kind, day)
    words = " ".join(filter(None, (f"{upper_first(number.words.rstrip(','))}.", number.others, number.outside)))
    chosen: dict[str, Any] = {"kind": kind.id, "as-at": day.isoformat()}
    listed = url_for("bodies.index", **chosen)
    address = maps.address(day, kind=kind.id)
    return Answer(address, f"{kind.plural}, {in_words(day)}", words, sure=True, bodies=(("As a list", listed),))


def of_a_kind(history: History, text: str, day: date | None) -> Answer | None:
    """The bodies of a kind in a place, or in the area of another body, if a text asks for them."""
    about = asked(parameters.record(), text[:200])
    if sides := two_kinds(history, text[:200]):
        return _look_up(*sides)
    if about is None:
        return None
    if about.day and not about.name:
        year = asks_for_change(text)
        return _changed(history, about.kind, year) if year else _on_a_day(history, about.kind, about.day)
    if not about.cells:
        return None
    if not (day or about.day):
        return _ever(history, about)
    on = day or about.day or date.today()
    bodies = list(in_area(history, about, on))
    title = f"{about.kind.plural} of {about.name}, {in_words(on)}"
    address = maps.address(on, kind=about.kind.id)
    named = tuple((upper_first(called(history, body, on)), url_for("bodies.show", body=body.id)) for body in bodies)
    words = f"{counted(len(bodies), 'is known', 'are known')} there." if bodies else "None of that day is known there."
    return Answer(address, title, words, sure=True, bodies=named)


def _ever(history: History, about: Asked) -> Answer:
    """All bodies of a kind that ever held a part of a place."""
    bodies = list(ever_in_area(history, about))
    named = tuple(
        (f"{upper_first(description(history, body)) or body.name}, {spell_in_words(body.spell)}",
         url_for("bodies.show", body=body.id)) for body in bodies
    )  # fmt: skip
    words = (
        f"{counted(len(bodies), 'is', 'are')} known to have held all or a part of it." if bodies else "None is known."
    )
    day = min(max(about.kind.spell.starts[1], bodies[0].life.starts[1] if bodies else date.min), date.today())
    address = url_for("map.show", day=day.isoformat(), kind=about.kind.id)
    return Answer(address, f"{about.kind.plural} of {about.name}", words, sure=True, bodies=named)


def _place(history: History, lead: Lead, today: date) -> Answer:
    """A place: with a day, its commissioners then; else their number since 1990."""
    address = url_for("places.show", place=lead.id)
    if not lead.sure:
        return Answer(address, lead.title, "Who commissioned NHS care there since 1990.", sure=False)
    held = place_history(history, gazetteer(parameters.record()).at(lead.id))
    if lead.day is None:
        now = [each.body for each in local_spells(history, held) if each.spell.certain_on(today)]
        words = f"{place_finding(history, held, today)}."
        if now:
            holders = joined([body.name_on(today) for body in dict.fromkeys(now)])
            words += f" Today {'it is' if len(set(now)) == 1 else 'they are'} {holders}."
        return Answer(address, lead.title, words, sure=True, further=lead.further)
    day = lead.day
    local = [each for each in local_spells(history, held) if each.spell.certain_on(day)]
    bodies = list(dict.fromkeys(each.body for each in local))
    parts = {each.body: f" ({percent(each.share)})" for each in local if len(bodies) > 1 and each.share.is_part}
    names = joined([f"{body.name_on(day)}{parts.get(body, '')}" for body in bodies])
    words = f"On {in_words(day)} its local commissioner{'s were' if len(bodies) > 1 else ' was'} {names}"
    above = _above(history, bodies, day)
    words += f", which answered to {joined(above)}." if above else "."
    if not local:
        words = f"Who commissioned there on {in_words(day)} is not known for certain."
    named = tuple((body.name_on(day), url_for("bodies.show", body=body.id, on=day.isoformat())) for body in bodies)
    return Answer(address, f"{lead.title}, {in_words(day)}", words, sure=True, bodies=named)


def _above(history: History, bodies: Sequence[Body], day: date) -> list[str]:
    """The names of the bodies of the regional tier that some bodies answered to on a day."""
    steps = [step for body in bodies for step in chain(history, body, day).certain().steps if step.from_id == body.id]
    regional = [step for step in steps if step.upper and history.kinds[step.upper_kind].tier is Tier.REGIONAL]
    return list(dict.fromkeys(step.name for step in regional))


def of_a_question(history: History, text: str, day: date | None) -> Answer | None:
    """The answer to what a text asks as a whole: what changed, who answered to whom, how often, why."""
    match whole_question(history, text, day):
        case Accountable() as told:
            return _of_accountability(history, told)
        case Reorganised() as told:
            return _of_reorganisation(told)
        case (first, second):
            return _of_two_days(history, first, second)
    return None


def _of_accountability(history: History, told: Accountable) -> Answer:
    """Who stood above or below a body or a kind of body."""
    named = tuple((called(history, body, told.day), url_for("bodies.show", body=body.id)) for body in told.named)
    day = told.day.isoformat() if told.day else ""
    if told.body:
        page = "accountability.down" if told.down else "accountability.show"
        of_the_page: dict[str, Any] = {"body": told.body.id, "as-at": day}
        address = url_for(page, **of_the_page)
    elif day:
        address = url_for("landscape.show", day=day)
    else:
        address = url_for("bodies.index", kind=told.kind)
    words = f"{told.words} The first few are below; the page lists all." if told.more else told.words
    return Answer(address, told.title, words, sure=True, bodies=named)


def _of_reorganisation(told: Reorganised) -> Answer:
    """How many restructures there were, or what a change of a body was part of."""
    pages = [(each.name, url_for("restructures.show", restructure=each.id)) for each in told.restructures]
    alone = len(pages) == 1
    address = pages[0][1] if alone else url_for("restructures.index")
    sourced = [(each.title, url_for("reference.source", source=each.key)) for each in told.sources[:_NAMED]]
    return Answer(address, told.title, told.words, sure=True, bodies=tuple(sourced if alone else pages))


def leads_of(text: str) -> tuple[Lead, ...]:
    """What a text may mean besides bodies, as the record has it."""
    return leads(parameters.history(), gazetteer(parameters.record()), text)
