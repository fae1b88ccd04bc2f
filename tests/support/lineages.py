"""Lineages for tests: nothing hidden, and shares as numbers by body."""

from datetime import date
from decimal import Decimal

from graph.answers.lineage import Lineage, lineage
from graph.model.entities import Basis
from graph.record.history import History
from graph.shares import Divider, Relative, Territory

ALL_BASES = frozenset(Basis)
NOTHING = Decimal(0)


def of(history: History, body: str, **options: object) -> Lineage:
    options = {"min_share": NOTHING, **options}
    return lineage(history, history.bodies[body], **options)  # type: ignore[arg-type]


def shares(relatives: tuple[Relative, ...]) -> dict[str, float | None]:
    return {each.body.id: None if each.share is None else float(each.share) for each in relatives}


def after(history: History, body: str, **options: object) -> dict[str, float | None]:
    """The successors of a body with their shares."""
    return shares(of(history, body, **options).successors)


def before(history: History, body: str, **options: object) -> dict[str, float | None]:
    """The predecessors of a body with their shares."""
    return shares(of(history, body, **options).predecessors)


def divider(history: History, first: date, second: date, **options: object) -> Divider:
    """What divides the bodies of one day among those of another."""
    return Divider(Territory(history), first, second, **options)  # type: ignore[arg-type]


def heirs(history: History, body: str, first: date, second: date) -> dict[str, float | None]:
    """The bodies of another day in which a body of a day lies, with the shares of it."""
    return shares(divider(history, first, second).of(history.bodies[body]).relatives)
