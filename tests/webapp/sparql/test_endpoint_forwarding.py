"""The endpoint of a site before an engine: the same checks first, and bounds on how many queries run and wait."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.errors import StoreError
from graph.sparql.sandbox import Limits
from tests.support.servers import free_port, oxigraph_server
from tests.webapp.sparql.test_endpoint import CONSTRUCT, SELECT, ask, one_line
from tests.webapp.sparql.test_endpoint_kept import InTurn
from webapp import create_app
from webapp.http.site import change_site
from webapp.sparql.remote import Forwarding


def test_a_site_before_an_engine_passes_queries_on_after_the_same_checks(record_file: Path, tmp_path: Path) -> None:
    with oxigraph_server(record_file, tmp_path / "data") as url:
        client = create_app({"STORE": url}).test_client()
        found = ask(client, SELECT).get_json(force=True)["results"]["bindings"]
        assert [row["s"]["value"].rpartition("/")[2] for row in found] == ["r9"]
        assert ask(client, CONSTRUCT, Accept="text/turtle").status_code == 200
        assert ask(client, "SELECT * { SERVICE <http://a/> {} }").status_code == 400
    down = ask(client, SELECT)
    assert down.status_code == 503
    assert down.headers["Retry-After"]
    assert one_line(down) == "The store does not answer. Ask again later."


def test_an_engine_that_is_down_is_a_store_error() -> None:
    engine = Forwarding(f"http://127.0.0.1:{free_port()}/", Limits(2), workers=1, waiting=1, patience=1)
    with pytest.raises(StoreError, match="No store answers"):
        engine.answer("ASK {}", "text/csv")


def test_before_a_slow_engine_some_queries_run_some_wait_and_the_rest_are_sent_away_at_once(record_file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        app = create_app({"RECORD": record_file})
        engine = Forwarding(url, Limits(8), workers=1, waiting=2, patience=3)
        change_site(app, queries=engine)

        def timed(_: int) -> tuple[int, float, str | None]:
            begun = time.monotonic()
            response = ask(app.test_client(), "ASK {}")
            return response.status_code, time.monotonic() - begun, response.headers.get("Retry-After")

        with ThreadPoolExecutor(8) as clients:
            answers = sorted(clients.map(timed, range(8)), key=lambda answer: answer[1])
    assert [status for status, _, _ in answers] == [503] * 7 + [504]
    assert all(1 <= int(after) <= 8 for _, _, after in answers[:7]), "a place comes free by then"
    at_once, waited = answers[:5], answers[5:7]
    assert max(took for _, took, _ in at_once) < 3 <= min(took for _, took, _ in waited)


def test_what_an_engine_of_its_own_answers_is_not_kept(record_file: Path, tmp_path: Path) -> None:
    with oxigraph_server(record_file, tmp_path / "data") as url:
        app = create_app({"STORE": url})
    change_site(app, queries=InTurn(b"first", b"second"))
    assert [ask(app.test_client(), SELECT).data for _ in range(2)] == [b"first", b"second"]
