"""Tables of areas: the cells that partition England, the places made of them, and which body held which cell.

They have a file of their own next to the record, so answers that need no areas do not read them.
"""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from ...rdf.resources import Statement
from ...rdf.terms import ID, expand
from ..area_columns import (
    Cells,
    CellShare,
    Coded,
    CoverageEvidence,
    Degrees,
    Flag,
    NoteOrReason,
    PlaceCode,
    PlaceKind,
    PlaceName,
)
from ..column_types import CodeColumn, Day, Number
from ..columns import Reference, Row, Text
from .common import SOURCES
from .derived_columns import Key
from .table import Table

__all__ = ["CELL", "CELL_SOURCES", "LOOKUPS", "PLACE", "TABLES"]

CELL = f"{ID}cell-"
"""What the IRI of a cell has before its id."""

PLACE = "nhs:Place"
"""The class of places, which are made of the rows of their codes."""

CELL_SOURCES = (
    "drkane-lsoa-latlong",
    "ons-lsoa01-lsoa11",
    "ons-lsoa01-wd03",
    "ons-lsoa11-boundaries",
    "ons-lsoa11-pop20",
    "os-code-point-open",
)
"""What all cells were made from: their LSOAs and districts, people, postcodes, middle points and outlines."""


def _about_cell(row: Row) -> Iterator[Statement]:
    """The name of a cell, and the source of everything about it."""
    _, _, part = row["cell"].partition("-")
    yield expand("skos:prefLabel"), Literal(row["district_name"] + (f", part {part}" if part else ""))
    for key in CELL_SOURCES:
        yield expand("dct:source"), NamedNode(ID + key)


def _share_counts_people(row: Row) -> Iterator[Statement]:
    if row["share"]:
        yield expand("nhs:shareBasis"), NamedNode(expand("nhs:population"))


def _of_coverage(row: Row) -> str:
    return f"coverage-{row['body']}--{row['cell']}" + (f"--{row['from']}" if row["from"] else "")


TABLES = (
    Table(
        "cells",
        ("nhs:Cell",),
        (
            Key("cell", "", prefix=CELL),
            Number("lsoas", "nhs:lsoaCount"),
            Number("population", "nhs:people"),
            Number("postcodes", "nhs:postcodeCount"),
            Degrees("lat", "nhs:latitude"),
            Degrees("lon", "nhs:longitude"),
            PlaceCode("district_code", "nhs:inDistrict"),
            Text("district_name", "nhs:districtName"),
            CodeColumn("lad22_code", "nhs:inAuthority", "nhs:gssCode", r"E\d{8}"),
            Text("lad22_name", "nhs:authorityName"),
        ),
        lambda row: row["cell"],
        prefix=CELL,
        beside=_about_cell,
    ),
    Table(
        "membership",
        ("nhs:Coverage",),
        (
            Reference("cell", "nhs:cell", prefix=CELL, required=True),
            Reference("body", "nhs:coverageOf", required=True),
            CoverageEvidence("evidence", "nhs:evidence"),
            CellShare("share", "nhs:share"),
            Day("from", "nhs:start"),
            Day("to", "nhs:end"),
            Flag("inferred", "nhs:evidence", "nhs:inferred"),
            SOURCES,
            NoteOrReason("note", "skos:note", "nhs:reason"),
        ),
        _of_coverage,
        beside=_share_counts_people,
        sort=lambda row: (row["body"], row["cell"], row["from"]),
    ),
    Table(
        "places",
        ("nhs:PlaceCode",),
        (
            PlaceCode("code", "skos:notation"),
            PlaceName("name", "skos:prefLabel"),
            PlaceKind("kind", "nhs:placeKind"),
            Day("start", "nhs:start"),
            Day("end", "nhs:end"),
            Cells("cells", "nhs:cell", prefix=CELL),
        ),
        lambda row: f"code-{row['code'].lower()}",
        sort=lambda row: (row["kind"], row["code"]),
    ),
)

LOOKUPS = (
    Table(
        "lsoa_cells",
        (),
        (Coded("lsoa", "skos:notation", r"E01\d{6}"), Reference("cell", "nhs:cell", required=True)),
        lambda row: row["lsoa"],
    ),
    Table(
        "postcode_sectors",
        (),
        (
            Coded("sector", "skos:notation", r"[A-Z]{1,2}\d[A-Z\d]? \d"),
            Reference("cell", "nhs:cell", required=True),
            Number("postcodes", "nhs:postcodeCount"),
        ),
        lambda row: f"{row['sector'].replace(' ', '-')}--{row['cell']}",
    ),
)
"""From an LSOA of 2011, and from a postcode sector, to cells: plain tables, no part of the record's statements."""
