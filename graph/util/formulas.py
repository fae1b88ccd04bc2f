"""Protects against CSV injection: text a spreadsheet would run as a formula gets a leading apostrophe.

A cell that begins with one of these characters, after optional whitespace, is a formula in Excel, LibreOffice or Google
Sheets (OWASP, "CSV injection"; East Asian versions also accept the full-width ones), unless it is a plain number.
"""

import re
from typing import Final

__all__ = ["FORMULA", "PLAIN_NUMBER", "defused_text"]

FORMULA: Final = r"^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]"
PLAIN_NUMBER: Final = r"^[+-]?[\d,]*\.?\d+$"

_FORMULA: Final = re.compile(FORMULA)
_NUMBER: Final = re.compile(PLAIN_NUMBER, re.ASCII)


def defused_text(text: str) -> str:
    """The text, with a leading apostrophe if a spreadsheet would run it."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text
