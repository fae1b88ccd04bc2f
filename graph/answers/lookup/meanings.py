"""What a text means as a name: a place, a restructure, a day, a kind, and of one body what became of it."""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from ...model.entities import Body, Tier
from ...model.words import in_words, joined, lower_first, percent, spell_in_words
from ...names.find import names_and_days
from ...names.words import core
from ...record.history import History
from ...record.name_index import plain
from ..accountability import chain
from ..geography.headline import finding
from ..geography.place import place_history
from ..geography.place_eras import finding as place_finding
from ..geography.place_eras import local_spells
from ..kind_numbers import through_time_in_words
from ..summary import summary
from ..timeline import years_of
from .explanation import (
    Asking,
    Explanation,
    OfAccountability,
    OfBody,
    OfDay,
    OfKind,
    OfLineage,
    OfMap,
    OfPlace,
    OfRestructure,
)
from .kinds import kind_story
from .leads import Lead, LeadTo, leads
from .questions import gist, without_kind
from .search import Hit, SearchResult, search

__all__ = ["meanings", "of_another_kind"]

_MEANT = 2
"""The rank of a hit that is called so, or has the code."""
_FIRST_MAP = date(1990, 1, 1)


def meanings(asking: Asking, found: SearchResult, text: str) -> list[Explanation]:
    """The meanings of a text, best first: places called just so, then the body, then what comes near."""
    told = [each for each in _meanings(asking, found, text) if each.sure or not found.hits or _shares(each, text)]
    return sorted(told, key=lambda each: (not each.sure, each.further))


def _shares(answer: Explanation, text: str) -> bool:
    """Whether a near meaning has the words of the text: Richmondshire for `Richmond`, but not Bromley for `Frimley`."""
    titled = plain(answer.title).split()
    return all(any(word.startswith(typed) for word in titled) for typed in core(text).words)


def _meanings(asking: Asking, found: SearchResult, text: str) -> Iterator[Explanation]:
    history = asking.history
    for lead in leads(history, asking.places, text):
        match lead.to:
            case LeadTo.PLACE:
                yield _place(asking, lead)
            case LeadTo.RESTRUCTURE:
                yield Explanation(lead.title, history.restructures[lead.id].summary, OfRestructure(lead.id), lead.sure)
            case LeadTo.DAY if lead.day:
                words = finding(asking.numbers(history, max(lead.day, asking.today)), lead.day)
                yield Explanation(f"England on {in_words(lead.day)}", f"{words}.", OfDay(lead.day), lead.sure)
            case LeadTo.KIND:
                yield _kind(asking, lead)
    if found.hits and (len(found.hits) == 1 or found.hits[0].rank <= _MEANT) and not _alike(found):
        yield _body(asking, found.hits[0], text)


def _alike(found: SearchResult) -> bool:
    """Whether the second hit is as good as the first, and not another holder of the code that was typed."""
    if len(found.hits) < 2 or found.hits[1].rank != found.hits[0].rank:
        return False
    return not {hit.matched for hit in found.hits[:2]} <= {code.code for code in found.hits[0].body.codes}


def _body(asking: Asking, hit: Hit, text: str) -> Explanation:
    """A body: what became of it, and, where the text names a day, whom it answered to then."""
    body, history = hit.body, asking.history
    told = summary(history, asking.lineage(history, body), asking.today).text
    day = next((day for _, day in names_and_days(text) if body.life.possible_on(day)), None)
    above = _above(history, [body], day) if day else []
    then = f" On {in_words(day)} it answered to {joined(above)}." if day and above else ""
    words = f"{history.kinds[body.kind].label}, {spell_in_words(body.spell)}.{then} {told}".rstrip()
    more = (
        ("Whom it answered to", OfAccountability(body.id, day)),
        ("Lineage", OfLineage(body.id)),
        ("Lineage as CSV", OfLineage(body.id, as_csv=True)),
    )
    return Explanation(hit.title, words, OfBody(body.id, day), named=more)


def of_another_kind(asking: Asking, text: str) -> Iterator[Explanation]:
    """The body that is called so without the kind that a text names, where none of that kind is: Mid Staffordshire."""
    kind, name = without_kind(asking.history, gist(text))
    hits = search(asking.history, name).hits if kind and name else ()
    if kind and hits and (len(hits) == 1 or hits[0].rank <= _MEANT):
        answer = _body(asking, hits[0], text)
        yield replace(answer, words=f"The record knows of no {lower_first(kind.label)} called so. {answer.words}")


def _kind(asking: Asking, lead: Lead) -> Explanation:
    """A kind: when it existed, what it came from and went to, by which law, and how many of it there were."""
    history, today = asking.history, asking.today
    kind = history.kinds[lead.id]
    years = years_of(asking.through_time(history, today.year), kind, history.kinds_within(kind.id))
    told = through_time_in_words(history, kind, years) if years else ""
    number = f"{told}." if told not in ("", kind.plural) else ""
    story = kind_story(history, kind)
    first = min(max(kind.spell.starts[0], _FIRST_MAP), today)
    mapped = (("On the map", OfMap(first, kind.id)),) if story.words else ()
    changes = {each.id: each for each in (story.began_in, story.ended_in) if each}
    named = ((each.name, OfRestructure(each.id)) for each in changes.values())
    return Explanation(lead.title, f"{number} {story.words}".strip(), OfKind(lead.id), named=(*mapped, *named))


def _place(asking: Asking, lead: Lead) -> Explanation:
    """A place: with a day, its commissioners then; else their number since 1990."""
    if not lead.sure:
        return Explanation(lead.title, "Who commissioned NHS care there since 1990.", OfPlace(lead.id), sure=False)
    history, today = asking.history, asking.today
    held = place_history(history, asking.places.at(lead.id))
    if lead.day is None:
        now = [each.body for each in local_spells(history, held) if each.spell.certain_on(today)]
        words = f"{place_finding(history, held, today)}."
        if now:
            holders = joined([body.name_on(today) for body in dict.fromkeys(now)])
            words += f" Today {'it is' if len(set(now)) == 1 else 'they are'} {holders}."
        return Explanation(lead.title, words, OfPlace(lead.id), further=lead.further)
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
    named = tuple((body.name_on(day), OfBody(body.id, day)) for body in bodies)
    return Explanation(f"{lead.title}, {in_words(day)}", words, OfPlace(lead.id, day), named=named)


def _above(history: History, bodies: Sequence[Body], day: date) -> list[str]:
    """The names of the bodies of the regional tier that some bodies answered to on a day."""
    steps = [step for body in bodies for step in chain(history, body, day).certain().steps if step.from_id == body.id]
    regional = [step for step in steps if step.upper and history.kinds[step.upper_kind].tier is Tier.REGIONAL]
    return list(dict.fromkeys(step.name for step in regional))
