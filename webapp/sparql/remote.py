"""Forwards public queries to a separate SPARQL engine, after the same checks.

The engine enforces its own limits; here the time, the result size, and the number of running and waiting queries are
limited.
"""

import logging
import time
from typing import Final

from graph.errors import StoreError
from graph.sparql.results import serialise
from graph.sparql.sandbox import Limits
from graph.sparql.store import AnswerTooLarge, RemoteStore, StoreTimeout

from ..http.turns import NOBODY, Asker, Turns
from .pool import TimeUp, TooLarge, turn_of

__all__ = ["Forwarding"]

_LOG: Final = logging.getLogger("nhs_restructures")


class Forwarding:
    """Forwards to a remote engine with limited concurrency."""

    def __init__(self, url: str, limits: Limits, *, workers: int, waiting: int, patience: float) -> None:
        """Up to `waiting` queries wait for one of `workers` to finish, each for at most `patience` seconds."""
        self._store = RemoteStore(url, timeout=limits.seconds, largest=limits.result * 4)
        self._turns = Turns(workers, waiting, patience=patience, longest=limits.seconds)
        self._limits = limits

    def answer(self, query: str, media_type: str, asker: Asker = NOBODY) -> bytes:
        """The serialised answer to a checked query; its duration is added to the work of `asker`.

        Raises:
            Busy: enough queries wait already, or none of those that run ended in time.
            ClientGone: the client disconnected while waiting; the engine itself cannot be told.
            TimeUp: the engine did not answer in time.
            TooLarge: the result is too large.
            BadQuery: the engine finds it malformed.
            StoreError: the engine is down, or fails.
        """
        try:
            with turn_of(self._turns, asker):
                begun = time.monotonic()
                try:
                    body = serialise(self._store.run(query), media_type)
                finally:
                    asker.worked += time.monotonic() - begun
        except StoreTimeout as error:
            raise TimeUp(error.public) from None
        except AnswerTooLarge:
            raise TooLarge from None
        except StoreError as error:
            _LOG.error("The store did not answer a query", extra={"told": {"why": str(error)}})
            raise
        if len(body) > self._limits.result:
            raise TooLarge
        return body

    def prepare(self) -> None:
        """Nothing to prepare."""

    def release(self) -> None:
        """Nothing to release."""

    def close(self) -> None:
        """Nothing to close."""
