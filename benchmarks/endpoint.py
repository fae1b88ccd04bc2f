"""The SPARQL endpoint beside its peers: requests a second and p99 of four questions, on the record itself.

    python -m benchmarks.endpoint [--seconds 2] [--rounds 3] [--clients 4]

The site runs as `serve` runs it, its checks and its confined processes included, without the limit on one client's
queries; rdflib-endpoint is installed for the run into an environment of its own; Oxigraph's server runs bare. All are
asked the same by the same clients, in turn. Each question is asked in two ways: every time in another text, so that
it is worked out each time, and always in the same, so that the site gives the answer that it keeps.
"""

import argparse
import json
import math
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import urlencode

import urllib3

from graph.record import open_record
from tests.support.servers import free_port, oxigraph_server
from tests.support.sites import running_site

__all__ = ["QUESTIONS", "Met", "main"]

_PEER: Final = "rdflib-endpoint==0.6.3"
_ACCEPT: Final = "application/sparql-results+json"
_START_SECONDS: Final = 60.0
_WAYS: Final = ("each asked for the first time", "asked again and again")
_LARGE: Final = 10_000_000
"""A LIMIT above every number of rows: another number is another text with the same answer."""
_AIMS: Final = {"rdflib-endpoint": 10.0, "Oxigraph on disk": 0.5, "Oxigraph in memory": 0.5}
_PREFIXES: Final = """
PREFIX id: <https://w3id.org/nhs-restructures/id/>
PREFIX nhs: <https://w3id.org/nhs-restructures/def#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
QUESTIONS: Final[Mapping[str, str]] = {
    "a point": "SELECT ?p ?o { id:ccg-02a ?p ?o }",
    "in force on a day": """SELECT ?body ?name { ?body a nhs:Body ; skos:prefLabel ?name ; nhs:start ?start .
        OPTIONAL { ?body nhs:end ?end }
        FILTER(?start <= "2013-04-01"^^xsd:date && (!BOUND(?end) || ?end >= "2013-04-01"^^xsd:date)) }""",
    "full lineage": """SELECT DISTINCT ?heir ?name { id:pct-5nr (^nhs:predecessor/nhs:successor)+ ?heir .
        OPTIONAL { ?heir skos:prefLabel ?name } }""",
    "counts by kind and year": """SELECT ?year ?kind (COUNT(?body) AS ?begun) {
        ?body a nhs:Body ; org:classification ?kind ; nhs:start ?start . BIND(YEAR(?start) AS ?year) }
        GROUP BY ?year ?kind""",
}


@dataclass(frozen=True, slots=True)
class Met:
    """What clients met in one round."""

    a_second: float
    p99_ms: float


@contextmanager
def _running(command: Sequence[str | Path], ready: Callable[[], object]) -> Iterator[None]:
    """A server, once `ready` asks it without an error."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + _START_SECONDS
        while True:
            with suppress(urllib3.exceptions.HTTPError):
                ready()
                break
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"{Path(command[0]).name} did not start.")
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _rdflib_endpoint(turtle: Path, directory: Path) -> Iterator[str]:
    """The peer on a Turtle file, in an environment made for it; gives the address of its endpoint."""
    venv.create(directory, with_pip=True)
    python, port = directory / "bin" / "python", free_port()
    quietly = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", _PEER, "uvicorn"]
    subprocess.run([python, *quietly], check=True, stderr=subprocess.DEVNULL)
    serve = [python.with_name("rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), turtle]
    url = f"http://127.0.0.1:{port}/"
    with _running(serve, lambda: _rows(url, "SELECT ?s { ?s ?p ?o } LIMIT 1")):
        yield url


@contextmanager
def _oxigraph_in_memory(turtle: Path) -> Iterator[str]:
    """Oxigraph's server with the record in memory, as our processes hold it; gives the address of its endpoint."""
    beside, port = Path(sys.executable).with_name("oxigraph"), free_port()
    url = f"http://127.0.0.1:{port}"

    def load() -> None:
        kind = {"Content-Type": "text/turtle"}
        urllib3.request("POST", f"{url}/store?default", body=turtle.read_bytes(), headers=kind, retries=False)

    with _running([beside if beside.exists() else "oxigraph", "serve", "--bind", f"127.0.0.1:{port}"], load):
        yield f"{url}/query"


def _rows(url: str, query: str) -> int:
    response = urllib3.request(
        "GET", url, fields={"query": query}, headers={"Accept": _ACCEPT}, retries=False, timeout=60
    )
    if response.status != 200:
        raise SystemExit(f"{url} answered {response.status} to: {query}")
    return len(response.json()["results"]["bindings"])


class _Asked:
    """One question as an engine is asked it: in the same text each time, or each time in another."""

    _next: ClassVar[int] = _LARGE

    def __init__(self, url: str, query: str, way: str) -> None:
        self.address, self._varied = f"{url}?{urlencode({'query': ' '.join(query.split())})}", way == _WAYS[0]

    def load(self, clients: int, seconds: float) -> Met:
        """What clients meet who ask it for some seconds."""
        return (self._by_wrk if shutil.which("wrk") else self._by_threads)(clients, seconds)

    def _by_wrk(self, clients: int, seconds: float) -> Met:
        command = ["wrk", "-t1", f"-c{clients}", f"-d{math.ceil(seconds)}s", "--timeout", "60s", "--latency"]
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            if self._varied:
                path = json.dumps(f"/{self.address.split('/', 3)[3]}+LIMIT+")
                script.write(
                    f"n = {_Asked._next} request = function() n = n + 1 return wrk.format(nil, {path} .. n) end"
                )
                _Asked._next += _LARGE  # more than are asked in one round
                script.flush()
                command += ["-s", script.name]
            command += ["-H", f"Accept: {_ACCEPT}", self.address]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        if wrong := re.search(r"Non-2xx.*|Socket errors.*", told):
            raise SystemExit(f"{self.address}: {wrong[0]}")
        rate, p99 = re.search(r"Requests/sec: +([\d.]+)", told), re.search(r"99% +([\d.]+)(us|ms|s)", told)
        if rate is None or p99 is None:
            raise SystemExit(f"wrk said what is not understood: {told}")
        return Met(float(rate[1]), float(p99[1]) * {"us": 1e-3, "ms": 1.0, "s": 1e3}[p99[2]])

    def _by_threads(self, clients: int, seconds: float) -> Met:
        took: list[float] = []
        http = urllib3.PoolManager(maxsize=clients)
        until = time.perf_counter() + seconds

        def ask() -> None:
            while (began := time.perf_counter()) < until:
                address = self.address
                if self._varied:
                    with counting:
                        _Asked._next += 1
                        address += f"+LIMIT+{_Asked._next}"
                status = http.request("GET", address, headers={"Accept": _ACCEPT}, retries=False, timeout=60).status
                assert status == 200, f"{address}: {status}"
                took.append(time.perf_counter() - began)

        counting = threading.Lock()
        threads = [threading.Thread(target=ask) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return Met(len(took) / seconds, sorted(took)[int(0.99 * (len(took) - 1))] * 1000)


def _measured(engines: Mapping[str, str], way: str, options: argparse.Namespace) -> dict[tuple[str, str], Met]:
    """The medians of the rounds, by question and engine; the engines take turns within a round."""
    met: dict[tuple[str, str], list[Met]] = {}
    for question, text in QUESTIONS.items():
        rows = {name: _rows(url, _PREFIXES + text) for name, url in engines.items()}
        if len(set(rows.values())) != 1:
            raise SystemExit(f"The answers to {question!r} differ in their rows: {rows}")
        for _ in range(options.rounds):
            for name, url in engines.items():
                began = time.perf_counter()
                _rows(url, _PREFIXES + text)
                # Where one answer takes long, long enough for several of each client.
                seconds = max(options.seconds, 2 * options.clients * (time.perf_counter() - began))
                asked = _Asked(url, _PREFIXES + text, way)
                met.setdefault((question, name), []).append(asked.load(options.clients, seconds))
    return {
        cell: Met(
            statistics.median(each.a_second for each in each_round), statistics.median(r.p99_ms for r in each_round)
        )
        for cell, each_round in met.items()
    }


def _told(way: str, met: Mapping[tuple[str, str], Met], engines: Iterable[str]) -> dict[str, float]:
    """Prints a table; gives the median of ours divided by each peer's."""
    print(
        f"\n| requests a second (p99 ms), {way} |" + "".join(f" {name} |" for name in engines)
        + "".join(f" ours / {peer} |" for peer in _AIMS) + "\n|---|" + "---:|" * (1 + 2 * len(_AIMS))
    )  # fmt: skip
    ratios: dict[str, list[float]] = {peer: [] for peer in _AIMS}
    for question in QUESTIONS:
        ours = met[question, "ours"].a_second
        for peer, found in ratios.items():
            found.append(ours / met[question, peer].a_second)
        cells = [f"{met[question, name].a_second:,.0f} ({met[question, name].p99_ms:,.0f})" for name in engines]
        print(f"| {' | '.join([question, *cells, *(f'{found[-1]:.2f}' for found in ratios.values())])} |")
    return {peer: statistics.median(found) for peer, found in ratios.items()}


def _machine() -> str:
    tool = "wrk" if shutil.which("wrk") else "a Python client"
    return (
        f"{date.today()}, {platform.machine()}, {os.cpu_count()} processors (load {os.getloadavg()[0]:.1f}), "
        f"Python {platform.python_version()}, {_PEER.replace('==', ' ')}, oxigraph {version('oxigraph')}, "
        f"pyoxigraph {version('pyoxigraph')}, gunicorn {version('gunicorn')}, load by {tool} on the same processors"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs all and prints two tables; the status is 1 where an aim is missed."""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.endpoint", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--seconds", type=float, default=2, help="how long each cell is asked in a round")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--clients", type=int, default=4)
    chosen = options.parse_args(arguments)
    with ExitStack() as open_, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        turtle = folder / "record.ttl"
        turtle.write_bytes(open_record().turtle)
        engines = {
            "ours": open_.enter_context(running_site(folder, CLIENT_SECONDS=0)).url + "/sparql",
            "rdflib-endpoint": open_.enter_context(_rdflib_endpoint(turtle, folder / "peer")),
            "Oxigraph on disk": open_.enter_context(oxigraph_server(turtle, folder / "store")),
            "Oxigraph in memory": open_.enter_context(_oxigraph_in_memory(turtle)),
        }
        met = {way: _measured(engines, way, chosen) for way in _WAYS}
    print(f"{_machine()}; {chosen.clients} clients, median of {chosen.rounds} rounds of at least {chosen.seconds:g} s")
    medians = {way: _told(way, met[way], list(engines)) for way in _WAYS}
    missed = 0
    for way, found in medians.items():
        for peer, aim in _AIMS.items():
            missed += found[peer] < aim
            outcome = "met" if found[peer] >= aim else "MISSED"
            print(f"\nMedian of the four, {way}, against {peer}: {found[peer]:.2f}; aim >= {aim:g}: {outcome}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
