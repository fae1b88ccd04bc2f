"""A body in one or two sentences: its direct predecessors and successors with shares and year, and who is there now.

Derived from its lineage; the command line, the JSON and the page show the same text.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct, field

from ..model.commissioners import local_commissioners
from ..model.dates import LATEST, cut, day_before
from ..model.entities import LEGAL_AND_AREA, Basis, Body, ChangeKind, Kind, Step, Succession, SuccessionRule, Tier
from ..model.words import in_words, joined, lower_first, note_in_words, percent
from ..names.description import kind_before
from ..record.history import History
from ..shares import Relative
from ..shares.descent import Descent
from .lineage import Lineage

__all__ = ["Mention", "Summary", "summary"]

_POST = "post"
_OF_A_PART = (ChangeKind.SPLIT, ChangeKind.PARTIAL_TRANSFER, ChangeKind.BOUNDARY_CHANGE)
_LISTED = 10
"""Bodies that a sentence names; of more, the largest few and how many there are beside them."""


class Mention(Struct, frozen=True):
    """A body within a sentence, and the words that name it."""

    body: Body
    words: str


class Passing(Struct, frozen=True):
    """What passed to or from a body within its life, in one month: all of some bodies, parts of others."""

    when: str
    whole: tuple[Mention, ...]
    parts: tuple[Mention, ...]
    of_area: bool
    """Whether no more than borders moved."""


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
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    introduced: Mapping[str, str] = field(default_factory=dict)
    """Words before the names that do not tell what bears them, by body."""
    then_called: Mapping[tuple[str, bool], str] = field(default_factory=dict)
    """The other name that an origin (true) or heir had at the change, by body."""
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
    gained: tuple[Passing, ...] = ()
    """What it took over after it began."""
    lost: tuple[Passing, ...] = ()
    """What it gave up before it ended."""
    formerly: tuple[str, ...] = ()
    """Its former names, each with how long it had it."""

    @property
    def phrases(self) -> tuple[str | Mention, ...]:
        """The sentences in order: their words, and the bodies they mention."""
        phrases: list[str | Mention] = []
        if self.is_post:
            note = f"; its note on this one: {note_in_words(self.body.note)}" if self.body.note else ""
            phrases += [f"The record has posts for whom they answered to, and no list of who held them{note}. "]
        if self.origins:
            phrases += [f"It was formed{self.came} from ", *self._named(self.origins, origins=True), ". "]
        if self.took_over:
            also = "also " if self.origins else ""
            phrases += [f"Such bodies {also}took over the work of {joined(self.took_over)}. "]
        for body in self.code_from:
            phrases += ["It took on the code of ", self._mention(body), ". "]
        if self.formerly:
            phrases += [f"It was called {joined(self.formerly)}. "]
        if self.gained:
            phrases += ["It took over ", *_gained(self.gained), ". "]
        for each in self.lost:
            what = "area" if each.of_area else "work"
            phrases += [f"Part of its {what} went{each.when} to ", *_joined([[body] for body in each.parts]), ". "]
        if self.heirs and self.before_its_end:
            phrases += [f"Part of its work went{self.followed} to ", *self._named(self.heirs), ". "]
        elif self.heirs:
            phrases += [f"It was followed{self.followed} by ", *self._named(self.heirs)]
            if self.now and {each.body.id for each in self.now} != {each.body.id for each in self.heirs}:
                phrases += [f"; today its {'area' if self.has_area else 'work'} is with ", *self._named(self.now)]
            phrases += [". "]
            if self.by_rule:
                phrases += [f"Other work of such bodies went to {joined(self.by_rule)}. "]
        if self.body.life.ended and (self.before_its_end or not self.heirs):
            phrases += ["The record knows of no body that followed it. "]
            if self.by_rule:
                what = "Part of what such bodies did" if self.in_part else "What such bodies did"
                phrases += [f"{what} went to {joined(self.by_rule)}. "]
        for body in self.code_to:
            phrases += ["Its code went on as that of ", self._mention(body), ". "]
        return tuple(phrases)

    @property
    def text(self) -> str:
        """The sentences as plain text."""
        return "".join(phrase if isinstance(phrase, str) else phrase.words for phrase in self.phrases).strip()

    def _label(self, body: Body, *, plural: bool = False) -> str:
        kind = self.kinds.get(body.kind)
        return lower_first(kind.plural if plural else kind.label) if kind else "bodies" if plural else "body"

    def _mention(self, body: Body) -> Mention:
        """A body by its latest name, or by its kind and code where no name was found."""
        return Mention(body, _by_its_code(body, self._label(body)) if _has_but_a_code(body) else body.name)

    def _named(self, relatives: Sequence[Relative], *, origins: bool = False) -> list[str | Mention]:
        """The bodies as a list: for origins whether only a part came from each, for heirs the share each got.

        Those of a kind that have but their codes are one item.
        """
        shown = relatives if len(relatives) <= _LISTED else relatives[: _LISTED - 1]
        items: dict[str, list[list[str | Mention]]] = {}
        for each in shown:
            item = self._item(each, origins=origins)
            alone = _has_but_a_code(each.body) and len(item) == 1
            items.setdefault(each.body.kind if alone else each.body.id, []).append(item)
        listed = [group[0] if len(group) == 1 else self._by_codes(group) for group in items.values()]
        if len(shown) < len(relatives):
            listed.append([f"{len(relatives) - len(shown)} more"])
        return _joined(listed)

    def _by_codes(self, items: Sequence[Sequence[str | Mention]]) -> list[str | Mention]:
        bodies = [phrase.body for item in items for phrase in item if isinstance(phrase, Mention)]
        codes = _joined([[Mention(body, body.ods_code)] for body in bodies])
        return [f"the {self._label(bodies[0], plural=True)} with the codes ", *codes, " (their names were not found)"]

    def _item(self, relative: Relative, *, origins: bool) -> list[str | Mention]:
        body = relative.body
        phrases: list[str | Mention] = []
        if origins and (relative.part.is_part or _only_in_part(relative)):
            phrases.append("part of ")
        if body.name != self.body.name and (words := self.introduced.get(body.id)):
            phrases.append(words)
        phrases.append(self._mention(body))
        beside = []
        if body.name == self.body.name:
            beside.append(f"the {self._label(body)} of that name")
        if then := self.then_called.get((body.id, origins)):
            beside.append(f"then {then}")
        if not origins and relative.part.is_part:
            beside.append(percent(relative.part))
        if beside:
            phrases.append(f" ({', '.join(beside)})")
        return phrases


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
    told = {(link, origins) for origins, pairs in ((True, first), (False, ended)) for link in _links(pairs)}
    return Summary(
        body,
        today,
        origins=_largest_first(pair[0] for pair in first),
        came=_when([step for _, step in first]) or _begun(body, [step for _, step in first]),
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
        kinds=history.kinds,
        introduced={each.id: kind_before(history, each, each.name, beside=body.kind) for each in named},
        then_called={
            (each.body.id, origins): _name_then(history, each.body, _direct(each), origins=origins)
            for origins, pairs in ((True, first), (False, ended))
            for each, _ in pairs
        },
        has_area=history.kinds[body.kind].tier is not Tier.NATIONAL,
        before_its_end=bool(ended)
        and all(step.link.kind == ChangeKind.PARTIAL_TRANSFER and step.latest < body.life.ends[0] for _, step in ended),
        code_from=_by_code(history, body, after=False),
        code_to=_by_code(history, body, after=True),
        is_post=body.kind == _POST,
        gained=_within_its_life(history, body, {link for link, origin in told if origin}, after=False),
        lost=_within_its_life(history, body, {link for link, origin in told if not origin}, after=True),
        formerly=_former_names(history, body),
        now=_largest_first([each for each in there if each.body.kind in kinds] or there),
    )


def _links(pairs: Iterable[tuple[Relative, Step]]) -> Iterable[Succession]:
    return (step.link for _, step in pairs)


def _within_its_life(history: History, body: Body, told: set[Succession], *, after: bool) -> tuple[Passing, ...]:
    """What a body gave up before it surely ended, or took over after it surely began; not what is `told` already."""
    links = (history.links_from if after else history.links_to).get(body.id, ())
    by_month: dict[tuple[int, int], list[tuple[Step, Body]]] = {}
    for link in links:
        earliest, latest = history.event_days[link.event]
        within = latest <= body.life.ends[0] if after else earliest > body.life.starts[1]
        if link in told or link.basis not in LEGAL_AND_AREA or not within:
            continue
        other = history.bodies[link.successor if after else link.predecessor]
        by_month.setdefault((earliest.year, earliest.month), []).append((Step(link, earliest, latest), other))
    return tuple(_passing(history, body, by_month[month], after=after) for month in sorted(by_month))


def _passing(history: History, body: Body, passed: Sequence[tuple[Step, Body]], *, after: bool) -> Passing:
    whole: dict[str, Mention] = {}
    parts: dict[str, Mention] = {}
    for step, other in sorted(passed, key=lambda each: each[1].name):
        words = f"{kind_before(history, other, other.name, beside=body.kind)}{other.name}"
        if _has_but_a_code(other):
            words = _by_its_code(other, lower_first(history.kinds[other.kind].label))
        if then := _name_then(history, other, (step,), origins=not after):
            words += f" (then {then})"
        is_part = after or step.link.kind in _OF_A_PART
        (parts if is_part else whole)[other.id] = Mention(other, words)
    of_area = all(step.link.kind == ChangeKind.BOUNDARY_CHANGE for step, _ in passed)
    return Passing(_when([step for step, _ in passed]), tuple(whole.values()), tuple(parts.values()), of_area)


def _gained(passings: Sequence[Passing]) -> list[str | Mention]:
    """What was taken over, by month: "parts of two others in April 2013; Monitor in July 2022"."""
    phrases: list[str | Mention] = []
    for each in passings:
        items: list[list[str | Mention]] = [[body] for body in each.whole]
        if each.parts:
            parts = _joined([[body] for body in each.parts])
            items.append(["part of " if len(each.parts) == 1 else "parts of ", *parts])
        phrases += ["; " if phrases else "", *_joined(items), each.when]
    return phrases


def _former_names(history: History, body: Body) -> tuple[str, ...]:
    """The names that a body had before its latest one: "NHS Lancashire North CCG until 31 March 2017"."""
    spells = sorted((name.spell for name in body.names if name.spell.start), key=lambda spell: spell.starts[0])
    names: list[str] = []
    for spell, later in pairwise(spells):
        name = body.name_on(min(spell.starts[1], LATEST))
        if name in (body.name, body.name_on(later.starts[1])):
            continue
        until = in_words(cut(day_before(later.starts[0]), later.start_precision))
        names.append(f"{kind_before(history, body, name, beside=body.kind)}{name} until {until}")
    return tuple(dict.fromkeys(names))


def _has_but_a_code(body: Body) -> bool:
    return bool(body.unnamed and body.ods_code)


def _by_its_code(body: Body, label: str) -> str:
    return f"the {label} with the code {body.ods_code} (its name was not found)"


def _joined(items: Sequence[Sequence[str | Mention]]) -> list[str | Mention]:
    """Items as a list in a sentence."""
    phrases: list[str | Mention] = []
    for number, item in enumerate(items):
        if number:
            phrases.append(" and " if number == len(items) - 1 else ", ")
        phrases += item
    return phrases


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


def _begun(body: Body, steps: Sequence[Step]) -> str:
    """The month in which a body is known to have begun, where the day of its formation is not stated."""
    first, last = body.life.starts
    known = body.life.start and (first.year, first.month) == (last.year, last.month)
    return (
        f" in {first:%B} {first.year}" if known and all(each.earliest <= first <= each.latest for each in steps) else ""
    )


def _only_in_part(relative: Relative) -> bool:
    """Whether the links say that no more than a part went over, whatever its share."""
    return relative.part.value is None and all(
        step.link.kind == ChangeKind.PARTIAL_TRANSFER for step in _direct(relative)
    )


def _name_then(history: History, body: Body, direct: Sequence[Step], *, origins: bool) -> str:
    """The name that a direct origin had on its last day, or a direct heir on its first; empty if it is so still."""
    if not direct or not body.names:
        return ""
    day = max(step.latest for step in direct)
    name = body.name_on(min(day, body.life.ends[1]) if origins else max(day, body.life.starts[0]))
    return "" if name == body.name else f"{kind_before(history, body, name, beside=body.kind)}{name}"
