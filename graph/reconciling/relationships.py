"""The relationships of ODS beside the record's accountability lines, as far as the two say the same kind of thing.

No relationship of ODS says whom a body answers to: they say what it is a part of, whose area it lies in, who directs
it. The types and their meanings are those of the ODS Reference Data Catalogue.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..dates import Spell
from ..history import History
from ..model import Line
from .points import Point, Verdict, at_one_time, codes_of, day_in_words
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
    """A type of relationship: its name in ODS, the kinds of lines it can be held against, or why there are none."""

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


def relationship_points(
    history: History, relationships: Iterable[Relationship], met: Collection[str], scheme: str
) -> Iterator[Point]:
    """What became of every relationship, and which lines of the bodies in `met` (ids) have none.

    One pair of codes may have several of a type, and several lines where the codes lived on through several bodies:
    they are compared as a whole, from the first day to the last.
    """
    theirs: dict[_Three, list[Relationship]] = defaultdict(list)
    for each in relationships:
        theirs[each.type, each.source, each.target].append(each)
    seen: dict[_Three, list[Spell]] = defaultdict(list)
    found: set[tuple[str, str]] = set()
    held = _held(history) if theirs else frozenset()
    for (kind, source, target), several in theirs.items():
        code, type_ = f"{source} > {target}", TYPES.get(kind, _UNKNOWN)
        spell = _whole([each.spell for each in several])
        said = f"{type_.name}, {_days(spell)}"
        sources, targets = _holders(history, scheme, source), _holders(history, scheme, target)
        kinds = [(_kind(history, one), _kind(history, other)) for one in sources for other in targets]
        comparable = {pair for pair in kinds if any((*pair, line) in held for line in type_.lines)}
        if reason := type_.reason or _incomparable(sources, targets) or ("" if comparable else _no_lines(kinds, type_)):
            yield Point(Verdict.NOT_COMPARED, _field(kind), code, "|".join(sorted(sources)), reason, said)
            continue
        for pair in comparable:
            seen[kind, *pair].append(spell)
        ours = [line for body in sources for line in _lines(history, body, type_) if line.to_id in targets]
        ours.sort(key=lambda line: (line.spell.starts[0], line.id))
        found.update((kind, line.id) for line in ours)
        yield _compared(kind, code, ours, (sources, targets), (said, spell))
    yield from _lines_not_met(history, met, scheme, seen, found)


def _field(kind: str) -> str:
    return f"relationship {kind}"


def _compared(
    kind: str,
    code: str,
    ours: list[Line],
    bodies: tuple[frozenset[str], frozenset[str]],
    theirs: tuple[str, Spell],
) -> Point:
    said, spell = theirs
    if not ours:
        ids = " > ".join("|".join(sorted(each)) for each in bodies)
        return Point(Verdict.MISSING_HERE, _field(kind), code, ids, "", said)
    held = _whole([line.spell for line in ours])
    ids = "|".join(dict.fromkeys(f"{line.from_id} > {line.to_id}" for line in ours))
    alike = all(
        max(one[0], other[0]) <= min(one[1], other[1])
        for one, other in ((held.starts, spell.starts), (held.ends, spell.ends))
    )
    return Point(Verdict.AGREES if alike else Verdict.DIFFERS, _field(kind), code, ids, _words(ours, held), said)


def _lines_not_met(
    history: History,
    met: Collection[str],
    scheme: str,
    seen: Mapping[_Three, list[Spell]],
    found: set[tuple[str, str]],
) -> Iterator[Point]:
    """Stated lines of the bodies met that the register ought to have: it has others between their kinds at the time."""
    for (kind, *kinds), spells in seen.items():
        whole = _whole(spells)
        for body in sorted(met):
            if _kind(history, body) != kinds[0]:
                continue
            for line in _lines(history, body, TYPES[kind]):
                other = history.bodies[line.to_id]
                codes = [codes_of(each, scheme) for each in (history.bodies[body], other)]
                expected = other.kind == kinds[1] and not line.inferred and at_one_time(line.spell, whole)
                if expected and all(codes) and (kind, line.id) not in found:
                    code = f"{codes[0][0]} > {codes[1][0]}"
                    ids = f"{line.from_id} > {line.to_id}"
                    yield Point(Verdict.MISSING_THERE, _field(kind), code, ids, _words([line], line.spell), "")


def _incomparable(sources: frozenset[str], targets: frozenset[str]) -> str:
    if not targets:
        return "the other end is no body of the record"
    if not sources:
        return "the organisation is no body of the record"
    return "both ends are one body of the record" if sources & targets else ""


def _no_lines(kinds: Iterable[tuple[str, str]], type_: RelationshipType) -> str:
    between = " or ".join(sorted(f"{one} to {other}" for one, other in set(kinds)))
    return f"the record has no lines of {' or '.join(sorted(type_.lines))} from {between}"


def _held(history: History) -> frozenset[_Three]:
    """Between which kinds of body the record has lines of which kind."""
    return frozenset((_kind(history, line.from_id), _kind(history, line.to_id), line.kind) for line in history.lines)


def _kind(history: History, body: str) -> str:
    return history.bodies[body].kind


def _lines(history: History, body: str, type_: RelationshipType) -> Iterator[Line]:
    return (line for line in history.lines_from.get(body, ()) if line.kind in type_.lines)


def _holders(history: History, scheme: str, code: str) -> frozenset[str]:
    return frozenset(body.id for body in history.by_code.get(code, ()) if code in codes_of(body, scheme))


def _whole(spells: list[Spell]) -> Spell:
    """From the first day of several spells to the last."""
    first, last = min(spells, key=lambda each: each.starts[0]), max(spells, key=lambda each: each.ends[1])
    return Spell(first.start, last.end, first.start_precision, last.end_precision, last.last_seen)


def _words(lines: list[Line], spell: Spell) -> str:
    return f"{'|'.join(dict.fromkeys(line.kind for line in lines))}, {_days(spell)}"


def _days(spell: Spell) -> str:
    return f"{day_in_words(spell, 'start')} to {day_in_words(spell, 'end')}"
