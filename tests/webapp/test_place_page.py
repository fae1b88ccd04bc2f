"""Pages of places: their addresses, what leads there, and that a full postcode stays nowhere."""

import pytest
from flask.testing import FlaskClient

from tests.support.areas import small
from webapp import create_app


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(record=small()).test_client()


def test_a_page_names_every_body_with_its_days_and_share(client: FlaskClient) -> None:
    page = client.get("/place/beeham-city-of").text
    assert "Beeham, City of" in page
    assert "1 April 2013 to 31 March 2015" in page
    assert "66.7%" in page
    assert "derived, inferred" in page
    assert "People" in page or "people" in page


def test_its_data_are_those_of_the_command_line(client: FlaskClient) -> None:
    found = client.get("/place/aa1-2.json").get_json()
    assert found["place"]["id"] == "sector-aa1-2"
    assert [(each["id"], each["share_low"], each["share_high"]) for each in found["spells"]][1:3] == [
        ("pct-one", 0.75, 1.0),
        ("pct-two", 0.0, 0.25),
    ]
    assert client.get("/place/ayton.csv").text.startswith("id,name,kind,tier,start,end,")
    assert "id:place-ayton a nhs:Place" in client.get("/place/ayton.ttl").text


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/place/Ayton", "/place/ayton"),
        ("/place/E06000001.csv", "/place/ayton.csv"),
        ("/place/place-ayton?stated-only=on&other=1", "/place/ayton?stated-only=on"),
        ("/place/AA1%202XY", "/place/aa1-2"),
        ("/place/aa12xy.json", "/place/aa1-2.json"),
        ("/place?q=AA1+2XY", "/place/aa1-2"),
    ],
)
def test_another_way_to_write_it_leads_to_the_address_and_is_kept_nowhere(
    client: FlaskClient, asked: str, address: str
) -> None:
    response = client.get(asked)
    assert response.status_code in (302, 303)
    assert response.headers["Location"] == address
    assert response.headers["Cache-Control"] == "no-store"
    assert "2XY" not in response.text.upper()


def test_an_unknown_place_offers_those_that_come_near(client: FlaskClient) -> None:
    response = client.get("/place/richmond")
    assert response.status_code == 404
    assert 'href="/place/richmondshire"' in response.text
    problem = client.get("/place/richmond.json")
    assert (problem.status_code, problem.get_json()["near"]) == (
        404,
        ["place-richmond-upon-thames", "place-richmondshire"],
    )


def test_no_answer_repeats_the_end_of_a_postcode_that_is_not_in_england(client: FlaskClient) -> None:
    for asked in ("/place/EH1%201QX", "/place/EH11QX.json", "/place?q=EH1+1QX"):
        response = client.get(asked)
        assert response.status_code == 404
        assert "in Scotland" in response.text
        assert "1QX" not in response.text.upper()
