"""A thousand clients that send a byte a second: behind nginx, as `deploy/nginx.conf` has it, readers notice nothing."""

import resource
import select
import selectors
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
import urllib3

from tests.support.servers import free_port, program
from tests.support.sites import RunningSite, running_site
from tests.support.sound import sound_rows
from tests.support.tiny import tiny_record

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 2;
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/unused;
    uwsgi_temp_path {folder}/unused;
    scgi_temp_path {folder}/unused;
    {site}
}}
"""
NAME = {"Host": "record.example"}
PAGES = ("/bodies/ccg-04a", "/bodies/ccg-04a.json", "/healthz", "/search?q=ccg")
HEADS, BODIES = 900, 100
SECONDS_FOR_A_HEAD = 10
AIM_SECONDS = 4.0
"""Far more than a page takes on a busy machine, and far less than the wait for a slow client."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    folder = tmp_path_factory.mktemp("site")
    record = folder / "record.ttl"
    record.write_bytes(tiny_record(sound_rows()).turtle)
    with running_site(folder, WORKERS=2, RECORD=record, PROXIES=1) as found:
        yield found


@pytest.fixture(scope="module")
def ports(site: RunningSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """The ports of nginx in front of the site, in place of 443 and of 80.

    Of the shipped configuration only addresses and TLS are changed.
    """
    nginx, folder, port, plain = program("nginx"), tmp_path_factory.mktemp("nginx"), free_port(), free_port()
    lines = [line for line in CONFIGURATION.read_text().splitlines() if " ssl_" not in line]
    shipped = "\n".join(lines)
    for ours, here, count in (
        ("127.0.0.1:8000", f"127.0.0.1:{site.port}", 1),
        ("listen 443 ssl", f"listen 127.0.0.1:{port}", 2),
        ("listen 80", f"listen 127.0.0.1:{plain}", 2),
    ):
        assert shipped.count(ours) == count
        shipped = shipped.replace(ours, here)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, site=shipped))
    command = [nginx, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command)
    try:
        until = time.monotonic() + 20
        while not answers(port):
            assert process.poll() is None, (folder / "error.log").read_text()
            assert time.monotonic() < until, "nginx did not start"
            time.sleep(0.05)
        yield port, plain
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def proxy(ports: tuple[int, int]) -> int:
    return ports[0]


def answers(port: int) -> bool:
    with suppress(urllib3.exceptions.HTTPError):
        address = f"http://127.0.0.1:{port}/healthz"
        return urllib3.request("GET", address, headers=NAME, timeout=2, retries=False).status == 200
    return False


def test_clients_that_never_hang_up_keep_nobody_from_the_pages(site: RunningSite) -> None:
    with ExitStack() as open_ones:
        for _ in range(12):
            client = open_ones.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            client.sendall(b"GET /bodies/ccg-04a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        for page in PAGES:
            begun = time.monotonic()
            assert site.get(page, headers={"Connection": "close"}).status == 200
            assert time.monotonic() - begun < AIM_SECONDS


@contextmanager
def slow_clients(port: int) -> Iterator[dict[socket.socket, bool]]:
    """A thousand connections from other addresses, which send a byte a second; true are those that were ended."""
    head = b"GET /bodies/ccg-04a HTTP/1.1\r\nHost: record.example\r\nX: "
    body = b"POST /sparql HTTP/1.1\r\nHost: record.example\r\n"
    body += b"Content-Type: application/sparql-query\r\nContent-Length: 5000\r\n\r\n"
    ended: dict[socket.socket, bool] = {}
    over = threading.Event()
    with selectors.DefaultSelector() as selector:
        for number in range(HEADS + BODIES):
            source = f"127.0.1.{1 + number % 200}"
            client = socket.create_connection(("127.0.0.1", port), source_address=(source, 0))
            client.sendall(head if number < HEADS else body)
            client.setblocking(False)
            selector.register(client, selectors.EVENT_READ)
            ended[client] = False

        def drip() -> None:
            while not over.is_set():
                for client in [client for client, done in ended.items() if not done]:
                    with suppress(OSError):
                        client.send(b"a")
                until = time.monotonic() + 1
                while not over.is_set() and (left := until - time.monotonic()) > 0:
                    for key, _ in selector.select(min(left, 0.2)):
                        selector.unregister(key.fileobj)
                        ended[key.fileobj] = True  # type: ignore[index]

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            yield ended
        finally:
            over.set()
            dripping.join()
            for client in ended:
                client.close()


@pytest.fixture
def many_descriptors() -> Iterator[None]:
    usual = resource.getrlimit(resource.RLIMIT_NOFILE)
    if usual[0] < 2048:
        resource.setrlimit(resource.RLIMIT_NOFILE, (2048, usual[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, usual)


@pytest.mark.usefixtures("many_descriptors")
def test_a_thousand_slow_clients_keep_nobody_from_the_pages_and_are_ended(site: RunningSite, proxy: int) -> None:
    took: list[float] = []
    http = urllib3.PoolManager()
    with slow_clients(proxy) as ended:
        until = time.monotonic() + SECONDS_FOR_A_HEAD + 10
        heads = list(ended)[:HEADS]
        while not all(ended[client] for client in heads):
            assert time.monotonic() < until, "slow heads are not ended"
            for page in PAGES:
                begun = time.monotonic()
                address = f"http://127.0.0.1:{proxy}{page}"
                assert http.request("GET", address, headers=NAME, retries=False, timeout=10).status == 200
                took.append(time.monotonic() - begun)
            time.sleep(0.1)
        assert not any(ended[client] for client in list(ended)[HEADS:]), "a body may come slowly"
    took.sort()
    assert len(took) > 40
    assert took[len(took) * 99 // 100] < AIM_SECONDS
    assert site.get("/readyz").status == 200


def test_who_keeps_too_many_requests_going_is_told_so_and_nobody_else(proxy: int) -> None:
    body = b"POST /sparql HTTP/1.1\r\nHost: record.example\r\nContent-Length: 5000\r\n\r\n"
    clients = [socket.create_connection(("127.0.0.1", proxy), source_address=("127.0.2.1", 0)) for _ in range(30)]
    for client in clients:
        client.sendall(body)
    told: dict[socket.socket, bytes] = {}
    until = time.monotonic() + 8  # less than the time after which nginx ends a body that does not come
    while len(told) < 10:
        assert time.monotonic() < until, f"{len(told)} were refused"
        told |= {client: client.recv(100) for client in select.select(clients, (), (), 0.1)[0] if client not in told}
    assert {answer[:12] for answer in told.values()} == {b"HTTP/1.1 429"}
    assert answers(proxy)
    for client in clients:
        client.close()


@pytest.mark.parametrize("host", [b"Host: elsewhere.example\r\n", b"Host: 127.0.0.1\r\n", b""])
def test_another_host_name_is_not_answered(ports: tuple[int, int], host: bytes) -> None:
    version = b"1.1" if host else b"1.0"
    for port in ports:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
            client.sendall(b"GET /bodies/ccg-04a HTTP/" + version + b"\r\n" + host + b"\r\n")
            assert client.recv(100) == b""


def test_who_comes_without_tls_is_led_to_it_and_told_to_stay(ports: tuple[int, int]) -> None:
    secure, plain = (f"http://127.0.0.1:{port}/search?q=ccg" for port in ports)
    led = urllib3.request("GET", plain, headers=NAME, redirect=False, timeout=10)
    assert (led.status, led.headers["Location"]) == (308, "https://record.example/search?q=ccg")
    for page in (secure, secure.replace("search", "nowhere")):
        told = urllib3.request("GET", page, headers=NAME, timeout=10).headers["Strict-Transport-Security"]
        assert int(told.removeprefix("max-age=")) >= 31_536_000


def test_links_of_the_data_lead_to_the_name_and_scheme_that_were_asked_for(proxy: int) -> None:
    told = {**NAME, "Accept": "text/turtle"}
    void = urllib3.request("GET", f"http://127.0.0.1:{proxy}/.well-known/void", headers=told, timeout=10)
    assert b"<http://record.example/sparql>" in void.data
