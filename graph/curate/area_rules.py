"""Validation rules for coverages, against the bodies, cells and look-ups they refer to."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Final

from ..errors import Finding
from ..model.partition import PART_ROUNDING, Areas, Holding
from ..record.areas.lookups import Lookups
from ..record.history import History
from .count_rules import Fault

__all__ = ["area_findings", "lookup_findings"]


def no_coverage_outside_life(history: History) -> Iterator[Fault]:
    """A body holds a cell only during its life, as far as its dates are known."""
    for body_id, held in history.areas.holdings.items():
        if (body := history.bodies.get(body_id)) is None:
            continue
        for holding in held:
            first, last = holding.start or date.min, holding.end or date.max
            if first > last:
                yield _name(holding), f"it ends on {last}, before it begins on {first}; mend one of the two dates"
            elif holding.start and not body.life.starts[0] < holding.start <= body.life.ends[1]:
                yield (
                    _name(holding),
                    f"it begins on {first}, outside the life of {body_id}; mend the date, or leave it out where the "
                    "body held the cell from its own first day",
                )
            elif holding.end and not body.life.starts[0] <= holding.end < body.life.ends[1]:
                yield (
                    _name(holding),
                    f"it ends on {last}, outside the life of {body_id}; mend the date, or leave it out where the "
                    "body held the cell to its own last day",
                )


def no_cell_held_twice(history: History) -> Iterator[Fault]:
    """A body holds a cell at most once on any day."""
    for held in history.areas.holdings.values():
        by_cell: dict[str, list[Holding]] = defaultdict(list)
        for holding in held:
            by_cell[holding.piece.cell].append(holding)
        for one, two in (pair for same in by_cell.values() for pair in combinations(same, 2)):
            if _first(one) <= _last(two) and _first(two) <= _last(one):
                yield _name(one), f"it overlaps {_name(two)}; make them one, or mend the dates"


def no_cell_divided_into_more(history: History) -> Iterator[Fault]:
    """The parts of a cell held by bodies of one kind on a day sum to at most one."""
    for cell, held in history.areas.by_cell.items():
        by_kind: dict[str, list[Holding]] = defaultdict(list)
        for holding in held:
            if holding.piece.share < 1 and holding.body in history.bodies:
                by_kind[history.bodies[holding.body].kind].append(holding)
        for kind, parts in by_kind.items():
            for day in sorted({_since(history, part) for part in parts}):
                of_day = [part for part in parts if _surely_on(history, part, day)]
                total = sum((part.piece.share for part in of_day), Decimal(0))
                if total > 1 + PART_ROUNDING * len(of_day):
                    bodies = ", ".join(sorted(part.body for part in of_day))
                    yield (
                        f"cell-{cell}",
                        f"its parts of {day} as {kind} sum to {total}, more than 1 ({bodies}); mend them",
                    )
                    break


def _name(holding: Holding) -> str:
    since = f"--{holding.start}" if holding.start else ""
    return f"coverage-{holding.body}--{holding.piece.cell}{since}"


def _first(holding: Holding) -> date:
    return holding.start or date.min


def _last(holding: Holding) -> date:
    return holding.end or date.max


def _since(history: History, holding: Holding) -> date:
    """The first day on which a body certainly held a piece, once it existed."""
    return max(_first(holding), history.bodies[holding.body].life.starts[1])


def _surely_on(history: History, holding: Holding, day: date) -> bool:
    return holding.on(day) and history.bodies[holding.body].life.certain_on(day)


RULES: Final = {
    "coverage-outside-life": no_coverage_outside_life,
    "coverage-twice": no_cell_held_twice,
    "cell-parts": no_cell_divided_into_more,
}
"""The rules whose breach is an error, by name."""


def area_findings(history: History) -> Iterator[Finding]:
    """Runs the rules for areas on a history whose references all resolve."""
    for name, rule in RULES.items():
        for subject, message in rule(history):
            yield Finding(subject, name, message)


# Look-ups


def lookup_findings(areas: Areas, lookups: Lookups) -> Iterator[Finding]:
    """Look-up rows that name an unknown cell, or whose LSOAs or postcodes do not add up to the cell's counts.

    Raises:
        UnreadableRecord: a look-up cannot be read.
    """
    lsoas = Counter(lookups.lsoas.values())
    postcodes: Counter[str] = Counter()
    for cells in lookups.sectors.values():
        postcodes.update(cells)
    for table, what, found in (("lsoa_cells", "lsoas", lsoas), ("postcode_sectors", "postcodes", postcodes)):
        yield from _beside_cells(areas, table, what, found)


def _beside_cells(areas: Areas, table: str, what: str, found: Mapping[str, int]) -> Iterator[Finding]:
    for unknown in sorted(found.keys() - areas.cells.keys()):
        told = f"names the cell {unknown}, which there is not; mend it, or add the cell"
        yield Finding(f"{table}.csv", "lookup-cell", told)
    for cell in areas.cells.values():
        if (number := found.get(cell.id, 0)) != (counted := getattr(cell, what)):
            told = f"has {number} {what} of cell {cell.id}, which has {counted}; mend one of the two"
            yield Finding(f"{table}.csv", "lookup-count", told)
