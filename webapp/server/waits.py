"""Clients that were told to wait before they send a table again: until then, no more of what they send is read."""

import math
import time
from collections.abc import Iterable
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from ..http.client import client_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["SMALL", "Waits"]

SMALL: Final = 2**16
"""Bytes of a body that may always be sent."""
_CLIENTS: Final = 4096
"""Of whom it is remembered; whoever was told first is forgotten first."""


class Waits:
    """Until when which client of one process was told to wait."""

    def __init__(self, proxies: int) -> None:
        """`proxies` are the trusted ones in front."""
        self._proxies = proxies
        self._until: dict[str, float] = {}
        self._lock = Lock()

    def left(self, client: str) -> int:
        """The whole seconds that a client still has to wait."""
        return max(0, math.ceil(self._until.get(client, 0.0) - time.monotonic()))

    def told_by(self, app: "WSGIApplication") -> "WSGIApplication":
        """The application, of whose answers it is remembered whom they tell to wait."""

        def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
            def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
                if status.startswith(("429", "503")):
                    self._remember(environ, dict(headers).get("Retry-After", ""))
                return start_response(status, headers, *more)

            large = int(environ.get("CONTENT_LENGTH") or 0) > SMALL
            return app(environ, start if large else start_response)

        return answer

    def _remember(self, environ: "WSGIEnvironment", seconds: str) -> None:
        client = client_of(environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", ""), self._proxies)
        with suppress(ValueError), self._lock:
            until = time.monotonic() + int(seconds)
            self._until.pop(client, None)
            self._until[client] = until
            while len(self._until) > _CLIENTS:
                del self._until[next(iter(self._until))]
