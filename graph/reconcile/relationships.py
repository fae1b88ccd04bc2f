"""Compares ODS relationships with the record's accountability lines, where the two mean the same.

No ODS relationship says whom a body answers to, only what it is part of, whose area it is in, or who directs it. The
types and meanings are from the ODS Reference Data Catalogue.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..model.dates import Spell, overlap
from ..model.entities import Line
from ..record.history import History
from .points import Point, Verdict, codes_of, ids_of_holders, known_day
from .register import Relationship

__all__ = ["RELATIONSHIPS", "TYPES", "RelationshipType", "relationship_points"]

RELATIONSHIPS = (
    "Relationships of ODS do not say whom a body answers to. RE5 (is located in the geography of) and RE2 (is a "
    "sub-division of) are held against lines of membership, RE3 (is directed by) against statutory, "
    "performance-management and oversight lines. Where they agree, both say where a body belongs, and no more."
)
"""What a comparison of relationships means, for whoever reads it."""


@dataclass(frozen=True, slots=True)
class RelationshipType:
    """A type of relationship: its ODS name, and the kinds of lines it is compared with, or why none."""

    name: str
    lines: frozenset[str] = frozenset()
    reason: str = ""


_PART = frozenset(("membership",))
_DIRECTION = frozenset(("statutory", "performance-management", "oversight"))

TYPES: Mapping[str, RelationshipType] = {
    "RE1": RelationshipType("has a legacy relationship to", reason="ODS does not say what it means"),
    "RE2": RelationshipType("is a sub-division of", _PART),
    "RE3": RelationshipType("is directed by", _DIRECTION),
    "RE4": RelationshipType("is commissioned by", reason="it tells who buys services, not who answers to whom"),
    "RE5": RelationshipType("is located in the geography of", _PART),
    "RE6": RelationshipType("is operated by", reason="it tells who runs a site or service, not who answers to whom"),
    "RE8": RelationshipType("is partner to", reason="it tells which practices make a network"),
    "RE9": RelationshipType("is nominated payee for", reason="it tells who is paid for a network"),
    "RE10": RelationshipType("is Covid nominated payee for", reason="it tells who is paid for a network"),
    "RE11": RelationshipType("is constituent of", reason="it tells how practices are counted in reports"),
}
"""The types of relationship by their code. There is no RE7."""

_UNKNOWN = RelationshipType("of an unknown type", reason="the type is not known to this program")

_Three: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Related:
    """The relationships of one type between two codes over time, and the bodies with the codes."""

    kind: str
    code: str
    spell: Spell
    sources: frozenset[str]
    targets: frozenset[str]

    @property
    def type(self) -> RelationshipType:
        return TYPES.get(self.kind, _UNKNOWN)

    def point(self, verdict: Verdict, bodies: str, ours: str) -> Point:
        return Point(verdict, _field(self.kind), self.code, bodies, ours, f"{self.type.name}, {_days(self.spell)}")


def relationship_points(
    history: History, relationships: Iterable[Relationship], met: Collection[str], scheme: str
) -> Iterator[Point]:
    """The outcome for every relationship, and which lines of the bodies in `met` (ids) have none.

    Two codes may have several relationships of a type, and several lines if the codes were passed on: they are compared
    as a whole, with the lines in force at the time.
    """
    seen: dict[_Three, list[Spell]] = defaultdict(list)
    found: set[tuple[str, str]] = set()
    held: frozenset[_Three] | None = None
    for each in _related(history, relationships, scheme):
        held = _held(history) if held is None else held
        kinds = {(_kind(history, one), _kind(history, other)) for one in each.sources for other in each.targets}
        comparable = [pair for pair in kinds if any((*pair, line) in held for line in each.type.lines)]
        reason = each.type.reason or _incomparable(each) or ("" if comparable else _no_lines(kinds, each.type))
        if reason:
            yield each.point(Verdict.NOT_COMPARED, _listed(each.sources), reason)
            continue
        for pair in comparable:
            seen[each.kind, *pair].append(each.spell)
        lines = [line for body in each.sources for line in _lines(history, body, each.type)]
        ours = [line for line in lines if line.to_id in each.targets]
        ours = [line for line in ours if line.spell.may_overlap(each.spell)] or ours
        found.update((each.kind, line.id) for line in ours)
        yield _compared(history, each, sorted(ours, key=lambda line: (line.spell.starts[0], line.id)))
    yield from _lines_not_met(history, met, scheme, seen, found)


def _related(history: History, relationships: Iterable[Relationship], scheme: str) -> Iterator[_Related]:
    spells: dict[_Three, list[Spell]] = defaultdict(list)
    for each in relationships:
        spells[each.type, each.source, each.target].append(each.spell)
    for (kind, source, target), several in spells.items():
        bodies = ids_of_holders(history, scheme, source), ids_of_holders(history, scheme, target)
        yield _Related(kind, f"{source} > {target}", _whole(several), *bodies)


def _field(kind: str) -> str:
    return f"relationship {kind}"


def _listed(bodies: Iterable[str]) -> str:
    return "|".join(sorted(bodies))


def _compared(history: History, related: _Related, ours: list[Line]) -> Point:
    if not ours:
        ends = (
            [body for body in bodies if history.bodies[body].life.may_overlap(related.spell)] or bodies
            for bodies in (related.sources, related.targets)
        )
        return related.point(Verdict.MISSING_HERE, " > ".join(map(_listed, ends)), "")
    held, theirs = _whole([line.spell for line in ours]), related.spell
    alike = overlap(held.starts, theirs.starts) and overlap(held.ends, theirs.ends)
    ids = "|".join(dict.fromkeys(f"{line.from_id} > {line.to_id}" for line in ours))
    return related.point(Verdict.AGREES if alike else Verdict.DIFFERS, ids, _words(ours, held))


def _lines_not_met(
    history: History,
    met: Collection[str],
    scheme: str,
    seen: Mapping[_Three, list[Spell]],
    found: set[tuple[str, str]],
) -> Iterator[Point]:
    """Stated lines missing from the register, if it has others between the same kinds at the time."""
    for (kind, *kinds), spells in seen.items():
        whole = _whole(spells)
        for body in sorted(met):
            if _kind(history, body) != kinds[0]:
                continue
            for line in _lines(history, body, TYPES[kind]):
                other = history.bodies[line.to_id]
                codes = [codes_of(each, scheme) for each in (history.bodies[body], other)]
                expected = other.kind == kinds[1] and not line.inferred and line.spell.may_overlap(whole)
                if expected and all(codes) and (kind, line.id) not in found:
                    code = f"{codes[0][0]} > {codes[1][0]}"
                    ids = f"{line.from_id} > {line.to_id}"
                    yield Point(Verdict.MISSING_THERE, _field(kind), code, ids, _words([line], line.spell), "")


def _incomparable(related: _Related) -> str:
    if not related.targets:
        return "the other end is no body of the record"
    if not related.sources:
        return "the organisation is no body of the record"
    return "both ends are one body of the record" if related.sources & related.targets else ""


def _no_lines(kinds: Iterable[tuple[str, str]], type_: RelationshipType) -> str:
    between = " or ".join(sorted(f"{one} to {other}" for one, other in kinds))
    return f"the record has no lines of {' or '.join(sorted(type_.lines))} from {between}"


def _held(history: History) -> frozenset[_Three]:
    """The kinds of line the record has between each pair of kinds of body."""
    return frozenset((_kind(history, line.from_id), _kind(history, line.to_id), line.kind) for line in history.lines)


def _kind(history: History, body: str) -> str:
    return history.bodies[body].kind


def _lines(history: History, body: str, type_: RelationshipType) -> Iterator[Line]:
    return (line for line in history.lines_from.get(body, ()) if line.kind in type_.lines)


def _whole(spells: list[Spell]) -> Spell:
    """The span covering several spells."""
    first, last = min(spells, key=lambda each: each.starts[0]), max(spells, key=lambda each: each.ends[1])
    return Spell(first.start, last.end, first.start_precision, last.end_precision, last.last_seen)


def _words(lines: list[Line], spell: Spell) -> str:
    return f"{'|'.join(dict.fromkeys(line.kind for line in lines))}, {_days(spell)}"


def _days(spell: Spell) -> str:
    return f"{known_day(spell, 'start')} to {known_day(spell, 'end')}"
