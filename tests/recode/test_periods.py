"""Periods as publishers write them in a column beside their rows."""

from datetime import date

import pytest

from graph.recode.tables.periods import meanings_of_days


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("41365", "2013-04-01", "2013-04-01"),
        ("Apr-13", "2013-04-01", "2013-04-30"),
        ("RTT-April-2021", "2021-04-01", "2021-04-30"),
        ("2013M04", "2013-04-01", "2013-04-30"),
        ("2013-14 Q1", "2013-04-01", "2013-06-30"),
        ("201314", "2013-04-01", "2014-03-31"),
        ("2013_14", "2013-04-01", "2014-03-31"),
        ("13/14", "2013-04-01", "2014-03-31"),
        ("FY 98/99", "1998-04-01", "1999-03-31"),
        ("2013/14 Month 12", "2014-03-01", "2014-03-31"),
        ("Year to March 2014", "2013-04-01", "2014-03-31"),
        ("12 months to end of Mar 2016", "2015-04-01", "2016-03-31"),
        ("Year ending 30 June 2015", "2014-07-01", "2015-06-30"),
        ("Quarter ending June 2013", "2013-04-01", "2013-06-30"),
        ("week ending 7 April 2013", "2013-04-01", "2013-04-07"),
        ("w/c 01/04/2013", "2013-04-01", "2013-04-07"),
        ("as at 31 March 2013", "2013-03-31", "2013-03-31"),
        ("April 2013 to March 2014", "2013-04-01", "2014-03-31"),
        ("2010 - 12", "2010-01-01", "2012-12-31"),
        ("2010-2012", "2010-01-01", "2012-12-31"),
        ("2010/11 - 12/13", "2010-04-01", "2013-03-31"),
        ("1314", "2013-04-01", "2014-03-31"),
        ("2012/04", "2012-04-01", "2012-04-30"),
        ("2012_04", "2012-04-01", "2012-04-30"),
        ("2012 Calendar year", "2012-01-01", "2012-12-31"),
        ("Mid-2012", "2012-06-30", "2012-06-30"),
        ("2020-W14", "2020-03-30", "2020-04-05"),
        ("Week 14 2020", "2020-03-30", "2020-04-05"),
        ("H2 2012", "2012-07-01", "2012-12-31"),
        ("2012/13 H2", "2012-10-01", "2013-03-31"),
        ("Q1 Jan-Mar 2012", "2012-01-01", "2012-03-31"),
        ("Q4 (January to March) 2012", "2012-01-01", "2012-03-31"),
        ("2011/12 Q4 (Jan-Mar)", "2012-01-01", "2012-03-31"),
        ("M6 2012/13", "2012-09-01", "2012-09-30"),
        ("1/4/2012 12:00:00 AM", "2012-04-01", "2012-04-01"),
        ("Quarter 4, 2011/12", "2012-01-01", "2012-03-31"),
        ("Q4 12/13", "2013-01-01", "2013-03-31"),
        ("2012/13 (provisional)", "2012-04-01", "2013-03-31"),
        ("2012/13p", "2012-04-01", "2013-03-31"),
        ("201209 (final)", "2012-09-01", "2012-09-30"),
        ("2010-2012 (3 year average)", "2010-01-01", "2012-12-31"),
        ("2012-13 YTD", "2012-04-01", "2013-03-31"),
        ("YE March 2013", "2012-04-01", "2013-03-31"),
        ("FYE 2013", "2012-04-01", "2013-03-31"),
        ("FYE13", "2012-04-01", "2013-03-31"),
        ("FY ending March 2013", "2012-04-01", "2013-03-31"),
        ("Apr12-Mar13", "2012-04-01", "2013-03-31"),
        ("April 2012-March 2013", "2012-04-01", "2013-03-31"),
        ("01/04/2012-31/03/2013", "2012-04-01", "2013-03-31"),
        ("31MAR2013:00:00:00", "2013-03-31", "2013-03-31"),
        ("Census 2011", "2011-01-01", "2011-12-31"),
    ],
)
def test_a_period_is_read_as_its_publisher_means_it(text: str, first: str, last: str) -> None:
    assert meanings_of_days([text]) == {text: (date.fromisoformat(first), date.fromisoformat(last))}


@pytest.mark.parametrize(
    "text",
    [
        "99999",
        "00000",
        "13/15",
        "2013/14 month 13",
        "year to someday",
        "May 2014 to May 2013",
        "1316",
        "2010-98",
        "2020-W54",
        "2012 (April to June)",
    ],
)
def test_what_is_no_period_is_said_to_be_none(text: str) -> None:
    assert str(meanings_of_days([text])[text]).startswith(("Not a day", "There is no", "The year"))


@pytest.mark.parametrize("text", ["FY13", "FY 2013", "fy'13", "2013 FY", "Financial year 2013"])
def test_one_year_of_a_financial_year_is_asked_for_both(text: str) -> None:
    said = str(meanings_of_days([text])[text])
    assert said == f"{text} is 2012/13 to some and 2013/14 to others. Write both years, as in 2012/13."


def test_six_figures_are_financial_years_where_one_of_the_column_can_be_nothing_else() -> None:
    found = meanings_of_days(["201011", "201213", ""])
    assert found["201011"] == (date(2010, 4, 1), date(2011, 3, 31))
    assert found[""] == "No day"
    assert meanings_of_days(["201011", "201101"])["201011"] == (date(2010, 11, 1), date(2010, 11, 30))


def test_days_have_their_month_first_where_one_of_the_column_can_be_nothing_else() -> None:
    found = meanings_of_days(["02/03/2012", "12/31/2010", "1/13/11 0:00"])
    assert [days[0] for days in found.values()] == [date(2012, 2, 3), date(2010, 12, 31), date(2011, 1, 13)]
    both = meanings_of_days(["02/03/2012", "12/31/2010", "13/01/2011"])
    assert both["02/03/2012"] == (date(2012, 3, 2), date(2012, 3, 2))
    assert str(both["12/31/2010"]).startswith("There is no month 31")


def test_a_year_and_two_figures_are_a_month_where_one_of_the_column_can_be_nothing_else() -> None:
    found = meanings_of_days(["2011/12", "2012/01"])
    assert found["2011/12"] == (date(2011, 12, 1), date(2011, 12, 31))
    assert meanings_of_days(["2011/12", "2010/11"])["2011/12"] == (date(2011, 4, 1), date(2012, 3, 31))
