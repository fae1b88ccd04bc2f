"""Recodes a code of one day to another day: target bodies with shares, path and sources.

Division follows the rule in `graph.shares`; a code with several meanings is never decided silently.
"""

from collections.abc import Callable, Collection, Sequence
from copy import copy
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ..answers.kind_numbers import none_of_kind
from ..areas.postcodes import cut_to_sector, is_like_a_code
from ..model.day_parser import Days
from ..model.entities import LEGAL_AND_AREA, Basis, Body
from ..model.share import Weight
from ..names.finder import names_in
from ..names.meaning import MatchedAs, Meaning
from ..record.history import History
from ..registers import Register
from ..shares import Divider, territory_of
from ..util.text import printable
from .heading import SILENT, Heading, said_by
from .members import MemberRecoder
from .no_body import no_body
from .places import ColumnIs, PlaceRecoder, are_rather_places, has_form_of_place, kind_of_place
from .readings import agreed, called_apart, differing, how_read, last_day_of_code, listed, meant_in, why_unknown
from .result import Recoding, Status
from .targets import recoding_of

if TYPE_CHECKING:
    from ..areas.places import Gazetteer

__all__ = ["Recoder"]

_PLACE_TOO: Final = "a district or local authority is called so too"


class Recoder:
    """Recodes to one day, with a result cached per code. `since` is the day the codes belong to, if known.

    Without it, every body that ever had the code is a reading. It is taken on the target day if in force then, else on
    the last day it had the code as far as known (or its first, if it began later); the result is what all readings
    agree on. `kind_from` and `kind_to` limit meanings and targets, narrower kinds included; `prefer` lists kinds that
    decide where readings differ. `weight` says what shares count; `estimate` gives numbers where only a span is known.

    Text that means no body may mean a place from `places`: an LSOA, postcode, district or authority, which leads to the
    bodies that cover it, or a practice or trust of the `register`. `column_is` says that all codes are bodies, or all
    are places; with `kind_from` none is a place or a practice. `for_column` decides it from a whole column.

    Raises:
        UnknownKind: there is no such kind.
    """

    def __init__(
        self,
        history: History,
        to: date,
        *,
        since: date | None = None,
        kind_from: str = "",
        kind_to: str = "",
        bases: frozenset[Basis] = LEGAL_AND_AREA,
        weight: Weight = Weight.PEOPLE,
        estimate: bool = False,
        prefer: Sequence[str] = (),
        places: "Callable[[], Gazetteer] | None" = None,
        column_is: ColumnIs = ColumnIs.EITHER,
        register: Register | None = None,
    ) -> None:
        self.history, self.to, self.since, self.bases = history, to, since, bases
        self.weight, self.estimate = weight, estimate
        self._kind_from = history.kind(kind_from).id if kind_from else ""
        self._kind_to = history.kind(kind_to).id if kind_to else ""
        self.kinds_from = history.kinds_within(self._kind_from) if kind_from else frozenset(history.kinds)
        self._to = history.kinds_within(self._kind_to) if kind_to else frozenset()
        self.prefer = tuple(prefer)
        self._only_one_kind = bool(kind_to)
        self.only_places = column_is is ColumnIs.PLACE
        self.heading = SILENT
        self.gazetteer = None if column_is is ColumnIs.BODY or (kind_from and not self.only_places) else places
        self._names = names_in(history)
        self._territory = territory_of(history)
        self._dividers: dict[tuple[date, frozenset[str]], Divider] = {}
        self._done: dict[tuple[str, Days | None], Recoding] = {}
        self._by_kinds: dict[frozenset[str], Recoder] = {}
        bodies_only = bool(kind_from) or self.only_places
        self.members = MemberRecoder(register, self) if register and not bodies_only else None

    @cached_property
    def unmet_kinds(self) -> tuple[str, ...]:
        """That one of the kinds asked for was not in force on its day, and which was, in words."""
        asked = [(self._kind_to, self.to), *([(self._kind_from, self.since)] if self.since else [])]
        told = (none_of_kind(self.history, self.history.kinds[kind], day) for kind, day in asked if kind and day)
        return tuple(filter(None, told))

    def for_column(self, cells: Collection[str], days: Days | None = None, heading: str = "") -> "Recoder":
        """The recoder for a column of such cells, with rows of these days: one of places where they are rather that.

        Cells that name nobody, as a total, say nothing. Where nothing else is said, the heading tells of which edition
        of a look-up the codes are, and of which kind where readings differ.
        """
        days = days or ((self.since, self.since) if self.since else None)
        named = [text for cell in cells if (text := cell.strip()) and not no_body(text)]
        is_known = self.members.knows if self.members else lambda cell: False
        if (
            self.only_places
            or self.gazetteer is None
            or not are_rather_places(named, self.gazetteer, self.history, days, is_known=is_known)
        ):
            return self._headed(said_by(heading))
        other = copy(self)
        other.only_places, other.members, other._done = True, None, {}
        return other

    def _headed(self, heading: Heading) -> "Recoder":
        """The same recoder for a column with such a heading, if that says anything."""
        if self._kind_from or not heading.kinds:
            return self
        other = copy(self)
        other.heading, other._done = heading, {}
        return other

    def recode(self, code: str, days: Days | None = None) -> Recoding:
        """The result for a code; `days` are the days it belongs to, if they vary by row."""
        text = code.strip()
        if self.only_places or not is_like_a_code(text):
            text = cut_to_sector(text)
        key = text, days or ((self.since, self.since) if self.since else None)
        if key not in self._done:
            self._done[key] = self._recode(*key)
        return self._done[key]

    def _recode(self, code: str, days: Days | None) -> Recoding:
        def fits(body: Body) -> bool:
            return body.kind in self.kinds_from and (days is None or body.life.may_be_in(days))

        if nobody := no_body(code):
            return nobody
        if (self.only_places or has_form_of_place(code)) and self._places:
            return self._places.recode(code)
        if self.members and self.members.knows(code):
            return self.members.recode(code, days)
        meaning = self._names.read_cell(code, fits)
        if not meaning.bodies:
            if self._places and (placed := self._places.known(code)):
                return placed
            return Recoding(code, None, Status.UNKNOWN_CODE, note=why_unknown(code, self._names, self.history))
        in_time = sorted(meaning.bodies, key=lambda body: (body.life.starts[0], body.id))
        of_kind = replace(meaning, bodies=tuple(body for body in in_time if body.kind in self.kinds_from))
        meant, of_edition = self._meant(of_kind, days)
        if not meant:
            when = f" {_in_words(days)}" if days and of_kind.bodies else " of that kind"
            note = f"No body{when} had it: {listed(meaning.bodies)}"
            bodies = meaning.bodies
            return Recoding(code, None, Status.NOT_IN_FORCE, (), bodies, note=note, matched_as=meaning.matched_as)
        readings = [self.of_body(*each) for each in meant]
        # Of readings that agree the latest is named, or of those of the kinds in the heading.
        told_last = sorted(readings, key=lambda each: each.body is not None and each.body.kind in self.heading.kinds)
        found = agreed(told_last) or self._agreed_towards_a_kind(told_last) or self._preferred(readings)
        found = found or self._headed_so(readings)
        place_too = [_PLACE_TOO] if meaning.matched_as.loose and self._is_place(code) else []
        if found is None:
            unsure = differing(code, meaning, readings)
            return replace(unsure, note="; ".join((unsure.note, *place_too)))
        bodies = tuple(body for body, _ in meant)
        how_many = meaning.matched_as is MatchedAs.PART_OF_NAME and called_apart(bodies)
        notes = [*([how_read(code, meaning, found.body, bodies)] if found.body else []), *place_too]
        if len(readings) > 1:
            chosen = f"the heading says which: {printable(self.heading.text, 60)}"
            why = chosen if found.by_heading else "each gives this answer"
            notes.append(f"{listed(bodies)} had it, and {why}")
        return replace(
            found,
            code=code,
            note="; ".join(filter(None, (*notes, found.note))),
            matched_as=meaning.matched_as,
            candidates=tuple(each for each in bodies if each != found.body) if how_many else (),
            of_edition=of_edition,
        )

    def _meant(self, meaning: Meaning, days: Days | None) -> tuple[tuple[tuple[Body, date], ...], bool]:
        """The bodies meant, each with the day to take it on: of its row, of the edition in the heading, or its own.

        With whether it is that of the edition.
        """
        if days:
            return meant_in(meaning, days), False
        if (edition := self.heading.day) and (found := meant_in(meaning, (edition, edition))):
            return found, True
        return tuple((body, self._own_day(body, meaning)) for body in meaning.bodies), False

    def _is_place(self, code: str) -> bool:
        """Whether a text is just the name of a place too."""
        return self.gazetteer is not None and kind_of_place(code, self.gazetteer()) is not None

    def placed(self, sector: str) -> Recoding | None:
        """What a postcode sector lies in on the target day; None if places are not known."""
        return self._places.recode(sector) if self._places else None

    @cached_property
    def _places(self) -> PlaceRecoder | None:
        """Recodes places, if codes may be places; created on first use."""
        if self.gazetteer is None:
            return None
        return PlaceRecoder(
            self.gazetteer(), self._territory, self.to, kinds=self._to, weight=self.weight, estimate=self.estimate
        )

    def _own_day(self, body: Body, meaning: Meaning) -> date:
        """The day to take a body on if its code has no date: the last day of the code or the body."""
        return min(self._day_of(body), last_day_of_code(body, meaning.read))

    def _agreed_towards_a_kind(self, readings: Sequence[Recoding]) -> Recoding | None:
        """The result all readings agree on if limited to the kinds that one of them leads to.

        A CCG that became part of a board, and the sub-ICB location with its code, are both in that board. Kinds reached
        by a reading come before those of a body that stands for itself.
        """
        if self._only_one_kind:
            return None
        moved_first = sorted(readings, key=lambda each: any(target.body == each.body for target in each.targets))
        for kinds in dict.fromkeys(frozenset(target.body.kind for target in each.targets) for each in moved_first):
            towards = [self._towards(kinds).of_body(each.body, each.day) for each in readings if each.body and each.day]
            if kinds and all(each.targets for each in towards) and (found := agreed(towards)):
                return found
        return None

    def _preferred(self, readings: Sequence[Recoding]) -> Recoding | None:
        """The result of the readings of a preferred kind, if those agree."""
        for kind in self.prefer:
            of_kind = [each for each in readings if each.body and each.body.kind == kind]
            if of_kind and (found := agreed(of_kind)):
                return found
        return None

    def _headed_so(self, readings: Sequence[Recoding]) -> Recoding | None:
        """The result of the readings of the kinds that the heading names, if those agree."""
        of_kind = [each for each in readings if each.body and each.body.kind in self.heading.kinds]
        found = agreed(of_kind) if of_kind else None
        return replace(found, by_heading=True) if found else None

    def _towards(self, kinds: frozenset[str]) -> "Recoder":
        """The same recoder, limited to target kinds."""
        if kinds not in self._by_kinds:
            other = copy(self)
            other._to = kinds
            self._by_kinds[kinds] = other
        return self._by_kinds[kinds]

    def of_body(self, body: Body, on: date | None = None) -> Recoding:
        """The result for a body taken on a day, by default the day of the codes."""
        day = on or self.since or self._day_of(body)
        found = recoding_of(self.divider(day), body)
        doubtful = [target for target in found.targets if not target.certain]
        doubts = [f"{each.body.id} may not have been in force on {each.day}" for each in doubtful]
        if body not in [each.body for each in doubtful]:
            doubts += self._own_doubt(body, day)
        return replace(found, day=day, note="; ".join(filter(None, (found.note, *doubts))))

    def _own_doubt(self, body: Body, day: date) -> list[str]:
        """A note if the body only may have been in force on the day it is taken on."""
        if body.life.certain_on(day) or not body.life.possible_on(day):
            return []
        if self.since is None:
            return [f"{body.id} is taken as it was on {day}: the days it was in force are not all known"]
        return [f"{body.id} may not have been in force on {day}"]

    def _day_of(self, body: Body) -> date:
        life = body.life
        if life.certain_on(self.to):
            return self.to
        if life.starts[0] > self.to:
            return life.starts[1]
        return min(life.last_known, self.to)

    def divider(self, day: date) -> Divider:
        """Divides bodies of the day among those of the target day."""
        if (day, self._to) not in self._dividers:
            self._dividers[day, self._to] = Divider(
                self._territory,
                day,
                self.to,
                kinds=self._to,
                bases=self.bases,
                weight=self.weight,
                estimate=self.estimate,
            )
        return self._dividers[day, self._to]


def _in_words(days: Days) -> str:
    first, last = days
    return f"on {first}" if first == last else f"from {first} to {last}"
