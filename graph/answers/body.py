"""Everything the record says about one body: names, codes, days, changes, lines of accountability, disagreements.

Stated and inferred facts are listed together, each with its sources.
"""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct

from ..answer import Json, Rows
from ..model.dates import LATEST, Precision, Spell, cut, day_before, iso_spell
from ..model.entities import Body, ChangeEvent, Kind, Line, Succession, SuccessionRule
from ..model.evidence import Conflict, Source, evidence_of
from ..names.description import description
from ..record.history import History
from .lineage import Lineage, lineage
from .summary import Summary, summary

if TYPE_CHECKING:
    from ..documents import bodies as documents

__all__ = ["BodyFacts", "facts"]


class BodyFacts(Struct, frozen=True):
    """One body with everything linked to it."""

    columns: ClassVar[tuple[str, ...]] = ("id", "field", "value", "evidence", "sources", "note")

    body: Body
    kind: Kind
    name: str
    legal_name: str
    predecessors: tuple[tuple[Succession, ChangeEvent, Body], ...]
    successors: tuple[tuple[Succession, ChangeEvent, Body], ...]
    answered_to: tuple[tuple[Line, Body], ...]
    answering: tuple[tuple[Line, Body], ...]
    conflicts: tuple[Conflict, ...]
    sources: tuple[Source, ...]
    description: str
    remark: str
    """What it was part of, or its form, and the note on it."""
    summary: Summary
    rules_at_the_end: tuple[SuccessionRule, ...] = ()
    """What became of all bodies of its kind, on the day after it ended."""

    def document(self) -> Json:
        from ..documents import bodies as documents

        body = self.body
        return documents.Facts.from_values(
            self,
            body,
            self.kind,
            body.spell,
            kind=body.kind,
            kind_label=self.kind.label,
            legal_form=body.legal_form or self.kind.legal_form,
            names=[documents.BodyName.from_values(name, name.spell) for name in body.names],
            codes=[documents.BodyCode.from_values(code, code.spell) for code in body.codes],
            inferred=[documents.InferredFact.from_values(value) for value in body.inferred_values],
            evidence=evidence_of(body.inferred),
            predecessors=[_link(*each) for each in self.predecessors],
            successors=[_link(*each) for each in self.successors],
            answered_to=[_line(*each) for each in self.answered_to],
            answering=[_line(*each) for each in self.answering],
            conflicts=[_conflict(conflict) for conflict in self.conflicts],
            sources=[documents.NamedSource.from_values(source) for source in self.sources],
            summary=self.summary.text,
        ).plain()

    def rows(self) -> Rows:
        body = self.body
        rows: list[dict[str, object]] = []

        def add(field: str, value: object, sources: object, evidence: str = "stated", note: str = "") -> None:
            if value:
                rows.append(
                    {
                        "id": body.id,
                        "field": field,
                        "value": value,
                        "evidence": evidence,
                        "sources": sources,
                        "note": note,
                    }
                )

        own = evidence_of(body.inferred)
        add("name", self.name, body.sources, own)
        add("kind", body.kind, body.sources, own)
        for scheme, main in (("ods_code", body.ods_code), ("gss_code", body.gss_code)):
            add(scheme, main, body.sources, own)
        add("start", cut(body.spell.start, body.spell.start_precision), body.sources, own, body.spell.start_precision)
        add("end", cut(body.spell.end, body.spell.end_precision), body.sources, own, body.spell.end_precision)
        for value in body.inferred_values:
            add(value.field, value.value or value.candidates, value.sources, "inferred", value.reason)
        for name in body.names:
            add(f"name{_over(name.spell)}", name.name, name.sources, note=name.type)
        for code in body.codes:
            if code.spell != Spell() or code.code not in (body.ods_code, body.gss_code):
                add(f"{code.scheme}_code{_over(code.spell)}", code.code, code.sources)
        for direction, links in (("predecessor", self.predecessors), ("successor", self.successors)):
            for link, event, other in links:
                evidence = evidence_of(link.inferred)
                add(
                    direction,
                    other.id,
                    link.sources,
                    evidence,
                    ", ".join(
                        filter(
                            None,
                            (
                                f"{link.kind} {event.when}".strip(),
                                link.basis,
                                f"under {event.instrument}" if event.instrument else "",
                            ),
                        )
                    ),
                )
        for direction, lines in (("answered to", self.answered_to), ("answering", self.answering)):
            for line, other in lines:
                evidence = evidence_of(line.inferred)
                add(direction, other.id, line.sources, evidence, f"{line.kind} {_words(line.spell)}".strip())
        return rows


def _part_of(history: History, body: Body) -> str:
    """Of what it was part, where that is a body; else the words that the record has for it."""
    whole = history.bodies.get(body.parent_note)
    if whole:
        return f"part of {whole.name}"
    return "" if body.parent_note == history.kinds[body.kind].label else body.parent_note


def _over(spell: Spell) -> str:
    """The days of a name or code in words, where any are known."""
    return f" {iso_spell(spell)}" if spell.start or spell.end else ""


def _words(spell: Spell) -> str:
    return f"{cut(spell.start, spell.start_precision)}/{cut(spell.end, spell.end_precision)}"


def _conflict(conflict: Conflict) -> "documents.Disagreement":
    from ..documents import bodies as documents

    sides = ((conflict.value_a, conflict.source_a), (conflict.value_b, conflict.source_b))
    values = [documents.Claim(value=value, sources=list(sources)) for value, sources in sides]
    return documents.Disagreement.from_values(conflict, values=values)


def _link(link: Succession, event: ChangeEvent, other: Body) -> "documents.Neighbour":
    from ..documents import bodies as documents

    return documents.Neighbour.from_values(
        link,
        event,
        id=other.id,
        name=other.name,
        date=event.when,
        event_evidence=evidence_of(event.inferred),
        event_sources=event.sources,
    )


def _line(line: Line, other: Body) -> "documents.KnownLine":
    from ..documents import bodies as documents

    return documents.KnownLine.from_values(line, line.spell, id=other.id, name=other.name, line=line.kind)


def facts(
    history: History,
    body: Body,
    *,
    as_at: date | None = None,
    today: date | None = None,
    descent: Lineage | None = None,
) -> BodyFacts:
    """Everything the record says about a body; under its name of a given day, else its latest name.

    `today` is the day for which the summary says who covers its area; pass `descent` if its lineage is already known.
    """

    def links(found: tuple[Succession, ...], end: str) -> tuple[tuple[Succession, ChangeEvent, Body], ...]:
        triples = ((link, history.events[link.event], history.bodies[getattr(link, end)]) for link in found)
        return tuple(sorted(triples, key=lambda each: (history.event_days[each[1].id], each[2].id)))

    def lines(found: tuple[Line, ...], end: str) -> tuple[tuple[Line, Body], ...]:
        pairs = ((line, history.bodies[getattr(line, end)]) for line in found)
        return tuple(sorted(pairs, key=lambda each: (each[0].spell.starts[0], each[0].id)))

    keys = dict.fromkeys(body.sources)
    descent = descent or lineage(history, body)
    return BodyFacts(
        body=body,
        kind=history.kinds[body.kind],
        name=body.name_on(as_at) if as_at else body.name,
        legal_name=body.legal_name_on(as_at or min(body.life.ends[1], LATEST)),
        predecessors=links(history.links_to.get(body.id, ()), "predecessor"),
        successors=links(history.links_from.get(body.id, ()), "successor"),
        answered_to=lines(history.lines_from.get(body.id, ()), "to_id"),
        answering=lines(history.lines_to.get(body.id, ()), "from_id"),
        conflicts=history.conflicts_about.get(body.id, ()),
        sources=tuple(history.sources[key] for key in keys),
        description=description(history, body),
        remark="; ".join(filter(None, (_part_of(history, body), body.note))),
        summary=summary(history, descent, today or date.today()),
        rules_at_the_end=tuple(
            rule
            for rule in descent.rules_after
            if body.life.ended and rule.precision is Precision.DAY and body.life.ends[0] == day_before(rule.days[0])
        ),
    )
