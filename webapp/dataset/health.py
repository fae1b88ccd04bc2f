"""Liveness and readiness checks for monitoring.

`/healthz` answers as long as the process does; `/readyz` says whether pages and queries can be answered now.
"""

from flask import Blueprint, Response, jsonify
from msgspec import UNSET, UnsetType

from graph.errors import RecordError

from ..http.documents import Health
from ..http.site import Site, current_site
from ..sparql.pool import Busy

__all__ = ["blueprint"]

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """That the process is alive, its edition, why a newer one was rejected, and the state of its store."""
    ours = current_site()
    store = ours.store_health.wrong() if ours.store_health else None
    return _now("degraded" if store else "ok", store=store or UNSET, refused=ours.refused or UNSET)


@blueprint.get("/readyz")
def readyz() -> Response:
    """Whether queries can be answered; the record is loaded, or the site would not have started."""
    ours = current_site()
    wrong = ours.readiness.value(lambda: _wrong(ours))
    if wrong is None:
        return _now("ready")
    response = _now("not ready", error=wrong)
    response.status_code = 503
    response.headers["Retry-After"] = str(int(ours.readiness.seconds))
    return response


def _wrong(ours: Site) -> str | None:
    try:
        ours.queries.answer("ASK {}", "application/sparql-results+json")
    except Busy:
        return None  # busy is not broken
    except RecordError as error:
        return error.public
    return None


def _now(status: str, **more: str | UnsetType) -> Response:
    response = jsonify(Health(status=status, version=current_site().record.version, **more).plain())
    response.cache_control.no_store = True
    return response
