"""The table in a workbook: sheets, merged cells, hidden rows, and the formats of Excel 97 and OpenDocument."""

import base64
import re
import zipfile
import zlib
from pathlib import Path

import pytest

from graph.errors import BadInput
from graph.sheets.excel_marks import marks_of
from tests.support.sheets import read, workbook


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


def test_cells_that_are_only_coloured_do_not_move_what_is_merged(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    book = workbook(path, Sheet=[["", "code", "n"], ["", "", 1], ["", "", 2]])
    sheet = book.get_worksheet_by_name("Sheet")
    sheet.merge_range(1, 1, 2, 1, "5NR")
    sheet.write_blank(5, 0, None, book.add_format({"bg_color": "red"}))
    book.close()
    assert read(path, "code")[0].rows() == [("5NR", 1), ("5NR", 2)]


def old(folder: Path, packed: str) -> Path:
    """A workbook of Excel 97 from its packed bytes."""
    path = folder / "in.xls"
    path.write_bytes(zlib.decompress(base64.b64decode(packed)))
    return path


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
    path = old(tmp_path, OLD_WORKBOOK)
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
    path = old(tmp_path, MERGED_WORKBOOK)
    frame, remarks = read(path, "code")
    assert frame.rows() == [("5NR", 1), ("5NR", 2), ("5NE", 3)]
    assert "1 merged area, 1 hidden row, 1 hidden column" in remarks[-1]


SHORT_WORKBOOK = (
    "eNrtVkFLVFEU/u59MzozOePMZIEGJUKm5k4EN/Ykstw0mJsigkrHlTAT4sYWYeos/QFFG5dtrDZpFEH7wKhFEARO0apVe53XOd+7A5O50JJA"
    "m+9xzj3v3u/ec98599yZd+uZjeVnbWVswzl4qARxNNT0GSdEGrDuvRIEQbU7qONAYUuk4iTiclnH/4MxFOWZQTuGUZB2GrPYC44jaqprmV3O"
    "8UTmvNC+Kt6nMYVx7mMKe0UW1tR+z27njXjYN/yJ//3E3/jXnFmXE63/qIje+Y0iMZG4SELkiEiTSLJ+RxwqxGPyQ94QxcvkW005c1+WE/E0"
    "8obn4ovIDdxBrliYbP+HOM893Da6h0HRBo+kJ4VW7ipLPUF9lPoJma+oh9izRD0o3A1zHet+rmfAnfhrtoNjKei6q5zziT236Kkkp37EhNwL"
    "mzjFwnAyUcxPylBB6qU/N0Y9rPURxjH9SxyTXL9JdB7NtDP0kpbK2nz84/3l8VH/JnvmWGthNZ626irAfZ0hk1MciVArt4f6LPU8Vz1Bu426"
    "RSpY2s7RY864uEDOIkc7xU8f8cE/U2N3iV36fmXtZOmr3y32yqXy3ZaVj/4yOiQWeZmvzwJ6Ta95+EDxwq+2xmXjM3Xrb5mJ2bTbu7ucTDO2"
    "eKdA4qEI3zQ6xvHNDnxDvq54zya4nwyjrHy7jf9avsG69ZUdxj7h2N4Oq3tke47vka+R/4bQlw3/FdssntMcqrlDEzi4+An5AA4h"
)
"""Likewise, packed: code, n / 5NR over two rows, 1 / 2 / 5NE, 3; so short that it lies among the short streams."""


def test_merged_cells_of_a_short_workbook_of_excel_97_count_too(tmp_path: Path) -> None:
    assert read(old(tmp_path, SHORT_WORKBOOK), "code")[0].rows() == [("5NR", 1), ("5NR", 2), ("5NE", 3)]


@pytest.mark.no_cover
def test_a_damaged_workbook_of_excel_97_has_no_marks(tmp_path: Path) -> None:
    path = old(tmp_path, MERGED_WORKBOOK)
    whole = path.read_bytes()
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
