"""Days as people write them, and what an inexact date can mean."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadDay
from graph.model.dates import Precision, Spell, cut, day_before, iso_spell, parse_day, partial_span
from graph.model.day_parser import are_financial_years, parse_day_asked, parse_days


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def spell(start: str = "", end: str = "", seen: str = "") -> Spell:
    """`2013-04-01`, `month 2013-04-01`, `by 2013-04-01`, `unknown`, or nothing."""
    (start_precision, first), (end_precision, last) = (
        (each.split()[0] if " " in each else "day" if each and each != "unknown" else each, each.split()[-1:])
        for each in (start, end)
    )
    return Spell(
        day("".join(first)),
        None if end == "unknown" else day("".join(last)),
        Precision(start_precision),
        Precision(end_precision),
        day(seen),
    )


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2013", "2013-12-31"),
        ("2013-04", "2013-04-30"),
        ("2012-02", "2012-02-29"),
        ("2013-02", "2013-02-28"),
        ("2013-04-01", "2013-04-01"),
        (" 2013 ", "2013-12-31"),
        ("1948", "1948-12-31"),
        ("1948-01-01", "1948-01-01"),
        ("2100-12-31", "2100-12-31"),
        ("2013/04/01", "2013-04-01"),
        ("2013-4-1", "2013-04-01"),
        ("20130401", "2013-04-01"),
        ("201304", "2013-04-30"),
        ("June 2005", "2005-06-30"),
        ("jun-05", "2005-06-30"),
        ("Sept. 1999", "1999-09-30"),
        ("2005 June", "2005-06-30"),
        ("06/2005", "2005-06-30"),
        ("1 June 2005", "2005-06-01"),
        ("1st April 2013", "2013-04-01"),
        ("the 1st of April, 2013", "2013-04-01"),
        ("Wednesday 1 June 2005", "2005-06-01"),
        ("June 1st, 2005", "2005-06-01"),
        ("01/06/2005", "2005-06-01"),
        ("1.6.2005", "2005-06-01"),
        ("01/06/05", "2005-06-01"),
        ("31/03/97", "1997-03-31"),
        ("2013/14", "2014-03-31"),
        ("2013-14", "2014-03-31"),
        ("FY 2013/2014", "2014-03-31"),
        ("FY13/14", "2014-03-31"),
        ("1999/00", "2000-03-31"),
        ("2099/2100", "2100-03-31"),
        ("Q1 2010", "2010-03-31"),
        ("2010 q4", "2010-12-31"),
        ("Quarter 1 2010/11", "2010-06-30"),
        ("2010/11 Q4", "2011-03-31"),
        ("April to June 2013", "2013-06-30"),
        ("Jul–Sep 2013", "2013-09-30"),
        ("2013-04-01 00:00:00.000000", "2013-04-01"),
        ("2013-04-01T12:30:00Z", "2013-04-01"),
        ("2013.0", "2013-12-31"),
    ],
)
def test_a_year_is_the_state_it_ended_with_and_a_month_its_last_day(text: str, meant: str) -> None:
    assert parse_day(text) == day(meant)


WRITE = "Write a day, a month or a year, such as 1 June 2005, June 2005, 2013-04-01, 2013 or 2013/14."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2013-02-30", "There is no 2013-02-30: February 2013 has 28 days."),
        ("2013-00", "There is no month 00 in 2013-00. Months run from 01 to 12, as in 2013-04."),
        ("2013-13-01", "There is no month 13 in 2013-13-01. Months run from 01 to 12, as in 2013-04."),
        ("2013-04-00", "There is no 2013-04-00: April 2013 has 30 days."),
        ("1066", "The year 1066 is outside 1948-2100, the years of the NHS. Try 1991 or 2013."),
        ("1947-12-31", "The year 1947 is outside 1948-2100, the years of the NHS. Try 1991 or 2013."),
        ("2101", "The year 2101 is outside 1948-2100, the years of the NHS. Try 1991 or 2013."),
        ("31 June 2005", "There is no 31 June 2005: June 2005 has 30 days."),
        ("29/02/2013", "There is no 29/02/2013: February 2013 has 28 days."),
        ("06/13/2005", "There is no month 13 in 06/13/2005. Write the day first, as in 13/06/2005."),
        ("13/13/2005", "There is no month 13 in 13/13/2005. Months run from 01 to 12, as in 2013-04."),
        ("2013/15", "2013/15 is no financial year: one ends in the year after it began, as 2013/14 does."),
        ("2100/01", "The year 2101 is outside 1948-2100, the years of the NHS. Try 1991 or 2013."),
        ("Q5 2010", "There is no quarter 5 in Q5 2010. Quarters run from Q1 to Q4, as in Q1 2010."),
        (
            "June to April 2013",
            "June to April 2013 ends before it begins. Write both months of one year, as in April to June 2013.",
        ),
        ("", f"Not a day: ''. {WRITE}"),
        ("1 April", "1 April is a day of which year? Write it too, as in 1 April 2012."),
        ("April 1st", "April 1st is a day of which year? Write it too, as in 1 April 2012."),
        ("29 Feb", "29 Feb is a day of which year? Write it too, as in 29 February 2012."),
        ("31 June", "There is no 31 June in any year: June has 30 days at most."),
        ("30th of February", "There is no 30th of February in any year: February has 29 days at most."),
        ("FY13/15", "FY13/15 is no financial year: one ends in the year after it began, as 2013/14 does."),
        ("April", f"Not a day: 'April'. {WRITE}"),
        ("today", f"Not a day: 'today'. {WRITE}"),
        ("2013-4", f"Not a day: '2013-4'. {WRITE}"),
        ("13T", f"Not a day: '13T'. {WRITE}"),
    ],
)
def test_a_day_that_is_none_is_refused_with_the_reason_and_an_example(text: str, said: str) -> None:
    with pytest.raises(BadDay) as refused:
        parse_day(text)
    assert str(refused.value) == said


def test_who_asks_for_one_day_may_ask_for_today() -> None:
    this = date(2026, 11, 29)
    assert [parse_day_asked(text, this) for text in ("today", " Today ", "2013/14")] == [this, this, date(2014, 3, 31)]
    with pytest.raises(BadDay, match="Not a day: 'tomorrow'"):
        parse_day_asked("tomorrow", this)


def answer_to(text: str) -> str | date:
    """The day a text means, or why it means none."""
    try:
        return parse_day(text)
    except BadDay as refused:
        return str(refused)


@given(
    st.text()
    | st.text(min_size=20, max_size=40).map(lambda text: text * 999)
    | st.sampled_from(("2013\x00", "٢٠١٣", "٢"))
)
def test_whatever_is_typed_a_day_comes_of_it_or_one_short_printable_line(text: str) -> None:
    match answer_to(text):
        case str(refusal):
            assert len(refusal) < 600  # each of the 40 characters that are quoted may be written as ten
            assert refusal.isprintable()
        case found:
            assert date(1948, 1, 1) <= found <= date(2100, 12, 31)


@given(st.dates(date(1948, 1, 1), date(2100, 12, 31)))
def test_a_day_of_the_nhs_is_read_as_itself(each: date) -> None:
    assert parse_day(each.isoformat()) == each
    assert parse_day(each.isoformat()[:7]) >= each
    assert day_before(each) + timedelta(days=1) == each


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2013", "2013-01-01", "2013-12-31"),
        ("2013-04", "2013-04-01", "2013-04-30"),
        ("2013/14", "2013-04-01", "2014-03-31"),
        ("Q2 2010", "2010-04-01", "2010-06-30"),
        ("Q4 2010/11", "2011-01-01", "2011-03-31"),
        ("1 June 2005", "2005-06-01", "2005-06-01"),
    ],
)
def test_what_is_written_stands_for_all_its_days(text: str, first: str, last: str) -> None:
    assert parse_days(text) == (day(first), day(last))


def test_years_beside_one_that_can_be_no_month_are_financial_years() -> None:
    assert are_financial_years(["2010-11", "2011-12", "2012-13"])
    assert not are_financial_years(["2010-11", "2011-12"])
    assert not are_financial_years(["2010-11", "2012-13", "2013-01"])
    assert parse_days("2010-11") == (date(2010, 11, 1), date(2010, 11, 30))
    assert parse_days("2010-11", financial=True) == (date(2010, 4, 1), date(2011, 3, 31))


@given(
    st.dates(date(1948, 1, 1), date(2100, 12, 31)),
    st.sampled_from(("%d/%m/%Y", "%d %B %Y", "%d-%b-%Y", "%d.%m.%Y", "%Y%m%d", "%B %d, %Y", "%a %d %b %Y")),
)
def test_a_day_is_read_as_itself_in_every_usual_form(each: date, form: str) -> None:
    assert parse_day(each.strftime(form)) == each


SPELLS = [
    # start, end, last seen: days on which it was surely in force, days on which it may have been, days on which not
    ("2013-04-01", "2015-03-31", "", ["2013-04-01", "2015-03-31"], [], ["2013-03-31", "2015-04-01"]),
    ("2013-04-01", "", "", ["2013-04-01", "2099-01-01"], [], ["2013-03-31"]),
    ("month 2013-04-01", "", "", ["2013-04-30"], ["2013-04-01", "2013-04-29"], ["2013-03-31"]),
    ("year 2013-01-01", "", "", ["2013-12-31"], ["2013-01-01", "2013-12-30"], ["2012-12-31"]),
    ("by 2013-04-01", "", "", ["2013-04-01"], ["2013-03-31", "1950-01-01"], []),
    ("", "2015-03-31", "", [], ["1950-01-01", "2015-03-31"], ["2015-04-01"]),
    ("", "", "", [], ["1950-01-01", "2099-01-01"], []),
    ("2013-04-01", "month 2015-03-31", "", ["2015-03-01"], ["2015-03-02", "2015-03-31"], ["2015-04-01"]),
    ("2013-04-01", "year 2015-12-31", "", ["2013-04-01", "2015-01-01"], ["2015-01-02", "2015-12-31"], ["2016-01-01"]),
    ("2013-04-01", "by 2015-03-31", "", [], ["2013-04-01", "2015-03-31"], ["2013-03-31", "2015-04-01"]),
    ("2013-04-01", "by 2015-03-31", "2014-01-01", ["2013-04-01", "2014-01-01"], ["2014-01-02"], ["2015-04-01"]),
    ("2013-04-01", "unknown", "", [], ["2013-04-01", "2099-01-01"], ["2013-03-31"]),
    ("2013-04-01", "unknown", "2014-01-01", ["2014-01-01"], ["2014-01-02", "2099-01-01"], ["2013-03-31"]),
    ("year 2013-01-01", "year 2013-12-31", "", [], ["2013-01-01", "2013-06-30", "2013-12-31"], ["2014-01-01"]),
]


@pytest.mark.parametrize(("start", "end", "seen", "certain", "possible", "never"), SPELLS)
def test_a_date_stands_for_all_its_days(
    start: str, end: str, seen: str, certain: list[str], possible: list[str], never: list[str]
) -> None:
    life = spell(start, end, seen)
    for on in certain:
        assert life.certain_on(date.fromisoformat(on)), on
        assert life.possible_on(date.fromisoformat(on)), on
    for on in possible:
        assert not life.certain_on(date.fromisoformat(on)), on
        assert life.possible_on(date.fromisoformat(on)), on
    for on in never:
        assert not life.certain_on(date.fromisoformat(on)), on
        assert not life.possible_on(date.fromisoformat(on)), on


@pytest.mark.parametrize(
    ("start", "end", "seen", "last"),
    [
        ("2013-04-01", "2015-03-31", "", "2015-03-31"),
        ("2013-04-01", "year 2015-12-31", "", "2015-01-01"),
        ("2013-04-01", "by 2015-03-31", "2014-01-01", "2014-01-01"),
        ("year 2013-01-01", "by 2015-03-31", "", "2013-12-31"),
        ("by 2013-04-01", "by 2013-04-01", "", "2013-04-01"),
        ("2013-04-01", "unknown", "", "2013-04-01"),
        ("", "2015-03-31", "", "2015-03-31"),
        ("", "by 2015-03-31", "2014-01-01", "2014-01-01"),
        ("", "by 2015-03-31", "", "2015-03-31"),
        ("year 2013-01-01", "2013-06-30", "", "2013-06-30"),
    ],
)
def test_the_last_day_known_is_the_last_sure_one_or_that_by_which_it_had_begun(
    start: str, end: str, seen: str, last: str
) -> None:
    life = spell(start, end, seen)
    assert life.last_known == date.fromisoformat(last)
    assert life.possible_on(life.last_known)


def test_what_is_over_on_a_day_not_found_is_not_shown_as_going_on() -> None:
    assert spell("2013-04-01", "unknown").ended
    assert spell("2013-04-01", "2015-03-31").ended
    assert not spell("2013-04-01").ended


@pytest.mark.parametrize(
    ("on", "precision", "shown"),
    [
        ("2013-04-01", "day", "2013-04-01"),
        ("2013-04-01", "month", "2013-04"),
        ("2013-01-01", "year", "2013"),
        ("2013-04-01", "by", "2013-04-01"),
        ("", "", ""),
    ],
)
def test_a_date_is_shown_as_far_as_it_is_known(on: str, precision: str, shown: str) -> None:
    assert cut(day(on), Precision(precision)) == shown


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2006-10-01", "2013-03-31", "2006-10-01 to 2013-03-31"),
        ("month 2006-10-01", "year 2013-01-01", "2006-10 to 2013"),
        ("year 1982-01-01", "by 1996-03-31", "from 1982, ended by 1996-03-31"),
        ("by 1990-04-01", "1996-03-31", "begun by 1990-04-01, ended 1996-03-31"),
        ("by 1990-04-01", "by 1996-03-31", "begun by 1990-04-01, ended by 1996-03-31"),
        ("by 1990-04-01", "", "begun by 1990-04-01"),
        ("year 2013-01-01", "", "from 2013"),
        ("2013-04-01", "unknown", "from 2013-04-01, end not known"),
        ("", "month 2013-03-31", "to 2013-03"),
        ("", "by 2013-03-31", "ended by 2013-03-31"),
        ("", "unknown", "dates not known"),
        ("", "", "dates not known"),
    ],
)
def test_a_spell_is_said_in_words_as_far_as_it_is_known(start: str, end: str, shown: str) -> None:
    assert iso_spell(spell(start, end)) == shown


def test_a_date_written_in_part_stands_for_all_its_days() -> None:
    assert partial_span("2011-06") == (date(2011, 6, 1), date(2011, 6, 30))
    assert partial_span("2011") == (date(2011, 1, 1), date(2011, 12, 31))
    assert partial_span("2011-06-05") == (date(2011, 6, 5), date(2011, 6, 5))
