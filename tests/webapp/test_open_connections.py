"""New connections go to the process that has fewest."""

import http.client
import os
from collections.abc import Iterable
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from tests.support.sites import running_site
from tests.support.waiting import wait_until
from webapp.server.neighbours import LOOK_AWAY, Neighbours

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own


def _sockets(workers: Iterable[int]) -> list[int]:
    """How many connections and the like each process has open."""
    return [sum(map(_is_socket, Path(f"/proc/{each}/fd").iterdir())) for each in workers]


def _is_socket(file: Path) -> bool:
    with suppress(OSError):  # closed meanwhile
        return os.readlink(file).startswith("socket:")
    return False


def test_connections_that_stay_open_lie_evenly_on_all_processes(tmp_path: Path) -> None:
    with running_site(tmp_path, WORKERS=2) as site, ExitStack() as opened:

        def connect() -> None:
            client = opened.enter_context(closing(http.client.HTTPConnection("127.0.0.1", site.port)))
            client.request("GET", "/healthz")
            assert client.getresponse().read()

        workers = wait_until(lambda: len(site.workers()) == 2 and sorted(site.workers()), "no second worker")
        assert workers
        at_first = _sockets(workers)
        site.http.clear()

        def more() -> list[int]:
            return [now - then for now, then in zip(_sockets(workers), at_first, strict=True)]

        wait_until(lambda: connect() or min(more()) > 2, "the second worker takes no connection")
        then = max(more())
        for _ in range(2 * then):
            connect()
        assert min(more()) > then / 2  # a busy system may be late with one or the other


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> tuple[list[float], Neighbours]:
    """A table with two other processes, of three connections and of nine, and the clock that it goes by."""
    clock = [1000.0]
    monkeypatch.setattr("webapp.server.neighbours.time.monotonic", lambda: clock[0])
    neighbours = Neighbours()
    for number, connections in ((1, 3), (2, 9), (3, 0)):
        neighbours.join(number)
        neighbours.tell(connections)
    return clock, neighbours


def test_one_that_has_more_leaves_the_next_for_a_moment_then_takes_it(table: tuple[list[float], Neighbours]) -> None:
    clock, mine = table
    assert not mine.leaves(3)
    assert mine.leaves(4)
    assert mine.looks_away
    clock[0] += LOOK_AWAY * 1.1
    assert not mine.looks_away
    assert not mine.leaves(4), "whoever had fewer did not come"
    clock[0] += 10 * LOOK_AWAY
    assert mine.leaves(4), "another connection, which another may take"


def test_who_has_stopped_or_is_not_seen_for_long_does_not_count(table: tuple[list[float], Neighbours]) -> None:
    clock, mine = table
    mine.join(1)
    mine.leave()
    mine.join(3)
    assert not mine.leaves(9)
    assert mine.leaves(11)
    clock[0] += 4.0
    assert not mine.leaves(100)


def test_many_connections_may_differ_by_an_eighth(table: tuple[list[float], Neighbours]) -> None:
    _, mine = table
    for number in (1, 2):
        mine.join(number)
        mine.tell(800)
    mine.join(3)
    assert not mine.leaves(900)
    assert mine.leaves(901)
