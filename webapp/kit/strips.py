"""Strips of time: who commissioned at a place, for its page and for a story of one cell."""

from datetime import date
from decimal import Decimal

from graph.answers.geography.place import PlaceHistory, place_history
from graph.answers.geography.place_eras import local_spells
from graph.areas.places import Place
from graph.model.entities import Tier
from graph.record.history import History

from ..render.pictures.svg import Addresses, Element
from ..render.place.strip import strip

__all__ = ["of_cell", "of_place"]


def of_place(history: History, found: PlaceHistory, address: Addresses, today: date, *, down: bool = False) -> Element:
    """The strip of a place; `down` for narrow screens."""
    local = local_spells(history, found)
    above = [each for each in found.spells if each.kind.tier is not Tier.LOCAL]
    restructures = list(history.restructures.values())
    return strip(found.place.name, local, above, history.kinds, restructures, address, today, down=down)


def of_cell(history: History, cell: str, address: Addresses, today: date) -> Element:
    """The strip of a cell."""
    about = history.areas.cells[cell]
    place = Place(f"cell-{cell}", about.district_name, "cell", "", {cell: Decimal(1)}, about.population)
    return of_place(history, place_history(history, place), address, today)
