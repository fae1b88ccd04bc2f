"""Cells that the tables of several commands share."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph.model.dates import as_known

if TYPE_CHECKING:
    from graph.model.entities import Body

__all__ = ["days", "few", "marked"]


def marked(name: str, inferred: bool) -> str:
    return f"{name} (inferred)" if inferred else name


def days(body: "Body") -> tuple[str, str]:
    """The first and last day of a body, to their known precision."""
    spell = body.spell
    return as_known(spell.start, spell.start_precision), as_known(spell.end, spell.end_precision)


def few(keys: Iterable[str]) -> str:
    """The first source of several, and how many more there are."""
    first, *more = [*keys, ""]
    return f"{first} +{len(more) - 1}" if len(more) > 1 else first
