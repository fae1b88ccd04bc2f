"""Servers that tests start on loopback: SPARQL engines with a record loaded, and a listener for unwanted calls.

If an engine is not installed, tests are skipped on a developer's machine, and fail in CI.
"""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import urllib3

__all__ = ["Listener", "free_port", "listener", "oxigraph_server", "program", "virtuoso_server"]

_START_SECONDS = 40.0


@dataclass
class Listener:
    """A port that nobody should call; `calls` has the first bytes of each who did."""

    port: int
    calls: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/sparql"


@contextmanager
def listener() -> Iterator[Listener]:
    """Listens on loopback and writes down every call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = Listener(server.getsockname()[1])

        def note() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(2)
                    first = b""
                    with suppress(OSError):
                        first = connection.recv(200)
                        connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    found.calls.append(first)

        threading.Thread(target=note, daemon=True).start()
        try:
            yield found
        finally:
            server.shutdown(socket.SHUT_RDWR)


def free_port() -> int:
    """A port of loopback that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def program(name: str) -> str:
    """Where a program of that name is; the test is skipped where it is not installed, and in CI fails."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed, and CI tests with every program")
        pytest.skip(f"{name} is not installed")
    return found


@contextmanager
def _running(command: list[str], ready: Callable[[], bool]) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + _START_SECONDS
        while not ready():
            assert process.poll() is None, f"{command[0]} ended with {process.returncode}"
            assert time.monotonic() < until, f"{command[0]} did not start"
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(url: str) -> bool:
    with suppress(urllib3.exceptions.HTTPError):
        query = {"query": "ASK {}"}
        return urllib3.request("GET", url, fields=query, timeout=2, retries=False).status == 200
    return False


@contextmanager
def oxigraph_server(turtle: Path, directory: Path, *, port: int = 0) -> Iterator[str]:
    """Oxigraph's own server on a Turtle file, at a port or at any; gives the address of its endpoint."""
    oxigraph, port = program("oxigraph"), port or free_port()
    load = [oxigraph, "load", "--location", str(directory), "--file", str(turtle)]
    subprocess.run(load, check=True, capture_output=True)
    url = f"http://127.0.0.1:{port}/query"
    serve = [oxigraph, "serve-read-only", "--location", str(directory), "--bind", f"127.0.0.1:{port}"]
    with _running(serve, lambda: _answers(url)):
        yield url


_VIRTUOSO = """
[Database]
DatabaseFile = {directory}/virtuoso.db
ErrorLogFile = {directory}/virtuoso.log
LockFile = {directory}/virtuoso.lck
TransactionFile = {directory}/virtuoso.trx
xa_persistent_file = {directory}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {directory}/virtuoso-temp.db
TransactionFile = {directory}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {directory}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {directory}
[SPARQL]
ResultSetMaxRows = 10000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 60
"""


@contextmanager
def virtuoso_server(turtle: Path, directory: Path, *, buffers: int = 20_000) -> Iterator[str]:
    """Virtuoso on a Turtle file, with Debian's cap of 10,000 rows; gives the address of its endpoint."""
    virtuoso, isql = program("virtuoso-t"), program("isql-vt")
    directory.mkdir(parents=True, exist_ok=True)
    shutil.copy(turtle, directory / "record.ttl")
    sql, http = free_port(), free_port()
    settings = _VIRTUOSO.format(directory=directory, sql=sql, http=http, buffers=buffers, dirty=buffers * 3 // 4)
    (directory / "virtuoso.ini").write_text(settings)
    url = f"http://127.0.0.1:{http}/sparql"
    command = [virtuoso, "+configfile", str(directory / "virtuoso.ini"), "+foreground", "+wait"]
    with _running(command, lambda: _answers(url)):
        load = f"ld_dir('{directory}', 'record.ttl', 'urn:record'); rdf_loader_run(); checkpoint;"
        subprocess.run([isql, f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"], check=True, capture_output=True)
        yield url
