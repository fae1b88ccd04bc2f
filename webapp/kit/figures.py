"""Downloadable figures of pages: SVG, PNG, a card for link previews, and an embeddable frame.

A page has one figure, at its own address with `.svg` and `.png`, and `card.png` below it; all are cached for the
edition.
"""

import gzip
import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from html import escape
from typing import Any, Final, TypeAlias
from xml.etree.ElementTree import tostring

from flask import Blueprint, Response, abort, current_app, render_template, url_for
from markupsafe import Markup
from werkzeug.exceptions import ServiceUnavailable

from graph.record.changelog import edition

from ..http import arguments, parameters, responses
from ..http.site import current_site
from ..render.png import NoPicture, png
from ..render.take_away import CARD, Figure, card, full, part_of

__all__ = [
    "FRAME",
    "Framed",
    "Share",
    "absolute",
    "figures",
    "frame_code",
    "framed_of",
    "of_picture",
    "origin",
    "share",
]

View: TypeAlias = Callable[..., Figure]

FRAME: Final = (960, 760)
"""Pixels of a frame with a figure on another site."""

_KEY: Final = "nhs_restructures.figures"
_SVG: Final = "image/svg+xml"
_PNG: Final = "image/png"
_OF_THE_RECORD: Final = "Source: the record, from sources that the page names"


@dataclass(frozen=True, slots=True)
class Share:
    """A page's sharing options: the finding, and the figure's address in each format.

    `card` is an absolute address, which other sites need; `embed` is HTML for their pages.
    """

    title: str
    description: str
    svg: str
    png: str
    card: str
    embed: str
    size: tuple[int, int] = CARD


@dataclass(frozen=True, slots=True)
class Framed:
    """The figure of a page, with the endpoints that frame it and serve its card."""

    view: View
    embed: str
    card: str


def figures(
    blueprint: Blueprint, rule: str, *, pages: Sequence[str] = (".show",), framed: bool = True
) -> Callable[[View], View]:
    """Serves a view's figure at `rule` with .svg and .png, and at `rule`/card.png.

    It is also served at /embed/`rule` for frames on other sites, unless it has its own page for that, called `embed`.
    `pages` are the endpoints whose figure it is; other sites ask for it by the addresses of those pages (oEmbed).
    """

    def register(view: View) -> View:
        name = view.__name__
        for form, suffix in (("svg", ".svg"), ("png", ".png"), ("card", "/card.png")):
            blueprint.add_url_rule(rule + suffix, f"{name}_{form}", _serving(view, form))
        if framed:
            blueprint.add_url_rule(f"/embed{rule}", f"{name}_embed", _framing(view))
        here = blueprint.name
        known = Framed(view, f"{here}.{name}_embed" if framed else f"{here}.embed", f"{here}.{name}_card")
        of_pages = {f"{here}{page}" if page.startswith(".") else page: known for page in pages}
        blueprint.record(lambda state: state.app.extensions.setdefault(_KEY, {}).update(of_pages))
        return view

    return register


def framed_of(endpoint: str) -> Framed | None:
    """The figure of the page at an endpoint, if it has one."""
    known: dict[str, Framed] = current_app.extensions.get(_KEY, {})
    return known.get(endpoint)


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


def _framing(view: View) -> Callable[..., str]:
    @wraps(view)
    def frame(**values: Any) -> str:
        return _embedded(view(**values))

    return frame


def _made(figure: Figure, form: str) -> bytes:
    text, width, height = card(figure) if form == "card" else full(figure)
    if form == "svg":
        return text.encode()
    try:
        return png(text, width, height)
    except NoPicture as error:
        raise ServiceUnavailable(error.public, retry_after=60) from None


def _policy(svg: bytes) -> str:
    """The content security policy of a standalone SVG: nothing but its own styles, by digest."""
    style = re.search(rb"<style>(.*?)</style>", svg, re.DOTALL)
    digest = b64encode(hashlib.sha256(style[1] if style else b"").digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"


def of_picture(
    picture: Markup | None, *, title: str, subtitle: str, address: str, source: str = _OF_THE_RECORD
) -> Figure:
    """A picture as a figure, with the finding as title and the page's address.

    Raises:
        NotFound: there is no picture.
    """
    if picture is None:
        abort(404, "There is nothing to draw here. The page has what is known.")
    part = part_of(picture)
    return Figure(title, subtitle, source, source, origin(address), (part,), part.width, part.height, address=address)


def absolute(endpoint: str, **values: Any) -> str:
    """A page's absolute address, for links in a downloaded picture."""
    return url_for(endpoint, _external=True, **values)


def _embedded(figure: Figure) -> str:
    """A page for frames on other sites, with a figure's parts and source."""
    parts = Markup("").join(Markup(tostring(part.drawing, encoding="unicode")) for part in figure.parts)  # noqa: S704
    content = Markup('<div class="site-scroll" tabindex="0" role="region" aria-label="Picture">{}</div>').format(parts)
    return render_template(
        "embed_figure.html",
        title=figure.title,
        subtitle=figure.subtitle,
        content=content,
        address=figure.address,
        version=parameters.record().version,
        source=figure.source,
    )


def origin(address: str) -> str:
    """The origin printed in a figure: product, address without scheme, edition."""
    return f"NHS Restructures · {address.partition('://')[2]} · edition {edition(parameters.record())}"


def share(
    endpoint: str, title: str, description: str, *, embed: str = "", high: int = FRAME[1], **values: Any
) -> Share:
    """A page's figure: `endpoint` is its view, `embed` its own page for frames, if any, `high` pixels of a frame.

    All of them take `values`.
    """
    code = frame_code(url_for(embed or f"{endpoint}_embed", **values, _external=True), title, "100%", high)
    return Share(
        title,
        description,
        url_for(f"{endpoint}_svg", **values),
        url_for(f"{endpoint}_png", **values),
        url_for(f"{endpoint}_card", **values, _external=True),
        code,
    )


def frame_code(address: str, title: str, width: int | str, height: int) -> str:
    """HTML for other sites that frames a figure."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{width}" height="{height}" loading="lazy" '
        'style="border: 1px solid #d8dde0"></iframe>'
    )
