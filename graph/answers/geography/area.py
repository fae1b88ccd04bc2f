"""The area of a body on a day: the cells it held, whole or in part, with the evidence for each."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec import Struct, field

from ...answer import Json, Rows
from ...errors import BadDay, UnknownPlace
from ...model.entities import Body
from ...model.partition import Cell, Evidence, Piece
from ...model.words import in_words, lower_first, spell_in_words
from ...record.history import History
from ..kind_numbers import none_of_kind
from .place import least_parts

if TYPE_CHECKING:
    from ...documents import places as documents

__all__ = ["FIRST_DAY", "Area", "area", "known_day", "unknown_day"]

FIRST_DAY: Final = date(1990, 1, 1)
"""The areas of bodies before this day are not known."""


class Area(Struct, frozen=True):
    """The pieces a body held on a day, by cell."""

    columns: ClassVar[tuple[str, ...]] = (
        "cell",
        "name",
        "share",
        "share_low",
        "population",
        "evidence",
        "inferred",
        "sources",
        "note",
    )

    body: Body
    day: date
    pieces: tuple[tuple[Cell, Piece], ...]
    leasts: Mapping[str, Decimal] = field(default_factory=dict)
    """The least of a cell that it held, where approximate parts of several bodies make more than the cell."""

    def least(self, piece: Piece) -> Decimal:
        return self.leasts.get(piece.cell, piece.share)

    @property
    def population(self) -> int:
        """Mid-2020 population of the area, used for all years."""
        return round(sum(cell.population * piece.share for cell, piece in self.pieces))

    @property
    def evidence(self) -> Evidence:
        """The weakest of its pieces."""
        return max(piece.evidence for _, piece in self.pieces)

    @property
    def inferred(self) -> bool:
        """Whether any piece is."""
        return any(piece.inferred for _, piece in self.pieces)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The ids of everything the area mentions: the body and the cells."""
        return (self.body.id, *(f"cell-{cell.id}" for cell, _ in self.pieces))

    def document(self) -> Json:
        from ...documents import places as documents

        return documents.Area(
            body=self.body.id,
            name=self.body.name_on(self.day),
            as_at=self.day,
            population=self.population,
            cells=self._documents(),
        ).plain()

    def rows(self) -> Rows:
        return [each.plain() for each in self._documents()]

    def _documents(self) -> "list[documents.AreaCell]":
        from ...documents import places as documents

        return [
            documents.AreaCell.from_values(
                piece,
                cell=cell.id,
                name=cell.district_name,
                share=float(piece.share),
                share_low=float(self.least(piece)),
                population=round(cell.population * piece.share),
                evidence=piece.evidence.label,
            )
            for cell, piece in self.pieces
        ]


def known_day(day: date, *, today: date) -> date:
    """The day itself, if areas can be known for it.

    Raises:
        BadDay: it is before 1990 or after today.
    """
    if told := unknown_day(day, today=today):
        raise BadDay(told)
    return day


def unknown_day(day: date, *, today: date) -> str:
    """Why no area can be known for a day; empty if it can."""
    if day < FIRST_DAY:
        return f"{in_words(day)} is before 1990. Areas are known from 1 January 1990 to today."
    if day > today:
        return f"{in_words(day)} is still to come. Areas are known from 1990 to today, {in_words(today)}."
    return ""


def area(history: History, body: Body, day: date) -> Area:
    """The area of a body on a day of its life.

    Raises:
        UnknownPlace: the body was not in force on the day, or its area is not known.
    """
    if not body.life.possible_on(day):
        days = spell_in_words(body.spell)
        none = none_of_kind(history, history.kinds[body.kind], day)
        told = f"{body.name} had no area on {in_words(day)}: {days}. Give a day of its life."
        raise UnknownPlace(f"{told} {none}".strip())
    pieces = history.areas.coverage(body.id, day)
    if not pieces:
        raise UnknownPlace(_not_known(history, body, day))
    cells = history.areas.cells
    whole = tuple((cells[piece.cell], piece) for piece in sorted(pieces, key=lambda each: each.cell))
    least = least_parts(history, [each.cell for each in pieces if each.evidence is Evidence.APPROXIMATE])
    own = {holding.piece.cell: part for holding, part in least.items() if holding.body == body.id and holding.on(day)}
    return Area(body, day, whole, own)


def _not_known(history: History, body: Body, day: date) -> str:
    """The reason why there is no area, as far as it is known."""
    if not history.areas.cells:
        return "This record holds no areas. Take the record that comes with the product."
    kind = history.kinds[body.kind]
    if held := history.areas.holdings.get(body.id):
        days = sorted(filter(None, (each.start or body.life.start for each in held)))
        since = f" It is known from {in_words(days[0])}." if days and days[0] > day else " It is known on other days."
        return f"The area of {body.name} is not known on {in_words(day)}.{since}"
    mapped = sum(1 for each in history.by_kind.get(body.kind, ()) if each.id in history.areas.holdings)
    if not mapped:
        return f"{body.name} has no area of its own in the record: none is held for any {lower_first(kind.label)}."
    return (
        f"The area of {body.name} is not known: no source read lists its districts. "
        f"That of {mapped} of {len(history.by_kind[body.kind])} bodies of its kind is."
    )
