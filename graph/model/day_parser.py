"""Parser for dates as people write them: a day, month, quarter, year or financial year, in digits or words.

The text stands for a span of days; where a single day is needed, it is the last. Days come before months (01/06/2005 is
1 June), and two-digit years are in 1948-2047.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Final, TypeAlias

from ..errors import BadDay, NoSuchDay
from ..util.text import quoted

__all__ = ["EARLIEST", "LATEST", "Days", "are_financial_years", "parse_day", "parse_day_asked", "parse_days"]

EARLIEST: Final = date(1948, 1, 1)
LATEST: Final = date(2100, 12, 31)

Days: TypeAlias = tuple[date, date]
"""The first and the last day of a span."""

_LONGEST: Final = 40
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH: Final = f"(?P<month>{'|'.join(_MONTHS)})"
_NUMBER: Final = r"(?P<month>\d{1,2})"
_DAY: Final = r"(?P<day>\d{1,2})"
_NTH: Final = rf"{_DAY}(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>\d{4}|\d{2})"
_FULL_YEAR: Final = r"(?P<year>\d{4})"
_NEXT: Final = r"(?P<next>\d{4}|\d{2})"
_QUARTER: Final = r"(?:q|qtr |quarter )(?P<quarter>\d)"
_WEEKDAY: Final = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)? )?"
_CLOCK: Final = re.compile(r"[ t]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?$", re.ASCII)
_WHOLE: Final = re.compile(r"(\d{4,8})\.0", re.ASCII)
_AMBIGUOUS: Final = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
"""A year and two figures, which are a month, or else the year after."""


def parse_day(text: str) -> date:
    """The day meant by `2013` (31 December 2013), `2013-04` (its last day), `1 June 2005`, `2013/14`, `Q1 2010`.

    Raises:
        BadDay: the text has no known format, the day does not exist, or it is outside 1948-2100.
    """
    return parse_days(text)[1]


def parse_day_asked(text: str, today: date) -> date:
    """As `parse_day`, where someone asks for one day: `today` is that day.

    Raises:
        BadDay: as `parse_day`.
    """
    return today if text.strip().casefold() == "today" else parse_day(text)


def parse_days(text: str, *, financial: bool = False) -> Days:
    """The first and last day of a text: a month means all its days, 2013/14 the year from 1 April 2013.

    `financial` reads 2010-11 as a financial year, not as November, as in a column that also has 2012-13.

    Raises:
        BadDay: the text has no known format, the day does not exist, or it is outside 1948-2100.
    """
    if len(text) <= _LONGEST:
        plain = " ".join(text.casefold().replace(",", " ").replace("–", "-").split())
        plain = _CLOCK.sub("", plain)
        if number := _WHOLE.fullmatch(plain):
            plain = number[1]
        for pattern, read in _FORMS:
            if written := _compiled(pattern).fullmatch(plain):
                return read(written.groupdict(), text.strip(), financial)
    raise BadDay(
        f"Not a day: {quoted(text, _LONGEST)}. Write a day, a month or a year, such as 1 June 2005, June 2005,"
        " 2013-04-01, 2013 or 2013/14."
    )


def are_financial_years(texts: Iterable[str]) -> bool:
    """Whether month-like cells of a column (2010-11) are financial years: true if one of them cannot be a month."""
    pairs = {(int(found[1]), int(found[2])) for text in texts if (found := _AMBIGUOUS.fullmatch(text.strip()))}
    return any(month > 12 for _, month in pairs) and all(_follows(year, f"{after:02}") for year, after in pairs)


def _follows(year: int, written: str) -> bool:
    """Whether a second year (2014, 14 or 4 after 2013) is the year after the first."""
    return str(year + 1).endswith(written)


def _year(written: str) -> int:
    year = int(written)
    if len(written) == 2:
        return year + (1900 if year >= EARLIEST.year % 100 else 2000)
    if not EARLIEST.year <= year <= LATEST.year:
        raise NoSuchDay(
            f"The year {written} is outside {EARLIEST.year}-{LATEST.year}, the years of the NHS. Try 1991 or 2013."
        )
    return year


_Parts: TypeAlias = dict[str, str | None]
_Read: TypeAlias = Callable[[_Parts, str, bool], Days]


def _calendar(parts: _Parts, text: str, financial: bool) -> Days:
    """A year, a month or a day."""
    year, day = _year(parts["year"] or ""), parts.get("day")
    written = parts.get("month")
    if not written:
        return date(year, 1, 1), date(year, 12, 31)
    month = _MONTHS.get(written) or int(written)
    if not 1 <= month <= 12:
        mend = "Months run from 01 to 12, as in 2013-04."
        if day and 1 <= int(day) <= 12 and not text.startswith(parts["year"] or ""):
            mend = f"Write the day first, as in {written}/{day}/{year}."
        raise NoSuchDay(f"There is no month {written} in {text}. {mend}")
    last = monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, last)
    if not 1 <= int(day) <= last:
        raise NoSuchDay(f"There is no {text}: {date(year, month, 1):%B %Y} has {last} days.")
    found = date(year, month, int(day))
    return found, found


def _financial(parts: _Parts, text: str, financial: bool) -> Days:
    """A financial year, or a quarter of one."""
    year, after = _year(parts["year"] or ""), parts["next"] or ""
    if not _follows(year, after):
        raise NoSuchDay(
            f"{text} is no financial year: one ends in the year after it began, as {year}/{(year + 1) % 100:02} does."
        )
    _year(str(year + 1))
    if not parts.get("quarter"):
        return date(year, 4, 1), date(year + 1, 3, 31)
    quarter = _quarter_number(parts, text)
    return _quarter(year, quarter + 1) if quarter < 4 else _quarter(year + 1, 1)


def _one_year_of_two(parts: _Parts, text: str, financial: bool) -> Days:
    """FY13: most people mean the year that ends then, some the one that begins, and a guess would be a year wrong."""
    year = _year(parts["year"] or "")
    ends, begins = (f"{first}/{(first + 1) % 100:02}" for first in (year - 1, year))
    raise NoSuchDay(f"{text} is {ends} to some and {begins} to others. Write both years, as in {ends}.")


def _no_year(parts: _Parts, text: str, financial: bool) -> Days:
    """1 June: a day of no year, if any has it."""
    month, day = _MONTHS[parts["month"] or ""], int(parts["day"] or 0)
    leap = date(2012, month, 1)
    last = monthrange(leap.year, month)[1]
    if not 1 <= day <= last:
        raise NoSuchDay(f"There is no {text} in any year: {leap:%B} has {last} days at most.")
    raise NoSuchDay(f"{text} is a day of which year? Write it too, as in {day} {leap:%B} {leap.year}.")


def _year_and_two(parts: _Parts, text: str, financial: bool) -> Days:
    """2013-04 or 2013-14: a month if it can be one."""
    written = parts["month"] or ""
    if financial or (int(written) > 12 and _follows(int(parts["year"] or 0), written)):
        return _financial({**parts, "next": written}, text, financial)
    return _calendar(parts, text, financial)


def _calendar_quarter(parts: _Parts, text: str, financial: bool) -> Days:
    return _quarter(_year(parts["year"] or ""), _quarter_number(parts, text))


def _quarter_number(parts: _Parts, text: str) -> int:
    quarter = int(parts["quarter"] or 0)
    if not 1 <= quarter <= 4:
        raise NoSuchDay(f"There is no quarter {quarter} in {text}. Quarters run from Q1 to Q4, as in Q1 2010.")
    return quarter


def _quarter(year: int, quarter: int) -> Days:
    last = 3 * quarter
    return date(year, last - 2, 1), date(year, last, monthrange(year, last)[1])


def _months(parts: _Parts, text: str, financial: bool) -> Days:
    """A range of months within one year."""
    year = _year(parts["year"] or "")
    first, last = _MONTHS[parts["first"] or ""], _MONTHS[parts["month"] or ""]
    if first > last:
        raise NoSuchDay(f"{text} ends before it begins. Write both months of one year, as in April to June 2013.")
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A form as it is first tried: a command reads a day or two, and most are in one of the first forms."""
    return re.compile(pattern, re.ASCII)


_FORMS: Final[tuple[tuple[str, _Read], ...]] = (
    (rf"{_FULL_YEAR}-(?P<month>\d\d)", _year_and_two),
    (rf"{_FULL_YEAR}([-/.])(?P<month>\d{{1,2}})\2{_DAY}", _calendar),
    (rf"{_FULL_YEAR}(?:(?P<month>\d\d)(?P<day>\d\d)?)?", _calendar),
    (rf"{_DAY}([-/.]){_NUMBER}\2{_YEAR}", _calendar),
    (rf"{_NUMBER}[-/.]{_FULL_YEAR}", _calendar),
    (rf"{_WEEKDAY}(?:the )?{_NTH}[- /]?(?:of )?{_MONTH}\.?[- /]?{_YEAR}", _calendar),
    (rf"{_WEEKDAY}{_MONTH}\.? {_NTH} {_FULL_YEAR}", _calendar),
    (rf"{_MONTH}\.?[- /]?{_YEAR}", _calendar),
    (rf"{_FULL_YEAR}[- ]?{_MONTH}", _calendar),
    (rf"(?P<first>{'|'.join(_MONTHS)})(?: ?- ?| to ){_MONTH} {_FULL_YEAR}", _months),
    (rf"(?:fy|financial year)? ?{_FULL_YEAR} ?[-/] ?{_NEXT}", _financial),
    (rf"(?:fy|financial year) ?{_YEAR} ?[-/] ?{_NEXT}", _financial),
    (rf"(?:fy|f/y|financial year)[- ]?'?{_YEAR}", _one_year_of_two),
    (rf"{_WEEKDAY}(?:the )?{_NTH}[- /]?(?:of )?{_MONTH}\.?", _no_year),
    (rf"{_WEEKDAY}{_MONTH}\.? {_NTH}", _no_year),
    (rf"'?{_YEAR} ?(?:fy|f/y|financial year)", _one_year_of_two),
    (rf"{_QUARTER}[- /]?{_FULL_YEAR}", _calendar_quarter),
    (rf"{_FULL_YEAR}[- /]?{_QUARTER}", _calendar_quarter),
    (rf"{_QUARTER}[- ]?(?:fy ?)?{_FULL_YEAR}[-/]{_NEXT}", _financial),
    (rf"(?:fy ?)?{_FULL_YEAR}[-/]{_NEXT}[- ]?{_QUARTER}", _financial),
)
