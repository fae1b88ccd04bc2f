"""The clock set back while the site runs: deadlines, rates and patience go by the time that passes, not by the clock.

Python itself tells the site another time, which a file moves: `time.time` and, built on it, `date.today` and the log.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.sites import Load, RunningSite, load, running_site

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own

PAGES = ("/bodies/ccg-04a", "/bodies/ccg-04a.json", "/landscape/2014-04-01", "/healthz")
SLOW = "SELECT (COUNT(*) AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r }"
QUESTION = "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"
BACK, BACK_A_YEAR, FORTH = -3 * 3600, -365 * 86_400, 2 * 86_400
MOVED = """
import os, time
told, place = time.time, os.environ.get("TEST_CLOCK")
def moved():
    with open(place) as file:
        return told() + float(file.read() or 0)
if place:
    time.time = moved
    time.time_ns = lambda: int(moved() * 1e9)
"""
"""What Python runs before the program."""


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the seconds that the clock of the site is off by."""
    path = tmp_path_factory.mktemp("clock") / "offset"
    path.write_text("0")
    return path


def move(clock: Path, seconds: float) -> None:
    """Moves the clock of the site at once."""
    new = clock.with_suffix(".new")
    new.write_text(str(seconds))
    new.replace(clock)


@contextmanager
def site_by(clock: Path, folder: Path, **settings: object) -> Iterator[RunningSite]:
    """A site that goes by a clock."""
    (folder / "sitecustomize.py").write_text(MOVED)
    environment = {"PYTHONPATH": str(folder), "TEST_CLOCK": str(clock)}
    with running_site(
        folder, environment=environment, WORKERS=1, QUERY_WORKERS=1, QUERY_SECONDS=1, **settings
    ) as found:
        yield found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, clock: Path, record_file: Path) -> Iterator[RunningSite]:
    with site_by(clock, tmp_path_factory.mktemp("site"), RECORD=record_file, CLIENT_SECONDS=60) as found:
        yield found


def says(site: RunningSite) -> datetime:
    """The time by the site's clock, as its log tells it."""
    return datetime.fromisoformat(site.lines()[-1]["time"])


@pytest.mark.parametrize("offset", [BACK, BACK_A_YEAR, FORTH])
def test_a_clock_that_is_set_fails_no_request_and_no_deadline(site: RunningSite, clock: Path, offset: int) -> None:
    move(clock, 0)
    workers = site.workers()
    with load(site, PAGES, clients=2) as found:
        wait_for(found, 10)
        move(clock, offset)
        begun = time.monotonic()
        status = site.http.request("GET", f"{site.url}/sparql", fields={"query": SLOW}, retries=False).status
        took = time.monotonic() - begun
        wait_for(found, 40)
        moved = abs((says(site) - datetime.now(UTC)).total_seconds())
    assert moved > 3600, "the site does not see the clock"
    assert status == 504
    assert 0.9 < took < 20
    assert found.failures == []
    assert site.workers() == workers, "no process was taken for one that hangs"
    assert site.get("/readyz").status == 200


def wait_for(found: Load, more: int) -> None:
    wanted, until = found.answered + more, time.monotonic() + 20
    while found.answered < wanted:
        assert time.monotonic() < until, "nobody is answered any more"
        time.sleep(0.02)


def test_who_asked_too_often_may_ask_again_after_the_same_time_by_a_clock_set_back(
    tmp_path: Path, clock: Path, record_file: Path
) -> None:
    move(clock, 0)
    with site_by(clock, tmp_path, RECORD=record_file, CLIENT_SECONDS=1) as site:
        ask_too_often(site, clock)


def ask_too_often(site: RunningSite, clock: Path) -> None:
    until = time.monotonic() + 20
    while (refused := site.get(QUESTION)).status != 429:
        assert refused.status == 200
        assert time.monotonic() < until, "a client may ask as often as it likes"
    move(clock, BACK)
    begun = time.monotonic()
    while site.get(QUESTION).status == 429:
        assert time.monotonic() - begun < int(refused.headers["Retry-After"]) + 5
        time.sleep(0.1)


def test_a_stop_ends_in_its_time_by_a_clock_set_back(clock: Path, record_file: Path, tmp_path: Path) -> None:
    move(clock, 0)
    with site_by(clock, tmp_path, RECORD=record_file, STOP_SECONDS=5) as site:
        assert site.get("/readyz").status == 200
        site.signal(signal.SIGTERM)
        move(clock, BACK)
        assert site.process.wait(10) == 0
