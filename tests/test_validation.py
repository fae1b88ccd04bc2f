"""Validation: the real record is sound, and each single break of a sound one is found by the rule for it, alone."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from graph.errors import Finding, UnreadableRecord
from graph.record import DATA, Record
from graph.rules import RULES, WARNINGS
from graph.terms import PREFIXES, expand
from graph.turtle import canonical, read_triples
from graph.validation import errors, validate

Rows = dict[str, list[dict[str, str]]]
Tiny = Callable[[Mapping[str, Sequence[Mapping[str, str]]]], Record]

MERGER = "event-2022-07-01-merger-icb-x"
INFERRED_EVENT = "event-2013-04-replacement-pct-p-to-ccg-04a"


def sound_rows() -> Rows:
    """A few rows of every table that agree with each other: two CCGs that became an ICB, under a region."""
    ccg = {"start": "2013-04-01", "end": "2022-06-30"}
    return {
        "kinds": [
            {"id": "ccg", "broader": ""},
            {"id": "icb"},
            {"id": "nhs-region", "tier": "regional", "legal_form": "unit"},
            {"id": "pct", "scope_note": "Before the CCGs."},
        ],
        "bodies": [
            {"id": "ccg-04a", "ods_code": "04A", "ons_code": "E38000001", "note": "A note.", **ccg},
            {"id": "ccg-04b", "ods_code": "04B", "ons_code": "E38000002", **ccg},
            {"id": "icb-x", "kind": "icb", "start": "2022-07-01"},
            {"id": "nhs-region-r", "kind": "nhs-region", "start": "2013-04-01"},
            {
                "id": "pct-p",
                "kind": "pct",
                "start": "2006-10-01",
                "end": "2013-03-31",
                "end_precision": "by",
                "last_seen": "2012-05-01",
                "legal_form": "unit",
            },
        ],
        "names": [
            {"body_id": "icb-x", "name": "X in law", "type": "legal", "start": "2022-07-01"},
            {"body_id": "icb-x", "name": "X at work", "type": "working", "start": "2022-07-01"},
        ],
        "codes": [{"body_id": "nhs-region-r", "scheme": "ods", "code": "Y50", "start": "2014-01-01"}],
        "events": [
            {
                "id": MERGER,
                "kind": "merger",
                "date": "2022-07-01",
                "restructure": "r9",
                "instrument": "src",
                "note": "2 to 1",
            }
        ],
        "successions": [
            {"event_id": MERGER, "from_id": "ccg-04a", "to_id": "icb-x", "share": "1", "share_basis": "lsoa"},
            {"event_id": MERGER, "from_id": "ccg-04b", "to_id": "icb-x"},
        ],
        "inferences": [
            {
                "event_id": "",
                "from_id": "pct-p",
                "to_id": "ccg-04a",
                "basis": "area",
                "kind": "replacement",
                "date": "2013-04-01",
                "date_precision": "month",
            }
        ],
        "accountability": [
            {
                "id": "line-a",
                "from_id": "ccg-04a",
                "to_id": "nhs-region-r",
                "kind": "oversight",
                "start": "2013-04-01",
                "end": "2015-03-31",
                "restructure": "r9",
            },
            {
                "id": "line-b",
                "from_id": "ccg-04a",
                "to_id": "nhs-region-r",
                "kind": "oversight",
                "start": "2015-04-01",
                "end": "2022-06-30",
                "end_precision": "by",
                "last_seen": "2021-01-01",
            },
        ],
        "inferences_accountability": [
            {
                "id": "line-c",
                "from_id": "ccg-04b",
                "to_id": "nhs-region-r",
                "kind": "membership",
                "start": "2013-04-01",
                "end": "2022-06-30",
            }
        ],
        "accountability_rules": [
            {
                "id": "rule-a",
                "from_kind": "ccg",
                "to_body": "nhs-region-r",
                "kind": "funding",
                "start": "2013-04-01",
                "end": "2022-06-30",
            }
        ],
        "succession_rules": [
            {"id": "succession-rule-a", "from_kind": "ccg", "to_kind": "icb", "kind": "merger", "date": "2022-07-01"}
        ],
        "inferences_values": [
            {"body_id": "pct-p", "field": "end", "value": "2013-03-31", "precision": "day"},
            {"body_id": "pct-p", "field": "ods_code", "candidates": "5AA|5AB"},
        ],
        "restructures": [
            {
                "id": "r9",
                "number": "9",
                "name": "Integrated care",
                "summary": "CCGs became ICBs.",
                "number_basis": "ours",
                "announced": "2021-02",
                "in_force_from": "2022-07-01",
                "in_force_to": "2022",
            }
        ],
        "restructure_claims": [{"id": "cl1", "text": "Nine so far."}],
        "commitments": [
            {
                "id": "cm1",
                "text": "No more of it.",
                "date": "2022-07",
                "maker_ids": "icb-x",
                "status_source": "src",
                "restructure": "r9",
            }
        ],
        "published_counts": [{"kind": "ccg", "date": "2014-01-01", "count": "2", "note": "all"}],
        "gaps": [
            {
                "kind": "pct",
                "period": "2011",
                "missing": "Most of them.",
                "count": "151",
                "of": "152",
                "basis": "report",
            },
            {
                "kind": "pct",
                "period": "2006",
                "missing": "ODS code not found",
                "count": "1",
                "of": "1",
                "basis": "counted in bodies.csv",
                "sources": "",
            },
        ],
        "conflicts": [{"subject": "ccg-04a", "field": "name", "value_a": "A", "value_b": "B"}],
        "sources": [
            {
                "key": "src",
                "title": "A source",
                "url": "https://www.legislation.gov.uk/ukpga/2022/31",
                "licence": "OGL v3",
                "note": "Read.",
            },
            {"key": "another", "title": "Another"},
        ],
    }


@pytest.fixture(scope="module")
def sound(tiny: Tiny) -> Record:
    return tiny(sound_rows())


def changed(record: Record, subject: str, predicate: str, objects: str) -> Record:
    """The record with other objects of one subject and predicate (Turtle; none where the text is empty)."""
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    new = read_triples(f"{prefixes}{subject} {predicate} {objects} .".encode()) if objects else ()
    place = expand(subject), expand(predicate)
    kept = [each for each in read_triples(record.turtle) if (each.subject.value, each.predicate.value) != place]
    return Record(canonical([*kept, *new]))


def rules_broken(record: Record) -> set[str]:
    return {finding.rule for finding in validate(record)}


# The real record


@pytest.fixture(scope="module")
def real_findings(record: Record) -> list[Finding]:
    return validate(record)


def test_the_real_record_is_sound(real_findings: list[Finding]) -> None:
    assert errors(real_findings) == []


def test_the_real_record_differs_from_published_and_counted_numbers_only_with_a_warning(
    real_findings: list[Finding],
) -> None:
    assert {finding.rule for finding in real_findings} == {"published-count", "gap-count"}
    assert any(finding.subject.startswith("count of nhs-trust") for finding in real_findings)


def test_one_source_taken_from_the_real_record_is_found_and_nothing_else(record: Record) -> None:
    (finding,) = validate(changed(record, "id:ccg-04f", "dct:source", ""))
    assert (finding.subject, finding.rule, finding.severity) == ("ccg-04f", "shape-source", "error")
    assert "give it a dct:source" in finding.message


# A small one


def test_the_small_record_is_sound(sound: Record) -> None:
    assert validate(sound) == []


SUCCESSION = f"id:{MERGER}--ccg-04a--icb-x"
SHAPES = [
    # shape, subject, predicate, objects that break it
    *(
        ("source", subject, "dct:source", "")
        for subject in (
            "nhs:kind-ccg",
            "id:ccg-04a",
            "id:name-icb-x-x-in-law-2022-07-01",
            "id:code-nhs-region-r-ods-y50-2014-01-01",
            f"id:{MERGER}",
            SUCCESSION,
            f"id:{INFERRED_EVENT}",
            "id:line-a",
            "id:line-c",
            "id:rule-a",
            "id:succession-rule-a",
            "id:r9",
            "id:cl1",
            "id:cm1",
            "id:count-ccg-2014-01-01-src-2",
            "id:inferred-pct-p-end",
        )
    ),
    ("source", "id:ccg-04a", "dct:source", "id:nowhere"),
    ("source", "id:ccg-04a", "dct:source", "id:icb-x"),
    ("evidence", "id:ccg-04a", "nhs:evidence", ""),
    ("evidence", "id:line-a", "nhs:evidence", "nhs:stated , nhs:inferred"),
    ("evidence", "id:line-c", "nhs:evidence", "nhs:legal"),
    ("start", "id:ccg-04a", "nhs:start", '"2013-04-01"'),
    ("start", "id:ccg-04a", "nhs:start", '"2013-02-30"^^xsd:date'),
    ("start", "id:ccg-04a", "nhs:start", '"2013-04-01Z"^^xsd:date'),
    ("start", "id:ccg-04a", "nhs:start", '"2013-04-01"^^xsd:date , "2013-04-02"^^xsd:date'),
    ("end", "id:line-a", "nhs:end", '"31/03/2015"^^xsd:date'),
    ("date", f"id:{MERGER}", "dct:date", '"2022-07"^^xsd:gYearMonth'),
    ("start-precision", "id:ccg-04a", "nhs:startPrecision", "nhs:day"),
    ("end-precision", "id:ccg-04a", "nhs:endPrecision", '"by"'),
    ("date-precision", f"id:{MERGER}", "nhs:datePrecision", "nhs:by"),
    ("last-seen", "id:pct-p", "nhs:lastSeen", '"2012"^^xsd:gYear'),
    ("note", "id:ccg-04a", "skos:note", '"one" , "two"'),
    ("part-of", f"id:{MERGER}", "dct:isPartOf", "id:r99"),
    ("instrument", f"id:{MERGER}", "nhs:instrument", "id:nowhere"),
    ("label", "id:ccg-04a", "skos:prefLabel", ""),
    ("label", "id:r9", "skos:prefLabel", '""'),
    ("description", "id:cm1", "dct:description", ""),
    ("legal-form", "id:pct-p", "nhs:legalForm", "org:Organization"),
    ("reason", "id:inferred-pct-p-end", "nhs:reason", ""),
    ("inferred", "id:line-c", "nhs:reason", ""),
    ("inferred", "id:line-a", "nhs:evidence", "nhs:inferred"),
    ("plural", "nhs:kind-ccg", "nhs:plural", ""),
    ("tier", "nhs:kind-ccg", "nhs:tier", "nhs:legal"),
    ("broader", "nhs:kind-ccg", "skos:broader", "nhs:kind-nothing"),
    ("kind-legal-form", "nhs:kind-ccg", "nhs:legalForm", ""),
    ("classification", "id:ccg-04a", "org:classification", "nhs:kind-nothing"),
    ("notation", "id:ccg-04a", "skos:notation", '"04a"^^nhs:odsCode'),
    ("notation", "id:ccg-04a", "skos:notation", '"04A"'),
    ("identifier", "id:ccg-04a", "adms:identifier", "id:code-nowhere"),
    ("identifier-notation", "id:code-nhs-region-r-ods-y50-2014-01-01", "skos:notation", ""),
    ("identifier-of", "id:nhs-region-r", "adms:identifier", ""),
    ("name-of", "id:name-icb-x-x-in-law-2022-07-01", "nhs:nameOf", "id:nowhere"),
    ("name-label", "id:name-icb-x-x-in-law-2022-07-01", "rdfs:label", ""),
    ("name-type", "id:name-icb-x-x-in-law-2022-07-01", "nhs:nameType", "nhs:code"),
    ("original", f"id:{MERGER}", "org:originalOrganization", "id:ccg-04a , id:ccg-04b , id:nowhere"),
    ("resulting", f"id:{MERGER}", "org:resultingOrganization", "id:nowhere"),
    ("predecessor", SUCCESSION, "nhs:predecessor", "id:nowhere"),
    ("successor", SUCCESSION, "nhs:successor", ""),
    ("in-event", SUCCESSION, "nhs:inEvent", f"id:{MERGER} , id:{INFERRED_EVENT}"),
    ("event-exists", SUCCESSION, "nhs:inEvent", "id:event-nowhere"),
    ("basis", SUCCESSION, "nhs:basis", ""),
    ("share", SUCCESSION, "nhs:share", "1.5"),
    ("share", SUCCESSION, "nhs:share", '"half"^^xsd:decimal'),
    ("share-basis", SUCCESSION, "nhs:shareBasis", "nhs:local"),
    ("share-basis-given", SUCCESSION, "nhs:shareBasis", ""),
    ("change-kind", "id:succession-rule-a", "nhs:changeKind", "nhs:Establishment"),
    ("line-from", "id:line-a", "nhs:from", "id:nowhere"),
    ("line-to", "id:line-a", "nhs:to", "nhs:kind-ccg"),
    ("line-kind", "id:line-a", "nhs:lineKind", "nhs:legal"),
    ("rule-from", "id:rule-a", "nhs:fromKind", "nhs:kind-nothing"),
    ("rule-from", "id:rule-a", "nhs:from", "id:ccg-04a"),
    ("rule-to", "id:rule-a", "nhs:to", ""),
    ("number", "id:r9", "nhs:number", '"nine"'),
    ("announced", "id:r9", "nhs:announced", '"2021-02"^^xsd:gYear'),
    ("in-force-from", "id:r9", "nhs:inForceFrom", '"spring"'),
    ("in-force-from", "id:r9", "nhs:inForceFrom", ""),
    ("in-force-to", "id:r9", "nhs:inForceTo", '"2022"^^xsd:gYear , "2023"^^xsd:gYear'),
    ("commitment-date", "id:cm1", "dct:date", '"July 2022"'),
    ("number-basis", "id:r9", "nhs:numberBasis", ""),
    ("maker", "id:cm1", "nhs:maker", "id:nowhere"),
    ("status-source", "id:cm1", "nhs:statusSource", "id:nowhere"),
    ("of-kind", "id:count-ccg-2014-01-01-src-2", "nhs:ofKind", "nhs:kind-nothing"),
    ("count", "id:count-ccg-2014-01-01-src-2", "nhs:count", "-2"),
    ("scope", "id:count-ccg-2014-01-01-src-2", "nhs:scope", '"new" , "ended"'),
    ("missing", "id:gap-pct-2011-most-of-them", "nhs:missing", ""),
    ("gap-count", "id:gap-pct-2011-most-of-them", "nhs:count", "1.5"),
    ("gap-of", "id:gap-pct-2011-most-of-them", "nhs:of", '"all"'),
    ("gap-basis", "id:gap-pct-2011-most-of-them", "nhs:basis", '"guess"'),
    ("gap-source", "id:gap-pct-2011-most-of-them", "dct:source", "id:nowhere"),
    ("gap-evidence", "id:gap-pct-2006-ods-code-not-found", "nhs:basis", ""),
    ("source-a", "id:conflict-ccg-04a-name-b", "nhs:sourceA", ""),
    ("source-b", "id:conflict-ccg-04a-name-b", "nhs:sourceB", "id:nowhere"),
    ("conflict-subject", "id:conflict-ccg-04a-name-b", "nhs:subject", ""),
    ("inferred-about", "id:inferred-pct-p-end", "nhs:about", "id:nowhere"),
    ("field", "id:inferred-pct-p-end", "nhs:field", "nhs:lastSeen"),
    ("value", "id:inferred-pct-p-end", "nhs:value", '"2013"^^xsd:gYear'),
    ("value-or-candidates", "id:inferred-pct-p-end", "nhs:value", ""),
    ("value-precision", "id:inferred-pct-p-end", "nhs:precision", "nhs:legal"),
    ("title", "id:another", "dct:title", ""),
    ("page", "id:another", "foaf:page", "<file:///secret>"),
    ("licence", "id:another", "dct:license", '"free"'),
    ("same-as", "id:another", "owl:sameAs", '"itself"'),
]


@pytest.mark.parametrize(("shape", "subject", "predicate", "objects"), SHAPES)
def test_one_statement_out_of_shape_is_found_by_its_shape_alone(
    sound: Record, shape: str, subject: str, predicate: str, objects: str
) -> None:
    findings = validate(changed(sound, subject, predicate, objects))
    assert {finding.rule for finding in findings} == {f"shape-{shape}"}
    assert all(finding.severity == "error" and "\n" not in finding.message for finding in findings)


def test_every_shape_is_broken_once_above_and_says_the_mend() -> None:
    text = (DATA / "shapes.ttl").read_text(encoding="utf-8")
    named = re.findall(r"^shape:([\w-]+) a sh:(?:Property|Node)Shape", text, re.MULTILINE)
    assert len(named) > 60
    assert set(named) == {shape for shape, *_ in SHAPES}
    assert text.count("sh:message") == len(named)
    assert all(";" in message for message in re.findall(r'sh:message "(.*)" \.', text))


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


# Rules between things


def broken(edit: Callable[[dict[str, Any]], object]) -> Rows:
    rows = sound_rows()
    edit(rows)
    return rows


def line(line_id: str, from_id: str, **cells: str) -> dict[str, str]:
    return {"id": line_id, "from_id": from_id, "to_id": "nhs-region-r", "kind": "oversight", **cells}


def pair(first: str, second: str, kind: str, date: str = "", **cells: str) -> Callable[[dict[str, Any]], None]:
    """Adds one more event with one succession."""

    def edit(rows: dict[str, Any]) -> None:
        event = f"event-more-{len(rows['events'])}"
        rows["events"].append({"id": event, "kind": kind, "date": date})
        rows["successions"].append({"event_id": event, "from_id": first, "to_id": second, **cells})

    return edit


def both(*edits: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], None]:
    def edit(rows: dict[str, Any]) -> None:
        for each in edits:
            each(rows)

    return edit


def plus(table: str, **cells: str) -> Callable[[dict[str, Any]], None]:
    return lambda rows: rows[table].append(cells)


def with_cells(table: str, number: int, **cells: str) -> Callable[[dict[str, Any]], None]:
    return lambda rows: rows[table][number].update(cells)


ENDED_BEFORE_IT_BEGAN = plus("bodies", id="icb-back", kind="icb", start="2022-07-01", end="2022-06-30")

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
            plus("successions", event_id=MERGER, from_id="ccg-04a", to_id="icb-y", share="0.0002", share_basis="lsoa"),
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
    ("name-overlap", with_cells("names", 1, type=""), "icb-x"),
    ("line-outlives-body", plus("accountability", **line("line-e", "ccg-04b", start="2014-04-01")), "line-e"),
    (
        "line-outlives-body",
        plus("accountability", **line("line-e", "ccg-04b", start="2012-04-01", end="2014-03-31")),
        "line-e",
    ),
    (
        "inferred-and-stated",
        plus("inferences", from_id="ccg-04a", to_id="icb-x", kind="partial-transfer", date="2022-07-01"),
        "event-2022-07-01-partial-transfer-ccg-04a-to-icb-x--ccg-04a--icb-x",
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
def test_one_break_between_things_is_found_by_its_rule_alone(
    tiny: Tiny, rule: str, edit: Callable[[dict[str, Any]], object], subject: str
) -> None:
    findings = validate(tiny(broken(edit)))
    assert {(finding.rule, finding.subject) for finding in findings} == {(rule, subject)}
    assert {finding.severity for finding in findings} == {"warning" if rule in WARNINGS else "error"}
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
            plus("successions", event_id=MERGER, from_id="ccg-04a", to_id="icb-q", share="0.0001", share_basis="lsoa"),
        ),
        # A code of another kind of body.
        plus("bodies", id="icb-04a", kind="icb", ods_code="04A", start="2022-07-01"),
        # A code used again after its first body.
        plus("bodies", id="ccg-again", ods_code="04A", start="2022-07-01"),
        # A count that a gap of its kind explains, and one that unknown dates can make up.
        plus("published_counts", kind="pct", date="2011-01-01", count="152"),
        both(plus("bodies", id="ccg-z"), plus("published_counts", kind="ccg", date="2014-01-01", count="3")),
    ],
)
def test_what_only_looks_odd_is_allowed(tiny: Tiny, edit: Callable[[dict[str, Any]], object]) -> None:
    assert validate(tiny(broken(edit))) == []


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
