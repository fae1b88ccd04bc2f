"""Keeping the record up: what an import says before it writes, what it writes, and what it never takes."""

import csv
import difflib
import errno
import io
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import cli
from graph.curate.edition_diff import changes_between
from graph.curate.import_export import export_tables, import_tables
from graph.errors import RecordError
from graph.rdf.turtle import canonical, read_triples
from graph.record import Record, open_record
from graph.record.changelog import Entry, beside, read_entries
from graph.tables import encode
from graph.tables.schema import AREA_TABLES, LOOKUPS
from graph.util import commit
from tests.support.tiny import Rows, Tiny, filled

ENTRY = Entry(date(2026, 11, 24), "correction of ours", "the end of A")
BODIES: Rows = {
    "bodies": [
        {"id": "ccg-a", "ods_code": "01A", "start": "2013-04-01", "end": "2020-03-31"},
        {"id": "ccg-b", "ods_code": "01B", "start": "2020-04-01"},
    ],
    "events": [{"id": "event-2020-04-01-merger-ccg-b", "kind": "merger", "date": "2020-04-01"}],
    "successions": [{"event_id": "event-2020-04-01-merger-ccg-b", "from_id": "ccg-a", "to_id": "ccg-b"}],
}


def in_folder(folder: Path, rows: Rows) -> Path:
    """The tables of a few rows in a folder of their own."""
    folder.mkdir(exist_ok=True)
    for name, data in encode.files(filled(rows)).items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def exported(record: Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real record's tables of facts. Those of areas, as large again, are read by the same rules."""
    folder = tmp_path_factory.mktemp("exported")
    export_tables(record, folder)
    for name in (*AREA_TABLES, *LOOKUPS):
        (folder / f"{name}.csv").unlink()
    return folder


# What a spreadsheet does to a table


def with_cell(
    table: str, change: Callable[[str], str], column: str, chosen: Callable[[str], bool]
) -> tuple[str, Callable[[bytes], bytes], str]:
    """A damage to the first cell of a column that is chosen."""

    def damaged(data: bytes) -> bytes:
        rows = list(csv.DictReader(io.StringIO(data.decode())))
        row = next(row for row in rows if chosen(row[column]))
        assert change(row[column]) != row[column]
        row[column] = change(row[column])
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().encode()

    return f"{table}.csv", damaged, f"column {column}"


def slashed(day: str) -> str:
    return "/".join(reversed(day.split("-")))


def only_columns(data: bytes, keep: Callable[[list[str]], list[str]]) -> bytes:
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    header = keep(list(rows[0]))
    text = io.StringIO()
    writer = csv.DictWriter(text, header, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def is_day(cell: str) -> bool:
    return cell.startswith("20") and len(cell) == 10


def is_june(cell: str) -> bool:
    return cell == "2011-06"


DAMAGE = {
    "days turned round": with_cell("bodies", slashed, "start", bool),
    "days of a line turned round": with_cell("accountability", slashed, "end", bool),
    "days among words turned round": with_cell("conflicts", slashed, "chosen", is_day),
    "months turned into words": with_cell("restructures", lambda _: "Jun-11", "in_force_from", is_june),
    "a code as a number": with_cell("bodies", lambda _: "50", "ods_code", lambda cell: cell == "5E1"),
    "a code in exponents": with_cell("bodies", lambda _: "5.00E+01", "ods_code", lambda cell: cell == "5E1"),
    "a code as a time": with_cell("bodies", lambda _: "17:00:00", "ods_code", lambda cell: cell == "5PM"),
    "an open period as a number": with_cell("gaps", lambda _: "-2022", "period", lambda cell: cell == "2022-"),
    "a month among words": with_cell("conflicts", lambda _: "Oct-12", "value_b", is_day),
    "leading zeros lost": with_cell("bodies", lambda cell: cell.lstrip("0"), "ods_code", lambda cell: cell[:1] == "0"),
    "smart quotes": with_cell("bodies", lambda cell: cell.replace("'", "\u2019"), "name", lambda cell: "'" in cell),
    "smart quotes in a list": with_cell("bodies", lambda cell: f"{cell}|It\u2019s", "alt_names", bool),
    "a trailing space": with_cell("bodies", lambda cell: f"{cell} ", "name", bool),
    "a trailing space in a list": with_cell("bodies", lambda cell: f"{cell} ", "alt_names", bool),
    "a trailing space after a reference": with_cell("bodies", lambda cell: f"{cell} ", "kind", bool),
    "a trailing space after a number": with_cell("published_counts", lambda cell: f"{cell} ", "count", bool),
    "a trailing space after an id": with_cell("events", lambda cell: f"{cell} ", "id", bool),
    "a trailing space after a basis": with_cell("gaps", lambda cell: f"{cell} ", "basis", bool),
    "a decimal comma": with_cell("successions", lambda cell: cell.replace(".", ","), "share", lambda cell: "." in cell),
    "a thousands separator": with_cell("published_counts", lambda _: "1,234", "count", bool),
    "a byte order mark": ("bodies.csv", lambda data: b"\xef\xbb\xbf" + data, "line 1"),
    "CRLF": ("bodies.csv", lambda data: data.replace(b"\n", b"\r\n"), "line 1"),
    "semicolons": ("bodies.csv", lambda data: data.replace(b",", b";"), "commas"),
    "a column missing": ("bodies.csv", lambda data: only_columns(data, lambda names: names[1:]), "lacks id"),
    "another encoding": ("bodies.csv", lambda data: data.replace(b"NHS", b"N\xa0S", 1), "UTF-8"),
    "cut short in a row": ("bodies.csv", lambda data: data[: data.rindex(b",")], "cells"),
}  # fmt: skip


@pytest.mark.no_cover
@pytest.mark.parametrize("damage", DAMAGE)
def test_what_a_spreadsheet_does_ends_in_findings_and_never_in_a_record(
    exported: Path, record: Record, tmp_path: Path, damage: str
) -> None:
    file, change, told = DAMAGE[damage]
    folder, target = tmp_path / "tables", tmp_path / "restructures.ttl"
    folder.mkdir()
    for table in exported.iterdir():  # The other tables are not at fault; without their rows they are soon read.
        (folder / table.name).write_bytes(table.read_bytes().splitlines(keepends=True)[0])
    target.write_bytes(record.turtle)
    (folder / file).write_bytes(change((exported / file).read_bytes()))
    answer = import_tables(folder, target, write_it=True, entry=ENTRY)
    assert answer.errors == 1
    assert not answer.written
    (finding,) = answer.findings
    assert file in finding.subject
    assert "line" in finding.subject
    assert told in str(finding)
    assert target.read_bytes() == record.turtle
    assert not beside(target).exists()


def test_columns_in_another_order_and_rows_sorted_otherwise_are_the_same_record(
    exported: Path, record: Record, tmp_path: Path
) -> None:
    folder = tmp_path / "tables"
    shutil.copytree(exported, folder)
    for name in ("bodies.csv", "successions.csv"):
        data = only_columns((exported / name).read_bytes(), lambda names: names[::-1])
        header, *lines = data.splitlines(keepends=True)
        (folder / name).write_bytes(header + b"".join(reversed(lines)))
    assert canonical(encode.to_record(encode.read(folder))) == record.turtle


# What an import says and does


def test_a_dry_run_says_in_words_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "record.ttl"
    import_tables(in_folder(tmp_path / "old", BODIES), target, write_it=True)
    before = target.read_bytes()
    later = dict(BODIES["bodies"][1]) | {"end": "2022-06-30"}
    rows = {
        **BODIES,
        "bodies": [BODIES["bodies"][0], later, {"id": "ccg-c", "start": "2013-04-01"}],
        "successions": [],
        "events": [],
    }
    answer = import_tables(in_folder(tmp_path / "new", rows), target, write_it=False)
    told = [(each.thing, each.change, each.id) for each in answer.told]
    assert told == [
        ("body", "added", "ccg-c"),
        ("body", "changed", "ccg-b"),
        ("event", "removed", "event-2020-04-01-merger-ccg-b"),
        ("succession", "removed", "event-2020-04-01-merger-ccg-b--ccg-a--ccg-b"),
    ]
    assert answer.told[1].text == "end 2022-06-30, was empty"
    assert not answer.written
    assert target.read_bytes() == before


def test_an_import_writes_the_record_and_its_entry(tmp_path: Path) -> None:
    target = tmp_path / "record.ttl"
    answer = import_tables(in_folder(tmp_path / "tables", BODIES), target, write_it=True, entry=ENTRY)
    assert answer.written
    assert answer.new == f"2026-11-24 ({open_record(target).version})"
    assert read_entries(beside(target)) == (ENTRY,)


def test_nothing_new_adds_no_entry(tmp_path: Path) -> None:
    folder, target = in_folder(tmp_path / "tables", BODIES), tmp_path / "record.ttl"
    import_tables(folder, target, write_it=True)
    answer = import_tables(folder, target, write_it=True, entry=ENTRY)
    assert not answer.written
    assert not beside(target).exists()


@pytest.mark.parametrize("had_changelog", [True, False])
def test_where_the_record_cannot_be_written_the_changelog_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, had_changelog: bool
) -> None:
    target = tmp_path / "record.ttl"
    import_tables(in_folder(tmp_path / "old", BODIES), target, write_it=True, entry=ENTRY if had_changelog else None)
    before = target.read_bytes(), beside(target).read_bytes() if had_changelog else None
    fill = commit._fill

    def full(folder: Path, files: Mapping[Path, bytes]) -> None:
        fill(folder, files)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(commit, "_fill", full)
    later = dict(BODIES["bodies"][1]) | {"end": "2022-06-30"}
    folder = in_folder(tmp_path / "new", {**BODIES, "bodies": [BODIES["bodies"][0], later]})
    with pytest.raises(RecordError, match="No space"):
        import_tables(folder, target, write_it=True, entry=replace(ENTRY, text="another"))
    assert target.read_bytes() == before[0]
    assert (beside(target).read_bytes() if beside(target).exists() else None) == before[1]


def test_an_unsound_change_is_told_and_not_written(tmp_path: Path) -> None:
    target = tmp_path / "record.ttl"
    import_tables(in_folder(tmp_path / "old", BODIES), target, write_it=True)
    before = target.read_bytes()
    late = dict(BODIES["bodies"][1]) | {"start": "2021-04-01"}
    answer = import_tables(
        in_folder(tmp_path / "new", {**BODIES, "bodies": [BODIES["bodies"][0], late]}),
        target,
        write_it=True,
        entry=ENTRY,
    )
    assert "successor-too-late" in {finding.rule for finding in answer.findings}
    assert not answer.written
    assert target.read_bytes() == before


def test_a_changed_cell_changes_only_its_own_block_of_the_turtle(
    exported: Path, record: Record, tmp_path: Path
) -> None:
    folder = tmp_path / "tables"
    shutil.copytree(exported, folder)
    bodies = folder / "bodies.csv"
    bodies.write_text(
        bodies.read_text("utf-8").replace(",NHS Essex Integrated Care Board,", ",NHS Essex ICB,"), "utf-8"
    )
    changed = canonical(encode.to_record(encode.read(folder)))
    lines = [
        line
        for line in difflib.unified_diff(
            record.turtle.decode().splitlines(), changed.decode().splitlines(), n=0, lineterm=""
        )
        if not line.startswith(("---", "+++", "@@"))
    ]
    assert len(lines) == 2
    assert all("skos:prefLabel" in line for line in lines)


def test_the_same_facts_in_any_order_are_the_same_bytes(record: Record) -> None:
    triples = list(read_triples(record.turtle))
    assert canonical(reversed(triples)) == record.turtle


@pytest.mark.parametrize("form", ["turtle", "n-triples", "json-ld", "rdf-xml"])
def test_each_form_of_a_dump_is_the_same_bytes_every_time(tmp_path: Path, form: str) -> None:
    for name in ("one", "two"):
        assert CliRunner().invoke(cli, ["export", "--format", form, str(tmp_path / name)]).exit_code == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


# What editions are told apart by


def test_a_body_for_which_a_source_is_found_is_told_as_changed(tiny: Tiny) -> None:
    body = {"id": "dha-a", "kind": "dha", "start": "1982-01-01"}
    (change,) = changes_between(tiny({"inferences_bodies": [body]}), tiny({"bodies": [body]})).told
    assert (change.thing, change.change) == ("body", "changed")
    assert "evidence stated, was inferred" in change.text


def test_editions_are_told_in_bodies_successions_and_lines(tiny: Tiny) -> None:
    line = {"id": "line-1", "from_id": "ccg-a", "to_id": "ccg-b", "kind": "membership", "start": "2020-04-01"}
    old, new = tiny({"bodies": BODIES["bodies"]}), tiny({**BODIES, "accountability": [line]})
    told = {(each.thing, each.change): each.text for each in changes_between(old, new).told}
    assert told["succession", "added"] == "ccg-b from ccg-a, legal, in event-2020-04-01-merger-ccg-b"
    assert told["line", "added"] == "ccg-a answers to ccg-b (membership) from 2020-04-01"
    assert not changes_between(new, new).told


def test_from_no_edition_everything_is_added(tiny: Tiny) -> None:
    assert {each.change for each in changes_between(None, tiny(BODIES)).told} == {"added"}


# The command


def test_the_command_refuses_an_entry_of_no_kind(tmp_path: Path) -> None:
    ran = CliRunner().invoke(cli, ["import", str(tmp_path), "--entry", "oops: x"])
    assert "An entry is one of" in str(ran.exception)


def test_the_command_reports_findings_as_json(exported: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    shutil.copytree(exported, folder)
    (folder / "bodies.csv").write_bytes(b"\xef\xbb\xbf" + (folder / "bodies.csv").read_bytes())
    arguments = ["import", str(folder), "--record", str(tmp_path / "record.ttl"), "--format", "json"]
    ran = CliRunner().invoke(cli, arguments)
    assert ran.exit_code == 1
    assert '"rule": "byte-order-mark"' in ran.stdout
    assert not (tmp_path / "record.ttl").exists()
