"""How long the commands take as whole processes, each beside the naive way to the like answer.

    python -m benchmarks.command_line [--runs 9] [--beside FOLDER]

Naive is rdflib parsing the same Turtle and answering one SPARQL query on its memory store, as a little script; with
--beside it is the command of another checkout of the product, such as an earlier version. The runs of both take turns,
so that a busy moment of the machine falls on both; the numbers are medians. Seconds are those of the processor, which
other work on the machine changes less than the clock.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["Measured", "main"]

_ROOT: Final = Path(__file__).resolve().parent.parent
_ANSWER, _HELP, _TIMES_FASTER, _MEGABYTES = 0.4, 0.15, 5.0, 150.0
"""What is aimed at: seconds of an answer and of a help text, how much faster than naive, the graph in memory."""

_NAIVE: Final = """
import sys
from rdflib import Graph
graph = Graph()
graph.parse(sys.argv[1], format="turtle")
rows = [row for query in sys.argv[2:] for row in graph.query(query)]
print(len(rows))
"""

_IN_FORCE: Final = """
PREFIX nhs: <https://w3id.org/nhs-restructures/def#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?body ?name ?kind WHERE {{
  ?body a nhs:Body ; skos:prefLabel ?name ; org:classification ?kind ; nhs:start ?start . {of_kind}
  OPTIONAL {{ ?body nhs:end ?end }}
  FILTER(?start <= "{day}"^^xsd:date && (!BOUND(?end) || ?end >= "{day}"^^xsd:date))
}}"""

_LINKS_BETWEEN: Final = """
PREFIX nhs: <https://w3id.org/nhs-restructures/def#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?from ?to ?share WHERE {
  ?link nhs:predecessor ?from ; nhs:successor ?to ; nhs:inEvent ?event . ?event dct:date ?day .
  OPTIONAL { ?link nhs:share ?share }
  FILTER(?day > "2013-12-31"^^xsd:date && ?day <= "2017-12-31"^^xsd:date)
}"""

_OF_CODE: Final = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX nhs: <https://w3id.org/nhs-restructures/def#>
SELECT ?body ?term ?value WHERE { ?body skos:notation "5NR"^^nhs:odsCode ; ?term ?value }"""

_LINEAGE: Final = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX nhs: <https://w3id.org/nhs-restructures/def#>
SELECT DISTINCT ?other WHERE {
  ?body skos:notation "5NR"^^nhs:odsCode .
  { ?body (^nhs:predecessor/nhs:successor)+ ?other } UNION { ?body (^nhs:successor/nhs:predecessor)+ ?other }
}"""

_TASKS: Final[Sequence[tuple[Sequence[str], Sequence[str]]]] = (
    (
        ("diff", "2013", "2017"),
        (
            _IN_FORCE.format(of_kind="", day="2013-12-31"),
            _IN_FORCE.format(of_kind="", day="2017-12-31"),
            _LINKS_BETWEEN,
        ),
    ),
    (("show", "5NR"), (_OF_CODE,)),
    (("lineage", "5NR"), (_LINEAGE,)),
    (
        ("list", "--kind", "ccg", "--as-at", "2013-04-01"),
        (_IN_FORCE.format(of_kind="FILTER(?kind = nhs:kind-ccg)", day="2013-04-01"),),
    ),
    (("--help",), ()),
)

_BESIDE: Final[Sequence[Sequence[str]]] = (
    *(words for words, _ in _TASKS),
    ("place", "Trafford"),
    ("area", "ccg-04f"),
    ("map", "2013-04-01"),
)
"""What is held against another checkout; one that is too old for a command is left out."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A command: its median seconds and peak megabytes, and those of the other way where there is one."""

    command: str
    seconds: float
    megabytes: float
    other_seconds: float | None
    other_megabytes: float | None
    target: float

    @property
    def faster(self) -> float | None:
        """How many times as fast as the other way."""
        return None if self.other_seconds is None else self.other_seconds / self.seconds

    @property
    def met(self) -> bool:
        """Whether it is as quick as aimed at."""
        return self.seconds <= self.target and (self.faster is None or self.faster >= _TIMES_FASTER)


def _run(command: Sequence[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """The seconds of the processor a process took, and the most memory it held, in megabytes."""
    child = subprocess.Popen(command, cwd=_ROOT, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command[:3])} failed with {child.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def _command(root: Path, words: Sequence[str]) -> list[str]:
    return [sys.executable, str(root / "cli.py"), *words]


def _measure(
    words: Sequence[str], other: Sequence[str], target: float, environment: Mapping[str, str], times: int
) -> Measured:
    """A command and another way to the like answer, in turns."""
    ways = [_command(_ROOT, words), *([other] if other else [])]
    runs: list[list[tuple[float, float]]] = [[] for _ in ways]
    for number in range(times + 1):
        for each, found in zip(ways, runs, strict=True):
            ran = _run(each, environment)
            if number:  # the first opening of an edition makes what later ones read
                found.append(ran)
    medians = [(statistics.median(each for each, _ in found), max(each for _, each in found)) for found in runs]
    seconds, megabytes = medians[0]
    beside = medians[1] if other else (None, None)
    return Measured(" ".join(words), seconds, megabytes, beside[0], beside[1], target)


def _naive(queries: Sequence[str]) -> list[str]:
    return [sys.executable, "-c", _NAIVE, str(_ROOT / "data" / "restructures.ttl"), *queries] if queries else []


def _beside(other: Path, environment: Mapping[str, str], times: int) -> None:
    """Prints each command beside that of another checkout."""
    print(f"medians of {times} whole processes in turns, seconds of the processor; before: {other.name}\n")
    print(f"{'command':36} {'s':>6} {'before':>7} {'of it':>6}", flush=True)
    for words in _BESIDE:
        command = _command(other, words)
        if subprocess.run(command, cwd=other, env=environment, capture_output=True).returncode:
            print(f"{' '.join(words):36} {'':6} {'none':>7}", flush=True)
            continue
        found = _measure(words, command, _ANSWER, environment, times)
        before = found.other_seconds or found.seconds
        print(f"{found.command:36} {found.seconds:6.3f} {before:7.3f} {found.seconds / before:6.0%}", flush=True)


_GRAPH: Final = """
import resource, sys
from pathlib import Path
from pyoxigraph import RdfFormat, Store
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
store = Store()
store.bulk_load(path=sys.argv[1], format=RdfFormat.TURTLE)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print((after - before) / (2**20 if sys.platform == "darwin" else 2**10))
"""


def _graph_megabytes() -> float:
    """What the whole record holds in memory as a store, more than the process before it."""
    command = [sys.executable, "-c", _GRAPH, str(_ROOT / "data" / "restructures.ttl")]
    return float(subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True).stdout)


def _number(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)


def _line(each: Measured) -> str:
    aim = f"<= {each.target} s" + (f", >= {_TIMES_FASTER:g} x" if each.faster else "")
    return (
        f"{each.command:36} {each.seconds:6.3f} {each.megabytes:6.0f} {_number(each.other_seconds, '.2f'):>8} "
        f"{_number(each.other_megabytes, '.0f'):>6} {_number(each.faster, '.1f'):>6}{' x' if each.faster else '  '}"
        f" {aim}: {'met' if each.met else 'MISSED'}"
    )


def main() -> int:
    """Prints the table; the status is 1 where something is slower or larger than aimed at."""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.command_line",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("--runs", type=int, default=9, help="how often each command is run (9)")
    options.add_argument("--beside", type=Path, metavar="FOLDER", help="another checkout, in place of the naive way")
    given = options.parse_args()
    times = given.runs
    print(f"{platform.machine()}, {os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}")
    met = True
    with tempfile.TemporaryDirectory() as cache:
        environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            "XDG_CACHE_HOME": cache,
            "PYTHONPYCACHEPREFIX": cache,
        }
        if given.beside:
            _beside(given.beside.resolve(), environment, times)
            return 0
        print(f"medians of {times} whole processes, seconds of the processor; naive: rdflib and its memory store\n")
        print(f"{'command':36} {'s':>6} {'MB':>6} {'naive s':>8} {'MB':>6} {'faster':>7}  aim", flush=True)
        for words, queries in _TASKS:
            measured = _measure(words, _naive(queries), _ANSWER if queries else _HELP, environment, times)
            met = met and measured.met
            print(_line(measured), flush=True)
    megabytes = _graph_megabytes()
    print(f"\nthe graph in memory: {megabytes:.0f} MB, aim <= {_MEGABYTES:g} MB")
    return 0 if met and megabytes <= _MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
