"""A sorted record read in parts, by one process or several: the same rows as when it is read whole, or none."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import graph.record.parallel_parts
import graph.record.turtle_parts
from graph.rdf.turtle import read_triples, resources
from graph.record import DATA
from graph.record.parallel_parts import NotInOrder, rows_in_order
from graph.record.turtle_parts import cuts_of, read_part
from graph.tables.decode import rows_in
from graph.util.child_process import Child
from tests.support.tiny import Tiny
from tests.support.waiting import wait_until

HEAD = b"""@prefix id: <https://w3id.org/nhs-restructures/id/> .
@prefix nhs: <https://w3id.org/nhs-restructures/def#> .
"""
REAL = DATA / "restructures.ttl"


def in_parts_of(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph.record.turtle_parts, "_PART", size)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are cut into some dozens of parts, so that processes are worth their start."""
    in_parts_of(2**17, monkeypatch)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The ids of the processes that were started, on a machine of two cores whatever this one has."""
    found: list[int] = []

    class Noted(Child):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            found.append(self.process.pid)

    monkeypatch.setattr(graph.record.parallel_parts, "Child", Noted)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1})
    yield found
    assert all(not Path(f"/proc/{process}").exists() for process in found)


def whole(path: Path) -> list[tuple[str, dict[str, str]]]:
    return list(rows_in(resources(read_triples(path.read_bytes()))))


def written(directory: Path, turtle: bytes) -> Path:
    path = directory / "record.ttl"
    path.write_bytes(turtle)
    return path


def test_two_processes_tell_the_rows_that_one_reading_of_the_whole_tells(small_parts: None, started: list[int]) -> None:
    assert list(rows_in_order(REAL)) == whole(REAL)
    assert len(started) == 2


def test_a_machine_with_one_core_reads_the_parts_itself(
    small_parts: None, started: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0})
    assert list(rows_in_order(REAL)) == whole(REAL)
    assert started == []


@pytest.mark.parametrize("program", ["raise SystemExit", "import os; os.kill(os.getpid(), 9)"])
def test_what_processes_that_die_at_once_do_not_read_is_read_here(
    program: str, small_parts: None, started: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    util = tmp_path / "graph" / "util"
    util.mkdir(parents=True)
    for empty in (util.parent, util):
        (empty / "__init__.py").write_text("")
    (util / "child_process.py").write_text(program)
    monkeypatch.syspath_prepend(tmp_path)
    assert list(rows_in_order(REAL)) == whole(REAL)
    assert len(started) == 2


def test_what_a_process_killed_midway_did_not_read_is_read_here(small_parts: None, started: list[int]) -> None:
    rows = rows_in_order(REAL)
    first = next(rows)
    os.kill(started[0], signal.SIGKILL)
    assert [first, *rows] == whole(REAL)


def test_processes_that_cannot_be_started_are_done_without(small_parts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nonexistent/python")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1})
    assert list(rows_in_order(REAL)) == whole(REAL)


def test_who_stops_listening_leaves_no_process_behind(small_parts: None, started: list[int]) -> None:
    rows = rows_in_order(REAL)
    next(rows)
    assert len(started) == 2
    rows.close()  # type: ignore[attr-defined]


def test_a_process_that_is_killed_leaves_none_of_its_own_behind() -> None:
    program = """
import os, graph.record.turtle_parts, graph.record.parallel_parts
graph.record.turtle_parts._PART = 2**17
os.sched_getaffinity = lambda process: {0, 1}
class Noted(graph.record.parallel_parts.Child):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        print(self.process.pid, flush=True)
graph.record.parallel_parts.Child = Noted
next(graph.record.parallel_parts.rows_in_order(graph.record.turtle_parts.Path(os.environ["RECORD"])))
os.kill(os.getpid(), 9)
"""
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "RECORD": str(REAL)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    processes = ran.stdout.split()
    assert (ran.returncode, len(processes)) == (-9, 2)
    wait_until(lambda: not any(map(_runs, processes)), "a process goes on without anybody who listens")


def _runs(process: str) -> bool:
    """Whether a process is there and is no mere entry that nobody has waited for."""
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.parametrize("size", [1, 100, 1000, 10**9])
def test_wherever_it_is_cut_a_succession_finds_its_event(
    size: int, tmp_path: Path, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_parts_of(size, monkeypatch)
    ends = [f"ccg-{letter}" for letter in "abcdefgh"]
    path = written(
        tmp_path,
        tiny(
            {
                "bodies": [{"id": "pct-a"}, *({"id": each} for each in ends)],
                "codes": [{"body_id": "pct-a", "scheme": "ods", "code": "5ZZ"}],
                "events": [{"id": "event-x", "kind": "split", "date": "2013-04-01"}],
                "successions": [
                    {"event_id": "event-x", "from_id": "pct-a", "to_id": each, "kind": "split"} for each in ends
                ],
            }
        ).turtle,
    )
    assert list(rows_in_order(path)) == whole(path)


@pytest.mark.parametrize(
    "body",
    [
        b'id:a nhs:note """one\nid:b nhs:note "two" .\n""" .\nid:c nhs:note "three" .\n',
        b'id:a nhs:note "one" .\n@prefix id: <https://elsewhere.example/> .\nid:b nhs:note "two" .\n',
        b'id:a nhs:note "one" .\n@base <https://elsewhere.example/> .\nid:b nhs:note "two" .\n<c> nhs:note "three" .\n',
        b'id:b nhs:note "one" .\nid:a nhs:note "two" .\n',
        b'id:a nhs:note "one" .\nid:b nhs:note "two" .\nid:a nhs:note "three" .\n',
        b'id:a nhs:note "one" .\nid:b nhs:note "two\n',
        b'id:a nhs:note "one" .\n[] nhs:note "two" .\n',
        b'id:a nhs:note "one" .\nid:b nhs:note "\xff" .\n',
    ],
    ids=["long string", "other prefix", "base", "not sorted", "said again", "cut short", "blank", "not UTF-8"],
)
def test_parts_that_would_tell_another_thing_than_the_whole_are_refused(
    body: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_parts_of(1, monkeypatch)
    with pytest.raises(NotInOrder):
        list(rows_in_order(written(tmp_path, HEAD + body)))


@pytest.mark.parametrize(
    "head",
    [
        b'@prefix id: <https://w3id.org/nhs-restructures/id/> . id:z id:note "one" .\n',
        b'@prefix id: <https://w3id.org/nhs-restructures/id/> . id:0 id:note """\n',
        b"@prefix id:\n",
    ],
)
def test_a_head_that_does_more_than_set_prefixes_is_refused(head: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotInOrder):
        list(rows_in_order(written(tmp_path, head + b'id:a id:note "one" .\n')))


def test_parts_are_cut_between_blocks_and_are_all_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    in_parts_of(2**16, monkeypatch)
    turtle, cuts = REAL.read_bytes(), cuts_of(REAL)
    assert len(cuts.spans) > 50
    assert cuts.head + b"".join(turtle[begin:end] for begin, end in cuts.spans) == turtle
    assert all(turtle[:begin].endswith(b"\n") for begin, _ in cuts.spans)
    part = read_part(REAL, cuts.head, *cuts.spans[3])
    assert part.first < part.last
