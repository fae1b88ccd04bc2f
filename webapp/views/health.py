"""Whether the site lives and whether it can answer, for whoever watches over it; it rests on the record it has open.

`/healthz` answers as long as the process does; `/readyz` says whether pages and queries can be answered now.
"""

import threading
import time
from typing import Final

from flask import Blueprint, Response, current_app, jsonify

from graph.errors import RecordError

from ..http import parameters
from ..sparql.pool import Busy
from ..sparql.store_health import Watch

__all__ = ["REFUSED", "blueprint"]

blueprint = Blueprint("health", __name__)

REFUSED: Final = "refused"
"""Where an application keeps why a newer record was not taken, in one line."""

_REMEMBERED: Final = 5.0
"""Seconds for which one try of the engine stands, so that asking whether the site is ready costs next to nothing."""

_trying = threading.Lock()


@blueprint.get("/healthz")
def healthz() -> Response:
    """That the process answers, on which edition of the record, why not on a newer one, and what ails its store."""
    watch: Watch | None = current_app.extensions["watch"]
    ails = {"store": watch.wrong() if watch else None, REFUSED: current_app.extensions.get(REFUSED)}
    status = "degraded" if ails["store"] else "ok"
    told = {name: why for name, why in ails.items() if why}
    return _now(jsonify(status=status, version=parameters.record().version, **told))


@blueprint.get("/readyz")
def readyz() -> Response:
    """Whether queries can be answered; the record is open, or the site would not have started."""
    with _trying:
        when, wrong = current_app.extensions.get("readiness", (float("-inf"), None))
        if time.monotonic() - when > _REMEMBERED:
            wrong = _wrong()
            current_app.extensions["readiness"] = time.monotonic(), wrong
    if wrong is None:
        return _now(jsonify(status="ready", version=parameters.record().version))
    response = _now(jsonify(status="not ready", error=wrong))
    response.status_code = 503
    response.headers["Retry-After"] = str(int(_REMEMBERED))
    return response


def _wrong() -> str | None:
    try:
        current_app.extensions["answering"].answer("ASK {}", "application/sparql-results+json")
    except Busy:
        return None  # at work is not broken
    except RecordError as error:
        return error.public
    return None


def _now(response: Response) -> Response:
    response.cache_control.no_store = True
    return response
