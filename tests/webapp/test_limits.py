"""What one client may ask: seconds of work that run off again, requests at once over processes, and fair turns."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.waiting import wait_until
from webapp.http.budget import Budget
from webapp.http.client import client_of
from webapp.http.turns import NOBODY, Asker, Crowded, HungUp, Turns


class Clock:
    """A clock that stands until it is moved."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr("webapp.http.budget.time", found)
    return found


def test_what_was_used_runs_off_and_a_client_may_ask_again_when_it_was_told(clock: Clock) -> None:
    budget = Budget(60)
    budget.charge("a", 119.9)
    assert budget.wait("a") == 0
    budget.charge("a", 30)
    wait = budget.wait("a")
    assert wait == 30
    clock.now += wait - 0.2
    assert budget.wait("a") > 0
    clock.now += 0.2
    assert budget.wait("a") == 0
    clock.now += 1_000
    assert budget.used("a") == 0
    assert budget.wait("b") == 0


@settings(max_examples=30, deadline=None)
@given(st.floats(0.1, 600), st.lists(st.floats(0, 1_000), max_size=8))
def test_the_wait_that_is_told_is_true_and_no_longer_than_a_second_too_long(
    per_minute: float, charges: list[float]
) -> None:
    found = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("webapp.http.budget.time", found)
        budget = Budget(per_minute)
        for charge in charges:
            budget.charge("a", charge)
        wait = budget.wait("a")
        if wait > 1:
            found.now += wait - 1.01
            assert budget.wait("a") > 0
            found.now += 1.01
        else:
            found.now += wait
        assert budget.wait("a") == 0


def test_who_had_most_lately_is_known_long_after_the_budget_is_full_again(clock: Clock) -> None:
    budget = Budget(60)
    for _ in range(60):
        budget.charge("greedy", 0.3, 0.3)
        budget.charge("light", 0.02, 0.002)
        clock.now += 1
    assert budget.used("greedy") < 1
    assert 10 < budget.look("greedy")[1] < 18
    assert budget.look("light")[1] < 0.2
    clock.now += 60
    assert 5 < budget.look("greedy")[1] < 9


def test_many_clients_displace_those_that_used_least(clock: Clock) -> None:
    budget = Budget(60)
    budget.charge("greedy", 500)
    for number in range(20_000):
        budget.charge(f"client {number}", 0.1)
    assert budget.wait("greedy") > 0


def test_without_a_budget_nobody_waits() -> None:
    budget = Budget(0)
    budget.charge("a", 10**6)
    assert budget.wait("a") == 0


def test_requests_at_once_are_counted_over_processes_and_a_dead_one_counts_no_more() -> None:
    budget = Budget(60)
    assert budget.begin("a", 3) is not None
    child = os.fork()
    if not child:
        done = budget.begin("a", 3) is not None and budget.begin("a", 3) is not None
        budget.charge("a", 200)
        if done:
            os.kill(os.getpid(), 9)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == 9
    assert budget.wait("a") > 0, "another process's charge is known"
    assert budget.begin("b", 1) is not None
    places = [budget.begin("a", 3) for _ in range(3)]
    assert [place is not None for place in places] == [True, True, False]
    budget.end(places[0] or 0)
    assert budget.begin("a", 3) is not None


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "client"),
    [
        ("192.0.2.1", "203.0.113.9", 0, "192.0.2.1"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", 1, "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", 2, "198.51.100.1"),
        ("127.0.0.1", "203.0.113.9", 2, "127.0.0.1"),
        ("127.0.0.1", "", 1, "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "", 0, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "", 0, "192.0.2.1"),
        ("fe80::1%eth0", "", 0, "fe80::/64"),
        ("no:address", "", 0, "no:address"),
    ],
)
def test_a_client_is_an_address_and_of_ipv6_a_network(peer: str, forwarded: str, proxies: int, client: str) -> None:
    assert client_of(peer, forwarded, proxies) == client


# Turns


def turns(places: int = 2, waiting: int = 2) -> Turns:
    return Turns(places, waiting, patience=0.3, longest=10)


def test_a_client_that_has_a_place_is_not_given_the_last_one() -> None:
    found = turns()
    with found.turn(Asker("greedy")):
        with pytest.raises(Crowded), found.turn(Asker("greedy")):
            pass
        with found.turn(Asker("other")):
            pass


def test_a_client_that_had_much_is_not_given_the_last_place() -> None:
    found = turns()
    with found.turn(Asker("one")):
        with pytest.raises(Crowded) as refusal, found.turn(Asker("greedy", lately=50)):
            pass
        assert 9 <= refusal.value.retry_after <= 10, "until the one that runs has ended at the latest"
        with found.turn(Asker("other", lately=0.9)):
            pass


def test_where_clients_are_not_told_apart_all_places_are_given() -> None:
    found = turns()
    with found.turn(NOBODY), found.turn(NOBODY), pytest.raises(Crowded), found.turn(NOBODY):
        pass


def test_the_heaviest_that_runs_yields_to_a_light_client_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.http.turns._FAIR", 0.01)
    monkeypatch.setattr("webapp.http.turns._PATIENT", 0.01)
    found, served = Turns(2, 4, patience=5, longest=10), threading.Event()

    def neighbour() -> None:
        with found.turn(Asker("light")):
            served.set()

    with ExitStack() as running:
        heavy = running.enter_context(found.turn(Asker("heavy", lately=0.9)))
        light = running.enter_context(found.turn(Asker("other", lately=0.4)))
        time.sleep(0.02)
        waiting = threading.Thread(target=neighbour)
        waiting.start()
        until = time.monotonic() + 4
        while not heavy.yields:
            assert time.monotonic() < until
            time.sleep(0.01)
        assert not light.yields
        assert not served.is_set()
    waiting.join()
    assert served.is_set()


def test_who_waits_with_most_gives_way_where_no_more_may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    found, outcome = Turns(1, 1, patience=5, longest=10), dict[str, str]()

    def ask(client: str, used: float) -> None:
        try:
            with found.turn(Asker(client, used)):
                outcome[client] = "served"
        except Crowded:
            outcome[client] = "sent away"

    with found.turn(Asker("first")):
        threads = [threading.Thread(target=ask, args=each) for each in (("greedy", 90.0), ("light", 0.0))]
        for each in threads:
            each.start()
            time.sleep(0.05)
        threads[0].join()
    threads[1].join()
    assert outcome == {"greedy": "sent away", "light": "served"}


def test_who_asks_for_little_goes_before_those_who_came_first_and_ask_for_much() -> None:
    found, served = Turns(1, 9, patience=20, longest=20), list[str]()
    coming = threading.Semaphore(0)

    def ask(client: str, used: float) -> None:
        coming.release()
        with found.turn(Asker(client, used)):
            served.append(client)

    clients = [("greedy", 0.0), ("greedy", 0.0), ("heavy", 1.9), ("light", 0.2)]
    threads = [threading.Thread(target=ask, args=each) for each in clients]
    with found.turn(Asker("first")):
        for each in threads:
            each.start()
            coming.acquire()
            time.sleep(0.02)
    for each in threads:
        each.join()
    assert served == ["light", "heavy", "greedy", "greedy"]


@pytest.mark.parametrize(("first", "usual", "told"), [(0, 4.0, 4), (3, 0.5, 2), (3, 1.5, 4), (3, 4.0, 4)])
def test_the_wait_that_is_told_counts_those_who_go_first(
    first: int, usual: float, told: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They go within the two seconds that anybody waits; who has given up by the time of a free place does not."""
    found = Turns(1, first, patience=2, longest=10)
    monkeypatch.setattr(found, "_usual", usual)

    def ask(number: int) -> None:
        with suppress(Crowded), found.turn(Asker(f"light {number}")):
            pass

    with found.turn(Asker("long")), ThreadPoolExecutor(3) as asking:
        for number in range(first):
            asking.submit(ask, number)
        wait_until(lambda: len(found._waiting) == first, "they do not wait")
        with pytest.raises(Crowded) as refusal, found.turn(Asker("heavy", 50)):
            pass
    assert refusal.value.retry_after == told


def test_who_hangs_up_waits_no_longer() -> None:
    found = Turns(1, 1, patience=60, longest=60)
    with found.turn(NOBODY):
        begun = time.monotonic()
        with pytest.raises(HungUp), found.turn(Asker("a", gone=lambda: True)):
            pass
        assert time.monotonic() - begun < 5
