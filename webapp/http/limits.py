"""Per-client limits over all processes: seconds of work, and concurrent requests.

A page costs its processor time. A query or table also costs the time of child processes, and at least `_LEAST`; an
invalid one costs `_WRONG`. Limits apply when the site is run by `serve`.
"""

import math
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, Final

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from graph.errors import BadDay, BadInput, UnknownKind
from graph.sparql.guard import BadQuery
from graph.util.memory import available

from .client import client_of
from .site import current_site
from .turns import Asker, Crowded, HungUp, Turns

__all__ = ["UPLOADS", "TooMuch", "Work", "at_once", "init_app", "upload", "upload_turns", "work"]

_LEAST: Final = 0.02
_ASKING: Final = 0.01
"""Seconds that every request counts at least when clients are compared, so that who asks without end comes last."""
_WRONG: Final = 2.0
"""Seconds: thirty mistakes a minute use up a minute's work, as at Wikidata's query service."""
_LONGEST_UPLOAD: Final = 30.0
"""Seconds that a table keeps its place, read and recoded."""
_ROOM_FOR_TWO: Final = 2 * 2**30
"""Bytes of memory with which two tables are read and recoded at once by all processes together, else one."""
_LOOK: Final = 0.05
_GONE: Final = "waitress.client_disconnected"


UPLOADS: Final = 4
"""Tables that one process has at once: one is read and recoded, the others wait."""


class Work(StrEnum):
    """Kinds of work with separate budgets."""

    PAGE = "page"
    QUERY = "query"
    UPLOAD = "table"


_AT_ONCE: Final = {Work.QUERY: 5, Work.UPLOAD: 2}
"""Of one client."""
_ONCE: Final = {Work.QUERY: "queries", Work.UPLOAD: "tables"}


class TooMuch(HTTPException):
    """A client exceeded its limit, or the site has no capacity at the moment."""

    def __init__(self, status: int, why: str, retry_after: int) -> None:
        seconds = f"{retry_after} second{'s' * (retry_after != 1)}"
        self.code = self.status = status
        self.retry_after, self.sentence = retry_after, f"{why} Ask again in {seconds}."
        super().__init__(self.sentence)

    def get_headers(self, *_: object) -> list[tuple[str, str]]:
        return [("Content-Type", "text/html; charset=utf-8"), ("Retry-After", str(self.retry_after))]


def upload_turns(config: Mapping[str, Any]) -> Turns:
    """The queue for uploads in one process: each is read and recoded alone."""
    return Turns(1, UPLOADS - 1, patience=float(config["UPLOAD_PATIENCE"]), longest=_LONGEST_UPLOAD)


def init_app(app: Flask) -> None:
    """Charges page views of an application to clients, if there is a budget."""

    @app.before_request
    def begin() -> None:
        if _is_page() and (budget := current_site().budget):
            if wait := budget.wait(_key(Work.PAGE)):
                raise _greedy(wait)
            g.page_begun = time.thread_time()
            g.page_budget = budget

    @app.after_request
    def count(response: Response) -> Response:
        if "page_begun" in g:
            g.page_budget.charge(_key(Work.PAGE), time.thread_time() - g.page_begun)
        return response


def _is_page() -> bool:
    if request.endpoint in ("static", "endpoint.sparql") or request.blueprint == "health":
        return False
    return request.method != "POST"


def _client() -> str:
    return client_of(request.remote_addr or "", "", 0)  # proxies have already been resolved


def _key(sort: Work) -> str:
    """Queries and tables share a budget, pages have another: a client that used up one can still read."""
    return f"{'page' if sort is Work.PAGE else 'work'} {_client()}"


def _greedy(wait: int) -> TooMuch:
    return TooMuch(429, "You have asked for more than one client may.", wait)


@contextmanager
def work(sort: Work) -> Iterator[Asker]:
    """Runs a query or table of this request's client and charges it.

    Raises:
        TooMuch: the client has exceeded its budget.
    """
    budget = current_site().budget
    gone = request.environ.get(_GONE, lambda: False)
    if budget is None:
        yield Asker(gone=gone)
        return
    key, begun, cost = _key(sort), time.thread_time(), _LEAST
    wait, lately = budget.look(key)
    if wait:
        raise _greedy(wait)
    asker = Asker(_client(), lately, gone)
    try:
        yield asker
    except (BadDay, BadInput, BadQuery, UnknownKind):
        cost = _WRONG
        raise
    finally:
        worked = asker.worked + time.thread_time() - begun
        budget.charge(key, max(worked, cost), max(worked, _ASKING))


@contextmanager
def at_once(sort: Work, asker: Asker, longest: float) -> Iterator[None]:
    """Reserves one of the client's few concurrent requests; each lasts at most `longest` seconds.

    Raises:
        TooMuch: it has too many requests running.
    """
    budget = current_site().budget
    if budget is None or not asker.client or not current_app.config["CLIENT_SECONDS"]:
        yield
        return
    name = f"{sort} {asker.client}"
    if (place := budget.begin(name, _AT_ONCE[sort])) is None:
        wait = max(1, math.ceil(longest - budget.longest(name)))
        raise TooMuch(429, f"You have {_AT_ONCE[sort]} {_ONCE[sort]} running, and one client may have no more.", wait)
    asker.at_once = lambda: budget.running(name)
    try:
        yield
    finally:
        budget.end(place)


@contextmanager
def upload() -> Iterator[Asker]:
    """Reserves capacity to read and recode an upload of this request's client.

    Raises:
        TooMuch: the client has exceeded its budget, or there is no capacity.
    """
    site = current_site()
    with work(Work.UPLOAD) as asker, at_once(Work.UPLOAD, asker, _LONGEST_UPLOAD):
        try:
            with site.uploads.turn(asker):
                begun = time.monotonic()
                with _room_among_processes(asker):
                    yield asker
                asker.worked += time.monotonic() - begun
        except Crowded as crowd:
            raise TooMuch(503, "As many tables are being recoded as may be at once.", crowd.retry_after) from None
        except HungUp:
            raise TooMuch(503, "You have hung up.", 1) from None


@contextmanager
def _room_among_processes(asker: Asker) -> Iterator[None]:
    budget = current_site().budget
    if budget is None:
        yield
        return
    until = time.monotonic() + float(current_app.config["UPLOAD_PATIENCE"])
    while (place := budget.begin("tables", 2 if available() >= _ROOM_FOR_TWO else 1)) is None:
        if time.monotonic() >= until:
            raise Crowded(max(1, math.ceil(_LONGEST_UPLOAD - budget.longest("tables"))))
        if asker.gone():
            raise HungUp
        time.sleep(_LOOK)
    try:
        yield
    finally:
        budget.end(place)
