"""The opened record: each method asks one question of `graph` and returns a `Result`."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..record.changelog import edition
from ..record.history import History
from ..record.opening import Record
from ..record.opening import open_record as record_in
from .body_view import BodyView
from .choices import DayLike, as_bases, as_column_is, as_day, as_weight
from .result import Result, html_table

if TYPE_CHECKING:
    import polars as pl

    from ..answers.diff_result import Diff
    from ..answers.geography.area import Area
    from ..answers.geography.map import MapOnDay
    from ..answers.geography.place import PlaceHistory
    from ..answers.landscape import Landscape, Listing
    from ..answers.lookup.search import SearchResult
    from ..answers.timeline import Timeline
    from ..model.entities import Kind
    from ..recode.crosswalk import Crosswalk
    from ..recode.identify import Identification

__all__ = ["RecordView", "open_record"]

Frame = TypeVar("Frame")


def open_record(path: Path | str | None = None, *, stated_only: bool = False) -> "RecordView":
    """Opens the bundled record, or one in a Turtle file; `stated_only` leaves out everything inferred.

    Takes about 20 ms once the file has been read before; parsed data is cached in the user's cache directory.

    Raises:
        UnreadableRecord: there is no such file, or it is not a record.

    >>> from nhs_restructures import open_record
    >>> record = open_record()
    >>> record.body("5NR").name
    'Trafford Primary Care Trust'
    """
    return RecordView(record_in(Path(path) if path is not None else None), stated_only=stated_only)


class RecordView:
    """One edition of the record; days can be a date, a year, or text."""

    def __init__(self, record: Record, *, stated_only: bool = False) -> None:
        self._record = record
        self.history: History = record.history.stated if stated_only else record.history

    @property
    def edition(self) -> str:
        """The edition's name: its date, and part of its hash."""
        return edition(self._record)

    def body(self, text: str, *, as_at: DayLike | None = None) -> BodyView:
        """The body a text means: an id, any code it had, or a name; the latest match, or that of a day.

        Raises:
            UnknownBody: there is none; the message offers those that come near.
            AmbiguousBody: the text is part of several names.
            BadDay: `as_at` is not a day.

        >>> from nhs_restructures import open_record
        >>> open_record().body("Trafford Primary Care Trust").id
        'pct-5nr'
        """
        from ..names.find import look_up

        found = look_up(self.history, text, as_at=as_day(as_at) if as_at is not None else None)
        return BodyView(self.history, found.body, [other.id for other in found.others])

    def on(self, day: DayLike, *, kind: str = "", possible: bool = False) -> "Result[Listing]":
        """The bodies in force on a day, of one kind or all; `possible` includes uncertain ones, marked.

        Columns: `id`, `name` (of that day), `kind`, `ods_code`, `gss_code`, `start`, `end`, their precisions,
        `in_force` (certain or possible), `evidence`.

        Raises:
            BadDay: the day is invalid.
            UnknownKind: there is no such kind.

        >>> from nhs_restructures import open_record
        >>> len(open_record().on("2014-06-01", kind="ccg"))
        211
        """
        from ..answers.landscape import listing

        when = as_day(day)
        answer = listing(self.history, when, self.history.kind(kind).id if kind else "")
        return Result(f"{kind or 'Bodies'} on {when}", answer.with_possible() if possible else answer)

    def diff(
        self,
        first: DayLike,
        second: DayLike,
        *,
        kind: str = "",
        basis: Iterable[str] = (),
        weight: str = "people",
        estimate: bool = False,
    ) -> "Result[Diff]":
        """What changed between two days: bodies, names, codes and lines of accountability, one row for each change.

        `.answer` has the parts separately (`ended`, `begun`, `renamed`, `kinds`, `restructures`); `kind` limits it to
        one kind.

        Raises:
            BadDay: one of the days is invalid.
            UnknownKind: there is no such kind.

        >>> from nhs_restructures import open_record
        >>> changes = open_record().diff("2013", "2017", kind="ccg")
        >>> len(changes.answer.ended), len(changes.answer.begun)
        (6, 2)
        """
        from ..answers.diff import diff

        days = as_day(first), as_day(second)
        wanted = self.history.kind(kind).id if kind else ""
        answer = diff(self.history, *days, bases=as_bases(basis), weight=as_weight(weight), estimate=estimate)
        return Result(f"From {days[0]} to {days[1]}", answer.of_kind(wanted) if wanted else answer)

    def landscape(self, day: DayLike) -> "Result[Landscape]":
        """The system on a day: the kinds of each tier, and who answered to whom.

        Raises:
            BadDay: the day is invalid.
        """
        from ..answers.landscape import landscape

        when = as_day(day)
        return Result(f"The system on {when}", landscape(self.history, when))

    def timeline(self, last_year: int | None = None) -> "Result[Timeline]":
        """The restructures in order, up to this year or another one."""
        from datetime import date

        from ..answers.timeline import timeline

        return Result("Restructures", timeline(self.history, last_year or date.today().year))

    def search(self, text: str, *, as_at: DayLike | None = None) -> "Result[SearchResult]":
        """Bodies by id, code, name, former name or part of a name, best first.

        Raises:
            BadDay: `as_at` is not a day.

        >>> from nhs_restructures import open_record
        >>> "ccg-02a" in {row["id"] for row in open_record().search("trafford")}
        True
        """
        from ..answers.lookup.search import search

        day = as_day(as_at) if as_at is not None else None
        return Result(f"Search for {text}", search(self.history, text, as_at=day))

    def place(self, text: str, *, on: DayLike | None = None) -> "Result[PlaceHistory]":
        """Every body that covered a place, local ones first, each tier in order of time; `on` limits it to one day.

        `text` is a district, an authority of today, a postcode (cut to its sector) or an LSOA. Columns: `id`, `name`,
        `kind`, `tier`, `start`, `end` (of what it held), their precisions, `share` (the part of the place's people,
        0 to 1, None where it is not known), `share_low`, `share_high`, `evidence`, `inferred`, `sources`.

        Raises:
            UnknownPlace: there is none, or several.
            BadDay: the day is invalid, or nothing can be known for it.

        >>> from nhs_restructures import open_record
        >>> {row["id"] for row in open_record().place("Trafford", on="2014") if row["kind"] == "ccg"}
        {'ccg-02a'}
        """
        from datetime import date

        from ..answers.geography.area import known_day
        from ..answers.geography.place import place_history
        from ..areas.places import gazetteer

        day = known_day(as_day(on), today=date.today()) if on is not None else None
        answer = place_history(self.history, gazetteer(self._record).at(text))
        title = f"Who covered {answer.place.name}{f' on {day}' if day else ''}"
        return Result(title, answer.possible_on(day) if day else answer)

    def area(self, text: str, *, on: DayLike | None = None) -> "Result[Area]":
        """The cells a body held on a day of its life (by default its last), one row each; see `BodyView.area`.

        Raises:
            UnknownBody: there is no such body.
            UnknownPlace: it was not in force on the day, or its area is not known.
            BadDay: the day is invalid, or nothing can be known for it.

        >>> from nhs_restructures import open_record
        >>> [(row["cell"], row["share"]) for row in open_record().area("5NR")]
        [('00bu', 1.0)]
        """
        return self.body(text, as_at=on).area(on)

    def map(self, day: DayLike, *, kind: str = "") -> "Result[MapOnDay]":
        """The bodies on the map of a day, one row each: the local commissioners, or those of a kind.

        Columns: `id`, `name`, `kind`, `ods_code`, `gss_code`, `start`, `end`, `population` (people of mid-2020, None
        where the area is not known), `cells`, `parts` (of them those held in part), `evidence`, `inferred`.

        Raises:
            BadDay: the day is invalid, or no area can be known for it.
            UnknownKind: there is no such kind.

        >>> from nhs_restructures import open_record
        >>> len(open_record().map("2003-04-01"))
        303
        """
        from datetime import date

        from ..answers.geography.area import known_day
        from ..answers.geography.map import map_on

        when = known_day(as_day(day), today=date.today())
        return Result(f"The map of {when}", map_on(self.history, self.history.areas, when, kind))

    def geojson(self, day: DayLike, *, kind: str = "") -> str:
        """The map of a day as GeoJSON (WGS 84), which geopandas and R's sf can open.

        Raises:
            BadDay: the day is invalid.
            UnknownKind: there is no such kind.

        >>> from nhs_restructures import open_record
        >>> open_record().geojson("2026-04-01", kind="icb").startswith('{"type":"FeatureCollection"')
        True
        """
        from ..answers.geography.formats import map_as

        return map_as("geojson", self.map(day, kind=kind).answer, self.edition)

    def recode(
        self,
        frame: Frame,
        column: str,
        *,
        to: DayLike,
        since: DayLike | None = None,
        kind_from: str = "",
        kind_to: str = "",
        apportion: Sequence[str] = (),
        basis: Iterable[str] = (),
        weight: str = "people",
        estimate: bool = False,
        column_is: str = "",
        since_column: str = "",
        register: str | Path | None = None,
    ) -> Frame:
        """Adds to each row of a frame the bodies its code stands for on the day `to`; no row is dropped.

        A frame of polars or pandas comes back as what it was, with `new_code`, `new_gss`, `new_id`, `new_name`,
        `new_kind`, `share` (0 to 1), `basis`, `path`, `status`, `evidence`, `sources` and `note` added. A row whose
        code became several bodies becomes several rows, in pandas with its index repeated; numbers in the columns of
        `apportion` are divided among them by share, and what reached no body stands in `<column>_unallocated`.
        `since` is the day the codes belong to, and `since_column` the column with the day, month or year of each row;
        without them `identify` helps. LSOAs, postcodes and names or codes of places lead to the bodies that cover them;
        `column_is` says that all are a "body" or a "place". `register` is the file of practices and trusts that
        `register add` makes. Other choices
        are those of `heirs`.

        Raises:
            BadInput: it is not a frame; or a column is missing or not text, or holds rates.
            BadDay: one of the days is invalid.
            UnknownKind: there is no such kind.
            MissingPart: polars, which does the work, is not installed.

        >>> import polars as pl
        >>> from nhs_restructures import open_record
        >>> spend = pl.DataFrame({"org_code": ["5NR", "zzz"], "spend": [100, 7]})
        >>> recoded = open_record().recode(spend, "org_code", to="2022-07-01", apportion=["spend"])
        >>> recoded.select("org_code", "spend", "new_id", "status", "spend_unallocated").rows()
        [('5NR', 100, 'icb-qop', 'merged', 0), ('zzz', None, None, 'unknown-code', 7)]
        """
        from ..areas.places import gazetteer
        from ..registers import open_register
        from .frames import recode_any

        practices = open_register(Path(register)) if register else None
        days = as_day(to), as_day(since) if since is not None else None
        followed, counted, held = as_bases(basis), as_weight(weight), as_column_is(column_is)

        def recode(table: "pl.DataFrame") -> "pl.DataFrame":
            from ..recode.tables.whole_frame import recode_frame

            return recode_frame(
                table,
                column,
                days[0],
                since=days[1],
                history=self.history,
                kind_from=kind_from,
                kind_to=kind_to,
                bases=followed,
                weight=counted,
                estimate=estimate,
                apportion=apportion,
                places=lambda: gazetteer(self._record),
                column_is=held,
                since_column=since_column,
                register=practices,
            )

        return recode_any(frame, (column, since_column), apportion, recode)

    def identify(self, codes: Iterable[object]) -> "Result[Identification]":
        """Which kind of body and period, or which type of place, a column of codes holds, best guess first.

        `codes` is any list or a column of a frame; cells that are not text are skipped.

        >>> from nhs_restructures import open_record
        >>> open_record().identify(["5NR", "5NE"]).answer.best.kind.id
        'pct'
        """
        from ..areas.places import gazetteer
        from ..recode.identify import identify

        given = [code for code in codes if isinstance(code, str)]
        return Result("Codes", identify(self.history, given, places=lambda: gazetteer(self._record)))

    def crosswalk(
        self,
        first: DayLike,
        second: DayLike,
        *,
        kind_from: str = "",
        kind_to: str = "",
        basis: Iterable[str] = (),
        weight: str = "people",
        estimate: bool = False,
    ) -> "Result[Crosswalk]":
        """Every body in force on one day with the bodies it stands for on another, one row per pair.

        Columns and options are those of `BodyView.heirs`.

        Raises:
            BadDay: one of the days is invalid.
            UnknownKind: there is no such kind.

        >>> from nhs_restructures import open_record
        >>> table = open_record().crosswalk("2012-04-01", "2022-07-01", kind_from="pct", kind_to="icb")
        >>> {row["to_id"] for row in table if row["from_id"] == "pct-5nr"}
        {'icb-qop'}
        """
        from ..recode.crosswalk import crosswalk

        days = as_day(first), as_day(second)
        answer = crosswalk(
            self.history,
            *days,
            kind_from=kind_from,
            kind_to=kind_to,
            bases=as_bases(basis),
            weight=as_weight(weight),
            estimate=estimate,
            edition=self.edition,
        )
        return Result(f"From {days[0]} to {days[1]}", answer)

    def __repr__(self) -> str:
        return f"<NHS restructures, edition {self.edition}: {len(self.history.bodies):,} bodies>"

    def _repr_html_(self) -> str:
        counts = [{"kind": kind.plural, "bodies": len(self.history.by_kind.get(kind.id, ()))} for kind in self._kinds()]
        return html_table(repr(self).strip("<>"), ("kind", "bodies"), counts)

    def _kinds(self) -> "list[Kind]":
        return [kind for kind in self.history.kinds.values() if self.history.by_kind.get(kind.id)]
