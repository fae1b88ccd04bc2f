"""Logging: one line of JSON for each request and each error.

No line contains what a reader asked or who it was: routes are logged instead of addresses, and errors by their place in
the code.
"""

import json
import logging
import time
import traceback
from datetime import UTC, datetime
from typing import Any, Final

from flask import Flask, Response, g, request

__all__ = ["METHODS", "configuration", "init_app", "route", "seconds", "time_requests"]

_LOGGER: Final = "nhs_restructures"
METHODS: Final = frozenset(("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"))


def time_requests(app: Flask) -> None:
    """Records the start time of each request of an application."""

    @app.before_request
    def begin() -> None:
        g.begun = time.monotonic()


def seconds() -> float | None:
    """The duration of the request so far; None if it was refused before timing began."""
    return time.monotonic() - g.begun if "begun" in g else None


def init_app(app: Flask) -> None:
    """Logs a line for each request an application has answered."""
    log = logging.getLogger(_LOGGER)

    @app.after_request
    def note(response: Response) -> Response:
        took = seconds()
        log.info(
            "request",
            extra={
                "told": {
                    "method": request.method if request.method in METHODS else "other",
                    "route": route(),
                    "status": response.status_code,
                    "ms": None if took is None else round(took * 1000, 1),
                }
            },
        )
        return response


def route() -> str:
    """The route's pattern, without the reader's values."""
    return request.url_rule.rule if request.url_rule else "none"


def configuration() -> dict[str, Any]:
    """The `logging` configuration of a running site."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": JsonLines}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}},
        "root": {"level": "WARNING", "handlers": ["lines"]},
        "loggers": {
            _LOGGER: {"level": "INFO"},
            "gunicorn.error": {"level": "WARNING", "propagate": True, "handlers": []},
            "gunicorn.access": {"level": "CRITICAL", "propagate": False, "handlers": []},
            "waitress.queue": {"level": "CRITICAL", "propagate": False, "handlers": []},
        },
    }


class JsonLines(logging.Formatter):
    """Formats a log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": _said(record),
            **getattr(record, "told", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["at"] = [f"{frame.name}:{frame.lineno}" for frame in frames]
        return json.dumps(line)


def _said(record: logging.LogRecord) -> str:
    """The message; without the client and page addresses that server messages include."""
    if record.name == "waitress":  # it includes the page's address in its messages
        return "The server failed"
    if record.name == _LOGGER:
        return " ".join(record.getMessage().split())
    told = record.args if isinstance(record.args, tuple) else ()
    shown = tuple(each if isinstance(each, int | float) else "..." for each in told)
    try:
        text = str(record.msg) % shown if shown else str(record.msg)
    except (TypeError, ValueError):
        text = str(record.msg)
    return " ".join(text.partition(" from ip=")[0].split())
