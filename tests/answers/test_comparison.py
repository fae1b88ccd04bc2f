"""What changed between two days: each sort of change once by hand, the laws of a difference, and 2013 beside 2017."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers.diff import diff
from graph.answers.diff_result import Diff
from graph.answers.landscape import listing
from graph.recode.recoder import Recoder
from graph.record import Record
from graph.record.history import History
from tests.support.histories import from_rows, histories, small

BEFORE, AFTER = date(2013, 12, 31), date(2017, 12, 31)
DAYS = st.dates(date(1998, 1, 1), date(2014, 1, 1))

SHARE_KEYS = (
    "share",
    "share_low",
    "share_high",
    "share_basis",
    "stated_share",
    "stated_basis",
    "share_evidence",
    "estimated",
)


def document(comparison: Diff) -> dict[str, Any]:
    found = comparison.document()
    assert isinstance(found, dict)
    return found


def lines_on(history: History, day: date) -> set[tuple[str, str, str]]:
    return {(line.from_id, line.to_id, line.kind) for line in history.lines if line.spell.certain_on(day)}


# Laws


@settings(max_examples=60)
@given(histories(), DAYS)
def test_a_day_differs_from_itself_in_nothing(history: History, day: date) -> None:
    found = diff(history, day, day)
    assert not found.rows()
    assert not found.restructures
    assert all(each.before == each.after and not each.ended + each.begun + each.renamed for each in found.kinds)


@settings(max_examples=100)
@given(histories(), DAYS, DAYS)
def test_a_difference_applied_to_the_first_state_gives_the_second(history: History, one: date, other: date) -> None:
    first, second = sorted((one, other))
    found = diff(history, one, other)
    bodies = {entry.body.id for entry in listing(history, first).entries}
    bodies -= {each.body.id for each in found.ended}
    bodies |= {each.body.id for each in found.begun}
    assert bodies == {entry.body.id for entry in listing(history, second).entries}
    lines = lines_on(history, first)
    lines -= {(line.from_id, line.to_id, line.kind) for line in found.lines_ended}
    lines |= {(line.from_id, line.to_id, line.kind) for line in found.lines_begun}
    for change in found.lines_changed:
        lines.remove((change.before.from_id, change.before.to_id, change.before.kind))
        lines.add((change.after.from_id, change.after.to_id, change.after.kind))
    assert lines == lines_on(history, second)
    for each in found.renamed:
        assert (each.from_name, each.to_name) == (each.body.name_on(first), each.body.name_on(second))


@settings(max_examples=60)
@given(histories(), DAYS, DAYS)
def test_days_the_other_way_round_give_the_same_and_say_so(history: History, one: date, other: date) -> None:
    there, back = document(diff(history, one, other)), document(diff(history, other, one))
    assert there["from"] <= there["to"]
    assert {there.pop("reversed"), back.pop("reversed")} == ({False} if one == other else {True, False})
    assert there == back


@settings(max_examples=60)
@given(histories(), DAYS, DAYS)
def test_heirs_and_origins_are_in_force_on_the_other_day_and_counts_add_up(
    history: History, one: date, other: date
) -> None:
    found = diff(history, one, other)
    old, new = ({entry.body.id for entry in listing(history, day).entries} for day in (found.before, found.after))
    assert {relative.body.id for each in found.ended for relative in each.relatives} <= new
    assert {relative.body.id for each in found.begun for relative in each.relatives} <= old
    for each in found.kinds:
        assert each.before - each.ended + each.begun == each.after
    for reuse in found.code_reused:
        assert reuse.before.id in old
        assert reuse.after.id in new
        assert reuse.before != reuse.after


@settings(max_examples=100)
@given(histories(), DAYS, DAYS)
def test_a_body_is_an_heir_of_just_those_that_are_its_origins_and_with_the_same_share(
    history: History, one: date, other: date
) -> None:
    found = diff(history, one, other)
    ended, begun = ({each.body.id for each in changes} for changes in (found.ended, found.begun))
    heirs = {(each.body.id, heir.body.id): heir.share for each in found.ended for heir in each.relatives}
    origins = {(origin.body.id, each.body.id): origin.share for each in found.begun for origin in each.relatives}
    assert {pair: share for pair, share in heirs.items() if pair[1] in begun} == {
        pair: share for pair, share in origins.items() if pair[0] in ended
    }


@settings(max_examples=60)
@given(histories(), DAYS, DAYS)
def test_what_a_difference_says_of_heirs_is_what_recoding_says(history: History, one: date, other: date) -> None:
    found = diff(history, one, other)
    recoder = Recoder(history, found.after, since=found.before)
    for each in found.ended:
        targets = {target.body.id: target.share for target in recoder.of_body(each.body).targets if target.certain}
        assert {heir.body.id: heir.share for heir in each.relatives} == targets


# By hand


def test_an_heir_that_passed_a_part_on_keeps_the_rest_and_both_are_heirs() -> None:
    history = small(
        "a > b 2014-04-01 merger",
        "b > c 2016-04-01 partial-transfer 0.1",
        bodies={"a": "2013-04-01/2014-03-31", "b": "2014-04-01", "c": "2016-04-01"},
    )
    found = document(diff(history, BEFORE, AFTER))["bodies"]
    (ended,) = found["ended"]
    assert {each["id"]: each["share"] for each in ended["successors"]} == {"b": 0.9, "c": 0.1}
    origins = {
        each["id"]: [(origin["id"], origin["share"]) for origin in each["predecessors"]] for each in found["begun"]
    }
    assert origins == {"b": [("a", 0.9)], "c": [("a", 0.1)]}


def test_an_heir_of_an_heir_is_told_with_the_way() -> None:
    history = small(
        "a > b 2014-04-01 merger",
        "b > c 2016-04-01 split 0.4",
        "b > d 2016-04-01 split 0.6",
        bodies={
            "a": "2013-04-01/2014-03-31", "b": "2014-04-01/2016-03-31", "c": "2016-04-01", "d": "2016-04-01"
        },
    )  # fmt: skip
    found = document(diff(history, BEFORE, AFTER))["bodies"]
    (ended,) = found["ended"]
    assert [(each["id"], each["share"], each["via"]) for each in ended["successors"]] == [
        ("d", 0.6, ["b"]),
        ("c", 0.4, ["b"]),
    ]
    assert [[each["id"] for each in begun["predecessors"]] for begun in found["begun"]] == [["a"], ["a"]]


def test_a_rename_keeps_the_body_and_tells_both_names() -> None:
    history = from_rows(
        {
            "bodies": [{"id": "a", "start": "2010-01-01"}],
            "names": [
                {"body_id": "a", "name": "Old", "end": "2015-03-31"},
                {"body_id": "a", "name": "New", "start": "2015-04-01"},
            ],
        }
    )
    found = document(diff(history, BEFORE, AFTER))["bodies"]
    assert found["renamed"] == [{"id": "a", "kind": "ccg", "from_name": "Old", "to_name": "New", "date": "2015-04-01"}]
    assert found["ended"] == found["begun"] == []


def test_a_code_that_went_to_another_body_is_told() -> None:
    bodies = [
        {"id": "a", "ods_code": "01A", "start": "2013-04-01", "end": "2015-03-31"},
        {"id": "b", "ods_code": "01A", "start": "2015-04-01"},
        {"id": "c", "ods_code": "01B", "start": "2013-04-01"},
    ]
    found = document(diff(from_rows({"bodies": bodies}), BEFORE, AFTER))["bodies"]
    assert found["code_reused"] == [{"ods_code": "01A", "before": "a", "after": "b"}]


def test_the_row_of_a_code_that_went_to_another_body_names_that_code_and_not_the_main_one() -> None:
    bodies = [
        {"id": "a", "ods_code": "01A", "start": "2013-04-01", "end": "2015-03-31"},
        {"id": "b", "ods_code": "01B", "start": "2015-04-01"},
    ]
    codes = [{"body_id": body, "scheme": "ods", "code": "01Z"} for body in "ab"]
    rows = diff(from_rows({"bodies": bodies, "codes": codes}), BEFORE, AFTER).rows()
    reused = [row for row in rows if row["change"] == "code-reused"]
    assert [(row["ods_code"], row["id"], row["other"]) for row in reused] == [("01Z", "a", "b")]


def test_every_form_says_the_same_of_what_a_change_rests_on(record: Record) -> None:
    found = diff(record.history, date(1992, 12, 31), date(1997, 12, 31)).of_kind("dha")
    told = {
        each["id"]: each["evidence"]
        for each in (*document(found)["bodies"]["ended"], *document(found)["bodies"]["begun"])
    }
    assert told["dha-barnet"] == "inferred"
    rows = [row for row in found.rows() if row["change"] in ("ended", "begun")]
    assert {row["id"] for row in rows} == set(told)
    # A row also tells an heir: it may be inferred where the body is not, never the other way round.
    assert all(row["evidence"] == "inferred" for row in rows if told[str(row["id"])] == "inferred")
    assert {row["evidence"] for row in rows if row["id"] == "dha-barnet"} == {"inferred"}


def test_a_code_that_neither_had_on_the_days_is_no_re_use() -> None:
    bodies = [
        {"id": "a", "ods_code": "01A", "start": "2013-04-01", "end": "2015-03-31"},
        {"id": "b", "ods_code": "01B", "start": "2015-04-01"},
    ]
    codes = [
        {"body_id": "b", "scheme": "ods", "code": "01A", "start": "2018-04-01"},
        {"body_id": "b", "scheme": "ods", "code": "01B", "start": "2015-04-01", "end": "2018-03-31"},
    ]
    found = document(diff(from_rows({"bodies": bodies, "codes": codes}), BEFORE, AFTER))["bodies"]
    assert found["code_reused"] == []


def test_a_line_that_goes_on_in_another_way_is_changed() -> None:
    bodies = [{"id": "a", "start": "2010-01-01"}, {"id": "b", "start": "2010-01-01"}]
    line = {"from_id": "a", "to_id": "b"}
    lines = [
        {**line, "id": "l1", "kind": "oversight", "start": "2010-01-01", "end": "2015-03-31"},
        {**line, "id": "l2", "kind": "statutory", "start": "2015-04-01"},
        {"from_id": "b", "to_id": "a", "id": "l3", "kind": "funding", "start": "2015-04-01"},
    ]
    found = document(diff(from_rows({"bodies": bodies, "accountability": lines}), BEFORE, AFTER))["accountability"]
    assert [(each["from"], each["to"], each["before"], each["after"]) for each in found["changed"]] == [
        ("a", "b", "oversight", "statutory")
    ]
    assert [(each["from"], each["to"], each["kind"]) for each in found["begun"]] == [("b", "a", "funding")]
    assert found["ended"] == []


def test_the_doubtful_bodies_of_a_kind_are_counted_for_that_kind() -> None:
    bodies = [
        {"id": "a", "kind": "pct", "start": "2010-01-01", "end_precision": "unknown"},
        {"id": "b", "kind": "ccg", "start": "2010-01-01"},
    ]
    found = diff(from_rows({"bodies": bodies}), BEFORE, AFTER)
    assert (found.possible, found.of_kind("pct").possible, found.of_kind("ccg").possible) == (1, 1, 0)


def restructured(first: str, last: str) -> History:
    return from_rows({"restructures": [{"id": "r7", "number": "7", "in_force_from": first, "in_force_to": last}]})


@pytest.mark.parametrize(
    ("first", "last", "is_between"),
    [
        ("2013-12-31", "", False),
        ("2014-01-01", "", True),
        ("2017-12-31", "2020", True),
        ("2018", "", False),
        ("2013", "", False),
        ("2012", "2014-01", True),
        ("2017", "", True),
    ],
)
def test_a_restructure_is_between_two_days_if_it_touches_those_after_the_first(
    first: str, last: str, is_between: bool
) -> None:
    found = diff(restructured(first, last), BEFORE, AFTER).restructures
    assert [each.id for each in found] == (["r7"] if is_between else [])


def test_no_restructure_lies_between_a_day_and_itself() -> None:
    assert not diff(restructured("2013", "2017"), date(2015, 1, 1), date(2015, 1, 1)).restructures


# The real record


@pytest.fixture(scope="module")
def main_job(record: Record) -> dict[str, Any]:
    return document(diff(record.history, BEFORE, AFTER))


def test_every_key_is_the_fixed_one(main_job: dict[str, Any]) -> None:
    assert set(main_job) == {"from", "to", "reversed", "restructures", "kinds", "bodies", "accountability"}
    assert {tuple(each) for each in main_job["kinds"]} == {("kind", "before", "after", "ended", "begun", "renamed")}
    bodies = main_job["bodies"]
    assert set(bodies) == {"ended", "begun", "renamed", "code_reused", "possible"}
    common = {"id", "name", "kind", "ods_code", "evidence", "events", "sources"}
    for each in bodies["ended"]:
        assert set(each) == common | {"end", "end_precision", "successors", "stays"}
    for each in bodies["begun"]:
        assert set(each) == common | {"start", "start_precision", "predecessors"}
    relatives = [heir for each in bodies["ended"] for heir in each["successors"]]
    assert {frozenset(each) for each in relatives} == {
        frozenset(("id", "name", "via", "basis", "evidence", *SHARE_KEYS))
    }
    assert {"id", "kind", "from_name", "to_name", "date"} <= set(bodies["renamed"][0])
    lines = main_job["accountability"]
    assert set(lines) == {"ended", "begun", "changed"}
    for each in (*lines["ended"], *lines["begun"]):
        assert set(each) == {"from", "to", "kind", "evidence"}


def test_ccgs_went_from_211_to_207_by_the_mergers_of_2015_and_2017(main_job: dict[str, Any]) -> None:
    (ccgs,) = (each for each in main_job["kinds"] if each["kind"] == "ccg")
    assert (ccgs["before"], ccgs["after"]) == (211, 207)
    ended = [each for each in main_job["bodies"]["ended"] if each["kind"] == "ccg"]
    assert {each["end"] for each in ended} == {"2015-03-31", "2017-03-31"}
    for each in ended:
        assert [heir["share"] for heir in each["successors"]] == [1]
    begun = [each for each in main_job["bodies"]["begun"] if each["kind"] == "ccg"]
    assert sorted(len(each["predecessors"]) for each in begun) == [3, 3]


def test_44_stps_began_and_local_offices_replaced_area_teams(main_job: dict[str, Any]) -> None:
    kinds = {each["kind"]: each for each in main_job["kinds"]}
    assert (kinds["stp"]["before"], kinds["stp"]["begun"]) == (0, 44)
    teams = [each for each in main_job["bodies"]["ended"] if each["kind"] == "area-team"]
    offices = {each["id"] for each in main_job["bodies"]["begun"] if each["kind"] == "area-team"}
    assert teams
    assert {heir["id"] for each in teams for heir in each["successors"]} <= offices


def test_nhs_improvement_and_r8_are_part_of_it(main_job: dict[str, Any]) -> None:
    assert "r8" in main_job["restructures"]
    named = [*main_job["bodies"]["begun"], *main_job["bodies"]["renamed"]]
    assert any("NHS Improvement" in (each.get("name") or each.get("to_name")) for each in named)


def test_every_change_of_the_main_job_has_a_source(main_job: dict[str, Any], record: Record) -> None:
    assert all(
        row["sources"] for row in diff(record.history, BEFORE, AFTER).rows() if row["change"] in ("ended", "begun")
    )
    for each in (*main_job["bodies"]["ended"], *main_job["bodies"]["begun"]):
        assert each["sources"]


def test_rows_have_one_set_of_columns(record: Record) -> None:
    rows = diff(record.history, date(2013, 3, 31), date(2022, 7, 1)).rows()
    assert len({frozenset(row) for row in rows}) == 1


def test_only_what_concerns_a_kind_is_kept(record: Record) -> None:
    found = diff(record.history, BEFORE, AFTER).of_kind("ccg")
    assert {each.body.kind for each in (*found.ended, *found.begun)} == {"ccg"}
    assert [each.kind for each in found.kinds] == ["ccg"]
    kinds = {record.history.bodies[end].kind for line in found.lines_begun for end in (line.from_id, line.to_id)}
    assert "ccg" in kinds


def test_stated_facts_alone_compare_without_inferred_bodies(record: Record) -> None:
    found = diff(record.history.stated, date(1990, 12, 31), date(2001, 12, 31))
    assert not any(each.body.inferred for each in (*found.ended, *found.begun))
    assert not any(line.inferred for line in (*found.lines_ended, *found.lines_begun))
