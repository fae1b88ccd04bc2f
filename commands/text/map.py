"""Text output of `map`: its headline, and a row for each body."""

from datetime import date
from typing import TYPE_CHECKING

from graph.model.words import counted
from graph.names.description import called

from ..output import Printer, table

if TYPE_CHECKING:
    from graph.answers.geography.map import MapOnDay
    from graph.record.history import History

__all__ = ["map_of_day"]


def map_of_day(page: Printer, history: "History", found: "MapOnDay") -> None:
    """The headline of the map, and its bodies with population and evidence."""
    from graph.answers.geography.commissioners import commissioners
    from graph.answers.geography.headline import finding, shown

    kind = "" if found.is_local else found.kinds[0].id
    numbers = commissioners(history, max(date.today(), found.day), kind)
    page.print(finding(numbers, found.day))
    if told := shown(found, numbers):
        page.print(told)
    if not found.bodies:
        return
    page.print()
    rows = [
        (
            body.id,
            called(history, body.entry.body, found.day),
            "not known" if body.population is None else f"{body.population:,}",
            "area not known"
            if body.evidence is None
            else body.evidence.label
            + (", inferred" if body.inferred else "")
            + (f", {counted(body.parts, 'shared cell')}" if body.parts else ""),
        )
        for body in found.bodies
    ]
    table(page, ("body", "name", "people", "area"), rows, numbers=("people",))
    page.print("\nPeople are those of mid-2020 on every day.")
