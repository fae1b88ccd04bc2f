"""The application's shared state as one value: its record, caches, and query back end."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from flask import Flask, current_app

from graph.record import Record
from graph.registers import Register

from .cache import ByteCache, Remembered
from .turns import Asker, Turns

if TYPE_CHECKING:
    from .budget import Budget

__all__ = ["QueryBackend", "Site", "StoreHealth", "change_site", "current_site", "hold_site", "site_of"]

_KEY: Final = "nhs_restructures"


class QueryBackend(Protocol):
    """A query back end: the processes of `sparql.pool`, or a remote engine by `sparql.remote`."""

    def answer(self, query: str, media_type: str, asker: Asker = ...) -> bytes: ...

    def prepare(self) -> None: ...

    def release(self) -> None: ...

    def close(self) -> None: ...


class StoreHealth(Protocol):
    """Reports the health of the site's store: `sparql.store_health`."""

    def wrong(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that outlives a request.

    `register` has the operator's practices and trusts, if one is attached. `edition` names record, register and program
    together; anything derived from them expires with it. `refused` is the reason why
    a newer record was rejected. Without a `budget`, clients are not distinguished.
    """

    record: Record
    register: Register | None
    edition: str
    pages: ByteCache
    answers: ByteCache
    queries: QueryBackend
    budget: "Budget | None"
    uploads: Turns
    store_health: StoreHealth | None
    readiness: Remembered[str | None]
    refused: str | None = None


def hold_site(app: Flask, site: Site) -> None:
    """Attaches a site's state to an application."""
    app.extensions[_KEY] = site


def site_of(app: Flask) -> Site:
    """The state of an application's site."""
    found: Site = app.extensions[_KEY]
    return found


def current_site() -> Site:
    """The state of the current request's site."""
    return site_of(current_app)


def change_site(app: Flask, **values: Any) -> None:
    """Replaces some fields of a site's state."""
    hold_site(app, replace(site_of(app), **values))
