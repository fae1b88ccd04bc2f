"""Commands that convert tables of codes from one day to another: recode, identify, crosswalk."""

import shlex
import sys
import time
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from graph.model.entities import Basis
from graph.util.text import escaped, printable

from .exits import Problems
from .options import AnswerOptions, Day, RecordOptions, answers_in, basis_option, record_options
from .output import Printer, emit, table
from .program import PROGRAM

if TYPE_CHECKING:
    from graph.recode.balance import Balance
    from graph.recode.crosswalk import Crosswalk
    from graph.recode.identify import Identification

__all__ = ["COMMANDS"]

_SHOWN = 10
"""Codes with a problem that are named on the terminal; the report file names all."""

_file_argument = click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
_column_option = click.option(
    "--column", default="", help="The column of codes; needed where there are several columns."
)
_from_kind_option = click.option("--kind-from", default="", help="The codes are those of this kind, such as pct.")


def _source(file: Path) -> "Path | IO[bytes]":
    return sys.stdin.buffer if str(file) == "-" else file


class _Progress:
    """How many rows have been read, on stderr, where that is a terminal and the work takes more than a second."""

    def __init__(self) -> None:
        self._begun, self._shown = time.monotonic(), False

    def __call__(self, rows: int) -> None:
        if sys.stderr.isatty() and time.monotonic() - self._begun > 1:
            click.echo(f"\r{rows:,} rows", err=True, nl=False)
            self._shown = True

    def done(self) -> None:
        """Clears the line."""
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)


@click.command()
@_file_argument
@_column_option
@click.option("--to", "to", type=Day(), metavar="DAY", required=True, help="The day whose bodies are wanted.")
@click.option("--from", "since", type=Day(), metavar="DAY", help="The day the codes belong to; see identify.")
@_from_kind_option
@click.option("--kind", "kind_to", default="", help="Only bodies of this kind, such as icb.")
@basis_option
@click.option(
    "--apportion", multiple=True, metavar="COLUMN", help="Numbers to divide by share; may be given several times."
)
@click.option("--summarise", is_flag=True, help="One row for each body, with the sums.")
@click.option("--strict", is_flag=True, help="Exit with 1 if a code is unknown, ambiguous or not in force.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="A file to write to; .csv, .tsv, .json (each also .gz), .xlsx or .parquet says its format.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("csv", "tsv", "json")),
    default=None,
    help="Form of what is printed, or of a file whose ending says none.  [default: csv]",
)
@click.option("--report", type=click.Path(path_type=Path), help="A file for the balance, as JSON.")
@record_options
def recode(
    file: Path,
    column: str,
    to: date,
    since: date | None,
    kind_from: str,
    kind_to: str,
    bases: frozenset[Basis],
    apportion: tuple[str, ...],
    summarise: bool,
    strict: bool,
    output: Path | None,
    form: str | None,
    report: Path | None,
    of: RecordOptions,
) -> None:
    """Converts a table with codes of one day to the bodies of another, with shares, and drops no row.

    The table is CSV, TSV, Excel or Parquet, gzipped or not; - is standard input. A balance is printed on stderr.

    Example: printf 'org_code,spend\\n5NR,100\\n' | python cli.py recode - --column org_code --to 2022-07-01
    """
    from graph.answer import json_text
    from graph.recode.files import recode_file
    from graph.recode.recoder import Recoder
    from graph.util.atomic_write import write

    history = of.history()
    recoder = Recoder(history, to, since=since, kind_from=kind_from, kind_to=kind_to, bases=bases)
    progress = _Progress()
    balance = recode_file(
        _source(file),
        output or sys.stdout.buffer,
        recoder,
        column,
        apportion=apportion,
        summarise=summarise,
        form=form or "",
        progress=progress,
    )
    progress.done()
    days = {"from": since.isoformat() if since else None, "to": to.isoformat()}
    if report:
        write(json_text({**days, **balance.document()}).encode(), report)
    for line in _report(balance, since, to):
        click.echo(escaped(line), err=True)
    if strict and balance.problems:
        number = len(balance.problems)
        raise Problems(f"{number} {'code is' if number == 1 else 'codes are'} unknown, ambiguous or not in force.")


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _report(balance: "Balance", first: date | None, day: date) -> list[str]:
    """The balance in lines."""
    of = f" of {first}" if first else ""
    codes = len(balance.recodings)
    rows_in, rows_out = _many(balance.rows_in, "row"), _many(balance.rows_out, "row")
    lines = [f"{rows_in} with {_many(codes, 'code')}{of}, recoded to {day}: {rows_out}."]
    lines += [
        f"  {status}: {_many(codes, 'code')}, {_many(rows, 'row')}"
        for status, (codes, rows) in balance.statuses.items()
    ]
    for code, recoding, rows in balance.problems[:_SHOWN]:
        lines.append(f"  {recoding.status} {printable(code, 40) or '(empty)'} ({_many(rows, 'row')}): {recoding.note}")
    if len(balance.problems) > _SHOWN:
        lines.append(f"  and {len(balance.problems) - _SHOWN:,} more; --report FILE names them all.")
    if first is None and any(recoding.status == "ambiguous-code" for _, recoding, _ in balance.problems):
        lines.append("  Say with --from DAY which day the codes belong to; identify guesses it.")
    for name, each in balance.columns.items():
        unallocated = each.unallocated.total()
        because = ", ".join(f"{why} {each.amount(units):,f}" for why, units in sorted(each.unallocated.items()))
        lines.append(
            f"  {name}: {each.amount(each.total):,f} in = {each.amount(each.allocated):,f} allocated"
            f" + {each.amount(unallocated):,f} unallocated{f' ({because})' if because else ''}"
        )
        if each.texts:
            lines.append(f"  {name}: {_many(each.texts, 'cell')} without a number, left as it was")
    return lines


@click.command()
@_file_argument
@_column_option
@record_options
@answers_in("text", "json", "csv", "markdown")
def identify(file: Path, column: str, of: RecordOptions, into: AnswerOptions) -> None:
    """Which kind of body and which period a column of codes belongs to, and how to recode it.

    Example: printf 'org_code\\n5NR\\n5NE\\n' | python cli.py identify - --column org_code
    """
    from graph.recode.files import codes_in
    from graph.recode.identify import identify as identify_codes

    codes = codes_in(_source(file), column)
    answer = identify_codes(of.history(), codes)
    emit(answer, into, lambda page: _identified(page, answer, file, column))


def _identified(page: Printer, answer: "Identification", file: Path, column: str) -> None:
    if answer.best is None:
        page.print(f"None of the {answer.codes} codes is one that the record holds.")
        return
    page.print(f"{answer.best.sentence()}.")
    if answer.fits[1:]:
        page.print("\nLess likely:")
        for fit in answer.fits[1:]:
            page.print(f"  {len(fit.codes)} of {answer.codes}: {fit.kind.plural} in force {fit.period}", wrap=False)
    if answer.unknown:
        shown = ", ".join(printable(code, 40) or "(empty)" for code in answer.unknown[:_SHOWN])
        more = f" and {len(answer.unknown) - _SHOWN} more" if len(answer.unknown) > _SHOWN else ""
        page.print(f"\nCodes that the record does not hold: {shown}{more}")
    words = ["recode", str(file), *(["--column", column] if column else []), "--from", answer.best.day.isoformat()]
    words += ["--kind-from", answer.best.kind.id, "--to", date.today().isoformat()]
    page.print(f"\nNext: {PROGRAM} {shlex.join(words)}", wrap=False)


@click.command()
@click.argument("first", metavar="FROM", type=Day())
@click.argument("second", metavar="TO", type=Day())
@_from_kind_option
@click.option("--kind-to", default="", help="Only bodies of this kind on the other day, such as icb.")
@basis_option
@record_options
@answers_in("text", "json", "csv", "markdown")
def crosswalk(
    first: date,
    second: date,
    kind_from: str,
    kind_to: str,
    bases: frozenset[Basis],
    of: RecordOptions,
    into: AnswerOptions,
) -> None:
    """Every body in force on one day with the bodies it stands for on another, with shares and sources.

    With --output NAME.parquet or NAME.xlsx the table is written in that format.

    Example: python cli.py crosswalk 2012-04-01 2022-07-01 --kind-from pct --kind-to icb --format csv
    """
    from graph.recode.crosswalk import crosswalk as crosswalk_between

    answer = crosswalk_between(of.history(), first, second, kind_from=kind_from, kind_to=kind_to, bases=bases)
    if into.output and into.output.name.lower().endswith((".parquet", ".xlsx", ".gz", ".tsv")):
        from graph.sheets.write import write_sheet

        write_sheet([answer.frame()], into.output)
        return
    emit(answer, into, lambda page: _crosswalk(page, answer))


def _crosswalk(page: Printer, answer: "Crosswalk") -> None:
    totals = ", ".join(f"{number} {name}" for name, number in answer.totals.items())
    page.print(f"{len(answer.recodings)} bodies in force on {answer.first}, on {answer.second}: {totals}.")
    if answer.possible:
        page.print(f"{answer.possible} more may have been in force on {answer.first}.")
    page.print()
    names = ("from_id", "to_id", "share", "status", "basis", "evidence")
    rows = [[row[name] for name in names] for row in answer.rows()]
    table(page, ("from", "to", "share", "status", "basis", "evidence"), rows, ("share",))


COMMANDS = (recode, identify, crosswalk)
