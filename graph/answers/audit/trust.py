"""How far the record can be trusted, in a sentence per period; and why a published number differs from ours.

A period is the life of one kind of local commissioner. Its sentence is computed from published counts and from how many
of its bodies have stated days and successors.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ...model.commissioners import ERAS
from ...model.dates import span
from ...model.words import counted, in_words, lower_first, percent, spell_in_words, upper_first
from ...record.history import History
from .counts import CountCheck, KindCoverage

__all__ = ["PeriodTrust", "periods", "reason"]

_NEARLY = 0.95
"""From this part on, a number is called nearly complete."""

_HOLE = "A hole"

_NEAR = 366
"""Days before and after a published one on which ours may be the same number."""


@dataclass(frozen=True, slots=True)
class PeriodTrust:
    """The reliability of one period: its kind, its days in words, and the sentence."""

    kind: str
    period: str
    text: str


def periods(history: History, checks: Sequence[CountCheck], kinds: Iterable[KindCoverage]) -> tuple[PeriodTrust, ...]:
    """A sentence for each kind of local commissioner, oldest first."""
    held = {each.kind: each for each in kinds}
    found = []
    for kind in (each for era in ERAS for each in era if each in held):
        of_kind = [
            check
            for check in checks
            if check.published.kinds == (kind,) and not check.published.scope and check.with_inferences is not None
        ]
        # A number that other sources contradict, or that is of another day, says nothing of what is missing.
        within = [
            each
            for each in of_kind
            if _in_life(history, kind, each) and (not each.reason or each.reason.startswith(_HOLE))
        ]
        period = spell_in_words(history.kinds[kind].spell)
        found.append(PeriodTrust(kind, period, _sentence(history, kind, held[kind], within)))
    return tuple(found)


def _in_life(history: History, kind: str, check: CountCheck) -> bool:
    day = check.published.day
    return day is not None and day.year >= 1990 and history.kinds[kind].spell.possible_on(day)


def _sentence(history: History, kind: str, held: KindCoverage, checks: Sequence[CountCheck]) -> str:
    plural = history.kinds[kind].plural
    worst = min(checks, key=_known, default=None)
    all_bodies = held.bodies
    days, after = _part(held.with_start, all_bodies), _part(held.with_successor, all_bodies)
    known = f"a source states the first day of {days} and a successor of {after}"
    if worst is None:
        return f"{plural}: no number was published to hold ours against; {known}."
    if _known(worst) >= 1:
        return f"{plural}: complete by every number that was published ({len(checks)}); {known}."
    when = in_words(worst.published.when)
    numbers = f"{worst.with_inferences:,} of {worst.published.count:,} are known for {when}"
    if _known(worst) >= _NEARLY:
        return f"{plural}: nearly complete, {numbers} at worst; {known}."
    return f"{plural}: incomplete, {numbers}; one that is missing here may have been there; {known}."


def _known(check: CountCheck) -> float:
    """The part of a published number that ours reaches, with those that may have been there where that is enough."""
    ours = check.with_inferences or 0
    return ours / check.published.count if check.published.count else 1.0


def _part(number: int, whole: int) -> str:
    return percent(round(number / whole, 2)) if whole else "none"


def reason(history: History, check: CountCheck, checks: Iterable[CountCheck]) -> str:
    """Why a published number is not ours, in words; nothing where it is ours, may be ours or cannot be compared."""
    if check.verdict not in ("differs", "not listed"):
        return ""
    published, ours = check.published, check.with_inferences or 0
    note = f" {upper_first(published.note.rstrip('.'))}." if published.note else ""
    kinds = frozenset(within for kind in published.kinds for within in history.kinds_within(kind))
    if not any(kind in history.by_kind for kind in kinds):
        plural = lower_first(history.kinds[published.kinds[0]].plural)
        return f"The record does not list {plural}; the number stands here for scale.{note}"
    day = span(published.day, published.precision)[1] if published.day else None
    for other in checks:
        same = (other.published.kinds, other.published.day, other.published.scope) == (
            published.kinds,
            published.day,
            published.scope,
        )
        if same and other.verdict == "match":
            return f"Sources differ: another gives {other.published.count:,} for the day, as the record has it.{note}"
    if day and not published.scope and (nearest := _day_with(history, kinds, published.count, day)):
        return f"A number of another day: the record has {published.count:,} on {in_words(nearest)}.{note}"
    if ours < published.count:
        missing = counted(published.count - ours, "body is", "bodies are")
        return f"{_HOLE}: {missing} not in the record for that day, or not known to have begun by then.{note}"
    more = counted(ours - published.count, "more body", "more bodies")
    return f"The source counts fewer: the record names {more}, each with a source; it may count a part only.{note}"


def _day_with(history: History, kinds: Iterable[str], number: int, day: date) -> date | None:
    """The day nearest to one, within a year of it, on which the record surely has a number of bodies of some kinds."""
    lives = [body.life for kind in kinds for body in history.by_kind.get(kind, ())]
    turns = {life.starts[1] for life in lives if life.start}
    turns |= {life.surely_until + timedelta(days=1) for life in lives if life.surely_until < date.max}
    near = sorted((each for each in turns if abs((each - day).days) <= _NEAR), key=lambda each: abs((each - day).days))
    return next((each for each in near if sum(life.certain_on(each) for life in lives) == number), None)
