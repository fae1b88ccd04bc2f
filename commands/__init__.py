"""The commands of the command line, by topic; `cli.py` puts them together.

Nothing heavy is imported before a command runs, so that `--help` answers at once.
"""

from . import ask, curate, map, place, recode, reconcile, serve  # noqa: A004
from .exits import Commands, one_line_errors
from .program import PROGRAM

__all__ = ["GROUPS", "PROGRAM", "Commands", "one_line_errors"]

GROUPS = (
    ask.COMMANDS,
    place.COMMANDS,
    map.COMMANDS,
    recode.COMMANDS,
    curate.COMMANDS,
    reconcile.COMMANDS,
    serve.COMMANDS,
)
