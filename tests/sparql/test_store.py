"""One face, three stores: the embedded one, Oxigraph's server and Virtuoso give equal answers and the same record."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import pytest
from pyoxigraph import Literal, NamedNode

from graph.errors import StoreError
from graph.record import Record
from graph.record.history import History
from graph.record.store.remote import AREA_CLASSES, areas_from, record_from, resources_from, rows_from, turtle_from
from graph.sparql.guard import BadQuery
from graph.sparql.results import GRAPH_TYPES, RESULT_TYPES, Solutions, Triples
from graph.sparql.store import EmbeddedStore, RemoteStore, Store, StoreTimeout, serialise
from graph.tables.schema import TABLES
from tests.support.servers import free_port, listener, oxigraph_server, virtuoso_server

TableRows: TypeAlias = Callable[[str], list[Mapping[str, str]]]

QUERIES = sorted((Path(__file__).parents[2] / "graph" / "queries").glob("*.rq"))
TRICKY = """
PREFIX nhs: <https://w3id.org/nhs-restructures/def#> PREFIX id: <https://w3id.org/nhs-restructures/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@pytest.fixture(scope="module")
def embedded(record: Record) -> EmbeddedStore:
    return EmbeddedStore(record.whole_turtle)


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def remote(
    request: pytest.FixtureRequest, record: Record, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RemoteStore]:
    directory = tmp_path_factory.mktemp(request.param)
    turtle = directory / "restructures.ttl"
    turtle.write_bytes(record.whole_turtle)
    server = {"oxigraph": oxigraph_server, "virtuoso": virtuoso_server}[request.param]
    with server(turtle, directory / "data") as url:
        yield RemoteStore(url)


def comparable(found: Solutions) -> list[dict[str, str]]:
    """Rows as text; engines may choose the type of a number they computed, and the order of equals."""
    rows = [
        {name: term.value if isinstance(term, (NamedNode, Literal)) else "" for name, term in row.items()}
        for row in found.rows
    ]
    return sorted(rows, key=lambda row: sorted(row.items()))


def test_the_embedded_store_holds_the_record_to_the_letter(record: Record, embedded: EmbeddedStore) -> None:
    assert turtle_from(embedded) == record.turtle


def test_a_remote_engine_holds_the_record_to_the_letter(record: Record, remote: RemoteStore) -> None:
    """Codes keep their scheme, shares their digits and dates their form: the text is the same, so is its version."""
    assert record_from(remote).version == record.version


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_the_product_s_questions_have_equal_answers(query: Path, embedded: EmbeddedStore, remote: RemoteStore) -> None:
    text = query.read_text("utf-8")
    ours, theirs = embedded.run(text), remote.run(text)
    if isinstance(ours, tuple):
        assert isinstance(theirs, tuple)
        assert set(ours) == set(theirs)
    else:
        assert isinstance(ours, Solutions)
        assert isinstance(theirs, Solutions)
        assert ours.variables == theirs.variables
        if "GROUP_CONCAT" in text:
            assert len(ours.rows) == len(theirs.rows)
        elif "LIMIT" not in text:
            assert comparable(ours) == comparable(theirs)
        assert ours.rows


def test_terms_come_back_typed_as_they_stand_in_the_record(embedded: EmbeddedStore, remote: RemoteStore) -> None:
    query = TRICKY + "SELECT ?p ?o { VALUES ?s { id:ccg-04f id:r7 nhs:kind-ccg } ?s ?p ?o }"
    ours, theirs = embedded.select(query), remote.select(query)
    assert {(row["p"], row["o"]) for row in ours.rows} == {(row["p"], row["o"]) for row in theirs.rows}


def test_yes_and_no_and_triples_come_from_every_store(embedded: EmbeddedStore, remote: RemoteStore) -> None:
    for store in (embedded, remote):
        assert store.ask(TRICKY + "ASK { id:ccg-04f a nhs:Body }") is True
        assert store.ask(TRICKY + "ASK { id:ccg-04f a nhs:Merger }") is False
    query = TRICKY + "CONSTRUCT { ?s skos:notation ?o } WHERE { ?s a nhs:Body ; skos:notation ?o }"
    assert set(embedded.construct(query)) == set(remote.construct(query))


def test_a_malformed_query_has_its_line_from_every_store(embedded: EmbeddedStore, remote: RemoteStore) -> None:
    for store in (embedded, remote):
        with pytest.raises(BadQuery, match="not well formed") as refused:
            store.run("SELECT * WHERE {\n  ?s ?p }")
        assert refused.value.line == 2


@pytest.fixture(scope="module")
def rows(embedded: EmbeddedStore) -> TableRows:
    return rows_from(embedded)


def test_the_history_comes_from_rows_of_any_store(embedded: EmbeddedStore, rows: TableRows, record: Record) -> None:
    history = History(rows)
    assert history.bodies == record.history.bodies
    assert set(history.successions) == set(record.history.successions)
    assert areas_from(embedded).cells == record.areas.cells
    assert len(resources_from(embedded)) + len(resources_from(embedded, AREA_CLASSES)) == len(set(_subjects(embedded)))


def _subjects(store: Store) -> list[str]:
    return [str(row["s"]) for row in store.select("SELECT DISTINCT ?s { ?s ?p ?o }").rows]


def test_every_table_has_rows_in_the_store_s_record(rows: TableRows) -> None:
    assert [name for name in TABLES if not rows(name)] == []


def test_a_query_of_another_form_than_asked_for_is_refused(embedded: EmbeddedStore) -> None:
    with pytest.raises(BadQuery, match="another form"):
        embedded.select("ASK {}")


def test_no_turtle_is_no_store() -> None:
    with pytest.raises(StoreError, match="cannot be loaded"):
        EmbeddedStore(b"<a> is no Turtle")


@pytest.mark.parametrize("media_type", [*RESULT_TYPES])
def test_solutions_are_written_as_the_engine_writes_them(media_type: str, embedded: EmbeddedStore) -> None:
    import io

    query = (
        TRICKY + "SELECT ?s ?o ?gone { ?s skos:notation ?o OPTIONAL { ?s nhs:nothing ?gone } } ORDER BY ?s ?o LIMIT 9"
    )
    held = io.BytesIO()
    embedded.write(query, media_type, held)
    assert serialise(embedded.run(query), media_type) == held.getvalue()
    assert serialise(True, media_type).lower().count(b"true") == 1


@pytest.mark.parametrize("media_type", [*GRAPH_TYPES])
def test_triples_are_written_in_every_form(media_type: str, embedded: EmbeddedStore) -> None:
    import pyoxigraph

    triples: Triples = embedded.construct(TRICKY + "DESCRIBE id:ccg-04f")
    text = serialise(triples, media_type)
    again = {quad.triple for quad in pyoxigraph.parse(text, GRAPH_TYPES[media_type])}
    assert again == set(triples)
    with pytest.raises(KeyError):
        serialise(triples, "text/csv")


def test_a_store_that_is_down_says_so_in_one_line() -> None:
    store = RemoteStore(f"http://127.0.0.1:{free_port()}/sparql")
    with pytest.raises(StoreError, match=r"No store answers at 127\.0\.0\.1:\d+\. Start it, or check the address\."):
        store.ask("ASK {}")


def test_a_connection_is_used_again_with_all_of_its_time() -> None:
    """The time that one answer took is not taken from the next request."""
    answer = b'{"head":{},"boolean":true}'
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(answer)}\r\n\r\n".encode()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with server.accept()[0] as connection:  # one, and no other
                for _ in range(3):
                    connection.recv(10_000)
                    time.sleep(0.7)
                    connection.sendall(head + answer)

        serving = threading.Thread(target=serve, daemon=True)
        serving.start()
        store = RemoteStore(f"http://127.0.0.1:{server.getsockname()[1]}/", timeout=1.5)
        assert [store.ask("ASK {}") for _ in range(3)] == [True] * 3
        serving.join(5)


def test_a_connection_that_fails_is_tried_once_more() -> None:
    answer = b'{"head":{},"boolean":true}'
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            server.accept()[0].close()
            connection = server.accept()[0]
            connection.recv(10_000)
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(answer)}\r\n\r\n"
            connection.sendall(head.encode() + answer)
            connection.close()

        threading.Thread(target=serve, daemon=True).start()
        assert RemoteStore(f"http://127.0.0.1:{server.getsockname()[1]}/").ask("ASK {}") is True


def _serving(answer: bytes, *, pause: float = 0.0) -> tuple[socket.socket, str]:
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                with server.accept()[0] as connection, suppress(ConnectionError):
                    connection.recv(10_000)
                    for start in range(0, len(answer), 40):
                        connection.sendall(answer[start : start + 40])
                        time.sleep(pause)
                    # Closing with the end of the request unread would reset the connection under the answer.
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(10_000):
                        pass

    threading.Thread(target=serve, daemon=True).start()
    return server, f"http://127.0.0.1:{server.getsockname()[1]}/"


@pytest.mark.parametrize("pause", [0.2, 5.0])
@pytest.mark.parametrize("head", [b"", b"X-Slow: " + b"x" * 9999 + b"\r\n"], ids=["body", "head"])
def test_a_store_that_is_slow_is_given_up_in_time(pause: float, head: bytes) -> None:
    server, url = _serving(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n" + head + b"\r\n" + b" " * 9999, pause=pause)
    begun = time.monotonic()
    with server, pytest.raises(StoreTimeout, match="did not answer within 1 second"):
        RemoteStore(url, timeout=1).ask("ASK {}")
    assert time.monotonic() - begun < 20, "it was read to its end, in 50 seconds or more"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "is no SPARQL endpoint"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", "broke the connection"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n", "HTTP 302"),
        (b"HTTP/1.1 500 No\r\nContent-Length: 9\r\n\r\nbad\nthing", r"failed \(HTTP 500\)\. Ask again"),
        (b"HTTP/1.1 200 OK\r\nX-SPARQL-MaxRows: 10\r\nContent-Length: 2\r\n\r\n{}", "cut its answer short"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b" " * 5000, "too large"),
        (b"nonsense\r\n\r\n", "No store answers|could not be asked"),
    ],
)
def test_a_server_that_answers_wrongly_is_named_in_one_line(answer: bytes, said: str) -> None:
    server, url = _serving(answer)
    with server, pytest.raises(StoreError, match=said) as failed:
        RemoteStore(url, timeout=5, largest=1000).ask("ASK {}")
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize(
    "address", ["", "file:///etc/passwd", "ftp://localhost/", "http://", "http://[::1", "localhost"]
)
def test_an_address_that_is_no_endpoint_is_refused(address: str) -> None:
    with pytest.raises(StoreError, match="begins with http"):
        RemoteStore(address)


def test_a_password_in_an_address_is_never_shown() -> None:
    with pytest.raises(StoreError) as failed:
        RemoteStore(f"http://user:secret@127.0.0.1:{free_port()}/").ask("ASK {}")
    assert "secret" not in str(failed.value)


def test_a_query_that_is_refused_is_never_sent() -> None:
    with listener() as outside:
        with pytest.raises(BadQuery):
            RemoteStore(outside.url).run("SELECT * { SERVICE <http://a/> {} }")
        assert outside.calls == []
