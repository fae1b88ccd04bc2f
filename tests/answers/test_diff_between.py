"""Bodies that began and ended between the two days of a comparison, and the eras in between."""

from datetime import date

from graph.answers.diff import diff
from graph.record import Record
from tests.support.histories import from_rows
from webapp import create_app
from webapp.render.pictures import eras

FIRST, SECOND = date(2010, 12, 31), date(2020, 12, 31)


def test_a_body_whose_life_lies_between_the_days_came_and_went() -> None:
    bodies = [
        {"id": "ccg-within", "kind": "ccg", "start": "2013-04-01", "end": "2017-03-31"},
        {"id": "ccg-first-day", "kind": "ccg", "start": "2010-12-31", "end": "2017-03-31"},
        {"id": "ccg-last-day", "kind": "ccg", "start": "2013-04-01", "end": "2020-12-31"},
        {"id": "ccg-going", "kind": "ccg", "start": "2013-04-01"},
        {"id": "ccg-perhaps", "kind": "ccg", "start": "2010-01-01", "start_precision": "year", "end": "2017-03-31"},
    ]
    found = diff(from_rows({"bodies": bodies}), FIRST, SECOND)
    assert [body.id for body in found.came_and_went] == ["ccg-within"]
    assert found.of_kind("pct").came_and_went == ()


def test_a_long_comparison_stops_where_much_was_made_anew(record: Record) -> None:
    trusts = [body for body in record.history.bodies.values() if body.kind in ("pct", "care-trust", "ccg")]
    days = eras.days_of(trusts, date(2005, 12, 31), date(2017, 12, 31))
    assert days == (date(2005, 12, 31), date(2006, 10, 1), date(2013, 4, 1), date(2017, 12, 31))
    assert eras.days_of(trusts, date(2014, 1, 1), date(2015, 1, 1)) == (date(2014, 1, 1), date(2015, 1, 1))


def test_a_day_to_come_is_said_to_be_one(record: Record) -> None:
    client = create_app(record=record).test_client()
    ahead = date.today().year + 5
    assert "is still to come" in client.get(f"/compare/2013/{ahead}").text
    assert "is still to come" not in client.get("/compare/2013/2017").text
