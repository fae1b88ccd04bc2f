"""Commands that run something: query, serve."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import record_of, source_options
from .output import emit_text, put, table

if TYPE_CHECKING:
    from graph.results import Result, Term
    from graph.store import Store

__all__ = ["COMMANDS"]

_FORMS = {
    "text": "text/csv",
    "json": "application/sparql-results+json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xml": "application/sparql-results+xml",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}


@click.command()
@click.argument("query_text", metavar="[TEXT]", required=False)
@click.option("--file", "file", type=click.Path(path_type=Path), help="A file with the query; - for standard input.")
@click.option(
    "--format", "form", type=click.Choice(tuple(_FORMS)), default="text", show_default=True, help="Form of the answer."
)
@click.option("--output", type=click.Path(path_type=Path), help="Write to a file in place of the terminal.")
@source_options
def query(
    query_text: str | None, file: Path | None, form: str, output: Path | None, record: Path | None, store: str | None
) -> None:
    """Asks the record a SPARQL question; the record's own prefixes are declared already.

    Example: python cli.py query "SELECT ?ccg WHERE { ?ccg org:classification nhs:kind-ccg } LIMIT 3"
    """
    from graph.errors import RecordError
    from graph.results import RESULT_TYPES, Solutions, serialise
    from graph.store import EmbeddedStore, RemoteStore

    if (query_text is None) == (file is None):
        raise click.UsageError("Give the query as text or by --file, one of the two.")
    if file is not None:
        try:
            query_text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise RecordError(f"Could not read {file.name}. Name a UTF-8 file that holds a query.") from None
    if store and record:
        raise click.UsageError("--record and --store exclude each other; give one.")
    result = _answer(RemoteStore(store) if store else EmbeddedStore(record_of(record).turtle), query_text or "")
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


def _answer(store: "Store", query_text: str) -> "Result":
    """Asks with the record's prefixes declared; the place of a fault is that in the text as it was given."""
    from graph.sparql import BadQuery
    from graph.terms import PREFIXES

    declarations = " ".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in PREFIXES.items())
    try:
        return store.run(f"{declarations}\n{query_text}")
    except BadQuery as error:
        raise BadQuery(error.reason, max(error.line - 1, 1), error.column) from None


def _short(term: "Term | None") -> str:
    from graph.terms import compact

    return "" if term is None else compact(term.value) if hasattr(term, "value") else str(term)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
@source_options
def serve(host: str, port: int, workers: int, record: Path | None, store: str | None) -> None:
    """Runs the site, and tells its address.

    Example: python cli.py serve --port 8000
    """
    from webapp.serving import serve as serve_site

    serve_site(host, port, workers, {"RECORD": record, "STORE": store})


COMMANDS = (query, serve)
