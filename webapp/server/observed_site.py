"""The site as the server runs it, with logging and metrics; and its start-up errors."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from flask import Flask

from graph.errors import RecordError
from graph.record import Record

from .. import create_app
from ..http.limits import UPLOADS
from . import logs

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from ..http.budget import Budget

__all__ = ["LOOPBACK", "CannotServe", "answer_by_port", "bind", "observed_site", "threads"]

LOOPBACK: Final = "127.0.0.1"


class CannotServe(RecordError):
    """The address cannot be bound, or there is no space for metrics."""


def bind(host: str, port: int) -> str:
    """An address in the notation of servers and browsers."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def threads(config: Mapping[str, Any]) -> int:
    """The number of threads: one for each running or waiting query and upload, plus those for pages."""
    return int(config["THREADS"] + config["QUERY_WORKERS"] + config["QUERY_WAITING"] + UPLOADS)


def observed_site(config: Mapping[str, Any], record: Record | None = None, budget: "Budget | None" = None) -> Flask:
    """The site with logging and metrics as configured, and a shared budget for clients.

    Raises:
        CannotServe: there is no space for metrics.
        RecordError: the record cannot be read or breaks its rules.
    """
    app = create_app(config, record, budget)
    logs.time_requests(app)
    if config["LOG_REQUESTS"]:
        logs.init_app(app)
    if config["METRICS_PORT"]:
        try:
            from . import metrics
        except OSError as error:
            reason = f"There is no room to count requests in: {error.strerror}"
            raise CannotServe(f"{reason}. Make room in the directory TMPDIR, or set metrics_port to 0.") from None
        metrics.init_app(app)
    return app


def answer_by_port(app: Flask, metrics_port: int) -> "WSGIApplication":
    """The site, with metrics on a separate port, which no proxy forwards."""
    if not metrics_port:
        return app
    from .metrics import page

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        to_us = environ["SERVER_PORT"] != str(metrics_port)
        return app(environ, start_response) if to_us else page(environ, start_response)

    return answer
