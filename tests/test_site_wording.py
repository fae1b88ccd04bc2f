"""The words of the pages: names within sentences, what is known by inference, and no word of the machinery."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from graph.record import Record
from tests.reading_pages import text_of
from webapp import create_app


@pytest.fixture(scope="module")
def client(record: Record) -> Iterator[FlaskClient]:
    with create_app({"TESTING": True}, record).test_client() as client:
        yield client


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/", ""),
        ("/bodies/?kind=nhs-region", "Bodies: NHS England regions"),
        ("/bodies/?kind=local-place", "Bodies: sub-ICB locations"),
        ("/bodies/nhs-region-north-of-england", "NHS England region"),
        ("/compare/2013/2022?kind=nhs-region", "NHS England regions"),
        ("/compare/1990/1991?kind=gp-fundholding", "GP fundholding schemes"),
        ("/restructures/r7", "NHS England regions"),
        ("/landscape/2014-06-01", "NHS England regions"),
        ("/bodies/icb-qhm/lineage?basis=code", "sub-ICB locations"),
    ],
)
def test_an_abbreviation_keeps_its_capitals_within_a_sentence(client: FlaskClient, address: str, words: str) -> None:
    page = client.get(address).text
    assert words in page
    shown = "\n".join(re.findall(r'(?:>|aria-label="|content=")([^<"]*)', page))
    assert not re.search(r"\b(?:nhs|gp|ccg|icb|pct|sha|stp)s? [a-z]|\bsub-icb ", shown)
