"""Printing an answer: as text for people, or in a form for programs, to the terminal or whole to a file."""

import io
import shutil
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from rich.console import Console

    from graph.answers import Answer

__all__ = ["Text", "emit", "emit_text", "indented", "put", "table"]

_NARROWEST = 12
"""Characters that a column keeps however crowded the line is."""

_LONGEST_ID = 32

Text = Callable[["Console"], None]
"""Writes an answer for people to a console."""


def put(text: str, output: Path | None) -> None:
    """Prints a text, or writes it whole to a file."""
    if output is None:
        click.echo(text, nl=False)
    else:
        from graph.turtle import write

        write(text.encode("utf-8"), output)


def emit(answer: "Answer", form: str, output: Path | None, text: Text) -> None:
    """Prints an answer in one of the forms that every answer has."""
    from graph import answers

    match form:
        case "json":
            put(answers.json_text(answer.document()), output)
        case "csv":
            put(answers.csv_text(answer.rows()), output)
        case "markdown":
            put(answers.markdown_text(answer.rows()), output)
        case _:
            emit_text(text, output)


def emit_text(text: Text, output: Path | None) -> None:
    """Prints what a function writes for people, wrapped to the terminal's width (120 in a file)."""
    from rich.console import Console

    width = 120 if output else shutil.get_terminal_size((80, 24)).columns
    page = io.StringIO()
    text(Console(file=page, width=width, highlight=False, emoji=False, markup=False, force_terminal=False))
    put("".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines()), output)


def indented(console: "Console", text: str) -> None:
    """Prints a paragraph set in by four spaces; ids in it stay whole."""
    lines = textwrap.wrap(
        text,
        width=console.width,
        initial_indent="    ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    console.print("\n".join(lines), soft_wrap=True)


def table(
    console: "Console", header: Sequence[str], rows: Sequence[Sequence[object]], numbers: Sequence[str] = ()
) -> None:
    """Prints rows under a header; `numbers` names the columns that hold numbers. Ids in the first column stay whole."""
    from rich.table import Table

    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for place, name in enumerate(header):
        justify: Literal["right", "left"] = "right" if name in numbers else "left"
        longest = max((len(row[place]) for row in cells), default=0)
        grid.add_column(
            name,
            justify=justify,
            overflow="fold",
            no_wrap=name in numbers or (place == 0 and longest <= _LONGEST_ID),
            min_width=min(longest, _NARROWEST),
        )
    for row in cells:
        grid.add_row(*row)
    console.print(grid)
