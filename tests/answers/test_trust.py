"""How far the record can be trusted: a sentence a period, and why a published number is not ours."""

from collections.abc import Mapping, Sequence

import pytest

from graph.answers.audit.coverage import coverage
from graph.record import Record
from graph.record.history import History
from tests.support.command_line import call
from tests.support.histories import from_rows

_KIND = {"id": "pct", "label": "Trust", "plural": "Trusts", "start": "2000-04-01", "end": "2013-03-31"}


def of_counts(*counts: Mapping[str, str], bodies: int = 20) -> History:
    listed = [
        {"id": f"pct-{number}", "kind": "pct", "start": "2002-04-01", "end": "2012-03-31"} for number in range(bodies)
    ]
    return from_rows({"kinds": [_KIND, {"id": "nhs-trust"}], "bodies": listed, "published_counts": counts})


def counted(count: str, day: str = "2003-01-01", kind: str = "pct", **more: str) -> Mapping[str, str]:
    return {"kind": kind, "date": day, "count": count, **more}


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([], "no number was published to hold ours against"),
        ([counted("20")], "complete by every number that was published (1)"),
        ([counted("21")], "nearly complete, 20 of 21 are known for 1 January 2003 at worst"),
        ([counted("40")], "incomplete, 20 of 40 are known for 1 January 2003; one that is missing here may have been"),
        ([counted("40"), counted("20")], "complete by every number that was published (1)"),
    ],
)
def test_a_period_is_trusted_as_far_as_the_numbers_go(counts: Sequence[Mapping[str, str]], words: str) -> None:
    (period,) = coverage(of_counts(*counts)).periods
    assert period.period == "1 April 2000 to 31 March 2013"
    assert words in period.text
    assert "a source states the first day of 100% and a successor of 0% of those that ended" in period.text


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([counted("20")], ""),
        ([counted("40", note="about")], "A hole: 20 bodies are not in the record."),
        ([counted("40", note="about")], " About."),
        ([counted("15")], "The source counts fewer: the record names 5 more bodies"),
        ([counted("40"), counted("20")], "Sources differ: another gives 20 for the day, as the record has it."),
        (
            [counted("15"), counted("20", "2002-06-01")],
            "Sources differ: another gives 20 for 1 June 2002, as the record",
        ),
        ([counted("400", "1982-01-01")], "Before 1990, with which the record begins: it names 0 that may have been"),
        ([counted("20", "2002-01-01")], "A number of another day: the record has 20 on 1 April 2002."),
        ([counted("400", kind="nhs-trust")], "The record does not list nhs-trusts; the number stands here for scale."),
    ],
)
def test_a_number_that_is_not_ours_is_explained(counts: Sequence[Mapping[str, str]], words: str) -> None:
    check = coverage(of_counts(*counts)).counts[0]
    assert words in check.reason if words else not check.reason


def test_new_bodies_less_those_they_replaced_are_told_as_growth() -> None:
    old = {"id": "old", "kind": "pct", "start": "2000-04-01", "end": "2002-03-31"}
    new = [{"id": f"new-{number}", "kind": "pct", "start": "2002-04-01"} for number in range(5)]
    published = [counted("4", "2002-04-01", scope="new", date_precision="day")]
    history = from_rows({"kinds": [_KIND], "bodies": [old, *new], "published_counts": published})
    assert coverage(history).counts[0].reason == (
        "5 began, and there were 4 more than the day before; the source counts the latter."
    )


def test_bodies_that_may_have_been_there_are_no_part_of_what_is_missing() -> None:
    unsure = [{"id": f"pct-{number}", "kind": "pct"} for number in range(3)]
    history = from_rows({"kinds": [_KIND], "bodies": unsure, "published_counts": [counted("5")]})
    assert coverage(history).counts[0].reason == (
        "A hole: 2 bodies are not in the record, and of 3 it is not known whether they were there on that day."
    )


@pytest.mark.no_cover
def test_each_number_of_the_real_record_that_is_not_ours_is_explained_and_no_other(record: Record) -> None:
    found = coverage(record.history)
    assert all(bool(check.reason) == (check.verdict in ("differs", "not listed")) for check in found.counts)
    assert [each.kind for each in found.periods] == ["dha", "ha", "pcg", "pct", "pct", "ccg", "icb"]
    assert [each.period for each in found.periods if each.kind == "pct"] == [
        "1 April 2000 to 30 September 2006",
        "1 October 2006 to 31 March 2013",
    ]


def test_the_command_opens_with_how_far_each_period_can_be_trusted() -> None:
    lines = call("coverage").out.splitlines()
    assert lines[1] == "How far each period can be trusted"
    assert lines[2].strip().startswith("1982 to 31 March 1996. District health authorities: incomplete,")
