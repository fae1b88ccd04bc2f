"""Tidy tables as files: CSV, Parquet, one SQLite database, with Frictionless and CSVW metadata."""

import csv
import io
import json
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..publish.attribution import ATTRIBUTION, DESCRIPTION, LICENCE, LICENCE_NAME, TITLE
from .columns import COLUMNS
from .tables import TidyTable, Value

if TYPE_CHECKING:
    import polars as pl

__all__ = ["csv_file", "csvw", "datapackage", "dictionary", "parquet_file", "sqlite_file"]

_SQL: Final = {"string": "TEXT", "date": "TEXT", "number": "REAL", "integer": "INTEGER", "boolean": "INTEGER"}


def _cell(value: Value) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def csv_file(table: TidyTable) -> bytes:
    """A table as CSV (RFC 4180): UTF-8, LF, a header, ISO 8601 dates, empty cells for missing values."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.rows())
    return text.getvalue().encode()


def _frame(table: TidyTable) -> "pl.DataFrame":
    import polars as pl

    types = {"string": pl.String, "date": pl.Date, "number": pl.Float64, "integer": pl.Int64, "boolean": pl.Boolean}
    return pl.DataFrame(table.rows(), schema={each.name: types[each.sort] for each in table.columns}, orient="row")


def parquet_file(table: TidyTable) -> bytes:
    """A table as Parquet with typed columns, in row groups small enough for range requests."""
    file = io.BytesIO()
    _frame(table).write_parquet(file, compression="zstd", row_group_size=2_000)
    return file.getvalue()


def sqlite_file(tables: Iterable[TidyTable]) -> bytes:
    """All tables in one SQLite database; dates are ISO 8601 text, and the table `columns` documents every column."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tables.sqlite"
        connection = sqlite3.connect(path)
        try:
            with connection:
                for table in tables:
                    _insert(connection, table)
                connection.execute('CREATE TABLE "columns" ("name" TEXT PRIMARY KEY, "type" TEXT, "description" TEXT)')
                rows = [(each.name, each.sort, each.description) for each in COLUMNS.values()]
                connection.executemany('INSERT INTO "columns" VALUES (?, ?, ?)', rows)
            connection.execute("VACUUM")
        finally:
            connection.close()
        return path.read_bytes()


def _insert(connection: sqlite3.Connection, table: TidyTable) -> None:
    columns = ", ".join(f'"{each.name}" {_SQL[each.sort]}' for each in table.columns)
    key = f", PRIMARY KEY ({', '.join(table.key)})" if table.key else ""
    connection.execute(f'CREATE TABLE "{_sql_name(table)}" ({columns}{key})')
    marks = ", ".join("?" * len(table.columns))
    rows = [[each.isoformat() if isinstance(each, date) else each for each in row] for row in table.rows()]
    connection.executemany(f'INSERT INTO "{_sql_name(table)}" VALUES ({marks})', rows)  # noqa: S608


def _sql_name(table: TidyTable) -> str:
    return table.name.replace("-", "_")


def datapackage(tables: Sequence[TidyTable], edition: str) -> bytes:
    """A Tabular Data Package for all CSV files (Frictionless, specs.frictionlessdata.io)."""
    return _json(
        {
            "profile": "tabular-data-package",
            "name": "nhs-restructures",
            "title": TITLE,
            "description": DESCRIPTION,
            "version": edition,
            "licenses": [{"name": "CC-BY-4.0", "path": LICENCE, "title": LICENCE_NAME}],
            "sources": [{"title": statement} for statement in ATTRIBUTION],
            "resources": [
                {
                    "profile": "tabular-data-resource",
                    "name": table.name,
                    "title": table.title,
                    "path": f"{table.name}.csv",
                    "format": "csv",
                    "mediatype": "text/csv",
                    "encoding": "utf-8",
                    "schema": {
                        "fields": [
                            {"name": each.name, "type": each.sort, "description": each.description}
                            for each in table.columns
                        ],
                        "missingValues": [""],
                        **({"primaryKey": list(table.key)} if table.key else {}),
                    },
                }
                for table in tables
            ],
        }
    )


def csvw(tables: Sequence[TidyTable], edition: str) -> bytes:
    """The same metadata as CSV on the Web (W3C, www.w3.org/TR/tabular-metadata)."""
    return _json(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
            "dc:title": TITLE,
            "dc:description": DESCRIPTION,
            "dc:license": {"@id": LICENCE},
            "dc:rights": list(ATTRIBUTION),
            "schema:version": edition,
            "tables": [
                {
                    "url": f"{table.name}.csv",
                    "dc:title": table.title,
                    "tableSchema": {
                        "columns": [
                            {
                                "name": each.name,
                                "titles": each.name,
                                "datatype": each.sort,
                                "dc:description": each.description,
                            }
                            for each in table.columns
                        ],
                        **({"primaryKey": list(table.key)} if table.key else {}),
                    },
                }
                for table in tables
            ],
        }
    )


def dictionary(tables: Sequence[TidyTable]) -> list[Mapping[str, str]]:
    """The data dictionary: every column with its type, its meaning, and the tables it is in."""
    return [
        {
            "name": each.name,
            "type": each.sort,
            "description": each.description,
            "tables": "|".join(table.name for table in tables if each in table.columns),
        }
        for each in COLUMNS.values()
        if any(each in table.columns for table in tables)
    ]


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
