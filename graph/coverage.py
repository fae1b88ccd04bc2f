"""How much of the system the record knows: our counts beside published ones, what each kind lacks, gaps, conflicts.

Ours are the bodies certainly in force on the day (the last day of a month or year); possible adds those that may have
been. Both are given as stated and with inferences.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from .answers import Document, Rows
from .dates import Precision, Spell, cut, day_before
from .history import History
from .model import Body, Conflict, Gap, PublishedCount

__all__ = ["CountCheck", "Coverage", "KindCoverage", "coverage"]

_Numbers: TypeAlias = tuple[int, int] | tuple[None, None]


@dataclass(frozen=True, slots=True)
class CountCheck:
    """A published count beside ours: as stated, with inferences, and the most it can be.

    `ours` is None where the count's scope is only in words, or it has no date.
    """

    published: PublishedCount
    ours: int | None
    with_inferences: int | None
    possible: int | None
    explained: bool

    @property
    def verdict(self) -> str:
        """match, possible, differs, not listed, or not comparable."""
        if self.ours is None or self.possible is None or self.with_inferences is None:
            return "not comparable"
        if self.published.count in (self.ours, self.with_inferences):
            return "match"
        if self.ours <= self.published.count <= self.possible:
            return "possible"
        return "not listed" if not self.possible else "differs"


@dataclass(frozen=True, slots=True)
class KindCoverage:
    """How many bodies of a kind have each thing that a body can have; `inferred` of them nobody read of by name."""

    kind: str
    bodies: int
    inferred: int
    with_start: int
    with_end: int
    with_code: int
    with_predecessor: int
    with_successor: int
    with_line: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The audit of the record."""

    counts: tuple[CountCheck, ...]
    kinds: tuple[KindCoverage, ...]
    gaps: tuple[Gap, ...]
    conflicts: tuple[Conflict, ...]

    def document(self) -> Document:
        return {
            "counts": [dict(row) for row in self.rows()],
            "kinds": [{name: getattr(each, name) for name in KindCoverage.__slots__} for each in self.kinds],
            "gaps": [{name: getattr(each, name) for name in Gap.__slots__} for each in self.gaps],
            "conflicts": [{name: getattr(each, name) for name in Conflict.__slots__} for each in self.conflicts],
        }

    def rows(self) -> Rows:
        return [
            {
                "kind": "+".join(check.published.kinds),
                "date": cut(check.published.day, check.published.precision),
                "scope": check.published.scope,
                "ours": check.ours,
                "with_inferences": check.with_inferences,
                "possible": check.possible,
                "published": check.published.count,
                "verdict": check.verdict,
                "explained": check.explained,
                "sources": list(check.published.sources),
            }
            for check in self.counts
        ]


def coverage(history: History) -> Coverage:
    """The record held against what was published, and what it knows of each kind."""
    gaps = {gap.subject for gap in history.gaps}
    checks = [_check(history, published, gaps) for published in history.published_counts]
    return Coverage(
        counts=tuple(checks),
        kinds=tuple(_of_kind(history, kind) for kind in history.kinds if history.by_kind.get(kind)),
        gaps=history.gaps,
        conflicts=history.conflicts,
    )


def _check(history: History, published: PublishedCount, gaps: set[str]) -> CountCheck:
    kinds = frozenset(within for kind in published.kinds for within in history.kinds_within(kind))
    numbers: _Numbers = (None, None)
    inferred: _Numbers = (None, None)
    if published.day:
        day = Spell(published.day, start_precision=published.precision).starts[1]
        numbers = _count(history.stated, kinds, published.scope, day)
        inferred = _count(history, kinds, published.scope, day)
    most = [each for each in (numbers[1], inferred[1]) if each is not None]
    return CountCheck(published, numbers[0], inferred[0], max(most) if most else None, bool(kinds & gaps))


def _count(history: History, kinds: frozenset[str], scope: str, day: date) -> _Numbers:
    """How many bodies are surely and how many are possibly meant by a count; nothing where its scope is in words."""
    bodies = [body for kind in kinds for body in history.by_kind.get(kind, ())]
    match scope:
        case "":
            return _both(bodies, lambda life: life.certain_on(day), lambda life: life.possible_on(day))
        case "new":
            return _both(
                bodies,
                lambda life: life.start == day and life.start_precision is Precision.DAY,
                lambda life: life.starts[0] <= day <= life.starts[1] and life.possible_on(day),
            )
        case "ended":
            last = day_before(day)
            return _both(
                bodies,
                lambda life: life.end == last and life.end_precision is Precision.DAY,
                lambda life: life.ended and life.ends[0] <= last <= life.ends[1],
            )
    if scope.startswith("in:"):
        members = [line for line in history.lines_to.get(scope[3:], ()) if line.kind == "membership"]
        ours = [line for line in members if history.bodies[line.from_id].kind in kinds]
        certain = {line.from_id for line in ours if line.spell.certain_on(day)}
        possible = {
            line.from_id
            for line in ours
            if line.spell.possible_on(day) and history.bodies[line.from_id].life.possible_on(day)
        }
        return (len(certain), len(possible)) if ours else (None, None)
    return None, None


def _both(
    bodies: Iterable[Body], certain: Callable[[Spell], bool], possible: Callable[[Spell], bool]
) -> tuple[int, int]:
    lives = [body.life for body in bodies]
    return sum(map(certain, lives)), sum(map(possible, lives))


def _of_kind(history: History, kind: str) -> KindCoverage:
    bodies = history.by_kind[kind]
    exact = (Precision.DAY,)
    return KindCoverage(
        kind=kind,
        bodies=len(bodies),
        inferred=sum(body.inferred for body in bodies),
        with_start=sum(body.spell.start_precision in exact for body in bodies),
        with_end=sum(body.spell.end_precision in exact or not body.spell.ended for body in bodies),
        with_code=sum(bool(body.codes) for body in bodies),
        with_predecessor=sum(body.id in history.links_to for body in bodies),
        with_successor=sum(body.id in history.links_from for body in bodies),
        with_line=sum(body.id in history.lines_from for body in bodies),
    )
