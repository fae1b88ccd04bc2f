"""Where the record lives in an engine of its own, a public query is passed on to it, after the same checks.

The engine enforces its own limits; here are bounded the time, the size of an answer, and how many ask at once.
"""

import math
import threading

from graph.confined import Limits
from graph.results import serialise
from graph.store import RemoteStore, StoreTimeout

from .workers import Busy, TimeUp, TooLarge

__all__ = ["Forwarding"]


class Forwarding:
    """Asks a remote engine, with at most `workers` queries at once and each waiting `patience` seconds to begin."""

    def __init__(self, url: str, limits: Limits, *, workers: int, patience: float) -> None:
        self._store = RemoteStore(url, timeout=limits.seconds, largest=limits.result * 4)
        self._places = threading.BoundedSemaphore(workers)
        self._limits, self._patience = limits, patience

    def answer(self, query: str, media_type: str) -> bytes:
        """The serialised answer to a checked query.

        Raises:
            Busy: enough queries run already.
            TimeUp: the engine did not answer in time.
            TooLarge: the result is too large.
            StoreError: the engine is down, or refuses the query.
        """
        if not self._places.acquire(timeout=self._patience):
            raise Busy(max(1, math.ceil(self._limits.seconds / 2)))
        try:
            body = serialise(self._store.run(query), media_type)
        except StoreTimeout as error:
            raise TimeUp(str(error)) from None
        finally:
            self._places.release()
        if len(body) > self._limits.result:
            raise TooLarge
        return body

    def close(self) -> None:
        """Nothing is held open."""
