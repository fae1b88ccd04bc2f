"""Text output of the ask commands: counts first, details below, in tables that wrap."""

from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from graph.model.dates import as_known, day_before, iso_spell
from graph.model.entities import Line
from graph.model.words import counted, doubt_in_words, in_words, joined, lower_first, spell_in_words, upper_first
from graph.names.description import called, kind_before

from ..output import Printer, indented, table
from .cells import days, few, marked

if TYPE_CHECKING:
    from graph.answers.accountability import Chain, ChainStep
    from graph.answers.diff_result import BodyChange, Diff
    from graph.answers.landscape import Landscape
    from graph.answers.lineage import Lineage
    from graph.answers.restructure import RestructureWhole
    from graph.answers.subordinates import Subordinates
    from graph.answers.timeline import Timeline
    from graph.model.entities import Body, SuccessionRule
    from graph.record.history import History
    from graph.shares import Relative

__all__ = ["below", "chain", "diff", "landscape", "lineage", "restructure", "timeline"]


def diff(page: Printer, history: "History", diff: "Diff") -> None:
    """A diff, numbers first."""
    from graph.answers.kind_numbers import number_between
    from graph.model.share import what_they_count

    before, after = in_words(diff.before), in_words(diff.after)
    page.print(f"From {before} to {after}")
    if diff.reversed:
        page.print("The days were given the later first; they are taken in their order.")
    for restructure in diff.restructures:
        acts = f" ({restructure.acts})" if restructure.acts else ""
        page.print(f"Restructure {restructure.id}: {restructure.name}{acts}")
    page.print()
    rows = [
        (history.kinds[each.kind].plural, each.before, each.after, each.ended, each.begun, each.renamed)
        for each in diff.kinds
    ]
    header = ("kind", str(diff.before), str(diff.after), "ended", "begun", "renamed")
    table(page, header, rows, numbers=header[1:])
    for kind in {each.kind: None for each in diff.kinds}:
        if said := number_between(history, diff, kind):
            page.print(f"\n{said}")
    if diff.possible:
        page.print(f"\n{counted(diff.possible, 'more body', 'more bodies')} may have been in force on one of the days.")
    parts = [relative.part for each in (*diff.ended, *diff.begun) for relative in each.relatives]
    if clause := what_they_count(part for part in parts if part.is_part):
        page.print(f"\n{clause}")
    _changes(page, history, "Ended", "heirs", diff.ended, diff.after)
    _changes(page, history, "Begun", "origins", diff.begun, diff.before)
    if diff.renamed:
        page.print(f"\nRenamed ({len(diff.renamed)})")
        renamed = [(each.body.id, each.from_name, each.to_name, each.when) for each in diff.renamed]
        table(page, ("body", "from", "to", "since"), renamed)
    if diff.code_reused:
        page.print(f"\nThe same code, but another body ({len(diff.code_reused)})")
        reused = [(each.code, each.before.id, each.after.id) for each in diff.code_reused]
        table(page, ("ODS code", "before", "after"), reused)
    ended, begun = len(diff.lines_ended), len(diff.lines_begun)
    page.print(
        f"\nAccountability: {counted(ended, 'line')} ended, {begun:,} begun, {len(diff.lines_changed):,} changed"
    )
    if diff.line_flows:
        table(page, ("from", "to", "line", "ended", "begun"), diff.line_flows, numbers=("ended", "begun"))
    for change in diff.lines_changed:
        page.print(
            f"  {change.before.from_id} to {change.before.to_id}: {change.before.kind} became {change.after.kind}"
        )


def _changes(
    page: Printer, history: "History", title: str, others: str, changes: "tuple[BodyChange, ...]", day: date
) -> None:
    if not changes:
        return
    page.print(f"\n{title} ({len(changes)})")
    rows = []
    for each in changes:
        relatives = "; ".join(_relative(history, relative, day) for relative in each.relatives)
        sources = {key: None for step in each.direct for key in step.link.sources} or dict.fromkeys(each.body.sources)
        rows.append(
            (
                each.body.id,
                marked(called(history, each.body, each.on), each.inferred),
                days(each.body)[title == "Ended"],
                relatives or "none known",
                few(sources),
            )
        )
    table(page, ("body", "name", "last day" if title == "Ended" else "first day", others, "sources"), rows)


def _relative(history: "History", relative: "Relative", day: date) -> str:
    from graph.model.share import share_text

    share = share_text(relative.part)
    through = f" through {', '.join(relative.path[1:-1])}" if len(relative.path) > 2 else ""
    what = "" if share == "1" else f", share {share}"
    return marked(f"{relative.body.id} {called(history, relative.body, day)}{what}{through}", relative.inferred)


def lineage(page: Printer, history: "History", answer: "Lineage") -> None:
    """Ancestors, then heirs, each with its path."""
    from graph.model.share import what_they_count

    page.print(f"{upper_first(called(history, answer.body))} ({answer.body.id}), {iso_spell(answer.body.spell)}")
    page.print(
        f"{counted(len(answer.predecessors), 'known predecessor')} and "
        f"{counted(len(answer.successors), 'known successor')} by "
        f"{' and '.join(sorted(answer.bases, reverse=True))} links"
    )
    if answer.hidden:
        page.print(
            f"{counted(answer.hidden, 'relative')} with a share below {answer.min_share} hidden; "
            "show them with --min-share 0"
        )
    if clause := what_they_count(each.part for each in (*answer.predecessors, *answer.successors)):
        page.print(clause)
    for title, relatives in (("Predecessors", answer.predecessors), ("Successors", answer.successors)):
        if relatives:
            page.print(f"\n{title}; share: the part of the earlier body that reached the later")
        for relative in relatives:
            _print_relative(page, history, relative)
    for title, rules in (("before", answer.rules_before), ("after", answer.rules_after)):
        for rule in rules:
            page.print(f"\nRule between kinds, {title}: {_rule(history, rule)} [{few(rule.sources)}]")


def _stated(relative: "Relative") -> str:
    """The stated share, if it differs from the computed one."""
    from graph.model.share import share_text

    part = relative.part
    if part.stated is None or part.stated == part.value:
        return ""
    return f" (stated {share_text(part.stated)}, by {part.stated_basis})" if part.stated_basis else ""


def _print_relative(page: Printer, history: "History", relative: "Relative") -> None:
    from graph.model.share import share_text

    name = marked(called(history, relative.body), relative.body.inferred)
    way = relative.path[0]
    for step in relative.paths[0]:
        how = f"{step.link.basis}, inferred" if step.link.inferred else step.link.basis
        way += f" ({how}) > {step.link.successor}"
    more = f", and {counted(len(relative.paths) - 1, 'other path')}" if len(relative.paths) > 1 else ""
    page.print(f"{relative.body.id}  {name}, {iso_spell(relative.body.spell)}")
    indented(page, f"share {share_text(relative.part)}{_stated(relative)}: {way}{more}")


def _rule(history: "History", rule: "SuccessionRule") -> str:
    def named(kind: str, body: str) -> str:
        return history.kinds[kind].plural if kind else history.bodies[body].name

    when = f", {as_known(rule.day, rule.precision)}" if rule.day else ""
    note = f": {rule.note}" if rule.note else ""
    return f"{named(rule.from_kind, rule.from_body)} to {named(rule.to_kind, rule.to_body)}, {rule.kind}{when}{note}"


def chain(page: Printer, history: "History", answer: "Chain") -> None:
    """Who answered to whom, starting from the body."""
    page.print(f"{upper_first(called(history, answer.body, answer.day))} ({answer.body.id}) on {in_words(answer.day)}")
    _say_if_elsewhen(page, answer.body, answer.day)
    if answer.possible:
        page.print(f"{counted(answer.possible, 'more line')} may have been in force; add them with --possible")
    if not answer.steps:
        page.print("The record knows of nobody it surely answered to on that day.")
        if names := dict.fromkeys(_named(history, step) for step in answer.left_out if step.from_id == answer.body.id):
            page.print(f"Perhaps it answered to {joined(list(names))}.")
    for (lower, upper, name), steps in groupby(
        sorted(answer.steps, key=_of_pair(answer)), key=lambda step: (step.from_id, step.upper, step.name)
    ):
        page.print(f"\n{lower} > {upper.id if upper else 'no body listed'}  {name}")
        for step in steps:
            known = marked(step.by if step.certain else f"{step.by}, possibly", step.inferred)
            indented(page, f"{step.because.kind} ({known}) [{few(step.because.sources)}]")


def _say_if_elsewhen(page: Printer, body: "Body", day: date) -> None:
    """Says that a body was not in force on a day, and when it was; or that it is not sure that it was."""
    if doubt := doubt_in_words(body.life, day):
        known = "" if body.life.possible_on(day) else f" The record has it: {spell_in_words(body.life)}."
        page.print(f"{doubt}{known}")


def _named(history: "History", step: "ChainStep") -> str:
    """Whom a step leads to, within a sentence."""
    if step.upper is None:
        return lower_first(history.kinds[step.upper_kind].plural)
    return f"{kind_before(history, step.upper, step.name)}{step.name}"


def _of_pair(answer: "Chain") -> "Callable[[ChainStep], int]":
    """The index of the first step between the same two bodies."""
    first: dict[tuple[str, str], int] = {}
    for place, step in enumerate(answer.steps):
        first.setdefault((step.from_id, step.name), place)
    return lambda step: first[step.from_id, step.name]


def below(page: Printer, history: "History", answer: "Subordinates") -> None:
    """Who answered to a body."""
    page.print(f"{upper_first(called(history, answer.body, answer.day))} ({answer.body.id}) on {in_words(answer.day)}")
    _say_if_elsewhen(page, answer.body, answer.day)
    if answer.answering:
        page.print(f"{counted(len(answer.answering), 'body or kind', 'bodies or kinds')} known to have answered to it")
    else:
        page.print("The record knows of nobody who surely answered to it on that day.")
    if answer.possible:
        page.print(f"{counted(answer.possible, 'more line')} may have been in force; add them with --possible")
    if answer.answering:
        page.print()
        rows = [
            (
                each.id or "no body listed",
                called(history, each.body, answer.day) if each.body else each.name,
                way.kind,
                marked(by if sure else f"{by}, possibly", bool(reason)),
                few(way.sources),
            )
            for each in answer.answering
            for way, sure, reason in each.ways
            for by in ("line" if isinstance(way, Line) else "rule",)
        ]
        table(page, ("body", "name", "line", "by", "sources"), rows)


def landscape(page: Printer, history: "History", answer: "Landscape", *, name_possible: bool) -> None:
    """Tiers and kinds, and the lines between them."""
    from graph.answers.kind_numbers import kind_number
    from graph.model.entities import Tier

    page.print(f"The system on {in_words(answer.day)}")
    for words, restructure in (("began", answer.restructure_before), ("followed", answer.restructure_after)):
        if restructure:
            began = f"{'on' if len(restructure.in_force_from) == 10 else 'in'} {in_words(restructure.in_force_from)}"
            page.print(f"{restructure.id} {words} {began}: {restructure.name}")
    page.print()
    numbers = {each.kind.id: kind_number(history, each.kind, answer.day) for each in answer.kinds}
    rows = [
        (
            tier.value,
            each.kind.plural,
            f"at least {each.count}" if each.count and numbers[each.kind.id].has_holes else each.count,
            len(each.possible) or "",
            sum(e.inferred for e in each.entries) or "",
        )
        for tier in Tier
        for each in answer.tier(tier)
    ]
    table(
        page,
        ("tier", "kind", "in force", "possibly more", "of them inferred"),
        rows,
        numbers=("in force", "possibly more", "of them inferred"),
    )
    for each in answer.kinds:
        number = numbers[each.kind.id]
        if number.others:
            page.print(f"{upper_first(number.words.rstrip(','))}. {number.others}")
        elif number.certain > each.count:
            beside = [other for other in answer.kinds if other.kind.broader == each.kind.id]
            others = joined([lower_first(other.kind.plural) for other in beside])
            page.print(f"With {others}, which are counted with them: {number.words}.")
    page.print("\nWho answered to whom")
    table(page, ("from", "to", "line", "known lines"), answer.flows, numbers=("known lines",))
    for rule in answer.rules:
        page.print(
            f"Rule: {rule.from_kind or rule.from_body} to {rule.to_kind or rule.to_body}, "
            f"{rule.kind} [{few(rule.sources)}]"
        )
    if name_possible:
        doubtful = [entry for each in answer.kinds for entry in each.possible]
        page.print(f"\n{counted(len(doubtful), 'body', 'bodies')} that may have been in force")
        table(page, ("body", "name", "start", "end"), [(e.body.id, e.name, *days(e.body)) for e in doubtful])


def timeline(page: Printer, answer: "Timeline") -> None:
    """The restructures."""
    rows = [
        (
            each.restructure.id,
            each.restructure.name,
            each.restructure.announced,
            each.restructure.in_force_from,
            each.restructure.in_force_to,
            each.events,
        )
        for each in answer.restructures
    ]
    table(page, ("id", "restructure", "announced", "in force from", "to", "changes"), rows, numbers=("changes",))
    page.print("\nThe split into r1 to r7 is a working one; no source that was read lists the seven.")


def restructure(page: Printer, history: "History", whole: "RestructureWhole") -> None:
    """A restructure: its sentence, days and laws, what was before and after it, and its changes by their kind."""
    from graph.answers.restructure import laws_of, published_in_words

    this = whole.restructure
    page.print(f"{this.id}: {this.name}")
    page.print(f"{this.summary}\n")
    first = in_words(this.in_force_from)
    days = f"{first} to {in_words(this.in_force_to)}" if this.in_force_to else f"from {first}"
    said = (
        ("Announced", in_words(this.announced)),
        ("In force", days),
        ("Also called", "; ".join(this.also_known_as)),
        ("Policy", this.policy_document),
        ("Law", this.legislation or "none found"),
        ("Orders", "; ".join(law.title for law in laws_of(history, whole))),
        ("Before, as published", "; ".join(published_in_words(history, each) for each in this.bodies_before)),
        ("Who answered to whom", this.accountability_before),
        ("After, as published", "; ".join(published_in_words(history, each) for each in this.bodies_after)),
        ("Who answered to whom then", this.accountability_after),
        ("Sources", ", ".join(this.sources)),
    )
    for title, text in said:
        if text:
            page.print(f"{title}: {text}")
    rows = [
        (
            kind,
            len(events),
            *(len({each for event in events for each in whole.bodies[event.id][end]}) for end in (0, 1)),
        )
        for kind, events in whole.changes.items()
    ]
    if rows:
        header = ("change", "changes", "bodies before", "bodies after")
        page.print()
        table(page, header, rows, numbers=header[1:])
        page.print("\nEach of them: --format csv")
    page.print(f"\nAll that changed meanwhile: diff {day_before(this.span[0])} {this.span[1]}")
