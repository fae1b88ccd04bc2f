"""Output of answers: text for people or a data format, to the terminal or atomically to a file."""

import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.util.text import escaped

from .options import AnswerOptions, RecordOptions

if TYPE_CHECKING:
    from graph.answer import Answer, Quoted
    from graph.record import Record

__all__ = [
    "STATEMENTS",
    "Printer",
    "Progress",
    "Text",
    "emit",
    "emit_quoted",
    "emit_text",
    "indented",
    "put",
    "put_bytes",
    "put_statements",
    "table",
]

STATEMENTS: Mapping[str, str] = {
    "turtle": "text/turtle",
    "n-triples": "application/n-triples",
    "json-ld": "application/ld+json",
    "rdf-xml": "application/rdf+xml",
}
"""The forms in which a command gives the record's own statements."""

_NARROWEST = 12
"""Characters that a column keeps however crowded the line is."""

_WIDE = 120
"""Characters of a line where there is no terminal: names stay whole for who reads or searches them."""

_BETWEEN = "  "


class Progress:
    """How far long work has come, on stderr, if that is a terminal and the work takes more than a second."""

    def __init__(self, words: str) -> None:
        self._words, self._begun, self._shown = words, time.monotonic(), False

    def __call__(self, number: int) -> None:
        if sys.stderr.isatty() and time.monotonic() - self._begun > 1:
            click.echo(f"\r{self._words.format(number)}", err=True, nl=False)
            self._shown = True

    def done(self) -> None:
        """Clears the line."""
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)


class Printer:
    """Text for people, wrapped to a width."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._lines: list[str] = []

    def print(self, text: str = "", *, wrap: bool = True) -> None:
        """Adds a paragraph, or preformatted lines."""
        self._lines += _wrapped(text, self.width) if wrap else text.split("\n")

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(f"{escaped(line.rstrip())}\n" for line in self._lines)


Text = Callable[[Printer], None]
"""Writes an answer for people on a page."""


def put(text: str, output: Path | None) -> None:
    """Prints text, or writes it atomically to a file."""
    if output is None:
        click.echo(text, nl=False)
    else:
        from graph.util.atomic_write import write

        write(text.encode("utf-8"), output)


def put_bytes(data: bytes, output: Path | None) -> None:
    """Writes bytes to standard output, or atomically to a file."""
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        from graph.util.atomic_write import write

        write(data, output)


def emit(answer: "Answer", into: AnswerOptions, text: Text) -> None:
    """Prints an answer in one of the formats common to all answers."""
    from graph import answer as forms

    match into.form:
        case "json":
            put(forms.json_text(answer.document()), into.output)
        case "csv":
            put(forms.csv_text(answer), into.output)
        case "markdown":
            put(forms.markdown_text(answer), into.output)
        case _:
            emit_text(text, into.output)


def emit_quoted(answer: "Quoted", of: RecordOptions, into: AnswerOptions, text: Text) -> None:
    """Prints an answer as `emit` does, or the record's statements about its subjects in one of `STATEMENTS`."""
    if into.form in STATEMENTS:
        put_statements(of.quoted(), answer.subjects, into)
    else:
        emit(answer, into, text)


def put_statements(record: "Record", things: Iterable[str], into: AnswerOptions) -> None:
    """Prints the record's statements about some ids, in one of `STATEMENTS`."""
    from graph.publish import describe
    from graph.publish.dumps import converted

    put(converted(describe.of(record, things).encode(), STATEMENTS[into.form]).decode(), into.output)


def emit_text(text: Text, output: Path | None) -> None:
    """Prints what a function writes, wrapped to the terminal's width (120 in a file or a pipe)."""
    page = Printer(_WIDE if output else shutil.get_terminal_size((_WIDE, 24)).columns)
    text(page)
    put(page.text, output)


def indented(page: Printer, text: str) -> None:
    """Prints a paragraph indented by four spaces; ids are never broken."""
    page.print("\n".join("    " + line for line in _wrapped(text, page.width - 4, whole_words=True)), wrap=False)


def table(page: Printer, header: Sequence[str], rows: Sequence[Sequence[object]], numbers: Sequence[str] = ()) -> None:
    """Prints rows under a header; `numbers` names the right-aligned columns.

    The first column is never wrapped; too long a cell gets a line of its own.
    """
    cells = [list(header), *(["" if cell is None else str(cell) for cell in row] for row in rows)]
    natural = [max(map(len, column)) for column in zip(*cells, strict=True)]
    whole = [name in numbers for name in header]
    widths = _fitted(natural, whole, page.width - len(_BETWEEN) * (len(header) - 1))
    for first, *others in cells:
        if len(first) > widths[0]:
            page.print(first, wrap=False)
            first = ""
        wrapped = [[first], *(_wrapped(cell, width) for cell, width in zip(others, widths[1:], strict=True))]
        for line in zip_longest(*wrapped, fillvalue=""):
            placed = (
                cell.rjust(width) if number else cell.ljust(width)
                for cell, width, number in zip(line, widths, whole, strict=True)
            )
            page.print(_BETWEEN.join(placed), wrap=False)


def _fitted(natural: Sequence[int], whole: Sequence[bool], room: int) -> list[int]:
    """Column widths that fit a total: some fixed, the others cut to an even share if wider."""
    flexible = sorted(width for width, stays in zip(natural, whole, strict=True) if not stays)
    room -= sum(natural) - sum(flexible)
    widest = _NARROWEST
    for place, width in enumerate(flexible):
        widest = max(_NARROWEST, room // (len(flexible) - place))
        if width > widest:
            break
        room -= width
    return [width if stays else min(width, widest) for width, stays in zip(natural, whole, strict=True)]


def _wrapped(text: str, width: int, *, whole_words: bool = False) -> list[str]:
    """Wraps a text, keeping its own line breaks."""
    if len(text) <= width and "\n" not in text:
        return [text]
    return [
        line
        for paragraph in text.split("\n")
        for line in textwrap.wrap(paragraph, max(width, 1), break_long_words=not whole_words, break_on_hyphens=False)
        or [""]
    ]
