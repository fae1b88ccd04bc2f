"""A recoded table on the map: the bodies that its rows reached, in shades that the key and the table explain."""

import re
from collections.abc import Iterator
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from graph.record import Record
from tests.support.reading_pages import text_of
from tests.support.tiny import Tiny
from webapp import create_app
from webapp.render.maps.shades import SHADES, shades_of

SVG = "{http://www.w3.org/2000/svg}"
NUMBERS = st.lists(st.one_of(st.integers(-(10**12), 10**12), st.decimals(-1000, 1000, places=2)), max_size=60)


@pytest.fixture(scope="module")
def client(record: Record) -> Iterator[FlaskClient]:
    with create_app({"TESTING": True}, record).test_client() as client:
        yield client


def shapes(page: str) -> dict[str, str]:
    """The title of each shaded body of the first map of a page, with its shade."""
    svg = re.search(r"<svg[^>]*map-shaded.*?</svg>", page, re.S)
    assert svg
    paths = (each for each in ET.fromstring(svg[0]).iter(f"{SVG}path") if "map-shape" in (each.get("class") or ""))
    return {each.findtext(f"{SVG}title") or "": (each.get("class") or "").rpartition(" ")[2] for each in paths}


def test_the_bodies_that_rows_reached_are_shaded_by_their_rows(client: FlaskClient) -> None:
    page = client.post("/recode", data={"table": "code\n5NR\n5NR\n5D7\nzzz\n", "to": "2022-07-01"}).text
    found = shapes(page)
    assert found == {
        "NHS Greater Manchester Integrated Care Board: 2": "map-shade-5",
        "NHS North East and North Cumbria Integrated Care Board: 1": "map-shade-4",
    }
    seen = text_of(page)
    assert "Number of rows, by body on 1 July 2022:" in seen
    assert "Body Rows NHS Greater Manchester Integrated Care Board 2 NHS North East" in seen


def test_an_apportioned_amount_shades_them_and_adds_up_to_what_the_balance_says(client: FlaskClient) -> None:
    table = "code,spend,beds\n5CE,100.50,1\n5NR,7,2\n5H1,12,4\nzzz,1000,1\n"
    page = client.post("/recode", data={"table": table, "to": "2014-06-01", "apportion": ["spend", "beds"]}).text
    assert "Sum of spend, by body" in page
    part = page.partition("<h2>Where it went</h2>")[2].partition("<h2>Balance</h2>")
    rows = re.findall(r'<tr><th scope="row"><a[^>]*>([^<]+)</a>(.*?)</tr>', part[0], re.S)
    cells = {name: re.findall(r"<td[^>]*>([^<]*)</td>", rest) for name, rest in rows}
    titles = shapes(page)
    assert all(f"{name}: {numbers[1]}" in titles for name, numbers in cells.items())
    assert len(titles) == len(cells) > 2
    allocated = sum(Decimal(numbers[1].replace(",", "")) for numbers in cells.values())
    assert f"spend 1,119.50 {allocated:,} " in text_of(part[2])


def test_london_is_shown_larger_only_where_rows_reached_it(client: FlaskClient) -> None:
    there = client.post("/recode", data={"table": "code\n5K5\n", "to": "2014-06-01"}).text
    assert there.count("map-shaded") == 2
    elsewhere = client.post("/recode", data={"table": "code\n5NR\n", "to": "2014-06-01"}).text
    assert elsewhere.count("map-shaded") == 1


def test_what_stands_in_a_table_cannot_become_markup(client: FlaskClient) -> None:
    table = 'code,"<img src=x>"\n5NR,7\n'
    page = client.post("/recode", data={"table": table, "to": "2014-06-01", "apportion": "<img src=x>"}).text
    assert "Sum of &lt;img src=x&gt;" in page
    assert "<img" not in page


def test_bodies_without_an_area_are_in_the_table_alone(tiny: Tiny) -> None:
    record = tiny({"bodies": [{"id": "ccg-a", "name": "Here CCG", "start": "2013-04-01", "ods_code": "01A"}]})
    client = create_app({"TESTING": True}, record).test_client()
    page = client.post("/recode", data={"table": "code\n01A\n", "to": "2014-06-01"}).text
    assert "map-shaded" not in page
    assert "Where it went Bodies that the rows reached Body Rows Here CCG 1" in text_of(page)


def test_no_body_no_map(client: FlaskClient) -> None:
    page = client.post("/recode", data={"table": "code\nzzz\n", "to": "2014-06-01"}).text
    assert "Where it went" not in page
    assert "map-shaded" not in page


@given(NUMBERS)
def test_every_number_has_one_shade_and_a_larger_one_is_never_lighter(numbers: list[int | Decimal]) -> None:
    shades = shades_of(numbers)
    assert len(shades) == min(SHADES, len(set(numbers)))
    steps = [[shade.step for shade in shades if shade.least <= number <= shade.most] for number in sorted(numbers)]
    assert all(len(each) == 1 and 1 <= each[0] <= SHADES for each in steps)
    assert steps == sorted(steps)
