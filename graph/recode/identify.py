"""Identifies which kind of body and period, or type of place, a column of codes holds, and how to recode it.

Looks for the days on which most rows had the code of a body of one kind, all in force together; the proposal has been
tried on the codes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ..areas.postcodes import are_postcodes, cut_to_sector
from ..areas.postcodes import is_like_a_code as may_be_code
from ..model.day_parser import Days
from ..model.entities import Body
from ..names.codes import is_like_a_code
from ..names.finder import names_in
from ..names.meaning import MatchedAs
from ..record.history import History
from ..registers import Register
from .fits import Fit, Identification, PlaceFit, Proposal
from .heading import said_by
from .member_fits import member_codes, member_fits
from .no_body import no_body
from .places import ColumnIs, are_rather_places, has_form_of_place, kind_of_place
from .recoder import Recoder
from .result import PROBLEMS, Recoding

if TYPE_CHECKING:
    from ..areas.places import Gazetteer

__all__ = ["Fit", "Identification", "PlaceFit", "Proposal", "identify"]

_Span = tuple[date, date]
_ONE_DAY = timedelta(days=1)

_TRIED: Final = 3
"""The likeliest fits that are tried."""


Pairs = Mapping[tuple[str, Days | str], int]
"""Rows by code and by the days of a column, or why its cell is none."""


def identify(
    history: History,
    codes: Mapping[str, int] | Iterable[str],
    *,
    most: int = 5,
    to: date | None = None,
    days: Mapping[str, Pairs] | None = None,
    heading: str = "",
    places: "Callable[[], Gazetteer] | None" = None,
    register: Register | None = None,
) -> Identification:
    """The kinds and periods a column of codes fits, each kind with its best period.

    `codes` maps distinct codes to row counts, or is the cells of the column; cells that name no body, as a total, are
    not counted. `heading` is that of the column, which may tell kinds that share codes apart, and the edition of a
    look-up (ICB23CD); `days` are date columns beside; `places` returns the places a code may mean, `register` has
    practices and trusts. The proposal is the choice that resolves most rows when recoding to the day `to`, by default
    today.
    """
    said = said_by(heading)
    counted: dict[str, int] = defaultdict(int)
    if isinstance(codes, Mapping):
        counted |= codes
    else:
        cells = [code.strip() for code in codes]
        of_postcodes = are_postcodes(set(cells))
        for cell in cells:
            counted[cut_to_sector(cell) if of_postcodes or not may_be_code(cell) else cell] += 1
    names = names_in(history)
    of_rows = sum(counted.values())
    counted = {code: rows for code, rows in counted.items() if not no_body(code)}
    in_register = member_codes(register, history, counted) if register else frozenset()
    no_bodies = {code for code in counted if code in in_register or has_form_of_place(code)}
    meant = {code: () if code in no_bodies else names.read_cell(code).bodies for code in counted}
    by_kind: dict[str, dict[str, list[Body]]] = defaultdict(lambda: defaultdict(list))
    for code, bodies in meant.items():
        for body in bodies:
            by_kind[history.kinds[body.kind].broader or body.kind][code].append(body)
    fits = [_fit(history, kind, of_code, counted) for kind, of_code in by_kind.items()]
    fits += member_fits(register, history, in_register, counted) if register else []
    coded = {code for code in counted if is_like_a_code(code)}

    timely = {kind: _rows_in_time(of_code, days or {}) for kind, of_code in by_kind.items()}

    def place(fit: Fit) -> tuple[object, ...]:
        # Of kinds that fit as many rows, that in force on their days, and that whose codes stand there: "London" below
        # a table is the name of a region.
        of_codes = -len(coded.intersection(fit.codes)), -len(fit.codes)
        in_time = -timely.get(fit.kind.id, 0)
        return -fit.rows, in_time, *of_codes, fit.kind.id not in said.kinds, fit.in_force, fit.kind.id

    fits.sort(key=place)
    rather_places = places is not None and are_rather_places(
        counted, places, history, _span_of(days or {}), is_known=in_register.__contains__
    )
    at_places = _place_fits(counted, places, surely=rather_places) if places else ()
    placed = in_register.union(*(fit.codes for fit in at_places))
    unknown = tuple(code for code, bodies in meant.items() if not bodies and code not in placed)
    known = {code: rows for code, rows in counted.items() if meant[code] or code in placed}
    trials = _Trials(history, known, to or date.today(), of_rows, said.day, places if at_places else None, register)
    proposal = trials.best(fits[:_TRIED], days or {}, rather_places=rather_places) if known else None
    by_heading = [fit.kind.id in said.kinds for fit in fits[:2]] == [True, False]
    return Identification(len(counted), trials.of_rows, tuple(fits[:most]), unknown, proposal, at_places, by_heading)


def _rows_in_time(of_code: Mapping[str, list[Body]], days: Mapping[str, Pairs]) -> int:
    """The rows whose code a body had that was in force on their days, by the column of days in which these are most."""
    in_time = (
        sum(
            rows
            for (code, each), rows in pairs.items()
            if not isinstance(each, str) and any(body.life.may_be_in(each) for body in of_code.get(code, ()))
        )
        for pairs in days.values()
    )
    return max(in_time, default=0)


def _span_of(days: Mapping[str, Pairs]) -> Days | None:
    """The days of the rows by their columns of days, if there are any."""
    known = [each for pairs in days.values() for _, each in pairs if not isinstance(each, str)]
    return (min(first for first, _ in known), max(last for _, last in known)) if known else None


def _place_fits(counted: Mapping[str, int], places: "Callable[[], Gazetteer]", *, surely: bool) -> tuple[PlaceFit, ...]:
    """The types of place that codes fit, the one with most rows first; `surely` says that the column is of places."""
    by_kind: dict[MatchedAs, set[str]] = defaultdict(set)
    known = places()
    for code in counted:
        if kind := kind_of_place(code, known, surely=surely):
            by_kind[kind].add(code)
    of_rows = sum(counted.values())
    fits = [
        PlaceFit(
            kind,
            tuple(code for code in counted if code in found),
            tuple(code for code in counted if code not in found),
            sum(counted[code] for code in found),
            of_rows,
        )
        for kind, found in by_kind.items()
    ]
    return tuple(sorted(fits, key=lambda fit: (-fit.rows, fit.kind)))


class _Trials(Struct, frozen=True):
    """Tries choices for recoding a column and counts the rows that each resolves; `since` is the day of its edition."""

    history: History
    known: Mapping[str, int]
    to: date
    of_rows: int
    since: date | None
    places: "Callable[[], Gazetteer] | None"
    register: Register | None

    def best(self, fits: list[Fit], days: Mapping[str, Pairs], *, rather_places: bool) -> Proposal:
        """The choice that resolves most rows; ties go to the first, and to date columns before a single day.

        Reading all codes as places is tried last, as it is wrong for bodies, and first where they are rather places.
        """
        tried = self._all(fits, days)
        if self.places:
            recoder = Recoder(self.history, self.to, places=self.places, column_is=ColumnIs.PLACE)
            as_places = Proposal(None, "", "", self._rows(recoder), self.of_rows, ColumnIs.PLACE)
            tried = chain((as_places,), tried) if rather_places else chain(tried, (as_places,))
        return max(tried, key=lambda proposal: proposal.rows)

    def _all(self, fits: list[Fit], days: Mapping[str, Pairs]) -> Iterator[Proposal]:
        days_of = [(fit.day, "" if fit.in_register else fit.kind.id) for fit in fits]
        kinds = list(dict.fromkeys((*(kind for _, kind in days_of), "")))
        for column, pairs in days.items():
            for kind in kinds:
                recoder = Recoder(self.history, self.to, kind_from=kind, places=self.places, register=self.register)
                dated = (
                    rows
                    for (code, each), rows in pairs.items()
                    if code in self.known and not isinstance(each, str) and _answers(recoder, code, each)
                )
                rows = sum(dated)
                yield Proposal(None, column, kind, rows, self.of_rows)
        editions = [(self.since, kind) for kind in kinds if self.since]
        choices = [*editions, *days_of, *((None, kind) for kind in kinds)]
        for since, kind in choices:
            recoder = Recoder(
                self.history, self.to, since=since, kind_from=kind, places=self.places, register=self.register
            )
            yield Proposal(since, "", kind, self._rows(recoder), self.of_rows)

    def _rows(self, recoder: Recoder) -> int:
        days = (recoder.since, recoder.since) if recoder.since else None
        return sum(rows for code, rows in self.known.items() if _answers(recoder, code, days))


def _answers(recoder: Recoder, code: str, days: Days | None) -> bool:
    """Whether a recoding resolves a code; practices, of which there are many by month, are judged by their spells."""
    if recoder.members and (found := recoder.members.is_placed(code, days)) is not None:
        return found
    return _answered(recoder.recode(code, days))


def _answered(found: Recoding) -> bool:
    return found.status not in PROBLEMS and bool(found.targets or found.outside)


def _span(body: Body) -> _Span:
    """The days a body was certainly in force, or if there are none, those on which it may have been."""
    certain = body.life.starts[1], body.life.surely_until
    return certain if certain[0] <= certain[1] else (body.life.starts[0], body.life.ends[1])


def _fit(history: History, kind: str, of_code: Mapping[str, list[Body]], counted: Mapping[str, int]) -> Fit:
    spans = [(_span(body), code) for code, bodies in of_code.items() for body in bodies]
    every = [_span(body) for each in sorted(history.kinds_within(kind)) for body in history.by_kind.get(each, ())]
    start, end = _fullest([(span, counted[code]) for span, code in spans], every)
    fitting = {code for (first, last), code in spans if first <= start and end <= last}
    return Fit.over(history.kind(kind), (start, end), fitting, counted, in_force=_covering(every, (start, end)))


def _fullest(spans: list[tuple[_Span, int]], every: list[_Span]) -> _Span:
    """The period covered by the spans of most rows; ties: covered by the fewest spans of all, then longest."""
    edges = sorted({first for (first, _), _ in spans} | {last + _ONE_DAY for (_, last), _ in spans if last < date.max})
    ends = [edge - _ONE_DAY for edge in edges[1:]] + [date.max]

    def place(period: _Span) -> tuple[int, int, int]:
        rows = sum(number for (first, last), number in spans if first <= period[0] and period[1] <= last)
        return -rows, _covering(every, period), -(period[1] - period[0]).days

    return min(zip(edges, ends, strict=True), key=place)


def _covering(spans: list[_Span], period: _Span) -> int:
    return sum(first <= period[0] and period[1] <= last for first, last in spans)
