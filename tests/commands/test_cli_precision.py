"""The command line says of days, names and codes no more than is known, and no less."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import call
from tests.support.tiny import Rows, Tiny

UNSURE: Rows = {
    "bodies": [
        {"id": "dha-a", "kind": "dha", "start": "1982-01-01", "start_precision": "year", "end": "1996-03-31",
         "end_precision": "by", "last_seen": "1996-03-01", "ods_code": "QAA"},
        {"id": "ha-a", "kind": "ha", "start": "1996-04-01", "start_precision": "month"},
    ],
    "codes": [
        {"body_id": "dha-a", "scheme": "ods", "code": "QAA"},
        {"body_id": "dha-a", "scheme": "ods", "code": "QAB"},
        {"body_id": "dha-a", "scheme": "gss", "code": "E18000001", "start": "1990-01-01", "start_precision": "year"},
    ],
    "names": [
        {"body_id": "dha-a", "name": "First", "end": "1989-12-31"},
        {"body_id": "dha-a", "name": "Second", "start": "1990-01-01", "start_precision": "year"},
    ],
    "events": [{"id": "event-x", "kind": "replacement", "date": "1996-04-01", "date_precision": "month"}],
    "successions": [{"event_id": "event-x", "from_id": "dha-a", "to_id": "ha-a"}],
    "succession_rules": [
        {"id": "rule-x", "from_kind": "dha", "to_kind": "ha", "kind": "merger", "date": "1996-01-01",
         "date_precision": "year"}
    ],
}  # fmt: skip


@pytest.fixture
def unsure(tmp_path: Path, tiny: Tiny) -> tuple[str, str]:
    """A record in which hardly a date is known to the day, as options of a command."""
    (tmp_path / "unsure.ttl").write_bytes(tiny(UNSURE).turtle)
    return "--record", str(tmp_path / "unsure.ttl")


def test_no_text_tells_a_date_more_exactly_than_it_is_known(unsure: tuple[str, str]) -> None:
    texts = {
        name: call(*words, *unsure).out
        for name, words in {
            "show": ("show", "dha-a"),
            "lineage": ("lineage", "dha-a"),
            "search": ("search", "dha-a"),
            "list": ("list", "--as-at", "1990"),
            "diff": ("diff", "1995", "1997"),
            "renamed": ("diff", "1985", "1993"),
            "landscape": ("landscape", "1996-03-20", "--possible"),
        }.items()
    }
    for name, text in texts.items():
        assert not re.search("1982-01|1990-01|1996-04-01|1996-01", text), (name, text)
    assert "from 1982, ended by 1996-03-31" in texts["show"]
    assert "from 1982, ended by 1996-03-31" in texts["lineage"]
    assert "dhas to has, merger, 1996" in texts["lineage"]
    assert "1982   by 1996-03-31" in texts["list"]
    assert "by 1996-03-31" in texts["diff"]
    assert "1996-04 " in texts["diff"]
    assert re.search("First +Second +1990\n", texts["renamed"])


def test_a_difference_in_csv_says_how_exactly_each_day_is_known(unsure: tuple[str, str]) -> None:
    rows = csv.DictReader(io.StringIO(call("diff", "1995", "1997", "--format", "csv", *unsure).out))
    days = {row["id"]: (row["day"], row["day_precision"]) for row in rows}
    assert days == {"dha-a": ("1996-03-31", "by"), "ha-a": ("1996-04-01", "month")}


def test_a_difference_in_json_says_so_too(unsure: tuple[str, str]) -> None:
    bodies = json.loads(call("diff", "1995", "1997", "--format", "json", *unsure).out)["bodies"]
    assert [(each["end"], each["end_precision"]) for each in bodies["ended"]] == [("1996-03-31", "by")]
    assert [(each["start"], each["start_precision"]) for each in bodies["begun"]] == [("1996-04-01", "month")]


@pytest.mark.parametrize(
    ("words", "bodies"),
    [
        (("list", "--as-at", "1990"), lambda found: found),
        (("search", "dha-a"), lambda found: found["hits"]),
        (("lineage", "ha-a"), lambda found: found["predecessors"]),
    ],
    ids=["list", "search", "lineage"],
)
def test_where_bodies_have_days_it_is_said_how_exactly_they_are_known(
    words: tuple[str, ...], bodies: Callable[[Any], Any], unsure: tuple[str, str]
) -> None:
    days = {"start": "1982-01-01", "start_precision": "year", "end": "1996-03-31", "end_precision": "by"}
    (found,) = bodies(json.loads(call(*words, "--format", "json", *unsure).out))
    assert found["id"] == "dha-a"
    assert {name: found[name] for name in days} == days
    (row,) = csv.DictReader(io.StringIO(call(*words, "--format", "csv", *unsure).out))
    assert {name: row[name] for name in days} == days


@pytest.mark.parametrize("form", ["text", "csv", "markdown"])
def test_every_code_and_name_of_a_body_is_shown_with_its_days_where_they_are_known(
    form: str, unsure: tuple[str, str]
) -> None:
    said = " ".join(call("show", "dha-a", "--format", form, *unsure).out.split()).replace(",", " ").replace(" | ", " ")
    for words in ("ods_code QAA", "ods_code QAB", "gss_code from 1990 E18000001", "name to 1989-12-31 First"):
        assert words in said
    assert said.count("QAA") == 1
    assert "None" not in said


def test_a_second_code_without_days_is_shown() -> None:
    for body, code in (("rha-trent", "ods_code,Y0C"), ("area-team-q72", "gss_code,E39000048")):
        assert f"{body},{code},stated," in call("show", body, "--format", "csv").out


def test_small_amounts_and_large_ones_are_written_in_full(tmp_path: Path) -> None:
    (tmp_path / "spend.csv").write_text("code,n\n5NR,0.00000002\n5NR,12345678901234567890.12345678\n")
    words = ["--column", "code", "--to", "2022-07-01", "--from", "2012-04-01", "--apportion", "n"]
    report = tmp_path / "report.json"
    found = call("recode", str(tmp_path / "spend.csv"), *words, "--report", str(report))
    total = "12,345,678,901,234,567,890.12345680"
    assert f"n: {total} in = {total} allocated + 0.00000000 unallocated\n" in found.err
    (column,) = json.loads(report.read_text())["columns"]
    assert (column["total"], column["unallocated"]) == (total.replace(",", ""), "0.00000000")
