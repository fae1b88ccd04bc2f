"""Shares of the real record: whole between the days of its tiers, and right where people know what happened."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from graph.model.entities import LEGAL_AND_AREA
from graph.model.share import Weight
from graph.recode.crosswalk import crosswalk
from graph.recode.recoder import Recoder
from graph.record import Record
from graph.shares.descent import Descent
from graph.shares.division import Relative

DAYS = (date(1997, 6, 1), date(2004, 6, 1), date(2009, 6, 1), date(2014, 6, 1), date(2021, 6, 1), date(2026, 6, 1))
"""One of each tier of commissioners; the districts of before 1996 are known for half of England only."""

PEOPLE = 56_550_138
"""Those of England in the middle of 2020, by the Office for National Statistics."""


def whole(record: Record, code: str, first: date, second: date, **options: object) -> dict[str, float | None]:
    found = Recoder(record.history, second, since=first, **options).recode(code)  # type: ignore[arg-type]
    return {each.code: None if each.share is None else round(float(each.share), 3) for each in found.targets}


# The days between which tables are asked for: two a year since the health authorities, each to one of another tier.
THIRTY = [*[date(year, month, 1) for year in range(1997, 2027, 2) for month in (4, 11)][:29], date(2026, 6, 1)]
FAR = [(day, THIRTY[(place + 13) % len(THIRTY)]) for place, day in enumerate(THIRTY)]


@pytest.mark.parametrize("days", [*permutations(DAYS, 2), *FAR], ids=lambda days: " to ".join(map(str, days)))
def test_every_body_with_an_area_reaches_the_other_day_whole(record: Record, days: tuple[date, date]) -> None:
    history = record.history
    recoder = Recoder(history, days[1], since=days[0])
    met = 0
    for body in history.bodies.values():
        if body.life.certain_on(days[0]) and history.areas.coverage(body.id, days[0]):
            found = recoder.of_body(body)
            low, high = (sum(getattr(each.part, end) for each in found.targets) for end in ("low", "high"))
            assert low <= Decimal("1.0005"), body.id
            assert high >= Decimal("0.9995"), body.id
            assert not found.lost, body.id
            met += 1
    assert met > 100


def test_west_essex_went_wholly_to_essex(record: Record) -> None:
    """And Hertfordshire to Central East, though one board held all three and was divided."""
    days = date(2021, 6, 1), date(2026, 4, 1)
    assert {code: whole(record, code, *days) for code in ("07H", "06K", "06N")} == {
        "07H": {"D7T5G": 1},
        "06K": {"S1Y5D": 1},
        "06N": {"S1Y5D": 1},
    }


def test_only_west_birmingham_left_the_black_country(record: Record) -> None:
    days = date(2016, 6, 1), date(2022, 7, 1)
    assert [whole(record, code, *days) for code in ("05C", "05Y", "06A")] == [{"QUA": 1}] * 3
    assert whole(record, "05L", *days, weight=Weight.LSOAS) == {"QUA": 0.669, "QHL": 0.331}


def test_a_partnership_is_divided_among_partnerships_and_systems_together(record: Record) -> None:
    """The systems of April 2020 and the partnerships that had not become one were England between them."""
    days = date(2017, 4, 1), date(2020, 4, 1)
    assert [whole(record, code, *days) for code in ("QMK", "QNX")] == [
        {"QHM": 0.861, "QOQ": 0.139},
        {"QNX": 0.897, "QXU": 0.103},
    ]


def test_a_ccg_reaches_its_sub_icb_locations(record: Record) -> None:
    days = date(2022, 6, 30), date(2022, 7, 1)
    assert whole(record, "02P", *days, kind_to="local-place") == {"02P": 1}
    lsoas = whole(record, "D2P2L", *days, kind_to="local-place", weight=Weight.LSOAS)
    assert lsoas == {"D2P2L": 0.886, "15E": 0.114}


@pytest.mark.parametrize(
    ("first", "second", "kind_from", "kind_to"),
    [
        (date(2012, 6, 1), date(2026, 6, 1), "pct", "icb"),
        (date(2026, 6, 1), date(2012, 6, 1), "icb", "pct"),
        (date(1997, 6, 1), date(2026, 6, 1), "ha", "icb"),
        (date(2026, 6, 1), date(1997, 6, 1), "icb", "ha"),
        (date(2022, 6, 30), date(2022, 7, 1), "ccg", "local-place"),
    ],
)
def test_a_crosswalk_is_complete_both_ways_and_places_all_of_england(
    record: Record, first: date, second: date, kind_from: str, kind_to: str
) -> None:
    found = crosswalk(record.history, first, second, kind_from=kind_from, kind_to=kind_to, estimate=True)
    assert found.totals["unknown"] == found.totals["no-successor"] == found.without_area == 0
    assert sum(found.people.values()) == pytest.approx(PEOPLE, rel=1e-6)
    assert found.people["not-placed"] < PEOPLE * 0.01
    reached = {row["to_id"] for row in found.rows()}
    of_kind = record.history.kinds_within(kind_to)
    there = {b.id for b in record.history.bodies.values() if b.kind in of_kind and b.life.certain_on(second)}
    assert reached == there


@pytest.mark.parametrize("year", [1991, 1993, 1997, 2000, 2002, 2005, 2007, 2012, 2013, 2019, 2022, 2026])
def test_a_crosswalk_of_all_kinds_counts_everyone_once(record: Record, year: int) -> None:
    found = crosswalk(record.history, date(year, 6, 1), date(2024, 6, 1))
    people = sum(found.people.values())
    if year in (1991, 1993, 2002):  # the areas of some authorities are not known, nor who commissioned in one district
        assert 0 < people < PEOPLE
    else:
        assert people == pytest.approx(PEOPLE, rel=2e-5)  # parts of cells are rounded


def test_a_table_carries_edition_weight_and_a_hash_that_changes_with_its_rows(record: Record) -> None:
    asked = {"kind_from": "pct", "kind_to": "ccg", "edition": "today"}
    pair = (record.history, date(2012, 6, 1), date(2014, 6, 1))
    about = [crosswalk(*pair, **asked, weight=weight).about() for weight in (Weight.PEOPLE, Weight.LSOAS)]
    assert [each["weight"] for each in about] == ["people", "lsoas"]
    assert {each["edition"] for each in about} == {"today"}
    assert about[0]["sha256"] != about[1]["sha256"]
    assert about[0] == crosswalk(*pair, **asked).about()


def test_those_that_followed_a_body_on_one_day_had_no_more_than_all_of_it(record: Record) -> None:
    """Norwich CCG was given a part of South Norfolk in 2017: the first was not 27.3 % of Norfolk PCT, but 25.0 %."""
    descent = Descent(record.history, LEGAL_AND_AREA)
    met = 0
    for trust in record.history.by_kind["pct"]:
        followed: dict[object, list[Relative]] = defaultdict(list)
        for relative in descent.after(trust):
            direct = [path[0] for path in relative.paths if len(path) == 1]
            if direct and relative.share is not None:
                followed[relative.body.kind, direct[-1].earliest].append(relative)
        for relatives in followed.values():
            assert sum(relative.share or 0 for relative in relatives) <= Decimal("1.0005"), trust.id
            met += len(relatives) > 1
    assert met > 30
    (norwich,) = [each for each in descent.after(record.history.bodies["pct-5pq"]) if each.body.id == "ccg-06w"]
    assert norwich.share is not None
    assert round(norwich.share, 3) == Decimal("0.25")
