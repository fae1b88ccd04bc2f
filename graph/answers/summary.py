"""A body in one or two sentences: its direct predecessors and successors with shares and year, and who is there now.

Derived from its lineage; the command line, the JSON and the page show the same text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from ..model.commissioners import local_commissioners
from ..model.entities import Body, Step
from ..model.words import joined, lower_first, percent
from ..record.history import History
from ..shares import Relative
from .lineage import Lineage

__all__ = ["Piece", "Summary", "summary"]

_LISTED = 6
"""Bodies that a sentence names; of more, the largest few and how many there are beside them."""

Piece: TypeAlias = str | Body
"""Words of a sentence, or a body that it names."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The direct origins and heirs of a body, and who covers its area on a day that counts as today."""

    body: Body
    today: date
    origins: tuple[Relative, ...]
    came: str
    heirs: tuple[Relative, ...]
    followed: str
    now: tuple[Relative, ...]
    by_rule: tuple[str, ...] = ()
    """Where what its kind did went, as far as only that is known."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The sentences as pieces: text, and the bodies it names."""
        pieces: list[Piece] = []
        if self.origins:
            pieces += [f"It was formed{self.came} from ", *_named(self.origins, origins=True), ". "]
        if self.heirs:
            pieces += [f"It was followed{self.followed} by ", *_named(self.heirs)]
            if self.now and {each.body.id for each in self.now} != {each.body.id for each in self.heirs}:
                pieces += ["; today its area is with ", *_named(self.now)]
            pieces += ["."]
        elif self.body.life.ended:
            pieces += ["The record knows of no body that followed it."]
            if self.by_rule:
                pieces += [f" What such bodies did went to {joined(self.by_rule)}."]
        return tuple(pieces)

    @property
    def text(self) -> str:
        """The sentences as plain text."""
        return "".join(piece if isinstance(piece, str) else piece.name for piece in self.pieces).strip()


def summary(history: History, lineage: Lineage, today: date) -> Summary:
    """The summary of a body, from its lineage."""
    body = lineage.body
    before = [(each, step) for each in lineage.predecessors for step in _direct(each)]
    after = [(each, step) for each in lineage.successors for step in _direct(each)] if body.life.ended else []
    first = [pair for pair in before if pair[1].earliest <= max(body.life.starts[1], body.life.days[0])]
    last = max((step.earliest for _, step in after), default=date.min)
    ended = [pair for pair in after if pair[1].latest >= last]
    kinds = history.kinds_within(local_commissioners(history.kinds.values(), today))
    there = [each for each in lineage.successors if each.body.life.certain_on(today)]
    return Summary(
        body,
        today,
        origins=_largest_first(pair[0] for pair in first),
        came=_when([step for _, step in first]),
        heirs=_largest_first(pair[0] for pair in ended),
        followed=_when([step for _, step in ended]),
        by_rule=tuple(
            dict.fromkeys(
                lower_first(history.kinds[rule.to_kind].plural) if rule.to_kind else history.bodies[rule.to_body].name
                for rule in lineage.rules_after
            )
        ),
        now=_largest_first([each for each in there if each.body.kind in kinds] or there),
    )


def _direct(relative: Relative) -> Sequence[Step]:
    return [path[0] for path in relative.paths if len(path) == 1]


def _largest_first(relatives: Iterable[Relative]) -> tuple[Relative, ...]:
    by_body = {each.body.id: each for each in relatives}
    return tuple(sorted(by_body.values(), key=lambda each: (-each.part.most, each.body.name)))


def _when(steps: Sequence[Step]) -> str:
    """The month or year common to some steps; empty where there is none."""
    if not steps:
        return ""
    first, last = min(step.earliest for step in steps), max(step.latest for step in steps)
    if (first.year, first.month) == (last.year, last.month):
        return f" in {first:%B} {first.year}"
    return f" in {first.year}" if first.year == last.year else ""


def _named(relatives: Sequence[Relative], *, origins: bool = False) -> list[Piece]:
    """The bodies as a list: for origins whether only a part came from each, for heirs the share each got."""
    shown = relatives if len(relatives) <= _LISTED else relatives[: _LISTED - 1]
    pieces: list[Piece] = []
    for number, each in enumerate(shown):
        if number:
            pieces.append(" and " if number == len(relatives) - 1 else ", ")
        if origins and each.part.is_part:
            pieces.append("part of ")
        pieces.append(each.body)
        if not origins and each.part.is_part:
            pieces.append(f" ({percent(each.part)})")
    if len(shown) < len(relatives):
        pieces.append(f" and {len(relatives) - len(shown)} more")
    return pieces
