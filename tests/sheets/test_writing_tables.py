"""The law of writing: what is written is read back and equals, or it is refused and nothing is left behind."""

import csv
import gzip
import io
import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import BadInput
from graph.sheets.read import open_sheet
from graph.sheets.workbook import workbook
from graph.sheets.write import write_sheet

FORMATS = ("csv", "tsv", "json", "csv.gz", "tsv.gz", "json.gz", "xlsx", "parquet")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text(
    "\r\n\t\",;=+-@' \x00\x1b_x0041", max_size=8
)
NAMES = st.lists(TEXTS.filter(lambda name: name.strip() == name != ""), min_size=2, max_size=4, unique=True)


def texts_of(path: Path) -> list[tuple[str, ...]]:
    """The header and rows of a file, every cell as text and an empty one as the empty text."""
    if path.suffix in (".xlsx", ".parquet"):
        with open_sheet(path) as sheet:
            cells = [row for frame in sheet.batches() for row in frame.cast(pl.String).fill_null("").rows()]
        return [sheet.columns, *cells]
    text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()
    if ".json" in path.name:
        rows = json.loads(text)
        return [tuple(rows[0]), *(tuple(str(cell or "") for cell in row.values()) for row in rows)]
    separator = "\t" if ".tsv" in path.name else ","
    return [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)]


@settings(max_examples=60, deadline=None)
@given(NAMES, st.data(), st.sampled_from(FORMATS))
def test_texts_are_read_back_as_they_were_or_refused(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], data: st.DataObject, ending: str
) -> None:
    rows = data.draw(st.lists(st.tuples(*[TEXTS] * len(names)), min_size=1, max_size=5))
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    folder = tmp_path_factory.mktemp("law")
    path = folder / f"table.{ending}"
    try:
        write_sheet([frame], path)
    except BadInput:
        assert list(folder.iterdir()) == []
        return
    written = [tuple(names), *rows]
    if ending == "xlsx":  # a sheet of nothing but names, or that ends with empty rows, has no more to tell
        while written[-1] == ("",) * len(names):
            written.pop()
        if len(written) == 1:
            return
    assert texts_of(path) == written


@pytest.mark.parametrize("ending", FORMATS)
def test_names_that_differ_by_case_only_are_two_columns(tmp_path: Path, ending: str) -> None:
    frame = pl.DataFrame({"Share": ["a"], "share": ["b"], "SHARE": [None]}, schema_overrides={"SHARE": pl.String})
    path = tmp_path / f"table.{ending}"
    write_sheet([frame], path)
    assert texts_of(path) == [("Share", "share", "SHARE"), ("a", "b", "")]


@pytest.mark.parametrize(
    ("letters", "fits"), [("x" * 32_767, True), ("x" * 32_768, False), ("\U0001f600" * 16_384, False)]
)
def test_a_text_too_long_for_a_cell_is_refused_and_nothing_is_left(tmp_path: Path, letters: str, fits: bool) -> None:
    frame, path = pl.DataFrame({"a": ["1", letters]}), tmp_path / "table.xlsx"
    if fits:
        write_sheet([frame], path)
        assert texts_of(path)[2] == (letters,)
        return
    with pytest.raises(BadInput, match="Row 2 of 'a' has more than 32,767 characters"):
        write_sheet([frame], path)
    assert list(tmp_path.iterdir()) == []
    path.write_text("old")
    with pytest.raises(BadInput):
        write_sheet([frame], path)
    assert path.read_text() == "old"


NUMBERS = {
    "whole": (pl.Int64, st.integers(-(2**63), 2**63 - 1)),
    "large": (pl.UInt64, st.integers(0, 2**64 - 1)),
    "floating": (pl.Float64, st.floats()),
    "exact": (pl.Decimal(38, 9), st.decimals(-(10**28), 10**28, places=9)),
    "day": (pl.Date, st.dates()),
    "moment": (pl.Datetime("us"), st.datetimes()),
    "yes or no": (pl.Boolean, st.booleans()),
}


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(NUMBERS)), st.data())
def test_a_workbook_holds_numbers_and_days_as_they_are(sort: str, data: st.DataObject) -> None:
    dtype, values = NUMBERS[sort]
    cells = data.draw(st.lists(st.none() | values, min_size=1, max_size=6))
    frame = pl.DataFrame({"name": ["x"] * len(cells), "cell": pl.Series(cells, dtype=dtype)})
    found = fastexcel.read_excel(workbook(frame)).load_sheet(0).to_polars()
    column = found["cell"] if "cell" in found.columns else pl.Series([None] * len(cells))
    for was, now in zip(cells, column.extend_constant(None, len(cells) - len(column)), strict=True):
        if was is None:
            assert now is None
        elif isinstance(now, str):
            assert now == str(pl.Series([was], dtype=dtype).cast(pl.String)[0])
        elif isinstance(was, float | int | Decimal) and not isinstance(was, bool):
            assert now == pytest.approx(float(was), rel=1e-15, abs=0)
        else:
            assert now == was or now == datetime.combine(was, time())


def test_a_day_that_no_calendar_has_is_refused_by_every_format(tmp_path: Path) -> None:
    days = pl.Series("day", [2_932_897, -719_163, 0], dtype=pl.Int32)
    for place, ending in enumerate(("csv", "json", "xlsx")):
        bad = pl.DataFrame({"code": ["5NR"], "day": days.slice(place % 2, 1).cast(pl.Date)})
        with pytest.raises(BadInput, match="'day' holds a day outside the years 1 to 9999"):
            write_sheet([bad], tmp_path / f"table.{ending}")
    assert list(tmp_path.iterdir()) == []


def test_what_text_has_no_type_for_is_written_by_the_standard() -> None:
    zoned = pl.Series([datetime(2020, 7, 1, 12, tzinfo=UTC)]).dt.convert_time_zone("Europe/London")
    file = io.BytesIO()
    write_sheet([pl.DataFrame({"span": [timedelta(days=1, hours=6)], "moment": zoned})], file, "csv")
    assert list(csv.reader(io.StringIO(file.getvalue().decode())))[1] == ["P1DT6H", "2020-07-01T13:00:00+01:00"]


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_is_written_as_such_and_never_dropped(number: float, tmp_path: Path) -> None:
    frame = pl.DataFrame({"n": [1.5, number], "d": [date(2020, 1, 1)] * 2})
    with pytest.raises(BadInput, match="JSON has neither"):
        write_sheet([frame], tmp_path / "table.json")
    assert list(tmp_path.iterdir()) == []
    for ending in ("csv", "xlsx"):
        write_sheet([frame], tmp_path / f"table.{ending}")
        assert texts_of(tmp_path / f"table.{ending}")[2][0].lower() == str(number)
