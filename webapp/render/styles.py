"""The pictures' styles as plain CSS for standalone files: no variables, no fonts, no external files."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

__all__ = ["styles"]

_STATIC: Final = Path(__file__).resolve().parents[1] / "static"
_FILES: Final = ("pictures.css", "maps.css", "place.css")
_WIDTHS: Final = re.compile(
    r"^(\.(?:map-(?:border|coast|above|capital|london|chosen)|area-)[^{]*\{[^}]*stroke-width: )([\d.]+)", re.MULTILINE
)
"""The widths of lines on maps, in pixels."""


@lru_cache(maxsize=8)
def styles(scale: float = 0.0) -> str:
    """The styles with `var(…)` expanded, which not every renderer supports.

    `scale` is how many drawing units of a map are a pixel; non-scaling strokes get their width in those units. 0 leaves
    them unchanged.
    """
    text = "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in _FILES)
    text = re.sub(r"/\*.*?\*/|@font-face \{[^}]*\}|@media[^{]*\{(?:[^{}]*\{[^}]*\})*[^}]*\}", "", text, flags=re.DOTALL)
    values = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", text))
    text = re.sub(r"var\((--[\w-]+)\)", lambda found: values[found[1]], text)
    text = re.sub(r":root \{[^}]*\}", "", text)
    if scale:
        text = re.sub(r"vector-effect: [^;]+;", "", text)
        text = _WIDTHS.sub(lambda found: f"{found[1]}{float(found[2]) * scale:.1f}", text)
    return re.sub(r"\s*\n\s*", "\n", text).strip()
