"""The sources of the record, with the number of facts each one supports.

A fact is a row of a fact table that cites the source.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import Any, Protocol

from msgspec import Struct

from ...answer import Rows
from ...model.entities import Body
from ...model.evidence import Source
from ...record.history import History

__all__ = ["SourceUse", "Sources", "sources"]


class _Sourced(Protocol):
    @property
    def sources(self) -> tuple[str, ...]: ...


class SourceUse(Struct, frozen=True):
    """A source and the number of facts that cite it."""

    source: Source
    facts: int


class Sources(Struct, frozen=True):
    """Sources by key."""

    uses: tuple[SourceUse, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        from ...documents import audit, columns

        return columns(audit.SourceUse)

    def document(self) -> list[dict[str, Any]]:
        from ...documents.audit import SourceUse as Used

        return [Used.from_values(each.source, facts=each.facts).plain() for each in self.uses]

    def rows(self) -> Rows:
        return self.document()


def _parts(body: Body) -> tuple[_Sourced, ...]:
    return (*body.names, *body.codes, *body.inferred_values)


def sources(history: History, words: str = "") -> Sources:
    """All sources, or those whose key, title or publisher contains the words."""
    things: Iterable[_Sourced] = chain(
        history.bodies.values(),
        history.events.values(),
        history.kinds.values(),
        history.restructures.values(),
        history.successions,
        history.lines,
        history.line_rules,
        history.succession_rules,
        history.published_counts,
        chain.from_iterable(_parts(body) for body in history.bodies.values()),
    )
    counted = Counter(key for thing in things for key in thing.sources)
    wanted = words.strip().casefold()
    return Sources(
        tuple(
            SourceUse(source, counted[source.key])
            for source in history.sources.values()
            if wanted in f"{source.key} {source.title} {source.publisher}".casefold()
        )
    )
