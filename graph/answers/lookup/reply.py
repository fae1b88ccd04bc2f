"""The reply to whatever was typed: the answers to it, best first, and the bodies that it may mean.

The command line and the site give the same one, each with its own way to lead on.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ...answer import Json, Rows
from ...errors import BadDay, NoSuchDay, RecordError
from ...model.dates import parse_day
from ...model.words import in_words, number_in_words, spell_in_words, upper_first
from ...names.description import called
from ...names.find import look_up, names_and_days
from ...record.history import History
from ...record.name_index import plain
from .accountable import Accountable, who_answered
from .explanation import Asking, Explanation, OfAccountability, OfBody, OfDay, OfKind, OfRestructure, OfSource
from .meanings import meanings, of_another_kind
from .mentions import mentions
from .of_kinds import changes, of_a_kind
from .papers import paper_called
from .questions import asks_which, gist, in_the_plural, kind_in, two_days
from .reorganisations import Reorganised, how_reorganised
from .search import SearchResult, search

__all__ = ["Reply", "named_by_sources", "reply"]

_LONGEST: Final = 200
_NAMED: Final = 5
"""Sources that an answer names."""
_WHO_LED: Final = re.compile(
    r"who (?:ran|runs|(?:was|is) running|led|leads|headed|heads"
    r"|(?:was|is) (?:in charge|(?:the )?(?:head|boss|leader)) of) (.+)",
    re.IGNORECASE,
)


class Reply(Struct, frozen=True):
    """The answers to a text, best first, and what the search for it found.

    `read_as` are the words that were searched for in place of the whole text; `no_such_day` says why a text that is
    written as a day is none.
    """

    found: SearchResult
    answers: tuple[Explanation, ...]
    read_as: str = ""
    no_such_day: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.found.hits or self.answers)

    @property
    def columns(self) -> tuple[str, ...]:
        return self.found.columns

    def document(self) -> Json:
        return self.found.document(self.answers)

    def rows(self) -> Rows:
        return self.found.rows()


def reply(asking: Asking, text: str, day: date | None = None) -> Reply:
    """What a text asks for or means, and the bodies called so; with a day, of those only the ones of that day."""
    text, history = text.strip(), asking.history
    found, words = search(history, text, as_at=day), gist(text[:_LONGEST])
    if told := _of_a_question(asking, text[:_LONGEST], day):  # what else its words may mean need not be looked for
        if not found.hits and words not in ("", text):
            found = search(history, words, as_at=day)
        return Reply(found, (told,))
    if not found.certain and (paper := paper_called(history, text[:_LONGEST])):
        return Reply(replace(found, hits=(), near=()), (paper,))
    answers, read_as = meanings(asking, found, text) if day is None else [], ""
    if not found.hits and (named := named_by_sources(history, text, by_words=False)):
        answers = sorted([*answers, named], key=lambda each: not each.sure)
    if _unanswered(found, answers) and words not in ("", text):
        other = search(history, words, as_at=day)
        if meant := meanings(asking, other, words):
            answers = meant
        if other.hits or meant:
            found, read_as = other, words
    if _unanswered(found, answers):
        answers = [*_posts(history, text), *of_another_kind(asking, text), *answers]
    if led := list(_who_led(history, text)):
        answers = [*led, *answers]
    which = asks_which(history, text) and len(found.hits) > 1
    several = day is None and (which or in_the_plural(history, text))
    right = _of_its_kind(history, text, found)
    if (several or not right) and (about := of_a_kind(asking, text[:_LONGEST], day)):
        if not right:  # what is of another kind was found by a word or two
            found = replace(found, hits=())
            answers = meanings(asking, found, text) if day is None else []
        answers, read_as = [about, *(each for each in answers if each.sure)], ""
    return Reply(found, tuple(answers), read_as, _no_such_day(text))


def _no_such_day(text: str) -> str:
    """Why a text is no day, if it is written as one: 31 June."""
    try:
        parse_day(text)
    except NoSuchDay as refusal:
        return str(refusal)
    except BadDay:
        pass
    return ""


def _of_its_kind(history: History, text: str, found: SearchResult) -> bool:
    """Whether some hit is of the kind that the text names; of a text that names none, whether there is a hit."""
    kind = kind_in(history, text[:_LONGEST])
    kinds = history.kinds_within(kind.id) if kind else ()
    return any(kind is None or hit.body.kind in kinds for hit in found.hits)


def _unanswered(found: SearchResult, answers: Sequence[Explanation]) -> bool:
    return not (found.hits or any(answer.sure for answer in answers))


def _of_a_question(asking: Asking, text: str, day: date | None) -> Explanation | None:
    """The answer to what a text asks as a whole: what changed, who answered to whom, how often, why.

    With a day beside it, only what names days of its own.
    """
    if days := two_days(text):
        return changes(asking, *days)
    if day:
        return None
    if told := who_answered(asking.history, text):
        return _of_accountability(asking.history, told)
    if told_of := how_reorganised(asking.history, text):
        return _of_reorganisation(told_of)
    return None


def _of_accountability(history: History, told: Accountable) -> Explanation:
    """Who stood above or below a body or a kind of body."""
    named = tuple((called(history, body, told.day), OfBody(body.id)) for body in told.named)
    to: OfAccountability | OfDay | OfKind
    if told.body and told.day:
        to = OfAccountability(told.body.id, told.day, told.down)
    else:
        to = OfDay(told.day) if told.day else OfKind(told.kind)
    return Explanation(told.title, told.words, to, named=named, more=told.more)


def _of_reorganisation(told: Reorganised) -> Explanation:
    """How many restructures there were, or what a change of a body was part of."""
    if len(told.restructures) == 1:
        sources = tuple((each.title, OfSource(each.key)) for each in told.sources[:_NAMED])
        return Explanation(told.title, told.words, OfRestructure(told.restructures[0].id), named=sources)
    named = tuple((each.name, OfRestructure(each.id)) for each in told.restructures)
    return Explanation(told.title, told.words, OfRestructure(), named=named)


def _posts(history: History, text: str) -> Iterator[Explanation]:
    """The posts of which the record knows a holder called so, by full name or surname."""
    words = gist(text)
    for body in history.bodies.values():
        if body.kind in history.kinds_within("post") and (
            (" " in words and plain(words) in plain(body.note)) or words.capitalize() in body.note.split()
        ):
            yield Explanation(body.name, f"{body.note}.", OfBody(body.id))


def _who_led(history: History, text: str) -> Iterator[Explanation]:
    """The post at the head of a body, with its holders as far as known, if a text asks who ran it."""
    asked = _WHO_LED.fullmatch(text.strip(" ?!."))
    for name, day in [(asked[1], None), *names_and_days(asked[1])] if asked else ():
        with suppress(RecordError):
            led = look_up(history, re.sub(r"\s+(?:in|on|at|during)$", "", name), as_at=day).body
            for post in history.by_kind.get("post", ()):
                if post.name.endswith(f" of {led.name}") and (day is None or post.life.possible_on(day)):
                    known = post.note or f"Who held it is not known; the post: {spell_in_words(post.spell)}"
                    yield Explanation(f"{post.name}{f', {in_words(day)}' if day else ''}", f"{known}.", OfBody(post.id))
            return


def named_by_sources(history: History, text: str, *, by_words: bool = True) -> Explanation | None:
    """The sources that name what is asked for, where the record itself holds nothing that is called so."""
    found = mentions(history, text[:_LONGEST], by_words=by_words)
    if found is None:
        return None
    first, number = found.sources[0], len(found.sources)
    leads_to = OfSource(first.key) if number == 1 else OfSource(words=found.words)
    many = (
        "One source names it; its page lists"
        if number == 1
        else f"{upper_first(number_in_words(number))} sources name it; their pages list"
    )
    words = f"Nothing in the record is called “{text[:80]}”. {many} the facts taken from there."
    listed = tuple((each.title, OfSource(each.key)) for each in found.sources[:_NAMED])
    return Explanation(found.words, words, leads_to, named=listed)
