"""Coverage of the record: counts compared with published ones, facts per era and kind, gaps, conflicts.

Our count is the bodies certainly in force on the day (the last day of a month or year); possible adds those that may
have been. Stated and inferred facts are counted apart throughout.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from operator import methodcaller
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from ...answer import Json, Rows
from ...model.dates import Precision, Spell, day_before, overlap, span
from ...model.entities import Body
from ...model.evidence import Conflict, Gap, PublishedCount
from ...record.history import History
from ...record.lazy import grouped
from .areas import AreaAudit, area_audit
from .counts import THINGS, VERDICTS, CountCheck, KindCoverage
from .gaps import recount
from .trust import PeriodTrust, periods, reason

if TYPE_CHECKING:
    from ...documents import audit as documents

__all__ = [
    "THINGS",
    "VERDICTS",
    "CountCheck",
    "Coverage",
    "Era",
    "EraCoverage",
    "GapCheck",
    "KindCoverage",
    "coverage",
    "eras",
]

_Numbers: TypeAlias = tuple[int, int] | tuple[None, None]


class Era(Struct, frozen=True):
    """The period from the start of one restructure to the start of the next; the first has no restructure."""

    restructure: str
    first: date
    last: date


class EraCoverage(Struct, frozen=True):
    """What is known about the bodies of a kind that may have been in force in an era.

    `published` is the largest number published for the kind on a day of the era, `known` our number for that day with
    inferences, `possible` its upper bound; all None where nothing was published.
    """

    era: Era
    held: KindCoverage
    published: int | None
    known: int | None
    possible: int | None


class GapCheck(Struct, frozen=True):
    """A gap with the record's current count for it; None where it cannot be counted."""

    gap: Gap
    now: tuple[int, int] | None

    @property
    def holds(self) -> bool | None:
        """Whether the gap's numbers are still true; None where they cannot be counted."""
        return None if self.now is None else (self.gap.count, self.gap.of) == self.now


class Coverage(Struct, frozen=True):
    """The audit of the record."""

    counts: tuple[CountCheck, ...]
    kinds: tuple[KindCoverage, ...]
    gaps: tuple[Gap, ...]
    conflicts: tuple[Conflict, ...]
    eras: tuple[EraCoverage, ...]
    gap_checks: tuple[GapCheck, ...]
    periods: tuple[PeriodTrust, ...]
    areas: AreaAudit | None = None
    edition: str = ""

    def of_verdict(self, verdict: str) -> "Coverage":
        """The same audit with only the published counts of one verdict."""
        return replace(self, counts=tuple(check for check in self.counts if check.verdict == verdict))

    @property
    def columns(self) -> tuple[str, ...]:
        from ...documents import audit, columns

        return columns(audit.PublishedCount)

    def document(self) -> Json:
        from ...documents import audit as documents

        return documents.Coverage(
            edition=self.edition or None,
            periods=[documents.Period.from_values(each) for each in self.periods],
            counts=self._counts(),
            kinds=[documents.KindCoverage.from_values(each) for each in self.kinds],
            eras=[
                documents.EraCoverage.from_values(
                    each,
                    each.held,
                    restructure=each.era.restructure,
                    from_=None if each.era.first == date.min else each.era.first.isoformat(),
                    to=None if each.era.last == date.max else each.era.last.isoformat(),
                )
                for each in self.eras
            ],
            gaps=[
                documents.Gap.from_values(
                    each,
                    each.gap,
                    count_now=each.now[0] if each.now else None,
                    of_now=each.now[1] if each.now else None,
                )
                for each in self.gap_checks
            ],
            conflicts=[documents.Conflict.from_values(each) for each in self.conflicts],
            areas=self.areas.document() if self.areas else None,
        ).plain()

    def rows(self) -> Rows:
        return [each.plain() for each in self._counts()]

    def _counts(self) -> "list[documents.PublishedCount]":
        from ...documents import audit as documents

        return [
            documents.PublishedCount.from_values(
                check,
                check.published,
                kind="+".join(check.published.kinds),
                date=check.published.when,
                published=check.published.count,
            )
            for check in self.counts
        ]


def coverage(history: History) -> Coverage:
    """The record compared with published counts, and what it knows about each kind and era."""
    gaps = {gap.subject for gap in history.gaps}
    found = [_check(history, published, gaps) for published in history.published_counts]
    checks = tuple(replace(check, reason=reason(history, check, found)) for check in found)
    holdings = _Holdings(history)
    kinds = tuple(holdings.of(kind, bodies) for kind, bodies in _by_kind(history))
    return Coverage(
        counts=checks,
        kinds=kinds,
        gaps=history.gaps,
        conflicts=history.conflicts,
        eras=tuple(_in_eras(history, checks, holdings)),
        gap_checks=tuple(GapCheck(gap, recount(history, gap)) for gap in history.gaps),
        areas=area_audit(history),
        periods=periods(history, checks),
    )


def _by_kind(history: History) -> Iterator[tuple[str, tuple[Body, ...]]]:
    for kind in history.kinds:
        if bodies := history.by_kind.get(kind):
            yield kind, bodies


def eras(history: History) -> tuple[Era, ...]:
    """The eras between restructures, each starting on the first day its restructure can have begun."""
    begun = sorted((each.begins[0], each.id) for each in history.restructures.values())
    firsts = [(date.min, ""), *begun]
    lasts = [day_before(day) for day, _ in begun] + [date.max]
    return tuple(
        Era(restructure, first, last) for (first, restructure), last in zip(firsts, lasts, strict=True) if first <= last
    )


def _in_eras(history: History, checks: Sequence[CountCheck], holdings: "_Holdings") -> Iterator[EraCoverage]:
    def within(spell: Spell, era: Era) -> bool:
        return overlap(spell.days, (era.first, era.last))

    of_kind = grouped((check for check in checks if _is_of_all(check)), lambda check: check.published.kinds[0])
    for era in eras(history):
        for kind, bodies in _by_kind(history):
            # A body without a start date cannot be older than its kind.
            possible = within(history.kinds[kind].spell, era)
            present = [body for body in bodies if possible and within(body.life, era)]
            dated = ((check, check.published.day) for check in of_kind.get(kind, ()))
            published = [check for check, day in dated if day and era.first <= day <= era.last]
            if present or published:
                most = max(published, key=lambda check: check.published.count, default=None)
                yield EraCoverage(
                    era,
                    holdings.of(kind, present),
                    most.published.count if most else None,
                    most.with_inferences if most else None,
                    most.possible if most else None,
                )


def _is_of_all(check: CountCheck) -> bool:
    """Whether a published number covers all bodies of exactly one kind."""
    return len(check.published.kinds) == 1 and not check.published.scope


def _check(history: History, published: PublishedCount, gaps: set[str]) -> CountCheck:
    kinds = frozenset(within for kind in published.kinds for within in history.kinds_within(kind))
    numbers: _Numbers = (None, None)
    inferred: _Numbers = (None, None)
    if published.day:
        day = span(published.day, published.precision)[1]
        numbers = _count(history.stated, kinds, published.scope, day)
        inferred = _count(history, kinds, published.scope, day)
    most = [each for each in (numbers[1], inferred[1]) if each is not None]
    return CountCheck(published, numbers[0], inferred[0], max(most) if most else None, bool(kinds & gaps))


def _count(history: History, kinds: frozenset[str], scope: str, day: date) -> _Numbers:
    """How many bodies a count certainly and possibly covers; None where its scope is only in words."""
    bodies = [body for kind in kinds for body in history.by_kind.get(kind, ())]
    match scope:
        case "":
            return _both(bodies, methodcaller("certain_on", day), methodcaller("possible_on", day))
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
    return len(list(filter(certain, lives))), len(list(filter(possible, lives)))


class _Holdings:
    """Which facts each body has, computed once for all kinds and eras it counts in."""

    def __init__(self, history: History) -> None:
        linked = ("links_to", "links_from", "lines_from")
        self._anyhow = tuple(frozenset(getattr(history, name)) for name in linked)
        self._stated = tuple(frozenset(getattr(history.stated, name)) for name in linked)
        self._of_body = {body.id: (*self._by_source(body), *self._at_all(body)) for body in history.bodies.values()}

    def _by_source(self, body: Body) -> tuple[bool, ...]:
        """Which of `THINGS` a source states for the body."""
        if body.inferred:
            return (False,) * len(THINGS)
        return (*_days_had(body.spell), bool(body.codes), *(body.id in each for each in self._stated))

    def _at_all(self, body: Body) -> tuple[bool, ...]:
        """Which of `THINGS` the body has, inferred ones included."""
        has_code = bool(body.codes) or any(value.field == "ods_code" for value in body.inferred_values)
        return (*_days_had(body.life), has_code, *(body.id in each for each in self._anyhow))

    def of(self, kind: str, bodies: Sequence[Body]) -> KindCoverage:
        """The coverage of some bodies of a kind."""
        columns = zip(*(self._of_body[body.id] for body in bodies), strict=True)
        numbers = [sum(column) for column in columns] or [0] * (2 * len(THINGS))
        by_source, at_all = numbers[: len(THINGS)], numbers[len(THINGS) :]
        return KindCoverage(
            kind=kind,
            bodies=len(bodies),
            inferred=sum(body.inferred for body in bodies),
            **{f"with_{thing}": number for thing, number in zip(THINGS, by_source, strict=True)},
            **{
                f"inferred_{thing}": number - stated
                for thing, number, stated in zip(THINGS, at_all, by_source, strict=True)
            },
        )


def _days_had(spell: Spell) -> tuple[bool, bool]:
    """Whether the first and last day are known; a body that goes on needs no last day."""
    return spell.start_precision is Precision.DAY, spell.end_precision is Precision.DAY or not spell.ended
