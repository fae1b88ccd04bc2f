"""The bodies made from the most others: a row of parents each, one block per parent."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from markupsafe import Markup

from graph.model.entities import Body
from graph.model.words import counted

from ..pictures.svg import Addresses, Drawing, Element, add, linked, markup, shortened
from ..typeface import fit, wrapped

__all__ = ["picture"]

_WIDTH: Final = 1100.0
_ROW: Final = 62.0
_NAME: Final = 132.0
_BLOCK: Final = 52.0
_SHOWN: Final = 10
_NUMBER: Final = 30.0
"""Room for the number of parents at the end of a row."""
_KINDS: Final = (" CCG", " PCT", " ICB", " CT", " HA", " DHA")


def picture(rows: Sequence[Mapping[str, object]], bodies: Mapping[str, Body], address: Addresses) -> Markup | None:
    """The first ten rows of the story of parents; None if there are none."""
    shown = [(bodies[str(row["id"])], [bodies[each] for each in _ids(row)]) for row in rows[:_SHOWN]]
    if not shown:
        return None
    wide = (_WIDTH - _NAME - _NUMBER) / max(len(parents) for _, parents in shown)
    drawing = Drawing.of(_WIDTH, _ROW * len(shown) + 8, "Bodies made of the most others", "parents")
    for number, (body, parents) in enumerate(shown):
        y = 4 + number * _ROW
        title = f"{body.name}: {counted(len(parents), 'parent')}"
        link = linked(drawing.root, address("bodies.show", body=body.id), title, "parents-body")
        add(link, "rect", x=0, y=y, width=_NAME - 8, height=_BLOCK, rx=3)
        _words(link, shortened(body.name), 6, y, _NAME - 14, 13, "parents-name")
        for place, parent in enumerate(parents):
            x = _NAME + place * wide
            mark = linked(drawing.root, address("bodies.show", body=parent.id), parent.name, "parent")
            add(mark, "rect", x=x, y=y, width=wide - 3, height=_BLOCK, rx=2)
            _words(mark, _place(parent.name), x + 2, y, wide - 6, 11, "parent-name")
        end = _NAME + len(parents) * wide + 6
        add(drawing.root, "text", str(len(parents)), x=end, y=y + _BLOCK / 2 + 6, class_="parents-number")
    return markup(drawing)


def _place(name: str) -> str:
    """A name without its kind, which all parents of a row share, and without what stands in brackets."""
    short = re.sub(r" \(.*\)", "", shortened(name)).removeprefix("NHS ")
    return next((short.removesuffix(kind) for kind in _KINDS if short.endswith(kind)), short)


def _words(parent: Element, text: str, x: float, y: float, width: float, size: float, class_: str) -> None:
    """A text in at most four lines, centred in a block."""
    lines = wrapped(text, width, size, bold=size > 12)
    shown = [*lines[:3], " ".join(lines[3:])] if len(lines) > 4 else lines
    leading = min(size + 3, (_BLOCK - 4) / len(shown))
    top = y + _BLOCK / 2 - (len(shown) - 1) * leading / 2 + size * 0.35
    for number, line in enumerate(shown):
        words = fit(line, width, size, bold=size > 12)
        add(parent, "text", words, x=x, y=top + number * leading, class_=class_)


def _ids(row: Mapping[str, object]) -> list[str]:
    found = row["parent_ids"]
    return [str(each) for each in found] if isinstance(found, list) else []
