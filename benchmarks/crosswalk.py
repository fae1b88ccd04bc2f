"""How long the table between two days takes, once the record is open: who of one day lies in whom of the other.

    python -m benchmarks.crosswalk [--times 5]

The first run also reads the areas of the two tiers; the others are the best of so many, in time of the processor.
"""

import argparse
import time
from datetime import date

from graph.recode.crosswalk import Crosswalk, crosswalk
from graph.record import open_record
from graph.record.history import History

__all__ = ["main"]

PAIRS = (
    ("all PCTs to all ICBs", date(2012, 4, 1), date(2026, 4, 1), "pct", "icb"),
    ("all ICBs to all PCTs", date(2026, 4, 1), date(2012, 4, 1), "icb", "pct"),
    ("health authorities of 1996 to ICBs", date(1996, 6, 1), date(2026, 4, 1), "ha", "icb"),
    ("CCGs to sub-ICB locations", date(2022, 6, 30), date(2022, 7, 1), "ccg", "local-place"),
    ("every body of 2012 to 2026", date(2012, 4, 1), date(2026, 4, 1), "", ""),
)


def timed(history: History, first: date, second: date, kind_from: str, kind_to: str) -> tuple[float, Crosswalk]:
    """The table, and the milliseconds that it took."""
    begun = time.process_time()
    found = crosswalk(history, first, second, kind_from=kind_from, kind_to=kind_to)
    return (time.process_time() - begun) * 1000, found


def main() -> None:
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.crosswalk", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--times", type=int, default=5, help="How often each is done after the first time.")
    times = options.parse_args().times
    history = open_record().history
    len(history.bodies)
    print(f"{'':36} {'rows':>6} {'first, ms':>10} {'best of ' + str(times) + ', ms':>15}")
    for title, *pair in PAIRS:
        first, table = timed(history, *pair)
        best = min(timed(history, *pair)[0] for _ in range(times))
        print(f"{title:36} {len(table.rows()):6} {first:10.0f} {best:15.0f}")


if __name__ == "__main__":
    main()
