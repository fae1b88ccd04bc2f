"""oEmbed: the address of a page with a picture gives the code that shows the picture on another site.

https://oembed.com says what is asked and answered, and which status tells what is wrong.
"""

from typing import Final
from urllib.parse import SplitResult, urlencode, urlsplit

from flask import Blueprint, Response, abort, current_app, g, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as AnyResponse

from graph.answer import json_text
from graph.errors import RecordError
from graph.publish.attribution import TITLE

from ..http import arguments
from ..http.documents import Embedded
from ..kit import figures
from ..render.take_away import CARD

__all__ = ["blueprint"]

blueprint = Blueprint("oembed", __name__)
_LEAST: Final = 120
"""Pixels of the smallest frame that is offered."""
_MOVES: Final = 3
_KEPT: Final = 86_400
"""Seconds for which the answer may be kept by who asked."""


@blueprint.get("/oembed")
def answer() -> Response:
    """How to show the picture of a page elsewhere."""
    g.form = "json"
    if request.args.get("format", "json").lower() != "json":
        abort(501, "oEmbed answers are JSON here. Ask with format=json.")
    if not (address := request.args.get("url", "").strip()):
        abort(400, "Name a page: /oembed?url= and the address of a page of this site that has a picture.")
    width, height = _pixels("maxwidth"), _pixels("maxheight")
    title, embed, card = _found(urlsplit(address), _MOVES)
    wide, high = (max(_LEAST, min(most, own)) for most, own in zip((width, height), figures.FRAME, strict=True))
    document = Embedded(
        type="rich",
        version="1.0",
        title=title,
        provider_name=TITLE,
        provider_url=url_for("home.index", _external=True),
        cache_age=_KEPT,
        html=figures.frame_code(embed, title, wide, high),
        width=wide,
        height=high,
    )
    if width >= CARD[0] and height >= CARD[1]:
        document.thumbnail_url, (document.thumbnail_width, document.thumbnail_height) = card, CARD
    response = Response(json_text(document.plain()), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"  # the address may hold a postcode
    return response


def _pixels(name: str) -> int:
    """The most pixels that are asked for; without a number, as many as there are.

    Raises:
        BadRequest: it is no number of pixels.
    """
    text = request.args.get(name, "").strip() or "99999"
    if not (text.isascii() and text.isdecimal() and len(text) < 7 and int(text) > 0):
        abort(400, f"{name} is a whole number of pixels, such as 600.")
    return int(text)


def _found(page: SplitResult, moves: int) -> tuple[str, str, str]:
    """The title of a page's figure, and the addresses of its frame and card; redirects are followed.

    Raises:
        NotFound: this site has no such page, or the page has no picture.
    """
    ours = page.scheme in ("http", "https") and page.netloc == request.host
    if not ours and not (page.path.startswith("/") and not page.scheme and not page.netloc):
        abort(404, f"That is no address of this site. Its pages begin with {request.host_url}")
    path = page.path.removeprefix(request.root_path) or "/"
    try:
        adapter = current_app.create_url_adapter(request)
        endpoint, values = adapter.match(path, "GET") if adapter else ("", {})
    except RequestRedirect as moved:
        return _moved(moved.new_url, moves)
    except HTTPException:
        abort(404, "This site has no page at that address.")
    if (framed := figures.framed_of(endpoint)) is None:
        abort(404, "The page at that address has no picture to show elsewhere.")
    with current_app.test_request_context(path, base_url=request.url_root, query_string=page.query):
        try:
            for lead_on in current_app.before_request_funcs.get(request.blueprint, ()):
                if isinstance(moved_to := lead_on(), AnyResponse):
                    return _moved(moved_to.headers["Location"], moves)
            title = framed.view(**values).title
        except RecordError as error:
            abort(404, error.public)
        except HTTPException as error:
            if error.response and (location := error.response.headers.get("Location")):
                return _moved(location, moves)
            abort(404, error.description)
        choices = f"?{urlencode(taken)}" if (taken := arguments.taken()) else ""
        here = [
            url_for(each, **values, _external=True).partition("?")[0] + choices for each in (framed.embed, framed.card)
        ]
    return title, here[0], here[1]


def _moved(address: str, moves: int) -> tuple[str, str, str]:
    if not moves:
        abort(404, "The page at that address leads round in a circle.")
    parts = urlsplit(address)
    return _found(parts._replace(scheme=parts.scheme or request.scheme, netloc=parts.netloc or request.host), moves - 1)
