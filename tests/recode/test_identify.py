"""Which kind and period a column of codes belongs to: by hand, and on the real record."""

import io
from datetime import date

import pytest

from graph.areas.places import gazetteer
from graph.errors import BadInput
from graph.recode.identify import identify
from graph.recode.tables.files import Job
from graph.recode.tables.survey import likely_column, survey
from graph.record import Record
from graph.record.history import History
from tests.support.histories import from_rows

HISTORY = from_rows(
    {
        "kinds": [{"id": "pct", "label": "Primary care trust", "plural": "Primary care trusts"},
                  {"id": "care-trust", "label": "Care trust", "broader": "pct"},
                  {"id": "ccg", "label": "Clinical group"}],
        "bodies": [
            {"id": "p1", "kind": "pct", "ods_code": "5AA", "start": "2001-04-01", "end": "2006-09-30"},
            {"id": "p2", "kind": "pct", "ods_code": "5BB", "start": "2002-04-01", "end": "2013-03-31"},
            {"id": "t1", "kind": "care-trust", "ods_code": "TAA", "start": "2003-04-01", "end": "2013-03-31"},
            {"id": "c1", "kind": "ccg", "ods_code": "00A", "start": "2013-04-01"},
            {"id": "c2", "kind": "ccg", "ods_code": "5AA", "start": "2013-04-01"},
        ],
    }
)  # fmt: skip


def test_the_period_is_the_one_in_which_all_were_in_force_together() -> None:
    best = identify(HISTORY, ["5AA", "5BB"]).best
    assert best is not None
    assert (best.kind.id, best.start, best.end) == ("pct", date(2002, 4, 1), date(2006, 9, 30))


def test_a_kind_that_is_counted_with_another_fits_it() -> None:
    best = identify(HISTORY, ["5BB", "TAA"]).best
    assert best is not None
    assert (best.kind.id, best.codes, best.in_force) == ("pct", ("5BB", "TAA"), 2)
    assert best.day == date(2013, 3, 31)


def test_codes_that_do_not_fit_are_named() -> None:
    best = identify(HISTORY, ["5BB", "TAA", "00A", ""]).best
    assert best is not None
    assert best.sentence() == (
        "2 of 3 codes are primary care trusts in force 2003-04-01 to 2013-03-31; 1 does not fit: 00A"
    )


def test_a_code_of_two_kinds_fits_both_and_an_open_period_is_recoded_from_today() -> None:
    found = identify(HISTORY, ["5AA"])
    assert {fit.kind.id for fit in found.fits} == {"pct", "ccg"}
    open_one = next(fit for fit in found.fits if fit.kind.id == "ccg")
    assert (open_one.end, open_one.day, open_one.period) == (None, date.today(), "from 2013-04-01 on")


def test_codes_nobody_had_fit_nothing() -> None:
    found = identify(HISTORY, ["zz", "zz", "=1"])
    assert (found.best, found.codes, found.rows_in, found.unknown) == (None, 2, 3, ("zz", "=1"))
    assert found.rows() == []


def test_the_column_of_codes_is_the_one_that_holds_most() -> None:
    assert likely_column(HISTORY, {"month": ["2012", "2013"], "org": ["5AA", "??"]}) == "org"
    with pytest.raises(BadInput, match="Say which column"):
        likely_column(HISTORY, {"month": ["2012"], "empty": []})


def test_of_several_columns_of_codes_that_with_most_of_them_is_taken() -> None:
    table = {"kind": ["p2", "p2"], "board": ["5AA", "5AA"], "region": ["P1", "P2"], "org": ["5AA", "5BB", "zz", "TAA"]}
    assert likely_column(HISTORY, table) == "org"
    assert likely_column(HISTORY, {"board": ["5AA"], "org": ["5BB", "x", "y", "z"]}) == "board"


def test_of_columns_with_as_many_codes_that_of_the_finer_division_is_taken(record: Record) -> None:
    table = {"region": ["Y62", "Y58"], "board": ["QOP", "QUY"], "group": ["02A00", "15C00"], "name": ["Trafford", "x"]}
    assert likely_column(record.history, table) == "group"


@pytest.mark.parametrize(
    ("heading", "kind", "since"),
    [("SUB_ICB_CODE", "local-place", None), ("CCG code", "ccg", None), ("SICBL23CDH", "local-place", date(2023, 4, 1))],
)
def test_the_heading_tells_kinds_apart_that_share_codes(
    record: Record, heading: str, kind: str, since: date | None
) -> None:
    found = identify(record.history, ["15E", "D2P2L"], heading=heading, to=date(2024, 1, 1))
    assert found.best is not None
    assert (found.best.kind.id, found.undecided) == (kind, False)
    assert found.proposal is not None
    assert (found.proposal.kind_from, since in (None, found.proposal.since)) == (kind, True)
    assert identify(record.history, ["15E", "D2P2L"], heading="code").undecided


def test_of_kinds_that_fit_as_many_rows_that_whose_codes_stand_there_comes_first() -> None:
    history = from_rows(
        {
            "kinds": [{"id": "region", "label": "Region"}, {"id": "ccg", "label": "Clinical group"}],
            "bodies": [
                {"id": "r1", "kind": "region", "name": "London", "start": "2000-01-01"},
                {"id": "c1", "kind": "ccg", "name": "Leeds", "ods_code": "00A", "start": "2013-04-01"},
            ],
        }
    )
    best = identify(history, ["London", "00A"]).best
    assert best is not None
    assert (best.kind.id, best.others) == ("ccg", ("London",))


def test_a_wide_table_with_a_column_of_years_is_to_be_recoded_by_them() -> None:
    history = from_rows({"bodies": [{"id": each, "kind": "ccg", "start": "2000-01-01"} for each in ("00a", "00b")]})
    found = survey(history, io.BytesIO(b"year,00A,00B,Total\n2005,1,2,3\n2006,1,2,3\n"), Job())
    assert found.wide
    proposal = found.identification.proposal
    assert proposal is not None
    assert (proposal.days_column, proposal.rows, proposal.of_rows) == ("year", 4, 6)


def test_of_kinds_that_fit_as_many_rows_that_in_force_on_their_days_comes_first(record: Record) -> None:
    days = {"year": {("Trafford", (date(2014, 1, 1), date(2014, 12, 31))): 1}}
    best = identify(record.history, ["Trafford"], days=days).best
    assert best is not None
    assert best.kind.id == "ccg"


def codes_of(history: History, kind: str, day: date) -> list[str]:
    return [body.ods_code for body in history.by_kind[kind] if body.life.certain_on(day) and body.ods_code]


@pytest.mark.parametrize(
    ("kind", "day", "start", "end"),
    [
        ("ccg", date(2013, 4, 1), date(2013, 4, 1), date(2015, 3, 31)),
        ("ccg", date(2019, 4, 1), date(2019, 4, 1), date(2020, 3, 31)),
        ("sha", date(2010, 1, 1), date(2006, 7, 1), date(2013, 3, 31)),
    ],
)
def test_the_codes_of_a_day_of_the_real_record_are_known_for_it(
    record: Record, kind: str, day: date, start: date, end: date
) -> None:
    best = identify(record.history, [*codes_of(record.history, kind, day), "ZZZ"]).best
    assert best is not None
    assert (best.kind.id, best.start, best.end, best.others) == (kind, start, end, ("ZZZ",))
    assert start <= best.day <= end


def test_the_pcts_of_2012_are_known_as_such(record: Record) -> None:
    found = identify(record.history, codes_of(record.history, "pct", date(2012, 4, 1)))
    assert found.best is not None
    assert found.best.kind.id == "pct"
    assert found.best.start is not None
    assert found.best.start <= date(2012, 4, 1) <= (found.best.end or date.max)
    assert not found.best.others


def test_the_days_of_a_report_are_a_column_of_days_and_those_of_an_opening_are_not(record: Record) -> None:
    table = (
        b"REPORTING_PERIOD_START,open_date,level\n01/08/2022,2013-04-01,D2P2L\n01/08/2022,2013-04-01,QHL\n"
        b"01/08/2022,2013-04-01,UNKNOWN\n"
    )
    found = survey(record.history, io.BytesIO(table), Job(column="level")).identification
    assert found.proposal is not None
    assert (found.proposal.days_column, found.proposal.rows, found.proposal.of_rows) == ("REPORTING_PERIOD_START", 2, 3)


def test_codes_of_authorities_are_rather_the_column_than_their_names(record: Record) -> None:
    columns = {"name": ["Cornwall", "Manchester", "Elmbridge"], "code": ["E06000052", "E08000003", "E07000207"]}
    assert likely_column(record.history, columns, lambda: gazetteer(record)) == "code"


def test_a_table_of_practices_without_a_register_is_told_so() -> None:
    with pytest.raises(BadInput, match=r"'practice' looks like codes of practices or trusts.*register add"):
        likely_column(HISTORY, {"month": ["2012-04", "2012-05"], "practice": ["A81001", "B82005"]})


def test_a_heading_that_stands_in_its_column_once_more_is_no_code() -> None:
    found = survey(HISTORY, io.BytesIO(b"Org,n\n5AA,1\nOrg,n\n5BB,2\n"), Job(column="Org")).identification
    assert (found.codes, found.unknown) == (2, ())
