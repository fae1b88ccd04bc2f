"""Whether the store that a site stands on answers, for whoever asks after the site's health.

The store is asked in the background, so that a slow one keeps nobody waiting; what was found stands for some seconds.
Where the store is, the log tells, and nobody else.
"""

import logging
import threading
import time
from typing import Final

from graph.errors import StoreError
from graph.sparql.store import RemoteStore

__all__ = ["Watch"]

_LOG: Final = logging.getLogger("nhs_restructures")
_QUESTION: Final = "PREFIX nhs: <https://w3id.org/nhs-restructures/def#> ASK { ?body a nhs:Body }"


class Watch:
    """Asks a store at most every `remembered` seconds, and only when somebody wants to know; `timeout` is the store's.

    Whoever wants to know waits `patience` seconds at most, and is then told what was found the time before.
    """

    def __init__(self, url: str, *, timeout: float = 2.0, patience: float = 0.5, remembered: float = 5.0) -> None:
        self._store = RemoteStore(url, timeout=timeout)
        self._timeout, self._patience, self._remembered = timeout, patience, remembered
        self._starting = threading.Lock()
        self._asking: threading.Thread | None = None
        self._asked = float("-inf")
        self._found: str | None = None

    def wrong(self) -> str | None:
        """What is wrong with the store, in one line; None where nothing is known to be."""
        with self._starting:
            busy = self._asking is not None and self._asking.is_alive()
            if not busy and time.monotonic() - self._asked > self._remembered:
                self._asked = time.monotonic()
                self._asking = threading.Thread(target=self._ask, daemon=True)
                self._asking.start()
            asking = self._asking
        if asking:
            asking.join(self._patience)
            # A name that is looked up, or an answer that trickles, can outlast every time-out of a connection.
            if asking.is_alive() and time.monotonic() - self._asked > 2 * self._timeout:
                return "The store does not answer."
        return self._found

    def _ask(self) -> None:
        try:
            if not self._store.ask(_QUESTION):
                raise StoreError(
                    f"The store at {self._store.name} holds no record any more. Load one.",
                    "The store holds no record any more.",
                )
        except StoreError as error:
            if self._found != error.public:
                _LOG.error("The store is not well", extra={"told": {"why": str(error)}})
            self._found = error.public
        else:
            self._found = None
