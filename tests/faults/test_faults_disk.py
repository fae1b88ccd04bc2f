"""A full disk: the site starts and answers without the derived form, and no command loses a file or leaves half of one.

The disk is one of a few mebibytes in memory, which only root may mount; elsewhere these tests are skipped.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.command_line import call, process
from tests.support.servers import free_port
from tests.support.sites import running_site
from tests.support.sound import sound_rows
from tests.support.tiny import tiny_record

PAGES = ("/bodies/ccg-04a", "/bodies/ccg-04a.json", "/compare/2021/2022.csv", "/data/restructures.ttl", "/readyz")


@contextmanager
def mounted(place: Path, kibibytes: int) -> Iterator[Path]:
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MiB."""
    with mounted(tmp_path / "disk", 6 * 1024) as place:
        yield place


def fill(disk: Path, leave: int = 0) -> Path:
    """Fills a disk, but for some kibibytes; gives the file that does."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
        file.truncate(file.tell() - leave * 1024)
    return filler


def files(disk: Path) -> dict[str, bytes]:
    """Every file of a disk, hidden ones too."""
    return {
        str(path.relative_to(disk)): path.read_bytes()
        for path in disk.rglob("*")
        if path.is_file() and path.name != "filler"
    }


@pytest.mark.parametrize("metrics", [False, True])
def test_a_site_on_a_full_disk_starts_and_answers(metrics: bool, disk: Path, record_file: Path, tmp_path: Path) -> None:
    fill(disk)
    everywhere = {"XDG_CACHE_HOME": str(disk), "TMPDIR": str(disk)}
    port = free_port() if metrics else 0
    with running_site(tmp_path, environment=everywhere, metrics_port=port, WORKERS=1, RECORD=record_file) as site:
        workers = site.workers()
        assert {page: site.get(page).status for page in PAGES} == dict.fromkeys(PAGES, 200)
        if metrics:
            assert "nhs_restructures_requests_total" in site.numbers()
        assert site.workers() == workers
    assert not any(name.startswith("nhs-restructures") for name in files(disk))


def test_a_site_whose_disk_fills_up_while_it_runs_goes_on(disk: Path, record_file: Path, tmp_path: Path) -> None:
    everywhere = {"XDG_CACHE_HOME": str(disk), "TMPDIR": str(disk)}
    with running_site(
        tmp_path, environment=everywhere, metrics_port=free_port(), WORKERS=1, RECORD=record_file
    ) as site:
        fill(disk)
        workers = site.workers()
        for _ in range(3):
            assert {page: site.get(page).status for page in PAGES} == dict.fromkeys(PAGES, 200)
        assert "nhs_restructures_requests_total" in site.numbers()
        assert site.workers() == workers


def full(disk: Path, written: Path) -> Iterator[None]:
    """Fills a disk until nothing fits, then so that half of what was written before, a file or a folder, does."""
    pages = sum(-(-path.stat().st_size // 4096) for path in (written, *written.rglob("*")) if path.is_file())
    for leave in (0, pages * 4 // 2):
        filler = fill(disk, leave)
        yield
        filler.unlink()


ENTRY = ("--entry", "correction: a note says more")


@pytest.mark.parametrize("entry", [(), ENTRY])
def test_an_import_to_a_full_disk_keeps_the_old_record_and_its_changelog(
    entry: tuple[str, ...], disk: Path, tmp_path: Path
) -> None:
    tables, target = tmp_path / "tables", disk / "record.ttl"
    target.write_bytes(tiny_record(sound_rows()).turtle)
    assert call("export", "--format", "tables", str(tables), "--record", str(target)).status == 0
    bodies = tables / "bodies.csv"
    bodies.write_text(bodies.read_text().replace("A note.", "Once more."))
    assert call("import", str(tables), "--record", str(target), *ENTRY).status == 0
    bodies.write_text(bodies.read_text().replace("Once more.", "A note that is another one. " * 20 + "So."))
    before = files(disk)
    assert len(before) == 2
    for _ in full(disk, target):
        refused = process("import", str(tables), "--record", str(target), *entry).refusal
        assert "No space left on device. The old file is untouched." in refused
        assert files(disk) == before
    assert call("import", str(tables), "--record", str(target), *entry).status == 0
    assert files(disk) != before


@pytest.mark.parametrize("form", ["turtle", "json-ld", "tables"])
def test_an_export_to_a_full_disk_keeps_the_old_copy(form: str, disk: Path, record_file: Path) -> None:
    target = disk / ("tables" if form == "tables" else "copy")
    export = ("export", "--format", form, str(target))
    assert call(*export, "--record", str(record_file)).status == 0
    before = files(disk)
    for _ in full(disk, target):
        refused = process(*export, "--record", str(record_file)).refusal
        assert "No space left on device" in refused
        assert files(disk) == before


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "xlsx", "parquet"])
def test_a_recoding_to_a_full_disk_keeps_the_old_table(ending: str, disk: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "codes.csv", disk / f"recoded.{ending}"
    source.write_text("code,amount\n" + "".join(f"5NR,{number * 7919}\n" for number in range(20_000)))
    target.write_bytes(b"what was there before")
    before = files(disk)
    fill(disk, leave=8)
    recode = ("recode", str(source), "--column", "code", "--kind-from", "pct", "--to", "2014-04-01")
    refused = process(*recode, "--from", "2010-04-01", "--output", str(target))
    assert "Error: Could not write" in refused.err
    assert "No space left on device" in refused.err
    assert "Traceback" not in refused.err
    assert refused.status == 1
    assert files(disk) == before
