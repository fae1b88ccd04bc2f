"""The result of a diff between two days: bodies, names, codes, lines, and counts per kind.

`Diff` gives a JSON document with fixed keys and flat rows for CSV; `graph.answers.diff` computes it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct
from msgspec.structs import replace

from ..answer import Json, Rows
from ..model.dates import Precision, as_known
from ..model.entities import Body, Line, Step
from ..model.evidence import evidence_of
from ..model.policy import Restructure
from ..model.share import share_number
from ..shares import Relative

if TYPE_CHECKING:
    from ..documents import diff as documents

__all__ = ["BodyChange", "CodeReuse", "Diff", "KindChange", "LineChange", "Renaming"]

_COLUMNS = (
    "change",
    "kind",
    "id",
    "ods_code",
    "name",
    "from_name",
    "day",
    "day_precision",
    "other",
    "other_name",
    "share",
    "share_low",
    "share_high",
    "share_basis",
    "stated_share",
    "share_evidence",
    "via",
    "events",
    "line_before",
    "line_after",
    "sources",
    "evidence",
)


class BodyChange(Struct, frozen=True):
    """A body that ended or began, with its heirs or origins on the other day and its direct links.

    It was in force on `on`, which is one of the two days.
    """

    body: Body
    on: date
    relatives: tuple[Relative, ...]
    direct: tuple[Step, ...]
    rest: Decimal | None

    @property
    def name(self) -> str:
        return self.body.name_on(self.on)

    @property
    def events(self) -> tuple[str, ...]:
        """The ids of the change events at its direct links."""
        return tuple(sorted({step.link.event for step in self.direct}))

    @property
    def inferred(self) -> bool:
        """Whether it counts as in force only because of an inferred fact."""
        return self.body.in_force_by_inference(self.on)


class Renaming(Struct, frozen=True):
    """A body that continued under a new name; `day` is the first day of the new name, as far as known."""

    body: Body
    from_name: str
    to_name: str
    day: date | None
    precision: Precision

    @property
    def when(self) -> str:
        """The day in words; empty where it is unknown."""
        return as_known(self.day, self.precision)


class CodeReuse(Struct, frozen=True):
    """An ODS code that one body had on the first day and another on the second."""

    code: str
    before: Body
    after: Body


class LineChange(Struct, frozen=True):
    """Two bodies whose accountability continued as another kind of line."""

    before: Line
    after: Line


class KindChange(Struct, frozen=True):
    """The count of one kind on both days."""

    kind: str
    before: int
    after: int
    ended: int
    begun: int
    renamed: int


class Diff(Struct, frozen=True):
    """What changed from `before` to `after`; `reversed` is set if the caller gave the later day first.

    `came_and_went` are bodies that existed only between the two days. Neither day has them, so they are left out of the
    document and the rows.
    """

    columns: ClassVar[tuple[str, ...]] = _COLUMNS

    before: date
    after: date
    reversed: bool
    restructures: tuple[Restructure, ...]
    kinds: tuple[KindChange, ...]
    ended: tuple[BodyChange, ...]
    begun: tuple[BodyChange, ...]
    renamed: tuple[Renaming, ...]
    came_and_went: tuple[Body, ...]
    code_reused: tuple[CodeReuse, ...]
    doubtful: tuple[Body, ...]
    lines_ended: tuple[Line, ...]
    lines_begun: tuple[Line, ...]
    lines_changed: tuple[LineChange, ...]
    kind_of: Mapping[str, str]

    @property
    def possible(self) -> int:
        """How many more bodies may have been in force on either day."""
        return len(self.doubtful)

    @property
    def line_flows(self) -> tuple[tuple[str, str, str, int, int], ...]:
        """Lines by the kinds at both ends: from, to, kind of line, number ended, number begun."""
        ended, begun = (
            Counter((self.kind_of[line.from_id], self.kind_of[line.to_id], line.kind) for line in lines)
            for lines in (self.lines_ended, self.lines_begun)
        )
        return tuple((*flow, ended[flow], begun[flow]) for flow in sorted(ended | begun))

    def of_kind(self, kind: str) -> "Diff":
        """The same diff, limited to bodies of one kind and the lines from or to them."""

        def concerns(line: Line) -> bool:
            return kind in (self.kind_of[line.from_id], self.kind_of[line.to_id])

        return replace(
            self,
            kinds=tuple(each for each in self.kinds if each.kind == kind),
            ended=tuple(each for each in self.ended if each.body.kind == kind),
            begun=tuple(each for each in self.begun if each.body.kind == kind),
            renamed=tuple(each for each in self.renamed if each.body.kind == kind),
            came_and_went=tuple(body for body in self.came_and_went if body.kind == kind),
            code_reused=tuple(each for each in self.code_reused if kind in (each.before.kind, each.after.kind)),
            doubtful=tuple(body for body in self.doubtful if body.kind == kind),
            lines_ended=tuple(filter(concerns, self.lines_ended)),
            lines_begun=tuple(filter(concerns, self.lines_begun)),
            lines_changed=tuple(each for each in self.lines_changed if concerns(each.before)),
        )

    def among(self, bodies: Collection[str], before: Iterable[str], after: Iterable[str]) -> "Diff":
        """The same diff, limited to some bodies, of which `before` and `after` were in force on the days.

        Lines and codes count if either end, or either holder, is one of them.
        """
        old, new = (Counter(self.kind_of[body] for body in of) for of in (before, after))
        ended = tuple(each for each in self.ended if each.body.id in bodies)
        begun = tuple(each for each in self.begun if each.body.id in bodies)
        renamed = tuple(each for each in self.renamed if each.body.id in bodies)
        moved = [Counter(each.body.kind for each in of) for of in (ended, begun, renamed)]

        def concerns(line: Line) -> bool:
            return line.from_id in bodies or line.to_id in bodies

        return replace(
            self,
            kinds=tuple(
                KindChange(each.kind, old[each.kind], new[each.kind], *(of[each.kind] for of in moved))
                for each in self.kinds
                if old[each.kind] or new[each.kind]
            ),
            ended=ended,
            begun=begun,
            renamed=renamed,
            came_and_went=tuple(body for body in self.came_and_went if body.id in bodies),
            code_reused=tuple(each for each in self.code_reused if {each.before.id, each.after.id} & set(bodies)),
            doubtful=tuple(body for body in self.doubtful if body.id in bodies),
            lines_ended=tuple(filter(concerns, self.lines_ended)),
            lines_begun=tuple(filter(concerns, self.lines_begun)),
            lines_changed=tuple(each for each in self.lines_changed if concerns(each.before)),
        )

    def document(self) -> Json:
        from ..documents import diff as documents

        def moved(lines: Iterable[Line]) -> list[documents.MovedLine]:
            return [documents.MovedLine.from_values(line, from_=line.from_id, to=line.to_id) for line in lines]

        return documents.Diff.from_values(
            self,
            from_=self.before,
            to=self.after,
            restructures=[restructure.id for restructure in self.restructures],
            kinds=[documents.KindChange.from_values(each) for each in self.kinds],
            bodies=documents.DiffBodies.from_values(
                self,
                ended=[
                    documents.EndedBody.from_values(
                        *_changed(each), successors=_relatives(each, self.after), stays=share_number(each.rest)
                    )
                    for each in self.ended
                ],
                begun=[
                    documents.BegunBody.from_values(*_changed(each), predecessors=_relatives(each, self.before))
                    for each in self.begun
                ],
                renamed=[documents.Renaming.from_values(each, each.body, date=each.day) for each in self.renamed],
                code_reused=[
                    documents.CodeReuse(ods_code=each.code, before=each.before.id, after=each.after.id)
                    for each in self.code_reused
                ],
            ),
            accountability=documents.ChangedLines(
                ended=moved(self.lines_ended),
                begun=moved(self.lines_begun),
                changed=[
                    documents.ChangedLine(
                        from_=each.before.from_id, to=each.before.to_id, before=each.before.kind, after=each.after.kind
                    )
                    for each in self.lines_changed
                ],
            ),
        ).plain()

    def rows(self) -> Rows:
        return [
            *self._body_rows("ended", self.ended, self.after),
            *self._body_rows("begun", self.begun, self.before),
            *(
                self._row(
                    "renamed",
                    each.body,
                    from_name=each.from_name,
                    name=each.to_name,
                    day=each.day,
                    day_precision=each.precision,
                )
                for each in self.renamed
            ),
            *(
                self._row(
                    "code-reused", each.before, ods_code=each.code, other=each.after.id, other_name=each.after.name
                )
                for each in self.code_reused
            ),
            *(self._line_row("line-ended", line, line.kind, "") for line in self.lines_ended),
            *(self._line_row("line-begun", line, "", line.kind) for line in self.lines_begun),
            *(
                self._line_row("line-changed", each.after, each.before.kind, each.after.kind)
                for each in self.lines_changed
            ),
        ]

    def _line_row(self, change: str, line: Line, before: str, after: str) -> dict[str, object]:
        return {
            **dict.fromkeys(_COLUMNS, ""),
            "change": change,
            "kind": self.kind_of[line.from_id],
            "id": line.from_id,
            "other": line.to_id,
            "line_before": before,
            "line_after": after,
            "sources": line.sources,
            "evidence": evidence_of(line.inferred),
        }

    def _body_rows(self, change: str, changes: Iterable[BodyChange], other_day: date) -> Iterable[dict[str, object]]:
        for each in changes:
            spell = each.body.spell
            ends = (spell.start, spell.start_precision), (spell.end, spell.end_precision)
            day, precision = ends[change == "ended"]
            sources = sorted({key for step in each.direct for key in step.link.sources} or each.body.sources)
            common = {
                "name": each.name,
                "day": day,
                "day_precision": precision,
                "events": each.events,
                "sources": sources,
            }
            for relative in each.relatives:
                yield self._row(
                    change,
                    each.body,
                    **common,
                    other=relative.body.id,
                    other_name=relative.body.name_on(other_day),
                    **relative.part.row(),
                    via=relative.path[1:-1],
                    evidence=evidence_of(each.inferred or relative.inferred),
                )
            if not each.relatives:
                yield self._row(change, each.body, **common, evidence=evidence_of(each.inferred))

    @staticmethod
    def _row(change: str, body: Body, **more: object) -> dict[str, object]:
        row = {"change": change, "kind": body.kind, "id": body.id, "ods_code": body.ods_code, "name": body.name}
        return {**dict.fromkeys(_COLUMNS, ""), **row, **more}


def _changed(change: BodyChange) -> tuple[object, ...]:
    """The JSON paths of bodies that ended or began."""
    return change, change.body, change.body.spell


def _relatives(change: BodyChange, day: date) -> "list[documents.Heir]":
    from ..documents import diff as documents

    return [
        documents.Heir.from_values(
            relative,
            id=relative.body.id,
            name=relative.body.name_on(day),
            via=relative.path[1:-1],
            basis=relative.bases,
            **relative.part.document(),
        )
        for relative in change.relatives
    ]
