"""How far the record can be trusted, in a sentence per period; and why a published number differs from ours.

A period is the life of one kind of local commissioner, or a part of it between days on which most were made anew, as
primary care trusts were in 2006. Its sentence is computed from published counts and from how many
of its bodies have stated days and successors.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from ...model.commissioners import ERAS
from ...model.dates import LATEST, Precision, Spell, day_before, span
from ...model.words import counted, in_words, lower_first, note_in_words, percent, spell_in_words, upper_first
from ...record.history import History
from .counts import HOLE, CountCheck

__all__ = ["PeriodTrust", "periods", "reason"]

_NEARLY = 0.95
"""From this part on, a number is called nearly complete."""

_FIRST, _ONE_DAY = date(1990, 1, 1), timedelta(days=1)

_MANY = 20
"""Bodies that begin on the day on which a kind is made anew."""

_NEAR = 366
"""Days before and after a published one on which ours may be the same number."""


class PeriodTrust(Struct, frozen=True):
    """The reliability of one period: its kind, its days in words, and the sentence."""

    kind: str
    period: str
    text: str


def periods(history: History, checks: Sequence[CountCheck]) -> tuple[PeriodTrust, ...]:
    """A sentence for each kind of local commissioner, oldest first; for each part of its life where it has parts."""
    found = []
    for kind in (each for era in ERAS for each in era if each in history.by_kind):
        spell = history.kinds[kind].spell
        turns = _made_anew(history, kind)
        firsts, lasts = [spell.days[0], *turns], [*map(day_before, turns), spell.days[1]]
        for first, last in zip(firsts, lasts, strict=True):
            # A number that other sources contradict, or that is of another day, says nothing of what is missing.
            within = [
                check
                for check in checks
                if _of_kind(check, kind) and check.published.day and max(first, _FIRST) <= check.published.day <= last
            ]
            part = Spell(
                first if turns and first in turns else spell.start,
                last if last != spell.days[1] else spell.end,
                Precision.DAY if first in turns else spell.start_precision,
                Precision.DAY if last != spell.days[1] else spell.end_precision,
            )
            found.append(PeriodTrust(kind, spell_in_words(part), _sentence(history, kind, (first, last), within)))
    return tuple(found)


def _made_anew(history: History, kind: str) -> list[date]:
    """The days within the life of a kind on which most of its bodies ended and many others began."""
    bodies = history.by_kind[kind]
    ended = Counter(body.life.end + _ONE_DAY for body in bodies if body.life.end and body.life.end < LATEST)
    begun = Counter(body.life.start for body in bodies)
    return sorted(
        day
        for day, number in ended.items()
        if begun[day] >= _MANY and 2 * number > sum(body.life.certain_on(day - _ONE_DAY) for body in bodies)
    )


def _of_kind(check: CountCheck, kind: str) -> bool:
    of_all = check.published.kinds == (kind,) and not check.published.scope
    return of_all and check.with_inferences is not None and (not check.reason or check.reason.startswith(HOLE))


def _sentence(history: History, kind: str, days: tuple[date, date], checks: Sequence[CountCheck]) -> str:
    plural = history.kinds[kind].plural
    worst = min(checks, key=_known, default=None)
    known = _stated(history, kind, days)
    if worst is None:
        return f"{plural}: no number was published to hold ours against; {known}."
    if _known(worst) >= 1:
        return f"{plural}: complete by every number that was published ({len(checks)}); {known}."
    when = in_words(worst.published.when)
    numbers = f"{worst.with_inferences:,} of {worst.published.count:,} are known for {when}"
    if _known(worst) >= _NEARLY:
        return f"{plural}: nearly complete, {numbers} at worst; {known}."
    return f"{plural}: incomplete, {numbers}; one that is missing here may have been there; {known}."


def _stated(history: History, kind: str, days: tuple[date, date]) -> str:
    """Of how many bodies of a period a source states the first day, and of how many that ended a successor."""
    bodies = [body for body in history.by_kind[kind] if body.life.may_be_in(days)]
    stated = [body for body in bodies if not body.inferred]
    begun = sum(body.spell.start_precision is Precision.DAY for body in stated)
    over = [body for body in bodies if body.life.ended]
    followed = sum(body.id in history.stated.links_from for body in over if not body.inferred)
    first = f"a source states the first day of {_part(begun, len(bodies))}"
    return f"{first} and a successor of {_part(followed, len(over))} of those that ended" if over else first


def _known(check: CountCheck) -> float:
    """The part of a published number that ours reaches, with those that may have been there where that is enough."""
    ours = check.with_inferences or 0
    return ours / check.published.count if check.published.count else 1.0


def _part(number: int, whole: int) -> str:
    """A part in whole per cent; never all where one is missing."""
    if not whole:
        return "none"
    rounded = round(number / whole, 2)
    return "nearly all" if rounded == 1 and number < whole else percent(rounded)


def reason(history: History, check: CountCheck, checks: Iterable[CountCheck]) -> str:
    """Why a published number is not ours, in words; nothing where it is ours, may be ours or cannot be compared."""
    if check.verdict not in ("differs", "not listed"):
        return ""
    note = upper_first(note_in_words(check.published.note.rstrip(".")))
    return f"{_why(history, check, checks)}{f' {upper_first(note)}.' if note else ''}"


def _why(history: History, check: CountCheck, checks: Iterable[CountCheck]) -> str:
    published, ours = check.published, check.with_inferences or 0
    kinds = frozenset(within for kind in published.kinds for within in history.kinds_within(kind))
    if not any(kind in history.by_kind for kind in kinds):
        plural = lower_first(history.kinds[published.kinds[0]].plural)
        return f"The record does not list {plural}; the number stands here for scale."
    day = span(published.day, published.precision)[1] if published.day else None
    if day and day < _FIRST:
        return f"Before 1990, with which the record begins: it names {check.possible:,} that may have been there."
    met = [each for each in checks if each.verdict == "match" and _same_bodies(each, check) and each.published.day]
    if any(each.published.day == published.day for each in met):
        return f"Sources differ: another gives {ours:,} for the day, as the record has it."
    if day and not published.scope and (nearest := _day_with(history, kinds, published.count, day)):
        return f"A number of another day: the record has {published.count:,} on {in_words(nearest)}."
    if day and published.scope == "new" and 0 < (more := _grown(history, kinds, day)) < ours:
        which = "counts the latter" if more == published.count else "does not say which it counts"
        return f"{ours:,} began, and there were {more:,} more than the day before; the source {which}."
    if ours < published.count:
        return _hole(published.count, ours, check.possible or ours)
    for each in met:
        if day and each.published.count == ours and abs((_day_of(each) - day).days) <= _NEAR:
            return f"Sources differ: another gives {ours:,} for {in_words(each.published.when)}, as the record has it."
    others = counted(ours - published.count, "more body", "more bodies")
    return f"The source counts fewer: the record names {others}, each with a source; it may count a part only."


def _hole(published: int, ours: int, possible: int) -> str:
    """How many bodies are missing, and of how many it is not known whether they were there."""
    parts = []
    if possible < published:
        parts.append(f"{counted(published - possible, 'body is', 'bodies are')} not in the record")
    if possible > ours:
        parts.append(f"of {possible - ours:,} it is not known whether they were there on that day")
    return f"{HOLE}: {', and '.join(parts)}."


def _same_bodies(one: CountCheck, other: CountCheck) -> bool:
    """Whether two numbers count the same kinds in the same scope."""
    return (one.published.kinds, one.published.scope) == (other.published.kinds, other.published.scope)


def _day_of(check: CountCheck) -> date:
    return span(check.published.day, check.published.precision)[1]


def _grown(history: History, kinds: Iterable[str], day: date) -> int:
    """By how many the bodies of some kinds were more on a day than on the day before."""
    lives = [body.life for kind in kinds for body in history.by_kind.get(kind, ())]
    return sum(life.certain_on(day) - life.certain_on(day - _ONE_DAY) for life in lives)


def _day_with(history: History, kinds: Iterable[str], number: int, day: date) -> date | None:
    """The day nearest to one, within a year of it, on which the record surely has a number of bodies of some kinds."""
    lives = [body.life for kind in kinds for body in history.by_kind.get(kind, ())]
    turns = {life.starts[1] for life in lives if life.start}
    turns |= {life.surely_until + timedelta(days=1) for life in lives if life.surely_until < date.max}
    near = sorted((each for each in turns if abs((each - day).days) <= _NEAR), key=lambda each: abs((each - day).days))
    return next((each for each in near if sum(life.certain_on(each) for life in lives) == number), None)
