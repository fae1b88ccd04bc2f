"""HTTP connections with one deadline for the whole response, however slowly the bytes arrive.

A socket time-out restarts with every byte; here it is the time remaining for the whole response.
"""

import http.client
import io
import socket
import time
from typing import TYPE_CHECKING

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["pool"]


class _Reading(io.RawIOBase):
    """A socket whose time-out is the total time for everything it receives."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket, self._seconds = connection, connection.gettimeout()
        self._file = connection.makefile("rb", buffering=0)
        self._until = time.monotonic() + (self._seconds or 0)

    def readable(self) -> bool:
        return True

    def readinto(self, into: "WriteableBuffer") -> int | None:
        if self._seconds is not None:
            left = self._until - time.monotonic()
            if left <= 0:
                raise TimeoutError("The answer was not whole in time.")
            self._socket.settimeout(left)
        return self._file.readinto(into)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
            if self._socket.fileno() >= 0:
                self._socket.settimeout(self._seconds)  # for the next request on the connection
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, debuglevel: int = 0, method: str | None = None) -> None:
        super().__init__(sock, debuglevel, method)
        self.fp.close()
        self.fp = io.BufferedReader(_Reading(sock))


class _Connection(HTTPConnection):
    response_class = _Response


class _SecureConnection(HTTPSConnection):
    response_class = _Response


class _Connections(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecureConnections(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


def pool(size: int) -> urllib3.PoolManager:
    """A pool of `size` connections to one server; a request's read time-out covers the whole response."""
    found = urllib3.PoolManager(maxsize=size)
    found.pool_classes_by_scheme = {"http": _Connections, "https": _SecureConnections}
    return found
