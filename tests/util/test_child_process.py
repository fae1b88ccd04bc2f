"""A child process: what it sees, what ends it, what it may use, also where a system has no means to confine one."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.util.child_process import Child, ChildGone, Confinement, cores, minimal_environment
from tests.support import children

MEMORY = 64 * 2**20


def test_a_child_takes_arguments_and_answers_until_it_is_ended() -> None:
    with Child(children.echo, ["any", {"value": 1}]) as child:
        child.send(b"first")
        assert child.receive(20) == b"['any', {'value': 1}] first"
        assert child.running
        assert child.was_killed(), "who does not end has to be killed"
        assert not child.answered
        with pytest.raises(TimeoutError):
            child.receive(0.01)
        child.send(b"second")
        assert child.receive(20).endswith(b"second")
    assert not child.running
    with pytest.raises(ChildGone):
        child.receive(1)
    with pytest.raises(ChildGone):
        child.send(b"third")


def test_a_child_sees_only_the_environment_it_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET", "x")
    with Child(children.environment) as child:
        assert "SECRET" not in child.receive_object()
    with Child(children.environment, environment={**minimal_environment(str(tmp_path)), "OURS": "1"}) as child:
        seen = child.receive_object()
    assert seen["OURS"] == "1"
    assert seen["TMPDIR"] == seen["TEMP"] == str(tmp_path)


def test_a_child_whose_parent_hangs_up_ends_by_itself() -> None:
    child = Child(children.echo, None)
    child.connection.close()
    assert child.process.wait(20) == 0
    assert child.answered
    assert not child.was_killed()


def test_it_is_known_that_a_child_was_killed() -> None:
    with Child(children.echo, None) as child:
        os.kill(child.process.pid, signal.SIGKILL)
        child.process.wait()
        assert child.was_killed()


def test_a_child_that_is_left_alone_ends_when_its_time_is_up() -> None:
    with Child(children.busy, 0.2, "") as child:
        assert child.process.wait(20)


def test_without_an_alarm_a_thread_ends_it() -> None:
    with Child(children.busy, 0.2, "signal.setitimer") as child:
        assert child.process.wait(20) == 1
    with Child(children.in_time, 20, "signal.setitimer") as child:
        assert child.receive(20) == b"done"


@pytest.mark.parametrize("act", [children.allocate, children.open_file, children.open_socket, children.write_much])
def test_a_confined_child_may_not(act: Callable[..., None], tmp_path: Path) -> None:
    with Child(
        children.confined, Confinement(MEMORY, closed=act is not children.write_much), act, str(tmp_path)
    ) as child:
        assert child.receive(20) in (b"MemoryError", b"OSError")
    with Child(children.confined, None, act, str(tmp_path)) as child:
        assert child.receive(20) == b"done"


def test_what_a_child_waits_is_not_counted_as_what_it_computes(tmp_path: Path) -> None:
    confinement = Confinement(MEMORY, processor=1)
    with Child(children.confined, confinement, children.spin, str(tmp_path)) as child, pytest.raises(ChildGone):
        child.receive(120)
    with Child(children.confined, confinement, children.wait, str(tmp_path)) as child:
        assert child.receive(120) == b"done"


def test_where_nothing_can_be_confined_a_child_still_answers(tmp_path: Path) -> None:
    confinement = Confinement(MEMORY, closed=True)
    with Child(children.confined, confinement, children.allocate, str(tmp_path), "resource") as child:
        assert child.receive(20) == b"done"


def test_a_system_without_affinity_or_proc_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert cores() == 1


def test_modules_are_found_where_the_parent_finds_them_though_it_names_no_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "of_a_reader.py").write_text("def told(pipe):\n    pipe.send_bytes(b'found')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    import of_a_reader  # type: ignore[import-not-found]

    with Child(of_a_reader.told) as child:
        assert child.receive(20) == b"found"


def test_ending_takes_no_time_whatever_it_does() -> None:
    child = Child(children.busy, 24 * 60 * 60, "")
    child.end()
    child.end()
    assert not child.running
