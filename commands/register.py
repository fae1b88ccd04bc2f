"""Commands for the register of practices and trusts: register add, list, remove, compare."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.model.words import counted
from graph.util.text import escaped

from .options import (
    AnswerOptions,
    DayParameter,
    RecordOptions,
    RegisterOptions,
    answers_in,
    record_options,
    register_option,
)
from .output import Printer, Progress, emit, table

if TYPE_CHECKING:
    from graph.registers import Edition, Register
    from graph.registers.compare import RegisterComparison

__all__ = ["COMMANDS"]

_CODES = 10
"""Codes and ids that are named where there are many."""

_SHOWN = 20
"""Rows that could not be read, of which so many are listed on the terminal."""


@click.group()
def register() -> None:
    """Practices and trusts beside the record, from files that ODS publishes: add, list, remove, compare.

    They are kept in one file in your own data folder, for show, lineage, search, recode, check and identify. Files are
    told by their content: epcmem, epraccur, eccg, etr, ets and succ as CSV, JSON of the ORD interface, and the whole
    HSCOrgRefData XML, packed or not.

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
    from graph.registers.add import add_files

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
    from graph.registers.list import RegisterListing

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
    from graph.registers.add import remove_editions

    opened = of_register.opened()
    if opened is None:
        raise BadInput("There is no register yet, and nothing to remove. Make one with: register add epcmem.zip")
    for edition in remove_editions(opened, files):
        click.echo(escaped(f"{edition.name} of {edition.day} ({edition.id}) is removed."))


@register.command("compare")
@click.option("--as-at", type=DayParameter(), metavar="DAY", help="The day.  [default: that of the register]")
@register_option
@record_options
@answers_in("text", "json", "csv", "markdown")
def compare(as_at: date | None, of_register: RegisterOptions, of: RecordOptions, into: AnswerOptions) -> None:
    """Practices by commissioner of a day beside the record and its areas, a check of both.

    A practice is listed whose postcode lies outside the area of the body it is under; postcodes come from epraccur, the
    XML or the interface. Some practices near a border join the neighbour; many of one body say that something is wrong.

    Example: python cli.py register compare --as-at 2019-04-01
    """
    from graph.errors import BadInput
    from graph.registers.compare import compare as compare_with

    opened = of_register.opened()
    if opened is None:
        raise BadInput("There is no register yet, and nothing to compare. Make one with: register add epcmem.zip")
    answer = compare_with(of.history(), opened, of.places(), as_at)
    emit(answer, into, lambda page: _compared(page, answer))


def _compared(page: Printer, answer: "RegisterComparison") -> None:
    kept = sum(answer.strangers.values())
    page.print(
        f"On {answer.day} {counted(answer.practices, 'practice')} under {counted(len(answer.bodies), 'body', 'bodies')}"
        f" of the record. In its area: {answer.inside:,}; outside: {len(answer.outside):,}; not known where:"
        f" {answer.unplaced:,}."
    )
    if answer.known < answer.day:
        page.print(f"The register speaks for {answer.known}; memberships that went on then are taken to go on.")
    if answer.unplaced == answer.practices:
        page.print("The register has no postcodes of them; add epraccur, or the XML, for the areas to be compared.")
    if kept:
        codes = ", ".join(list(answer.strangers)[:_CODES])
        more = f" and {len(answer.strangers) - _CODES} more" if len(answer.strangers) > _CODES else ""
        page.print(f"{counted(kept, 'more practice')} under codes that the record does not hold: {codes}{more}.")
    if answer.without:
        names = ", ".join(body.id for body in answer.without[:_CODES])
        more = f" and {len(answer.without) - _CODES} more" if len(answer.without) > _CODES else ""
        page.print(f"Bodies of these kinds of which the register has no practice: {names}{more}.")
    numbers = ("practices", "inside", "outside", "not placed")
    rows = [
        (each.body.id, each.name, each.practices, each.inside, each.outside, each.unplaced) for each in answer.bodies
    ]
    page.print()
    table(page, ("body", "name", *numbers), rows, numbers)
    if answer.outside:
        page.print(f"\nOutside the area of the body they are under ({len(answer.outside):,})")
        listed = [
            (each.code, each.name, each.sector, each.body.id, ", ".join(body.id for body in each.area))
            for each in answer.outside
        ]
        table(page, ("practice", "name", "sector", "under", "area of"), listed)


COMMANDS = (register,)
