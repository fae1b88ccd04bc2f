"""The laws of lineage on random histories: parts of a whole, time order, and both ways of looking the same."""

from datetime import date
from decimal import Decimal
from itertools import combinations

from hypothesis import given, settings

from graph.record.history import History
from tests.support.histories import histories
from tests.support.lineages import ALL_BASES, divider, of, shares

DAYS = (date(1999, 1, 1), date(2002, 1, 1), date(2006, 1, 1), date(2010, 1, 1), date(2026, 1, 1))
NEARLY = Decimal("0.001")
"""What is left of a body within the rounding of published shares is nothing; a long path may meet some such."""


@settings(max_examples=50)
@given(histories())
def test_the_ends_of_a_body_hold_the_whole_of_it_and_no_more(history: History) -> None:
    for first, second in combinations(DAYS, 2):
        between = divider(history, first, second)
        for body in history.bodies.values():
            flow = between.links.heirs(body.id).values()
            assert sum(each.low for each in flow) <= 1 + NEARLY
            assert sum(each.high for each in flow) >= 1 - NEARLY
            assert all(0 <= each.low <= each.high <= 1 for each in flow)
            made_of = divider(history, second, first).links.origins(body.id).values()
            assert sum(each.low for each in made_of) <= 1 <= sum(each.high for each in made_of)


@settings(max_examples=50)
@given(histories())
def test_every_share_is_a_part_of_the_whole_or_unknown(history: History) -> None:
    for body in history.bodies:
        found = of(history, body)
        for each in (*found.predecessors, *found.successors):
            assert each.share is None or 0 <= each.share <= 1


@settings(max_examples=50)
@given(histories())
def test_every_path_is_in_time_order_and_meets_no_body_twice(history: History) -> None:
    for body in history.bodies:
        found = of(history, body, bases=ALL_BASES)
        for each in (*found.predecessors, *found.successors):
            for path in each.paths:
                met = [path[0].link.predecessor, *(step.link.successor for step in path)]
                assert len(set(met)) == len(met)
                earliest = [max(step.earliest for step in path[: place + 1]) for place in range(len(path))]
                assert all(reached <= step.latest for reached, step in zip(earliest, path, strict=True))


@settings(max_examples=50)
@given(histories())
def test_what_one_body_gives_another_is_what_the_other_has_from_it(history: History) -> None:
    given_on = {(body, each.body.id): each.share for body in history.bodies for each in of(history, body).successors}
    received = {(each.body.id, body): each.share for body in history.bodies for each in of(history, body).predecessors}
    assert given_on == received


@settings(max_examples=50)
@given(histories())
def test_stated_facts_alone_never_lead_further(history: History) -> None:
    for body in history.bodies:
        alone = of(history.stated, body)
        assert not any(step.link.inferred for step in alone.steps)
        assert set(shares(alone.successors)) <= set(shares(of(history, body).successors))
