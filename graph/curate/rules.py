"""Validation rules across bodies, events, successions and lines.

Each rule is a plain function from a history to pairs of subject and problem. Rules for counts are in `count_rules`;
constraints on a single subject are in `data/shapes.ttl`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import TypeAlias

import networkx as nx

from ..errors import Finding, RecordError
from ..model.dates import Precision, Spell
from ..model.entities import CLOSING, Body, Succession
from ..model.share import ROUNDING, WHOLE
from ..record.history import History
from .count_rules import (
    Fault,
    counted_gaps_hold,
    every_counted_body_exists,
    every_counted_table_exists,
    published_counts_agree,
)

__all__ = ["RULES", "WARNINGS", "rule_errors", "rule_findings"]

Rule: TypeAlias = Callable[[History], Iterator[Fault]]

_LONG = timedelta(days=366)


def some_body_exists(history: History) -> Iterator[Fault]:
    """The record has at least one body."""
    if not history.bodies:
        yield "the record", "it has no bodies; build it from the fact tables with: import DIR"


def no_end_before_the_start(history: History) -> Iterator[Fault]:
    """Nothing certainly ends before it starts: bodies, their names and codes, lines, rules, kinds."""
    for subject, what, spell in _spells(history):
        if spell.starts[0] > spell.ends[1]:
            yield subject, f"{what} ends on {spell.end}, before it starts on {spell.start}; mend one of the two dates"


def _spells(history: History) -> Iterator[tuple[str, str, Spell]]:
    for body in history.bodies.values():
        yield body.id, "it", body.spell
        if body.life != body.spell:
            yield body.id, "with its inferred days it", body.life
        yield from ((body.id, f"its name {name.name!r}", name.spell) for name in body.names)
        yield from ((body.id, f"its code {code.code}", code.spell) for code in body.codes)
    yield from ((line.id, "it", line.spell) for line in history.lines)
    yield from ((rule.id, "it", rule.spell) for rule in history.line_rules)
    yield from ((f"kind-{kind.id}", "it", kind.spell) for kind in history.kinds.values())


def last_seen_only_beside_an_inexact_end(history: History) -> Iterator[Fault]:
    """A last-seen day is used only where the end is a bound or unknown, and is earlier than that bound."""
    spells = {thing.id: thing.spell for things in (history.bodies.values(), history.lines) for thing in things}
    for subject, spell in spells.items():
        if not spell.last_seen:
            continue
        if spell.end_precision not in (Precision.BY, Precision.UNKNOWN):
            yield subject, f"it has a day last seen ({spell.last_seen}) beside an end that is known; take it away"
        elif spell.last_seen > spell.ends[1]:
            yield subject, f"it was last seen on {spell.last_seen}, after its end by {spell.end}; mend one of the two"


def every_event_has_bodies(history: History) -> Iterator[Fault]:
    """Every event has a predecessor or a successor."""
    for event in history.events:
        if not history.event_links(event):
            yield event, "it has neither a predecessor nor a successor; add its successions, or take the event away"


def no_successor_after_its_event(history: History) -> Iterator[Fault]:
    """No successor starts after its event's last possible day; an existing body may absorb others."""
    for link, (_, latest), _, successor in _links(history):
        if successor.life.starts[0] > latest:
            yield (
                link.id,
                f"its successor {successor.id} starts on {successor.life.start}, after the event of {latest}; "
                "mend one of the two dates",
            )


def no_predecessor_after_its_event(history: History) -> Iterator[Fault]:
    """No predecessor starts after its event's last possible day."""
    for link, (_, latest), predecessor, _ in _links(history):
        if predecessor.life.starts[0] > latest:
            yield (
                link.id,
                f"its predecessor {predecessor.id} starts on {predecessor.life.start}, after the event of {latest}; "
                "mend one of the two dates",
            )


def no_predecessor_outlives_its_end(history: History) -> Iterator[Fault]:
    """A merged, replaced or split body is not certainly in force on or after the event's last possible day."""
    for link, (_, latest), predecessor, _ in _links(history):
        life = predecessor.life
        if link.kind in CLOSING and life.ends[0] >= latest:
            goes_on = f"goes on to {life.end}" if life.end else "has no end"
            yield (
                link.id,
                f"its predecessor {predecessor.id} {goes_on}, though the {link.kind} is of {latest}; "
                "mend one of the two dates, or make it a partial transfer",
            )


def no_predecessor_long_gone(history: History) -> Iterator[Fault]:
    """No predecessor ended with certainty more than a year before its event."""
    for link, gone, predecessor in _gone(history):
        if gone > _LONG:
            yield (
                link.id,
                f"its predecessor {predecessor.id} had ended by {predecessor.life.ends[1]}, long before the event; "
                "mend one of the two dates, or name the body between them",
            )


def no_predecessor_gone(history: History) -> Iterator[Fault]:
    """A predecessor ends on the day before its event, or later."""
    for link, gone, predecessor in _gone(history):
        if gone <= _LONG:
            yield (
                link.id,
                f"its predecessor {predecessor.id} had ended by {predecessor.life.ends[1]}, {gone.days} days before "
                "the event; see whether both dates are right",
            )


def _links(history: History) -> Iterator[tuple[Succession, tuple[date, date], Body, Body]]:
    """Each succession with the earliest and latest day of its event, and both bodies."""
    for link in history.successions:
        yield link, history.event_days[link.event], history.bodies[link.predecessor], history.bodies[link.successor]


def _gone(history: History) -> Iterator[tuple[Succession, timedelta, Body]]:
    """Successions whose predecessor had certainly ended before the eve of the event, and by how much."""
    for link, (earliest, _), predecessor, _ in _links(history):
        gone = earliest - predecessor.life.ends[1]
        if gone > timedelta(days=1):
            yield link, gone, predecessor


def shares_sum_to_one_at_most(history: History) -> Iterator[Fault]:
    """The shares of one predecessor in one event and on one basis sum to at most one."""
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for link in history.successions:
        sums[link.event, link.predecessor, link.basis] += link.share or 0
    for (event, predecessor, basis), total in sums.items():
        if total > WHOLE + ROUNDING:
            yield event, f"the shares of {predecessor} by {basis} sum to {total}, more than 1; mend the shares"


def no_code_held_twice(history: History) -> Iterator[Fault]:
    """No code is certainly held by two bodies of one kind on the same day."""
    for one, two, code, sure in _shared_codes(history):
        if sure:
            yield one, f"it holds the code {code} on days on which {two} holds it too; mend the code or the dates"


def no_code_perhaps_held_twice(history: History) -> Iterator[Fault]:
    """No code is possibly held by two bodies of one kind on the same day."""
    for one, two, code, sure in _shared_codes(history):
        if not sure:
            yield one, f"it may hold the code {code} on days on which {two} holds it too; look for the dates of both"


def _shared_codes(history: History) -> Iterator[tuple[str, str, str, bool]]:
    """Pairs of bodies of one kind that certainly, or possibly, hold a code on the same day."""
    holders: dict[tuple[str, str, str], list[tuple[str, Spell]]] = defaultdict(list)
    for body in history.bodies.values():
        for code in body.codes:
            holders[body.kind, code.scheme, code.code].append((body.id, code.spell.within(body.life)))
    for (_, _, code_text), held in holders.items():
        for (one, first), (two, second) in combinations(held, 2):
            if one != two and first.may_overlap(second):
                yield one, two, code_text, first.surely_overlaps(second)


def no_circle_within_a_day(history: History) -> Iterator[Fault]:
    """Successions of one day contain no cycle."""
    by_day: dict[date, list[Succession]] = defaultdict(list)
    for link in history.successions:
        earliest, latest = history.event_days[link.event]
        if earliest == latest:
            by_day[latest].append(link)
    for day, links in by_day.items():
        for first, others in _circles(links):
            yield first, f"it succeeds itself on {day}{others}; take one of these successions away"


def no_circle_of_whole_changes(history: History) -> Iterator[Fault]:
    """Mergers, replacements and splits contain no cycle: a dissolved body does not come back."""
    for first, others in _circles(link for link in history.successions if link.kind in CLOSING):
        yield first, f"it succeeds itself{others}; make one of them a partial transfer, or a new body"


def _circles(links: Iterable[Succession]) -> Iterator[tuple[str, str]]:
    """The bodies that are their own successors, as the first by name and by way of which others."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((link.predecessor, link.successor) for link in links)
    for first, *others in _groups_in_a_circle(graph):
        yield first, _by_way_of(others)


def _groups_in_a_circle(graph: "nx.DiGraph[str]") -> Iterator[list[str]]:
    for group in nx.strongly_connected_components(graph):
        first, *others = sorted(group)
        if others or graph.has_edge(first, first):
            yield [first, *others]


def _by_way_of(others: Sequence[str]) -> str:
    return f" by way of {', '.join(others)}" if others else ""


def no_line_twice_at_once(history: History) -> Iterator[Fault]:
    """Spells of one line (from, to, kind) do not certainly overlap, stated and inferred ones together."""
    lines = defaultdict(list)
    for line in history.lines:
        lines[line.from_id, line.to_id, line.kind].append(line)
    for group in lines.values():
        for one, two in combinations(group, 2):
            if one.spell.surely_overlaps(two.spell):
                yield one.id, f"it overlaps {two.id}, which is the same line; make them one, or mend the dates"


def no_circle_of_lines(history: History) -> Iterator[Fault]:
    """No body certainly answers to itself, be it by way of others."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((line.from_id, line.to_id) for line in history.lines)
    for group in _groups_in_a_circle(graph):
        among = [line for line in history.lines if {line.from_id, line.to_id} <= set(group)]
        for day in sorted({line.spell.starts[1] for line in among}):
            of_day: nx.DiGraph[str] = nx.DiGraph()
            of_day.add_edges_from((line.from_id, line.to_id) for line in among if line.spell.certain_on(day))
            if circle := next(_groups_in_a_circle(of_day), None):
                first, *others = circle
                line = next(line for line in among if line.from_id == first and line.to_id in circle)
                yield line.id, f"{first} answers to itself on {day}{_by_way_of(others)}; turn or end one line"
                break


def no_two_names_at_once(history: History) -> Iterator[Fault]:
    """Names of a body do not certainly overlap, except a legal and a working name."""
    for body in history.bodies.values():
        for one, two in combinations(body.names, 2):
            if {one.type, two.type} != {"legal", "working"} and one.spell.surely_overlaps(two.spell):
                yield (
                    body.id,
                    f"it bears the names {one.name!r} and {two.name!r} at one time; mend the dates, or say which is "
                    "legal and which working",
                )


def no_line_outlives_its_bodies(history: History) -> Iterator[Fault]:
    """A line is certainly within the lives of both its bodies, as far as they are known."""
    for line in history.lines:
        for end in (line.from_id, line.to_id):
            life = history.bodies[end].life
            if line.spell.starts[1] < life.starts[0]:
                yield line.id, f"it begins on {line.spell.start}, before {end} on {life.start}; mend one of the dates"
            if line.spell.ends[0] > life.ends[1]:
                ends = f"ends on {line.spell.end}" if line.spell.end else "has no end"
                yield line.id, f"it {ends}, though {end} ends on {life.end}; end the line with the body"


def former_ids_lead_on(history: History) -> Iterator[Fault]:
    """A former id resolves to a body, or states why it does not."""
    for former in history.former_ids.values():
        if not former.replaced_by and not former.note:
            yield former.id, "it leads nowhere and does not say why; name the body that it is now, or write a note"


def nothing_inferred_that_is_stated(history: History) -> Iterator[Fault]:
    """A link between two bodies is not both stated and inferred."""
    stated = {(link.predecessor, link.successor) for link in history.successions if not link.inferred}
    for link in history.successions:
        if link.inferred and (link.predecessor, link.successor) in stated:
            yield link.id, "it is inferred, though a source states it; take the inferred one away"


def nothing_stated_of_an_inferred_body(history: History) -> Iterator[Fault]:
    """No link, line or rule is stated for an inferred body: a source that names it would make it stated."""
    ends = [(link.id, link.predecessor, link.successor) for link in history.successions if not link.inferred]
    ends += [(line.id, line.from_id, line.to_id) for line in history.lines if not line.inferred]
    ends += [(rule.id, rule.from_body, rule.to_body) for rule in history.line_rules]
    ends += [(rule.id, rule.from_body, rule.to_body) for rule in history.succession_rules]
    for subject, *bodies in ends:
        for each in bodies:
            if each and history.bodies[each].inferred:
                yield (
                    subject,
                    f"it is stated, and {each} only inferred, so that answers from stated facts leave it out; "
                    "state the body too",
                )


RULES: Mapping[str, Rule] = {
    "no-bodies": some_body_exists,
    "ends-before-start": no_end_before_the_start,
    "last-seen": last_seen_only_beside_an_inexact_end,
    "event-without-bodies": every_event_has_bodies,
    "successor-too-late": no_successor_after_its_event,
    "predecessor-too-late": no_predecessor_after_its_event,
    "predecessor-goes-on": no_predecessor_outlives_its_end,
    "predecessor-long-gone": no_predecessor_long_gone,
    "shares": shares_sum_to_one_at_most,
    "code-held-twice": no_code_held_twice,
    "circle-within-a-day": no_circle_within_a_day,
    "circle-of-whole-changes": no_circle_of_whole_changes,
    "line-overlap": no_line_twice_at_once,
    "circle-of-lines": no_circle_of_lines,
    "name-overlap": no_two_names_at_once,
    "line-outlives-body": no_line_outlives_its_bodies,
    "former-id": former_ids_lead_on,
    "inferred-and-stated": nothing_inferred_that_is_stated,
    "count-of-unknown-body": every_counted_body_exists,
    "gap-of-unknown-table": every_counted_table_exists,
}
"""The rules whose breach is an error, by name."""

WARNINGS: Mapping[str, Rule] = {
    "predecessor-gone": no_predecessor_gone,
    "code-perhaps-held-twice": no_code_perhaps_held_twice,
    "stated-of-inferred": nothing_stated_of_an_inferred_body,
    "published-count": published_counts_agree,
    "gap-count": counted_gaps_hold,
}
"""The rules whose breach is worth a look, by name."""


def rule_findings(history: History) -> Iterator[Finding]:
    """Runs all rules on a history whose references all resolve."""
    len(history.bodies)  # the rules visit everything, so reading all tables first is fastest
    for severity, rules in (("error", RULES), ("warning", WARNINGS)):
        for name, rule in rules.items():
            for subject, message in rule(history):
                yield Finding(subject, name, message, severity)


def rule_errors(history: History) -> Iterator[Finding]:
    """Runs the rules whose breach is an error on what is left of a history; one that cannot go on is passed over."""
    for name, rule in RULES.items():
        with suppress(RecordError, KeyError, ValueError):
            for subject, message in rule(history):
                yield Finding(subject, name, message)
