"""The bars and ribbons of a lineage: bodies, whole kinds if there are many, and the steps between.

Only their content; positions are computed by the picture.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

from graph.answers.lineage import Lineage
from graph.model.dates import Precision
from graph.model.entities import Body, Step
from graph.model.words import lower_first
from graph.record.history import History

from .svg import shortened

__all__ = ["LEGIBLE", "UNKNOWN", "Block", "Ribbon", "blocks_of", "folded", "grouped", "latest_name", "ribbons_of"]

LEGIBLE = 60
"""Bodies that can be read in one picture; beyond it the largest kinds are grouped."""

UNKNOWN = "unknown"
"""What stands for the folded relatives of unknown share where a kind would be opened."""

_GUESSED_LIFE = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Block:
    """The content of one bar: a body, or all bodies of a grouped kind."""

    id: str
    label: str
    kind: str
    tier: str
    first: date
    last: date
    ragged_start: bool
    ragged_end: bool
    bodies: tuple[Body, ...]
    opens: str = ""
    """Of a group, what opens it: its kind, or `UNKNOWN`."""

    @property
    def group(self) -> bool:
        return len(self.bodies) > 1


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The steps drawn as one ribbon between two bars."""

    before: str
    after: str
    day: date
    steps: tuple[Step, ...]

    @property
    def inferred(self) -> bool:
        return all(step.link.inferred for step in self.steps)

    @property
    def unknown(self) -> bool:
        """Whether it is a single step of which no share is stated, or leads to or from those of unknown share."""
        to_folded = any(block.startswith(f"{UNKNOWN}:") for block in (self.before, self.after))
        return (len(self.steps) == 1 or to_folded) and all(step.link.share is None for step in self.steps)

    @property
    def share(self) -> Decimal | None:
        """The stated share of a single step."""
        return self.steps[0].link.share if len(self.steps) == 1 else None


def grouped(lineage: Lineage, opened: Collection[str]) -> frozenset[str]:
    """The kinds to group into one bar: the largest, until the rest is readable."""
    aside = folded(lineage, opened)
    relatives = (*lineage.predecessors, *lineage.successors)
    counts = Counter(relative.body.kind for relative in relatives if relative.body.id not in aside)
    shown, kinds = counts.total() + len(set(aside.values())), set()
    for kind, count in counts.most_common():
        if shown <= LEGIBLE:
            break
        if count > 1 and kind not in opened:
            kinds.add(kind)
            shown -= count - 1
    return frozenset(kinds)


def folded(lineage: Lineage, opened: Collection[str]) -> Mapping[str, str]:
    """The bar that stands for a relative reached only by unknown shares, by its id.

    Beside relatives of known share they are no equals: those of one kind and side are one bar, if there are several.
    """
    found: dict[str, str] = {}
    if UNKNOWN in opened:
        return found
    for side, relatives in (("before", lineage.predecessors), ("after", lineage.successors)):
        unknown = [each.body for each in relatives if each.part.value is None and each.part.high - each.part.low == 1]
        if len(unknown) == len(relatives):
            continue
        kinds = Counter(body.kind for body in unknown)
        found |= {body.id: f"{UNKNOWN}:{side}:{body.kind}" for body in unknown if kinds[body.kind] > 1}
    return found


def latest_name(body: Body, today: date) -> str:
    """The body's name on its last day, or today."""
    return body.caption if body.unnamed else body.name_on(min(body.life.end or today, today))


def _drawn_days(body: Body, history: History, today: date) -> tuple[date, date]:
    """The days between which a bar is drawn; where unknown, those of its kind."""
    of_kind = history.kinds[body.kind].spell
    last = body.life.end or (body.life.last_seen if body.life.ended else today) or of_kind.end or today
    first = body.life.start or of_kind.start or last - _GUESSED_LIFE
    return min(first, last), last


def blocks_of(
    lineage: Lineage,
    history: History,
    groups: Collection[str],
    today: date,
    aside: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Block, ...]:
    """The bars of a lineage: the chosen body, its relatives, one for each grouped kind, and those of folded ones."""
    of_unknown: dict[str, list[Body]] = {}
    singles, of_group = [lineage.body], dict[str, list[Body]]()
    seen = {lineage.body.id}
    for relative in (*lineage.predecessors, *lineage.successors):
        if relative.body.id in seen:
            continue
        seen.add(relative.body.id)
        if relative.body.id in aside:
            of_unknown.setdefault(aside[relative.body.id], []).append(relative.body)
        elif relative.body.kind in groups:
            of_group.setdefault(relative.body.kind, []).append(relative.body)
        else:
            singles.append(relative.body)
    blocks = [_block(body.id, shortened(latest_name(body, today)), [body], history, today) for body in singles]
    for kind, bodies in of_group.items():
        plural = lower_first(history.kinds[kind].plural)
        blocks.append(_block(f"kind:{kind}", f"{len(bodies)} {plural}", bodies, history, today, opens=kind))
    for block_id, bodies in of_unknown.items():
        kind = bodies[0].kind
        short = f"{kind.upper()}s" if len(kind) < 5 else lower_first(history.kinds[kind].plural)
        label = f"{len(bodies)} {short}, share not known"
        blocks.append(_block(block_id, label, bodies, history, today, opens=UNKNOWN))
    return tuple(blocks)


def _block(
    block_id: str, label: str, bodies: Sequence[Body], history: History, today: date, *, opens: str = ""
) -> Block:
    days = [_drawn_days(body, history, today) for body in bodies]
    exact = (Precision.DAY, Precision.NONE)
    return Block(
        id=block_id,
        label=label,
        kind=bodies[0].kind,
        tier=history.kinds[bodies[0].kind].tier.value,
        first=min(first for first, _ in days),
        last=max(last for _, last in days),
        ragged_start=any(not body.life.start or body.life.start_precision not in exact for body in bodies),
        ragged_end=any(body.life.ended and body.life.end_precision not in exact for body in bodies),
        bodies=tuple(bodies),
        opens=opens,
    )


def ribbons_of(lineage: Lineage, blocks: Iterable[Block]) -> tuple[Ribbon, ...]:
    """The ribbons between bars; steps between the same two bars are merged."""
    block_of = {body.id: block for block in blocks for body in block.bodies}
    between: dict[tuple[str, str], list[Step]] = {}
    for step in lineage.steps:
        before, after = block_of[step.link.predecessor], block_of[step.link.successor]
        if before.id != after.id:
            between.setdefault((before.id, after.id), []).append(step)
    by_id = {block.id: block for block in block_of.values()}
    return tuple(
        Ribbon(before, after, _day_of(steps[0], by_id[before], by_id[after]), tuple(steps))
        for (before, after), steps in between.items()
    )


def _day_of(step: Step, before: Block, after: Block) -> date:
    """The day a step is drawn at: its own, or between its bars if unknown."""
    if step.earliest == step.latest:
        return step.earliest
    if step.earliest > date.min and step.latest < date.max:
        return step.earliest + (step.latest - step.earliest) / 2
    return max(min(before.last, after.first), before.first)
