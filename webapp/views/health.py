"""Whether the site lives and whether it can answer, for whoever watches over it; it rests on the record it has open.

`/healthz` answers as long as the process does; `/readyz` says whether pages and queries can be answered now.
"""

from flask import Blueprint, Response, jsonify

from graph.errors import RecordError

from ..http.site import Site, current_site
from ..sparql.pool import Busy

__all__ = ["blueprint"]

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """That the process answers, on which edition of the record, why not on a newer one, and what ails its store."""
    ours = current_site()
    ails = {"store": ours.store_health.wrong() if ours.store_health else None, "refused": ours.refused}
    status = "degraded" if ails["store"] else "ok"
    told = {name: why for name, why in ails.items() if why}
    return _now(jsonify(status=status, version=ours.record.version, **told))


@blueprint.get("/readyz")
def readyz() -> Response:
    """Whether queries can be answered; the record is open, or the site would not have started."""
    ours = current_site()
    wrong = ours.readiness.value(lambda: _wrong(ours))
    if wrong is None:
        return _now(jsonify(status="ready", version=ours.record.version))
    response = _now(jsonify(status="not ready", error=wrong))
    response.status_code = 503
    response.headers["Retry-After"] = str(int(ours.readiness.seconds))
    return response


def _wrong(ours: Site) -> str | None:
    try:
        ours.answering.answer("ASK {}", "application/sparql-results+json")
    except Busy:
        return None  # at work is not broken
    except RecordError as error:
        return error.public
    return None


def _now(response: Response) -> Response:
    response.cache_control.no_store = True
    return response
