"""The bodies a table cell may mean, scored as the Reconciliation Service API wants it."""

from collections.abc import Collection

from msgspec import Struct

from ...model.entities import Body
from ...names.finder import names_in
from ...names.meaning import MatchedAs
from ...record.history import History

__all__ = ["Candidate", "candidates"]

_SCORES = {
    MatchedAs.ID: 100,
    MatchedAs.ODS_CODE: 100,
    MatchedAs.GSS_CODE: 100,
    MatchedAs.NAME: 100,
    MatchedAs.ALIAS: 95,
    MatchedAs.CODE_IN_TEXT: 95,
    MatchedAs.PUBLISHERS_FORM: 95,
    MatchedAs.EVERYDAY_NAME: 90,
    MatchedAs.NEAR_NAME: 70,
    MatchedAs.PART_OF_NAME: 60,
    MatchedAs.NOTHING: 40,
}
"""How well a text fits by how it was read, of 100; names that only come near fit least."""

_SURE = 90
"""The score from which a single candidate is a match."""


class Candidate(Struct, frozen=True):
    """A body that a text may mean, its score out of 100, and whether the match is certain."""

    body: Body
    score: int
    match: bool


def candidates(history: History, text: str, *, kinds: Collection[str] = (), most: int = 10) -> tuple[Candidate, ...]:
    """The bodies a text may mean, optionally of some kinds only; best first, ties by latest."""
    wanted = frozenset(kind for each in kinds for kind in history.kinds_within(each)) if kinds else None
    names = names_in(history)

    def fits(body: Body) -> bool:
        return wanted is None or body.kind in wanted

    meaning = names.read(text, fits)
    bodies = [body for body in meaning.bodies if fits(body)] or [body for body in names.near(text) if fits(body)]
    how = meaning.matched_as if any(fits(body) for body in meaning.bodies) else MatchedAs.NOTHING
    latest_first = sorted(bodies, key=lambda body: (body.life.ends[1], body.life.starts[0], body.id), reverse=True)
    sure = len(bodies) == 1 and _SCORES[how] >= _SURE
    return tuple(Candidate(body, _SCORES[how], sure) for body in latest_first[:most])
