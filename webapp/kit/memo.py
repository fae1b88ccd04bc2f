"""Caches answers of `graph` that several pages use, per edition of the record.

A history is immutable, so results are cached for the life of the site, within bounds.
"""

from datetime import date
from decimal import Decimal

from graph.answers.audit.coverage import Coverage, coverage
from graph.answers.diff import diff as diff_of
from graph.answers.diff_result import Diff
from graph.answers.geography.commissioners import Commissioners, commissioners
from graph.answers.geography.map import MapOnDay, map_on
from graph.answers.geography.region import bodies_in
from graph.answers.landscape import Landscape, landscape, listing
from graph.answers.lineage import Lineage, lineage
from graph.answers.stories import Story
from graph.answers.stories import story as story_of
from graph.answers.timeline import Timeline, timeline
from graph.areas.outlines import outlines
from graph.model.entities import Basis, Body
from graph.model.share import Weight
from graph.record import Record
from graph.record.history import History
from graph.tables.schema import AREA_TABLES, TABLES
from graph.util.once import computed_once

from ..render.maps.colours import Colours, colours
from ..render.maps.months import months

__all__ = [
    "ancestry",
    "audit",
    "diff",
    "diff_in",
    "in_region",
    "map_colours",
    "map_months",
    "map_numbers",
    "map_on_day",
    "on_day",
    "sizes",
    "story",
    "through_time",
]


@computed_once(maxsize=64)
def diff(
    history: History, first: date, second: date, weight: Weight = Weight.PEOPLE, *, estimate: bool = False
) -> Diff:
    """What changed between two days."""
    return diff_of(history, first, second, weight=weight, estimate=estimate)


@computed_once(maxsize=32)
def diff_in(history: History, first: date, second: date, region: str, today: date) -> Diff:
    """What changed between two days among the bodies that lay mostly in a region of today."""
    whole, within = diff(history, first, second), in_region(history, region, today)
    days = (whole.before, whole.after)
    old, new = ([entry.body.id for entry in listing(history, day).entries if entry.body.id in within] for day in days)
    return whole.among(within, old, new)


@computed_once(maxsize=16)
def in_region(history: History, region: str, today: date) -> frozenset[str]:
    """The bodies of a region."""
    return bodies_in(history, region, today)


@computed_once(maxsize=64)
def on_day(history: History, day: date) -> Landscape:
    """The landscape of a day."""
    return landscape(history, day)


@computed_once(maxsize=256)
def ancestry(
    history: History,
    body: Body,
    bases: frozenset[Basis],
    min_share: Decimal,
    weight: Weight = Weight.PEOPLE,
    *,
    estimate: bool = False,
) -> Lineage:
    """The lineage of a body."""
    return lineage(history, body, bases=bases, min_share=min_share, weight=weight, estimate=estimate)


@computed_once(maxsize=4)
def audit(history: History) -> Coverage:
    """The audit of the record."""
    return coverage(history)


@computed_once(maxsize=2)
def sizes(record: Record) -> tuple[tuple[str, int], ...]:
    """The record's tables with their number of rows."""
    wanted = TABLES | (AREA_TABLES if record.areas_file else {})
    return tuple((name, len(record.rows(name))) for name in wanted)


@computed_once(maxsize=4)
def through_time(history: History, last_year: int) -> Timeline:
    """The timeline."""
    return timeline(history, last_year)


@computed_once(maxsize=32)
def story(history: History, name: str) -> Story:
    """One story."""
    return story_of(history, name)


@computed_once(maxsize=64)
def map_on_day(history: History, day: date, kind: str = "") -> MapOnDay:
    """The map of a day."""
    return map_on(history, history.areas, day, kind)


@computed_once(maxsize=2)
def map_colours(history: History) -> Colours:
    """The map colours of all bodies."""
    return colours(history, history.areas, outlines())


@computed_once(maxsize=4)
def map_months(history: History, today: date, kind: str = "") -> bytes:
    """The document with which the map moves: it takes a second to make, and the first step of a day waits for it."""
    return months(map_numbers(history, today, kind), history.areas, map_colours(history)).encode()


@computed_once(maxsize=32)
def map_numbers(history: History, today: date, kind: str = "") -> Commissioners:
    """The monthly counts of local commissioners, or of a kind."""
    return commissioners(history, today, kind)
