"""Options that several commands share: which record, which facts, which form of answer."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from graph.model.entities import LEGAL_AND_AREA, Basis

if TYPE_CHECKING:
    from graph.record import Record
    from graph.record.history import History

__all__ = [
    "Forms",
    "answers_in",
    "as_at_option",
    "basis_option",
    "chosen_bases",
    "history_of",
    "quoted_record",
    "record_of",
    "record_options",
    "source_options",
]

F = TypeVar("F", bound=Callable[..., Any])

_RECORD = click.option(
    "--record",
    type=click.Path(path_type=Path),
    envvar="NHS_RESTRUCTURES_RECORD",
    help="A Turtle file to read in place of the record that comes with the product.",
)
_STORE = click.option(
    "--store",
    envvar="NHS_RESTRUCTURES_STORE",
    help="The address of a SPARQL 1.1 endpoint that holds the record.",
)
_STATED_ONLY = click.option("--stated-only", is_flag=True, help="Leave out everything inferred.")


def source_options(command: F) -> F:
    """Adds --record and --store."""
    return _RECORD(_STORE(command))


def record_options(command: F) -> F:
    """Adds --record, --store and --stated-only."""
    return source_options(_STATED_ONLY(command))


_FORMER = {"ntriples": "n-triples", "jsonld": "json-ld", "rdfxml": "rdf-xml"}
"""Names of forms that some commands had, which are still understood."""


class Forms(click.Choice[str]):
    """The forms that a command can answer in, by the names that all commands have for them."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return super().convert(_FORMER.get(value, value), param, ctx)


def answers_in(*formats: str) -> Callable[[F], F]:
    """Adds --format with the forms a command can answer in (the first is the default) and --output."""

    def decorate(command: F) -> F:
        command = click.option(
            "--output", type=click.Path(path_type=Path), help="Write to a file in place of the terminal."
        )(command)
        return click.option(
            "--format",
            "form",
            type=Forms(formats),
            default=formats[0],
            show_default=True,
            help="Form of the answer.",
        )(command)

    return decorate


as_at_option = click.option("--as-at", metavar="DAY", help="The day that decides which body, name or line is meant.")

basis_option = click.option(
    "--basis",
    "bases",
    multiple=True,
    type=click.Choice([basis.value for basis in Basis]),
    help="Links to follow; may be given several times. Default: legal and area.",
)


def chosen_bases(bases: tuple[str, ...]) -> frozenset[Basis]:
    """The bases named, or legal and area."""
    return frozenset(map(Basis, bases)) or LEGAL_AND_AREA


def record_of(record: Path | None) -> "Record":
    """The record to read."""
    from graph.record import open_record

    return open_record(record)


def quoted_record(record: Path | None, store: str | None) -> "Record":
    """The record whose statements an answer quotes: of a file, or of a remote store."""
    if not store:
        return record_of(record)
    from graph.record import Record
    from graph.record.remote import turtle_from
    from graph.sparql.store import RemoteStore

    return Record(turtle_from(RemoteStore(store)), "the record in the store")


def history_of(record: Path | None, store: str | None, stated_only: bool) -> "History":
    """The history to answer from: of a file, or of a remote store."""
    if store and record:
        raise click.UsageError("--record and --store exclude each other; give one.")
    if store:
        from graph.record.history import History
        from graph.record.integrity import require_whole
        from graph.record.remote import rows_from
        from graph.sparql.store import RemoteStore

        history = History(rows_from(RemoteStore(store)))
        require_whole(history, "The record in the store")
    else:
        history = record_of(record).history
    return history.stated if stated_only else history
