"""Checks a list of codes: which are closed on a day, since when, and what replaced them. Made for pipelines."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct

from ..answer import Json, Rows
from ..model.dates import iso_spell
from ..model.entities import Body
from ..names.finder import names_in
from ..names.meaning import MatchedAs, Meaning
from ..record.history import History
from ..registers import Register
from ..registers.state import CodeState, state_on
from .no_body import no_body
from .readings import called_apart, how_read, last_day_of_code, listed, why_unknown
from .recoder import Recoder
from .result import Recoding

__all__ = ["Check", "CheckedCode", "State", "check"]


class State(StrEnum):
    """The state of a code on a day."""

    OPEN = "open"
    CLOSED = "closed"
    NOT_YET = "not-yet-open"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


class CheckedCode(Struct, frozen=True):
    """A code as written, its state, the body that has or last had it, and the successors.

    `member` is in place of a body where the code is that of a practice or trust of a register.
    """

    code: str
    rows: int
    state: State
    body: Body | None
    closed: date | None
    followed: Recoding | None
    note: str
    member: CodeState | None = None

    @property
    def name(self) -> str:
        """The name of the body, or of the practice or trust."""
        return self.body.name if self.body else self.member.name if self.member else ""

    @property
    def kind(self) -> str:
        """Its kind."""
        return self.body.kind if self.body else self.member.kind if self.member else ""

    @property
    def next_codes(self) -> tuple[str, ...]:
        """The codes of the successors, largest first; ids for those without a code."""
        if self.member and self.state is State.CLOSED:
            return self.member.followed_by
        return tuple(each.code or each.body.id for each in self.followed.targets) if self.followed else ()

    @property
    def next_names(self) -> tuple[str, ...]:
        """The names of the bodies that follow."""
        return tuple(each.name for each in self.followed.targets) if self.followed else ()


class Check(Struct, frozen=True):
    """The states of a list's codes on a day; `problems` are the codes that are not open, in list order."""

    columns: ClassVar[tuple[str, ...]] = (
        "code", "rows", "state", "id", "name", "kind", "closed", "next_codes", "next_names", "note",
    )  # fmt: skip

    as_at: date
    codes: tuple[CheckedCode, ...]

    @property
    def problems(self) -> tuple[CheckedCode, ...]:
        return tuple(each for each in self.codes if each.state is not State.OPEN)

    def document(self) -> Json:
        from ..documents import recode as documents

        codes = [
            documents.CheckedCode.from_values(
                each,
                id=each.body.id if each.body else None,
                next_codes=list(each.next_codes),
                next_names=list(each.next_names),
            )
            for each in self.codes
        ]
        return documents.Check.from_values(self, codes=codes, closed=len(self.problems)).plain()

    def rows(self) -> Rows:
        return [
            {
                "code": each.code,
                "rows": each.rows,
                "state": each.state.value,
                "id": each.body.id if each.body else None,
                "name": each.name or None,
                "kind": each.kind or None,
                "closed": each.closed,
                "next_codes": each.next_codes,
                "next_names": each.next_names,
                "note": each.note or None,
            }
            for each in self.codes
        ]


def check(
    history: History, codes: Mapping[str, int], as_at: date, *, kind: str = "", register: Register | None = None
) -> Check:
    """Checks each code on a day; empty cells and totals are skipped.

    `codes` maps distinct codes to row counts; `kind` limits what a code can mean. Of practices and trusts the state is
    that in the `register`.

    Raises:
        UnknownKind: there is no such kind.
    """
    kinds = history.kinds_within(history.kind(kind).id) if kind else frozenset(history.kinds)
    recoder = Recoder(history, as_at, kind_from=kind, register=register)
    names = names_in(history)
    found = []
    for code, rows in codes.items():
        text = code.strip()
        if no_body(text):
            continue
        if register and recoder.members and recoder.members.knows(text):
            found.append(_checked_member(register, text, rows, as_at))
            continue
        meaning = names.read_cell(text, lambda body: body.kind in kinds)
        bodies = tuple(body for body in meaning.bodies if body.kind in kinds)
        if not bodies:
            note = f"No body of that kind had it: {listed(meaning.bodies)}" if meaning.bodies else ""
            note = note or why_unknown(text, names, history)
            found.append(CheckedCode(text, rows, State.UNKNOWN, None, None, None, note))
        else:
            found.append(_checked(recoder, text, rows, meaning, bodies, as_at))
    return Check(as_at, tuple(found))


def _checked_member(register: Register, text: str, rows: int, as_at: date) -> CheckedCode:
    member = state_on(register, text.upper(), as_at)

    def checked(state: State, note: str, closed: date | None = None) -> CheckedCode:
        return CheckedCode(text, rows, state, None, closed, None, note, member)

    if member.opened and as_at < member.opened:
        return checked(State.NOT_YET, f"It opens: {member.opened}")
    if member.closed and member.closed < as_at:
        several = len(member.followed_by) > 1
        return checked(State.CLOSED, "How much each of them got is not known" if several else "", member.closed)
    if not member.sure:
        return checked(State.UNSURE, "The register has it under nobody on the day")
    later = member.known is not None and member.known < as_at
    return checked(State.OPEN, f"As the register has it for {member.known}" if later else "")


def _checked(
    recoder: Recoder, text: str, rows: int, meaning: Meaning, bodies: tuple[Body, ...], as_at: date
) -> CheckedCode:
    def until(body: Body) -> date:
        return min(body.life.ends[1], last_day_of_code(body, meaning.read))

    certain = [body for body in bodies if body.life.certain_on(as_at) and until(body) >= as_at]
    possible = [body for body in bodies if body.life.possible_on(as_at) and until(body) >= as_at]
    if meaning.matched_as is MatchedAs.PART_OF_NAME and called_apart(bodies) and 0 < len(certain) < len(bodies):
        note = f"{how_read(text, meaning, bodies[-1], bodies)}, of which some are open: {listed(bodies)}"
        return CheckedCode(text, rows, State.UNSURE, certain[-1], None, None, note)
    if certain:
        note = how_read(text, meaning, certain[-1], bodies)
        return CheckedCode(text, rows, State.OPEN, certain[-1], None, None, note)
    if possible:
        body = possible[-1]
        note = f"It may be open or closed: {iso_spell(body.spell)}"
        return CheckedCode(text, rows, State.UNSURE, body, None, None, note)
    ended = [body for body in bodies if until(body) < as_at]
    if not ended:
        body = min(bodies, key=lambda each: each.life.starts[0])
        return CheckedCode(text, rows, State.NOT_YET, body, None, None, f"It opens: {iso_spell(body.spell)}")
    body = max(ended, key=lambda each: (until(each), each.id))
    day = until(body)
    followed = recoder.of_body(body, day if body.life.possible_on(day) else None)
    note = "; ".join(filter(None, (how_read(text, meaning, body, bodies), followed.note)))
    return CheckedCode(text, rows, State.CLOSED, body, day, followed, note)
