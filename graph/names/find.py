"""Picks the body a text means, and returns the other candidates too so that no choice is silent."""

import shlex
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Final

from msgspec import Struct

from ..errors import AmbiguousBody, BadDay, UnknownBody
from ..model.dates import Precision, cut, iso_spell, parse_day
from ..model.entities import Body, Code
from ..model.words import in_words, lower_first, spell_in_words
from ..record.history import History
from ..record.name_index import plain
from ..util.text import printable, quoted
from .finder import names_in
from .meaning import MatchedAs, Meaning, names_of
from .words import core

__all__ = ["Found", "find", "had_code_on", "look_up", "names_and_days", "with_code"]

_SHOWN: Final = 60
"""Characters of a query that a message repeats."""

_LONGEST: Final = 200
"""Characters of a query that are looked at; no name or code is longer."""

_WORDS_OF_A_DAY: Final = 3
"""A day after a name, as in "Trafford 1998" or "Leeds 1 June 2005", has so many words at most."""

_SEVERAL: Final = 6
"""Bodies that a message names."""


class Found(Struct, frozen=True):
    """The body chosen for a text, and the other candidates in order of time."""

    body: Body
    others: tuple[Body, ...]
    text: str
    meaning: Meaning

    @property
    def remark(self) -> str:
        """A one-line note about the choice; empty if the text was unambiguous."""
        if not self.others:
            loose = self.meaning.matched_as.loose
            return f"{quoted(self.text, _SHOWN)} is read as {_named(self.body)}." if loose else ""
        what = "code" if self.meaning.matched_as in (MatchedAs.ODS_CODE, MatchedAs.GSS_CODE) else "name"
        return (
            f"{quoted(self.text, _SHOWN)} is a {what} of {len(self.others) + 1} bodies; this is {_named(self.body)}."
            f" Also: {_listed(self.others)}. Pick one by its id, or a day with --as-at."
        )


def look_up(history: History, text: str, *, as_at: date | None = None) -> Found:
    """The body a text means, by id, code, current or former name; with a day, a body of that day.

    If several have the code or name, the latest is chosen and the others are returned as well.

    Raises:
        UnknownBody: there is none; the message offers those that come near.
        AmbiguousBody: the text is part of several names.
    """
    query = text.strip()[:_LONGEST]
    if not query:
        raise UnknownBody("No body was named. Write an id, a code or a name, such as ccg-04f, 5NR or Trafford.")
    if not query.isprintable():
        raise UnknownBody(f"{quoted(query)} holds a control character. Write an id, a code or a name.")
    if (former := history.former_ids.get(query.lower())) and not former.replaced_by:
        raise UnknownBody(f"{former.id} was an id of an earlier edition. {former.note}")
    names = names_in(history)
    meaning = names.read(query, lambda body: as_at is None or _meant_on(body, query, as_at))
    if not meaning.bodies and as_at is None:
        for name, day in names_and_days(query):
            if names.read(name).bodies:
                return look_up(history, name, as_at=day)
    if not meaning.bodies:
        raise _unknown(history, query)
    bodies = meaning.bodies
    if as_at and meaning.matched_as is not MatchedAs.ID:
        of_day = tuple(body for body in bodies if _meant_on(body, meaning.read, as_at))
        if not of_day:
            raise _not_then(query, bodies, as_at)
        bodies = tuple(body for body in of_day if body.life.certain_on(as_at)) or of_day
    if len(bodies) > 1 and meaning.matched_as is MatchedAs.PART_OF_NAME:
        advice = "Name one by its id" if as_at else "Name one by its id, or a day with --as-at"
        message = f"{quoted(query)} may mean {len(bodies)} bodies: {_listed(bodies)}. {advice}."
        raise AmbiguousBody(message, [body.id for body in bodies])
    *earlier, last = sorted(bodies, key=lambda body: (*_is_called(body, query), *_in_time(body)))
    return Found(last, tuple(earlier), query, meaning)


def find(history: History, text: str, *, as_at: date | None = None) -> Body:
    """The body chosen for a text; `look_up` also returns the other candidates.

    Raises:
        UnknownBody: there is none; the message offers those that come near.
        AmbiguousBody: the text is part of several names.
    """
    return look_up(history, text, as_at=as_at).body


def with_code(history: History, code: str) -> tuple[Body, ...]:
    """The bodies that had an ODS or GSS code (any case), earliest first."""
    return names_in(history).coded(code).bodies


def had_code_on(body: Body, code: str, day: date) -> bool:
    """Whether a body may have been in force and had the code on a day."""
    return body.life.possible_on(day) and any(
        each.code == code.strip().upper() and _code_possible(each, day) for each in body.codes
    )


def _code_possible(code: Code, day: date) -> bool:
    return code.spell.start is None or code.spell.possible_on(day)


def _meant_on(body: Body, text: str, day: date) -> bool:
    """Whether a body existed on a day, and had the text as its code then if it is a code."""
    coded = any(each.code == text.strip().upper() for each in body.codes)
    return had_code_on(body, text, day) if coded else body.life.possible_on(day)


def names_and_days(text: str) -> Iterator[tuple[str, date]]:
    """Every way to split a text into a name and a day after it, the longest day first: June 2005 before 2005."""
    words = text.split()
    for number in range(min(_WORDS_OF_A_DAY, len(words) - 1), 0, -1):
        with suppress(BadDay):
            yield " ".join(words[:-number]), parse_day(" ".join(words[-number:]))


def _is_called(body: Body, query: str) -> tuple[bool, bool]:
    """Whether a text is one of its names to the letter, and the one in its heading.

    "NHS London" was a name of a strategic health authority; "NHS Management Executive" another one of NHS Executive.
    """
    return plain(query) in map(plain, names_of(body)), plain(query) == plain(body.name)


def _in_time(body: Body) -> tuple[object, ...]:
    """Sort key by time; last is the body in force longest, then the one that began last."""
    return body.life.ends[1], body.life.starts[0], not body.inferred, body.id


def _named(body: Body) -> str:
    return f"{body.name} ({body.id}, {iso_spell(body.spell)})"


def _listed(bodies: tuple[Body, ...]) -> str:
    several = "; ".join(f"{body.id} ({body.name}, {iso_spell(body.spell)})" for body in bodies[:_SEVERAL])
    return f"{several}; and {len(bodies) - _SEVERAL} more" if len(bodies) > _SEVERAL else several


def _unknown(history: History, query: str) -> UnknownBody:
    near = names_in(history).near(query)
    offered = ", ".join(f"{body.id} ({body.name})" for body in near[:3])
    hint = (
        f"Near: {offered}." if near else f"Nor has the record a name like it. Try: search {shlex.quote(query[:_SHOWN])}"
    )
    hidden = "".join(f" {each}" for each in _without_names(history, query))
    return UnknownBody(f"No body is called {quoted(query)}.{hidden} {hint}", [body.id for body in near])


def _without_names(history: History, query: str) -> Iterator[str]:
    """Of the kind that a text names, how many bodies have no name that it could be, and what leads to them."""
    for kind in sorted(core(query).kinds):
        bodies = history.by_kind.get(kind, ())
        if number := sum(body.unnamed for body in bodies):
            many = lower_first(history.kinds[kind].plural)
            yield (
                f"Of {len(bodies):,} {many} the record knows {number:,} by their codes only;"
                " the place, or a body that followed, leads to them."
            )


def _not_then(query: str, bodies: tuple[Body, ...], as_at: date) -> UnknownBody:
    last = max(bodies, key=lambda body: (body.life.ends[1], body.id))
    if last.spell.end and last.spell.end < as_at:
        meant, day = last, last.spell.end
    else:
        meant = min(bodies, key=lambda body: (body.life.starts[0], body.id))
        day = meant.spell.start or as_at
    had = f"{meant.name}: {spell_in_words(meant.spell)}"
    if day == last.spell.end and last.spell.end_precision is not Precision.BY:
        had = f"{last.name} had it until {in_words(cut(day, last.spell.end_precision))}"
    dated = [(body, code.spell) for body in bodies for code in body.codes if code.code == query.upper()]
    if dated and all(spell.start and not spell.possible_on(as_at) for _, spell in dated):
        meant, spell = dated[-1]
        had = f"It was that of {meant.name}: {spell_in_words(spell)}"
        day = spell.starts[1] if as_at < spell.starts[0] else spell.end or day
    # A truncated name could not be looked up again.
    again = shlex.quote(query if len(query) <= _SHOWN else meant.id)
    return UnknownBody(
        f"The record knows of no body with the code or name {printable(query)} on {in_words(as_at)}. {had}. "
        f"Try: show {again} --as-at {day}",
        [body.id for body in bodies],
    )
