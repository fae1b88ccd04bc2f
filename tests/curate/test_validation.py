"""Validation: the real record is sound, and whatever a record says that no table could hold is found."""

import pytest

from graph.curate.validation import errors, validate
from graph.errors import UnreadableRecord
from graph.record import Record
from tests.support.sound import ENDED_BEFORE_IT_BEGAN, INFERRED_EVENT, MERGER, both, broken, changed, plus, sound_rows
from tests.support.tiny import Tiny

# The real record


@pytest.mark.no_cover
@pytest.mark.no_cover
def test_the_real_record_is_sound_and_explains_each_published_number_that_it_does_not_meet(record: Record) -> None:
    assert validate(record) == []


# A small one


@pytest.fixture(scope="module")
def sound(tiny: Tiny) -> Record:
    return tiny(sound_rows())


def test_the_small_record_is_sound(sound: Record) -> None:
    assert validate(sound) == []


def test_one_source_taken_away_is_found_and_nothing_else(sound: Record) -> None:
    (finding,) = validate(changed(sound, "id:ccg-04a", "dct:source", ""))
    assert (finding.subject, finding.rule, finding.severity) == ("ccg-04a", "shape-source", "error")
    assert "give it a dct:source" in finding.message


# Several faults at once


def test_faults_of_all_sorts_are_listed_at_once_each_with_its_row(tiny: Tiny) -> None:
    faulty = tiny(broken(both(ENDED_BEFORE_IT_BEGAN, plus("bodies", id="ccg-04c", ods_code="04C"))))
    merged = f"id:{MERGER}--ccg-04a--icb-x"
    for subject, predicate, objects in (
        (merged, "nhs:share", "1.4"),
        (f"id:{INFERRED_EVENT}--pct-p--ccg-04a", "nhs:evidence", "nhs:stated"),
        ("id:ccg-04c", "skos:notation", '"04-C"^^nhs:odsCode'),
        ("id:line-a", "nhs:to", "id:nowhere"),
    ):
        faulty = changed(faulty, subject, predicate, objects)
    found = {finding.subject: (finding.rule, finding.row) for finding in validate(faulty)}
    assert found.pop(merged[3:])[0] == "shape-share"
    assert found.pop("icb-back") == ("ends-before-start", "bodies.csv, row 4")
    assert found.pop("ccg-04c") == ("shape-notation", "bodies.csv, row 3")
    assert found.pop("pct-p--ccg-04a") == ("cell", "successions.csv, row 1")
    assert found.pop("line-a")[0] == "shape-line-to"
    assert not found


def test_rules_look_beside_a_statement_too_many(tiny: Tiny) -> None:
    faulty = changed(tiny(broken(ENDED_BEFORE_IT_BEGAN)), "id:ccg-04a", "skos:scopeNote", '"More."')
    assert {finding.rule for finding in validate(faulty)} == {"statements", "ends-before-start"}


def test_an_id_that_two_things_bear_is_found(sound: Record) -> None:
    start = sound.turtle.index(b"\nid:ccg-04a a ")
    block = sound.turtle[start : sound.turtle.index(b"\nid:", start + 1)]
    found = errors(validate(Record(sound.turtle + block.lstrip())))
    assert {finding.subject for finding in found} == {"ccg-04a"}
    (finding,) = [each for each in found if each.rule == "id-twice"]
    assert "keep one" in finding.message


# Statements that are no row's


def test_a_misspelt_term_is_found(sound: Record) -> None:
    (finding,) = validate(changed(sound, "id:icb-x", "nhs:strat", '"2022-07-01"^^xsd:date'))
    assert (finding.subject, finding.rule) == ("icb-x", "statements")
    assert "nhs:strat" in finding.message


def test_a_subject_of_no_known_class_is_found(sound: Record) -> None:
    (finding,) = validate(changed(sound, "id:stray", "rdf:type", "nhs:Bodie"))
    assert (finding.subject, finding.rule) == ("stray", "statements")


def test_an_event_without_its_predecessors_is_found(sound: Record) -> None:
    (finding,) = validate(changed(sound, f"id:{MERGER}", "org:originalOrganization", ""))
    assert (finding.subject, finding.rule) == (MERGER, "statements")
    assert finding.message.startswith("lacks")
    assert "(and 1 more)" in finding.message


def test_a_list_order_that_names_other_members_is_found(sound: Record) -> None:
    (finding,) = validate(changed(sound, "id:icb-x", "nhs:listOrder", '"sources: src|nowhere"'))
    assert (finding.subject, finding.rule) == ("icb-x", "statements")
    assert "nhs:listOrder" in finding.message


@pytest.mark.parametrize(
    ("subject", "predicate", "objects", "word"),
    [
        ("id:ccg-04a", "skos:note", '"a trailing space "', "space"),
        ("id:ccg-04a", "skos:prefLabel", '"St Mary\\u2019s"', "typographic"),
        ("id:ccg-04a", "nhs:endPrecision", "nhs:unknown", "does not go with a date"),
        ("id:inferred-pct-p-end", "nhs:value", '"04A"^^nhs:odsCode', "no full date"),
        (f"id:{INFERRED_EVENT}--pct-p--ccg-04a", "skos:note", '"a trailing space "', "space"),
    ],
)
def test_a_value_that_no_cell_could_hold_is_found(
    sound: Record, subject: str, predicate: str, objects: str, word: str
) -> None:
    (finding,) = validate(changed(sound, subject, predicate, objects))
    assert finding.rule == "cell"
    assert f"id:{finding.subject}" == subject
    assert word in finding.message


def test_an_inferred_event_with_a_precision_but_no_date_is_found(sound: Record) -> None:
    (finding,) = validate(changed(sound, f"id:{INFERRED_EVENT}", "dct:date", ""))
    assert finding.rule == "cell"
    assert "without a date" in finding.message


def test_a_file_in_another_layout_is_a_warning(sound: Record) -> None:
    (finding,) = validate(Record(sound.turtle.replace(b" ;\n\tnhs:tier", b" ; nhs:tier")))
    assert (finding.rule, finding.severity) == ("canonical", "warning")


# Files that are no record


@pytest.mark.parametrize("text", [b"", b"<x>", b"@prefix id: <nothing> .\nid:a b c d", b"\xff"])
def test_what_is_no_turtle_is_said_once_and_not_taken(text: bytes) -> None:
    with pytest.raises(UnreadableRecord):
        validate(Record(text))


def test_findings_come_in_one_order_with_errors_first(tiny: Tiny) -> None:
    rows = broken(both(ENDED_BEFORE_IT_BEGAN, plus("published_counts", kind="ccg", date="2014-01-01", count="3")))
    findings = validate(tiny(rows))
    assert [finding.severity for finding in findings] == ["error", "warning"]
    assert errors(findings) == findings[:1]
    assert str(findings[0]).startswith("error: icb-back: it ends on 2022-06-30")
    assert str(findings[0]).endswith("; bodies.csv, row 3]")
