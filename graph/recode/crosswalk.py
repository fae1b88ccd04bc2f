"""The crosswalk between two days: every body in force on one with the bodies it stands for on the other.

It is a `Recoder` applied to each body, with totals of bodies and people by evidence.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ..answer import Json, Rows, csv_text
from ..answers.kind_numbers import kind_number
from ..model.entities import LEGAL_AND_AREA, Basis
from ..model.share import NOTHING, Weight
from ..record.history import History
from ..shares import territory_of
from .recoder import Recoder
from .result import Recoding, Target

if TYPE_CHECKING:
    import polars as pl

    from ..documents import recode as documents

__all__ = ["Crosswalk", "crosswalk"]


_KNOWN: Final = ("exact", "derived", "approximate", "stated", "inferred")
"""How well a share is known, the best first; a body counts by the worst of its shares."""


@dataclass(frozen=True)
class Crosswalk:
    """What each body of a day became on another. `possible` counts further bodies that may have been in force.

    `weight` is what the shares count, `edition` the record's edition; `unmet_kinds` says which kind asked for was not
    in force on its day, and which was; `published` how many were published where the record may hold too few.
    `kind_from` is the kind asked for, if one was. `people_of` are the kinds of body whose people are counted, that one
    or the local commissioners: bodies of several tiers have the same people.
    """

    first: date
    second: date
    recodings: tuple[Recoding, ...]
    possible: int
    weight: Weight = Weight.PEOPLE
    edition: str = ""
    unmet_kinds: tuple[str, ...] = ()
    published: str = ""
    kind_from: str = ""
    people_of: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        from ..documents import columns, recode

        return columns(recode.CrosswalkRow)

    @property
    def totals(self) -> Mapping[str, int]:
        """Bodies by evidence of the result: the weakest of their shares, or none."""
        counts = Counter(map(_knowledge, self.recodings))
        return {name: counts[name] for name in (*_KNOWN, "unknown", "no-successor")}

    @cached_property
    def people(self) -> Mapping[str, int]:
        """Mid-2020 people by evidence of where they ended up, plus those `not-placed`; everyone counts once.

        A span counts with its lower bound.
        """
        placed: dict[str, Decimal] = defaultdict(Decimal)
        everybody = NOTHING
        for recoding in self._of_people:
            if recoding.people is not None:
                everybody += recoding.people
                for known, number in ({} if recoding.overlapping else _placed(recoding)).items():
                    placed[known] += number
        counts = {known: round(placed[known]) for known in _KNOWN}
        return {**counts, "not-placed": max(round(everybody) - sum(counts.values()), 0)}

    @property
    def without_area(self) -> int:
        """How many bodies whose people are to be counted have no known area."""
        return sum(recoding.people is None for recoding in self._of_people)

    @property
    def _of_people(self) -> list[Recoding]:
        """The results of the bodies whose people are counted."""
        return [each for each in self.recodings if each.body and each.body.kind in self.people_of]

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the rows as CSV; equal for equal rows."""
        return hashlib.sha256(csv_text(self).encode()).hexdigest()

    def about(self) -> dict[str, object]:
        """Metadata stored with a written table, to identify and verify it, and to say how much of it is known how."""
        return {
            "from": self.first.isoformat(),
            "to": self.second.isoformat(),
            "weight": self.weight.value,
            "edition": self.edition,
            "sha256": self.sha256,
            "people": dict(self.people),
            "without_area": self.without_area,
            "unmet_kinds": list(self.unmet_kinds),
            "published": self.published,
        }

    def document(self) -> Json:
        from ..documents import recode as documents

        return documents.Crosswalk.from_values(
            self, from_=self.first, to=self.second, bodies=len(self.recodings), rows=self._documents()
        ).plain()

    def rows(self) -> Rows:
        return [row.plain() for row in self._documents()]

    def _documents(self) -> "list[documents.CrosswalkRow]":
        return [
            row
            for recoding in self.recodings
            for row in ([self._row(recoding, target) for target in recoding.targets] or [self._row(recoding, None)])
        ]

    def frame(self) -> "pl.DataFrame":
        """The rows as a data frame, for joins in a cluster, DuckDB or Spark."""
        import polars as pl

        from ..documents.recode import CrosswalkRow
        from .tables.added import frame_schema

        return pl.DataFrame(self.rows(), schema=frame_schema(CrosswalkRow), orient="row")

    def _row(self, recoding: Recoding, target: Target | None) -> "documents.CrosswalkRow":
        from ..documents import recode as documents

        body = recoding.body
        assert body is not None, "a crosswalk begins with bodies"  # noqa: S101
        return documents.CrosswalkRow.from_values(
            from_code=body.code_on("ods", self.first),
            from_gss=body.code_on("gss", self.first),
            from_id=body.id,
            from_name=body.name_on(self.first),
            from_kind=body.kind,
            status=(target or recoding).status,
            note=recoding.note,
            **(_to(target) if target else dict.fromkeys(_TO)),
        )


_TO: Final = ("to_code", "to_gss", "to_id", "to_name", "to_kind", "share", "share_low", "share_high", "share_basis",
              "stated_share", "basis", "path", "evidence", "sources")  # fmt: skip
"""What is not known of a body without heirs."""


def _to(target: Target) -> dict[str, object]:
    return {
        "to_code": target.code,
        "to_gss": target.gss_code,
        "to_id": target.body.id,
        "to_name": target.name,
        "to_kind": target.body.kind,
        **target.share_cells,
        "basis": "|".join(target.bases),
        "path": "|".join(target.path) or target.body.id,
        "evidence": target.evidence,
        "sources": "|".join(target.sources),
    }


def _knowledge(recoding: Recoding) -> str:
    if not recoding.targets:
        return "no-successor"
    if any(target.share is None for target in recoding.targets):
        return "unknown"
    return max((target.evidence for target in recoding.targets), key=_KNOWN.index)


def _placed(recoding: Recoding) -> Mapping[str, Decimal]:
    """The people of a body that are placed, by evidence."""
    placed: dict[str, Decimal] = defaultdict(Decimal)
    for target in recoding.targets:
        for known, number in target.people.items():
            placed[known] += number
        if not target.people and target.share is not None:
            placed["inferred" if target.inferred else "stated"] += target.share * (recoding.people or NOTHING)
    return placed


def crosswalk(
    history: History,
    first: date,
    second: date,
    *,
    kind_from: str = "",
    kind_to: str = "",
    bases: frozenset[Basis] = LEGAL_AND_AREA,
    weight: Weight = Weight.PEOPLE,
    estimate: bool = False,
    edition: str = "",
) -> Crosswalk:
    """The crosswalk of every body certainly in force on `first`, optionally of one kind and its narrower kinds.

    Raises:
        UnknownKind: there is no such kind.
    """
    recoder = Recoder(
        history,
        second,
        since=first,
        kind_from=kind_from,
        kind_to=kind_to,
        bases=bases,
        weight=weight,
        estimate=estimate,
    )
    kinds = history.kinds_within(kind_from) if kind_from else frozenset(history.kinds)
    bodies = sorted((body for body in history.bodies.values() if body.kind in kinds), key=lambda body: body.id)
    certain = [body for body in bodies if body.life.certain_on(first)]
    possible = sum(body.life.possible_on(first) for body in bodies) - len(certain)
    published = kind_number(history, history.kind(kind_from), first).others if kind_from else ""
    return Crosswalk(
        first,
        second,
        tuple(map(recoder.of_body, certain)),
        possible,
        weight,
        edition,
        unmet_kinds=recoder.unmet_kinds,
        published=published,
        kind_from=kind_from,
        people_of=kinds if kind_from else territory_of(history).commissioners(first),
    )
