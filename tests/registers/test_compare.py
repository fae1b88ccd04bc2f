"""Practices of a register beside the areas of the record: which lie outside the area of the body they are under."""

from datetime import date

import pytest

from graph.areas.places import gazetteer
from graph.record import Record
from graph.registers import Register
from graph.registers.compare import compare
from tests.support import ods_files as files
from tests.support.practices import made


@pytest.fixture(scope="module")
def cumbria(tmp_path_factory: pytest.TempPathFactory) -> Register:
    rows = (
        "A82001|INSIDE|CA1 1AA|19740401||01H|20130401||4",
        "A82013|SOUTH|LA12 7BT|19740401||01H|20130401||4",
        "A82014|NOWHERE|ZZ99 3VZ|19740401||01H|20130401||4",
        "A81001|TEESSIDE|TS18 1HU|19740401||00K|20130401||4",
        "W91001|WALES|LL11 1AA|19740401||7A1|20130401||4",
    )
    return made(tmp_path_factory.mktemp("cumbria"), epraccur_csv=files.epraccur(*rows))


def test_a_practice_outside_its_commissioner_s_area_is_listed(record: Record, cumbria: Register) -> None:
    found = compare(record.history, cumbria, gazetteer(record), date(2018, 4, 1))
    assert [(each.code, each.sector, each.body.id) for each in found.outside] == [("A82013", "LA12 7", "ccg-01h")]
    assert "ccg-01k" in [body.id for body in found.outside[0].area]
    assert {each.body.id: (each.practices, each.inside, each.outside, each.unplaced) for each in found.bodies} == {
        "ccg-01h": (3, 1, 1, 1),
        "ccg-00k": (1, 1, 0, 0),
    }
    assert found.strangers == {"7A1": 1}
    assert len(found.without) == 193
    assert (found.practices, found.inside, found.unplaced) == (4, 2, 1)


def test_before_the_area_was_lost_it_lay_inside(record: Record, cumbria: Register) -> None:
    found = compare(record.history, cumbria, gazetteer(record), date(2014, 4, 1))
    assert found.outside == ()
    assert found.document()["inside"] == 3  # type: ignore[call-overload]


def test_the_day_is_that_of_the_register_where_none_is_given(record: Record, cumbria: Register) -> None:
    found = compare(record.history, cumbria, gazetteer(record))
    assert (found.day, found.known) == (date(2013, 4, 1), date(2013, 4, 1))
