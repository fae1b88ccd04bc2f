"""A body in one or two sentences: its direct predecessors and successors with shares and year, and who is there now.

Derived from its lineage; the command line, the JSON and the page show the same text.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from msgspec import Struct, field

from ..model.commissioners import local_commissioners
from ..model.entities import Basis, Body, ChangeKind, Step, SuccessionRule, Tier
from ..model.words import joined, lower_first, note_in_words, percent
from ..names.description import kind_before
from ..record.history import History
from ..shares import Relative
from ..shares.descent import Descent
from .lineage import Lineage

__all__ = ["Piece", "Summary", "summary"]

_POST = "post"
_LISTED = 10
"""Bodies that a sentence names; of more, the largest few and how many there are beside them."""

Piece: TypeAlias = str | Body
"""Words of a sentence, or a body that it names."""


class Summary(Struct, frozen=True):
    """The direct origins and heirs of a body, and who covers its area on a day that counts as today."""

    body: Body
    today: date
    origins: tuple[Relative, ...]
    came: str
    heirs: tuple[Relative, ...]
    followed: str
    now: tuple[Relative, ...]
    by_rule: tuple[str, ...] = ()
    """Where what its kind did went too, as far as only that is known."""
    in_part: bool = False
    """Whether no more than a part of what its kind did is known to have gone there."""
    took_over: tuple[str, ...] = ()
    """Whose work its kind took over beside that of its origins."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What the kinds are called within a sentence."""
    introduced: Mapping[str, str] = field(default_factory=dict)
    """Words before the names that do not tell what bears them, by body."""
    has_area: bool = True
    """Whether it held an area, and not the whole country."""
    before_its_end: bool = False
    """Whether the heirs took over a part long before it ended, and none is known to have followed then."""
    code_from: tuple[Body, ...] = ()
    """Whose code it took on."""
    code_to: tuple[Body, ...] = ()
    """Who took on its code."""
    is_post: bool = False
    """Whether it is a post, of whose holders the record has no list."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The sentences as pieces: text, and the bodies it names."""
        pieces: list[Piece] = []
        if self.is_post:
            note = f"; its note on this one: {note_in_words(self.body.note)}" if self.body.note else ""
            pieces += [f"The record has posts for whom they answered to, and no list of who held them{note}. "]
        if self.origins:
            pieces += [f"It was formed{self.came} from ", *self._named(self.origins, origins=True), ". "]
            if self.took_over:
                pieces += [f"Such bodies also took over the work of {joined(self.took_over)}. "]
        for body in self.code_from:
            pieces += ["It took on the code of ", body, ". "]
        if self.heirs and self.before_its_end:
            pieces += [f"Part of its work went{self.followed} to ", *self._named(self.heirs), ". "]
        elif self.heirs:
            pieces += [f"It was followed{self.followed} by ", *self._named(self.heirs)]
            if self.now and {each.body.id for each in self.now} != {each.body.id for each in self.heirs}:
                pieces += [f"; today its {'area' if self.has_area else 'work'} is with ", *self._named(self.now)]
            pieces += [". "]
            if self.by_rule:
                pieces += [f"Other work of such bodies went to {joined(self.by_rule)}. "]
        if self.body.life.ended and (self.before_its_end or not self.heirs):
            pieces += ["The record knows of no body that followed it. "]
            if self.by_rule:
                what = "Part of what such bodies did" if self.in_part else "What such bodies did"
                pieces += [f"{what} went to {joined(self.by_rule)}. "]
        for body in self.code_to:
            pieces += ["Its code went on as that of ", body, ". "]
        return tuple(pieces)

    @property
    def text(self) -> str:
        """The sentences as plain text."""
        return "".join(piece if isinstance(piece, str) else self.called(piece) for piece in self.pieces).strip()

    def called(self, body: Body) -> str:
        """What the sentences call a body: its latest name, or its kind and code where no name was found."""
        if not body.unnamed:
            return body.name
        kind = f"the {self.labels.get(body.kind, 'body')}"
        return f"{kind} with the code {body.ods_code} (its name was not found)" if body.ods_code else body.name

    def _named(self, relatives: Sequence[Relative], *, origins: bool = False) -> list[Piece]:
        """The bodies as a list: for origins whether only a part came from each, for heirs the share each got."""
        shown = relatives if len(relatives) <= _LISTED else relatives[: _LISTED - 1]
        pieces: list[Piece] = []
        for number, each in enumerate(shown):
            if number:
                pieces.append(" and " if number == len(relatives) - 1 else ", ")
            if origins and (each.part.is_part or _only_in_part(each)):
                pieces.append("part of ")
            if each.body.name != self.body.name and (words := self.introduced.get(each.body.id)):
                pieces.append(words)
            pieces.append(each.body)
            beside = []
            if each.body.name == self.body.name:
                beside.append(f"the {self.labels.get(each.body.kind, 'body')} of that name")
            if then := _then_called(each, origins=origins):
                beside.append(f"then {then}")
            if not origins and each.part.is_part:
                beside.append(percent(each.part))
            if beside:
                pieces.append(f" ({', '.join(beside)})")
        if len(shown) < len(relatives):
            pieces.append(f" and {len(relatives) - len(shown)} more")
        return pieces


def summary(history: History, lineage: Lineage, today: date) -> Summary:
    """The summary of a body, from its lineage."""
    body = lineage.body
    before = [(each, step) for each in lineage.predecessors for step in _direct(each)]
    after = [(each, step) for each in lineage.successors for step in _direct(each)] if body.life.ended else []
    first = [pair for pair in before if pair[1].earliest <= max(body.life.starts[1], body.life.days[0])]
    last = max((step.earliest for _, step in after), default=date.min)
    left = _left_at_the_end(history, lineage, last) if after else lineage.successors
    ended = [(each, step) for each in left for step in _direct(each) if step.latest >= last] if after else []
    kinds = history.kinds_within(local_commissioners(history.kinds.values(), today))
    there = [each for each in left if each.body.life.certain_on(today)]
    heirs = {each.body.id for each, _ in ended} | {each.body.kind for each, _ in ended}
    origins = {each.body.kind for each, _ in first}
    rules = [rule for rule in lineage.rules_after if body.life.ended and not heirs & {rule.to_kind, rule.to_body}]
    named = [each.body for each in (*lineage.predecessors, *lineage.successors)]
    return Summary(
        body,
        today,
        origins=_largest_first(pair[0] for pair in first),
        came=_when([step for _, step in first]),
        heirs=_largest_first(pair[0] for pair in ended),
        followed=_when([step for _, step in ended]),
        by_rule=tuple(dict.fromkeys(_receiver(history, rule) for rule in rules)),
        in_part=all(rule.kind == ChangeKind.PARTIAL_TRANSFER for rule in rules),
        took_over=tuple(
            dict.fromkeys(
                lower_first(history.kinds[rule.from_kind].plural)
                for rule in lineage.rules_before
                if rule.from_kind and rule.from_kind not in origins and rule.days[0] <= body.life.starts[1]
            )
        ),
        labels={kind.id: lower_first(kind.label) for kind in history.kinds.values()},
        introduced={each.id: kind_before(history, each, each.name, beside=body.kind) for each in named},
        has_area=history.kinds[body.kind].tier is not Tier.NATIONAL,
        before_its_end=bool(ended)
        and all(step.link.kind == ChangeKind.PARTIAL_TRANSFER and step.latest < body.life.ends[0] for _, step in ended),
        code_from=_by_code(history, body, after=False),
        code_to=_by_code(history, body, after=True),
        is_post=body.kind == _POST,
        now=_largest_first([each for each in there if each.body.kind in kinds] or there),
    )


def _by_code(history: History, body: Body, *, after: bool) -> tuple[Body, ...]:
    """The bodies that a code alone links it to, after or before."""
    links = (history.links_from if after else history.links_to).get(body.id, ())
    ids = [link.successor if after else link.predecessor for link in links if link.basis is Basis.CODE]
    return tuple(history.bodies[each] for each in dict.fromkeys(ids))


def _receiver(history: History, rule: SuccessionRule) -> str:
    if rule.to_kind:
        return lower_first(history.kinds[rule.to_kind].plural)
    body = history.bodies[rule.to_body]
    return f"{kind_before(history, body, body.name, beside=body.kind)}{body.name}"


def _left_at_the_end(history: History, lineage: Lineage, last: date) -> tuple[Relative, ...]:
    """Those after a body, with their parts of what it held when it ended, if it had given up areas before."""
    if all(path[0].latest >= last for each in lineage.successors for path in each.paths):
        return lineage.successors
    relatives = Descent(history, lineage.bases).after(lineage.body, since=last)
    return tuple(each for each in relatives if each.part.most >= lineage.min_share)


def _direct(relative: Relative) -> Sequence[Step]:
    return [path[0] for path in relative.paths if len(path) == 1]


def _largest_first(relatives: Iterable[Relative]) -> tuple[Relative, ...]:
    by_body = {each.body.id: each for each in relatives}
    return tuple(sorted(by_body.values(), key=lambda each: (-each.part.most, -each.narrowest, each.body.name)))


def _when(steps: Sequence[Step]) -> str:
    """The month or year common to some steps; empty where there is none."""
    if not steps:
        return ""
    first, last = min(step.earliest for step in steps), max(step.latest for step in steps)
    if (first.year, first.month) == (last.year, last.month):
        return f" in {first:%B} {first.year}"
    return f" in {first.year}" if first.year == last.year else ""


def _only_in_part(relative: Relative) -> bool:
    """Whether the links say that no more than a part went over, whatever its share."""
    return relative.part.value is None and all(
        step.link.kind == ChangeKind.PARTIAL_TRANSFER for step in _direct(relative)
    )


def _then_called(relative: Relative, *, origins: bool) -> str:
    """The name that a direct origin had on its last day, or a direct heir on its first; empty if it is so still."""
    direct = _direct(relative)
    body = relative.body
    if not direct or not body.names:
        return ""
    day = max(step.latest for step in direct)
    name = body.name_on(min(day, body.life.ends[1]) if origins else max(day, body.life.starts[0]))
    return "" if name == body.name else name
