"""Whether the bodies of a table cover each other: regions beside their groups, say."""

from collections.abc import Iterable

from ...model.words import joined, lower_first
from ...record.history import History
from ...shares import covering_each_other
from ..result import Recoding

__all__ = ["levels_remark"]


def levels_remark(history: History, recodings: Iterable[Recoding]) -> str:
    """A remark where bodies of several kinds held the same area on one day; empty where they did not."""
    taken = [each for each in recodings if each.body]
    bodies = {each.body.id: each.body for each in taken if each.body}
    if len({body.kind for body in bodies.values()}) == 1:
        return ""
    kinds: set[str] = set()
    for day in sorted({each.day for each in taken if each.day}):
        on_day = [body for body in bodies.values() if body.life.certain_on(day)]
        if len({body.kind for body in on_day}) > 1:
            kinds |= {bodies[each].kind for each in covering_each_other(history.areas, on_day, day)}
    if len(kinds) < 2:
        return ""
    said = joined(sorted(lower_first(history.kinds[kind].plural) for kind in kinds))
    return (
        f"The table has bodies that cover each other ({said}): a sum over all rows counts people more than once."
        " Choose the kind to be read (--kind-from)."
    )
