"""The commands for a register, on small files of ODS."""

import json
from pathlib import Path

import pytest

from tests.support import ods_files as files
from tests.support.command_line import Outcome, call


class Desk:
    """A folder with files of ODS, and commands that use a register in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.register = folder, folder / "register.sqlite"

    def file(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)

    def call(self, *words: str) -> Outcome:
        return call(*words, "--register", str(self.register))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_files_are_added_listed_and_removed(desk: Desk) -> None:
    members = desk.file("epcmem.csv", files.epcmem("A81001 5E1 20010401 20130331", "A81002 5E1 20011301 -"))
    added = desk.call("register", "add", members, "--unread", str(desk.folder / "unread.csv"))
    assert added.status == 0, added.err
    assert added.out == (
        "epcmem.csv: memberships (epcmem) of 2001-04-01, 2 records, 1 membership; 1 could not be read.\n"
    )
    assert added.err == "epcmem.csv, line 2: '20011301' is no day.\n"
    assert (desk.folder / "unread.csv").read_text() == "file,place,why\nepcmem.csv,line 2,'20011301' is no day\n"
    assert "nothing new" in desk.call("register", "add", members).out
    assert "epcmem.csv  2001-04-01  memberships" in desk.call("register", "list").out
    assert json.loads(desk.call("register", "list", "--format", "json").out)["editions"][0]["memberships"] == 1
    assert desk.call("register", "list", "--format", "csv").out.startswith("id,name,form,day,records,")
    assert desk.call("register", "remove", "epcmem.csv").out.startswith("epcmem.csv of 2001-04-01 (")
    assert not desk.register.exists()


def test_without_a_register_the_commands_say_how_to_make_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert call("register", "list").out == (
        "There is no register yet. Add files of ODS to it: register add epcmem.zip\n"
    )
    assert json.loads(call("register", "list", "--format", "json").out) == {"editions": []}
    removed = call("register", "remove", "epcmem.csv")
    assert (removed.status, "There is no register yet" in removed.err) == (2, True)


def test_a_file_about_people_is_refused_in_one_line(desk: Desk) -> None:
    refused = desk.call("register", "add", desk.file("patients.csv", "NHS Number,practice\n9434765919,A81001\n"))
    assert refused.status == 2
    assert "it is a file about people, and was not read" in refused.err
    assert refused.err.count("\n") == 1


def test_of_many_rows_that_cannot_be_read_the_first_are_shown(desk: Desk) -> None:
    rows = ["A81001 5E1 20010401 -"] * 40 + ["A81002 5E1 20011301 -"] * 30
    shown = desk.call("register", "add", desk.file("epcmem.csv", files.epcmem(*rows))).err
    assert shown.count("is no day") == 20
    assert shown.endswith("... and 10 more; --unread FILE lists all.\n")


@pytest.fixture
def full(desk: Desk) -> Desk:
    members = desk.file("epcmem.csv", files.epcmem("A81001 5E1 20010401 20130331", "A81001 00K 20130401 -"))
    successions = desk.file("succ.csv", files.succ("RM2 R0A 2017-10-01"))
    assert desk.call("register", "add", members, successions).status == 0
    return desk


def test_a_practice_is_shown_with_whom_it_was_under(full: Desk) -> None:
    shown = full.call("show", "A81001").out
    assert "Not in the record: this is what your register says" in shown
    assert "On 1 April 2013 it was under NHS Hartlepool and Stockton-on-Tees CCG." in shown
    assert (
        "On 1 April 2012 it was under Stockton-on-Tees Teaching Primary Care Trust (5E1)."
        in full.call("show", "A81001", "--as-at", "2012-04-01").out
    )
    under = json.loads(full.call("show", "A81001", "--format", "json").out)["under"]
    assert [each["id"] for each in under] == ["pct-5e1", "ccg-00k"]
    assert full.call("show", "A81001", "--format", "csv").out.startswith("code,field,value,id,")
    assert "ask for text, json" in full.call("show", "A81001", "--format", "turtle").refusal


def test_the_lineage_of_a_trust_is_that_of_the_list_of_successions(full: Desk) -> None:
    assert "Today: R0A" in full.call("lineage", "RM2").out
    found = json.loads(full.call("lineage", "R0A", "--format", "json").out)
    assert (found["today"], found["origins"], found["before"][0]["day"]) == (["R0A"], ["RM2"], "2017-10-01")
    assert full.call("lineage", "R0A", "--format", "csv").out.endswith("before,RM2,R0A,2017-10-01\n")
    assert "No file of the register says" in full.call("lineage", "A81001").out


def test_search_says_that_the_register_has_a_code(full: Desk) -> None:
    assert full.call("search", "a81001").err == "The register has it: show A81001\n"
    assert "By its form 'P99999' is the code of a GP practice" in full.call("search", "P99999").err


def test_the_record_comes_before_the_register(full: Desk) -> None:
    assert full.call("show", "5E1").out == call("show", "5E1").out


def test_without_a_register_a_practice_code_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    for command in ("show", "lineage"):
        refused = call(command, "A81001").refusal
        assert refused.startswith("By its form 'A81001' is the code of a GP practice or prescribing cost centre.")
        assert refused.endswith("Add them with: register add epcmem.csv")


def test_practices_are_compared_with_the_areas(desk: Desk) -> None:
    rows = ("A82001|INSIDE|CA1 1AA|19740401||01H|20130401||4", "A82013|SOUTH|LA12 7BT|19740401||01H|20130401||4")
    welsh = "W91001|WALES|LL11 1AA|19740401||7A1|20130401||4"
    assert desk.call("register", "add", desk.file("epraccur.csv", files.epraccur(*rows, welsh))).status == 0
    text = " ".join(desk.call("register", "compare", "--as-at", "2018-04-01").out.split())
    assert text.startswith(
        "On 2018-04-01 2 practices under 1 body of the record. In its area: 1; outside: 1; not known"
    )
    assert "The register speaks for 2013-04-01" in text
    assert "1 more practice under codes that the record does not hold: 7A1." in text
    csv = desk.call("register", "compare", "--as-at", "2018-04-01", "--format", "csv").out
    assert csv == "code,name,sector,under,under_name,area\nA82013,SOUTH,LA12 7,ccg-01h,NHS North Cumbria CCG,ccg-01k\n"


def test_there_is_nothing_to_compare_without_a_register(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert "nothing to compare" in call("register", "compare").refusal
