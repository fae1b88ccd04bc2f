"""One published number compared with ours, and per kind how many bodies have each sort of fact."""

from typing import Final

from msgspec import Struct

from ...model.evidence import PublishedCount

__all__ = ["HOLE", "THINGS", "VERDICTS", "CountCheck", "KindCoverage"]

VERDICTS: Final = ("match", "possible", "differs", "not listed", "not comparable")
THINGS: Final = ("start", "end", "code", "predecessor", "successor", "line")
"""What a body can have, as the columns of `KindCoverage` are called."""


HOLE: Final = "A hole"
"""How the reason begins where bodies are missing from the record."""


class CountCheck(Struct, frozen=True):
    """A published count next to ours: as stated, with inferred bodies, and at most.

    `ours` is None where the count's scope is given only in words, or it has no date.
    """

    published: PublishedCount
    ours: int | None
    with_inferences: int | None
    possible: int | None
    explained: bool
    reason: str = ""
    """Why the published number is not ours, in words."""

    @property
    def verdict(self) -> str:
        """One of `VERDICTS`."""
        if self.ours is None or self.possible is None or self.with_inferences is None:
            return "not comparable"
        if self.published.count in (self.ours, self.with_inferences):
            return "match"
        if self.ours <= self.published.count <= self.possible:
            return "possible"
        return "not listed" if not self.possible else "differs"

    @property
    def is_hole(self) -> bool:
        """Whether the record knows too few; not where another source or another day explains the number."""
        fewer = self.with_inferences is not None and self.with_inferences < self.published.count
        return fewer and (not self.reason or self.reason.startswith(HOLE))

    @property
    def difference(self) -> int | None:
        """Our number with inferences minus the published one; None where they cannot be compared."""
        return None if self.with_inferences is None else self.with_inferences - self.published.count


class KindCoverage(Struct, frozen=True):
    """How many bodies of a kind have each sort of fact.

    `inferred` counts bodies that no source names. `with_x` counts bodies for which a source states the fact,
    `inferred_x` those for which it is only inferred. A start or end counts where its day is known, or where the body
    goes on.
    """

    kind: str
    bodies: int
    inferred: int
    with_start: int
    with_end: int
    with_code: int
    with_predecessor: int
    with_successor: int
    with_line: int
    inferred_start: int
    inferred_end: int
    inferred_code: int
    inferred_predecessor: int
    inferred_successor: int
    inferred_line: int

    def numbers(self) -> tuple[tuple[int, int], ...]:
        """For each of `THINGS`, how many bodies have it stated, and how many only inferred."""
        return tuple((getattr(self, f"with_{thing}"), getattr(self, f"inferred_{thing}")) for thing in THINGS)
