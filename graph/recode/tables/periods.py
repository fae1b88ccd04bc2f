"""Periods that publishers write beside rows, beyond the days that people write: serial numbers, "year to March 2014".

What `parse_days` reads is read as there; these forms stand in columns only, never for a day that a command asks for.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from typing import Final, TypeAlias

from ...errors import BadDay
from ...model.day_parser import Days, are_financial_years, parse_days

__all__ = ["have_months_first", "meanings_of_days"]

_SIX_FIGURES: Final = re.compile(r"(\d{4})[-_]?(\d{2})", re.ASCII)
_YEAR_AND_TWO: Final = re.compile(r"(\d{4})/(\d{2})", re.ASCII)
_IN_FIGURES: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2((?:\d\d)?\d\d)(?=$|[ T])", re.ASCII)
"""A day in figures: 31/12/2010, or where the month is written first 12/31/2010."""
_SERIAL_DAY_0: Final = date(1899, 12, 30)
"""From this day spreadsheets count: 41365 is 1 April 2013."""
_LONGEST_POOL: Final = 10
"""Years that figures are put together for at most: 2010-12 is three, 2010-98 none."""
_CLOCK: Final = re.compile(r"(?: |(?<=\d{4}):)\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]m)?$", re.IGNORECASE)
_REMARK: Final = re.compile(
    r"[ (\[]+(?:provisional|prov|final|revised|estimated?s?|ytd|year to date|part[- ]year|[pre]|"
    r"\d[- ]year (?:average|pooled|rolling)|pooled|rolling)[)\]]?$|(?<=/\d\d)[pr]$",
    re.IGNORECASE,
)
"""What is written after a period about its figures."""
_MONTHS: Final = r"\(?((?:[a-z]{3,9}) ?(?:-|to) ?(?:[a-z]{3,9}))\)?"

_Found: TypeAlias = tuple[str | None, ...]


def meanings_of_days(texts: Iterable[str]) -> dict[str, Days | str]:
    """The days each distinct cell of a column stands for, or why it cannot be read."""
    cells = list(texts)
    financial = are_financial_years(f"{found[1]}-{found[2]}" for text in cells if (found := _years(text)))
    monthly = _are_months(found for text in cells if (found := _YEAR_AND_TWO.fullmatch(text.strip())))
    in_order = _month_second if have_months_first(cells) else str
    return {text: _meaning(in_order(text), financial, monthly) if text else "No day" for text in cells}


def have_months_first(texts: Iterable[str]) -> bool:
    """Whether the days of a column have the month before the day: that of some can be no other, and of none is."""
    days = [(int(found[1]), int(found[3])) for text in texts if (found := _IN_FIGURES.match(text.strip()))]
    return any(second > 12 for _, second in days) and all(first <= 12 for first, _ in days)


def _month_second(text: str) -> str:
    """A day with its month first as it is written here."""
    return _IN_FIGURES.sub(r"\3\2\1\2\4", text.strip(), count=1)


def _years(text: str) -> re.Match[str] | None:
    return _SIX_FIGURES.fullmatch(text.strip())


def _are_months(found: Iterable[re.Match[str]]) -> bool:
    """Whether cells such as 2011/12 are months: one of them is no financial year, and all can be months."""
    pairs = {(int(each[1]), int(each[2])) for each in found}
    return all(1 <= month <= 12 for _, month in pairs) and any((year + 1) % 100 != month for year, month in pairs)


def _meaning(text: str, financial: bool, monthly: bool) -> Days | str:
    text = _REMARK.sub("", _CLOCK.sub("", text.strip()))
    if (found := _years(text)) and (
        financial or (found[2] == f"{(int(found[1]) + 1) % 100:02}" and int(found[2]) > 12)
    ):
        text = f"{found[1]}/{found[2]}"
    elif monthly and (found := _YEAR_AND_TWO.fullmatch(text.strip())):
        text = f"{found[1]}-{found[2]}"
    try:
        return parse_days(text, financial=financial)
    except BadDay as error:
        plain = " ".join(text.casefold().replace("–", "-").replace(",", " ").split())
        for form, read in _FORMS:
            if written := form.fullmatch(plain):
                with suppress(BadDay, ValueError, OverflowError):
                    return read(written.groups())
        return str(error)


def _serial(found: _Found) -> Days:
    """A day as spreadsheets keep it."""
    return parse_days((_SERIAL_DAY_0 + timedelta(int(found[0] or 0))).isoformat())


def _of(found: _Found) -> Days:
    return parse_days(found[-1] or "")


def _month(found: _Found) -> Days:
    return parse_days(f"{found[0]}-{found[1]}")


def _financial(found: _Found) -> Days:
    """A financial year in two figures, or with another sign between its years."""
    first, second = found[0] or "", found[1] or ""
    century = "" if len(first) == 4 else "19" if first >= "48" else "20"
    return parse_days(f"{century}{first}/{second}")


def _financial_to(found: _Found) -> Days:
    """A financial year by the year it ends in, as in accounts: FYE 2013."""
    last = parse_days(f"mar {found[0]}")[1].year
    return parse_days(f"{last - 1}/{last % 100:02}")


def _quarter(found: _Found) -> Days:
    """A quarter of a financial year in two figures."""
    first, last = _financial(found[1:])
    return parse_days(f"{found[0]} {first.year}/{last.year % 100:02}")


def _financial_month(found: _Found) -> Days:
    """The first month of a financial year is April."""
    first, _ = _financial(found[:2])
    place = int(found[2] or 0)
    if not 1 <= place <= 12:
        raise ValueError
    year, month = divmod(first.year * 12 + first.month - 1 + place - 1, 12)
    return parse_days(f"{year}-{month + 1:02}")


def _months_to(found: _Found) -> Days:
    """So many months, or a year or a quarter, that end with a month or a day."""
    last = parse_days(found[-1] or "")[1]
    number = {"year": 12, "y": 12, "quarter": 3, "qtr": 3}.get(found[0] or "") or int(found[0] or 1)
    after = last + timedelta(1)
    year, month = divmod(after.year * 12 + after.month - 1 - number, 12)
    return date(year, month + 1, min(after.day, 28)), last


def _week_to(found: _Found) -> Days:
    last = parse_days(found[0] or "")[1]
    return last - timedelta(6), last


def _week_from(found: _Found) -> Days:
    first = parse_days(found[0] or "")[0]
    return first, first + timedelta(6)


def _between(found: _Found) -> Days:
    first, last = parse_days(found[0] or "")[0], parse_days(found[1] or "")[1]
    if first > last:
        raise ValueError
    return first, last


def _pooled_years(found: _Found) -> Days:
    """Calendar years that figures are put together for: 2010-12."""
    first, last = found[0] or "", found[1] or ""
    last = last if len(last) == 4 else first[:2] + last
    if not 1 <= int(last) - int(first) < _LONGEST_POOL:
        raise ValueError
    return parse_days(first)[0], parse_days(last)[1]


def _pooled_financial_years(found: _Found) -> Days:
    """Financial years that figures are put together for: 2010/11 - 12/13."""
    return _financial(found[:2])[0], _financial(found[2:])[1]


def _joined_years(found: _Found) -> Days:
    """A financial year in four figures together, which are no year: 1314."""
    first, second = int(found[0] or 0), int(found[1] or 0)
    if (first + 1) % 100 != second:
        raise ValueError
    return _financial(found)


def _months_of_quarter(found: _Found) -> Days:
    """A quarter with its months beside it; the months say which quarter of a calendar year it is."""
    before, months, after = (" ".join((each or "").split()) for each in found)
    rest = f"{before} {after}".strip()
    return parse_days(rest if "/" in rest else f"{months} {re.findall(r'[0-9]{4}', rest)[0]}")


def _half(found: _Found) -> Days:
    """A half of a year, or of a financial year, which begins in April."""
    place, first, second = int(found[0] or 0), found[1] or "", found[2]
    begins = date(int(first), 4 if second else 1, 1) if not second else _financial((first, second))[0]
    month = begins.month + 6 * (place - 1)
    after = begins.month + 6 * place
    return _first_of(begins.year, month), _first_of(begins.year, after) - timedelta(1)


def _first_of(year: int, month: int) -> date:
    """The first day of a month, counted on beyond December."""
    more, place = divmod(month - 1, 12)
    return date(year + more, place + 1, 1)


def _week(found: _Found) -> Days:
    """A week by its number in the year (ISO 8601)."""
    first = date.fromisocalendar(int(found[0] or 0), int(found[1] or 0), 1)
    return parse_days(first.isoformat())[0], first + timedelta(6)


def _mid_year(found: _Found) -> Days:
    """The day of the mid-year estimates of population."""
    return parse_days(f"{found[0]}-06-30")


_YEAR_ENDS: Final = r"(?:fye|fy end(?:ing|ed)?|financial year (?:ending|ended|to))"
_YEARS: Final = r"(\d{4}|\d\d) ?[-/_] ?(\d{4}|\d\d)"
_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[_Found], Days]], ...]] = tuple(
    (re.compile(pattern, re.ASCII), read)
    for pattern, read in (
        (r"(\d{5})(?:\.0)?", _serial),
        (r"(\d{4}) ?[-_]?m(\d\d)", _month),
        (rf"(?:fy|financial year|year)? ?{_YEARS}(?: financial year)?", _financial),
        (r"(\d\d)(\d\d)", _joined_years),
        (r"(\d{4}) ?- ?(\d{4}|\d\d)", _pooled_years),
        (r"(\d{4})/(\d\d) ?- ?(\d{4}|\d\d)/(\d\d)", _pooled_financial_years),
        (r"(\d{4})[/_.](\d\d)", _month),
        (r"(?:cy ?|calendar year |census )(\d{4})", _of),
        (r"(\d{4}) (?:calendar year|census)", _of),
        (r"mid[- ](?:year )?(\d{4})", _mid_year),
        (r"(\d{4})[- ]?w(?:eek)? ?(\d\d?)", _week),
        (r"w(?:eek)? ?(\d\d?)[- /]+(\d{4})", lambda found: _week(found[::-1])),
        (r"h([12])[- ]?(\d{4})(?:[/-](\d\d))?", _half),
        (r"(\d{4})(?:[/-](\d\d))?[- ]?h([12])", lambda found: _half((found[2], *found[:2]))),
        (rf"(.*\bq(?:tr|uarter)? ?[1-4].*?) ?{_MONTHS}(.*)", _months_of_quarter),
        (rf"(?:fy ?)?{_YEARS}[- ,]+(?:m|mth|month|p|period) ?(\d\d?)", _financial_month),
        (
            rf"(?:m|mth|month|p|period) ?(\d\d?)[- ,]+(?:fy ?)?{_YEARS}",
            lambda found: _financial_month((*found[1:], found[0])),
        ),
        (r"(year|quarter|qtr|\d\d?)(?: ?months?)? ?(?:ending|ended|to|up to)(?: end)?(?: of)? (.+)", _months_to),
        (r"(y)/?e (.+)", _months_to),
        (r"(?:week|w) ?(?:ending|ended|/ ?e) (.+)", _week_to),
        (r"(?:week|w) ?(?:commencing|beginning|starting|/ ?[cb]) (.+)", _week_from),
        (r"(?:rtt|as at|at|on|end|end of|as of|month|month of|month ending|period|snapshot)[- :]+(.+)", _of),
        (rf"{_YEAR_ENDS} ?(\d{{4}}|\d\d)", _financial_to),
        (rf"{_YEAR_ENDS} ?(.*[a-z].*)", lambda found: _months_to(("year", *found))),
        (r"(q(?:tr|uarter)? ?[1-4]) (\d\d)[/-](\d\d)", _quarter),
        (r"(.+?) (?:to|until|-) (.+)", _between),
        (r"([^-]+)-([^-]+)", _between),
    )
)
