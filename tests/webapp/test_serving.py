"""The site run for real: what can be set, a new record under load, logs, numbers."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.record import Record
from tests.support.servers import free_port
from tests.support.sites import RunningSite, load, running_site
from tests.support.sound import sound_rows
from tests.support.tiny import tiny_record
from tests.support.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own

ROOT = Path(__file__).resolve().parents[2]
CONTAINER = ROOT / "deploy" / "Containerfile"
WORKERS = 2
PAGES = ("/bodies/ccg-04a", "/healthz", "/bodies/ccg-04a.json", "/compare/2021/2022.csv", "/bodies/ccg-04a/lineage")
QUESTION = "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"


def command(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The command line, run to its end."""
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *arguments],
        env={**os.environ, "COLUMNS": "100", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, record_file: Path) -> Iterator[RunningSite]:
    folder = tmp_path_factory.mktemp("site")
    with running_site(folder, metrics_port=free_port(), WORKERS=WORKERS, RECORD=record_file) as found:
        yield found


def put_in_place(path: Path, data: bytes) -> None:
    """Replaces a file whole, as an editor of the record should."""
    new = path.with_suffix(".new")
    new.write_bytes(data)
    new.replace(path)


def test_the_site_says_that_it_lives_and_that_it_is_ready(site: RunningSite) -> None:
    health, ready = site.get("/healthz"), site.get("/readyz")
    assert health.json()["status"] == "ok"
    assert "refused" not in health.json()
    assert (ready.status, ready.json()) == (200, {"status": "ready", "version": health.json()["version"]})
    assert ready.headers["Cache-Control"] == health.headers["Cache-Control"] == "no-store"


def test_a_query_of_some_thousand_bytes_fits_in_an_address(site: RunningSite) -> None:
    for longer in (5_000, 7_900):
        assert site.get(f"{QUESTION}%23{'x' * longer}").status == 200


def test_the_health_check_of_the_container_asks_at_the_port_that_is_set(site: RunningSite) -> None:
    (line,) = (line for line in CONTAINER.read_text().splitlines() if "/healthz" in line)
    check = json.loads(line.strip().removeprefix("CMD "))
    for port, status in ((site.port, 0), (free_port(), 1)):
        environment = {**os.environ, "NHS_RESTRUCTURES_PORT": str(port)}
        ran = subprocess.run([sys.executable, *check[1:]], env=environment, capture_output=True, check=False)
        assert ran.returncode == status


def test_the_log_tells_each_request_and_nothing_of_who_asked_or_what(site: RunningSite) -> None:
    query = "/sparql?query=ASK%20%7B%20%3Chttp%3A%2F%2Fsecretive%2F%3E%20%3Fp%20%3Fo%20%7D"
    agent = {"User-Agent": "secretive", "X-Forwarded-For": "203.0.113.9"}
    assert site.get(query, headers=agent).status == 200
    assert site.get("/search?q=secretive", headers=agent).status == 200
    assert site.get("/secretive/secretive", headers=agent).status == 404
    with socket.create_connection(("127.0.0.1", site.port)) as client:
        client.sendall(b"SECRETIVE \0 nonsense\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 400")
    wait_until(lambda: any(line.get("route") == "none" for line in site.lines()), "the log has no line of it")
    requests = [line for line in site.lines() if line["message"] == "request"]
    assert all(line.keys() == {"time", "level", "message", "method", "route", "status", "ms"} for line in requests)
    assert {("/sparql", 200), ("/search", 200), ("none", 404)} <= {(line["route"], line["status"]) for line in requests}
    text = site.log.read_text().lower()
    assert "secretive" not in text
    assert "203.0.113.9" not in text
    assert "127.0.0.1" not in text


def test_who_asks_whether_to_go_on_and_sends_nothing_is_answered(site: RunningSite) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 200")


def test_the_numbers_are_told_at_a_port_of_their_own_and_add_up_over_the_workers(site: RunningSite) -> None:
    def told() -> float:
        lines = site.numbers().splitlines()
        wanted = 'nhs_restructures_requests_total{method="GET",route="/bodies/<piece:body>",status="200"}'
        return next((float(line.split()[-1]) for line in lines if line.startswith(wanted)), 0.0)

    before = told()
    for _ in range(10):
        assert site.get("/bodies/ccg-04a", headers={"Connection": "close"}).status == 200
    assert told() == before + 10
    assert site.get("/metrics").status == 404


def test_a_broken_new_record_is_not_taken_and_the_old_one_answers(site: RunningSite, record_file: Path) -> None:
    old, workers, turtle = site.health(), site.workers(), record_file.read_bytes()
    with load(site, PAGES) as found:
        put_in_place(record_file, turtle[: len(turtle) // 2])
        site.signal(signal.SIGHUP)
        said = site.wait_for_line("The new record is not taken, the old one is kept")
        site.wait_for_other_workers(workers, WORKERS)
        health = site.health()
        assert site.get(QUESTION).status == 200
    assert found.failures == []
    assert health["version"] == old["version"]
    assert health["refused"] == said["why"]
    assert "\nnhs_restructures_records_refused_total 1.0\n" in site.numbers()
    assert record_file.name in said["why"]
    assert str(record_file.parent) not in said["why"]
    put_in_place(record_file, turtle)


def test_a_new_record_is_taken_up_under_load_without_a_failed_request(site: RunningSite, record_file: Path) -> None:
    old, workers = site.health()["version"], site.workers()
    with load(site, PAGES) as found:
        put_in_place(record_file, record_file.read_bytes() + b"\n# another edition\n")
        site.signal(signal.SIGHUP)
        site.wait_for_other_workers(workers, WORKERS)
        new = site.health()
    assert found.failures == []
    assert found.answered > 10
    assert new["version"] != old
    assert "refused" not in new
    assert site.get(QUESTION).status == 200


@pytest.fixture
def site_that_looks(tmp_path: Path) -> Iterator[tuple[RunningSite, set[int], Path, int]]:
    """A site with its workers and record, that was told to look at a new record, and the process that never ends to."""
    place = tmp_path / "record.ttl"
    place.write_bytes(tiny_record(sound_rows()).turtle)
    with running_site(tmp_path, WORKERS=WORKERS, RECORD=place) as site:
        workers = site.wait_for_other_workers(set(), WORKERS)
        before = site.children()
        place.unlink()
        os.mkfifo(place)
        site.signal(signal.SIGHUP)
        (looking,) = wait_until(lambda: site.children() - before, "nobody looks at the new record")
        yield site, workers, place, looking


def test_a_site_that_looks_at_a_new_record_answers_replaces_the_dead_and_stops_at_once(
    site_that_looks: tuple[RunningSite, set[int], Path, int],
) -> None:
    site, workers, _, looking = site_that_looks
    dead, *_ = workers
    site.kill(dead)
    wait_until(lambda: len(site.workers() - {dead}) == WORKERS, "the dead worker was not replaced")
    assert site.get("/healthz").status == site.get(PAGES[0]).status == 200
    site.signal(signal.SIGTERM)
    assert site.process.wait(PATIENCE) == 0
    assert not Path(f"/proc/{looking}").exists()


def test_a_signal_while_it_looks_has_the_site_look_anew(
    site_that_looks: tuple[RunningSite, set[int], Path, int],
) -> None:
    site, workers, place, looking = site_that_looks
    old = site.health()["version"]
    put_in_place(place, tiny_record(sound_rows()).turtle + b"\n# another edition\n")
    site.signal(signal.SIGHUP)
    site.wait_for_other_workers(workers | {looking}, WORKERS)
    assert site.health()["version"] != old
    assert "refused" not in site.health()


def test_a_look_that_is_killed_leaves_the_old_record(site_that_looks: tuple[RunningSite, set[int], Path, int]) -> None:
    site, workers, _, looking = site_that_looks
    site.kill(looking)
    site.wait_for_other_workers(workers | {looking}, WORKERS)
    assert "was ended" in site.health()["refused"]


def test_a_port_in_use_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = command("serve", "--port", str(port))
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"Error: Port {port} of 127.0.0.1 is in use. Choose another: --port ")
    assert ran.stderr.count("\n") == 1
    assert ran.stdout == ""


def test_a_site_does_not_start_on_a_broken_record(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("this is no Turtle")
    ran = command("serve", "--port", str(free_port()), "--record", str(broken))
    assert ran.returncode == 1
    assert ran.stderr.startswith("Error: broken.ttl, line 1")
    assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize("proxies", [0, 1])
def test_the_addresses_that_a_proxy_tells_of_are_believed_only_where_there_is_one(proxies: int, record: Record) -> None:
    from webapp import create_app

    client = create_app({"PROXIES": proxies}, record).test_client()
    told: dict[str, Any] = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "record.example"}
    text = client.get("/.well-known/void", headers={"Accept": "text/turtle", **told}).text
    assert ("https://record.example/" in text) is bool(proxies)
