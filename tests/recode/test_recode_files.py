"""Recoding files and frames: every format in and out, amounts to the last unit."""

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from graph.errors import BadInput
from graph.recode.recoder import Recoder
from graph.recode.tables.files import Job, codes_in, recode_file
from graph.recode.tables.whole_frame import recode_frame
from graph.record import Record
from graph.sheets.csv_blocks import blocks
from graph.sheets.read import open_sheet
from graph.sheets.write import write_sheet
from tests.support.recoded import HISTORY, SINCE, TO, recoded, recoder

# Amounts


def test_amounts_are_divided_by_largest_remainder_and_nothing_is_lost() -> None:
    out = recoded("code,n,x\na,101,0.05\nzzz,7,1\nu,5,2.5\n", "n", "x")
    assert out["new_id"].to_list() == ["c", "b", None, "b"]
    assert out["n"].to_list() == ["71", "30", None, None]
    assert out["n_unallocated"].to_list() == ["0", None, "7", "5"]
    # 0.035 and 0.015 have equal remainders; the larger part comes first.
    assert out["x"].to_list() == ["0.04", "0.01", None, None]


def test_numbers_of_a_frame_keep_their_type() -> None:
    frame = pl.DataFrame({"code": ["a", "b"], "n": [11, 4], "x": [1.5, 2.0]})
    out = recode_frame(frame, "code", TO, since=SINCE, history=HISTORY, apportion=["n", "x"])
    assert out.schema["n"] == pl.Int64
    assert out.schema["x"] == pl.Float64
    assert out.filter(pl.col("code") == "a")["n"].to_list() == [8, 3]
    assert out["status"].to_list() == ["split", "split", "not-in-force"]


def test_a_cell_that_is_no_number_stays_as_it_is_and_is_counted() -> None:
    source = io.BytesIO(b"code,n\na,*\na,\na,10\n")
    out = io.BytesIO()
    balance = recode_file(source, out, recoder(), Job("code", apportion=("n",)))
    assert pl.read_csv(out.getvalue(), infer_schema=False)["n"].to_list() == ["*", "*", None, None, "7", "3"]
    assert balance.columns["n"].texts == 1


def test_amounts_keep_twelve_places_and_as_many_digits_as_they_have() -> None:
    out = recoded("code,n\na,0.123456789012\na,12345678901234567890.1\na,-1\n", "n")
    assert out["n"].to_list() == [
        "0.086419752308", "0.037037036704",
        "8641975230864197523.070000000000", "3703703670370370367.030000000000",
        "-0.700000000000", "-0.300000000000",
    ]  # fmt: skip


def test_an_amount_that_begins_with_its_point_is_divided_as_others_are() -> None:
    out = recoded("code,n\na,.5\na,-.5\na,.\na,+.25\n", "n")
    assert out["n"].to_list() == ["0.35", "0.15", "-0.35", "-0.15", ".", ".", "0.18", "0.07"]


def test_a_summary_has_a_row_for_each_body_and_one_for_what_reached_none() -> None:
    out = recoded("code,n\na,100\na,10\nzzz,7\n", "n", summarise=True)
    assert out.select("new_id", "rows", "n").rows() == [("b", "2", "33"), ("c", "2", "77"), (None, "1", "7")]


def test_the_balance_tells_rows_statuses_problems_and_reasons() -> None:
    balance = recode_file(
        io.BytesIO(b"code,n\na,100\nzzz,7\nu,5\n"), io.BytesIO(), recoder(), Job("code", apportion=("n",))
    )
    document = balance.document()
    assert (document["rows_in"], document["rows_out"]) == (3, 4)
    assert document["problems"] == [
        {"code": "zzz", "status": "unknown-code", "rows": 1, "note": "The record does not hold it"}
    ]
    assert document["columns"][0]["because"] == {"unknown-code": "7", "unknown-share": "5"}
    assert document["columns"][0]["balances"]


def test_sums_are_divided_exactly_and_rounded_once() -> None:
    rows = "code,n\n" + "s,1\n" * 1_000
    summed = recoded(rows, "n", summarise=True)
    assert dict(summed.select("new_id", "n").rows()) == {"b": "18", "c": "982"}
    by_row = recoded(rows, "n", decimals=3)
    assert by_row.group_by("new_id").agg(pl.col("n").cast(pl.Decimal(10, 3)).sum()).sort("new_id").rows() == [
        ("b", Decimal("18.000")),
        ("c", Decimal("982.000")),
    ]


def test_sums_are_given_with_as_many_decimals_as_are_asked_for() -> None:
    summed = recoded("code,n\ns,1\nzzz,2.5\n", "n", summarise=True, decimals=4)
    assert dict(summed.select("new_id", "n").rows()) == {"b": "0.0180", "c": "0.9820", None: "2.5000"}
    rounded = recoded("code,n\ns,1.4\ns,1.4\n", "n", summarise=True, decimals=0)
    assert dict(rounded.select("new_id", "n").rows()) == {"b": "0", "c": "3"}


def test_a_number_merged_over_rows_is_not_divided_and_is_said_of_its_column(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([("code", "n", "x"), ("a", "", 1), ("b", "", 2), ("a", 5, 3)]):
            sheet.write_row(number, 0, row)
        sheet.merge_range(1, 1, 2, 1, 10)
    with pytest.raises(
        BadInput, match=r"^In the column 'n' a number is merged over several rows, .* Unmerge the cells"
    ):
        recode_file(path, tmp_path / "out.csv", recoder(), Job("code", apportion=("x", "n")))
    assert not (tmp_path / "out.csv").exists()
    balance = recode_file(path, tmp_path / "out.csv", recoder(), Job("code", apportion=("x",)))
    assert balance.columns["x"].texts == 0
    assert pl.read_csv(tmp_path / "out.csv")["n"].to_list() == [10, 10, 10, 5, 5]
    assert (
        "Numbers are merged over rows in 'n': if they are amounts, sums count them more than once." in balance.remarks
    )


def test_a_number_merged_over_columns_is_not_divided_in_any_of_them(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([("code", "men", "women", "all"), ("a", 1, 2, 3), ("b", "", "", 9)]):
            sheet.write_row(number, 0, row)
        sheet.merge_range(2, 1, 2, 2, 9)
    for name in ("men", "women"):
        with pytest.raises(
            BadInput, match=rf"^In the column '{name}' a number is merged over several columns, .*each column's"
        ):
            recode_file(path, tmp_path / "out.csv", recoder(), Job("code", apportion=(name,)))
    balance = recode_file(path, tmp_path / "out.csv", recoder(), Job("code", apportion=("all",)))
    assert (
        "Numbers are merged over the columns 'men', 'women': each stands in the first that it is merged over."
        in balance.remarks
    )


def test_what_is_merged_in_a_wide_table_is_not_divided(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([("year", "a", "b"), (2009, "", 1), (2010, "", 2)]):
            sheet.write_row(number, 0, row)
        sheet.merge_range(1, 1, 2, 1, 10)
    with pytest.raises(BadInput, match=r"^In the column 'value' a number is merged over several rows, "):
        recode_file(path, tmp_path / "out.csv", recoder(), Job(apportion=("value",), wide=True))
    recode_file(path, tmp_path / "out.csv", recoder(), Job(wide=True))
    assert pl.read_csv(tmp_path / "out.csv")["value"].to_list() == [10, 10, 1, 10, 10, 2]


def test_what_stands_beside_the_bodies_of_a_wide_table_is_not_divided() -> None:
    said = (
        r"^The column 'All else' stands beside the bodies, and would count once for each of them\."
        r" Of a table with bodies as headings only 'value' can be divided"
    )
    with pytest.raises(BadInput, match=said):
        recoded("year,a,b,All else\n2009,10,99,1\n", "All else", wide=True)
    with pytest.raises(BadInput, match=r"only \"value'\" can be divided"):
        recoded("value,a,b\n2009,10,99\n", "value", wide=True)


@pytest.mark.parametrize("cell", ["1,000", "1 000", "£1,000", "1000.00", "£1,000.00"])
def test_amounts_may_be_dressed(cell: str) -> None:
    out = recoded(f'code,n\ns,"{cell}"\n', "n")
    assert [Decimal(each) for each in out["n"]] == [982, 18]
    negative = recoded(f'code,n\ns,"({cell})"\n', "n")
    assert [Decimal(each) for each in negative["n"]] == [-982, -18]


@pytest.mark.parametrize(
    "name",
    ["rate", "Spend per 1,000", "% of patients", "mean_age", "Percentage", "cost per head", "Lower CI", "IMD decile"],
)
def test_rates_are_not_divided_and_what_to_do_is_said(name: str) -> None:
    with pytest.raises(BadInput, match=r"holds rates or averages, .* Apportion the numerator and the denominator"):
        recoded(f'code,"{name}"\na,1\n', name)
    with pytest.raises(BadInput, match="holds rates"):
        recoded("code,n\na,10%\na,20 %\n", "n")
    assert recoded("code,corporate\na,10\n", "corporate")["corporate"].to_list() == ["7", "3"]


def test_columns_of_ones_own_that_clash_stay_and_those_added_get_a_prefix() -> None:
    out = io.BytesIO()
    table = b"code,status,note,n,__code,n_unallocated\na,open,x,10,y,z\n"
    balance = recode_file(io.BytesIO(table), out, recoder(), Job("code", apportion=("n",)))
    frame = pl.read_csv(out.getvalue(), infer_schema=False)
    assert frame.select("code", "status", "note", "__code", "n_unallocated").row(0) == ("a", "open", "x", "y", "z")
    assert frame["recoded_status"].to_list() == ["split", "split"]
    assert frame["recoded_n_unallocated"].to_list() == ["0", None]
    assert "status is recoded_status" in balance.remarks[-1]


def test_blank_and_total_rows_are_kept_and_marked_and_no_problem() -> None:
    table = b"A title\n\ncode,n\na,10\n,\n\nTotal,10\nSource: a survey\nAll else\n"
    out = io.BytesIO()
    balance = recode_file(io.BytesIO(table), out, recoder(), Job("code", apportion=("n",)))
    frame = pl.read_csv(out.getvalue(), infer_schema=False)
    assert frame["status"].to_list() == ["split", "split", "no-code", "no-code", "total-row", "no-code", "unknown-code"]
    assert balance.columns["n"].unallocated == {"total-row": 10 * 10**12}
    assert [code for code, _, _ in balance.problems] == ["All else"]


def test_a_word_for_a_total_beside_a_code_that_is_none_marks_the_row() -> None:
    rows = [("a", "Ash"), ("", "Total"), ("Y99", "Grand total (all)"), ("-", "ENGLAND"), ("zz", "Elm")]
    text = "code,name,sex,n\n" + "".join(f"{code},{name},All,10\n" for code, name in rows)
    out = io.BytesIO()
    balance = recode_file(io.BytesIO(text.encode()), out, recoder(), Job("code", apportion=("n",)))
    frame = pl.read_csv(out.getvalue(), infer_schema=False)
    assert frame["code"].to_list() == ["a", "a", None, "Y99", "-", "zz"]
    assert frame["status"].to_list() == ["split", "split", *["total-row"] * 3, "unknown-code"]
    assert [code for code, _, _ in balance.problems] == ["zz"]
    assert balance.document()["statuses"]["total-row"] == {"codes": 3, "rows": 3}
    assert balance.columns["n"].unallocated == {"total-row": 30 * 10**12, "unknown-code": 10 * 10**12}


def test_a_column_in_which_bodies_have_a_word_for_totals_marks_no_row() -> None:
    frame = recoded("code,sex,n\na,All,1\na,Male,1\nzz,All,1\n", "n")
    assert frame["status"].to_list() == [*["split"] * 4, "unknown-code"]


def test_each_row_is_taken_on_the_days_its_own_column_says() -> None:
    table = "code,month,n\na,2012-03,10\nb,2014-06,20\na,2014/15,30\na,someday,40\na,,50\n"
    out = recoded(table, "n", days_column="month")
    assert out["status"].to_list() == ["split", "split", "same", "not-in-force", "not-in-force", "not-in-force"]
    assert out["note"].to_list()[3] == "No body from 2014-04-01 to 2015-03-31 had it: a (2000-01-01 to 2013-03-31)"
    assert out["note"].to_list()[4].startswith("Not a day: 'someday'")
    assert out["note"].to_list()[5] == "No day"


def test_a_span_means_the_body_of_its_first_day_or_else_of_any_in_it() -> None:
    out = recoded("code,year\na,2012/13\nb,2012/13\nb,2013\nb,2011/12\n", days_column="year")
    assert out["status"].to_list() == ["split", "split", "not-in-force", "same", "not-in-force"]


def test_years_that_look_like_months_are_told_by_the_others_of_their_column() -> None:
    out = recoded("code,year\na,2010-11\na,2012-13\nb,2013-14\n", days_column="year")
    assert set(out["status"]) == {"split", "same"}


def test_a_wide_table_is_turned_and_then_recoded() -> None:
    out = recoded("year,a,s,Other\n2009,10,1000,x\n2010,30,2000,y\n", "value", wide=True)
    assert out.select("year", "Other", "body", "value", "new_id").rows() == [
        ("2009", "x", "a", "7", "c"),
        ("2009", "x", "a", "3", "b"),
        ("2009", "x", "s", "982", "c"),
        ("2009", "x", "s", "18", "b"),
        ("2010", "y", "a", "21", "c"),
        ("2010", "y", "a", "9", "b"),
        ("2010", "y", "s", "1964", "c"),
        ("2010", "y", "s", "36", "b"),
    ]
    out = recoded("year,a,Total,All else\n2009,10,99,1\n", "value", wide=True)
    assert out.select("All else", "body", "value", "value_unallocated", "status").rows() == [
        ("1", "a", "7", "0", "split"),
        ("1", "a", "3", None, "split"),
        ("1", "Total", None, "99", "total-row"),
    ]
    with pytest.raises(BadInput, match="No heading of the table is a code or name of a body"):
        recoded("year,x\n2009,1\n", wide=True)


def test_rows_keep_their_order_and_none_is_dropped_over_many_batches(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    rows = 250_000
    path.write_text("code,row\n" + "".join(f"{'abzu'[n % 4]},{n}\n" for n in range(rows)))
    balance = recode_file(path, tmp_path / "out.csv", recoder(), Job("code"))
    out = pl.read_csv(tmp_path / "out.csv", infer_schema=False)["row"].cast(pl.Int64)
    assert (balance.rows_in, balance.rows_out) == (rows, rows + rows // 4)
    assert out.is_sorted()
    assert out.n_unique() == rows


def test_a_span_of_shares_gives_the_least_and_the_most_of_each_sum() -> None:
    out = recoded("code,n\nu,100\na,100\n", "n", summarise=True)
    assert out.select("new_id", "n", "n_low", "n_high").rows() == [
        ("b", "30", "30", "130"),
        ("c", "70", "70", "70"),
        (None, "100", None, None),
    ]
    assert "n_low" not in recoded("code,n\na,100\n", "n", summarise=True).columns


# Formats and encodings


@pytest.mark.parametrize("ending", ["csv", "tsv", "txt", "csv.gz", "tsv.gz", "xlsx", "parquet"])
def test_each_format_goes_in_and_comes_out(tmp_path: Path, ending: str) -> None:
    frame = pl.DataFrame({"code": ["a", "04F", "5E1", "=1+1"], "name": ["é", "x,y", 'q"', "\t"]})
    source, target = tmp_path / f"in.{ending}", tmp_path / f"out.{ending}"
    write_sheet([frame.head(2), frame.tail(2)], source)
    recode_file(source, target, recoder(), Job("code"))
    with open_sheet(target, text_column="code") as sheet:
        out = pl.concat(sheet.batches())
    assert out["code"].to_list() == ["a", "a", "04F", "5E1", "=1+1"]
    assert out["name"].to_list()[:4] == ["é", "é", "x,y", 'q"']
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([source.name, target.name])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_each_encoding_and_line_end_is_read(encoding: str, ends: str) -> None:
    text = ends.join(["code;name", "a;Château", ""])
    with open_sheet(io.BytesIO(text.encode(encoding))) as sheet:
        assert sheet.columns == ("code", "name")
        assert pl.concat(sheet.batches()).rows() == [("a", "Château")]


def test_an_amount_in_a_workbook_is_a_number_and_a_code_in_it_text(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "in.xlsx") as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([("code", "n"), ("a", 10), (5, 1.5)]):
            sheet.write_row(row, 0, cells)
    recode_file(tmp_path / "in.xlsx", tmp_path / "out.parquet", recoder(), Job("code", apportion=("n",)))
    out = pl.read_parquet(tmp_path / "out.parquet")
    assert out["code"].to_list() == ["a", "a", "5"]
    assert out["n"].to_list() == [7.0, 3.0, None]


def test_a_part_of_a_float_is_the_number_that_its_digits_say() -> None:
    frame = pl.DataFrame({"code": ["a", "a"], "n": [140.14, 2.71]})
    out = recode_frame(frame, "code", TO, since=SINCE, history=HISTORY, apportion=["n"])
    assert out["n"].to_list() == [98.1, 42.04, 1.9, 0.81]


def test_whole_numbers_and_days_in_a_workbook_stay_such(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "in.xlsx") as book:
        sheet = book.add_worksheet()
        day, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, ["code", "whole", "part", "day", "moment"])
        for row, (whole, part, hour) in enumerate([(10, 1.5, 0), (1_250_000, 2, 6)], 1):
            sheet.write_row(row, 0, ["d", whole, part])
            sheet.write_datetime(row, 3, datetime(2012, 4, row), day)
            sheet.write_datetime(row, 4, datetime(2012, 4, row, hour), moment)
        sheet.write_row(3, 0, ["d"])
    recode_file(tmp_path / "in.xlsx", tmp_path / "out.csv", recoder(), Job("code"))
    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert lines[1].startswith("d,10,1.5,2012-04-01,2012-04-01T00:00:00.000,")
    assert lines[2].startswith("d,1250000,2.0,2012-04-02,2012-04-02T06:00:00.000,")
    assert lines[3].startswith("d,,,,,")


def test_a_single_column_needs_no_name_and_keeps_its_empty_lines() -> None:
    with open_sheet(io.BytesIO(b"code\na\n\n a \n")) as sheet:
        assert codes_in(sheet, sheet.column(""), HISTORY) == {"a": 2, "": 1}


@pytest.mark.parametrize("size", [5, 64, 10**6])
def test_blocks_of_a_file_end_where_rows_do_and_leave_nothing_out(tmp_path: Path, size: int) -> None:
    text = b'code,n\na,"1\n2"\n"b""\n",3\nc,4\n,\nd,5'
    (tmp_path / "in.csv").write_bytes(text)
    found = list(blocks(tmp_path / "in.csv", 0, size))
    assert b"".join(found) == text
    assert all(block.count(b'"') % 2 == 0 for block in found)
    assert all(block.endswith(b"\n") for block in found[:-1])


def test_what_begins_a_block_is_a_row_even_if_it_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "__defaults__", (0, 1))
    (tmp_path / "in.csv").write_bytes(b"code\n\na\n\n\nb\n")
    with open_sheet(tmp_path / "in.csv") as sheet:
        assert [cell for batch in sheet.batches() for cell in batch["code"]] == [None, "a", None, None, "b"]


def test_a_thousand_columns_are_no_trouble() -> None:
    header = ",".join(["code", *(f"c{n}" for n in range(999))])
    out = io.BytesIO()
    recode_file(io.BytesIO(f"{header}\na{',x' * 999}\n".encode()), out, recoder(), Job("code"))
    assert out.getvalue().count(b"\n") == 3


def test_a_heading_once_more_is_kept_and_is_no_code() -> None:
    found = recoded("code,n\na,1\nCode,n\nb,2\n")
    assert [status == "no-code" for status in found["status"]] == [False, False, True, False]


def remarks(text: str, *apportion: str, by: Recoder | None = None) -> tuple[str, ...]:
    job = Job("code", apportion=apportion)
    return recode_file(io.BytesIO(text.encode()), io.BytesIO(), by or recoder(), job).remarks


def test_amounts_without_a_code_are_remarked_on() -> None:
    assert remarks("code,n\na,1\n,2\n", "n")[0].startswith("Rows without a code hold amounts")
    assert remarks("code,n\na,1\n,\n", "n") == ()


def test_bodies_that_cover_each_other_in_one_table_are_remarked_on(record: Record) -> None:
    def said(*codes: str) -> tuple[str, ...]:
        return remarks("\n".join(["code", *codes]), by=Recoder(record.history, date(2022, 7, 1)))

    assert "(NHS England regions and clinical commissioning groups)" in said("E40000001", "E38000001", "00T")[0]
    assert said("00T", "5NR", "00V") == ()
    assert said("E40000003", "00T") == ()


CELLS = ["", '""', "x", "a,b", 'say "yes"', '"two\nlines"', "semi;colon", "\ttab", "'=1"]


@pytest.mark.parametrize("ending", ["csv", "tsv", "csv.gz"])
def test_what_is_written_once_for_each_code_reads_as_the_frame_does(tmp_path: Path, ending: str) -> None:
    def cell(text: str) -> str:
        return f'"{text.replace(chr(34), chr(34) * 2)}"' if set(text) & set(',"\n') and text != '""' else text

    source = tmp_path / "in.csv"
    rows = [f"{code},{cell(text)},{row}" for code in ("a", "b", "zz") for row, text in enumerate(CELLS)]
    source.write_text("\n".join(["code,text,n", *rows, ""]), encoding="utf-8", newline="")
    out = tmp_path / f"out.{ending}"
    recode_file(source, out, recoder(), Job("code", apportion=("n",)))
    with open_sheet(source) as sheet:
        frame = pl.concat(sheet.batches())
    due = recode_frame(frame, "code", TO, since=SINCE, history=HISTORY, apportion=["n"])
    found = pl.read_csv(out, separator="\t" if ending == "tsv" else ",", infer_schema=False)
    assert found.equals(due.cast(pl.String))
    with_quotes = [row for row in found["text"].unique() if row and set(row) & set(',"\n')]
    assert len(with_quotes) == 3


@pytest.mark.parametrize("note", ["¹ Codes of 2012", "* Figures are provisional", "†All causes", "Table 2: deaths"])
def test_a_note_below_a_table_is_no_code(note: str) -> None:
    assert recoded(f'code,n\na,1\n"{note}",\n')["status"].to_list()[-1] == "no-code"


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ("Copyright Example Statistics and its partners,", "no-code"),
        ("Copyright Example Statistics and its partners,5", "unknown-code"),
        ("Herefordshire and Elsewhere Primary Care Trust,", "unknown-code"),
    ],
)
def test_a_sentence_of_nobody_with_nothing_beside_it_is_a_note(row: str, status: str) -> None:
    assert recoded(f"code,n\na,1\n{row}\n")["status"].to_list()[-1] == status
