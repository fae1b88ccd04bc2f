"""Writes a figure (a picture with title, source and edition) as SVG or PNG."""

import sys
from typing import TYPE_CHECKING

import click

from .options import AnswerOptions
from .output import put, put_bytes

if TYPE_CHECKING:
    from webapp.render.take_away import Figure

__all__ = ["origin", "put_figure"]


def origin(edition: str) -> str:
    """The origin of a figure: the product, and the record's edition if known."""
    return " · ".join(filter(None, ("NHS Restructures", edition and f"edition {edition}")))


def put_figure(figure: "Figure", into: AnswerOptions) -> None:
    """Writes a figure at full size as `svg` or `png`.

    Raises:
        UsageError: a PNG would be written to a terminal.
    """
    from webapp.render.take_away import full

    if into.form == "png" and into.output is None and sys.stdout.isatty():
        raise click.UsageError("A PNG is no text for a terminal. Name a file: --output map.png")
    picture, width, height = full(figure)
    if into.form == "svg":
        put(picture, into.output)
        return
    from webapp.render.png import png

    put_bytes(png(picture, width, height), into.output)
