"""What takes long is computed once, however many threads ask for it at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from graph.util.once import computed_once
from tests.support.waiting import PATIENCE


def test_threads_that_ask_at_once_share_one_computation() -> None:
    together, computed = Barrier(8), []

    @computed_once(maxsize=2)
    def slow(what: str, *, loud: bool = False) -> str:
        computed.append(what)
        Event().wait(0.05)
        return what.upper() if loud else what

    def ask() -> str:
        together.wait(PATIENCE)
        return slow("a", loud=True)

    with ThreadPoolExecutor(8) as pool:
        assert {each.result() for each in [pool.submit(ask) for _ in range(8)]} == {"A"}
    assert computed == ["a"]
    assert (slow("a"), computed) == ("a", ["a", "a"])


def test_nobody_waits_for_another_question() -> None:
    begun, ended = Event(), Event()

    @computed_once(maxsize=2)
    def answer(what: str) -> str:
        if what == "long":
            begun.set()
            assert ended.wait(PATIENCE)
        return what

    with ThreadPoolExecutor(1) as pool:
        long = pool.submit(answer, "long")
        assert begun.wait(PATIENCE)
        assert answer("short") == "short"
        ended.set()
        assert long.result() == "long"


def test_what_fails_is_tried_again() -> None:
    tries = []

    @computed_once(maxsize=2)
    def answer() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("not yet")
        return len(tries)

    with pytest.raises(ValueError, match="not yet"):
        answer()
    assert (answer(), answer()) == (2, 2)
