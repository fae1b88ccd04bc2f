"""The worker process: managed by gunicorn, with waitress for its connections."""

import fcntl
import os
import resource
import socket
import time
from typing import Any, Final

from gunicorn.workers.base import Worker as BaseWorker
from waitress import wasyncore

from .connections import Server, adjustments
from .dispatcher import Dispatcher
from .heap import give_back
from .neighbours import LOOK_AWAY

__all__ = ["DESCRIPTORS", "Worker"]

_TIDY_EVERY: Final = 1.0
_LOOK_EVERY: Final = 0.25
_STOPPING_EVERY: Final = 0.05
"""Seconds."""
DESCRIPTORS: Final = 4096
"""More than a process uses."""
_SENT_AHEAD: Final = 2**18
"""Bytes that a client may send before they are read."""


class _Wake(wasyncore.file_dispatcher):
    """The read end of a pipe with which a signal wakes the loop."""

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        self.recv(512)


class Worker(BaseWorker):
    """gunicorn's worker running waitress; `app` has the number of proxies and the body limit."""

    def run(self) -> None:
        _reserve_descriptors(self.PIPE[0])
        site: Any = self.app
        settings = adjustments(self.cfg.threads, site.longest_body)
        self._map: dict[int, Any] = {}
        self._tidied = time.monotonic()
        dispatcher = Dispatcher(self.cfg.threads)
        self._neighbours = site.neighbours
        self._neighbours.join(self.age)
        self._servers = []
        sockets: Any = self.sockets  # gunicorn's own, each round one of the system
        for each in sockets:
            listener = each.sock
            listener.setblocking(False)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SENT_AHEAD)
            server = Server(
                self.wsgi,
                listener,
                self._map,
                dispatcher,
                settings,
                proxies=site.proxies,
                keep_seconds=self.cfg.keepalive,
                most=self.cfg.worker_connections,
                neighbours=self._neighbours,
            )
            self._servers.append(server)
        _Wake(self.PIPE[0], self._map)
        while self.alive and self.ppid == os.getppid():
            self._turn(_LOOK_EVERY)
        for server in self._servers:
            server.stop()
        self._neighbours.leave()
        until = time.monotonic() + self.cfg.graceful_timeout
        while any(server.busy() for server in self._servers) and time.monotonic() < until:
            self._turn(_STOPPING_EVERY)

    def _turn(self, seconds: float) -> None:
        """Reads and writes ready connections, waiting up to a given time if none is."""
        wasyncore.poll2(LOOK_AWAY if self._neighbours.looks_away else seconds, self._map)
        if time.monotonic() - self._tidied >= _TIDY_EVERY:
            self._tidied = time.monotonic()
            self.notify()
            self._neighbours.tell(len(self._map))
            for server in self._servers:
                server.tidy()
            give_back()


def _reserve_descriptors(one: int) -> None:
    """Has the system make its table of descriptors as large as it may get, before there are threads.

    To enlarge the table of a process with threads, Linux waits until every processor has let go of the old one. On a
    busy machine that takes up to seconds, and meanwhile no thread gets a descriptor: no connection is accepted.
    """
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    os.close(fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, min(most, DESCRIPTORS) - 1))
