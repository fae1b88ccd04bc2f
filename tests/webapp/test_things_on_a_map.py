"""Things of a query's result on a map: those with an area are drawn, and nothing else comes of what is asked."""

import pytest
from flask.testing import FlaskClient

from graph.record import Record
from webapp import create_app


@pytest.fixture(scope="module")
def client(record: Record) -> FlaskClient:
    return create_app(record=record).test_client()


def test_bodies_cells_and_places_are_drawn_by_their_ids(client: FlaskClient) -> None:
    answer = client.get("/map/things.svg?thing=icb-qop&thing=cell-00bu&thing=place-trafford&thing=icb-qop")
    assert answer.mimetype == "image/svg+xml"
    assert answer.text.count('class="map-thing"') == 3
    assert "/place/trafford" in answer.text


@pytest.mark.parametrize("things", [[], ["nonsense"], ["<script>"], ["cell-", "place-", ""], ["00bu"], ["x" * 5000]])
def test_what_has_no_area_is_left_out(client: FlaskClient, things: list[str]) -> None:
    answer = client.get("/map/things.svg", query_string={"thing": things})
    assert answer.status_code == 200
    assert "map-thing" not in answer.text.replace("map-things", "")
    assert "script" not in answer.text
