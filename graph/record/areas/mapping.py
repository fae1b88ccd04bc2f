"""Maps rows of the area tables to values."""

from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from ...errors import UnreadableRecord
from ...model.partition import Areas, Cell, Evidence, Holding, Piece
from ..lazy import LazyMapping, grouped
from ..rows import Row, Rows

__all__ = ["areas_of", "require_readable", "require_whole"]

_WHOLE: Final = Decimal(1)


def areas_of(rows: Rows) -> Areas:
    """The areas in the rows of their tables; the holdings of a body or cell are read on demand."""
    return Areas(
        {row["cell"]: _cell(row) for row in rows.all("cells")},
        LazyMapping(
            lambda body: tuple(map(_holding, rows.where("membership", "body", (body,)))) or None,
            lambda: grouped(map(_holding, rows.all("membership")), lambda holding: holding.body),
        ),
        LazyMapping(
            lambda cell: tuple(map(_holding, rows.where("membership", "cell", (cell,)))) or None,
            lambda: grouped(map(_holding, rows.all("membership")), lambda holding: holding.piece.cell),
        ),
        lambda bodies: grouped(
            map(_holding, rows.where("membership", "body", sorted(bodies))), lambda holding: holding.body
        ),
    )


def require_whole(rows: Rows, name: str) -> None:
    """Checks all rows once.

    Raises:
        UnreadableRecord: a value is invalid, or a cell does not exist.
    """
    require_readable(rows, name)
    named = {row["cell"] for row in rows.all("membership")}
    named |= {cell for row in rows.all("places") for cell in row["cells"].split("|")}
    if missing := min(named - {row["cell"] for row in rows.all("cells")}, default=""):
        raise _fault(name, f"names the cell {missing!r} and does not hold it")


def require_readable(rows: Rows, name: str) -> None:
    """Checks the values of all rows, or of some.

    Raises:
        UnreadableRecord: a value is invalid.
    """
    try:
        for row in rows.all("cells"):
            _cell(row)
        for row in rows.all("membership"):
            _holding(row)
    except (InvalidOperation, LookupError, ValueError):
        raise _fault(name, "holds a value that cannot be read") from None


def _fault(name: str, fault: str) -> UnreadableRecord:
    return UnreadableRecord(f"{name} {fault}. It may be cut short or wrongly edited; to see more, run: validate")


def _cell(row: Row) -> Cell:
    return Cell(
        id=row["cell"],
        population=int(row["population"]),
        postcodes=int(row["postcodes"]),
        lsoas=int(row["lsoas"]),
        latitude=float(row["lat"]),
        longitude=float(row["lon"]),
        district_code=row["district_code"],
        district_name=row["district_name"],
        authority_code=row["lad22_code"],
        authority_name=row["lad22_name"],
    )


def _holding(row: Row) -> Holding:
    piece = Piece(
        row["cell"],
        _share(row["share"]),
        Evidence[row["evidence"].upper()],
        row["inferred"] == "yes",
        _several(row["sources"]),
        row["note"],
    )
    return Holding(row["body"], piece, _day(row["from"]), _day(row["to"]))


@lru_cache(2**12)
def _share(text: str) -> Decimal:
    share = Decimal(text) if text else _WHOLE
    if not 0 < share <= 1:
        raise ValueError(text)
    return share


@lru_cache(2**12)
def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


@lru_cache(2**12)
def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
