"""The lineage of a code by the list of successions: before and after it, in time order only."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ..answer import Json, Rows
from .facts import Succeeded
from .store import Register

__all__ = ["CodeLineage", "code_lineage", "latest_codes"]


@dataclass(frozen=True, slots=True)
class CodeLineage:
    """The successions before and after a code, those next to it first.

    `today` are the codes that it ended in: those after it that none follows, or itself. Of a code that several
    followed it is not known how much each of them got.
    """

    columns: ClassVar[tuple[str, ...]] = ("direction", "old", "new", "day")

    code: str
    before: tuple[Succeeded, ...]
    after: tuple[Succeeded, ...]
    origins: tuple[str, ...]
    today: tuple[str, ...]

    def document(self) -> Json:
        from ..documents import registers as documents

        return documents.CodeLineage.from_values(
            self,
            before=[documents.CodeStep.from_values(each) for each in self.before],
            after=[documents.CodeStep.from_values(each) for each in self.after],
        ).plain()

    def rows(self) -> Rows:
        both = (("before", self.before), ("after", self.after))
        return [{"direction": name, **each._asdict()} for name, steps in both for each in steps]


def code_lineage(register: Register, code: str) -> CodeLineage:
    """Everything before and after a code. A step may not be earlier than the one before it, and no code comes twice."""
    before, origins = _walk(code, register.came_from, lambda each: each.old, forwards=False)
    after, today = _walk(code, register.followed_by, lambda each: each.new, forwards=True)
    return CodeLineage(code, before, after, origins, today)


def latest_codes(register: Register, code: str, since: date | None = None, to: date | None = None) -> tuple[str, ...]:
    """The codes in which one ended that was in use on a day, by the successions up to another; itself if none."""
    return _walk(code, register.followed_by, lambda each: each.new, forwards=True, since=since, to=to)[1]


def _walk(
    code: str,
    steps_of: Callable[[str], tuple[Succeeded, ...]],
    other: Callable[[Succeeded], str],
    *,
    forwards: bool,
    since: date | None = None,
    to: date | None = None,
) -> tuple[tuple[Succeeded, ...], tuple[str, ...]]:
    """The steps from a code on, breadth first, and the codes where they end.

    An unknown day never blocks a step. A code that is met again later in time is gone on from again, so that each code
    is left after the earliest day on which it can have been reached.
    """
    reached: dict[str, date | None] = {code: since}
    found: dict[Succeeded, None] = {}
    left: set[str] = set()
    waiting = deque([code])

    def in_order(day: date | None, bound: date | None) -> bool:
        return day is None or bound is None or (day >= bound if forwards else day <= bound)

    while waiting:
        here = waiting.popleft()
        for step in steps_of(here):
            there, bound = other(step), reached[here]
            if not in_order(step.day, bound) or (to and step.day and step.day > to) or there == code:
                continue
            left.add(here)
            found.setdefault(step)
            day = step.day or bound
            earlier = there in reached and (reached[there] is None or in_order(day, reached[there]))
            if not earlier:
                reached[there] = day
                waiting.append(there)
    return tuple(found), tuple(each for each in _ends(reached, left))


def _ends(reached: dict[str, date | None], left: set[str]) -> Iterator[str]:
    return (each for each in reached if each not in left)
