"""Text that would be run: by a spreadsheet, from any page's CSV."""

import csv
import io
import re

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from graph.util.formulas import defused_text
from tests.support.sound import sound_rows
from tests.support.tiny import tiny_record
from webapp import create_app

EVIL = ('=HYPERLINK("http://x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1+1")
PAGES = (
    "/bodies/.csv",
    "/bodies/ccg-04a.csv",
    "/bodies/ccg-04a/lineage.csv",
    "/search.csv?q=ccg",
    "/compare/2012/2022.csv",
    "/sources.csv",
    "/coverage.csv",
    "/landscape/2014-01-01.csv",
    "/changes.csv",
    "/crosswalk/2014/2022.csv",
)


@given(st.text())
def test_what_is_defused_is_run_by_no_spreadsheet_and_numbers_stay(text: str) -> None:
    found = defused_text(text)
    assert found in (text, f"'{text}")
    assert not re.match(r"\s*[=@+\-]", found) or re.fullmatch(r"[+-]?[\d,]*\.?\d+\n?", found, re.ASCII)
    assert defused_text("-0.25") == "-0.25"
    assert defused_text("+1,000") == "+1,000"


@pytest.mark.parametrize("evil", EVIL)
def test_no_page_has_a_formula_of_the_record_in_its_csv(evil: str) -> None:
    rows = sound_rows()
    for table in rows.values():
        for row in table:
            for name in ("name", "note", "title", "notes"):
                if row.get(name):
                    row[name] = evil + row[name]
    client: FlaskClient = create_app(record=tiny_record(rows)).test_client()
    for page in PAGES:
        answer = client.get(page)
        assert answer.status_code in (200, 404), page
        if answer.status_code == 200:
            cells = {cell for row in csv.reader(io.StringIO(answer.text)) for cell in row}
            assert not any(cell.startswith(evil) for cell in cells), page
    raw = client.get("/bodies/.csv?raw=1")
    assert raw.status_code == 404 or evil in raw.text
