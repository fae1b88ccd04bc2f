"""oEmbed: a page's address gives the code that shows its picture on another site, or the status that says why not."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from graph.record import Record
from webapp import create_app
from webapp.http.site import site_of

HERE = "http://localhost"


@pytest.fixture(scope="module")
def client(record: Record) -> Iterator[FlaskClient]:
    app = create_app({"QUERY_WORKERS": 1}, record)
    yield app.test_client()
    site_of(app).queries.close()


@pytest.mark.parametrize(
    ("page", "frame"),
    [
        ("/", "/embed/eras"),
        ("/stories/lives", "/embed/stories/lives"),
        ("/map/2006-10-01?kind=pct", "/embed/map/2006-10-01?kind=pct"),
        ("/place/Trafford", "/embed/place/trafford"),
        ("/place/M33%204AB", "/embed/place/m33-4"),
        ("/bodies/5NR/lineage", "/embed/lineage/pct-5nr"),
        ("/bodies/pct-5nr", "/embed/lineage/pct-5nr"),
        ("/compare/2013/2017?kind=ccg&junk=1", "/embed/compare/2013/2017?kind=ccg"),
        ("/landscape/2013-04-01", "/embed/landscape/2013-04-01"),
    ],
)
def test_the_address_of_a_page_gives_a_frame_with_its_picture(client: FlaskClient, page: str, frame: str) -> None:
    answer = client.get("/oembed", query_string={"url": HERE + page, "format": "json"})
    found = answer.get_json()
    assert (answer.status_code, found["type"], found["version"]) == (200, "rich", "1.0")
    assert f'src="{HERE}{frame}"' in found["html"]
    assert "<svg" in client.get(frame).text
    assert client.get(found["thumbnail_url"].removeprefix(HERE)).data.startswith(b"\x89PNG")
    assert "M33 4AB" not in answer.text


def test_pages_lead_to_it(client: FlaskClient) -> None:
    link = re.search(r'type="application/json\+oembed"[^>]*href="([^"]+)"', client.get("/stories/lives").text)
    assert link
    found = client.get(link[1].replace("&amp;", "&").removeprefix(HERE)).get_json()
    assert found["title"] == client.get("/stories/lives.json").get_json()["finding"]


def test_a_frame_is_as_large_as_the_other_site_allows_and_a_thumbnail_no_larger(client: FlaskClient) -> None:
    found = client.get("/oembed", query_string={"url": f"{HERE}/", "maxwidth": 500, "maxheight": 300}).get_json()
    assert (found["width"], found["height"]) == (500, 300)
    assert 'width="500" height="300"' in found["html"]
    assert "thumbnail_url" not in found


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"url": f"{HERE}/", "maxwidth": "wide"}, 400),
        ({"url": f"{HERE}/", "format": "xml"}, 501),
        ({"url": "https://elsewhere.example/"}, 404),
        ({"url": "nonsense"}, 404),
        ({"url": f"{HERE}/about"}, 404),
        ({"url": f"{HERE}/nowhere/at/all"}, 404),
        ({"url": f"{HERE}/place/nowhere-at-all"}, 404),
        ({"url": f"{HERE}/bodies/"}, 404),
        ({"url": f"{HERE}/bodies/no-such-body"}, 404),
        ({"url": f"{HERE}/map/1066"}, 404),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_status_that_says_why(
    client: FlaskClient, query: dict[str, str], status: int
) -> None:
    answer = client.get("/oembed", query_string=query)
    assert answer.status_code == status
    assert answer.get_json()["error"]
