"""The command that compares the record with published registers: reconcile."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from graph.model.words import counted

from .exits import Problems
from .options import AnswerOptions, RecordOptions, answers_in, record_options
from .output import Printer, emit, table

if TYPE_CHECKING:
    from graph.reconcile import Reconciliation

__all__ = ["COMMANDS"]

_QUICK = 16 * 1024 * 1024
"""Bytes that are read in about a second; a larger file has a progress bar."""


class _Watched:
    """A byte stream that updates a progress bar."""

    def __init__(self, stream: IO[bytes], bar: Any) -> None:
        self._stream, self._bar = stream, bar

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self._bar.update(len(piece))
        return piece


@contextmanager
def _opened(file: Path) -> Iterator[Any]:
    """The bytes of a file or of standard input, with a progress bar on a terminal."""
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    size = file.stat().st_size
    hidden = size < _QUICK or not sys.stderr.isatty()
    with file.open("rb") as stream, click.progressbar(length=size, file=sys.stderr, hidden=hidden) as bar:
        yield _Watched(stream, bar)


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--strict", is_flag=True, help="Exit with 1 if anything differs or is missing.")
@record_options
@answers_in("text", "json", "csv", "markdown")
def reconcile(file: Path, strict: bool, of: RecordOptions, into: AnswerOptions) -> None:
    """Compares the record with a file from ODS or ONS: what agrees, what differs, what one of them lacks.

    It reads ODS organisation data (XML, ORD and FHIR JSON) and successions, and ONS names and codes and the Code
    History Database. Nothing is changed.

    Example: python cli.py reconcile HSCOrgRefData_Full.xml
    """
    from graph.reconcile import open_register
    from graph.reconcile import reconcile as reconcile_with

    history = of.history()
    with _opened(file) as stream:
        register = open_register(stream, history)
        answer = reconcile_with(history, register, edition=of.edition())
    emit(answer, into, lambda page: _told(page, answer))
    if strict and answer.disagreements:
        raise Problems(f"{counted(answer.disagreements, 'point')} on which record and register are not alike.")


def _told(page: Printer, answer: "Reconciliation") -> None:
    from graph.reconcile import Verdict

    published = f", published {answer.published}" if answer.published else ""
    page.print(
        f"{answer.form}{published}: {counted(answer.read, 'record')} read; "
        f"{answer.compared} organisations, successions and relationships in them compared"
    )
    if answer.edition:
        page.print(f"Edition {answer.edition}")
    if answer.note:
        page.print(answer.note)
    header = ("", *Verdict)
    table(page, header, [(name, *of_field.values()) for name, of_field in answer.counts().items()], numbers=header[1:])
    for verdict in (Verdict.DIFFERS, Verdict.MISSING_HERE, Verdict.MISSING_THERE):
        if points := answer.having(verdict):
            page.print(f"\n{verdict.capitalize()} ({len(points)})")
            rows = [(point.code, point.field, point.body, point.ours, point.theirs) for point in points]
            table(page, ("code", "about", "body", "record", "register"), rows)
    if reasons := answer.reasons():
        page.print(f"\n{Verdict.NOT_COMPARED.capitalize()} ({sum(reasons.values())})")
        table(page, ("about", "why", "how many"), [(*why, number) for why, number in reasons.items()], ("how many",))


COMMANDS = (reconcile,)
