"""Policy papers and laws: the restructures that rest on one, and the changes of bodies made under it.

"Liberating the NHS", "the white paper of 2010", "Health Act 1999", "SI 2006/1408".
"""

import re
from collections.abc import Iterator
from typing import Final

from ...model.entities import ChangeEvent
from ...model.evidence import Source
from ...model.policy import Restructure
from ...model.words import counted, in_words, joined
from ...record.history import History
from ...record.name_index import plain
from .explanation import Explanation, OfRestructure, OfSource, Pointer
from .mentions import named_in_title
from .questions import kind_called

__all__ = ["paper_called", "restructures_on"]

_NAMED: Final = 5
"""Sources that an answer names."""
_ENOUGH: Final = 3
"""Words of a title that mean it; of fewer it must be the whole."""
_WHITE_PAPER: Final = re.compile(
    r"(?:the )?(?:(?P<before>\d{4}) white paper|white paper (?:of |from |in )?(?:\w+ )?(?P<after>\d{4}))", re.IGNORECASE
)
_ASKED: Final = re.compile(
    r"(?:what (?:was|is|did)|which (?:restructures?|reforms?|reorgani[sz]ations?) (?:came from|rests? on|followed)) ",
    re.IGNORECASE,
)


def restructures_on(history: History, text: str) -> tuple[Restructure, ...]:
    """The restructures of which a text names a policy paper or an Act."""
    return tuple(
        each for each in _by_number(history) if any(_names(text, part) for part in (*_papers(each), *_acts(each)))
    )


def paper_called(history: History, text: str) -> Explanation | None:
    """What rests on the paper or law that a text names, if it names one of a restructure or of a change."""
    text = _ASKED.sub("", text.strip().strip("?")).strip()
    if kind_called(history, text):
        return None
    on = restructures_on(history, text)
    sources = _sources(history, text) if len(text.split()) > 1 else ()
    events = _under(history, sources)
    if not (on or events):
        return None
    titles = sorted({part for each in on for part in _named(each, text)}, key=len)
    words = [_rests_on(on, text)] if on else []
    if events:
        words.append(_changes(history, events, named=not on))
    if len(on) == 1:
        words.append(on[0].summary)
    part_of = on or tuple(_restructures_of(history, events))
    named: list[tuple[str, Pointer]] = [(each.name, OfRestructure(each.id)) for each in part_of]
    named += [(each.title, OfSource(each.key)) for each in sources[:_NAMED]]
    leads_to = OfRestructure(part_of[0].id if len(part_of) == 1 else "")
    title = titles[0] if titles else sources[0].title
    return Explanation(title, " ".join(words), leads_to, named=tuple(named))


def _sources(history: History, text: str) -> tuple[Source, ...]:
    full = re.sub(r"\bNHS\b", "National Health Service", text)
    return tuple(dict.fromkeys((*named_in_title(history, text), *named_in_title(history, full))))


def _by_number(history: History) -> list[Restructure]:
    return sorted(history.restructures.values(), key=lambda each: each.number)


def _papers(restructure: Restructure) -> list[str]:
    return [part for part in restructure.policy_document.split("; ") if part]


def _acts(restructure: Restructure) -> list[str]:
    return [part for part in re.split(r"; (?![^(]*\))", restructure.acts) if part]


def _named(restructure: Restructure, text: str) -> Iterator[str]:
    """The papers and Acts of a restructure that a text names."""
    return (part for part in (*_papers(restructure), *_acts(restructure)) if _names(text, part))


def _in_short(text: str) -> str:
    return plain(text).replace("national health service", "nhs").removeprefix("the ")


def _names(text: str, part: str) -> bool:
    """Whether a text names a paper, written as "Working for Patients (white paper, January 1989)"."""
    head, _, about = part.partition(" (")
    if year := _WHITE_PAPER.fullmatch(text.strip()):
        return "white paper" in about and (year["before"] or year["after"]) in about
    words, title = _in_short(text), _in_short(head)
    return words == title or (len(words.split()) >= _ENOUGH and f" {words} " in f" {title} ")


def _rests_on(on: tuple[Restructure, ...], text: str) -> str:
    """Of which restructures it is the paper, and of which the law."""
    told = []
    for what, parts_of in (("policy document", _papers), ("law", _acts)):
        found = [each for each in on if any(_names(text, part) for part in parts_of(each))]
        if found:
            alone = all(len(parts_of(each)) == 1 for each in found)
            of = joined([f"{each.name} ({each.id})" for each in found])
            told.append(f"{'the' if alone else 'a'} {what} of {of}")
    return f"It is {joined(told)}."


def _under(history: History, sources: tuple[Source, ...]) -> tuple[ChangeEvent, ...]:
    keys = {source.key for source in sources}
    events = (event for event in history.events.values() if event.instrument in keys)
    return tuple(sorted(events, key=lambda event: (history.event_days[event.id], event.id)))


def _restructures_of(history: History, events: tuple[ChangeEvent, ...]) -> Iterator[Restructure]:
    ids = {event.restructure for event in events}
    return (each for each in _by_number(history) if each.id in ids)


def _changes(history: History, events: tuple[ChangeEvent, ...], *, named: bool) -> str:
    """How many changes of bodies the record has under a law, when, and of which restructures they are a part."""
    days = [event.when for event in events if event.when]
    when = f", on {in_words(days[0])}" if len(set(days)) == 1 else ""
    if len(set(days)) > 1:
        when = f", from {in_words(days[0])} to {in_words(days[-1])}"
    part_of = joined([f"{each.name} ({each.id})" for each in _restructures_of(history, events)]) if named else ""
    as_part = f", as a part of {part_of}" if part_of else ""
    many = counted(len(events), "change of bodies", "changes of bodies")
    return f"Under it the record has {many}{when}{as_part}."
