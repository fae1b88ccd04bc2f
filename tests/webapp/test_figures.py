"""Every picture of a page can be taken away: as SVG, PNG, card and frame, with its finding and where it is from."""

import re
import struct
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from graph.record import Record
from tests.support.london import LONDON
from tests.support.tiny import tiny_record
from webapp import create_app
from webapp.render.styles import styles
from webapp.render.take_away import CARD, Figure, Part, card, full

PAGES = {
    "/": "/eras",
    "/bodies/icb-qop/lineage": "/bodies/icb-qop/lineage",
    "/landscape/2013-04-01": "/landscape/2013-04-01",
    "/compare/2013/2017": "/compare/2013-12-31/2017-12-31",
    "/restructures/r7": "/restructures/r7",
    "/stories/codes": "/stories/codes",
    "/coverage": "/coverage",
}
"""Pages, each with the address of its figure."""


@pytest.fixture(scope="module")
def client(record: Record) -> FlaskClient:
    return create_app(record=record).test_client()


@pytest.mark.parametrize(("page", "figure"), PAGES.items())
def test_a_page_names_its_card_and_offers_each_form(client: FlaskClient, page: str, figure: str) -> None:
    text = client.get(page).text
    title = re.search(r'<meta property="og:title" content="([^"]+)">', text)
    assert title
    assert re.search(r"\d", title[1])
    assert f'<meta property="og:image" content="http://localhost{figure}/card.png">' in text
    if page != "/":
        assert f'href="{figure}.svg"' in text
        assert f'href="{figure}.png"' in text
        assert "&lt;iframe src=&#34;http://localhost/embed" in text


@pytest.mark.parametrize(("page", "figure"), PAGES.items())
def test_the_svg_says_what_it_shows_and_leads_back_by_whole_addresses(
    client: FlaskClient, record: Record, page: str, figure: str
) -> None:
    root = ET.fromstring(client.get(f"{figure}.svg").text)
    words = " ".join(root.itertext())
    assert record.version in words
    assert "localhost/" in words
    assert {str(link.get("href"))[:17] for link in root.iter("{http://www.w3.org/2000/svg}a")} <= {"http://localhost/"}


@pytest.mark.parametrize("figure", PAGES.values())
def test_cards_have_one_size_and_pngs_the_size_of_their_svg(client: FlaskClient, figure: str) -> None:
    size = struct.unpack(">II", client.get(f"{figure}/card.png").data[16:24])
    assert size == CARD
    root = ET.fromstring(client.get(f"{figure}.svg").text)
    size = struct.unpack(">II", client.get(f"{figure}.png").data[16:24])
    assert size == (int(root.get("width", 0)), int(root.get("height", 0)))


@pytest.mark.parametrize("figure", [each for each in PAGES.values() if "lineage" not in each])
def test_a_frame_shows_the_picture_and_may_be_framed(client: FlaskClient, figure: str) -> None:
    answer = client.get(f"/embed{figure}")
    assert "<svg" in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "From NHS" in answer.text or "NHS Restructures</a>" in answer.text


def test_the_front_page_gives_its_tiers_and_a_list_of_a_kind_its_numbers(client: FlaskClient) -> None:
    assert 'href="/tiers.png"' in client.get("/").text
    assert "England since 1990" in client.get("/tiers.svg").text
    page = client.get("/bodies/?kind=ccg").text
    assert 'href="/bodies/counts.svg?kind=ccg"' in page
    assert "Clinical commissioning groups: 211 in 2013" in client.get("/bodies/counts.svg?kind=ccg").text
    assert client.get("/bodies/counts/card.png?kind=ccg").data[:4] == b"\x89PNG"
    assert client.get("/bodies/counts.svg").status_code == 400


def test_where_there_is_nothing_to_draw_there_is_no_figure(client: FlaskClient) -> None:
    answer = client.get("/bodies/other-parliament/lineage.svg")
    assert answer.status_code == 404
    assert "nothing to draw" in answer.text
    assert "og:image" not in client.get("/compare/2013-04-02/2013-04-02").text


def test_the_eras_of_a_small_record_are_its_days_in_order() -> None:
    client = create_app(record=tiny_record(LONDON)).test_client()
    words = [text.strip() for text in ET.fromstring(client.get("/eras.svg").text).itertext() if text.strip()]
    months = [word for word in words if re.fullmatch(r"[A-Z][a-z]+ \d{4}", word)]
    assert months == ["April 1996", "April 2002", "October 2006"]


def test_styles_of_a_picture_alone_need_nothing_from_elsewhere() -> None:
    text = styles(10)
    assert "var(" not in text
    assert "@" not in text
    assert "url(" not in text
    assert "vector-effect" not in text
    assert ".map-above { stroke: #212b32; stroke-width: 20.0; }" in text
    assert ".map-above { stroke: #212b32; stroke-width: 2; }" in styles()


def drawing(width: float, height: float) -> Part:
    return Part(ET.Element("svg", {"viewBox": f"0 0 {width} {height}"}), 0, 0, width, height)


@pytest.mark.parametrize(("width", "height"), [(1120, 200), (1120, 720), (300, 2000), (4000, 100)])
@pytest.mark.parametrize("title", ["Short", "A title of very many words that goes on and on " * 4])
def test_whatever_its_shape_a_picture_lies_within_its_card_and_above_its_foot(
    width: float, height: float, title: str
) -> None:
    figure = Figure(title, "What is shown", "Source", "Source", "Origin", (drawing(width, height),), width, height)
    root = ET.fromstring(card(figure)[0])
    held = next(each for each in root if each.tag.endswith("svg"))
    x, y, wide, high = (float(held.get(name, 0)) for name in ("x", "y", "width", "height"))
    assert x >= 0
    assert y >= 0
    assert x + wide <= CARD[0]
    assert y + high <= CARD[1] - 60
    assert wide / high == pytest.approx(width / height, rel=0.02)
    _, all_wide, all_high = full(figure)
    assert all_wide >= width
    assert all_high > height
