"""Finding a place from what people write: names, codes, postcodes, LSOAs; and what is said where there is none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.areas.places import Gazetteer, gazetteer
from graph.areas.postcodes import read_postcode
from graph.errors import UnknownPlace
from graph.record import Record
from tests.support.areas import small
from tests.support.tiny import tiny_record


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return gazetteer(small())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ayton", "place-ayton"),
        ("  ayton ", "place-ayton"),
        ("Ayton Borough Council", "place-ayton"),
        ("London Borough of Ayton", "place-ayton"),
        ("place-ayton", "place-ayton"),
        ("00aa", "place-ayton"),
        ("E06000001", "place-ayton"),
        ("Beeham", "place-beeham-city-of"),
        ("City of Beeham", "place-beeham-city-of"),
        ("beeham-city-of", "place-beeham-city-of"),
        ("Ceeford", "place-ceeford"),
        ("ceeford-1998", "place-ceeford-1998"),
        ("00AC", "place-ceeford-1998"),
        ("richmond upon", "place-richmond-upon-thames"),
        ("AA1 1", "sector-aa1-1"),
        ("aa1-1", "sector-aa1-1"),
        ("sector-aa1-1", "sector-aa1-1"),
        ("AA1 1XY", "sector-aa1-1"),
        ("aa11xy", "sector-aa1-1"),
        ("AA11 1XY", "sector-aa11-1"),
        ("A A1 1 X Y", "sector-aa1-1"),
        ("M33", "sector-m3-3"),  # no district of that name is known, so it is the sector
        ("TD15 1", "sector-td15-1"),
        ("E01000002", "lsoa-e01000002"),
        ("lsoa-e01000002", "lsoa-e01000002"),
    ],
)
def test_a_place_is_found_as_people_write_it(places: Gazetteer, text: str, found: str) -> None:
    assert places.find(text).id == found


def test_a_district_and_an_authority_of_one_name_and_the_same_cells_are_one_place(places: Gazetteer) -> None:
    place = places.find("Ayton")
    assert (place.kind, place.code, place.population) == ("authority", "E06000001", 3000)
    assert [(code.code, code.kind, code.year, code.end) for code in place.codes] == [
        ("E06000001", "lad", 2022, ""),
        ("00AA", "district", 1998, "2009-03-31"),
    ]


def test_a_place_of_several_cells_has_parts_by_people(places: Gazetteer) -> None:
    assert {cell: round(part, 4) for cell, part in places.find("Beeham").parts.items()} == {
        "00ab-1": Decimal("0.6667"),
        "00ab-2": Decimal("0.3333"),
    }


def test_a_sector_that_straddles_two_cells_has_both_with_their_postcodes_as_weights(places: Gazetteer) -> None:
    place = places.find("AA1 2AA")
    assert place.parts == {"00aa": Decimal("0.75"), "00ab-1": Decimal("0.25")}
    assert (place.name, place.kind, place.population) == ("AA1 2", "postcode-sector", None)


@pytest.mark.parametrize(
    ("text", "said", "near"),
    [
        ("", "No place was named", []),
        ("Ay\x00ton", "control character", []),
        ("Richmond", "may mean 2 places", ["place-richmond-upon-thames", "place-richmondshire"]),
        ("Aytn", "Near: Ayton", ["place-ayton"]),
        ("Zzz", "No district, authority or postcode of England is called 'Zzz'. The record holds", []),
        (
            "AA1",
            "district of 3 sectors. Name one: AA1 1, AA1 2, AA1 3",
            ["sector-aa1-1", "sector-aa1-2", "sector-aa1-3"],
        ),
        ("AA1 9", "No postcode of 2025 in England begins with AA1 9. Its neighbours are AA1 1", ["sector-aa1-1"]),
        ("ZZ9 9ZZ", "No postcode of 2025 in England begins with ZZ9 9. See", []),
        ("EH1 1AA", "in Scotland", []),
        ("TD1 1", "in Scotland", []),
        ("TD15 9", "It may be in Scotland", ["sector-td15-1"]),
        ("CF10 1AA", "in Wales", []),
        ("CH5 1AA", "in Wales, or does not exist", []),
        ("CH1 9AA", "begins with CH1 9. It may be in Wales", ["sector-ch1-1"]),
        ("BT1 1AA", "in Northern Ireland", []),
        ("JE2 3AB", "Jersey, a crown dependency", []),
        ("GY1", "Guernsey, a crown dependency", []),
        ("IM1 1AA", "Isle of Man, a crown dependency", []),
        ("E01999999", "There is no LSOA E01999999", []),
        ("E01000009", "There is no LSOA E01000009", []),  # of a cell that there is not
        ("E02000001", "middle layer area", []),
        ("E05000001", "electoral ward", []),
        ("W01000001", "in Wales", []),
        ("S01006506", "in Scotland", []),
    ],
)
def test_where_there_is_none_a_line_says_what_is_known(
    places: Gazetteer, text: str, said: str, near: list[str]
) -> None:
    with pytest.raises(UnknownPlace, match=r"^[^\n]+$") as raised:
        places.find(text)
    assert said in str(raised.value)
    assert list(raised.value.near)[: len(near) or None] == near


@given(
    st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]?", fullmatch=True),
    st.from_regex(r"[0-9]", fullmatch=True),
    st.from_regex(r"[A-Z]{2}", fullmatch=True),
    st.sampled_from(["", " ", "  ", "-"]),
    st.booleans(),
)
def test_a_full_postcode_is_cut_however_it_is_written_and_stands_in_no_message(
    places: Gazetteer, district: str, digit: str, letters: str, between: str, lower: bool
) -> None:
    written = f"{district}{between}{digit}{letters}"
    postcode = read_postcode(written.lower() if lower else written, frozenset())
    assert postcode is not None
    assert (postcode.sector, postcode.full) == (f"{district} {digit}", True)
    try:
        told = repr(places.find(written))
    except UnknownPlace as error:
        told = str(error)
    assert f"{digit}{letters}" not in told.upper()


@given(st.text(max_size=300))
def test_any_text_is_a_place_or_refused_in_one_line(places: Gazetteer, text: str) -> None:
    told = ""
    try:
        place = places.find(text)
        assert sum(place.parts.values()) == 1
    except UnknownPlace as error:
        told = str(error)
    assert "\n" not in told
    assert len(told) < 1200


def test_a_record_without_areas_says_so() -> None:
    with pytest.raises(UnknownPlace, match="holds no places"):
        gazetteer(tiny_record({"bodies": [{"id": "ccg-a"}]})).find("Ayton")


def test_two_places_of_one_name_and_year_cannot_be_told_apart() -> None:
    from graph.errors import BadTables

    rows = {
        "cells": [{"cell": "00aa"}, {"cell": "00ab"}],
        "places": [
            {"code": "00AA", "name": "Ayton", "kind": "district-1998", "cells": "00aa"},
            {"code": "00AB", "name": "Ayton", "kind": "district-1998", "cells": "00ab"},
        ],
    }
    with pytest.raises(BadTables, match="two places called Ayton"):
        tiny_record(rows)


@pytest.mark.parametrize(
    ("text", "near"),
    [("Avon", "place-stratford-on-avon"), ("Trent", "place-stoke-on-trent"), ("Sussex", "place-mid-sussex")],
)
def test_a_river_or_a_county_is_not_the_place_that_is_named_after_it(record: Record, text: str, near: str) -> None:
    with pytest.raises(UnknownPlace, match=f"is called '{text}'. Near: ") as raised:
        gazetteer(record).find(text)
    assert near in raised.value.near


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hull", "Kingston upon Hull, City of"),
        ("Wight", "Isle of Wight"),
        ("Stratford", "Stratford-on-Avon"),
        ("Telford", "Telford and Wrekin"),
    ],
)
def test_the_short_form_of_a_name_is_the_place(record: Record, text: str, found: str) -> None:
    assert gazetteer(record).find(text).name == found
