"""What every answer of this package can do: become a JSON document, and become flat rows for CSV.

An answer keeps the values it was computed from; the command line and the site only choose how to show it.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

__all__ = ["Answer", "Document", "Rows", "csv_text", "json_text", "markdown_text"]

Document: TypeAlias = Mapping[str, Any] | Sequence[Any]
Rows: TypeAlias = Sequence[Mapping[str, object]]


class Answer(Protocol):
    """Something that was asked of the record, answered."""

    def document(self) -> Document:
        """The answer as JSON values, with the keys that others rely on."""
        ...

    def rows(self) -> Rows:
        """The answer as flat rows, all with the same columns."""
        ...


def json_text(document: Document) -> str:
    """A JSON document, readable and with the letters as they are."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return "|".join(map(str, value))
        case _:
            return str(value)


def csv_text(rows: Rows) -> str:
    """Rows as CSV: a header, LF, several values with | between."""
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def markdown_text(rows: Rows) -> str:
    """Rows as a Markdown table."""
    if not rows:
        return ""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"

    header = list(rows[0])
    return (
        line(header)
        + line(["---"] * len(header))
        + "".join(line([_cell(row[name]).replace("\n", " ") for name in header]) for row in rows)
    )
