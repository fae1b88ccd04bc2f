"""Processes killed, a stop midway, no descriptors left: nobody gets a wrong answer, and the site mends itself."""

import errno
import http.client
import os
import resource
import select
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
import urllib3

from graph.util.fork_server import ForkServer
from tests.support.sites import RunningSite, load, running_site
from tests.support.sound import sound_rows
from tests.support.tiny import Tiny
from webapp import create_app
from webapp.http.site import site_of

WORKERS = 2
QUESTION = "/sparql?query=SELECT%20%3Fs%20%7B%20%3Fs%20%3Fp%20%22E38000001%22%20%7D"
PAGES = ("/bodies/ccg-04a", "/healthz", "/bodies/ccg-04a.json", "/compare/2021/2022.csv", "/bodies/ccg-04a/lineage")
SLOW = "SELECT (COUNT(*) AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r }"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, record_file: Path) -> Iterator[RunningSite]:
    folder = tmp_path_factory.mktemp("site")
    with running_site(folder, WORKERS=WORKERS, RECORD=record_file, CLIENT_SECONDS=0, QUERY_KEPT_MB=0) as found:
        wait_until(lambda: len(found.workers()) == WORKERS, "not every process was started")
        yield found


def wait_until(true: Callable[[], bool], what: str, seconds: float = 20) -> None:
    """Waits for something to become true."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, what
        time.sleep(0.02)


def test_a_process_that_is_killed_is_replaced_and_the_site_goes_on(site: RunningSite) -> None:
    before = site.workers()
    victim = min(before)
    with load(site, PAGES, clients=2) as found:
        wait_until(lambda: found.answered > 10, "nobody is answered")
        site.kill(victim)
        wait_until(lambda: victim not in site.workers() and len(site.workers()) == WORKERS, "it was not replaced")
        failed, answered = len(found.failures), found.answered
        wait_until(lambda: found.answered > answered + 20, "nobody is answered any more")
    assert failed <= 2, "only what the killed process was answering is lost"
    assert found.failures[failed:] == []
    assert not any(": " in failure and failure.endswith(tuple("0123456789")) for failure in found.failures)


def test_a_query_process_that_is_killed_costs_its_own_query_at_most(site: RunningSite) -> None:
    rows = site.get(QUESTION).data
    wrong: list[str] = []
    statuses: list[int] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            answer = site.get(QUESTION, headers={"Connection": "close"})
            statuses.append(answer.status)
            if answer.status == 200 and answer.data != rows:
                wrong.append(answer.data.decode())

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for each in asking:
        each.start()
    with load(site, PAGES, clients=1) as found:
        killed = 0
        for _ in range(3):
            wait_until(lambda: bool(site.query_processes()), "no process answers queries")
            for process in site.query_processes():
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
                    killed += 1
            answered = statuses.count(200)
            wait_until(lambda: statuses.count(200) > answered + 10, "no query is answered any more")  # noqa: B023
    over.set()
    for each in asking:
        each.join()
    assert killed
    assert wrong == []
    assert found.failures == []
    assert set(statuses) <= {200, 503}
    assert statuses.count(503) <= killed
    assert len(site.workers()) == WORKERS


def slow_query(site: RunningSite, answers: list[int]) -> None:
    """Asks what takes as long as a query may; its status is added to `answers`."""
    answers.append(site.http.request("GET", f"{site.url}/sparql", fields={"query": SLOW}, retries=False).status)


def test_a_query_whose_process_is_killed_is_not_told_that_it_needed_too_much_memory(
    tmp_path: Path, record_file: Path
) -> None:
    with running_site(tmp_path, RECORD=record_file, WORKERS=1, QUERY_WORKERS=1) as site:
        assert site.get("/readyz").status == 200
        told: list[urllib3.BaseHTTPResponse] = []
        asking = threading.Thread(
            target=lambda: told.append(
                site.http.request("GET", f"{site.url}/sparql", fields={"query": SLOW}, retries=False)
            )
        )
        asking.start()
        wait_until(lambda: any(site.busy(process) for process in site.query_processes()), "the query does not run")
        for process in site.query_processes():
            os.kill(process, signal.SIGKILL)
        asking.join()
        (answer,) = told
        assert answer.status == 503
        assert answer.data == b"No query can be answered at the moment. Ask again in a few seconds.\n"
        assert site.get(QUESTION).status == 200


def test_where_no_new_process_can_be_had_queries_say_so_until_there_is_one(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app({"QUERY_WORKERS": 1, "QUERY_KEPT_MB": 0}, tiny(sound_rows()))
    client, pool = app.test_client(), site_of(app).queries
    try:
        assert client.get(QUESTION).status_code == 200
        with monkeypatch.context() as patch:
            patch.setattr(ForkServer, "copy", no_process)
            for worker in pool._all:
                os.kill(worker.child.pid, signal.SIGKILL)
            for _ in range(2):
                answer = client.get(QUESTION)
                assert answer.status_code == 503
                assert answer.text == "No query can be answered at the moment. Ask again in a few seconds.\n"
        assert client.get(QUESTION).status_code == 200
    finally:
        pool.close()


def no_process(server: ForkServer) -> None:
    raise OSError(errno.EMFILE, "Too many open files")


def test_a_request_in_progress_is_answered_when_the_site_is_told_to_stop(tmp_path: Path, record_file: Path) -> None:
    answers: list[int] = []
    with running_site(tmp_path, RECORD=record_file, WORKERS=1, QUERY_WORKERS=1, QUERY_SECONDS=4) as site:
        assert site.get("/readyz").status == 200  # the query processes have loaded
        asking = threading.Thread(target=slow_query, args=(site, answers))
        asking.start()
        wait_until(lambda: any(site.busy(process) for process in site.query_processes()), "the query does not run")
        site.signal(signal.SIGTERM)
        wait_until(lambda: not site.accepts(), "new connections are still taken")
        assert answers == [], "they are refused while the request goes on"
        asking.join()
        assert answers == [504], "the query's own deadline answered it, not the end of the site"
        assert site.process.wait(20) == 0
        with pytest.raises(urllib3.exceptions.HTTPError):
            site.get("/healthz")


def test_a_request_that_outlasts_the_time_for_a_stop_does_not_hold_it_up(tmp_path: Path, record_file: Path) -> None:
    queries = {"QUERY_WORKERS": 1, "QUERY_SECONDS": 6}
    with running_site(tmp_path, RECORD=record_file, WORKERS=1, STOP_SECONDS=1, **queries) as site:
        assert site.get("/readyz").status == 200
        answers: list[int] = []

        def ask() -> None:
            with suppress(urllib3.exceptions.HTTPError):
                slow_query(site, answers)

        asking = threading.Thread(target=ask)
        asking.start()
        wait_until(lambda: any(site.busy(process) for process in site.query_processes()), "the query does not run")
        processes = site.query_processes()
        site.signal(signal.SIGTERM)
        assert site.process.wait(15) == 0
        asking.join()
        assert answers == [], "the site ended before the query's own deadline"
        wait_until(lambda: not any(map(alive, processes)), "a query outlives its time")


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_site_with_few_descriptors_answers_again_when_they_are_free(tmp_path: Path, record_file: Path) -> None:
    with running_site(tmp_path, descriptors=128, WORKERS=WORKERS, RECORD=record_file) as site:
        assert site.get(QUESTION).status == 200
        wait_until(lambda: len(site.workers()) == WORKERS, "not every process was started")
        before = site.workers()
        with clients(site, 800) as waiting:
            answered: set[int] = set()

            def enough() -> bool:
                answered.update(client.fileno() for client in select.select(waiting, (), (), 0.1)[0])
                return len(answered) >= 40

            wait_until(enough, "nobody is answered")
        everything_answers(site)
        assert site.workers() == before, "no process had to be replaced"


@contextmanager
def clients(site: RunningSite, number: int) -> Iterator[list[socket.socket]]:
    """So many who ask for a page and keep their connection."""
    with ExitStack() as open_ones:
        found = []
        for _ in range(number):
            client = open_ones.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            client.sendall(b"GET /bodies/ccg-04a HTTP/1.1\r\nHost: x\r\n\r\n")
            found.append(client)
        yield found


def open_files(process: int) -> int:
    return len(os.listdir(f"/proc/{process}/fd"))


def everything_answers(site: RunningSite) -> None:
    def all_well() -> bool:
        with suppress(urllib3.exceptions.HTTPError):
            return all(site.get(page, headers={"Connection": "close"}).status == 200 for page in (*PAGES, QUESTION))
        return False

    wait_until(all_well, "not everything is answered again")


def test_a_site_whose_descriptors_are_taken_away_while_it_runs_answers_again(site: RunningSite) -> None:
    before, rows = site.workers(), site.get(QUESTION).data
    limits = {worker: resource.prlimit(worker, resource.RLIMIT_NOFILE) for worker in before}
    readers = [http.client.HTTPConnection("127.0.0.1", site.port, timeout=30) for _ in range(16)]
    with ExitStack() as ending:
        for reader in readers:
            ending.callback(reader.close)
            reader.request("GET", QUESTION)
            assert reader.getresponse().read() == rows
        for worker, (_, most) in limits.items():
            resource.prlimit(worker, resource.RLIMIT_NOFILE, (30, most))
        ending.enter_context(clients(site, 200))
        wait_until(lambda: all(open_files(worker) >= 29 for worker in before), "they have descriptors left")
        for process in site.query_processes():
            os.kill(process, signal.SIGKILL)
        for reader in readers:  # who are connected still, but a new process cannot be had for their query
            with suppress(http.client.HTTPException, OSError):
                reader.request("GET", QUESTION)
                answer = reader.getresponse()
                assert answer.read() == rows or answer.status == 503
    for worker, usual in limits.items():
        resource.prlimit(worker, resource.RLIMIT_NOFILE, usual)
    everything_answers(site)
    wait_until(lambda: all(site.get(QUESTION).data == rows for _ in range(8)), "not every query is answered again")
    assert site.workers() == before, "no process had to be replaced"
