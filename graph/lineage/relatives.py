"""Where a body went and where it came from: its heirs and origins, with the share of the earlier that reached them.

Shares are multiplied along a path and summed over paths.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TypeAlias

from ..model.entities import Basis, Body, Step
from ..record.history import History
from .paths import Paths
from .shares import Share, total

__all__ = ["Relative", "RestingPlace", "heirs", "origins", "relatives", "resting_places"]

Steps: TypeAlias = tuple[Step, ...]
"""Steps in time order, from body to body."""


@dataclass(frozen=True, slots=True)
class Relative:
    """A body that came before or after another, by which paths, with the share of the earlier that reached the later.

    `paths` are written in time order; the first is the shortest, and of several such the one that carries most.
    """

    body: Body
    share: Share
    paths: tuple[Steps, ...]

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


def relatives(history: History, by_body: Mapping[str, Sequence[tuple[Steps, Share]]]) -> tuple[Relative, ...]:
    """The bodies at the ends of paths, earliest first, each with its paths and the share they carry together."""
    found = []
    for body, carried in by_body.items():
        ordered = sorted(carried, key=lambda pair: (len(pair[0]), -(pair[1] or 0), tuple(s.link.id for s in pair[0])))
        share = total(share for _, share in carried)
        found.append(Relative(history.bodies[body], share, tuple(path for path, _ in ordered)))
    return tuple(sorted(found, key=lambda relative: (relative.body.life.starts[0], relative.body.id)))


@dataclass(frozen=True, slots=True)
class RestingPlace:
    """A part of a body, the body that holds it once a walk is over, and the path by which it came there.

    A part that `came_back` was led to a body that it had left before; where it went from there is not followed.
    """

    holder: str
    path: Steps
    share: Share
    came_back: bool = False

    @property
    def reached(self) -> date:
        """The earliest day it can have come to its holder."""
        return _reached(self.path)


def resting_places(walk: Paths, body: Body) -> Iterator[RestingPlace]:
    """Every part of `body` once the walk is over, that which stayed with `body` itself first.

    What stays with a body that goes on, is left with one that ended, or came back counts too, so the parts add up to
    the whole wherever all are known.
    """
    for path in chain(((),), walk.paths_from(body.id)):
        met = (body.id, *(step.link.successor for step in path))
        carried, reached = walk.shares.along(path), _reached(path)
        yield RestingPlace(met[-1], path, _times(carried, walk.shares.rest(met[-1], reached)))
        for step, share in walk.shares.of_steps(met[-1], reached).items():
            if step.link.successor in met:
                yield RestingPlace(step.link.successor, (*path, step), _times(carried, share), came_back=True)


def _resting(walk: Paths, end: str, path: Steps) -> Share:
    """The part of a path's first body that rests with its last, `end`."""
    return _times(walk.shares.along(path), walk.shares.rest(end, _reached(path)))


def _reached(path: Steps) -> date:
    return max((step.earliest for step in path), default=date.min)


def _times(one: Share, other: Share) -> Share:
    return None if one is None or other is None else one * other


def heirs(walk: Paths, body: Body) -> tuple[Relative, ...]:
    """The bodies in force on the walk's last day that hold a part of `body`, or may.

    Shares are fractions of `body` in 0..1. What stays with `body` is not in the answer: see `Shares.rest`.
    """
    wanted = walk.in_force(walk.until)
    by_body: dict[str, list[tuple[Steps, Share]]] = defaultdict(list)
    for path in walk.paths_from(body.id):
        last = path[-1].link.successor
        if last in wanted and (share := _resting(walk, last, path)) != 0:
            by_body[last].append((path, share))
    return relatives(walk.history, by_body)


def origins(walk: Paths, body: Body) -> tuple[Relative, ...]:
    """The bodies in force on the walk's first day of which `body` holds a part once it is over, or may.

    Shares are fractions of each of them in 0..1: `body` is an heir of just these, with the same shares.
    """
    wanted = walk.in_force(walk.after)
    by_body: dict[str, list[tuple[Steps, Share]]] = defaultdict(list)
    for path in walk.paths_to(body.id):
        first = path[0].link.predecessor
        if first in wanted and (share := _resting(walk, body.id, path)) != 0:
            by_body[first].append((path, share))
    return relatives(walk.history, by_body)
