"""Files that cannot be recoded are refused in one line, and nothing is written or lost."""

import gzip
import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graph.errors import BadInput, RecordError
from graph.recode.tables.files import Job, recode_file
from graph.recode.tables.whole_frame import recode_frame
from graph.sheets.write import defused, write_sheet
from tests.support.recoded import HISTORY, SINCE, TO, recoder, refused

# Bad input


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b"code,n\n" + b"a,1\n" * 240_000 + b"a\na,1,2\n", "Line 240002 of the input has 1 cell"),
        (b"code,n\na\n", "Line 2 of the input has 1 cell; the header has 2 columns"),
        (b"code,n\na,1,2\n", "Line 2 of the input has 3 cells"),
        (b'code,n\n"a,1\n', "cannot be read"),
        (b"org,n\na,1\n", "There is no column 'code'. The columns are: org, n."),
        ("code,n\nCaf\u00e9,1\n".encode() + "Caf\u00e9,2\n".encode("cp1252"), "mixes UTF-8"),
        (b"code,n\n\x81\x8d,1\n", "neither UTF-8 nor Windows-1252"),
        (b"\x00\x01\x02", "no table in text form"),
        (gzip.compress(b"code\na\n", mtime=0)[:-4], "damaged or cut short"),
        (gzip.compress(b"code\na\n", mtime=0)[:10] + b"\xff" * 20, "damaged or cut short"),
        (b"PK\x03\x04nothing", "no workbook"),
        (b"PAR1nothing", "damaged Parquet"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    ],
)
def test_bad_input_is_refused_in_one_line_and_nothing_is_written(data: bytes, said: str) -> None:
    assert said in refused(data)


def test_a_bomb_is_not_unpacked() -> None:
    assert "unpacks to more than" in refused(gzip.compress(b"\n" * 5_000_000))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * 5_000_000)
    assert "unpacks to more than" in refused(bomb.getvalue())


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", b" " * 900_000)
    size = (900_000).to_bytes(4, "little")
    assert "damaged" in refused(bomb.getvalue().replace(size, (10).to_bytes(4, "little")))


def test_codes_that_are_numbers_are_refused(tmp_path: Path) -> None:
    pl.DataFrame({"code": [5.0, float("nan")]}).write_parquet(tmp_path / "in.parquet")
    assert "holds numbers" in refused(tmp_path / "in.parquet")


@pytest.mark.parametrize("cell", [[1, 2], {"x": 1}, b"\xff"])
@pytest.mark.parametrize("ending", ["csv", "json", "xlsx"])
def test_lists_and_bytes_go_to_parquet_only(tmp_path: Path, ending: str, cell: object) -> None:
    source = tmp_path / "in.parquet"
    pl.DataFrame({"code": ["a"], "x": [cell]}).write_parquet(source)
    with pytest.raises(BadInput, match="The column 'x' holds lists or bytes"):
        recode_file(source, tmp_path / f"out.{ending}", recoder(), Job("code"))
    with pytest.raises(BadInput, match="The column 'x' holds lists or bytes"):
        recode_file(source, tmp_path / "out.parquet", recoder(), Job("code", apportion=("x",)))
    recode_file(source, tmp_path / "out.parquet", recoder(), Job("code"))
    assert pl.read_parquet(tmp_path / "out.parquet")["x"].to_list() == [cell, cell]


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_spans_of_time_are_written_as_texts(tmp_path: Path, ending: str) -> None:
    pl.DataFrame({"code": ["b"], "x": [timedelta(hours=30)]}).write_parquet(tmp_path / "in.parquet")
    recode_file(tmp_path / "in.parquet", tmp_path / f"out.{ending}", recoder(), Job("code"))
    assert "P1DT6H" in (tmp_path / f"out.{ending}").read_text()


def test_a_missing_code_is_said_to_be_none() -> None:
    frame = pl.DataFrame({"code": [None, "NaN", "a"]})
    out = recode_frame(frame, "code", TO, since=SINCE, history=HISTORY)
    assert out["status"].to_list() == ["no-code", "no-code", "split", "split"]


def test_an_error_midway_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")

    def broken() -> "list[pl.DataFrame]":
        raise BadInput("no more")

    with pytest.raises(BadInput):
        write_sheet((batch for part in [broken] for batch in part()), target)
    assert (target.read_text(), list(tmp_path.iterdir())) == ("old", [target])


def test_an_unknown_ending_or_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="unknown ending"):
        write_sheet([], tmp_path / "out.doc")
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(RecordError, match="is a directory"):
        write_sheet([], tmp_path / "out.csv")


def test_formulas_are_defused_and_numbers_left_alone() -> None:
    cells = ["=1+1", "+44 20", "-1", "@x", "\tx", "a-b", None, " =1", "-1,000.5"]
    frame = pl.DataFrame({"=c": cells})
    assert defused(frame).columns == ["'=c"]
    assert defused(frame).to_series().to_list() == [
        "'=1+1", "'+44 20", "-1", "'@x", "'\tx", "a-b", None, "' =1", "-1,000.5"
    ]  # fmt: skip


def test_a_result_that_contradicts_itself_or_says_no_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"out\.tsv would hold tsv, and json is wanted"):
        write_sheet([], tmp_path / "out.tsv", "json")
    write_sheet([pl.DataFrame({"a": [1]})], tmp_path / "out", "tsv")
    assert (tmp_path / "out").read_text() == "a\n1\n"


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_sheet([pl.DataFrame({"a": [1]})], Path("/dev/null"), "csv")
    assert Path("/dev/null").is_char_device()


def test_a_link_stays_one_and_what_it_points_at_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "kept.csv")
    write_sheet([pl.DataFrame({"a": [1]})], tmp_path / "link.csv")
    assert ((tmp_path / "link.csv").is_symlink(), (tmp_path / "kept.csv").read_text()) == (True, "a\n1\n")


@pytest.mark.parametrize("wish", [{"since_column": "took"}, {"apportion": ["took"]}])
def test_a_span_of_time_is_no_day_and_no_amount(wish: dict[str, Any]) -> None:
    frame = pl.DataFrame({"code": ["5NR"], "took": [timedelta(hours=30)]})
    with pytest.raises(BadInput, match=r"^The column 'took' holds spans of time\. Give a column of "):
        recode_frame(frame, "code", "2022-07-01", history=HISTORY, **wish)
