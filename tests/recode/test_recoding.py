"""What a code becomes on another day: each status once by hand, and what is never decided silently."""

from datetime import date
from decimal import Decimal

import pytest

from graph.recode.result import Status
from tests.support.histories import from_rows, small
from tests.support.recodings import recoded, targets

# Statuses


def test_a_body_still_in_force_under_its_name_is_the_same() -> None:
    found = recoded(small(bodies={"a": "2000-01-01"}), "a")
    assert targets(found) == {"a": ("same", 1)}
    assert found.targets[0].path == ()


def test_a_body_under_another_name_is_renamed_and_named_as_on_the_target_day() -> None:
    names = [
        {"body_id": "a", "name": "Old", "start": "2000-01-01", "end": "2012-12-31"},
        {"body_id": "a", "name": "New", "start": "2013-01-01"},
    ]
    history = from_rows({"bodies": [{"id": "a", "start": "2000-01-01"}], "names": names})
    found = recoded(history, "a")
    assert (targets(found), found.targets[0].name) == ({"a": ("renamed", 1)}, "New")
    assert recoded(history, "a", to=date(2011, 1, 1)).targets[0].name == "Old"


def test_a_body_replaced_by_one_that_has_nothing_else_is_renamed() -> None:
    history = small("a > b 2013-04-01 replacement", bodies={"a": "2000-01-01/2013-03-31", "b": "2013-04-01"})
    assert targets(recoded(history, "a")) == {"b": ("renamed", 1)}


def test_bodies_that_went_into_one_are_merged() -> None:
    ended = "2000-01-01/2013-03-31"
    history = small(
        "a > c 2013-04-01 merger", "b > c 2013-04-01 merger", bodies={"a": ended, "b": ended, "c": "2013-04-01"}
    )
    assert targets(recoded(history, "a")) == {"c": ("merged", 1)}


def test_a_body_taken_into_one_that_was_there_already_is_merged() -> None:
    history = small("a > b 2013-04-01 merger", bodies={"a": "2000-01-01/2013-03-31", "b": "2000-01-01"})
    assert targets(recoded(history, "a")) == {"b": ("merged", 1)}


def test_a_split_has_a_row_for_each_part_the_largest_first() -> None:
    history = small(
        "a > b 2013-04-01 split 0.3",
        "a > c 2013-04-01 split 0.7",
        bodies={"a": "2000-01-01/2013-03-31", "b": "2013-04-01", "c": "2013-04-01"},
    )
    found = recoded(history, "a")
    assert list(targets(found).items()) == [("c", ("split", 0.7)), ("b", ("split", 0.3))]


def test_what_stays_with_a_body_that_goes_on_is_one_of_the_parts() -> None:
    history = small("a > b 2013-04-01 partial-transfer 0.2", bodies={"a": "2000-01-01", "b": "2000-01-01"})
    assert targets(recoded(history, "a")) == {"a": ("split", 0.8), "b": ("split", 0.2)}


def test_an_heir_that_passed_part_on_keeps_only_the_rest() -> None:
    history = small(
        "a > b 2012-04-01 merger",
        "b > c 2013-04-01 partial-transfer 0.1",
        bodies={"a": "2000-01-01/2012-03-31", "b": "2012-04-01", "c": "2000-01-01"},
    )
    assert targets(recoded(history, "a")) == {"b": ("split", 0.9), "c": ("split", 0.1)}


def test_a_change_without_a_day_cannot_have_been_before_its_predecessor_was_last_seen() -> None:
    history = from_rows(
        {
            "bodies": [
                {"id": "a", "start": "2000-01-01", "end": "2012-03-31"},
                {
                    "id": "b",
                    "start": "2012-04-01",
                    "end": "2019-03-31",
                    "end_precision": "by",
                    "last_seen": "2016-01-01",
                },
                {"id": "c", "start": "2019-04-01", "start_precision": "by"},
            ],
            "events": [{"id": "e1", "kind": "merger", "date": "2012-04-01"}, {"id": "e2", "kind": "merger"}],
            "successions": [
                {"event_id": "e1", "from_id": "a", "to_id": "b"},
                {"event_id": "e2", "from_id": "b", "to_id": "c"},
            ],
        }
    )
    found = recoded(history, "a")
    assert (targets(found), found.note) == ({"b": ("renamed", 1)}, "")
    assert targets(recoded(history, "a", to=date(2018, 1, 1))) == {"c": ("merged", 1)}


def test_a_split_without_shares_leads_to_both_with_an_unknown_share() -> None:
    history = small(
        "a > b 2013-04-01 split",
        "a > c 2013-04-01 split",
        bodies={"a": "2000-01-01/2013-03-31", "b": "2013-04-01", "c": "2013-04-01"},
    )
    found = recoded(history, "a")
    assert targets(found) == {"b": ("unknown-share", None), "c": ("unknown-share", None)}
    assert found.weights == (None, None)


def test_a_code_nobody_had_is_unknown_and_says_what_may_have_happened_to_it() -> None:
    history = from_rows({"bodies": [{"id": "a", "ods_code": "04F", "start": "2000-01-01"}]})
    assert recoded(history, "4F").status is Status.UNKNOWN_CODE
    assert recoded(history, "4F").note == "A leading zero may be lost: 04F"
    assert "spreadsheet" in recoded(history, "5.00E+01").note
    assert recoded(history, "  ").note == "No code"
    assert recoded(history, "=1+1").status is Status.UNKNOWN_CODE


def test_a_body_that_ended_without_an_heir_has_no_successor() -> None:
    found = recoded(small(bodies={"a": "2000-01-01/2013-03-31"}), "a")
    assert (found.status, found.targets, found.lost) == (Status.NO_SUCCESSOR, (), {"no-successor": 1})


def test_what_comes_back_to_where_it_began_is_not_followed_again_and_says_so() -> None:
    history = small(
        "a > b 2012-04-01 partial-transfer 1",
        "b > a 2013-04-01 partial-transfer 1",
        bodies={"a": "2000-01-01", "b": "2000-01-01"},
    )
    found = recoded(history, "a")
    assert (found.status, found.lost, found.unallocated_because) == ("no-successor", {"came-back": 1}, "came-back")
    assert found.note == "Part came back to a, and is not followed a second time"


def test_a_part_that_comes_back_is_lost_and_said() -> None:
    history = small(
        "a > b 2012-04-01 partial-transfer 0.5",
        "b > a 2013-04-01 partial-transfer 0.4",
        bodies={"a": "2000-01-01", "b": "2012-04-01"},
    )
    found = recoded(history, "a")
    assert targets(found) == {"a": ("split", 0.5), "b": ("split", 0.3)}
    assert found.lost == {"came-back": Decimal("0.2")}
    assert found.unallocated_because == "came-back"
    assert "Part came back to a" in found.note


def test_what_the_shares_leave_of_a_body_that_ended_is_lost_and_said() -> None:
    history = small("a > b 2013-04-01 split 0.6", bodies={"a": "2000-01-01/2013-03-31", "b": "2013-04-01"})
    found = recoded(history, "a")
    assert (targets(found), found.lost) == ({"b": ("split", 0.6)}, {"no-successor": Decimal("0.4")})


def test_shares_that_miss_the_whole_by_rounding_are_weighed_as_the_whole() -> None:
    history = small(
        *(f"a > {each} 2013-04-01 split 0.3333" for each in "bcd"),
        bodies={"a": "2000-01-01/2013-03-31", **dict.fromkeys("bcd", "2013-04-01")},
    )
    found = recoded(history, "a")
    assert sum(weight or 0 for weight in found.weights) == 10**9
    assert float(found.targets[0].share or 0) == 0.3333


def test_known_shares_beside_an_unknown_one_are_weighed_as_no_more_than_the_whole() -> None:
    history = small(
        "a > b 2013-04-01 split 0.6",
        "a > c 2013-04-01 split 0.4001",
        "a > d 2013-04-01 split",
        bodies={"a": "2000-01-01/2013-03-31", **dict.fromkeys("bcd", "2013-04-01")},
    )
    found = recoded(history, "a")
    assert [target.share for target in found.targets] == [Decimal("0.6"), Decimal("0.4001"), None]
    assert sum(weight or 0 for weight in found.weights) == 10**9


def test_a_part_of_unknown_size_without_an_heir_is_the_reason_for_what_is_not_allocated() -> None:
    history = small(
        "a > b 2013-04-01 split 0.6",
        "a > c 2013-04-01 split",
        bodies={"a": "2000-01-01/2013-03-31", "b": "2013-04-01", "c": "2013-04-01/2014-03-31"},
    )
    found = recoded(history, "a")
    assert (targets(found), found.unallocated_because) == ({"b": ("split", 0.6)}, "no-successor")


def test_shares_of_more_than_the_whole_divide_nothing() -> None:
    ended = "2000-01-01/2013-03-31"
    history = small(
        "a > b 2013-04-01 split 0.8",
        "a > c 2013-04-01 split 0.9",
        bodies={"a": ended, "b": "2013-04-01", "c": "2013-04-01"},
    )
    found = recoded(history, "a")
    assert {status for status, _ in targets(found).values()} == {"unknown-share"}
    assert "more than the whole" in found.note


# Which body a code means


REUSED = from_rows(
    {
        "bodies": [
            {"id": "old", "kind": "pct", "name": "Old PCT", "ods_code": "13T", "ons_code": "E16000001",
             "start": "2000-01-01", "end": "2010-12-31"},
            {"id": "new", "kind": "ccg", "name": "New CCG", "ods_code": "13T", "start": "2011-01-01"},
        ]
    }
)  # fmt: skip


def test_a_code_whose_readings_differ_says_what_each_would_give() -> None:
    found = recoded(REUSED, "13T", since=None)
    assert (found.status, found.targets) == (Status.AMBIGUOUS_CODE, ())
    assert [body.id for body in found.candidates] == ["old", "new"]
    assert [(each.body.id, [target.body.id for target in each.targets]) for each in found.readings if each.body] == [
        ("old", []),
        ("new", ["new"]),
    ]
    assert found.note == (
        "2 bodies had it: as Old PCT (old, 2000-01-01 to 2010-12-31) it gives nothing; "
        "as New CCG (new, from 2011-01-01) it gives 13T"
    )


def test_readings_that_give_one_answer_are_that_answer() -> None:
    history = from_rows(
        {
            "bodies": [
                {"id": "stp", "ods_code": "QAA", "start": "2000-01-01", "end": "2009-12-31"},
                {"id": "ics", "ods_code": "QAA", "start": "2010-01-01", "end": "2012-03-31"},
                {"id": "icb", "ods_code": "QAA", "start": "2012-04-01"},
            ],
            "events": [
                {"id": "e1", "kind": "replacement", "date": "2010-01-01"},
                {"id": "e2", "kind": "replacement", "date": "2012-04-01"},
            ],
            "successions": [
                {"event_id": "e1", "from_id": "stp", "to_id": "ics"},
                {"event_id": "e2", "from_id": "ics", "to_id": "icb"},
            ],
        }
    )
    found = recoded(history, "QAA", since=None)
    assert targets(found) == {"icb": ("same", 1)}
    assert "stp (2000-01-01 to 2009-12-31), ics (2010-01-01 to 2012-03-31)" in found.note
    assert "each gives this answer" in found.note


def test_a_code_with_days_of_its_own_means_its_body_of_those_days() -> None:
    history = from_rows(
        {
            "bodies": [{"id": "a", "start": "2000-01-01", "end": "2011-12-31"}, {"id": "b", "start": "2012-01-01"}],
            "codes": [
                {"body_id": "a", "scheme": "gss", "code": "E54000001", "start": "2000-01-01", "end": "2005-12-31"},
                {"body_id": "a", "scheme": "gss", "code": "E54000002", "start": "2006-01-01", "end": "2011-12-31"},
            ],
        }
    )
    for code, day in (("E54000001", date(2005, 12, 31)), ("E54000002", date(2011, 12, 31))):
        found = recoded(history, code, since=None)
        assert found.body is not None
        assert (found.body.id, found.day) == ("a", day)


@pytest.mark.parametrize(
    ("text", "matched_as", "note"),
    [
        ("01A", "ods-code", ""),
        ("old harbour primary care trust", "name", ""),
        ("Old Harbour PCT", "everyday-name", "Old Harbour PCT is read as Old Harbour Primary Care Trust"),
        ("01A00", "publishers-form", "01A00 is read as 01A"),
        ("Old Harbour (01A)", "code-in-text", "Old Harbour (01A) is read as 01A"),
        ("Old Harbuor PCT", "near-name", "Old Harbuor PCT is read as Old Harbour Primary Care Trust"),
    ],
)
def test_how_a_text_was_read_is_said(text: str, matched_as: str, note: str) -> None:
    body = {"id": "pct-01a", "kind": "pct", "name": "Old Harbour Primary Care Trust", "ods_code": "01A"}
    found = recoded(from_rows({"bodies": [{**body, "start": "2000-01-01"}]}), text)
    assert (found.matched_as, found.note) == (matched_as, note)
    assert targets(found) == {"pct-01a": ("same", 1)}


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("RXX", "the code of an NHS trust"),
        ("A81001", "the code of a GP practice or prescribing cost centre"),
        ("W06000001", "a GSS code of another country than England"),
        ("E01000001", "the GSS code of a lower layer super output area (LSOA)"),
        ("7A1", "the code of a health board in Wales"),
        ("7A3B7", "the code of a health board in Wales"),
        ("NONC", "a mark for no commissioner in England"),
        ("V81999", "a code for no GP practice, or for one that is not known"),
    ],
)
def test_a_code_that_the_record_does_not_hold_is_named_for_what_it_is(code: str, what: str) -> None:
    assert recoded(REUSED, code).note == f"The record does not hold it: by its form it is {what}"


@pytest.mark.parametrize(
    "text", ["ENGLAND TOTAL", "England", "ENG", "E92000001", "National", "Total: London", "All CCGs"]
)
def test_a_total_over_bodies_is_marked_as_one(text: str) -> None:
    assert recoded(REUSED, text).status is Status.TOTAL_ROW


@pytest.mark.parametrize(
    "text", ["", "-", "*", "..", "N/A", "#N/A", "[x]", "Unknown", "Not known", "Unallocated", "Source: ODS, 2013"]
)
def test_a_cell_that_names_no_body_is_no_problem(text: str) -> None:
    assert recoded(REUSED, text).status is Status.NO_CODE


def test_a_code_that_a_spreadsheet_read_as_a_power_of_ten_is_offered() -> None:
    history = from_rows({"bodies": [{"id": "a", "kind": "pct", "ods_code": "5E1", "start": "2000-01-01"}]})
    for number in ("5.00E+01", "50", "50.0"):
        assert recoded(history, number).note == "A spreadsheet may have read a code such as 5E1 as a number"
    assert (
        recoded(history, "700").note == "The record does not hold it: by its form it is the code of a local authority"
    )


@pytest.mark.parametrize("text", ["13T\u200b", "'13T", '="13T"', '"13T"', "\ufeff13T\u00a0"])
def test_marks_that_spreadsheets_leave_around_a_code_do_not_matter(text: str) -> None:
    assert recoded(REUSED, text, since=date(2005, 1, 1)).body == REUSED.bodies["old"]


def test_the_day_of_the_codes_decides_which_body_is_meant() -> None:
    assert recoded(REUSED, "13t ", since=date(2012, 1, 1)).body == REUSED.bodies["new"]
    assert recoded(REUSED, "13T", since=date(2005, 1, 1)).body == REUSED.bodies["old"]


def test_the_kind_of_the_codes_decides_too() -> None:
    assert recoded(REUSED, "13T", since=None, kind_from="ccg").body == REUSED.bodies["new"]


@pytest.mark.parametrize("text", ["old", "OLD", " old ", "e16000001", "old pct", "Old  PCT"])
def test_an_id_a_gss_code_or_a_name_will_do_in_any_case(text: str) -> None:
    assert recoded(REUSED, text, since=date(2005, 1, 1)).body == REUSED.bodies["old"]


def test_part_of_a_name_is_not_enough() -> None:
    assert recoded(REUSED, "PCT").status is Status.UNKNOWN_CODE


def test_a_code_of_another_day_is_not_in_force_and_says_who_had_it() -> None:
    found = recoded(REUSED, "13T", since=date(1995, 1, 1))
    assert found.status is Status.NOT_IN_FORCE
    assert "new (from 2011-01-01)" in found.note


def test_a_body_certainly_in_force_is_meant_before_one_that_may_have_been() -> None:
    rows = [
        {"id": "sure", "ods_code": "X1", "start": "2000-01-01"},
        {"id": "perhaps", "ods_code": "X1", "start": "", "end": "2014-01-01"},
    ]
    assert (recoded(from_rows({"bodies": rows}), "X1").body or REUSED.bodies["old"]).id == "sure"


def test_a_target_that_may_not_have_been_in_force_says_so() -> None:
    rows = [{"id": "a", "ods_code": "X1", "start": "2000-01-01", "end_precision": "unknown", "last_seen": "2011-01-01"}]
    found = recoded(from_rows({"bodies": rows}), "X1")
    assert targets(found) == {"a": ("same", 1)}
    assert not found.targets[0].certain
    assert found.note == "a may not have been in force on 2015-01-01"


def test_without_a_day_a_body_that_ended_is_taken_as_it_was_at_its_end() -> None:
    history = small(
        "a > c 2005-04-01 partial-transfer",
        "a > b 2013-04-01 merger",
        bodies={"a": "2000-01-01/2013-03-31", "b": "2000-01-01", "c": "2000-01-01"},
    )
    assert targets(recoded(history, "a", since=None)) == {"b": ("merged", 1)}
    assert targets(recoded(history, "a", since=date(2004, 1, 1)))["b"] == ("unknown-share", None)


def test_without_a_day_a_body_whose_last_day_is_not_known_is_taken_as_it_was_when_it_had_begun() -> None:
    ended = {"start": "1982-01-01", "start_precision": "year", "end": "1996-03-31", "end_precision": "by"}
    history = from_rows(
        {
            "bodies": [{"id": "a", **ended}, {"id": "b", **ended}, {"id": "c", "start": "1994-04-01"}],
            "events": [{"id": "e", "kind": "merger"}],
            "successions": [{"event_id": "e", "from_id": each, "to_id": "c"} for each in "ab"],
        }
    )
    found = recoded(history, "a", to=date(1997, 4, 1), since=None)
    assert targets(found) == {"c": ("merged", 1)}
    assert found.note == "a is taken as it was on 1982-12-31: the days it was in force are not all known"
