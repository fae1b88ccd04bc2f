"""The bodies in force on a day, certain and possible, and who answered to whom; the restructures in their order."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers.landscape import landscape, listing
from graph.answers.timeline import timeline
from graph.errors import UnknownKind
from graph.model.entities import Tier
from graph.record import Record
from graph.record.history import History
from tests.support.command_line import call
from tests.support.histories import from_rows, histories

DAY = date(2013, 4, 1)


@pytest.fixture(scope="module")
def few() -> History:
    return from_rows(
        {
            "bodies": [
                {"id": "sure", "kind": "pct", "start": "2006-10-01", "ods_code": "5NR"},
                {"id": "ended", "kind": "pct", "start": "2006-10-01", "end": "2013-03-31"},
                {"id": "trust", "kind": "care-trust", "start": "2006-10-01"},
                {"id": "perhaps", "kind": "pct", "start": "2006-10-01", "end_precision": "unknown"},
                {"id": "guessed", "kind": "pct", "start": "2014-01-01", "start_precision": "by"},
            ],
            "inferences_bodies": [{"id": "supposed", "kind": "pct", "start": "2006-10-01"}],
            "inferences_values": [
                {"body_id": "guessed", "field": "start", "value": "2013-01-01", "precision": "day"},
            ],
            "kinds": [{"id": "care-trust", "broader": "pct"}],
            "names": [
                {"body_id": "sure", "name": "In law", "type": "legal", "start": "2006-10-01"},
                {"body_id": "sure", "name": "At work", "type": "working", "start": "2013-01-01"},
            ],
            "accountability": [
                {"id": "l1", "from_id": "sure", "to_id": "trust", "kind": "oversight", "start": "2010-01-01"},
                {"id": "l2", "from_id": "sure", "to_id": "ended", "kind": "oversight", "end": "2012-01-01"},
            ],
        }
    )


def ids(history: History, day: date, kind: str = "") -> dict[str, bool]:
    return {entry.body.id: entry.certain for entry in listing(history, day, kind).with_possible().entries}


def test_a_list_has_the_certain_bodies_and_says_how_many_more_are_possible(few: History) -> None:
    found = listing(few, DAY, "pct")
    assert [entry.body.id for entry in found.entries] == ["guessed", "supposed", "sure"]
    assert [entry.body.id for entry in found.possible] == ["perhaps"]


def test_the_possible_ones_are_added_marked_when_asked_for(few: History) -> None:
    assert ids(few, DAY, "pct") == {"guessed": True, "perhaps": False, "supposed": True, "sure": True}
    document = listing(few, DAY, "pct").with_possible().document()
    assert [each["in_force"] for each in document] == ["certain", "possible", "certain", "certain"]


def test_what_counts_only_by_inference_is_marked_and_left_out_where_only_stated_facts_count(few: History) -> None:
    assert {e.body.id: e.inferred for e in listing(few, DAY, "pct").entries} == {
        "guessed": True, "supposed": True, "sure": False
    }  # fmt: skip
    assert ids(few.stated, DAY, "pct") == {"guessed": False, "perhaps": False, "sure": True}


def test_a_kind_stands_for_itself_and_none_for_all(few: History) -> None:
    assert "trust" not in ids(few, DAY, "pct")
    assert ids(few, DAY, "care-trust") == {"trust": True}
    assert "trust" in ids(few, DAY)


def test_the_last_day_in_force_is_the_end(few: History) -> None:
    assert "ended" in ids(few, date(2013, 3, 31), "pct")
    assert "ended" not in ids(few, DAY, "pct")


def test_the_name_is_the_one_of_the_day_the_working_one_first(few: History) -> None:
    names = {
        day: next(e.name for e in listing(few, day).entries if e.body.id == "sure") for day in (DAY, date(2010, 1, 1))
    }
    assert names == {DAY: "At work", date(2010, 1, 1): "In law"}
    assert few.bodies["sure"].legal_name_on(DAY) == "In law"


def test_an_entry_has_the_fixed_keys(few: History) -> None:
    entry = listing(few, DAY, "pct").document()[2]
    assert entry == {
        "id": "sure",
        "name": "At work",
        "kind": "pct",
        "ods_code": "5NR",
        "gss_code": None,
        "start": "2006-10-01",
        "end": None,
        "start_precision": "day",
        "end_precision": None,
        "in_force": "certain",
        "evidence": "stated",
    }


def test_an_unknown_kind_is_refused_with_near_ones(record: Record) -> None:
    with pytest.raises(UnknownKind, match=r"^No kind of body is called 'cgc'\. Try: .*\bccg\b"):
        listing(record.history, DAY, "cgc")
    with pytest.raises(UnknownKind) as refused:
        listing(record.history, DAY, "\x00" * 10**6)
    assert len(str(refused.value)) < 500


def test_a_landscape_counts_kinds_and_lines_of_the_day(few: History) -> None:
    found = landscape(few, DAY)
    assert {each.kind.id: (each.count, len(each.possible)) for each in found.tier(Tier.LOCAL)} == {
        "pct": (3, 1),
        "care-trust": (1, 0),
    }
    assert found.flows == (("pct", "care-trust", "oversight", 1),)
    assert set(found.document()) == {
        "day", "restructure_before", "restructure_after", "tiers", "accountability", "rules"
    }  # fmt: skip


@settings(max_examples=50)
@given(histories(), st.dates(date(1998, 1, 1), date(2014, 1, 1)))
def test_a_body_is_certain_possible_or_neither_never_two(history: History, day: date) -> None:
    found = listing(history, day)
    certain, possible = ({entry.body.id for entry in part} for part in (found.entries, found.possible))
    assert not certain & possible
    assert certain == {body.id for body in history.bodies.values() if body.life.certain_on(day)}
    assert sum(each.count for each in landscape(history, day).kinds) == len(certain)


# The real record

CCGS = [
    ("2013-04-01", 211),
    ("2014-04-01", 211),
    ("2016-04-01", 209),
    ("2017-04-01", 207),
    ("2018-04-01", 195),
    ("2019-04-01", 191),
    ("2020-04-01", 135),
    ("2021-04-01", 106),
]


@pytest.mark.parametrize(("day", "count"), CCGS)
def test_the_ccgs_of_each_day(record: Record, day: str, count: int) -> None:
    found = listing(record.history, date.fromisoformat(day), "ccg")
    assert len(found.entries) == count
    assert not found.possible


def test_there_were_42_icbs_on_their_first_day(record: Record) -> None:
    assert len(listing(record.history, date(2022, 7, 1), "icb").entries) == 42
    assert not listing(record.history, date(2022, 6, 30), "icb").entries


def test_a_landscape_stands_between_restructures(record: Record) -> None:
    found = landscape(record.history, date(2014, 6, 1))
    assert found.restructure_before
    assert found.restructure_before.id == "r7"
    assert found.restructure_after
    assert found.restructure_after.id == "r8"


def test_the_arrangements_of_2017_are_lines_of_r8(record: Record) -> None:
    kinds = {line.kind for line in record.history.lines if line.restructure == "r8"}
    assert {"joint-post", "oversight", "personal"} <= kinds
    promises = [each for each in record.history.commitments if each.restructure == "r8"]
    assert len(promises) >= 3
    assert all(each.source for each in promises)


def test_the_timeline_has_the_ten_restructures_in_order(record: Record) -> None:
    found = timeline(record.history, 2026)
    assert [each.restructure.id for each in found.restructures] == [f"r{number}" for number in range(1, 11)]
    assert set(found.document()) == {"restructures", "days", "kinds"}
    ccgs = next(each for each in found.kinds if each.kind == "ccg")
    assert ccgs.certain[found.days.index(date(2013, 12, 31))] == 211
    assert all(sure <= may for each in found.kinds for sure, may in zip(each.certain, each.possible, strict=True))


def test_a_list_says_how_many_of_a_narrower_kind_are_counted_with_it(record: Record) -> None:
    found = listing(record.history, date(2006, 10, 1), "pct")
    assert [(kind.id, number) for kind, number in found.counted_with] == [("care-trust", 4)]
    text = " ".join(call("list", "--kind", "pct", "--as-at", "2006-10-01").out.split())
    assert text.startswith("152 primary care trusts in force on 1 October 2006 Of these, 148 are listed here, and 4 ")
    assert "and 4 care trusts with --kind care-trust" in text
