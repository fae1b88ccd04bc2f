"""Scripts of other sites: they may read whatever the site answers, and ask with what a browser first asks leave for."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from graph.record import Record
from webapp import create_app
from webapp.http.site import site_of

ELSEWHERE = {"Origin": "https://elsewhere.example"}
TO_RECODE = {"codes": ["5NR"], "to": "2022-07-01"}
ASK = f"/sparql?query={quote('ASK {}')}"


@pytest.fixture(scope="module")
def client(record: Record) -> Iterator[FlaskClient]:
    app = create_app({"QUERY_WORKERS": 1}, record)
    yield app.test_client()
    site_of(app).queries.close()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/bodies/ccg-04f.json", 200),
        ("/bodies/nope.json", 404),
        ("/landscape/1066.csv", 400),
        ("/bodies.json?kind=dragon", 400),
        ("/suggest?q=traff", 200),
        ("/healthz", 200),
        ("/api/openapi.json", 200),
        ("/api/recode", 405),
        ("/id/ccg-04f", 303),
        ("/id/nope.ttl", 404),
        ("/data/restructures.ttl", 200),
        ("/data/tables/nope.ttl", 404),
        ("/.well-known/void", 200),
        (ASK, 200),
        ("/sparql?query=nonsense", 400),
    ],
)
def test_an_answer_can_be_read_whether_good_or_bad(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address, headers={**ELSEWHERE, "Accept": "*/*"})
    assert response.status_code == status
    assert response.headers.get_all("Access-Control-Allow-Origin") == ["*"]
    exposed = response.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "Link", "Retry-After"} <= set(exposed)


@pytest.mark.parametrize("body", [TO_RECODE, {"codes": [5]}])
def test_what_the_recoding_of_codes_answers_can_be_read(client: FlaskClient, body: object) -> None:
    assert client.post("/api/recode", json=body, headers=ELSEWHERE).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("address", "method", "header"),
    [
        ("/api/recode", "POST", "Content-Type"),
        ("/bodies/ccg-04f.json", "GET", "If-None-Match"),
        ("/bodies/ccg-04f", "GET", "If-None-Match"),
        ("/data/restructures.ttl", "GET", "If-None-Match"),
        ("/id/ccg-04f.ttl", "GET", "If-None-Match"),
        ("/api/openapi.json", "GET", "If-None-Match"),
        ("/sparql", "POST", "Content-Type"),
    ],
)
def test_a_browser_that_asks_leave_first_gets_it(client: FlaskClient, address: str, method: str, header: str) -> None:
    leave = client.options(
        address,
        headers={**ELSEWHERE, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": header},
    )
    assert leave.status_code in (200, 204)
    assert leave.headers["Access-Control-Allow-Origin"] == "*"
    assert method in leave.headers["Access-Control-Allow-Methods"]
    assert header in leave.headers["Access-Control-Allow-Headers"]
    assert int(leave.headers["Access-Control-Max-Age"]) > 0


@pytest.mark.parametrize(
    "address", ["/bodies/ccg-04f.json", "/id/ccg-04f.ttl", "/data/restructures.nt", "/api/openapi.json", ASK]
)
def test_a_script_that_has_the_answer_already_is_told_so(client: FlaskClient, address: str) -> None:
    tag = client.get(address, headers=ELSEWHERE).headers["ETag"]
    again = client.get(address, headers={**ELSEWHERE, "If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["Access-Control-Allow-Origin"] == "*"
