"""The headline and subtitle of a map, computed for its day."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from ...model.entities import Kind
from ...model.words import in_words, joined, lower_first, upper_first
from ..kind_numbers import kind_number
from .commissioners import Commissioners, Count, years_on
from .map import MapOnDay

__all__ = ["bodies_in_words", "finding", "least_in_words", "shown"]

_YEARS: Final = 4
_MANY_GONE: Final = 0.25
_MOVED: Final = 0.1


def bodies_in_words(count: Count) -> str:
    """The bodies of a day by kind: `303 primary care trusts`, `238 primary care groups and 164 primary care trusts`."""
    return joined([_of_kind(kind, number) for kind, number in count.kinds])


def _of_kind(kind: Kind, number: int) -> str:
    return f"{number:,} {lower_first(kind.label if number == 1 else kind.plural)}"


def finding(numbers: Commissioners, day: date) -> str:
    """The headline of a map: how many bodies, and their significance.

    Where a quarter or more was over four years on, that; else a change of over a tenth within the month; else how many
    lasted. What would lie after the newest source is compared with the year that had most.
    """
    count = numbers.on(day)
    if not count.certain:
        return f"{_none(numbers, count)} on {in_words(day)}"
    start = f"{upper_first(least_in_words(numbers, count))} on {in_words(day)}"
    later = years_on(day, _YEARS)
    if later > numbers.through:
        most = numbers.most
        if most is None or most.certain <= count.certain or numbers.kind:
            return start
        return f"{start}, against {bodies_in_words(most)} in {most.day.year}"
    gone = numbers.gone(day, later)
    if gone == count.certain:
        return f"{start}; all of them were gone within four years"
    if gone >= _MANY_GONE * count.certain:
        return f"{start}; {gone:,} of them were gone within four years"
    before = numbers.on(day - timedelta(days=31))
    if before.certain and not before.possible and abs(count.certain - before.certain) > _MOVED * before.certain:
        return f"{start}, {'up' if count.certain > before.certain else 'down'} from {bodies_in_words(before)}"
    return f"{start}; all {f'but {gone:,} of them' if gone else 'of them'} lasted four more years"


def least_in_words(numbers: Commissioners, count: Count) -> str:
    """The bodies of a day by kind, said to be the least where the record may know too few."""
    return f"at least {bodies_in_words(count)}" if _too_few(numbers, count) else bodies_in_words(count)


def _too_few(numbers: Commissioners, count: Count) -> bool:
    """Whether there may have been more bodies than the record is sure of."""
    return bool(count.possible) or any(
        kind_number(numbers.history, kind, count.day).has_holes for kind, _ in count.kinds
    )


def _none(numbers: Commissioners, count: Count) -> str:
    kinds = [numbers.history.kinds[kind] for kind in numbers.kinds(count.day)]
    if count.possible:
        plurals = joined([lower_first(kind.plural) for kind in kinds])
        return f"Perhaps {count.possible:,} {plurals}, none of them for certain,"
    return f"No {joined([lower_first(kind.plural) for kind in kinds])}" if kinds else "No local commissioners are known"


def shown(found: MapOnDay, numbers: Commissioners) -> str:
    """The subtitle: what the shapes and lines are, and what is missing."""
    return " ".join(_sentences(found, numbers))


def _sentences(found: MapOnDay, numbers: Commissioners) -> Iterable[str]:
    count = numbers.on(found.day)
    kind = numbers.history.kinds.get(numbers.kind)
    if kind and (outside := kind_number(numbers.history, kind, found.day).outside):
        yield outside
    if found.drawn:
        of_whom = "the body that planned and paid for local care on that day" if found.is_local else "one body"
        above = f"; heavy lines show the {_of_kind(found.above, found.count_above)} above" if found.above else ""
        yield f"Each shape is the area of {of_whom}{above}."
    for each, _ in count.kinds:
        if others := kind_number(numbers.history, each, found.day).others:
            yield others
    if count.possible:
        yield f"{count.possible:,} more may have been in force: not all of their days are known."
    if few := len(found.only_parts):
        hold, lie = ("holds", "lies") if few == 1 else ("hold", "lie")
        of_all = f"{_number(few)} of the {len(found.bodies):,} bodies"
        yield f"{of_all} {hold} only part of a divided area and {lie} under the hatching."
    if found.behind is not None:
        known = sum(bool(cell.owner) for cell in found.cells.values())
        yield (
            f"Areas of these bodies are known for {known:,} of {len(found.cells):,} parts of England; "
            f"elsewhere the {lower_first(found.behind.label)} is shown."
        )
    elif missing := len(found.without_area):
        areas, are = ("area", "is") if missing == 1 else ("areas", "are")
        of_all = f"{missing:,} of the {len(found.bodies):,}"
        yield f"The {areas} of {of_all} {are} not known, so part of the map is hatched."


def _number(number: int) -> str:
    return "One" if number == 1 else f"{number:,}"
