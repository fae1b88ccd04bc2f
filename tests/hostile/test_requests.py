"""Requests that no browser sends: odd addresses, headers, multipart bodies and files are answered or refused."""

import io
import os
import random
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from graph.record import Record
from webapp import create_app

ADDRESSES = int(os.environ.get("HOSTILE_EXAMPLES", "150"))
ODD = (
    "", "\x00", "\ud7ff", "\uffff", "-1", "1e999999999", "sNaN", "Infinity", "９", "２０１３-０４-０１", "0000-01-01",
    "9999-12-31", "10000-01-01", "2013-02-30", "x" * 500, "'\"<>&", "../../etc/passwd", "icb-qhm\u202e", "ⅳ", "1_000",
    "ß" * 60, "İ", "\r\nX: y", "²", "9" * 30, "ccg", "5NR", "2013", "people",
)  # fmt: skip
CHOICES = (
    "q", "kind", "as-at", "page", "min-share", "basis", "open", "weight", "estimate", "region", "verdict", "since",
    "edition", "under", "all", "raw", "kind-from", "width", "url", "maxwidth", "queries", "extend", "prefix", "query",
)  # fmt: skip
HEADERS = {
    "Accept": ("*/*;q=nan", "text/html;q=-1,*/*;q=1e9", ";;;===", "text/html" + ",a/b" * 500, "\xe9\xff"),
    "Accept-Encoding": ("gzip;q=x", "identity;q=0, *;q=0", ",,,,"),
    "If-None-Match": ('"' * 50, 'W/"a", W/"b", *', "a" * 5000),
    "Range": ("bytes=0-0,-1,5-2", "bytes=-0", "bytes=" + "9" * 30 + "-", "bytes=a-b", "bytes=0-1," * 200),
    "If-Range": ("Thu, 01 Jan 99999 00:00:00 GMT", "0"),
    "If-Modified-Since": ("Thu, 01 Jan 99999 00:00:00 GMT", "-1"),
}
PART = b'--a\r\nContent-Disposition: form-data; name="table"\r\n'
BODIES = {
    "no boundary": ("multipart/form-data", PART),
    "an empty boundary": ("multipart/form-data; boundary=", b"--\r\n\r\n"),
    "cut off": ("multipart/form-data; boundary=a", PART + b"\r\ncode"),
    "no name": ("multipart/form-data; boundary=a", b"--a\r\nContent-Disposition: form-data\r\n\r\ncode\r\n--a--"),
    "no head": ("multipart/form-data; boundary=a", b"--a\r\n\r\ncode\r\n--a--"),
    "a large head": ("multipart/form-data; boundary=a", b"--a\r\nX: " + b"y" * 200_000 + b"\r\n\r\ncode\r\n--a--"),
    "base64": ("multipart/form-data; boundary=a", PART + b"Content-Transfer-Encoding: base64\r\n\r\nYQ==\r\n--a--"),
    "no such charset": ("multipart/form-data; boundary=a", PART + b"Content-Type: a/b; charset=rot13\r\n\r\n\r\n--a--"),
    "many parts": ("multipart/form-data; boundary=a", (PART + b"\r\ny\r\n") * 3000 + b"--a--"),
    "not UTF-8": ("application/x-www-form-urlencoded", b"table=%zz%00%ff&to=%u1234&=&&&"),
    "many fields": ("application/x-www-form-urlencoded", b"a=1&" * 100_000),
    "no type": ("", b"code"),
    "no sense": (";;;=,", b"code"),
}
ROW = "code,n\n5NR,1\n04F,2\n"
FILES = {
    "UTF-16": ROW.encode("utf-16"),
    "UTF-16 without a mark": ROW.encode("utf-16-le"),
    "UTF-32": ROW.encode("utf-32"),
    "a mark in the middle": ("5NR\ufeff,1\n" + ROW).encode(),
    "commas only": b"," * 5_000,
    "quotes only": b'"' * 10_001,
    "a quote left open": b'code,n\n"5NR,1\n' * 100,
    "one name three times": b"code,code,code\n5NR,04F,QHM\n",
    "no names": b",,,\n5NR,1,2,3\n",
    "ragged": b"code,n\n5NR\n5NR,1,2,3,4\n\n,,\n",
    "NUL in a name": b"co\x00de,n\n5NR,1\n",
    "a formula as a name": b"=cmd|'/c calc'!A1,code\n1,5NR\n",
    "a pattern as a name": b"code,*\n5NR,1\n",
    "a regular expression as a name": b"code,^c.*$\n5NR,1\n",
    "many marks on one letter": ("e" + "\u0301" * 10_000 + ",code\n1,5NR\n").encode(),
    "no Parquet": b"PAR1" + b"\xff\xff\xff\x7fPAR1",
    "no workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
}


@pytest.fixture(scope="module")
def client(record: Record) -> FlaskClient:
    return create_app({"PROPAGATE_EXCEPTIONS": False}, record).test_client()


@pytest.mark.no_cover
def test_any_address_and_header_is_answered_or_refused(client: FlaskClient) -> None:
    draw = random.Random(ADDRESSES)
    rules = [rule.rule for rule in client.application.url_map.iter_rules() if "GET" in (rule.methods or ())]
    for _ in range(ADDRESSES):
        path = draw.choice([rule for rule in rules if "static" not in rule])
        while "<" in path:
            before, _, rest = path.partition("<")
            path = before + quote(draw.choice(ODD) or "x", safe="") + rest.partition(">")[2]
        asked = "&".join(f"{draw.choice(CHOICES)}={quote(draw.choice(ODD))}" for _ in range(draw.randrange(4)))
        name = draw.choice(list(HEADERS))
        headers = {name: draw.choice(HEADERS[name])} if draw.random() < 0.5 else {}
        answer = client.get(f"{path}?{asked}", headers=headers)
        assert answer.status_code < 500, (path, asked, headers)


@pytest.mark.parametrize("address", ["/recode", "/api/recode", "/reconcile", "/sparql"])
@pytest.mark.parametrize("sort", BODIES)
def test_any_body_is_answered_or_refused(client: FlaskClient, sort: str, address: str) -> None:
    kind, body = BODIES[sort]
    assert client.post(address, data=body, content_type=kind).status_code < 500


@pytest.mark.parametrize("sort", FILES)
def test_any_file_is_answered_or_refused(client: FlaskClient, sort: str) -> None:
    data = {"file": (io.BytesIO(FILES[sort]), "table.csv"), "to": "2022-07-01", "apportion": "*"}
    assert client.post("/recode", data=data).status_code in (200, 400)


@pytest.mark.parametrize("name", ["*", "^.*$", "^co.*$"])
def test_a_name_that_stands_for_other_columns_is_refused_by_name(client: FlaskClient, name: str) -> None:
    rows = [{"code": "5NR", "count": 1, name: 2}]
    answer = client.post("/api/recode", json={"to": "2022-07-01", "column": "code", "rows": rows})
    assert answer.status_code == 400
    assert name in answer.json["error"]  # type: ignore[index]
