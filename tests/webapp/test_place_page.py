"""The page of a place: its headline, strip, cards and region are what the record holds of it."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient

from graph.answers.geography.place import place_history
from graph.answers.geography.place_eras import eras, finding, lasted, local_spells, sentence
from graph.areas.places import gazetteer
from graph.model.dates import Precision, Spell
from graph.record import Record
from tests.support.reading_pages import text_of
from webapp import create_app
from webapp.http.site import site_of

TODAY = date(2026, 11, 29)


@pytest.fixture(scope="module")
def client(record: Record) -> Iterator[FlaskClient]:
    made = create_app(record=record)
    yield made.test_client()
    site_of(made).queries.close()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (
            "Trafford",
            "Since 1990 Trafford has had ten local commissioners; the longest of those set up since",
        ),
        ("Birmingham", "Since 1990 Birmingham has had at least 13 local commissioners"),
    ],
)
def test_the_headline_counts_commissioners_and_names_the_longest(record: Record, place: str, said: str) -> None:
    found = place_history(record.history, gazetteer(record).find(place))
    assert finding(record.history, found, TODAY).startswith(said)


def test_those_that_shared_a_place_are_one_era_and_each_era_has_its_own_set(record: Record) -> None:
    found = place_history(record.history, gazetteer(record).find("Birmingham"))
    told = [{body.id for body in era.bodies} for era in eras(record.history, found)]
    assert {"pct-5m1", "pct-5mx", "pct-5pg"} in told
    assert {"pct-5m1", "pct-5mx", "pct-5mw", "pct-5my"} in told
    assert not any(one < two for one in told for two in told)


@pytest.mark.parametrize(
    ("start", "end", "precisions", "said"),
    [
        (date(2013, 4, 1), date(2022, 6, 30), ("day", "day"), "9 years and 3 months"),
        (date(1982, 1, 1), date(1994, 12, 31), ("year", "year"), "11 to 13 years"),
        (date(2022, 7, 1), None, ("day", ""), "4 years and 4 months"),
        (date(1994, 1, 1), date(1996, 3, 31), ("year", "by"), ""),
        (None, date(1996, 3, 31), ("", "day"), ""),
    ],
)
def test_how_long_it_lasted_is_a_span_where_days_are_inexact(
    start: date | None, end: date | None, precisions: tuple[str, str], said: str
) -> None:
    assert lasted(Spell(start, end, Precision(precisions[0]), Precision(precisions[1])), TODAY) == said


def test_a_sentence_names_neighbours_people_and_what_is_inferred(record: Record) -> None:
    found = place_history(record.history, gazetteer(record).find("Trafford"))
    told = {era.bodies[0].id: sentence(record.history, found, era, TODAY) for era in eras(record.history, found)}
    assert told["ha-salford-and-trafford"].startswith("Trafford and Salford, 500,000 people. It lasted 6 years.")
    assert told["ha-salford-and-trafford"].endswith("Its area is inferred.")
    assert told["icb-qop"].startswith("Trafford, with nine other districts, 2.8 million people.")


@pytest.mark.parametrize("place", ["trafford", "birmingham", "sw1a-1", "uttlesford", "cornwall"])
def test_the_page_draws_every_commissioner_and_says_the_headline(
    client: FlaskClient, record: Record, place: str
) -> None:
    page = client.get(f"/place/{place}").text
    found = place_history(record.history, gazetteer(record).find(place.replace("sw1a-1", "SW1A 1")))
    headline = finding(record.history, found, date.today())
    assert unescape(page).count(headline) >= 2
    wide = page.partition('class="strip"')[2].partition("</svg>")[0]
    for spell in local_spells(record.history, found):
        assert f"/bodies/{spell.body.id}" in wide, spell.body.id
    assert "people of mid-2020" in text_of(page) or "(mid-2020" in text_of(page) or "postcodes" in text_of(page)


def test_bars_stay_within_the_strip(client: FlaskClient) -> None:
    page = client.get("/place/trafford").text
    drawing = page.partition('class="strip"')[2].partition("</svg>")[0]
    for path in re.findall(r'class="strip-body[^>]*>(?:<title>[^<]*</title>)?<path d="M([^"]+)Z"', drawing):
        for point in path.split("L"):
            x, y = map(float, point.split())
            assert 112 <= x <= 1144.1
            assert 0 < y < 330


def test_the_strip_gives_no_month_where_only_the_year_is_known(client: FlaskClient) -> None:
    drawings = client.get("/place/m33-4").text.split('class="strip')
    written = {each for drawing in drawings for each in re.findall(r">([^<]*(?:1994|2025|2006))<", drawing)}
    assert {"from 1994", "2025", "July 2006"} <= written
    assert written.isdisjoint({"from Jan 1994", "January 2025"})


@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_strip_can_be_taken_away(client: FlaskClient, form: str) -> None:
    answer = client.get(f"/place/trafford.{form}")
    assert answer.status_code == 200
    assert answer.data.startswith(b"<?xml" if form == "svg" else b"\x89PNG")
    assert client.get("/place/trafford/card.png").data.startswith(b"\x89PNG")


def test_a_hole_in_what_is_known_is_no_number_of_commissioners(client: FlaskClient) -> None:
    partly = text_of(client.get("/place/trafford").text)
    assert "Greater Manchester had at least 9 local commissioners in 1991, 14 in 2002 and 1 in 2022" in partly
    wholly = text_of(client.get("/place/wyre-forest").text)
    assert "Herefordshire and Worcestershire had 2 local commissioners in 1996" in wholly
    assert "0 local commissioners" not in wholly


def test_a_share_of_anything_from_none_to_all_is_said_to_be_unknown(client: FlaskClient) -> None:
    page = text_of(client.get("/place/m33-4").text)
    assert "Two primary care trusts shared it, how is not known: Trafford South Primary Care Trust and" in page
    assert "0% to 100%" not in page


@pytest.mark.parametrize("place", ["trafford", "camden", "slough", "wyre-forest"])
def test_no_name_in_the_pictures_of_a_place_is_cut(client: FlaskClient, place: str) -> None:
    drawings = re.findall(r"<svg.*?</svg>", client.get(f"/place/{place}").text, re.DOTALL)
    assert not [text for drawing in drawings for text in re.findall(r">([^<]*…)<", drawing)]


def test_only_a_strip_with_stripes_explains_them(client: FlaskClient) -> None:
    assert "Striped:" in client.get("/place/trafford").text
    assert "Striped:" not in client.get("/place/wyre-forest").text
