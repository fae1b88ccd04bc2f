"""The lineage of a body: all predecessors and successors, as values, rows and a weighted graph, with kind rules."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec import Struct

from ..answer import Json, Rows
from ..model.dates import days_of
from ..model.entities import LEGAL_AND_AREA, Basis, Body, Step, SuccessionRule
from ..model.evidence import evidence_of
from ..model.share import Weight
from ..record.history import History
from ..shares import Descent, Relative

if TYPE_CHECKING:
    import networkx as nx

    from ..documents import lineage as documents

__all__ = ["MIN_SHARE", "Lineage", "graph_of", "lineage"]

MIN_SHARE: Final = Decimal("0.01")
"""Relatives of whom less is known to have come are slivers, which are counted and not shown."""


class Lineage(Struct, frozen=True):
    """Everything before and after a body. `hidden` counts relatives below the requested share."""

    columns: ClassVar[tuple[str, ...]] = (
        "direction",
        "id",
        "name",
        "kind",
        "start",
        "end",
        "start_precision",
        "end_precision",
        "share",
        "share_low",
        "share_high",
        "share_basis",
        "stated_share",
        "share_evidence",
        "basis",
        "evidence",
        "path",
        "events",
        "sources",
    )

    body: Body
    predecessors: tuple[Relative, ...]
    successors: tuple[Relative, ...]
    rules_before: tuple[SuccessionRule, ...]
    rules_after: tuple[SuccessionRule, ...]
    hidden: int
    min_share: Decimal
    bases: frozenset[Basis]

    @property
    def subjects(self) -> tuple[str, ...]:
        """The ids of everything the lineage mentions: the bodies, the links and their events."""
        relatives = (relative.body.id for relative in (*self.predecessors, *self.successors))
        steps = self.steps
        links, events = (step.link.id for step in steps), (step.link.event for step in steps)
        return tuple(dict.fromkeys((self.body.id, *relatives, *links, *events)))

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every link of the lineage once, in time order."""
        relatives = (*self.predecessors, *self.successors)
        steps = {step.link.id: step for relative in relatives for path in relative.paths for step in path}
        shown = {relative.body.id for relative in relatives} | {self.body.id}
        kept = (step for step in steps.values() if step.link.predecessor in shown and step.link.successor in shown)
        return tuple(sorted(kept, key=lambda step: (step.earliest, step.latest, step.link.id)))

    def document(self) -> Json:
        from ..documents import lineage as documents

        directed = (("before", self.rules_before), ("after", self.rules_after))
        return documents.Lineage.from_values(
            self,
            body=self.body.id,
            name=self.body.name,
            predecessors=[_relative(relative) for relative in self.predecessors],
            successors=[_relative(relative) for relative in self.successors],
            links=[_step(step) for step in self.steps],
            rules=[
                documents.LineageRule.from_values(rule, direction=direction)
                for direction, rules in directed
                for rule in rules
            ],
            bases=sorted(self.bases),
        ).plain()

    def rows(self) -> Rows:
        return [
            {
                "direction": direction,
                "id": relative.body.id,
                "name": relative.body.name,
                "kind": relative.body.kind,
                **days_of(relative.body.spell),
                **relative.part.row(),
                "basis": relative.bases,
                "evidence": evidence_of(relative.inferred),
                "path": relative.path,
                "events": [step.link.event for step in relative.paths[0]],
                "sources": sorted({key for step in relative.paths[0] for key in step.link.sources}),
            }
            for direction, relatives in (("predecessor", self.predecessors), ("successor", self.successors))
            for relative in relatives
        ]


def _relative(relative: Relative) -> "documents.Relative":
    from ..documents import lineage as documents

    body = relative.body
    return documents.Relative.from_values(
        relative,
        body,
        body.spell,
        basis=relative.bases,
        evidence=evidence_of(relative.inferred),
        **relative.part.document(),
    )


def _step(step: Step) -> "documents.LineageStep":
    from ..documents import lineage as documents

    return documents.LineageStep.from_values(step, step.link, from_=step.link.predecessor, to=step.link.successor)


def lineage(
    history: History,
    body: Body,
    *,
    bases: frozenset[Basis] = LEGAL_AND_AREA,
    min_share: Decimal = MIN_SHARE,
    weight: Weight = Weight.PEOPLE,
    estimate: bool = False,
) -> Lineage:
    """Every body before and after `body`, in time order, and the rules between kinds where only those are known."""
    descent = Descent(history, bases, weight=weight, estimate=estimate)
    predecessors, successors = descent.before(body), descent.after(body)
    shown = [
        tuple(each for each in relatives if each.part.most >= min_share) for relatives in (predecessors, successors)
    ]
    return Lineage(
        body=body,
        predecessors=shown[0],
        successors=shown[1],
        rules_before=_rules(history, body, after=False),
        rules_after=_rules(history, body, after=True),
        hidden=len(predecessors) + len(successors) - len(shown[0]) - len(shown[1]),
        min_share=min_share,
        bases=bases,
    )


def _rules(history: History, body: Body, *, after: bool) -> tuple[SuccessionRule, ...]:
    """The rules that name the body or its kind and fall within its life."""
    kinds = {body.kind, history.kinds[body.kind].broader} - {""}
    first, last = body.life.starts[0], body.life.ends[1]
    margin = timedelta(days=1)
    found = []
    for rule in history.succession_rules:
        kind, named = (rule.from_kind, rule.from_body) if after else (rule.to_kind, rule.to_body)
        earliest, latest = rule.days
        in_life = latest >= first and (last == date.max or earliest <= last + margin)
        if (named == body.id or kind in kinds) and in_life:
            found.append(rule)
    return tuple(found)


def graph_of(lineage: Lineage) -> "nx.MultiDiGraph[str]":
    """The lineage as a weighted graph: nodes are bodies, edges are links from predecessor to successor."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for body in (lineage.body, *(each.body for each in (*lineage.predecessors, *lineage.successors))):
        graph.add_node(body.id, label=body.name, kind=body.kind, start=body.spell.start, end=body.spell.end)
    for step in lineage.steps:
        link = step.link
        graph.add_edge(
            link.predecessor,
            link.successor,
            key=link.id,
            weight=None if link.share is None else float(link.share),
            kind=link.kind,
            basis=link.basis.value,
            earliest=step.earliest,
            latest=step.latest,
            inferred=link.inferred,
        )
    return graph
