"""Who came from whom: the bodies before and after one, with the share of the predecessor that each step carried.

A walk goes in time order only and never through a body twice. Shares are multiplied along a path and summed over
paths; where a step's share is not known, everything after it is unknown.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from .answers import Document, Rows
from .history import History
from .model import LEGAL_AND_AREA, Basis, Body, Succession, SuccessionRule

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Lineage", "Relative", "Shares", "Step", "Walk", "graph_of", "heirs", "lineage", "origins", "resting_places"]

Share = Decimal | None
"""A fraction in 0..1 of a predecessor, or None where it is not known."""

_WHOLE = Decimal(1)
_ROUNDING = Decimal("0.0001")
"""Published shares are rounded; what is left of a body within this of nothing is nothing."""

_CARRY_ALL = frozenset(("merger", "replacement", "rename"))


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a path, with the earliest and latest day it can have been."""

    link: Succession
    earliest: date
    latest: date


class Walk:
    """The links of a history that may be followed: those of some bases, within some days.

    Where one pair of bodies has a legal and an area link in one event or on one day, the legal one stands for both.
    """

    def __init__(
        self,
        history: History,
        bases: frozenset[Basis] = LEGAL_AND_AREA,
        *,
        after: date = date.min,
        until: date = date.max,
    ) -> None:
        self.history = history
        self.bases = bases
        self._after = after
        self._until = until
        self._forward: dict[str, tuple[Step, ...]] = {}
        self._backward: dict[str, tuple[Step, ...]] = {}
        self._in_force: dict[date, frozenset[str]] = {}
        self.shares = Shares(self)

    def in_force(self, day: date) -> frozenset[str]:
        """The ids of the bodies certainly in force on a day."""
        if day not in self._in_force:
            bodies = self.history.bodies.values()
            self._in_force[day] = frozenset(body.id for body in bodies if body.life.certain_on(day))
        return self._in_force[day]

    def _steps(self, links: Iterable[Succession]) -> tuple[Step, ...]:
        chosen: dict[tuple[str, str, tuple[date, date]], Succession] = {}
        order = [Basis.LEGAL, Basis.AREA, Basis.CODE]
        for link in links:
            if link.basis in self.bases:
                days = self.history.event_days[link.event]
                pair = (link.predecessor, link.successor, days)
                other = chosen.get(pair)
                if other is None or order.index(link.basis) < order.index(other.basis):
                    chosen[pair] = link
        steps = (Step(link, *days) for (_, _, days), link in chosen.items())
        return tuple(
            sorted(
                (step for step in steps if step.latest > self._after and step.earliest <= self._until),
                key=lambda step: (step.earliest, step.latest, step.link.id),
            )
        )

    def steps_from(self, body: str) -> tuple[Step, ...]:
        """The steps that lead on from a body, in time order."""
        if body not in self._forward:
            self._forward[body] = self._steps(self.history.links_from.get(body, ()))
        return self._forward[body]

    def steps_to(self, body: str) -> tuple[Step, ...]:
        """The steps that lead to a body, in time order."""
        if body not in self._backward:
            self._backward[body] = self._steps(self.history.links_to.get(body, ()))
        return self._backward[body]

    def paths_from(self, body: str, stop: frozenset[str] = frozenset()) -> Iterator[tuple[Step, ...]]:
        """Every path of steps forward from a body, each longer one after the shorter it goes on from.

        A path ends at a body of `stop`, at one without a later successor, or where it would come back to itself.
        """
        yield from self._paths(body, (), date.min, frozenset((body,)), stop)

    def _paths(
        self, body: str, path: tuple[Step, ...], reached: date, passed: frozenset[str], stop: frozenset[str]
    ) -> Iterator[tuple[Step, ...]]:
        for step in self.steps_from(body):
            successor = step.link.successor
            if step.latest < reached or successor in passed:
                continue
            longer = (*path, step)
            yield longer
            if successor not in stop:
                yield from self._paths(successor, longer, max(reached, step.earliest), passed | {successor}, stop)

    def paths_to(self, body: str, stop: frozenset[str] = frozenset()) -> Iterator[tuple[Step, ...]]:
        """Every path of steps that ends at a body, written from the predecessor on."""
        yield from self._paths_back(body, (), date.max, frozenset((body,)), stop)

    def _paths_back(
        self, body: str, path: tuple[Step, ...], left: date, passed: frozenset[str], stop: frozenset[str]
    ) -> Iterator[tuple[Step, ...]]:
        for step in self.steps_to(body):
            predecessor = step.link.predecessor
            if step.earliest > left or predecessor in passed:
                continue
            longer = (step, *path)
            yield longer
            if predecessor not in stop:
                yield from self._paths_back(predecessor, longer, min(left, step.latest), passed | {predecessor}, stop)


class Shares:
    """How much of a body each of its steps carries on.

    The rules: a stated share wins; else a merger, replacement or rename carries all, and a split, partial transfer or
    boundary change an unknown part. All is what is left after shares stated for the same day; beside an unshared
    step of the same day it is unknown too. What stated shares leave over stays with a body that goes on, and a later
    share is one of that rest.
    """

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._known: dict[tuple[str, date], Mapping[Step, Share]] = {}

    def of_steps(self, body: str, reached: date) -> Mapping[Step, Share]:
        """The part of `body`, as it was on the day it was reached, that each of its later steps carries."""
        key = (body, reached)
        if key not in self._known:
            self._known[key] = self._carried(body, reached)[0]
        return self._known[key]

    def rest(self, body: str, reached: date) -> Share:
        """The part of `body`, as it was on the day it was reached, that stays with it after all its steps."""
        return self._carried(body, reached)[1]

    def _carried(self, body: str, reached: date) -> tuple[Mapping[Step, Share], Share]:
        by_day: dict[tuple[date, date], list[Step]] = defaultdict(list)
        for step in self._walk.steps_from(body):
            if step.latest >= reached:
                by_day[step.earliest, step.latest].append(step)
        carried: dict[Step, Share] = {}
        left: Share = _WHOLE
        for day in sorted(by_day):
            of_day, rest = _of_one_day(by_day[day])
            for step, share in of_day.items():
                carried[step] = None if left is None or share is None else left * share
            left = None if left is None or rest is None else left * rest
            if left is not None and left <= _ROUNDING:
                left = Decimal(0)
        return carried, left

    def along(self, path: Sequence[Step]) -> Share:
        """The part of a path's first body that the path carries to its last."""
        share: Share = _WHOLE
        reached = date.min
        for step in path:
            part = self.of_steps(step.link.predecessor, reached).get(step)
            if part is None or share is None:
                return None
            share *= part
            reached = max(reached, step.earliest)
        return share


def _of_one_day(steps: Sequence[Step]) -> tuple[Mapping[Step, Share], Share]:
    """The part of a body that each of its steps of one day carries, and the part that stays."""
    stated = sum((step.link.share for step in steps if step.link.share is not None), Decimal(0))
    unstated = [step for step in steps if step.link.share is None]
    remaining = max(_WHOLE - stated, Decimal(0))
    if len(unstated) == 1 and unstated[0].link.kind in _CARRY_ALL:
        return {step: remaining if step.link.share is None else step.link.share for step in steps}, Decimal(0)
    shares = {step: step.link.share for step in steps}
    return shares, None if unstated else remaining


def _sum(shares: Iterable[Share]) -> Share:
    total = Decimal(0)
    for share in shares:
        if share is None:
            return None
        total += share
    return min(total, _WHOLE) if total <= _WHOLE + _ROUNDING else total


@dataclass(frozen=True, slots=True)
class Relative:
    """A body that came before or after another, by which paths, with the share of the earlier that reached the later.

    `paths` are written in time order; the first is the shortest, and of several such the one that carries most.
    """

    body: Body
    share: Share
    paths: tuple[tuple[Step, ...], ...]

    @property
    def inferred(self) -> bool:
        """Whether no path is made of stated links only."""
        return all(any(step.link.inferred for step in path) for path in self.paths)

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The bases of the links of the first path, in time order."""
        return tuple(step.link.basis for step in self.paths[0])

    @property
    def path(self) -> tuple[str, ...]:
        """The bodies of the first path, both ends included."""
        return (self.paths[0][0].link.predecessor, *(step.link.successor for step in self.paths[0]))


def _relatives(walk: Walk, by_body: Mapping[str, Sequence[tuple[Step, ...]]]) -> tuple[Relative, ...]:
    relatives = []
    for body, paths in by_body.items():
        carried = {path: walk.shares.along(path) for path in paths}
        ordered = sorted(
            paths, key=lambda path: (len(path), -(carried[path] or 0), tuple(step.link.id for step in path))
        )
        relatives.append(Relative(walk.history.bodies[body], _sum(carried.values()), tuple(ordered)))
    return tuple(sorted(relatives, key=lambda relative: (relative.body.life.starts[0], relative.body.id)))


def heirs(walk: Walk, body: Body, on: date | None = None) -> tuple[Relative, ...]:
    """Where the functions and area of `body` went: the bodies in force on a day, or the last ones known.

    Shares are fractions of `body` in 0..1; only the walk's links count. What stays with a body that goes on is not in
    the answer: see `Shares.rest`.
    """
    wanted = walk.in_force(on) if on else None
    by_body: dict[str, list[tuple[Step, ...]]] = defaultdict(list)
    for path in walk.paths_from(body.id, wanted or frozenset()):
        end = path[-1].link.successor
        if end in wanted if wanted is not None else not walk.steps_from(end):
            by_body[end].append(path)
    return _relatives(walk, by_body)


def resting_places(walk: Walk, body: Body) -> Iterator[tuple[str, tuple[Step, ...], Share]]:
    """Every body that holds a part of `body` once the walk is over: its id, the path to it, and the part.

    What stays with a body that goes on, or is left with one that ended, counts too, so the parts add up to the whole
    wherever all are known. `body` itself comes first, with an empty path.
    """
    yield body.id, (), walk.shares.rest(body.id, date.min)
    for path in walk.paths_from(body.id):
        end = path[-1].link.successor
        reached = max(step.earliest for step in path)
        carried, rest = walk.shares.along(path), walk.shares.rest(end, reached)
        yield end, path, None if carried is None or rest is None else carried * rest


def origins(walk: Walk, body: Body, on: date) -> tuple[Relative, ...]:
    """Where `body` came from: the bodies in force on an earlier day, with the share of each that reached it."""
    wanted = walk.in_force(on)
    by_body: dict[str, list[tuple[Step, ...]]] = defaultdict(list)
    for path in walk.paths_to(body.id, wanted):
        if path[0].link.predecessor in wanted:
            by_body[path[0].link.predecessor].append(path)
    return _relatives(walk, by_body)


@dataclass(frozen=True, slots=True)
class Lineage:
    """All that came before and after a body. `hidden` counts those whose share is less than asked for."""

    body: Body
    predecessors: tuple[Relative, ...]
    successors: tuple[Relative, ...]
    rules_before: tuple[SuccessionRule, ...]
    rules_after: tuple[SuccessionRule, ...]
    hidden: int
    min_share: Decimal
    bases: frozenset[Basis]

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every link of the lineage once, in time order."""
        steps = {
            step for relative in (*self.predecessors, *self.successors) for path in relative.paths for step in path
        }
        shown = {relative.body.id for relative in (*self.predecessors, *self.successors)} | {self.body.id}
        kept = (step for step in steps if {step.link.predecessor, step.link.successor} <= shown)
        return tuple(sorted(kept, key=lambda step: (step.earliest, step.latest, step.link.id)))

    def document(self) -> Document:
        return {
            "body": self.body.id,
            "name": self.body.name,
            "predecessors": [_relative_document(relative) for relative in self.predecessors],
            "successors": [_relative_document(relative) for relative in self.successors],
            "links": [_step_document(step) for step in self.steps],
            "rules": [
                {"id": rule.id, "direction": direction, "sources": list(rule.sources)}
                for direction, rules in (("before", self.rules_before), ("after", self.rules_after))
                for rule in rules
            ],
            "bases": sorted(self.bases),
            "min_share": float(self.min_share),
            "hidden": self.hidden,
        }

    def rows(self) -> Rows:
        return [
            {
                "direction": direction,
                "id": relative.body.id,
                "name": relative.body.name,
                "kind": relative.body.kind,
                "start": relative.body.spell.start,
                "end": relative.body.spell.end,
                "share": share_text(relative.share),
                "basis": relative.bases,
                "evidence": "inferred" if relative.inferred else "stated",
                "path": relative.path,
                "events": [step.link.event for step in relative.paths[0]],
                "sources": sorted({key for step in relative.paths[0] for key in step.link.sources}),
            }
            for direction, relatives in (("predecessor", self.predecessors), ("successor", self.successors))
            for relative in relatives
        ]


def share_text(share: Share) -> str:
    """A share with up to four decimals, or `unknown`."""
    if share is None:
        return "unknown"
    return format(share.quantize(_ROUNDING).normalize(), "f")


def share_number(share: Share) -> float | None:
    """A share for JSON: a number with up to four decimals, or null."""
    return None if share is None else float(share.quantize(_ROUNDING))


def _relative_document(relative: Relative) -> dict[str, object]:
    return {
        "id": relative.body.id,
        "name": relative.body.name,
        "kind": relative.body.kind,
        "share": share_number(relative.share),
        "path": list(relative.path),
        "basis": list(relative.bases),
        "evidence": "inferred" if relative.inferred else "stated",
    }


def _step_document(step: Step) -> dict[str, object]:
    link = step.link
    return {
        "event": link.event,
        "from": link.predecessor,
        "to": link.successor,
        "kind": link.kind,
        "earliest": step.earliest.isoformat(),
        "latest": step.latest.isoformat(),
        "basis": link.basis,
        "share": share_number(link.share),
        "share_basis": link.share_basis or None,
        "evidence": "inferred" if link.inferred else "stated",
        "reason": link.reason or None,
        "sources": list(link.sources),
    }


def lineage(
    history: History,
    body: Body,
    *,
    bases: frozenset[Basis] = LEGAL_AND_AREA,
    min_share: Decimal = Decimal("0.01"),
) -> Lineage:
    """Every body before and after `body`, in time order, and the rules between kinds where only those are known."""
    walk = Walk(history, bases)
    before: dict[str, list[tuple[Step, ...]]] = defaultdict(list)
    after: dict[str, list[tuple[Step, ...]]] = defaultdict(list)
    for path in walk.paths_to(body.id):
        before[path[0].link.predecessor].append(path)
    for path in walk.paths_from(body.id):
        after[path[-1].link.successor].append(path)
    predecessors, successors = _relatives(walk, before), _relatives(walk, after)
    shown = [
        tuple(each for each in relatives if each.share is None or each.share >= min_share)
        for relatives in (predecessors, successors)
    ]
    return Lineage(
        body=body,
        predecessors=shown[0],
        successors=shown[1],
        rules_before=_rules(history, body, after=False),
        rules_after=_rules(history, body, after=True),
        hidden=len(predecessors) + len(successors) - len(shown[0]) - len(shown[1]),
        min_share=min_share,
        bases=bases,
    )


def _rules(history: History, body: Body, *, after: bool) -> tuple[SuccessionRule, ...]:
    """The succession rules that name the body or its kind and fall within a day of its life."""
    kinds = {body.kind, history.kinds[body.kind].broader} - {""}
    first, last = body.life.starts[0], body.life.ends[1]
    margin = timedelta(days=1)
    found = []
    for rule in history.succession_rules:
        kind, named = (rule.from_kind, rule.from_body) if after else (rule.to_kind, rule.to_body)
        earliest, latest = rule.days
        in_life = latest >= first and (last == date.max or earliest <= last + margin)
        if (named == body.id or kind in kinds) and in_life:
            found.append(rule)
    return tuple(found)


def graph_of(lineage: Lineage) -> "nx.MultiDiGraph[str]":
    """The lineage as a weighted graph: bodies as nodes, links as edges from predecessor to successor."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for body in (lineage.body, *(each.body for each in (*lineage.predecessors, *lineage.successors))):
        graph.add_node(body.id, label=body.name, kind=body.kind, start=body.spell.start, end=body.spell.end)
    for step in lineage.steps:
        link = step.link
        graph.add_edge(
            link.predecessor,
            link.successor,
            key=link.id,
            weight=None if link.share is None else float(link.share),
            kind=link.kind,
            basis=link.basis.value,
            earliest=step.earliest,
            latest=step.latest,
            inferred=link.inferred,
        )
    return graph
