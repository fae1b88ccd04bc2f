"""Health check of the site's store.

The store is checked in the background, so a slow one delays nobody; results are cached for some seconds. The store's
address appears only in the log.
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
    """Checks a store at most every `remembered` seconds, on demand; `timeout` is the store's.

    A caller waits at most `patience` seconds, and then gets the previous result.
    """

    def __init__(self, url: str, *, timeout: float = 2.0, patience: float = 0.5, remembered: float = 5.0) -> None:
        self._store = RemoteStore(url, timeout=timeout)
        self._timeout, self._patience, self._remembered = timeout, patience, remembered
        self._starting = threading.Lock()
        self._asking: threading.Thread | None = None
        self._asked = float("-inf")
        self._found: str | None = None

    def wrong(self) -> str | None:
        """What is wrong with the store, in one line; None if nothing is known to be."""
        with self._starting:
            busy = self._asking is not None and self._asking.is_alive()
            if not busy and time.monotonic() - self._asked > self._remembered:
                self._asked = time.monotonic()
                self._asking = threading.Thread(target=self._ask, daemon=True)
                self._asking.start()
            asking = self._asking
        if asking:
            asking.join(self._patience)
            # DNS look-ups and trickling responses can outlast every connection time-out.
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
