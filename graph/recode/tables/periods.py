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

__all__ = ["meanings_of_days"]

_SIX_FIGURES: Final = re.compile(r"(\d{4})[-_]?(\d{2})", re.ASCII)
_SERIAL_DAY_0: Final = date(1899, 12, 30)
"""From this day spreadsheets count: 41365 is 1 April 2013."""

_Found: TypeAlias = tuple[str | None, ...]


def meanings_of_days(texts: Iterable[str]) -> dict[str, Days | str]:
    """The days each distinct cell of a column stands for, or why it cannot be read."""
    cells = list(texts)
    financial = are_financial_years(f"{found[1]}-{found[2]}" for text in cells if (found := _years(text)))
    return {text: _meaning(text, financial) if text else "No day" for text in cells}


def _years(text: str) -> re.Match[str] | None:
    return _SIX_FIGURES.fullmatch(text.strip())


def _meaning(text: str, financial: bool) -> Days | str:
    if (found := _years(text)) and (
        financial or (found[2] == f"{(int(found[1]) + 1) % 100:02}" and int(found[2]) > 12)
    ):
        text = f"{found[1]}/{found[2]}"
    try:
        return parse_days(text, financial=financial)
    except BadDay as error:
        plain = " ".join(text.casefold().replace("–", "-").split())
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
    number = {"year": 12, "quarter": 3, "qtr": 3}.get(found[0] or "") or int(found[0] or 1)
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


_YEARS: Final = r"(\d{4}|\d\d) ?[-/_] ?(\d{4}|\d\d)"
_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[_Found], Days]], ...]] = tuple(
    (re.compile(pattern, re.ASCII), read)
    for pattern, read in (
        (r"(\d{5})(?:\.0)?", _serial),
        (r"(\d{4}) ?[-_]?m(\d\d)", _month),
        (rf"(?:fy|financial year|year)? ?{_YEARS}(?: financial year)?", _financial),
        (rf"(?:fy ?)?{_YEARS}[- ,]+(?:m|mth|month|p|period) ?(\d\d?)", _financial_month),
        (r"(year|quarter|qtr|\d\d?)(?: ?months?)? ?(?:ending|ended|to|up to)(?: end)?(?: of)? (.+)", _months_to),
        (r"(?:week|w) ?(?:ending|ended|/ ?e) (.+)", _week_to),
        (r"(?:week|w) ?(?:commencing|beginning|starting|/ ?[cb]) (.+)", _week_from),
        (r"(?:rtt|as at|at|on|end|end of|as of|month|month of|month ending|period|snapshot)[- :]+(.+)", _of),
        (r"(.+?) (?:to|until|-) (.+)", _between),
    )
)
