"""The library as a Python user has it: bodies, answers as frames and tables, and frames of their own recoded."""

import sys
from collections.abc import Callable
from datetime import date, datetime

import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import graph
from graph import RecordError, RecordView, open_record
from graph.errors import BadDay, BadInput, MissingPart, UnknownBody, UnknownKind
from graph.record import Record
from tests.support.tiny import Tiny


@pytest.fixture(scope="module")
def view() -> RecordView:
    return open_record()


@pytest.fixture
def split(tiny: Tiny) -> RecordView:
    """pct-a, with code 5AA, split into ccg-b (0.7) and ccg-c (0.3) on 1 April 2013."""
    bodies = [
        {"id": "pct-a", "kind": "pct", "ods_code": "5AA", "start": "2002-04-01", "end": "2013-03-31"},
        {"id": "ccg-b", "kind": "ccg", "ods_code": "01B", "start": "2013-04-01"},
        {"id": "ccg-c", "kind": "ccg", "ods_code": "01C", "start": "2013-04-01"},
    ]
    links = [
        {"event_id": "e", "from_id": "pct-a", "to_id": "ccg-b", "share": "0.7", "share_basis": "population"},
        {"event_id": "e", "from_id": "pct-a", "to_id": "ccg-c", "share": "0.3", "share_basis": "population"},
    ]
    events = [{"id": "e", "kind": "split", "date": "2013-04-01"}]
    return RecordView(tiny({"bodies": bodies, "events": events, "successions": links}))


def test_the_package_exports_its_face_and_nothing_by_accident() -> None:
    assert all(getattr(graph, name) is not None for name in graph.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'polars'"):
        graph.polars  # noqa: B018


def test_a_record_answers_as_the_command_line_does(view: RecordView) -> None:
    diff = view.diff("2013", "2017")
    assert diff.document()["to"] == "2017-12-31"
    assert len(diff) == len(list(diff)) == len(diff.rows())
    assert {row["to_id"] for row in view.body("5NR").heirs("2022-07-01")} == {"icb-qop"}
    assert view.body("ccg-02a").origins("2012-04-01").rows()[0]["to_id"] == "pct-5nr"


@pytest.mark.parametrize("day", ["2014-06-01", date(2014, 6, 1), datetime(2014, 6, 1, 12), pd.Timestamp("2014-06-01")])
def test_a_day_may_be_a_date_a_moment_or_a_text(view: RecordView, day: date | str) -> None:
    assert len(view.on(day, kind="ccg")) == 211


def test_a_year_is_its_last_day(view: RecordView) -> None:
    assert view.on(2013).title == "Bodies on 2013-12-31"


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda view: view.on("2014-02-30"), BadDay),
        (lambda view: view.on("2014", kind="nonsense"), UnknownKind),
        (lambda view: view.body("no such body at all"), UnknownBody),
        (lambda view: view.body("ccg-02a").heirs("2012"), BadDay),
        (lambda view: view.body("pct-5nr").origins("2014"), BadDay),
        (lambda view: view.diff("2013", "2017", weight="souls"), BadInput),
        (lambda view: view.crosswalk("2013", "2017", basis=["legal", "hearsay"]), BadInput),
        (lambda view: view.recode([["5NR"]], "org_code", to="2022"), BadInput),
        (lambda view: view.recode(pd.DataFrame({"code": ["5NR"]}), "org_code", to="2022"), BadInput),
        (lambda view: view.recode(pd.DataFrame({"org_code": [5]}), "org_code", to="2022"), BadInput),
        (lambda view: view.recode(pd.DataFrame([["a", "b"]], columns=["x", "x"]), "x", to="2022"), BadInput),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_line(
    view: RecordView, ask: Callable[[RecordView], object], error: type[RecordError]
) -> None:
    with pytest.raises(error) as refused:
        ask(view)
    assert "\n" not in str(refused.value)


def test_the_stated_record_is_opened_without_what_is_inferred(view: RecordView) -> None:
    assert len(open_record(stated_only=True).history.bodies) < len(view.history.bodies)


def test_frames_hold_the_rows_with_numbers_as_numbers(split: RecordView) -> None:
    heirs = split.body("5AA").heirs("2014")
    polars, pandas = heirs.to_polars(), heirs.to_pandas()
    assert tuple(polars.columns) == tuple(pandas.columns) == heirs.columns
    assert polars["share"].to_list() == pandas["share"].tolist() == [0.7, 0.3]
    assert polars.schema["to_id"] == pl.String
    assert polars["note"].to_list() == [row["note"] for row in heirs]


def test_an_answer_without_rows_is_a_frame_with_its_columns(split: RecordView) -> None:
    nobody = split.on("1999")
    assert nobody.to_polars().height == len(nobody.to_pandas()) == 0
    assert tuple(nobody.to_pandas().columns) == tuple(nobody.to_polars().columns) == nobody.columns


def test_a_notebook_shows_a_table_in_which_nothing_is_markup(tiny: Tiny) -> None:
    bodies = [{"id": f"ccg-{number}", "name": "A <b> & co", "start": "2013-04-01"} for number in range(25)]
    shown = RecordView(tiny({"bodies": bodies})).on("2014")._repr_html_()
    assert shown.startswith("<table><caption>Bodies on 2014-12-31: 25 rows</caption>")
    assert "A &lt;b&gt; &amp; co" in shown
    assert "<b>" not in shown
    assert shown.count("<tr>") == 21
    assert "and 5 more rows" in shown


def test_the_record_and_a_body_show_themselves(view: RecordView) -> None:
    body = view.body("5NR")
    assert "pct-5nr Trafford Primary Care Trust" in repr(body)
    assert "<caption>pct-5nr Trafford Primary Care Trust" in body._repr_html_()
    assert view.edition in repr(view)
    assert "Clinical commissioning groups" in view._repr_html_()
    assert "| pct-5nr |" in str(view.search("5NR"))


def test_links_and_weights_are_chosen_by_the_words_of_the_command_line(view: RecordView) -> None:
    stated = view.body("5LH").heirs("2022-07-01", weight="stated").rows()
    assert {row["to_id"]: row["share"] for row in stated} == {"icb-qop": 0.8704, "icb-qj2": 0.1296}
    by_code = view.body("ccg-02a").heirs("2023", basis=["code"])
    assert {row["basis"] for row in by_code} == {"code"}


def test_a_lineage_becomes_a_network(view: RecordView) -> None:
    network = view.body("5NR").network()
    assert network.has_edge("pct-5nr", "ccg-02a")


def test_a_pandas_frame_keeps_its_index_its_types_and_its_other_columns(split: RecordView) -> None:
    frame = pd.DataFrame(
        {
            "when": pd.to_datetime(["2011-01-01", "2011-02-01", "2011-03-01"]),
            "org_code": ["5AA", None, "zzz"],
            "spend": [100, 5, 7],
            "cost": pd.array([1.5, None, 2.5], dtype="Float64"),
            "area": pd.Categorical(["x", "y", "x"]),
            7: [1, 2, 3],
        },
        index=pd.Index(["a", "b", "c"], name="key"),
    )
    recoded = split.recode(frame, "org_code", to="2014", apportion=["spend", "cost"])
    assert isinstance(recoded, pd.DataFrame)
    assert recoded.index.tolist() == ["a", "a", "b", "c"]
    assert recoded.index.name == "key"
    assert recoded["new_id"].tolist()[:2] == ["ccg-b", "ccg-c"]
    assert recoded["status"].tolist() == ["split", "split", "no-code", "unknown-code"]
    assert recoded["spend"].tolist()[:2] == [70, 30]
    assert recoded["spend_unallocated"].sum() == 12
    assert recoded["cost"].sum() + recoded["cost_unallocated"].sum() == pytest.approx(4.0)
    assert recoded["when"].dtype == frame["when"].dtype
    assert recoded["area"].dtype == frame["area"].dtype
    assert recoded[7].tolist() == [1, 1, 2, 3]
    assert list(frame.columns) == ["when", "org_code", "spend", "cost", "area", 7], "the frame itself is untouched"


def test_pandas_and_polars_are_recoded_alike(view: RecordView) -> None:
    columns = {"org_code": ["5NR", "5NE", "5HQ", "zzz", ""], "spend": [10.5, 20.25, 30.0, 4.0, 5.0]}
    options = {"to": "2022-07-01", "since": "2012-04-01", "apportion": ["spend"]}
    polars = view.recode(pl.DataFrame(columns), "org_code", **options)
    pandas = view.recode(pd.DataFrame(columns), "org_code", **options)
    back = {name: [None if pd.isna(cell) else cell for cell in pandas[name]] for name in polars.columns}
    assert_frame_equal(pl.DataFrame(back, schema=polars.schema), polars)


@pytest.mark.parametrize("module", ["pandas", "polars"])
def test_a_library_that_is_not_installed_is_named(
    view: RecordView, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    result = view.on("2014", kind="icb")
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingPart, match=f"This needs {module}, which is not installed. Run: pip install"):
        getattr(result, f"to_{module}")()


def test_a_record_in_a_file_is_opened(tmp_path_factory: pytest.TempPathFactory, record: Record) -> None:
    path = tmp_path_factory.mktemp("copy") / "record.ttl"
    path.write_bytes(record.turtle)
    assert open_record(str(path)).edition == Record(record.turtle).version
    with pytest.raises(RecordError):
        open_record(path.with_name("none.ttl")).body("5NR")
