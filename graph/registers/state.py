"""Whether a code of a register is in use on a day, and which codes follow it."""

from dataclasses import dataclass
from datetime import date

from ..model.dates import day_before
from .entry import kind_of
from .facts import Membership
from .lineage import latest_codes
from .store import Register

__all__ = ["CodeState", "state_on"]


@dataclass(frozen=True, slots=True)
class CodeState:
    """A code of a register: its first and last day as far as a file states them, and what follows it by a day.

    `sure` is false on a day on which no membership of it is stated though others are; `known` is the day of the edition
    that speaks of it, None where only successions do.
    """

    code: str
    name: str
    kind: str
    opened: date | None
    closed: date | None
    sure: bool
    known: date | None
    followed_by: tuple[str, ...]


def state_on(register: Register, code: str, day: date) -> CodeState:
    """The state of a code that the register knows."""
    about, memberships = register.organisation(code), register.memberships(code)
    opened, closed = _days(memberships)
    known = max((each.known for each in memberships if each.known), default=None)
    if about:
        opened, closed = about.opened or opened, about.closed or (None if about.opened else closed)
        known = max(filter(None, (known, about.known)), default=None)
    steps = register.followed_by(code)
    if known is None and (first := next((each.day for each in steps if each.day and each.day <= day), None)):
        closed = day_before(first)
    codes = latest_codes(register, code, to=day)
    return CodeState(
        code,
        about.name if about else "",
        kind_of(register, code),
        opened,
        closed,
        not memberships or any((each.joined or day) <= day <= (each.left or day) for each in memberships),
        known,
        () if codes == (code,) else codes,
    )


def _days(memberships: tuple[Membership, ...]) -> tuple[date | None, date | None]:
    """The first and last day of some memberships; no last one while any goes on."""
    starts = [each.joined for each in memberships if each.joined]
    ends = [each.left for each in memberships]
    return min(starts, default=None), None if None in ends else max(filter(None, ends), default=None)
