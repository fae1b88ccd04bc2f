"""Lengths, numbers of people, and notes of the record in words."""

from datetime import date

import pytest

from graph.model.dates import Precision, Spell
from graph.model.words import length_in_words, note_in_words, people_in_words

DAY = Precision.DAY


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2002, 4, 1), date(2006, 9, 30), "4 years and 6 months"),
        (date(2013, 4, 1), date(2014, 3, 31), "1 year"),
        (date(2013, 4, 1), date(2013, 5, 31), "2 months"),
        (date(2013, 4, 1), date(2013, 4, 20), "less than a month"),
        (date(2012, 2, 29), date(2013, 2, 28), "1 year"),
        (date(2013, 4, 15), date(2013, 6, 13), "1 month"),
    ],
)
def test_a_spell_lasts_from_its_first_day_to_the_end_of_its_last(start: date, end: date, words: str) -> None:
    assert length_in_words(Spell(start, end, DAY, DAY)) == words


def test_a_spell_that_is_not_known_to_the_day_or_goes_on_has_no_length() -> None:
    assert length_in_words(Spell(date(1994, 1, 1), date(1996, 3, 31), Precision.YEAR, DAY)) == ""
    assert length_in_words(Spell(date(2022, 7, 1), None, DAY)) == ""


@pytest.mark.parametrize(
    ("number", "words"),
    [(2_834_000, "2.8 million"), (172_401, "172,000"), (999, "999"), (0, "0"), (999_999, "1.0 million")],
)
def test_people_are_said_as_exactly_as_a_reader_takes_them_in(number: int, words: str) -> None:
    assert people_in_words(number) == words


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("the ODS opening day is kept in codes.csv", "the ODS opening day is kept among the codes"),
        ("ODS coded it later, see codes.csv", "ODS coded it later, see the codes"),
        ("both kept in published_counts.csv", "both kept among the published counts"),
        ("follows its health authority (ha-avon), from 2001-04-01", "follows its health authority, from 1 April 2001"),
        ("copy in elahmo/dsfood app/static/csv/map.csv", "copy in elahmo/dsfood app/static/csv/map.csv"),
    ],
)
def test_a_note_calls_tables_of_the_record_what_they_hold(note: str, said: str) -> None:
    assert note_in_words(note) == said
