"""The whole record as values with indexes: what every answer of this package is computed from.

A `History` reads each table on first use, so that a command pays only for what it asks. `History.stated` is the
same without anything inferred.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from .dates import Precision, Spell
from .errors import UnknownKind
from .model import (
    Basis,
    Body,
    ChangeEvent,
    Code,
    Commitment,
    Conflict,
    Gap,
    InferredValue,
    Kind,
    Line,
    LineRule,
    Name,
    PublishedCount,
    Restructure,
    RestructureClaim,
    Source,
    Succession,
    SuccessionRule,
    Tier,
)
from .naming import event_id

__all__ = ["History"]

_Row = Mapping[str, str]
_T = TypeVar("_T")
_ENDING_KINDS = frozenset(("merger", "split", "replacement", "rename"))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _spell(row: _Row) -> Spell:
    return Spell(
        _day(row["start"]),
        _day(row["end"]),
        Precision(row["start_precision"]),
        Precision(row["end_precision"]),
        _day(row.get("last_seen", "")),
    )


def _grouped(items: Iterable[_T], key: Callable[[_T], str]) -> Mapping[str, tuple[_T, ...]]:
    groups: dict[str, list[_T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return {name: tuple(group) for name, group in groups.items()}


def _as_understood(spell: Spell, values: Iterable[InferredValue]) -> Spell:
    """The spell with inferred days in place of those not known to the day."""
    for value in values:
        if value.field == "start" and spell.start_precision is not Precision.DAY:
            spell = replace(spell, start=_day(value.value), start_precision=value.precision)
        elif value.field == "end" and spell.end_precision is not Precision.DAY:
            spell = replace(spell, end=_day(value.value), end_precision=value.precision)
    return spell


class History:
    """Bodies, events, successions and lines, with the ways to find one from another.

    `rows` gives the rows of a fact table by its name; each is asked for at most once.
    """

    def __init__(self, rows: Callable[[str], Iterable[_Row]], *, with_inferences: bool = True) -> None:
        self._rows = rows
        self._with_inferences = with_inferences

    @cached_property
    def stated(self) -> "History":
        """The same record without inferred bodies, links, lines and days."""
        return History(self._rows, with_inferences=False) if self._with_inferences else self

    def _inferred_rows(self, table: str) -> Iterable[_Row]:
        return self._rows(table) if self._with_inferences else ()

    # Things

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """Kinds of body by id."""
        return {
            row["id"]: Kind(
                row["id"],
                row["label"],
                row["plural"],
                Tier(row["tier"]),
                row["legal_form"],
                row["broader"],
                row["scope_note"],
                _spell(row),
                _several(row["sources"]),
            )
            for row in self._rows("kinds")
        }

    @cached_property
    def bodies(self) -> Mapping[str, Body]:
        """Bodies by id."""
        codes = _grouped(self._rows("codes"), lambda row: row["body_id"])
        names = _grouped(self._rows("names"), lambda row: row["body_id"])
        values = _grouped(self._inferred_rows("inferences_values"), lambda row: row["body_id"])
        bodies = {}
        for table, inferred in (("bodies", False), ("inferences_bodies", True)):
            for row in self._inferred_rows(table) if inferred else self._rows(table):
                body_id, spell = row["id"], _spell(row)
                found = tuple(
                    InferredValue(
                        value["field"],
                        value["value"],
                        _several(value["candidates"]),
                        Precision(value["precision"]),
                        value["reason"],
                        _several(value["sources"]),
                    )
                    for value in values.get(body_id, ())
                )
                bodies[body_id] = Body(
                    id=body_id,
                    kind=row["kind"],
                    name=row["name"],
                    alt_names=_several(row["alt_names"]),
                    ods_code=row["ods_code"],
                    gss_code=row["ons_code"],
                    codes=self._codes(row, codes.get(body_id, ())),
                    names=tuple(
                        Name(name["name"], _spell(name), name["type"], _several(name["sources"]))
                        for name in names.get(body_id, ())
                    ),
                    spell=spell,
                    life=_as_understood(spell, found) if found else spell,
                    legal_form=row["legal_form"],
                    parent_note=row["parent_note"],
                    note=row["note"],
                    sources=_several(row["sources"]),
                    inferred=inferred,
                    reason=row.get("reason", ""),
                    inferred_values=found,
                )
        return bodies

    @staticmethod
    def _codes(row: _Row, listed: Iterable[_Row]) -> tuple[Code, ...]:
        codes = [Code(code["scheme"], code["code"], _spell(code), _several(code["sources"])) for code in listed]
        known = {(code.scheme, code.code) for code in codes}
        for scheme, column in (("ods", "ods_code"), ("gss", "ons_code")):
            if row[column] and (scheme, row[column]) not in known:
                codes.append(Code(scheme, row[column], Spell(), _several(row["sources"])))
        return tuple(codes)

    @cached_property
    def events(self) -> Mapping[str, ChangeEvent]:
        """Change events by id, those that are only inferred from a succession included."""
        events = {row["id"]: self._event(row["id"], row, row["note"], False) for row in self._rows("events")}
        for succession, row in self._succession_rows:
            if succession.event not in events:
                events[succession.event] = self._event(succession.event, row, "", True)
        return events

    @staticmethod
    def _event(event_id: str, row: _Row, note: str, inferred: bool) -> ChangeEvent:
        return ChangeEvent(
            event_id,
            row["kind"],
            _day(row["date"]),
            Precision(row["date_precision"]),
            row["restructure"],
            row["instrument"],
            _several(row["sources"]),
            note,
            inferred,
        )

    @cached_property
    def _succession_rows(self) -> list[tuple[Succession, _Row]]:
        pairs = []
        for table, inferred in (("successions", False), ("inferences", True)):
            for row in self._inferred_rows(table) if inferred else self._rows(table):
                succession = Succession(
                    row["event_id"] or event_id(row),
                    row["from_id"],
                    row["to_id"],
                    Basis(row["basis"]),
                    row["kind"],
                    Decimal(row["share"]) if row["share"] else None,
                    row["share_basis"],
                    _several(row["sources"]),
                    row["note"],
                    inferred,
                    row.get("reason", ""),
                )
                pairs.append((succession, row))
        return pairs

    @cached_property
    def successions(self) -> tuple[Succession, ...]:
        """Every link of one predecessor and one successor."""
        return tuple(succession for succession, _ in self._succession_rows)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Accountability lines between bodies."""
        return tuple(
            Line(
                row["id"],
                row["from_id"],
                row["to_id"],
                row["kind"],
                _spell(row),
                row["restructure"],
                _several(row["sources"]),
                row["note"],
                inferred,
                row.get("reason", ""),
            )
            for table, inferred in (("accountability", False), ("inferences_accountability", True))
            for row in (self._inferred_rows(table) if inferred else self._rows(table))
        )

    @cached_property
    def line_rules(self) -> tuple[LineRule, ...]:
        """Accountability lines between kinds."""
        return tuple(
            LineRule(
                row["id"],
                row["from_kind"],
                row["from_body"],
                row["to_kind"],
                row["to_body"],
                row["kind"],
                _spell(row),
                row["restructure"],
                _several(row["sources"]),
                row["note"],
            )
            for row in self._rows("accountability_rules")
        )

    @cached_property
    def succession_rules(self) -> tuple[SuccessionRule, ...]:
        """Successions between kinds."""
        return tuple(
            SuccessionRule(
                row["id"],
                row["from_kind"],
                row["from_body"],
                row["to_kind"],
                row["to_body"],
                _day(row["date"]),
                Precision(row["date_precision"]),
                row["kind"],
                row["restructure"],
                row["instrument"],
                _several(row["sources"]),
                row["note"],
            )
            for row in self._rows("succession_rules")
        )

    def _plain(self, table: str, make: Callable[..., _T], **convert: Callable[[str], Any]) -> list[_T]:
        return [
            make(**{name: convert[name](cell) if name in convert else cell for name, cell in row.items()})
            for row in self._rows(table)
        ]

    @cached_property
    def restructures(self) -> Mapping[str, Restructure]:
        """The restructures r1 to r10 by id, in their order."""
        several = dict.fromkeys(("also_known_as", "bodies_before", "bodies_after", "sources"), _several)
        found = self._plain("restructures", Restructure, number=int, **several)
        return {restructure.id: restructure for restructure in sorted(found, key=lambda each: each.number)}

    @cached_property
    def restructure_claims(self) -> tuple[RestructureClaim, ...]:
        """What was said about how many restructures there were."""
        return tuple(self._plain("restructure_claims", RestructureClaim, source=_several))

    @cached_property
    def commitments(self) -> tuple[Commitment, ...]:
        """Promises and their outcome."""
        several = dict.fromkeys(("maker_ids", "source", "status_source"), _several)
        return tuple(self._plain("commitments", Commitment, **several))

    @cached_property
    def published_counts(self) -> tuple[PublishedCount, ...]:
        """Counts that somebody published."""
        return tuple(
            PublishedCount(
                tuple(row["kind"].split("+")),
                _day(row["date"]),
                Precision(row["date_precision"]),
                int(row["count"]),
                row["scope"],
                _several(row["sources"]),
                row["note"],
            )
            for row in self._rows("published_counts")
        )

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """What is known to be missing."""
        return tuple(
            Gap(
                row["kind"],
                row["period"],
                row["missing"],
                int(row["count"]) if row["count"] else None,
                int(row["of"]) if row["of"] else None,
                row["basis"],
                _several(row["sources"]),
            )
            for row in self._rows("gaps")
        )

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Where sources disagree."""
        return tuple(self._plain("conflicts", Conflict, source_a=_several, source_b=_several))

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Sources by key."""
        return {source.key: source for source in self._plain("sources", Source)}

    # Ways from one to another

    @cached_property
    def links_from(self) -> Mapping[str, tuple[Succession, ...]]:
        """Successions by their predecessor."""
        return _grouped(self.successions, lambda link: link.predecessor)

    @cached_property
    def links_to(self) -> Mapping[str, tuple[Succession, ...]]:
        """Successions by their successor."""
        return _grouped(self.successions, lambda link: link.successor)

    @cached_property
    def lines_from(self) -> Mapping[str, tuple[Line, ...]]:
        """Accountability lines by the body that answers."""
        return _grouped(self.lines, lambda line: line.from_id)

    @cached_property
    def lines_to(self) -> Mapping[str, tuple[Line, ...]]:
        """Accountability lines by the body that is answered to."""
        return _grouped(self.lines, lambda line: line.to_id)

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[Body, ...]]:
        """Bodies by kind."""
        return _grouped(self.bodies.values(), lambda body: body.kind)

    @cached_property
    def by_code(self) -> Mapping[str, tuple[Body, ...]]:
        """Bodies by every ODS or GSS code they ever had."""
        pairs = [(code.code, body) for body in self.bodies.values() for code in body.codes]
        return {
            code: tuple(dict.fromkeys(body for _, body in of_code))
            for code, of_code in _grouped(pairs, lambda pair: pair[0]).items()
        }

    @cached_property
    def _event_links(self) -> Mapping[str, tuple[Succession, ...]]:
        return _grouped(self.successions, lambda link: link.event)

    def event_links(self, event: str) -> tuple[Succession, ...]:
        """The successions of an event."""
        return self._event_links.get(event, ())

    @cached_property
    def event_days(self) -> Mapping[str, tuple[date, date]]:
        """The earliest and latest day of each event; one without a day lies within the lives of its bodies."""
        return {event.id: event.days if event.day else self._within_lives(event) for event in self.events.values()}

    def _within_lives(self, event: ChangeEvent) -> tuple[date, date]:
        earliest, latest = date.min, date.max
        for link in self.event_links(event.id):
            predecessor, successor = self.bodies[link.predecessor].life, self.bodies[link.successor].life
            earliest = max(earliest, predecessor.starts[0])
            latest = min(latest, successor.ends[1])
            if event.kind in _ENDING_KINDS and predecessor.ends[1] < date.max:
                latest = min(latest, predecessor.ends[1] + timedelta(days=1))
        return earliest, max(earliest, latest)

    def kind(self, kind_id: str) -> Kind:
        """The kind with an id.

        Raises:
            UnknownKind: there is none; the message names those that are close.
        """
        try:
            return self.kinds[kind_id]
        except KeyError:
            from difflib import get_close_matches

            near = get_close_matches(kind_id[:40].lower(), self.kinds, 3, 0.4) or ["ccg", "pct", "icb"]
            shown = kind_id[:40].encode("unicode_escape").decode()
            raise UnknownKind(f"No kind of body is called {shown!r}. Try: {', '.join(near)}.") from None

    def kinds_within(self, kind_id: str) -> frozenset[str]:
        """A kind and the narrower ones that are counted with it (care trusts with PCTs)."""
        within = {kind_id}
        while more := {kind.id for kind in self.kinds.values() if kind.broader in within} - within:
            within |= more
        return frozenset(within)
