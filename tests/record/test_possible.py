"""What has no days of its own is possible only within bounds: a body in the life of its kind, a line in its ends'."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.answers.landscape import landscape
from graph.record import Record
from graph.record.history import History
from tests.support.histories import from_rows, histories

_FIRST, _LAST = date(1990, 1, 1), date(2027, 12, 1)


def months() -> Iterator[date]:
    """The first day of every month since 1990."""
    return (date(year, month, 1) for year in range(_FIRST.year, _LAST.year + 1) for month in range(1, 13))


def beyond_its_bounds(history: History, day: date) -> Iterator[str]:
    """The bodies and lines that may have been in force on a day on which that cannot be."""
    for body in history.bodies.values():
        kind = history.kinds[body.kind].spell
        begun = body.life.start is not None and body.life.starts[1] <= day
        early = day < kind.starts[0] and not begun
        late = day > kind.ends[1] and body.life.ended and body.life.end is None
        if body.life.possible_on(day) and (early or late):
            yield body.id
    for line in history.lines:
        ends = (history.bodies[each].life for each in (line.from_id, line.to_id))
        if line.spell.possible_on(day) and not all(life.possible_on(day) for life in ends):
            yield line.id


@given(histories(), st.dates(date(1998, 1, 1), date(2014, 1, 1)))
def test_nothing_is_possible_beyond_its_bounds(history: History, day: date) -> None:
    assert list(beyond_its_bounds(history, day)) == []
    for each in (*history.bodies.values(), *history.lines):
        assert each.spell.possible_on(day) or not each.spell.certain_on(day)


@pytest.mark.no_cover
def test_nothing_of_the_real_record_is_possible_beyond_its_bounds_in_any_month_since_1990(record: Record) -> None:
    for history in (record.history, record.history.stated):
        assert [(day, each) for day in months() for each in beyond_its_bounds(history, day)] == []


def test_a_line_to_what_is_not_in_the_record_is_read_and_bounded_by_its_other_end() -> None:
    bodies = [{"id": "ccg-a", "kind": "ccg", "start": "2013-04-01", "end": "2020-03-31"}]
    lines = [{"id": "line-a", "from_id": "ccg-a", "to_id": "nobody", "kind": "statutory"}]
    (line,) = from_rows({"bodies": bodies, "accountability": lines}).lines
    assert line.spell.possible_on(date(2014, 1, 1))
    assert not line.spell.possible_on(date(2021, 1, 1))


def on(history: History, day: str) -> dict[str, str]:
    """The bodies of a day, each certain or possible."""
    scene = landscape(history, date.fromisoformat(day))
    return {
        entry.body.id: word
        for each in scene.kinds
        for word, entries in (("certain", each.entries), ("possible", each.possible))
        for entry in entries
    }


def test_a_body_without_days_is_possible_through_the_life_of_its_kind_and_no_longer() -> None:
    history = from_rows(
        {
            "kinds": [{"id": "pct", "start": "2000-04-01", "end": "2013-03-31"}],
            "bodies": [{"id": "a", "kind": "pct"}, {"id": "b", "kind": "pct", "end_precision": "unknown"}],
        }
    )
    assert on(history, "2000-03-31") == {}
    assert on(history, "2000-04-01") == on(history, "2013-03-31") == {"a": "possible", "b": "possible"}
    assert on(history, "2013-04-01") == {"a": "possible"}, "a body that no source has ended goes on"


def test_days_of_its_own_prevail_over_those_of_its_kind() -> None:
    history = from_rows(
        {
            "kinds": [{"id": "pct", "start": "2000-04-01", "end": "2013-03-31"}],
            "bodies": [{"id": "early", "kind": "pct", "start": "1999-01-01", "end": "2014-01-01"}],
        }
    )
    assert on(history, "1999-01-01") == on(history, "2014-01-01") == {"early": "certain"}


def test_an_end_before_a_bound_is_not_before_its_kind_began() -> None:
    history = from_rows(
        {
            "kinds": [{"id": "csu", "start": "2013-04-01"}],
            "bodies": [
                {"id": "a", "kind": "csu", "start": "2013-04-01", "end": "2024-01-31", "end_precision": "by"},
            ],
        }
    )
    assert on(history, "2013-04-01") == {"a": "certain"}
    assert on(history, "2013-04-02") == {"a": "possible"}


def test_a_line_without_days_is_possible_only_while_both_of_its_bodies_are() -> None:
    history = from_rows(
        {
            "bodies": [
                {"id": "trust", "start": "2002-04-01", "end": "2013-03-31"},
                {"id": "cluster", "start": "2011-06-01"},
            ],
            "accountability": [
                {"id": "line", "from_id": "trust", "to_id": "cluster", "kind": "membership", "end_precision": "unknown"}
            ],
        }
    )
    (line,) = history.lines
    assert history.lines_from["trust"] == history.lines_to["cluster"] == (line,)
    possible = [day for day in ("2005-01-01", "2011-06-01", "2013-03-31", "2013-04-01") if line_on(history, day)]
    assert possible == ["2011-06-01", "2013-03-31"]


def line_on(history: History, day: str) -> bool:
    return history.lines[0].spell.possible_on(date.fromisoformat(day))


def test_a_rule_between_kinds_holds_only_while_both_have_bodies() -> None:
    history = from_rows(
        {
            "kinds": [{"id": "pct", "start": "2000-04-01", "end": "2013-03-31"}, {"id": "ha", "end": "2002-03-31"}],
            "accountability_rules": [{"id": "rule", "from_kind": "pct", "to_kind": "ha", "kind": "oversight"}],
        }
    )
    (rule,) = history.line_rules
    assert rule.spell.days == (date(2000, 4, 1), date(2002, 3, 31))


def test_no_trust_or_system_of_another_time_is_counted_as_possible(record: Record) -> None:
    scene = landscape(record.history, date(1999, 6, 1))
    assert {each.kind.id for each in scene.kinds}.isdisjoint(("pct", "ics", "ccg", "icb"))
