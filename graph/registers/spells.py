"""What every practice was under on every day, in terms of the record: memberships cut by the lives of bodies.

Made once for a register and a record, for whole columns of codes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from ..model.dates import day_before
from ..model.entities import Body
from ..names.find import had_code_on
from ..record.history import History
from ..util.once import computed_once
from .facts import Membership
from .store import Register

if TYPE_CHECKING:
    import polars as pl

__all__ = ["LENGTH_OF_PRACTICES", "MemberSpell", "Spells", "is_member", "spells_of"]

_ALWAYS: Final = date.max
LENGTH_OF_PRACTICES: Final = 6
"""Characters of a practice's code; no body of the record has so long an ODS code, nor so short a GSS code."""


@dataclass(frozen=True, slots=True)
class MemberSpell:
    """A spell of a practice under one body of the record, or under a code that the record does not hold.

    `end` is `date.max` for a membership that no file ends: then the body itself may have ended before it.
    """

    member: str
    parent: str
    body: Body | None
    start: date
    end: date
    known: date

    @property
    def at(self) -> str:
        """The body's id, or the code where the record has no body with it."""
        return self.body.id if self.body else self.parent

    @property
    def assumed(self) -> bool:
        """Whether it begins after the day for which the file speaks: only the code went on then."""
        return self.start > self.known

    def days(self) -> str:
        """Its days in a message."""
        first = self.start.isoformat() if self.start > date.min else ""
        last = self.end.isoformat() if self.end < _ALWAYS else ""
        return f"{self.parent} {first} to {last or f'still, on {self.known}'}"


class Spells:
    """The spells of all practices of a register, by practice in order of time; those of one never overlap."""

    def __init__(self, register: Register, history: History) -> None:
        self.register, self._history = register, history
        self._holders: dict[str, tuple[tuple[Body, date, date], ...]] = {}

    @cached_property
    def by_member(self) -> Mapping[str, tuple[MemberSpell, ...]]:
        """The spells of each practice."""
        memberships = self.register.all_memberships()
        return {
            member: tuple(_one_after_another(each for membership in some for each in self._cut(membership)))
            for member, some in groupby(memberships, attrgetter("member"))
        }

    def on(self, member: str, first: date, last: date) -> MemberSpell | None:
        """The spell on the first day of some, else the first one that begins within them."""
        spells = self.by_member.get(member, ())
        found = next((each for each in spells if each.start <= first <= each.end), None)
        return found or next((each for each in spells if first < each.start <= last), None)

    def latest(self, member: str, day: date) -> MemberSpell | None:
        """The last spell that began by a day; the first of all if none did."""
        spells = self.by_member.get(member, ())
        return next((each for each in reversed(spells) if each.start <= day), spells[0] if spells else None)

    @cached_property
    def frame(self) -> "pl.DataFrame":
        """The spells as a table, sorted by their first days: member, start, end, at."""
        import polars as pl

        rows = [(each.member, each.start, each.end, each.at) for spells in self.by_member.values() for each in spells]
        schema = {"member": pl.String, "start": pl.Date, "end": pl.Date, "at": pl.String}
        return pl.DataFrame(rows, schema=schema, orient="row").sort("start")

    def _cut(self, membership: Membership) -> Iterator[MemberSpell]:
        """A membership as spells under the bodies that had the parent's code in turn.

        One that goes on stretches the last of them: nothing says that it ended when the body did.
        """
        member, parent, joined, left, known = membership
        first, last = joined or date.min, left or _ALWAYS
        cut = [
            (body, max(first, start), min(last, end))
            for body, start, end in self._holders_of(parent)
            if start <= last and first <= end
        ]
        since = known or self.register.day
        if not cut:
            yield MemberSpell(member, parent, None, first, last, since)
        for place, (body, start, end) in enumerate(cut):
            goes_on = place == len(cut) - 1
            yield MemberSpell(member, parent, body, start, last if goes_on else end, since)

    def _holders_of(self, code: str) -> tuple[tuple[Body, date, date], ...]:
        """The bodies that had a code, each with the days on which it may have had it."""
        if code not in self._holders:
            bodies = sorted(self._history.by_code.get(code, ()), key=lambda body: body.life.starts[0])
            self._holders[code] = tuple(
                (body, body.life.starts[0], body.life.ends[1])
                for body in bodies
                if had_code_on(body, code, body.life.starts[1])
            )
        return self._holders[code]


def _one_after_another(spells: Iterator[MemberSpell]) -> Iterator[MemberSpell]:
    """Spells of one practice, each ended by the next that begins: of two at once the later one counts."""
    before: MemberSpell | None = None
    for each in sorted(spells, key=lambda spell: (spell.start, spell.end)):
        if before and before.start < each.start:
            end = min(before.end, day_before(each.start))
            yield MemberSpell(before.member, before.parent, before.body, before.start, end, before.known)
        before = each
    if before:
        yield before


def is_member(register: Register, history: History, code: str) -> bool:
    """Whether a code in capitals is one of the register, and of no body of the record."""
    if len(code) == LENGTH_OF_PRACTICES and code in spells_of(register, history).by_member:
        return True
    return register.knows(code) and not history.by_code.get(code)


@computed_once(maxsize=2)
def spells_of(register: Register, history: History) -> Spells:
    """The spells of a register, made once."""
    return Spells(register, history)
