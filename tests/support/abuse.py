"""Abusive clients, each from its own loopback address, and a neighbour who requests a page.

The abusive ones run on one event loop in a process of their own with a low priority, so that what is measured is the
site and not them: `python -m tests.support.abuse PORT KINDS` acts until its standard input is closed, then tells as
JSON what they met.
"""

import asyncio
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from tests.support.sites import RunningSite

__all__ = ["KINDS", "TABLE", "Asked", "Seen", "abused", "ask", "held_megabytes", "neighbour"]

_MOST = 20_000
_NICENESS = 10
_WAIT = 60.0
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
    wait: float = _WAIT,
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


# What abusive clients do, each on a connection of its own


async def _query(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int | str:
    await _said(writer, _get(f"{_SLOW} #{random.random()}"))
    return await _answered(reader)


async def _upload(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int | str:
    head = "POST /api/recode HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
    await _said(writer, f"{head}Content-Length: {len(TABLE)}\r\n\r\n".encode() + TABLE)
    return await _answered(reader)


async def _half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int | str:
    """Half a head, or half a body, for some seconds."""
    head = b"GET / HTTP/1.1\r\nHost: x\r\nX: "
    body = b"POST /api/recode HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n["
    await _said(writer, random.choice((head, body)))
    with suppress(TimeoutError):
        async with asyncio.timeout(3):
            return "refused" if await reader.read(1) else "ended"
    return "held"


async def _slow_reader(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int | str:
    """Asks for much and reads a little of it."""
    await _said(writer, _get(f"{_LARGE} #{random.random()}"))
    async with asyncio.timeout(10):
        status = int((await reader.readexactly(12))[9:])
    await asyncio.sleep(2)
    return status


def _get(query: str) -> bytes:
    head = f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\nConnection: close\r\n\r\n"
    return head.encode()


async def _said(writer: asyncio.StreamWriter, what: bytes) -> None:
    writer.transport.set_write_buffer_limits(0)  # all of it is sent before an answer is read
    writer.write(what)
    await writer.drain()


async def _answered(reader: asyncio.StreamReader) -> int:
    async with asyncio.timeout(_WAIT):
        status = int((await reader.readexactly(12))[9:])
        while await reader.read(2**16):
            pass
    return status


Act = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[int | str]]

KINDS: dict[str, tuple[Act, int]] = {
    "slow queries": (_query, 2),
    "tables": (_upload, 2),
    "half requests": (_half, 10),
    "slow readers": (_slow_reader, 2),
}
"""What a client of each kind does over and over, and on how many connections at once."""


async def _once(port: int, client: str, act: Act, seen: Seen) -> float:
    begun, status = time.monotonic(), 0
    try:
        # Little is read ahead, as a slow reader does.
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(client, 0), limit=2**11)
        try:
            status = await act(reader, writer)
        finally:
            writer.transport.abort()
    except (OSError, EOFError) as error:
        status = type(error).__name__
    took = time.monotonic() - begun
    seen.statuses[status] += 1
    seen.seconds.append(took)
    return took


async def _over_and_over(port: int, client: str, act: Act, seen: Seen) -> None:
    for _ in range(_MOST):
        if await _once(port, client, act, seen) < 0.05:
            await asyncio.sleep(0.1)  # it was turned away


async def _all(port: int, kinds: dict[str, int]) -> dict[str, Seen]:
    seen = {kind: Seen() for kind in kinds}
    acting = [
        asyncio.create_task(_over_and_over(port, f"127.0.{1 + list(KINDS).index(kind)}.{1 + number}", act, seen[kind]))
        for kind, clients in kinds.items()
        for act, at_once in [KINDS[kind]]
        for number in range(clients)
        for _ in range(at_once)
    ]
    await asyncio.to_thread(sys.stdin.read)
    for each in acting:
        each.cancel()
    await asyncio.gather(*acting, return_exceptions=True)
    return seen


@contextmanager
def abused(site: Asked, kinds: dict[str, int]) -> Iterator[dict[str, Seen]]:
    """So many abusive clients of each kind, while the block lasts; what they met, by kind, is known after it."""
    words = [sys.executable, "-m", "tests.support.abuse", str(site.port), json.dumps(kinds)]
    acting = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    seen = {kind: Seen() for kind in kinds}
    try:
        yield seen
    finally:
        told, _ = acting.communicate()
    for kind, (statuses, seconds) in json.loads(told).items():
        seen[kind].statuses.update({int(each) if each.isdigit() else each: n for each, n in statuses.items()})
        seen[kind].seconds += seconds


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
        begun = time.monotonic()
        try:
            seen.statuses[ask(site, client, address).status] += 1
        except (OSError, http.client.HTTPException) as error:
            seen.statuses[type(error).__name__] += 1
        seen.seconds.append(time.monotonic() - begun)
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


def _main() -> None:
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    seen = asyncio.run(_all(int(sys.argv[1]), json.loads(sys.argv[2])))
    print(json.dumps({kind: [each.statuses, each.seconds] for kind, each in seen.items()}))


if __name__ == "__main__":
    _main()
