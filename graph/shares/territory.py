"""Who held which cells on which day, and which kinds share out England between them."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from ..model.commissioners import local_commissioners
from ..model.partition import Areas
from ..record.history import History
from ..util.once import computed_once
from .overlap import Holders, covered, covered_within

__all__ = ["Territory", "territory_of"]

_TIERS: Final = 128
"""So many tiers of bodies on a day are remembered, some 100 kB each."""


class Territory:
    """Who held which cells on which day; recently used tiers are cached."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.holders = lru_cache(_TIERS)(self._holders)

    @property
    def areas(self) -> Areas:
        """The cells and their holders."""
        return self.history.areas

    def _holders(self, kinds: frozenset[str], day: date) -> Holders:
        """The holders of each cell among bodies of some kinds certainly in force on a day."""
        bodies = (body for kind in kinds for body in self.history.possible_of_kind(kind, day))
        return covered(self.areas, sorted(body.id for body in bodies if body.life.certain_on(day)), day)

    def holders_of(self, cells: Collection[str], kinds: frozenset[str], day: date) -> Holders:
        """The holders of some cells; of all where they can be had without reading more of the record."""
        if self.history.has_read_all_bodies:
            return self.holders(kinds, day)
        held = {each.body for cell in cells for each in self.areas.by_cell.get(cell, ()) if each.on(day)}
        bodies = self.history.with_ids(sorted(held))
        there = frozenset(body.id for body in bodies if body.kind in kinds and body.life.certain_on(day))
        return covered_within(self.areas, cells, there, day)

    def family(self, kind: str) -> frozenset[str]:
        """A kind with those counted with it: its broadest kind and all narrower ones."""
        kinds = self.history.kinds
        while kinds[kind].broader in kinds:
            kind = kinds[kind].broader
        return self.history.kinds_within(kind)

    def together(self, families: Sequence[frozenset[str]], day: date) -> list[frozenset[str]]:
        """Kinds of one level that share out England between them on the day are one tier, those with a common cell not.

        Partnerships became integrated care systems one by one, so each kind was a part of England.
        """
        levels: dict[str, list[frozenset[str]]] = {}
        for kinds in families:
            levels.setdefault(self.history.kinds[min(kinds)].tier, []).append(kinds)
        found: list[frozenset[str]] = []
        for level in levels.values():
            held = [self.holders(kinds, day).by_cell for kinds in level]
            apart = sum(map(len, held)) == len(frozenset().union(*held))
            found += [frozenset().union(*level)] if apart else level
        return found

    def commissioners(self, day: date) -> frozenset[str]:
        """The kinds of local commissioner on a day."""
        kind = local_commissioners(self.history.kinds.values(), day)
        return self.history.kinds_within(kind) if kind else frozenset()


@computed_once(maxsize=2)
def territory_of(history: History) -> Territory:
    """The territory of a history, one for all who ask: it takes 10 ms to lay out a tier of a day."""
    return Territory(history)
