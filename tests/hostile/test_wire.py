"""Bytes that no browser sends, on the wire: each is answered, refused or hung up on, and the site goes on."""

import gzip
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.sites import RunningSite, running_site
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own

WAIT = 2.0
"""Seconds, far more than an answer takes; what is still waited for then is a request that is not whole."""
HOST = b"Host: x\r\n"
POST = b"POST /api/recode HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
JSON = b'{"codes":["04A"],"to":"2022-07-01"}'


def get(target: bytes = b"/healthz", *headers: bytes) -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"".join(each + b"\r\n" for each in headers) + b"\r\n"


def sized(size: bytes, body: bytes = JSON) -> bytes:
    return POST + b"Content-Length: " + size + b"\r\n\r\n" + body


def chunked(body: bytes, how: bytes = b"chunked") -> bytes:
    return POST + b"Transfer-Encoding: " + how + b"\r\n\r\n" + body


WHOLE = b"%x\r\n%b\r\n0\r\n\r\n" % (len(JSON), JSON)
SENT = {
    "nothing but line ends": b"\r\n" * 5_000,
    "the start of a handshake": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)) * 2,
    "the start of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a proxy's line": b"PROXY TCP4 203.0.113.9 203.0.113.9 1 2\r\n" + get(),
    "no version": b"GET /healthz\r\n\r\n",
    "a version to come": b"GET /healthz HTTP/9.9\r\n" + HOST + b"\r\n",
    "no sense for a version": b"GET /healthz HTTP/1.1.1.1\r\n" + HOST + b"\r\n",
    "a long method": b"G" * 10_000 + b" /healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "a method of two words": b"GET HEAD /healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "a tunnel": b"CONNECT 203.0.113.9:443 HTTP/1.1\r\n" + HOST + b"\r\n",
    "an echo": b"TRACE / HTTP/1.1\r\n" + HOST + b"\r\n",
    "options of all": b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n",
    "an address of another host": get(b"http://other.example/healthz"),
    "an address of another scheme": get(b"file:///etc/passwd"),
    "an address that is only marks": get(b"//%2f%2f//?#&&;"),
    "steps out of the folder": get(b"/static/../../../../etc/passwd"),
    "steps out, written otherwise": get(b"/static/%2e%2e/%2e%2e%5c..%5cetc/passwd"),
    "a long address": get(b"/search?q=" + b"x" * 200_000),
    "an address of bytes": get(b"/bodies/" + bytes(range(128, 256))),
    "an address with controls": get(b"/bodies/\x01\x02\x7f"),
    "an address with NUL": get(b"/bodies/\0"),
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "no sense for a host": b"GET / HTTP/1.1\r\nHost: <script>:@/\\ x\r\n\r\n",
    "a host of 5,000 bytes": b"GET / HTTP/1.1\r\nHost: " + b"a." * 2_500 + b"\r\n\r\n",
    "a header without a colon": get(b"/healthz", b"nonsense"),
    "a header with a blank in its name": get(b"/healthz", b"X Y: z", b"Z : y"),
    "a header over two lines": get(b"/healthz", b"X: a\r\n b"),
    "a header with NUL": get(b"/healthz", b"X: a\0b"),
    "a header with bytes": get(b"/healthz", b"X-Request-ID: " + bytes(range(128, 256))),
    "a long header": get(b"/healthz", b"X: " + b"x" * 200_000),
    "many headers": get(b"/healthz", *(b"X-%d: y" % number for number in range(5_000))),
    "line ends of one byte": get().replace(b"\r\n", b"\n"),
    "returns alone": get().replace(b"\r\n", b"\r"),
    "fifty requests at once": get() * 50,
    "many ranges": get(b"/data/restructures.ttl", b"Range: bytes=" + b",".join(b"%d-" % each for each in range(500))),
    "a range of large numbers": get(b"/data/restructures.ttl", b"Range: bytes=" + b"9" * 500 + b"-"),
    "a range the wrong way": get(b"/data/restructures.ttl", b"Range: bytes=9-1,-0,--,a-b"),
    "many tags": get(b"/about", b"If-None-Match: " + b'"a", ' * 1_000),
    "an open tag": get(b"/about", b'If-None-Match: W/"'),
    "days without sense": get(b"/about", b"If-Modified-Since: Thu, 99 Foo 99999 99:99:99 GMT"),
    "many kinds wanted": get(b"/bodies/ccg-04a", b"Accept: " + b"a/b;q=0.1, " * 700),
    "kinds without sense": get(b"/bodies/ccg-04a", b"Accept: ;;;q=x, /, */, text/html;q=" + b"9" * 300),
    "packings without sense": get(b"/bodies/ccg-04a", b"Accept-Encoding: gzip;q=nan, ;q=1, *;q=-1"),
    "cookies without sense": get(b"/", b"Cookie: " + b"=;;a==;\x80" * 500),
    "another protocol, please": get(
        b"/", b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: x"
    ),
    "a wish that nobody has": get(b"/", b"Expect: the unexpected"),
    "a length below nothing": sized(b"-1"),
    "a length with a sign": sized(b"+%d" % len(JSON)),
    "a length that is no number": sized(b"0x23"),
    "a length beyond all bounds": sized(b"9" * 300),
    "chunks of no kind": chunked(WHOLE, b"xchunked"),
    "chunks, then as it is": chunked(WHOLE, b"chunked, identity"),
    "a chunk of no size": chunked(b"\r\n\r\n"),
    "a chunk of a negative size": chunked(b"-5\r\nhello\r\n0\r\n\r\n"),
    "a chunk beyond all bounds": chunked(b"f" * 64 + b"\r\n" + JSON),
    "a chunk longer than it says": chunked(b"2\r\n" + JSON + b"\r\n0\r\n\r\n"),
    "a chunk with a long remark": chunked(b"1;" + b"x" * 100_000 + b"\r\n1\r\n0\r\n\r\n"),
    "chunks of a byte": chunked(b"1\r\n1\r\n" * 20_000 + b"0\r\n\r\n"),
    "a body packed a thousand times smaller": POST
    + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(gzip.compress(b" " * 10_000_000))
    + gzip.compress(b" " * 10_000_000),
    "an alphabet of no kind": POST.replace(b"json", b"json; charset=\x80evil") + b"Content-Length: 35\r\n\r\n" + JSON,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, record_file: Path) -> Iterator[RunningSite]:
    with running_site(tmp_path_factory.mktemp("site"), RECORD=record_file) as found:
        yield found


AMBIGUOUS = {
    "a length and chunks": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + WHOLE,
    "chunks and a length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + WHOLE,
    "chunks twice over": chunked(WHOLE, b"chunked, chunked"),
    "chunks twice over, apart": chunked(WHOLE, b"chunked\r\nTransfer-Encoding: chunked"),
    "chunks before there were any": chunked(WHOLE).replace(b"HTTP/1.1", b"HTTP/1.0"),
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: 35\r\n\r\n" + JSON,
}


def answered(site: RunningSite, message: bytes) -> bytes:
    """What comes back first; nothing where the site hangs up or waits for the rest."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=WAIT) as client, suppress(OSError):
        client.sendall(message)
        return client.recv(2**16)
    return b""


@pytest.mark.parametrize("sort", SENT)
def test_any_bytes_are_answered_refused_or_hung_up_on(site: RunningSite, sort: str) -> None:
    found = answered(site, SENT[sort])
    assert found[:9] in (b"", b"HTTP/1.1 ", b"HTTP/1.0 "), found[:200]
    status = int(found[9:12] or b"400")
    assert status < 500, found[:300]
    assert b"Traceback" not in found
    assert site.get("/healthz").status == 200


@pytest.mark.parametrize("sort", AMBIGUOUS)
def test_a_request_whose_end_is_said_in_two_ways_is_refused_and_nothing_after_it_is_answered(
    site: RunningSite, sort: str
) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as client:
        client.sendall(AMBIGUOUS[sort] + get())
        found = b"".join(iter(lambda: client.recv(2**16), b""))
    assert found.startswith(b"HTTP/1.1 400 ")
    assert found.count(b"HTTP/1.1 ") == 1


def test_nothing_of_it_was_a_fault(site: RunningSite) -> None:
    assert [line for line in site.lines() if line["level"] == "error"] == []
