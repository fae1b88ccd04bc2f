"""The commands that keep the record: tables in and out, findings, audit, sources, what an edition changed."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

from graph.record import Record, open_record
from graph.tables.encode import files
from graph.tables.schema import ALL_TABLES
from tests.support.command_line import call, process
from tests.support.sound import Edit, broken, pair, plus, with_cells
from tests.support.tiny import Rows, Tiny, filled, tiny_record

FEW: Rows = {
    "bodies": [
        {"id": "ccg-a", "start": "2013-04-01", "end": "2015-03-31"},
        {"id": "ccg-b", "start": "2015-04-01"},
    ]
}


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A directory of small tables that are sound."""
    directory = tmp_path / "tables"
    directory.mkdir()
    for name, data in files(filled(FEW)).items():
        (directory / name).write_bytes(data)
    return directory


@pytest.fixture
def target(tmp_path: Path, tables: Path) -> Path:
    """A record built from the small tables."""
    file = tmp_path / "small.ttl"
    outcome = call("import", str(tables), "--record", str(file))
    assert (outcome.status, outcome.err) == (0, "")
    return file


def edit(tables: Path, name: str, old: str, new: str) -> None:
    file = tables / f"{name}.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def document(*words: str) -> Any:
    return json.loads(call(*words, "--format", "json").out)


def test_import_of_the_export_of_the_real_record_is_the_same_bytes(record: Record, tmp_path: Path) -> None:
    exported, target = tmp_path / "exported", tmp_path / "again.ttl"
    outcome = call("export", "--format", "tables", str(exported))
    assert (outcome.status, outcome.out) == (0, f"{len(ALL_TABLES)} tables written to {exported}\n")
    assert {file.stem for file in exported.iterdir()} == set(ALL_TABLES)
    outcome = process("import", str(exported), "--record", str(target))
    assert outcome.status == 0, outcome
    assert target.read_bytes() == record.turtle
    assert record.areas_file is not None
    assert target.with_name("areas.ttl").read_bytes() == record.areas_file.file.turtle
    for name in ("lsoa_cells.csv", "postcode_sectors.csv"):
        assert (target.parent / "lookups" / name).read_bytes() == (exported / name).read_bytes()


def test_tables_become_a_record_that_answers(target: Path) -> None:
    found = document("list", "--as-at", "2014", "--record", str(target))
    assert [each["id"] for each in found] == ["ccg-a"]


def test_a_dry_run_says_what_would_change_and_writes_nothing(tables: Path, target: Path) -> None:
    before = target.read_bytes()
    edit(tables, "bodies", "2015-03-31", "2016-03-31")
    outcome = call("import", str(tables), "--record", str(target), "--dry-run")
    assert outcome.status == 0, outcome
    assert "2015-03-31" in outcome.out
    assert "2016-03-31" in outcome.out
    assert target.read_bytes() == before
    assert call("import", str(tables), "--record", str(target)).status == 0
    assert b"2016-03-31" in target.read_bytes()


def test_a_cell_that_cannot_be_taken_is_named_and_the_old_record_stays(tables: Path, target: Path) -> None:
    before = target.read_bytes()
    edit(tables, "bodies", "2015-03-31", "2015-02-31")
    outcome = call("import", str(tables), "--record", str(target))
    assert outcome.status == 1
    assert "bodies.csv line 2, column end" in outcome.out + outcome.err
    assert "nothing was written" in outcome.err
    assert "Traceback" not in outcome.err
    assert target.read_bytes() == before


@pytest.mark.parametrize(
    ("table", "row", "why"),
    [
        (
            "bodies",
            {"id": "ccg-c", "kind": "ccg", "name": "C", "start": "2015-13"},
            "is no full date; write it as 2013-04-01",
        ),
        ("codes", {"body_id": "ccg-a", "scheme": "ods", "code": "4.00E+08"}, "turned into a number by a spreadsheet"),
        ("codes", {"body_id": "ccg-a", "scheme": "ods", "code": "04:00:00"}, "turned into a time by a spreadsheet"),
        ("codes", {"body_id": "ccg-a", "scheme": "gss", "code": "04A"}, "is no code of this scheme; write all its"),
        ("sources", {"key": "s", "title": "S", "url": "www.example.org"}, "is no web address; write it with https://"),
    ],
)
def test_a_cell_is_refused_with_what_to_write(
    tables: Path, target: Path, table: str, row: dict[str, str], why: str
) -> None:
    file = tables / f"{table}.csv"
    with file.open(newline="", encoding="utf-8") as held:
        header = next(csv.reader(held))
    assert set(row) <= set(header)
    with file.open("a", newline="", encoding="utf-8") as held:
        csv.DictWriter(held, header, restval="", lineterminator="\n").writerow(row)
    outcome = call("import", str(tables), "--record", str(target))
    assert outcome.status == 1
    assert why in " ".join(outcome.out.split())


def test_tables_that_contradict_each_other_are_refused_with_findings(tables: Path, target: Path) -> None:
    before = target.read_bytes()
    edit(tables, "bodies", "2015-03-31", "2012-03-31")
    outcome = call("import", str(tables), "--record", str(target))
    assert outcome.status == 1
    assert "ccg-a" in outcome.out
    assert target.read_bytes() == before


@pytest.mark.parametrize(
    ("rule", "edit_rows"),
    [
        ("line-overlap", with_cells("accountability", 1, start="2015-03-31")),
        ("predecessor-goes-on", pair("ccg-04a", "ccg-04b", "merger", "2015-04-01")),
    ],
)
def test_an_error_that_the_old_record_had_already_keeps_the_new_one_from_being_written(
    rule: str, edit_rows: Edit, tmp_path: Path
) -> None:
    file, tables = tmp_path / "old.ttl", tmp_path / "tables"
    file.write_bytes(tiny_record(broken(edit_rows)).turtle)
    assert call("export", "--format", "tables", str(tables), "--record", str(file)).status == 0
    edit(tables, "bodies", "A note.", "Another note.")
    before = file.read_bytes()
    outcome = call("import", str(tables), "--record", str(file))
    assert outcome.status == 1
    assert f"[{rule};" in outcome.out
    assert "nothing was written" in outcome.err
    assert file.read_bytes() == before


def test_a_warning_that_the_old_record_had_already_is_not_told_again(tmp_path: Path) -> None:
    file, tables = tmp_path / "old.ttl", tmp_path / "tables"
    file.write_bytes(tiny_record(broken(plus("bodies", id="ccg-z", ods_code="04A"))).turtle)
    assert "[code-perhaps-held-twice;" in call("validate", "--record", str(file)).out
    assert call("export", "--format", "tables", str(tables), "--record", str(file)).status == 0
    edit(tables, "bodies", "A note.", "Another note.")
    outcome = call("import", str(tables), "--record", str(file))
    assert (outcome.status, outcome.err) == (0, "")
    assert "code-perhaps-held-twice" not in outcome.out


def test_a_record_whose_values_cannot_be_read_is_mended_by_an_import(tables: Path, target: Path) -> None:
    sound = target.read_bytes()
    target.write_bytes(sound.replace(b'"2013-04-01"', b'"2013-04-31"'))
    assert "cannot be read" in call("list", "--as-at", "2014", "--record", str(target)).refusal
    assert call("import", str(tables), "--record", str(target)).status == 0
    assert target.read_bytes() == sound


def test_a_target_that_cannot_be_written_is_said_and_nothing_is_left_behind(tables: Path, tmp_path: Path) -> None:
    assert "is a directory" in call("import", str(tables), "--record", str(tmp_path)).refusal
    (tmp_path / "file").write_text("old")
    outcome = call("import", str(tables), "--record", str(tmp_path / "file" / "new.ttl"))
    assert outcome.status == 1
    assert outcome.err.startswith("Error: ")
    assert len(outcome.err.splitlines()) == 1
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "tables"]


def test_a_missing_directory_of_tables_is_said(tmp_path: Path) -> None:
    assert "There is no directory nowhere." in call("import", str(tmp_path / "nowhere")).refusal


@pytest.mark.parametrize(
    ("form", "rdf"),
    [("turtle", RdfFormat.TURTLE), ("n-triples", RdfFormat.N_TRIPLES), ("json-ld", RdfFormat.JSON_LD),
     ("rdf-xml", RdfFormat.RDF_XML)],
)  # fmt: skip
def test_a_copy_in_each_form_has_the_same_statements(form: str, rdf: RdfFormat, target: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert call("export", str(copy), "--format", form, "--record", str(target)).status == 0
    said = {quad.triple for quad in parse(copy.read_bytes(), format=rdf)}
    assert said == {quad.triple for quad in parse(target.read_bytes(), format=RdfFormat.TURTLE)}
    assert process("export", "--format", form, "--record", str(target)).out.encode() == copy.read_bytes()


@pytest.mark.parametrize("form", ["turtle", "n-triples", "json-ld", "rdf-xml"])
def test_every_command_that_gives_statements_has_the_same_names_for_their_forms(form: str, target: Path) -> None:
    commands = (
        ("export",),
        ("query", "CONSTRUCT { ?s a ?c } { ?s a ?c }"),
        ("show", "ccg-a"),
        ("list", "--as-at", "2016"),
        ("lineage", "ccg-a"),
        ("accountable", "ccg-a", "--as-at", "2014"),
    )
    former = form.replace("-", "")
    for words in commands:
        told, formerly = (call(*words, "--format", name, "--record", str(target)) for name in (form, former))
        assert (told.status, told.err) == (0, ""), words
        assert told.out == formerly.out
        assert told.out


def test_a_record_that_is_no_turtle_is_no_fault_of_ours_when_it_is_exported(tmp_path: Path) -> None:
    (tmp_path / "other.ttl").write_bytes(b"@prefix x: <http://x/> .\nx:a x:b x:c .\nx:d ;")
    assert "line 3" in call("export", "--format", "json-ld", "--record", str(tmp_path / "other.ttl")).refusal


def test_tables_need_a_directory() -> None:
    assert "Tables need a directory" in call("export", "--format", "tables").refusal


def test_a_sound_record_is_valid(target: Path) -> None:
    outcome = call("validate", "--record", str(target))
    assert (outcome.status, outcome.err) == (0, "")
    assert "0 errors" in outcome.out


def test_what_is_wrong_with_a_record_is_told_and_the_exit_is_1(target: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_bytes(target.read_bytes().replace(b'"2015-03-31"', b'"2012-03-31"'))
    outcome = call("validate", "--record", str(broken))
    assert outcome.status == 1
    assert "error: ccg-a: " in outcome.out
    assert "Traceback" not in outcome.err
    for form in ("json", "csv"):
        again = call("validate", "--record", str(broken), "--format", form)
        assert again.status == 1
        assert "ccg-a" in again.out


def test_a_record_with_something_missing_is_told_by_validate(target: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    blocks = target.read_text(encoding="utf-8").split(" .\n")
    kept = [block for block in blocks if not block.startswith("id:src ")]
    assert len(kept) == len(blocks) - 1
    broken.write_text(" .\n".join(kept), encoding="utf-8")
    outcome = call("validate", "--record", str(broken))
    assert outcome.status == 1
    assert "Traceback" not in outcome.err


def test_what_an_edition_changed_is_told_by_what_it_is_about(tables: Path, target: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.ttl"
    edit(tables, "bodies", "ccg-b", "ccg-c")
    assert call("import", str(tables), "--record", str(later)).status == 0
    outcome = call("changes", str(target), str(later))
    assert outcome.status == 0
    assert "ccg-b" in outcome.out
    assert "ccg-c" in outcome.out
    found = document("changes", str(target), str(later))
    assert found["old"] != found["new"]
    assert call("changes", str(target), str(target)).status == 0
    assert not any(document("changes", str(target), str(target))["tables"])
    assert "There is no nowhere.ttl" in call("changes", str(target), str(tmp_path / "nowhere.ttl")).refusal


def test_coverage_prints_ours_possible_and_published() -> None:
    rows = list(csv.DictReader(call("coverage", "--format", "csv").out.splitlines()))
    ccgs = next(row for row in rows if (row["kind"], row["date"], row["scope"]) == ("ccg", "2013-04-01", ""))
    assert (ccgs["ours"], ccgs["possible"], ccgs["published"]) == ("211", "211", "211")
    text = call("coverage").out
    assert "Gaps (" in text
    assert "disagree (" in text
    assert len(document("coverage")["counts"]) == len(rows)


def test_sources_are_found_by_a_text() -> None:
    every, some = document("sources"), document("sources", "hansard")
    assert 0 < len(some) < len(every)
    assert {"key", "title", "publisher", "date", "url", "licence", "facts"} <= set(every[0])
    assert call("sources", "no such words at all").out.startswith("0 sources")


def test_the_record_named_by_the_environment_is_read(target: Path, tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHS_RESTRUCTURES_RECORD", str(target))
    assert [each["id"] for each in document("list", "--as-at", "2016")] == ["ccg-b"]
    assert open_record(target).turtle == tiny(FEW).turtle
