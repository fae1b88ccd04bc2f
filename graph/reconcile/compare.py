"""Compares the record with a register: agreements, differences, and what either one lacks.

An organisation is matched by code and kind; if a code was passed on through several bodies, it is compared with all of
them together. Days agree where both can mean the same one. Only legal successions are compared. Relationships are
compared in `relationships`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ..answer import Json, Rows
from ..model.dates import day_before
from ..model.entities import CLOSING, Basis, Body, Succession
from ..record.history import History
from .points import (
    Point,
    Verdict,
    code_point,
    codes_of,
    comparable,
    day_points,
    held_over,
    holders,
    ids_of_holders,
    known_day,
    name_point,
    names_of,
)
from .register import Register, RegisterEntry, RegisterForm, RegisterLink, Relationship
from .relationships import RELATIONSHIPS, relationship_points

__all__ = ["Reconciliation", "reconcile"]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """All points compared with a register.

    `read` is the number of its records, `compared` the number of organisations (per role), successions and
    relationships compared.
    """

    columns: ClassVar[tuple[str, ...]] = ("verdict", "field", "code", "body", "ours", "theirs")

    form: RegisterForm
    published: str
    edition: str
    read: int
    compared: int
    points: tuple[Point, ...]
    parts: tuple[str, ...] = ()

    @property
    def disagreements(self) -> int:
        """How many compared points do not agree."""
        return sum(point.verdict not in (Verdict.AGREES, Verdict.NOT_COMPARED) for point in self.points)

    @property
    def note(self) -> str:
        """A note about the register: whether it is only an extract, and what agreement on a relationship means."""
        related = any(point.field.startswith("relationship ") for point in self.points)
        return " ".join((*self.parts, *((RELATIONSHIPS,) if related else ())))

    def counts(self) -> Mapping[str, Mapping[Verdict, int]]:
        """How many points of each field have each verdict."""
        counted = Counter((point.field, point.verdict) for point in self.points)
        return {
            name: {verdict: counted[name, verdict] for verdict in Verdict}
            for name in dict.fromkeys(sorted(name for name, _ in counted))
        }

    def having(self, verdict: Verdict) -> tuple[Point, ...]:
        """The points with a given verdict."""
        return tuple(point for point in self.points if point.verdict is verdict)

    def reasons(self) -> Mapping[tuple[str, str], int]:
        """Why points of a field were not compared, with counts."""
        return Counter((point.field, point.ours) for point in self.having(Verdict.NOT_COMPARED))

    def document(self) -> Json:
        from ..documents import curate as documents

        def told(verdict: Verdict) -> list[documents.ComparedPoint]:
            return [documents.ComparedPoint.from_values(point) for point in self.having(verdict)]

        return documents.Reconciliation.from_values(
            self,
            counts={name: dict(of_field) for name, of_field in self.counts().items()},
            agreements=told(Verdict.AGREES),
            differences=told(Verdict.DIFFERS),
            missing_in_record=told(Verdict.MISSING_HERE),
            missing_in_register=told(Verdict.MISSING_THERE),
            not_compared=[
                documents.NotCompared.from_values(point, reason=point.ours)
                for point in self.having(Verdict.NOT_COMPARED)
            ],
        ).plain()

    def rows(self) -> Rows:
        return [
            {
                "verdict": point.verdict,
                "field": point.field,
                "code": point.code,
                "body": point.body,
                "ours": point.ours,
                "theirs": point.theirs,
            }
            for point in self.points
        ]


def reconcile(history: History, register: Register, *, edition: str = "") -> Reconciliation:
    """Reads a register to its end and compares it with the record, without changing anything.

    Raises:
        BadInput: something in the register cannot be read.
    """
    comparer = _Comparer(history, register)
    points = tuple(sorted(dict.fromkeys(comparer.points())))
    told = sum(point.verdict is Verdict.NOT_COMPARED for point in points)
    related = {(each.type, each.source, each.target) for each in comparer.relationships}
    compared = len(comparer.entries) + len(comparer.links) + len(related) - told
    points, parts = _without_parts(points)
    return Reconciliation(register.form, register.published, edition, register.read, compared, points, parts)


_HOLDING = {"body": ("code", "bodies"), "succession": ("succession", "successions")}
"""The field whose points tell how many a register holds of what may be missing from it, and what those are called."""


def _without_parts(points: tuple[Point, ...]) -> tuple[tuple[Point, ...], tuple[str, ...]]:
    """Drops what is missing from a file that is obviously an extract (under half of ours), and adds a note."""
    notes = []
    for field, (holding, noun) in _HOLDING.items():
        missing = {point for point in points if point.field == field and point.verdict is Verdict.MISSING_THERE}
        held = {point.code for point in points if point.field == holding and point not in missing}
        if len(missing) > len(held):
            known = f"{len(held):,} of {len(held) + len(missing):,} {noun}"
            notes.append(f"The file is a part: it holds {known} that it could; what it lacks is not listed.")
            points = tuple(point for point in points if point not in missing)
    return points, tuple(notes)


class _Comparer:
    """One register being compared with the record; `points` reads it."""

    def __init__(self, history: History, register: Register) -> None:
        self._history = history
        self._register = register
        self.entries: list[RegisterEntry] = []
        self.links: dict[tuple[str, str], RegisterLink] = {}
        self.relationships: list[Relationship] = []
        self._met: set[str] = set()

    def points(self) -> Iterator[Point]:
        for item in self._register.items:
            match item:
                case RegisterLink():
                    # A succession is listed at both of its ends.
                    self.links.setdefault((item.predecessor, item.successor), item)
                case Relationship():
                    self.relationships.append(item)
                case RegisterEntry():
                    self.entries.append(item)
        for entry in self.entries:
            yield from self._entry(entry)
        if self._register.whole:
            yield from self._bodies_not_met()
        for link in self.links.values():
            yield from self._link(link)
        yield from self._links_not_met()
        yield from relationship_points(self._history, self.relationships, self._met, self._register.scheme)

    # Bodies

    def _entry(self, entry: RegisterEntry) -> Iterator[Point]:
        scheme, code = entry.codes[0]
        bodies = self._bodies(scheme, code, entry)
        if not bodies:
            yield from self._unknown(entry)
            return
        self._met.update(body.id for body in bodies)
        ids = "|".join(body.id for body in bodies)
        yield Point(Verdict.AGREES, "code", code, ids, code, code)
        for other_scheme, other in entry.codes[1:]:
            yield code_point(code, ids, bodies, other_scheme, other)
        if entry.name:
            yield name_point(code, ids, bodies, entry.name)
        if entry.spell:
            yield from day_points(code, ids, [held_over(body, scheme, code) for body in bodies], entry.spell)
        if entry.as_at:
            there = any(body.life.possible_on(entry.as_at) for body in bodies)
            verdict = Verdict.AGREES if there else Verdict.DIFFERS
            lives = ", ".join(f"{known_day(body.life, 'start')} to {known_day(body.life, 'end')}" for body in bodies)
            yield Point(verdict, "in force", code, ids, lives, f"on {entry.as_at}")

    def _bodies(self, scheme: str, code: str, entry: RegisterEntry) -> tuple[Body, ...]:
        """The bodies an entry is about, in order: holders of its code, of its kinds if it has any."""
        found = holders(self._history, scheme, code.upper())
        if entry.kinds:
            found = [body for body in found if body.kind in entry.kinds]
        if entry.as_at:
            found = [body for body in found if body.life.possible_on(entry.as_at)] or found
        elif not entry.kinds and entry.spell:
            found = [body for body in found if body.life.may_overlap(entry.spell)] or found
        return tuple(sorted(found, key=lambda body: (body.life.starts[0], body.id)))

    def _unknown(self, entry: RegisterEntry) -> Iterator[Point]:
        """An organisation with an unknown code: a body of ours with that name but no code, or none."""
        scheme, code = entry.codes[0]
        named = [
            body
            for kind in entry.kinds
            for body in self._history.by_kind.get(kind, ())
            if comparable(entry.name) in names_of(body) and (not entry.spell or body.life.may_overlap(entry.spell))
        ]
        if not named:
            days = f" {entry.spell.start or ''} to {entry.spell.end or ''}".rstrip() if entry.spell else ""
            yield Point(Verdict.MISSING_HERE, "body", code, "", "", f"{entry.name} ({'|'.join(entry.kinds)}){days}")
        for body in named:
            self._met.add(body.id)
            yield code_point(code, body.id, (body,), scheme, code)

    def _bodies_not_met(self) -> Iterator[Point]:
        """Bodies with a code missing from the register, although it has others of their kind."""
        scheme = self._register.scheme
        kinds = {body.kind for body in map(self._history.bodies.__getitem__, self._met)}
        days = {kind: {entry.as_at for entry in self.entries if kind in entry.kinds and entry.as_at} for kind in kinds}
        for kind in kinds:
            for body in self._history.by_kind[kind]:
                codes = [each.code for each in body.codes if each.scheme == scheme]
                expected = not days[kind] or any(body.life.certain_on(day) for day in days[kind])
                if codes and expected and body.id not in self._met:
                    yield Point(Verdict.MISSING_THERE, "body", codes[0], body.id, body.name, "")

    # Successions

    def _link(self, link: RegisterLink) -> Iterator[Point]:
        code = f"{link.predecessor} > {link.successor}"
        before, after = (
            ids_of_holders(self._history, link.scheme, each) for each in (link.predecessor, link.successor)
        )
        if before & after:
            return
        theirs = str(link.day or "no day")
        ours = [
            each
            for body in sorted(before)
            for each in self._history.links_from.get(body, ())
            if each.successor in after
        ]
        if not ours:
            bodies = " > ".join("|".join(self._there(each, link.day)) or "?" for each in (before, after))
            yield Point(Verdict.MISSING_HERE, "succession", code, bodies, "", theirs)
            return
        fitting = [each for each in ours if link.day is None or self._can_be(each, link.day)]
        chosen = (fitting or ours)[0]
        said = f"{self._history.events[chosen.event].when or 'no day'}, {chosen.kind}, {chosen.basis}"
        verdict = Verdict.AGREES if fitting else Verdict.DIFFERS
        yield Point(verdict, "succession", code, f"{chosen.predecessor} > {chosen.successor}", said, theirs)

    def _there(self, bodies: frozenset[str], day: date | None) -> list[str]:
        """The holders of a code that may have been in force at a change on a day; all if none was."""
        around = {day_before(day), day} if day else set()
        lives = {body: self._history.bodies[body].life for body in bodies}
        return sorted(body for body, life in lives.items() if any(map(life.possible_on, around))) or sorted(bodies)

    def _can_be(self, link: Succession, day: date) -> bool:
        earliest, latest = self._history.event_days[link.event]
        return earliest <= day <= latest

    def _links_not_met(self) -> Iterator[Point]:
        """Our legal successions missing from the register, if it has others of the same kinds in the same years."""
        if not self.links:
            return
        scheme = self._register.scheme
        days = [link.day for link in self.links.values() if link.day]
        if not days:
            return
        first, last = min(days), max(days)
        known = {
            (self._history.bodies[one].kind, self._history.bodies[other].kind)
            for link in self.links.values()
            for one in ids_of_holders(self._history, scheme, link.predecessor)
            for other in ids_of_holders(self._history, scheme, link.successor)
        }
        theirs = {
            (one, other)
            for link in self.links.values()
            for one in ids_of_holders(self._history, scheme, link.predecessor)
            for other in ids_of_holders(self._history, scheme, link.successor)
        }
        for link in self._history.successions:
            before, after = (self._history.bodies[each] for each in (link.predecessor, link.successor))
            old, new = codes_of(before, scheme), codes_of(after, scheme)
            earliest, latest = self._history.event_days[link.event]
            expected = self._register.whole or {before.id, after.id} & self._met
            if (
                expected
                and link.basis is Basis.LEGAL
                and link.kind in CLOSING  # the registers have no successions for other kinds
                and old
                and new
                and not set(old) & set(new)
                and (before.kind, after.kind) in known
                and first <= earliest
                and latest <= last
                and (before.id, after.id) not in theirs
            ):
                said = f"{self._history.events[link.event].when}, {link.kind}, {link.basis}"
                code = f"{old[0]} > {new[0]}"
                yield Point(Verdict.MISSING_THERE, "succession", code, f"{before.id} > {after.id}", said, "")
