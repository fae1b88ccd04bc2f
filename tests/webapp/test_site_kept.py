"""Pages kept ready: made once, never confused with another, and never more than there is room for."""

import gzip
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.record import Record
from webapp import create_app
from webapp.http.cache import ByteCache
from webapp.http.site import site_of

ROOM = 10_000
PAGE = "/bodies/ccg-04f"


def text(kept: ByteCache, tag: str, name: str, make: Callable[[], bytes]) -> bytes:
    return gzip.decompress(kept.packed(tag, name, make))


def test_a_page_is_made_once_for_its_address_and_edition() -> None:
    kept, made = ByteCache(ROOM), []

    def page() -> bytes:
        made.append(1)
        return b"page"

    assert text(kept, "one", "/", page) == text(kept, "one", "/", page) == b"page"
    assert len(made) == 1
    text(kept, "two", "/", page)
    assert len(made) == 2


def test_a_page_that_could_not_be_made_is_tried_again() -> None:
    kept = ByteCache(ROOM)
    for _ in range(2):
        try:
            text(kept, "one", "/", lambda: 1 // 0)  # type: ignore[arg-type, return-value]
        except ZeroDivisionError:
            continue
    assert text(kept, "one", "/", lambda: b"made") == b"made"


def test_an_address_of_great_length_is_answered_but_not_kept() -> None:
    kept = ByteCache(ROOM)
    name = "/search?q=" + "x" * 10_000
    assert text(kept, "one", name, lambda: b"first") == b"first"
    assert text(kept, "one", name, lambda: b"second") == b"second"


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 200))))
def test_what_is_kept_never_takes_more_than_the_room(asked: list[tuple[int, int]]) -> None:
    kept = ByteCache(room=1000)
    sizes: dict[int, int] = {}
    for name, size in asked:
        answer = text(kept, "one", str(name), lambda name=name, size=size: random.Random(name).randbytes(size))
        assert len(answer) in (size, sizes.get(name, size))
        sizes[name] = len(answer)
        assert kept.used <= 1000


@pytest.fixture
def compressions(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What the site compressed while somebody waited."""
    found: list[bytes] = []
    compress = gzip.compress

    def noted(data: bytes, *how: int, **more: int) -> bytes:
        found.append(data)
        return compress(data, *how, **more)

    monkeypatch.setattr(gzip, "compress", noted)
    return found


def test_a_kept_page_is_sent_as_kept_or_unpacked_for_who_cannot(compressions: list[bytes], record: Record) -> None:
    client = create_app(record=record).test_client()
    packed, plain = client.get(PAGE, headers={"Accept-Encoding": "gzip"}), client.get(PAGE)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.vary
    assert "Accept-Encoding" in plain.vary
    assert compressions == []


@pytest.mark.parametrize(
    "address",
    ["/bodies/icb-qhm/network", "/embed/lineage/icb-qhm", "/api", "/about", "/data/", "/data/columns", "/stories/",
     "/changes", "/recode"],
)  # fmt: skip
def test_a_page_without_data_is_kept_too(address: str, record: Record) -> None:
    app = create_app(record=record)
    first = app.test_client().get(address)
    used = site_of(app).pages.used
    again = app.test_client().get(f"{address}?nobody=reads", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert 0 < site_of(app).pages.used == used


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/recode", {"table": "code\n" + "5NR\n" * 400, "to": "2022-07-01"}),
        ("/recode", {"table": "code\n" + "5NR\n" * 400, "to": "2022-07-01", "download": "csv"}),
    ],
)
def test_what_a_reader_sent_is_not_kept_compressed_either(
    address: str, fields: dict[str, str], compressions: list[bytes], record: Record
) -> None:
    client = create_app(record=record).test_client()
    answers = [client.post(address, data=fields, headers={"Accept-Encoding": "gzip"}) for _ in range(2)]
    assert {answer.headers["Content-Encoding"] for answer in answers} == {"gzip"}
    assert len(compressions) == 2
    assert b"5NR" in compressions[0]
    assert {gzip.decompress(answer.data) for answer in answers} == {*compressions}


def test_a_file_of_the_site_is_compressed_once(compressions: list[bytes], record: Record) -> None:
    client = create_app(record=record).test_client()
    for _ in range(2):
        with client.get("/static/site.css", headers={"Accept-Encoding": "gzip"}) as response:
            assert response.headers["Content-Encoding"] == "gzip"
            tag = response.headers["ETag"]
    assert len(compressions) <= 1
    assert tag.startswith("W/"), "a strong tag would promise the bytes of the file"
    with client.get("/static/site.css", headers={"If-None-Match": tag}) as response:
        assert response.status_code == 304
