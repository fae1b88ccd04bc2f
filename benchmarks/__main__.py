"""The benchmarks, one after the other, with the machine they ran on: `make bench`, or `python -m benchmarks [--all]`.

Each is a program of its own in this folder, which prints its table; those that take minutes run with `--all` only.
"""

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

__all__ = ["BENCHMARKS", "Benchmark", "main"]

_ROOT: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One program, what it measures, and with which words it is quick; None where it never is."""

    module: str
    measures: str
    quick: Sequence[str] | None
    long: Sequence[str] = ()


BENCHMARKS: Final = (
    Benchmark("command_line", "commands as whole processes, beside the naive rdflib way", ()),
    Benchmark("recode", "recoding a table, beside a plain join", ("--rows", "100000")),
    Benchmark("crosswalk", "the table between two days, once the record is open", ()),
    Benchmark("places", "commands about places and maps as whole processes", ("--runs", "3")),
    Benchmark("cluster", "the recode as a join in DuckDB and PySpark", None, ("--rows", "20000000")),
    Benchmark("reconcile", "reading a register of ODS", ("20",)),
    Benchmark(
        "registers", "files of ODS into a register, and a recode by practice", ("--megabytes", "20", "--rows", "100000")
    ),
    Benchmark("scale", "time and memory at 2.5, 25 and 250 thousand bodies", ("--sizes", "2500")),
    Benchmark("endpoint", "the SPARQL endpoint, beside rdflib-endpoint and Oxigraph's server", ("--rounds", "1")),
    Benchmark("engines", "the record in each engine that it can stand in", ("--times", "3")),
    Benchmark("pages", "each kind of page of the site, made anew and given again", ("--runs", "5")),
    Benchmark("abuse", "neighbours of abusive clients of every kind", ("--minutes", "0.3"), ("--minutes", "10")),
    Benchmark("load", "the site under a mixed load", ("--minutes", "0.3"), ("--minutes", "30")),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs them and prints one table at the end; the status is 1 where one failed or missed what it aims at."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("names", nargs="*", metavar="NAME", help="those to run; without, all")
    options.add_argument("--all", action="store_true", help="in full length: half an hour and more")
    chosen = options.parse_args(arguments)
    known = {each.module for each in BENCHMARKS}
    if unknown := set(chosen.names) - known:
        options.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
    print(f"{date.today()}, {_machine()}\n", flush=True)
    rows = []
    for each in BENCHMARKS:
        words = each.long if chosen.all else each.quick
        if chosen.names and each.module not in chosen.names:
            continue
        if words is None:
            print(f"{each.module} takes minutes however little it measures: it is run with --all only.\n", flush=True)
            continue
        print(f"## {each.module}: {each.measures}\n", flush=True)
        began = time.monotonic()
        status = subprocess.run([sys.executable, "-m", f"benchmarks.{each.module}", *words], cwd=_ROOT, check=False)
        rows.append((each.module, each.measures, time.monotonic() - began, status.returncode))
        print(flush=True)
    print("| benchmark | measures | seconds | outcome |\n|---|---|---:|---|")
    for module, measures, seconds, code in rows:
        print(f"| {module} | {measures} | {seconds:.0f} | {'as aimed' if code == 0 else 'MISSED or failed'} |")
    return int(any(code for *_, code in rows))


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{platform.machine()}, {os.cpu_count()} processors, {memory:.0f} GB, {platform.system()} "
        f"{platform.release().partition('-')[0]}, Python {platform.python_version()}"
    )


if __name__ == "__main__":
    sys.exit(main())
