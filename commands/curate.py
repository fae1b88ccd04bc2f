"""Commands to maintain the record: import, export, validate, coverage, sources, changes."""

import sys
from pathlib import Path

import click

from graph.model.words import counted
from graph.util.text import escaped

from .exits import Problems
from .options import AnswerOptions, Forms, RecordOptions, answers_in, record_of, record_options
from .output import STATEMENTS, emit
from .text import curate as text

__all__ = ["COMMANDS"]

Record = Path | None


@click.command("import")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--record", type=click.Path(path_type=Path), help="The Turtle file to write; default: the product's own.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@click.option(
    "--entry",
    metavar="TEXT",
    help="Entry of the data changelog: change in the world, correction of ours or new source, a colon, what changed.",
)
@answers_in("text", "json", "csv")
def import_tables(directory: Path, record: Record, dry_run: bool, entry: str | None, into: AnswerOptions) -> None:
    """Builds the record from a directory of fact tables; a fault leaves the old record untouched.

    Example: python cli.py import tables --dry-run
    """
    from datetime import date

    from graph.curate.import_export import import_tables as build
    from graph.record import DATA
    from graph.record.changelog import entry_of

    target = record or DATA / "restructures.ttl"
    said = None if entry is None else entry_of(entry, date.today())
    answer = build(directory, target, write_it=not dry_run, entry=said)
    emit(answer, into, lambda page: text.changes(page, answer))
    if answer.errors:
        raise Problems(f"{counted(answer.errors, 'error')}; nothing was written. Mend the tables and import again.")


@click.command()
@click.argument("target", metavar="[TARGET]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=Forms((*STATEMENTS, "tables", "archive")),
    default="turtle",
    show_default=True,
    help="Form of the copy; tables are a directory of CSV files, archive a zip file to be deposited and cited.",
)
@click.option("--record", type=click.Path(path_type=Path), envvar="NHS_RESTRUCTURES_RECORD", help="The Turtle to read.")
def export(target: Record, form: str, record: Record) -> None:
    """The whole record in another form, to a file, with its areas beside it, or to the terminal; tables to a directory.

    Example: python cli.py export --format tables tables
    """
    from graph.curate.import_export import export_tables

    opened = record_of(record)
    if form == "tables":
        if target is None:
            raise click.UsageError("Tables need a directory to be written to, as in: export --format tables DIR.")
        click.echo(escaped(f"{export_tables(opened, target)} tables written to {target}"))
        return
    from graph.util.atomic_write import write

    if form == "archive":
        from graph.downloads.archive import archive

        if target is None:
            raise click.UsageError("An archive needs a file to be written to, as in: export --format archive X.zip.")
        write(archive(opened), target)
        click.echo(escaped(f"{target} written"))
        return
    from graph.publish.dumps import converted

    if target is None:
        sys.stdout.buffer.write(converted(opened.whole_turtle, STATEMENTS[form], opened.name))
        return
    write(converted(opened.turtle, STATEMENTS[form], opened.name), target)
    beside = ""
    if opened.areas_file:
        areas = target.with_name(f"areas{target.suffix}")
        write(converted(opened.areas_file.file.turtle, STATEMENTS[form], opened.areas_file.name), areas)
        beside = f", and the areas beside it as {areas.name}"
    click.echo(escaped(f"{target} written{beside}"))


@click.command()
@click.option(
    "--record", type=click.Path(path_type=Path), envvar="NHS_RESTRUCTURES_RECORD", help="The Turtle file to check."
)
@answers_in("text", "json", "csv")
def validate(record: Record, into: AnswerOptions) -> None:
    """Checks the record against its shapes and rules; exits with 1 if there is an error. Warnings do not count.

    Example: python cli.py validate
    """
    from graph.curate.report import report_on

    report = report_on(record_of(record))
    emit(report, into, lambda page: text.findings(page, report))
    if report.errors:
        raise Problems(f"{counted(report.errors, 'error')} in the record.")


@click.command()
@record_options
@answers_in("text", "json", "csv", "markdown")
def coverage(of: RecordOptions, into: AnswerOptions) -> None:
    """How much the record knows: counts beside published ones, what each kind and era has, gaps, conflicts.

    Example: python cli.py coverage --format json
    """
    from msgspec.structs import replace

    from graph.answers.audit.coverage import coverage as coverage_of

    answer = replace(coverage_of(of.history()), edition=of.edition())
    emit(answer, into, lambda page: text.coverage(page, answer))


@click.command()
@click.argument("words", metavar="[TEXT]", default="")
@record_options
@answers_in("text", "json", "csv", "markdown")
def sources(words: str, of: RecordOptions, into: AnswerOptions) -> None:
    """The sources of the record, all or those whose key, title or publisher contains a text.

    Example: python cli.py sources hansard
    """
    from graph.answers.audit.sources import sources as sources_of

    answer = sources_of(of.history(), words)
    emit(answer, into, lambda page: text.sources(page, answer))


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@answers_in("text", "json", "csv")
def changes(old: Path, new: Path, into: AnswerOptions) -> None:
    """What one edition of the record changed against another: each thing added, removed or changed.

    Example: python cli.py changes old.ttl data/restructures.ttl
    """
    from graph.curate.edition_diff import changes_between
    from graph.record.changelog import edition

    before, after = record_of(old), record_of(new)
    answer = changes_between(before, after, (edition(before), edition(after)))
    emit(answer, into, lambda page: text.changes(page, answer))


COMMANDS = (import_tables, export, validate, coverage, sources, changes)
