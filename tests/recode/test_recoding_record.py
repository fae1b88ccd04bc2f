"""Recoding on the real record: the boards of 2022 from the groups of 2013, and the groups from the trusts of 2012."""

from datetime import date
from decimal import Decimal

import pytest

from graph.model.entities import Basis
from graph.recode.recoder import Recoder
from graph.record import Record
from tests.support.lineages import divider


def test_the_211_ccgs_of_2013_reach_the_icbs_of_2022_as_the_successor_chain_says(record: Record) -> None:
    history = record.history
    first, last = date(2013, 4, 1), date(2022, 7, 1)
    between = divider(history, first, last)
    recoder = Recoder(history, last, since=first)
    ccgs = [body for body in history.by_kind["ccg"] if body.life.certain_on(first)]
    assert len(ccgs) == 211
    for body in ccgs:
        found = recoder.recode(body.ods_code)
        assert {each.body.kind for each in found.targets} == {"icb"}
        assert {each.body.id: each.share for each in found.targets} == {
            each.body.id: each.share for each in between.of(body).relatives
        }
        assert sum(each.share or 0 for each in found.targets) == pytest.approx(1)
        assert {each.evidence for each in found.targets} <= {"exact", "derived", "approximate"}
        assert not found.lost


def test_the_pcts_of_2012_carry_the_area_shares_to_the_ccgs_of_2013(record: Record) -> None:
    history = record.history
    recoder = Recoder(history, date(2013, 4, 1), since=date(2012, 4, 1), kind_to="ccg")
    pcts = [
        body
        for kind in ("pct", "care-trust")
        for body in history.by_kind[kind]
        if body.life.certain_on(date(2012, 4, 1))
    ]
    assert len(pcts) == 151
    spans = set()
    for body in pcts:
        found = recoder.of_body(body)
        assert {each.bases for each in found.targets} <= {(Basis.AREA,), ()}
        stated = {link.successor: link.share for link in history.links_from[body.id] if link.basis is Basis.AREA}
        assert any(each.body.id in stated for each in found.targets)
        for each in found.targets:
            assert each.part.stated == (None if stated.get(each.body.id) in (None, 1) else stated[each.body.id])
        if any(each.share is None for each in found.targets):
            spans.add(body.id)
            assert sum(each.part.low for each in found.targets) < 1 < sum(each.part.high for each in found.targets)
        else:
            assert sum(each.share or 0 for each in found.targets) == pytest.approx(1, abs=Decimal("0.001"))
    assert len(spans) < 10


def test_a_pct_reaches_its_icb_by_area_and_then_by_law(record: Record) -> None:
    found = Recoder(record.history, date(2022, 7, 1), since=date(2012, 4, 1)).recode("5NR")
    assert [(each.code, each.bases) for each in found.targets] == [("QOP", (Basis.AREA, Basis.LEGAL))]
    assert found.targets[0].path[0].split(" > ")[::2] == ["pct-5nr", "ccg-02a", "icb-qop"]


def test_two_authorities_whose_last_day_is_not_known_merged_into_one(record: Record) -> None:
    recoder = Recoder(record.history, date(1997, 4, 1))
    found = recoder.recode("North West Hertfordshire Health Authority")
    assert [(each.body.id, each.status) for each in found.targets] == [("ha-west-hertfordshire", "merged")]
    assert "is taken as it was on 1982-12-31" in found.note


def test_a_code_of_stp_ics_and_icb_is_answered_as_all_lead_to_the_icb(record: Record) -> None:
    found = Recoder(record.history, date(2022, 7, 1)).recode("QE1")
    assert [target.body.kind for target in found.targets] == ["icb"]
    assert Recoder(record.history, date(2022, 7, 1), since=date(2023, 1, 1)).recode("QE1").body is not None


@pytest.mark.parametrize(("kind", "day", "most"), [("ccg", date(2022, 6, 30), 3), ("icb", date(2022, 7, 1), 6)])
def test_codes_in_use_are_answered_without_a_day_but_for_those_whose_borders_moved(
    record: Record, kind: str, day: date, most: int
) -> None:
    recoder = Recoder(record.history, date(2026, 4, 1))
    codes = {body.ods_code for body in record.history.by_kind[kind] if body.life.certain_on(day)}
    found = [recoder.recode(code) for code in sorted(codes)]
    differing = [each for each in found if each.status == "ambiguous-code"]
    assert len(found) > 40
    assert len(differing) <= most
    assert all(len(each.readings) > 1 and each.note.count(" it gives ") == len(each.readings) for each in differing)
    assert {target.body.kind for each in found for target in each.targets} == {"icb"}


def test_of_readings_that_agree_the_latest_body_is_named_whatever_way_it_was_found(record: Record) -> None:
    found = Recoder(record.history, date(2022, 7, 1)).recode("Salford")
    assert found.body is not None
    assert (found.body.id, [each.body.id for each in found.targets]) == ("ccg-01g", ["icb-qop"])


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("NHS Lothian", "Scotland"),
        ("Greater Glasgow Health Board", "Scotland"),
        ("Powys Teaching Health Board", "Wales"),
        ("Hywel Dda UHB", "Wales"),
        ("Western Health and Social Care Trust", "Northern Ireland"),
    ],
)
def test_a_body_of_another_country_is_named_for_what_it_is(record: Record, name: str, where: str) -> None:
    found = Recoder(record.history, date(2022, 7, 1)).recode(name)
    assert found.status == "unknown-code"
    assert f"of {where}" in found.note
    assert "Near" not in found.note


@pytest.mark.parametrize("code", ["E0100506", "E01005O64", "E010050624"])
def test_a_miswritten_gss_code_is_said_to_be_one(record: Record, code: str) -> None:
    found = Recoder(record.history, date(2022, 7, 1)).recode(code)
    assert found.status == "unknown-code"
    assert found.note.endswith("a GSS code miswritten, which is a letter and eight figures")


@pytest.mark.parametrize(
    ("heading", "code", "body", "days"),
    [
        ("CCG", "06H", "ccg-06h", (None, None)),
        ("SUB_ICB_CODE", "06H", "local-place-06h", (None, None)),
        ("CCG21CDH", "06H", "ccg-06h", (None, "2021-04-01")),
        ("SHANM", "North West", "sha-q31", (None, None)),
        ("STP20NM", "West Yorkshire and Harrogate", "ics-qwo", (None, "2020-04-01")),
        ("CCG21CDH", "5NR", "pct-5nr", (None, "2013-03-31")),
        ("CCG", "06H", "local-place-06h", ("2023-04-01", "2023-04-01")),
        ("code", "06H", None, (None, None)),
    ],
)
def test_the_heading_of_a_column_says_which_of_several_bodies_and_of_which_edition(
    record: Record, heading: str, code: str, body: str | None, days: tuple[str | None, str | None]
) -> None:
    since, taken_on = (date.fromisoformat(day) if day else None for day in days)
    recoder = Recoder(record.history, date(2026, 4, 1), since=since).for_column([code], heading=heading)
    found = recoder.recode(code)
    assert (found.body.id if found.body else None) == body
    assert taken_on in (None, found.day)
    assert found.by_heading == ("the heading says which" in found.note)


def test_of_readings_that_agree_one_of_the_kind_in_the_heading_is_named(record: Record) -> None:
    recoder = Recoder(record.history, date(2013, 4, 1), kind_to="nhs-region")
    assert recoder.for_column(["London"], heading="SHA").recode("London").body == record.history.bodies["sha-q36"]


def test_a_name_without_a_kind_is_not_that_of_an_entity_for_reports(record: Record) -> None:
    found = Recoder(record.history, date(2022, 7, 1)).recode("NHS Hammersmith and Fulham")
    assert [target.body.id for target in found.targets] == ["icb-qrv"]
    entity = Recoder(record.history, date(2026, 4, 1)).recode("Hammersmith and Fulham sub-ICB reporting entity")
    assert entity.body == record.history.bodies["sub-icb-entity-r0w7n"]


def test_a_name_cut_short_lists_its_readings_or_says_that_all_agree(record: Record) -> None:
    recoder = Recoder(record.history, date(2022, 7, 1))
    differing = recoder.recode("North Hertfordshire")
    assert (differing.status, differing.targets) == ("ambiguous-code", ())
    assert {body.id for body in differing.candidates} == {"dha-north-hertfordshire", "pct-5gh"}
    of_kind = Recoder(record.history, date(2022, 7, 1), kind_from="pct").recode("Central and Eastern")
    assert [target.body.id for target in of_kind.targets] == ["icb-qyg"]
    agreed = recoder.recode("NHS West Yorkshire I")
    assert [target.body.id for target in agreed.targets] == ["icb-qwo"]
    assert agreed.note.startswith("NHS West Yorkshire I is part of 6 names; ")
    assert {agreed.body, *agreed.candidates} == {
        body for body in record.history.bodies.values() if body.name.startswith("NHS West Yorkshire I")
    }
