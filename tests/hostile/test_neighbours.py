"""Ten abusive clients of every kind at once: the site neither fails nor grows, and a neighbour is answered.

The long form, with figures, is `python -m benchmarks.abuse`.
"""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from tests.support.abuse import KINDS, TABLE, abused, ask, held_megabytes, neighbour
from tests.support.sites import RunningSite, running_site

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own

SECONDS = 6.0
QUERY_SECONDS = 6
PATIENCE = 60.0
"""Far more than it takes, for a machine that is busy with other tests."""
MEGABYTES = 1024
SHARE = MEGABYTES // 8 // 4
"""What each of four queries has where there is a gibibyte, as `memory_of_a_query` says."""
SPARE = 256
"""Megabytes of the second table, only where there is more memory."""
PAGES = ["/", "/bodies/ccg-04f", "/compare/2013/2017.json", "/landscape/2013-04-01", "/search?q=leeds{n}"]
SLOW = "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) } #")
POINT = ["/sparql?query=ASK%7B%3Fs%20%3Fp%20{n}%7D"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with running_site(
        tmp_path_factory.mktemp("site"), QUERY_MEMORY_MB=SHARE, QUERY_SECONDS=QUERY_SECONDS, WARM="yes"
    ) as found:
        for page in PAGES:
            assert ask(found, "127.0.9.9", page).status == 200
        yield found


def test_a_neighbour_is_answered_while_ten_of_each_kind_ask_for_too_much(site: RunningSite) -> None:
    most = [held_megabytes(site)]
    with abused(site, dict.fromkeys(KINDS, 10)) as seen, ThreadPoolExecutor(2) as readers:
        pages = readers.submit(neighbour, site, SECONDS, PAGES)
        queries = readers.submit(neighbour, site, PATIENCE, POINT, client="127.0.9.2", pause=0.3, enough=1)
        while not (pages.done() and queries.done()):
            most.append(held_megabytes(site))
            time.sleep(0.5)
    assert set(pages.result().statuses) == {200}
    assert queries.result().statuses[200] > 0, "who asks for little is answered before long"
    assert set(queries.result().statuses) <= {200, 503}
    assert max(most) < SPARE + MEGABYTES, "its memory is bounded, whoever asks"
    for kind, met in seen.items():  # some are cut off, which is no answer at all
        assert not {str(status) for status in met.statuses} & {"500", "501", "502", "505"}, kind
    assert [line for line in site.lines() if line["level"] in ("error", "critical")] == []
    assert {ask(site, "127.0.9.3", page).status for page in PAGES} == {200}


def test_who_is_sent_away_may_ask_again_when_it_was_told(site: RunningSite) -> None:
    client = "127.0.9.4"
    with ThreadPoolExecutor(7) as asking:
        answers = list(asking.map(lambda number: ask(site, client, f"{SLOW}{number}"), range(7)))
    refused = [answer for answer in answers if answer.status == 429]
    assert refused, "seven at once are more than one client may have"
    waits = [int(answer.headers["Retry-After"]) for answer in refused]
    assert all(1 <= wait <= 10 for wait in waits)
    time.sleep(min(waits))
    assert ask(site, client, "/sparql?query=ASK%7B%7D").status == 200


def test_twenty_large_bodies_of_json_stay_within_bounds(site: RunningSite) -> None:
    most, over, clients = [0.0], threading.Event(), [f"127.0.7.{number}" for number in range(20)]
    told: list[http.client.HTTPResponse] = []

    def send(client: str) -> http.client.HTTPResponse:
        def once() -> http.client.HTTPResponse:
            return ask(site, client, "/api/recode", method="POST", body=TABLE, kind="application/json")

        answer = once()
        if answer.status == 503:  # at once, before the wait is over; twice, as another process may answer
            told.extend((once(), once()))
        return answer

    def watch() -> None:
        while not over.wait(0.2):
            most.append(held_megabytes(site))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        with ThreadPoolExecutor(20) as asking:
            answers = list(asking.map(send, clients))
    finally:
        over.set()
        watching.join()
    assert {answer.status for answer in answers} <= {200, 503}
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in answers if answer.status == 503)
    assert any(answer.status == 200 for answer in answers)
    assert max(most) < MEGABYTES
    again = [answer for answer in told if answer.data.startswith(b"Too much is being sent")]  # type: ignore[attr-defined]
    assert again, "who was told to wait and sends again is refused before it is read"
    assert {answer.status for answer in again} == {503}
    assert all(1 <= int(answer.headers["Retry-After"]) <= 40 for answer in again)
    assert ask(site, "127.0.7.1", "/recode").status == 200, "it may read"


def test_a_client_that_hangs_up_ends_its_query(site: RunningSite) -> None:
    before = site.query_processes()
    with socket.create_connection(("127.0.0.1", site.port), source_address=("127.0.9.5", 0)) as client:
        client.sendall(f"GET {SLOW}gone HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        until = time.monotonic() + 20
        while not any(site.busy(process) for process in site.query_processes()):
            assert time.monotonic() < until, "the query does not run"
            time.sleep(0.02)
    until = time.monotonic() + QUERY_SECONDS - 1  # less than a query may run
    while site.query_processes() & before == before:
        assert time.monotonic() < until, "it runs on though nobody waits for it"
        time.sleep(0.05)
