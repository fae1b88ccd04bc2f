"""The interface of every answer: it converts to a JSON document and to flat rows for CSV.

An answer keeps the values it was computed from; the command line and the site only choose how to show it.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import msgspec

__all__ = ["Answer", "Json", "Quoted", "Rows", "cell_text", "csv_text", "json_text", "markdown_text"]

Json: TypeAlias = Mapping[str, Any] | Sequence[Any]
Rows: TypeAlias = Sequence[Mapping[str, object]]


class Answer(Protocol):
    """The answer to one question put to the record."""

    def document(self) -> Json:
        """The answer as JSON values, with keys that clients depend on."""
        ...

    @property
    def columns(self) -> Sequence[str]:
        """The column names of its rows, also when there are no rows."""
        ...

    def rows(self) -> Rows:
        """The answer as flat rows; every row has all columns."""
        ...


class Quoted(Answer, Protocol):
    """An answer that knows which things it is about, so that the record's own statements about them can be shown."""

    @property
    def subjects(self) -> Sequence[str]:
        """Their ids."""
        ...


def json_text(document: Json) -> str:
    """A JSON document, readable and with the letters as they are."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def cell_text(value: object) -> str:
    """A value as a table cell: empty for None, several values joined by |."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return "|".join(map(str, value))
        case _:
            return str(value)


def csv_text(answer: Answer, shown: Callable[[str], str] = str) -> str:
    """The rows of an answer as CSV: always a header, LF line ends, several values joined by |.

    `shown` transforms each text before it is written; `graph.util.formulas.defused_text` is the one used for people.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, answer.columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: shown(cell_text(value)) for name, value in row.items()} for row in answer.rows())
    return text.getvalue()


def markdown_text(answer: Answer) -> str:
    """The rows of an answer as a Markdown table, always with a header."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"

    return (
        line(answer.columns)
        + line(["---"] * len(answer.columns))
        + "".join(line([cell_text(row[name]).replace("\n", " ") for name in answer.columns]) for row in answer.rows())
    )
