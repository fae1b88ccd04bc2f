"""Shares along a lineage: how much of each earlier body came to a body, and how much of it went to each later one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from ..lineage.paths import Paths
from ..model.entities import Basis, Body
from ..model.partition import Measure
from ..model.share import Share, Weight
from ..record.history import History
from .division import Relative, decided_by_law, share_by_area, share_by_links, shortest_first
from .links import Bounds, Links, Path
from .overlap import Common, Overlap, overlap
from .territory import territory_of

__all__ = ["Descent"]

_ONE_DAY = timedelta(days=1)


class Descent:
    """The bodies linked to one, before and after it, each with the share of the earlier that went to the later.

    The earlier body is taken on the day before the first link leading on from it, the later one once the last link
    between them had reached it. Where one follows the other directly, only those links count: what a neighbour handed
    on to it years later is not among what it was followed by, and the shares of all who followed would exceed 1.
    """

    def __init__(
        self, history: History, bases: frozenset[Basis], *, weight: Weight = Weight.PEOPLE, estimate: bool = False
    ) -> None:
        self.history, self.weight, self.estimate = history, weight, estimate
        self._bases = bases
        self._measure = Measure.PEOPLE if weight is Weight.STATED else Measure(weight.value)
        self._territory = territory_of(history)
        self._walk = Paths(history, bases)
        self._links: dict[date, Links] = {}
        self._laid: dict[tuple[str, date, frozenset[str], date], Overlap | None] = {}

    def before(self, body: Body) -> tuple[Relative, ...]:
        """All bodies before one, earliest first."""
        by_body: dict[str, list[Path]] = defaultdict(list)
        for path in self._walk.paths_to(body.id):
            by_body[path[0].link.predecessor].append(path)
        return self._ordered({other: self._share(other, body.id, paths) for other, paths in by_body.items()}, by_body)

    def after(self, body: Body, *, since: date | None = None) -> tuple[Relative, ...]:
        """All bodies after one, earliest first; since a day, what went to each of that which was left until then."""
        by_body: dict[str, list[Path]] = defaultdict(list)
        for path in self._walk.paths_from(body.id):
            if since is None or path[0].latest >= since:
                by_body[path[-1].link.successor].append(path)
        parts = {other: self._share(body.id, other, paths, since) for other, paths in by_body.items()}
        return self._ordered(parts, by_body)

    def _ordered(self, parts: Mapping[str, Share], paths: Mapping[str, Sequence[Path]]) -> tuple[Relative, ...]:
        found = [
            Relative(self.history.bodies[other], part, shortest_first(paths[other])) for other, part in parts.items()
        ]
        return tuple(sorted(found, key=lambda relative: (relative.body.life.starts[0], relative.body.id)))

    def _share(self, earlier: str, later: str, paths: Sequence[Path], since: date | None = None) -> Share:
        left = since or self._walk.steps_from(earlier)[0].earliest
        direct = [path for path in paths if len(path) == 1]
        came = max(step.earliest for path in direct or paths for step in path)
        links = self._from(left - _ONE_DAY if left > date.min else left)
        bounds = links.carried(earlier, later)
        by_links = share_by_links(bounds, paths)
        stated = bounds.known and bounds.divisions <= 1
        if self.weight is Weight.STATED and stated:
            return by_links
        return self._by_area(earlier, links.walk.after, later, came, bounds, by_links) or by_links

    def _from(self, day: date) -> Links:
        if day not in self._links:
            self._links[day] = Links(Paths(self.history, self._bases, after=day))
        return self._links[day]

    def _by_area(
        self, earlier: str, left: date, later: str, came: date, bounds: Bounds, by_links: Share
    ) -> Share | None:
        """The share by area; None if one has no area, or the law decides what the area leaves open."""
        one, other = self.history.bodies[earlier], self.history.bodies[later]
        first = min(max(left, one.life.starts[0]), one.life.ends[1])
        second = min(max(came, other.life.starts[0]), other.life.ends[1])
        kinds = self._territory.family(other.kind)
        if not other.life.certain_on(second) or not self._territory.areas.coverage(later, second):
            return None
        laid = self._lying(earlier, first, kinds, second)
        if laid is None or not laid.size:
            return None
        common = laid.common.get(later, Common())
        if decided_by_law(common, laid.size, bounds):
            return None
        return share_by_area(common, laid.size, self._measure, by_links, estimate=self.estimate)

    def _lying(self, body: str, first: date, kinds: frozenset[str], second: date) -> Overlap | None:
        key = (body, first, kinds, second)
        if key not in self._laid:
            self._laid[key] = None
            if pieces := self._territory.areas.coverage(body, first):
                holders = self._territory.holders_of([piece.cell for piece in pieces], kinds, second)
                self._laid[key] = overlap(self._territory.areas, body, pieces, holders, self._measure)
        return self._laid[key]
