"""Text output of show, list and search: what a body is, and bodies in tables."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from graph.model.dates import iso_spell
from graph.model.words import counted, doubt_in_words, in_words, joined, lower_first, note_in_words, upper_first
from graph.names.description import called
from graph.util.text import printable, quoted

from ..meant import command_for
from ..output import Printer, table
from .cells import days, few, marked

if TYPE_CHECKING:
    from graph.answers.body import BodyFacts
    from graph.answers.landscape import InForce, Listing
    from graph.answers.lookup.explanation import Explanation
    from graph.answers.lookup.reply import Reply
    from graph.answers.lookup.search import Hit
    from graph.model.entities import ChangeEvent, SuccessionRule
    from graph.names.find import Found
    from graph.record.history import History

_TOLD: Final = 6
"""Bodies of one name that are told beside the one in full."""

_ALIKE: Final = 30
"""Letters by which the title of an Act is known, whatever is noted after it."""

__all__ = ["listing", "search", "show"]


def show(page: Printer, history: "History", facts: "BodyFacts", found: "Found", day: date | None = None) -> None:
    """One body in full, and the others that its code or name may mean, each in its first sentences."""
    from graph.answers.superiors import members_in_words, superiors_in_words

    body = facts.body
    if found.remark:
        page.print(f"{found.remark}\n")
    if facts.description:
        page.print(f"{upper_first(facts.description)} (a description; its name was not found)")
    else:
        page.print(marked(facts.name, body.inferred))
    if facts.legal_name != facts.name:
        page.print(f"legally {facts.legal_name}")
    page.print(f"{facts.kind.label} ({facts.kind.id}), {facts.kind.tier}; {iso_spell(body.spell)}; id {body.id}")
    if day and (doubt := doubt_in_words(body.life, day)):
        page.print(doubt)
    if body.also_known_as:
        page.print(f"Also called {joined(list(body.also_known_as))}.")
    if facts.summary.text:
        page.print(facts.summary.text)
    for line in _changes(history, facts):
        page.print(line)
    if answered := superiors_in_words(history, body):
        page.print(f"{answered} For one day, ask accountable.")
    if answering := members_in_words(history, body):
        page.print(f"{answering} For one day, ask accountable {body.id} --down.")
    if body.spell.last_seen:
        page.print(f"Last seen in a source on {in_words(body.spell.last_seen)}.")
    for title, text in (("Inferred", body.reason), ("Note", facts.remark)):
        if text:
            page.print(f"{title}: {upper_first(note_in_words(text))}")
    page.print()
    names = _names_of_others(history, facts)
    rows = [
        (
            row["field"],
            " or ".join(f"{value} {names.get(str(value), '')}".strip() for value in _each(row["value"])),
            row["note"],
            row["evidence"],
            few(map(str, _each(row["sources"]))),
        )
        for row in facts.rows()
    ]
    table(page, ("fact", "value", "note", "evidence", "sources"), rows)
    for conflict in facts.conflicts:
        page.print(
            f"\nSources disagree on {conflict.field}: {conflict.value_a} ({few(conflict.source_a)}) or "
            f"{conflict.value_b} ({few(conflict.source_b)}). Chosen: {conflict.chosen or 'not settled'};"
            f" {note_in_words(conflict.why)}"
        )
    page.print("\nSources")
    table(page, ("key", "title", "publisher", "date"), [(s.key, s.title, s.publisher, s.date) for s in facts.sources])
    _others(page, history, found)


def _others(page: Printer, history: "History", found: "Found") -> None:
    """The other bodies of the code or name, in order of time."""
    from graph.answers.lineage import lineage
    from graph.answers.summary import summary

    if found.others:
        page.print(f"\nThe others that {printable(found.text)} stands for, the earliest first")
    for body in found.others[:_TOLD]:
        page.print(f"\n{body.id}  {upper_first(called(history, body))}")
        page.print(f"{history.kinds[body.kind].label}; {iso_spell(body.spell)}")
        page.print(summary(history, lineage(history, body), date.today()).text)
    if len(found.others) > _TOLD:
        page.print(f"\nand {len(found.others) - _TOLD} more")


def _changes(history: "History", facts: "BodyFacts") -> Iterator[str]:
    """How it came and went, or all of its kind did, a line for each day: the restructure and the law."""
    laws: dict[tuple[str, str], dict[str, None]] = {}
    events = [event for _, event, _ in (*facts.predecessors, *facts.successors)]
    changes: list[ChangeEvent | SuccessionRule] = [*events, *facts.rules_at_the_end]
    for event in changes:
        found = laws.setdefault((event.when, event.restructure), {})
        if law := history.sources.get(event.instrument):
            found[law.title] = None
    for (when, restructure), titles in sorted(laws.items()):
        reform = history.restructures.get(restructure)
        parts = [f"part of {reform.id}, {reform.name}."] if reform else []
        if titles:
            parts.append(f"Law: {'; '.join(titles)}.")
        if reform and reform.acts and not any(title.startswith(reform.acts[:_ALIKE]) for title in titles):
            parts.append(f"Law of {reform.id}: {reform.acts}.")
        if parts:
            yield f"{in_words(when) or 'Day not known'}: {' '.join(parts)}"


def _names_of_others(history: "History", facts: "BodyFacts") -> dict[str, str]:
    """The names of the bodies that came before and after one, answered to it or were answered to."""
    linked = [other for _, _, other in (*facts.predecessors, *facts.successors)]
    return {
        other.id: other.name for other in (*linked, *(other for _, other in (*facts.answered_to, *facts.answering)))
    }


def _each(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def listing(page: Printer, history: "History", answer: "Listing") -> None:
    """A list of bodies on a day."""
    from graph.answers.kind_numbers import kind_number

    certain = sum(entry.certain for entry in answer.entries)
    when = f"in force on {in_words(answer.day)}"
    number = kind_number(history, answer.kind, answer.day) if answer.kind else None
    page.print(f"{upper_first(number.words) if number else counted(certain, 'body', 'bodies')} {when}")
    for narrower, others in answer.counted_with:
        them = counted(others, lower_first(narrower.label), lower_first(narrower.plural))
        page.print(f"Of these, {certain:,} are listed here, and {them} with --kind {narrower.id}")
    more = len(answer.possible) + len(answer.entries) - certain
    added = len(answer.entries) > certain
    if more and (certain or number is None):
        also = f"{counted(more, 'more body', 'more bodies')} may have been in force"
        page.print(also if added else f"{also}; add them with --possible")
    elif more and not added:
        page.print("Add them with --possible")
    for sentence in (number.others, number.outside) if number else ():
        if sentence:
            page.print(sentence)
    if answer.entries:
        page.print()
    rows = [
        (
            entry.body.id,
            marked(_title(history, entry), entry.inferred),
            entry.body.code_on("ods", entry.day),
            entry.body.code_on("gss", entry.day),
            *days(entry.body),
        )
        for entry in answer.entries
    ]
    if rows:
        table(page, ("body", "name", "ODS", "GSS", "start", "end"), rows)


def _title(history: "History", entry: "InForce") -> str:
    name = called(history, entry.body, entry.day)
    return name if entry.certain else f"{name} (possibly)"


def search(page: Printer, reply: "Reply") -> None:
    """The answers to a text, with what to run for all of it; then search hits, or similar names."""
    answer = reply.found
    if reply.no_such_day:
        page.print(reply.no_such_day)
    if reply.read_as and (answer.hits or reply.answers):
        page.print(f"Read as {quoted(reply.read_as)}.")
    sure = any(each.sure for each in reply.answers)
    for each in reply.answers:
        if each.sure or not sure:
            _answer(page, each)
    if reply.answers and not answer.hits:
        return
    perhaps = len(answer.hits) - answer.certain
    on = f", in force on {in_words(answer.as_at)}" if answer.as_at else ""
    more = f", and {counted(perhaps, 'more', 'more')} that may have been" if perhaps else ""
    page.print(f"{counted(answer.certain, 'body', 'bodies')} found{on}{more}")
    if answer.hits:
        rows = [
            (
                hit.body.id,
                marked(_hit_title(hit), hit.body.inferred),
                hit.body.kind,
                iso_spell(hit.body.spell),
                "" if hit.matched == hit.body.name else hit.matched,
            )
            for hit in answer.hits
        ]
        table(page, ("body", "name", "kind", "in force", "found by"), rows)
    for body in answer.near:
        page.print(f"Near: {body.id} {body.name}")
    if not answer.hits and not answer.near:
        page.print("Try part of a name; for a town or village, a postcode of it or the name of its district.")


def _answer(page: Printer, answer: "Explanation") -> None:
    """An answer, and each body, restructure and source that it names in a line."""
    from graph.answers.lookup.explanation import OfBody, OfKind, OfRestructure, OfSource

    all_of_it = command_for(answer.leads_to)
    title = "" if answer.words.startswith(answer.title) else f"{upper_first(answer.title)}: "
    page.print(f"{'' if answer.sure else 'Perhaps '}{title}{answer.words} Try: {all_of_it}")
    for name, to in answer.named:
        match to:
            case OfSource(key=key):
                page.print(f"  {name} ({key})")
            case OfBody() | OfKind() | OfRestructure() if command_for(to) != all_of_it:
                page.print(f"  {name}. Try: {command_for(to)}")


def _hit_title(hit: "Hit") -> str:
    name = f"{hit.description} (description)" if hit.description else hit.title
    return name if hit.certain else f"{name} (possibly)"
