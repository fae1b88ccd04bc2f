"""The commands of the command line, by topic; `cli.py` puts them together.

Nothing heavy is imported before a command runs, so that `--help` answers at once.
"""

from . import answers, keeping, recoding, reconciling, running
from .errors import Commands, one_line_errors

__all__ = ["GROUPS", "Commands", "one_line_errors"]

GROUPS = (answers.COMMANDS, recoding.COMMANDS, keeping.COMMANDS, reconciling.COMMANDS, running.COMMANDS)
