"""What a reader sees of the pages: no key of a source as the text of a link, and no word of the workshop."""

import re

import pytest
from flask.testing import FlaskClient

from graph.record import Record
from tests.support.reading_pages import text_of
from webapp import create_app

PAGES = (
    "/", "/restructures/", "/restructures/r4", "/restructures/r7", "/restructures/r8", "/bodies/", "/bodies/pct-5nr",
    "/bodies/pcg-4aa24", "/bodies/csu-arden", "/bodies/pct-5nr/lineage", "/bodies/pct-5nr/accountability?as-at=2012",
    "/landscape/2014-06-01", "/compare/2013/2017", "/code/5NR", "/search?q=trafford", "/coverage", "/vocabulary",
    "/stories/", "/place/trafford",
)  # fmt: skip
_KEY = re.compile(r'class="site-source"[^>]*>([^<]*)<')


@pytest.fixture(scope="module")
def client(record: Record) -> FlaskClient:
    return create_app({"TESTING": True}, record).test_client()


@pytest.mark.parametrize("page", PAGES)
def test_a_source_is_cited_by_publisher_and_year_and_no_page_has_a_word_of_ours(
    page: str, client: FlaskClient, record: Record
) -> None:
    html = client.get(page).text
    keys = set(record.history.sources)
    assert not keys & set(_KEY.findall(html))
    assert "set-difference" not in text_of(html)


@pytest.mark.parametrize("page", ["/bodies/pct-5nr/lineage", "/bodies/csu-arden"])
def test_the_days_of_a_lineage_are_in_words(page: str, client: FlaskClient) -> None:
    picture = client.get(page).text.partition("<svg xmlns")[2].partition("</svg>")[0]
    assert picture
    assert not re.search(r">[^<]*\b\d{4}-\d\d-\d\d\b", picture)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/bodies/national-body-nhs-england", "NHS England to Department of Health and Social Care , kind of link:"),
        ("/coverage", "is kept with Solihull Care Trust)"),
        ("/coverage", "in West Midlands Strategic Health Authority"),
        ("/coverage", "first day: April 1994 ("),
        ("/coverage", "both kept among the published counts)"),
        ("/coverage", " primary care groups and 2 primary care trusts."),
        ("/search?q=Keighley", "for a town or village, a postcode of it or the name of its district; or"),
    ],
)
def test_notes_name_bodies_tables_and_days_in_words(page: str, words: str, client: FlaskClient) -> None:
    assert words in " ".join(text_of(client.get(page).text).split())
