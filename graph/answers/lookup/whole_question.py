"""What a text asks as a whole, where it is a question: what changed, who answered to whom, how often, why."""

from datetime import date
from typing import TypeAlias

from ...record.history import History
from .accountable import Accountable, who_answered
from .questions import two_days
from .reorganisations import Reorganised, how_reorganised

__all__ = ["WholeQuestion", "whole_question"]

WholeQuestion: TypeAlias = tuple[date, date] | Accountable | Reorganised
"""The days between which it asks what changed, or the answer to what else it asks."""


def whole_question(history: History, text: str, day: date | None = None) -> WholeQuestion | None:
    """What a text asks as a whole, so that what else its words may mean need not be looked for.

    With a day beside it, only what names days of its own.
    """
    if days := two_days(text[:200]):
        return days
    return None if day else who_answered(history, text[:200]) or how_reorganised(history, text[:200])
