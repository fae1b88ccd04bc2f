"""The first sentences of a body: its direct origins and heirs with shares and year, then who is there today."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from graph.answers.body import facts
from graph.record import Record
from graph.record.history import History
from tests.support.histories import from_rows, small
from tests.support.reading_pages import text_of
from webapp import create_app

TODAY = date(2026, 11, 29)


def said(history: History, body: str) -> str:
    return facts(history, history.bodies[body], today=TODAY).summary.text


@pytest.fixture(scope="module")
def client(record: Record) -> FlaskClient:
    return create_app({"TESTING": True}, record).test_client()


SPLIT = small(
    "a > b 2006-10-01 split 0.62",
    "a > c 2006-10-01 split 0.38",
    "b > d 2013-04-01 merger",
    "c > d 2013-04-01 merger",
    bodies={
        "a": "2002-04-01/2006-09-30",
        "b": "2006-10-01/2013-03-31",
        "c": "2006-10-01/2013-03-31",
        "d": "2013-04-01",
    },
    names={"a": "Avon", "b": "Bath", "c": "Clevedon", "d": "Dorset"},
)


def test_direct_heirs_come_first_with_shares_and_month_then_who_is_there_today() -> None:
    assert said(SPLIT, "a") == (
        "It was followed in October 2006 by Bath (62%) and Clevedon (38%); today its area is with Dorset."
    )


def test_those_who_are_there_today_are_not_said_twice() -> None:
    assert (
        said(SPLIT, "b") == "It was formed in October 2006 from part of Avon. It was followed in April 2013 by Dorset."
    )


def test_one_still_in_force_has_origins_only() -> None:
    assert said(SPLIT, "d") == "It was formed in April 2013 from Bath and Clevedon."


def test_one_that_ended_without_a_known_heir_says_so() -> None:
    alone = small(bodies={"a": "2002-04-01/2006-09-30"})
    assert said(alone, "a") == "The record knows of no body that followed it."


@pytest.mark.parametrize(("day", "when"), [("2006", " in 2006"), ("2006-10", " in October 2006")])
def test_when_is_said_only_as_far_as_it_is_known(day: str, when: str) -> None:
    history = small(f"a > b {day} replacement", bodies={"a": "2002-04-01/2006-12-31", "b": "2006-01-01"})
    assert f"It was followed{when} by b." in said(history, "a")


def test_many_heirs_are_counted_after_the_first_few() -> None:
    history = small(*(f"a > b{number} 2006-10-01 split" for number in range(13)), bodies={"a": "2002-04-01/2006-09-30"})
    assert "b0, b1, b10, b11, b12, b2, b3, b4, b5 and 4 more" in said(history, "a")


def test_what_passed_within_its_life_is_said_by_month() -> None:
    history = small(
        "a > m 2013-04-01 replacement",
        "b > m 2014-10-01 merger",
        "c > m 2014-10-01 boundary-change",
        "d > m 2014-10-01 partial-transfer",
        "e > m 2016-10-01 merger",
        "m > c 2015-04-01 boundary-change",
        "m > d 2016-04-01 partial-transfer",
        bodies={"m": "2013-04-01", "b": "2013-04-01/2014-09-30", "e": "2013-04-01/2016-09-30"},
    )
    assert said(history, "m") == (
        "It was formed in April 2013 from a. It took over b and parts of c and d in October 2014; e in October 2016. "
        "Part of its area went in April 2015 to c. Part of its work went in April 2016 to d."
    )


@pytest.mark.no_cover
def test_former_names_are_said_with_their_last_day(record: Record) -> None:
    history = record.history
    assert "It was called NHS Lancashire North CCG until 31 March 2017. " in said(history, "ccg-01k")
    assert "It was called the NHS Commissioning Board until 25 March 2013. " in said(
        history, "national-body-nhs-england"
    )
    assert (
        "It was called the National Institute for Clinical Excellence until 31 March 2005 and the National Institute "
        "for Health and Clinical Excellence until 31 March 2013. It took over the Health Development Agency in April "
        "2005."
    ) in said(history, "national-body-nice")
    coventry = said(history, "sha-coventry-warwickshire-herefordshire-and-worcestershire")
    called = "Coventry, Warwickshire, Herefordshire and Worcestershire Strategic Health Authority until 2003"
    assert f"It was called {called}. " in coventry
    assert "It was called" not in said(history, "sha-west-yorkshire")


def test_a_transfer_of_a_part_long_before_the_end_is_no_heir() -> None:
    history = small(
        "a > b 2004-04-01 partial-transfer",
        "a > c 2006-10-01 replacement",
        bodies={"a": "2002-04-01/2006-09-30", "c": "2006-10-01"},
    )
    assert said(history, "a") == ("Part of its work went in April 2004 to b. It was followed in October 2006 by c.")


def test_a_part_that_went_before_the_end_is_told_as_one_where_nobody_is_known_to_have_followed() -> None:
    history = small("a > b 2004-04-01 partial-transfer", bodies={"a": "1983-04-01/2015-03-31", "b": "2004-04-01"})
    assert said(history, "a") == (
        "Part of its work went in April 2004 to b. The record knows of no body that followed it."
    )


def test_a_code_that_goes_on_is_told_of_both_bodies() -> None:
    history = small("a > b 2022-07-01 replacement code", bodies={"a": "2013-04-01/2022-06-30", "b": "2022-07-01"})
    assert said(history, "b") == "It took on the code of a."
    assert said(history, "a").endswith("Its code went on as that of b.")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("icb-qnx", "NHS West Sussex CCG and the integrated care system Sussex."),
        ("regulator-chi", "today its work is with the Care Quality Commission."),
    ],
)
def test_a_name_that_does_not_tell_what_bears_it_is_introduced_and_national_bodies_have_no_area(
    record: Record, body: str, words: str
) -> None:
    assert words in said(record.history, body)


def test_a_body_without_a_name_is_described_by_what_followed_it() -> None:
    bodies: list[dict[str, Any]] = [
        {"id": "p1", "kind": "pcg", "name": "Primary Care Group 4AA24 (name not found)", "ods_code": "4AA24"},
        {"id": "p2", "kind": "pcg", "name": "Primary Care Group 4AA25 (name not found)"},
        {"id": "t", "kind": "pct", "name": "Bedford PCT", "start": "2001-04-01"},
    ]
    link = {"from_id": "p1", "to_id": "t", "kind": "replacement", "event_id": "e"}
    history = from_rows(
        {
            "kinds": [{"id": "pcg", "label": "Primary care group"}],
            "bodies": bodies,
            "events": [{"id": "e", "kind": "replacement", "date": "2001-04-01"}],
            "successions": [link],
        }
    )
    found = [facts(history, history.bodies[each]).description for each in ("p1", "p2", "t")]
    assert found == [
        "the primary care group (code 4AA24) that became Bedford PCT",
        "the primary care group whose name was not found",
        "",
    ]


def test_the_page_and_the_hits_mark_a_description_as_one(client: FlaskClient) -> None:
    page = text_of(client.get("/bodies/pcg-4aa24").text)
    assert "The primary care group (code 4AA24) that became Bedford Primary Care Trust description" in page
    assert "The primary care group (code 4AA24)" in text_of(client.get("/search?q=4AA24").text)


def test_headings_have_the_latest_name_and_answers_for_a_day_that_of_the_day(client: FlaskClient) -> None:
    page = client.get("/bodies/national-body-nhs-england").text
    assert "NHS England</h1>" in page
    assert client.get("/bodies/national-body-nhs-england.json").get_json()["name"] == "NHS England"
    listed = client.get("/bodies.json?kind=national-body&as-at=2013-03-01").get_json()
    names = {each["id"]: each["name"] for each in listed}
    assert names["national-body-nhs-england"] == "NHS Commissioning Board"


@pytest.mark.parametrize(
    ("address", "to"),
    [
        ("/bodies/nhs-england", "/bodies/national-body-nhs-england"),
        ("/bodies/NHS%20England.json", "/bodies/national-body-nhs-england.json"),
        ("/bodies/5NR?on=2010", "/bodies/pct-5nr?on=2010"),
        ("/bodies/trafford-pct/lineage", "/bodies/pct-5nr/lineage"),
    ],
)
def test_an_everyday_address_leads_on(address: str, to: str, client: FlaskClient) -> None:
    response = client.get(address)
    assert (response.status_code, response.location) == (302, to)


def test_an_address_that_means_no_body_leads_nowhere(client: FlaskClient) -> None:
    assert client.get("/bodies/no-such-body").status_code == 404


def test_where_only_the_way_of_its_kind_is_known_that_is_said() -> None:
    history = from_rows(
        {
            "kinds": [{"id": "sha", "end": "2013-03-31"}],
            "bodies": [
                {"id": "a", "kind": "sha", "start": "2006-07-01", "end": "2013-03-31"},
                {"id": "tda", "name": "Trust Development Authority", "start": "2012-06-01"},
            ],
            "succession_rules": [{"id": "r", "from_kind": "sha", "to_body": "tda", "date": "2013-04-01"}],
        }
    )
    assert said(history, "a") == (
        "The record knows of no body that followed it. What such bodies did went to Trust Development Authority."
    )


def test_an_earlier_name_of_a_national_body_has_its_article(record: Record) -> None:
    told = said(record.history, "national-body-nhscb-authority")
    assert told == "It was followed in October 2012 by NHS England (then the NHS Commissioning Board)."


def test_groups_of_which_only_codes_are_known_are_named_together(record: Record) -> None:
    assert said(record.history, "pct-5j2").startswith(
        "It was formed in April 2002 from the primary care groups with the codes 4NH25 and 4RN72 "
        "(their names were not found) and part of North Cheshire Health Authority. "
    )
