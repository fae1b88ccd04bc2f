"""Lineages as tests ask for them: nothing hidden, and shares as numbers by body."""

from decimal import Decimal

from graph.lineage.lineage import Lineage, lineage
from graph.lineage.relatives import Relative
from graph.model.entities import Basis
from graph.record.history import History

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
