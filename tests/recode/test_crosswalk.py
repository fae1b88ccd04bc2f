"""The table between two days: whole, honest about what is unknown, and what other engines can join against."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner

from cli import cli
from graph.errors import UnknownKind
from graph.recode.crosswalk import Crosswalk, crosswalk
from graph.recode.tables.whole_frame import recode_frame
from graph.record import Record
from graph.sheets.write import write_sheet
from tests.support.histories import small

FIRST, LAST = date(2012, 4, 1), date(2022, 7, 1)


@pytest.fixture(scope="module")
def pct_to_icb(record: Record) -> Crosswalk:
    return crosswalk(record.history, FIRST, LAST, kind_from="pct", kind_to="icb")


def test_every_body_of_the_first_day_has_a_row(record: Record, pct_to_icb: Crosswalk) -> None:
    of_kind = record.history.kinds_within("pct")
    wanted = {
        body.id for body in record.history.bodies.values() if body.kind in of_kind and body.life.certain_on(FIRST)
    }
    assert {row["from_id"] for row in pct_to_icb.rows()} == wanted
    assert len(wanted) == 151


def test_totals_count_each_body_once_by_what_is_known_of_it(pct_to_icb: Crosswalk) -> None:
    assert sum(pct_to_icb.totals.values()) == 151
    unknown = {row["from_id"] for row in pct_to_icb.rows() if row["to_id"] and row["share"] is None}
    assert pct_to_icb.totals["unknown"] == len(unknown)


def test_inferred_and_missing_links_are_counted_apart() -> None:
    ended = "2000-01-01/2013-03-31"
    history = small(
        "a > b 2013-04-01 merger",
        "c > d 2013-04-01 merger inferred",
        bodies={"a": ended, "c": ended, "e": ended, "b": "2000-01-01", "d": "2013-04-01"},
    )
    found = crosswalk(history, date(2010, 1, 1), date(2014, 1, 1))
    assert +Counter(found.totals) == {"stated": 2, "inferred": 1, "no-successor": 1}
    rows = {row["from_id"]: row for row in found.rows()}
    assert (rows["c"]["evidence"], rows["a"]["evidence"], rows["e"]["to_id"]) == ("inferred", "stated", None)
    assert rows["a"]["share"] == 1


def test_a_share_says_what_it_counts() -> None:
    history = small(
        "a > b 2013-04-01 split 0.4",
        "a > c 2013-04-01 split 0.6",
        bodies={"a": "2000-01-01/2013-03-31", "b": "2013-04-01", "c": "2013-04-01"},
    )
    rows = crosswalk(history, date(2010, 1, 1), date(2014, 1, 1)).rows()
    assert {row["share_basis"] for row in rows} == {"lsoa"}


def test_a_crosswalk_of_an_unknown_kind_is_refused(record: Record) -> None:
    with pytest.raises(UnknownKind):
        crosswalk(record.history, FIRST, LAST, kind_from="nonsense")


def test_a_join_in_duckdb_against_the_parquet_file_is_our_recode_row_by_row(
    record: Record, pct_to_icb: Crosswalk, tmp_path: Path
) -> None:
    write_sheet([pct_to_icb.frame()], tmp_path / "crosswalk.parquet")
    codes = [str(row["from_code"]) for row in pct_to_icb.rows()]
    frame = pl.DataFrame(
        {"place": range(500), "org_code": [["zzz", *codes][n * 7 % (len(codes) + 1)] for n in range(500)]}
    )
    frame.write_csv(tmp_path / "spend.csv")
    joined = duckdb.sql(
        f"""
        SELECT place, org_code, to_code, to_id, to_name, share, basis, path, coalesce(status, 'unknown-code'), sources
        FROM read_csv('{tmp_path / "spend.csv"}', all_varchar = true) AS spend
        LEFT JOIN '{tmp_path / "crosswalk.parquet"}' AS crosswalk ON upper(trim(org_code)) = from_code
        ORDER BY place::INT, share DESC NULLS LAST, to_id
        """
    ).fetchall()
    ours = recode_frame(frame, "org_code", LAST, since=FIRST, history=record.history, kind_from="pct", kind_to="icb")
    columns = ["org_code", "new_code", "new_id", "new_name", "share", "basis", "path", "status", "sources"]
    assert joined == [(str(place), *row) for place, row in zip(ours["place"], ours.select(columns).rows(), strict=True)]
    assert ours.height > frame.height


def test_the_command_prints_it_in_each_form_and_writes_parquet(tmp_path: Path) -> None:
    command = ["crosswalk", "2012-04-01", "2013-04-01", "--kind-from", "pct", "--kind-to", "ccg"]
    run = CliRunner().invoke
    document = json.loads(run(cli, [*command, "--format", "json"]).output)
    assert (document["from"], document["bodies"]) == ("2012-04-01", 151)
    assert run(cli, [*command, "--format", "csv"]).stdout.startswith("from_code,from_gss,from_id")
    assert "151 bodies in force on 2012-04-01" in " ".join(run(cli, command).output.split())
    assert run(cli, [*command, "--output", str(tmp_path / "c.parquet")]).exit_code == 0
    assert pl.read_parquet(tmp_path / "c.parquet").height == len(document["rows"])
