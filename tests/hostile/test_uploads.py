"""Whatever is uploaded, of whatever types, is answered or refused in a sentence: a 5xx is a defect.

The long form by hand: `HOSTILE_EXAMPLES=2000 python -m pytest tests/hostile/test_uploads.py`.
"""

import io
import json
import os
from collections.abc import Iterator

import polars as pl
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import BadInput
from graph.record import Record
from graph.sheets import upload
from graph.sheets.layout import Layout
from graph.sheets.upload import Bounds
from webapp import create_app

BESIDE = upload._beside
EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "25"))
DAYS = st.integers(-(2**31), 2**31 - 1)
MOMENTS = st.integers(-(2**63), 2**63 - 1)
CODES = st.sampled_from(["5NR", "04F", "", "zzz", "=1", "\x00"])
COLUMNS: dict[str, tuple[pl.DataType | type[pl.DataType], st.SearchStrategy[object]]] = {
    "text": (pl.String, st.text(max_size=8)),
    "floating": (pl.Float64, st.floats()),
    "small floating": (pl.Float32, st.floats(width=32)),
    "whole": (pl.Int64, MOMENTS),
    "large": (pl.Int128, st.integers(-(2**127), 2**127 - 1)),
    "unsigned": (pl.UInt64, st.integers(0, 2**64 - 1)),
    "exact": (pl.Decimal(38, 10), st.decimals(-(10**27), 10**27, places=10)),
    "yes or no": (pl.Boolean, st.booleans()),
    "nothing": (pl.Null, st.none()),
    "bytes": (pl.Binary, st.binary(max_size=4)),
    "list": (pl.List(pl.Int64), st.lists(st.integers(0, 9), max_size=2)),
    "category": (pl.Categorical, st.sampled_from(["a", "b"])),
}
PHYSICAL: dict[str, tuple[pl.DataType | type[pl.DataType], pl.DataType | type[pl.DataType], st.SearchStrategy[int]]] = {
    "day": (pl.Date, pl.Int32, DAYS),
    "moment": (pl.Datetime("us"), pl.Int64, MOMENTS),
    "long moment": (pl.Datetime("ms"), pl.Int64, MOMENTS),
    "fine moment": (pl.Datetime("ns"), pl.Int64, MOMENTS),
    "moment elsewhere": (pl.Datetime("us", "Europe/London"), pl.Int64, MOMENTS),
    "span": (pl.Duration("us"), pl.Int64, MOMENTS),
    "hour": (pl.Time, pl.Int64, st.integers(0, 86_400 * 10**9 - 1)),
}
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda more: st.lists(more, max_size=3) | st.dictionaries(st.text(max_size=4), more, max_size=3),
)
NAMES = st.sampled_from(["x", "=x", "CODE", "__row", "share", "new_code", "\x00", " ", "a\nb", "é" * 300, "*", "^x.*$"])


@st.composite
def uploads(draw: st.DrawFn) -> tuple[bytes, str]:
    """A file, and the name of a column of it that is not that of the codes."""
    sort = draw(st.sampled_from([*COLUMNS, *PHYSICAL]))
    codes = draw(st.lists(CODES, min_size=1, max_size=4))
    if sort in COLUMNS:
        dtype, values = COLUMNS[sort]
        cells = pl.Series(draw(st.lists(st.none() | values, min_size=len(codes), max_size=len(codes))), dtype=dtype)
    else:
        dtype, physical, numbers = PHYSICAL[sort]
        held = draw(st.lists(st.none() | numbers, min_size=len(codes), max_size=len(codes)))
        cells = pl.Series(held, dtype=physical).cast(dtype)
    name = draw(NAMES)
    file = io.BytesIO()
    pl.DataFrame([pl.Series("code", codes), cells.alias(name)]).write_parquet(file)
    content = bytearray(file.getvalue())
    if draw(st.integers(0, 9)) == 0:  # a byte that is another
        content[draw(st.integers(4, len(content) - 9))] ^= 1 << draw(st.integers(0, 7))
    return bytes(content), name


@pytest.fixture(scope="module")
def client(record: Record) -> Iterator[FlaskClient]:
    """A site that reads files in this process, which is faster; what its reader falls over, it would in the other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upload, "_beside", _here)
        app = create_app({"PROPAGATE_EXCEPTIONS": False}, record)
        yield app.test_client()


def _here(read: upload.Reader, content: bytes, column: str, bounds: Bounds, layout: Layout) -> object:
    try:
        return read(content, column, bounds, layout)
    except BadInput:
        raise
    except (Exception, pl.exceptions.PanicException):
        raise BadInput("The reader fell over it.") from None


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    uploads(),
    st.sampled_from(["", "csv", "xlsx"]),
    st.booleans(),
    st.sampled_from(["2022-07-01", "1991-01-01", "2013"]),
)
def test_an_upload_of_any_types_is_answered_or_refused(
    client: FlaskClient, sent: tuple[bytes, str], download: str, apportion: bool, to: str
) -> None:
    content, name = sent
    data: dict[str, object] = {"file": (io.BytesIO(content), "table.parquet"), "column": "code", "to": to}
    if download:
        data["download"] = download
    if apportion:
        data["apportion"] = name
    answer = client.post("/recode", data=data)
    assert answer.status_code in (200, 400, 413), answer.text[-300:]


@settings(max_examples=EXAMPLES, deadline=None)
@given(JSON)
def test_any_json_is_answered_or_refused(client: FlaskClient, value: object) -> None:
    for body in (
        value,
        {"codes": value},
        {"rows": value, "column": "a"},
        {"rows": [{"a": "5NR", "b": value}], "column": "a"},
    ):
        answer = client.post("/api/recode", data=json.dumps(body), content_type="application/json")
        assert answer.status_code in (200, 400), answer.text
        assert answer.mimetype == "application/json"


def test_a_file_that_kills_its_reader_is_refused_and_kills_nobody_else() -> None:
    reader: upload.Reader = os.abort  # type: ignore[assignment]
    with pytest.raises(BadInput, match="damaged, or holds more"):
        BESIDE(reader, b"code\n5NR\n", "code", Bounds(10, 10, 100, 10_000), Layout())
