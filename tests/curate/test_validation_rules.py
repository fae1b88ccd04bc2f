"""The rules between things: each single break of a sound record is found by the rule for it, alone; oddities pass."""

import re

import pytest

from graph.curate.rules import RULES, WARNINGS
from graph.curate.validation import validate
from tests.support.sound import ENDED_BEFORE_IT_BEGAN, MERGER, Edit, both, broken, line, pair, plus, with_cells
from tests.support.tiny import Tiny

ANSWERED_TO_ONE_BELOW = plus(
    "accountability", **{**line("line-y", "nhs-region-r", start="2014-01-01", end="2022-06-30"), "to_id": "ccg-04a"}
)
ANSWERED_TO_ITSELF = plus("accountability", **{**line("line-y", "icb-x", start="2022-07-01"), "to_id": "icb-x"})

BREAKS = [
    # rule, what breaks it, the subject
    ("no-bodies", lambda rows: [rows.pop(name) for name in [*rows] if name != "sources"], "the record"),
    ("ends-before-start", ENDED_BEFORE_IT_BEGAN, "icb-back"),
    ("ends-before-start", with_cells("accountability_rules", 0, end="2012-12-31", end_precision="year"), "rule-a"),
    ("last-seen", with_cells("accountability", 1, end_precision="day"), "line-b"),
    ("last-seen", with_cells("bodies", 4, last_seen="2013-04-01"), "pct-p"),
    ("event-without-bodies", plus("events", id="event-alone", kind="split", date="2015-01-01"), "event-alone"),
    ("successor-too-late", pair("ccg-04a", "icb-x", "partial-transfer", "2020-01-01"), "event-more-1--ccg-04a--icb-x"),
    (
        "predecessor-too-late",
        pair("icb-x", "nhs-region-r", "partial-transfer", "2020-01-01"),
        "event-more-1--icb-x--nhs-region-r",
    ),
    ("predecessor-goes-on", pair("ccg-04a", "ccg-04b", "merger", "2015-04-01"), "event-more-1--ccg-04a--ccg-04b"),
    ("predecessor-long-gone", pair("pct-p", "ccg-04b", "replacement", "2015-04-01"), "event-more-1--pct-p--ccg-04b"),
    ("predecessor-gone", pair("pct-p", "ccg-04b", "replacement", "2013-06-01"), "event-more-1--pct-p--ccg-04b"),
    (
        "shares",
        both(
            plus("bodies", id="icb-y", kind="icb", start="2022-07-01"),
            plus("successions", event_id=MERGER, from_id="ccg-04a", to_id="icb-y", share="0.0006", share_basis="lsoa"),
        ),
        MERGER,
    ),
    ("code-held-twice", with_cells("bodies", 1, ods_code="04A"), "ccg-04a"),
    (
        "code-held-twice",
        plus("bodies", id="nhs-region-s", kind="nhs-region", ods_code="Y50", start="2013-04-01"),
        "nhs-region-r",
    ),
    ("code-perhaps-held-twice", plus("bodies", id="ccg-z", ods_code="04A"), "ccg-04a"),
    (
        "circle-within-a-day",
        both(
            pair("ccg-04a", "ccg-04b", "partial-transfer", "2015-04-01"),
            pair("ccg-04b", "ccg-04a", "partial-transfer", "2015-04-01"),
        ),
        "ccg-04a",
    ),
    (
        "circle-within-a-day",
        pair("nhs-region-r", "nhs-region-r", "boundary-change", "2015-04-01"),
        "nhs-region-r",
    ),
    (
        "circle-of-whole-changes",
        both(
            plus("bodies", id="ccg-m", end_precision="unknown"),
            plus("bodies", id="ccg-n", end_precision="unknown"),
            pair("ccg-m", "ccg-n", "replacement", "2014-04-01"),
            pair("ccg-n", "ccg-m", "replacement", "2016-04-01"),
        ),
        "ccg-m",
    ),
    ("line-overlap", with_cells("accountability", 1, start="2015-03-31"), "line-a"),
    (
        "line-overlap",
        plus(
            "inferences_accountability",
            **line("line-d", "ccg-04a", start="2014-04-01", end="2014-12-31"),
        ),
        "line-a",
    ),
    ("circle-of-lines", ANSWERED_TO_ONE_BELOW, "line-a"),
    ("circle-of-lines", ANSWERED_TO_ITSELF, "line-y"),
    ("name-overlap", with_cells("names", 1, type=""), "icb-x"),
    ("line-outlives-body", plus("accountability", **line("line-e", "ccg-04b", start="2014-04-01")), "line-e"),
    (
        "line-outlives-body",
        plus("accountability", **line("line-e", "ccg-04b", start="2012-04-01", end="2014-03-31")),
        "line-e",
    ),
    ("former-id", plus("former_ids", id="ccg-y"), "ccg-y"),
    (
        "inferred-and-stated",
        plus("inferences", from_id="ccg-04a", to_id="icb-x", kind="partial-transfer", date="2022-07-01"),
        "event-2022-07-01-partial-transfer-ccg-04a-to-icb-x--ccg-04a--icb-x",
    ),
    *(
        ("stated-of-inferred", both(plus("inferences_bodies", id="ccg-z", start="2013-04-01"), edit), subject)
        for edit, subject in (
            (pair("ccg-z", "ccg-04a", "partial-transfer", "2015-04-01"), "event-more-1--ccg-z--ccg-04a"),
            (plus("accountability", **line("line-z", "ccg-z", start="2014-04-01")), "line-z"),
            (
                plus("accountability_rules", id="rule-z", from_kind="ccg", to_body="ccg-z", kind="funding"),
                "rule-z",
            ),
        )
    ),
    (
        "count-of-unknown-body",
        plus("published_counts", kind="ccg", date="2014-01-01", count="3", scope="in:nowhere"),
        "count of ccg, 2014-01-01",
    ),
    ("gap-of-unknown-table", with_cells("gaps", 1, basis="counted in people.csv"), "gap of pct"),
    ("gap-count", with_cells("gaps", 1, count="2", of="3"), "gap of pct, ODS code not found"),
    ("gap-count", with_cells("gaps", 1, missing="Something."), "gap of pct, Something."),
    (
        "published-count",
        plus("published_counts", kind="ccg", date="2014-01-01", count="3"),
        "count of ccg, 2014-01-01",
    ),
]


@pytest.mark.parametrize(
    ("rule", "edit", "subject"), BREAKS, ids=[f"{rule}-{n}" for n, (rule, *_) in enumerate(BREAKS)]
)
def test_one_break_between_things_is_found_by_its_rule_alone(tiny: Tiny, rule: str, edit: Edit, subject: str) -> None:
    findings = validate(tiny(broken(edit)))
    assert {(finding.rule, finding.subject) for finding in findings} == {(rule, subject)}
    assert {finding.severity for finding in findings} == {"warning" if rule in WARNINGS else "error"}
    assert all(".csv, row " in finding.row or not re.search("[0-9]", finding.subject) for finding in findings)
    assert all(";" in finding.message and "\n" not in finding.message for finding in findings)


def test_every_rule_is_broken_once_above_and_says_what_it_asks() -> None:
    rules = {**RULES, **WARNINGS}
    assert set(rules) == {rule for rule, *_ in BREAKS}
    assert all(rule.__doc__ for rule in rules.values())


# What is allowed


@pytest.mark.parametrize(
    "edit",
    [
        # A body that was there takes another in.
        pair("ccg-04b", "nhs-region-r", "partial-transfer", "2015-04-01"),
        # A circle over days: a function goes and comes back.
        both(
            pair("ccg-04a", "ccg-04b", "partial-transfer", "2015-04-01"),
            pair("ccg-04b", "ccg-04a", "partial-transfer", "2016-04-01"),
        ),
        # A start that is only a bound can lie before an event before the bound.
        both(
            plus("bodies", id="icb-z", kind="icb", start="2023-01-01", start_precision="by"),
            pair("ccg-04b", "icb-z", "partial-transfer", "2020-01-01"),
        ),
        # Shares by another basis are parts of another whole.
        both(
            plus("bodies", id="icb-q", kind="icb", start="2022-07-01"),
            plus(
                "successions",
                event_id=MERGER,
                from_id="ccg-04a",
                to_id="icb-q",
                basis="area",
                share="1",
                share_basis="lsoa",
            ),
        ),
        # Shares that were rounded to four places may sum to a little more.
        both(
            plus("bodies", id="icb-q", kind="icb", start="2022-07-01"),
            plus("successions", event_id=MERGER, from_id="ccg-04a", to_id="icb-q", share="0.0005", share_basis="lsoa"),
        ),
        # A code of another kind of body.
        plus("bodies", id="icb-04a", kind="icb", ods_code="04A", start="2022-07-01"),
        # A code used again after its first body.
        plus("bodies", id="ccg-again", ods_code="04A", start="2022-07-01"),
        # A code given up while its body was still there, and used again.
        both(
            plus(
                "bodies", id="ccg-k", start="2014-04-01", end="2022-06-30", end_precision="by", last_seen="2020-01-01"
            ),
            plus("codes", body_id="ccg-k", scheme="ods", code="04K", start="2014-04-01", end="2015-03-31"),
            plus("bodies", id="ccg-l", ods_code="04K", start="2016-04-01", end="2022-06-30"),
        ),
        # A count that a gap of its kind explains, and one that unknown dates can make up.
        plus("published_counts", kind="pct", date="2011-01-01", count="152"),
        both(plus("bodies", id="ccg-z"), plus("published_counts", kind="ccg", date="2014-01-01", count="3")),
    ],
)
def test_what_only_looks_odd_is_allowed(tiny: Tiny, edit: Edit) -> None:
    assert validate(tiny(broken(edit))) == []
