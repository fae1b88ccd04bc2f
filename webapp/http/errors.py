"""Error pages and error data: what was wrong, and where to go next.

Errors of `graph` have a message for visitors; nothing internal is ever shown.
"""

from collections.abc import Sequence

from flask import Flask, Response, current_app, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from graph.answer import json_text
from graph.areas.places import Place, gazetteer
from graph.errors import BadDay, RecordError, StoreError, UnknownBody, UnknownKind, UnknownPlace

from . import parameters
from .documents import Problem

__all__ = ["failure", "init_app"]

_TITLES = {
    400: "That cannot be asked",
    404: "Page not found",
    410: "No longer in the record",
    405: "That cannot be done here",
    413: "That is too large",
    500: "Something went wrong here",
    503: "Not available at the moment",
}
_SENTENCES = {
    404: "There is no page at this address. If you typed it, check it; if you followed a link, search for the body.",
    413: "What you sent is larger than this site takes.",
    500: "The mistake is ours and has been written down. Try again, or start from the front page.",
}
_OF_BODIES = ("/bodies/", "/id/")
_STATUS = (
    (BadDay, 400),
    (UnknownKind, 400),
    (UnknownBody, 404),
    (UnknownPlace, 404),
    (StoreError, 503),
    (RecordError, 400),
)


def init_app(app: Flask) -> None:
    """Renders every failure as a page, or as data if data was requested."""
    app.register_error_handler(RecordError, _of_the_record)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _of_ours)


def _of_the_record(error: RecordError) -> Response:
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    return failure(status, error.public, getattr(error, "near", ()))


def _of_http(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        return make_response(error.get_response())
    own = error.description if error.description != type(error).description else None
    if isinstance(error, MethodNotAllowed):
        methods = sorted(set(error.valid_methods or ()) - {"HEAD", "OPTIONS"})
        own = f"{request.method[:20]} is not taken here. Ask with {' or '.join(methods)}."
    sentence = own or _SENTENCES.get(error.code) or error.description or error.name
    response = failure(error.code, sentence, _near() if isinstance(error, NotFound) else ())
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _of_ours(error: Exception) -> Response:
    current_app.logger.error("Failed on %s", request.url_rule, exc_info=error)
    return failure(500, _SENTENCES[500], ())


def _near() -> Sequence[str]:
    """Ids of bodies similar to the last part of an unknown address; very similar where it is not one of a body."""
    from difflib import get_close_matches

    last = request.path.rstrip("/").rpartition("/")[2][:60].lower()
    likeness = 0.6 if request.path.startswith(_OF_BODIES) else 0.85
    return get_close_matches(last, parameters.record().history.bodies, 5, likeness) if last else []


def _place(place_id: str) -> Place | None:
    """The place with an id suggested by an error; None for a body's id."""
    if not place_id.startswith(("place-", "sector-")):
        return None
    try:
        return gazetteer(parameters.record()).find(place_id)
    except RecordError:
        return None


def failure(status: int, sentence: str, near: Sequence[str]) -> Response:
    """An answer that is not what was asked for, in the form that was: why, and the bodies that come near."""
    form = g.get("form") or ("json" if request.accept_mimetypes.best == "application/json" else "html")
    if form == "html":
        history = parameters.record().history
        bodies = [history.bodies[body] for body in near if body in history.bodies]
        title = _TITLES.get(status, _TITLES[500] if status >= 500 else _TITLES[400])
        places = [place for each in near if (place := _place(each))]
        body = render_template(
            "failure.html", status=status, title=title, sentence=sentence, near=bodies, places=places
        )
        response = make_response(body, status)
    elif form == "json":
        # The sentence repeats a stranger's text; in an old browser that takes any answer for a page, it begins no tag.
        text = json_text(Problem(error=sentence, near=list(near)).plain()).replace("<", "\\u003c")
        response = make_response(text, status)
        response.mimetype = "application/json"
    else:
        response = make_response(sentence + "\n", status)
        response.mimetype = "text/plain"
    return response
