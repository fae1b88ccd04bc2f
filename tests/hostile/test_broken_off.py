"""A change of several files that is broken off, wherever that happens, leaves all the old ones or all the new."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.curate.import_export import import_tables
from graph.errors import RecordError
from graph.record import open_record
from graph.util.commit import finish, write_all

OLD = {"restructures.ttl": b"old record", "changelog.csv": b"old entries"}
NEW = {"restructures.ttl": b"new record", "changelog.csv": b"new entries", "lookups/a.csv": b"new look-up"}
STEPS = ("open", "os.", "shutil.", "pathlib.")


def in_a_process_killed_at(step: int, act: Callable[[], None]) -> bool:
    """Does something in a process of its own that is killed at its so-manieth step on files; whether it was."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)
    left = step

    def count(event: str, _: object) -> None:
        nonlocal left
        if event.startswith(STEPS):
            left -= 1
            if left < 0:
                signal.raise_signal(signal.SIGKILL)

    try:
        sys.addaudithook(count)
        act()
    finally:
        os._exit(0)


def laid(folder: Path) -> dict[Path, bytes]:
    folder.mkdir(parents=True)
    for name, data in OLD.items():
        (folder / name).write_bytes(data)
    return {folder / name: data for name, data in NEW.items()}


def found(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_killed_at_every_step_it_is_the_old_or_the_new_at_the_next_opening(tmp_path: Path) -> None:
    seen, step = set[bytes](), 0
    while True:
        folder = tmp_path / str(step)
        files, first = laid(folder), folder / "restructures.ttl"
        killed = in_a_process_killed_at(step, lambda: write_all(files, first))  # noqa: B023 -- it is called at once
        in_a_process_killed_at(step // 2, lambda: finish(first))  # noqa: B023 -- a kill while it is mended, too
        finish(first)
        write_all({folder / "other.csv": b""}, first)  # and the next change finds nothing in its way
        (folder / "other.csv").unlink()
        now = found(folder)
        assert now in (OLD, NEW), step
        assert not list(folder.glob(".*")), "nothing is left behind"
        seen.add(now["restructures.ttl"])
        if not killed:
            break
        step += 1
    assert seen == {b"old record", b"new record"}
    assert step > 10


def test_an_import_that_was_broken_off_is_ended_when_the_record_is_opened(tmp_path: Path, record_file: Path) -> None:
    first = record_file.resolve()
    turtle = first.read_bytes()
    entries = first.with_name("changelog.csv")
    news = {entries: b"date,kind,text\n2026-01-01,new source,one\n", first: turtle + b"\n# another edition\n"}
    before = open_record(first).version
    states, step = set[tuple[bool, bool]](), 0
    while in_a_process_killed_at(step, lambda: write_all(news, first)):
        version = open_record(first).version
        states.add((version != before, entries.exists()))
        first.write_bytes(turtle)
        entries.unlink(missing_ok=True)
        step += 1
    assert states == {(False, False), (True, True)}, "the changelog is never ahead of the record"


def test_a_change_that_cannot_be_written_leaves_all_as_it_was(tmp_path: Path) -> None:
    files = laid(tmp_path / "record")
    folder = tmp_path / "record"
    (folder / "lookups").write_bytes(b"no folder")
    before = found(folder)
    with pytest.raises(RecordError, match="The old file is untouched"):
        write_all(files, folder / "restructures.ttl")
    assert {name: data for name, data in found(folder).items() if not name.startswith(".")} == before


@pytest.mark.parametrize("place", ["device", "pipe"])
def test_an_import_reads_files_only(place: str, tmp_path: Path) -> None:
    table = tmp_path / "bodies.csv"
    if place == "device":
        table.symlink_to("/dev/zero")
    else:
        os.mkfifo(table)
    with pytest.raises(RecordError, match=r"missing|bodies.csv is no file"):
        import_tables(tmp_path, tmp_path / "record.ttl", write_it=True)


def test_a_record_is_no_device(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="is a device"):
        open_record(Path("/dev/zero"))
