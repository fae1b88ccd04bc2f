"""The site under a mixed load: pages, data and queries, so many a second, for so long.

    python -m benchmarks.load [--seconds 60] [--rate 100]

Requests are sent when they are due, whether or not earlier ones were answered, and each is timed from when it was due:
a site that falls behind shows it. Memory is what the processes of the site hold, shared pages counted once.
"""

import argparse
import os
import platform
import random
import re
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import urllib3

from graph.history import History
from graph.record import open_record
from tests.sites import RunningSite, running_site

__all__ = ["Met", "main", "run"]

_CLIENTS = 64
_AIM_MS = 250.0
_QUERY = "SELECT ?p ?o {{ <https://w3id.org/nhs-restructures/id/{body}> ?p ?o }}"
_WARM_UP_SECONDS = 10


@dataclass
class Met:
    """What the requests of one kind met."""

    milliseconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def quantile(self, part: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def addresses(history: History, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Kinds of request with an address, without end; one seed gives one order."""
    draw = random.Random(seed)
    bodies = [body.id for body in history.bodies.values() if body.kind in ("pct", "ccg", "icb", "sha", "dha")]
    codes = [code for code in history.by_code if re.fullmatch(r"[0-9A-Z]{3}", code)]
    restructures = list(history.restructures)
    kinds = {
        "body": 30,
        "lineage": 10,
        "list": 8,
        "search": 8,
        "landscape": 5,
        "comparison": 4,
        "restructure": 5,
        "code": 5,
        "data": 15,
        "query": 10,
    }
    while True:
        kind = draw.choices(list(kinds), list(kinds.values()))[0]
        body, year = draw.choice(bodies), draw.randrange(1997, 2024)
        found = {
            "body": f"/bodies/{body}",
            "lineage": f"/bodies/{body}/lineage",
            "list": f"/bodies/?kind=ccg&as-at={year}-06-01",
            "search": f"/search?q={quote(history.bodies[body].name.split()[0])}",
            "landscape": f"/landscape/{year}-06-01",
            "comparison": f"/compare/{year}/{year + 3}",
            "restructure": f"/restructures/{draw.choice(restructures)}",
            "code": f"/code/{draw.choice(codes)}",
            "data": f"/bodies/{body}.{draw.choice(('json', 'csv', 'ttl'))}",
            "query": f"/sparql?query={quote(_QUERY.format(body=body))}",
        }
        yield kind, found[kind]


def run(site: RunningSite, asked: Iterator[tuple[str, str]], *, rate: float, seconds: float) -> dict[str, Met]:
    """Sends requests for some seconds, `rate` of them in each; what they met, by kind."""
    met: dict[str, Met] = defaultdict(Met)
    lock = threading.Lock()
    http = urllib3.PoolManager(maxsize=_CLIENTS)

    def ask(kind: str, address: str, due: float) -> None:
        wrong = ""
        try:
            status = http.request("GET", site.url + address, retries=False, timeout=30, redirect=False).status
            if status not in (200, 303):
                wrong = f"{address}: {status}"
        except urllib3.exceptions.HTTPError as error:
            wrong = f"{address}: {type(error).__name__}"
        took = (time.perf_counter() - due) * 1000
        with lock:
            met[kind].milliseconds.append(took)
            if wrong:
                met[kind].failures.append(wrong)

    began = time.perf_counter()
    with ThreadPoolExecutor(_CLIENTS) as clients:
        for number in range(int(rate * seconds)):
            due = began + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            clients.submit(ask, *next(asked), due)
    http.clear()
    return met


def megabytes(site: RunningSite) -> float:
    """Memory of the site and of all processes it has started."""
    found, waiting = 0, [site.process.pid]
    while waiting:
        process = waiting.pop()
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            found += int(re.findall(r"^Pss: +(\d+) kB", rollup, re.M)[0])
            for children in Path(f"/proc/{process}/task").glob("*/children"):
                waiting += map(int, children.read_text().split())
        except OSError:  # it has ended
            continue
    return found / 1024


def _row(kind: str, met: Met) -> str:
    p50, p99 = statistics.median(met.milliseconds), met.quantile(0.99)
    return f"| {kind} | {len(met.milliseconds):,} | {p50:.0f} | {p99:.0f} | {len(met.failures)} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the load and prints a table; the status is 1 where a request failed or pages are slower than aimed at."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--rate", type=float, default=100, help="requests a second")
    chosen = options.parse_args(arguments)
    asked = addresses(open_record().history)
    with tempfile.TemporaryDirectory() as folder, running_site(Path(folder), QUERIES_PER_MINUTE=0) as site:
        run(site, asked, rate=chosen.rate / 4, seconds=_WARM_UP_SECONDS)
        before = megabytes(site)
        met = run(site, asked, rate=chosen.rate, seconds=chosen.seconds)
        after = megabytes(site)
    busy = os.getloadavg()[0]
    print(
        f"{date.today()}, {chosen.rate:g} requests a second for {chosen.seconds:g} s, 2 processes; "
        f"{platform.machine()}, {os.cpu_count()} processors (load {busy:.1f}), Python {platform.python_version()}, "
        f"gunicorn {version('gunicorn')}, flask {version('flask')}, pyoxigraph {version('pyoxigraph')}\n"
    )
    print("| kind of request | sent | p50 ms | p99 ms | failed |\n|---|---:|---:|---:|---:|")
    for kind in sorted(met):
        print(_row(kind, met[kind]))
    failures = [failure for each in met.values() for failure in each.failures]
    pages = Met([each for kind, found in met.items() if kind != "query" for each in found.milliseconds])
    print(_row("pages and data", pages))
    slow = pages.quantile(0.99)
    print(f"\nMemory: {before:.0f} MB after the warm-up, {after:.0f} MB at the end.")
    print(f"Aim: no failure, p99 of pages <= {_AIM_MS:g} ms: {'met' if not failures and slow <= _AIM_MS else 'MISSED'}")
    for failure in failures[:10]:
        print(f"  {failure}")
    return 0 if not failures and slow <= _AIM_MS else 1


if __name__ == "__main__":
    sys.exit(main())
