"""Connection handling in one process: waitress with deadlines and limits.

One loop reads and writes all connections. A thread gets a request only once it has arrived completely, and is free as
soon as its response is made, so slow or silent clients cost a socket and no thread. When buffers are full, the client
that holds most gives way.
"""

import errno
import logging
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError, get_header_lines
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask

from ..http.client import client_of
from .dispatcher import Dispatcher
from .neighbours import Neighbours
from .waits import SMALL, Waits

__all__ = ["Server", "adjustments"]

_LOG: Final = logging.getLogger("nhs_restructures")
_HEAD_SECONDS: Final = 10.0
_GRACE_SECONDS: Final = 20.0
"""Seconds for which the body of a request, or the reader of an answer, may be slower than `_SLOWEST`."""
_SLOWEST: Final = 10_000
"""Bytes a second."""
_LINGER_SECONDS: Final = 10.0
"""Seconds for which what a refused client still sends is read and dropped, so that it gets to read why."""
_DROPS_EVERY: Final = 0.1
_NOWHERE: Final = bytearray(2**18)
"""Seconds between two drops, and room for what is dropped each time: a client that sends in vain does so slowly.
Linux drops it without copying it there."""
_COMING: Final = 64 * 2**20
"""Bytes of bodies that may be on their way into one process."""
_GOING: Final = 128 * 2**20
"""Bytes of answers that one process may hold for readers slower than itself."""
_IN_MEMORY: Final = 2**18
"""Bytes of one body or answer that are held in memory; more lie in a file without a name."""
_BACKLOG: Final = 2048
_UNTIL_SOME_ARE_FREE: Final = 0.05
_JUST_NOW: Final = 0.5
_JUST_CONNECTED: Final = 3.0
"""Seconds in which a client that was answered, or has connected, may have sent a request that was not read yet."""


class _Unavailable:
    """A 503 for lack of capacity, in waitress's error format."""

    def __init__(self, seconds: int = 10) -> None:
        self._seconds = seconds

    def to_response(self, _: str) -> tuple[str, list[tuple[str, str]], bytes]:
        again = f"{self._seconds} second{'s' * (self._seconds != 1)}"
        body = f"Too much is being sent at the moment. Send it again in {again}.\n".encode()
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", str(self._seconds))]
        return "503 Service Unavailable", [*headers, ("Content-Length", str(len(body)))], body


class _Refusal(ErrorTask):
    """Errors that waitress reports itself, as one line like the site's other messages."""

    def execute(self) -> None:
        self.channel.refused = True
        self.version = "1.1"  # the request may have no path
        if isinstance(self.request.error, _Unavailable):
            super().execute()
            return
        error = self.request.error
        code, reason = (400, "Bad Request") if error.code == 501 else (error.code, error.reason)
        body = f"{reason}. {_SENTENCES.get(error.code, 'Check what you sent.')}\n".encode()
        self.status = f"{code} {reason}"
        self.response_headers += [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")]
        self.response_headers.append(("Connection", "close"))
        self.close_on_finish = True
        self.content_length = len(body)
        self.write(body)


_SENTENCES: Final = {
    400: "What you sent is no request of HTTP.",
    413: "What you sent is larger than this site takes.",
    431: "Send a long query in the body of a POST.",
    500: "The mistake is ours. Try again.",
    501: "Send the body with its length, or in chunks.",
}


class _Request(HTTPRequestParser):
    """A request, which waitress asks for its path in messages even if it never had one."""

    path = ""

    def parse_header(self, header_plus: bytes) -> None:
        """Refuses a request that says twice, or in two ways, where its body ends.

        A server on the way may heed the other one, and take the rest for a request of its own (RFC 9112, section 6.3).
        """
        fields = [line.partition(b":")[::2] for line in get_header_lines(header_plus.partition(b"\r\n")[2])]
        codings = [value for name, value in fields if name.lower() == b"transfer-encoding"]
        super().parse_header(header_plus)
        if codings and (self.version != "1.1" or "CONTENT_LENGTH" in self.headers or b"," in b",".join(codings)):
            raise ParsingError("Transfer-Encoding is ambiguous")


class Channel(HTTPChannel):
    """A connection: waitress's, with deadlines for slow clients, and an answer for refused ones."""

    error_task_class = _Refusal
    parser_class = _Request
    # Attributes of waitress's untyped connection: the request being received, and the complete ones.
    request: Any
    requests: list[Any]
    close_when_flushed: bool
    will_close: bool
    total_outbufs_len: int

    def __init__(self, server: "Server", sock: socket.socket, addr: Any, adj: Adjustments, map: Any = None) -> None:  # noqa: A002
        super().__init__(server, sock, addr, adj, map=map)
        self.since = self.quiet_since = time.monotonic()
        self.sent = self.sent_before = 0
        self.refused = False
        self.lingers_until = self.dropped = 0.0
        self.served = ""
        self.sending = False

    @property
    def client(self) -> str:
        """The client of the next request, from its headers."""
        asked = self.requests[0] if self.requests else self.request
        forwarded = asked.headers.get("X_FORWARDED_FOR", "") if asked else ""
        return client_of(str(self.addr[0]), forwarded, self.server.proxies)

    @property
    def coming(self) -> int:
        """Bytes of request bodies being received or waiting to be answered."""
        return sum(map(_size, (*self.requests, *([self.request] if self.request else ()))))

    def received(self, data: bytes) -> bool:
        if self.lingers_until:
            return False
        before = self.request
        taken: bool = super().received(data)
        if self.server.stopping:
            for each in self.requests:
                each.headers["CONNECTION"] = "close"
        if self.request is not None and self.request is not before:
            self.since = time.monotonic()
        if self.request is not None and self.request.headers_finished and not getattr(self.request, "admitted", False):
            self.request.admitted = True
            if _size(self.request) > SMALL:
                if wait := self.server.waits.left(self.client):
                    self.refuse(wait)
                elif not self.server.room_for(self):
                    self.refuse()
        return taken

    def refuse(self, seconds: int = 10) -> None:
        """Refuses a request before it has arrived: there is no capacity for it."""
        with self.requests_lock:
            if self.request is None:
                return
            self.request.error, self.request.completed = _Unavailable(seconds), True
            self.requests.append(self.request)
            self.request = None
            if len(self.requests) == 1:
                self.server.add_task(self)

    def send_continue(self) -> None:
        """Asks for the body that a client announced; without one there is nothing to wait for."""
        if self.request.chunked or self.request.content_length:
            super().send_continue()

    def send(self, data: bytes, do_close: bool = True) -> int:
        try:
            sent: int = super().send(data, do_close=do_close)
        except AttributeError:  # the loop has closed the connection meanwhile, and taken the socket away
            raise OSError(errno.EBADF, "closed") from None
        self.sent += sent
        return sent

    def writable(self) -> bool:
        """Whether the loop has something to send; not while a thread sends it, or the loop would turn in vain."""
        return not self.sending and bool(super().writable())

    def write_soon(self, data: Any) -> int:
        self.sending = True
        try:
            return int(super().write_soon(data))
        finally:
            self.sending = False
            if self.total_outbufs_len or self.will_close:  # the loop may have looked away meanwhile
                self.server.pull_trigger()

    def service(self) -> None:
        client = self.served
        try:
            super().service()
        finally:
            self.since = time.monotonic()
            self.server.task_dispatcher.over(client)

    def overdue(self, now: float) -> bool:
        """Whether the client has exceeded the deadline of its current phase."""
        if self.lingers_until:
            return now > self.lingers_until
        if self.total_outbufs_len:
            slow = now - self.quiet_since - _GRACE_SECONDS
            return slow > 0 and self.sent - self.sent_before < slow * _SLOWEST
        self.quiet_since, self.sent_before = now, self.sent
        if self.requests:
            return False
        if self.request is None:
            return now - self.since > float(self.server.keep_seconds)
        if not self.request.headers_finished:
            return now - self.since > _HEAD_SECONDS
        return now - self.since > _GRACE_SECONDS + int(self.request.body_bytes_received) / _SLOWEST

    def handle_error(self, exc_info: Any = None) -> None:
        """Ends a connection after an unexpected error, and logs its place in the code."""
        _LOG.error("A connection failed", exc_info=exc_info or sys.exc_info())
        self.handle_close()

    # Closing while the client still sends resets the connection, and the response may be lost.

    def handle_write(self) -> None:
        if self.refused and self.close_when_flushed and not self.requests and self.connected:
            self._flush_exception(self._flush_some)
            if self.total_outbufs_len:
                return
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except (AttributeError, OSError):  # already closed, or the client is gone
                self.handle_close()
                return
            self.close_when_flushed, self.refused = False, False
            self.lingers_until = time.monotonic() + _LINGER_SECONDS
            return
        super().handle_write()

    def readable(self) -> bool:
        if self.lingers_until:
            return time.monotonic() - self.dropped >= _DROPS_EVERY
        return bool(super().readable())

    def handle_read(self) -> None:
        if not self.lingers_until:
            super().handle_read()
            return
        self.dropped = time.monotonic()
        try:
            over = not self.socket.recv_into(_NOWHERE, 0, socket.MSG_TRUNC)
        except BlockingIOError:
            return
        except OSError:
            over = True
        if over:
            self.handle_close()


def _size(request: Any) -> int:
    """The size of a request's body in bytes, announced or received."""
    if request.chunked and not request.completed:
        return int(request.adj.max_request_body_size)
    return int(request.content_length or request.body_bytes_received)


class Server(TcpWSGIServer):
    """One listening address with its connections."""

    channel_class = Channel

    def __init__(
        self, app: Any, listener: socket.socket, map: dict[int, Any], dispatcher: Dispatcher, adj: Adjustments,  # noqa: A002
        *, proxies: int, keep_seconds: float, most: int, neighbours: Neighbours,
    ) -> None:  # fmt: skip
        """`most` connections may be open at once, each kept for `keep_seconds` after a response."""
        self._neighbours = neighbours
        self.proxies, self.keep_seconds, self._most = proxies, keep_seconds, most
        self.stopping = False
        self.waits = Waits(proxies)
        app = self.waits.told_by(app)
        where = (listener.family, listener.type, listener.proto, listener.getsockname())
        super().__init__(app, map, True, listener, dispatcher, adj, where, bind_socket=False)

    def maintenance(self, now: float) -> None:
        """Does nothing; see `tidy`."""

    def tidy(self) -> None:
        """Ends connections past their deadline, and the largest readers if too much output is buffered."""
        now = time.monotonic()
        for channel in tuple(self.active_channels.values()):
            if channel.overdue(now):
                channel.handle_close()
        while (going := self._by_client(lambda each: int(each.total_outbufs_len))).total() > _GOING:
            client, _ = going.most_common(1)[0]
            max(self._of(client), key=lambda each: int(each.total_outbufs_len)).handle_close()

    def room_for(self, newcomer: Channel) -> bool:
        """Whether an announced body fits; another client that sends more gives way to it."""
        while (coming := self._by_client(lambda each: each.coming)).total() > _COMING:
            client, _ = coming.most_common(1)[0]
            if client == newcomer.addr[0]:
                return False
            sending = [each for each in self._of(client) if each.request is not None]
            if not sending:
                return False
            max(sending, key=lambda each: each.coming).refuse()
        return True

    def readable(self) -> bool:
        return not self._neighbours.looks_away and bool(super().readable())

    def handle_accept(self) -> None:
        """Accepts a connection, or leaves it to a process that has fewer.

        If there are too many, one that waits for its client is closed.
        """
        if self._neighbours.leaves(len(self._map)):
            return
        if len(self.active_channels) >= self._most:
            waiting = [each for each in self.active_channels.values() if not each.requests]
            if not waiting:
                time.sleep(_UNTIL_SOME_ARE_FREE)
                return
            number = Counter(each.addr[0] for each in waiting)
            min(waiting, key=lambda each: (-number[each.addr[0]], each.since)).handle_close()
        super().handle_accept()

    def accept(self) -> Any:
        """Accepts a connection; without a free descriptor, it waits in the kernel."""
        try:
            return super().accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                time.sleep(_UNTIL_SOME_ARE_FREE)
            return None

    def stop(self) -> None:
        """Stops accepting connections, and tells the open ones."""
        self.stopping = True
        wasyncore.dispatcher.close(self)

    def busy(self) -> bool:
        """Whether a request is being answered, or may just have arrived."""
        now = time.monotonic()
        return any(
            each.requests or each.total_outbufs_len or now - each.since < (_JUST_NOW if each.sent else _JUST_CONNECTED)
            for each in self.active_channels.values()
            if not each.lingers_until
        )

    def _by_client(self, size: Callable[[Channel], int]) -> Counter[str]:
        found: Counter[str] = Counter()
        for each in self.active_channels.values():
            found[each.addr[0]] += size(each)
        return found

    def _of(self, client: str) -> list[Channel]:
        return [each for each in self.active_channels.values() if each.addr[0] == client]


def adjustments(threads: int, longest_body: int) -> Adjustments:
    """Waitress's settings for a number of threads and a maximum body size."""
    return Adjustments(
        threads=threads,
        ident=None,
        backlog=_BACKLOG,
        recv_bytes=2**16,
        connection_limit=2**20,  # our own limits apply first
        max_request_header_size=2**15,
        max_request_body_size=longest_body,
        inbuf_overflow=_IN_MEMORY,
        outbuf_overflow=_IN_MEMORY,
        outbuf_high_watermark=2**40,  # no thread waits for a reader
        channel_request_lookahead=1,  # so that a client is seen to hang up
        clear_untrusted_proxy_headers=False,
        log_socket_errors=False,
    )
