"""The `map` command: England on a day by commissioner, as a picture or as geographic data."""

from datetime import date
from typing import TYPE_CHECKING

import click

from .figure import origin, put_figure
from .options import AnswerOptions, DayParameter, RecordOptions, answers_in, record_options
from .output import emit, put
from .text import map as text

if TYPE_CHECKING:
    from graph.answers.geography.map import MapOnDay
    from graph.record.history import History
    from webapp.render.take_away import Figure

__all__ = ["COMMANDS"]


@click.command("map")
@click.argument("day", type=DayParameter())
@click.option("--kind", help="Only bodies of this kind, such as sha. Default: the local commissioners of the day.")
@record_options
@answers_in("text", "json", "csv", "markdown", "svg", "png", "geojson", "topojson")
def map_of_day(day: date, kind: str | None, of: RecordOptions, into: AnswerOptions) -> None:
    """England on a day, by the areas of its local commissioners or of one kind of body.

    Example: python cli.py map 2003-04-01 --kind pct --format svg --output pct-2003.svg
    """
    from graph.answers.geography.area import known_day
    from graph.answers.geography.map import map_on

    day = known_day(day, today=date.today())
    history = of.history()
    found = map_on(history, history.areas, day, kind or "")
    match into.form:
        case "geojson" | "topojson":
            from graph.answers.geography.formats import map_as

            put(map_as(into.form, found, of.edition()), into.output)
        case "svg" | "png":
            put_figure(_figure(history, found, kind or "", of.edition()), into)
        case _:
            emit(found, into, lambda page: text.map_of_day(page, history, found))


def _figure(history: "History", found: "MapOnDay", kind: str, edition: str) -> "Figure":
    from graph.answers.geography import headline
    from graph.answers.geography.commissioners import commissioners
    from graph.areas.outlines import outlines
    from graph.rdf.terms import ID
    from webapp.render.maps.colours import colours
    from webapp.render.maps.figure import figure

    numbers = commissioners(history, max(date.today(), found.day), kind)
    return figure(
        found,
        history.areas,
        colours(history, history.areas, outlines()),
        lambda body: ID + body,
        title=headline.finding(numbers, found.day),
        subtitle=headline.shown(found, numbers),
        origin=origin(edition),
    )


COMMANDS = (map_of_day,)
