"""Parses recoding requests (table and options) from a form or JSON, within the site's limits.

Nothing that is sent is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from flask import current_app, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from graph.errors import BadInput
from graph.model.dates import parse_day
from graph.model.entities import Basis
from graph.model.share import Weight
from graph.recode.places import ColumnIs
from graph.sheets.excel_marks import Over
from graph.sheets.layout import Layout
from graph.sheets.upload import Bounds, Sent, read_file, read_json, read_text
from graph.util.text import quoted

from ..http import parameters

__all__ = ["BESIDE", "Choices", "allow_a_table", "bounds", "in_form", "in_json", "longest_request", "travels"]

BESIDE: Final = 2**16
"""Bytes that a request may have beside the table that is sent with it."""

_MOST_COLUMNS: Final = 200
_CELLS_A_ROW: Final = 20
"""A table with as many rows as may be sent has so many columns at most; one of fewer rows may have more."""

_TEXTS: Final = ("column", "from", "from_column", "to", "kind_from", "kind", "column_is", "weight")
_MOST_ROWS: Final = 10_000
_MOST_DECIMALS: Final = 12
_MOST_REMARKS: Final = 20
_LONGEST_REMARK: Final = 1_000


def longest_request(megabytes: int, rows: int) -> int:
    """The maximum request size for tables of some MiB and rows, in bytes.

    Browsers send two-byte line ends for a table embedded in a page, even if it had one.
    """
    return megabytes * 2**20 + rows + BESIDE


def travels(table: str) -> bool:
    """Whether a text table can be sent from a page, where lines get two-byte ends."""
    sent = len(table.encode()) + table.count("\n")
    return bool(sent + BESIDE <= current_app.config["MAX_CONTENT_LENGTH"])


def bounds() -> Bounds:
    """The size limits of uploaded tables."""
    rows = current_app.config["UPLOAD_ROWS"]
    return Bounds(rows, _MOST_COLUMNS, rows * _CELLS_A_ROW, current_app.config["UPLOAD_UNPACKED_MB"] * 2**20)


def allow_a_table() -> None:
    """Raises this request's size limit to the upload setting.

    Raises:
        RequestEntityTooLarge: it is larger.
    """
    most = current_app.config["MAX_CONTENT_LENGTH"]
    if (request.content_length or 0) > most:
        size = f"{current_app.config['UPLOAD_MB']:,} MB"
        raise RequestEntityTooLarge(f"The table is larger than this site takes: {size}. Use the command line.")
    request.max_form_memory_size = most
    request.max_form_parts = 1_000


@dataclass(frozen=True)
class Choices:
    """A reader's options; without a column, the most likely one is used."""

    column: str
    to: date
    since: date | None
    days_column: str
    prefer: tuple[str, ...]
    kind_from: str
    kind_to: str
    bases: frozenset[Basis]
    apportion: tuple[str, ...]
    column_is: ColumnIs = ColumnIs.EITHER
    weight: Weight = Weight.PEOPLE
    estimate: bool = False
    decimals: int | None = None
    wide: bool | None = None
    """Whether the headings are bodies; None if it was not said, and is found out."""

    @classmethod
    def of(cls, given: "MultiDict[str, str]") -> "Choices":
        """Those of a form.

        Raises:
            BadDay: a day is none.
            BadInput: what the column holds, the weight or the decimals are none of the choices.
            BadRequest: a basis is none.
        """
        column_is = given.get("column-is", "").strip()
        if column_is not in set(ColumnIs):
            raise BadInput(f"{quoted(column_is)} is not what a column can be. Choose body or place.")
        weight = given.get("weight", "").strip() or Weight.PEOPLE
        if weight not in set(Weight):
            raise BadInput(f"Shares cannot count {quoted(weight)}. Choose one of {', '.join(Weight)}.")
        since = given.get("from", "").strip()
        return cls(
            column=given.get("column", ""),
            to=parse_day(given.get("to", "").strip() or date.today().isoformat()),
            since=parse_day(since) if since else None,
            days_column="" if since else given.get("from-column", ""),
            prefer=tuple(dict.fromkeys(each.strip() for each in given.getlist("pick-kind") if each.strip())),
            kind_from=given.get("kind-from", "").strip(),
            kind_to=given.get("kind", "").strip(),
            bases=parameters.bases(given.getlist("basis")),
            apportion=tuple(dict.fromkeys(name for name in given.getlist("apportion") if name)),
            column_is=ColumnIs(column_is),
            weight=Weight(weight),
            estimate=given.get("estimate", "") in ("1", "true"),
            decimals=_number(given, "decimals", "The decimals", _MOST_DECIMALS),
            wide=given.get("wide", "") == "1" if given.get("wide") or given.get("wide-said") else None,
        )


def _number(given: "MultiDict[str, str]", name: str, what: str, most: int) -> int | None:
    text = given.get(name, "").strip()
    if text and not (text.isascii() and text.isdecimal() and int(text[:9]) <= most):
        raise BadInput(f"{what} must be a whole number from 0 to {most}, or left empty.")
    return int(text) if text else None


def _layout(given: "MultiDict[str, str]") -> Layout:
    """Where the table stands in what is sent, if that is said."""
    row = _number(given, "header-row", "The row with the names of the columns", _MOST_ROWS)
    table = _number(given, "table-number", "The table on the sheet", _MOST_ROWS)
    return Layout(given.get("sheet", "").strip(), row, table)


def says_more(given: "MultiDict[str, str]") -> bool:
    """Whether a form has one of the choices that are folded at first."""
    said = any(
        given.get(name, "").strip() for name in ("sheet", "header-row", "table-number", "wide", "decimals", "estimate")
    )
    return said or given.get("weight", Weight.PEOPLE) != Weight.PEOPLE


def in_form() -> tuple[Choices, Sent]:
    """The options, and the table that was uploaded or pasted; a named column is read as text.

    Raises:
        BadDay: a day is invalid.
        BadInput: there is no table, it cannot be read, or it is larger than this site takes.
        BadRequest: a basis is none.
    """
    with request:  # a large upload is a temporary file, removed when closed
        # Programs send the names that keys of JSON have; a field may come without one.
        given = MultiDict((name.replace("_", "-"), value) for name, value in request.form.items(multi=True) if name)
        choices, layout = Choices.of(given), _layout(given)
        uploaded = request.files.get("file")
        content = uploaded.read() if uploaded is not None and uploaded.filename else None
    if content is not None:
        return choices, read_file(content, _text_column(choices), bounds(), layout)
    text = given.get("table", "").strip("\r\n")
    if not text.strip():
        raise BadInput("No table was sent. Paste one with a header row, or choose a file.")
    sent = read_text(text, _text_column(choices), bounds(), layout)
    # A table that comes back from a page is text, which does not say what a workbook said.
    merged = {name: over for over in Over for name in given.getlist(f"merged-over-{over}")}
    remarks = dict.fromkeys(remark[:_LONGEST_REMARK] for remark in given.getlist("remark")[:_MOST_REMARKS])
    return choices, replace(sent, remarks=(*remarks, *sent.remarks), merged=merged)


def _text_column(choices: Choices) -> str:
    """The column that is read as text; in a wide table, the codes are its headings."""
    return "" if choices.wide else choices.column


def in_json() -> tuple[Choices, Sent]:
    """The options and the table of a JSON request: a list of codes, or rows; every cell becomes text.

    Raises:
        BadDay: a day is invalid.
        BadInput: it is not a JSON object, has neither, a value is of the wrong type, or there are too many.
        BadRequest: a basis is none.
    """
    body, table = read_json(request.get_data(), bounds())
    return _choices(body), Sent(table)


def _choices(body: Mapping[str, Any]) -> Choices:
    for name in _TEXTS:
        if not isinstance(body.get(name, ""), str | None):
            raise BadInput(f"{name} must be text.")
    lists = {name: body.get(name, []) for name in ("basis", "apportion")}
    for name, values in lists.items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise BadInput(f"{name} must be a list of texts.")
    decimals, estimate = body.get("decimals"), body.get("estimate", False)
    if not isinstance(decimals, int | None) or isinstance(decimals, bool) or not isinstance(estimate, bool):
        raise BadInput("decimals must be a whole number, and estimate true or false.")
    given: MultiDict[str, str] = MultiDict(
        [(name.replace("_", "-"), body.get(name) or "") for name in _TEXTS]
        + [("decimals", "" if decimals is None else str(decimals)), ("estimate", "1" if estimate else "")]
        + [(name, value) for name, values in lists.items() for value in values]
    )
    return Choices.of(given)
