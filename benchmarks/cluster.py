"""The recode as a join on a cluster: DuckDB and PySpark against our crosswalk, compared with our own row by row.

    python -m benchmarks.cluster [--rows 1000000] [--memory 4]

Each way runs in a process of its own and writes Parquet. PySpark is installed for the occasion, in an environment made
for it; it needs Java 17 or later (`openjdk-17-jre-headless` on Debian).
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

__all__ = ["main"]

SINCE: Final = date(2012, 4, 1)
TO: Final = date(2022, 7, 1)
_PEER: Final = "pyspark>=4,<5"

_ADDED: Final = {
    "new_code": "to_code",
    "new_gss": "to_gss",
    "new_id": "to_id",
    "new_name": "to_name",
    "new_kind": "to_kind",
    "share": "share",
    "basis": "basis",
    "path": "path",
    "status": "coalesce(status, 'unknown-code')",
    "evidence": "evidence",
    "sources": "sources",
}
"""Columns of a recoded table, and what they are in a join with the crosswalk."""

_JOIN: Final = f"""
    SELECT spend.*, {", ".join(f"{what} AS {name}" for name, what in _ADDED.items())}
    FROM spend LEFT JOIN crosswalk ON upper(trim(org_code)) = from_code
"""
"""The same words do for both engines."""


def make(folder: Path, rows: int) -> None:
    """A table of spend with codes in either case, padded codes and unknown ones among them, and the crosswalk."""
    from graph.recode.crosswalk import crosswalk
    from graph.record import open_record

    table = crosswalk(open_record().history, SINCE, TO, kind_from="pct", kind_to="icb").frame()
    table.write_parquet(folder / "crosswalk.parquet")
    codes = sorted(set(table["from_code"].to_list()))
    written = [*codes, codes[0].lower(), f" {codes[1]} ", "zzz"]
    draw = random.Random(1)
    with (folder / "spend.csv").open("w", encoding="utf-8") as file:
        file.write("row,org_code,spend\n")
        for row in range(rows):
            file.write(f"{row},{written[int(draw.random() * len(written))]},{row % 99_991}.{row % 100:02}\n")


def ours(folder: Path, memory: int) -> int:
    """Our own recode; it needs no limit."""
    from graph.recode.recoder import Recoder
    from graph.recode.tables.files import Job, recode_file
    from graph.record import open_record

    recoder = Recoder(open_record().history, TO, since=SINCE, kind_from="pct", kind_to="icb")
    recode_file(folder / "spend.csv", folder / "ours.parquet", recoder, Job("org_code"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def duckdb(folder: Path, memory: int) -> int:
    """The join in DuckDB."""
    import duckdb as engine

    engine.sql(f"SET memory_limit = '{memory}GB'; SET temp_directory = '{folder / 'spill'}'")
    engine.sql(f"CREATE VIEW spend AS FROM read_csv('{folder / 'spend.csv'}', all_varchar = true)")
    engine.sql(f"CREATE VIEW crosswalk AS FROM '{folder / 'crosswalk.parquet'}'")
    engine.sql(f"COPY ({_JOIN}) TO '{folder / 'duckdb.parquet'}'")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def spark(folder: Path, memory: int) -> int:
    """The join in PySpark, in local mode with as many threads as there are processors."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[*]")
    for name, value in (
        ("spark.driver.memory", f"{memory}g"),
        ("spark.driver.host", "127.0.0.1"),
        ("spark.driver.bindAddress", "127.0.0.1"),
        ("spark.local.dir", str(folder / "spill")),
        ("spark.ui.enabled", "false"),
    ):
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.read.csv(str(folder / "spend.csv"), header=True).createOrReplaceTempView("spend")
    session.read.parquet(str(folder / "crosswalk.parquet")).createOrReplaceTempView("crosswalk")
    session.sql(_JOIN).write.parquet(str(folder / "spark.parquet"))
    status = Path(f"/proc/{session.sparkContext._gateway.proc.pid}/status")
    peak = next((line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")), "0")
    session.stop()
    return int(peak) // 1024


WAYS: Final[Mapping[str, Callable[[Path, int], int]]] = {each.__name__: each for each in (ours, duckdb, spark)}


def digest(rows: Path) -> tuple[int, int]:
    """How many rows a result has, and a sum of their hashes; equal where the rows are, in whatever order they stand."""
    import duckdb as engine

    engine.sql("SET memory_limit = '2GB'")
    columns = ", ".join(("row", "org_code", "spend", *_ADDED))
    found = engine.sql(
        f"SELECT count(*), sum(hash({columns})::HUGEINT) FROM '{rows / '*.parquet' if rows.is_dir() else rows}'"
    ).fetchall()
    return found[0][0], found[0][1]


def _environment(folder: Path) -> Path:
    """The Python of an environment with PySpark in it."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    quietly = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", _PEER]
    subprocess.run([python, *quietly], check=True, stderr=subprocess.DEVNULL)
    return python


def _ran(way: str, python: str | Path, folder: Path, memory: int) -> tuple[float, int]:
    """Seconds and peak megabytes of one way."""
    command = [str(python), "-m", "benchmarks.cluster", "--way", way, str(folder), "--memory", str(memory)]
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{way} failed: {(done.stderr.strip().splitlines() or ['without a word'])[-1]}")
    return time.perf_counter() - begun, int(done.stdout.split()[-1])


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs every way and prints one table; the status is 1 where their rows differ."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--memory", type=int, default=4, metavar="GB", help="what each engine may take")
    options.add_argument("--spark-python", type=Path, metavar="FILE", help="a Python that has PySpark already")
    options.add_argument("--way", nargs=2, metavar=("WAY", "FOLDER"), help=argparse.SUPPRESS)
    chosen = options.parse_args(arguments)
    if chosen.way:
        print(WAYS[chosen.way[0]](Path(chosen.way[1]), chosen.memory))
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pythons = {"spark": chosen.spark_python or _environment(folder / "peer")}
        make(folder, chosen.rows)
        print(f"{date.today()}, {chosen.rows:,} rows, {os.cpu_count()} processors, {_versions(pythons['spark'])}\n")
        print("| way | seconds | peak MB | rows out | same rows as ours |\n|---|---:|---:|---:|---|")
        met = {}
        for way in WAYS:
            seconds, peak = _ran(way, pythons.get(way, sys.executable), folder, chosen.memory)
            met[way] = digest(folder / f"{way}.parquet")
            same = "yes" if met[way] == met["ours"] else "NO"
            print(f"| {way} | {seconds:.1f} | {peak:,} | {met[way][0]:,} | {same} |", flush=True)
    return int(len(set(met.values())) > 1)


def _versions(spark_python: str | Path) -> str:
    from importlib.metadata import version

    command = [spark_python, "-c", "import pyspark; print(pyspark.__version__)"]
    of_spark = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    return f"polars {version('polars')}, DuckDB {version('duckdb')}, PySpark {of_spark}"


if __name__ == "__main__":
    sys.exit(main())
