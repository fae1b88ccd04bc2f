"""The typeface of pictures, Arimo, with text measurement from its real letter widths.

Arimo has the same letter widths as Arial. Pages and pictures embed it, so measurements match the display.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

__all__ = ["FOLDER", "balanced", "fit", "text_width", "wrapped"]

FOLDER: Final = Path(__file__).resolve().parents[1] / "static" / "vendor" / "arimo"
"""Where the typeface lies: for browsers as WOFF2, for the server as TrueType, and its widths."""

_ELSE: Final = 0.75
"""Of a letter that the typeface has not, and a browser takes from another: more than most are wide, in em."""


@lru_cache(maxsize=1)
def _widths() -> Mapping[str, Mapping[str, float]]:
    found: Mapping[str, Mapping[str, float]] = json.loads((FOLDER / "widths.json").read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=16_384)
def _ems(text: str, weight: str) -> float:
    widths = _widths()[weight]
    return sum(widths.get(letter, _ELSE) for letter in text)


def text_width(text: str, size: float = 12, *, bold: bool = False) -> float:
    """The width of a text at a size, both in pixels, without kerning."""
    return _ems(text, "700" if bold else "400") * size


def fit(text: str, width: float, size: float = 12, *, bold: bool = False) -> str:
    """A text truncated with an ellipsis to a width in pixels; empty if nothing fits."""
    if text_width(text, size, bold=bold) <= width:
        return text
    for end in range(len(text) - 1, 2, -1):
        cut = text[:end].rstrip() + "…"
        if text_width(cut, size, bold=bold) <= width:
            return cut
    return ""


def wrapped(text: str, width: float, size: float = 12, *, bold: bool = False) -> list[str]:
    """A text wrapped between words to a width in pixels; a wider word gets a line of its own."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def balanced(text: str, width: float, size: float = 12, *, bold: bool = False) -> list[str]:
    """Like `wrapped`, with lines of similar length, so that no last word is alone."""
    lines = wrapped(text, width, size, bold=bold)
    for part in range(60, 100, 5):
        narrower = wrapped(text, width * part / 100, size, bold=bold)
        if len(narrower) == len(lines):
            return narrower
    return lines
