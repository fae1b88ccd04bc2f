"""Finding a body by what people know of it: an id, a code of any time, a name or part of one, a former name.

A code that several bodies had over time is never decided silently; a day decides, or the caller is told of all.
"""

import shlex
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import islice
from typing import ClassVar, Final

from ..answer import Document, Rows
from ..errors import AmbiguousBody, UnknownBody
from ..model.dates import Precision, cut, days_of, iso_spell
from ..model.entities import Body, Code
from ..model.evidence import evidence_of
from ..record.history import History
from ..record.lazy import without_collection
from ..record.name_index import plain, search_pieces
from ..util.text import printable, quoted

__all__ = ["Hit", "SearchResult", "find", "search", "with_code"]

_LONGEST = 200
"""Characters of a query that are looked at; no name or code is longer."""

_COMPARED: Final = 80
"""Characters of a query that are held against others letter by letter."""

_OFFERED: Final = 5
"""Names that come near."""

_SHOWN: Final = 60
"""Characters of a query that a message repeats."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A body that a search found, and the code or name by which it did.

    `certain` is false where a day was asked for on which it may or may not have been in force.
    """

    body: Body
    matched: str
    rank: int
    certain: bool = True


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, best first; `near` are names that are close where nothing was found."""

    columns: ClassVar[tuple[str, ...]] = (
        "id",
        "name",
        "kind",
        "ods_code",
        "gss_code",
        "start",
        "end",
        "start_precision",
        "end_precision",
        "matched",
        "in_force",
        "evidence",
    )

    text: str
    hits: tuple[Hit, ...]
    near: tuple[Body, ...]
    as_at: date | None = None

    @property
    def certain(self) -> int:
        """How many of the bodies found were surely in force on the day; all of them where none was asked for."""
        return sum(hit.certain for hit in self.hits)

    def document(self) -> Document:
        return {
            "text": printable(self.text),
            "hits": [dict(row) for row in self.rows()],
            "near": [{"id": body.id, "name": body.name} for body in self.near],
        }

    def rows(self) -> Rows:
        return [
            {
                "id": hit.body.id,
                "name": hit.body.name,
                "kind": hit.body.kind,
                "ods_code": hit.body.ods_code or None,
                "gss_code": hit.body.gss_code or None,
                **days_of(hit.body.spell),
                "matched": hit.matched,
                "in_force": None if self.as_at is None else "certain" if hit.certain else "possible",
                "evidence": evidence_of(hit.body.inferred),
            }
            for hit in self.hits
        ]


def _names(body: Body) -> Iterator[str]:
    yield body.name
    yield from body.alt_names
    yield from (name.name for name in body.names)


def _rank(body: Body, query: str, words: str) -> tuple[int, str] | None:
    """How well a body answers a query, less is better, and by what."""
    if query.lower() == body.id:
        return 0, body.id
    codes = [code.code for code in body.codes] + [
        value.value for value in body.inferred_values if value.field == "ods_code"
    ]
    for code in codes:
        if query.upper() == code:
            return 1, code
    best: tuple[int, str] | None = None
    for name in _names(body):
        text = plain(name)
        if text == words:
            rank = 2
        elif text.startswith(words):
            rank = 3
        elif f" {words}" in f" {text}":
            rank = 4
        elif words in text:
            rank = 5
        elif all(f" {word}" in f" {text}" for word in words.split()):
            rank = 6
        else:
            continue
        if best is None or rank < best[0]:
            best = rank, name
    if best is None and len(words) > 2 and words in body.id.replace("-", " "):
        best = 7, body.id
    return best


def search(history: History, text: str, *, as_at: date | None = None) -> SearchResult:
    """The bodies that a text may mean, best first; on a day, only those that may have been in force."""
    query = text.strip()[:_LONGEST]
    words = plain(query)
    with without_collection():
        hits = list(_hits(history, query, words, as_at))
    hits.sort(key=lambda hit: (hit.rank, -hit.body.life.starts[0].toordinal(), hit.body.id))
    return SearchResult(text.strip(), tuple(hits), () if hits else _near(history, words), as_at)


def _hits(history: History, query: str, words: str, as_at: date | None) -> Iterator[Hit]:
    for body in history.called(query, search_pieces(words)) if words else ():
        if (as_at is None or body.life.possible_on(as_at)) and (ranked := _rank(body, query, words)):
            yield Hit(body, ranked[1], ranked[0], as_at is None or body.life.certain_on(as_at))


def _near(history: History, words: str) -> tuple[Body, ...]:
    """The bodies whose names, ids or codes come nearest to plain words; of several that share one, the first."""
    bodies: dict[str, set[str]] = defaultdict(set)
    for row in history.rows.called_like(words[:_COMPARED]):
        body_id = row["body_id"]
        for line in row["text"].splitlines():
            text = line.removeprefix(" ")
            bodies[body_id if text == body_id.replace("-", " ") else text].add(body_id)
    closest = get_close_matches(words[:_COMPARED], bodies, max(1, len(bodies)), 0.6)
    first = (min(history.with_ids(bodies[text]), key=_stated_first, default=None) for text in closest)
    return tuple(dict.fromkeys(islice(filter(None, first), _OFFERED)))


def _stated_first(body: Body) -> tuple[bool, str]:
    return body.inferred, body.id


def with_code(history: History, code: str) -> tuple[Body, ...]:
    """The bodies that had an ODS or GSS code, any case, earliest first."""
    bodies = history.by_code.get(code.strip().upper(), ())
    return tuple(sorted(bodies, key=lambda body: (body.life.starts[0], body.id)))


def had_code_on(body: Body, code: str, day: date) -> bool:
    """Whether a body may have been in force and had a code on a day."""
    return body.life.possible_on(day) and any(
        each.code == code.strip().upper() and _code_possible(each, day) for each in body.codes
    )


def _code_possible(code: Code, day: date) -> bool:
    return code.spell.start is None or code.spell.possible_on(day)


def find(history: History, text: str, *, as_at: date | None = None) -> Body:
    """The one body a text means: by id, code, name, former name or part of a name.

    Raises:
        UnknownBody: there is none; the message offers those that come near.
        AmbiguousBody: several fit, and the day, if any, does not decide.
    """
    query = text.strip()[:_LONGEST]
    if not query:
        raise UnknownBody("No body was named. Write an id, a code or a name, such as ccg-04f, 5NR or Trafford.")
    if not query.isprintable():
        raise UnknownBody(f"{quoted(query)} holds a control character. Write an id, a code or a name.")
    if body := history.bodies.get(query.lower()):
        return body
    coded = with_code(history, query)
    if coded and as_at:
        of_day = [body for body in coded if had_code_on(body, query, as_at)]
        if not of_day:
            raise _not_then(query, coded, as_at)
        return _the_one(query, of_day, as_at)
    if coded:
        return _the_one(query, list(coded), as_at)
    found = search(history, query, as_at=as_at)
    if not found.hits:
        if as_at and (ever := search(history, query).hits):
            raise _not_then(query, [hit.body for hit in ever], as_at)
        near = ", ".join(f"{body.id} ({body.name})" for body in found.near[:3])
        hint = f"Near: {near}." if near else f"Try: search {shlex.quote(query.split()[0][:_SHOWN])}"
        raise UnknownBody(f"No body is called {quoted(query)}. {hint}", [body.id for body in found.near])
    best = [hit.body for hit in found.hits if hit.rank == found.hits[0].rank]
    if found.hits[0].rank > 2:
        best = [hit.body for hit in found.hits]
    return _the_one(query, best, as_at)


def _the_one(query: str, bodies: list[Body], as_at: date | None) -> Body:
    if len(bodies) > 1 and as_at:
        certain = [body for body in bodies if body.life.certain_on(as_at)]
        bodies = certain or bodies
    if len(bodies) == 1:
        return bodies[0]
    several = "; ".join(f"{body.id} ({body.name}, {iso_spell(body.spell)})" for body in bodies[:6])
    more = f"; and {len(bodies) - 6} more" if len(bodies) > 6 else ""
    advice = "Name one by its id" if as_at else "Name one by its id, or a day with --as-at"
    message = f"{quoted(query)} may mean {len(bodies)} bodies: {several}{more}. {advice}."
    raise AmbiguousBody(message, [body.id for body in bodies])


def _not_then(query: str, bodies: "list[Body] | tuple[Body, ...]", as_at: date) -> UnknownBody:
    last = max(bodies, key=lambda body: (body.life.ends[1], body.id))
    if last.spell.end and last.spell.end < as_at:
        meant, day = last, last.spell.end
    else:
        meant = min(bodies, key=lambda body: (body.life.starts[0], body.id))
        day = meant.spell.start or as_at
    had = f"{meant.name}: {iso_spell(meant.spell)}"
    if day == last.spell.end and last.spell.end_precision is not Precision.BY:
        had = f"{last.name} had it until {cut(day, last.spell.end_precision)}"
    # A name that is cut would not be found again.
    again = shlex.quote(query if len(query) <= _SHOWN else meant.id)
    return UnknownBody(
        f"No body had the code or name {printable(query)} on {as_at}. {had}. Try: show {again} --as-at {day}",
        [body.id for body in bodies],
    )
