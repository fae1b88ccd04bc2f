"""What all answers have in common: their columns are those of their rows, and are printed where there are no rows."""

import json
from collections.abc import Callable
from datetime import date

import pytest

from graph.answer import Answer, csv_text, markdown_text
from graph.answers.accountability import chain
from graph.answers.audit.coverage import coverage
from graph.answers.audit.sources import sources
from graph.answers.body import facts
from graph.answers.diff import diff
from graph.answers.landscape import landscape, listing
from graph.answers.lineage import lineage
from graph.answers.lookup.search import search
from graph.answers.timeline import timeline
from graph.curate.edition_diff import changes_between
from graph.curate.report import Report
from graph.recode.crosswalk import crosswalk
from graph.recode.identify import identify
from graph.record import Record
from graph.record.history import History
from tests.support.command_line import call
from tests.support.tiny import Tiny
from webapp import create_app

DAY = date(2013, 4, 1)
FULL: dict[str, Callable[[History], Answer]] = {
    "accountable": lambda h: chain(h, h.bodies["ccg-04f"], DAY),
    "coverage": coverage,
    "crosswalk": lambda h: crosswalk(h, date(2012, 4, 1), DAY, kind_from="pct"),
    "diff": lambda h: diff(h, date(2012, 4, 1), DAY),
    "identify": lambda h: identify(h, ["5NR", "5NT"]),
    "landscape": lambda h: landscape(h, DAY),
    "lineage": lambda h: lineage(h, h.bodies["ccg-04f"]),
    "list": lambda h: listing(h, DAY, "ccg"),
    "search": lambda h: search(h, "Trafford"),
    "show": lambda h: facts(h, h.bodies["ccg-04f"]),
    "sources": sources,
    "timeline": lambda h: timeline(h, 2026),
}


@pytest.mark.parametrize("name", FULL)
def test_an_answer_says_beforehand_what_columns_its_rows_have(record: Record, name: str) -> None:
    answer = FULL[name](record.history)
    rows = answer.rows()
    assert rows
    assert {tuple(row) for row in rows} == {tuple(answer.columns)}


def test_changes_have_the_columns_they_say(record: Record, tiny: Tiny) -> None:
    answer = changes_between(tiny({"bodies": [{"id": "ccg-a"}]}), record)
    assert {tuple(row) for row in answer.rows()} == {tuple(answer.columns)}


def test_an_answer_without_rows_still_has_its_header(record: Record) -> None:
    nothing = Report("", "", ())
    assert csv_text(nothing) == "severity,subject,rule,message,row\n"
    assert markdown_text(nothing) == "| severity | subject | rule | message | row |\n| --- | --- | --- | --- | --- |\n"
    assert csv_text(diff(record.history, DAY, DAY)).startswith("change,kind,id,")


EMPTY = [
    ("list", "--kind", "ccg", "--as-at", "1995"),
    ("diff", "2014-01-01", "2014-01-01"),
    ("crosswalk", "1995", "1996", "--kind-from", "ccg", "--kind-to", "ccg"),
    ("search", "zzzzzz"),
    ("sources", "zzzzzz"),
    ("accountable", "other-parliament", "--as-at", "2014"),
    ("lineage", "post-secretary-of-state-health"),
]


@pytest.mark.parametrize("arguments", EMPTY, ids=lambda arguments: arguments[0])
def test_a_command_prints_the_header_of_a_csv_without_rows(arguments: tuple[str, ...]) -> None:
    header, *rows = call(*arguments, "--format", "csv").out.splitlines()
    assert rows == []
    assert "," in header


@pytest.mark.parametrize("address", ["/bodies/.csv?kind=ccg&as-at=1995", "/sources.csv?q=zzzzzz", "/coverage.csv"])
def test_the_site_s_csv_has_its_header_too(address: str, record: Record) -> None:
    client = create_app({}, record).test_client()
    response = client.get(address.replace("/.csv", ".csv"))
    assert response.status_code == 200
    assert response.text.splitlines()[0].count(",") > 5
    assert (len(response.text.splitlines()) == 1) == ("?" in address)


def test_the_timeline_has_the_same_years_on_the_site_as_on_the_command_line(record: Record) -> None:
    site = json.loads(create_app({}, record).test_client().get("/timeline.json").text)
    printed = json.loads(call("timeline", "--format", "json").out)
    assert printed["days"] == site["days"]
    assert printed["days"][0] == "1989-12-31"
    assert printed["days"][-1] == f"{date.today().year}-12-31"
    assert printed["kinds"] == site["kinds"]
