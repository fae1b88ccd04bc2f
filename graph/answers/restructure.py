"""One restructure: its changes by kind, its lines and rules, and its commitments.

Only what the record assigns to the restructure; for everything that changed around it, diff two days.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ..answer import Json, Rows
from ..model.entities import ChangeEvent, Line, LineRule, SuccessionRule
from ..model.evidence import Source
from ..model.policy import Commitment, Restructure
from ..record.history import History

if TYPE_CHECKING:
    from ..documents import restructures as documents

__all__ = ["RestructureWhole", "laws_of", "listed", "published_in_words", "restructure_whole"]


def listed(restructure: Restructure) -> dict[str, Any]:
    """A restructure as a list entry, in JSON values."""
    from ..documents.restructures import Restructure as Listed

    return Listed.from_values(restructure).plain()


class RestructureWhole(Struct, frozen=True):
    """A restructure and what belongs to it; `changes` are its events by their kind, the most frequent kind first.

    `bodies` holds the ids of each event's predecessors and successors.
    """

    restructure: Restructure
    changes: Mapping[str, tuple[ChangeEvent, ...]]
    bodies: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    commitments: tuple[Commitment, ...]
    lines: tuple[Line, ...]
    line_rules: tuple[LineRule, ...]
    succession_rules: tuple[SuccessionRule, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        from ..documents import columns, restructures

        return columns(restructures.RestructureEvent)

    @property
    def events(self) -> Iterator[ChangeEvent]:
        """Its changes, kind by kind."""
        return (event for of_kind in self.changes.values() for event in of_kind)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The ids of everything it mentions."""
        parts = (self.commitments, self.lines, self.line_rules, self.succession_rules)
        return (
            self.restructure.id,
            *(event.id for event in self.events),
            *(each.id for part in parts for each in part),
        )

    @property
    def sources(self) -> tuple[str, ...]:
        """The keys of the sources of the restructure and of its commitments."""
        return (
            *self.restructure.sources,
            *(key for each in self.commitments for key in (*each.source, *each.status_source)),
        )

    def document(self) -> Json:
        from ..documents import restructures as documents

        return documents.RestructureWhole.from_values(
            self.restructure,
            commitments=[
                documents.Commitment.from_values(
                    each,
                    makers=each.maker_ids,
                    sources=each.source,
                    outcome=each.status_evidence,
                    outcome_sources=each.status_source,
                )
                for each in self.commitments
            ],
            events=self._documents(),
        ).plain()

    def rows(self) -> Rows:
        return [each.plain() for each in self._documents()]

    def _documents(self) -> "list[documents.RestructureEvent]":
        from ..documents import restructures as documents

        return [
            documents.RestructureEvent.from_values(
                event,
                restructure=self.restructure.id,
                event=event.id,
                date=event.when,
                predecessors=sorted(self.bodies[event.id][0]),
                successors=sorted(self.bodies[event.id][1]),
            )
            for event in self.events
        ]


def restructure_whole(history: History, restructure: Restructure) -> RestructureWhole:
    """A restructure with all that the record assigns to it."""
    changes: dict[str, list[ChangeEvent]] = defaultdict(list)
    for event in history.events.values():
        if event.restructure == restructure.id:
            changes[event.kind].append(event)
    return RestructureWhole(
        restructure=restructure,
        changes={
            kind: tuple(sorted(events, key=lambda event: (event.days, event.id)))
            for kind, events in sorted(changes.items(), key=lambda pair: -len(pair[1]))
        },
        bodies={event.id: _bodies(history, event) for events in changes.values() for event in events},
        commitments=tuple(each for each in history.commitments if each.restructure == restructure.id),
        lines=tuple(line for line in history.lines if line.restructure == restructure.id),
        line_rules=tuple(rule for rule in history.line_rules if rule.restructure == restructure.id),
        succession_rules=tuple(rule for rule in history.succession_rules if rule.restructure == restructure.id),
    )


def laws_of(history: History, whole: RestructureWhole) -> list[Source]:
    """The laws and orders behind its changes, without repeats."""
    keys = dict.fromkeys(event.instrument for event in whole.events)
    return [history.sources[key] for key in keys if key in history.sources]


def published_in_words(history: History, text: str) -> str:
    """A number of bodies before or after one, `pct: 152 (2006)`, as `Primary care trusts: 152 (2006)`."""
    of_what, colon, number = text.partition(":")
    kinds = history.kinds
    words = " or ".join(kinds[each].plural if each in kinds else each for each in of_what.split("/"))
    if words == of_what:  # not a kind of the record, but perhaps about one: `icb leadership teams`
        words = " ".join(word.upper() if word in kinds else word for word in words.split(" "))
    return words[:1].upper() + words[1:] + colon + number


def _bodies(history: History, event: ChangeEvent) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of an event's predecessors and successors, without repeats."""
    links = history.event_links(event.id)
    predecessors, successors = [link.predecessor for link in links], [link.successor for link in links]
    return tuple(dict.fromkeys(predecessors)), tuple(dict.fromkeys(successors))
