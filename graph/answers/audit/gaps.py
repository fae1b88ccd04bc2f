"""Recounts a gap: how many bodies of its kind still lack the fact.

Only gaps counted from the tables can be recounted, not those that somebody reported.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from ...model.dates import Precision
from ...model.entities import Body
from ...model.evidence import Gap
from ...record.history import History

__all__ = ["MISSING", "recount"]

_Lacks: TypeAlias = Callable[[History, Body], bool]

MISSING: Mapping[str, _Lacks] = {
    "ODS code not found": lambda _, body: not body.ods_code,
    "GSS code not found": lambda _, body: not body.gss_code,
    "start not found": lambda _, body: body.spell.start is None,
    "end not found: only a latest possible day is known": lambda _, body: body.spell.end_precision is Precision.BY,
    "end not found, and no latest day either": lambda _, body: body.spell.end_precision is Precision.UNKNOWN,
    "body with no forerunner in a stated succession": lambda history, body: body.id not in history.links_to,
    "closed body with no successor in a stated succession": lambda history, body: (
        body.spell.ended and body.id not in history.links_from
    ),
}
"""What a counted gap can say is missing, and how to tell that a body lacks it."""


def recount(history: History, gap: Gap) -> tuple[int, int] | None:
    """How many of the kind's stated bodies lack the fact, and their number; None where it cannot be counted."""
    lacks = MISSING.get(gap.missing)
    if lacks is None or not gap.basis.startswith("counted"):
        return None
    stated = history.stated
    bodies = stated.by_kind.get(gap.subject, ())
    return sum(lacks(stated, body) for body in bodies), len(bodies)
