"""How fast recoding is: a million rows with 150 codes, beside a plain join against a ready crosswalk.

    python -m benchmarks.recode [--rows 1000000] [--times 3]

Each way runs in a process of its own, so that its time and memory are its own; all must give the same rows. They take
turns, so that what else the machine does meets all of them, and the best of the times counts.
"""

import argparse
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

import polars as pl

from graph.recode.crosswalk import crosswalk
from graph.record import open_record

__all__ = ["main"]

SINCE, TO = date(2012, 4, 1), date(2022, 7, 1)
CODES = 150
_KEPT = ["org_code", "new_id", "share", "status"]


def make(folder: Path, rows: int) -> None:
    """The table of spend, and the crosswalk as a file."""
    table = crosswalk(open_record().history, SINCE, TO, kind_from="pct", kind_to="icb").frame()
    table.write_parquet(folder / "crosswalk.parquet")
    codes = table["from_code"].unique(maintain_order=True).to_list()[:CODES]
    draw = random.Random(1)
    with (folder / "spend.csv").open("w", encoding="utf-8") as file:
        file.write("org_code,month,spend,patients\n")
        for row in range(rows):
            file.write(
                f"{draw.choice(codes)},2012-{row % 12 + 1:02},{draw.random() * 1e5:.2f},{draw.randrange(5000)}\n"
            )
    pl.read_csv(folder / "spend.csv").write_parquet(folder / "spend.parquet")


def recode(folder: Path, *apportion: str, form: str = "csv") -> None:
    """Our own way."""
    from graph.recode.recoder import Recoder
    from graph.recode.tables.files import Job, recode_file

    recoder = Recoder(open_record().history, TO, since=SINCE, kind_from="pct", kind_to="icb")
    recode_file(folder / f"spend.{form}", folder / f"out.{form}", recoder, Job("org_code", apportion=apportion))


def apportioned(folder: Path) -> None:
    """Our own way, with two columns divided by share."""
    recode(folder, "spend", "patients")


def polars(folder: Path) -> None:
    """The naive way: read all, join, write all."""
    table = pl.read_parquet(folder / "crosswalk.parquet").rename({"from_code": "org_code", "to_id": "new_id"})
    spend = pl.read_csv(folder / "spend.csv", infer_schema=False)
    spend.join(table, on="org_code", how="left", maintain_order="left_right").write_csv(folder / "out.csv")


def duckdb(folder: Path) -> None:
    """The same join in DuckDB."""
    import duckdb as engine

    engine.sql(
        f"""COPY (SELECT spend.*, crosswalk.* EXCLUDE (to_id), to_id AS new_id
        FROM read_csv('{folder / "spend.csv"}', all_varchar = true) AS spend
        LEFT JOIN '{folder / "crosswalk.parquet"}' AS crosswalk ON org_code = from_code)
        TO '{folder / "out.csv"}' (HEADER)"""
    )


def apportioned_parquet(folder: Path) -> None:
    """Our own way with two columns divided, Parquet to Parquet."""
    recode(folder, "spend", "patients", form="parquet")


def polars_parquet(folder: Path) -> None:
    """The naive way, Parquet to Parquet."""
    table = pl.read_parquet(folder / "crosswalk.parquet").rename({"from_code": "org_code", "to_id": "new_id"})
    spend = pl.read_parquet(folder / "spend.parquet")
    spend.join(table, on="org_code", how="left", maintain_order="left_right").write_parquet(folder / "out.parquet")


WAYS: dict[str, Callable[[Path], None]] = {
    each.__name__: each for each in (recode, apportioned, polars, duckdb, apportioned_parquet, polars_parquet)
}


def _digest(out: Path) -> str:
    """What every way must agree in: code, body, share and status of each row, in any order."""
    rows = pl.scan_parquet(out) if out.suffix == ".parquet" else pl.scan_csv(out, infer_schema=False)
    counted = (
        rows.select(_KEPT).with_columns(pl.col("share").cast(pl.Float64).round(9)).group_by(_KEPT).len().sort(_KEPT)
    )
    return str(counted.collect(engine="streaming").write_csv())


def main() -> None:
    """Runs every way and prints one table."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.recode", description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--way", nargs=2, metavar=("WAY", "FOLDER"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.way:
        begun = time.perf_counter()
        WAYS[chosen.way[0]](Path(chosen.way[1]))
        used = resource.getrusage(resource.RUSAGE_SELF)
        processor = used.ru_utime + used.ru_stime
        print(f"{time.perf_counter() - begun:.2f} {processor:.2f} {used.ru_maxrss // 1024}")
        return
    print(f"{date.today()}, {chosen.rows:,} rows, Python {sys.version.split()[0]}, polars {version('polars')}")
    print("| way | seconds | of processor | peak MB | same rows |\n|---|---:|---:|---:|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, chosen.rows)
        best: dict[str, tuple[float, float, int]] = {}
        digests: dict[str, str] = {}
        for way in [*WAYS] * chosen.times:
            command = [sys.executable, "-m", "benchmarks.recode", "--way", way, name]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"| {way} | - | - | - | {done.stderr.strip().splitlines()[-1]} |")
                return
            seconds, processor, peak = done.stdout.split()[-3:]
            best[way] = min(best.get(way, (math.inf, 0, 0)), (float(seconds), float(processor), int(peak)))
            if way not in digests:
                digests[way] = _digest(folder / ("out.parquet" if way.endswith("parquet") else "out.csv"))
        for way, (taken, used, peak_mb) in best.items():
            same = "yes" if digests[way] == digests["recode"] else "NO"
            print(f"| {way} | {taken} | {used} | {peak_mb} | {same} |")
        print(f"Load of the machine at the end: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
