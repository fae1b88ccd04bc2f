"""Text output of recode, identify and check."""

import shlex
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from graph.util.text import printable, quoted

from ..output import Printer, table

if TYPE_CHECKING:
    from graph.model.entities import Body
    from graph.recode.check import Check
    from graph.recode.fits import Proposal
    from graph.recode.result import Recoding
    from graph.recode.tables.balance import Balance
    from graph.recode.tables.survey import Survey

__all__ = ["checked", "checked_files", "identified", "is_ambiguous", "many", "report"]

_SHOWN = 10
"""Codes with a problem that are named on the terminal; the report file names all."""

_READ_SHOWN = 5
"""Codes and names read not to the letter that are named on the terminal."""


def many(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def report(
    balance: "Balance",
    first: date | None,
    day: date,
    *,
    days_column: str = "",
    kind: str = "",
    assumed: "Proposal | None" = None,
) -> list[str]:
    """The balance of a recoding of codes of a day, of the days in a column, or of a kind, if that was said.

    `assumed` is what the site takes the codes for where nothing is said of them.
    """
    from graph.model.share import what_they_count

    of = _days_taken(balance, first, day, days_column)
    rows_in, rows_out = many(balance.rows_in, "row"), many(balance.rows_out, "row")
    lines = [f"{rows_in} with {many(balance.codes, 'code')}{of}, recoded to {day}: {rows_out}."]
    lines += [f"  {remark}" for remark in balance.remarks]
    lines += [
        f"  {status}: {many(codes, 'code')}, {many(rows, 'row')}" for status, (codes, rows) in balance.statuses.items()
    ]
    for code, recoding, rows in balance.problems[:_SHOWN]:
        lines.append(f"  {recoding.status} {printable(code, 40) or '(empty)'} ({many(rows, 'row')}): {recoding.note}")
    if len(balance.problems) > _SHOWN:
        lines.append(f"  and {len(balance.problems) - _SHOWN:,} more; --report FILE names them all.")
    if assumed and assumed.options:
        lines.append(
            f"  Neither days nor kind of the codes were said. The site assumes {shlex.join(assumed.options)},"
            f" which answers {assumed.rows:,} of {many(assumed.of_rows, 'row')}."
        )
    elif is_ambiguous(balance):
        days = "" if first or days_column else "with --from DAY or --from-column COLUMN which days the codes belong to"
        what = "" if kind else "with --kind-from KIND what they are"
        if ways := ", or ".join(filter(None, (days, what))):
            lines.append(f"  Say {ways}; identify tries it.")
    parts = (target.part for recoding in balance.recodings.values() for target in recoding.targets)
    clause = what_they_count(part for part in parts if part.is_part)
    return [*lines, *_loosely_read(balance), *_amounts(balance), *([f"  {clause}"] if clause else [])]


def _days_taken(balance: "Balance", first: date | None, day: date, days_column: str) -> str:
    """On which days the codes of a table were taken; places have none."""
    if first:
        return (
            ""
            if all(each.status == "placed" and not each.body for each in balance.recodings.values())
            else f" of {first}"
        )
    if days_column:
        return f", each row taken on the days in {quoted(days_column)}"
    if not balance.of_own_days:
        return ", taken on the day in the heading" if balance.of_edition else ""
    own = f"on its own last day{f', or on {day} if in force then' if balance.has_taken_on(day) else ''}"
    if balance.of_edition:
        return f", each taken on the day in the heading or, where it was not in force then, {own}"
    return f", each taken {own}"


def is_ambiguous(balance: "Balance") -> bool:
    """Whether a code has several readings."""
    return any(recoding.status == "ambiguous-code" and recoding.candidates for _, recoding, _ in balance.problems)


def _loosely_read(balance: "Balance") -> list[str]:
    lines = [
        f"  read {printable(code, 60)} ({many(rows, 'row')}) as {_whom(recoding.body, recoding)}: {recoding.matched_as}"
        for code, recoding, rows in balance.loosely_read[:_READ_SHOWN]
        if recoding.body
    ]
    if len(balance.loosely_read) > _READ_SHOWN:
        more = len(balance.loosely_read) - _READ_SHOWN
        lines.append(f"  and {more:,} more read not to the letter; the column matched_as says how.")
    return lines


def _whom(body: "Body", recoding: "Recoding") -> str:
    """The body a text was read as, or that it may be of several, which all give the same answer."""
    others = len(recoding.candidates)
    return (
        f"{body.name} or {others} {'others' if others > 1 else 'other'} with the same answer" if others else body.name
    )


def _amounts(balance: "Balance") -> list[str]:
    lines = []
    for name, each in balance.columns.items():
        unallocated = each.unallocated.total()
        because = ", ".join(f"{why} {each.amount(units):,f}" for why, units in sorted(each.unallocated.items()))
        lines.append(
            f"  {name}: {each.amount(each.total):,f} in = {each.amount(each.allocated):,f} allocated"
            f" + {each.amount(unallocated):,f} unallocated{f' ({because})' if because else ''}"
        )
        if each.texts:
            lines.append(f"  {name}: {many(each.texts, 'cell')} without a number, left as {_it(each.texts)}")
    return lines


def _it(number: int) -> str:
    return "it was" if number == 1 else "they were"


def identified(page: Printer, found: "Survey", file: str, options: Sequence[str]) -> None:
    """What the codes of a table are, and the command that resolves most of its rows."""
    from graph.names.strangers import is_registered

    answer = found.identification
    for remark in found.remarks:
        page.print(remark)
    if answer.likeliest is None:
        page.print(f"None of the {answer.codes} codes is one that the record holds.")
        return
    if found.wide:
        sentence = answer.likeliest.sentence()
        page.print(f"The headings are bodies: {sentence}. With --wide each of their cells becomes a row.")
    else:
        page.print(f"{answer.likeliest.sentence()}.")
    less = [fit for fit in answer.fits if fit is not answer.likeliest]
    places = [fit for fit in answer.places if fit is not answer.likeliest]
    if less or places:
        page.print("\nLess likely:")
        for fit in less:
            page.print(f"  {len(fit.codes)} of {answer.codes}: {fit.kind.plural} in force {fit.period}", wrap=False)
        for place in places:
            page.print(f"  {len(place.codes)} of {answer.codes}: {place.noun}", wrap=False)
    if answer.unknown:
        shown = ", ".join(printable(code, 40) or "(empty)" for code in answer.unknown[:_SHOWN])
        more = f" and {len(answer.unknown) - _SHOWN} more" if len(answer.unknown) > _SHOWN else ""
        page.print(f"\nCodes that the record does not hold: {shown}{more}")
        if registered := sum(map(is_registered, answer.unknown)):
            have = "of them has" if registered == 1 else "of them have"
            page.print(f"{registered} {have} the form of codes of practices and trusts: see register add.")
    if proposal := answer.proposal:
        words = ["recode", file, *found.options, *options, *proposal.options, "--to", date.today().isoformat()]
        unnamed = proposal.of_rows - answer.likeliest.of_rows
        and_others = f"; {unnamed:,} {'names' if unnamed == 1 else 'name'} no body" if unnamed else ""
        page.print(f"\nNext, which answers {proposal.rows:,} of {many(proposal.of_rows, 'row')}{and_others}:")
        page.print(f"  python cli.py {shlex.join(words)}", wrap=False)


def checked(page: Printer, answer: "Check") -> None:
    """The codes of a list that are not open, and their successors."""
    page.print(f"{many(len(answer.codes), 'code')} on {answer.as_at}: {len(answer.problems):,} not open.")
    if not answer.problems:
        return
    page.print()
    rows = [
        (
            printable(each.code, 40),
            each.rows,
            each.state.value,
            each.name,
            each.closed,
            ", ".join(each.next_codes),
            each.note,
        )
        for each in answer.problems
    ]
    table(page, ("code", "rows", "state", "body", "last day", "next", "note"), rows, ("rows",))


def checked_files(page: Printer, answers: Sequence[tuple[str, "Check"]]) -> None:
    """The codes of several lists, each under the name of its file."""
    for place, (file, answer) in enumerate(answers):
        page.print(("\n" if place else "") + printable(file, 200))
        checked(page, answer)
