"""National promises on a vertical timeline: what was promised, for when, and the outcome."""

from collections.abc import Mapping, Sequence
from typing import Final

from markupsafe import Markup

from graph.model.words import in_words

from ..pictures.svg import Addresses, Drawing, add, linked, markup
from ..typeface import wrapped

__all__ = ["picture"]

_WIDTH: Final = 1100.0
_LINE: Final = 150.0
"""Where the line of time stands; days are written to its left."""
_TEXT: Final = 175.0
_OUTCOME: Final = 660.0
_LEADING: Final = 18.0


def picture(rows: Sequence[Mapping[str, object]], address: Addresses) -> Markup | None:
    """The rows of the story of promises, oldest first; None if there are none."""
    if not rows:
        return None
    laid = [
        (
            row,
            wrapped(str(row["promise"]), _OUTCOME - _TEXT - 24, 14, bold=True),
            wrapped(str(row["outcome"] or "What became of it is not known."), _WIDTH - _OUTCOME - 8, 13),
        )
        for row in rows
    ]
    height = 40 + sum(max(len(promise), len(outcome)) * _LEADING + 26 for _, promise, outcome in laid)
    drawing = Drawing.of(_WIDTH, height, "National promises and what became of them", "promises")
    add(drawing.root, "text", "Promised", x=_TEXT, y=16, class_="lane-label")
    add(drawing.root, "text", "What became of it", x=_OUTCOME, y=16, class_="lane-label")
    add(drawing.root, "line", x1=_LINE, x2=_LINE, y1=28, y2=height - 8, class_="promises-line")
    y, said = 46.0, ""
    for row, promise, outcome in laid:
        when = in_words(str(row["date"]))
        if when != said:
            add(drawing.root, "text", when, x=_LINE - 16, y=y, text_anchor="end", class_="promises-day")
        said = when
        add(drawing.root, "circle", cx=_LINE, cy=y - 5, r=5, class_="promises-dot")
        restructure = str(row["restructure"])
        href = address("restructures.show", restructure=restructure, _anchor="commitments") if restructure else ""
        parent = linked(drawing.root, href, str(row["promise"]), "promise") if href else drawing.root
        for number, line in enumerate(promise):
            add(parent, "text", line, x=_TEXT, y=y + number * _LEADING, class_="promises-text")
        for number, line in enumerate(outcome):
            add(drawing.root, "text", line, x=_OUTCOME, y=y + number * _LEADING, class_="promises-outcome")
        y += max(len(promise), len(outcome)) * _LEADING + 26
    return markup(drawing)
