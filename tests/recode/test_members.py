"""Recoding practices by their commissioner of each row's day, and trusts by the list of successions."""

from datetime import date
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from graph import RecordView
from graph.areas.places import gazetteer
from graph.errors import BadInput
from graph.model.day_parser import Days, parse_days
from graph.recode.check import check
from graph.recode.identify import identify
from graph.recode.places import ColumnIs
from graph.recode.recoder import Recoder
from graph.recode.result import Recoding, Status
from graph.recode.tables.added import ADDED
from graph.recode.tables.frames import DaysColumn, FrameRecoder
from graph.recode.tables.survey import likely_column
from graph.record import Record
from graph.registers import Register
from tests.support import ods_files as files
from tests.support.practices import made, teesside
from tests.support.recodings import targets

IN_2023 = date(2023, 4, 1)


def recoder(record: Record, register: Register, to: date = IN_2023, kind: str = "icb", **choices: object) -> Recoder:
    return Recoder(record.history, to, kind_to=kind, register=register, **choices)  # type: ignore[arg-type]


def on(day: str) -> Days:
    return parse_days(day)


def brief(found: Recoding) -> tuple[str, list[str]]:
    return found.status.value, [each.body.id for each in found.targets]


@pytest.mark.parametrize(
    ("code", "day", "to", "due"),
    [
        ("A81001", "2000-04-01", "2000-04-01", ("same", ["pcg-4qp36"])),
        ("a81001 ", "2012-04-01", "2012-04-01", ("same", ["pct-5e1"])),
        ("A81001", "2012-04-01", "2013-04-01", ("merged", ["ccg-00k"])),
        # The practice joined another body within the year: the first day counts.
        ("A81001", "2001", "2001-04-01", ("renamed", ["pct-5e1"])),
        ("A82003", "2006/07", "2007-04-01", ("same", ["pct-5ne"])),
    ],
)
def test_a_practice_goes_the_way_of_its_commissioner_of_the_day(
    record: Record, register: Register, code: str, day: str, to: str, due: tuple[str, list[str]]
) -> None:
    found = recoder(record, register, date.fromisoformat(to), "").recode(code, on(day))
    assert brief(found) == due
    assert found.matched_as == "practice"


def test_the_path_begins_with_the_commissioner_of_the_day(record: Record, register: Register) -> None:
    (target,) = recoder(record, register).recode("A81001", on("2012-04")).targets
    assert target.path[0].startswith("pct-5e1 > ")
    assert target.body.id == "icb-qhm"


def test_a_practice_of_a_divided_commissioner_lies_where_its_later_membership_says(
    record: Record, register: Register
) -> None:
    found = recoder(record, register).recode("A82003", on("2014-04-01"))
    assert targets(found) == {"icb-qe1": ("placed", 1.0)}
    assert found.note == "ccg-01h was divided; by its own later membership the practice belongs to this part"
    assert found.targets[0].part.basis == "gp-practices"
    backwards = recoder(record, register, date(2012, 4, 1), "pct").recode("A82003", on("2018-04-01"))
    assert targets(backwards) == {"pct-5ne": ("placed", 1.0)}


def test_else_where_its_postcode_says(record: Record, register: Register) -> None:
    placing = recoder(record, register, places=lambda: gazetteer(record))
    found = placing.recode("A82013", on("2014-04-01"))
    assert targets(found) == {"icb-qe1": ("placed", 1.0)}
    assert "by its postcode" in found.note


def test_else_by_areas_with_the_share_said(record: Record, register: Register) -> None:
    found = recoder(record, register).recode("A82012", on("2014-04-01"))
    assert {body: status for body, (status, _) in targets(found).items()} == {"icb-qhm": "split", "icb-qe1": "split"}
    assert found.targets[0].part.basis == "people"


def test_one_that_stayed_when_a_part_left_is_in_what_remained(record: Record, register: Register) -> None:
    found = recoder(record, register).recode("A82011", on("2014-04-01"))
    assert targets(found) == {"icb-qhm": ("placed", 1.0)}
    assert "by its own later membership" in found.note


def test_without_a_day_the_last_membership_counts(record: Record, register: Register) -> None:
    assert brief(recoder(record, register).recode("A81002")) == ("merged", ["icb-qhm"])
    assert brief(recoder(record, register, date(2000, 4, 1), "").recode("A81001")) == ("same", ["pcg-4qp36"])
    assert brief(recoder(record, register, since=date(2012, 1, 1)).recode("A82003")) == ("placed", ["icb-qe1"])


def test_a_day_on_which_it_was_under_nobody_is_said(record: Record, register: Register) -> None:
    found = recoder(record, register).recode("A81002", on("2014-04-01"))
    assert found.status is Status.NOT_IN_FORCE
    assert found.note == ("The register has it under nobody on 2014-04-01; it was under 5E1 2001-04-01 to 2012-03-31")


def test_a_day_after_the_end_of_a_body_that_the_practice_is_not_known_to_have_left(
    record: Record, register: Register
) -> None:
    found = recoder(record, register).recode("A81001", on("2021-01-01"))
    assert brief(found) == ("merged", ["icb-qhm"])
    assert "ccg-00k was over on 2021-01-01, and no file says whom the practice was under then" in found.note


def test_a_practice_outside_the_record_keeps_the_code_of_its_board_where_that_is_known(
    record: Record, register: Register
) -> None:
    then = recoder(record, register, date(2012, 4, 1), "").recode("W91001", on("2005-04-01"))
    assert (then.status, then.outside and then.outside.code) == (Status.OUTSIDE, "7A1")
    # The file speaks for 2017, and says nothing of 2023.
    later = recoder(record, register).recode("W91001", on("2012-04-01"))
    assert (later.status, later.outside) == (Status.OUTSIDE, None)
    assert "7A1, the code of a health board in Wales, which the record does not hold" in later.note


def test_a_trust_goes_the_way_of_the_successions(record: Record, register: Register) -> None:
    found = recoder(record, register).recode("RM4", on("2010-04-01"))
    assert (found.status, found.matched_as) == (Status.OUTSIDE, "trust")
    assert found.outside is not None
    assert (found.outside.code, found.outside.kind) == ("R0A", "nhs-trust")
    assert recoder(record, register, date(2014, 4, 1)).recode("RM4").outside.code == "RW3"  # type: ignore[union-attr]
    assert recoder(record, register).recode("R0A").outside.code == "R0A"  # type: ignore[union-attr]
    several = recoder(record, register).recode("RW6")
    assert (several.outside, "R0A and RM3 followed" in several.note) == (None, True)


def test_the_site_of_a_trust_goes_the_way_of_its_own_code(
    record: Record, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sites = files.epraccur("RM201|A HOSPITAL|M13 9WL|19910401|20170930|RM2|19910401|20170930|")
    both = made(tmp_path_factory.mktemp("sites"), ets_csv=sites, succ_csv=files.succ("RM201 R0A02 2017-10-01"))
    found = recoder(record, both).recode("RM201", on("2015"))
    assert (found.matched_as, found.outside and found.outside.code) == ("trust", "R0A02")


def test_codes_of_the_record_and_columns_that_are_said_to_be_others_are_no_practices(
    record: Record, register: Register
) -> None:
    assert recoder(record, register).recode("5E1", on("2012")).matched_as == "ods-code"
    assert recoder(record, register, kind_from="pct").recode("A81001").status is Status.UNKNOWN_CODE
    as_places = recoder(record, register, column_is=ColumnIs.PLACE, places=lambda: gazetteer(record))
    assert as_places.recode("A81001").status is Status.UNKNOWN_CODE


CODES = ("A81001", " a81001", "A81002", "A82003", "A82011", "A82012", "W91001", "RM4", "5E1", "P99999", "", "Total")
DAYS = ("2000", "2005-04-01", "2012/13", "2014-04", "2021-01-01", "soon", "")


@pytest.mark.parametrize("column", ["day", ""])
def test_a_column_gives_row_by_row_what_each_code_gives_alone(record: Record, register: Register, column: str) -> None:
    rows = [(code, day, 10) for code in CODES for day in DAYS]
    frame = pl.DataFrame(rows, schema=["code", "day", "items"], orient="row")
    meanings: dict[str, Days | str] = {day: on(day) if day[:1].isdigit() else "No day" for day in DAYS}
    whole = FrameRecoder(
        recoder(record, register), frame.schema, "code", ["items"], days=DaysColumn("day", meanings) if column else None
    )
    out = whole.apply(frame)
    alone = recoder(record, register)
    expected = []
    for code, day, _ in rows:
        days = meanings[day] if column else None
        found = alone.recode(code, None if isinstance(days, str) else days)
        if isinstance(days, str) and code not in ("", "Total"):
            expected.append((None, "not-in-force"))
        elif not found.targets:
            expected.append((found.outside.code if found.outside else None, found.status.value))
        expected += [(each.code, each.status.value) for each in found.targets if not isinstance(days, str)]
    assert list(zip(out["new_code"], out["status"], strict=True)) == expected
    assert whole.balance.codes == len(CODES) - 2  # the empty cell and the total are no codes
    assert sum(codes for codes, _ in whole.balance.statuses.values()) >= len(CODES)
    assert set(ADDED) <= set(out.columns)
    total = whole.balance.columns["items"]
    assert total.total == 10 * len(rows) * 10**12
    assert out["items"].sum() + out["items_unallocated"].sum() == pytest.approx(10 * len(rows))


def test_of_two_memberships_at_once_the_later_one_counts(
    record: Record, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = ("A81009 5E1 20010401 20130331", "A81009 5D9 20100401 20130331", "A81009 00K 20130401 -")
    twice = made(tmp_path_factory.mktemp("twice"), epcmem_csv=files.epcmem(*rows))
    choices = recoder(record, twice, date(2012, 4, 1), "pct")
    assert [each.body.id for each in choices.recode("A81009", on("2009-04-01")).targets] == ["pct-5e1"]
    assert [each.body.id for each in choices.recode("A81009", on("2011-04-01")).targets] == ["pct-5d9"]


# Checking and identifying


@pytest.mark.parametrize(
    ("code", "day", "state", "closed", "following"),
    [
        ("A81001", "2012-04-01", "open", None, ()),
        ("A81001", "2020-01-01", "open", None, ()),
        ("A81002", "2020-01-01", "closed", "2012-03-31", ()),
        ("A81002", "2000-01-01", "not-yet-open", None, ()),
        ("W91001", "2009-09-30", "open", None, ()),
        ("RM4", "2020-01-01", "closed", "2012-03-31", ("R0A",)),
        ("RM4", "2010-01-01", "open", None, ()),
        ("RW6", "2022-01-01", "closed", "2021-09-30", ("R0A", "RM3")),
        ("R0A", "2022-01-01", "open", None, ()),
    ],
)
def test_check_knows_the_practices_and_trusts_of_a_register(
    record: Record, register: Register, code: str, day: str, state: str, closed: str | None, following: tuple[str, ...]
) -> None:
    (found,) = check(record.history, {code: 3}, date.fromisoformat(day), register=register).codes
    assert (found.state, found.closed and found.closed.isoformat()) == (state, closed)
    assert found.next_codes == following
    assert found.kind in ("gp-practice", "nhs-trust")


def test_check_says_for_which_day_a_practice_is_known_to_be_open(record: Record, register: Register) -> None:
    answer = check(record.history, {"A81001": 1, "5E1": 1}, date(2020, 1, 1), register=register)
    assert [each.note for each in answer.codes] == ["As the register has it for 2017-04-01", ""]
    assert answer.document()["codes"][0]["kind"] == "gp-practice"  # type: ignore[call-overload, index]


def test_a_practice_between_two_memberships_is_not_sure_to_be_open(
    record: Record, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = ("A81009 5E1 20010401 20100331", "A81009 00K 20130401 -")
    gap = made(tmp_path_factory.mktemp("gap"), epcmem_csv=files.epcmem(*rows))
    (found,) = check(record.history, {"A81009": 1}, date(2012, 1, 1), register=gap).codes
    assert (found.state, found.note) == ("unsure", "The register has it under nobody on the day")


def test_identify_finds_practices_with_the_period_in_which_most_were_there(record: Record, register: Register) -> None:
    codes = {"A81001": 5, "A81002": 1, "A82003": 2, "P99999": 1}
    found = identify(record.history, codes, register=register)
    assert found.best is not None
    assert found.best.sentence().startswith("3 of 4 codes (8 of 9 rows) are GP practices in force 2006-10-01 to 2012")
    assert found.unknown == ("P99999",)
    assert found.proposal is not None
    assert (found.proposal.rows, found.proposal.options) == (8, ("--from", "2012-03-31"))
    assert found.document()["fits"][0]["kind"] == "gp-practice"  # type: ignore[call-overload, index]


def test_identify_proposes_the_column_of_days_beside_practices(record: Record, register: Register) -> None:
    days: dict[tuple[str, Days | str], int] = {("A81001", on("2012-04")): 5, ("A82003", on("2014-04")): 2}
    found = identify(record.history, {"A81001": 5, "A82003": 2}, days={"month": days}, register=register)
    assert found.proposal is not None
    assert found.proposal.options == ("--from-column", "month")


def test_identify_knows_trusts(record: Record, register: Register) -> None:
    found = identify(record.history, ["RM2", "R0A", "R0A"], register=register)
    assert found.best is not None
    assert found.best.sentence() == "2 of 2 codes (3 of 3 rows) are NHS trusts in force on any day"


def test_the_column_of_practices_is_found(record: Record, register: Register) -> None:
    columns = {"name": ["x", "y", "z"], "practice": ["A81001", "A82003", "W91001"], "org": ["5E1", "01H", "5E1"]}
    assert likely_column(record.history, columns, register=register) == "practice"
    assert likely_column(record.history, columns) == "org"


def test_the_library_recodes_practices_by_the_month_of_each_row(record: Record, tmp_path: Path) -> None:
    teesside(tmp_path)
    columns = {"practice": ["A81001", "A81001", "A82003"], "month": ["2012-04", "2014-04", "2013-04"], "n": [1, 2, 3]}
    options = {"to": "2017-04-01", "kind_to": "ccg", "since_column": "month", "apportion": ["n"]}
    view = RecordView(record)
    for frame in (pl.DataFrame(columns), pd.DataFrame(columns)):
        found = view.recode(frame, "practice", register=tmp_path / "register.sqlite", **options)  # type: ignore[arg-type]
        assert list(found["new_id"]) == ["ccg-00k", "ccg-00k", "ccg-01k"]
        assert set(found["matched_as"]) == {"practice"}
    assert set(view.recode(pl.DataFrame(columns), "practice", **options)["status"]) == {"unknown-code"}  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="There is no column 'when'"):
        view.recode(pl.DataFrame(columns), "practice", to="2019", since_column="when")
