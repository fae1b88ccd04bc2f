"""Tables as they come: titles above the header or none, names missing or twice, blank rows, sheets, merged cells."""

import io
import zipfile
from pathlib import Path

import polars as pl
import pytest

from graph.errors import BadInput
from graph.sheets.layout import Layout
from graph.sheets.read import open_sheet
from tests.support.sheets import read, workbook


@pytest.mark.parametrize(
    "above",
    [
        "Spend by PCT\n\n",
        "Spend by PCT,,\n,,\n",
        "Table 1\nSource: Department of Health, 2012\n\n",
        "\n\n",
        "﻿Title\n",
        ",,\n",
        ",2012,\n",
        "# Source: NHS England\n# Extracted in 2014, provisional\n",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_header_below_title_rows_is_found(above: str, end: str) -> None:
    text = f"{above}code,n,m\n5NR,1,2\n5NE,3,4\n".replace("\n", end)
    frame, remarks = read(text.encode())
    assert frame.rows() == [("5NR", "1", "2"), ("5NE", "3", "4")]
    assert frame.columns == ["code", "n", "m"]
    assert "found in row" in remarks[0]


def test_a_header_that_begins_with_a_hash_is_one() -> None:
    frame, _ = read(b"# code,n\n5NR,1\n5NE,2\n")
    assert (frame.columns, frame.height) == (["# code", "n"], 2)


def test_a_header_may_be_said() -> None:
    text = b"PCT,spend,year\ncode,n,y\n5NR,1,2012\n"
    assert read(text)[0].columns == ["PCT", "spend", "year"]
    assert read(text, header=2)[0].rows() == [("5NR", "1", "2012")]
    frame, _ = read(b"5NR,1\n5NE,2\n", header=0)
    assert (frame.columns, frame.rows()) == (["1", "2"], [("5NR", "1"), ("5NE", "2")])


def test_a_header_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadInput, match="no row that could be a header"):
        read(b"a,b\n1,2\n", header=9)


def test_names_that_are_missing_or_stand_twice_are_made_up_and_said() -> None:
    frame, remarks = read(b",code,n,n,\n0,5NR,1,2,x\n")
    assert frame.columns == ["column 1", "code", "n", "n (2)", "column 5"]
    assert len(remarks) == 2


def test_files_of_ods_are_recognised_though_they_have_no_header() -> None:
    row = ["00C", "NHS DARLINGTON CCG", "Y54", "Q74", *[""] * 5, "AA1 1AA", "20130401", "20200331", *[""] * 15]
    line = ",".join(f'"{cell}"' for cell in row) + "\n"
    frame, remarks = read((line * 2).encode())
    assert frame.select("code", "open_date", "close_date").rows() == [("00C", "20130401", "20200331")] * 2
    assert "ODS" in remarks[0]
    frame, _ = read(b'"A81001","5E1","W","20010401","20130331","0"\n')
    assert frame.select("code", "parent_code", "left_parent_date").rows() == [("A81001", "5E1", "20130331")]


def test_blank_rows_and_notes_are_kept() -> None:
    frame, _ = read(b"code,n\n5NR,1\n\n5NE,2\n,\nTotal,3\nSource: a survey of 2012\n\n")
    assert [row[0] or "" for row in frame.rows()] == ["5NR", "", "5NE", "", "Total", "Source: a survey of 2012"]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("code,name,2013,,2014,\n,,n,cost,n,cost\n5NR,x,1,2,3,4\n", ["2013 n", "2013 cost", "2014 n", "2014 cost"]),
        (
            "A title\n,,2013,,2014,\ncode,name,n,cost,n,cost\n5NR,x,1,2,3,4\n",
            ["2013 n", "2013 cost", "2014 n", "2014 cost"],
        ),
        (",,All,,,\ncode,name,n,cost,m,o\n5NR,x,1,2,3,4\n", ["n", "cost", "m", "o"]),
        (
            ",,Register,Prevalence,Points,\ncode,name,,(per cent),QOF,%\n5NR,x,1,2,3,4\n",
            ["Register", "Prevalence (per cent)", "Points QOF", "Points %"],
        ),
    ],
)
def test_names_in_two_rows_are_put_together_where_one_does_not_tell_them_apart(text: str, columns: list[str]) -> None:
    frame, remarks = read(text.encode())
    assert frame.columns == ["code", "name", *columns]
    assert frame.rows() == [("5NR", "x", "1", "2", "3", "4")]
    assert "found in row" in remarks[0]


def test_a_row_of_codes_whose_figures_are_not_given_is_no_header() -> None:
    for mark in ("*", "n/a", "[c]", "<5"):
        frame, _ = read(f",,n,m\n5NR,Trafford,{mark},{mark}\n5NE,Cumbria,1,2\n".encode())
        assert (frame.columns, frame.height) == (["column 1", "column 2", "n", "m"], 2)


@pytest.mark.parametrize("below", ["Notes: rounded, and provisional, too", "Note,2", "Region,n,m,o\nLondon,1,2,3"])
def test_what_stands_below_a_blank_row_may_have_any_number_of_cells(below: str) -> None:
    frame, _ = read(f"code,n,m\n5NR,1,2\n\n{below}\n".encode(), table=0)
    assert frame.row(0) == ("5NR", "1", "2")
    assert frame.height == 3 + below.count("\n")


@pytest.mark.parametrize(
    ("data", "rows"), [(b"code|n\n5NR|1\n", 1), (b"code,n\r5NR,1\r5NE,2", 2), (b"\r\rcode,n\r5NR,1\r", 1)]
)
def test_bars_and_the_line_ends_of_old_macs_are_read(data: bytes, rows: int) -> None:
    frame, _ = read(data)
    assert (frame.columns, frame.row(0), frame.height) == (["code", "n"], ("5NR", "1"), rows)


def test_a_row_with_a_cell_too_few_is_refused_for_it_may_be_cut_short() -> None:
    with pytest.raises(BadInput, match="Line 5 of the input has 1 cell; the header has 2 columns"):
        read(b"A title\n\ncode,n\n5NR,1\n5NE\n")


def test_cells_that_are_empty_beyond_the_last_column_are_no_matter() -> None:
    assert read(b"code,n\n5NR,1,,\n")[0].rows() == [("5NR", "1")]


def test_a_column_is_named_in_any_case_or_by_its_number() -> None:
    with open_sheet(io.BytesIO(b"Code,n\n5NR,1\n")) as sheet:
        assert [sheet.column(name) for name in ("Code", "code", "1", "2")] == ["Code", "Code", "Code", "n"]
        with pytest.raises(BadInput, match="There is no column '3'"):
            sheet.column("3")
    with open_sheet(io.BytesIO(b'"Org\nCode ",n\n5NR,1\n')) as sheet:
        assert sheet.column("org code") == "Org\nCode "
        with pytest.raises(BadInput, match="The columns are: Org Code, n"):
            sheet.column("x")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<html><table><tr><td>code</td></tr></table></html>", "a web page or XML"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "a web page or XML"),
        (b'[{"code": "5NR"}]', "JSON"),
        (b'{"code": "5NR"}\n', "JSON"),
        (b"%PDF-1.4\n", "a PDF"),
    ],
)
def test_what_is_no_table_is_called_what_it_is(content: bytes, what: str) -> None:
    with pytest.raises(BadInput, match=f"the input is {what}"):
        read(content)


def test_an_archive_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("table.csv", "code,n\n5NR,1\n")
    with pytest.raises(BadInput, match=r"in\.zip is an archive"):
        read(tmp_path / "in.zip")


def test_choices_with_their_values_above_a_table_are_not_its_header() -> None:
    text = '"Population"\n"ONS"\n\n"date","2018"\n"age","All"\n\n"ccg","mnemonic","2018"\n"A","E38000001",5\n'
    with open_sheet(io.BytesIO(text.encode())) as sheet:
        assert sheet.columns == ("ccg", "mnemonic", "2018")


def test_a_table_of_more_columns_than_a_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"^The table has 16,385 columns; 16,384 are read"):
        read(("code" + ",n" * 2**14 + "\n").encode())
    pl.DataFrame({str(number): [1] for number in range(2**14 + 1)}).write_parquet(tmp_path / "in.parquet")
    with pytest.raises(BadInput, match=r"^The table has 16,385 columns"):
        read(tmp_path / "in.parquet")


def test_a_unit_below_the_names_is_no_number() -> None:
    with open_sheet(io.BytesIO(b"Code,2016/17,\n,\xc2\xa3000,Growth\n00C,15,0.1\n00D,16,0.2\n")) as sheet:
        assert sheet.columns == ("Code", "2016/17 £000", "2016/17 Growth")


@pytest.mark.parametrize(
    "text",
    [
        "00C\n00D\n00F\n",
        "QOP,12\nQE1,11\nQYG,10\n",
        "Devon,31/03/2022\nDorset,31/03/2022\nEssex,30/06/2022\n",
        "00C,NHS Darlington CCG,105000\n00D,NHS Durham Dales CCG,290000\n00F,NHS Gateshead CCG,206\n",
    ],
)
def test_a_first_row_like_those_below_it_is_no_header(text: str) -> None:
    with open_sheet(io.BytesIO(text.encode())) as sheet:
        assert (sheet.columns[0], sum(batch.height for batch in sheet.batches())) == ("1", 3)
        assert "it is read as a row, and no header" in sheet.remarks[0]
    with open_sheet(io.BytesIO(text.encode()), layout=Layout(header=1)) as sheet:
        assert sheet.columns[0] == text.split(",")[0].split("\n")[0]


@pytest.mark.parametrize(
    "header",
    ["Org,2009,2010", "Month,00C,00D", "PCT11CD,n,m", "code,00C,5NR", "Q28,Good %,All", "c,20190401,2019-04-02"],
)
def test_codes_and_years_among_the_names_leave_them_names(header: str) -> None:
    with open_sheet(io.BytesIO(f"{header}\n5NR,10,20\n5NT,11,21\n5F5,12,22\n".encode())) as sheet:
        assert sheet.columns == tuple(header.split(","))


TWO_TABLES: list[list[object]] = [
    ["PCT", "Spend"],
    ["5NR", 1],
    ["5NT", 2.5],
    [],
    ["Table 2"],
    ["SHA", "Spend", "Items"],
    ["Q31", 3, 30],
    ["Q32", 4, 40],
    [],
    ["Region", "Spend"],
    ["London", 7],
]


@pytest.mark.parametrize("form", ["xlsx", "uneven", "even"])
def test_of_tables_below_each_other_one_is_read(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"three.{form}"
    if form == "xlsx":
        workbook(path, Data=TWO_TABLES).close()
    else:
        rows = [[*row, "", "", ""][:3] if form == "even" else row for row in TWO_TABLES]
        path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows))

    def cells(**said: object) -> tuple[list[str], list[list[str]], str]:
        frame, remarks = read(path, **said)
        filled = [[str(cell) for cell in row if cell not in (None, "")] for row in frame.rows()]
        return [name for name in frame.columns if "column" not in name], filled, remarks[-1]

    columns, rows, remark = cells()
    assert (columns, rows) == (["PCT", "Spend"], [["5NR", "1.0" if form == "xlsx" else "1"], ["5NT", "2.5"]])
    assert remark == (
        "2 other tables begin below, with names in row 6 (SHA, Spend, Items); row 10 (Region, Spend)."
        " Only the first is read; --table 2 reads the next, --table 0 all rows as one."
    )
    assert cells(table=1)[:2] == (columns, rows)
    assert cells(table=2)[:2] == (["SHA", "Spend", "Items"], [["Q31", "3", "30"], ["Q32", "4", "40"]])
    assert "that with its names in row 6" in cells(table=2)[2]
    assert cells(table=3)[:2] == (["Region", "Spend"], [["London", "7"]])
    assert cells(header=10)[:2] == cells(table=3)[:2]
    assert read(path, "region")[0].columns[0] == "Region"
    assert len(cells(table=0)[1]) == len(TWO_TABLES) - 1
    with pytest.raises(BadInput, match="has 3 tables on the sheet, as far as can be told, and no table 4"):
        read(path, table=4)


@pytest.mark.parametrize(
    ("below", "said"),
    [
        ('Notes,\n"1. Of 2012, provisional",\nContact: nobody,\n', ""),
        ("5NT,*\n5F5,3\n", ""),
        ("North West,\nPCT,Spend\n5NT,2\n", "stand once more in row 5"),
    ],
)
def test_what_is_no_other_table_stays(below: str, said: str) -> None:
    frame, remarks = read(f"PCT,Spend\n5NR,1\n\n{below}".encode())
    assert frame.height == 2 + below.count("\n")
    assert said in " ".join(remarks)
    assert "--table" not in " ".join(remarks)
