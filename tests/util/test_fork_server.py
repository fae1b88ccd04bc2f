"""Copies of a loaded process: what they share, how they end, and what is known of it; also where nothing can fork."""

import gc
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.util.child_process import ChildGone
from graph.util.fork_server import Forked, ForkServer
from tests.support import children
from tests.support.waiting import wait_until


@pytest.fixture
def server() -> Iterator[ForkServer]:
    found = ForkServer(children.loaded, "what was loaded")
    yield found
    found.end()


def alive(pid: int | None) -> bool:
    return Path(f"/proc/{pid}").exists()


def answer(copy: object, message: bytes) -> bytes:
    assert isinstance(copy, Forked)
    copy.send(message)
    return copy.receive(20)


def test_each_copy_answers_from_what_was_loaded_once(server: ForkServer) -> None:
    one, other = server.copy(), server.copy()
    first, second = (answer(each, b"x").split(b"|") for each in (one, other))
    assert first[0] == second[0] == b"what was loaded x"
    assert first[1] == second[1], "one process has loaded it"
    assert first[2] != second[2], "and each answers in one of its own"
    assert one.pid == int(first[2])
    assert one.running
    assert other.running


def test_a_copy_dies_when_its_connection_is_closed_whatever_it_does(server: ForkServer) -> None:
    copy, other = server.copy(), server.copy()
    answer(copy, b"x")
    copy.send(b"busy")
    copy.end()
    wait_until(lambda: not alive(copy.pid), "it lives on")
    assert not copy.running
    assert answer(other, b"x").startswith(b"what was loaded x")


def test_a_server_that_nobody_refers_to_ends_and_is_waited_for() -> None:
    server = ForkServer(children.loaded, "what was loaded")
    copy = server.copy()
    parent = int(answer(copy, b"x").split(b"|")[1])
    del server
    gc.collect()
    assert not alive(parent), "not even as a process that nobody has waited for"
    wait_until(lambda: not alive(copy.pid), "its copy lives on")


@pytest.mark.parametrize(("number", "killed"), [(signal.SIGKILL, True), (signal.SIGABRT, False)])
def test_it_is_known_how_a_copy_ended(server: ForkServer, number: signal.Signals, killed: bool) -> None:
    copy = server.copy()
    answer(copy, b"x")
    assert copy.pid is not None
    os.kill(copy.pid, number)
    with pytest.raises(ChildGone):
        copy.receive(20)
    assert copy.was_killed() is killed
    wait_until(lambda: not copy.running, "it seems to run")
    with pytest.raises(ChildGone):
        answer(copy, b"y")


def test_a_copy_holds_no_connection_of_another(server: ForkServer) -> None:
    copies = [server.copy() for _ in range(3)]
    for each in copies:
        answer(each, b"x")
    assert {len(os.listdir(f"/proc/{each.pid}/fd")) for each in copies} == {4}


def test_the_server_ends_with_whoever_holds_it_and_its_copies_with_it() -> None:
    server = ForkServer(children.loaded, "")
    copy = server.copy()
    parent = int(answer(copy, b"x").split(b"|")[1])
    copy.send(b"busy")
    server.release()
    wait_until(lambda: not alive(copy.pid), "the copy lives on")
    server.end()
    assert not alive(parent)
    with pytest.raises(ChildGone):
        server.copy()


def test_what_cannot_be_loaded_is_known_at_the_first_copy() -> None:
    server = ForkServer(children.unloadable)
    try:
        with pytest.raises(ChildGone):
            server.copy().receive(20)
    finally:
        server.end()


def test_where_nothing_can_fork_each_process_loads_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    server = ForkServer(children.loaded, "loaded")
    copies = [server.copy(), server.copy()]
    told = []
    for each in copies:
        each.send(b"x")
        told.append(each.receive(20).split(b"|"))
    assert told[0][0] == told[1][0] == b"loaded x"
    assert told[0][1] == told[1][1] == b"%d" % os.getpid()
    for each in copies:
        each.end()
        assert not each.running
    server.release()
    server.end()
