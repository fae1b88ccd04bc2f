"""The entities of the record as frozen values: bodies, events, successions, lines and rules.

Questions about several of them together belong to `graph.record.history`; restructures and sources are in `policy` and
`evidence`.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from .dates import Precision, Spell, cut, span

__all__ = [
    "CARRYING_ALL",
    "CLOSING",
    "ENDING",
    "LEGAL_AND_AREA",
    "Basis",
    "Body",
    "ChangeEvent",
    "ChangeKind",
    "Code",
    "InferredValue",
    "Kind",
    "Line",
    "LineRule",
    "Name",
    "Step",
    "Succession",
    "SuccessionRule",
    "Tier",
]


class Tier(StrEnum):
    """The level of the system that a kind of body is on."""

    NATIONAL = "national"
    REGIONAL = "regional"
    LOCAL = "local"


class Basis(StrEnum):
    """The reason why one body is the successor of another: law, a code that was kept, or the same area."""

    LEGAL = "legal"
    AREA = "area"
    CODE = "code"


LEGAL_AND_AREA = frozenset((Basis.LEGAL, Basis.AREA))


class ChangeKind(StrEnum):
    """What sort of change an event is."""

    MERGER = "merger"
    SPLIT = "split"
    REPLACEMENT = "replacement"
    RENAME = "rename"
    PARTIAL_TRANSFER = "partial-transfer"
    BOUNDARY_CHANGE = "boundary-change"


CLOSING = frozenset((ChangeKind.MERGER, ChangeKind.SPLIT, ChangeKind.REPLACEMENT))
"""Changes after which the predecessor is no more."""

ENDING = CLOSING | {ChangeKind.RENAME}
"""Changes that come no later than the day after the predecessor's last; a rename is one where it made a new body."""

CARRYING_ALL = frozenset((ChangeKind.MERGER, ChangeKind.REPLACEMENT, ChangeKind.RENAME))
"""Changes that take all of the predecessor on where no share is stated."""


class Kind(Struct, frozen=True):
    """A kind of body, such as clinical commissioning group."""

    id: str
    label: str
    plural: str
    tier: Tier
    legal_form: str
    broader: str
    scope_note: str
    spell: Spell
    sources: tuple[str, ...]


class Code(Struct, frozen=True):
    """A code of a body, with its own dates where known."""

    scheme: str
    code: str
    spell: Spell
    sources: tuple[str, ...]


class Name(Struct, frozen=True):
    """A name of a body over a spell: legal, working, or both (empty type)."""

    name: str
    spell: Spell
    type: str
    sources: tuple[str, ...]


class InferredValue(Struct, frozen=True):
    """An inferred day or code of a body; it is kept next to the stated one."""

    field: str
    value: str
    candidates: tuple[str, ...]
    precision: Precision
    reason: str
    sources: tuple[str, ...]


class Body(Struct, frozen=True):
    """A legal body, a partnership, or an arm of a body.

    `spell` has the stated dates; `life` uses inferred dates where the stated ones are not exact to the day. `name` is
    the latest name, `label` the one in the record's table of bodies.
    """

    id: str
    kind: str
    name: str
    label: str
    alt_names: tuple[str, ...]
    ods_code: str
    gss_code: str
    codes: tuple[Code, ...]
    names: tuple[Name, ...]
    spell: Spell
    life: Spell
    legal_form: str
    parent_note: str
    note: str
    sources: tuple[str, ...]
    inferred: bool
    reason: str
    inferred_values: tuple[InferredValue, ...]

    @property
    def unnamed(self) -> bool:
        """Whether its name is unknown, so that its label only says so."""
        return self.name.endswith(_UNNAMED)

    @property
    def caption(self) -> str:
        """Its name as a picture has room for it: where none was found, its kind and code."""
        return self.name.removesuffix(_UNNAMED)

    @property
    def also_known_as(self) -> tuple[str, ...]:
        """The other names that are not merely one of its names again, written alike but for case and punctuation."""
        seen = {_letters(name) for name in (self.name, self.label, *(each.name for each in self.names))}
        other = {_letters(name): name for name in reversed(self.alt_names)}
        return tuple(name for letters, name in reversed(other.items()) if letters not in seen)

    def name_on(self, day: date) -> str:
        """Its name on a day; the working name where it differs from the legal one."""
        return self._named(day, ("working", "", "legal")) or self.label

    def legal_name_on(self, day: date) -> str:
        """Its legal name on a day."""
        return self._named(day, ("legal", "")) or self.name_on(day)

    def _named(self, day: date, types: tuple[str, ...]) -> str:
        of_day = [name for name in self.names if name.spell.possible_on(day) and name.type in types]
        of_day.sort(key=lambda name: (not name.spell.certain_on(day), types.index(name.type)))
        return of_day[0].name if of_day else ""

    def code_on(self, scheme: str, day: date) -> str:
        """Its stated code of a scheme (`ods` or `gss`) on a day; the main one where codes have no dates."""
        of_day = [c.code for c in self.codes if c.scheme == scheme and c.spell.start and c.spell.possible_on(day)]
        return of_day[-1] if of_day else self.ods_code if scheme == "ods" else self.gss_code

    def in_force_by_inference(self, day: date) -> bool:
        """Whether it counts as in force on the day only because of an inferred date."""
        return self.inferred or self.life.certain_on(day) != self.spell.certain_on(day)


_UNNAMED = " (name not found)"
"""How the label ends of a body whose name no source gives."""


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


class ChangeEvent(Struct, frozen=True):
    """A change (merger, split, replacement, transfer); its day is the first day of the successors."""

    id: str
    kind: str
    day: date | None
    precision: Precision
    restructure: str
    instrument: str
    sources: tuple[str, ...]
    note: str
    inferred: bool

    @property
    def days(self) -> tuple[date, date]:
        """The earliest and latest day it can have happened."""
        return span(self.day, self.precision)

    @property
    def when(self) -> str:
        """The day to its known precision; empty if unknown."""
        return cut(self.day, self.precision)


class Succession(Struct, frozen=True):
    """One predecessor and one successor in an event; `share` is a fraction of the predecessor."""

    event: str
    predecessor: str
    successor: str
    basis: Basis
    kind: str
    share: Decimal | None
    share_basis: str
    sources: tuple[str, ...]
    note: str
    inferred: bool
    reason: str

    def __hash__(self) -> int:
        # Links are hashed thousands of times; predecessor, successor and event distinguish nearly all of them.
        return hash((self.event, self.predecessor, self.successor))

    @property
    def id(self) -> str:
        return f"{self.event}--{self.predecessor}--{self.successor}"


class Step(Struct, frozen=True):
    """A succession as a step on a path, with the earliest and latest day it can have happened."""

    link: Succession
    earliest: date
    latest: date

    def __hash__(self) -> int:
        return hash(self.link)


class SuccessionRule(Struct, frozen=True):
    """A succession between two kinds, or between a kind and one body ("PCGs became PCTs")."""

    id: str
    from_kind: str
    from_body: str
    to_kind: str
    to_body: str
    day: date | None
    precision: Precision
    kind: str
    restructure: str
    instrument: str
    sources: tuple[str, ...]
    note: str

    @property
    def days(self) -> tuple[date, date]:
        """The earliest and latest day it can have happened."""
        return span(self.day, self.precision)

    @property
    def when(self) -> str:
        """The day to its known precision; empty if unknown."""
        return cut(self.day, self.precision)


class Line(Struct, frozen=True):
    """An accountability line: `from_id` answered to `to_id` in one way over one spell."""

    id: str
    from_id: str
    to_id: str
    kind: str
    spell: Spell
    restructure: str
    sources: tuple[str, ...]
    note: str
    inferred: bool
    reason: str


class LineRule(Struct, frozen=True):
    """An accountability line between two kinds, or between a kind and one body."""

    id: str
    from_kind: str
    from_body: str
    to_kind: str
    to_body: str
    kind: str
    spell: Spell
    restructure: str
    sources: tuple[str, ...]
    note: str
