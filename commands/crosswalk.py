"""The command crosswalk: all bodies of one day with those of another."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from graph.model.entities import Basis
from graph.model.words import counted

from .options import (
    AnswerOptions,
    DayParameter,
    RecordOptions,
    ShareOptions,
    answers_in,
    basis_option,
    from_kind_option,
    record_options,
    share_options,
)
from .output import Printer, emit, table

if TYPE_CHECKING:
    from graph.recode.crosswalk import Crosswalk

__all__ = ["COMMANDS"]

_TABLES = (".csv", ".tsv", ".gz", ".parquet", ".xlsx")
_PLACED = {
    "exact": "placed exactly",
    "derived": "derived",
    "approximate": "approximately",
    "stated": "by stated shares",
    "inferred": "by inference",
    "not-placed": "not placed",
}


@click.command()
@click.argument("first", metavar="FROM", type=DayParameter())
@click.argument("second", metavar="TO", type=DayParameter())
@from_kind_option
@click.option(
    "--kind-to", "--kind", "kind_to", default="", help="Only bodies of this kind on the other day, such as icb."
)
@basis_option
@share_options
@record_options
@answers_in("text", "json", "csv", "markdown")
def crosswalk(
    first: date,
    second: date,
    kind_from: str,
    kind_to: str,
    bases: frozenset[Basis],
    shares: ShareOptions,
    of: RecordOptions,
    into: AnswerOptions,
) -> None:
    """Every body in force on one day with the bodies it stands for on another, with shares and sources.

    With --output NAME.csv, .parquet or .xlsx the table is written in that format; NAME.csv-about.json beside it says
    of which edition and weight it is and how many people are placed how, with a hash of its rows.

    Example: python cli.py crosswalk 2012-04-01 2022-07-01 --kind-from pct --kind-to icb --format csv
    """
    from graph.answers.geography.area import unknown_day
    from graph.recode.crosswalk import crosswalk as crosswalk_between

    for day in (first, second):
        if told := unknown_day(day, today=date.today()):
            click.echo(told, err=True)
    answer = crosswalk_between(
        of.history(),
        first,
        second,
        kind_from=kind_from,
        kind_to=kind_to,
        bases=bases,
        weight=shares.weight,
        estimate=shares.estimate,
        edition=of.edition(),
    )
    written = into.output and into.output.name.lower().endswith(_TABLES)
    if into.output and written:
        from graph.answer import json_text
        from graph.sheets.write import write_sheet
        from graph.util.atomic_write import write

        write_sheet([answer.frame()], into.output)
        write(json_text(answer.about()).encode(), into.output.with_name(f"{into.output.name}-about.json"))
    else:
        emit(answer, into, lambda page: _print(page, answer))
    if written or into.form == "csv":
        for line in _on_the_whole(answer):
            click.echo(line, err=True)


def _on_the_whole(answer: "Crosswalk") -> Iterator[str]:
    """How many bodies there were, and how well it is known where they and their people are."""
    totals = ", ".join(f"{number} {name}" for name, number in answer.totals.items() if number)
    if not totals:
        yield f"No body asked for is known to have been in force on {answer.first}. Choose another day or kind."
    else:
        bodies = counted(len(answer.recodings), "body", "bodies")
        least = "At least " if answer.published else ""
        yield f"{least}{bodies} in force on {answer.first}, on {answer.second}: {totals}."
    yield from filter(None, (*answer.unmet_kinds, answer.published))
    if answer.possible:
        yield f"{answer.possible} more may have been in force on {answer.first}."
    if placed := ", ".join(f"{number:,} {_PLACED[known]}" for known, number in answer.people.items() if number):
        of_whom = "" if answer.kind_from else " of the local commissioners"
        yield f"People{of_whom} (mid-2020, standing for all years): {placed}."
    if answer.without_area:
        areas, are, they = ("area", "is", "it") if answer.without_area == 1 else ("areas", "are", "they")
        yield f"The {areas} of {answer.without_area} of them {are} not known, nor how many people {they} had."


def _print(page: Printer, answer: "Crosswalk") -> None:
    from graph.model.share import share_text

    for line in _on_the_whole(answer):
        page.print(line)
    page.print()
    rows = [
        (
            recoding.body.id if recoding.body else "",
            target.body.id if target else None,
            share_text(target.part) if target else None,
            "" if target is None or target.part.stated is None else share_text(target.part.stated),
            (target or recoding).status.value,
            target.evidence if target else None,
        )
        for recoding in answer.recodings
        for target in recoding.targets or (None,)
    ]
    table(page, ("from", "to", "share", "stated", "status", "evidence"), rows, ("share", "stated"))


COMMANDS = (crosswalk,)
