"""Hostile queries against a running site: each is refused or ended in time, pages answer, nothing is called."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
import urllib3

from graph.record import Record
from graph.sparql.guard import BadQuery
from graph.sparql.sandbox import Limits
from tests.support import unguarded
from tests.support.servers import Listener, free_port, listener
from tests.support.waiting import wait_until
from webapp.sparql.pool import OutOfMemory, Pool, TimeUp, TooLarge

SECONDS = 2.0
RUNAWAY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i && ?b = ?f && ?c = ?x) }"
POINT = "SELECT ?p ?o { <https://w3id.org/nhs-restructures/id/ccg-04f> ?p ?o }"
GUNICORN = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "18", "--log-level", "error"]


@dataclass(frozen=True)
class Site:
    url: str
    http: urllib3.PoolManager

    def ask(self, query: str) -> tuple[int, str]:
        """The status of a query and what was said, within the time a client waits."""
        body = urlencode({"query": query.encode("utf-8", "surrogatepass")})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        response = self.http.request("POST", f"{self.url}/sparql", body=body, headers=kind, timeout=30, retries=False)
        return response.status, response.data.decode()

    def page(self) -> int:
        """The status of a page."""
        return self.http.request("GET", f"{self.url}/bodies/ccg-04f", timeout=60, retries=False).status


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """The site as people run it, on gunicorn, with a short deadline."""
    port = free_port()
    settings = {"QUERY_SECONDS": SECONDS, "QUERY_WORKERS": 2, "CLIENT_SECONDS": 0}
    root = Path(__file__).parents[3]
    command = [*GUNICORN, "--bind", f"127.0.0.1:{port}", f"webapp:create_app({settings})"]
    process = subprocess.Popen(command, cwd=root, env=os.environ | {"PYTHONPATH": str(root)})
    found = Site(f"http://127.0.0.1:{port}", urllib3.PoolManager(maxsize=32))
    try:
        for _ in range(300):
            try:
                if found.http.request("GET", f"{found.url}/healthz", retries=False).status == 200:
                    break
            except urllib3.exceptions.HTTPError:
                time.sleep(0.1)
        assert found.ask(POINT)[0] == 200
        found.page()
        yield found
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def outside() -> Iterator[Listener]:
    with listener() as found:
        yield found
    assert found.calls == []


def test_twenty_runaway_queries_end_in_time_and_pages_answer_meanwhile(site: Site) -> None:
    pages, over = [], threading.Event()

    def look() -> None:
        while not over.is_set():
            pages.append(site.page())

    with ThreadPoolExecutor(21) as clients:
        looking = clients.submit(look)
        begun = time.monotonic()
        try:
            answers = list(clients.map(lambda _: site.ask(RUNAWAY), range(20)))
        finally:
            over.set()
        took = time.monotonic() - begun
        looking.result()
    assert {status for status, _ in answers} <= {503, 504}
    assert sum(status == 504 for status, _ in answers) >= 2
    assert took < 20 / 2 * SECONDS, "all waited for two processes: a queue builds up"
    assert set(pages) == {200}
    assert len(pages) > took / SECONDS + 5, "pages wait for queries"
    assert site.ask(POINT)[0] == 200


@pytest.mark.parametrize(
    ("name", "query"),
    [
        (
            "bad regular expression",
            "SELECT * { ?s ?p ?o FILTER(REGEX(?o, '^(([a-z])+.)+[A-Z]([a-z])+$')) } ORDER BY ?o",
        ),
        ("regular expression of many states", "SELECT (REGEX('aaaa', '(a{1,900}){1,900}') AS ?x) {}"),
        ("memory, by sorting a product", "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"),
        ("memory, by joining text", "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f }"),
        (
            "memory, by doubling",
            "SELECT (STRLEN(" + "REPLACE(" * 25 + "'aaaaaaaa'" + ", 'a', 'aaaaaaaa')" * 25 + ") AS ?x) {}",
        ),
        ("one megabyte of text", "ASK {} #" + "x" * 1_000_000),
        ("500 nested braces", "ASK " + "{" * 500 + "}" * 500),
        ("500 nested brackets", "SELECT (" + "(" * 500 + "1" + ")" * 500 + " AS ?x) {}"),
        ("a long chain", "SELECT (" + "1+" * 40_000 + "1 AS ?x) {}"),
        ("a long path", "ASK { ?s " + "/".join(["<http://a/>*"] * 5_000) + " ?o }"),
        ("deep paths", "SELECT * { ?s (((!<a:a>)*/(!<a:b>)*)*/((!<a:c>)+/(!<a:d>)?)*)* ?o . ?o ?p ?x } ORDER BY ?x"),
        ("many unions", "SELECT * {" + " UNION ".join(["{ ?s ?p ?o }"] * 3_000) + "}"),
        ("NUL", "ASK { ?s ?p '\0' }"),
        ("a lone surrogate", "ASK { ?s ?p '\ud800' }"),
        ("a number too large", "ASK {} LIMIT 99999999999999999999999999"),
    ],
)
def test_a_hostile_query_is_refused_or_ended_and_the_site_lives(name: str, query: str, site: Site) -> None:
    status, said = site.ask(query)
    assert status in (200, 400, 413, 503, 504), name
    if status != 200:
        assert len(said.strip().splitlines()) == 1
        assert "Traceback" not in said
    if name.startswith("memory"):
        assert status in (413, 503, 504)
    assert site.page() == 200
    assert site.ask(POINT)[0] == 200


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <{url}> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <{url}> { ?s ?p ?o } }",
        "SELECT * { VALUES ?e { <{url}> } SERVICE ?e { ?s ?p ?o } }",
        "SELECT * { OPTIONAL { FILTER EXISTS { SERVICE SILENT <{url}> {} } } }",
        "PREFIX SERVICEex: <a:a> PREFIX ex: <{url}> SELECT * { SERVICEex:x { ?s ?p ?o } }",
        "SELECT * FROM <{url}> { ?s ?p ?o }",
        "SELECT * FROM NAMED <{url}> { GRAPH ?g { ?s ?p ?o } }",
        "LOAD <{url}>",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    ],
)
def test_nothing_outside_is_called(query: str, site: Site, outside: Listener) -> None:
    status, _ = site.ask(query.replace("{url}", outside.url))
    assert status == 400
    assert outside.calls == []


@contextmanager
def limited(record: Record, seconds: float) -> Iterator[Pool]:
    found = Pool(record.turtle, Limits(seconds, 256 * 2**20, 2**20), workers=1, waiting=1, patience=1)
    try:
        yield found
    finally:
        found.close()


@pytest.fixture(scope="module")
def pool(record: Record) -> Iterator[Pool]:
    with limited(record, SECONDS) as found:
        yield found


@pytest.fixture(scope="module")
def patient_pool(record: Record) -> Iterator[Pool]:
    """For what is not about time: on a busy machine a process takes long to use up its memory."""
    with limited(record, 100) as found:
        yield found


def _pid(pool: Pool) -> int:
    found = pool._idle[-1].child.pid
    assert found is not None
    return found


def test_the_second_wall_holds_where_the_first_is_gone(
    record: Record, outside: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process in which the check of queries is taken away still opens no socket and no file."""
    monkeypatch.setattr("graph.sparql.sandbox._loaded", unguarded.loaded)
    pool = Pool(record.turtle, Limits(3.0), workers=1, waiting=1, patience=1)
    try:
        pool.answer(f"SELECT * {{ SERVICE SILENT <{outside.url}> {{ ?s ?p ?o }} }}", "text/csv")
    finally:
        pool.close()
    assert outside.calls == []


def test_a_process_holds_nothing_of_the_site(pool: Pool) -> None:
    """No secret of the environment, few descriptors, and no more of them to be had."""
    os.environ["SECRET_OF_THE_SITE"] = "x"
    try:
        pool.close()
        pool.answer("ASK {}", "text/csv")
        proc = Path(f"/proc/{_pid(pool)}")
        assert b"SECRET" not in (proc / "environ").read_bytes()
        assert len(list((proc / "fd").iterdir())) <= 5
        limits = (proc / "limits").read_text()
        assert limits.split("Max open files")[1].split()[0] == "0"
        assert limits.split("Max address space")[1].split()[0] != "unlimited"
    finally:
        del os.environ["SECRET_OF_THE_SITE"]


def test_what_is_drawn_by_lot_differs_between_processes(record: Record) -> None:
    """They are copies of one process, and a generator that was copied would draw the same."""
    pool = Pool(record.turtle, Limits(), workers=2, waiting=1, patience=1)
    query = "SELECT (RAND() AS ?number) (UUID() AS ?id) (STRUUID() AS ?text) {}"
    try:
        one = pool.answer(query, "text/csv")
        pool._idle.reverse()
        other = pool.answer(query, "text/csv")
    finally:
        pool.close()
    for mine, yours in zip(one.split()[1].split(b","), other.split()[1].split(b","), strict=True):
        assert mine != yours


def test_where_the_loaded_process_is_gone_another_is_loaded(record: Record) -> None:
    pool = Pool(record.turtle, Limits(), workers=1, waiting=1, patience=1)
    try:
        assert pool.answer("ASK {}", "text/csv") == b"true"
        assert pool._source is not None
        assert pool._source._child is not None
        pool._source._child.process.kill()
        os.kill(_pid(pool), 9)
        wait_until(lambda: not pool._idle[-1].child.running, "it runs on")
        assert pool.answer("ASK {}", "text/csv") == b"true"
    finally:
        pool.close()


def test_a_process_that_is_ended_is_replaced(pool: Pool) -> None:
    pool.answer("ASK {}", "text/csv")
    before = _pid(pool)
    with pytest.raises(TimeUp, match="2 seconds"):
        pool.answer(RUNAWAY, "text/csv")
    assert pool.answer("ASK {}", "text/csv") == b"true"
    assert _pid(pool) != before
    os.kill(_pid(pool), 9)
    time.sleep(0.1)
    assert pool.answer("ASK {}", "text/csv") == b"true"


def test_what_is_too_much_is_said(patient_pool: Pool) -> None:
    with pytest.raises(TooLarge):
        patient_pool.answer("SELECT * { ?s ?p ?o }", "text/csv")
    with pytest.raises(OutOfMemory):
        patient_pool.answer("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c", "text/csv")
    with pytest.raises(BadQuery):
        patient_pool.answer("SELECT * { ?a ?b }", "text/csv")


def test_a_process_ends_when_the_site_is_gone(record: Record) -> None:
    pool = Pool(record.turtle, Limits(1.0), workers=1, waiting=1, patience=1)
    pool.answer("ASK {}", "text/csv")
    worker, pid = pool._idle[-1], _pid(pool)
    worker.child.send(f"text/csv\n{RUNAWAY}".encode())
    worker.child.connection.close()
    wait_until(lambda: not Path(f"/proc/{pid}").exists(), "it computes for nobody")
    pool.close()
