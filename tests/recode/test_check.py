"""Which codes of a list are closed on a day, and what follows; and how the command exits."""

import json
import re
import shlex
from datetime import date
from pathlib import Path

import pytest

from graph.recode.check import State, check
from tests.support.command_line import ROOT, call
from tests.support.histories import from_rows

HISTORY = from_rows(
    {
        "bodies": [
            {"id": "old", "name": "Old CCG", "ods_code": "01A", "start": "2013-04-01", "end": "2020-03-31"},
            {"id": "new", "name": "New CCG", "ods_code": "01B", "start": "2020-04-01"},
            {"id": "later", "ods_code": "01C", "start": "2030-04-01"},
            {"id": "vague", "ods_code": "01D", "start": "2013-04-01", "end": "2025-03-31", "end_precision": "by"},
            {"id": "again", "ods_code": "01A", "start": "2028-04-01"},
            {"id": "board", "start": "2000-01-01"},
        ],
        "codes": [
            {"body_id": "board", "scheme": "ods", "code": "02A", "start": "2000-01-01", "end": "2009-12-31"},
            {"body_id": "board", "scheme": "ods", "code": "02B", "start": "2010-01-01"},
        ],
        "events": [{"id": "e", "kind": "replacement", "date": "2020-04-01"}],
        "successions": [{"event_id": "e", "from_id": "old", "to_id": "new"}],
    }
)


@pytest.mark.parametrize(
    ("code", "day", "state", "closed", "follows"),
    [
        ("01A", "2020-03-31", State.OPEN, None, ()),
        ("01A", "2020-04-01", State.CLOSED, "2020-03-31", ("01B",)),
        ("01A", "2028-04-01", State.OPEN, None, ()),
        ("01b", "2020-04-01", State.OPEN, None, ()),
        ("01C", "2020-04-01", State.NOT_YET, None, ()),
        ("01D", "2020-04-01", State.UNSURE, None, ()),
        ("02A", "2020-04-01", State.CLOSED, "2009-12-31", ("02B",)),
        ("zzz", "2020-04-01", State.UNKNOWN, None, ()),
    ],
)
def test_a_code_is_open_or_closed_on_a_day_and_what_follows_is_named(
    code: str, day: str, state: State, closed: str | None, follows: tuple[str, ...]
) -> None:
    found = check(HISTORY, {code: 3, "": 1, "Total": 1}, date.fromisoformat(day)).codes
    assert [(each.code, each.state, each.rows, each.next_codes) for each in found] == [(code, state, 3, follows)]
    assert found[0].closed == (date.fromisoformat(closed) if closed else None)


def test_a_part_of_several_names_is_not_said_to_be_open_where_only_some_are() -> None:
    history = from_rows(
        {
            "bodies": [
                {"id": "a", "name": "NHS Harbour and Upper Valley CCG", "start": "2013-04-01", "end": "2020-03-31"},
                {"id": "b", "name": "NHS Harbour and Upper Moor CCG", "start": "2013-04-01"},
            ]
        }
    )
    (found,) = check(history, {"NHS Harbour and Upper": 1}, date(2021, 1, 1)).codes
    assert (found.state, found.note.split(": ")[0]) == (
        State.UNSURE,
        "NHS Harbour and Upper is part of 2 names, of which some are open",
    )
    (found,) = check(history, {"NHS Harbour and Upper": 1}, date(2015, 1, 1)).codes
    assert (found.state, found.note) == (State.OPEN, "NHS Harbour and Upper is part of 2 names")
    (found,) = check(history, {"NHS Harbour and Upper M": 1}, date(2021, 1, 1)).codes
    assert found.state is State.OPEN


def test_the_command_exits_with_one_if_any_code_is_not_open(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("code\nQOP\n5NR\n")
    shown = call("check", str(path), "--as-at", "2023-01-01")
    assert shown.status == 1
    assert "2 codes on 2023-01-01: 1 not open." in shown.out
    assert "2013-03-31" in shown.out
    assert shown.err.strip() == "Error: 1 code of 2 not open on 2023-01-01."
    document = json.loads(call("check", str(path), "--as-at", "2023-01-01", "--format", "json").out)
    assert [(each["code"], each["state"], each["next_codes"]) for each in document["codes"]] == [
        ("QOP", "open", []),
        ("5NR", "closed", ["QOP"]),
    ]
    path.write_text("code\nQOP\n")
    assert call("check", str(path), "--as-at", "2023-01-01").status == 0


def test_several_lists_are_checked_each_under_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = Path("first.csv"), Path("second.csv")
    first.write_text("code\nQOP\n5NR\n")
    second.write_text("code\n00C\n")
    shown = call("check", str(first), str(second), "--as-at", "2023-01-01")
    assert shown.status == 1
    assert (
        shown.out.index("first.csv") < shown.out.index("5NR") < shown.out.index("second.csv") < shown.out.index("00C")
    )
    assert shown.err.strip() == "Error: 2 codes of 3 not open on 2023-01-01."
    refused = call("check", str(first), str(second), "--format", "json")
    assert "give one FILE with --format json" in refused.refusal
    assert refused.status == 2
    Path("third.csv").write_text("name\nx\n")
    refused = call("check", str(first), "third.csv", "--column", "code")
    assert refused.refusal == "third.csv: There is no column 'code'. The columns are: name."


def test_a_total_beside_a_code_of_nobody_is_no_code_of_a_list(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("code,name\nQOP,Greater Manchester\nY99,Total\n,England\n")
    shown = call("check", str(path), "--column", "code", "--as-at", "2023-01-01")
    assert shown.out.strip() == "1 code on 2023-01-01: 0 not open."
    assert "1 of 1 codes is" in call("identify", str(path), "--column", "code").out


def documented(key: str) -> list[str]:
    """The values of a key in the settings that the documentation gives for other programs."""
    text = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    return re.findall(rf"^ +(?:- )?{key}: (.+)$", text, re.MULTILINE)


@pytest.mark.parametrize(("codes", "status"), [("QOP", 0), ("5NR", 1)])
def test_the_hook_of_the_documentation_stops_a_commit_with_a_closed_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codes: str, status: int
) -> None:
    (entry,), (files,) = documented("entry"), documented("files")
    lists = [Path("data/commissioners.csv"), Path("data/hospitals.csv")]
    (tmp_path / "data").mkdir()
    for path in lists:
        (tmp_path / path).write_text(f"code\n{codes}\n")
    monkeypatch.chdir(tmp_path)
    # pre-commit gives the staged files whose names match, all at once.
    staged = [str(path) for path in lists if re.search(files, path.as_posix())]
    assert staged == ["data/commissioners.csv"]
    program, *words = shlex.split(entry)
    assert program == "nhs-restructures"
    assert call(*words, *staged).status == status


def test_the_job_of_the_documentation_writes_a_summary_and_fails_for_a_closed_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (run,) = (each for each in documented("run") if " check " in each)
    command, _, summary = run.partition(" >> ")
    assert summary == '"$GITHUB_STEP_SUMMARY"'
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "commissioners.csv").write_text("code\nQOP\n5NR\n")
    monkeypatch.chdir(tmp_path)
    shown = call(*shlex.split(command)[1:])
    assert shown.status == 1
    assert "| 5NR | 1 | closed | pct-5nr |" in shown.out
