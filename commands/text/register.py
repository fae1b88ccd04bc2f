"""Text output for practices and trusts: what a register says of one, and its lineage."""

from datetime import date
from typing import TYPE_CHECKING

from graph.model.words import counted, in_words

from ..output import Printer, table

if TYPE_CHECKING:
    from graph.record.history import History
    from graph.registers.entry import RegisterEntry, Under
    from graph.registers.lineage import CodeLineage

__all__ = ["entry", "lineage"]

_STEPS = 200


def entry(page: Printer, history: "History", answer: "RegisterEntry", as_at: date | None) -> None:
    """What a register says of a code, with whom it was under through time."""
    name = answer.name or f"{answer.kind_label} {answer.code} (no file of the register has its name)"
    page.print(name)
    about = answer.organisation
    days = " to ".join(str(day or "") for day in (about.opened, about.closed)).strip() if about else ""
    page.print("; ".join(filter(None, (f"{answer.kind_label}, code {answer.code}", about and about.postcode, days))))
    files = ", ".join(f"{each.name} of {each.day}" for each in answer.editions)
    page.print(f"Not in the record: this is what your register says ({files}).")
    if answer.under:
        page.print(_sentence(answer, as_at))
        page.print()
        rows = [
            (
                each.code,
                each.name or "not in the record",
                history.kinds[each.body.kind].id if each.body else "",
                each.start,
                _until(each),
                "; ".join(superior.name for superior in each.managers),
            )
            for each in answer.under
        ]
        table(page, ("code", "under", "kind", "from", "to", "which answered to"), rows)
    for title, steps in (("Came from", answer.came_from), ("Followed by", answer.followed_by)):
        if steps:
            page.print(f"\n{title}")
            others = [(each.old if title == "Came from" else each.new, each.day) for each in steps]
            table(page, ("code", "on"), others)


def _sentence(answer: "RegisterEntry", as_at: date | None) -> str:
    last = answer.last
    if as_at:
        on = [each for each in answer.under if (each.start or as_at) <= as_at <= (each.end or as_at)]
        names = " and ".join(f"{each.name or 'a body that the record does not hold'} ({each.code})" for each in on)
        return f"On {in_words(as_at)} it was under {names or 'nobody that the register knows of'}."
    if last is None:
        return "Nobody is known that it was under."
    if last.end and last.end < last.known:
        return f"It was last under {last.name or last.code}, until {in_words(last.end)}."
    return f"On {in_words(last.known)} it was under {last.name or last.code}."


def _until(each: "Under") -> object:
    """The last day, as far as the register can know it."""
    if each.assumed:
        return f"if it went on after {each.known}"
    return each.end if each.end and each.end <= each.known else f"still on {each.known}"


def lineage(page: Printer, answer: "CodeLineage") -> None:
    """What came before and after a code."""
    page.print(f"{answer.code}: {counted(len(answer.before), 'succession')} before, {len(answer.after):,} after")
    page.print("From the list of successions in your register; it does not say how much each successor got.")
    if answer.after:
        page.print(f"Today: {', '.join(answer.today)}")
    elif not answer.before:
        page.print("No file of the register says that anything came before or after it.")
    for title, steps in (("Before", answer.before), ("After", answer.after)):
        if steps:
            page.print(f"\n{title} ({len(steps):,})")
            table(page, ("code", "followed by", "on"), [(each.old, each.new, each.day) for each in steps[:_STEPS]])
            if len(steps) > _STEPS:
                page.print(f"... and {len(steps) - _STEPS:,} more; --format csv has all.")
