"""What is sent to be recoded: every format of file, what is too large for the site, and JSON made to break it."""

import gzip
import html
import io
import json
import re
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from flask.testing import FlaskClient

from graph.record import Record
from graph.sheets import upload
from webapp import create_app
from webapp.http import responses
from webapp.http.site import change_site, site_of
from webapp.http.turns import NOBODY, Turns


@pytest.fixture(scope="module")
def client(record: Record) -> FlaskClient:
    return create_app({"TESTING": True}, record).test_client()


@pytest.fixture(scope="module")
def small(record: Record) -> FlaskClient:
    """A site that takes 1 MB, which may be 10 MB once unpacked."""
    return create_app({"TESTING": True, "UPLOAD_MB": 1, "UPLOAD_UNPACKED_MB": 10}, record).test_client()


def sent(client: FlaskClient, **fields: Any) -> Any:
    data = {"table": "org_code\n5NR\n", "to": "2022-07-01", **fields}
    answer = client.post("/recode", data=data, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # of a large form the client makes a file, which it leaves open
    return answer


def sent_file(client: FlaskClient, content: bytes, name: str = "a.csv", **fields: Any) -> Any:
    return sent(client, table="", file=(io.BytesIO(content), name), **fields)


def workbook(*rows: tuple[object, ...], at: tuple[int, int] = (0, 0)) -> bytes:
    """The bytes of a workbook with these rows, the last of them at a place."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
        sheet.write(*at, rows[0][0])
    return file.getvalue()


def parquet(**columns: object) -> bytes:
    file = io.BytesIO()
    pl.DataFrame(columns).write_parquet(file)
    return file.getvalue()


PLACES = "place,org_code\nCaf\u00e9,5NR\n"


@pytest.mark.parametrize("column", ["", "org_code"])
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PLACES.encode(), "a.csv"),
        (PLACES.encode("cp1252"), "a.csv"),
        (PLACES.replace(",", "\t").encode("utf-16"), "a.tsv"),
        (gzip.compress(PLACES.encode()), "a.csv.gz"),
        (workbook(("place", "org_code"), ("Caf\u00e9", "5NR")), "a.xlsx"),
        (parquet(place=["Caf\u00e9"], org_code=["5NR"]), "a.parquet"),
    ],
    ids=["utf-8", "cp1252", "utf-16", "gzip", "xlsx", "parquet"],
)
def test_an_uploaded_file_is_read_whatever_its_format(
    client: FlaskClient, content: bytes, name: str, column: str
) -> None:
    page = sent_file(client, content, name, column=column).text
    assert "1 row with 1 code in \u201corg_code\u201d became 1 row" in page
    assert "Caf\u00e9" in page
    assert "icb-qop" in page


def test_hours_in_a_workbook_are_recoded_as_texts_and_an_empty_column_is_left_out(client: FlaskClient) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["org_code", "", "took"])
        sheet.write(1, 0, "5NR")
        sheet.write(1, 2, timedelta(hours=30), book.add_format({"num_format": "[h]:mm"}))
    answer = sent_file(client, file.getvalue(), download="csv")
    assert answer.data.startswith(b"\xef\xbb\xbforg_code,took,new_code")
    assert b"\n5NR,P1DT6H,QOP," in answer.data


# What is large


def test_a_table_too_large_to_travel_in_the_page_is_sent_again_for_its_file(small: FlaskClient) -> None:
    table = gzip.compress(b"org_code,n,text\n" + (b"5NR,10," + b"x" * 60 + b"\n") * 20_000)
    page = sent_file(small, table, "a.csv.gz").text
    assert "too large to travel in this page" in page
    assert 'name="file"' in page
    assert '<textarea name="table"' not in page
    answer = sent_file(small, table, "a.csv.gz", column="org_code", apportion="n", download="csv")
    assert answer.status_code == 200
    assert answer.data.count(b"\n") == 20_001


def test_a_table_of_many_lines_is_sent_back_by_the_page_with_two_bytes_to_each_end(small: FlaskClient) -> None:
    file = b"org_code,n\n" + b"5NR,123456\n5NR,12345\n" * 49_500
    page = sent_file(small, file).text
    assert '<textarea name="table"' in page
    answer = sent(small, table=file.replace(b"\n", b"\r\n").decode(), download="csv")
    assert answer.status_code == 200
    assert answer.data.count(b"\n") == 99_001


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: parquet(org_code=["5NR"] * 1_000, text=["x" * 100_000] * 1_000), "more than 10 MB of text"),
        (lambda: workbook(("org_code", "text"), *[("5NR", "x" * 30_000)] * 1_000), "more than 10 MB of text"),
        (lambda: parquet(org_code=["5NR"] * 200_000), "more than 100,000 rows"),
        (lambda: parquet(org_code=["5NR"] * 99_999, **{f"c{n}": [""] * 99_999 for n in range(30)}), "2,000,000 cells"),
        (lambda: workbook(("org_code",), at=(1_048_575, 16_383)), "more than this site takes"),
        (lambda: gzip.compress(b"org_code\n" + b"x\n" * 100_001), "more than 100,000 rows"),
        (lambda: gzip.compress(b"org_code\n" + b" " * 2**24), "unpacks to more than 10 MB"),
        (lambda: parquet(org_code=["5NR"], n=[[1, 2]]), "The column 'n' holds lists"),
        (lambda: b"PAR1nothing", "damaged Parquet"),
    ],
)
def test_a_file_that_is_no_table_or_too_large_is_refused_and_nothing_of_it_is_left(
    small: FlaskClient, made: Callable[[], bytes], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    answer = sent_file(small, made(), column="org_code")
    assert answer.status_code == 400
    assert said in html.unescape(answer.text)
    assert "Choose the file again" in answer.text
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_a_busy_machine_does_not_come_to_is_given_up(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "_PATIENCE", 0.01)
    answer = sent_file(client, b"org_code\n5NR\n")
    assert answer.status_code == 400
    assert "Try again in a minute" in answer.text
    assert "damaged" not in answer.text


def test_a_table_waits_its_turn_and_is_sent_away_where_none_comes(client: FlaskClient) -> None:
    usual = site_of(client.application)
    busy = Turns(1, 1, patience=0.1, longest=30)
    change_site(client.application, uploads=busy)
    try:
        with busy.turn(NOBODY):
            answers = [sent_file(client, b"org_code\n5NR\n"), client.post("/api/recode", json={"codes": ["5NR"]})]
    finally:
        change_site(client.application, uploads=usual.uploads)
    assert [answer.status_code for answer in answers] == [503, 503]
    assert all(0 < int(answer.headers["Retry-After"]) <= 30 for answer in answers)
    assert "As many tables are being recoded as may be at once" in answers[1].json["error"]


def test_a_result_too_large_for_a_workbook_is_offered_as_csv_only(client: FlaskClient) -> None:
    table = "org_code\n" + "5NR\n" * 40_000
    page = sent(client, table=table).text
    assert 'value="csv">Download CSV' in page
    assert "Download Excel" not in page
    answer = sent(client, table=table, download="xlsx")
    assert answer.status_code == 400
    assert "Download it as CSV" in answer.text


def test_what_was_sent_is_not_remembered_by_the_compression_of_answers(client: FlaskClient) -> None:
    before = responses._compressed.cache_info()
    answer = client.post("/recode", data={"table": "org_code\n5NR\n"}, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert responses._compressed.cache_info() == before


# JSON


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"codes": [5]},
        {"codes": []},
        {"codes": ["5NR"], "rows": []},
        {"codes": ["5NR"], "to": 2013},
        {"codes": ["5NR"], "basis": "legal"},
        {"codes": ["5NR"], "kind": "nonsense"},
        {"rows": [{"a": {}}], "column": "a"},
        {"rows": [{"a": 5.0}], "column": "a"},
        {"rows": [{"a": "5NR"}]},
        {"rows": [{"a": "5NR"}], "column": []},
        {"rows": [{"a": "5NR"}], "column": "b\n" * 1_000_000},
        {"rows": [{"a" * 1_000_000: "5NR"}], "column": "b"},
        {"rows": [{f"c{n}": "" for n in range(200)}, *[{"c0": "x"}] * 99_999], "column": "c0"},
    ],
)
def test_the_api_refuses_with_a_sentence_in_json(client: FlaskClient, body: object) -> None:
    refused(client, json.dumps(body).encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nothing",
        b"\xff",
        b"[" * 100_000,
        b'{"codes":' * 100_000,
        b'{"codes": ["5NR"], "a": ' + b"[" * 900 + b"]" * 900 + b"}x",
        rb'{"codes": ["\ud800"]}',
        b'{"codes": ["\xed\xa0\x80"]}',
        rb'{"codes": ["5NR"], "to": "\udfff"}',
        rb'{"codes": ["5NR"], "kind": "\udfff"}',
        b'{"rows": [{"a": "5NR", "n": NaN}], "column": "a"}',
        b'{"rows": [{"a": "5NR", "n": -Infinity}], "column": "a"}',
        b'{"rows": [{"a": "5NR", "n": ' + b"9" * 5_000 + b'}], "column": "a"}',
        b'{"rows": [{"a": "5NR", "a": "5NE"}], "column": "a"}',
        b'{"rows": [{"a": "5NR", "n": [[1]]}], "column": "a"}',
        b'{"codes": ["5NR"], "to": "2022-07-01\\u0000"}',
    ],
)
def test_the_api_refuses_what_is_no_sound_json(client: FlaskClient, body: bytes) -> None:
    refused(client, body)


def refused(client: FlaskClient, body: bytes) -> None:
    """What was sent as JSON is refused in one short line."""
    answer = client.post("/api/recode", data=body, content_type="application/json")
    assert answer.status_code == 400
    said = answer.json["error"]
    assert said.endswith((".", "}."))
    assert "\n" not in said
    assert len(said) < 1_000


def test_cells_of_the_api_are_the_texts_that_were_sent(client: FlaskClient) -> None:
    body = b'{"rows": [{"a": "5NR\\u0000", "n": 1.10, "m": 1e999, "t": true}], "column": "a", "to": "2022-07-01"}'
    (row,) = client.post("/api/recode", data=body).json["rows"]
    assert (row["a"], row["n"], row["m"], row["t"]) == ("5NR\0", "1.10", "1E+999", "true")


@pytest.mark.parametrize("name", ["trusts.csv", "trusts.xlsx"])
def test_the_api_takes_a_file_as_a_form_sends_it(client: FlaskClient, name: str) -> None:
    rows = [("trust", "spend"), ("5NR", "10"), ("5NT", "20")]
    content = "\n".join(map(",".join, rows)).encode() if name.endswith("csv") else workbook(*rows)
    options = {"column": "trust", "from": "2012-04-01", "to": "2022-07-01", "kind_from": "pct", "estimate": "true"}
    sent = {**options, "apportion": ["spend"], "file": (io.BytesIO(content), name)}
    by_file = client.post("/api/recode", data=sent).json
    keys = {
        "apportion": ["spend"],
        "estimate": True,
        "rows": [dict(zip(rows[0], row, strict=True)) for row in rows[1:]],
    }
    by_rows = client.post("/api/recode", json=options | keys).json
    assert by_file == by_rows
    assert {row["new_id"] for row in by_file["rows"]} == {"icb-qop"}


def test_the_api_says_what_is_wrong_with_a_form(client: FlaskClient) -> None:
    empty = client.post("/api/recode", data={"column": "code"}, content_type="multipart/form-data")
    assert "No table was sent" in empty.json["error"]
    odd = {"file": (io.BytesIO(b"code\n5NR\n"), "a.csv"), "to": "31 June"}
    assert "31 June" in client.post("/api/recode", data=odd).json["error"]


def test_a_table_that_would_become_too_many_rows_is_refused_before_it_does(client: FlaskClient) -> None:
    """Each of them had some twenty predecessors in 2003."""
    body = {"codes": ["QHM"] * 100_000, "from": "2024-01-01", "to": "2003-01-01"}
    answer = client.post("/api/recode", json=body)
    assert answer.status_code == 400
    assert re.search(r"would have [12],\d00,000 rows", answer.json["error"])
