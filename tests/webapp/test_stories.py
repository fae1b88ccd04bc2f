"""The pages of stories: each says its finding, draws it, and leads to the query that counts it."""

from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from graph.answers.stories import STORIES
from graph.record import Record
from tests.support.reading_pages import text_of
from webapp import create_app
from webapp.http.site import site_of


@pytest.fixture(scope="module")
def client(record: Record) -> Iterator[FlaskClient]:
    made = create_app(record=record)
    yield made.test_client()
    site_of(made).queries.close()


def test_the_list_has_every_finding(client: FlaskClient) -> None:
    text = text_of(client.get("/stories/").text)
    for name in STORIES:
        assert client.get(f"/stories/{name}.json").get_json()["finding"] in text


@pytest.mark.parametrize("name", STORIES)
def test_a_story_draws_its_finding_and_its_query_runs(client: FlaskClient, name: str) -> None:
    page = client.get(f"/stories/{name}").text
    data = client.get(f"/stories/{name}.json").get_json()
    assert unescape(page).count(data["finding"]) >= 2  # title and heading
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    link = unescape(page.partition(">run the query<")[0].rpartition('href="')[2].rstrip('"'))
    query = parse_qs(urlsplit(link).query)["query"][0]
    assert client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"}).status_code == 200


def test_an_unknown_story_leads_to_those_that_there_are(client: FlaskClient) -> None:
    answer = client.get("/stories/nonsense")
    assert answer.status_code == 404
    assert "lives" in text_of(answer.text)


@pytest.mark.parametrize("name", STORIES)
def test_the_picture_of_a_story_can_be_taken_away(client: FlaskClient, name: str) -> None:
    assert client.get(f"/stories/{name}.svg").data.startswith(b"<?xml")
    assert client.get(f"/stories/{name}/card.png").data.startswith(b"\x89PNG")
    assert client.get("/stories/nonsense.svg").status_code == 404
