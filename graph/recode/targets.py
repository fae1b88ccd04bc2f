"""Turns the division of a body into a recoding: target bodies, and what reaches none and why."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ..model.entities import Basis, Body
from ..model.share import NARROW, NOTHING, ROUNDING, WHOLE, remainder, total
from ..shares import Divider, Division, Relative, Tier
from .result import CAME_BACK, ELSEWHERE, NOT_KNOWN, Recoding, Status, Target

__all__ = ["recoding_of"]


def recoding_of(divider: Divider, body: Body) -> Recoding:
    """The recoding of a body: the bodies of the divider's other day that hold, or may hold, part of it."""
    division = divider.of(body)
    holding = [relative for relative in division.relatives if relative.part.most > NOTHING]
    tier = _tier(divider, division, holding)
    relatives = _counted(divider, division, tier, holding)
    lost, notes = _missed(tier, relatives) if tier else _lost(divider, division, bool(relatives))
    unsure = 0
    if divider.backwards and (certain := [each for each in relatives if each.body.life.certain_on(divider.second)]):
        unsure = len(relatives) - len(certain)
        relatives = certain
    if unsure:
        notes.append(f"{unsure} more may have been in force on {divider.second}")
    if not relatives and divider.backwards:
        notes.append(f"No predecessor of {body.id} is recorded on {divider.second}")
    alone = len(relatives) == 1 and not unsure
    targets = tuple(
        Target(
            relative.body,
            divider.second,
            relative.part,
            _status(divider, body, relative, alone=alone),
            tuple(path for path in relative.paths if path),
            relative.body.life.certain_on(divider.second),
            relative.sources,
            relative.people,
        )
        for relative in relatives
    )
    known = total(target.share for target in targets)
    if known is not None and not remainder(known + sum(lost.values(), NOTHING)) and known >= WHOLE - ROUNDING:
        lost = {}
    return Recoding(
        body.id,
        body,
        targets[0].status if targets else Status.NO_SUCCESSOR,
        targets,
        (),
        lost,
        "; ".join(notes),
        overlapping=bool(tier and tier.overlapping) and len(targets) > 1,
        people=division.people,
    )


def _tier(divider: Divider, division: Division, holding: Sequence[Relative]) -> Tier | None:
    """The tier to divide among: of several covering the same area, the statutory one.

    Otherwise the one holding most of the body, or on a tie the local commissioners of the day.
    """
    commissioners = divider.territory.commissioners(divider.second)

    def rank(tier: Tier) -> tuple[bool, Decimal, bool]:
        legal = any(Basis.LEGAL in relative.bases for relative in holding if relative.body.kind in tier.kinds)
        return legal, -(tier.missed[0] / NARROW).to_integral_value(), bool(tier.kinds & commissioners)

    return max(division.tiers, key=rank, default=None)


def _counted(
    divider: Divider, division: Division, tier: Tier | None, holding: Sequence[Relative]
) -> Sequence[Relative]:
    """The relatives to divide among; adding up several tiers would count people twice."""
    if tier is None or (divider.kinds and len(division.tiers) == 1):
        return holding
    return [relative for relative in holding if relative.body.kind in tier.kinds]


def _missed(tier: Tier, relatives: Sequence[Relative]) -> tuple[dict[str, Decimal], list[str]]:
    """The part where none of the requested bodies is known; none if a body without an area may hold it."""
    low, high = tier.missed
    if high <= ROUNDING or any(relative.share is None and not relative.part.basis for relative in relatives):
        return {}, []
    lost = {NOT_KNOWN: (low + high) / 2 if high - low <= NARROW else NOTHING}
    return lost, ["Part of it lies where no body of the kind is known on the day"]


def _lost(divider: Divider, division: Division, reached: bool) -> tuple[dict[str, Decimal], list[str]]:
    """The part that the links carry to no requested body in force."""
    bodies, second = divider.history.bodies, divider.second
    lost: dict[str, Decimal] = {}
    ended: dict[str, None] = {}
    elsewhere: set[str] = set()
    returned: set[str] = set()
    for end, bounds in division.flow.items():
        if bounds.high == NOTHING:
            continue
        holder = bodies[end.holder]
        if end.back:
            _add(lost, CAME_BACK, bounds.low)
            returned.add(holder.id)
        elif not holder.life.possible_on(second):
            if divider.backwards and holder.id == division.body.id:
                continue
            # If it is unknown how much went on and how much was left, report what went on.
            if bounds.known or not divider.goes_on(holder.id):
                _add(lost, Status.NO_SUCCESSOR, bounds.low)
                ended[holder.id] = None
        elif divider.kinds and holder.kind not in divider.kinds:
            _add(lost, ELSEWHERE, bounds.low)
            elsewhere.add(holder.kind)
    if divider.backwards:
        return {}, _about_origins(division, reached, elsewhere, ended)
    notes = []
    if any(body in divider.links.contradicted for body in _on_the_way(division)):
        notes.append("The shares of the sources add up to more than the whole")
    if elsewhere:
        notes.append(f"Part went to bodies of other kinds: {', '.join(sorted(elsewhere))}")
    if ended:
        notes.append(f"No successor is recorded for {', '.join(bodies[each].name for each in ended)}")
    if returned:
        back = ", ".join(bodies[each].name for each in sorted(returned))
        notes.append(f"Part came back to {back}, and is not followed a second time")
    return lost, notes


def _add(lost: dict[str, Decimal], why: str, part: Decimal) -> None:
    lost[why] = lost.get(why, NOTHING) + part


def _on_the_way(division: Division) -> set[str]:
    return {step.link.predecessor for relative in division.relatives for path in relative.paths for step in path}


def _about_origins(division: Division, reached: bool, elsewhere: set[str], ended: Mapping[str, None]) -> list[str]:
    notes = []
    if reached and any(relative.share is None for relative in division.relatives):
        notes.append("The sources do not say how much of it came from each")
    if elsewhere:
        notes.append(f"Bodies of other kinds came before it too: {', '.join(sorted(elsewhere))}")
    if ended:
        notes.append(f"No predecessor is recorded for {', '.join(sorted(ended))}")
    return notes


def _status(divider: Divider, body: Body, relative: Relative, *, alone: bool) -> Status:
    other, share = relative.body, relative.share
    if share is None:
        return Status.UNKNOWN_SHARE
    if not alone or share < WHOLE - ROUNDING:
        return Status.SPLIT
    if other.id == body.id:
        same = body.name_on(divider.first) == body.name_on(divider.second)
        return Status.SAME if same else Status.RENAMED
    if divider.is_all(body, relative):
        return Status.RENAMED
    return Status.SPLIT if divider.backwards else Status.MERGED
