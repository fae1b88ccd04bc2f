"""Days as a Python user gives them."""

from datetime import date, datetime
from typing import TypeAlias

from ..model.dates import parse_day

__all__ = ["DayLike", "as_day"]

DayLike: TypeAlias = date | str | int
"""A date, a moment (whose date counts), a year, or a text as the command line takes it: "2013-04", "Q1 2010"."""


def as_day(given: DayLike) -> date:
    """The day that is meant; a year or a month means its last.

    Raises:
        BadDay: it is none.

    >>> as_day(2013), as_day("2013/14")
    (datetime.date(2013, 12, 31), datetime.date(2014, 3, 31))
    """
    if isinstance(given, datetime):
        return given.date()
    return given if isinstance(given, date) else parse_day(str(given))
