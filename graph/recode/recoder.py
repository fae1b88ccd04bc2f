"""What a code of one day stands for on another: the bodies there, the share of each, the path and the sources.

It rests on the walk and the shares of `graph.lineage`; a code that may mean several bodies is never decided silently.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ..lineage.paths import Paths
from ..lineage.relatives import resting_places
from ..model.day_parser import Days
from ..model.entities import LEGAL_AND_AREA, Basis, Body, Step
from ..names.finder import Meaning, names_in
from ..record.history import History
from .readings import agreed, differing, how_read, last_day_of_code, listed, meant_in, no_body, why_unknown
from .result import CAME_BACK, ELSEWHERE, ROUNDING, WHOLE, Recoding, Status, Target

__all__ = ["Recoder"]


class Recoder:
    """Recodes to one day, each code once. `since` is the day the codes belong to, where that is known.

    Without it each body that ever had a code is a reading of it, taken as it was on the target day if it was in force
    then, else on the last day that it had the code, as far as that is known (or its first, if it began later); what
    all readings agree in is the answer. `kind_from` and `kind_to` narrow what codes mean and where they lead, the kinds
    counted with one (care trusts with PCTs) included.

    Raises:
        UnknownKind: there is no such kind.
    """

    def __init__(
        self,
        history: History,
        to: date,
        *,
        since: date | None = None,
        kind_from: str = "",
        kind_to: str = "",
        bases: frozenset[Basis] = LEGAL_AND_AREA,
    ) -> None:
        self.history, self.to, self.since, self.bases = history, to, since, bases
        self.kinds_from = history.kinds_within(history.kind(kind_from).id) if kind_from else frozenset(history.kinds)
        self._to = history.kinds_within(history.kind(kind_to).id) if kind_to else frozenset(history.kinds)
        self._only_one_kind = bool(kind_to)
        self._names = names_in(history)
        self._walks: dict[tuple[date, date], Paths] = {}
        self._done: dict[tuple[str, Days | None], Recoding] = {}
        self._by_kinds: dict[frozenset[str], Recoder] = {}

    def recode(self, code: str, days: Days | None = None) -> Recoding:
        """What a code became; `days` are those the code belongs to, where they are not the same for all."""
        key = code.strip(), days or ((self.since, self.since) if self.since else None)
        if key not in self._done:
            self._done[key] = self._recode(*key)
        return self._done[key]

    def _recode(self, code: str, days: Days | None) -> Recoding:
        def fits(body: Body) -> bool:
            return body.kind in self.kinds_from and (days is None or body.life.may_be_in(days))

        if nobody := no_body(code):
            return nobody
        meaning = self._names.read(code, fits)
        if not meaning.bodies:
            return Recoding(code, None, Status.UNKNOWN_CODE, note=why_unknown(code, self._names, self.history))
        of_kind = replace(meaning, bodies=tuple(body for body in meaning.bodies if body.kind in self.kinds_from))
        meant = meant_in(of_kind, days) if days else tuple((body, None) for body in of_kind.bodies)
        if not meant:
            when = f" {_in_words(days)}" if days and of_kind.bodies else " of that kind"
            note = f"No body{when} had it: {listed(meaning.bodies)}"
            bodies = meaning.bodies
            return Recoding(code, None, Status.NOT_IN_FORCE, (), bodies, note=note, matched_as=meaning.matched_as)
        readings = [self.of_body(body, day or self._own_day(body, meaning)) for body, day in meant]
        found = agreed(readings) or self._agreed_towards_a_kind(readings)
        if found is None:
            return differing(code, meaning, readings)
        notes = [how_read(code, meaning, found.body)] if found.body else []
        if len(readings) > 1:
            notes.append(f"{listed([body for body, _ in meant])} had it, and each gives this answer")
        return replace(
            found, code=code, note="; ".join(filter(None, (*notes, found.note))), matched_as=meaning.matched_as
        )

    def _own_day(self, body: Body, meaning: Meaning) -> date:
        """The day a body is taken on whose code came without one: the code's own last, or that of the body."""
        return min(self._day_of(body), last_day_of_code(body, meaning.read))

    def _agreed_towards_a_kind(self, readings: Sequence[Recoding]) -> Recoding | None:
        """The answer that readings agree in for the bodies of the kinds that one of them leads to.

        A CCG that became part of a board, and the sub-ICB location with its code, both lie in that board. Kinds that a
        reading leads on to count before those of a body that stands for itself.
        """
        if self._only_one_kind:
            return None
        moved_first = sorted(readings, key=lambda each: any(target.body == each.body for target in each.targets))
        for kinds in dict.fromkeys(frozenset(target.body.kind for target in each.targets) for each in moved_first):
            towards = [self._towards(kinds).of_body(each.body, each.day) for each in readings if each.body and each.day]
            if kinds and all(each.targets for each in towards) and (found := agreed(towards)):
                return found
        return None

    def _towards(self, kinds: frozenset[str]) -> "Recoder":
        """The same recoder, for the bodies of some kinds."""
        if kinds not in self._by_kinds:
            other = copy(self)
            other._to = kinds
            self._by_kinds[kinds] = other
        return self._by_kinds[kinds]

    def of_body(self, body: Body, on: date | None = None) -> Recoding:
        """What a body became, taken as it was on a day, by default that of the codes."""
        day = on or self.since or self._day_of(body)
        found = self._before(body, day) if self.to < day else self._after(body, day)
        doubtful = [target for target in found.targets if not target.certain]
        doubts = [f"{each.body.id} may not have been in force on {each.day}" for each in doubtful]
        if body not in [each.body for each in doubtful]:
            doubts += self._own_doubt(body, day)
        return replace(found, day=day, note="; ".join(filter(None, (found.note, *doubts))))

    def _own_doubt(self, body: Body, day: date) -> list[str]:
        """What is to be said of a body that may or may not have been in force on the day it is taken on."""
        if body.life.certain_on(day) or not body.life.possible_on(day):
            return []
        if self.since is None:
            return [f"{body.id} is taken as it was on {day}: the days it was in force are not all known"]
        return [f"{body.id} may not have been in force on {day}"]

    def _day_of(self, body: Body) -> date:
        life = body.life
        if life.certain_on(self.to):
            return self.to
        if life.starts[0] > self.to:
            return life.starts[1]
        return min(life.last_known, self.to)

    def _walk(self, after: date, until: date) -> Paths:
        if (after, until) not in self._walks:
            self._walks[after, until] = Paths(self.history, self.bases, after=after, until=until)
        return self._walks[after, until]

    # Forwards

    def _after(self, body: Body, day: date) -> Recoding:
        # An event whose day is not known may or may not have been before this one; on one day a body is itself.
        walk = Paths(self.history, frozenset()) if day == self.to else self._walk(day, self.to)
        parts: dict[str, list[tuple[tuple[Step, ...], Decimal | None]]] = defaultdict(list)
        lost: dict[str, Decimal] = defaultdict(Decimal)
        ended: dict[str, None] = {}
        elsewhere: set[str] = set()
        returned: set[str] = set()
        for part in resting_places(walk, body):
            holder = self.history.bodies[part.holder]
            if part.share == 0:
                continue
            if part.came_back:
                lost[CAME_BACK] += part.share or 0
                returned.add(holder.id)
            elif not holder.life.possible_on(self.to):
                # Where it is not known how much went on and how much was left here, what went on is told of instead.
                if part.share is not None or not walk.shares.of_steps(holder.id, part.reached):
                    lost[Status.NO_SUCCESSOR] += part.share or 0
                    ended[holder.id] = None
            elif holder.kind not in self._to:
                lost[ELSEWHERE] += part.share or 0
                elsewhere.add(holder.kind)
            else:
                parts[holder.id].append((part.path, part.share))
        shares = {end: _total(part for _, part in found) for end, found in parts.items()}
        known = sum((share or Decimal(0) for share in shares.values()), Decimal(0))
        missed = sum(lost.values(), Decimal(0))
        overlap = known + missed > WHOLE + ROUNDING
        targets = tuple(
            self._target(walk, body, day, end, None if overlap else shares[end], len(parts), [p for p, _ in found])
            for end, found in parts.items()
        )
        notes = []
        if overlap:
            notes.append("The shares of the sources add up to more than the whole")
        if elsewhere:
            notes.append(f"Part went to bodies of other kinds: {', '.join(sorted(elsewhere))}")
        if ended:
            notes.append(f"No successor is recorded for {', '.join(ended)}")
        if returned:
            notes.append(f"Part came back to {', '.join(sorted(returned))}, and is not followed a second time")
        if None not in shares.values() and known >= WHOLE - ROUNDING and missed <= ROUNDING:
            lost.clear()
        ordered = tuple(sorted(targets, key=lambda each: (each.share is None, -(each.share or 0), each.body.id)))
        status = ordered[0].status if ordered else Status.NO_SUCCESSOR
        return Recoding(body.id, body, status, ordered, (), dict(lost), "; ".join(notes))

    def _target(
        self,
        walk: Paths,
        body: Body,
        day: date,
        end: str,
        share: Decimal | None,
        targets: int,
        paths: list[tuple[Step, ...]],
    ) -> Target:
        holder = self.history.bodies[end]
        if share is None:
            status = Status.UNKNOWN_SHARE
        elif targets > 1 or share < WHOLE - ROUNDING:
            status = Status.SPLIT
        elif holder.id == body.id:
            status = Status.SAME if body.name_on(day) == body.name_on(self.to) else Status.RENAMED
        else:
            status = Status.RENAMED if self._alone(walk, body, holder, day) else Status.MERGED
        carried = {path: walk.shares.along(path) or Decimal(0) for path in paths if path}
        ordered = sorted(carried, key=lambda path: (-carried[path], len(path), [step.link.id for step in path]))
        return Target(holder, self.to, share, status, tuple(ordered), holder.life.certain_on(self.to))

    def _alone(self, walk: Paths, body: Body, heir: Body, day: date) -> bool:
        """Whether all that an heir has came from one body."""
        others = {path[0].link.predecessor for path in walk.paths_to(heir.id) if walk.shares.along(path) != 0}
        others = {other for other in others if self.history.bodies[other].life.possible_on(day)} - {body.id}
        return not others and not heir.life.possible_on(day)

    # Backwards

    def _before(self, body: Body, day: date) -> Recoding:
        walk = self._walk(self.to, day)
        found: dict[str, list[tuple[Step, ...]]] = defaultdict(list)
        elsewhere, unrecorded = set(), set()
        own: list[tuple[Step, ...]] = [()] if body.life.possible_on(self.to) else []
        for path in (*own, *walk.paths_to(body.id)):
            first = self.history.bodies[path[0].link.predecessor if path else body.id]
            if path and walk.shares.along(path) == 0:
                continue
            if not first.life.possible_on(self.to):
                if not walk.steps_to(first.id):
                    unrecorded.add(first.id)
            elif first.kind in self._to:
                found[first.id].append(path)
            else:
                elsewhere.add(first.kind)
        certain = {origin for origin in found if self.history.bodies[origin].life.certain_on(self.to)}
        whole = len(found) == 1 and not unrecorded
        targets = tuple(
            self._origin(walk, body, day, origin, whole, [path for path in found[origin] if path])
            for origin in sorted(certain or found)
        )
        notes = []
        if targets and not whole:
            notes.append("The sources do not say how much of it came from each")
        if elsewhere:
            notes.append(f"Bodies of other kinds came before it too: {', '.join(sorted(elsewhere))}")
        if unrecorded:
            notes.append(f"No predecessor is recorded for {', '.join(sorted(unrecorded))}")
        if len(targets) < len(found):
            notes.append(f"{len(found) - len(targets)} more may have been in force on {self.to}")
        if not targets:
            notes.append(f"No predecessor of {body.id} is recorded on {self.to}")
        status = targets[0].status if targets else Status.NO_SUCCESSOR
        return Recoding(body.id, body, status, targets, note="; ".join(notes))

    def _origin(
        self, walk: Paths, body: Body, day: date, origin: str, whole: bool, paths: list[tuple[Step, ...]]
    ) -> Target:
        holder = self.history.bodies[origin]
        if not whole:
            status = Status.UNKNOWN_SHARE
        elif holder.id == body.id:
            status = Status.SAME if body.name_on(day) == body.name_on(self.to) else Status.RENAMED
        else:
            kept = [walk.shares.along(path) for path in paths]
            all_of_it = None not in kept and sum(filter(None, kept), Decimal(0)) >= WHOLE - ROUNDING
            status = Status.RENAMED if all_of_it else Status.SPLIT
        share = WHOLE if whole else None
        ordered = tuple(sorted(paths, key=lambda path: (len(path), [step.link.id for step in path])))
        return Target(holder, self.to, share, status, ordered, holder.life.certain_on(self.to))


def _in_words(days: Days) -> str:
    first, last = days
    return f"on {first}" if first == last else f"from {first} to {last}"


def _total(parts: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for part in parts:
        if part is None:
            return None
        total += part
    return total
