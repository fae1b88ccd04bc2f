"""Commands to recode tables and check lists of codes: recode, identify, check."""

import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click
from msgspec import Struct

from graph.errors import BadInput
from graph.model.entities import Basis
from graph.util.text import escaped, printable

from .exits import Problems
from .options import (
    AnswerOptions,
    DayParameter,
    RecordOptions,
    RegisterOptions,
    ShareOptions,
    answers_in,
    basis_option,
    from_kind_option,
    record_options,
    register_option,
    share_options,
    taken_as,
)
from .output import Progress, emit, emit_text
from .text import recode as text

if TYPE_CHECKING:
    from graph.recode.fits import Proposal
    from graph.recode.recoder import Recoder
    from graph.recode.tables.balance import Balance
    from graph.recode.tables.files import Job
    from graph.sheets.layout import Layout

__all__ = ["COMMANDS"]

_file_argument = click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
_column_option = click.option(
    "--column", default="", help="The column of codes, by name or number; needed where there are several columns."
)


def _source(file: Path) -> "Path | IO[bytes]":
    return sys.stdin.buffer if str(file) == "-" else file


class TableOptions(Struct, frozen=True):
    """How a table is laid out in its file."""

    no_header: bool
    header_row: int | None
    sheet: str
    table: int | None
    wide: bool

    def layout(self) -> "Layout":
        """The layout."""
        from graph.sheets.layout import Layout

        return Layout(self.sheet, 0 if self.no_header else self.header_row, self.table)

    def words(self) -> tuple[str, ...]:
        """The same as command-line options; the option for a wide table is given with the codes."""
        row = ("--header-row", str(self.header_row)) if self.header_row else ()
        sheet = ("--sheet", self.sheet) if self.sheet else ()
        table = () if self.table is None else ("--table", str(self.table))
        return (*(("--no-header",) if self.no_header else ()), *row, *sheet, *table)


_table_options = taken_as(
    "of_table",
    TableOptions,
    click.option("--wide", is_flag=True, help="The headings are bodies; each of their cells becomes a row."),
    click.option(
        "--table",
        type=click.IntRange(0),
        metavar="N",
        help="Of tables below each other the Nth; 0 reads all rows as one.  [default: the first]",
    ),
    click.option("--sheet", default="", help="The sheet of a workbook, by name or number; else the one with a table."),
    click.option("--header-row", type=click.IntRange(1), metavar="N", help="The row with the names; else it is found."),
    click.option("--no-header", is_flag=True, help="There is no row of names; columns are called by their number."),
)


@click.command()
@_file_argument
@_column_option
@click.option("--to", "to", type=DayParameter(), metavar="DAY", required=True, help="The day whose bodies are wanted.")
@click.option("--from", "since", type=DayParameter(), metavar="DAY", help="The day the codes belong to; see identify.")
@click.option(
    "--from-column", default="", metavar="COLUMN", help="The column with the day, month, quarter or year of each row."
)
@from_kind_option
@click.option(
    "--column-is",
    type=click.Choice(("body", "place")),
    help="All are bodies, or all are places.  [default: what most of them are]",
)
@click.option("--kind", "--kind-to", "kind_to", default="", help="Only bodies of this kind, such as icb.")
@basis_option
@share_options
@click.option(
    "--apportion", multiple=True, metavar="COLUMN", help="Numbers to divide by share; may be given several times."
)
@click.option(
    "--decimals", type=click.IntRange(0, 12), metavar="N", help="Decimals of divided numbers.  [default: as they have]"
)
@click.option("--summarise", is_flag=True, help="One row for each body, with the sums: divided exactly, rounded once.")
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
@_table_options
@register_option
@record_options
def recode(
    file: Path,
    column: str,
    to: date,
    since: date | None,
    from_column: str,
    kind_from: str,
    column_is: str | None,
    kind_to: str,
    bases: frozenset[Basis],
    shares: ShareOptions,
    apportion: tuple[str, ...],
    decimals: int | None,
    summarise: bool,
    strict: bool,
    output: Path | None,
    form: str | None,
    report: Path | None,
    of_table: TableOptions,
    of_register: RegisterOptions,
    of: RecordOptions,
) -> None:
    """Converts a table with codes of one day to the bodies of another, with shares, and drops no row.

    The table is CSV, TSV, .xlsx, .xls, .ods or Parquet, gzipped or not; - is standard input. A balance is on stderr.
    Codes are ODS or GSS codes, ids, or names as people write them; the column matched_as says how each was read.
    Without --from or --from-column each code is taken on its own last day. LSOAs, postcodes (cut to their sector) and
    names or codes of places lead to the bodies that cover them: the local commissioners, or those of --kind.
    With a register (see register add) practices go the way of their commissioner of the day, trusts that of their code.

    Example: printf 'org_code,spend\\n5NR,100\\n' | python cli.py recode - --column org_code --to 2022-07-01
    """
    from graph.answer import json_text
    from graph.recode.places import ColumnIs
    from graph.recode.recoder import Recoder
    from graph.recode.tables.files import Job, recode_file
    from graph.util.atomic_write import write

    if since and from_column:
        raise click.UsageError("--from and --from-column exclude each other; give one.")
    if kind_from and column_is == "place":
        raise click.UsageError("--kind-from is of bodies; with --column-is place there are none.")
    history = of.history()
    recoder = Recoder(
        history,
        to,
        since=since,
        kind_from=kind_from,
        kind_to=kind_to,
        bases=bases,
        weight=shares.weight,
        estimate=shares.estimate,
        places=cache(of.places),
        column_is=ColumnIs(column_is or ""),
        register=of_register.opened(),
    )
    progress = Progress("{:,} rows")
    job = Job(column, from_column, apportion, summarise, decimals, of_table.wide, of_table.layout())
    balance = recode_file(_source(file), output or sys.stdout.buffer, recoder, job, form=form or "", progress=progress)
    progress.done()
    days = {"from": since.isoformat() if since else None, "from_column": from_column or None, "to": to.isoformat()}
    if report:
        write(json_text({**days, **balance.document()}).encode(), report)
    assumed = None
    if text.is_ambiguous(balance) and not (since or from_column or kind_from or column_is):
        assumed = _assumed(file, job, recoder, balance)
    for line in text.report(balance, since, to, days_column=from_column, kind=kind_from, assumed=assumed):
        click.echo(escaped(line), err=True)
    if strict and balance.problems:
        number = len(balance.problems)
        raise Problems(f"{number} {'code is' if number == 1 else 'codes are'} unknown, ambiguous or not in force.")


def _assumed(file: Path, job: "Job", recoder: "Recoder", balance: "Balance") -> "Proposal | None":
    """What the site takes the codes of a table for where nothing is said; of a stream without its columns of days."""
    from graph.recode.identify import identify as identified
    from graph.recode.tables.survey import survey

    history, to, places = recoder.history, recoder.to, recoder.gazetteer
    register = recoder.members.register if recoder.members else None
    if str(file) != "-":
        return survey(history, file, job, places=places, register=register, to=to).identification.assumed
    codes = {code: rows for (code, _), rows in balance.rows_of.items()}
    return identified(history, codes, to=to, heading=balance.column, places=places, register=register).assumed


@click.command()
@_file_argument
@_column_option
@_table_options
@register_option
@record_options
@answers_in("text", "json", "csv", "markdown")
def identify(
    file: Path,
    column: str,
    of_table: TableOptions,
    of_register: RegisterOptions,
    of: RecordOptions,
    into: AnswerOptions,
) -> None:
    """Which kind of body and which period a column of codes belongs to, and how to recode it.

    It counts rows, and proposes the command that answers most of them, which it has tried. Where no column is named it
    takes that which looks most like codes; headings that are bodies count too. With a register (see register add)
    practices and trusts are known too.

    Example: printf 'org_code\\n5NR\\n5NE\\n' | python cli.py identify - --column org_code
    """
    from graph.recode.tables.files import Job
    from graph.recode.tables.survey import survey

    job = Job(column, wide=of_table.wide, layout=of_table.layout())
    found = survey(of.history(), _source(file), job, places=cache(of.places), register=of_register.opened())
    emit(found.identification, into, lambda page: text.identified(page, found, str(file), of_table.words()))


@click.command()
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
)
@_column_option
@click.option("--as-at", type=DayParameter(), metavar="DAY", help="The day.  [default: today]")
@click.option("--kind", default="", help="The codes are those of this kind, such as icb.")
@_table_options
@register_option
@record_options
@answers_in("text", "json", "csv", "markdown")
def check(
    files: tuple[Path, ...],
    column: str,
    as_at: date | None,
    kind: str,
    of_table: TableOptions,
    of_register: RegisterOptions,
    of: RecordOptions,
    into: AnswerOptions,
) -> None:
    """Which codes of a list are closed on a day, since when, and what follows; exits with 1 if any is not open.

    With a register (see register add) practices and trusts are known too. Made for lists that are kept, and for
    pipelines: a pre-commit hook, which may give several files, and a job of CI stand in the documentation.

    Example: printf 'code\\n00T\\nQOP\\n' | python cli.py check - --column code --as-at 2020-04-01 || true
    """
    from graph.recode.check import check as check_codes
    from graph.recode.tables.files import Job, codes_in, open_table

    if len(files) > 1 and into.form != "text":
        raise click.UsageError(f"Several files are checked as text only; give one FILE with --format {into.form}.")
    history, register, day = of.history(), of_register.opened(), as_at or date.today()
    job = Job(column, wide=of_table.wide, layout=of_table.layout())
    answers = []
    for file in files:
        try:
            with open_table(_source(file), job, history, frozenset(history.kinds)) as (sheet, name):
                answers.append(check_codes(history, codes_in(sheet, name, history), day, kind=kind, register=register))
        except BadInput as error:
            which = f"{printable(str(file), 200)}: " if len(files) > 1 else ""
            raise BadInput(f"{which}{error}") from None
    if len(files) == 1:
        emit(answers[0], into, lambda page: text.checked(page, answers[0]))
    else:
        named = list(zip(map(str, files), answers, strict=True))
        emit_text(lambda page: text.checked_files(page, named), into.output)
    if closed := sum(len(answer.problems) for answer in answers):
        codes = sum(len(answer.codes) for answer in answers)
        raise Problems(f"{text.many(closed, 'code')} of {codes:,} not open on {day}.")


COMMANDS = (recode, identify, check)
