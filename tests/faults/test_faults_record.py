"""The record's file replaced while the site answers from it: every answer is whole and of one edition."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
import urllib3

from graph.record import Record
from tests.support.sites import RunningSite, running_site
from tests.support.sound import sound_rows
from tests.support.tiny import tiny_record

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own

WORKERS = 2
QUERY = "/sparql?query=" + quote("SELECT ?note { ?body <http://www.w3.org/2004/02/skos/core#note> ?note }")
PAGES = (
    "/bodies/ccg-04a",
    "/bodies/ccg-04a.json",
    "/bodies/ccg-04a.ttl",
    "/data/restructures.ttl",
    QUERY,
    "/healthz",
)


def marker(edition: int) -> str:
    """A word that stands in one edition only."""
    return f"edition-number-{edition}-"


def edition(number: int) -> Record:
    """A small sound record that says in a note of a body which edition it is."""
    rows = sound_rows()
    rows["bodies"][0]["note"] = f"This is {marker(number)}."
    return Record(tiny_record(rows).turtle)


@dataclass
class Seen:
    """What readers were given: editions by what was asked, and what was wrong with an answer."""

    editions: dict[str, set[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    answered: int = 0


@contextmanager
def readers(site: RunningSite, known: dict[str, str], clients: int = 3) -> Iterator[Seen]:
    """Readers who ask for one page after the other, and hold its words against the edition that it says it is of.

    `known` has the word of each edition by its version.
    """
    seen, over, lock = Seen(), threading.Event(), threading.Lock()
    firsts: dict[tuple[str, str], bytes] = {}

    def judged(page: str) -> tuple[str, str]:
        answer = site.get(page, headers={"Connection": "close"})
        text = answer.data.decode()
        words = {version for version, word in known.items() if word in text}
        if answer.status != 200:
            return "", f"{page}: {answer.status}"
        if page == "/healthz":
            return answer.json()["version"], ""
        if len(words) != 1:
            return "", f"{page} is of the editions {words}"
        version = words.pop()
        with lock:
            first = firsts.setdefault((page, version), answer.data)
        if answer.data != first:
            return "", f"{page} of {version} is not always the same"
        if page.startswith("/bodies/") and version not in answer.headers["ETag"]:
            return "", f"{page} of {version} has the tag {answer.headers['ETag']}"
        return version, ""

    def read(first: int) -> None:
        number = first
        while not over.is_set():
            page = PAGES[number % len(PAGES)]
            number += 1
            try:
                version, wrong = judged(page)
            except urllib3.exceptions.HTTPError as error:
                version, wrong = "", f"{page}: {error}"
            with lock:
                seen.answered += 1
                if wrong:
                    seen.wrong.append(wrong)
                else:
                    seen.editions.setdefault(page, set()).add(version)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join()


def after_more(seen: Seen, answers: int = 2 * len(PAGES)) -> None:
    """Waits until so many more answers were given."""
    wanted, until = seen.answered + answers, time.monotonic() + 30
    while seen.answered < wanted:
        assert time.monotonic() < until, "nobody is answered any more"
        time.sleep(0.02)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "record.ttl"
    path.write_bytes(edition(1).turtle)
    return path


def test_a_file_replaced_while_pages_are_read_never_shows_in_them_until_the_signal(place: Path, tmp_path: Path) -> None:
    old, new = edition(1), edition(2)
    known = {old.version: marker(1), new.version: marker(2)}
    with (
        running_site(tmp_path, RECORD=place, WORKERS=WORKERS, CLIENT_SECONDS=0) as site,
        readers(site, known) as seen,
    ):
        after_more(seen)
        place.write_bytes(new.turtle[: len(new.turtle) // 2])  # as a careless editor does, and midway
        after_more(seen)
        workers = site.workers()
        site.signal(signal.SIGHUP)
        site.wait_for_other_workers(workers, WORKERS)
        after_more(seen)
        assert seen.wrong == []
        assert all(editions == {old.version} for editions in seen.editions.values()), seen.editions
        assert site.health()["version"] == old.version
        assert "record.ttl" in site.health()["refused"]

        whole = place.with_suffix(".new")
        whole.write_bytes(new.turtle)
        whole.replace(place)
        workers = site.workers()
        after_more(seen)
        assert all(editions == {old.version} for editions in seen.editions.values()), seen.editions
        site.signal(signal.SIGHUP)
        site.wait_for_other_workers(workers, WORKERS)
        seen.editions.clear()
        after_more(seen, 4 * len(PAGES))
        assert seen.wrong == []
        assert all(new.version in editions for editions in seen.editions.values()), seen.editions
        assert "refused" not in site.health()


def test_a_process_that_dies_after_the_file_was_spoilt_is_replaced_by_one_on_the_old_edition(
    place: Path, tmp_path: Path
) -> None:
    old = edition(1)
    first = {old.version: marker(1)}
    with running_site(tmp_path, RECORD=place, WORKERS=1, CLIENT_SECONDS=0) as site, readers(site, first) as seen:
        after_more(seen)
        place.write_bytes(b"")
        workers = site.workers()
        for worker in workers:
            site.kill(worker)
        site.wait_for_other_workers(workers, 1)
        seen.wrong.clear()  # what the killed process was answering is lost
        seen.editions.clear()
        after_more(seen)
        lost = [wrong for wrong in seen.wrong if "Connection" not in wrong and "RemoteDisconnected" not in wrong]
        assert lost == []
        assert all(editions == {old.version} for editions in seen.editions.values()), seen.editions
