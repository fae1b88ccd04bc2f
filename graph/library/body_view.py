"""One body of the record, with a method for each question about it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ..errors import BadDay
from ..model.entities import Body
from ..record.history import History
from ..util.extras import named_parts
from .choices import DayLike, as_bases, as_day, as_weight
from .result import Result

if TYPE_CHECKING:
    import networkx as nx

    from ..answers.accountability import Chain
    from ..answers.body import BodyFacts
    from ..answers.geography.area import Area
    from ..answers.lineage import Lineage
    from ..answers.subordinates import Subordinates
    from ..recode.crosswalk import Crosswalk

__all__ = ["BodyView"]


class BodyView:
    """A body, as `open_record().body(...)` finds it: `id`, `name`, `kind`, and methods that return a `Result`.

    `others` holds the ids of further bodies with the same code or name.

    >>> from nhs_restructures import open_record
    >>> open_record().body("02A", as_at="2014")
    <ccg-02a NHS Trafford CCG, 1 April 2013 to 30 June 2022>
    """

    def __init__(self, history: History, body: Body, others: Sequence[str] = ()) -> None:
        self._history, self._body = history, body
        self.others = tuple(others)

    @property
    def id(self) -> str:
        """Its id in the record, such as `ccg-04f`."""
        return self._body.id

    @property
    def name(self) -> str:
        """Its latest name."""
        return self._body.name

    @property
    def kind(self) -> str:
        """The id of its kind, such as `ccg`."""
        return self._body.kind

    def heirs(
        self,
        on: DayLike,
        *,
        kind: str = "",
        basis: Iterable[str] = (),
        weight: str = "people",
        estimate: bool = False,
    ) -> "Result[Crosswalk]":
        """Where the body is among those in force on a later day, one row each; the body itself if it goes on.

        Columns: `from_code`, `from_gss`, `from_id`, `from_name`, `from_kind`; the same with `to_`; `share` (the part
        of the body, 0 to 1, None where it is not known), `share_low` and `share_high` (its bounds), `share_basis`
        (what it counts), `stated_share`, `basis`, `path`, `status`, `evidence`, `sources`, `note`.

        `kind` limits the answer to heirs of one kind, `basis` names the links to follow (legal, area, code), `weight`
        is what shares count (people, postcodes, lsoas, stated), and `estimate` gives a number where only bounds are
        known.

        Raises:
            BadDay: there is no such day, or it lies before the body's first.
            UnknownKind: there is no such kind.
            BadInput: there is no such basis or weight.

        >>> from nhs_restructures import open_record
        >>> [(row["to_id"], row["share"]) for row in open_record().body("5NR").heirs("2022-07-01")]
        [('icb-qop', 1.0)]
        """
        day = as_day(on)
        if day < self._body.life.starts[0]:
            raise BadDay(f"{self.id} began after {day}. Ask for its origins on that day.")
        return self._on(f"Heirs of {self.id} on {day}", day, kind, basis, weight, estimate)

    def origins(
        self,
        on: DayLike,
        *,
        kind: str = "",
        basis: Iterable[str] = (),
        weight: str = "people",
        estimate: bool = False,
    ) -> "Result[Crosswalk]":
        """Which bodies of an earlier day this one came from, with the part of this body that came from each.

        Columns and options are those of `heirs`: `to_` is the earlier body.

        Raises:
            BadDay: there is no such day, or it lies after the body's last.
            UnknownKind: there is no such kind.

        >>> from nhs_restructures import open_record
        >>> sorted(row["to_id"] for row in open_record().body("ccg-02a").origins("2012-04-01"))
        ['pct-5nr']
        """
        day = as_day(on)
        if day > self._body.life.ends[1]:
            raise BadDay(f"{self.id} ended before {day}. Ask for its heirs on that day.")
        return self._on(f"Origins of {self.id} on {day}", day, kind, basis, weight, estimate)

    def _on(
        self, title: str, day: date, kind: str, basis: Iterable[str], weight: str, estimate: bool
    ) -> "Result[Crosswalk]":
        from ..recode.crosswalk import Crosswalk
        from ..recode.recoder import Recoder

        counted = as_weight(weight)
        recoder = Recoder(self._history, day, kind_to=kind, bases=as_bases(basis), weight=counted, estimate=estimate)
        return Result(title, Crosswalk(self._body.life.last_known, day, (recoder.of_body(self._body),), 0, counted))

    def lineage(self, *, basis: Iterable[str] = (), min_share: float | str = "0.01") -> "Result[Lineage]":
        """All bodies before and after it in order of time, with the share each step carried.

        Columns: `direction`, `id`, `name`, `kind`, `start`, `end`, `share`, `path` and further ones; relatives with a
        known share below `min_share` (0 to 1) are left out.

        >>> from nhs_restructures import open_record
        >>> "icb-qop" in {row["id"] for row in open_record().body("5NR").lineage()}
        True
        """
        from ..answers.lineage import lineage
        from ..model.share import parse_share

        answer = lineage(self._history, self._body, bases=as_bases(basis), min_share=parse_share(str(min_share)))
        return Result(f"Lineage of {self.id}", answer)

    def network(self, *, min_share: float | str = "0.01") -> "nx.MultiDiGraph[str]":
        """The lineage as a networkx graph: nodes are body ids, edges the successions with their attributes.

        Raises:
            MissingPart: networkx is not installed.
        """
        from ..answers.lineage import graph_of

        with named_parts():
            return graph_of(self.lineage(min_share=min_share).answer)

    def accountable(self, on: DayLike, *, possible: bool = False) -> "Result[Chain]":
        """Who the body answered to on a day, step by step to the top; `possible` includes uncertain steps.

        Raises:
            BadDay: the day is invalid.

        >>> from nhs_restructures import open_record
        >>> open_record().body("ccg-04f").accountable("2014-06-01").rows()[0]["id"]
        'area-team-q58'
        """
        from ..answers.accountability import chain

        day = as_day(on)
        answer = chain(self._history, self._body, day)
        return Result(f"{self.id} on {day}", answer if possible else answer.certain())

    def below(self, on: DayLike, *, possible: bool = False) -> "Result[Subordinates]":
        """Who answered to the body on a day, one step down; `possible` includes uncertain ones.

        Raises:
            BadDay: the day is invalid.

        >>> from nhs_restructures import open_record
        >>> "ccg-04f" in {row["id"] for row in open_record().body("area-team-q58").below("2014-06-01")}
        True
        """
        from ..answers.subordinates import below

        day = as_day(on)
        answer = below(self._history, self._body, day)
        return Result(f"Answering to {self.id} on {day}", answer if possible else answer.certain())

    def area(self, on: DayLike | None = None) -> "Result[Area]":
        """The cells of England the body held on a day of its life (by default its last), whole or in part.

        Columns: `cell`, `name`, `share` (the part of the cell, 0 to 1), `population` (mid-2020), `evidence` (exact,
        derived or approximate), `inferred`, `sources`, `note`.

        Raises:
            BadDay: the day is invalid, or nothing can be known for it.
            UnknownPlace: the body was not in force on the day, or its area is not known.

        >>> from nhs_restructures import open_record
        >>> [(row["name"], row["share"]) for row in open_record().body("ccg-02a").area("2014-06-01")]
        [('Trafford', 1.0)]
        """
        from ..answers.geography.area import area, known_day

        today = date.today()
        day = known_day(as_day(on), today=today) if on is not None else min(self._body.life.last_known, today)
        return Result(f"Area of {self.id} on {day}", area(self._history, self._body, day))

    def facts(self) -> "Result[BodyFacts]":
        """Everything the record says about it: columns `id`, `field`, `value`, `evidence`, `sources`, `note`.

        >>> from nhs_restructures import open_record
        >>> [row["value"] for row in open_record().body("5NR").facts() if row["field"] == "end"]
        ['2013-03-31']
        """
        from ..answers.body import facts

        return Result(f"{self.id} {self.name}", facts(self._history, self._body))

    def __repr__(self) -> str:
        from ..model.words import spell_in_words

        return f"<{self.id} {self.name}, {spell_in_words(self._body.spell)}>"

    def _repr_html_(self) -> str:
        return self.facts()._repr_html_()
