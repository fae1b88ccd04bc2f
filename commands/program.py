"""The name the program was started under, for help and messages."""

import sys
from pathlib import Path
from typing import Final

__all__ = ["PROGRAM", "as_started"]

_IN_CHECKOUT: Final = "python cli.py"
"""As the examples in the help are written."""


def _program() -> str:
    if not __name__.startswith("nhs_restructures.") and Path(sys.argv[0]).stem != "nhs-restructures":
        return _IN_CHECKOUT
    return "python -m nhs_restructures" if Path(sys.argv[0]).stem == "__main__" else "nhs-restructures"


PROGRAM: Final = _program()
"""`python cli.py` in a checkout; `nhs-restructures`, or `python -m nhs_restructures`, where it is installed."""


def as_started(help_text: str | None) -> str | None:
    """A help text whose examples use the name the program was started under."""
    return help_text and help_text.replace(_IN_CHECKOUT, PROGRAM)
