"""Commands for places and areas: place, area."""

from datetime import date
from typing import TYPE_CHECKING, Literal

import click

from graph.util.text import escaped

from .figure import origin, put_figure
from .meant import body_meant
from .options import AnswerOptions, DayParameter, RecordOptions, answers_in, as_at_option, record_options
from .output import STATEMENTS, emit_quoted, put
from .text import place as text

if TYPE_CHECKING:
    from graph.answers.geography.area import Area
    from graph.record.history import History
    from webapp.render.take_away import Figure

__all__ = ["COMMANDS"]


@click.command()
@click.argument("words", metavar="TEXT")
@click.option("--as-at", type=DayParameter(), metavar="DAY", help="Only the bodies that covered it on this day.")
@record_options
@answers_in("text", "json", "csv", "markdown", *STATEMENTS)
def place(words: str, as_at: date | None, of: RecordOptions, into: AnswerOptions) -> None:
    """Every body that covered a district, an authority, a postcode or an LSOA, with the tiers above, in order of time.

    A postcode is cut to its sector, M33 4, and used as that.

    Example: python cli.py place Trafford
    """
    from graph.answers.geography.area import known_day
    from graph.answers.geography.place import place_history

    day = known_day(as_at, today=date.today()) if as_at else None
    history, places = of.of_few()
    answer = place_history(history, places.at(words))
    if day:
        answer = answer.possible_on(day)
    emit_quoted(answer, of, into, lambda page: text.place(page, history, answer, day))


@click.command()
@click.argument("body")
@as_at_option
@record_options
@answers_in("text", "json", "csv", "markdown", *STATEMENTS, "svg", "png", "geojson", "topojson")
def area(body: str, as_at: date | None, of: RecordOptions, into: AnswerOptions) -> None:
    """The cells of England that a body held on a day, each whole or in part; without a day, the last of its life.

    Example: python cli.py area ccg-04f --as-at 2014-06-01
    """
    from graph.answers.geography.area import area as area_of
    from graph.answers.geography.area import known_day

    today = date.today()
    day = known_day(as_at, today=today) if as_at else None
    history = of.history()
    found = body_meant(of, history, body, day)
    if found.remark:
        click.echo(escaped(found.remark), err=True)
    answer = area_of(history, found.body, day or min(found.body.life.last_known, today))
    if into.form in ("svg", "png"):
        put_figure(_drawn(history, answer, of.edition()), into)
        return
    if into.form in ("geojson", "topojson"):
        from graph.answers.geography.formats import area_as

        form: Literal["geojson", "topojson"] = "geojson" if into.form == "geojson" else "topojson"
        put(area_as(form, history.areas, answer.body, answer.day, of.edition()), into.output)
        return
    emit_quoted(answer, of, into, lambda page: text.area(page, history, answer))


def _drawn(history: "History", answer: "Area", edition: str) -> "Figure":
    """The area of a body on a map with its neighbours."""
    from graph.answers.geography.map import map_on
    from webapp.render.maps.figure import area_words, body_figure

    body, day = answer.body, answer.day
    drawn = body_figure(
        map_on(history, history.areas, day, body.kind),
        history.areas,
        body,
        title=f"The area of {body.name_on(day)}",
        subtitle=area_words(history.areas, body.id, day),
        origin=origin(edition),
    )
    if drawn is None:
        raise click.UsageError(f"The outlines have none of the cells of {body.id}. Ask for text or json.")
    return drawn


COMMANDS = (place, area)
