"""What `identify` found of a column of codes: kinds and periods that fit, types of place, and a tried proposal."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import ClassVar, Final

from msgspec import Struct

from ..answer import Json, Rows
from ..model.entities import Kind
from ..names.meaning import MatchedAs
from ..util.text import printable
from .places import ColumnIs

__all__ = ["Fit", "Identification", "PlaceFit", "Proposal"]


class Fit(Struct, frozen=True):
    """A kind and period that codes fit. `start` and `end` are None where open.

    `rows` is the number of rows with a fitting code; `in_force` counts all bodies of the kind (and its narrower kinds)
    on the last day of the period. `in_register` is true of practices and trusts, which are no bodies of the record.
    """

    kind: Kind
    start: date | None
    end: date | None
    codes: tuple[str, ...]
    others: tuple[str, ...]
    rows: int
    of_rows: int
    in_force: int
    in_register: bool = False

    @classmethod
    def over(
        cls,
        kind: Kind,
        period: tuple[date, date],
        fitting: Collection[str],
        counted: Mapping[str, int],
        *,
        in_force: int,
        in_register: bool = False,
    ) -> "Fit":
        """The fit of a kind over a period, its ends `date.min` and `date.max` where open.

        `counted` are all codes of the column with their rows, `fitting` those that fit.
        """
        start, end = period
        return cls(
            kind=kind,
            start=None if start == date.min else start,
            end=None if end == date.max else end,
            codes=tuple(code for code in counted if code in fitting),
            others=tuple(code for code in counted if code not in fitting),
            rows=sum(counted[code] for code in fitting),
            of_rows=sum(counted.values()),
            in_force=in_force,
            in_register=in_register,
        )

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
        are = f"is a{'n' * (noun.startswith(_SPOKEN_WITH_A_VOWEL))}" if one else "are"
        return _sentence(self, f"{are} {noun} in force {self._period(write)}")


class PlaceFit(Struct, frozen=True):
    """A type of place that codes fit: that of an LSOA, a postcode, or `place` for a district or authority."""

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


_SPOKEN_WITH_A_VOWEL: Final = ("a", "e", "i", "o", "u", "NHS")

_PLACES: Final = {
    MatchedAs.LSOA: ("an LSOA of 2011", "LSOAs of 2011"),
    MatchedAs.POSTCODE_SECTOR: ("a postcode or the sector of one", "postcodes, counted by their sectors"),
    MatchedAs.POSTCODE_DISTRICT: ("a postcode district", "postcode districts, by the postcodes of 2025 in them"),
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


class Proposal(Struct, frozen=True):
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


class Identification(Struct, frozen=True):
    """What a column of codes may be: fits (best first), codes not in the record, and a proposal.

    `places` are the types of place the codes may be, best first; a name may be that of a body too. `by_heading` says
    that of kinds which fit as well, the heading of the column tells the best apart.
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
    by_heading: bool = False

    @property
    def undecided(self) -> bool:
        """Whether two kinds fit as many rows, and the heading says neither or both."""
        return len(self.fits) > 1 and self.fits[0].rows == self.fits[1].rows and not self.by_heading

    @property
    def assumed(self) -> Proposal | None:
        """The proposal, if it may be taken unasked: where two kinds fit equally, the reader has to say which."""
        settled = self.proposal and (self.proposal.days_column or self.proposal.column_is or not self.undecided)
        return self.proposal if settled else None

    @property
    def best(self) -> Fit | None:
        return self.fits[0] if self.fits else None

    @property
    def likeliest(self) -> Fit | PlaceFit | None:
        """The fit with most rows; of bodies and places that fit as many, what is proposed."""
        bodies, places = self.best, self.places[0] if self.places else None
        if places is None or bodies is None or places.rows != bodies.rows:
            return places if places and (bodies is None or places.rows > bodies.rows) else bodies
        return places if self.proposal and self.proposal.column_is is ColumnIs.PLACE else bodies

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


def _in_a_sentence(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
