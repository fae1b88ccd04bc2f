"""A table of codes that a reader sends, and what they chose beside it: by a form or in JSON, within the site's limits.

Nothing that is sent is kept: it is read, answered and forgotten.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, TYPE_CHECKING, Any

from flask import current_app, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from graph.dates import parse_day
from graph.errors import BadInput
from graph.model import LEGAL_AND_AREA, Basis

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Choices", "allow_a_table", "bases", "choices_in_json", "table_in_form", "table_in_json"]

_MOST_COLUMNS = 200
_TEXTS = ("column", "from", "to", "kind_from", "kind")


def allow_a_table() -> None:
    """Lets this request be as large as the setting for uploads says."""
    request.max_form_memory_size = current_app.config["MAX_CONTENT_LENGTH"]
    request.max_form_parts = 1_000


@dataclass(frozen=True)
class Choices:
    """What a reader chose beside the table; without a column, the one that looks most like codes is meant."""

    column: str
    to: date
    since: date | None
    kind_from: str
    kind_to: str
    bases: frozenset[Basis]
    apportion: tuple[str, ...]

    @classmethod
    def of(cls, given: "MultiDict[str, str]") -> "Choices":
        """Those of a form.

        Raises:
            BadDay: a day is none.
            BadRequest: a basis is none.
        """
        since = given.get("from", "").strip()
        return cls(
            column=given.get("column", ""),
            to=parse_day(given.get("to", "").strip() or date.today().isoformat()),
            since=parse_day(since) if since else None,
            kind_from=given.get("kind-from", "").strip(),
            kind_to=given.get("kind", "").strip(),
            bases=bases(given.getlist("basis")),
            apportion=tuple(dict.fromkeys(name for name in given.getlist("apportion") if name)),
        )


def bases(names: Sequence[str]) -> frozenset[Basis]:
    """The bases of those names; legal and area where there are none.

    Raises:
        BadRequest: a name is that of no basis.
    """
    known = {basis.value: basis for basis in Basis}
    if not all(isinstance(name, str) and name in known for name in names):
        raise BadRequest(f"A basis is one of {', '.join(known)}.")
    return frozenset(known[name] for name in names) or LEGAL_AND_AREA


def table_in_form(column: str) -> "pl.DataFrame":
    """The table that was uploaded or pasted; a column that is named is read as texts.

    Raises:
        BadInput: there is none, it cannot be read, or it is larger than this site takes.
    """
    uploaded = request.files.get("file")
    if uploaded is not None and uploaded.filename:
        return _read(io.BytesIO(uploaded.read()), column)
    text = request.form.get("table", "").strip("\r\n")
    if not text.strip():
        raise BadInput("No table was sent. Paste one with a header row, or choose a file.")
    return _read(io.BytesIO(text.encode()), column)


def _read(source: IO[bytes], column: str) -> "pl.DataFrame":
    import polars as pl

    from graph.sheets import open_sheet

    most = current_app.config["UPLOAD_ROWS"]
    with open_sheet(source, text_column=column, largest=current_app.config["UPLOAD_UNPACKED_MB"] * 2**20) as sheet:
        if len(sheet.columns) > _MOST_COLUMNS:
            raise BadInput(
                f"The table has {len(sheet.columns):,} columns; this page takes {_MOST_COLUMNS}. Send fewer."
            )
        parts, rows = [], 0
        for batch in sheet.batches():
            parts.append(batch)
            rows += batch.height
            if rows > most:
                raise BadInput(f"The table has more than {most:,} rows. Use the command line, which takes any number.")
    if not rows:
        raise BadInput("The table has a header but no rows. Add some.")
    return pl.concat(parts)


def choices_in_json(body: dict[str, Any]) -> Choices:
    """The choices of a request in JSON.

    Raises:
        BadDay: a day is none.
        BadInput: a value is of the wrong type.
        BadRequest: a basis is none.
    """
    for name in _TEXTS:
        if not isinstance(body.get(name, ""), str | None):
            raise BadInput(f"{name} must be text.")
    lists = {name: body.get(name, []) for name in ("basis", "apportion")}
    for name, values in lists.items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise BadInput(f"{name} must be a list of texts.")
    given: MultiDict[str, str] = MultiDict(
        [(name.replace("_", "-"), body.get(name) or "") for name in _TEXTS]
        + [(name, value) for name, values in lists.items() for value in values]
    )
    if "codes" in body:
        given["column"] = "code"
    return Choices.of(given)


def table_in_json(body: dict[str, Any]) -> "pl.DataFrame":
    """The table of a request: a list of codes, or rows with the same columns; every cell as the text it would be.

    Raises:
        BadInput: there is neither, a value is of the wrong type, or there are too many.
    """
    import polars as pl

    codes, rows = body.get("codes"), body.get("rows")
    if (codes is None) == (rows is None):
        raise BadInput("Send either codes, a list of texts, or rows, a list of objects.")
    if codes is not None:
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            raise BadInput("codes must be a list of texts; a code is never a number.")
        rows = [{"code": code} for code in codes]
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise BadInput("rows must be a list of one or more objects.")
    header = list(dict.fromkeys(name for row in rows for name in row))
    most = current_app.config["UPLOAD_ROWS"]
    if len(rows) > most or len(header) > _MOST_COLUMNS:
        raise BadInput(f"Send at most {most:,} rows of {_MOST_COLUMNS} columns.")
    column = "code" if codes is not None else body.get("column", "")
    if any(not isinstance(row.get(column), str | None) for row in rows):
        raise BadInput("A code is text, never a number.")
    cells = {name: [_cell(row.get(name)) for row in rows] for name in header}
    return pl.DataFrame(cells, schema=dict.fromkeys(header, pl.String))


def _cell(value: object) -> str | None:
    if isinstance(value, dict | list):
        raise BadInput("A cell is text, a number, true, false or null.")
    return None if value is None else str(value)
