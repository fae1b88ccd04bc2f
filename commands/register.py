"""Commands for the register of practices and trusts: register add, list, remove."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.model.words import counted
from graph.util.text import escaped

from .options import AnswerOptions, DayParameter, RegisterOptions, answers_in, register_option
from .output import Printer, Progress, emit, table

if TYPE_CHECKING:
    from graph.registers import Edition, Register

__all__ = ["COMMANDS"]

_SHOWN = 20
"""Rows that could not be read, of which so many are listed on the terminal."""


@click.group()
def register() -> None:
    """Practices and trusts beside the record, from files that ODS publishes: add, list, remove.

    They are kept in one file in your own data folder. Files are told by their content: epcmem, epraccur, eccg, etr,
    ets and succ as CSV, JSON of the ORD interface, and the whole HSCOrgRefData XML, packed or not.

    Example: python cli.py register list
    """


@register.command("add")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--as-at", type=DayParameter(), metavar="DAY", help="The day the files speak for.  [default: as they say]"
)
@click.option("--unread", type=click.Path(path_type=Path), help="A CSV file for all that could not be read.")
@register_option
def add(files: tuple[Path, ...], as_at: date | None, unread: Path | None, of_register: RegisterOptions) -> None:
    """Adds files of ODS to the register: all of them, or none if one cannot be read.

    A later edition amends an earlier one, in whatever order they are added. The day of a file is its own, where it has
    one, else the latest day on which it says that anything began. Files about people are refused.

    Example: python cli.py register add epcmem.zip epraccur.zip succ.csv
    """
    from graph.registers import open_register
    from graph.registers.adding import add_files

    progress = Progress("{:,} MB")
    size = 0

    def count(more: int) -> None:
        nonlocal size
        size += more
        progress(size >> 20)

    added = add_files(of_register.path, files, as_at=as_at, progress=count)
    progress.done()
    made = open_register(of_register.path)
    for edition in added.editions:
        click.echo(escaped(_added(edition)))
        if made:
            _list_unread(made, edition)
    for name in added.known:
        click.echo(escaped(f"{name}: nothing new; the register has it."))
    if added.passed_over:
        click.echo(escaped(f"Passed over, because in no form of ODS: {', '.join(added.passed_over)}."))
    if unread and made:
        _write_unread(made, added.editions, unread)


def _added(edition: "Edition") -> str:
    kept = [
        counted(number, one)
        for number, one in (
            (edition.organisations, "organisation"),
            (edition.memberships, "membership"),
            (edition.successions, "succession"),
        )
        if number
    ]
    more = f"; {edition.unread:,} could not be read" if edition.unread else ""
    more += f"; {edition.passed:,} are no practices or trusts" if edition.passed else ""
    return (
        f"{edition.name}: {edition.form.value} of {edition.day}, {counted(edition.records, 'record')},"
        f" {', '.join(kept)}{more}."
    )


def _list_unread(made: "Register", edition: "Edition") -> None:
    """The first of what could not be read, on stderr."""
    for unread in made.unread(edition.id)[:_SHOWN]:
        click.echo(escaped(f"{edition.name}, {unread.place}: {unread.why}."), err=True)
    if edition.unread > _SHOWN:
        click.echo(f"... and {edition.unread - _SHOWN:,} more; --unread FILE lists all.", err=True)


def _write_unread(made: "Register", editions: "tuple[Edition, ...]", path: Path) -> None:
    import csv
    import io

    from graph.util.atomic_write import write
    from graph.util.formulas import defused_text

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("file", "place", "why"))
    for edition in editions:
        writer.writerows((defused_text(edition.name), *map(defused_text, each)) for each in made.unread(edition.id))
    write(text.getvalue().encode(), path)


@register.command("list")
@register_option
@answers_in("text", "json", "csv", "markdown")
def list_editions(of_register: RegisterOptions, into: AnswerOptions) -> None:
    """The files in the register: of which day they are, and how much they say.

    Example: python cli.py register list --format csv
    """
    from graph.registers.listing import RegisterListing

    opened = of_register.opened()
    answer = RegisterListing(opened.editions if opened else ())
    emit(answer, into, lambda page: _listed(page, of_register.path, answer.editions))


def _listed(page: Printer, path: Path, editions: "tuple[Edition, ...]") -> None:
    if not editions:
        page.print("There is no register yet. Add files of ODS to it: register add epcmem.zip")
        return
    page.print(f"{counted(len(editions), 'file')} in {path}", wrap=False)
    page.print()
    rows = [
        (
            each.id,
            each.name,
            each.day,
            each.form.value.partition(" (")[0],
            *(f"{number:,}" for number in (each.organisations, each.memberships, each.successions, each.unread)),
        )
        for each in editions
    ]
    numbers = ("organisations", "memberships", "successions", "unread")
    table(page, ("id", "file", "day", "form", *numbers), rows, numbers)


@register.command("remove")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@register_option
def remove(files: tuple[str, ...], of_register: RegisterOptions) -> None:
    """Removes files from the register, by their id or name as `register list` shows them.

    What earlier editions say counts again then; without any file the register is gone.

    Example: python cli.py register remove epcmem.csv
    """
    from graph.errors import BadInput
    from graph.registers.adding import remove_editions

    opened = of_register.opened()
    if opened is None:
        raise BadInput("There is no register yet, and nothing to remove. Make one with: register add epcmem.zip")
    for edition in remove_editions(opened, files):
        click.echo(escaped(f"{edition.name} of {edition.day} ({edition.id}) is removed."))


COMMANDS = (register,)
