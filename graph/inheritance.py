"""Where a body went and where it came from: its heirs and origins, with the share of the earlier that reached them.

Shares are multiplied along a path and summed over paths.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .model import Basis, Body, Step
from .shares import Share, total
from .walk import Walk

__all__ = ["Relative", "heirs", "origins", "relatives", "resting_places"]


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


def relatives(walk: Walk, by_body: Mapping[str, Sequence[tuple[Step, ...]]]) -> tuple[Relative, ...]:
    """The bodies at the ends of paths, earliest first, each with its paths and the share they carry together."""
    found = []
    for body, paths in by_body.items():
        carried = [(path, walk.shares.along(path)) for path in paths]
        if len(carried) > 1:
            carried.sort(key=lambda pair: (len(pair[0]), -(pair[1] or 0), tuple(step.link.id for step in pair[0])))
        share = total(share for _, share in carried)
        found.append(Relative(walk.history.bodies[body], share, tuple(path for path, _ in carried)))
    return tuple(sorted(found, key=lambda relative: (relative.body.life.starts[0], relative.body.id)))


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
    return relatives(walk, by_body)


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
    return relatives(walk, by_body)
