"""Identifies which kind of body and period, or type of place, a column of codes holds, and how to recode it.

Looks for the days on which most rows had the code of a body of one kind, all in force together; the proposal has been
tried on the codes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, ClassVar, Final

from ..answer import Json, Rows
from ..areas.postcodes import cut_to_sector
from ..model.day_parser import Days
from ..model.entities import Body, Kind
from ..names.finder import MatchedAs, is_like_a_code, names_in
from ..record.history import History
from ..util.text import printable
from .no_body import no_body
from .places import ColumnIs, has_form_of_place, kind_of_place
from .recoder import Recoder
from .result import PROBLEMS, Recoding

if TYPE_CHECKING:
    from ..areas.places import Gazetteer

__all__ = ["Fit", "Identification", "PlaceFit", "Proposal", "identify"]

_Span = tuple[date, date]
_ONE_DAY = timedelta(days=1)

_TRIED: Final = 3
"""The likeliest fits that are tried."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A kind and period that codes fit. `start` and `end` are None where open.

    `rows` is the number of rows with a fitting code; `in_force` counts all bodies of the kind (and its narrower kinds)
    on the last day of the period.
    """

    kind: Kind
    start: date | None
    end: date | None
    codes: tuple[str, ...]
    others: tuple[str, ...]
    rows: int
    of_rows: int
    in_force: int

    @property
    def day(self) -> date:
        """A day to recode from: the last of the period, or today if it is open."""
        return min(self.end or date.max, date.today())

    @property
    def period(self) -> str:
        """The period in words."""
        return self._period(date.isoformat)

    def _period(self, write: Callable[[date], str]) -> str:
        if self.start is None:
            return f"until {write(self.end)}" if self.end else "on any day"
        return f"{write(self.start)} to {write(self.end)}" if self.end else f"from {write(self.start)} on"

    def sentence(self, write: Callable[[date], str] = date.isoformat) -> str:
        """The fit in one sentence, such as `151 of 152 codes are PCTs in force ...; 1 does not fit: 5XX`.

        `write` formats days.
        """
        one = len(self.codes) == 1
        noun = _in_a_sentence(self.kind.label if one else self.kind.plural)
        are = f"is a{'n' * (noun[0] in 'aeiou')}" if one else "are"
        return _sentence(self, f"{are} {noun} in force {self._period(write)}")


@dataclass(frozen=True, slots=True)
class PlaceFit:
    """A type of place that codes fit: `lsoa`, `postcode-sector`, or `place` for a district or authority."""

    kind: MatchedAs
    codes: tuple[str, ...]
    others: tuple[str, ...]
    rows: int
    of_rows: int

    @property
    def noun(self) -> str:
        """Its name in the plural."""
        return _PLACES[self.kind][1]

    def sentence(self, write: Callable[[date], str] = date.isoformat) -> str:
        """The fit in one sentence, such as `151 of 152 codes are LSOAs of 2011; 1 does not fit: 5XX`."""
        one, several = _PLACES[self.kind]
        return _sentence(self, f"is {one}" if len(self.codes) == 1 else f"are {several}")


_PLACES: Final = {
    MatchedAs.LSOA: ("an LSOA of 2011", "LSOAs of 2011"),
    MatchedAs.POSTCODE_SECTOR: ("a postcode or the sector of one", "postcodes, counted by their sectors"),
    MatchedAs.PLACE: ("a district or local authority", "districts and local authorities"),
}


def _sentence(fit: Fit | PlaceFit, are: str) -> str:
    number = len(fit.codes) + len(fit.others)
    rows = f" ({fit.rows:,} of {fit.of_rows:,} rows)" if fit.of_rows != number else ""
    text = f"{len(fit.codes)} of {number} codes{rows} {are}"
    if fit.others:
        shown = ", ".join(printable(code, 40) or "(empty)" for code in fit.others[:5])
        more = f" and {len(fit.others) - 5} more" if len(fit.others) > 5 else ""
        text += f"; {len(fit.others)} {'does' if len(fit.others) == 1 else 'do'} not fit: {shown}{more}"
    return text


@dataclass(frozen=True, slots=True)
class Proposal:
    """Options for recoding, and how many rows they resolve: code known, in force, and unambiguous."""

    since: date | None
    days_column: str
    kind_from: str
    rows: int
    of_rows: int
    column_is: ColumnIs = ColumnIs.EITHER

    @property
    def options(self) -> tuple[str, ...]:
        """The proposal as command-line options."""
        days = ("--from-column", self.days_column) if self.days_column else ()
        since = ("--from", self.since.isoformat()) if self.since else ()
        kind = ("--kind-from", self.kind_from) if self.kind_from else ()
        return (*days, *since, *kind, *(("--column-is", self.column_is.value) if self.column_is else ()))


@dataclass(frozen=True, slots=True)
class Identification:
    """What a column of codes may be: fits (best first), codes not in the record, and a proposal.

    `places` are the types of place the codes may be, best first; a name may be that of a body too.
    """

    columns: ClassVar[tuple[str, ...]] = (
        "kind",
        "start",
        "end",
        "codes",
        "of_codes",
        "rows",
        "in_force",
        "not_fitting",
    )

    codes: int
    rows_in: int
    fits: tuple[Fit, ...]
    unknown: tuple[str, ...]
    proposal: Proposal | None
    places: tuple[PlaceFit, ...] = ()

    @property
    def best(self) -> Fit | None:
        return self.fits[0] if self.fits else None

    @property
    def likeliest(self) -> Fit | PlaceFit | None:
        """The fit with most rows; bodies win ties with places."""
        bodies, places = self.best, self.places[0] if self.places else None
        return places if places and (bodies is None or places.rows > bodies.rows) else bodies

    def document(self) -> Json:
        from ..documents import recode as documents

        fits = [
            documents.IdentifiedKind.from_values(
                fit,
                kind=fit.kind.id,
                codes=len(fit.codes),
                not_fitting=fit.others,
                text=fit.sentence(),
                recode_from=fit.day,
            )
            for fit in self.fits
        ]
        places = [
            documents.IdentifiedPlaces.from_values(
                fit, kind=fit.kind.value, codes=len(fit.codes), not_fitting=fit.others, text=fit.sentence()
            )
            for fit in self.places
        ]
        proposal = documents.RecodeProposal.from_values(self.proposal) if self.proposal else None
        return documents.Identification.from_values(
            self, rows=self.rows_in, fits=fits, places=places, proposal=proposal
        ).plain()

    def rows(self) -> Rows:
        return [
            {
                "kind": fit.kind.id,
                "start": fit.start,
                "end": fit.end,
                "codes": len(fit.codes),
                "of_codes": self.codes,
                "rows": fit.rows,
                "in_force": fit.in_force,
                "not_fitting": fit.others,
            }
            for fit in self.fits
        ] + [
            {
                "kind": fit.kind.value,
                "start": None,
                "end": None,
                "codes": len(fit.codes),
                "of_codes": self.codes,
                "rows": fit.rows,
                "in_force": None,
                "not_fitting": fit.others,
            }
            for fit in self.places
        ]


Pairs = Mapping[tuple[str, Days | str], int]
"""Rows by code and by the days of a column, or why its cell is none."""


def identify(
    history: History,
    codes: Mapping[str, int] | Iterable[str],
    *,
    most: int = 5,
    to: date | None = None,
    days: Mapping[str, Pairs] | None = None,
    places: "Callable[[], Gazetteer] | None" = None,
) -> Identification:
    """The kinds and periods a column of codes fits, each kind with its best period.

    `codes` maps distinct codes to row counts, or is the cells of the column; cells that name no body, as a total, are
    not counted. `days` are its date columns; `places` returns the places a code may mean. The proposal is the choice
    that resolves most rows when recoding to the day `to`, by default today.
    """
    counted: dict[str, int] = defaultdict(int)
    if isinstance(codes, Mapping):
        counted |= codes
    else:
        for code in codes:
            counted[cut_to_sector(code.strip())] += 1
    names = names_in(history)
    of_rows = sum(counted.values())
    counted = {code: rows for code, rows in counted.items() if not no_body(code)}
    meant = {code: () if has_form_of_place(code) else names.read(code).bodies for code in counted}
    by_kind: dict[str, dict[str, list[Body]]] = defaultdict(lambda: defaultdict(list))
    for code, bodies in meant.items():
        for body in bodies:
            by_kind[history.kinds[body.kind].broader or body.kind][code].append(body)
    fits = [_fit(history, kind, of_code, counted) for kind, of_code in by_kind.items()]
    coded = {code for code in counted if is_like_a_code(code)}
    # Of kinds that fit as many rows, that whose codes stand there: "London" below a table is the name of a region.
    fits.sort(
        key=lambda fit: (-fit.rows, -len(coded.intersection(fit.codes)), -len(fit.codes), fit.in_force, fit.kind.id)
    )
    at_places = _place_fits(counted, places) if places else ()
    placed = {code for fit in at_places for code in fit.codes}
    unknown = tuple(code for code, bodies in meant.items() if not bodies and code not in placed)
    known = {code: rows for code, rows in counted.items() if meant[code] or code in placed}
    trials = _Trials(history, known, to or date.today(), of_rows, places if placed else None)
    likeliest = at_places[0] if at_places and not (fits and fits[0].rows >= at_places[0].rows) else None
    rather_places = likeliest is not None and likeliest.kind is MatchedAs.PLACE
    proposal = trials.best(fits[:_TRIED], days or {}, rather_places=rather_places) if known else None
    return Identification(len(counted), trials.of_rows, tuple(fits[:most]), unknown, proposal, at_places)


def _place_fits(counted: Mapping[str, int], places: "Callable[[], Gazetteer]") -> tuple[PlaceFit, ...]:
    """The types of place that codes fit, the one with most rows first."""
    by_kind: dict[MatchedAs, set[str]] = defaultdict(set)
    known = places()
    for code in counted:
        if kind := kind_of_place(code, known):
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


@dataclass(frozen=True, slots=True)
class _Trials:
    """Tries choices for recoding a column and counts the rows that each resolves."""

    history: History
    known: Mapping[str, int]
    to: date
    of_rows: int
    places: "Callable[[], Gazetteer] | None"

    def best(self, fits: list[Fit], days: Mapping[str, Pairs], *, rather_places: bool) -> Proposal:
        """The choice that resolves most rows; ties go to the first, and to date columns before a single day.

        Reading all codes as places is tried last, as it is wrong for bodies. It is tried first if more rows name places
        than bodies of any one kind: next to Uttlesford, Trafford is the authority and not a body once called that.
        """
        tried = self._all(fits, days)
        if self.places:
            recoder = Recoder(self.history, self.to, places=self.places, column_is=ColumnIs.PLACE)
            as_places = Proposal(None, "", "", self._rows(recoder), self.of_rows, ColumnIs.PLACE)
            tried = chain((as_places,), tried) if rather_places else chain(tried, (as_places,))
        return max(tried, key=lambda proposal: proposal.rows)

    def _all(self, fits: list[Fit], days: Mapping[str, Pairs]) -> Iterator[Proposal]:
        kinds = [*(fit.kind.id for fit in fits), ""]
        for column, pairs in days.items():
            for kind in kinds:
                recoder = Recoder(self.history, self.to, kind_from=kind, places=self.places)
                dated = (
                    (recoder.recode(code, each), rows)
                    for (code, each), rows in pairs.items()
                    if code in self.known and not isinstance(each, str)
                )
                rows = sum(rows for found, rows in dated if _answered(found))
                yield Proposal(None, column, kind, rows, self.of_rows)
        choices = [*((fit.day, fit.kind.id) for fit in fits), *((None, kind) for kind in kinds)]
        for since, kind in choices:
            recoder = Recoder(self.history, self.to, since=since, kind_from=kind, places=self.places)
            yield Proposal(since, "", kind, self._rows(recoder), self.of_rows)

    def _rows(self, recoder: Recoder) -> int:
        return sum(rows for code, rows in self.known.items() if _answered(recoder.recode(code)))


def _answered(found: Recoding) -> bool:
    return found.status not in PROBLEMS and bool(found.targets)


def _span(body: Body) -> _Span:
    """The days a body was certainly in force, or if there are none, those on which it may have been."""
    certain = body.life.starts[1], body.life.surely_until
    return certain if certain[0] <= certain[1] else (body.life.starts[0], body.life.ends[1])


def _fit(history: History, kind: str, of_code: Mapping[str, list[Body]], counted: Mapping[str, int]) -> Fit:
    spans = [(_span(body), code) for code, bodies in of_code.items() for body in bodies]
    every = [_span(body) for each in sorted(history.kinds_within(kind)) for body in history.by_kind.get(each, ())]
    start, end = _fullest([(span, counted[code]) for span, code in spans], every)
    fitting = {code for (first, last), code in spans if first <= start and end <= last}
    return Fit(
        kind=history.kind(kind),
        start=None if start == date.min else start,
        end=None if end == date.max else end,
        codes=tuple(code for code in counted if code in fitting),
        others=tuple(code for code in counted if code not in fitting),
        rows=sum(counted[code] for code in fitting),
        of_rows=sum(counted.values()),
        in_force=_covering(every, (start, end)),
    )


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


def _in_a_sentence(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
