"""What a text is explained by: a title, sentences, and what they lead to, which becomes an address or a command."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from msgspec import Struct

from ...areas.places import Gazetteer
from ...model.entities import Body
from ...record.history import History
from ..diff import diff
from ..diff_result import Diff
from ..geography.commissioners import Commissioners, commissioners
from ..lineage import Lineage, lineage
from ..timeline import Timeline, timeline

__all__ = [
    "Asking",
    "Explanation",
    "OfAccountability",
    "OfBody",
    "OfChanges",
    "OfCrosswalk",
    "OfDay",
    "OfKind",
    "OfLineage",
    "OfMap",
    "OfPlace",
    "OfRestructure",
    "OfSource",
    "Pointer",
]


class OfBody(Struct, frozen=True):
    """One body, on a day if one is given."""

    id: str
    day: date | None = None


class OfKind(Struct, frozen=True):
    """The bodies of a kind, on a day if one is given."""

    kind: str
    day: date | None = None


class OfMap(Struct, frozen=True):
    """The map of a day, of one kind if one is given."""

    day: date
    kind: str = ""


class OfPlace(Struct, frozen=True):
    """A place through time."""

    id: str
    day: date | None = None


class OfRestructure(Struct, frozen=True):
    """A restructure; all of them without an id."""

    id: str = ""


class OfChanges(Struct, frozen=True):
    """What changed between two days, of one kind if one is given."""

    first: date
    second: date
    kind: str = ""


class OfCrosswalk(Struct, frozen=True):
    """The look-up from the bodies of one kind and day to those of another."""

    first: date
    second: date
    kind_from: str
    kind_to: str


class OfAccountability(Struct, frozen=True):
    """Whom a body answered to, or who answered to it; without a day, on the last of its life so far."""

    body: str
    day: date | None = None
    down: bool = False


class OfLineage(Struct, frozen=True):
    """What came before and after a body."""

    body: str
    as_csv: bool = False


class OfDay(Struct, frozen=True):
    """The tiers of a day, and who answered to whom."""

    day: date


class OfSource(Struct, frozen=True):
    """A source; without a key all that a search for the words finds."""

    key: str = ""
    words: str = ""


Pointer: TypeAlias = (
    OfBody | OfKind | OfMap | OfPlace | OfRestructure | OfChanges | OfCrosswalk | OfAccountability | OfLineage
    | OfDay | OfSource
)  # fmt: skip


class Explanation(Struct, frozen=True):
    """What a text means or asks for. `further` marks a place that is called only nearly so.

    `named` are the things that the words speak of, each with its name; of many only the first (`more`).
    """

    title: str
    words: str
    leads_to: Pointer
    sure: bool = True
    further: bool = False
    named: tuple[tuple[str, Pointer], ...] = ()
    more: bool = False


def _today() -> date:
    return date.today()


@dataclass(frozen=True)
class Asking:
    """What answers are made from, with the functions that take long, which a site keeps the results of."""

    history: History
    places: Gazetteer
    today: date = field(default_factory=_today)
    diff: Callable[[History, date, date], Diff] = diff
    lineage: Callable[[History, Body], Lineage] = lineage
    through_time: Callable[[History, int], Timeline] = timeline
    numbers: Callable[[History, date], Commissioners] = commissioners
