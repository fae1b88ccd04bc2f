"""What show, lineage and search answer for a code of the register, which the record does not hold."""

from datetime import date
from typing import TYPE_CHECKING

import click

from graph.util.text import escaped

from .meant import body_meant
from .options import AnswerOptions, RecordOptions, RegisterOptions
from .output import emit

if TYPE_CHECKING:
    from graph.names.find import Found
    from graph.record.history import History

__all__ = ["body_or_registered", "lineage_registered", "say_if_registered", "show_registered"]


def body_or_registered(
    of: RecordOptions, history: "History", text: str, as_at: date | None, of_register: RegisterOptions
) -> "Found | str":
    """The body of the record that a text means; if there is none, the code of a practice or trust in the register."""
    from graph.errors import UnknownBody
    from graph.names.strangers import is_registered
    from graph.registers.entry import stranger

    try:
        return body_meant(of, history, text, as_at)
    except UnknownBody:
        opened = of_register.opened()
        if opened and opened.knows(code := text.strip().upper()):
            return code
        if is_registered(text):
            raise stranger(opened, text) from None
        raise


def show_registered(
    history: "History", code: str, as_at: date | None, of_register: RegisterOptions, into: AnswerOptions
) -> None:
    from graph.registers.entry import entry

    from .text import register

    _refuse_statements(into, code)
    answer = entry(history, of_register.opened(), code)
    emit(answer, into, lambda page: register.entry(page, history, answer, as_at))


def _refuse_statements(into: AnswerOptions, code: str) -> None:
    if into.form not in ("text", "json", "csv", "markdown"):
        raise click.UsageError(f"{code} is in the register and not in the record; ask for text, json, csv or markdown.")


def lineage_registered(code: str, of_register: RegisterOptions, into: AnswerOptions) -> None:
    from graph.registers.lineage import code_lineage

    from .text import register

    _refuse_statements(into, code)
    if opened := of_register.opened():
        answer = code_lineage(opened, code)
        emit(answer, into, lambda page: register.lineage(page, answer))


def say_if_registered(text: str, of_register: RegisterOptions) -> None:
    """A line on stderr for the code of a practice or trust: that the register has it, or how to come by one."""
    from graph.names.strangers import is_registered
    from graph.registers.entry import stranger

    if is_registered(text):
        opened, code = of_register.opened(), text.strip().upper()
        known = opened is not None and opened.knows(code)
        click.echo(f"The register has it: show {code}" if known else escaped(str(stranger(opened, text))), err=True)
