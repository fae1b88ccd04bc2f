"""The map on the real record: its numbers, its colours, and how heavy its pictures are."""

import gzip
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from graph.answers.geography import headline
from graph.answers.geography.commissioners import Commissioners, commissioners
from graph.answers.geography.map import map_on
from graph.areas.outlines import outlines
from graph.record import Record
from graph.record.history import History
from webapp.render.maps import eras
from webapp.render.maps.colours import Colours, colours
from webapp.render.maps.england import england, london
from webapp.render.maps.months import months

TODAY = date(2026, 9, 30)
DAYS = [date(1990, 1, 1), date(1992, 6, 1), date(1996, 4, 1), date(1999, 4, 1), date(2001, 4, 1), date(2003, 4, 1),
        date(2006, 10, 1), date(2013, 4, 1), date(2021, 4, 1), date(2026, 4, 1)]  # fmt: skip


@pytest.fixture(scope="module")
def history(record: Record) -> History:
    return record.history


@pytest.fixture(scope="module")
def numbers(history: History) -> Commissioners:
    return commissioners(history, TODAY)


@pytest.fixture(scope="module")
def tints(history: History) -> Colours:
    return colours(history, history.areas, outlines())


def test_in_2003_there_were_303_trusts_of_which_278_have_a_shape(history: History) -> None:
    found = map_on(history, history.areas, date(2003, 4, 1))
    assert (len(found.bodies), len(found.drawn), len(found.only_parts)) == (303, 278, 25)
    assert sum(cell.shared for cell in found.cells.values()) == 58
    assert found.count_above == 28


@pytest.mark.parametrize("day", [day for day in DAYS if day >= date(2003, 1, 1) or day == date(1996, 4, 1)])
def test_every_cell_has_an_owner_where_the_areas_of_all_are_known(history: History, day: date) -> None:
    found = map_on(history, history.areas, day)
    assert all(cell.owner for cell in found.cells.values())
    assert all(cell.above for cell in found.cells.values())
    people = sum(cell.population for cell in history.areas.cells.values())
    assert sum(body.population or 0 for body in found.bodies) == pytest.approx(people, abs=1000)


def test_where_groups_are_not_known_the_health_authority_stands_behind(history: History) -> None:
    found = map_on(history, history.areas, date(1999, 4, 1))
    assert sum(bool(cell.owner) for cell in found.cells.values()) == 223
    assert all(cell.behind for cell in found.cells.values() if not cell.owner)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2003, 4, 1), "303 primary care trusts on 1 April 2003; 226 of them were gone within four years"),
        (date(2013, 4, 1), "211 clinical commissioning groups on 1 April 2013, up from 151 primary care trusts"),
        (date(2026, 4, 1), "36 integrated care boards on 1 April 2026, against 303 primary care trusts in 2003"),
        (date(1999, 4, 1), "481 primary care groups on 1 April 1999; all of them were gone within four years"),
    ],
)
def test_headlines_say_what_was_found(numbers: Commissioners, day: date, words: str) -> None:
    assert headline.finding(numbers, day) == words


def test_before_1996_numbers_are_said_to_be_at_least_so_many(numbers: Commissioners) -> None:
    assert headline.finding(numbers, date(1992, 6, 1)).startswith("At least 125 district health authorities")


def test_the_card_of_the_front_page_shows_five_eras(numbers: Commissioners) -> None:
    assert [(count.day.year, count.certain) for count in eras.days(numbers)] == [
        (1996, 100),
        (2003, 303),
        (2006, 152),
        (2013, 211),
        (2026, 36),
    ]
    assert eras.finding(numbers) == "303 local commissioners in 2003, 36 in 2026"


@pytest.mark.parametrize("day", [day for day in DAYS if day.year >= 2003])
def test_few_neighbours_have_one_colour(history: History, tints: Colours, day: date) -> None:
    found = map_on(history, history.areas, day)
    pairs = [
        (tints.bodies[one], tints.bodies[other])
        for one, other in (
            (found.cells[right].owner, found.cells[left].owner) for right, left in outlines().sides if right and left
        )
        if one != other
    ]
    assert sum(one == other for one, other in pairs) <= 0.03 * len(pairs)


def test_regions_of_today_that_touch_differ_in_hue(history: History, tints: Colours) -> None:
    found = map_on(history, history.areas, TODAY, "nhs-region")
    for right, left in outlines().sides:
        if right and left and found.cells[right].owner != found.cells[left].owner:
            assert tints.cells[right] != tints.cells[left]


@pytest.mark.parametrize("day", DAYS)
def test_a_map_with_its_inset_is_light_enough_to_send(history: History, tints: Colours, day: date) -> None:
    found = map_on(history, history.areas, day)

    def address(body: str) -> str:
        return f"?body={body}#panel"

    inset = london(found, history.areas, tints, address)
    assert inset is not None
    both = ET.tostring(england(found, history.areas, tints, address)) + ET.tostring(inset)
    assert len(gzip.compress(both)) < 60_000


def test_all_months_are_light_enough_to_send(history: History, numbers: Commissioners, tints: Colours) -> None:
    assert len(gzip.compress(months(numbers, history.areas, tints).encode())) < 70_000
