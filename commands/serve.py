"""Commands to run queries and the site, and to list settings: query, settings, serve."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import AnswerOptions, Forms, RecordOptions, answers_in, source_options
from .output import STATEMENTS, emit_text, put, table

if TYPE_CHECKING:
    from graph.sparql.results import Node, Result
    from graph.sparql.store import Store
    from webapp.settings import Value

__all__ = ["COMMANDS"]

_FORMS = {
    "text": "text/csv",
    "json": "application/sparql-results+json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xml": "application/sparql-results+xml",
    **STATEMENTS,
}


@click.command()
@click.argument("query_text", metavar="[TEXT]", required=False)
@click.option("--file", "file", type=click.Path(path_type=Path), help="A file with the query; - for standard input.")
@click.option(
    "--format", "form", type=Forms(tuple(_FORMS)), default="text", show_default=True, help="Form of the answer."
)
@click.option("--output", type=click.Path(path_type=Path), help="Write to a file in place of the terminal.")
@source_options
def query(query_text: str | None, file: Path | None, form: str, output: Path | None, of: RecordOptions) -> None:
    """Runs a SPARQL query on the record; its prefixes need not be declared.

    Example: python cli.py query "SELECT ?ccg WHERE { ?ccg org:classification nhs:kind-ccg } LIMIT 3"
    """
    from graph.errors import RecordError
    from graph.sparql.results import RESULT_TYPES, Solutions, serialise
    from graph.sparql.store import EmbeddedStore, RemoteStore

    if (query_text is None) == (file is None):
        raise click.UsageError("Give the query as text or by --file, one of the two.")
    if file is not None:
        try:
            query_text = _query_in(file)
        except (OSError, UnicodeDecodeError):
            raise RecordError(f"Could not read {file.name}. Name a UTF-8 file that holds a query.") from None
    of.require_one()
    result = _answer(RemoteStore(of.store) if of.store else EmbeddedStore(of.quoted().whole_turtle), query_text or "")
    if form == "text" and isinstance(result, Solutions):
        rows = [[_short(row.get(name)) for name in result.variables] for row in result.rows]
        emit_text(lambda page: table(page, result.variables, rows), output)
        return
    if form == "text":
        form = "turtle" if isinstance(result, tuple) else "csv"
    try:
        put(serialise(result, _FORMS[form]).decode("utf-8").removesuffix("\n") + "\n", output)
    except KeyError:
        fitting = sorted(
            name for name, media_type in _FORMS.items() if (media_type in RESULT_TYPES) != isinstance(result, tuple)
        )
        raise click.UsageError(f"This query has no answer in {form}. Choose one of {', '.join(fitting)}.") from None


def _query_in(file: Path) -> str:
    """The text of a query file or standard input, reading at most one character more than a query may have."""
    from graph.sparql.guard import LONGEST

    if str(file) == "-":
        return sys.stdin.read(LONGEST + 1)
    with file.open(encoding="utf-8") as text:
        return text.read(LONGEST + 1)


def _answer(store: "Store", query_text: str) -> "Result":
    """Runs a query with the record's prefixes declared; error positions refer to the text as given."""
    from graph.rdf.terms import PREFIXES
    from graph.sparql.guard import BadQuery

    declarations = " ".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in PREFIXES.items())
    try:
        return store.run(f"{declarations}\n{query_text}")
    except BadQuery as error:
        raise BadQuery(error.message, max(error.line - 1, 1), error.column) from None


def _short(term: "Node | None") -> str:
    from graph.rdf.terms import compact

    return "" if term is None else compact(term.value) if hasattr(term, "value") else str(term)


_SERVING = (700, 10, 10)
"""Python's own thresholds of the collector; those of short commands would let a long-lived process grow."""

_SETTINGS_FILE = click.option(
    "--settings",
    "file",
    type=click.Path(path_type=Path),
    envvar="NHS_RESTRUCTURES_SETTINGS",
    help="A TOML file of settings, read in place of the one that NHS_RESTRUCTURES_SETTINGS names.",
)


@click.command()
@click.option("--host", help="The address to listen on.  [default: 127.0.0.1]")
@click.option("--port", metavar="NUMBER", help="The port to listen on.  [default: 8000]")
@click.option("--workers", metavar="NUMBER", help="Processes that answer.  [default: 2]")
@click.option("--record", help="A Turtle file to read in place of the record that comes with the product.")
@click.option("--store", help="The address of a SPARQL 1.1 engine that holds the record and answers public queries.")
@_SETTINGS_FILE
def serve(file: Path | None, **given: str | None) -> None:
    """Runs the site and prints its address. All its settings are listed by: settings

    On Windows one process answers, which is enough for oneself: no workers, and no reload of the record.

    Example: python cli.py serve --port 8080
    """
    import gc

    from webapp.server.run import serve as serve_site
    from webapp.settings import set_values, values

    gc.set_threshold(*_SERVING)
    serve_site(set_values(values(given, file=file)))


@click.command()
@_SETTINGS_FILE
@answers_in("text", "json")
def settings(file: Path | None, into: AnswerOptions) -> None:
    """Lists the settings of the site, their values, and where each was set.

    Each is set by NHS_RESTRUCTURES_NAME in the environment, or by a line "name = value" of a TOML file.

    Example: python cli.py settings
    """
    from graph.answer import json_text
    from webapp.settings import values

    found = values(file=file)
    if into.form == "json":
        put(json_text([_document(each) for each in found]), into.output)
        return
    rows = [[each.setting.name, _shown(each.value), each.origin, each.setting.help] for each in found]
    emit_text(lambda page: table(page, ("name", "value", "from", "what it is"), rows), into.output)


def _shown(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _document(value: "Value") -> dict[str, object]:
    return {
        "name": value.setting.name,
        "variable": value.setting.variable,
        "value": value.value,
        "default": value.setting.default,
        "from": value.origin,
        "help": value.setting.help,
    }


COMMANDS = (query, settings, serve)
