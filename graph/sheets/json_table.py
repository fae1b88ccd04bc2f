"""A table in JSON: an object with a list of codes or rows, and options."""

import json
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeAlias

from ..errors import BadInput
from ..util.text import quoted
from .cells import refuse_patterns

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Choice", "Room", "read_json_table"]

Choice: TypeAlias = str | int | list[str] | None


class Room(Protocol):
    """Refuses a table that is too large; see `graph.sheets.upload.Bounds`."""

    def check(self, rows: int, columns: int, size: int = 0) -> None: ...


def read_json_table(content: bytes, room: Room) -> "tuple[dict[str, Choice], pl.DataFrame]":
    """The options of an object by name, and its table: a column `code`, or one per key of its rows.

    Every cell becomes text: numbers exactly as written, true and false, null as missing. The column named by the option
    `column` may only hold text.

    Raises:
        BadInput: it is not a JSON object, has neither codes nor rows or both, a value is of the wrong type, or there
            are too many.
    """
    import polars as pl

    body = _object(content)
    codes, rows = body.pop("codes", None), body.pop("rows", None)
    choices = {name: _choice(name, value) for name, value in body.items()}
    if (codes is None) == (rows is None):
        raise BadInput("Send either codes, a list of texts, or rows, a list of objects.")
    if codes is not None:
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            raise BadInput("codes must be a list of texts; a code is never a number.")
        room.check(len(codes), 1)
        if codes:
            return {**choices, "column": "code"}, pl.DataFrame({"code": codes})
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise BadInput("rows must be a list of one or more objects.")
    header = list(dict.fromkeys(name for row in rows for name in row))
    room.check(len(rows), len(header))
    refuse_patterns(header)
    if any(not isinstance(row.get(str(choices.get("column"))), str | None) for row in rows):
        raise BadInput("A code is text, never a number.")
    cells = {name: [_cell(row.get(name)) for row in rows] for name in header}
    return choices, pl.DataFrame(cells, schema=dict.fromkeys(header, pl.String))


def _object(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_named_once,
            parse_constant=_no_number,
            parse_float=Decimal,
        )
        # Half a surrogate pair ("\ud800") could not be encoded in a response.
        json.dumps(body, ensure_ascii=False, default=str).encode()
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise BadInput('Send a JSON object, such as {"codes": ["5NR"], "from": "2012-04-01", "to": "2022-07-01"}.')
    return body


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise BadInput(f"An object has {quoted(twice)} twice. Give each name once.")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _choice(name: str, value: object) -> Choice:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return value
    raise BadInput(f"{quoted(name)} must be text, a whole number, or a list of texts.")


def _cell(value: object) -> str | None:
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return str(value)
        case _:
            raise BadInput("A cell is text, a number, true, false or null.")
