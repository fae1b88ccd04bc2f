"""Who a body answered to on a day, step by step to the top: its own lines first, then the rules of its kind.

Rules are added to a body's own lines and never replace them; each step says which of the two it is.
"""

from collections import deque
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ..answer import Json, Rows
from ..model.entities import LEGAL_AND_AREA, Body, Line, LineRule
from ..model.evidence import evidence_of, possibility
from ..model.words import lower_first
from ..record.history import History

if TYPE_CHECKING:
    from ..documents import system as documents

__all__ = ["Chain", "ChainStep", "chain", "day_within", "meant_by"]


class ChainStep(Struct, frozen=True):
    """One step up: `from_id` answered to `upper`, or to a kind whose bodies are not listed.

    `certain` is false where the line's dates leave it open whether it was in force on the day. `reason` says from what
    the step was inferred, if it was: the line itself, or which body a rule means.
    """

    from_id: str
    upper: Body | None
    upper_kind: str
    name: str
    because: Line | LineRule
    certain: bool
    reason: str = ""

    @property
    def by(self) -> str:
        """`line` for a line of the body itself, `rule` for one of its kind."""
        return "line" if isinstance(self.because, Line) else "rule"

    @property
    def inferred(self) -> bool:
        return bool(self.reason)


class Chain(Struct, frozen=True):
    """Everyone a body answered to on a day, directly or through others, breadth first.

    `left_out` are those that only may have been in force, where the certain ones were asked for.
    """

    body: Body
    day: date
    steps: tuple[ChainStep, ...]
    left_out: tuple[ChainStep, ...] = ()

    @property
    def possible(self) -> int:
        """How many steps were left out because they only may have been in force."""
        return len(self.left_out)

    @property
    def columns(self) -> tuple[str, ...]:
        from ..documents import columns, system

        return "body", "as_at", *columns(system.ChainStep)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The ids of everything the chain mentions: the bodies, and the lines and rules by which they answered."""
        bodies = (step.upper.id for step in self.steps if step.upper)
        return tuple(dict.fromkeys((self.body.id, *bodies, *(step.because.id for step in self.steps))))

    def certain(self) -> "Chain":
        """Only the steps that were certainly in force and are reached through such steps alone."""
        kept: list[ChainStep] = []
        reached = [self.body.id]
        for lower in reached:
            for step in self.steps:
                if step.certain and step.from_id == lower:
                    kept.append(step)
                    if step.upper and step.upper.id not in reached:
                        reached.append(step.upper.id)
        return replace(self, steps=tuple(kept), left_out=tuple(step for step in self.steps if step not in kept))

    def document(self) -> Json:
        from ..documents import system as documents

        return documents.Chain(
            body=self.body.id, as_at=self.day, chain=self._documents(), possible=self.possible
        ).plain()

    def _documents(self) -> "list[documents.ChainStep]":
        from ..documents import system as documents

        return [
            documents.ChainStep.from_values(
                step,
                step.because,
                from_=step.from_id,
                id=step.upper.id if step.upper else "",
                kind=step.upper_kind,
                line=step.because.kind,
                in_force=possibility(step.certain),
                evidence=evidence_of(step.inferred),
            )
            for step in self.steps
        ]

    def rows(self) -> Rows:
        return [{"body": self.body.id, "as_at": self.day, **step.plain()} for step in self._documents()]


def day_within(body: Body) -> date:
    """Today, or for a body not in force today the nearest day of its life."""
    last = body.life.end if body.life.ended and body.life.end else date.today()
    return max(min(last, date.today()), body.life.starts[0])


def chain(history: History, body: Body, day: date) -> Chain:
    """Who `body` answered to on a day, and who those answered to, up to the top."""
    steps: list[ChainStep] = []
    waiting, met = deque([body]), {body.id}
    while waiting:
        lower = waiting.popleft()
        for step in (*_by_lines(history, lower, day), *_by_rules(history, lower, day)):
            steps.append(step)
            if step.upper and step.upper.id not in met:
                met.add(step.upper.id)
                waiting.append(step.upper)
    return Chain(body, day, tuple(steps))


def _by_lines(history: History, lower: Body, day: date) -> list[ChainStep]:
    lines = [line for line in history.lines_from.get(lower.id, ()) if line.spell.possible_on(day)]
    lines.sort(key=lambda line: (not line.spell.certain_on(day), line.kind, line.to_id))
    steps = []
    for line in lines:
        upper, reason = history.bodies[line.to_id], line.reason if line.inferred else ""
        sure = line.spell.certain_on(day)
        steps.append(ChainStep(lower.id, upper, upper.kind, upper.name_on(day), line, sure, reason))
    return steps


def _by_rules(history: History, lower: Body, day: date) -> list[ChainStep]:
    """The rules for the body and its kind; as sure as it is that the body was there, and none where it was not."""
    if not lower.life.possible_on(day):
        return []
    there = lower.life.certain_on(day)
    kinds = {lower.kind, history.kinds[lower.kind].broader} - {""}
    steps = []
    for rule in history.line_rules:
        if (rule.from_body == lower.id or rule.from_kind in kinds) and rule.spell.possible_on(day):
            upper, reason = meant_by(history, rule, lower, day)
            kind = upper.kind if upper else rule.to_kind
            name = upper.name_on(day) if upper else history.kinds[kind].label
            steps.append(ChainStep(lower.id, upper, kind, name, rule, there and rule.spell.certain_on(day), reason))
    return steps


def meant_by(history: History, rule: LineRule, lower: Body | None, day: date) -> tuple[Body | None, str]:
    """The body that a rule means for one under it, if it is known, and from what that was inferred, if it was."""
    if rule.to_body:
        return history.bodies[rule.to_body], ""
    if upper := _the_one_of(history, lower, rule.to_kind, day):
        return upper, ""
    if lower and (upper := _forerunner(history, lower, rule.to_kind, day)):
        return upper, f"the {lower_first(history.kinds[upper.kind].label)} whose work passed to it or to its successor"
    if lower and (upper := _follower(history, lower, rule.to_kind, day)):
        return upper, f"the {lower_first(history.kinds[upper.kind].label)} that all of the one above it had gone into"
    return None, ""


def _forerunner(history: History, lower: Body, kind: str, day: date) -> Body | None:
    """The one body of a kind, in force on a day, that was a forerunner of a body or of one that followed it.

    So the health authority of a primary care group is found: both went into one primary care trust.
    """
    heirs = (lower.id, *(link.successor for link in history.links_from.get(lower.id, ())))
    before = {link.predecessor for heir in heirs for link in history.links_to.get(heir, ())} - {lower.id}
    found = [body for body in map(history.bodies.__getitem__, before) if body.kind == kind]
    found = [body for body in found if body.life.certain_on(day)]
    return found[0] if len(found) == 1 else None


def _follower(history: History, lower: Body, kind: str, day: date) -> Body | None:
    """The body of a kind that the whole of the one above a body went into before a day.

    So is found whom a trust of 2006 answered to after its strategic health authority, and before itself, had ended.
    """
    lines = [line for line in history.lines_from.get(lower.id, ()) if line.spell.ends[1] < day]
    above = [line for line in lines if history.bodies[line.to_id].kind == kind]
    if not above:
        return None
    links = history.links_from.get(max(above, key=lambda line: line.spell.ends[1]).to_id, ())
    heirs = {link.successor: link.share for link in links if link.basis in LEGAL_AND_AREA}
    heir = history.bodies[next(iter(heirs))] if list(heirs.values()) == [1] else None
    return heir if heir and heir.kind == kind and heir.life.certain_on(day) else None


def _the_one_of(history: History, lower: Body | None, kind: str, day: date) -> Body | None:
    """The one body of a kind that a rule can mean: the one the lower body has a line to, or the only one in force."""
    lines = history.lines_from.get(lower.id, ()) if lower else ()
    own = {line.to_id for line in lines if line.spell.possible_on(day)}
    answered_to = [body for body in map(history.bodies.__getitem__, own) if body.kind == kind]
    meant = [body for body in answered_to if body.life.possible_on(day)]
    if not meant:  # two are enough to see that it is not the only one
        meant = list(_first_two(history, kind, day))
    return meant[0] if len(meant) == 1 else None


@lru_cache(maxsize=64)
def _first_two(history: History, kind: str, day: date) -> tuple[Body, ...]:
    """Up to two bodies of a kind that may have been in force on a day; a rule asks this for each body under it."""
    return tuple(islice(history.possible_of_kind(kind, day), 2))
