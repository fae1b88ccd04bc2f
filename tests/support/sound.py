"""A small valid record for the validation tests, and ways to break it in one place."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

from graph.rdf.terms import PREFIXES, expand
from graph.rdf.turtle import canonical, read_triples
from graph.record import Record
from graph.record.areas.file import AreasFile

__all__ = [
    "ENDED_BEFORE_IT_BEGAN",
    "INFERRED_EVENT",
    "MERGER",
    "Edit",
    "both",
    "broken",
    "changed",
    "line",
    "pair",
    "plus",
    "sound_rows",
    "with_cells",
]

Rows: TypeAlias = dict[str, list[dict[str, str]]]
Edit: TypeAlias = Callable[[dict[str, Any]], object]
"""Changes rows by table, in place."""

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
        "cells": [
            {"cell": "00aa", "district_code": "00AA"},
            {"cell": "00ab-1", "district_code": "00AB"},
            {"cell": "00ab-2", "district_code": "00AB"},
        ],
        "membership": [
            {"body": "ccg-04a", "cell": "00aa", "evidence": "exact"},
            {"body": "ccg-04a", "cell": "00ab-1", "to": "2015-03-31"},
            {"body": "ccg-04b", "cell": "00ab-1", "from": "2015-04-01"},
            {"body": "ccg-04b", "cell": "00ab-2", "evidence": "approximate", "share": "0.250", "note": "A note."},
            {"body": "icb-x", "cell": "00aa", "inferred": "yes", "note": "By its name."},
            {"body": "icb-x", "cell": "00ab-1"},
            {"body": "icb-x", "cell": "00ab-2"},
        ],
        "places": [
            {"code": "00AA", "name": "Ayton", "kind": "district-1998", "end": "2009-03-31", "cells": "00aa"},
            {"code": "E06000001", "name": "Ayton", "cells": "00aa"},
            {"code": "E06000002", "name": "Beeham", "cells": "00ab-1|00ab-2"},
        ],
        "published_counts": [{"kind": "ccg", "date": "2014-01-01", "count": "2", "note": "all"}],
        "former_ids": [{"id": "ccg-x", "replaced_by": "ccg-04a"}, {"id": "ccg-w", "note": "It was never set up."}],
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


def changed(record: Record, subject: str, predicate: str, objects: str) -> Record:
    """The record with other objects of one subject and predicate (Turtle; none where the text is empty)."""
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    new = read_triples(f"{prefixes}{subject} {predicate} {objects} .".encode()) if objects else ()
    place = expand(subject), expand(predicate)

    def with_change(turtle: bytes) -> bytes:
        triples = read_triples(turtle)
        kept = [each for each in triples if (each.subject.value, each.predicate.value) != place]
        return canonical([*kept, *new])

    areas = record.areas_file
    if areas and any(each.subject.value == place[0] for each in read_triples(areas.file.turtle)):
        return replace(record, areas_file=AreasFile(with_change(areas.file.turtle)))
    return replace(record, source=with_change(record.turtle))


def broken(edit: Edit) -> Rows:
    rows = sound_rows()
    edit(rows)
    return rows


def line(line_id: str, from_id: str, **cells: str) -> dict[str, str]:
    return {"id": line_id, "from_id": from_id, "to_id": "nhs-region-r", "kind": "oversight", **cells}


def pair(first: str, second: str, kind: str, date: str = "", **cells: str) -> Edit:
    """Adds one more event with one succession."""

    def edit(rows: dict[str, Any]) -> None:
        event = f"event-more-{len(rows['events'])}"
        rows["events"].append({"id": event, "kind": kind, "date": date})
        rows["successions"].append({"event_id": event, "from_id": first, "to_id": second, **cells})

    return edit


def both(*edits: Edit) -> Edit:
    def edit(rows: dict[str, Any]) -> None:
        for each in edits:
            each(rows)

    return edit


def plus(table: str, **cells: str) -> Edit:
    return lambda rows: rows.setdefault(table, []).append(cells)


def with_cells(table: str, number: int, **cells: str) -> Edit:
    return lambda rows: rows[table][number].update(cells)


ENDED_BEFORE_IT_BEGAN = plus("bodies", id="icb-back", kind="icb", start="2022-07-01", end="2022-06-30")
