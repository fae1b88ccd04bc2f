"""The site and the command line on a store: the same answers as from the file, and nobody hurt when it is gone."""

import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.errors import BadInput, BadTables, StoreError
from graph.record import Record
from tests.support.command_line import process
from tests.support.servers import free_port, listener, oxigraph_server
from tests.support.sites import RunningSite, running_site
from tests.support.sound import sound_rows
from tests.support.tiny import tiny_record
from tests.support.waiting import wait_until
from webapp import create_app
from webapp.http.site import site_of
from webapp.sparql.store_health import Watch

PAGES = (
    "/",
    "/bodies/ccg-04f",
    "/bodies/ccg-04f.json",
    "/bodies/pct-5nr/lineage",
    "/compare/2013/2017.csv",
    "/restructures/r7",
    "/id/ccg-04f.ttl",
    "/data/restructures.ttl",
    "/.well-known/void",
)
ASK = "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"


@contextmanager
def stored(folder: Path, record: Record, port: int = 0) -> Iterator[str]:
    """A store that holds a record, until the block ends."""
    folder.mkdir()
    turtle = folder / "record.ttl"
    turtle.write_bytes(record.whole_turtle)
    with oxigraph_server(turtle, folder / "data", port=port) as url:
        yield url


@pytest.fixture(scope="module")
def url(record: Record, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A store that holds the real record."""
    with stored(tmp_path_factory.mktemp("engine") / "store", record) as found:
        yield found


@pytest.fixture(scope="module")
def on_a_store(url: str) -> FlaskClient:
    return create_app({"STORE": url}).test_client()


@pytest.fixture(scope="module")
def on_a_file(record: Record) -> Iterator[FlaskClient]:
    app = create_app(record=record)
    yield app.test_client()
    site_of(app).queries.close()


@pytest.mark.no_cover
@pytest.mark.parametrize("page", PAGES)
def test_a_page_from_a_store_is_that_from_the_file(page: str, on_a_store: FlaskClient, on_a_file: FlaskClient) -> None:
    ours, theirs = on_a_store.get(page), on_a_file.get(page)
    assert ours.status_code == theirs.status_code == 200
    if page == "/.well-known/void":
        assert ours.data.splitlines() == undated(theirs.data)
    else:
        assert ours.data == theirs.data


def undated(data: bytes) -> list[bytes]:
    """The lines of a description but for the days of editions, which are told beside a file and in no store."""
    return [line for line in data.splitlines() if not line.lstrip().startswith((b"dct:issued", b"dct:modified"))]


def test_a_site_whose_store_answers_is_well(on_a_store: FlaskClient, record: Record) -> None:
    assert on_a_store.get("/healthz").get_json() == {"status": "ok", "version": record.version}
    assert on_a_store.get("/readyz").get_json() == {"status": "ready", "version": record.version}


def test_the_command_line_answers_from_a_store_as_from_the_file(url: str) -> None:
    asked = ("diff", "2013", "2017", "--format", "json")
    from_store = process(*asked, "--store", url)
    assert (from_store.status, from_store.err) == (0, "")
    assert from_store.out == process(*asked).out


# When the store is gone, or holds something else


def health(site: RunningSite, status: str) -> dict[str, str]:
    """What the site says of its health, once it says this status."""

    def found() -> dict[str, str] | None:
        health = site.health()
        return health if health["status"] == status else None

    return wait_until(found, f"the site never says that it is {status}")


def test_a_site_outlives_its_store_says_so_and_takes_up_what_comes_after(tmp_path: Path) -> None:
    rows = sound_rows()
    old = tiny_record(rows)
    rows["bodies"][0]["note"] = "Another edition says more."
    new = tiny_record(rows)
    port, pages = free_port(), ("/", "/bodies/ccg-04a", "/bodies/ccg-04a.json", "/landscape/2014-04-01")

    def statuses() -> set[int]:
        return {site.get(page).status for page in pages}

    with ExitStack() as store, ExitStack() as ending:
        url = store.enter_context(stored(tmp_path / "first", old, port))
        site = ending.enter_context(running_site(tmp_path, STORE=url, WORKERS=1))
        assert health(site, "ok") == {"status": "ok", "version": old.version}
        assert statuses() == {200}

        store.close()
        degraded = health(site, "degraded")
        assert degraded.pop("store") == "The store does not answer. Ask again later."
        assert degraded == {"status": "degraded", "version": old.version}
        assert statuses() == {200}
        for address in (ASK, "/readyz"):
            refused = site.get(address)
            assert refused.status == 503
            assert b"The store does not answer" in refused.data
            assert str(port).encode() not in refused.data
        for line in ("The store is not well", "The store did not answer a query"):
            assert f"127.0.0.1:{port}" in site.wait_for_line(line)["why"]

        workers = site.workers()
        site.signal(signal.SIGHUP)
        site.wait_for_other_workers(workers, 1)
        assert health(site, "degraded")["refused"] == "The store does not answer. Ask again later."
        assert f"127.0.0.1:{port}" in site.wait_for_line("The new record is not taken, the old one is kept")["why"]
        assert statuses() == {200}

        store.enter_context(stored(tmp_path / "second", new, port))
        assert health(site, "ok")["version"] == old.version
        assert site.get(ASK).status == 200

        workers = site.workers()
        site.signal(signal.SIGHUP)
        site.wait_for_other_workers(workers, 1)
        assert health(site, "ok") == {"status": "ok", "version": new.version}
        assert "Another edition says more." in site.get("/bodies/ccg-04a").data.decode()


def test_a_store_that_is_down_when_the_site_starts_is_one_line() -> None:
    port = free_port()
    started = process("serve", "--port", str(free_port()), "--store", f"http://127.0.0.1:{port}/query")
    assert started.refusal == f"No store answers at 127.0.0.1:{port}. Start it, or check the address."
    assert started.status == 1


def test_a_store_without_a_record_is_refused_at_the_start(tmp_path: Path) -> None:
    with stored(tmp_path / "store", Record(b"<urn:a> <urn:b> <urn:c> .")) as url:
        with pytest.raises(StoreError, match=r"holds no record\. Load one"):
            create_app({"STORE": url})
        watch = Watch(url, patience=5)
        assert "holds no record any more" in str(watch.wrong())


def test_a_store_whose_record_breaks_a_rule_is_refused_at_the_start(tmp_path: Path) -> None:
    rows = sound_rows()
    rows["bodies"][1]["ods_code"] = "04A"
    with stored(tmp_path / "store", tiny_record(rows)) as url, pytest.raises(BadTables, match="04A"):
        create_app({"STORE": url})


def test_a_record_and_a_store_exclude_each_other() -> None:
    with pytest.raises(BadInput, match="Leave one out"):
        create_app({"STORE": "http://127.0.0.1:9/", "RECORD": "record.ttl"})


def test_asking_after_a_slow_store_keeps_nobody_waiting_and_is_told_in_the_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        watch = Watch(f"http://127.0.0.1:{port}/", timeout=3, patience=0.1, remembered=60)
        assert watch.wrong() is None, "nobody waits for the store"
        assert wait_until(watch.wrong, "it is never told") == "The store did not answer within 3 seconds. Ask for less."


def test_many_who_ask_after_a_store_are_one_question_to_it() -> None:
    with listener() as store:
        watch = Watch(store.url, patience=5)
        with ThreadPoolExecutor(8) as askers:
            found = set(askers.map(lambda _: watch.wrong(), range(40)))
        assert len(store.calls) == 1
        assert len(found) == 1
        assert "HTTP 500" in str(found.pop())
