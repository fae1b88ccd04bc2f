"""Abusive clients, each from its own loopback address, and a neighbour who requests a page.

Every loop ends with the block it was started for, or after a number of requests.
"""

import http.client
import random
import re
import socket
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from tests.support.sites import RunningSite

__all__ = ["KINDS", "TABLE", "Asked", "Seen", "abused", "ask", "held_megabytes", "neighbour"]

_MOST = 20_000
_SLOW = "SELECT (COUNT(*) AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o FILTER(?a != ?o) }"
_LARGE = "SELECT * { ?s ?p ?o . ?s ?q ?x } LIMIT 100000"
TABLE = (
    b'{"to": "2022-07-01", "column": "code", "rows": ['
    + b",".join([b'{"code": "5NR", "n": %d}' % n for n in range(90_000)])
    + b"]}"
)


class Asked(Protocol):
    """A site that is asked: all that must be known of it is its port."""

    @property
    def port(self) -> int: ...


@dataclass
class Seen:
    """What clients of one kind met: how often each status, and the seconds of each answer."""

    statuses: Counter[int | str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def p99(self) -> float:
        """Seconds in which 99 of 100 answers came."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)]

    def __str__(self) -> str:
        if not self.seconds:
            return str(dict(self.statuses))
        return f"{dict(self.statuses)} p50 {statistics.median(self.seconds):.3f} s, p99 {self.p99():.3f} s"


def ask(
    site: Asked,
    client: str,
    address: str,
    *,
    method: str = "GET",
    body: bytes = b"",
    kind: str = "",
    wait: float = 60,
) -> http.client.HTTPResponse:
    """One request of a client on a connection of its own; the answer's body is read into `.data`."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=wait, source_address=(client, 0))
    try:
        headers = {"Content-Type": kind} if kind else {}
        connection.request(method, address, body=body or None, headers={**headers, "Connection": "close"})
        answer = connection.getresponse()
        answer.data = answer.read()  # type: ignore[attr-defined]
        return answer
    finally:
        connection.close()


def _told(seen: Seen, act: Callable[[], int | str]) -> None:
    begun = time.monotonic()
    try:
        status = act()
    except (OSError, http.client.HTTPException) as error:
        status = type(error).__name__
    seen.statuses[status] += 1
    seen.seconds.append(time.monotonic() - begun)


def _query(site: Asked, client: str) -> int:
    text = f"{_SLOW} #{random.random()}"
    return ask(site, client, f"/sparql?query={quote(text)}").status


def _upload(site: Asked, client: str) -> int:
    return ask(site, client, "/api/recode", method="POST", body=TABLE, kind="application/json").status


def _half(site: Asked, client: str) -> str:
    """Half a head, or half a body, for some seconds."""
    with socket.create_connection(("127.0.0.1", site.port), source_address=(client, 0)) as connection:
        head = b"GET / HTTP/1.1\r\nHost: x\r\nX: "
        body = b"POST /api/recode HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n["
        connection.sendall(random.choice((head, body)))
        connection.settimeout(3)
        with suppress(TimeoutError):
            return "ended" if not connection.recv(1) else "refused"
    return "held"


def _slow_reader(site: Asked, client: str) -> str:
    """Asks for much and reads a little of it."""
    with socket.create_connection(("127.0.0.1", site.port), source_address=(client, 0)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        query = quote(f"{_LARGE} #{random.random()}")
        connection.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode())
        connection.settimeout(10)
        status = connection.recv(12)[9:].decode()
        time.sleep(2)
        return status


KINDS: dict[str, tuple[Callable[[Asked, str], int | str], int]] = {
    "slow queries": (_query, 2),
    "tables": (_upload, 2),
    "half requests": (_half, 10),
    "slow readers": (_slow_reader, 2),
}
"""What a client of each kind does over and over, and in how many threads at once."""


@contextmanager
def abused(site: Asked, kinds: dict[str, int]) -> Iterator[dict[str, Seen]]:
    """So many abusive clients of each kind, while the block lasts; what they met, by kind."""
    over, threads, seen = threading.Event(), [], {kind: Seen() for kind in kinds}

    def go(kind: str, client: str) -> None:
        act, _ = KINDS[kind]
        for _ in range(_MOST):
            if over.is_set():
                return
            _told(seen[kind], lambda: act(site, client))
            if seen[kind].seconds[-1] < 0.05:
                over.wait(0.1)  # it was turned away

    for place, (kind, clients) in enumerate(kinds.items(), 1):
        for number in range(clients):
            for _ in range(KINDS[kind][1]):
                threads.append(threading.Thread(target=go, args=(kind, f"127.0.{place}.{1 + number}")))
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join()


def neighbour(
    site: Asked,
    seconds: float,
    addresses: list[str],
    *,
    client: str = "127.0.9.1",
    pause: float = 0.05,
    enough: int = _MOST,
) -> Seen:
    """One who asks for something now and then, as a reader does, until it was answered often enough."""
    seen, until, number = Seen(), time.monotonic() + seconds, 0
    while time.monotonic() < until and seen.statuses[200] < enough:
        address = addresses[number % len(addresses)].replace("{n}", str(number))
        _told(seen, lambda: ask(site, client, address).status)  # noqa: B023 -- it is called at once
        number += 1
        time.sleep(pause)
    return seen


def held_megabytes(site: RunningSite) -> float:
    """Megabytes that all processes of a site hold now, shared pages counted once."""
    found, waiting = 0, [site.process.pid]
    while waiting:
        process = waiting.pop()
        with suppress(OSError):  # it has ended
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            found += int(re.findall(r"^Pss: +(\d+) kB", rollup, re.M)[0])
            for children in Path(f"/proc/{process}/task").glob("*/children"):
                waiting += map(int, children.read_text().split())
    return found / 1024
