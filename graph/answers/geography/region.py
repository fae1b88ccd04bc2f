"""The NHS regions of today, and the bodies of any time whose area lay mostly in one of them."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from ...errors import BadInput
from ...model.entities import Body
from ...record.history import History
from ..landscape import listing

__all__ = ["bodies_in", "region_called", "regions_of"]

_KIND: Final = "nhs-region"
_HALF: Final = 2


def regions_of(history: History, today: date) -> Mapping[str, str]:
    """The name of each region of a day by its id; none if the record has no such kind."""
    if _KIND not in history.kinds:
        return {}
    bodies = [entry.body for entry in listing(history, today, _KIND).entries]
    return {body.id: _short(body) for body in sorted(bodies, key=_short)}


def _short(body: Body) -> str:
    return body.name.removesuffix(" Commissioning Region")


def region_called(history: History, today: date, text: str) -> str:
    """The id of the region of a day with an id or a name.

    Raises:
        BadInput: there is none.
    """
    known = regions_of(history, today)
    for region, name in known.items():
        if text.strip().casefold() in (region, name.casefold()):
            return region
    offered = ", ".join(known.values()) or "none of this record"
    raise BadInput(f"No NHS region of today is called {text.strip()[:40]!r}. They are: {offered}.")


def bodies_in(history: History, region: str, today: date) -> frozenset[str]:
    """The bodies with more than half of their people in the area of a region on a day."""
    areas = history.areas
    within = {piece.cell for piece in areas.coverage(region, today)}
    found = set()
    for body, holdings in areas.holdings.items():
        people = {each.piece.cell: each.piece.share * areas.cells[each.piece.cell].population for each in holdings}
        if sum(number for cell, number in people.items() if cell in within) * _HALF > sum(people.values()):
            found.add(body)
    return frozenset(found)
