"""What changed between two days: bodies ended, begun and renamed, codes re-used, accountability lines moved.

A difference is between the bodies and lines certainly in force on each day, so that applying it to the state of the
first day gives the state of the second; heirs and origins are followed through to the bodies of the other day.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from .answers import Document, Rows
from .history import History
from .inheritance import Relative, heirs, origins
from .landscape import Listing, listing
from .model import LEGAL_AND_AREA, Basis, Body, Line, Restructure
from .shares import share_number, share_text
from .walk import Step, Walk

__all__ = ["BodyChange", "CodeReuse", "Comparison", "KindChange", "LineChange", "Renaming", "compare"]

_COLUMNS = (
    "change",
    "kind",
    "id",
    "ods_code",
    "name",
    "from_name",
    "day",
    "other",
    "other_name",
    "share",
    "via",
    "events",
    "line_before",
    "line_after",
    "sources",
    "evidence",
)


@dataclass(frozen=True, slots=True)
class BodyChange:
    """A body that ended or began, with its heirs or origins on the other day and the links next to it."""

    body: Body
    name: str
    relatives: tuple[Relative, ...]
    direct: tuple[Step, ...]
    rest: Decimal | None


@dataclass(frozen=True, slots=True)
class Renaming:
    """A body that went on under another name; `day` is the first day of the new one, where it is known."""

    body: Body
    from_name: str
    to_name: str
    day: date | None


@dataclass(frozen=True, slots=True)
class CodeReuse:
    """An ODS code that one body had on the first day and another on the second."""

    code: str
    before: Body
    after: Body


@dataclass(frozen=True, slots=True)
class LineChange:
    """Two bodies between whom accountability went on, but in another way."""

    before: Line
    after: Line


@dataclass(frozen=True, slots=True)
class KindChange:
    """The numbers of one kind of body on both days."""

    kind: str
    before: int
    after: int
    ended: int
    begun: int
    renamed: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from the day `before` to the day `after`; `reversed` says that they were asked the other way."""

    before: date
    after: date
    reversed: bool
    restructures: tuple[Restructure, ...]
    kinds: tuple[KindChange, ...]
    ended: tuple[BodyChange, ...]
    begun: tuple[BodyChange, ...]
    renamed: tuple[Renaming, ...]
    code_reused: tuple[CodeReuse, ...]
    doubtful: tuple[Body, ...]
    lines_ended: tuple[Line, ...]
    lines_begun: tuple[Line, ...]
    lines_changed: tuple[LineChange, ...]
    kind_of: Mapping[str, str]

    @property
    def possible(self) -> int:
        """How many more bodies may have been in force on one of the days."""
        return len(self.doubtful)

    @property
    def line_flows(self) -> tuple[tuple[str, str, str, int, int], ...]:
        """Lines by the kinds at their ends: from, to, kind of line, how many ended, how many began."""
        ended, begun = (
            Counter((self.kind_of[line.from_id], self.kind_of[line.to_id], line.kind) for line in lines)
            for lines in (self.lines_ended, self.lines_begun)
        )
        return tuple((*flow, ended[flow], begun[flow]) for flow in sorted(ended | begun))

    def of_kind(self, kind: str) -> "Comparison":
        """Only what concerns bodies of one kind, and the lines from or to them."""

        def concerns(line: Line) -> bool:
            return kind in (self.kind_of[line.from_id], self.kind_of[line.to_id])

        return replace(
            self,
            kinds=tuple(each for each in self.kinds if each.kind == kind),
            ended=tuple(each for each in self.ended if each.body.kind == kind),
            begun=tuple(each for each in self.begun if each.body.kind == kind),
            renamed=tuple(each for each in self.renamed if each.body.kind == kind),
            code_reused=tuple(each for each in self.code_reused if kind in (each.before.kind, each.after.kind)),
            doubtful=tuple(body for body in self.doubtful if body.kind == kind),
            lines_ended=tuple(filter(concerns, self.lines_ended)),
            lines_begun=tuple(filter(concerns, self.lines_begun)),
            lines_changed=tuple(each for each in self.lines_changed if concerns(each.before)),
        )

    def document(self) -> Document:
        return {
            "from": self.before.isoformat(),
            "to": self.after.isoformat(),
            "reversed": self.reversed,
            "restructures": [restructure.id for restructure in self.restructures],
            "kinds": [
                {
                    "kind": each.kind,
                    "before": each.before,
                    "after": each.after,
                    "ended": each.ended,
                    "begun": each.begun,
                    "renamed": each.renamed,
                }
                for each in self.kinds
            ],
            "bodies": {
                "ended": [self._ended(each) for each in self.ended],
                "begun": [self._begun(each) for each in self.begun],
                "renamed": [
                    {
                        "id": each.body.id,
                        "kind": each.body.kind,
                        "from_name": each.from_name,
                        "to_name": each.to_name,
                        "date": each.day.isoformat() if each.day else None,
                    }
                    for each in self.renamed
                ],
                "code_reused": [
                    {"ods_code": each.code, "before": each.before.id, "after": each.after.id}
                    for each in self.code_reused
                ],
                "possible": self.possible,
            },
            "accountability": {
                "ended": [_line(line) for line in self.lines_ended],
                "begun": [_line(line) for line in self.lines_begun],
                "changed": [
                    {
                        "from": each.before.from_id,
                        "to": each.before.to_id,
                        "before": each.before.kind,
                        "after": each.after.kind,
                    }
                    for each in self.lines_changed
                ],
            },
        }

    def _ended(self, change: BodyChange) -> dict[str, object]:
        end = change.body.spell.end
        return {
            **_changed(change, self.before),
            "end": end.isoformat() if end else None,
            "successors": [_relative(each, self.after) for each in change.relatives],
            "stays": share_number(change.rest),
        }

    def _begun(self, change: BodyChange) -> dict[str, object]:
        start = change.body.spell.start
        return {
            **_changed(change, self.after),
            "start": start.isoformat() if start else None,
            "predecessors": [_relative(each, self.before) for each in change.relatives],
        }

    def rows(self) -> Rows:
        return [
            *self._body_rows("ended", self.ended, self.after),
            *self._body_rows("begun", self.begun, self.before),
            *(
                self._row("renamed", each.body, from_name=each.from_name, name=each.to_name, day=each.day)
                for each in self.renamed
            ),
            *(
                self._row("code-reused", each.before, other=each.after.id, other_name=each.after.name)
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
            "evidence": "inferred" if line.inferred else "stated",
        }

    def _body_rows(self, change: str, changes: Iterable[BodyChange], other_day: date) -> Iterable[dict[str, object]]:
        for each in changes:
            day = each.body.spell.end if change == "ended" else each.body.spell.start
            events = sorted({step.link.event for step in each.direct})
            sources = sorted({key for step in each.direct for key in step.link.sources} or each.body.sources)
            common = {"name": each.name, "day": day, "events": events, "sources": sources}
            for relative in each.relatives:
                yield self._row(
                    change,
                    each.body,
                    **common,
                    other=relative.body.id,
                    other_name=relative.body.name_on(other_day),
                    share=share_text(relative.share),
                    via=relative.path[1:-1],
                    evidence="inferred" if each.body.inferred or relative.inferred else "stated",
                )
            if not each.relatives:
                evidence = "inferred" if each.body.inferred else "stated"
                yield self._row(change, each.body, **common, evidence=evidence)

    @staticmethod
    def _row(change: str, body: Body, **more: object) -> dict[str, object]:
        row = {"change": change, "kind": body.kind, "id": body.id, "ods_code": body.ods_code, "name": body.name}
        return {**dict.fromkeys(_COLUMNS, ""), **row, **more}


def _changed(change: BodyChange, day: date) -> dict[str, object]:
    return {
        "id": change.body.id,
        "name": change.name,
        "kind": change.body.kind,
        "ods_code": change.body.ods_code or None,
        "evidence": "inferred" if change.body.in_force_by_inference(day) else "stated",
        "events": sorted({step.link.event for step in change.direct}),
        "sources": list(change.body.sources),
    }


def _relative(relative: Relative, day: date) -> dict[str, object]:
    return {
        "id": relative.body.id,
        "name": relative.body.name_on(day),
        "share": share_number(relative.share),
        "via": list(relative.path[1:-1]),
        "basis": list(relative.bases),
        "evidence": "inferred" if relative.inferred else "stated",
    }


def _line(line: Line) -> dict[str, object]:
    return {
        "from": line.from_id,
        "to": line.to_id,
        "kind": line.kind,
        "evidence": "inferred" if line.inferred else "stated",
    }


def compare(history: History, first: date, second: date, *, bases: frozenset[Basis] = LEGAL_AND_AREA) -> Comparison:
    """What changed between two days; the earlier is always taken as the first."""
    before, after = sorted((first, second))
    history.read_whole()
    walk = Walk(history, bases, after=before, until=after)
    old, new = listing(history, before), listing(history, after)
    old_bodies = {entry.body.id: entry.body for entry in old.entries}
    new_bodies = {entry.body.id: entry.body for entry in new.entries}
    ended = tuple(
        BodyChange(
            body,
            body.name_on(before),
            heirs(walk, body, after),
            walk.steps_from(body.id),
            walk.shares.rest(body.id, date.min),
        )
        for body in old_bodies.values()
        if body.id not in new_bodies
    )
    begun = tuple(
        BodyChange(body, body.name_on(after), origins(walk, body, before), walk.steps_to(body.id), None)
        for body in new_bodies.values()
        if body.id not in old_bodies
    )
    renamed = tuple(
        Renaming(body, body.name_on(before), body.name_on(after), _named_since(body, after))
        for body in old_bodies.values()
        if body.id in new_bodies and body.name_on(before) != body.name_on(after)
    )
    lines_ended, lines_begun, lines_changed = _line_changes(history, before, after)
    doubtful = {entry.body.id: entry.body for entry in (*old.possible, *new.possible)}
    return Comparison(
        before=before,
        after=after,
        reversed=first > second,
        restructures=_between(history, before, after),
        kinds=_by_kind(history, old_bodies.values(), new_bodies.values(), ended, begun, renamed),
        ended=ended,
        begun=begun,
        renamed=renamed,
        code_reused=_code_reuse(_code_holders(old), _code_holders(new)),
        doubtful=tuple(doubtful.values()),
        lines_ended=lines_ended,
        lines_begun=lines_begun,
        lines_changed=lines_changed,
        kind_of={body.id: body.kind for body in history.bodies.values()},
    )


def _named_since(body: Body, day: date) -> date | None:
    name = body.name_on(day)
    return next((each.spell.start for each in body.names if each.name == name and each.spell.possible_on(day)), None)


def _between(history: History, before: date, after: date) -> tuple[Restructure, ...]:
    """The restructures whose span, or one of whose events, lies at least in part later than `before`, up to `after`."""
    if before == after:
        return ()
    of_events = {
        event.restructure
        for event in history.events.values()
        if event.day and event.days[1] > before and event.days[0] <= after
    }
    return tuple(
        each
        for each in history.restructures.values()
        if each.id in of_events or (each.span[1] > before and each.span[0] <= after)
    )


def _by_kind(
    history: History,
    old: Iterable[Body],
    new: Iterable[Body],
    ended: Sequence[BodyChange],
    begun: Sequence[BodyChange],
    renamed: Sequence[Renaming],
) -> tuple[KindChange, ...]:
    def counted(kinds: Iterable[str]) -> dict[str, int]:
        counts: dict[str, int] = defaultdict(int)
        for kind in kinds:
            counts[kind] += 1
        return counts

    before, after = counted(body.kind for body in old), counted(body.kind for body in new)
    gone, come = counted(each.body.kind for each in ended), counted(each.body.kind for each in begun)
    other = counted(each.body.kind for each in renamed)
    return tuple(
        KindChange(kind, before[kind], after[kind], gone[kind], come[kind], other[kind])
        for kind in history.kinds
        if before[kind] or after[kind]
    )


def _code_holders(listing: Listing) -> Mapping[str, Mapping[str, Body]]:
    """The bodies of a day by each ODS code that they had on it, or had without a day being known."""
    holders: dict[str, dict[str, Body]] = defaultdict(dict)
    for entry in listing.entries:
        for code in entry.body.codes:
            if code.scheme == "ods" and (code.spell.start is None or code.spell.possible_on(listing.day)):
                holders[code.code][entry.body.id] = entry.body
    return holders


def _code_reuse(
    before: Mapping[str, Mapping[str, Body]], after: Mapping[str, Mapping[str, Body]]
) -> tuple[CodeReuse, ...]:
    """The codes that went from a body which has them no more to one that had not had them."""
    return tuple(
        CodeReuse(code, old, new)
        for code, holders in sorted(after.items())
        for new in holders.values()
        for old in before.get(code, {}).values()
        if new.id not in before[code] and old.id not in holders
    )


def _line_changes(
    history: History, before: date, after: date
) -> tuple[tuple[Line, ...], tuple[Line, ...], tuple[LineChange, ...]]:
    old = {(line.from_id, line.to_id, line.kind): line for line in history.lines if line.spell.certain_on(before)}
    new = {(line.from_id, line.to_id, line.kind): line for line in history.lines if line.spell.certain_on(after)}
    ended = {key: line for key, line in old.items() if key not in new}
    begun = {key: line for key, line in new.items() if key not in old}
    changed = []
    waiting: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for key in sorted(ended, reverse=True):
        waiting[key[:2]].append(ended[key])
    for key in sorted(begun):
        if waiting.get(key[:2]):
            line = waiting[key[:2]].pop()
            changed.append(LineChange(line, begun.pop(key)))
            del ended[line.from_id, line.to_id, line.kind]
    return tuple(ended.values()), tuple(begun.values()), tuple(changed)
