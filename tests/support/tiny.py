"""Small records: all tables, with only the rows and columns a test is about."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from graph.rdf.turtle import canonical
from graph.record import Record
from graph.record.areas.file import AreasFile
from graph.tables.areas import to_areas
from graph.tables.encode import Tables, to_record
from graph.tables.schema import ALL_TABLES, AREA_TABLES, TABLES
from graph.tables.schema.areas import CELL_SOURCES

Rows: TypeAlias = Mapping[str, Sequence[Mapping[str, str]]]
"""Rows by table, each with only the columns that a test is about."""
Tiny: TypeAlias = Callable[[Rows], Record]


def tiny_record(rows: Rows) -> Record:
    """A record of a few rows, with areas where there are cells; see `filled` for what the rows may leave out."""
    tables = filled(rows)
    areas = AreasFile(canonical(to_areas(tables))) if "cells" in tables else None
    return Record(canonical(to_record(tables)), areas_file=areas)


def filled(rows: Rows) -> Tables:
    """All tables from a few rows.

    What a row leaves out is empty, but for what every row must have: a source (`src`, added to the sources), the
    precision `day` beside a date, a body's name (its id) and kind (added to the kinds), and of a succession the basis
    `legal` and the kind of its event. Tables of areas are there where rows of any of them are given.
    """
    wanted = TABLES | (AREA_TABLES if AREA_TABLES.keys() & rows.keys() else {})
    tables = {name: [_filled(name, row) for row in rows.get(name, ())] for name in wanted}
    event_kinds = {row["id"]: row["kind"] for row in tables["events"]}
    for name in ("successions", "inferences"):
        for row in tables[name]:
            row["kind"] = row["kind"] or event_kinds[row["event_id"]]
    for key in ("src", *(CELL_SOURCES if "cells" in tables else ())):
        if key not in {row["key"] for row in tables["sources"]}:
            tables["sources"].append(_filled("sources", {"key": key, "title": "A source"}))
    known = {row["id"] for row in tables["kinds"]}
    used = {row["kind"] for name in ("bodies", "inferences_bodies") for row in tables[name]}
    tables["kinds"] += [_filled("kinds", {"id": kind}) for kind in sorted(used - known)]
    return tables


_ALWAYS = {
    "bodies": {"kind": "ccg"},
    "cells": {
        "lsoas": "1",
        "population": "1000",
        "postcodes": "20",
        "lat": "52.5",
        "lon": "-1.5",
        "district_code": "00AA",
        "district_name": "A district",
        "lad22_code": "E06000001",
        "lad22_name": "An authority",
    },
    "inferences": {"basis": "legal", "reason": "worked out"},
    "inferences_accountability": {"reason": "worked out"},
    "inferences_bodies": {"kind": "ccg", "reason": "worked out"},
    "inferences_values": {"reason": "worked out"},
    "kinds": {"tier": "local", "legal_form": "formal"},
    "membership": {"evidence": "derived"},
    "places": {"kind": "lad-2022"},
    "successions": {"basis": "legal"},
}


def _filled(table: str, row: Mapping[str, str]) -> dict[str, str]:
    header = ALL_TABLES[table].header
    if unknown := row.keys() - set(header):
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
    always = {**dict.fromkeys(("sources", "source", "source_a", "source_b"), "src"), **_ALWAYS.get(table, {})}
    full = {name: row.get(name, always.get(name, "")) for name in header}
    for name in header:
        dated = name.removesuffix("_precision")
        if dated != name and full[dated] and name not in row:
            full[name] = "day"
    if table in ("bodies", "inferences_bodies"):
        full["name"] = full["name"] or full["id"]
    if table == "kinds":
        full["label"] = full["label"] or full["id"]
        full["plural"] = full["plural"] or f"{full['label']}s"
    return full
