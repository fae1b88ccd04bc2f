"""Bad input of every sort: one line on stderr that says what to do, exit 1 or 2, nothing lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph.record import Record
from tests.support.command_line import ROOT, call, process
from tests.support.sound import MERGER, changed, sound_rows
from tests.support.tiny import Tiny, tiny_record

LONG = "x" * 10**6


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["show", "nowhere at all"], 2, "No body is called 'nowhere at all'."),
        (["show", "5NX9"], 2, "No body is called '5NX9'."),
        (["show", "Birmingham PCT"], 2, "'Birmingham PCT' may mean"),
        (["show", ""], 2, "No body was named."),
        (["show", "\x00"], 2, "control character"),
        (["show", LONG], 2, "No body is called 'xxx"),
        (["show", "5NR", "--as-at", ""], 2, "Not a day: ''."),
        (["show", "5NR", "--as-at", "2015-04-01"], 2, "had it until 31 March 2013. Try: show 5NR --as-at 2013-03-31"),
        (["lineage", ""], 2, "No body was named."),
        (["lineage", "5NR", "--min-share", "2"], 2, "write a number from 0 to 1"),
        (["lineage", "5NR", "--min-share", "nan"], 2, "write a number from 0 to 1"),
        (["lineage", "5NR", "--min-share", LONG], 2, "write a number from 0 to 1"),
        (["lineage", "5NR", "--basis", "hearsay"], 2, "'hearsay' is not one of 'legal', 'area', 'code'"),
        (["accountable", "5NR"], 2, "Missing option '--as-at'"),
        (["accountable", "5NR", "--as-at", "2013-02-30"], 2, "There is no 2013-02-30: February 2013 has 28 days."),
        (["diff", "2013-02-30", "2017"], 2, "February 2013 has 28 days."),
        (["diff", "1066", "2017"], 2, "The year 1066 is outside 1948-2100"),
        (["diff", "2013", "2101"], 2, "outside 1948-2100"),
        (["diff", "", "2017"], 2, "Not a day: ''."),
        (["diff", "2013\x00", "2017"], 2, "Not a day:"),
        (["diff", LONG, "2017"], 2, "Not a day:"),
        (["diff", "2013"], 2, "Missing argument 'B'"),
        (["diff", "2013", "2017", "2020"], 2, "unexpected extra argument"),
        (["diff", "2013", "2017", LONG], 2, "unexpected extra argument"),
        (["diff", "2013", "2017", "a\nb\x1b[31m"], 2, "unexpected extra argument"),
        (["diff", "2013", "2017", "--kind", "cgc"], 2, "No kind of body is called 'cgc'. Try: "),
        (["diff", "2013", "2017", "--kind", ""], 2, "No kind of body is called ''."),
        (["list", "--as-at", "2013", "--kind", ""], 2, "No kind of body is called ''."),
        (["list", "--as-at", "2013", "--kind", LONG], 2, "No kind of body is called"),
        (["list"], 2, "Missing option '--as-at'"),
        (["list", "--as-at", "2013", "--format", "doc"], 2, "'doc' is not one of"),
        (["landscape", "yesterday"], 2, "Not a day: 'yesterday'. Write a day, a month or a year, such as 1 June 2005"),
        (["search", ""], 2, "Nothing to search for."),
        (["nonsense"], 2, "No such command 'nonsense'."),
        ([LONG], 2, "No such command"),
        (["show", "5NR", "--colour"], 2, "No such option"),
        (["timeline", "--store", "nowhere"], 1, "The address of a store begins with http"),
        (["timeline", "--store", "http://localhost:1/", "--record", "a.ttl"], 2, "exclude each other"),
        (["timeline", "--record", "x" * 10**5], 1, ""),
    ],
    ids=lambda value: " ".join(value)[:40].encode("unicode_escape").decode() if isinstance(value, list) else "",
)
def test_what_cannot_be_answered_is_refused_in_one_line(words: list[str], status: int, said: str) -> None:
    outcome = call(*words)
    assert said in outcome.refusal
    assert outcome.status == status


def test_a_search_that_finds_nothing_offers_near_names() -> None:
    outcome = call("search", "Traford Primary Care Trust")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.startswith("0 bodies found\nNear: pct-5nr Trafford Primary Care Trust")


# The record's file


def refused(file: Path) -> str:
    outcome = call("list", "--as-at", "2014", "--record", str(file))
    assert outcome.status == 1
    said = outcome.refusal
    assert str(file.parent) not in said
    assert file.name in said
    return said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty. Restore it, or build it with: import DIR"),
        (b" \n", "is empty"),
        (b"<a> <b>", "line 1"),
        (b"@prefix x: <http://x/> .\nx:a x:b x:c .\nx:d ;", "line 3"),
        (b'@prefix x: <http://x/> .\nx:a x:b "caf\xe9" .\n', "line 2: not UTF-8 (byte 0xe9). Save it as UTF-8."),
        (b"<http://x/a> <http://x/b> [] .\n", "Give every subject an IRI"),
        (b"\x00" * 100, "line 1"),
    ],
    ids=["empty", "blank", "cut", "cut later", "not UTF-8", "blank node", "NUL"],
)
def test_a_file_that_is_no_record_is_refused_with_the_place(data: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "other.ttl"
    file.write_bytes(data)
    assert said in refused(file)


def test_a_missing_file_and_a_directory_in_its_place_are_said(tmp_path: Path) -> None:
    assert "There is no other.ttl. Restore it, or build it with: import DIR" in refused(tmp_path / "other.ttl")
    assert "is a directory where the record's Turtle file should be" in refused(tmp_path)


def test_a_file_without_permission_is_said(tmp_path: Path) -> None:
    file = tmp_path / "other.ttl"
    file.write_bytes(b"x")
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("this user may read everything")
    assert "Permission denied" in refused(file)


@pytest.mark.parametrize("place", [0.5])
def test_a_record_cut_short_within_a_statement_is_refused_with_the_line(
    record: Record, place: float, tmp_path: Path
) -> None:
    file = tmp_path / "other.ttl"
    cut = record.turtle.index(b'"', int(len(record.turtle) * place)) + 1
    file.write_bytes(record.turtle[:cut])
    assert "line " in refused(file)


@pytest.mark.parametrize("place", [0.2, 0.6])
def test_a_record_cut_short_between_statements_is_refused_by_what_it_lacks(
    record: Record, place: float, tmp_path: Path
) -> None:
    file = tmp_path / "other.ttl"
    cut = record.turtle.index(b" .\n", int(len(record.turtle) * place)) + 3
    file.write_bytes(record.turtle[:cut])
    assert "which it does not hold" in refused(file)
    assert "run: validate" in refused(file)


def test_a_value_that_cannot_be_read_is_refused(record: Record, tmp_path: Path) -> None:
    file = tmp_path / "other.ttl"
    assert b'"2013-03-31"' in record.turtle
    file.write_bytes(record.turtle.replace(b'"2013-03-31"', b'"2013-02-31"'))
    assert "other.ttl" in refused(file)


@pytest.mark.parametrize(
    ("subject", "predicate", "objects"),
    [
        ("id:r9", "nhs:inForceFrom", ""),
        ("id:r9", "nhs:inForceFrom", '"some day"'),
        ("id:r9", "nhs:inForceTo", '"2022-13"'),
        ("id:r9", "nhs:number", '"nine"'),
        ("id:inferred-pct-p-end", "nhs:value", '"5LL"'),
        ("id:inferred-pct-p-end", "nhs:value", '"2013-03-31"^^xsd:date , "2013-04-30"^^xsd:date'),
        ("id:gap-pct-2011-most-of-them", "nhs:count", '"most"'),
        ("id:gap-pct-2011-most-of-them", "nhs:of", '"all"'),
        (f"id:{MERGER}--ccg-04a--icb-x", "nhs:share", '"NaN"'),
        (f"id:{MERGER}--ccg-04a--icb-x", "nhs:share", "1.5"),
    ],
)
def test_a_record_is_refused_at_its_opening_for_a_value_that_only_some_answers_read(
    subject: str, predicate: str, objects: str, tmp_path: Path
) -> None:
    file = tmp_path / "other.ttl"
    file.write_bytes(changed(tiny_record(sound_rows()), subject, predicate, objects).turtle)
    assert "holds a value that cannot be read" in refused(file)


# Writing


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "words", [["list", "--as-at", "2014"], ["export"], ["diff", "2013", "2017", "--format", "json"]]
)
def test_a_full_disk_behind_the_terminal_is_said(words: list[str]) -> None:
    outcome = process(*words, shell="> /dev/full")
    assert outcome.status == 1
    assert outcome.refusal == "No space left on device."


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_device_is_written_to_and_never_replaced() -> None:
    outcome = process("list", "--as-at", "2014", "--output", str(FULL))
    assert (outcome.status, FULL.is_char_device()) == (1, True)
    assert outcome.refusal == "Could not write full: No space left on device. The old file is untouched."


def limited(*words: str) -> subprocess.CompletedProcess[str]:
    """Runs a command that may write no file larger than 20 kB, as on a disk that fills up midway."""
    code = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    code += "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); "
    code += "sys.argv = ['cli.py', *sys.argv[1:]]; import cli; cli.main()"
    return subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_disk_that_fills_up_midway_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    target.write_text("old")
    ran = limited("diff", "2013", "2017", "--format", "json", "--output", str(target))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "Error: Could not write answer.json: File too large. The old file is untouched.\n"
    assert [file.read_text() for file in tmp_path.iterdir()] == ["old"]


def test_an_answer_cannot_be_written_where_a_directory_or_a_file_is_in_the_way(tmp_path: Path) -> None:
    words = ("timeline", "--output")
    assert "is a directory. Name a file to write to." in call(*words, str(tmp_path)).refusal
    (tmp_path / "file").write_text("old")
    assert "Could not write" in call(*words, str(tmp_path / "file" / "answer")).refusal
    assert (tmp_path / "file").read_text() == "old"


@pytest.mark.parametrize(
    "words", [("timeline", "--output"), ("export",), ("crosswalk", "2012", "2014", "--kind-from", "sha", "--output")]
)
def test_who_may_read_a_written_file_is_for_its_owner_to_say(words: tuple[str, ...], tmp_path: Path) -> None:
    new, secret, shared = (tmp_path / f"{name}.tsv" for name in ("new", "secret", "shared"))
    for file, mode in ((secret, 0o600), (shared, 0o664)):
        file.write_text("old")
        file.chmod(mode)
    before = os.umask(0o077)
    try:
        for file in (new, secret, shared):
            assert call(*words, str(file)).status == 0
    finally:
        os.umask(before)
    assert [oct(file.stat().st_mode & 0o777) for file in (new, secret, shared)] == ["0o600", "0o600", "0o664"]
    assert shared.read_bytes() == new.read_bytes()
    # Beside them are only what a crosswalk says of itself and the areas of a record, which belong to the files.
    beside = {"areas.tsv", *(f"{file.name}-about.json" for file in (new, secret, shared))}
    assert {file.name for file in tmp_path.iterdir()} - beside == {file.name for file in (new, secret, shared)}
    assert {oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir() if file.name in beside} <= {"0o600"}


def test_a_terminal_that_cannot_show_a_letter_is_told_what_to_do(tiny: Tiny, tmp_path: Path) -> None:
    file = tmp_path / "other.ttl"
    file.write_bytes(tiny({"bodies": [{"id": "a", "name": "T\u0175r", "start": "2013-04-01"}]}).turtle)
    words = ("list", "--as-at", "2014", "--record", str(file))
    outcome = process(*words, environment={"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"})
    assert "PYTHONUTF8=1" in outcome.refusal
    assert "T\u0175r" in process(*words, environment={"PYTHONUTF8": "1"}).out


STEERING = "\x1b]0;a\x07\u202e"


@pytest.mark.parametrize(
    "words",
    [("list", "--as-at", "2014"), ("show", "a"), ("search", "a"), ("lineage", "a"), ("query", "SELECT * { ?s ?p ?o }")],
)
def test_a_record_from_elsewhere_does_not_steer_the_terminal(
    words: tuple[str, ...], tiny: Tiny, tmp_path: Path
) -> None:
    file = tmp_path / "other.ttl"
    turtle = tiny({"bodies": [{"id": "a", "name": "NAME", "start": "2013-04-01"}]}).turtle
    file.write_bytes(turtle.replace(b'"NAME"', f'"NAME{STEERING}"'.encode()))
    outcome = call(*words, "--record", str(file))
    assert outcome.status == 0
    assert "\\x1b]0;a\\x07\\u202e" in outcome.out
    assert not set(STEERING[-1:] + "\x1b\x07") & set(outcome.out)


@pytest.mark.parametrize(
    "words",
    [
        ("identify",),
        ("recode", "--to", "2022-07-01", "--from", "2012", "--column", "code", "--apportion", f"n{STEERING}"),
        ("recode", "--to", "2022-07-01", "--column", "nothing"),
    ],
)
def test_a_table_does_not_steer_the_terminal(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text(f"code,n{STEERING}\n5NR,1\nx{STEERING},2\n", encoding="utf-8")
    more = ("--column", "code") if words[0] == "identify" else ("--output", str(tmp_path / "out.csv"))
    outcome = call(*words, str(tmp_path / "codes.csv"), *more)
    printed = outcome.out + outcome.err
    assert "\\x1b]0;a\\x07\\u202e" in printed
    assert not set(STEERING[-1:] + "\x1b\x07") & set(printed)


def test_findings_about_tables_do_not_steer_the_terminal(tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    assert call("export", "--format", "tables", str(tables)).status == 0
    kinds = (tables / "kinds.csv").read_text(encoding="utf-8").splitlines()
    (tables / "kinds.csv").write_text("\n".join([f"id{STEERING}{kinds[0][2:]}", *kinds[1:], ""]), encoding="utf-8")
    outcome = call("import", str(tables), "--record", str(tmp_path / "new.ttl"))
    assert outcome.status == 1
    assert not set(STEERING[-1:] + "\x1b\x07") & set(outcome.out + outcome.err)


def test_a_failing_command_says_so_by_its_exit_status_as_a_process() -> None:
    outcome = process("show", "nowhere at all")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.refusal.startswith("No body is called 'nowhere at all'.")
