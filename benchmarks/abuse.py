"""The site under abuse: so many abusive clients of each kind at once, and neighbours who ask for little.

    python -m benchmarks.abuse [--minutes 0.3] [--clients 10]

Abusive clients ask slow queries, send large tables, stop in the middle of requests, and read large answers slowly, each
from an address of loopback of its own, all in one process of low priority; the neighbours ask for pages, a query and
the form of recoding, from a process of their own. The same neighbours are asked first with nobody beside them; the
ratio of the two is what abuse costs.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from tests.support.abuse import KINDS, Asked, Seen, abused, held_megabytes, neighbour
from tests.support.sites import running_site

__all__ = ["main"]

_AIM_MS: Final = 250.0
_LOOK_SECONDS: Final = 3
"""Between two looks at the memory, which hold up what is looked at."""
_PAGES: Final = ["/", "/bodies/ccg-04f", "/compare/2013/2017", "/landscape/2013-04-01", "/search?q=leeds{n}"]
_NEIGHBOURS: Final = {
    "pages": (_PAGES, "127.0.9.1", 0.05),
    "a query": (["/sparql?query=ASK%7B%3Fs%20%3Fp%20{n}%7D"], "127.0.9.2", 0.3),
    "the form": (["/recode"], "127.0.9.3", 0.2),
}


@dataclass(frozen=True, slots=True)
class _Port:
    """A site that another process runs."""

    port: int


def _neighbours(site: Asked, seconds: float) -> dict[str, Seen]:
    with ThreadPoolExecutor(len(_NEIGHBOURS)) as asking:
        met = {
            name: asking.submit(neighbour, site, seconds, addresses, client=client, pause=pause)
            for name, (addresses, client, pause) in _NEIGHBOURS.items()
        }
    return {name: each.result() for name, each in met.items()}


def _told(met: dict[str, Seen]) -> dict[str, Any]:
    return {
        name: {"asked": len(seen.seconds), "answered": seen.statuses[200], "p99": seen.p99() * 1000}
        for name, seen in met.items()
    }


def _in_a_process(port: int, seconds: float) -> dict[str, Any]:
    words = [sys.executable, "-m", "benchmarks.abuse", "--neighbours", str(port), "--minutes", str(seconds / 60)]
    found: dict[str, Any] = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs all and prints a table; the status is 1 where pages are slower than aimed at, or a page failed."""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.abuse", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--minutes", type=float, default=0.3)
    options.add_argument("--clients", type=int, default=10, help="abusive clients of each kind")
    options.add_argument("--neighbours", type=int, default=0, help="port of a running site, for the neighbours alone")
    chosen = options.parse_args(arguments)
    seconds = chosen.minutes * 60
    if chosen.neighbours:
        print(json.dumps(_told(_neighbours(_Port(chosen.neighbours), seconds))))
        return 0
    with tempfile.TemporaryDirectory() as folder, running_site(Path(folder), WARM="yes") as site:
        _neighbours(site, 3)
        alone = _in_a_process(site.port, seconds / 3)
        most = [held_megabytes(site)]
        with abused(site, dict.fromkeys(KINDS, chosen.clients)) as seen, ThreadPoolExecutor(1) as beside:
            found = beside.submit(_in_a_process, site.port, seconds)
            while not found.done():
                most.append(held_megabytes(site))
                time.sleep(_LOOK_SECONDS)
        wrong = [line for line in site.lines() if line["level"] in ("error", "critical")]
    print(
        f"{date.today()}, {chosen.clients} clients of each kind for {chosen.minutes:g} min, 2 processes; "
        f"{platform.machine()}, {os.cpu_count()} processors (load {os.getloadavg()[0]:.1f}), "
        f"Python {platform.python_version()}\n\n"
        "| neighbour | asked | answered | p99 ms alone | p99 ms beside | times |\n|---|---:|---:|---:|---:|---:|"
    )
    for name, met in found.result().items():
        was = alone[name]["p99"]
        print(
            f"| {name} | {met['asked']} | {met['answered']} | {was:.0f} | {met['p99']:.0f} | {met['p99'] / was:.1f} |"
        )
    print("\n| abusive clients | what they met |\n|---|---|")
    for kind, each in seen.items():
        print(f"| {kind} | {each} |")
    print(f"\nMemory: {most[0]:.0f} MB before, at most {max(most):.0f}. Errors in the log: {len(wrong)}.")
    pages = found.result()["pages"]
    met = pages["p99"] <= _AIM_MS and pages["asked"] == pages["answered"] and not wrong
    print(f"Aim: every page answered, p99 <= {_AIM_MS:g} ms, no error: {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
