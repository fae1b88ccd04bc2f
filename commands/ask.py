"""Commands that ask the record: diff, show, lineage, accountable, list, landscape, timeline, search."""

from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import answers_in, as_at_option, basis_option, chosen_bases, history_of, quoted_record, record_options
from .output import STATEMENTS, emit, put, put_statements
from .text import ask

if TYPE_CHECKING:
    from graph.lineage.lineage import Lineage
    from graph.record.history import History

__all__ = ["COMMANDS"]

Record = Path | None


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--kind", help="Only bodies of this kind, such as ccg.")
@basis_option
@record_options
@answers_in("text", "json", "csv", "markdown")
def diff(
    first: str, second: str, kind: str | None, bases: tuple[str, ...], form: str, output: Record, **of: Any
) -> None:
    """What changed between two days: bodies, names, codes and lines of accountability.

    Example: python cli.py diff 2013 2017 --kind ccg
    """
    from graph.answers.diff import diff as diff_of
    from graph.model.dates import parse_day

    days = parse_day(first), parse_day(second)
    history = history_of(**of)
    wanted = history.kind(kind).id if kind is not None else None
    answer = diff_of(history, *days, bases=chosen_bases(bases))
    if wanted:
        answer = answer.of_kind(wanted)
    emit(answer, form, output, lambda page: ask.diff(page, history, answer))


@click.command()
@click.argument("body")
@as_at_option
@record_options
@answers_in("text", "json", "csv", "markdown", *STATEMENTS)
def show(body: str, as_at: str | None, form: str, output: Record, **of: Any) -> None:
    """Everything the record says of one body, each fact with its sources.

    Example: python cli.py show 5NR
    """
    from graph.answers.body import facts
    from graph.answers.search import find
    from graph.model.dates import parse_day

    day = parse_day(as_at) if as_at is not None else None
    history = history_of(**of)
    found = find(history, body, as_at=day)
    if form in STATEMENTS:
        from graph.publish.describe import mentions

        quoted = quoted_record(of["record"], of["store"])
        put_statements(quoted, mentions(quoted, found.id, stated_only=of["stated_only"]), form, output)
        return
    answer = facts(history, found, as_at=day)
    emit(answer, form, output, lambda page: ask.show(page, history, answer))


def _share(value: str) -> Decimal:
    try:
        share = Decimal(value)
    except InvalidOperation:
        share = Decimal(-1)
    if not share.is_finite() or not 0 <= share <= 1:
        raise click.UsageError(f"--min-share {value[:20]!r} is no share; write a number from 0 to 1, such as 0.05.")
    return share


@click.command()
@click.argument("body")
@as_at_option
@basis_option
@click.option("--min-share", default="0.01", show_default=True, help="Hide relatives with a smaller known share.")
@record_options
@answers_in("text", "json", "csv", "markdown", *STATEMENTS, "graphml", "dot", "mermaid", "svg", "html")
def lineage(
    body: str, as_at: str | None, bases: tuple[str, ...], min_share: str, form: str, output: Record, **of: Any
) -> None:
    """The bodies before and after one, in time order, with the share each step carried.

    Example: python cli.py lineage 5NR
    """
    from graph.answers.search import find
    from graph.lineage.lineage import lineage as lineage_of
    from graph.model.dates import parse_day

    day = parse_day(as_at) if as_at is not None else None
    smallest = _share(min_share)
    history = history_of(**of)
    answer = lineage_of(history, find(history, body, as_at=day), bases=chosen_bases(bases), min_share=smallest)
    if form in ("graphml", "dot", "mermaid"):
        from graph.lineage import formats

        draw = {"graphml": formats.graphml, "dot": formats.dot, "mermaid": formats.mermaid}[form]
        put(draw(answer), output)
        return
    if form in ("svg", "html"):
        put(_pictured(form, history, answer), output)
        return
    if form in STATEMENTS:
        put_statements(quoted_record(of["record"], of["store"]), answer.subjects, form, output)
        return
    emit(answer, form, output, lambda page: ask.lineage(page, history, answer))


def _pictured(form: str, history: "History", answer: "Lineage") -> str:
    """A lineage as a picture: an SVG file, or a page with its table."""
    from webapp.render.pictures import lineage as drawing
    from webapp.render.pictures import standalone

    picture = drawing.picture(answer, history, standalone.identifier, today=date.today())
    if form == "html":
        return standalone.page(f"Lineage of {answer.body.name}", picture, answer.rows())
    if picture is None:
        raise click.UsageError(f"{answer.body.id} has no body before or after it to draw. Ask for text or json.")
    return standalone.svg_file(picture)


@click.command()
@click.argument("body")
@click.option("--as-at", metavar="DAY", required=True, help="The day.")
@click.option("--possible", is_flag=True, help="Add lines that may have been in force, marked.")
@record_options
@answers_in("text", "json", "csv", "markdown", *STATEMENTS)
def accountable(body: str, as_at: str, possible: bool, form: str, output: Record, **of: Any) -> None:
    """Who a body answered to on a day, step by step to the top, and in which way.

    Example: python cli.py accountable ccg-04f --as-at 2014-06-01
    """
    from graph.answers.accountability import chain
    from graph.answers.search import find
    from graph.model.dates import parse_day

    day = parse_day(as_at)
    history = history_of(**of)
    answer = chain(history, find(history, body, as_at=day), day)
    if not possible:
        answer = answer.certain()
    if form in STATEMENTS:
        put_statements(quoted_record(of["record"], of["store"]), answer.subjects, form, output)
        return
    emit(answer, form, output, lambda page: ask.chain(page, answer))


@click.command("list")
@click.option("--kind", help="Only bodies of this kind, such as ccg.")
@click.option("--as-at", metavar="DAY", required=True, help="The day.")
@click.option("--possible", is_flag=True, help="Add bodies that may have been in force, marked.")
@record_options
@answers_in("text", "json", "csv", "markdown", *STATEMENTS)
def list_bodies(kind: str | None, as_at: str, possible: bool, form: str, output: Record, **of: Any) -> None:
    """The bodies in force on a day.

    Example: python cli.py list --kind ccg --as-at 2013-04-01
    """
    from graph.answers.landscape import listing
    from graph.model.dates import parse_day

    day = parse_day(as_at)
    history = history_of(**of)
    answer = listing(history, day, history.kind(kind).id if kind is not None else "")
    if possible:
        answer = answer.with_possible()
    if form in STATEMENTS:
        put_statements(quoted_record(of["record"], of["store"]), answer.subjects, form, output)
        return
    emit(answer, form, output, lambda page: ask.listing(page, answer))


@click.command()
@click.argument("day")
@click.option("--possible", is_flag=True, help="Name the bodies that may have been in force.")
@record_options
@answers_in("text", "json", "csv", "markdown")
def landscape(day: str, possible: bool, form: str, output: Record, **of: Any) -> None:
    """What the system looked like on a day: tiers, kinds, and who answered to whom.

    Example: python cli.py landscape 2013-04-01
    """
    from graph.answers.landscape import landscape as landscape_on
    from graph.model.dates import parse_day

    on = parse_day(day)
    answer = landscape_on(history_of(**of), on)
    emit(answer, form, output, lambda page: ask.landscape(page, answer, name_possible=possible))


@click.command()
@record_options
@answers_in("text", "json", "csv", "markdown")
def timeline(form: str, output: Record, **of: Any) -> None:
    """The restructures in their order, with the number of changes that belong to each.

    Example: python cli.py timeline
    """
    from graph.answers.timeline import timeline as timeline_of

    answer = timeline_of(history_of(**of), date.today().year)
    emit(answer, form, output, lambda page: ask.timeline(page, answer))


@click.command()
@click.argument("words", metavar="TEXT")
@as_at_option
@record_options
@answers_in("text", "json", "csv", "markdown")
def search(words: str, as_at: str | None, form: str, output: Record, **of: Any) -> None:
    """Bodies by id, code, name, former name or part of a name.

    Example: python cli.py search trafford
    """
    from graph.answers.search import search as search_for
    from graph.model.dates import parse_day

    day = parse_day(as_at) if as_at is not None else None
    if not words.strip():
        raise click.UsageError("Nothing to search for. Write a code, a name or a part of one, such as trafford.")
    answer = search_for(history_of(**of), words, as_at=day)
    emit(answer, form, output, lambda page: ask.search(page, answer))


COMMANDS = (diff, show, lineage, accountable, list_bodies, landscape, timeline, search)
