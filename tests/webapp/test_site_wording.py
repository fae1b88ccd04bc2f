"""The words of the pages: names within sentences, what is known by inference, and no word of the machinery."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from graph.record import Record
from graph.tables import schema
from tests.support.reading_pages import text_of
from tests.support.tiny import Tiny, tiny_record
from webapp import create_app
from webapp.render.pictures.words import BASES, EVENT_KINDS, LINE_KINDS
from webapp.render.wording import times_in_words


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
        ("/bodies/nhs-region-y54", "NHS England region"),
        ("/compare/2013/2022?kind=nhs-region", "NHS England regions"),
        ("/compare/1990/1991?kind=gp-fundholding", "GP fundholding schemes"),
        ("/restructures/r7", "NHS England regions"),
        ("/landscape/2014-06-01", "NHS England regions"),
        ("/landscape/2023", "106 Sub-ICB locations"),
    ],
)
def test_an_abbreviation_keeps_its_capitals_within_a_sentence(client: FlaskClient, address: str, words: str) -> None:
    page = client.get(address).text
    assert words in page
    shown = "\n".join(re.findall(r'(?:>|aria-label="|content=")([^<"]*)', page))
    assert not re.search(r"\b(?:nhs|gp|ccg|icb|pct|sha|stp)s? [a-z]|\bsub-icb ", shown)


@pytest.mark.parametrize(
    "address",
    ["/bodies/sha-q36?on=2012-06-01", "/landscape/2012-06-01?under=sha-q36", "/compare/2006-09-30/2006-10-02",
     "/bodies/sha-q36/accountability?as-at=2012-06-01", "/coverage", "/restructures/r4",
     "/bodies/icb-qrv/lineage?open=pct"],
)  # fmt: skip
def test_no_page_shows_the_names_of_things_in_the_data(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    seen = f"{text_of(page)} {re.findall('<title>([^<]*)', page)}"
    assert not re.search(r"performance-management|joint-post|ods_code|partial-transfer|boundary-change", seen)


@pytest.fixture(scope="module")
def told() -> FlaskClient:
    """The site on two restructures, over which a group was first overseen by a board and then managed by it."""
    record = tiny_record(
        {
            "bodies": [{"id": each, "start": "2013-04-01"} for each in ("ccg-a", "ccg-b")],
            "accountability": [
                {"id": "line-1", "from_id": "ccg-a", "to_id": "ccg-b", "kind": "oversight", "start": "2013-04-01",
                 "end": "2015-03-31"},
                {"id": "line-2", "from_id": "ccg-a", "to_id": "ccg-b", "kind": "performance-management",
                 "start": "2015-04-01"},
            ],
            "conflicts": [
                {"subject": "ccg-a", "field": field, "value_a": value, "value_b": "two", "chosen": value}
                for field, value in (("end", "2015-03-31"), ("ods_code", "one"), ("kind", "boundary-change"))
            ],
            "restructures": [
                {"id": f"r{number}", "number": str(number), "name": "Another", "in_force_from": f"201{number}"}
                for number in (1, 2)
            ],
        }
    )  # fmt: skip
    return create_app({"TESTING": True}, record).test_client()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/", "have been rebuilt twice."),
        ("/restructures/", "Twice since 1990 the bodies"),
        ("/compare/2014/2016", "ccg-a : overseen by, then performance-managed by ccg-b"),
        ("/bodies/ccg-a", "Last day : 31 March 2015 ("),
        ("/bodies/ccg-a", "Taken: 31 March 2015"),
        ("/coverage", "kind of link: boundary change ("),
        ("/bodies/ccg-a", "ODS code : one ("),
        ("/coverage", "ODS code: one ("),
    ],
)
def test_what_is_told_is_told_in_plain_words_and_counted(told: FlaskClient, address: str, words: str) -> None:
    assert words in text_of(told.get(address).text)


@pytest.mark.parametrize(("number", "words"), [(1, "once"), (2, "twice"), (10, "ten times"), (21, "21 times")])
def test_how_often_something_was_is_said_in_words(number: int, words: str) -> None:
    assert times_in_words(number) == words


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/bodies/ccg-b", "the map of 2013"),
        ("/bodies/ccg-b", "the minutes of 2014"),
        ("/bodies/ccg-b/lineage", "the map of 2013"),
        ("/bodies/ccg-b/accountability?as-at=2014", "the minutes of 2014"),
        ("/landscape/2014?under=board-c", "the minutes of 2014"),
        ("/compare/2012/2014", "the map of 2013"),
        ("/compare/2012/2014", "the minutes of 2014"),
        ("/restructures/r1", "the map of 2013"),
        ("/restructures/r1", "the minutes of 2014"),
    ],
)
def test_the_reason_of_what_was_inferred_can_be_read_without_a_pointer(
    guessed: FlaskClient, address: str, reason: str
) -> None:
    page = guessed.get(address).text
    assert f"inferred : why {reason}" in text_of(page)
    assert f'title="{reason}' not in page


@pytest.fixture(scope="module")
def guessed() -> FlaskClient:
    """The site on a succession and a line of accountability that were inferred, and a source with a title."""
    record = tiny_record(
        {
            "bodies": [
                {"id": "pct-a", "kind": "pct", "start": "2006-10-01", "end": "2013-03-31"},
                {"id": "ccg-b", "start": "2013-04-01"},
                {"id": "board-c", "kind": "board", "start": "2012-10-01"},
            ],
            "kinds": [{"id": "board", "tier": "national"}],
            "inferences": [
                {"from_id": "pct-a", "to_id": "ccg-b", "kind": "replacement", "date": "2013-04-01",
                 "reason": "the map of 2013", "restructure": "r1"}
            ],
            "inferences_accountability": [
                {"id": "line-1", "from_id": "ccg-b", "to_id": "board-c", "kind": "oversight", "start": "2013-04-01",
                 "reason": "the minutes of 2014", "restructure": "r1"}
            ],
            "restructures": [{"id": "r1", "number": "1", "name": "One", "in_force_from": "2013-04-01"}],
            "sources": [{"key": "src", "title": "The order of 2013"}],
        }
    )  # fmt: skip
    return create_app({"TESTING": True}, record).test_client()


def test_a_body_names_its_sources_by_their_titles(guessed: FlaskClient) -> None:
    seen = text_of(guessed.get("/bodies/ccg-b").text)
    assert "Sources 1 source The order of 2013" in seen


def test_another_name_is_not_one_of_its_names_again(tiny: Tiny) -> None:
    record = tiny(
        {
            "bodies": [
                {"id": "ccg-a", "name": "NHS Here CCG", "start": "2013-04-01", "ods_code": "01H",
                 "alt_names": "NHS Here & There CCG|Nhs  Here CCG.|Here Health|here health"}
            ],
            "names": [{"body_id": "ccg-a", "name": "NHS Here & There CCG", "start": "2017-04-01"}],
        }
    )  # fmt: skip
    seen = text_of(create_app({"TESTING": True}, record).test_client().get("/bodies/ccg-a").text)
    assert "Also known as Here Health Tier and form" in seen


def test_a_body_says_who_else_had_its_code(tiny: Tiny) -> None:
    record = tiny(
        {
            "bodies": [
                {"id": "pct-a", "name": "Old Trust", "start": "2001-04-01", "end": "2006-09-30", "ods_code": "5AA"},
                {"id": "pct-b", "name": "New Trust", "start": "2006-10-01", "ods_code": "5AA"},
                {"id": "pct-c", "name": "Third Trust", "start": "2006-10-01", "ods_code": "5CC"},
            ]
        }
    )
    client = create_app({"TESTING": True}, record).test_client()
    seen = text_of(client.get("/bodies/pct-b").text)
    assert re.search(r"ODS code 5AA.*Also the code of Old Trust \(\w.*, 1 April 2001 to 30 September 2006\)", seen)
    assert "Also the code of New Trust" in text_of(client.get("/bodies/pct-a").text)
    assert "Also the code of" not in text_of(client.get("/bodies/pct-c").text)


def test_there_are_words_for_everything_that_a_table_may_say() -> None:
    assert set(LINE_KINDS) == schema.LINE_KINDS
    assert set(EVENT_KINDS) == set(schema.EVENT_CLASSES)
    assert set(BASES) == schema.BASES
