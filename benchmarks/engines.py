"""A record of any size in each engine: how long it takes to load, the room it takes, how fast questions are answered.

    python -m benchmarks.engines [RECORD.ttl ...] [--engines embedded oxigraph virtuoso] [--times 5]

Without a file it is the product's own record; `benchmarks.generate` makes larger ones. The questions are the product's
own query files. Loading includes the start of the server, and an answer's time the reading of it by the client.
Virtuoso counts some triples of its own.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pyoxigraph import Literal

import graph
from graph.errors import StoreError
from graph.record import open_record
from graph.sparql.store import EmbeddedStore, Node, RemoteStore, Store
from tests.support.servers import oxigraph_server, virtuoso_server

__all__ = ["QUESTIONS", "main"]

_QUERIES: Final = Path(graph.__file__).parent / "queries"
_PATIENCE: Final = 60.0
"""Seconds after which an answer is given up."""
_BUFFERS: Final = 170_000
"""Pages of 8 kB that Virtuoso holds in memory."""

QUESTIONS: Final[Mapping[str, str]] = {
    "a point": "SELECT ?p ?o { <https://w3id.org/nhs-restructures/id/ccg-02a> ?p ?o }",
    "by kind on a day": (_QUERIES / "02-bodies-by-kind.rq").read_text(encoding="utf-8"),
    "full lineage": (_QUERIES / "05-all-heirs.rq").read_text(encoding="utf-8"),
    "by kind and year": (_QUERIES / "03-kinds-by-year.rq").read_text(encoding="utf-8"),
}


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A store that holds a record; `disk` and `memory` tell what it takes, in MB."""

    store: Store
    disk: Callable[[], float]
    memory: Callable[[], float]


@contextmanager
def _embedded(turtle: Path, _: Path) -> Iterator[_Loaded]:
    before = _resident(os.getpid())
    store = EmbeddedStore(turtle.read_bytes())
    yield _Loaded(store, lambda: 0.0, lambda: _resident(os.getpid()) - before)


@contextmanager
def _served(server: AbstractContextManager[str], directory: Path) -> Iterator[_Loaded]:
    others = _children()
    with server as url:
        (process,) = _children() - others
        yield _Loaded(
            RemoteStore(url, timeout=_PATIENCE),
            lambda: sum(file.stat().st_size for file in _kept(directory)) / 2**20,
            lambda: _resident(process),
        )


def _oxigraph(turtle: Path, directory: Path) -> AbstractContextManager[_Loaded]:
    return _served(oxigraph_server(turtle, directory), directory)


def _virtuoso(turtle: Path, directory: Path) -> AbstractContextManager[_Loaded]:
    return _served(virtuoso_server(turtle, directory, buffers=_BUFFERS), directory)


_ENGINES: Final[Mapping[str, Callable[[Path, Path], AbstractContextManager[_Loaded]]]] = {
    "embedded": _embedded,
    "oxigraph": _oxigraph,
    "virtuoso": _virtuoso,
}


def _children() -> set[int]:
    """The processes that this one has started."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(child) for children in tasks for child in children.read_text(encoding="ascii").split()}


def _kept(directory: Path) -> list[Path]:
    """What an engine has written; the record that it was given is not counted."""
    return [file for file in directory.rglob("*") if file.is_file() and file.suffix != ".ttl"]


def _resident(process: int) -> float:
    """The memory a process holds, in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _milliseconds(store: Store, query: str, times: int) -> str:
    """The median of several, the first of which is not counted."""
    took = []
    for _ in range(times + 1):
        begun = time.perf_counter()
        try:
            store.run(query)
        except StoreError as error:
            print(error, file=sys.stderr)
            return "none"
        took.append((time.perf_counter() - begun) * 1000)
    median = statistics.median(took[1:])
    return f"{median:,.0f}" if median >= 10 else f"{median:.1f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints a table with a line for each record and engine."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.engines", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("records", type=Path, nargs="*", metavar="RECORD.ttl")
    installed = [name for name in _ENGINES if name != "virtuoso" or shutil.which("virtuoso-t")]
    parser.add_argument("--engines", nargs="+", choices=_ENGINES, default=installed)
    parser.add_argument("--times", type=int, default=5, help="how often each question is asked")
    asked = parser.parse_args(arguments)
    print(f"{date.today()}, {os.cpu_count()} processors, medians of {asked.times}, milliseconds\n")
    print(f"| triples | engine | load, s | disk, MB | memory, MB | {' | '.join(QUESTIONS)} |")
    print("|---|---|" + "---:|" * (3 + len(QUESTIONS)))
    with tempfile.TemporaryDirectory() as directory:
        if not asked.records:
            asked.records = [Path(directory) / "record.ttl"]
            asked.records[0].write_bytes(open_record().turtle)
        for turtle in asked.records:
            for name in asked.engines:
                print(_measured(name, turtle, asked.times), flush=True)


def _measured(name: str, turtle: Path, times: int) -> str:
    """A line of the table."""
    with tempfile.TemporaryDirectory() as directory:
        begun = time.perf_counter()
        with _ENGINES[name](turtle, Path(directory) / "data") as loaded:
            took = time.perf_counter() - begun
            (size,) = loaded.store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows
            answers = [_milliseconds(loaded.store, query, times) for query in QUESTIONS.values()]
            room = f"{loaded.disk():,.0f} | {loaded.memory():,.0f}"
    print(f"load of the machine {os.getloadavg()[0]:.1f}", file=sys.stderr)
    return f"| {int(_text(size['n'])):,} | {name} | {took:,.1f} | {room} | {' | '.join(answers)} |"


def _text(term: Node) -> str:
    return term.value if isinstance(term, Literal) else str(term)


if __name__ == "__main__":
    main()
