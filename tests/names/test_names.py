"""What people write for a body, read on the real record; and what is never taken for another."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import UnknownBody
from graph.model.entities import Body
from graph.names.find import look_up
from graph.names.finder import Names
from graph.names.meaning import MatchedAs, names_of
from graph.names.strangers import what_it_is
from graph.names.words import core
from graph.record import Record
from tests.support.histories import from_rows


@pytest.mark.parametrize(
    ("text", "how", "bodies"),
    [
        ("Greenwich PCT", MatchedAs.EVERYDAY_NAME, {"pct-5a8"}),
        ("Adur Arun & Worthing PCT", MatchedAs.EVERYDAY_NAME, {"pct-5l8"}),
        ("BHAM E & N PCT", MatchedAs.EVERYDAY_NAME, {"pct-5pg"}),
        ("Bath & NE Somerset PCT", MatchedAs.EVERYDAY_NAME, {"pct-5fl"}),
        ("N Yorks and York PCT", MatchedAs.EVERYDAY_NAME, {"pct-5nv"}),
        ("Wandsworth tPCT", MatchedAs.EVERYDAY_NAME, {"pct-5lg"}),
        ("North West SHA", MatchedAs.EVERYDAY_NAME, {"sha-q31"}),
        ("Devon ICB", MatchedAs.EVERYDAY_NAME, {"icb-qjk"}),
        ("Herts & West Essex ICB", MatchedAs.EVERYDAY_NAME, {"icb-qm7"}),
        ("Milton kenes PCT", MatchedAs.NEAR_NAME, {"pct-5cq"}),
        ("bnssg icb", MatchedAs.ALIAS, {"icb-quy"}),
        ("5ZT", MatchedAs.ALIAS, {"care-trust-tap"}),
        ("5ZT00", MatchedAs.PUBLISHERS_FORM, {"care-trust-tap"}),
        ("07L00", MatchedAs.PUBLISHERS_FORM, {"ccg-07l"}),
        ("n", MatchedAs.NOTHING, set()),
        ("5 NR", MatchedAs.PUBLISHERS_FORM, {"pct-5nr"}),
        ("E38 000 107", MatchedAs.PUBLISHERS_FORM, {"ccg-04f"}),
        ("5A1-New Forest", MatchedAs.CODE_IN_TEXT, {"pct-5a1"}),
        ("QOP-02A", MatchedAs.CODE_IN_TEXT, {"ccg-02a", "local-place-02a"}),
        ("QOP - 02A", MatchedAs.CODE_IN_TEXT, {"ccg-02a", "local-place-02a"}),
        ("02A-02P", MatchedAs.NOTHING, set()),
        ("HoB tPCT", MatchedAs.ALIAS, {"pct-5mx"}),
        ("HVCCG", MatchedAs.ALIAS, {"ccg-06n"}),
        ("NN ICB", MatchedAs.ALIAS, {"icb-qt1"}),
        ("VOY CCG", MatchedAs.ALIAS, {"ccg-03q"}),
        ("SS CCG", MatchedAs.NOTHING, set()),
        ("VOY PCG", MatchedAs.NOTHING, set()),
        ("Devon S.T.P.", MatchedAs.EVERYDAY_NAME, {"stp-qjk"}),
        ("London SHA1", MatchedAs.EVERYDAY_NAME, {"sha-q36"}),
        ("Herftordshire PCT", MatchedAs.NOTHING, set()),
        ("N'land Care Trust", MatchedAs.NOTHING, set()),
        ("WestGloucestershirePCT", MatchedAs.NEAR_NAME, {"pct-5kx"}),
        ("5P200", MatchedAs.PUBLISHERS_FORM, {"pct-5p2"}),
        ("nE38000004", MatchedAs.PUBLISHERS_FORM, {"ccg-07l"}),
        ("NHS Surrey Heartlands ICB (QXU)", MatchedAs.CODE_IN_TEXT, {"icb-qxu"}),
        ("07L - Barking and Dagenham", MatchedAs.CODE_IN_TEXT, {"ccg-07l"}),
        ("NHS Black Country ICB - D2P2L", MatchedAs.NAME, {"local-place-d2p2l"}),
        ("Calderdale sub-ICB location", MatchedAs.EVERYDAY_NAME, {"local-place-02t"}),
        ("Calderdale sub-ICB", MatchedAs.EVERYDAY_NAME, {"local-place-02t"}),
        ("City and Hackney sub-ICB", MatchedAs.EVERYDAY_NAME, {"sub-icb-entity-a7v7e"}),
        ("NHS Hounslow sub-ICB reporting entity", MatchedAs.EVERYDAY_NAME, {"sub-icb-entity-z4h8x"}),
        ("Calderdale ICB", MatchedAs.NOTHING, set()),
        ("Kidderminster and District HA", MatchedAs.EVERYDAY_NAME, {"dha-kidderminster-and-district"}),
        ("Oxford Regional HA", MatchedAs.EVERYDAY_NAME, {"rha-oxford"}),
        ("North West London Strategic HA", MatchedAs.EVERYDAY_NAME, {"sha-north-west-london"}),
        ("West Yorkshire LAT", MatchedAs.EVERYDAY_NAME, {"area-team-q52"}),
        ("North West hub", MatchedAs.EVERYDAY_NAME, {"commissioning-hub-27t"}),
        ("NHS England", MatchedAs.NAME, {"national-body-nhs-england"}),
        ("NHS B&NES CCG", MatchedAs.ALIAS, {"ccg-11e"}),
        ("X24", MatchedAs.ALIAS, {"national-body-nhs-england"}),
        ("5nr.", MatchedAs.CODE_IN_TEXT, {"pct-5nr"}),
        ("5NT*", MatchedAs.CODE_IN_TEXT, {"pct-5nt"}),
        ("NHS Barnsley CCG: 02P", MatchedAs.CODE_IN_TEXT, {"ccg-02p"}),
        ("02P|Barnsley", MatchedAs.CODE_IN_TEXT, {"ccg-02p"}),
        ("NHS Barnsley CCG [note 3]", MatchedAs.NAME, {"ccg-02p"}),
        ("NHS BARNSLEY CLINICAL COMMISSIONING GROUP1", MatchedAs.EVERYDAY_NAME, {"ccg-02p"}),
        ("NHS Barnsley CCG (formerly Barnsley PCT)", MatchedAs.NAME, {"ccg-02p"}),
        ("Barnsley C.C.G.", MatchedAs.EVERYDAY_NAME, {"ccg-02p"}),
        ("NHS Barnsley Clinical Commissioning Grp", MatchedAs.EVERYDAY_NAME, {"ccg-02p"}),
        ("West Yorkshire and Harrogate (Healthy Futures) STP", MatchedAs.EVERYDAY_NAME, {"stp-qwo"}),
        ("NHS SE Hampshire CCG", MatchedAs.NEAR_NAME, {"ccg-10v"}),
        ("NHS Cornwall & Isles of Scilly CCG", MatchedAs.ALIAS, {"ccg-11n"}),
        ("NHS Cornwall and the Isles of Scilly CCG", MatchedAs.ALIAS, {"ccg-11n"}),
        ("Cornwall & Isles of Scilly ICB", MatchedAs.EVERYDAY_NAME, {"icb-qt6"}),
        ("NHS DDES CCG", MatchedAs.ALIAS, {"ccg-00d"}),
        ("Dorset ACS", MatchedAs.EVERYDAY_NAME, {"acs-dorset"}),
        ("Arden & GEM CSU", MatchedAs.ALIAS, {"csu-arden-and-greater-east-midlands"}),
        ("GP fundholding", MatchedAs.PART_OF_NAME, {"gp-fundholding-scheme"}),
        ("NHS Leeds (West) PCT", MatchedAs.EVERYDAY_NAME, {"pct-5hh"}),
        ("Trafford Primary Care Trust 5NR", MatchedAs.CODE_IN_TEXT, {"pct-5nr"}),
        ("PCT 5NR", MatchedAs.CODE_IN_TEXT, {"pct-5nr"}),
        ("5NR/Trafford", MatchedAs.CODE_IN_TEXT, {"pct-5nr"}),
        ("5nr_Trafford", MatchedAs.CODE_IN_TEXT, {"pct-5nr"}),
        ("NEL ICB A3A8R", MatchedAs.CODE_IN_TEXT, {"local-place-a3a8r"}),
        ("Sub-ICB 02A", MatchedAs.CODE_IN_TEXT, {"local-place-02a"}),
        ("Hants & IoW ICB", MatchedAs.EVERYDAY_NAME, {"icb-qrl"}),
        ("Cornwall & IoS ICB", MatchedAs.EVERYDAY_NAME, {"icb-qt6"}),
        ("Beds, Luton & MK CCG", MatchedAs.EVERYDAY_NAME, {"ccg-m1j4y"}),
        ("N&W ICB", MatchedAs.ALIAS, {"icb-qmm"}),
        ("C&P ICB", MatchedAs.ALIAS, {"icb-que"}),
        ("Frimley Health ICB", MatchedAs.ALIAS, {"icb-qnq"}),
        ("North West London ICB", MatchedAs.EVERYDAY_NAME, {"icb-qrv"}),
        ("West & North London ICB", MatchedAs.EVERYDAY_NAME, {"icb-z9b2z"}),
        ("NHS GREATER MANCHESTER INTEGRATED CARE B", MatchedAs.PART_OF_NAME, {"icb-qop"}),
        ("NHS NORTH EAST AND NORTH CUMBRIA INTEGRA", MatchedAs.PART_OF_NAME, {"icb-qhm"}),
        ("NHS East and North H", MatchedAs.PART_OF_NAME, {"ccg-06k"}),
        ("NHS SCARBOROUGH AND", MatchedAs.PART_OF_NAME, {"ccg-03m"}),
        ("BURNTWOOD, LICHFIELD AND TAM", MatchedAs.PART_OF_NAME, {"pct-5dq"}),
        ("BLACKBURN WITH DARWEN TAP", MatchedAs.CODE_IN_TEXT, {"care-trust-tap"}),
        ("W2U3Z00", MatchedAs.PUBLISHERS_FORM, {"ccg-w2u3z", "local-place-w2u3z"}),
        ("South East London Health & Care Partnership", MatchedAs.EVERYDAY_NAME, {"stp-qkk"}),
        ("N&N ICB", MatchedAs.ALIAS, {"icb-qt1"}),
        ("NHS NN ICB", MatchedAs.ALIAS, {"icb-qt1"}),
        ("CP&R CCG", MatchedAs.ALIAS, {"ccg-99f"}),
        ("NHS Hull (East) CCG", MatchedAs.NOTHING, set()),
        ("PCT", MatchedAs.NOTHING, set()),
        ("National", MatchedAs.NOTHING, set()),
        ("", MatchedAs.NOTHING, set()),
        ("RW3", MatchedAs.NOTHING, set()),
    ],
)
def test_people_write_names_and_codes_in_many_ways(record: Record, text: str, how: MatchedAs, bodies: set[str]) -> None:
    found = Names(record.history).read(text)
    assert (found.matched_as, {body.id for body in found.bodies}) == (how, bodies)


@pytest.mark.parametrize(
    ("text", "how", "bodies"),
    [
        ("Bedfordshire PCT 2008", MatchedAs.EVERYDAY_NAME, {"pct-5p2"}),
        ("Suffolk PCT, 2009/10", MatchedAs.EVERYDAY_NAME, {"pct-5pt"}),
        ("Trafford PCT (2002)", MatchedAs.PART_OF_NAME, {"pct-5cx", "pct-5f6"}),
        ("Bedfordshire PCT 1998", MatchedAs.NOTHING, set()),
    ],
)
def test_a_year_after_a_name_in_a_table_limits_it(record: Record, text: str, how: MatchedAs, bodies: set[str]) -> None:
    found = Names(record.history).read_cell(text)
    assert (found.matched_as, {body.id for body in found.bodies}) == (how, bodies)


def test_a_name_without_a_kind_means_the_bodies_of_every_kind(record: Record) -> None:
    found = Names(record.history).read("E Lancs")
    assert {body.kind for body in found.bodies} >= {"ccg", "pct", "ha"}


def test_a_word_in_many_names_is_part_of_none(record: Record) -> None:
    found = Names(record.history).read("London", lambda body: body.kind == "ccg")
    assert (found.matched_as, "ccg" in {body.kind for body in found.bodies}) == (MatchedAs.EVERYDAY_NAME, False)


def test_a_name_of_several_parts_of_a_county_means_them_all(record: Record) -> None:
    found = Names(record.history).read("Essex PCT")
    assert found.matched_as is MatchedAs.PART_OF_NAME
    assert {"pct-5px", "pct-5pv"} < {body.id for body in found.bodies}


NAMED = from_rows(
    {
        "bodies": [
            {"id": "west", "kind": "pct", "name": "West Sussex Primary Care Trust", "ods_code": "5WS"},
            {"id": "east", "kind": "pct", "name": "East Sussex Primary Care Trust", "ods_code": "5ES"},
            {"id": "ha", "kind": "ha", "name": "South Sussex Health Authority"},
        ]
    }
)


def test_a_direction_is_never_taken_for_another() -> None:
    names = Names(NAMED)
    assert [body.id for body in names.read("W. Susex PCT").bodies] == ["west"]
    assert names.read("North Sussex PCT").bodies == ()
    assert {body.id for body in names.near("North Sussex PCT")} >= {"east", "west"}


def test_what_fits_is_preferred_to_what_comes_first() -> None:
    def authority(body: object) -> bool:
        return getattr(body, "kind", "") == "ha"

    names = Names(NAMED)
    assert [body.id for body in names.read("Sussex", authority).bodies] == ["ha"]
    assert {body.id for body in names.read("5WS", authority).bodies} == {"west"}


def test_the_name_beside_a_code_does_not_rule_out_the_body_that_had_the_code_on_the_day(record: Record) -> None:
    def of_2023(body: Body) -> bool:
        return body.life.possible_on(date(2023, 4, 1))

    names = Names(record.history)
    assert [body.id for body in names.read("02A (Trafford)").bodies] == ["ccg-02a"]
    assert [body.id for body in names.read("02A (Trafford)", of_2023).bodies] == ["local-place-02a"]


def test_a_partnership_that_became_a_system_is_still_called_one(record: Record) -> None:
    def of_2021(body: Body) -> bool:
        return body.life.possible_on(date(2021, 4, 1))

    names = Names(record.history)
    for text, system in (("Greater Manchester STP", "ics-qop"), ("Devon STP", "ics-qjk")):
        assert {body.kind for body in names.read(text).bodies} == {"stp"}
        assert [body.id for body in names.read(text, of_2021).bodies] == [system]


def test_the_words_of_a_name_count_in_any_order() -> None:
    assert [body.id for body in Names(NAMED).read("Sussex West PCT").bodies] == ["west"]


def test_kinds_and_fillers_are_no_part_of_what_tells_names_apart() -> None:
    assert core("NHS Leeds (W) Teaching Primary Care Trust").words == ("leeds", "west")
    assert core("NHS Kent and Medway ICB - 91Q").kinds == {"icb", "local-place"}
    assert core("Arden PCT Cluster").kinds == {"pct-cluster"}


@pytest.mark.parametrize("text", ["NPSA", "Parkside HA", "cancer alliance"])
def test_what_shares_no_word_is_not_offered(record: Record, text: str) -> None:
    with pytest.raises(UnknownBody, match=r"Nor has the record a name like it\. Try: search") as refused:
        look_up(record.history, text)
    assert refused.value.near == ()


def test_a_name_in_a_heading_goes_before_another_name_of_a_later_body(record: Record) -> None:
    found = look_up(record.history, "NHS Management Executive")
    assert (found.body.id, found.others[0].id) == (
        "national-body-nhs-management-executive",
        "national-body-nhs-executive",
    )


def test_a_refusal_says_how_many_of_a_kind_are_known_by_code_only(record: Record) -> None:
    groups = record.history.by_kind["pcg"]
    unnamed = sum(body.unnamed for body in groups)
    said = f"Of {len(groups)} primary care groups the record knows {unnamed} by their codes only; the place"
    with pytest.raises(UnknownBody, match=said) as refused:
        look_up(record.history, "Newcastle PCG")
    assert "pct-5d7" in refused.value.near


@given(st.text(max_size=250))
def test_any_text_is_read_or_means_nothing(text: str) -> None:
    found = Names(NAMED).read(text)
    assert bool(found.bodies) == (found.matched_as is not MatchedAs.NOTHING)
    assert len(what_it_is(text)) < 80


@pytest.mark.parametrize(
    ("text", "how", "bodies"),
    [
        ("Central and Eastern", MatchedAs.PART_OF_NAME, {"pct-5np", "csu-central-eastern"}),
        ("North Hertfordshire", MatchedAs.PART_OF_NAME, {"dha-north-hertfordshire", "pct-5gh"}),
        ("Dartford, Gravesham", MatchedAs.PART_OF_NAME, {"dha-dartford-and-gravesham", "pct-5cm", "ccg-09j"}),
        ("NHS Central London (", MatchedAs.PART_OF_NAME, {"ccg-09a"}),
        ("NHS Black Country ICB -", MatchedAs.PART_OF_NAME, {"local-place-d2p2l"}),
        ("Cumbria and Lancashire S", MatchedAs.PART_OF_NAME, {"sha-cumbria-and-lancashire", "stp-qe1", "icb-qe1"}),
        ("South and West Regional", MatchedAs.PART_OF_NAME, {"rha-south-and-west"}),
        ("Norfolk and Waveney", MatchedAs.EVERYDAY_NAME, None),
        ("Coventry and Warwickshire", MatchedAs.EVERYDAY_NAME, None),
    ],
)
def test_what_may_be_left_of_a_longer_name_is_read_as_that_too(
    record: Record, text: str, how: MatchedAs, bodies: set[str] | None
) -> None:
    found = Names(record.history).read(text)
    assert found.matched_as == how
    if bodies is None:
        assert {core(body.name).words for body in found.bodies} == {core(text).words}
    else:
        assert {body.id for body in found.bodies} == bodies


@pytest.mark.parametrize("letters", [20, 25, 30, 31, 40])
def test_no_name_that_was_cut_short_is_read_as_another_alone(record: Record, letters: int) -> None:
    names = Names(record.history)

    def may_be(body: Body, text: str) -> bool:
        found = names.read(text).bodies
        has_these_words = any(core(name).words == core(text).words for each in found for name in names_of(each))
        return not found or body in found or has_these_words

    cut = {
        (body.id, name[:letters].strip())
        for body in record.history.bodies.values()
        if not body.unnamed
        for name in names_of(body)
        if len(name) > letters
    }
    assert len(cut) > 400
    assert [each for each in sorted(cut) if not may_be(record.history.bodies[each[0]], each[1])] == []
