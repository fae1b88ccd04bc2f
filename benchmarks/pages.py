"""How long the site takes over one page of each kind: made anew, and given again as it was kept.

    python -m benchmarks.pages [--runs 7]

One process answers through WSGI on the real record. A page is made anew with nothing kept, neither the page nor the
answers behind it, as on its first visit; templates are compiled before. Times are those of the processor, so that
other work on the machine does not count, compression included.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from flask import Flask

_ROOT: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_ROOT)]

from webapp import create_app  # noqa: E402
from webapp.kit import memo  # noqa: E402
from webapp.settings import defaults  # noqa: E402

__all__ = ["PAGES", "Measured", "main"]

_AIM, _WHOLE_HISTORY_AIM = 50.0, 200.0
"""Milliseconds aimed at when a page is given again: of any page, and of the comparison of the ends of the history."""

_FIRST_VISIT: Final = 1.5
"""How many times the aim a page may take when it is made anew."""

_WHOLE_HISTORY: Final = "/compare/1991/2026"

PAGES: Final = (
    ("front page", "/"),
    ("restructures", "/restructures/"),
    ("a restructure, r4", "/restructures/r4"),
    ("a restructure, r7", "/restructures/r7"),
    ("all bodies", "/bodies/"),
    ("bodies of a kind on a day", "/bodies/?kind=ccg&as-at=2013-04-01"),
    ("a CCG", "/bodies/ccg-04f"),
    ("a large ICB", "/bodies/icb-qhm"),
    ("NHS England", "/bodies/national-body-nhs-england"),
    ("lineage of a large ICB", "/bodies/icb-qhm/lineage"),
    ("lineage, every kind opened", "/bodies/icb-qhm/lineage?open=pct&open=dha&open=ccg&min-share=0"),
    ("lineage as data", "/bodies/icb-qhm/lineage.json"),
    ("lineage of NHS England", "/bodies/national-body-nhs-england/lineage"),
    ("network of a large ICB", "/bodies/icb-qhm/network"),
    ("network of NHS England", "/bodies/national-body-nhs-england/network"),
    ("lineage for a frame", "/embed/lineage/icb-qhm"),
    ("accountability on a day", "/bodies/ccg-04f/accountability?as-at=2014-06-01"),
    ("a day, 1995", "/landscape/1995"),
    ("a day, 2006", "/landscape/2006-06-01"),
    ("a day, 2014, under NHS England", "/landscape/2014-06-01?under=national-body-nhs-england"),
    ("comparison", "/compare/2013/2017"),
    ("comparison of one kind", "/compare/2013/2017?kind=ccg"),
    ("comparison as data", "/compare/2013/2017.csv"),
    ("the whole history", _WHOLE_HISTORY),
    ("coverage", "/coverage"),
    ("sources", "/sources"),
    ("a source", "/sources/act-2012-7"),
    ("vocabulary", "/vocabulary"),
    ("the data", "/data/"),
    ("about", "/about"),
    ("for programs", "/api"),
    ("search", "/search?q=trafford"),
    ("suggestions", "/suggest?q=traff"),
    ("a code", "/code/5NR"),
    ("timeline as data", "/timeline.json"),
    ("the form of recoding", "/recode"),
    ("crosswalk", "/crosswalk/2012-04-01/2022-07-01?kind-from=pct&kind=icb"),
    ("the query page", "/sparql"),
    ("a body there is not", "/bodies/traford-pct"),
    ("an address there is not", "/nowhere"),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A page: milliseconds of the processor made anew and given again (medians), and its size as it is sent."""

    page: str
    address: str
    status: int
    anew: float
    again: float
    kilobytes: float

    @property
    def aim(self) -> float:
        return _WHOLE_HISTORY_AIM if self.address == _WHOLE_HISTORY else _AIM

    @property
    def met(self) -> bool:
        """Whether both times are within what is aimed at."""
        return self.again <= self.aim and self.anew <= self.aim * _FIRST_VISIT


def _forget() -> None:
    """Leaves nothing of the answers that pages share."""
    for kept in (
        memo.diff,
        memo.on_day,
        memo.ancestry,
        memo.audit,
        memo.sizes,
        memo.through_time,
    ):
        kept.cache_clear()


def _asker(app: Flask) -> Callable[[str], tuple[float, int, int]]:
    client = app.test_client()

    def ask(address: str) -> tuple[float, int, int]:
        """Milliseconds, status and bytes of one answer."""
        began = time.process_time()
        response = client.get(address, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
        return (time.process_time() - began) * 1000, response.status_code, len(response.data)

    return ask


def _measure(page: str, address: str, keeping: Flask, making: Flask, runs: int) -> Measured:
    make, give = _asker(making), _asker(keeping)
    anew, again = [], []
    make(address)  # compiles the template
    for _ in range(runs):
        _forget()
        anew.append(make(address)[0])
    _, status, size = give(address)
    for _ in range(runs):
        again.append(give(address)[0])
    return Measured(page, address, status, statistics.median(anew), statistics.median(again), size / 1024)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; the status is 1 where a page is slower than aimed at."""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.pages", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--runs", type=int, default=7, help="how often each page is asked for (7)")
    options.add_argument("--only", default="", help="a part of the addresses to measure; without, all")
    chosen = options.parse_args(arguments)
    keeping, making = create_app(), create_app({"KEPT_MB": 0})
    print(f"{date.today()}, medians of {chosen.runs}, pages kept in {defaults()['KEPT_MB']} MB")
    print(f"aim: any page again <= {_AIM:g} ms, {_WHOLE_HISTORY} <= {_WHOLE_HISTORY_AIM:g} ms;", end=" ")
    print(f"anew {_FIRST_VISIT:g} times that\n")
    print(f"{'page':32} {'status':>6} {'anew ms':>8} {'again ms':>8} {'sent kB':>8}", flush=True)
    missed = 0
    for page, address in PAGES:
        if chosen.only in address:
            each = _measure(page, address, keeping, making, chosen.runs)
            missed += not each.met
            print(
                f"{page:32} {each.status:>6} {each.anew:>8.1f} {each.again:>8.1f} {each.kilobytes:>8.1f}"
                f"{'' if each.met else '  MISSED'}",
                flush=True,
            )
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
