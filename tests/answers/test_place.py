"""Who covered a place, and the area of a body: days, parts, spans, evidence, and what is said where none is known."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.answers.geography.area import area, known_day
from graph.answers.geography.place import PlaceHistory, PlaceSpell, place_history
from graph.areas.places import gazetteer
from graph.errors import BadDay, UnknownPlace
from graph.record import Record
from tests.support.areas import SMALL, small


@pytest.fixture(scope="module")
def record() -> Record:
    return small()


def who(record: Record, text: str) -> PlaceHistory:
    return place_history(record.history, gazetteer(record).find(text))


def told(spell: PlaceSpell) -> tuple[str, str, str, str]:
    start, end = (day.isoformat() if day else "" for day in (spell.spell.start, spell.spell.end))
    share = spell.share
    return spell.body.id, start, end, f"{share.value if share.value is not None else f'{share.low}..{share.high}'}"


def test_local_bodies_come_first_each_tier_in_order_of_time(record: Record) -> None:
    assert [told(each) for each in who(record, "Ayton").spells] == [
        ("ha-all", "1996-04-01", "2002-03-31", "1"),
        ("pct-one", "2002-04-01", "2013-03-31", "1"),
        ("ccg-one", "2013-04-01", "", "1"),
        ("sha-all", "2002-04-01", "2013-03-31", "1"),
    ]


def test_a_place_of_whole_cells_is_covered_by_people_and_a_body_that_gave_some_up_has_two_spells(
    record: Record,
) -> None:
    # 1,000 people in the cell that changed hands on 1 April 2015, 500 in the other one
    assert [told(each) for each in who(record, "Beeham").spells if each.kind.id in ("pct", "ccg")] == [
        ("pct-two", "2002-04-01", "2013-03-31", "0.6000000000000000000000000000"),
        ("pct-one", "2002-04-01", "2013-03-31", "0.4000000000000000000000000000"),
        ("ccg-one", "2013-04-01", "2015-03-31", "0.6666666666666666666666666667"),
        ("ccg-two", "2013-04-01", "2015-03-31", "0.3333333333333333333333333333"),
        ("ccg-two", "2015-04-01", "", "1.000000000000000000000000000"),
    ]


def test_a_sector_in_a_divided_cell_is_a_span_and_parts_are_never_multiplied(record: Record) -> None:
    of_pct = [each for each in who(record, "AA1 2").spells if each.kind.id == "pct"]
    assert [told(each)[::3] for each in of_pct] == [("pct-one", "0.75..1.00"), ("pct-two", "0..0.25")]
    (one, two) = (row for row in who(record, "E01000002").rows() if row["kind"] == "pct")
    assert (one["share"], one["share_low"], one["share_high"]) == (None, 0.0, 1.0)
    assert (two["share"], two["share_low"], two["share_high"]) == (None, 0.0, 1.0)


def test_approximate_parts_that_make_more_than_their_cell_are_spans_for_all_who_held_it() -> None:
    membership = SMALL["membership"]
    whole = {"cell": "00ab-1", "body": "pct-one", "evidence": "approximate"}
    rows = [whole if (row["cell"], row["body"]) == ("00ab-1", "pct-one") else row for row in membership]
    found = who(small({**SMALL, "membership": rows}), "Beeham").rows()
    shares = {row["id"]: (row["share"], row["share_low"], row["share_high"]) for row in found if row["kind"] == "pct"}
    # 1,000 of 1,500 people: one is said to have all of them, the other 400, beside the 500 it has for certain
    assert shares == {"pct-one": (None, 0.4, 0.6667), "pct-two": (None, 0.3333, 0.6)}


def test_evidence_is_the_weakest_and_inferred_stands_beside_it(record: Record) -> None:
    found = {row["id"]: (row["evidence"], row["inferred"]) for row in who(record, "Beeham").rows()}
    assert found["ha-all"] == ("derived", True)
    assert found["pct-one"] == ("approximate", False)
    assert found["ccg-one"] == ("exact", False)


def test_the_document_has_the_keys_that_others_rely_on(record: Record) -> None:
    document = who(record, "AA1 2").document()
    assert isinstance(document, dict)
    assert document["place"] == {
        "id": "sector-aa1-2",
        "name": "AA1 2",
        "kind": "postcode-sector",
        "code": "AA1 2",
        "population": None,
        "codes": ["AA1 2"],
        "cells": [{"cell": "00aa", "share": 0.75}, {"cell": "00ab-1", "share": 0.25}],
    }
    keys = {"id", "name", "kind", "tier", "start", "end", "share", "share_low", "share_high", "evidence", "inferred"}
    assert all(keys <= each.keys() for each in document["spells"])


def test_only_the_bodies_of_a_day_where_one_is_asked_for(record: Record) -> None:
    found = who(record, "Beeham").possible_on(date(2015, 4, 1))
    assert [each.body.id for each in found.spells] == ["ccg-two"]


def test_without_what_is_inferred_the_health_authority_covered_nothing(record: Record) -> None:
    found = place_history(record.history.stated, gazetteer(record).find("Ayton"))
    assert "ha-all" not in {each.body.id for each in found.spells}
    assert "pct-one" in {each.body.id for each in found.spells}


@given(
    days=st.lists(st.dates(date(2013, 4, 2), date(2020, 1, 1)), unique=True, max_size=4),
    owners=st.lists(st.sampled_from(["ccg-one", "ccg-two"]), min_size=5, max_size=5),
    day=st.dates(date(2013, 4, 1), date(2021, 1, 1)),
)
def test_on_any_day_the_bodies_that_share_out_a_place_cover_it_once(
    days: list[date], owners: list[str], day: date
) -> None:
    """A cell that changes hands on some days: whoever held it, the spells of each day sum to the whole."""
    firsts = [None, *sorted(days)]
    ends = [date.fromordinal(first.toordinal() - 1) for first in sorted(days)] + [None]
    held = [
        {"cell": "00aa", "body": owner, "from": str(first or ""), "to": str(end or "")}
        for first, end, owner in zip(firsts, ends, owners, strict=False)
    ]
    rows = {**SMALL, "membership": held}
    found = place_history((made := small(rows)).history, gazetteer(made).find("Ayton"))
    of_day = [each for each in found.spells if each.spell.certain_on(day)]
    assert sum((each.share.value or Decimal(0) for each in of_day), Decimal(0)) == 1
    assert len({(each.body.id, each.spell.start) for each in found.spells}) == len(found.spells)
    for one, two in zip(found.spells, found.spells[1:], strict=False):  # what touches is one spell
        if one.body == two.body and one.spell.end and two.spell.start:
            assert (two.spell.start - one.spell.end).days > 1


# Areas


def test_an_area_is_the_cells_of_a_day_with_their_people(record: Record) -> None:
    found = area(record.history, record.history.bodies["pct-one"], date(2010, 1, 1))
    assert found.document() == {
        "body": "pct-one",
        "name": "pct-one",
        "as_at": "2010-01-01",
        "population": 3600,
        "cells": [
            {
                "cell": cell,
                "name": name,
                "share": share,
                "share_low": share,
                "population": people,
                "evidence": evidence,
                "inferred": False,
                "sources": ["src"],
                "note": "",
            }
            for cell, name, share, people, evidence in (
                ("00aa", "Ayton", 1.0, 3000, "derived"),
                ("00ab-1", "Beeham", 0.6, 600, "approximate"),
            )
        ],
    }


def test_an_area_changes_within_a_life(record: Record) -> None:
    body = record.history.bodies["ccg-one"]
    cells = {
        day: [cell.id for cell, _ in area(record.history, body, date.fromisoformat(day)).pieces]
        for day in ("2015-03-31", "2015-04-01")
    }
    assert cells == {"2015-03-31": ["00aa", "00ab-1"], "2015-04-01": ["00aa"]}


@pytest.mark.parametrize(
    ("body", "day", "said"),
    [
        ("pct-one", date(2014, 1, 1), "had no area on 1 January 2014: 1 April 2002 to 31 March 2013. Give a day"),
        ("ccg-three", date(2014, 1, 1), "not known: no source read lists its districts. That of 2 of 3 bodies"),
        ("csu-none", date(2014, 1, 1), "none is held for any commissioning support unit"),
    ],
)
def test_a_body_without_area_is_told_why(record: Record, body: str, day: date, said: str) -> None:
    with pytest.raises(UnknownPlace) as raised:
        area(record.history, record.history.bodies[body], day)
    assert said in str(raised.value)


def test_areas_of_a_record_without_any() -> None:
    bare = replace(small(), areas_file=None)
    with pytest.raises(UnknownPlace, match="holds no areas"):
        area(bare.history, bare.history.bodies["ccg-one"], date(2014, 1, 1))


@pytest.mark.parametrize(
    ("day", "said"), [(date(1989, 12, 31), "before 1990"), (date(2030, 1, 1), "still to come.*8 March 2027")]
)
def test_days_on_which_no_area_is_known_are_refused(day: date, said: str) -> None:
    with pytest.raises(BadDay, match=said):
        known_day(day, today=date(2027, 3, 8))
    assert known_day(date(1990, 1, 1), today=date(2027, 3, 8)) == date(1990, 1, 1)
