"""The record held against what others published: certain, with inferences, and the most it can be."""

import csv
import io
from urllib.parse import quote

import pytest
from rdflib import RDF, Graph, URIRef

from graph.answers.audit.coverage import CountCheck, coverage
from graph.record import Record
from tests.support.histories import from_rows
from tests.support.reading_pages import text_of
from webapp import create_app

BODIES = [
    {"id": "a", "kind": "pct", "start": "2013-04-01"},
    {"id": "b", "kind": "care-trust", "start": "2013-04-01", "end": "2015-03-31"},
    {"id": "c", "kind": "pct", "start": "2013-04-01", "end_precision": "unknown"},
    {"id": "d", "kind": "ccg", "start": "2015-04-01"},
    {"id": "top", "kind": "team", "start": "2013-04-01"},
]


def check(
    count: int, scope: str = "", kind: str = "pct", day: str = "2014-01-01", precision: str = "day"
) -> CountCheck:
    row = {"kind": kind, "date": day, "date_precision": precision if day else "", "count": str(count), "scope": scope}
    history = from_rows(
        {
            "bodies": BODIES,
            "kinds": [{"id": "care-trust", "broader": "pct"}],
            "inferences_bodies": [{"id": "e", "kind": "pct", "start": "2013-04-01"}],
            "accountability": [
                {"id": "1", "from_id": "a", "to_id": "top", "kind": "membership", "start": "2013-04-01"},
                {"id": "2", "from_id": "b", "to_id": "top", "kind": "oversight", "start": "2013-04-01"},
            ],
            "published_counts": [row],
        }
    )
    (found,) = coverage(history).counts
    return found


def test_the_certain_are_counted_with_narrower_kinds_and_the_possible_beside_them() -> None:
    found = check(2)
    assert (found.ours, found.with_inferences, found.possible) == (2, 3, 4)


@pytest.mark.parametrize(
    ("published", "verdict"), [(2, "match"), (3, "match"), (4, "possible"), (5, "differs"), (1, "differs")]
)
def test_a_count_matches_is_possible_or_differs(published: int, verdict: str) -> None:
    assert check(published).verdict == verdict


def test_kinds_may_be_summed() -> None:
    assert check(4, kind="pct+ccg", day="2016-01-01").ours == 2


def test_a_count_of_the_new_and_of_the_ended() -> None:
    assert check(2, scope="new", day="2013-04-01").ours == 3
    assert check(1, scope="new", kind="ccg", day="2015-04-01").verdict == "match"
    assert check(1, scope="ended", day="2015-04-01").ours == 1


def test_a_count_of_members_counts_lines_of_membership() -> None:
    assert check(1, scope="in:top").ours == 1


def test_a_scope_in_words_or_a_count_without_a_day_is_not_compared() -> None:
    assert check(7, scope="that answered the survey").verdict == "not comparable"
    assert check(7, day="").verdict == "not comparable"


def test_a_count_of_a_month_is_that_of_its_last_day() -> None:
    assert check(1, kind="ccg", day="2015-04-01", precision="month").ours == 1
    assert check(1, kind="ccg", day="2015-01-01", precision="year").ours == 1


def test_the_audit_of_the_record(record: Record) -> None:
    found = coverage(record.history)
    rows = found.rows()
    assert len(rows) == len(record.history.published_counts)
    assert {"ours", "with_inferences", "possible", "published", "verdict", "sources"} <= set(rows[0])
    assert all(row["sources"] for row in rows)
    plain = {(row["kind"], row["date"]): row for row in rows if not row["scope"]}
    assert plain["ccg", "2013-04-01"]["ours"] == plain["ccg", "2013-04-01"]["published"] == 211
    document = found.document()
    assert isinstance(document, dict)
    assert {"counts", "kinds", "gaps", "conflicts"} <= set(document)
    for check_ in found.counts:
        if check_.ours is not None and check_.possible is not None:
            assert check_.ours <= check_.possible


def test_a_count_that_differs_is_explained_by_a_gap(record: Record) -> None:
    unexplained = [each for each in coverage(record.history).counts if each.verdict == "differs" and not each.explained]
    assert len(unexplained) <= 5, unexplained


@pytest.mark.parametrize("verdict", ["match", "not comparable"])
def test_every_form_of_the_audit_has_only_the_counts_of_the_verdict_that_was_chosen(
    record: Record, verdict: str
) -> None:
    client = create_app({"TESTING": True}, record).test_client()
    chosen = quote(verdict)
    whole = [each for each in client.get("/coverage.json").get_json()["counts"] if each["verdict"] == verdict]
    assert client.get(f"/coverage.json?verdict={chosen}").get_json()["counts"] == whole
    rows = list(csv.DictReader(io.StringIO(client.get(f"/coverage.csv?verdict={chosen}").text)))
    assert [row["verdict"] for row in rows] == [verdict] * len(whole)
    graph = Graph().parse(data=client.get(f"/coverage.ttl?verdict={chosen}").text, format="turtle")
    published = URIRef("https://w3id.org/nhs-restructures/def#PublishedCount")
    assert len(list(graph.subjects(RDF.type, published))) == len(whole)
    assert 0 < len(whole) < len(coverage(record.history).counts)


def test_a_verdict_that_there_is_not_is_refused_with_those_that_there_are(record: Record) -> None:
    refused = create_app({"TESTING": True}, record).test_client().get("/coverage?verdict=wrong")
    assert refused.status_code == 400
    assert "They are match, possible, differs, not listed, not comparable." in text_of(refused.text)
