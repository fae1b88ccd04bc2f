"""Parsing of days, bases and weights in the Python API, with the same words as on the command line."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

from ..errors import BadInput
from ..model.day_parser import parse_day_asked
from ..model.entities import LEGAL_AND_AREA, Basis
from ..model.share import Weight
from ..util.text import quoted

if TYPE_CHECKING:
    from ..recode.places import ColumnIs

__all__ = ["DayLike", "as_bases", "as_column_is", "as_day", "as_weight"]

DayLike: TypeAlias = date | str | int
"""A date, a moment (whose date counts), a year, or a text as the command line takes it: "2013-04", "Q1 2010"."""


def as_day(given: DayLike) -> date:
    """The day meant by a value; a year or month means its last day.

    Raises:
        BadDay: it is not a day.

    >>> as_day(2013), as_day("2013/14")
    (datetime.date(2013, 12, 31), datetime.date(2014, 3, 31))
    """
    if isinstance(given, datetime):
        return given.date()
    return given if isinstance(given, date) else parse_day_asked(str(given), date.today())


def as_bases(given: Iterable[str]) -> frozenset[Basis]:
    """The bases of the links to follow: "legal", "area", "code"; legal and area by default.

    Raises:
        BadInput: there is no such basis.
    """
    words = [given] if isinstance(given, str) else list(given)
    try:
        return frozenset(map(Basis, words)) or LEGAL_AND_AREA
    except ValueError:
        wrong = next(word for word in words if word not in set(Basis))
        raise BadInput(f"{quoted(str(wrong))} is no basis. Choose among {', '.join(Basis)}.") from None


def as_column_is(given: str) -> "ColumnIs":
    """What a column of codes holds: "body", "place", or "" for what most of the column is.

    Raises:
        BadInput: it is none of these.
    """
    from ..recode.places import ColumnIs

    try:
        return ColumnIs(given)
    except ValueError:
        raise BadInput(f"{quoted(str(given))} is not what a column can be. Choose body or place.") from None


def as_weight(given: str) -> Weight:
    """What shares count: "people", "postcodes", "lsoas", or "stated" for what the sources state.

    Raises:
        BadInput: there is no such weight.
    """
    try:
        return Weight(given)
    except ValueError:
        raise BadInput(f"{quoted(str(given))} is no weight. Choose one of {', '.join(Weight)}.") from None
