"""Commands that ask the record: diff, show, lineage, accountable, list, landscape, timeline, search."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from graph.model.entities import Basis
from graph.util.text import escaped, quoted

from .meant import body_meant
from .options import (
    AnswerOptions,
    DayParameter,
    RecordOptions,
    RegisterOptions,
    ShareOptions,
    ShareParameter,
    answers_in,
    as_at_option,
    basis_option,
    record_options,
    register_option,
    share_options,
)
from .output import STATEMENTS, emit, emit_quoted, put, put_statements
from .register_codes import body_or_registered, lineage_registered, say_if_registered, show_registered
from .text import ask, bodies

if TYPE_CHECKING:
    from graph.answers.lineage import Lineage
    from graph.model.entities import Body
    from graph.names.find import Found
    from graph.record.history import History


__all__ = ["COMMANDS"]


@click.command()
@click.argument("first", metavar="A", type=DayParameter())
@click.argument("second", metavar="B", type=DayParameter())
@click.option("--kind", help="Only bodies of this kind, such as ccg.")
@basis_option
@share_options
@record_options
@answers_in("text", "json", "csv", "markdown")
def diff(
    first: date,
    second: date,
    kind: str | None,
    bases: frozenset[Basis],
    shares: ShareOptions,
    of: RecordOptions,
    into: AnswerOptions,
) -> None:
    """What changed between two days: bodies, names, codes and lines of accountability.

    Example: python cli.py diff 2013 2017 --kind ccg
    """
    from graph.answers.diff import diff as diff_of

    history = of.history()
    wanted = history.kind(kind).id if kind is not None else None
    answer = diff_of(history, first, second, bases=bases, weight=shares.weight, estimate=shares.estimate)
    if wanted:
        answer = answer.of_kind(wanted)
    emit(answer, into, lambda page: ask.diff(page, history, answer))


@click.command()
@click.argument("body")
@as_at_option
@register_option
@record_options
@answers_in("text", "json", "csv", "markdown", *STATEMENTS)
def show(body: str, as_at: date | None, of_register: RegisterOptions, of: RecordOptions, into: AnswerOptions) -> None:
    """Everything the record says of one body, each fact with its sources; or of a restructure.

    A practice or trust is shown as the register has it, with its commissioners through time.

    Example: python cli.py show 5NR
    """
    from graph.answers.body import facts
    from graph.answers.lookup.papers import restructures_on
    from graph.errors import AmbiguousBody, UnknownBody
    from graph.names.meaning import MatchedAs

    history = of.history()
    try:
        found = body_or_registered(of, history, body, as_at, of_register)
    except AmbiguousBody:
        if not (restructures_on(history, body) and _show_restructure(of, history, body, into)):
            raise
        return
    except UnknownBody:
        if not _show_restructure(of, history, body, into):
            raise
        return
    if isinstance(found, str):
        show_registered(history, found, as_at, of_register, into)
        return
    if found.meaning.matched_as is MatchedAs.PART_OF_NAME and restructures_on(history, body):
        _show_restructure(of, history, body, into)
        return
    if into.form != "text":
        _say_which(found)
    if into.form in STATEMENTS:
        from graph.publish.describe import mentions

        quoted = of.quoted()
        put_statements(quoted, mentions(quoted, found.body.id, stated_only=of.stated_only), into)
        return
    answer = facts(history, found.body, as_at=as_at)
    emit(answer, into, lambda page: bodies.show(page, history, answer, found, as_at))


def _show_restructure(of: RecordOptions, history: "History", text: str, into: AnswerOptions) -> bool:
    """Prints the restructure that a text means; False if it means none."""
    from graph.answers.lookup.leads import restructures_called
    from graph.answers.restructure import restructure_whole

    if not (found := restructures_called(history, text)):
        return False
    *others, this = found
    if others:
        also = "; ".join(f"{each.id} ({each.name})" for each in others)
        which = f"{quoted(text)} means {len(found)} restructures; this is {this.id}. Also: {also}. Pick one by its id."
        click.echo(escaped(which), err=True)
    whole = restructure_whole(history, this)
    emit_quoted(whole, of, into, lambda page: ask.restructure(page, history, whole))
    return True


def _say_which(found: "Found") -> "Body":
    """The body a text means; if it was ambiguous, a line on stderr says which one was chosen."""
    if found.remark:
        click.echo(escaped(found.remark), err=True)
    return found.body


@click.command()
@click.argument("body")
@as_at_option
@basis_option
@click.option(
    "--min-share",
    type=ShareParameter(),
    metavar="SHARE",
    default="0.01",
    show_default=True,
    help="Hide relatives with a smaller known share.",
)
@share_options
@register_option
@record_options
@answers_in("text", "json", "csv", "markdown", *STATEMENTS, "graphml", "dot", "mermaid", "svg", "html")
def lineage(
    body: str,
    as_at: date | None,
    bases: frozenset[Basis],
    min_share: Decimal,
    shares: ShareOptions,
    of_register: RegisterOptions,
    of: RecordOptions,
    into: AnswerOptions,
) -> None:
    """The bodies before and after one, in time order, with the share each step carried.

    The lineage of a trust is that of the list of successions in the register.

    Example: python cli.py lineage 5NR
    """
    from graph.answers.lineage import lineage as lineage_of

    history = of.history()
    this = body_or_registered(of, history, body, as_at, of_register)
    if isinstance(this, str):
        lineage_registered(this, of_register, into)
        return
    found = _say_which(this)
    answer = lineage_of(
        history, found, bases=bases, min_share=min_share, weight=shares.weight, estimate=shares.estimate
    )
    if into.form in ("graphml", "dot", "mermaid"):
        from graph.answers import lineage_formats as formats

        draw = {"graphml": formats.graphml, "dot": formats.dot, "mermaid": formats.mermaid}[into.form]
        put(draw(answer), into.output)
        return
    if into.form in ("svg", "html"):
        put(_pictured(into.form, history, answer), into.output)
        return
    emit_quoted(answer, of, into, lambda page: ask.lineage(page, history, answer))


def _pictured(form: str, history: "History", answer: "Lineage") -> str:
    """A lineage as an SVG file, or as a page with its table."""
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
@click.option("--as-at", type=DayParameter(), metavar="DAY", required=True, help="The day.")
@click.option("--down", is_flag=True, help="Who answered to the body, one step down, in place of the way up.")
@click.option("--possible", is_flag=True, help="Add lines that may have been in force, marked.")
@record_options
@answers_in("text", "json", "csv", "markdown", *STATEMENTS)
def accountable(body: str, as_at: date, down: bool, possible: bool, of: RecordOptions, into: AnswerOptions) -> None:
    """Who a body answered to on a day, step by step to the top, and in which way; or who answered to it.

    Example: python cli.py accountable ccg-04f --as-at 2014-06-01
    """
    from graph.answers.accountability import chain
    from graph.answers.subordinates import below

    history = of.history()
    this = _say_which(body_meant(of, history, body, as_at))
    if down:
        under = below(history, this, as_at) if possible else below(history, this, as_at).certain()
        emit_quoted(under, of, into, lambda page: ask.below(page, history, under))
    else:
        answer = chain(history, this, as_at) if possible else chain(history, this, as_at).certain()
        emit_quoted(answer, of, into, lambda page: ask.chain(page, history, answer))


@click.command("list")
@click.option("--kind", help="Only bodies of this kind, such as ccg.")
@click.option("--as-at", type=DayParameter(), metavar="DAY", required=True, help="The day.")
@click.option("--possible", is_flag=True, help="Add bodies that may have been in force, marked.")
@record_options
@answers_in("text", "json", "csv", "markdown", *STATEMENTS)
def list_bodies(kind: str | None, as_at: date, possible: bool, of: RecordOptions, into: AnswerOptions) -> None:
    """The bodies in force on a day.

    Example: python cli.py list --kind ccg --as-at 2013-04-01
    """
    from graph.answers.landscape import listing

    history = of.history()
    answer = listing(history, as_at, history.kind(kind).id if kind is not None else "")
    if possible:
        answer = answer.with_possible()
    emit_quoted(answer, of, into, lambda page: bodies.listing(page, history, answer))


@click.command()
@click.argument("day", type=DayParameter())
@click.option("--possible", is_flag=True, help="Name the bodies that may have been in force.")
@record_options
@answers_in("text", "json", "csv", "markdown")
def landscape(day: date, possible: bool, of: RecordOptions, into: AnswerOptions) -> None:
    """What the system looked like on a day: tiers, kinds, and who answered to whom.

    Example: python cli.py landscape 2013-04-01
    """
    from graph.answers.landscape import landscape as landscape_on

    history = of.history()
    answer = landscape_on(history, day)
    emit(answer, into, lambda page: ask.landscape(page, history, answer, name_possible=possible))


@click.command()
@record_options
@answers_in("text", "json", "csv", "markdown")
def timeline(of: RecordOptions, into: AnswerOptions) -> None:
    """The restructures in their order, with the number of changes that belong to each.

    Example: python cli.py timeline
    """
    from graph.answers.timeline import timeline as timeline_of

    answer = timeline_of(of.history(), date.today().year)
    emit(answer, into, lambda page: ask.timeline(page, answer))


@click.command()
@click.argument("words", metavar="TEXT")
@as_at_option
@register_option
@record_options
@answers_in("text", "json", "csv", "markdown")
def search(
    words: str, as_at: date | None, of_register: RegisterOptions, of: RecordOptions, into: AnswerOptions
) -> None:
    """Bodies by id, code, name, former name or part of a name.

    What the words mean or ask is answered first, as on the site: a place, a kind, a day, who answered to whom, what
    changed, which bodies of a kind a place had. Of the code of a practice or trust it says whether the register has it.

    Example: python cli.py search trafford
    """
    from msgspec.structs import replace

    from graph.answers.lookup.explanation import Asking
    from graph.answers.lookup.reply import named_by_sources, reply

    if not words.strip():
        raise click.UsageError("Nothing to search for. Write a code, a name or a part of one, such as trafford.")
    history = of.history()
    told = reply(Asking(history, of.places()), words, as_at)
    if told.is_empty and not told.no_such_day and (named := named_by_sources(history, words)):
        told = replace(told, answers=(named,))
    emit(told, into, lambda page: bodies.search(page, told))
    if not told.found.hits:
        say_if_registered(words, of_register)


COMMANDS = (diff, show, lineage, accountable, list_bodies, landscape, timeline, search)
