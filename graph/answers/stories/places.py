"""Stories of places: where commissioners changed most often, and how many people each one has had to look after."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from ...model.commissioners import ERAS
from ...model.entities import Body
from ...model.partition import Cell
from ...model.words import number_in_words, people_in_words
from ...record.history import History
from ..geography.commissioners import Count, commissioners
from .story import Story

__all__ = ["doorstep", "size"]

_FIRST: Final = date(1990, 1, 1)
_COUNTED_FROM: Final = date(1996, 4, 1)
"""The first day of which the number of local commissioners is known for certain."""


def _local(history: History) -> set[str]:
    """The kinds of local commissioners, and those that count as one of them."""
    return {each for era in ERAS for kind in era if kind in history.kinds for each in history.kinds_within(kind)}


def doorstep(history: History) -> Story:
    """Where most local commissioners came one after the other."""
    held = sorted(_doorsteps(history), key=lambda each: (-len(each[1]), -each[0].population))
    return Story(
        "doorstep",
        "Where did the local NHS change hands most often?",
        f"{held[0][0].district_name} has had {len(held[0][1]):,} local NHS commissioners since 1990; "
        "nowhere has had more"
        if held
        else "Of no place are the local commissioners known",
        _usual(held) if held else "",
        "32-most-commissioners",
        ("place", "cell", "people", "bodies", "ids", "names"),
        tuple(
            {
                "place": cell.district_name,
                "cell": cell.id,
                "people": cell.population,
                "bodies": len(bodies),
                "ids": [body.id for body in bodies],
                "names": [body.name for body in bodies],
            }
            for cell, bodies in held
        ),
    )


def _doorsteps(history: History) -> Iterator[tuple[Cell, list[Body]]]:
    """Each cell with the local commissioners that held all of it since 1990, in order of time."""
    local = _local(history)
    for cell, holdings in history.areas.by_cell.items():
        held = {each.body: history.bodies[each.body] for each in holdings if each.piece.share == 1}
        bodies = [body for body in held.values() if body.kind in local and body.life.ends[1] >= _FIRST]
        if bodies:
            yield history.areas.cells[cell], sorted(bodies, key=lambda body: (body.life.starts[1], body.id))


def _usual(held: Sequence[tuple[Cell, list[Body]]]) -> str:
    """What was counted, and the largest number that most people have seen at least."""
    everyone = sum(cell.population for cell, _ in held)
    people, usual = 0, 0
    for cell, bodies in held:
        people, usual = people + cell.population, len(bodies)
        if people * 2 > everyone:
            break
    return (
        "These are the bodies that were responsible for the whole of a place, one after the other. "
        f"Most people in England have had {number_in_words(usual)} or more."
    )


def size(history: History) -> Story:
    """How many people there are to a local commissioner, from the days on which their number is known."""
    numbers = commissioners(history, _COUNTED_FROM)
    people = sum(cell.population for cell in history.areas.cells.values())
    days = sorted(
        {
            body.life.starts[1]
            for kind in _local(history)
            for body in history.by_kind.get(kind, ())
            if body.life.start and _COUNTED_FROM <= body.life.starts[1] <= numbers.through
        }
    )
    counts = [count for day in days if (count := numbers.on(day)).certain]
    rows = tuple(
        {
            "date": count.day.isoformat(),
            "kinds": [kind.id for kind, _ in count.kinds],
            "bodies": count.certain,
            "people_each": round(people / count.certain),
        }
        for count in counts
    )
    return Story(
        "size",
        "How many people is one local NHS commissioner responsible for?",
        _grown(counts, people),
        f"{people_in_words(people)} people of mid-2020, divided by the bodies of each day on which one began.",
        "33-commissioners-on-each-day",
        ("date", "kinds", "bodies", "people_each"),
        rows if people else (),
    )


def _grown(counts: list[Count], people: int) -> str:
    """The newest average beside that of the day with most statutory commissioners."""
    statutory = [count for count in counts if all(kind.legal_form == "formal" for kind, _ in count.kinds)]
    if not people or len(statutory) < 2:
        return "How many people a local commissioner was responsible for is not known"
    most, last = max(statutory, key=lambda count: (count.certain, count.day)), statutory[-1]
    start = (
        f"On average a local NHS commissioner has {people_in_words(round(people / last.certain))} people to look after"
    )
    times = round(most.certain / last.certain)
    return f"{start}, {number_in_words(times)} times as many as in {most.day.year}" if times > 1 else start
