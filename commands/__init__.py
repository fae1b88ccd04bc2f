"""The commands by topic; `cli.py` combines them.

A topic is imported when one of its commands is used, and heavy libraries only when that command runs.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

from .exits import Commands, one_line_errors
from .program import PROGRAM

if TYPE_CHECKING:
    import click

__all__ = ["PROGRAM", "TOPICS", "Commands", "commands_of", "one_line_errors"]

TOPICS: Final[Mapping[str, tuple[str, ...]]] = {
    "ask": ("diff", "show", "lineage", "accountable", "list", "landscape", "timeline", "search"),
    "place": ("place", "area"),
    "map": ("map",),
    "recode": ("recode", "identify", "check"),
    "crosswalk": ("crosswalk",),
    "curate": ("import", "export", "validate", "coverage", "sources", "changes"),
    "reconcile": ("reconcile",),
    "register": ("register",),
    "serve": ("query", "settings", "serve"),
}
"""The names of the commands of each topic, which is a module here."""


def commands_of(topic: str) -> "tuple[click.Command, ...]":
    """The commands of a topic."""
    found: tuple[click.Command, ...] = import_module(f".{topic}", __package__).COMMANDS
    return found
