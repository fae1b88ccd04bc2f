"""How time and memory grow with the record: 2.5, 25 and 250 thousand bodies of the real shape.

    python -m pip install -r benchmarks/scale-requirements.txt
    python -m benchmarks.scale [--sizes 2500 25000 250000] [--records DIRECTORY] [--plots docs/images]

Each measurement runs in a process of its own with an empty cache, so that its time and memory are its own.
"""

import argparse
import json
import os
import platform
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.generate import generate
from graph.answers.accountability import chain
from graph.answers.body import facts
from graph.answers.diff import diff
from graph.answers.landscape import landscape
from graph.answers.lineage import lineage
from graph.answers.lookup.search import search
from graph.names.find import find
from graph.record import open_record
from graph.record.history import History

__all__ = ["main"]

SIZES: Final = (2_500, 25_000, 250_000)
BODIES: Final = 200
"""How many bodies, drawn from all, each answer about one body is asked for; each for the first time."""

ROWS: Final = (
    ("first", "first load of the Turtle, s", 1.0, 60.0),
    ("first_cpu", "first load of the Turtle, s of processor", 1.0, "linear"),
    ("later", "later opening, s", 1.0, 2.0),
    ("lineage", "lineage of one body, ms (median)", 1e3, 50.0),
    ("lineage_99", "the same, ms (99 of 100 within)", 1e3, 50.0),
    ("facts", "facts of one body, ms (median)", 1e3, 50.0),
    ("facts_99", "the same, ms (99 of 100 within)", 1e3, 50.0),
    ("accountable", "accountable, ms (median)", 1e3, 50.0),
    ("accountable_99", "the same, ms (99 of 100 within)", 1e3, 50.0),
    ("code", "find by code, ms (median)", 1e3, 50.0),
    ("search", "search by a part of a name, ms (median)", 1e3, 100.0),
    ("search_99", "the same, ms (99 of 100 within)", 1e3, 100.0),
    ("near", "search that finds nothing, ms (median)", 1e3, "level"),
    ("hit", "each hit of a search that finds a quarter of all, µs of processor", 1e6, "level"),
    ("landscape", "landscape, the first of a process, s of processor", 1.0, "linear"),
    ("landscape_again", "landscape, each later one, s of processor", 1.0, "linear"),
    ("diff", "diff 2006 to 2013, the first of a process, s of processor", 1.0, "linear"),
    ("diff_again", "diff 2006 to 2013, each later one, s of processor", 1.0, "linear"),
    ("memory_first", "peak memory of the first load, all its processes, MB", 1.0, 4096.0),
    ("memory_one", "peak memory of answers about one body, MB", 1.0, 4096.0),
    ("memory_many", "peak memory of a search that finds a quarter of all, MB", 1.0, 4096.0),
    ("memory_all", "peak memory of landscape and diff, MB", 1.0, 4096.0),
    ("turtle", "the Turtle file, MB", 1.0, "linear"),
    ("derived", "the derived form, MB", 1.0, "linear"),
)
"""What is measured: its key, what it is called, what it is multiplied by to be shown, a target or how it may grow."""


def _memory() -> float:
    """The largest memory this process has had, in MB; what getrusage says begins with that of who started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    begun = clock()
    work()
    return clock() - begun


def _opening(path: Path) -> dict[str, float]:
    """Opening a record, first or later: until the first question could be put."""
    took = _timed(lambda: open_record(path).history.kinds)
    readers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "took": took,
        "processor": time.process_time() + readers.ru_utime + readers.ru_stime,
        "memory": _memory() + len(os.sched_getaffinity(0)) * readers.ru_maxrss / 1024,
    }


def _one_body(path: Path) -> dict[str, float]:
    """Answers about single bodies, none of which was asked about before."""
    asked: History = open_record(path).history
    drawn = _drawn(open_record(path).history)
    measured: dict[str, list[float]] = defaultdict(list)
    for body_id, code, day in drawn:
        measured["code"].append(_timed(partial(find, asked, code, as_at=day)))
        body = asked.bodies[body_id]
        measured["lineage"].append(_timed(partial(lineage, asked, body)))
        measured["accountable"].append(_timed(partial(chain, asked, body, day)))
        measured["facts"].append(_timed(partial(facts, asked, body)))
        measured["search"].append(_timed(partial(search, asked, _part(body.name))))
        measured["near"].append(_timed(partial(search, asked, _misspelt(body.name))))
    found = {name: statistics.median(times) for name, times in measured.items()}
    found |= {f"{name}_99": statistics.quantiles(times, n=100)[98] for name, times in measured.items()}
    return {**found, "memory": _memory()}


def _part(name: str) -> str:
    """The later half of a name, cut anywhere: `stem 1234 PCT`."""
    return name[len(name) // 2 :]


def _misspelt(name: str) -> str:
    return f"{name[: len(name) // 2]}zq{name[len(name) // 2 :]}"


def _drawn(history: History) -> list[tuple[str, str, date]]:
    """Bodies with a code and a day they were in force on, drawn without reading all of them."""
    ids = sorted(code for code in history.rows.values("bodies", "ods_code") if code)
    drawn = []
    for code in random.Random(1).sample(ids, min(BODIES, len(ids))):
        body = history.by_code[code][0]
        drawn.append(
            (body.id, code, max(body.life.starts[1], date(1990, 1, 1)) if body.life.start else body.life.ends[0])
        )
    return drawn


def _all_bodies(path: Path) -> dict[str, float]:
    """Answers about all bodies, the first time and once more, in seconds of processor: others may use it meanwhile."""
    history = open_record(path).history
    works: Mapping[str, Callable[[], object]] = {
        "landscape": lambda: landscape(history, date(2013, 4, 1)),
        "diff": lambda: diff(history, date(2006, 12, 31), date(2013, 12, 31)),
    }
    found = {}
    for name, work in works.items():
        found[name] = _timed(work, time.process_time)
        found[f"{name}_again"] = _timed(work, time.process_time)
    return {**found, "memory": _memory()}


def _many_hits(path: Path) -> dict[str, float]:
    """A search that finds a quarter of all bodies, in seconds of processor for each of them."""
    history = open_record(path).history
    begun = time.process_time()
    hits = len(search(history, " pct").hits)
    return {"hit": (time.process_time() - begun) / hits, "memory": _memory()}


MEASUREMENTS: Final[Mapping[str, Callable[[Path], dict[str, float]]]] = {
    "opening": _opening,
    "one-body": _one_body,
    "all-bodies": _all_bodies,
    "many-hits": _many_hits,
}


def _in_process(name: str, path: Path, cache: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.scale", "--measure", name, str(path)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, check=True, env={**os.environ, "XDG_CACHE_HOME": str(cache)})
    found: dict[str, float] = json.loads(ran.stdout)
    return found


def measure(path: Path) -> dict[str, float]:
    """All figures of one record, by the keys of `ROWS`."""
    with tempfile.TemporaryDirectory() as directory:
        cache = Path(directory)
        first = _in_process("opening", path, cache)
        later = [_in_process("opening", path, cache)["took"] for _ in range(3)]
        one, everything, many = (_in_process(name, path, cache) for name in ("one-body", "all-bodies", "many-hits"))
        derived = sum(file.stat().st_size for file in cache.rglob("*.sqlite"))
    return {
        **one,
        **everything,
        "first": first["took"],
        "first_cpu": first["processor"],
        "later": statistics.median(later),
        "memory_first": first["memory"],
        "memory_one": one["memory"],
        "memory_all": everything["memory"],
        "memory_many": many["memory"],
        "hit": many["hit"],
        "turtle": path.stat().st_size / 2**20,
        "derived": derived / 2**20,
    }


def _three(figure: float) -> str:
    """A figure to three digits, never with an exponent."""
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def table(found: Mapping[int, Mapping[str, float]]) -> str:
    """The figures as Markdown, one column a size."""
    lines = [
        "| | " + " | ".join(f"{size:,}" for size in found) + " | target |",
        "|---|" + "---:|" * (len(found) + 1),
    ]
    for key, name, factor, target in ROWS:
        cells = [_three(figures[key] * factor) for figures in found.values()]
        lines.append(f"| {name} | {' | '.join(cells)} | {target if isinstance(target, str) else f'{target:g}'} |")
    return "\n".join(lines)


def _plot(
    found: Mapping[int, Mapping[str, float]], path: Path, keys: Iterable[str], level: Iterable[str], unit: str
) -> None:
    """Lines over the number of bodies; those of `level`, which should not rise, are dashed."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "nhs-restructures"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(9, 5))
    names = {key: name.rsplit(", ", 1)[0] if unit == "MB" else name.partition(", ")[0] for key, name, _, _ in ROWS}
    for style, some in (("-", keys), ("--", level)):
        for key in some:
            again = " again" if key.endswith("_again") else ""
            figures = [each[key] for each in found.values()]
            axes.plot(list(found), figures, style, marker="o", label=names[key] + again)
    axes.set(xscale="log", yscale="log", xlabel="bodies", ylabel=unit)
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(fontsize="small", loc="upper left", bbox_to_anchor=(1, 1))
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def plots(found: Mapping[int, Mapping[str, float]], directory: Path) -> None:
    """Draws time, and memory, over the number of bodies."""
    all_bodies = ("first_cpu", "later", "landscape", "landscape_again", "diff", "diff_again")
    _plot(found, directory / "scale-time.svg", all_bodies, ("lineage", "facts", "accountable", "search"), "seconds")
    _plot(found, directory / "scale-memory.svg", ("memory_first", "memory_all"), ("memory_one",), "MB")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--records", type=Path, help="where generated records are kept for the next time")
    parser.add_argument("--plots", type=Path, help="a directory for the two plots")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    for directory in filter(None, (asked.records, asked.plots)):
        directory.mkdir(parents=True, exist_ok=True)
    if asked.measure:
        name, path = asked.measure
        print(json.dumps(MEASUREMENTS[name](Path(path))))
        return
    found: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as passing:
        for size in asked.sizes:
            path = (asked.records or Path(passing)) / f"{size}.ttl"
            if not path.exists():
                print(f"generating {size:,} bodies", file=sys.stderr)
                generate(size, path)
            print(f"measuring {size:,} bodies", file=sys.stderr)
            found[size] = measure(path)
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, ", end="")
    print(
        f"pyoxigraph {version('pyoxigraph')}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, ",
        end="",
    )
    print(f"load {os.getloadavg()[1]:.1f}, {date.today()}\n")
    print(table(found))
    if asked.plots:
        plots(found, asked.plots)


if __name__ == "__main__":
    main()
