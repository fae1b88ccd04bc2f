"""One practice or trust: what it is, who commissioned it through time, whom those answered to, and what followed it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from ..answer import Json, Rows
from ..answers.accountability import chain
from ..errors import UnknownBody
from ..model.entities import Body
from ..names.codes import is_like_a_code
from ..names.description import description
from ..names.find import had_code_on
from ..names.strangers import what_it_is
from ..record.history import History
from ..util.text import quoted
from .facts import KIND_NAMES, Edition, Membership, Organisation, Succeeded, kind_of_code
from .store import Register

if TYPE_CHECKING:
    from ..documents import registers as documents

__all__ = ["RegisterEntry", "Superior", "Under", "entry", "entry_if_any", "kind_of", "stranger", "under"]


_MANAGING: Final = ("performance-management", "oversight")
"""The lines of accountability that tables show; the JSON has all."""


@dataclass(frozen=True, slots=True)
class Superior:
    """Whom a commissioner answered to while an organisation was under it, and in which way."""

    id: str
    name: str
    kind: str
    line: str


@dataclass(frozen=True, slots=True)
class Under:
    """A spell that an organisation was under a body: `body` is None where the record does not hold one with the code.

    `known` is the day of the edition that says so; a spell that begins after it rests on the code having gone on.
    """

    code: str
    body: Body | None
    name: str
    start: date | None
    end: date | None
    known: date
    answered_to: tuple[Superior, ...] = ()

    @property
    def assumed(self) -> bool:
        """Whether it begins after the day for which the register speaks."""
        return self.start is not None and self.start > self.known

    @property
    def managers(self) -> tuple[Superior, ...]:
        """Those above that managed or oversaw it, each once; where none is known, the first of all."""
        found = {each.name: each for each in self.answered_to if each.id and each.line in _MANAGING}
        return tuple(found.values()) or self.answered_to[:3]


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """What a register says of a code, led on by the record."""

    columns: ClassVar[tuple[str, ...]] = (
        "code", "field", "value", "id", "name", "kind", "start", "end", "known", "answered_to",
    )  # fmt: skip

    code: str
    kind: str
    organisation: Organisation | None
    under: tuple[Under, ...]
    came_from: tuple[Succeeded, ...]
    followed_by: tuple[Succeeded, ...]
    editions: tuple[Edition, ...]

    @property
    def name(self) -> str:
        """Its name; empty where no edition has it."""
        return self.organisation.name if self.organisation else ""

    @property
    def title(self) -> str:
        """Its name, or its kind with its code."""
        return self.name or f"{self.kind_label} {self.code}"

    @property
    def kind_label(self) -> str:
        """Its kind in words."""
        return KIND_NAMES[self.kind][0]

    @property
    def last(self) -> Under | None:
        """The last it is known to have been under; one that only the code led to does not count."""
        return next((each for each in reversed(self.under) if not each.assumed), None)

    def document(self) -> Json:
        from ..documents import registers as documents

        about = self.organisation
        return documents.RegisterEntry.from_values(
            self,
            name=self.name,
            postcode=about.postcode if about else "",
            opened=about.opened if about else None,
            closed=about.closed if about else None,
            under=[_under(each) for each in self.under],
            came_from=[documents.CodeStep.from_values(each) for each in self.came_from],
            followed_by=[documents.CodeStep.from_values(each) for each in self.followed_by],
            editions=[documents.RegisterEdition.from_values(each, form=each.form.value) for each in self.editions],
        ).plain()

    def rows(self) -> Rows:
        empty = dict.fromkeys(self.columns)
        about = self.organisation
        facts: list[tuple[str, object]] = [("kind", self.kind)]
        if about:
            facts += [("name", about.name), ("postcode", about.postcode)]
            facts += [("opened", about.opened), ("closed", about.closed)]
        rows = [{**empty, "code": self.code, "field": name, "value": value} for name, value in facts if value]
        rows += [
            {
                **empty,
                "code": self.code,
                "field": "under",
                "value": each.code,
                "id": each.body.id if each.body else None,
                "name": each.name or None,
                "kind": each.body.kind if each.body else None,
                "start": each.start,
                "end": each.end,
                "known": each.known,
                "answered_to": [superior.id for superior in each.answered_to],
            }
            for each in self.under
        ]
        for field, steps in (("came from", self.came_from), ("followed by", self.followed_by)):
            rows += [
                {**empty, "code": self.code, "field": field, "start": each.day}
                | {"value": each.old if field == "came from" else each.new}
                for each in steps
            ]
        return rows


def _under(each: Under) -> "documents.UnderBody":
    from ..documents import registers as documents

    return documents.UnderBody.from_values(
        each,
        id=each.body.id if each.body else "",
        kind=each.body.kind if each.body else "",
        answered_to=[documents.SuperiorBody.from_values(superior) for superior in each.answered_to],
    )


def entry(history: History, register: Register | None, text: str) -> RegisterEntry:
    """What a register says of a code.

    Raises:
        UnknownBody: it has no such code, or there is no register; the message says what the code is by its form.
    """
    if found := entry_if_any(history, register, text):
        return found
    raise stranger(register, text)


def stranger(register: Register | None, text: str) -> UnknownBody:
    """The error for a code of a practice or trust that no register has, or that there is no register to ask for."""
    by_form = what_it_is(text)
    what = f"By its form {quoted(text, 20)} is {by_form}" if by_form else f"No body has the code {quoted(text, 20)}"
    if register is None:
        return UnknownBody(
            f"{what}. Practices and trusts are not in the record: they come from files of ODS that you have, such as"
            " epcmem.csv. Add them with: register add epcmem.csv"
        )
    files = ", ".join(each.name for each in register.editions[-3:])
    return UnknownBody(f"{what}; neither the record nor the register ({files}) has it. Add a later file: register add")


def entry_if_any(history: History, register: Register | None, text: str) -> RegisterEntry | None:
    """What a register says of a code; None where it has no such code, or the text is none."""
    code = text.strip().upper()
    if register is None or not is_like_a_code(code) or not register.knows(code):
        return None
    memberships = register.memberships(code)
    return RegisterEntry(
        code,
        kind_of(register, code),
        register.organisation(code),
        tuple(each for membership in memberships for each in under(history, register, membership)),
        register.came_from(code),
        register.followed_by(code),
        register.editions,
    )


def kind_of(register: Register, code: str) -> str:
    """The kind of organisation that a code of a register is of: as a file says, else by its form."""
    about = register.organisation(code)
    return about.kind if about else kind_of_code(code)


def under(history: History, register: Register, membership: Membership) -> Iterator[Under]:
    """The bodies that had the parent's code while a membership lasted, each with the days of both, in order of time."""
    parent, first, last = membership.parent, membership.joined, membership.left
    known = membership.known or register.day
    bodies = sorted(history.by_code.get(parent, ()), key=lambda body: body.life.starts[0])
    spells = []
    for body in bodies:
        start, end = max(first or date.min, body.life.starts[0]), min(last or date.max, body.life.ends[1])
        if start <= end and had_code_on(body, parent, start):
            spells.append((body, start, end))
    for body, start, end in spells:
        yield Under(
            parent,
            body,
            description(history, body) or body.name_on(start),
            None if start == date.min else start,
            None if end == date.max else end,
            known,
            _superiors(history, body, start, end),
        )
    if not spells:
        about = register.organisation(parent)
        yield Under(parent, None, about.name if about else what_it_is(parent), first, last, known)


def _superiors(history: History, body: Body, start: date, end: date) -> tuple[Superior, ...]:
    """Whom a body certainly answered to directly on any day of a spell, in order of time."""
    lines = history.lines_from.get(body.id, ())
    begun = {line.spell.starts[1] for line in lines} | {rule.spell.starts[1] for rule in history.line_rules}
    days = sorted({max(start, date(1948, 1, 1)), *(day for day in begun if start < day <= end)})
    found: dict[Superior, None] = {}
    for day in days:
        for step in chain(history, body, day).certain().steps:
            if step.from_id == body.id:
                superior = Superior(step.upper.id if step.upper else "", step.name, step.upper_kind, step.because.kind)
                found.setdefault(superior)
    return tuple(found)
