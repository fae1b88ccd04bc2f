"""Small maps of a place, one per era in the same frame: the area that shared its commissioner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph.answers.geography.map import MapOnDay
from graph.answers.geography.place import PlaceHistory
from graph.answers.geography.place_eras import Era, sentence
from graph.model.dates import Spell
from graph.model.words import joined, lower_first, number_in_words, spell_in_words
from graph.record.history import History

from ..maps.small import area, frame_of
from ..pictures.svg import Element, shortened

__all__ = ["Card", "cards"]


@dataclass(frozen=True, slots=True)
class Card:
    """An era of a place: its commissioners, dates, a map if the area is known, and a sentence."""

    title: str
    days: str
    picture: Element | None
    words: str
    bodies: tuple[tuple[str, str], ...]


def cards(
    history: History, found: PlaceHistory, eras: Sequence[Era], maps: Sequence[MapOnDay], today: date
) -> tuple[Card, ...]:
    """A card for each era; `maps` are of the eras' days, in the same order."""
    days = [min(max(era.day, era.spells[-1].spell.starts[1]), today) for era in eras]
    held = [
        [piece for body in era.bodies for piece in history.areas.coverage(body.id, day)]
        for era, day in zip(eras, days, strict=True)
    ]
    frame = frame_of({piece.cell for pieces in held for piece in pieces} | set(found.place.parts))
    made = []
    for number, (era, pieces, on_day) in enumerate(zip(eras, held, maps, strict=True)):
        title = _title(era)
        picture = None
        if frame is not None and pieces:
            words = f"Map: {title} around {found.place.name}"
            picture = area(on_day, pieces, frame, title=words, name=f"era-{number}", place=found.place.parts)
        made.append(
            Card(
                title,
                _days(era),
                picture,
                sentence(history, found, era, today),
                tuple((body.id, body.name) for body in era.bodies),
            )
        )
    return tuple(made)


def _title(era: Era) -> str:
    if len(era.bodies) == 1:
        return era.bodies[0].name
    if len(era.bodies) == 2:
        return joined([shortened(body.caption) for body in era.bodies])
    return f"{number_in_words(len(era.bodies)).capitalize()} {lower_first(era.kind.plural)}"


def _days(era: Era) -> str:
    """The days of one body; of several those on which all of them shared the place."""
    if len(era.spells) == 1:
        return spell_in_words(era.spells[0].spell)
    late = max(era.spells, key=lambda each: each.spell.starts[1]).spell
    soon = min(era.spells, key=lambda each: each.spell.ends[1]).spell
    together = Spell(late.start, soon.end, late.start_precision, soon.end_precision)
    return spell_in_words(together) if together.starts[1] <= together.ends[0] else ""
