"""The system on a day: which bodies were in force, by tier and kind, and who answered to whom.

Counts are of bodies certainly in force; those that only may have been, because of inexact dates, are kept apart.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ..answer import Json, Rows
from ..model.entities import Body, Kind, Line, LineRule, Tier
from ..model.evidence import possibility
from ..model.policy import Restructure
from ..record.history import History

if TYPE_CHECKING:
    from ..documents import system as documents

__all__ = ["InForce", "KindOnDay", "Landscape", "Listing", "body_columns", "body_on_day", "landscape", "listing"]


class InForce(Struct, frozen=True):
    """A body on a day. `certain` is false where its dates leave open whether it was in force."""

    body: Body
    day: date
    certain: bool

    @property
    def name(self) -> str:
        return self.body.name_on(self.day)

    @property
    def inferred(self) -> bool:
        """Whether it is listed only because of an inferred fact."""
        return self.body.in_force_by_inference(self.day)


def body_on_day(entry: InForce) -> dict[str, object]:
    """One body of a list as JSON values; days and codes are the stated ones."""
    from ..documents import bodies as documents

    body = entry.body
    return documents.Body.from_values(
        entry,
        body,
        body.spell,
        ods_code=body.code_on("ods", entry.day),
        gss_code=body.code_on("gss", entry.day),
        in_force=possibility(entry.certain),
    ).plain()


class Listing(Struct, frozen=True):
    """The bodies in force on a day, of one kind or of all; `possible` says how many more may have been."""

    day: date
    kind: Kind | None
    entries: tuple[InForce, ...]
    possible: tuple[InForce, ...]
    counted_with: tuple[tuple[Kind, int], ...] = ()
    """The narrower kinds that are counted with the one asked for, each with how many of its bodies were in force."""

    @property
    def columns(self) -> Sequence[str]:
        return body_columns()

    @property
    def subjects(self) -> tuple[str, ...]:
        """The ids of the bodies."""
        return tuple(entry.body.id for entry in self.entries)

    def with_possible(self) -> "Listing":
        """The same list with the possible bodies included and marked."""
        entries = sorted((*self.entries, *self.possible), key=_place)
        return replace(self, entries=tuple(entries), possible=())

    def document(self) -> Json:
        return [body_on_day(entry) for entry in self.entries]

    def rows(self) -> Rows:
        return [body_on_day(entry) for entry in self.entries]


def body_columns() -> tuple[str, ...]:
    """The columns of a list of bodies."""
    from ..documents import bodies, columns

    return columns(bodies.Body)


def _place(entry: InForce) -> tuple[str, str]:
    return entry.body.kind, entry.body.id


def listing(history: History, day: date, kind: str = "") -> Listing:
    """The bodies of a kind in force on a day; of all kinds if none is given.

    Narrower kinds are not included: care trusts, which count as PCTs elsewhere, have to be asked for by their own kind.

    Raises:
        UnknownKind: there is no such kind.
    """
    chosen = history.kind(kind) if kind else None
    kind = chosen.id if chosen else ""
    bodies: Iterable[Body] = history.by_kind.get(kind, ()) if kind else history.bodies.values()
    certain, possible = [], []
    for body in bodies:
        if body.life.certain_on(day):
            certain.append(InForce(body, day, True))
        elif body.life.possible_on(day):
            possible.append(InForce(body, day, False))
    narrower = sorted(history.kinds_within(kind) - {kind}) if kind else []
    numbers = [
        (history.kinds[each], sum(body.life.certain_on(day) for body in history.by_kind.get(each, ())))
        for each in narrower
    ]
    return Listing(
        day,
        chosen,
        tuple(sorted(certain, key=_place)),
        tuple(sorted(possible, key=_place)),
        tuple((each, number) for each, number in numbers if number),
    )


class KindOnDay(Struct, frozen=True):
    """How many bodies of a kind were in force on a day, and how many more may have been."""

    kind: Kind
    entries: tuple[InForce, ...]
    possible: tuple[InForce, ...]

    @property
    def count(self) -> int:
        return len(self.entries)

    def document(self) -> "documents.KindOnDay":
        from ..documents import system as documents

        return documents.KindOnDay(
            kind=self.kind.id,
            label=self.kind.plural,
            count=self.count,
            possible=len(self.possible),
            inferred=sum(entry.inferred for entry in self.entries),
        )


class Landscape(Struct, frozen=True):
    """The system on a day. `lines` are the certain ones between bodies, `rules` those between kinds."""

    day: date
    kinds: tuple[KindOnDay, ...]
    lines: tuple[Line, ...]
    rules: tuple[LineRule, ...]
    restructure_before: Restructure | None
    restructure_after: Restructure | None
    _kind_of: dict[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        from ..documents import columns, system

        return "day", "tier", *columns(system.KindOnDay)

    def tier(self, tier: Tier) -> tuple[KindOnDay, ...]:
        """The kinds of a tier that have bodies on the day."""
        return tuple(each for each in self.kinds if each.kind.tier is tier)

    @property
    def flows(self) -> tuple[tuple[str, str, str, int], ...]:
        """Accountability by kind: from, to, kind of line, number of lines."""
        flows = Counter((self._kind_of[line.from_id], self._kind_of[line.to_id], line.kind) for line in self.lines)
        return tuple((*flow, count) for flow, count in sorted(flows.items()))

    def document(self) -> Json:
        from ..documents import system as documents

        return documents.Landscape.from_values(
            self,
            restructure_before=self.restructure_before.id if self.restructure_before else None,
            restructure_after=self.restructure_after.id if self.restructure_after else None,
            tiers=[
                documents.TierOnDay(tier=tier.value, kinds=[each.document() for each in self.tier(tier)])
                for tier in Tier
            ],
            accountability=[
                documents.LinesBetweenKinds(from_kind=lower, to_kind=upper, kind=kind, lines=count)
                for lower, upper, kind, count in self.flows
            ],
            rules=[
                documents.LandscapeRule.from_values(
                    rule, from_=rule.from_kind or rule.from_body, to=rule.to_kind or rule.to_body
                )
                for rule in self.rules
            ],
        ).plain()

    def rows(self) -> Rows:
        return [
            {"day": self.day, "tier": each.kind.tier.value, **each.document().plain()}
            for tier in Tier
            for each in self.tier(tier)
        ]


def landscape(history: History, day: date) -> Landscape:
    """The bodies in force on a day by tier and kind, and that day's accountability lines and rules."""
    whole = listing(history, day)
    kinds = []
    for kind in history.kinds.values():
        entries = tuple(entry for entry in whole.entries if entry.body.kind == kind.id)
        possible = tuple(entry for entry in whole.possible if entry.body.kind == kind.id)
        if entries or possible:
            kinds.append(KindOnDay(kind, entries, possible))
    before = [each for each in history.restructures.values() if each.begins[1] <= day]
    after = [each for each in history.restructures.values() if each.begins[0] > day]
    return Landscape(
        day=day,
        kinds=tuple(kinds),
        lines=tuple(line for line in history.lines if line.spell.certain_on(day)),
        rules=tuple(rule for rule in history.line_rules if rule.spell.certain_on(day)),
        restructure_before=before[-1] if before else None,
        restructure_after=after[0] if after else None,
        _kind_of={body.id: body.kind for body in history.bodies.values()},
    )
