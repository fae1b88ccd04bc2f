"""How long the commands about places and maps take as whole processes, from start to the last byte.

    python -m benchmarks.places [--runs 9]

The numbers are medians of wall-clock time, and beside them of the processor's, on which other work does not tell.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

__all__ = ["main"]

_ROOT: Final = Path(__file__).resolve().parent.parent

COMMANDS: Final[Sequence[tuple[str, ...]]] = (
    ("place", "Trafford"),
    ("place", "M33 4"),
    ("area", "ccg-04f", "--as-at", "2014-06-01"),
    ("map", "2013-04-01", "--format", "svg"),
    ("map", "1995-04-01", "--format", "svg"),
    ("map", "2013-04-01", "--format", "geojson"),
)


def timed(command: Sequence[str]) -> tuple[float, float]:
    """The seconds of one run, by the clock and of the processor."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, str(_ROOT / "cli.py"), *command], check=True, stdout=subprocess.DEVNULL, env=dict(os.environ)
    )
    took, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.places", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--runs", type=int, default=9, help="How often each command runs.")
    runs = options.parse_args().runs
    print(f"{'':44} {'clock, s':>9} {'processor, s':>13}")
    for command in COMMANDS:
        timed(command)  # the first one fills the cache
        clock, processor = zip(*(timed(command) for _ in range(runs)), strict=True)
        print(f"{' '.join(command):44} {statistics.median(clock):9.2f} {statistics.median(processor):13.2f}")


if __name__ == "__main__":
    main()
