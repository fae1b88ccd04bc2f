"""The whole table between two days: every body in force on the one with the bodies it stands for on the other.

It is what `graph.recoding` says of each body; its totals tell which part is stated, inferred or unknown.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from ..answer import Document, Rows
from ..model.entities import LEGAL_AND_AREA, Basis
from ..model.evidence import evidence_of
from ..record.history import History
from .recoder import Recoder
from .result import Recoding, Target

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Crosswalk", "crosswalk"]

_FROM = ("from_code", "from_gss", "from_id", "from_name", "from_kind")
_TO = ("to_code", "to_gss", "to_id", "to_name", "to_kind", "share", "share_basis", "basis", "path")
_COLUMNS = (*_FROM, *_TO, "status", "evidence", "sources", "note")


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """What each body of a day became on another. `possible` counts further bodies that may have been in force."""

    columns: ClassVar[tuple[str, ...]] = _COLUMNS

    first: date
    second: date
    recodings: tuple[Recoding, ...]
    possible: int

    @property
    def totals(self) -> Mapping[str, int]:
        """Bodies by how well it is known what they became: stated, inferred, unknown, or no successor at all."""
        counts = Counter(map(_knowledge, self.recodings))
        return {name: counts[name] for name in ("stated", "inferred", "unknown", "no-successor")}

    def document(self) -> Document:
        return {
            "from": self.first.isoformat(),
            "to": self.second.isoformat(),
            "bodies": len(self.recodings),
            "possible": self.possible,
            "totals": dict(self.totals),
            "rows": [dict(row) for row in self.rows()],
        }

    def rows(self) -> Rows:
        return [
            row
            for recoding in self.recodings
            for row in ([self._row(recoding, target) for target in recoding.targets] or [self._row(recoding, None)])
        ]

    def frame(self) -> "pl.DataFrame":
        """The rows as a data frame: what a cluster, DuckDB or Spark joins against."""
        import polars as pl

        schema = dict.fromkeys(_COLUMNS, pl.String) | {"share": pl.Float64}
        return pl.DataFrame(self.rows(), schema=schema, orient="row")

    def _row(self, recoding: Recoding, target: Target | None) -> dict[str, object]:
        body = recoding.body
        assert body is not None, "a crosswalk begins with bodies"  # noqa: S101
        codes = body.code_on("ods", self.first) or None, body.code_on("gss", self.first) or None
        return {
            **dict(zip(_FROM, (*codes, body.id, body.name_on(self.first), body.kind), strict=True)),
            **_to(target),
            "status": (target or recoding).status.value,
            "evidence": None if target is None else evidence_of(target.inferred),
            "sources": "|".join(target.sources) if target else None,
            "note": recoding.note or None,
        }


def _to(target: Target | None) -> dict[str, object]:
    if target is None:
        return dict.fromkeys(_TO)
    counts = {step.link.share_basis for path in target.paths for step in path if step.link.share is not None}
    values = (
        target.code or None,
        target.gss_code or None,
        target.body.id,
        target.name,
        target.body.kind,
        None if target.share is None else float(target.share),
        "|".join(sorted(counts - {""})) or None,
        "|".join(target.bases) or None,
        "|".join(target.path) or target.body.id,
    )
    return dict(zip(_TO, values, strict=True))


def _knowledge(recoding: Recoding) -> str:
    if not recoding.targets:
        return "no-successor"
    if any(target.share is None for target in recoding.targets):
        return "unknown"
    return evidence_of(any(target.inferred for target in recoding.targets))


def crosswalk(
    history: History,
    first: date,
    second: date,
    *,
    kind_from: str = "",
    kind_to: str = "",
    bases: frozenset[Basis] = LEGAL_AND_AREA,
) -> Crosswalk:
    """Every body certainly in force on `first`, of a kind and those counted with it, and what it became on `second`.

    Raises:
        UnknownKind: there is no such kind.
    """
    recoder = Recoder(history, second, since=first, kind_from=kind_from, kind_to=kind_to, bases=bases)
    wanted = history.kinds_within(kind_from) if kind_from else frozenset(history.kinds)
    bodies = sorted((body for body in history.bodies.values() if body.kind in wanted), key=lambda body: body.id)
    certain = [body for body in bodies if body.life.certain_on(first)]
    possible = sum(body.life.possible_on(first) for body in bodies) - len(certain)
    return Crosswalk(first, second, tuple(map(recoder.of_body, certain)), possible)
