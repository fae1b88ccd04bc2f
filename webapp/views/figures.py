"""Pictures to take away from pages: as SVG, as PNG, as a card for links, and in a frame of another site.

A page has one figure, at its own address with `.svg` and `.png`, and below it as `card.png`; all are kept as long as
the edition stands.
"""

import gzip
import hashlib
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from html import escape
from typing import Any, Final, TypeAlias

from flask import Blueprint, Response, url_for
from werkzeug.exceptions import ServiceUnavailable

from graph.record.changelog import edition

from ..http import arguments, parameters, responses
from ..http.site import current_site
from ..render.png import NoPicture, png
from ..render.take_away import CARD, Figure, card, full

__all__ = ["Share", "figures", "origin", "share"]

View: TypeAlias = Callable[..., Figure]

_SVG: Final = "image/svg+xml"
_PNG: Final = "image/png"


@dataclass(frozen=True, slots=True)
class Share:
    """What a page says of its figure: the finding, and the addresses of the figure in each form.

    `card` is a whole address, as other sites need it; `embed` is the code for a page of theirs, or nothing.
    """

    title: str
    description: str
    svg: str
    png: str
    card: str
    embed: str = ""
    size: tuple[int, int] = CARD


def figures(blueprint: Blueprint, rule: str) -> Callable[[View], View]:
    """Serves the figure that a view makes at `rule` with .svg and .png, and at `rule`/card.png."""

    def register(view: View) -> View:
        for form, suffix in (("svg", ".svg"), ("png", ".png"), ("card", "/card.png")):
            blueprint.add_url_rule(rule + suffix, f"{view.__name__}_{form}", _serving(view, form))
        return view

    return register


def _serving(view: View, form: str) -> Callable[..., Response]:
    @wraps(view)
    def serve(**values: Any) -> Response:
        tag = responses.tag(form)
        body = current_site().pages.packed(tag, arguments.address, lambda: _made(view(**values), form))
        response = responses.tagged(responses.packed(body, _SVG if form == "svg" else _PNG), tag)
        if form == "svg":
            response.headers["Content-Security-Policy"] = _policy(gzip.decompress(body))
        return response

    return serve


def _made(figure: Figure, form: str) -> bytes:
    text, width, height = card(figure) if form == "card" else full(figure)
    if form == "svg":
        return text.encode()
    try:
        return png(text, width, height)
    except NoPicture as error:
        raise ServiceUnavailable(error.public, retry_after=60) from None


def _policy(svg: bytes) -> str:
    """What an SVG of ours may do where it is opened on its own: nothing but its own styles, by their digest."""
    style = re.search(rb"<style>(.*?)</style>", svg, re.DOTALL)
    digest = b64encode(hashlib.sha256(style[1] if style else b"").digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"


def origin(address: str) -> str:
    """Where a figure is from, as it says inside: product, address without its scheme, edition."""
    return f"NHS Restructures · {address.partition('://')[2]} · edition {edition(parameters.record())}"


def share(endpoint: str, title: str, description: str, *, embed: str = "", **values: Any) -> Share:
    """The figure of a page: `endpoint` is that of its view, `embed` that of its page for frames, both with `values`."""
    code = ""
    if embed:
        source = escape(url_for(embed, **values, _external=True))
        code = (
            f'<iframe src="{source}" title="{escape(title)}" width="100%" height="760" loading="lazy" '
            'style="border: 1px solid #d8dde0"></iframe>'
        )
    return Share(
        title,
        description,
        url_for(f"{endpoint}_svg", **values),
        url_for(f"{endpoint}_png", **values),
        url_for(f"{endpoint}_card", **values, _external=True),
        code,
    )
