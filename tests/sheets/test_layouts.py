"""Tables as they come: titles above the header or none, names missing or twice, blank rows, sheets, merged cells."""

import base64
import io
import re
import zipfile
import zlib
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from graph.errors import BadInput
from graph.sheets.excel_marks import marks_of
from graph.sheets.layout import Layout
from graph.sheets.read import open_sheet


def read(data: bytes | Path, column: str = "", **said: object) -> tuple[pl.DataFrame, tuple[str, ...]]:
    source = data if isinstance(data, Path) else io.BytesIO(data)
    with open_sheet(source, text_column=column, layout=Layout(**said)) as sheet:  # type: ignore[arg-type]
        batches = list(sheet.batches())
        return pl.concat(batches) if batches else pl.DataFrame(schema=sheet.schema), sheet.remarks


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


def workbook(path: Path, **sheets: list[list[object]]) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(path)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return book


def test_the_sheet_with_the_table_is_found_or_said(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    workbook(
        path,
        Notes=[["About these figures"]],
        PCTs=[["Table 2"], [], ["code", "n"], ["5NR", 1]],
        CCGs=[["ccg", "n"], ["02A", 7]],
    ).close()
    frame, remarks = read(path)
    assert frame.rows() == [("5NR", 1)]
    assert "Of 3 sheets 'PCTs' was read" in remarks[0]
    assert read(path, "ccg")[0].rows() == [("02A", 7)]
    assert read(path, sheet="ccgs")[0].columns == ["ccg", "n"]
    assert read(path, sheet="3")[0].columns == ["ccg", "n"]
    with pytest.raises(BadInput, match=r"has no sheet 'x'\. Its sheets are: Notes, PCTs, CCGs"):
        read(path, sheet="x")


def test_a_list_of_contents_and_a_hidden_look_up_are_not_taken_for_the_table(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "in.xlsx"
    book = workbook(
        path,
        Contents=[["Sheet", "Title"], [1, "by group"]],
        Index=[["Title", "Sheet"], ["by group", 1]],
        Lists=[["code", "order"], ["a", 1]],
        Data=[["ccg", "n", ""], ["02A", 7, None]],
    )
    book.get_worksheet_by_name("Lists").hide()
    book.close()
    frame, remarks = read(path)
    assert frame.rows() == [("02A", 7)]
    assert "Of 4 sheets 'Data' was read" in remarks[0]
    assert not caplog.records


def test_a_merged_value_counts_for_each_of_its_rows_and_what_is_hidden_is_said(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    book = workbook(path, Sheet=[["Spend"], [], ["code", "n"], ["", 1], ["", 2], ["5NE", 3]])
    sheet = book.get_worksheet_by_name("Sheet")
    sheet.merge_range(3, 0, 4, 0, "5NR")
    sheet.set_row(5, None, None, {"hidden": True})
    book.close()
    frame, remarks = read(path, "code")
    assert frame.rows() == [("5NR", 1), ("5NR", 2), ("5NE", 3)]
    assert "1 merged area, 1 hidden row" in remarks[-1]


def test_merged_cells_below_empty_rows_are_those_of_the_table(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    book = workbook(path, Sheet=[[], [], ["", "", "code", "n"], ["", "", "", 1], ["", "", "", 2]])
    book.get_worksheet_by_name("Sheet").merge_range(3, 2, 4, 2, "5NR")
    book.close()
    assert read(path, "code")[0].rows() == [("5NR", 1), ("5NR", 2)]


OLD_WORKBOOK = (
    "eNrtWE1oE0EU/mY3u/khTZOaCq1QQsGqtZdQCl7atWKtF0NbBUUEmzQ5SEMioRc9aLXmKAieFC+FXrxUvfiDHvTmQajoQRGERo89"
    "CQoe2qxvXmYx0Rwa0KJlvmW+mX3zvZnZnTezP69XYquLD7or+AUjMFF1g7DrbIJS0DuJgupdVxa9PEDJ1fivEAzQRNoWnra98ss5"
    "lPNdgYH7vhfEwCdKZ3AeqWIhl9hCHOIxpIUcwzCxwB2yRNDFo+pgnmHewXyPlc+YD7LlOvMwaVfFaaw4qf4DKopPGb1cF4Fs9xH7"
    "fGBLEp14KaP48g1R01oYLZ1L5//Nih5fGEugeRvPFXKldH4VcZrAJXxzE8BXb6U+T2j71toFyP690e5vYr9p+IB5uNMc4GWE8d6U"
    "NT4cTs+l1zHEW6q/lk6kM/lcIkkeM8VsjgKhQNqh1BTzGPHxo6PEk4PJkNyneV1HG9Z1G8d7mDiLdi7HOOqj1M363S9vjmUmnLNs"
    "meeOazv+bjlIuLgiPcg5wjXcKGv7mfczX+VWd3G5mzlOsUp530SnKhxZYM01ru2jfgYZb509deW9VC6vTT7uKX929lF5ebxyMb78"
    "zllELz2BsuQvjwUMiAFx+5bEE8fLhdodPjJ3/bZTBIyoujZXPdbasYEQF2PMUiH46hoVghWSa2fe/ZN6o4neYL2c0UtGSN1vW+nN"
    "JnqT9T6lN1m/Ztb0VhO9xXpLjcdqGI/dRG+z3lbt26yXszlidOChdKSd8ydC0NDQ0NDQ0NDQ2H4Q6i3e5M8O8Nukrd7v5X+dDUpV"
    "/Ztk22IKRTrm6MN0DAXKS7jQUvzshCW8tsQmfbz/hRInqfcSZpHhccy2HL/0rSfqr2fTjtE/t4Ra7b/ayjj/cv8/AIEjzzk="
)
"""A workbook of Excel 97, packed: Table 1 / code, n / 5NR, 1 / 5NE, 2.5 / (blank) / SHA, n / Q31, 3."""


def test_a_workbook_of_excel_97_is_read_table_by_table(tmp_path: Path) -> None:
    path = tmp_path / "in.xls"
    path.write_bytes(zlib.decompress(base64.b64decode(OLD_WORKBOOK)))
    frame, remarks = read(path, "code")
    assert frame.rows() == [("5NR", 1.0), ("5NE", 2.5)]
    assert "Another table begins below, with names in row 6 (SHA, n)" in remarks[-1]
    assert read(path, "sha")[0].rows() == [("Q31", 3)]


MERGED_WORKBOOK = (
    "eNrtWE1oE0EU/maz2/yY35oKrVBCwVZrL1IEL3WtWHsy1F4UETRpcpCWRGI8KKjVmqMgelK8FHrxUvXiD4rozYNQ0YMgFBLFkydBwUOb9c3bWU1i"
    "Dg3UYmS/Zd7Mvve92bczb2Z/3izFyvMPeipowF54ULX86KjRCSp+5yQKsluWbDq1j4rloq3g99FEdhh4GnrtlXMo57sCDff1lySBj1SO4zSS+Vw2"
    "sYHYzzGkhIxhROiUexruUAmjm+PqZDnFcjPLe8x9xnIfa66xHCFuWRzDkpkc3KPy+KjWx7YwSYFH7POBNbvQhVcyjy9dFzbXwGjhVGrm3zT06kEs"
    "gGZuPJvLFlIzZcRpChfw3UoA35y1+iLh6jdWL0D6H/V6bxP9TU0HZmGdFDIRSwhh2SMtBi24YvZMCUEMG1Kh40CqmFrBAAw2cxlN588WqYOpfCZL"
    "eZEj193JSZZjAblZ8+KO1i3uEKd8kGQGEW7HOPGjtH2v3P369lB6wjzBmlne0O1tf5uMExYuSw9yDv+y2HKQPXayvMK9buV2D8s4BUt1/0SXahyc"
    "Y85VtvbTdYYZ78yBmvZ2ape+HH7cW/pk7qD24njlfHzxvTmPPnoMZchfHnMYEkPi9i2JJ6ZTC7VBLLPs/mOz8GlRFbulnm0RrCLAzZj9ANQ68VBS"
    "aTP5jfUcVdEwqhfI36DjxqaIPbJamD1k/xr0Nh1ljZO3fpQ1OmJ8j/aZR42W5Hua8D3Ml5aLmjyT/A7F1xv4z+kedOZrzNaZHVBso4adUL0bzNZV"
    "7wbzZX5/JpugM53j5XxAs3xw4cKFCxcuXLhoKwh+uYR67bK/LOSrlVf911mlUnV/k/y3mESejiJ9lo4hR3UB51rKny0whNOXWKOP879Q4ghdvYBp"
    "pDmO6Zbzlz5ARO39rNkxun5LqNXrV1uJ8y9f/yexGPb4"
)
"""A workbook of Excel 97, packed: on its second sheet code, n / 5NR over two rows, 1 / 2 / 5NE, 3 in a hidden row."""


def test_merged_cells_of_excel_97_count_for_each_of_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "in.xls"
    path.write_bytes(zlib.decompress(base64.b64decode(MERGED_WORKBOOK)))
    frame, remarks = read(path, "code")
    assert frame.rows() == [("5NR", 1), ("5NR", 2), ("5NE", 3)]
    assert "1 merged area, 1 hidden row, 1 hidden column" in remarks[-1]


@pytest.mark.no_cover
def test_a_damaged_workbook_of_excel_97_has_no_marks(tmp_path: Path) -> None:
    path, whole = tmp_path / "in.xls", zlib.decompress(base64.b64decode(MERGED_WORKBOOK))
    for place in range(0, len(whole), 97):
        path.write_bytes(whole[:place] + b"\xff\x00\xfe" + whole[place + 3 :])
        assert marks_of(path, 1).hidden_rows <= 1
        path.write_bytes(whole[:place])
        assert not marks_of(path, 9).merged


def open_document(path: Path, rows: str) -> Path:
    office, table, text = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text"))
    names = f'xmlns:office="{office}" xmlns:table="{table}" xmlns:text="{text}"'
    cells = re.sub(r"(\w+)</c>", r"<text:p>\1</text:p></c>", rows)
    cells = cells.replace("<c", '<table:table-cell office:value-type="string"').replace("</c", "</table:table-cell")
    cells = cells.replace("<r", "<table:table-row").replace("</r", "</table:table-row")
    sheet = f'<table:table table:name="Data">{cells}</table:table>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{manifest}"/>')
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>{sheet}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def test_an_open_document_is_read_with_its_merged_cells_wherever_they_stand(tmp_path: Path) -> None:
    first = '<table:table-cell table:number-columns-repeated="2"/>'
    rows = [
        '<r table:number-rows-repeated="2"><table:table-cell/></r>',
        f"<r>{first}<c>code</c><c>n</c></r>",
        f'<r>{first}<c table:number-rows-spanned="2">5NR</c><c>one</c></r>',
        f'<r table:visibility="collapse">{first}<table:covered-table-cell/><c>two</c></r>',
        f"<r>{first}<c>5NE</c><c>three</c></r>",
    ]
    frame, remarks = read(open_document(tmp_path / "in.ods", "".join(rows)), "code")
    assert frame.rows() == [("5NR", "one"), ("5NR", "two"), ("5NE", "three")]
    assert "1 merged area, 1 hidden row" in remarks[-1]


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


def test_a_unit_below_the_names_is_no_number() -> None:
    with open_sheet(io.BytesIO(b"Code,2016/17,\n,\xc2\xa3000,Growth\n00C,15,0.1\n00D,16,0.2\n")) as sheet:
        assert sheet.columns == ("Code", "2016/17 £000", "2016/17 Growth")


@pytest.mark.parametrize(
    "text",
    ["00C\n00D\n00F\n", "00C,NHS Darlington CCG,105000\n00D,NHS Durham Dales CCG,290000\n00F,NHS Gateshead CCG,206\n"],
)
def test_a_first_row_like_those_below_it_is_no_header(text: str) -> None:
    with open_sheet(io.BytesIO(text.encode())) as sheet:
        assert (sheet.columns[0], sum(batch.height for batch in sheet.batches())) == ("1", 3)
        assert "it is read as a row, and no header" in sheet.remarks[0]
    with open_sheet(io.BytesIO(text.encode()), layout=Layout(header=1)) as sheet:
        assert sheet.columns[0] == "00C"


@pytest.mark.parametrize("header", ["Org,2009,2010", "Month,00C,00D", "PCT11CD,n,m", "code,00C,5NR", "Q28,Good %,All"])
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
