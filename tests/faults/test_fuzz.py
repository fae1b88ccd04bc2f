"""Damaged and hostile input to every reader: whatever comes in, what comes out is an answer or an error of ours.

A case that either search finds is added to FOUND, and stays tested.
"""

import gzip
import os
import platform
import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import RecordError
from tests.support.readers import READERS, examples

ROOT = Path(__file__).resolve().parents[2]
SECONDS = {"day": 1, "query": 3, "tables": 4, "turtle": 5, "sheet": 4}

FOUND: list[tuple[str, bytes]] = [
    ("day", "２０１３".encode()),
    ("query", b"ASK { ?s ?p '\xff' }"),
    ("tables", b"\x00"),
    ("turtle", b"<a:b> <a:c> <a:d> ."),
    ("sheet", b"\x00\x00"),
    # Gzip whose stream begins with a block of no known sort.
    ("sheet", gzip.compress(b"code\n", mtime=0)[:10] + b"\xff" * 9),
    # An inferred succession with a date of which no id of an event can be made.
    ("tables", next(each for each in examples("tables") if b"2013-04-01,month" in each).replace(b",2013-", b",^2013-")),
    # A succession in an event that the record does not hold.
    ("turtle", examples("turtle")[0].replace(b"event-2013-04-", b"event-2014-04-", 1)),
]


def read(reader: str, data: bytes) -> None:
    with suppress(RecordError):
        READERS[reader](data)


@pytest.mark.parametrize(("reader", "data"), FOUND)
def test_what_was_once_found_is_an_error_of_ours_or_an_answer(reader: str, data: bytes) -> None:
    read(reader, data)


@pytest.mark.parametrize("reader", READERS)
def test_the_examples_are_good(reader: str) -> None:
    refused = 0
    for example in examples(reader):
        try:
            READERS[reader](example)
        except RecordError:
            refused += 1
    assert refused < len(examples(reader)), "nothing is learnt from input that is refused at once"


PIECES = [
    b"\x00",
    b"\xff",
    b'"',
    b"'",
    b"\\",
    b"\n",
    b"\r",
    b",",
    b";",
    b"<",
    b">",
    b".",
    b"{",
    b"}",
    b"(",
    b"@",
    b"-1",
]
PIECES += [b"9" * 30, b"\xed\xa0\x80", "\u202e".encode(), b"xsd:date", b"2013-02-30", b"^^", b"_:b", b"[]", b"null"]


@st.composite
def damaged(draw: st.DrawFn, reader: str) -> bytes:
    """An example with a few places cut, doubled, moved or overwritten."""
    data = bytearray(draw(st.sampled_from(examples(reader))))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        until = min(len(data), at + draw(st.integers(0, 40)))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8), st.just(bytes(data[at:until]) * 2)))
        data[at:until] = piece
    return bytes(data)


@pytest.mark.parametrize("reader", READERS)
def test_no_damage_to_a_good_text_makes_a_reader_fall(reader: str) -> None:
    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(damaged(reader))
    def holds(data: bytes) -> None:
        read(reader, data)

    holds()


@pytest.mark.parametrize("reader", READERS)
def test_a_search_guided_by_coverage_finds_nothing(reader: str, tmp_path: Path) -> None:
    if find_spec("atheris") is None:
        if os.environ.get("CI") and (sys.platform, platform.machine()) == ("linux", "x86_64"):
            pytest.fail("atheris is not installed, and CI fuzzes every reader")
        pytest.skip("atheris is not installed")
    ran = subprocess.run(
        [sys.executable, "-m", "tests.support.readers", reader, str(SECONDS[reader]), str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=120,
        check=False,
    )
    found = [path.read_bytes() for path in tmp_path.glob("found-*")]
    assert (ran.returncode, found) == (0, []), (ran.stdout + ran.stderr)[-3000:]
