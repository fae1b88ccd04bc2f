"""The benchmarks: all of them are listed, and the mixed load finds a site that fails none of its requests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS
from benchmarks.load import addresses, run, watched
from graph.record import Record
from tests.support.sites import running_site

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own

ROOT = Path(__file__).resolve().parents[2]
SECONDS, RATE = (60, 100) if os.environ.get("CI") else (5, 20)
NO_BENCHMARKS = {"__main__", "__init__", "generate"}


def test_make_bench_knows_every_benchmark() -> None:
    programs = {path.stem for path in (ROOT / "benchmarks").glob("*.py")} - NO_BENCHMARKS
    assert {each.module for each in BENCHMARKS} == programs


def test_a_benchmark_that_does_not_exist_is_refused_with_those_that_do() -> None:
    command = [sys.executable, "-m", "benchmarks", "nothing"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "no benchmark is called nothing; there are abuse, cluster, command_line, " in ran.stderr


@pytest.mark.parametrize("module", [each.module for each in BENCHMARKS])
def test_every_benchmark_tells_what_it_can_be_asked(module: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{module}", "--help"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert f"usage: python -m benchmarks.{module} " in ran.stdout


def test_a_benchmark_that_is_left_out_says_so() -> None:
    command = [sys.executable, "-m", "benchmarks", "cluster"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0
    assert "cluster takes minutes however little it measures: it is run with --all only.\n" in ran.stdout


def test_a_mixed_load_meets_no_failure_and_its_memory_stays_in_bounds(record: Record, tmp_path: Path) -> None:
    # On a machine that other work holds up, queries may wait; being sent away while they could wait is no part of this.
    patient = {"CLIENT_SECONDS": 0, "QUERY_WAITING": 200, "QUERY_PATIENCE": 30}
    with running_site(tmp_path, **patient) as site, watched(site, SECONDS / 4) as memory:
        met = run(site, addresses(record.history), rate=RATE, seconds=SECONDS)
    assert [failure for each in met.values() for failure in each.failures] == []
    assert sum(len(each.milliseconds) for each in met.values()) == RATE * SECONDS
    assert [each for each in memory if not 0 < each.answering + each.querying < 1024] == []
