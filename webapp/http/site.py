"""What a site holds beside its settings, as one value: its record, what it keeps ready, and who answers queries."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from flask import Flask, current_app

from graph.record import Record

from .cache import ByteCache, Remembered
from .turns import Asker, Turns

if TYPE_CHECKING:
    from .budget import Budget

__all__ = ["Answering", "Site", "StoreHealth", "change_site", "current_site", "hold_site", "site_of"]

_KEY: Final = "nhs_restructures"


class Answering(Protocol):
    """Whoever answers checked queries: the processes of `sparql.pool`, or an engine by `sparql.remote`."""

    def answer(self, query: str, media_type: str, asker: Asker = ...) -> bytes: ...

    def close(self) -> None: ...


class StoreHealth(Protocol):
    """Whoever knows how the store that a site stands on fares: `sparql.store_health`."""

    def wrong(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Site:
    """All of it that lasts longer than a request.

    `edition` names the record and the program together: whatever was made of both is stale with a new one. `refused`
    says in a line why a newer record was not taken. Where there is no `budget`, clients are not told apart.
    """

    record: Record
    edition: str
    pages: ByteCache
    answers: ByteCache
    answering: Answering
    budget: "Budget | None"
    uploads: Turns
    store_health: StoreHealth | None
    readiness: Remembered[str | None]
    refused: str | None = None


def hold_site(app: Flask, site: Site) -> None:
    """Gives an application the site that it answers for."""
    app.extensions[_KEY] = site


def site_of(app: Flask) -> Site:
    """The site that an application answers for."""
    found: Site = app.extensions[_KEY]
    return found


def current_site() -> Site:
    """The site that the present request is to."""
    return site_of(current_app)


def change_site(app: Flask, **values: Any) -> None:
    """Replaces some of what a site holds."""
    hold_site(app, replace(site_of(app), **values))
