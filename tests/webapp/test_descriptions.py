"""A body whose name was not found is called by what is known of it, marked as a description, wherever it is read."""

import pytest
from flask.testing import FlaskClient

from graph.record import Record
from tests.support.command_line import call
from tests.support.reading_pages import text_of
from webapp import create_app


@pytest.fixture(scope="module")
def client(record: Record) -> FlaskClient:
    return create_app({"TESTING": True}, record).test_client()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/bodies/?kind=pcg&as-at=2000", "the primary care group (code 4AA24) that became"),
        ("/bodies/pct-5ag", "from the primary care group with the code 4LA06 (its name was not found)"),
        ("/bodies/pct-5hk", "the primary care group with the code 4HA55 (its name was not found) and part of Leeds"),
        ("/bodies/pct-5em", "care groups with the codes 4CC42 , 4EA27 and 4VW19 (their names were not found)."),
        ("/bodies/pcg-4la06/lineage", "Lineage of the primary care group (code 4LA06) that became South Peterborough"),
        ("/compare/1999/2001?kind=pcg", "that became part of the primary care group 4HF25"),
        ("/map/2000-12-31", "the primary care group (code 4AA24) that became"),
        ("/place/trafford", "the primary care group (code 4FK56) that became Trafford South Primary Care Trust"),
        ("/stories/lives", "the primary care group (code 4CN32) that became"),
    ],
)
def test_a_page_describes_a_body_without_a_name(address: str, words: str, client: FlaskClient) -> None:
    page = " ".join(text_of(client.get(address).text).split())
    assert words in page
    assert "(name not found)" not in page


@pytest.mark.parametrize(
    "command",
    [
        ("list", "--kind", "pcg", "--as-at", "2000"),
        ("diff", "1999", "2001", "--kind", "pcg"),
        ("lineage", "pct-5ag"),
        ("accountable", "pcg-4la06", "--as-at", "2000"),
        ("place", "Peterborough"),
        ("map", "2000-12-31"),
        ("search", "4LA06"),
    ],
)
def test_a_command_describes_a_body_without_a_name(command: tuple[str, ...]) -> None:
    printed = " ".join(call(*command).out.split())
    assert "(description)" in printed
    assert "(name not found)" not in printed
