"""The commands `place` and `area`: their forms, their notes, and the one line on what cannot be answered."""

import json

import pytest

from tests.support.command_line import call


def test_place_tells_every_body_of_trafford_with_what_the_numbers_count() -> None:
    told = call("place", "Trafford").out
    assert told.startswith("Trafford, local authority (E08000009, 00BU), 237,579 people in mid-2020\n")
    for body in ("fhsa-trafford", "pct-5nr", "ccg-02a", "icb-qop", "sha-q31"):
        assert body in told
    assert "mid-2020, who stand for all years" in " ".join(told.split())
    assert "approximate," in told
    assert "Inferred: no source that lists the districts of the body was read" in " ".join(told.split())


def test_place_has_one_local_body_for_each_era_since_the_trusts() -> None:
    found = json.loads(call("place", "m33 4ab", "--format", "json").out)
    kinds = [(each["kind"], each["id"], each["share"]) for each in found["spells"] if each["evidence"] == "exact"]
    assert found["place"]["id"] == "sector-m33-4"
    assert ("ccg", "ccg-02a", 1.0) in kinds
    assert ("icb", "icb-qop", 1.0) in kinds


def test_a_day_keeps_to_its_bodies() -> None:
    rows = call("place", "Uttlesford", "--as-at", "2014-06-01", "--format", "csv").out.splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == ["ccg-07h", "area-team-q57", "nhs-region-y55"]


def test_area_tells_cells_people_and_evidence() -> None:
    found = json.loads(call("area", "5NR", "--as-at", "2012", "--format", "json").out)
    assert (found["body"], found["as_at"], found["population"]) == ("pct-5nr", "2012-12-31", 237579)
    assert [(each["cell"], each["share"], each["evidence"]) for each in found["cells"]] == [("00bu", 1.0, "derived")]
    assert "00bu" in call("area", "5NR").out


def test_an_area_as_geojson_is_one_feature() -> None:
    found = json.loads(call("area", "5NR", "--format", "geojson").out)
    (feature,) = found["features"]
    assert (feature["properties"]["id"], feature["geometry"]["type"]) == ("pct-5nr", "Polygon")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("place", "Richmond"), "Richmond upon Thames (E09000027), Richmondshire (E07000166)"),
        (("place", "EH1 1AA"), "in Scotland"),
        (("place", "CF10 1AA"), "in Wales"),
        (("place", "JE2 3AB"), "Jersey, a crown dependency"),
        (("place", "M33 9ZZ"), "No postcode of 2025 in England begins with M33 9"),
        (("place", "Trafford", "--as-at", "1985"), "before 1990"),
        (("area", "5NR", "--as-at", "2091"), "still to come"),
        (("area", "ccg-02a", "--as-at", "2002"), "had no area on 31 December 2002: 1 April 2013 to 30 June 2022"),
        (("area", "acs-frimley-health"), "no area of its own"),
        (("area", "pcg-4aa88"), "is not known"),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_line(words: tuple[str, ...], said: str) -> None:
    assert said in call(*words).refusal


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "M33 4AB"), "It is the place M33 4. Try: place m33-4"),
        (("lineage", "M33"), "It is the place M33. Try: place m33"),
        (("accountable", "E07000077", "--as-at", "2013"), "It is the place Uttlesford. Try: place uttlesford"),
        (("area", "r7"), "It is the restructure r7, Clinical commissioning groups and NHS England. Try: show r7"),
        (("show", "E12000002"), "E12000002 is a region; name a local authority in it"),
        (("show", "R1Z"), "By its form 'R1Z' is the code of an NHS trust"),
        (("place", "E10000012"), "E10000012 is a county; name a district in it"),
        (("place", "E38000187"), "the code of a body of the NHS, and not of a place"),
        (("place", "north west"), "The North West is a region; name a local authority in it"),
        (("place", "London"), "London is a region"),
        (("place", "Greater London"), "London is a region"),
        (("place", "MK"), "MK is a postcode area. Name a district of it, such as MK1."),
        (("place", "b"), "B is a postcode area. Name a district of it, such as B1."),
        (("place", "England"), "England is a whole country; name a local authority in it, or a postcode."),
        (("place", "Wales"), "Wales is not in England; the record holds no place of it."),
        (("place", "Isle of Man"), "The Isle of Man is a crown dependency; the record holds places in England."),
        (("place", "the Channel Islands"), "The Channel Islands are crown dependencies; the record holds places"),
        (("place", "UK"), "The United Kingdom is more than England; name a local authority in England."),
        (("place", "h"), "called 'h'. The record holds"),
        (("place", "Essex"), "local authorities in England, not counties or towns"),
    ],
)
def test_what_is_something_else_than_asked_for_is_called_by_what_it_is(words: tuple[str, ...], said: str) -> None:
    assert said in call(*words).refusal


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Trafford MBC", "Trafford, local authority (E08000009"),
        ("Bury Metropolitan Borough Council", "Bury, local authority"),
        ("LB Camden", "Camden, local authority"),
        ("RB Kensington & Chelsea", "Kensington and Chelsea, local authority"),
        ("Birmingham CC", "Birmingham, local authority"),
        ("Isle of Wight UA", "Isle of Wight, local authority"),
        ("Saint Helens", "St. Helens, local authority"),
        ("W1", "W1, postcode district"),
        ("EC1", "EC1, postcode district"),
    ],
)
def test_a_place_is_known_by_its_council_and_a_postcode_district_by_its_parts(text: str, said: str) -> None:
    assert call("place", text).out.startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NG1", "NG1: Since 1990 NG1 has had at least six local commissioners"),
        ("Trafford", "Try: place trafford 8 bodies found"),
        ("trafford 1998", "Try: place trafford --as-at 1998-12-31"),
        ("CCGs", "(Royal Assent 28 April 2022). Try: list --kind ccg --as-at DAY"),
        (
            "2013/14",
            "all but 6 of them lasted four more years. Try: landscape 2014-03-31",
        ),
    ],
)
def test_search_says_what_a_text_means_besides_bodies(text: str, said: str) -> None:
    assert said in " ".join(call("search", text).out.split())
