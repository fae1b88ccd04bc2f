"""The commands recode and identify: what they print, what they report, and how they exit."""

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import cli
from graph.record import Record


def run(*words: str, stdin: str = "") -> Result:
    return CliRunner().invoke(cli, words, input=stdin)


def test_the_command_reads_a_pipe_prints_csv_and_reports_the_balance(tmp_path: Path) -> None:
    found = run(
        "recode", "-", "--column", "org_code", "--to", "2022-07-01", "--from", "2012-04-01", "--apportion", "spend",
        "--report", str(tmp_path / "report.json"), stdin="org_code,spend\n5nr,100\nzzz,3\n",
    )  # fmt: skip
    assert found.exit_code == 0
    assert found.stdout.splitlines()[1].startswith("5nr,100,0,QOP,E54000057,icb-qop,")
    assert "spend: 103 in = 100 allocated + 3 unallocated (unknown-code 3)" in found.stderr
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["from"], report["to"], report["rows_in"]) == ("2012-04-01", "2022-07-01", 2)


def test_the_command_prints_in_the_form_that_is_asked_for() -> None:
    words = ("recode", "-", "--column", "code", "--to", "2022-07-01", "--from", "2012-04-01", "--apportion", "n")
    table = "code,n\n5LH,9.99\nzzz,1\n"
    assert run(*words, "--format", "tsv", stdin=table).stdout.startswith("code\tn\tn_unallocated\tnew_code\t")
    rows = json.loads(run(*words, "--format", "json", stdin=table).stdout)
    assert [(row["new_code"], row["n"]) for row in rows] == [("QOP", "8.70"), ("QJ2", "1.29"), (None, None)]
    summary = json.loads(run(*words, "--summarise", "--format", "json", stdin=table).stdout)
    assert [(row["new_code"], row["n"]) for row in summary] == [("QJ2", "1.29"), ("QOP", "8.70"), (None, "1.00")]
    assert json.loads(run(*words, "--format", "json", stdin="code,n\n").stdout) == []


def test_strict_exits_with_one_where_a_code_is_unknown() -> None:
    words = ("recode", "-", "--to", "2022-07-01", "--from", "2012-04-01", "--strict")
    assert run(*words, stdin="code\n5NR\n").exit_code == 0
    assert run(*words, stdin="code\nzzz\n").exit_code == 1


def test_the_command_names_who_had_an_ambiguous_code_and_what_to_do() -> None:
    found = run("recode", "-", "--to", "2022-07-01", stdin="code\n01Y\n")
    assert "ambiguous-code 01Y" in found.stderr
    assert "--from DAY" in found.stderr


@pytest.mark.parametrize(
    ("options", "table", "said"),
    [
        ((), "code\n5NR\n", "1 row with 1 code, each taken on its own last day, recoded"),
        ((), "CCG18CD\nE38000001\n", "1 row with 1 code, taken on the day in the heading, recoded"),
        (
            (),
            "CCG18CD\nE38000001\nE38000245\n",
            "2 rows with 2 codes, each taken on the day in the heading or, where it was not in force then,"
            " on its own last day, recoded",
        ),
        ((), "CCG18CD\nE38000245\n", "1 row with 1 code, each taken on its own last day, recoded"),
        (("--from", "2018-04-01"), "CCG18CD\nE38000001\n", "1 row with 1 code of 2018-04-01, recoded"),
        (
            ("--column", "CCG18CD", "--from-column", "year"),
            "CCG18CD,year\nE38000001,2018\n",
            "1 row with 1 code, each row taken on the days in 'year', recoded",
        ),
        (("--from", "2012-04-01"), "area\nM33 4AB\n", "1 row with 1 code, recoded"),
        ((), "area\nM33 4AB\n", "1 row with 1 code, recoded"),
        ((), "code\nzzz\n", "1 row with 1 code, recoded"),
        (
            (),
            "code\nQYG\n5NR\n",
            "2 rows with 2 codes, each taken on its own last day, or on 2022-07-01 if in force then, recoded",
        ),
    ],
)
def test_the_report_says_on_which_days_the_codes_were_taken(options: tuple[str, ...], table: str, said: str) -> None:
    found = run("recode", "-", "--to", "2022-07-01", *options, stdin=table)
    assert found.stderr.startswith(f"{said} to 2022-07-01: ")
    is_of_heading = "day in the heading" in said
    assert ("is of 2018-04-01: codes in force then are taken on that day (--from)." in found.stderr) == is_of_heading


def test_the_report_asks_only_for_what_was_not_said_of_ambiguous_codes() -> None:
    table = "code,year\n01Y,2022\n"
    neither = run("recode", "-", "--to", "2022-07-01", "--column", "code", stdin=table).stderr
    assert "Say with --from DAY or --from-column COLUMN which days the codes belong to, or with --kind-from" in neither
    dated = run("recode", "-", "--to", "2022-07-01", "--column", "code", "--from-column", "year", stdin=table).stderr
    assert ("ambiguous-code" in dated) == ("Say with --kind-from KIND what they are; identify tries it." in dated)
    assert "--from DAY" not in dated


@pytest.mark.parametrize("form", ["file", "stream"])
def test_what_the_site_assumes_where_nothing_is_said_is_named_with_its_options(form: str, tmp_path: Path) -> None:
    table = "code,n\n06H,100\n02P,3\n00C,4\n"
    (tmp_path / "in.csv").write_text(table)
    file = "-" if form == "stream" else str(tmp_path / "in.csv")
    found = run("recode", file, "--column", "code", "--to", "2022-07-01", stdin=table)
    assert (
        "3 rows with 3 codes, each taken on its own last day, or on 2022-07-01 if in force then, recoded to 2022-07-01"
        in found.stderr
    )
    assert "The site assumes --from 2020-03-31 --kind-from ccg, which answers 3 of 3 rows." in found.stderr


def test_identify_says_what_the_codes_are_and_what_to_run_next(record: Record) -> None:
    codes = "".join(f"{body.ods_code}\n" for body in record.history.by_kind["ccg"] if body.ods_code == "04F")
    found = run("identify", "-", stdin=f"code\n{codes}5NR\n5NE\nzzz\n")
    text = " ".join(found.output.split())
    assert found.exit_code == 0
    assert "2 of 4 codes are primary care trusts in force" in text
    assert "Codes that the record does not hold: zzz" in text
    assert "Next, which answers 3 of 4 rows: python cli.py recode - --column code --to" in text
    assert json.loads(run("identify", "-", "--format", "json", stdin="code\n5NR\n").output)["codes"] == 1


def test_a_column_of_postcodes_and_places_becomes_the_bodies_that_cover_them() -> None:
    words = ("recode", "-", "--column", "where", "--to", "2012-04-01", "--apportion", "n")
    table = "where,n\nM33 4AB,2\nTrafford,3\nEH1 1ZY,4\n"
    found = run(*words, "--column-is", "place", "--format", "json", stdin=table)
    assert [(row["where"], row["new_code"], row["matched_as"]) for row in json.loads(found.stdout)] == [
        ("M33 4AB", "5NR", "postcode-sector"),
        ("Trafford", "5NR", "place"),
        ("EH1 1ZY", None, None),
    ]
    assert "unknown-code EH1 1 (1 row): The postcode sector EH1 1 is in Scotland" in found.stderr
    assert "EH1 1ZY" not in found.stderr
    assert "n: 9 in = 5 allocated + 4 unallocated (unknown-code 4)" in found.stderr
    refused = run(*words, "--column-is", "place", "--kind-from", "pct", stdin=table)
    assert (refused.exit_code, "--kind-from is of bodies" in refused.stderr) == (2, True)


def test_a_written_crosswalk_says_of_what_it_is_and_how_much_of_it_is_known_how(tmp_path: Path) -> None:
    file = tmp_path / "boards.csv"
    words = ("crosswalk", "1996-06-01", "2022-07-01", "--kind-from", "ha", "--kind-to", "icb")
    found = run(*words, "--output", str(file))
    about = json.loads((tmp_path / "boards.csv-about.json").read_text())
    assert (about["weight"], about["sha256"]) == ("people", hashlib.sha256(file.read_bytes()).hexdigest())
    assert about["people"]["inferred"] == sum(about["people"].values()) > 56_000_000
    assert "by inference" in found.stderr
    assert about["edition"]
    printed = run(*words, "--format", "csv")
    assert printed.stdout.encode() == file.read_bytes()
    assert printed.stderr == found.stderr


def test_days_of_which_no_area_can_be_known_are_said_to_be_such() -> None:
    none = run("crosswalk", "1985", "2022-07-01", "--kind-from", "ha")
    assert "31 December 1985 is before 1990." in none.stderr
    assert none.stdout.startswith("No body asked for is known to have been in force on 1985-12-31.")
    ahead = run("recode", "-", "--to", "2090-01-01", stdin="code\nQOP\n")
    assert "1 January 2090 is still to come." in ahead.stderr
    assert "still to come" not in run("recode", "-", "--to", "2022-07-01", stdin="code\nQOP\n").stderr
