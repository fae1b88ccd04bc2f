"""One edition as an archive for deposit and citation: tables, Turtle, metadata, licence, citation file.

The build is reproducible: one edition always gives the same bytes.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Final

from ..publish.attribution import ATTRIBUTION, DESCRIPTION, LICENCE, LICENCE_NAME, TITLE
from ..record import Record
from ..record.changelog import edition
from . import files
from .tables import tables_of

__all__ = ["archive"]

_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can hold."""


def archive(record: Record) -> bytes:
    """The zip archive of an edition: `tables/` with metadata, the Turtle, and the citation files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in _members(record):
            packed.writestr(zipfile.ZipInfo(name, _BEGINNING), data, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _members(record: Record) -> Iterator[tuple[str, bytes]]:
    tables, name = tuple(tables_of(record).values()), edition(record)
    yield "README.md", _readme(record, name)
    yield "CITATION.cff", _citation(record, name)
    licence = (f"{LICENCE_NAME}\n{LICENCE}", "Name the record, and include these statements:", *ATTRIBUTION, "")
    yield "LICENCE.txt", "\n\n".join(licence).encode()
    yield "restructures.ttl", record.turtle
    if record.areas_file:
        yield "areas.ttl", record.areas_file.file.turtle
    yield "tables/datapackage.json", files.datapackage(tables, name)
    yield "tables/csv-metadata.json", files.csvw(tables, name)
    for table in tables:
        yield f"tables/{table.name}.csv", files.csv_file(table)


def _readme(record: Record, name: str) -> bytes:
    lines: Mapping[str, str] = {
        "README": f"# {TITLE}, edition {name}",
        "about": DESCRIPTION,
        "version": f"Version of the record: {record.version}",
        "tables": "`tables/` holds tidy tables; `datapackage.json` (Frictionless) and `csv-metadata.json` (CSVW)"
        " say what their columns hold.",
        "turtle": "`restructures.ttl` is the record itself, from which the tables are made.",
        "licence": f"Licence: {LICENCE_NAME}, {LICENCE}; whom to name stands in `LICENCE.txt`.",
    }
    return ("\n\n".join(lines.values()) + "\n").encode()


def _citation(record: Record, name: str) -> bytes:
    day = name[:10] if name[:4].isdecimal() else ""
    return "\n".join(
        (
            "cff-version: 1.2.0",
            "message: Cite this data set as below, with the edition that you used.",
            "type: dataset",
            f'title: "{TITLE}"',
            f'abstract: "{DESCRIPTION}"',
            "authors:",
            '  - name: "The contributors to nhs-restructures"',
            f'version: "{name}"',
            *((f"date-released: {day}",) if day else ()),
            "license: CC-BY-4.0",
            "identifiers:",
            "  - type: other",
            f'    value: "record {record.version}"',
            "    description: Version of the record, made from its bytes",
            "",
        )
    ).encode()
