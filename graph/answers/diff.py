"""What changed between two days: bodies ended, begun and renamed, codes re-used, accountability lines moved.

The diff covers bodies and lines certainly in force on each day, so applying it to the state of the first day gives the
state of the second; heirs and origins are followed to the bodies of the other day.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from ..model.dates import Precision, Spell
from ..model.entities import LEGAL_AND_AREA, Basis, Body, Line, Tier
from ..model.policy import Restructure
from ..model.share import Weight
from ..record.history import History
from ..shares import Divider, Relative, territory_of
from .diff_result import BodyChange, CodeReuse, Diff, KindChange, LineChange, Renaming
from .landscape import Listing, listing

__all__ = ["diff"]


def diff(
    history: History,
    first: date,
    second: date,
    *,
    bases: frozenset[Basis] = LEGAL_AND_AREA,
    weight: Weight = Weight.PEOPLE,
    estimate: bool = False,
) -> Diff:
    """What changed between two days, in whichever order they are given."""
    before, after = sorted((first, second))
    territory = territory_of(history)
    divider = Divider(territory, before, after, bases=bases, weight=weight, estimate=estimate)
    old, new = listing(history, before), listing(history, after)
    old_bodies = {entry.body.id: entry.body for entry in old.entries}
    new_bodies = {entry.body.id: entry.body for entry in new.entries}

    def heirs(body: Body) -> tuple[Relative, ...]:
        found = tuple(relative for relative in divider.of(body).relatives if relative.body.id in new_bodies)
        # A region's authority has no heirs among the commissioners of the area it covered.
        local = history.kinds[body.kind].tier is Tier.LOCAL
        return found if local or any(relative.paths for relative in found) else ()

    ended = tuple(
        BodyChange(body, before, heirs(body), divider.walk.steps_from(body.id), divider.of(body).rest)
        for body in old_bodies.values()
        if body.id not in new_bodies
    )
    origins = _origins(divider, old_bodies, [body for body in new_bodies.values() if body.id not in old_bodies], ended)
    begun = tuple(
        BodyChange(new_bodies[body], after, relatives, divider.walk.steps_to(body), None)
        for body, relatives in origins.items()
    )
    renamed = tuple(
        Renaming(body, body.name_on(before), body.name_on(after), *_named_since(body, after))
        for body in old_bodies.values()
        if body.id in new_bodies and body.name_on(before) != body.name_on(after)
    )
    lines_ended, lines_begun, lines_changed = _line_changes(history, before, after)
    met = old_bodies.keys() | new_bodies.keys()
    came_and_went = tuple(
        body
        for body in history.bodies.values()
        if body.id not in met and before < body.life.starts[0] <= body.life.ends[1] <= after
    )
    doubtful = {entry.body.id: entry.body for entry in (*old.possible, *new.possible)}
    return Diff(
        before=before,
        after=after,
        reversed=first > second,
        restructures=_between(history, before, after),
        kinds=_by_kind(history, old_bodies.values(), new_bodies.values(), ended, begun, renamed),
        ended=ended,
        begun=begun,
        renamed=renamed,
        came_and_went=came_and_went,
        code_reused=_code_reuse(_code_holders(old), _code_holders(new)),
        doubtful=tuple(doubtful.values()),
        lines_ended=lines_ended,
        lines_begun=lines_begun,
        lines_changed=lines_changed,
        kind_of={body.id: body.kind for body in history.bodies.values()},
    )


def _origins(
    divider: Divider, old: Mapping[str, Body], begun: Sequence[Body], ended: Sequence[BodyChange]
) -> Mapping[str, tuple[Relative, ...]]:
    """The bodies of the first day that each new body holds a part of, with the share it got.

    That includes bodies that ended, and bodies that went on and gave up a part through a link.
    """
    givers = {change.body.id: change.body for change in ended if change.relatives}
    for body in begun:
        for path in divider.links.paths_to(body.id):
            first = path[0].link.predecessor
            if first in old:
                givers.setdefault(first, old[first])
    found: dict[str, list[Relative]] = {body.id: [] for body in begun}
    for giver in givers.values():
        for relative in divider.of(giver).relatives:
            if relative.body.id in found:
                found[relative.body.id].append(replace(relative, body=giver))
    return {
        body: tuple(sorted(each, key=lambda one: (one.body.life.starts[0], one.body.id)))
        for body, each in found.items()
    }


def _named_since(body: Body, day: date) -> tuple[date | None, Precision]:
    name = body.name_on(day)
    spells = (each.spell for each in body.names if each.name == name and each.spell.possible_on(day))
    spell = next(spells, Spell())
    return spell.start, spell.start_precision


def _between(history: History, before: date, after: date) -> tuple[Restructure, ...]:
    """The restructures whose span or events fall, at least partly, after `before` and up to `after`."""
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
    """The bodies of a day by ODS code: codes they had on it, and codes without known days."""
    holders: dict[str, dict[str, Body]] = defaultdict(dict)
    for entry in listing.entries:
        for code in entry.body.codes:
            if code.scheme == "ods" and (code.spell.start is None or code.spell.possible_on(listing.day)):
                holders[code.code][entry.body.id] = entry.body
    return holders


def _code_reuse(
    before: Mapping[str, Mapping[str, Body]], after: Mapping[str, Mapping[str, Body]]
) -> tuple[CodeReuse, ...]:
    """The codes that moved from a body that no longer has them to one that did not have them before."""
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
