"""Opening the record: what an earlier opening left ready is used, and never harms."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph.errors import UnreadableRecord
from graph.record import Record, open_record
from tests.support.command_line import ROOT, call, process
from tests.support.tiny import Tiny

LIST = ("list", "--as-at", "2014", "--format", "json", "--record")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache directory of its own."""
    directory = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(directory))
    return directory


@pytest.fixture
def file(tmp_path: Path, tiny: Tiny) -> Path:
    """A small record in a file."""
    path = tmp_path / "small.ttl"
    path.write_bytes(named(tiny, "First").turtle)
    return path


def named(tiny: Tiny, name: str) -> Record:
    return tiny({"bodies": [{"id": "a", "name": name, "start": "2013-04-01"}]})


def name_in(file: Path) -> str:
    return open_record(file).history.bodies["a"].name


def kept(cache: Path) -> list[Path]:
    return sorted(path for path in cache.rglob("*") if path.is_file())


def without_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes every reading of Turtle fail, so that only what was left ready can answer."""

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("the Turtle was read again")

    for place in ("graph.rdf.turtle.read_triples", "graph.rdf.turtle.parse"):
        monkeypatch.setattr(place, fail)


def test_the_second_opening_does_not_read_the_turtle_again(
    cache: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert name_in(file) == "First"
    assert kept(cache)
    without_parsing(monkeypatch)
    assert name_in(file) == "First"


def test_a_changed_turtle_never_meets_what_an_older_one_left(cache: Path, file: Path, tiny: Tiny) -> None:
    assert name_in(file) == "First"
    file.write_bytes(named(tiny, "Second").turtle)
    assert name_in(file) == "Second"
    file.write_bytes(named(tiny, "First").turtle)
    assert name_in(file) == "First"


def test_a_file_replaced_while_a_process_runs_is_read_anew(cache: Path, file: Path, tiny: Tiny) -> None:
    words = ("show", "a", "--format", "turtle", "--record", str(file))
    assert "First" in call(*words).out
    file.write_bytes(named(tiny, "Second").turtle)
    assert "Second" in call(*words).out


@pytest.mark.parametrize("damage", ["emptied", "cut", "a byte changed", "other text"])
def test_a_damaged_cache_is_ignored_and_made_again(
    damage: str, cache: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert name_in(file) == "First"
    for path in kept(cache):
        data = path.read_bytes()
        path.chmod(0o600)
        middle = data.find(b"First") if b"First" in data else len(data) // 2
        path.write_bytes(
            {
                "emptied": b"",
                "cut": data[: len(data) // 2],
                "a byte changed": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
                "other text": b"[1, 2]",
            }[damage]
        )
    assert name_in(file) == "First"
    without_parsing(monkeypatch)
    assert name_in(file) == "First"


def test_a_cache_taken_away_is_made_again(cache: Path, file: Path) -> None:
    assert name_in(file) == "First"
    for path in kept(cache):
        path.unlink()
    assert name_in(file) == "First"
    assert kept(cache)


def test_processes_that_start_at_once_all_answer(cache: Path, file: Path) -> None:
    command = [sys.executable, str(ROOT / "cli.py"), *LIST, str(file)]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    for each in running:
        out, err = each.communicate(timeout=60)
        assert (each.returncode, err) == (0, "")
        assert [body["name"] for body in json.loads(out)] == ["First"]
    assert process(*LIST, str(file)).status == 0


def test_a_cache_directory_that_cannot_be_made_does_no_harm(tmp_path: Path, file: Path) -> None:
    (tmp_path / "in-the-way").write_text("a file, not a directory")
    for place in (tmp_path / "in-the-way", Path("/dev/null"), Path("/proc/nowhere")):
        outcome = process(*LIST, str(file), environment={"XDG_CACHE_HOME": str(place)})
        assert (outcome.status, outcome.err) == (0, "")
        assert json.loads(outcome.out)[0]["name"] == "First"


def test_a_cache_on_a_full_disk_does_no_harm(file: Path, cache: Path) -> None:
    code = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    code += "resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)); "
    code += "sys.argv = ['cli.py', *sys.argv[1:]]; import cli; cli.main()"
    ran = subprocess.run(
        [sys.executable, "-c", code, *LIST, str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)[0]["name"] == "First"
    assert name_in(file) == "First"


def test_facts_that_cannot_be_used_are_not_kept(cache: Path, file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b'"2013-04-01"', b'"2013-04-31"'))
    for _ in range(2):
        with pytest.raises(UnreadableRecord, match=r"small\.ttl"):
            open_record(file).history.bodies["a"]


def test_only_the_latest_editions_are_kept(cache: Path, file: Path, tiny: Tiny) -> None:
    assert name_in(file) == "First"
    size_of_one = sum(path.stat().st_size for path in kept(cache))
    for number in range(8):
        file.write_bytes(named(tiny, f"Edition {number}").turtle)
        assert name_in(file) == f"Edition {number}"
    assert sum(path.stat().st_size for path in kept(cache)) <= 6 * size_of_one


def test_the_same_facts_are_the_same_edition(file: Path, tiny: Tiny) -> None:
    assert open_record(file).version == named(tiny, "First").version
    assert open_record(file).version != named(tiny, "Second").version


def test_opening_needs_no_home(file: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("HOME", "XDG_CACHE_HOME")}
    ran = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *LIST, str(file)],
        cwd=ROOT,
        env={**environment, "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
