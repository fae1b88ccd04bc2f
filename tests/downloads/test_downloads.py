"""Tidy tables: the same rows in every format, described by metadata that other programs accept, part by part."""

import csv
import importlib
import io
import json
import pkgutil
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import polars as pl
import pytest
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from graph import documents
from graph.downloads import files
from graph.downloads.columns import COLUMNS
from graph.downloads.tables import tables_of
from graph.record import Record
from tests.support.command_line import call
from webapp import create_app


@pytest.fixture(scope="module")
def client(record: Record) -> FlaskClient:
    return create_app({}, record).test_client()


def test_every_table_has_the_columns_it_says_with_values_of_their_types(record: Record) -> None:
    for table in tables_of(record).values():
        frame = pl.read_parquet(io.BytesIO(files.parquet_file(table)))
        assert frame.columns == [column.name for column in table.columns], table.name
        assert frame.height > 0, table.name
        if table.key:
            assert frame.select(table.key).is_unique().all(), table.name
        rows = list(csv.DictReader(io.StringIO(files.csv_file(table).decode())))
        assert len(rows) == frame.height
        for column in table.columns:
            written = ["" if cell is None else str(cell) for cell in frame[column.name]]
            assert [row[column.name] for row in rows] == written, (table.name, column.name)


def test_a_share_is_a_number_and_a_day_a_day_and_what_is_not_known_is_empty(record: Record) -> None:
    frame = pl.read_parquet(io.BytesIO(files.parquet_file(tables_of(record)["successions"])))
    assert frame.schema["share"] == pl.Float64
    assert frame.schema["date"] == pl.Date
    assert frame["share"].null_count() > 0
    assert not (frame["sources"] == "").any()


def test_the_database_holds_every_table_and_what_the_columns_mean(record: Record, tmp_path: Path) -> None:
    tables = tables_of(record)
    (tmp_path / "all.sqlite").write_bytes(files.sqlite_file(tables.values()))
    connection = sqlite3.connect(tmp_path / "all.sqlite")
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names == {name.replace("-", "_") for name in tables} | {"columns"}
    found = connection.execute(
        "SELECT successions.share FROM successions JOIN bodies ON to_id = id WHERE from_id = 'pct-5nr'"
    ).fetchall()
    assert found == [(None,)] or found[0][0] <= 1
    assert {name for (name,) in connection.execute("SELECT name FROM columns")} == set(COLUMNS)
    connection.close()


def test_the_metadata_describe_every_file_as_it_is(record: Record) -> None:
    tables = tuple(tables_of(record).values())
    package = json.loads(files.datapackage(tables, "2026-01-01"))
    web = json.loads(files.csvw(tables, "2026-01-01"))
    for table, resource, described in zip(tables, package["resources"], web["tables"], strict=True):
        header = next(csv.reader(io.StringIO(files.csv_file(table).decode())))
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert [column["name"] for column in described["tableSchema"]["columns"]] == header
        assert resource["path"] == described["url"] == f"{table.name}.csv"
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_the_site_gives_every_file_with_its_name_and_what_describes_it(client: FlaskClient, record: Record) -> None:
    page = client.get("/data/").text
    for name in tables_of(record):
        assert f'href="/data/{name}.csv"' in page
    answer = client.get("/data/bodies.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bodies.csv"'
    assert '</data/csv-metadata.json>; rel="describedby"' in answer.headers.getlist("Link")
    assert client.get("/data/bodies.csv", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert "sectors of postcodes" not in client.get("/data/columns").text
    assert client.get("/data/nothing.csv").status_code == 404
    for name in ("nhs-restructures.sqlite", "nhs-restructures.zip", "datapackage.json", "csv-metadata.json"):
        assert '</data/columns>; rel="describedby"' in client.get(f"/data/{name}").headers.getlist("Link")


def test_a_column_has_one_type_in_the_tables_and_in_json() -> None:
    written = {"string": "string", "date": "string", "number": "number", "integer": "integer", "boolean": "boolean"}
    for pkg in pkgutil.iter_modules(documents.__path__, f"{documents.__name__}."):
        importlib.import_module(pkg.name)
    found, several = 0, {"basis", "path", "sources"}  # lists in JSON, and texts with | between in tables
    for kind in _all_kinds(documents.Document):
        for name, key in msgspec.json.schema(kind)["$defs"][kind.__name__]["properties"].items():
            types = {each.get("type", "string") for each in key.get("anyOf", [key])} - {"null"}
            if name in COLUMNS and not (name in several and types == {"array"}):
                assert types == {written[COLUMNS[name].sort]}, (kind, name)
                found += 1
    assert found > 100


def _all_kinds(kind: type[documents.Document]) -> Iterator[type[documents.Document]]:
    for each in kind.__subclasses__():
        yield each
        yield from _all_kinds(each)


TWINS = {
    "/bodies/pct-5nr.json": "bodies-pct-5nr.json",
    "/compare/2013/2017.csv?kind=ccg": "compare-2013-2017.csv",
    "/bodies/pct-5nr/lineage.csv": "bodies-pct-5nr-lineage.csv",
    "/data/tables/kinds.ttl": "data-tables-kinds.ttl",
    "/map/2013-04-01.geojson": "map-2013-04-01.geojson",
}


@pytest.mark.parametrize("address", TWINS)
def test_the_data_of_a_page_are_a_file_with_a_name_and_a_description(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.headers["Content-Disposition"] == f'inline; filename="{TWINS[address]}"'
    assert any('rel="describedby"' in link for link in answer.headers.getlist("Link"))
    assert answer.headers["Accept-Ranges"] == "bytes"
    head = client.head(address)
    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(answer.data)))
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    # A part is one of the text as it is, whatever encodings are accepted, and only of the edition that is asked for.
    part = client.get(address, headers={"Range": "bytes=0-9", "Accept-Encoding": "gzip"})
    assert (part.data, part.headers.get("Content-Encoding")) == (answer.data[:10], None)
    again = client.get(address, headers={"Range": "bytes=10-19", "If-Range": part.headers["ETag"]})
    assert (again.status_code, again.data) == (206, answer.data[10:20])
    assert client.get(address, headers={"Range": "bytes=10-19", "If-Range": '"older"'}).data == answer.data


def test_a_page_is_no_file(client: FlaskClient) -> None:
    for address in ("/bodies/pct-5nr", "/data/"):
        assert "Content-Disposition" not in client.get(address).headers


@pytest.mark.parametrize(
    "address",
    [
        "/data/codes.parquet",
        "/data/bodies.csv",
        "/data/nhs-restructures.sqlite",
        "/data/restructures.ttl",
        "/bodies/pct-5nr.json",
    ],
)
def test_a_part_of_a_file_can_be_asked_for(client: FlaskClient, address: str) -> None:
    whole = client.get(address).data
    part = client.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert client.get(address, headers={"Range": "bytes=-8"}).data == whole[-8:]
    assert client.get(address, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416


def test_the_archive_holds_all_that_a_deposit_needs_and_is_the_same_each_time(
    client: FlaskClient, tmp_path: Path
) -> None:
    first = client.get("/data/nhs-restructures.zip").data
    assert call("export", "--format", "archive", str(tmp_path / "edition.zip")).status == 0
    assert (tmp_path / "edition.zip").read_bytes() == first
    names = zipfile.ZipFile(io.BytesIO(first)).namelist()
    assert {"README.md", "CITATION.cff", "LICENCE.txt", "restructures.ttl", "tables/datapackage.json"} < set(names)
    assert "tables/bodies.csv" in names


def test_a_code_is_an_address(client: FlaskClient) -> None:
    assert client.get("/bodies/5NR").location == "/bodies/pct-5nr"
    assert client.get("/bodies/5nr/lineage.csv?basis=legal").location == "/bodies/pct-5nr/lineage.csv?basis=legal"
    assert client.get("/code/5NR/lineage.csv").location == "/bodies/pct-5nr/lineage.csv"
    assert client.get("/code/QHM/lineage").location == "/code/QHM"
    assert client.get("/code/QHM/lineage.csv").status_code == 300
    assert client.get("/code/QHM/lineage.csv?as-at=2019-01-01").location.startswith("/bodies/stp-qhm/lineage.csv")
    assert client.get("/bodies/QHM").location == "/code/QHM"
    assert client.get("/code/zzz/lineage").status_code in (302, 404)


@pytest.fixture(scope="module")
def address(record: Record) -> Iterator[str]:
    """Where the site can be read from by programs of others."""
    server = make_server("127.0.0.1", 0, create_app({}, record), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_polars_reads_a_table_by_its_address(address: str) -> None:
    frame = pl.read_csv(f"{address}/data/codes.csv", schema_overrides={"code": pl.String})
    assert frame.filter(pl.col("code") == "5NR")["body_id"].to_list() == ["pct-5nr"]
    assert pl.read_parquet(f"{address}/data/bodies.parquet").height > 1_000


def test_frictionless_finds_every_file_as_the_package_says(record: Record, tmp_path: Path) -> None:
    import frictionless

    tables = [table for name, table in tables_of(record).items() if not name.startswith("crosswalk")]
    tables.append(tables_of(record)["crosswalk-ccg-2021-icb-2022"])
    for table in tables:
        (tmp_path / f"{table.name}.csv").write_bytes(files.csv_file(table))
    (tmp_path / "datapackage.json").write_bytes(files.datapackage(tables, "2026-01-01"))
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "note"])[:5]


def test_csvw_reads_every_file_by_its_metadata(record: Record, tmp_path: Path) -> None:
    from csvw import TableGroup

    tables = [tables_of(record)[name] for name in ("bodies", "successions", "crosswalk-ccg-2021-icb-2022")]
    for table in tables:
        (tmp_path / f"{table.name}.csv").write_bytes(files.csv_file(table))
    (tmp_path / "csv-metadata.json").write_bytes(files.csvw(tables, "2026-01-01"))
    group = TableGroup.from_file(tmp_path / "csv-metadata.json")
    for table, described in zip(tables, group.tables, strict=True):
        rows = list(described.iterdicts(strict=True))
        assert len(rows) == len(table.rows())
    assert {type(row["share"]).__name__ for row in group.tables[1].iterdicts()} == {"float", "NoneType"}
