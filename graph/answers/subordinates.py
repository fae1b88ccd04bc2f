"""Who answered to a body on a day: the chain of `accountability` read one step downwards.

A body answers by its own lines and by the rules of its kind; the two are kept apart, as in the chain.
"""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from ..answer import Json, Rows
from ..model.entities import Body, Line, LineRule
from ..model.evidence import evidence_of, possibility
from ..record.history import History
from .accountability import meant_by

if TYPE_CHECKING:
    from ..documents import system as documents

__all__ = ["Subordinate", "Subordinates", "below"]

_Way: TypeAlias = tuple[Line | LineRule, bool, str]
"""A line or rule, whether it was certainly in force, and from what it was inferred, if it was."""


class Subordinate(Struct, frozen=True):
    """A body that answered, or may have answered, to another on a day, and every way in which it did.

    `body` is None where a rule names only a kind whose bodies are not listed.
    """

    body: Body | None
    kind: str
    name: str
    ways: tuple[_Way, ...]

    @property
    def id(self) -> str | None:
        return self.body.id if self.body else None

    @property
    def certain(self) -> bool:
        """Whether at least one of the ways was certainly in force."""
        return any(sure for _, sure, _ in self.ways)


class Subordinates(Struct, frozen=True):
    """Everyone who answered directly to a body on a day, each once, the certain ones first.

    `possible` counts the ways left out because they only may have been in force.
    """

    columns: ClassVar[tuple[str, ...]] = (
        "body",
        "as_at",
        "id",
        "name",
        "kind",
        "line",
        "by",
        "in_force",
        "evidence",
        "sources",
    )

    body: Body
    day: date
    answering: tuple[Subordinate, ...]
    possible: int = 0

    @property
    def subjects(self) -> tuple[str, ...]:
        """The ids of everything the answer mentions: the bodies, and the lines and rules by which they answered."""
        bodies = (each.id for each in self.answering if each.id)
        ways = (way.id for each in self.answering for way, *_ in each.ways)
        return tuple(dict.fromkeys((self.body.id, *bodies, *ways)))

    def certain(self) -> "Subordinates":
        """Only the ways that were certainly in force."""
        kept = [replace(each, ways=tuple(way for way in each.ways if way[1])) for each in self.answering]
        left = sum(len(each.ways) for each in self.answering) - sum(len(each.ways) for each in kept)
        return replace(self, answering=tuple(each for each in kept if each.ways), possible=left)

    def document(self) -> Json:
        from ..documents import system as documents

        return documents.Subordinates(
            body=self.body.id, as_at=self.day, answered_to_it=list(self._documents()), possible=self.possible
        ).plain()

    def _documents(self) -> "Iterator[documents.StepUp]":
        from ..documents import system as documents

        for each in self.answering:
            for way, sure, reason in each.ways:
                yield documents.StepUp.from_values(
                    each,
                    way,
                    kind=each.kind,
                    line=way.kind,
                    by="line" if isinstance(way, Line) else "rule",
                    in_force=possibility(sure),
                    evidence=evidence_of(bool(reason)),
                )

    def rows(self) -> Rows:
        return [{"body": self.body.id, "as_at": self.day, **each.plain()} for each in self._documents()]


def below(history: History, body: Body, day: date) -> Subordinates:
    """Who answered to `body` on a day, by their own lines and by the rules of their kinds."""
    ways: dict[tuple[str, str], list[_Way]] = {}
    for line in history.lines_to.get(body.id, ()):
        if line.spell.possible_on(day):
            sure = line.spell.certain_on(day)
            ways.setdefault((line.from_id, ""), []).append((line, sure, line.reason if line.inferred else ""))
    for rule in history.line_rules:
        if rule.spell.possible_on(day) and (rule.to_body == body.id or rule.to_kind == body.kind):
            sure = rule.spell.certain_on(day)
            for lower, reason in _under_rule(history, rule, body, day):
                if isinstance(lower, Body):
                    way = rule, sure and lower.life.certain_on(day), reason
                    ways.setdefault((lower.id, ""), []).append(way)
                else:
                    ways.setdefault(("", lower), []).append((rule, sure, reason))
    found = [_answering(history, *who, tuple(how), day) for who, how in ways.items()]
    found.sort(key=lambda each: (not each.certain, each.kind, each.id or ""))
    return Subordinates(body, day, tuple(found))


def _answering(history: History, body: str, kind: str, ways: tuple[_Way, ...], day: date) -> Subordinate:
    ways = tuple(sorted(ways, key=lambda way: isinstance(way[0], LineRule)))
    if not body:
        return Subordinate(None, kind, history.kinds[kind].plural, ways)
    lower = history.bodies[body]
    return Subordinate(lower, lower.kind, lower.name_on(day), ways)


def _under_rule(history: History, rule: LineRule, upper: Body, day: date) -> Iterator[tuple[Body | str, str]]:
    """The bodies that answer to `upper` by a rule, and from what that was inferred; the kind where none is listed."""
    listed = False
    if rule.from_body:
        candidates = iter([history.bodies[rule.from_body]])
    else:
        kinds = history.kinds_within(rule.from_kind)
        listed = any(kind in history.by_kind for kind in kinds)
        candidates = (each for kind in sorted(kinds) for each in history.possible_of_kind(kind, day))
    if rule.from_kind and not listed:
        if meant_by(history, rule, None, day)[0] == upper:
            yield rule.from_kind, ""
        return
    for lower in candidates:
        meant, reason = meant_by(history, rule, lower, day)
        if meant == upper and lower.id != upper.id and lower.life.possible_on(day):
            yield lower, reason
