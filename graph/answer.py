"""What every answer of this package can do: become a JSON document, and become flat rows for CSV.

An answer keeps the values it was computed from; the command line and the site only choose how to show it.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

__all__ = ["Answer", "Json", "Quoted", "Rows", "cell_text", "csv_text", "json_text", "markdown_text"]

Json: TypeAlias = Mapping[str, Any] | Sequence[Any]
Rows: TypeAlias = Sequence[Mapping[str, object]]


class Answer(Protocol):
    """Something that was asked of the record, answered."""

    def document(self) -> Json:
        """The answer as JSON values, with the keys that others rely on."""
        ...

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns that its rows have, whether there are any rows or none."""
        ...

    def rows(self) -> Rows:
        """The answer as flat rows, all with its columns."""
        ...


class Quoted(Answer, Protocol):
    """An answer that knows of which things it speaks, so that the record can be quoted on them."""

    @property
    def subjects(self) -> Sequence[str]:
        """Their ids."""
        ...


def json_text(document: Json) -> str:
    """A JSON document, readable and with the letters as they are."""
    import msgspec  # 5 ms, which no other form of answer waits for

    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def cell_text(value: object) -> str:
    """A value as a cell of a table is written: nothing for None, several values with | between."""
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
    """The rows of an answer as CSV: always a header, LF, several values with | between.

    `shown` changes each text before it is written, as `graph.util.formulas.defused_text` does for people.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, answer.columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: shown(cell_text(value)) for name, value in row.items()} for row in answer.rows())
    return text.getvalue()


def markdown_text(answer: Answer) -> str:
    """The rows of an answer as a Markdown table, always with its header."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"

    return (
        line(answer.columns)
        + line(["---"] * len(answer.columns))
        + "".join(line([cell_text(row[name]).replace("\n", " ") for name in answer.columns]) for row in answer.rows())
    )
