"""Options shared by several commands, as typed values: record, facts, output format, day."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from msgspec import Struct

from graph.model.entities import LEGAL_AND_AREA, Basis
from graph.model.share import Weight

if TYPE_CHECKING:
    from graph.areas.places import Gazetteer
    from graph.record import Record
    from graph.record.history import History
    from graph.registers import Register

__all__ = [
    "AnswerOptions",
    "DayParameter",
    "Forms",
    "RecordOptions",
    "RegisterOptions",
    "ShareOptions",
    "ShareParameter",
    "answers_in",
    "as_at_option",
    "basis_option",
    "from_kind_option",
    "record_of",
    "record_options",
    "register_option",
    "share_options",
    "source_options",
    "taken_as",
]

F = TypeVar("F", bound=Callable[..., Any])


class DayParameter(click.ParamType[date]):
    """A day, month or year in any supported format; a month or year means its last day."""

    name = "day"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from graph.model.day_parser import parse_day_asked

        return value if isinstance(value, date) else parse_day_asked(value, date.today())


class ShareParameter(click.ParamType[Decimal]):
    """A fraction of a body, from 0 to 1."""

    name = "share"

    def convert(self, value: str | Decimal, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        from graph.errors import BadInput
        from graph.model.share import parse_share

        try:
            return parse_share(str(value))
        except BadInput as error:
            raise click.UsageError(f"{param.opts[0]} {error}" if param else str(error), ctx) from None


class RecordOptions(Struct, frozen=True):
    """The record to answer from (a file or a store), and whether inferred facts are used."""

    record: Path | None
    store: str | None
    stated_only: bool = False

    def require_one(self) -> None:
        """Refuses a record and a store given together."""
        if self.store and self.record:
            raise click.UsageError("--record and --store exclude each other; give one.")

    def history(self) -> "History":
        """The history to answer from."""
        self.require_one()
        if self.store:
            from graph.record.history import History
            from graph.record.integrity import require_whole
            from graph.record.store.remote import areas_from, rows_from
            from graph.sparql.store import RemoteStore

            remote = RemoteStore(self.store)
            history = History(rows_from(remote), areas=lambda: areas_from(remote))
            require_whole(history, "The record in the store")
        else:
            history = record_of(self.record).history
        return history.stated if self.stated_only else history

    def quoted(self) -> "Record":
        """The record whose statements the answer shows."""
        if not self.store:
            return record_of(self.record)
        from graph.record.store.remote import record_from
        from graph.sparql.store import RemoteStore

        return record_from(RemoteStore(self.store))

    def of_few(self) -> "tuple[History, Gazetteer]":
        """The history and the places for an answer about few bodies: of a store, only what is asked for is read."""
        from graph.areas.places import gazetteer, gazetteer_of

        self.require_one()
        if self.store:
            from graph.record.areas.mapping import areas_of
            from graph.record.history import History
            from graph.record.store.remote import lookups_for
            from graph.record.store.rows import StoreRows
            from graph.sparql.store import RemoteStore

            rows = StoreRows(RemoteStore(self.store))
            areas = areas_of(rows)
            history = History(rows, areas=lambda: areas)
            places = gazetteer_of(areas, rows.all("places"), lookups_for(areas.cells))
        else:
            record = record_of(self.record)
            history, places = record.history, gazetteer(record)
        return history.stated if self.stated_only else history, places

    def places(self) -> "Gazetteer":
        """The places of the record, and the ways to find one."""
        return self.of_few()[1]

    def edition(self) -> str:
        """The edition of a record in a file; empty for a store."""
        from graph.record.changelog import edition

        return "" if self.store else edition(record_of(self.record))


class AnswerOptions(Struct, frozen=True):
    """The output format of an answer, and the output file, by default the terminal."""

    form: str
    output: Path | None


class ShareOptions(Struct, frozen=True):
    """What shares count, and whether spans are replaced by an estimate."""

    weight: Weight
    estimate: bool


def record_of(record: Path | None) -> "Record":
    """The record to read."""
    from graph.record import open_record

    return open_record(record)


def taken_as(name: str, kind: type[Struct], *options: Callable[[F], F]) -> Callable[[F], F]:
    """Adds options that a command receives as one value; the last is listed first in its help."""
    names = kind.__struct_fields__

    def decorate(command: F) -> F:
        @wraps(command)
        def call(**given: Any) -> Any:
            value = kind(**{each: given.pop(each) for each in names if each in given})
            return command(**given, **{name: value})

        for option in options:
            call = option(call)  # type: ignore[arg-type, assignment]
        return call  # type: ignore[return-value]

    return decorate


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

source_options = taken_as("of", RecordOptions, _STORE, _RECORD)
"""Adds --record and --store; the command takes them as `of: RecordOptions`."""

record_options = taken_as("of", RecordOptions, _STATED_ONLY, _STORE, _RECORD)
"""Adds --record, --store and --stated-only; the command takes them as `of: RecordOptions`."""


class RegisterOptions(Struct, frozen=True):
    """The register to use beside the record, by default the user's own, if there is one."""

    register: Path | None

    @property
    def path(self) -> Path:
        """Where it lies, or would."""
        from graph.registers import register_path

        return self.register or register_path()

    def opened(self) -> "Register | None":
        """The register; None where none was named and the user has none."""
        from graph.registers import open_register

        return open_register(self.register)


register_option = taken_as(
    "of_register",
    RegisterOptions,
    click.option(
        "--register",
        type=click.Path(path_type=Path, dir_okay=False),
        envvar="NHS_RESTRUCTURES_REGISTER",
        help="The file with practices and trusts, in place of the user's own; see register add.",
    ),
)
"""Adds --register; the command takes it as `of_register: RegisterOptions`."""

_FORMER = {"ntriples": "n-triples", "jsonld": "json-ld", "rdfxml": "rdf-xml"}
"""Names of forms that some commands had, which are still understood."""


class Forms(click.Choice[str]):
    """The output formats of commands, by their common names."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return super().convert(_FORMER.get(value, value), param, ctx)


def answers_in(*formats: str) -> Callable[[F], F]:
    """Adds --format with a command's output formats (the first is the default) and --output.

    The command receives them as `into: AnswerOptions`.
    """
    return taken_as(
        "into",
        AnswerOptions,
        click.option("--output", type=click.Path(path_type=Path), help="Write to a file in place of the terminal."),
        click.option(
            "--format",
            "form",
            type=Forms(formats),
            default=formats[0],
            show_default=True,
            help="Form of the answer.",
        ),
    )


as_at_option = click.option(
    "--as-at", type=DayParameter(), metavar="DAY", help="The day that decides which body, name or line is meant."
)


def _bases(_ctx: click.Context, _param: click.Parameter, names: tuple[str, ...]) -> frozenset[Basis]:
    return frozenset(map(Basis, names)) or LEGAL_AND_AREA


from_kind_option = click.option("--kind-from", default="", help="The codes are those of this kind, such as pct.")
basis_option = click.option(
    "--basis",
    "bases",
    multiple=True,
    type=click.Choice([basis.value for basis in Basis]),
    callback=_bases,
    help="Links to follow; may be given several times. Default: legal and area.",
)

share_options = taken_as(
    "shares",
    ShareOptions,
    click.option("--estimate", is_flag=True, help="Give a number where only a span is known, marked as estimated."),
    click.option(
        "--weight",
        type=click.Choice(Weight, case_sensitive=False),
        default=Weight.PEOPLE.value,
        show_default=True,
        help="What shares count: people of mid-2020, postcodes or lsoas by area; stated: what sources state.",
    ),
)
"""Adds --weight and --estimate; the command takes them as `shares: ShareOptions`."""
