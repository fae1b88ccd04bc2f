"""What a code becomes by the kind and the links that are chosen, and backwards in time."""

from decimal import Decimal

import pytest

from graph.errors import UnknownKind
from graph.model.entities import Basis
from graph.recode.recoder import Recoder
from graph.recode.result import Status
from tests.support.histories import from_rows, small
from tests.support.recodings import DAY, EARLIER, recoded, targets

# Narrowing and bases


def test_parts_that_went_to_another_kind_are_left_out_and_said() -> None:
    history = from_rows(
        {
            "bodies": [
                {"id": "a", "kind": "pct", "start": "2000-01-01", "end": "2013-03-31"},
                {"id": "b", "kind": "ccg", "start": "2013-04-01"},
                {"id": "c", "kind": "council", "start": "2013-04-01"},
            ],
            "events": [{"id": "e", "kind": "split", "date": "2013-04-01"}],
            "successions": [
                {"event_id": "e", "from_id": "a", "to_id": "b", "share": "0.9", "share_basis": "lsoa"},
                {"event_id": "e", "from_id": "a", "to_id": "c", "share": "0.1", "share_basis": "lsoa"},
            ],
        }
    )
    found = recoded(history, "a", kind_to="ccg")
    assert (targets(found), found.lost) == ({"b": ("split", 0.9)}, {"other-kind": Decimal("0.1")})
    assert found.unallocated_because == "other-kind"


def test_parts_of_unknown_size_that_all_went_to_another_kind_are_not_allocated_for_that_reason() -> None:
    bodies = [
        {"id": "a", "kind": "pct", "start": "2000-01-01", "end": "2013-03-31"},
        *({"id": each, "kind": "council", "start": "2000-01-01"} for each in "bc"),
        {"id": "d", "start": "2013-04-01"},
    ]
    history = from_rows(
        {
            "bodies": bodies,
            "events": [{"id": "e", "kind": "split", "date": "2013-04-01"}],
            "successions": [{"event_id": "e", "from_id": "a", "to_id": each} for each in "bc"],
        }
    )
    found = recoded(history, "a", kind_to="ccg")
    assert (found.status, found.unallocated_because) == ("no-successor", "other-kind")
    assert found.note == "Part went to bodies of other kinds: council"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownKind):
        Recoder(from_rows({"bodies": [{"id": "old", "kind": "pct"}]}), DAY, kind_to="nonsense")


def test_links_by_code_are_followed_only_when_asked_for() -> None:
    history = small("a > b 2013-04-01 replacement code", bodies={"a": "2000-01-01/2013-03-31", "b": "2013-04-01"})
    assert recoded(history, "a").status is Status.NO_SUCCESSOR
    found = Recoder(history, DAY, since=EARLIER, bases=frozenset((Basis.CODE,))).recode("a")
    assert targets(found) == {"b": ("renamed", 1)}


def test_the_path_names_bodies_and_events_and_sources_are_those_of_the_links() -> None:
    history = small(
        "a > b 2012-04-01 merger",
        "b > c 2013-04-01 merger inferred",
        bodies={"a": "2000-01-01/2012-03-31", "b": "2012-04-01/2013-03-31", "c": "2000-01-01"},
    )
    found = recoded(history, "a").targets[0]
    assert found.path[0].split(" > ")[::2] == ["a", "b", "c"]
    assert all(event in history.events for event in found.path[0].split(" > ")[1::2])
    assert (found.sources, found.inferred) == (("src",), True)


# Backwards


def test_backwards_a_single_origin_is_all_of_the_later_body() -> None:
    history = small(
        "a > b 2013-04-01 split 0.4",
        "a > c 2013-04-01 split 0.6",
        bodies={"a": "2000-01-01/2013-03-31", "b": "2013-04-01", "c": "2013-04-01"},
    )
    assert targets(recoded(history, "b", to=EARLIER, since=DAY)) == {"a": ("split", 1)}


def test_backwards_the_weights_of_several_origins_are_unknown() -> None:
    ended = "2000-01-01/2013-03-31"
    history = small(
        "a > c 2013-04-01 merger", "b > c 2013-04-01 merger", bodies={"a": ended, "b": ended, "c": "2013-04-01"}
    )
    found = recoded(history, "c", to=EARLIER, since=DAY)
    assert targets(found) == {"a": ("unknown-share", None), "b": ("unknown-share", None)}
    assert found.note == "The sources do not say how much of it came from each"


def test_backwards_an_origin_of_an_origin_counts_where_both_were_in_force() -> None:
    history = small(
        "a > b 2012-04-01 merger",
        "b > c 2013-04-01 replacement",
        bodies={"a": "2000-01-01/2012-03-31", "b": "2000-01-01/2013-03-31", "c": "2013-04-01"},
    )
    assert set(targets(recoded(history, "c", to=EARLIER, since=DAY))) == {"a", "b"}


def test_backwards_a_body_without_a_recorded_origin_says_so() -> None:
    found = recoded(small(bodies={"a": "2013-04-01"}), "a", to=EARLIER, since=DAY)
    assert (found.status, found.note) == (Status.NO_SUCCESSOR, "No predecessor of a is recorded on 2010-01-01")


def test_backwards_a_replaced_body_is_renamed() -> None:
    history = small("a > b 2013-04-01 replacement", bodies={"a": "2000-01-01/2013-03-31", "b": "2013-04-01"})
    assert targets(recoded(history, "b", to=EARLIER, since=DAY)) == {"a": ("renamed", 1)}
