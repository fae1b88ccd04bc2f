"""Bounds on shares from links alone; the bounds meet where the links determine the share.

Shares are only multiplied where each body on the way is whole: all of it came from the first body, or it goes on whole.
If a body merged with others and was divided later, it is unknown which part went where.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Final, NamedTuple, TypeAlias

from ..lineage.paths import Paths
from ..model.entities import CARRYING_ALL, CLOSING, Step
from ..model.share import NOTHING, ROUNDING, WHOLE, remainder

__all__ = ["Bounds", "End", "Flow", "Links", "Path"]

Path: TypeAlias = tuple[Step, ...]
"""Steps in time order, from body to body."""


class End(NamedTuple):
    """Where part of a body ends up: with a body, or `back` at one it had left before, which is not followed further."""

    holder: str
    back: bool = False


class Bounds(NamedTuple):
    """The least and most of a body held at one end, the number of divisions on the way, and the unit."""

    low: Decimal
    high: Decimal
    divisions: int = 0
    counts: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        """Whether the links determine it."""
        return self.low == self.high


Flow: TypeAlias = Mapping[End, Bounds]
"""The bounds of each end; one that is not named holds nothing."""

_ALL: Final = Bounds(WHOLE, WHOLE)
_NONE: Final = Bounds(NOTHING, NOTHING)


class _Day(NamedTuple):
    """The division of a body by its steps of one day: known parts, steps that share the rest, what stays.

    `least` to `most` is the rest shared in an unknown way by the steps in `among`, and by the body itself if
    `may_stay`.
    """

    earliest: date
    latest: date
    known: Mapping[Step, Decimal]
    among: tuple[Step, ...]
    least: Decimal
    most: Decimal
    may_stay: bool
    stays: Decimal

    @property
    def carrying(self) -> tuple[Step, ...]:
        """The steps that carry, or may carry, something."""
        return (*(step for step, share in self.known.items() if share > NOTHING), *self.among)


def _stated(steps: Sequence[Step]) -> Decimal:
    return sum((step.link.share for step in steps if step.link.share is not None), NOTHING)


def _divided(steps: Sequence[Step], kind_of: Callable[[str], str]) -> _Day:
    """A stated share wins; else a merger, replacement or rename carries what is left, another step an unknown part."""
    first = steps[0]
    stated = {step: step.link.share for step in steps if step.link.share is not None}
    taken = _stated(steps)
    if taken > WHOLE + ROUNDING:
        return _Day(first.earliest, first.latest, {}, tuple(steps), WHOLE, WHOLE, True, NOTHING)
    left = remainder(taken)
    # Next to shares that add up to the whole, an unstated part may still be more than zero.
    most = max(left, ROUNDING)
    unstated = tuple(step for step in steps if step.link.share is None)
    if len(unstated) == 1 and unstated[0].link.kind in CARRYING_ALL:
        return _Day(first.earliest, first.latest, {**stated, unstated[0]: left}, (), NOTHING, NOTHING, False, NOTHING)
    if unstated:
        if {kind_of(step.link.successor) for step in stated}.isdisjoint(
            kind_of(step.link.successor) for step in unstated
        ):
            most = WHOLE  # as of a health authority: an heir of the region took all of it, and trusts its parts
        # One half of a split may be all that is recorded of it; where several are, nothing stays behind.
        closed = len(unstated) > 1 and all(step.link.kind in CLOSING for step in unstated)
        return _Day(first.earliest, first.latest, stated, unstated, left, most, not closed, NOTHING)
    return _Day(first.earliest, first.latest, stated, (), NOTHING, NOTHING, False, left)


class Links:
    """The division of bodies by the links of a walk, which begins after the day on which the bodies are whole."""

    def __init__(self, walk: Paths) -> None:
        self.walk = walk
        self._days: dict[tuple[str, date], tuple[_Day, ...]] = {}
        self._flows: dict[tuple[str, date, str, str, frozenset[str]], Flow] = {}
        self._sources: dict[tuple[str, date], frozenset[str]] = {}
        self._within: dict[str, frozenset[str]] = {}
        self._passing: dict[tuple[Step, date], bool] = {}
        self.contradicted: set[str] = set()
        """Bodies whose stated shares add up to more than the whole, among those that were looked at."""

    # Forwards

    def heirs(self, body: str) -> Flow:
        """Where all of a body of the walk's first day is on its last day, including what stays with it."""
        return self._flow(body, date.min, body, "", frozenset((body,)))

    def carried(self, body: str, to: str) -> Bounds:
        """The part of a body of the walk's first day that reaches another, wherever it goes afterwards."""
        return self._flow(body, date.min, body, to, frozenset((body,))).get(End(to), _NONE)

    def days(self, body: str, reached: date) -> tuple[_Day, ...]:
        """The divisions of a body, day by day, after a part reached it."""
        key = (body, reached)
        if key not in self._days:
            by_day: dict[tuple[date, date], list[Step]] = defaultdict(list)
            for step in self.walk.steps_from(body):
                if step.latest >= reached:
                    by_day[step.earliest, step.latest].append(step)
            self._days[key] = tuple(_divided(by_day[day], self._kind_of) for day in sorted(by_day))
            if any(_stated(steps) > WHOLE + ROUNDING for steps in by_day.values()):
                self.contradicted.add(body)
        return self._days[key]

    def _flow(self, body: str, reached: date, source: str, to: str, passed: frozenset[str]) -> Flow:
        """Where a part that reached `body` ends up, if all of the body came from `source` (None: mixed).

        With `to`, everything that reaches this body counts as being there; steps that cannot reach it are not followed.
        """
        key = (body, reached, source, to, passed & self._reachable(body))
        if key not in self._flows:
            self._flows[key] = self._followed(body, reached, source, to, passed)
        return self._flows[key]

    def _followed(self, body: str, reached: date, source: str, to: str, passed: frozenset[str]) -> Flow:
        if to and (body == to or to not in self._reachable(body)):
            return {End(body): _ALL}
        days = self.days(body, reached)
        pure = [bool(source) and self.sources(body, day.latest) <= {source} for day in days]
        flow: Flow = {End(body): _ALL}
        for day, whole in zip(reversed(days), reversed(pure), strict=True):

            def after(step: Step, source: str = source if whole else "") -> Flow:
                if step.link.successor in passed:
                    return {End(step.link.successor, back=True): _ALL}
                later = max(reached, step.earliest)
                return self._flow(step.link.successor, later, source, to, passed | {step.link.successor})

            flow = _through(day, {step: after(step) for step in day.carrying}, flow, whole=whole)
        return flow

    def _reachable(self, body: str) -> frozenset[str]:
        """The bodies reachable by steps from one, itself included."""
        if body not in self._within:
            found, waiting = {body}, [body]
            while waiting:
                for step in self.walk.steps_from(waiting.pop()):
                    if step.link.successor not in found:
                        found.add(step.link.successor)
                        waiting.append(step.link.successor)
            self._within[body] = frozenset(found)
        return self._within[body]

    def sources(self, body: str, until: date) -> frozenset[str]:
        """The bodies of the walk's first day that may have contributed to a body on a later day."""
        if (body, until) not in self._sources:
            bodies, found = self.walk.history.bodies, set()
            met, waiting = {(body, until)}, [(body, until)]
            while waiting:
                holder, left = waiting.pop()
                if bodies[holder].life.possible_on(self.walk.after):
                    found.add(holder)
                for step in self.walk.steps_to(holder):
                    before = step.link.predecessor, min(left, step.latest)
                    if step.earliest <= left and step.link.share != 0 and before not in met:
                        met.add(before)
                        waiting.append(before)
            self._sources[body, until] = frozenset(found)
        return self._sources[body, until]

    # Backwards

    def origins(self, body: str) -> Flow:
        """What a body of the walk's last day was made of on its first day: the bodies, each with its part."""
        return self._made_of(body, date.max, frozenset((body,)))

    def _made_of(self, body: str, left: date, passed: frozenset[str]) -> Flow:
        flows: list[Flow] = []
        if self.walk.history.bodies[body].life.possible_on(self.walk.after):
            flows.append({End(body): _ALL})
        for step in self.walk.steps_to(body):
            before = step.link.predecessor
            if step.earliest > left or not self._carries(step):
                continue
            if before in passed:
                flows.append({End(before, back=True): _ALL})
                continue
            flow = self._made_of(before, min(left, step.latest), passed | {before})
            flows.append(flow if self._goes_whole(step) else _any_part(flow))
        return _between(flows or [{End(body): _ALL}])

    def _day_of(self, step: Step) -> _Day:
        of_day = [other for other in self.walk.steps_from(step.link.predecessor) if _same_day(other, step)]
        return _divided(of_day, self._kind_of)

    def _carries(self, step: Step) -> bool:
        return step in self._day_of(step).carrying

    def _goes_whole(self, step: Step) -> bool:
        return self._day_of(step).known.get(step, NOTHING) >= WHOLE - ROUNDING

    def _kind_of(self, body: str) -> str:
        """The kind under which a body is counted."""
        kind = self.walk.history.bodies[body].kind
        return self.walk.history.kinds[kind].broader or kind

    # Paths

    def paths_from(self, body: str) -> list[Path]:
        """The paths from a body that carry, or may carry, part of it."""
        return [path for path in self.walk.paths_from(body) if self._is_open(path)]

    def paths_to(self, body: str) -> list[Path]:
        """The paths to a body that carry, or may carry, part of their first body."""
        return [path for path in self.walk.paths_to(body) if self._is_open(path)]

    def _is_open(self, path: Path) -> bool:
        reached = date.min
        for step in path:
            if not self._passes(step, reached):
                return False
            reached = max(reached, step.earliest)
        return True

    def _passes(self, step: Step, reached: date) -> bool:
        """Whether a step carries, or may carry, some of what reached its body: no earlier day took all of it."""
        key = (step, reached)
        if key not in self._passing:
            days = self.days(step.link.predecessor, reached)
            before = takewhile(lambda day: not _same_day(step, day), days)
            its = (day for day in days if _same_day(step, day))
            self._passing[key] = all(day.stays or day.may_stay for day in before) and all(
                step in day.carrying for day in its
            )
        return self._passing[key]


def _same_day(one: Step, other: Step | _Day) -> bool:
    return (one.earliest, one.latest) == (other.earliest, other.latest)


def _through(day: _Day, after: Mapping[Step, Flow], stayed: Flow, *, whole: bool) -> Flow:
    """The flow of a body through one day's division; `whole` means the whole body flows."""
    among = [after[step] for step in day.among] + ([stayed] if day.may_stay else [])
    shared = (
        {
            end: each._replace(low=each.low * day.least, high=each.high * day.most)
            for end, each in _between(among).items()
        }
        if day.among
        else {}
    )
    if whole:
        parts = [_scaled(after[step], share, step) for step, share in day.known.items() if share > NOTHING]
        stays = [_scaled(stayed, day.stays, None)] if day.stays else []
        return _sum([*parts, *stays, shared])
    sole = next((step for step, share in day.known.items() if share >= WHOLE - ROUNDING), None)
    if sole:  # a mixed body goes on whole, except for what is shared with others in an unknown way
        return _sum([after[sole], shared])
    options = [after[step] for step in day.carrying]
    if day.stays or (day.may_stay and day.least):
        options.append(stayed)
    return _between(options or [stayed])


def _scaled(flow: Flow, share: Decimal, step: Step | None) -> Flow:
    """A flow of part of a body, scaled to the body."""
    if share >= WHOLE - ROUNDING:
        divisions, counts = 0, frozenset[str]()
    else:
        divisions, counts = 1, frozenset((step.link.share_basis,)) if step and step.link.share_basis else frozenset()
    return {
        end: Bounds(each.low * share, each.high * share, each.divisions + divisions, each.counts | counts)
        for end, each in flow.items()
    }


def _sum(flows: Sequence[Flow]) -> Flow:
    """The sum of flows of parts of one body; if they make up all of it, no division remains."""
    found: dict[End, Bounds] = {}
    for flow in flows:
        for end, each in flow.items():
            other = found.get(end, _NONE)
            low, high = other.low + each.low, min(other.high + each.high, WHOLE)
            divisions, counts = max(other.divisions, each.divisions), other.counts | each.counts
            met = low >= WHOLE - ROUNDING
            found[end] = Bounds(low, high) if met else Bounds(low, high, divisions, counts)
    return found


def _between(flows: Sequence[Flow]) -> Flow:
    """One of several flows, or any mixture of them."""
    if len(flows) == 1:
        return flows[0]
    found = {}
    for end in dict.fromkeys(end for flow in flows for end in flow):
        each = [flow.get(end, _NONE) for flow in flows]
        low, high = min(one.low for one in each), max(one.high for one in each)
        counts = frozenset[str]().union(*(one.counts for one in each))
        found[end] = _ALL if low == WHOLE else Bounds(low, high, max(one.divisions for one in each), counts)
    return found


def _any_part(flow: Flow) -> Flow:
    """The flow of an unknown part of a body: it may be at any of the ends."""
    return {
        end: each._replace(low=WHOLE if each.low == WHOLE else NOTHING, high=WHOLE)
        for end, each in flow.items()
        if each.high > NOTHING
    }
