"""Days, counts and shares in words, used by the command line, the site and the answers.

British usage: 1 April 2013. A date is written only to its known precision.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from .dates import Precision, Spell, partial_span
from .share import Share

__all__ = [
    "counted",
    "days_in_words",
    "doubt_in_words",
    "end_in_words",
    "in_words",
    "joined",
    "length_in_words",
    "lower_first",
    "note_in_words",
    "number_in_words",
    "people_in_words",
    "percent",
    "spell_in_words",
    "start_in_words",
    "times_in_words",
    "upper_first",
]

_ISO_DAY = re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b")

_ID_IN_BRACKETS = re.compile(r" \((?:[a-z]+-)+[a-z0-9]+\)")
_TABLE_NAMES = ((re.compile(r"\bin ([a-z_]+)\.csv\b"), "among the"), (re.compile(r"(?<![\w/])([a-z_]+)\.csv\b"), "the"))

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def in_words(day: date | str | None) -> str:
    """A day in words; a partial date (`2011-06`) to its precision."""
    if not day:
        return ""
    if isinstance(day, str):
        try:
            first = partial_span(day)[0]
        except ValueError:
            return day
        return {4: f"{first.year}", 7: f"{first:%B} {first.year}"}.get(len(day), in_words(first))
    return f"{day.day} {day:%B} {day.year}"


def note_in_words(text: str) -> str:
    """A note of the record for a reader: days in words, tables as what they hold, and no id in brackets.

    >>> note_in_words("its authority (ha-avon); the ODS day of 2013-04-01 is in codes.csv")
    'its authority; the ODS day of 1 April 2013 is among the codes'
    """
    text = _ID_IN_BRACKETS.sub("", text)
    for form, words in _TABLE_NAMES:
        text = form.sub(lambda found, words=words: f"{words} {found[1].replace('_', ' ')}", text)  # type: ignore[misc]
    return days_in_words(text)


def days_in_words(text: str) -> str:
    """A text with every whole day in words: `2013-04-01` as `1 April 2013`."""
    return _ISO_DAY.sub(lambda found: _readable(found[0]), text)


def _readable(day: str) -> str:
    try:
        return in_words(date.fromisoformat(day))
    except ValueError:
        return day


def _as_known(day: date, precision: Precision) -> str:
    match precision:
        case Precision.YEAR:
            return f"{day.year}"
        case Precision.MONTH:
            return f"{day:%B} {day.year}"
        case Precision.BY:
            return f"by {in_words(day)}"
        case _:
            return in_words(day)


def start_in_words(spell: Spell) -> str:
    """The first day in words, to its known precision."""
    return _as_known(spell.start, spell.start_precision) if spell.start else "not found"


def end_in_words(spell: Spell) -> str:
    """The last day in words, or that there is none."""
    if spell.end:
        return _as_known(spell.end, spell.end_precision)
    if spell.end_precision is not Precision.UNKNOWN:
        return "still in force"
    seen = f"; last seen {in_words(spell.last_seen)}" if spell.last_seen else ""
    return f"not found{seen}"


def spell_in_words(spell: Spell) -> str:
    """A spell as one phrase, first to last day."""
    plain = (Precision.DAY, Precision.MONTH, Precision.YEAR, Precision.NONE)
    if spell.start and spell.start_precision in plain:
        if not spell.ended:
            return f"since {start_in_words(spell)}"
        if spell.end and spell.end_precision in plain:
            return f"{start_in_words(spell)} to {end_in_words(spell)}"
    if spell == Spell():
        return "dates not recorded"
    start = f"began {start_in_words(spell)}" if spell.start else "start not found"
    if not spell.ended:
        return start
    return f"{start}, ended {end_in_words(spell)}" if spell.end else f"{start}, end not found"


def doubt_in_words(life: Spell, day: date) -> str:
    """A sentence on a day on which a body was not in force, or perhaps not; none where it certainly was."""
    if life.certain_on(day):
        return ""
    verdict = "is not certain that it was" if life.possible_on(day) else "was not"
    return f"It {verdict} in force on {in_words(day)}."


def percent(share: Share | Decimal | float | None) -> str:
    """A share as a percentage, a span as `20% to 45%`, or that it is unknown."""
    if isinstance(share, Share):
        if share.value is None and share.is_bounded:
            return f"{percent(share.low)} to {percent(share.high)}"
        return f"about {percent(share.value)}" if share.estimated else percent(share.value)
    if share is None:
        return "not known"
    value = Decimal(str(share)) * 100
    return f"{value.quantize(Decimal(1) if value == value.to_integral() else Decimal('0.1'))}%"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 body, 1,200 bodies."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def number_in_words(number: int) -> str:
    """A number in running text: two, twelve, 14, 1,200."""
    return _SMALL[number] if number < len(_SMALL) else f"{number:,}"


def times_in_words(number: int) -> str:
    """A number of times: once, twice, ten times, 21 times."""
    return {1: "once", 2: "twice"}.get(number) or f"{number_in_words(number)} times"


def joined(parts: Sequence[str]) -> str:
    """A list in running text: `a`, `a and b`, `a, b and c`."""
    *most, last = parts or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def lower_first(text: str) -> str:
    """A noun for use within a sentence: `Primary care trusts` in lower case, `NHS England regions` unchanged."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """Text with a capital first letter."""
    return text[:1].upper() + text[1:]


def length_in_words(spell: Spell) -> str:
    """The duration of a spell with exact dates: `4 years and 6 months`; empty if inexact or open."""
    exact = (Precision.DAY, Precision.DAY)
    if spell.start is None or spell.end is None or (spell.start_precision, spell.end_precision) != exact:
        return ""
    after = spell.end + timedelta(days=1)
    months = (after.year - spell.start.year) * 12 + after.month - spell.start.month - (after.day < spell.start.day)
    years, months = divmod(months, 12)
    parts = [counted(number, unit) for number, unit in ((years, "year"), (months, "month")) if number]
    return joined(parts) if parts else "less than a month"


def people_in_words(number: int) -> str:
    """A rounded population: `2.8 million`, `172,000`; exact below a thousand."""
    if number >= 999_500:
        return f"{number / 1_000_000:.1f} million"
    return f"{round(number, -3):,}" if number >= 1_000 else f"{number:,}"
