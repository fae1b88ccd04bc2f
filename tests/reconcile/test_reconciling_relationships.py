"""Relationships of ODS held against lines of the record: in each form, whole, with a known difference, not at all."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from cli import cli
from graph.errors import BadInput
from graph.reconcile import Point, Reconciliation, Verdict, open_register, reconcile
from graph.record import Record
from graph.record.history import History
from tests.support import register_files as files
from tests.support.tiny import Tiny

FORMS: dict[str, Callable[[list[dict[str, Any]]], str]] = {
    "xml": files.xml,
    "ord": files.ord_json,
    "fhir": files.fhir_r4,
}
KINDS = [
    ("ccg", "area-team", "nhs-region"),
    ("stp", "ics", "icb", "nhs-region"),
    ("icb", "local-place", "nhs-region"),
    ("ccg", "local-place", "stp", "ics", "icb"),
]
"""Kinds with lines between them."""


def against(history: History, text: str) -> Reconciliation:
    return reconcile(history, open_register(io.BytesIO(text.encode()), history))


def told(answer: Reconciliation) -> list[Point]:
    return [point for point in answer.points if point.field.startswith("relationship")]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kinds", KINDS)
def test_relationships_made_of_the_record_s_own_lines_agree(record: Record, kinds: tuple[str, ...], form: str) -> None:
    history = record.history
    bodies = [body for kind in kinds for body in history.by_kind[kind]]
    points = told(against(history, FORMS[form](files.organisations(history, bodies))))
    assert len(points) >= 48
    assert {point.verdict for point in points} == {Verdict.AGREES}


# A small record: two CCGs, one of them in a region

ROWS = {
    "bodies": [
        {"id": "ccg-a", "ods_code": "01A", "start": "2013-04-01", "end": "2020-03-31"},
        {"id": "ccg-b", "ods_code": "01B", "start": "2013-04-01"},
        {"id": "region-n", "kind": "nhs-region", "ods_code": "Y54", "start": "2013-04-01"},
        {"id": "region-s", "kind": "nhs-region", "ods_code": "Y55", "start": "2013-04-01"},
    ],
    "accountability": [
        {"id": "line-a-n", "from_id": "ccg-a", "to_id": "region-n", "kind": "membership", "start": "2013-04-01"}
        | {"end": "2020-03-31"},
        {"id": "line-b-n", "from_id": "ccg-b", "to_id": "region-n", "kind": "membership", "start": "2013-04-01"},
    ],
}


@pytest.fixture
def small(tiny: Tiny) -> History:
    return tiny(ROWS).history


@pytest.fixture
def found(small: History) -> list[dict[str, Any]]:
    return files.organisations(small, small.bodies.values())


def relationship(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The first relationship of the first organisation."""
    first: dict[str, Any] = found[0]["Rels"]["Rel"][0]
    return first


def one(answer: Reconciliation) -> tuple[Verdict, str, str, str]:
    (point,) = [point for point in told(answer) if point.verdict is not Verdict.AGREES]
    return point.verdict, point.field, point.ours, point.theirs


def test_a_relationship_of_other_days_is_a_difference(small: History, found: list[dict[str, Any]]) -> None:
    relationship(found)["Date"][0]["End"] = "2018-12-31"
    assert one(against(small, files.xml(found))) == (
        Verdict.DIFFERS,
        "relationship RE5",
        "membership, 2013-04-01 to 2020-03-31",
        "is located in the geography of, 2013-04-01 to 2018-12-31",
    )


def test_a_relationship_to_a_region_we_have_no_line_to_is_missing_here_and_the_line_missing_there(
    small: History, found: list[dict[str, Any]]
) -> None:
    relationship(found)["Target"]["OrgId"]["extension"] = "Y55"
    verdicts = {point.verdict: point for point in told(against(small, files.xml(found)))}
    assert verdicts[Verdict.MISSING_HERE].body == "ccg-a > region-s"
    assert verdicts[Verdict.MISSING_THERE].body == "ccg-a > region-n"


def test_a_line_of_an_organisation_that_the_file_does_not_hold_is_not_expected(
    small: History, found: list[dict[str, Any]]
) -> None:
    assert {point.verdict for point in told(against(small, files.xml(found[1:])))} == {Verdict.AGREES}


def test_several_relationships_of_a_pair_are_compared_as_a_whole(small: History, found: list[dict[str, Any]]) -> None:
    first, dates = relationship(found), relationship(found)["Date"][0]
    later = {**first, "Date": [{**dates, "Start": "2016-04-01"}]}
    first["Date"] = [{**dates, "End": "2016-03-31"}]
    found[0]["Rels"]["Rel"] = [later, first]
    assert {point.verdict for point in told(against(small, files.xml(found)))} == {Verdict.AGREES}


@pytest.mark.parametrize(
    ("start", "bodies"),
    [("2016-03-15", "stp-q > region-n|icb-q > region-n"), ("2022-07-01", "icb-q > region-n")],
)
def test_lines_of_bodies_that_had_a_code_one_after_the_other_are_compared_as_a_whole_or_as_those_of_the_time(
    tiny: Tiny, start: str, bodies: str
) -> None:
    had_the_code = [
        {"id": "stp-q", "kind": "stp", "ods_code": "QAA", "start": "2016-03-15", "end": "2022-06-30"},
        {"id": "icb-q", "kind": "icb", "ods_code": "QAA", "start": "2022-07-01"},
    ]
    lines = [
        {"id": f"line-{body['id']}", "from_id": body["id"], "to_id": "region-n", "kind": "membership"}
        | {name: body[name] for name in ("start", "end") if name in body}
        for body in had_the_code
    ]
    history = tiny({"bodies": [*had_the_code, ROWS["bodies"][2]], "accountability": lines}).history
    (board,) = files.organisations(history, history.by_kind["icb"])
    dates = {"Type": "Operational", "Start": start}
    board["Rels"] = {"Rel": [{"id": "RE5", "Date": [dates], "Target": {"OrgId": {"extension": "Y54"}}}]}
    (point,) = told(against(history, files.ord_json([board])))
    assert (point.verdict, point.body) == (Verdict.AGREES, bodies)


def test_direction_is_held_against_direction_and_not_against_membership(
    small: History, found: list[dict[str, Any]]
) -> None:
    relationship(found)["id"] = "RE3"
    verdict, field, reason, _ = one(against(small, files.xml(found[:1])))
    assert (verdict, field) == (Verdict.NOT_COMPARED, "relationship RE3")
    assert "no lines of oversight or performance-management or statutory from ccg to nhs-region" in reason


REASONS = {
    "RE4": "who buys services",
    "RE6": "who runs a site",
    "RE8": "practices",
    "RE99": "not known to this program",
}


@pytest.mark.parametrize("kind", REASONS)
def test_a_relationship_of_another_meaning_is_told_and_not_compared(
    small: History, found: list[dict[str, Any]], kind: str
) -> None:
    found[0]["Rels"]["Rel"].append({**relationship(found), "id": kind})
    answer = against(small, files.xml(found))
    verdict, field, reason, _ = one(answer)
    assert (verdict, field) == (Verdict.NOT_COMPARED, f"relationship {kind}")
    assert REASONS[kind] in reason
    assert answer.disagreements == 0


def test_a_relationship_to_what_the_record_has_not_is_told_and_not_compared(
    small: History, found: list[dict[str, Any]]
) -> None:
    other = json.loads(json.dumps(relationship(found)).replace("Y54", "E12000001"))
    found[0]["Rels"]["Rel"].append(other)
    assert one(against(small, files.xml(found)))[2] == "the other end is no body of the record"


def test_relationships_alone_in_fhir_are_a_register_too(small: History, found: list[dict[str, Any]]) -> None:
    alone = [{"resource": each} for each in files.affiliations(found[0])]
    answer = against(small, json.dumps({"resourceType": "Bundle", "entry": alone}))
    assert [point.verdict for point in answer.points] == [Verdict.AGREES]


def test_a_relationship_without_a_target_is_refused(small: History, found: list[dict[str, Any]]) -> None:
    relationship(found)["Target"] = {}
    with pytest.raises(BadInput, match="01A: a relationship has no target"):
        against(small, files.ord_json(found))


def test_a_ccg_whose_code_and_role_went_on_as_its_sub_icb_location_s_ends_where_that_begins(tiny: Tiny) -> None:
    bodies = [
        {"id": "ccg-a", "name": "NHS A CCG", "ods_code": "01A", "start": "2013-04-01", "end": "2022-06-30"},
        {"id": "local-place-a", "kind": "local-place", "name": "NHS Z ICB - 01A", "ods_code": "01A"}
        | {"start": "2022-07-01"},
    ]
    history = tiny({"bodies": bodies}).history
    (organisation,) = files.organisations(history, history.by_kind["local-place"])
    (place,) = organisation["Roles"]["Role"]
    organisation["Roles"]["Role"] = [{**place, "id": "RO98"}, {**place, "primaryRole": False}]
    organisation["Date"] = [{"Type": "Legal", "Start": "2013-04-01"}]
    answer = against(history, files.ord_json([organisation]))
    assert {point.verdict for point in answer.points} == {Verdict.AGREES}
    assert {point.body for point in answer.points} == {"ccg-a", "local-place-a"}


def test_the_command_says_what_the_comparison_means_and_counts_what_was_not_compared(record: Record) -> None:
    history = record.history
    found = files.organisations(history, [*history.by_kind["icb"], *history.by_kind["nhs-region"]])
    found[0]["Rels"]["Rel"].append({**relationship(found), "id": "RE6"})
    text = files.ord_json(found)
    shown = CliRunner().invoke(cli, ["reconcile", "-"], input=text).stdout
    assert "Relationships of ODS do not say whom a body answers to." in shown
    assert "Not compared (1)" in shown
    document = json.loads(CliRunner().invoke(cli, ["reconcile", "-", "--format", "json"], input=text).stdout)
    code = f"{found[0]['OrgId']['extension']} > {relationship(found)['Target']['OrgId']['extension']}"
    assert document["note"].startswith("Relationships of ODS do not say")
    (not_compared,) = document["not_compared"]
    assert (not_compared["field"], not_compared["code"]) == ("relationship RE6", code)
    assert document["counts"]["relationship RE6"]["not compared"] == 1
