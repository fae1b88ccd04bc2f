"""What a diff says, in a sentence for each kind of body: how many there were, and which changes made it so."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from ..model.commissioners import readers_order
from ..model.words import in_words, joined, lower_first
from ..record.history import History
from .diff_result import Diff, KindChange
from .kind_numbers import holes_between, kind_number, published_between

__all__ = ["what_changed"]

_STORIES: Final = 3


def what_changed(history: History, difference: Diff) -> Iterator[tuple[str, str]]:
    """A sentence for each kind, most changed first: its number as a phrase, and the rest."""
    stories, holes = _stories(history, difference), holes_between(history, difference)
    changed = (each for each in difference.kinds if each.ended or each.begun or each.renamed)
    for each in sorted(changed, key=lambda each: readers_order(history.kinds[each.kind])):
        told = stories.get(each.kind, [])
        parts = [*told[:_STORIES], *(["and more"] if len(told) > _STORIES else [])]
        if each.renamed:
            parts.append(f"{each.renamed} renamed")
        told_after = f": {'; '.join(parts)}" if parts else ""
        if each.kind in holes:
            ours = f"{each.before or 'none'} known before, {each.after or 'none'} after"
            published = published_between(history, difference, each.kind)
            yield f"{history.kinds[each.kind].plural}: {ours}", f"{f' ({published})' if published else ''}{told_after}"
            continue
        numbers = f" ({each.before} to {each.after})" if each.before and each.after else ""
        yield _number(history, each), _together(history, difference, each.kind, numbers) + told_after


def _together(history: History, difference: Diff, kind: str, numbers: str) -> str:
    """The numbers with those of narrower kinds, which are counted together in what is published."""
    days, within = (difference.before, difference.after), sorted(history.kinds_within(kind) - {kind})
    narrower = [each for each in within if any(kind_number(history, history.kinds[each], day).certain for day in days)]
    if not numbers or not narrower:
        return numbers
    before, after = (kind_number(history, history.kinds[kind], day).certain for day in days)
    others = joined([lower_first(history.kinds[each].plural) for each in narrower])
    return f"{numbers[:-1]}; {before} to {after} with {others})"


def _number(history: History, change: KindChange) -> str:
    """The change in a kind's number, in"""
    before, after, more = change.before, change.after, change.after - change.before
    if not before:
        return f"{after} new {_of_kind(history, after, change.kind)}"
    if not after:
        every = {1: "the only", 2: "both"}.get(before, f"all {before}")
        return f"{every} {_of_kind(history, before, change.kind)} ended"
    if not more:
        return f"as many {_of_kind(history, before, change.kind)} as before"
    return f"{abs(more)} {'more' if more > 0 else 'fewer'} {_of_kind(history, abs(more), change.kind)}"


def _stories(history: History, difference: Diff) -> Mapping[str, list[str]]:
    """The changes of each kind in sentences: which change, when, from how many to how many."""
    events = {
        step.link.event
        for change in (*difference.ended, *difference.begun)
        for step in change.direct
        if step.latest > difference.before and step.earliest <= difference.after
    }
    befores: dict[_Change, set[str]] = defaultdict(set)
    afters: dict[_Change, set[str]] = defaultdict(set)
    for event_id in events:
        event = history.events[event_id]
        for link in history.event_links(event_id):
            before, after = history.bodies[link.predecessor].kind, history.bodies[link.successor].kind
            change = _Change(event.day or date.max, event.when, event.kind, before, after)
            befores[change].add(link.predecessor)
            afters[change].add(link.successor)
    told: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for change in sorted(befores):
        for kind, what in change.told(history, len(befores[change]), len(afters[change])):
            told[kind][what].append(change.on)
    return {
        kind: [f"{what} {', and again '.join(days)}" for what, days in changes.items()]
        for kind, changes in told.items()
    }


@dataclass(frozen=True, slots=True, order=True)
class _Change:
    """The changes of one type on one day between two kinds."""

    day: date
    when: str
    sort: str
    before: str
    after: str

    @property
    def on(self) -> str:
        """The day, as the end of a sentence."""
        if not self.when:
            return "on a day not found"
        return f"{'on' if len(self.when) == 10 else 'in'} {in_words(self.when)}"

    def told(self, history: History, befores: int, afters: int) -> Iterator[tuple[str, str]]:
        """A sentence without its day for each kind involved."""
        whose = "its" if befores == 1 else "their"
        verbs = {"merger": "merged into", "split": "split into", "partial-transfer": f"gave part of {whose} work to"}
        verb = verbs.get(self.sort, "gave way to")
        if self.before == self.after:
            others = f"{afters} others"
            if self.sort in ("merger", "split"):
                others = str(afters)
            yield self.before, f"{befores} {verb} {'another' if befores == afters == 1 else others}"
            return
        yield self.before, f"{befores} {verb} {afters} {_of_kind(history, afters, self.after)}"
        yield self.after, f"{afters} took over from {befores} {_of_kind(history, befores, self.before)}"


def _of_kind(history: History, number: int, kind: str) -> str:
    this = history.kinds[kind]
    return lower_first(this.label if number == 1 else this.plural)
