"""Identifies which kind of body and period a column of codes belongs to, and how to recode it.

Looks for the days on which most rows had the code of a body of one kind, all in force together; the proposal has been
tried on the codes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final

from ..answer import Json, Rows
from ..errors import BadInput
from ..model.day_parser import Days
from ..model.entities import Body, Kind
from ..names.finder import MatchedAs, names_in
from ..record.history import History
from ..util.text import printable
from .readings import no_body
from .recoder import Recoder
from .result import PROBLEMS, Recoding

__all__ = ["Fit", "Identification", "Proposal", "identify", "likely_column"]

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
        number = len(self.codes) + len(self.others)
        one = len(self.codes) == 1
        noun = _in_a_sentence(self.kind.label if one else self.kind.plural)
        rows = f" ({self.rows:,} of {self.of_rows:,} rows)" if self.of_rows != number else ""
        are = "is a" if one else "are"
        text = f"{len(self.codes)} of {number} codes{rows} {are} {noun} in force {self._period(write)}"
        if self.others:
            shown = ", ".join(printable(code, 40) or "(empty)" for code in self.others[:5])
            more = f" and {len(self.others) - 5} more" if len(self.others) > 5 else ""
            text += f"; {len(self.others)} {'does' if len(self.others) == 1 else 'do'} not fit: {shown}{more}"
        return text


@dataclass(frozen=True, slots=True)
class Proposal:
    """Options for recoding, and how many rows they resolve: code known, in force, and unambiguous."""

    since: date | None
    days_column: str
    kind_from: str
    rows: int
    of_rows: int

    @property
    def options(self) -> tuple[str, ...]:
        """The proposal as command-line options."""
        days = ("--from-column", self.days_column) if self.days_column else ()
        since = ("--from", self.since.isoformat()) if self.since else ()
        return (*days, *since, *(("--kind-from", self.kind_from) if self.kind_from else ()))


@dataclass(frozen=True, slots=True)
class Identification:
    """What a column of codes may be: fits (best first), codes not in the record, and a proposal."""

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

    @property
    def best(self) -> Fit | None:
        return self.fits[0] if self.fits else None

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
        proposal = documents.RecodeProposal.from_values(self.proposal) if self.proposal else None
        return documents.Identification.from_values(self, rows=self.rows_in, fits=fits, proposal=proposal).plain()

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
) -> Identification:
    """The kinds and periods a column of codes fits, each kind with its best period.

    `codes` maps distinct codes to row counts, or is the cells of the column; `days` are its date columns. The proposal
    is the choice that resolves most rows when recoding to the day `to`, by default today.
    """
    counted: dict[str, int] = defaultdict(int)
    if isinstance(codes, Mapping):
        counted |= codes
    else:
        for code in codes:
            counted[code.strip()] += 1
    names = names_in(history)
    meant = {code: () if no_body(code) else names.read(code).bodies for code in counted}
    by_kind: dict[str, dict[str, list[Body]]] = defaultdict(lambda: defaultdict(list))
    for code, bodies in meant.items():
        for body in bodies:
            by_kind[history.kinds[body.kind].broader or body.kind][code].append(body)
    fits = [_fit(history, kind, of_code, counted) for kind, of_code in by_kind.items()]
    fits.sort(key=lambda fit: (-fit.rows, -len(fit.codes), fit.in_force, fit.kind.id))
    unknown = tuple(code for code, bodies in meant.items() if not bodies)
    known = {code: rows for code, rows in counted.items() if meant[code]}
    of_rows = sum(counted.values())
    proposal = _tried(history, known, fits[:_TRIED], to or date.today(), days or {}, of_rows) if fits else None
    return Identification(len(counted), sum(counted.values()), tuple(fits[:most]), unknown, proposal)


def _tried(
    history: History, known: Mapping[str, int], fits: list[Fit], to: date, days: Mapping[str, Pairs], of_rows: int
) -> Proposal | None:
    """The choice that resolves most rows; ties go to the first, and to date columns before a single day."""
    tried = list(_trials(history, known, fits, to, days, of_rows))
    return max(tried, key=lambda proposal: proposal.rows, default=None)


def _trials(
    history: History, known: Mapping[str, int], fits: list[Fit], to: date, days: Mapping[str, Pairs], of_rows: int
) -> Iterator[Proposal]:
    kinds = [*(fit.kind.id for fit in fits), ""]
    for column, pairs in days.items():
        for kind in kinds:
            recoder = Recoder(history, to, kind_from=kind)
            dated = (
                (recoder.recode(code, each), rows)
                for (code, each), rows in pairs.items()
                if code in known and not isinstance(each, str)
            )
            yield Proposal(None, column, kind, sum(rows for found, rows in dated if _answered(found)), of_rows)
    choices = [*((fit.day, fit.kind.id) for fit in fits), *((None, kind) for kind in kinds)]
    for since, kind in choices:
        recoder = Recoder(history, to, since=since, kind_from=kind)
        rows = sum(rows for code, rows in known.items() if _answered(recoder.recode(code)))
        yield Proposal(since, "", kind, rows, of_rows)


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


def likely_column(history: History, columns: Mapping[str, Iterable[str]]) -> str:
    """The column in which most distinct cells are codes or names of bodies; ties go to the first.

    Raises:
        BadInput: no column has any.
    """
    names = names_in(history)

    def known(name: str) -> float:
        cells = {cell for cell in columns[name] if not no_body(cell.strip())}
        read = [names.read(cell).matched_as for cell in cells]
        return sum(how not in _GUESSED for how in read) / len(read) if read else 0

    best = max(columns, key=known, default="")
    if not best or not known(best):
        raise BadInput("No column holds a code or name of a body in the record. Say which column holds the codes.")
    return best


_GUESSED: Final = (MatchedAs.NOTHING, MatchedAs.PART_OF_NAME, MatchedAs.NEAR_NAME)
"""How a cell may be read that does not make its column the one of codes."""
