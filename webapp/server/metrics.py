"""Prometheus metrics: requests by route and status, and their duration.

Each process writes files in the directory PROMETHEUS_MULTIPROC_DIR, which must be set before this import; the process
that serves the metrics adds them up.
"""

import logging
import os
from pathlib import Path
from typing import Final

from flask import Flask, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from werkzeug.wrappers import Request
from werkzeug.wrappers import Response as Answer

from .logs import METHODS, route, seconds

__all__ = ["REFUSALS", "begun", "ended", "init_app", "page"]

_LOG: Final = logging.getLogger("nhs_restructures")
_ROOM: Final = 2**20
"""Bytes that the numbers of one process need at most: some 50 routes, each with its histogram."""


def _take_room() -> None:
    """Reserves disk space for this process's counters.

    The files are memory-mapped, and a full disk would kill the process instead of raising an error.

    Raises:
        OSError: the disk is full.
    """
    for sort in ("counter", "histogram"):
        path = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"], f"{sort}_{os.getpid()}.db")
        try:
            with path.open("xb") as file:
                file.write(bytes(_ROOM))
        except OSError:
            path.unlink(missing_ok=True)
            raise


_take_room()

_REQUESTS: Final = Counter("nhs_restructures_requests", "Requests answered.", ("method", "route", "status"))
_SECONDS: Final = Histogram(
    "nhs_restructures_request_seconds",
    "How long it took to answer.",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
REFUSALS: Final = Counter("nhs_restructures_records_refused", "Newer records that were not taken.")


_uncounted: set[int] = set()
"""This process, where it found no room to count in."""


def begun() -> None:
    """Prepares a new process for metrics; on a full disk it runs without."""
    try:
        _take_room()
    except OSError:
        _uncounted.add(os.getpid())
        _LOG.error(
            "There is no room to count requests in", extra={"told": {"do": "Make room in the directory TMPDIR."}}
        )


def init_app(app: Flask) -> None:
    """Counts the responses of an application."""

    @app.after_request
    def count(response: Response) -> Response:
        if os.getpid() in _uncounted:
            return response
        method = request.method if request.method in METHODS else "other"
        _REQUESTS.labels(method, route(), response.status_code).inc()
        if (took := seconds()) is not None:
            _SECONDS.labels(route()).observe(took)
        return response


@Request.application
def page(_: Request) -> Answer:
    """The metrics of all processes."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Answer(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def ended(process: int) -> None:
    """Marks a process as ended; its counts are kept."""
    mark_process_dead(process)  # type: ignore[no-untyped-call]
