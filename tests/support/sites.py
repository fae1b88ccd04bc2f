"""Runs the site in its own process on loopback, and sends it a load of requests."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import urllib3

from tests.support.servers import free_port
from tests.support.waiting import PATIENCE

__all__ = ["Load", "RunningSite", "load", "running_site"]

_ROOT = Path(__file__).resolve().parents[2]
_NONE: Mapping[str, str] = MappingProxyType({})


def _children(process: int) -> set[int]:
    found: set[int] = set()
    with suppress(OSError):  # it has ended
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            found |= set(map(int, children.read_text().split()))
    return found


def _command(process: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


@dataclass
class RunningSite:
    """A site that runs; `log` is the file of its log."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path
    metrics_port: int = 0
    http: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(maxsize=32))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, address: str, **more: Any) -> urllib3.BaseHTTPResponse:
        return self.http.request("GET", self.url + address, retries=False, timeout=30, **more)

    def health(self) -> dict[str, str]:
        found: dict[str, str] = self.get("/healthz", headers={"Connection": "close"}).json()
        return found

    def numbers(self) -> str:
        """What the site tells Prometheus."""
        return self.http.request("GET", f"http://127.0.0.1:{self.metrics_port}/metrics").data.decode()

    def signal(self, which: signal.Signals) -> None:
        self.process.send_signal(which)

    def children(self) -> set[int]:
        """All processes that the first one has started."""
        return _children(self.process.pid)

    def workers(self) -> set[int]:
        """The processes that answer, and any that is about to end, which has no command any more."""
        return {child for child in self.children() if b"serve" in (_command(child) or b"serve")}

    def query_processes(self) -> set[int]:
        """The processes that they ask queries: forks of one that is no worker."""
        found: set[int] = set()
        waiting = [(child, _command(child)) for child in self.children()]
        while waiting:
            process, command = waiting.pop()
            children = {(child, _command(child)) for child in _children(process)}
            found |= {child for child, its in children if its == command}
            waiting += children
        return found

    @staticmethod
    def busy(process: int) -> bool:
        """Whether a process computes at this moment."""
        with suppress(OSError):
            return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "R"
        return False

    def kill(self, worker: int) -> None:
        """Kills one of the site's processes as the kernel would."""
        os.kill(worker, signal.SIGKILL)

    def accepts(self) -> bool:
        """Whether a new connection is taken."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def lines(self) -> list[dict[str, Any]]:
        """The log, line by line."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def wait_for_line(self, message: str) -> dict[str, Any]:
        """The first line of the log with a message, awaited."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for line in self.lines():
                if line["message"] == message:
                    return line
            time.sleep(0.1)
        raise AssertionError(f"no line says {message!r}: {self.log.read_text()}")

    def wait_for_other_workers(self, before: set[int], count: int) -> set[int]:
        """The workers, once all that were there before are gone and as many stand in their place."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            now = self.workers()
            if len(now) == count and not now & before:
                return now
            time.sleep(0.1)
        raise AssertionError("the workers were not replaced")


@contextmanager
def running_site(
    folder: Path,
    *,
    metrics_port: int = 0,
    descriptors: int = 0,
    environment: Mapping[str, str] = _NONE,
    **settings: object,
) -> Iterator[RunningSite]:
    """Runs the site by `cli.py serve`, with settings from the environment; ends it if it still runs at the end.

    `descriptors` is how many a process of it may have open.
    """
    port, log = free_port(), folder / "site.log"
    told = {"PORT": port, "METRICS_PORT": metrics_port, "WARM": "no", **settings}
    variables = os.environ | {f"NHS_RESTRUCTURES_{name}": str(value) for name, value in told.items()} | environment
    command = [sys.executable, str(_ROOT / "cli.py"), "serve"]
    if descriptors:
        command = ["prlimit", f"--nofile={descriptors}:{descriptors}", *command]
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=file)
    site = RunningSite(process, port, log, metrics_port)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            with suppress(urllib3.exceptions.HTTPError):
                if site.get("/healthz", headers={"Connection": "close"}).status == 200:
                    break
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, "the site did not start"
            time.sleep(0.1)
        yield site
    finally:
        site.http.clear()
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@dataclass
class Load:
    """What clients met: how many answers came, and what went wrong."""

    answered: int = 0
    failures: list[str] = field(default_factory=list)


@contextmanager
def load(site: RunningSite, pages: Sequence[str], clients: int = 4) -> Iterator[Load]:
    """Clients that ask for one page after the other, each on a connection of its own, until the block ends."""
    found, over, lock = Load(), threading.Event(), threading.Lock()

    def ask(first: int) -> None:
        number = first
        while not over.is_set():
            page = pages[number % len(pages)]
            number += 1
            try:
                status = site.get(page, headers={"Connection": "close"}).status
                wrong = "" if status == 200 else f"{page}: {status}"
            except urllib3.exceptions.HTTPError as error:
                wrong = f"{page}: {error}"
            with lock:
                found.answered += 1
                if wrong:
                    found.failures.append(wrong)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        over.set()
        for thread in threads:
            thread.join()
