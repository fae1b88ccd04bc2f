"""Pages kept ready: made once, never confused with another, and never more than there is room for."""

import random

from hypothesis import given
from hypothesis import strategies as st

from webapp.kept import Kept

ROOM = 10_000


def test_a_page_is_made_once_for_its_address_and_edition() -> None:
    kept, made = Kept(ROOM), []

    def page() -> bytes:
        made.append(1)
        return b"page"

    assert kept.get("one", "/", page) == kept.get("one", "/", page) == b"page"
    assert len(made) == 1
    kept.get("two", "/", page)
    assert len(made) == 2


def test_a_page_that_could_not_be_made_is_tried_again() -> None:
    kept = Kept(ROOM)
    for _ in range(2):
        try:
            kept.get("one", "/", lambda: 1 // 0)  # type: ignore[arg-type, return-value]
        except ZeroDivisionError:
            continue
    assert kept.get("one", "/", lambda: b"made") == b"made"


def test_an_address_of_great_length_is_answered_but_not_kept() -> None:
    kept = Kept(ROOM)
    name = "/search?q=" + "x" * 10_000
    assert kept.get("one", name, lambda: b"first") == b"first"
    assert kept.get("one", name, lambda: b"second") == b"second"


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 200))))
def test_what_is_kept_never_takes_more_than_the_room(asked: list[tuple[int, int]]) -> None:
    kept = Kept(room=1000)
    sizes: dict[int, int] = {}
    for name, size in asked:
        answer = kept.get("one", str(name), lambda name=name, size=size: random.Random(name).randbytes(size))
        assert len(answer) in (size, sizes.get(name, size))
        sizes[name] = len(answer)
        assert kept.used <= 1000
