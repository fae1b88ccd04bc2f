"""The whole record as values with indexes: the input of every answer in this package.

A `History` loads lazily: one body with its facts, or a whole table if an answer goes through all of it.
`History.stated` is the same without inferred facts.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from msgspec.structs import replace

from ..errors import UnknownKind
from ..model.entities import ENDING, Body, ChangeEvent, Kind, Line, LineRule, Succession, SuccessionRule
from ..model.evidence import Conflict, FormerId, Gap, PublishedCount, Source
from ..model.partition import NO_AREAS, Areas
from ..model.policy import Commitment, Restructure, RestructureClaim
from ..util.text import quoted
from . import row_mapping
from .assembly import RecordReader
from .kind_names import kinds_called, kinds_near
from .lazy import LazyMapping, grouped, without_collection
from .rows import MemoryRows, Row, Rows

__all__ = ["History"]

_ONE_DAY = timedelta(days=1)

_AT_ONCE: Final = 50
"""To follow one code, body by body, takes as long as to read so many bodies at once with their links."""


def _within_lives(event: ChangeEvent, links: Iterable[Succession], bodies: Mapping[str, Body]) -> tuple[date, date]:
    """The days an event can have happened: its own, or those within the lives of its bodies if it has none."""
    if event.day:
        return event.days
    earliest, latest = date.min, date.max
    for link in links:
        predecessor, successor = bodies[link.predecessor].life, bodies[link.successor].life
        earliest = max(earliest, predecessor.starts[0])
        latest = min(latest, successor.ends[1])
        if event.kind in ENDING and predecessor.ended:
            earliest = max(earliest, predecessor.surely_until + _ONE_DAY)
        if event.kind in ENDING and predecessor.ends[1] < date.max:
            latest = min(latest, predecessor.ends[1] + _ONE_DAY)
    return earliest, max(earliest, latest)


class History:
    """Bodies, events, successions and lines, with look-ups between them.

    `rows` holds the rows of the fact tables, or is a function from table name to rows; `areas` returns the areas of the
    bodies, if any.
    """

    def __init__(
        self,
        rows: Rows | Callable[[str], Iterable[Row]],
        *,
        areas: Callable[[], Areas] = lambda: NO_AREAS,
        with_inferences: bool = True,
    ) -> None:
        self.rows: Rows = MemoryRows(rows) if callable(rows) else rows
        self._read_areas = areas
        self._with_inferences = with_inferences
        self._gathering = RecordReader(self.rows, with_inferences=with_inferences)

    @cached_property
    def stated(self) -> "History":
        """The same record without inferred bodies, links, lines, days and areas, or facts about inferred bodies."""
        if not self._with_inferences:
            return self
        return History(self.rows, areas=self._read_areas, with_inferences=False)

    @cached_property
    def areas(self) -> Areas:
        """The cells and their holders, loaded on first use."""
        areas = self._read_areas()
        return areas if self._with_inferences else areas.stated

    # Things

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """Kinds of body by id."""
        return {row["id"]: row_mapping.kind(row) for row in self.rows.all("kinds")}

    def expect(self, number: int) -> None:
        """Reads all bodies and links where so many are about to be asked for that they are read sooner at once."""
        if number * _AT_ONCE >= self.rows.count("bodies"):
            len(self.bodies)

    @property
    def bodies(self) -> Mapping[str, Body]:
        """Bodies by id."""
        return self._bodies

    @property
    def has_read_all_bodies(self) -> bool:
        """Whether all bodies are in memory, so that nothing is won by asking for few."""
        return self._bodies.is_whole

    @cached_property
    def _bodies(self) -> LazyMapping[Body]:
        return LazyMapping(
            lambda body_id: next(self._gathering.bodies("id", (body_id,)), None),
            lambda: {body.id: body for body in self._gathering.all_bodies()},
        )

    @cached_property
    def events(self) -> Mapping[str, ChangeEvent]:
        """Change events by id, including those only inferred from a succession."""
        return LazyMapping(self._gathering.event, self._gathering.all_events, beside=self._bodies)

    @cached_property
    def successions(self) -> tuple[Succession, ...]:
        """All links from one predecessor to one successor."""
        with without_collection():
            return self._gathering.all_links()

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Accountability lines between bodies."""
        with without_collection():
            return self._in_lives(self._gathering.all_lines())

    @cached_property
    def line_rules(self) -> tuple[LineRule, ...]:
        """Accountability lines between kinds."""

        def one(rule: LineRule) -> LineRule:
            kinds = [self.kinds[each].spell for each in (rule.from_kind, rule.to_kind) if each in self.kinds]
            lives = [self.bodies[each].life for each in (rule.from_body, rule.to_body) if each in self.bodies]
            return replace(rule, spell=rule.spell.limited_to([*kinds, *lives]))

        return tuple(map(one, map(row_mapping.line_rule, self._gathering.rules("accountability_rules"))))

    @cached_property
    def succession_rules(self) -> tuple[SuccessionRule, ...]:
        """Successions between kinds."""
        return tuple(map(row_mapping.succession_rule, self._gathering.rules("succession_rules")))

    @cached_property
    def restructures(self) -> Mapping[str, Restructure]:
        """The restructures r1 to r10 by id, in order."""
        found = map(row_mapping.restructure, self.rows.all("restructures"))
        return {restructure.id: restructure for restructure in sorted(found, key=lambda each: each.number)}

    @cached_property
    def restructure_claims(self) -> tuple[RestructureClaim, ...]:
        """Published claims about how many restructures there were."""
        return tuple(map(row_mapping.restructure_claim, self.rows.all("restructure_claims")))

    @cached_property
    def commitments(self) -> tuple[Commitment, ...]:
        """National promises and their outcome."""
        return tuple(map(row_mapping.commitment, self.rows.all("commitments")))

    @cached_property
    def published_counts(self) -> tuple[PublishedCount, ...]:
        """Published counts."""
        return tuple(map(row_mapping.published_count, self.rows.all("published_counts")))

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Known omissions."""
        return tuple(map(row_mapping.gap, self.rows.all("gaps")))

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Disagreements between sources."""
        return tuple(map(row_mapping.conflict, self.rows.all("conflicts")))

    @cached_property
    def former_ids(self) -> Mapping[str, FormerId]:
        """Ids of earlier editions that no body has any more."""
        return LazyMapping(
            lambda former: next(map(row_mapping.former_id, self.rows.where("former_ids", "id", (former,))), None),
            lambda: {row["id"]: row_mapping.former_id(row) for row in self.rows.all("former_ids")},
        )

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Sources by key."""
        return LazyMapping(
            lambda key: next(map(row_mapping.source, self.rows.where("sources", "key", (key,))), None),
            lambda: {row["key"]: row_mapping.source(row) for row in self.rows.all("sources")},
        )

    # Ways from one to another

    @cached_property
    def links_from(self) -> Mapping[str, tuple[Succession, ...]]:
        """Successions by predecessor."""
        return LazyMapping(
            lambda body: self._gathering.links("from_id", body) or None,
            lambda: grouped(self.successions, lambda link: link.predecessor),
            beside=self._bodies,
        )

    @cached_property
    def links_to(self) -> Mapping[str, tuple[Succession, ...]]:
        """Successions by successor."""
        return LazyMapping(
            lambda body: self._gathering.links("to_id", body) or None,
            lambda: grouped(self.successions, lambda link: link.successor),
            beside=self._bodies,
        )

    @cached_property
    def lines_from(self) -> Mapping[str, tuple[Line, ...]]:
        """Lines by the body that answers."""
        return LazyMapping(
            lambda body: self._in_lives(self._gathering.lines("from_id", body)) or None,
            lambda: grouped(self.lines, lambda line: line.from_id),
        )

    def _in_lives(self, lines: Iterable[Line]) -> tuple[Line, ...]:
        """Lines within the lives of their two bodies; a body that is not in the record bounds nothing."""
        bodies = self.bodies

        def one(line: Line) -> Line:
            ends = (bodies.get(line.from_id), bodies.get(line.to_id))
            spell = line.spell.limited_to(body.life for body in ends if body)
            return line if spell is line.spell else replace(line, spell=spell)

        return tuple(map(one, lines))

    @cached_property
    def lines_to(self) -> Mapping[str, tuple[Line, ...]]:
        """Lines by the body answered to."""
        return LazyMapping(
            lambda body: self._in_lives(self._gathering.lines("to_id", body)) or None,
            lambda: grouped(self.lines, lambda line: line.to_id),
        )

    @cached_property
    def conflicts_about(self) -> Mapping[str, tuple[Conflict, ...]]:
        """Conflicts by each id in their subject."""

        def read(rows: Iterable[Row]) -> tuple[Conflict, ...]:
            return tuple(map(row_mapping.conflict, rows))

        return LazyMapping(
            lambda body: read(self.rows.where("conflicts_about", "about", (body,))) or None,
            lambda: {
                about: read(rows)
                for about, rows in grouped(self.rows.all("conflicts_about"), lambda row: row["about"]).items()
            },
        )

    def with_id(self, body_id: str) -> Body | None:
        """The body with an id, current or former."""
        former = self.former_ids.get(body_id)
        return self.bodies.get(former.replaced_by if former else body_id)

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[Body, ...]]:
        """Bodies by kind."""
        return LazyMapping(
            lambda kind: tuple(self._gathering.bodies("kind", (kind,))) or None,
            lambda: grouped(self.bodies.values(), lambda body: body.kind),
            beside=self._bodies,
        )

    def possible_of_kind(self, kind: str, day: date) -> Iterator[Body]:
        """The bodies of a kind that may have been in force on a day, lazily and unordered."""
        found = self.by_kind.get(kind, ()) if self.has_read_all_bodies else self._gathering.bodies_lasting(kind, day)
        return (body for body in found if body.life.possible_on(day))

    @cached_property
    def by_code(self) -> Mapping[str, tuple[Body, ...]]:
        """Bodies by every ODS or GSS code they ever had."""
        return LazyMapping(lambda code: self._with_code(code) or None, self._by_code)

    def _with_code(self, code: str) -> tuple[Body, ...]:
        ids = self._gathering.ids_with_code(code) if code else ()
        found = (self.bodies[body_id] for body_id in ids if body_id in self.bodies)
        return tuple(sorted(found, key=lambda body: (body.inferred, body.id)))

    def called(self, words: str, pieces: Collection[str]) -> Iterator[Body]:
        """The bodies the words may mean, unordered: by id, code, or a name containing all of them."""
        ids = self._gathering.ids_called(words, pieces)
        ids |= {body.id for body in self.by_code.get(words.upper(), ())}
        if former := self.former_ids.get(words.lower()):
            ids.add(former.replaced_by)
        return self.with_ids(ids)

    def called_like(self, words: str) -> Iterator[tuple[str, str]]:
        """Names and codes similar to some plain words: body id with one such name or code."""
        for row in self.rows.called_like(words):
            for name in row["text"].split("\n"):
                yield row["body_id"], name

    def inferred_to_have(self, code: str) -> Iterator[Body]:
        """The bodies inferred to have had an ODS code."""
        for row in self.rows.where("inferences_values", "value", (code,)):
            body = self.bodies.get(row["body_id"])
            if body and any(value.field == "ods_code" and value.value == code for value in body.inferred_values):
                yield body

    def with_ids(self, ids: Collection[str]) -> Iterator[Body]:
        """The bodies with the given ids, lazily and unordered."""
        return self._gathering.bodies("id", ids)

    def _by_code(self) -> Mapping[str, tuple[Body, ...]]:
        codes: dict[str, dict[str, Body]] = defaultdict(dict)
        for body in sorted(self.bodies.values(), key=lambda body: (body.inferred, body.id)):
            for code in body.codes:
                codes[code.code][body.id] = body
        return {code: tuple(bodies.values()) for code, bodies in codes.items()}

    @cached_property
    def _event_links(self) -> LazyMapping[tuple[Succession, ...]]:
        return LazyMapping(
            lambda event: self._gathering.links("event", event) or None,
            lambda: grouped(self.successions, lambda link: link.event),
            beside=self._bodies,
        )

    def event_links(self, event: str) -> tuple[Succession, ...]:
        """The successions of an event."""
        return self._event_links.get(event, ())

    @cached_property
    def event_days(self) -> Mapping[str, tuple[date, date]]:
        """The earliest and latest day of each event; without a date, the bounds from its bodies' lives."""

        def one(event_id: str) -> tuple[date, date] | None:
            if (event := self.events.get(event_id)) is None:
                return None
            return _within_lives(event, self.event_links(event_id), self.bodies)

        def whole() -> Mapping[str, tuple[date, date]]:
            links, bodies = dict(self._event_links), dict(self.bodies)
            return {event.id: _within_lives(event, links.get(event.id, ()), bodies) for event in self.events.values()}

        return LazyMapping(one, whole, beside=self._bodies)

    def kind(self, text: str) -> Kind:
        """The kind that a text names: by its id, its name, or what people call it.

        Raises:
            UnknownKind: there is none, or the text may mean several; the message offers their ids.
        """
        if text in self.kinds:
            return self.kinds[text]
        found = kinds_called(self.kinds, text)
        if len(found) == 1:
            return self.kinds[found[0]]
        if found:
            raise UnknownKind(f"{quoted(text, 40)} may mean {len(found)} kinds of body. Try: {', '.join(found)}.")
        near = ", ".join(kinds_near(self.kinds, text))
        hint = f"Try: {near}." if near else "Nor has the record one like it. Those of a day: landscape 2013-04-01."
        raise UnknownKind(f"No kind of body is called {quoted(text, 40)}. {hint}")

    def kinds_within(self, kind_id: str) -> frozenset[str]:
        """A kind and the narrower kinds counted with it (care trusts with PCTs)."""
        within = {kind_id}
        while more := {kind.id for kind in self.kinds.values() if kind.broader in within} - within:
            within |= more
        return frozenset(within)
