"""Search for bodies: by id, any code they ever had, current or former name, or part of a name."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from ...answer import Json, Rows
from ...model.entities import Body
from ...model.evidence import possibility
from ...names.description import description
from ...names.find import names_and_days
from ...names.finder import names_in
from ...names.meaning import MatchedAs, names_of
from ...names.words import core
from ...record.history import History
from ...record.name_index import plain, search_pieces
from ...util.text import printable

if TYPE_CHECKING:
    from ...documents import bodies as documents
    from .explanation import Explanation

__all__ = ["Hit", "SearchResult", "search"]

_LONGEST = 200
"""Characters of a query that are looked at; no name or code is longer."""

_DESCRIBED: Final = 50
"""Hits of which those without a name are described; it takes a look at what followed each."""

_MEANT: Final = 2
"""The rank of a body that is called so, by name or as people say it."""

_BEGINS: Final = 3
"""The rank of a body whose name begins with the text."""

_SAID: Final = 8
"""The rank of what may be read into a text, after all that stands in a name."""


class Hit(Struct, frozen=True):
    """A body found by a search, and the code or name that matched.

    `certain` is false where a day was given and its dates leave open whether it was in force.
    """

    body: Body
    matched: str
    rank: int
    certain: bool = True
    description: str = ""
    """What the body is called where no name of it was found."""

    @property
    def title(self) -> str:
        """Its latest name, or a description where it has none."""
        return self.description or self.body.name


class SearchResult(Struct, frozen=True):
    """Search results, best first; `near` holds similar names when nothing matched."""

    text: str
    hits: tuple[Hit, ...]
    near: tuple[Body, ...]
    as_at: date | None = None

    @property
    def certain(self) -> int:
        """How many hits were certainly in force on the day; all of them where no day was given."""
        return sum(hit.certain for hit in self.hits)

    @property
    def columns(self) -> tuple[str, ...]:
        from ...documents import bodies, columns

        return columns(bodies.FoundBody)

    def document(self, answers: "Sequence[Explanation]" = ()) -> Json:
        from ...documents import bodies as documents

        return documents.Found(
            text=printable(self.text),
            answers=[
                documents.FoundAnswer.from_values(each, named=[name for name, _ in each.named]) for each in answers
            ],
            hits=self._documents(),
            near=[documents.NamedBody.from_values(body) for body in self.near],
        ).plain()

    def rows(self) -> Rows:
        return [each.plain() for each in self._documents()]

    def _documents(self) -> "list[documents.FoundBody]":
        from ...documents import bodies as documents

        return [
            documents.FoundBody.from_values(
                hit,
                hit.body,
                hit.body.spell,
                in_force=None if self.as_at is None else possibility(hit.certain),
            )
            for hit in self.hits
        ]


def _rank(body: Body, query: str, words: str) -> tuple[int, str] | None:
    """The rank of a body for a query (lower is better), and what matched."""
    if query.lower() == body.id:
        return 0, body.id
    codes = [code.code for code in body.codes] + [
        value.value for value in body.inferred_values if value.field == "ods_code"
    ]
    for code in codes:
        if query.upper() == code:
            return 1, code
    best: tuple[int, str] | None = None
    for name in names_of(body):
        text = plain(name)
        if text == words:
            rank = 2
        elif text.startswith(words) or text.removeprefix("nhs ").startswith(words):
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
    """The bodies a text may mean, best first; with a day, only those that may have been in force on it.

    Colloquial forms match as names do: "Norfolk PCT", "Devon ICB", "Trafford 1998".
    """
    query = text.strip()[:_LONGEST]
    words = plain(query)
    hits = list(_hits(history, query, words, as_at))
    # Reading what people say takes the index of all names. A name or code that is the text needs none of it,
    # nor does one that begins so, unless the text names a kind: "Devon ICB" is not first "NHS Devon ICB - 15N".
    best = min((hit.rank for hit in hits), default=_SAID)
    said = _said(history, query, as_at) if best > _BEGINS or (best == _BEGINS and core(query).kinds) else []
    better = {hit.body.id for hit in said if hit.rank < _SAID}
    hits = [hit for hit in hits if hit.body.id not in better]
    listed = {hit.body.id for hit in hits}
    if better or not hits:
        hits += [hit for hit in said if hit.body.id not in listed]
    # Equal matches: the body that existed most recently comes first.
    hits.sort(key=lambda hit: (hit.rank, -_last(hit.body), -hit.body.life.starts[0].toordinal(), hit.body.id))
    hits[:_DESCRIBED] = [replace(hit, description=description(history, hit.body)) for hit in hits[:_DESCRIBED]]
    return SearchResult(text.strip(), tuple(hits), () if hits else names_in(history).near(query), as_at)


def _hits(history: History, query: str, words: str, as_at: date | None) -> Iterator[Hit]:
    former = history.former_ids.get(query.lower())
    for body in history.called(query, search_pieces(words)) if words else ():
        if as_at and not body.life.possible_on(as_at):
            continue
        known_before = (0, former.id) if former and former.replaced_by == body.id else None
        if ranked := known_before or _rank(body, query, words):
            yield Hit(body, ranked[1], ranked[0], as_at is None or body.life.certain_on(as_at))


def _last(body: Body) -> int:
    """Sort key by a body's last day, latest first; bodies that go on count as last."""
    return body.life.ends[1].toordinal()


def _said(history: History, query: str, as_at: date | None) -> list[Hit]:
    """The bodies people may mean by a text that occurs in no name literally."""
    meaning = names_in(history).read(query, lambda body: as_at is None or body.life.possible_on(as_at))
    rank = _MEANT if meaning.matched_as in (MatchedAs.EVERYDAY_NAME, MatchedAs.ALIAS) else _SAID
    # Misspellings are suggested as near, never returned as hits.
    found = meaning.bodies if meaning.matched_as is not MatchedAs.NEAR_NAME else ()
    if not found and as_at is None:
        for name, day in names_and_days(query):
            if hits := list(search(history, name, as_at=day).hits):
                return hits
    if as_at is not None:
        found = tuple(body for body in found if body.life.possible_on(as_at))
    return [Hit(body, body.name, rank, as_at is None or body.life.certain_on(as_at)) for body in found]
