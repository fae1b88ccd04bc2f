"""What the heading of a column says of the codes in it: of which kinds they are, and of which edition of a look-up."""

from datetime import date

from msgspec import Struct

from ..model.ons_columns import kinds_of_column, ons_column
from ..names.words import core

__all__ = ["SILENT", "Heading", "said_by"]


class Heading(Struct, frozen=True):
    """A heading with the kinds it names (none, if it names none) and the day that it dates the codes to."""

    text: str
    kinds: frozenset[str] = frozenset()
    day: date | None = None


SILENT = Heading("")
"""A heading that says nothing."""


def said_by(text: str) -> Heading:
    """What a heading says: "CCG20CD" is of groups as of 1 April 2020, "SHANM" and "PCT name" are of a kind only."""
    written = text.strip().upper()
    if found := ons_column(written):
        return Heading(text, frozenset(found.kinds), found.day)
    return Heading(text, frozenset(kinds_of_column(written)) or core(text).kinds)
