"""The store of a site turned bad while the site runs: silent, slow to the byte, or answering something else."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.support.servers import free_port, oxigraph_server
from tests.support.sites import RunningSite, running_site
from tests.support.sound import sound_rows
from tests.support.tiny import tiny_record

PAGES = ("/", "/bodies/ccg-04a", "/bodies/ccg-04a.json", "/landscape/2014-04-01", "/data/restructures.ttl")
QUESTION = "/sparql?query=SELECT%20%3Fs%20%7B%20%3Fs%20%3Fp%20%22E38000001%22%20%7D"
JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nConnection: close\r\n"
BAD = {
    "another page": (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<h1>Hello</h1", 503),
    "no JSON": (JSON + b'Content-Length: 9\r\n\r\n{"head": ', 503),
    "an answer of another form": (JSON + b"Content-Length: 4\r\n\r\n[42]", 503),
    "half an answer": (JSON + b'Content-Length: 900\r\n\r\n{"head": {"vars": ["s"]}', 503),
    "no HTTP": (b"\x00\xff" * 50, 503),
    "nothing": (b"", 503),
    "silence": (None, 504),
}


@contextmanager
def bad_engine(port: int, answer: bytes | None) -> Iterator[None]:
    """A server that gives every caller the same answer, or lets them wait where that is None."""
    waiting: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", port)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                if answer is None:
                    waiting.append(connection)
                    continue
                with connection, suppress(OSError):
                    connection.settimeout(2)
                    connection.recv(10_000)
                    connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown(socket.SHUT_RDWR)
            for connection in waiting:
                connection.close()


def status_of(site: RunningSite, wanted: str) -> dict[str, str]:
    """What the site says of its health, once it is of this status."""
    until = time.monotonic() + 20
    while (found := site.health())["status"] != wanted:
        assert time.monotonic() < until, found
        time.sleep(0.1)
    return found


def test_an_engine_that_turns_bad_fails_queries_alone_and_its_return_is_noticed(tmp_path: Path) -> None:
    turtle, port = tmp_path / "record.ttl", free_port()
    turtle.write_bytes(tiny_record(sound_rows()).turtle)
    with ExitStack() as ending:
        with oxigraph_server(turtle, tmp_path / "store", port=port) as url:
            site = ending.enter_context(running_site(tmp_path, STORE=url, WORKERS=1, QUERY_SECONDS=1))
            rows = site.get(QUESTION).data
        for name, (answer, status) in BAD.items():
            with bad_engine(port, answer):
                asked = site.get(QUESTION)
                assert asked.status == status, name
                assert asked.data.count(b"\n") == 1, name
                assert b"Traceback" not in asked.data
                assert b"127.0.0.1" not in asked.data
                assert {site.get(page).status for page in PAGES} == {200}, name
        with bad_engine(port, BAD["no JSON"][0]):
            assert status_of(site, "degraded")["store"] == "The store gave no answer that can be read. Ask again later."
        with oxigraph_server(turtle, tmp_path / "again", port=port):
            assert site.get(QUESTION).data == rows
            status_of(site, "ok")
        assert len(site.workers()) == 1
