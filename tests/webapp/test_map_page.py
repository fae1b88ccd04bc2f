"""The page of the map: what it says, what it draws, what can be taken away, and what the script gets."""

import base64
import hashlib
import json
import re
import struct
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from graph.answers.geography.map import map_on
from graph.record import Record
from tests.support.london import LONDON
from tests.support.tiny import tiny_record
from webapp import create_app

SVG = "{http://www.w3.org/2000/svg}"
DAY = "/map/2003-04-01"


@pytest.fixture(scope="module")
def small() -> Record:
    return tiny_record(LONDON)


@pytest.fixture(scope="module")
def client(small: Record) -> FlaskClient:
    return create_app(record=small).test_client()


def drawings(page: str, name: str) -> ET.Element:
    """A drawing of a page by its class."""
    found = re.search(rf'<svg[^>]*class="map {name}".*?</svg>', page, re.DOTALL)
    assert found
    return ET.fromstring(found[0])


def drawn(drawing: ET.Element) -> list[str]:
    """The bodies that a drawing has shapes of."""
    return [link.get("data-body", "") for link in drawing.iter(f"{SVG}a") if link.find(f"{SVG}path") is not None]


def test_the_headline_says_how_many_there_were_and_what_became_of_them(client: FlaskClient) -> None:
    page = client.get(DAY).text
    assert "4 primary care trusts on 1 April 2003; 3 of them were gone within four years</h1>" in page
    assert "heavy lines show the 1 strategic health authority above." in page
    assert "One of the 4 bodies holds only part of a divided area and lies under the hatching." in page
    assert "The area of 1 of the 4 is not known" in page


def test_each_body_is_one_shape_on_england_and_those_of_london_again_in_the_inset(client: FlaskClient) -> None:
    page = client.get(DAY).text
    assert sorted(drawn(drawings(page, "map-england"))) == ["pct-city", "pct-east"]
    assert sorted(drawn(drawings(page, "map-london"))) == ["pct-city", "pct-east"]


def test_shapes_can_be_followed_without_a_script_but_are_no_stops_of_the_keyboard(client: FlaskClient) -> None:
    for link in drawings(client.get(DAY).text, "map-england").iter(f"{SVG}a"):
        assert link.get("tabindex") == "-1"
        assert client.get(f"{DAY}{link.get('href')}").status_code == 200


def test_shared_and_unknown_areas_are_drawn_as_such_and_inferred_ones_on_their_days(client: FlaskClient) -> None:
    of_2003, of_1997 = (drawings(client.get(f"/map/{year}-04-01").text, "map-england") for year in (2003, 1997))
    kinds = [
        {str(path.get("class")) for path in each.iter(f"{SVG}path") if path.get("fill")} for each in (of_2003, of_1997)
    ]
    assert kinds == [{"map-shared", "map-unknown"}, {"map-inferred", "map-unknown"}]


def test_the_panel_tells_of_a_body_its_life_people_area_and_links(client: FlaskClient) -> None:
    page = client.get(f"{DAY}?body=pct-city").text
    panel = page[page.index('id="panel"') : page.index("</section>")]
    assert "Pct City" in panel
    assert "4 years and 6 months" in panel
    assert "410,000" in panel
    assert "/bodies/pct-whole" in panel
    assert "/bodies/sha-one" in panel
    shared = client.get(f"{DAY}?body=pct-part").text
    assert "about 80,000" in shared
    assert "with <a" in shared
    assert "Pct East" in shared[shared.index("Shares area") :]
    assert "by its area" in shared


def test_the_chosen_body_is_outlined_on_the_map(client: FlaskClient) -> None:
    chosen = drawings(client.get(f"{DAY}?body=pct-part").text, "map-england")
    lines = [path.get("d") for path in chosen.iter(f"{SVG}path") if path.get("class") == "map-chosen-line"]
    none = drawings(client.get(DAY).text, "map-england")
    assert lines != [""]
    assert [path.get("d") for path in none.iter(f"{SVG}path") if path.get("class") == "map-chosen-line"] == [""]


def test_all_bodies_stand_in_the_table_also_those_without_a_shape(client: FlaskClient) -> None:
    page = client.get(DAY).text
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert re.findall(r"body=([a-z-]+)#panel", table) == ["pct-city", "pct-east", "pct-part", "pct-unknown"]
    assert "only parts of shared areas" in table
    assert table.count("not known") == 2


def test_a_day_in_words_leads_to_its_map_and_a_kind_goes_with_it(client: FlaskClient) -> None:
    answer = client.get("/map/", query_string={"day": "1 April 2003", "kind": "sha"})
    assert (answer.status_code, answer.location) == (302, "/map/2003-04-01?kind=sha")
    page = client.get(answer.location).text
    assert "1 strategic health authority on 1 April 2003" in page
    assert drawn(drawings(page, "map-england")) == ["sha-one"]


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/map/2003-13", 400, "no month 13"),
        ("/map/2003-04-01?kind=pctt", 400, "pctt"),
        ("/map/2003-04-01?body=nobody", 404, "nobody"),
        ("/map/?day=31+June+2003", 400, "June"),
        ("/map/1200-01-01.geojson", 400, "1200"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_reason(
    client: FlaskClient, address: str, status: int, words: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert words in answer.text
    assert "Traceback" not in answer.text


def test_a_kind_that_was_not_there_yet_says_when_it_was(client: FlaskClient) -> None:
    page = client.get("/map/1997-04-01?kind=pct").text
    assert "No primary care trusts on 1 April 1997" in page
    assert "/map/2002-04-01?kind=pct" in page


@pytest.mark.parametrize("form", ["", ".json", ".csv", ".geojson", ".svg"])
@pytest.mark.parametrize(
    ("day", "words"),
    [("1985-01-01", "1 January 1985 is before 1990."), ("2090-01-01", "1 January 2090 is still to come.")],
)
def test_no_map_is_drawn_of_a_day_whose_areas_cannot_be_known(
    client: FlaskClient, day: str, words: str, form: str
) -> None:
    """It shows shapes of bodies for which nobody knows whether they stood; the line is that of places and areas."""
    answer = client.get(f"/map/{day}{form}")
    assert answer.status_code == 400
    assert f"{words} Areas are known from " in answer.text


def test_a_crosswalk_says_of_which_day_no_area_is_known(client: FlaskClient) -> None:
    """It answers all the same, by links."""
    line = "1 January 1985 is before 1990. Areas are known from "
    assert line in client.get("/crosswalk/1985-01-01/2013").text
    assert "Areas are known from" not in client.get("/crosswalk/2010/2013").text


@pytest.mark.parametrize("words", ["1985", "CCGs in 2099", str(date.today().year), f"31 December {date.today().year}"])
def test_no_link_leads_to_a_map_that_is_refused(client: FlaskClient, words: str) -> None:
    for address in (f"/search?q={words}", f"/suggest?q={words}", f"/compare/1985/{date.today().year}"):
        for found in set(re.findall(r"/map/\d{4}[^\s\"<>]*", client.get(address).text)):
            assert client.get(found.replace("&amp;", "&").replace("\\u0026", "&")).status_code == 200, found


def test_the_steps_of_the_histogram_and_its_years_are_links(client: FlaskClient) -> None:
    page = client.get(DAY).text
    assert 'aria-label="4 primary care trusts: map of 1 April 2002"' in page
    assert re.search(r'href="/map/2000-01-01[^"]*"', page)
    assert 'rel="prev"' in page


def at(runs: list[Any], month: int) -> Any:
    """The value of a month in runs of a place and a value."""
    place = max(place for place in range(0, len(runs), 2) if runs[place] <= month)
    return runs[place + 1]


def test_the_months_say_of_every_cell_what_the_map_of_their_day_says(client: FlaskClient, small: Record) -> None:
    found = json.loads(client.get("/map/months.json").text)
    history = small.history
    names = {place + 1: body for place, (body, _, _) in enumerate(found["bodies"])}
    for month in (0, 75, 76, 147, 160, 201, 280, found["months"] - 1):
        day = date(1990 + month // 12, month % 12 + 1, 1)
        there = map_on(history, history.areas, day)
        for place, cell in enumerate(found["cells"]):
            value, on_map = at(found["owners"][place], month), there.cells[cell]
            assert names.get(value >> 3, "") == on_map.owner or on_map.behind
            assert bool(value & 1) == on_map.inferred
            assert bool(value & 2) == on_map.shared
            assert (at(found["above"][place], month) > 0) == bool(on_map.above)


def test_the_arcs_for_the_script_close_around_every_cell(client: FlaskClient) -> None:
    found = json.loads(client.get("/map/months.json").text)
    for sheet in ("england", "london"):
        ends = {}
        for number, steps in enumerate(found[sheet]["arcs"]):
            start = steps[0], steps[1]
            ends[number] = start, (sum(steps[0::2]), sum(steps[1::2]))
            ends[~number] = ends[number][::-1]
        for ring in found[sheet]["rings"]:
            starts, stops = sorted(ends[arc][0] for arc in ring), sorted(ends[arc][1] for arc in ring)
            assert starts == stops


def test_a_picture_carries_finding_source_edition_and_address(client: FlaskClient, small: Record) -> None:
    for address in (f"{DAY}.svg", f"{DAY}.svg?kind=sha"):
        answer = client.get(address)
        words = " ".join(ET.fromstring(answer.text).itertext())
        assert "on 1 April 2003" in words
        assert small.version in words
        assert f"localhost{DAY}" in words
        assert "Office for National Statistics" in words
        assert "var(" not in answer.text


def test_a_picture_opened_on_its_own_may_use_its_styles_and_nothing_else(client: FlaskClient) -> None:
    answer = client.get(f"{DAY}.svg")
    style = re.search("<style>(.*?)</style>", answer.text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"


@pytest.mark.parametrize("path", [f"{DAY}/card.png", f"{DAY}.png"])
def test_a_png_has_the_size_that_it_should(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    width, height = struct.unpack(">II", answer.data[16:24])
    assert answer.mimetype == "image/png"
    if path.endswith("card.png"):
        assert (width, height) == (1200, 630)
    else:
        assert width > 900


def test_pages_name_their_card_with_a_whole_address_and_say_the_finding(client: FlaskClient) -> None:
    page = client.get(f"{DAY}?body=pct-city").text
    assert f'<meta property="og:image" content="http://localhost{DAY}/card.png">' in page
    assert '<meta property="og:title" content="4 primary care trusts on 1 April 2003' in page


def test_the_embed_code_leads_to_a_page_that_may_be_framed_and_whose_links_leave_the_frame(client: FlaskClient) -> None:
    page = client.get(DAY).text
    code = page[page.index("&lt;iframe") : page.index("&lt;/iframe")]
    source = re.search(r"src=&#34;http://localhost([^&]*)&#34;", code)
    assert source
    answer = client.get(source[1])
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text
    for link in drawings(answer.text, "map-england").iter(f"{SVG}a"):
        assert link.get("target") == "_top"
        assert str(link.get("href")).startswith("http://localhost/bodies/")


@pytest.mark.parametrize("form", ["geojson", "topojson"])
def test_the_areas_can_be_had_with_the_edition_that_they_are_from(
    client: FlaskClient, small: Record, form: str
) -> None:
    document = client.get(f"{DAY}.{form}").get_json(force=True)
    assert document["edition"] == small.version
    features = document["features"] if form == "geojson" else document["objects"]["areas"]["geometries"]
    assert [each["id"] for each in features] == ["pct-city", "pct-east", "pct-part", "pct-unknown"]
    properties = {each["id"]: each["properties"] for each in features}
    assert properties["pct-part"]["population"] == 80_000
    shapes = {each["id"] for each in features if (each["geometry"] if form == "geojson" else each["arcs"])}
    assert shapes == {"pct-city", "pct-east"}


def test_a_record_without_areas_still_has_its_page_and_says_so() -> None:
    bare = {name: rows for name, rows in LONDON.items() if name not in ("cells", "membership")}
    client = create_app(record=tiny_record(bare)).test_client()
    page = client.get(DAY).text
    assert "The areas of 4 of the 4 are not known" in page
    for address in (f"{DAY}.svg", f"{DAY}/card.png", "/map/months.json", f"{DAY}.geojson", f"/embed{DAY}"):
        assert client.get(address).status_code == 200


def test_the_page_of_a_body_shows_its_area_its_people_and_where_in_england_it_lies(client: FlaskClient) -> None:
    page = client.get("/bodies/pct-part").text
    assert 'class="map area-map"' in page
    assert 'class="map area-locator"' in page
    assert "About 80,000 people (mid-2020) on 30 September 2006." in page
    assert "where its border ran inside is not known" in page
    assert "/map/2006-09-30?kind=pct&amp;body=pct-part" in page
    drawing = drawings(page, "area-map")
    assert [path.get("class") for path in drawing.iter(f"{SVG}path")].count("area-shared") == 1


def test_a_body_without_a_known_area_has_no_map_on_its_page(client: FlaskClient) -> None:
    page = client.get("/bodies/pct-unknown")
    assert page.status_code == 200
    assert "area-map" not in page.text
