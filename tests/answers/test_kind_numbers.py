"""Numbers of bodies in words: a hole of the record is never told as history; published numbers stand beside ours."""

from datetime import date
from pathlib import Path

import pytest

from graph.answers.kind_numbers import kind_number
from graph.errors import UnknownKind
from graph.record import Record
from tests.support.command_line import call
from tests.support.histories import from_rows


@pytest.mark.parametrize(
    ("kind", "day", "words", "published"),
    [
        ("pct", "2007-12-31", "152 primary care trusts", ""),
        ("ccg", "2013-04-01", "211 clinical commissioning groups", ""),
        ("dha", "1993-10-21", "at least 78 district health authorities", "Published: 145 for 21 October 1993."),
        ("fhsa", "1992-12-31", "at least 84 family health services authorities", "Published: 90 for 21 October 1993."),
        ("pct-cluster", "2012-12-31", "perhaps 22 PCT clusters, none for certain,", "Published: 52 for 28 April 2011."),
        ("stp", "2018-12-31", "31 sustainability and transformation partnerships", ""),
        ("nhs-region", "2016-12-31", "4 NHS England regions", ""),
        # As many began later as were published then: that says nothing of the day before.
        ("ics", "2019-06-01", "12 integrated care systems", ""),
        ("acs", "2017-06-01", "no accountable care systems", ""),
        ("csu", "2013-04-01", "19 commissioning support units", ""),
        (
            "fhsa",
            "1994-12-31",
            "at least 84 family health services authorities",
            "Published: 90 for 30 September 1994 and 90 for 1995.",
        ),
        (
            "nhs-trust",
            "1997-12-31",
            "NHS trusts, which the record does not name one by one,",
            "Published: 425 for 1 April 1997 and 403 for 1 April 1998.",
        ),
    ],
)
def test_a_number_says_whether_it_may_be_too_low(
    kind: str, day: str, words: str, published: str, record: Record
) -> None:
    number = kind_number(record.history, record.history.kind(kind), date.fromisoformat(day))
    assert (number.words, number.others) == (words, published)


def test_no_number_of_any_kind_falls_short_of_a_published_one_in_silence(record: Record) -> None:
    history = record.history
    silent = []
    for published in history.published_counts:
        if published.scope or not published.day or len(published.kinds) > 1 or published.precision != "day":
            continue
        kind = history.kinds[published.kinds[0]]
        if not kind.spell.possible_on(published.day):
            continue
        number = kind_number(history, kind, published.day)
        least = min(each.count for each in number.published) if number.published else 0
        if number.certain < least and not number.others:
            silent.append((kind.id, published.when, number.certain, published.count))
    assert not silent


def test_a_list_of_a_day_before_or_after_the_kind_says_when_that_was() -> None:
    said = call("list", "--kind", "rha", "--as-at", "2020").out
    assert "No regional health authorities in force on 31 December 2020" in said
    assert "As a kind they are known for 1974 to 31 March 1996; on that day there were" in said


@pytest.mark.parametrize(
    "words", [("map", "1993-10-21"), ("crosswalk", "1993-10-21", "1997-01-01", "--kind-from", "dha")]
)
def test_maps_and_crosswalks_give_the_published_number_beside_ours(words: tuple[str, ...]) -> None:
    assert "Published: 145 for 21 October 1993." in " ".join(call(*words).out.split())


def test_the_system_of_a_day_has_the_published_numbers_beside_holes() -> None:
    said = call("landscape", "2012-06-01").out
    assert "Perhaps 22 PCT clusters, none for certain. Published: 52 for 28 April 2011." in said
    assert "Primary care trusts" in said
    assert "Published: 151" not in said


@pytest.mark.parametrize(
    ("kind", "day", "said"),
    [
        ("icb", "1990", "since 1 July 2022; on that day there were district health authorities (dha) in that role."),
        ("stp", "2021-06-01", "31 March 2021; on that day there were integrated care systems (ics) in that role."),
        ("stp", "2015", "As a kind they are known for 15 March 2016 to 31 March 2021."),
        ("fhsa", "1998", "31 March 1996; on that day there were health authorities (ha) in that role."),
        ("care-trust", "2015", "there were clinical commissioning groups (ccg) in that role."),
        ("sha", "2020", "there were NHS England regions (nhs-region) in that role."),
    ],
)
def test_a_kind_not_in_force_says_when_it_was_and_who_had_its_role(kind: str, day: str, said: str) -> None:
    out = " ".join(call("list", "--kind", kind, "--as-at", day).out.split())
    assert out.endswith(said)


@pytest.mark.parametrize(
    "words",
    [
        ("map", "2012-06-01", "--kind", "ccg"),
        ("area", "ccg-00c", "--as-at", "2012-06-01"),
        ("crosswalk", "2012-06-01", "2022-07-01", "--kind-from", "ccg"),
        ("crosswalk", "2022-07-01", "2012-06-01", "--kind-from", "icb", "--kind", "ccg"),
        ("recode", "table.csv", "--column", "code", "--to", "2012-06-01", "--kind", "ccg"),
    ],
)
def test_whatever_asks_for_a_kind_not_in_force_says_who_had_its_role(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("code\n5PD\n")
    answer = call(*(str(tmp_path / word) if word == "table.csv" else word for word in words))
    said = " ".join((answer.out + answer.err).split())
    assert "No clinical commissioning groups on 1 June 2012" in said
    assert "30 June 2022; on that day there were primary care trusts (pct) in that role." in said


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("PCTs", "pct"),
        ("Primary Care Trusts", "pct"),
        ("sub-ICB location", "local-place"),
        ("SICBLs", "local-place"),
        ("area teams", "area-team"),
        ("regional offices", "regional-office"),
        ("dhsc directorates", "dhsc"),
        ("health authority", "ha"),
        ("strategic health authorities", "sha"),
        ("regions", "nhs-region"),
    ],
)
def test_a_kind_is_found_by_what_people_call_it(text: str, kind: str, record: Record) -> None:
    assert record.history.kind(text).id == kind


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cluster", "'cluster' may mean 3 kinds of body. Try: icb-cluster, pct-cluster, sha-cluster."),
        ("primary care thrust", "No kind of body is called 'primary care thrust'. Try: pct"),
        (
            "!!",
            "No kind of body is called '!!'. Nor has the record one like it. Those of a day: landscape 2013-04-01.",
        ),
        ("cancer network", "No kind of body is called 'cancer network'. Nor has the record one like it."),
    ],
)
def test_a_kind_that_is_not_known_or_not_one_is_refused_with_what_comes_near(
    text: str, said: str, record: Record
) -> None:
    with pytest.raises(UnknownKind) as refused:
        record.history.kind(text)
    assert str(refused.value).startswith(said)


def test_an_abbreviation_of_a_kind_that_a_record_lacks_is_not_known() -> None:
    with pytest.raises(UnknownKind, match=r"called 'sicbl'\. Nor has the record one like it"):
        from_rows({"kinds": [{"id": "ccg", "label": "Clinical commissioning group"}]}).kind("sicbl")
