"""The commands that answer: each in every form, with every option, and the help of all commands."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import call, process
from tests.support.sound import both, broken, line, pair, plus
from tests.support.tiny import tiny_record

ANSWERS = {
    "diff": ["2013", "2017"],
    "show": ["5NR"],
    "lineage": ["5NR"],
    "accountable": ["ccg-04f", "--as-at", "2014-06-01"],
    "list": ["--kind", "icb", "--as-at", "2022-07-01"],
    "landscape": ["2013-04-01"],
    "timeline": [],
    "search": ["trafford"],
}


def document(*words: str) -> Any:
    outcome = call(*words, "--format", "json")
    assert outcome.status == 0, outcome
    return json.loads(outcome.out)


@pytest.mark.parametrize("command", ANSWERS)
@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown"])
def test_every_answer_comes_in_every_form(command: str, form: str) -> None:
    outcome = call(command, *ANSWERS[command], "--format", form)
    assert (outcome.status, outcome.err) == (0, "")
    match form:
        case "json":
            json.loads(outcome.out)
        case "csv":
            header, *rows = csv.reader(io.StringIO(outcome.out))
            assert rows
            assert {len(row) for row in rows} == {len(header)}
            assert len(set(header)) == len(header)
        case "markdown":
            lines = outcome.out.splitlines()
            assert set(lines[1]) <= set("|-: ")
            assert len(lines) > 2
        case _:
            assert all(len(line) <= 120 and line == line.rstrip() for line in outcome.out.splitlines())


@pytest.mark.parametrize("command", ANSWERS)
def test_an_answer_to_a_file_is_the_one_on_the_terminal(command: str, tmp_path: Path) -> None:
    target = tmp_path / "new" / "answer.csv"
    outcome = call(command, *ANSWERS[command], "--format", "csv", "--output", str(target))
    assert (outcome.status, outcome.out) == (0, "")
    assert target.read_text(encoding="utf-8") == call(command, *ANSWERS[command], "--format", "csv").out


@pytest.mark.parametrize("width", [40, 80, 200])
def test_text_fits_the_terminal_and_ids_stay_whole(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    outcome = call("list", "--kind", "csu", "--as-at", "2014")
    ids = [each["id"] for each in document("list", "--kind", "csu", "--as-at", "2014")]
    assert ids
    for body in ids:
        assert re.search(rf"^{re.escape(body)}(\s|$)", outcome.out, re.M)
    if width >= 80:
        assert max(map(len, outcome.out.splitlines())) <= width


@pytest.mark.parametrize(
    ("day", "count"),
    [("2013-04-01", 211), ("2014-04-01", 211), ("2016-04-01", 209), ("2017-04-01", 207), ("2018-04-01", 195),
     ("2019-04-01", 191), ("2020-04-01", 135), ("2021-04-01", 106)],
)  # fmt: skip
def test_the_ccgs_of_a_day_are_listed(day: str, count: int) -> None:
    assert len(document("list", "--kind", "ccg", "--as-at", day)) == count
    assert call("list", "--kind", "ccg", "--as-at", day).out.startswith(
        f"{count} clinical commissioning groups in force"
    )


def test_the_main_job_from_end_to_end() -> None:
    outcome = process("diff", "2013", "2017", "--format", "json")
    assert (outcome.status, outcome.err) == (0, "")
    found = json.loads(outcome.out)
    assert (found["from"], found["to"], "r8" in found["restructures"]) == ("2013-12-31", "2017-12-31", True)
    counts = {each["kind"]: (each["before"], each["after"]) for each in found["kinds"]}
    assert (counts["ccg"], counts["stp"]) == ((211, 207), (0, 44))


def test_a_difference_prints_the_days_it_took_and_says_when_they_were_given_the_other_way_round() -> None:
    there, back = call("diff", "2013", "2017").out, call("diff", "2017", "2013").out
    assert there.startswith("From 31 December 2013 to 31 December 2017\nRestructure r8:")
    assert "The days were given the later first; they are taken in their order." in back
    assert back.startswith("From 31 December 2013 to 31 December 2017\n")


def test_a_difference_of_one_kind_has_that_kind_only() -> None:
    found = document("diff", "2013", "2017", "--kind", "ccg")
    assert [each["kind"] for each in found["kinds"]] == ["ccg"]
    assert {each["kind"] for each in (*found["bodies"]["ended"], *found["bodies"]["begun"])} == {"ccg"}
    assert found["bodies"]["possible"] == 0


def test_stated_only_leaves_out_what_is_inferred() -> None:
    every, stated = document("lineage", "5NR"), document("lineage", "5NR", "--stated-only")
    assert {link["evidence"] for link in every["links"]} == {"stated", "inferred"}
    assert {link["evidence"] for link in stated["links"]} == {"stated"}
    for words in (["list", "--kind", "fhsa", "--as-at", "1991"], ["list", "--kind", "dha", "--as-at", "1991"]):
        assert any(each["evidence"] == "inferred" for each in document(*words))
        assert all(each["evidence"] == "stated" for each in document(*words, "--stated-only"))


@pytest.mark.parametrize(
    "words",
    [
        ["lineage", "ccg-04a"],
        ["lineage", "ccg-04b"],
        ["accountable", "ccg-04a", "--as-at", "2015-01-01"],
        ["show", "ccg-04a"],
        ["landscape", "2015-01-01"],
        ["list", "--as-at", "2015-01-01"],
        ["diff", "2013-04-01", "2016-01-01"],
    ],
)
def test_stated_only_leaves_out_what_is_stated_of_an_inferred_body(words: list[str], tmp_path: Path) -> None:
    """An editor who found a source for a link or line has not stated the body yet."""
    file = tmp_path / "record.ttl"
    rows = broken(
        both(
            plus("inferences_bodies", id="ccg-z", start="2013-04-01"),
            pair("ccg-z", "ccg-04a", "partial-transfer", "2015-04-01"),
            pair("ccg-04b", "ccg-z", "partial-transfer", "2015-04-01"),
            plus("accountability", **line("line-z", "ccg-z", start="2014-04-01")),
            plus("accountability", id="line-y", from_id="ccg-04a", to_id="ccg-z", kind="funding", start="2014-04-01"),
            plus(
                "accountability_rules",
                id="rule-z",
                from_kind="ccg",
                to_body="ccg-z",
                kind="regulation",
                start="2013-04-01",
            ),
        )
    )
    file.write_bytes(tiny_record(rows).turtle)
    every, stated = (
        call(*words, "--record", str(file), "--format", "json", *more) for more in ((), ("--stated-only",))
    )
    assert (every.status, stated.status, stated.err) == (0, 0, "")
    assert "ccg-z" in every.out
    assert "ccg-z" not in stated.out


def test_the_possible_ones_are_counted_and_added_when_asked_for() -> None:
    text = call("list", "--kind", "csu", "--as-at", "2014").out
    found = re.search(r"^([\d,]+) more bod(?:y|ies) may have been in force; add them with --possible$", text, re.M)
    assert found
    more = int(found[1].replace(",", ""))
    certain = document("list", "--kind", "csu", "--as-at", "2014")
    every = document("list", "--kind", "csu", "--as-at", "2014", "--possible")
    assert len(every) == len(certain) + more
    assert sum(each["in_force"] == "possible" for each in every) == more
    assert "(possibly)" in call("list", "--kind", "csu", "--as-at", "2014", "--possible").out
    assert "that may have been in force" in call("landscape", "2014", "--possible").out


def test_the_chain_has_certain_lines_unless_possible_ones_are_asked_for() -> None:
    words = ["accountable", "pct-5nr", "--as-at", "2006-10-01"]
    certain, every = document(*words), document(*words, "--possible")
    assert {each["in_force"] for each in certain["chain"]} <= {"certain"}
    assert len(every["chain"]) == len(certain["chain"]) + certain["possible"]
    assert every["possible"] == 0


def test_bases_are_followed_as_asked_for() -> None:
    assert document("lineage", "5NR")["bases"] == ["area", "legal"]
    legal = document("lineage", "5NR", "--basis", "legal")
    assert {link["basis"] for link in legal["links"]} == {"legal"}
    assert not legal["successors"]
    every = document("lineage", "ccg-04f", "--basis", "legal", "--basis", "area", "--basis", "code")
    assert len(every["links"]) > len(document("lineage", "ccg-04f")["links"])


def test_slivers_are_hidden_and_counted() -> None:
    shown, every = (document("lineage", "pct-5m1", "--min-share", least) for least in ("0.5", "0"))
    both = ("predecessors", "successors")
    assert shown["hidden"] == sum(len(every[which]) - len(shown[which]) for which in both) > 0
    assert every["hidden"] == 0
    text = call("lineage", "pct-5m1", "--min-share", "0.5").out
    assert "with a share below 0.5 hidden; show them with --min-share 0" in " ".join(text.split())


def test_a_lineage_comes_as_graphml_dot_and_mermaid(tmp_path: Path) -> None:
    graph = ET.fromstring(call("lineage", "5NR", "--format", "graphml").out)
    assert graph.tag.endswith("graphml")
    assert call("lineage", "5NR", "--format", "dot").out.startswith("digraph lineage {")
    target = tmp_path / "picture.mmd"
    assert call("lineage", "5NR", "--format", "mermaid", "--output", str(target)).status == 0
    assert target.read_text(encoding="utf-8").startswith("flowchart LR")


def test_a_day_picks_the_body_of_a_code_and_the_name_of_a_body() -> None:
    shown = call("show", "13T")
    assert shown.status == 0
    text = " ".join(shown.out.split())
    assert text.startswith("'13T' is a code of 2 bodies; this is NHS North East and North Cumbria ICB - 13T")
    assert "Also: ccg-13t (" in text
    walked = call("lineage", "QHM", "--format", "json")
    assert (walked.status, json.loads(walked.out)["body"]) == (0, "icb-qhm")
    assert walked.err.startswith("'QHM' is a code of 3 bodies; this is")
    assert document("show", "13T", "--as-at", "2016")["kind"] == "ccg"
    assert document("show", "national-body-nhs-england", "--as-at", "2014")["name"] == "NHS England"
    assert document("show", "national-body-nhs-england", "--as-at", "2014")["legal_name"] != "NHS England"


def test_show_tells_the_id_the_other_names_and_what_a_body_was_part_of() -> None:
    text = " ".join(call("show", "NHS England").out.split())
    assert "; id national-body-nhs-england Also called NHSE." in text
    assert "Note: Part of NHS England" in call("show", "National Commissioning Hub 2").out
    assert document("show", "National Commissioning Hub 2")["parent_note"] == "national-body-nhs-england"


def test_show_of_a_restructure_tells_its_days_laws_and_numbers() -> None:
    text = " ".join(call("show", "r7").out.split())
    assert text.startswith("r7: Clinical commissioning groups and NHS England PCTs and SHAs were abolished")
    for said in ("In force: 1 October 2012 to 1 April 2013", "Law: Health and Social Care Act 2012 (c. 7)",
                 "Clinical commissioning groups: 211", "diff 2012-09-30 2013-04-01"):  # fmt: skip
        assert said in text
    whole = document("show", "Lansley reforms")
    assert whole["id"] == "r7"
    assert f"replacement {sum(each['kind'] == 'replacement' for each in whole['events'])} " in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("who answered to London SHA in 2010", "30 primary care trusts and 1 care trust. Try: accountable sha-q36"),
        ("who regulated trusts in 2010", "Monitor (regulation)"),
        ("what changed between 2013 and 2017", "Try: diff 2013-12-31 2017-12-31"),
        ("why did NHS England merge with NHS Improvement", "on 1 July 2022, as a part of"),
        ("Alan Milburn", "Milburn green-lights first care trust plans"),
        ("what changed between 2012 and 2014", "All 146 primary care trusts ended: 18 merged into 14"),
        ("how many FHSAs were there in 1995", "At least 84 family health services authorities. Published: 90"),
        (
            "PCTs in Cornwall",
            "Central Cornwall Primary Care Trust, 1 April 2002 to 30 September 2006. Try: show pct-5kt",
        ),
        ("who ran NHS England in 2015", "Sir David Nicholson to end March 2014, then Simon Stevens"),
        ("which ICB is M33 in", "NHS Greater Manchester Integrated Care Board, since 1 July 2022. Try: show icb-qop"),
        ("which SHA was Trafford PCT in", "North West Strategic Health Authority"),
        ("which CCG was Leeds in in 2015", "31 December 2015: 3 are known there."),
        ("Trafford 1998", "its local commissioner was Salford and Trafford Health Authority, which answered to"),
        ("when did PCTs start", "Primary care trusts existed from 1 April 2000 to 31 March 2013"),
        ("31 June 2005", "There is no 31 June 2005"),
    ],
)
def test_search_answers_a_question_as_the_site_does(text: str, said: str) -> None:
    assert said in " ".join(call("search", text).out.split())


def test_another_record_is_read_where_one_is_named(tmp_path: Path, tiny: Any) -> None:
    other = tmp_path / "other.ttl"
    other.write_bytes(tiny({"bodies": [{"id": "ccg-a", "start": "2013-04-01"}]}).turtle)
    assert [each["id"] for each in document("list", "--as-at", "2014", "--record", str(other))] == ["ccg-a"]


@pytest.mark.parametrize("reader", ["head -c 20", "true"])
@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("--version",),
        ("list", "--as-at", "2014"),
        ("list", "--as-at", "2014", "--format", "json"),
        ("export", "--format", "turtle"),
    ],
    ids=" ".join,
)
def test_a_reader_that_goes_away_is_no_error(words: tuple[str, ...], reader: str) -> None:
    outcome = process(*words, shell=f"| {reader}; exit ${{PIPESTATUS[0]}}")
    assert (outcome.status, outcome.err) == (0, "")
    assert len(outcome.out) == (20 if reader != "true" else 0)


def test_a_reader_of_a_recoded_table_that_goes_away_is_no_error(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("code\n" + "5NR\n" * 20_000, encoding="utf-8")
    outcome = process("recode", str(table), "--to", "2023", shell="| true; exit ${PIPESTATUS[0]}")
    assert outcome.status == 0
    assert "Error" not in outcome.err
