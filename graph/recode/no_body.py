"""Cells in a column of codes that name no body, and are no mistake: blanks, totals, "not known", notes below tables."""

import re
from typing import Final

from ..names.codes import is_like_a_code
from ..record.name_index import plain
from .result import Recoding, Status

__all__ = ["is_heading", "no_body"]

_TOTAL: Final = re.compile(
    r"(?:.+ )?(?:sub|grand)?totals?|(?:(?:sub|grand) ?)?totals? .+"
    r"|(?:all )?england(?: (?:average|mean|value))?(?: (?:19|20)\d\d(?: \d+)?)?"
    r"|(?:england )?all (?:pcts|ccgs|icbs|stps|shas|has|commissioners|areas|organisations|practices)(?: in england)?"
    r"|eng|e92000001|national(?: average| value)?|england and wales|e?k0[2-4]000001|united kingdom|uk|overall|sum|all"
)
_NO_ONE: Final = re.compile(
    r"n a|nan|nil|null|none|blank|empty|missing|other|others|tb[ac]"
    r"|(?:not|un) ?(?:known|stated|recorded|available|applicable|allocated|assigned|coded|classified|specified|matched)"
    r"|unk|un ?identified(?: \w+)*|no (?:fixed abode|code|data|value|ccg|pct|icb|commissioner)"
    r"|(?:ccg|pct|icb|commissioner) (?:un|not )known|ref|div 0|value"
    r"|(?:[a-z] )?(?:england|uk) (?:not otherwise specified|nos)|(?:non english|outside england|overseas)(?: \w+)*"
)
"""What stands in a column of codes where a row belongs to no body that is named."""
_SHORTHAND: Final = re.compile(r"\[\w{1,4}\]")
"""The shorthand of government statistics for what is not given: [x], [c], [low]."""
_NOTE: Final = re.compile(
    r"(?:table|figure|chart) \w{1,4} ?[:.-] .+|"
    r"sources?|(?:foot)?notes?|key|©.*|"
    r"(?:sources?|(?:foot)?notes?|copyright|published|publication|contact)(?: \d+)? ?[:.].*|"
    r"\(?\d{1,2}[.)] .{12,}|[¹²³⁴-⁹*†‡§]+ ?\w.{5,}",
    re.IGNORECASE,
)
"""What stands below a table: "Source: NHS England", "1. Figures are rounded"."""

_LONGEST_TOTAL: Final = 60
"""Characters; no word for a total is longer."""


def no_body(text: str, heading: str = "") -> Recoding | None:
    """The result for a cell that intentionally names no body: empty, a word for a total, or its column's heading."""
    if not text:
        return Recoding(text, None, Status.NO_CODE, note="No code")
    if len(text) < _LONGEST_TOTAL:
        written = plain(text)
        if _TOTAL.fullmatch(written):
            note = "A total over bodies, which is not divided a second time"
            return Recoding(text, None, Status.TOTAL_ROW, note=note)
        if not written or _SHORTHAND.fullmatch(text) or _NO_ONE.fullmatch(written):
            return Recoding(text, None, Status.NO_CODE, note="It names no body")
    if is_heading(text, heading):
        return Recoding(text, None, Status.NO_CODE, note="The heading of the column once more")
    if _NOTE.fullmatch(text):
        return Recoding(text, None, Status.NO_CODE, note="A note, which names no body")
    return None


def is_heading(text: str, heading: str) -> bool:
    """Whether a cell repeats the heading of its column, as where tables were put together; a code never does."""
    return plain(text) == plain(heading) != "" and not is_like_a_code(heading.strip())
