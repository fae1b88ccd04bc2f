"""How long a register of ODS takes to read, and how much memory.

    python -m benchmarks.reconcile [MEGABYTES]

The register is made of the record's own bodies and, up to the size wanted, practices that are none of ours.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from graph.reconcile import open_register, reconcile
from graph.record import open_record
from graph.record.history import History
from tests.support.register_files import organisation_xml, organisations, xml


def practice(number: int) -> dict[str, Any]:
    dates = [{"Type": "Operational", "Start": "1974-04-01"}]
    return {
        "Name": f"PRACTICE {number}",
        "Date": dates,
        "OrgId": {"extension": f"Y{number:07}"},
        "Status": "Active",
        "Roles": {"Role": [{"id": "RO177", "primaryRole": True, "Date": dates}]},
        "Rels": {},
        "Succs": {"Succ": []},
    }


def write(path: Path, history: History, size: int) -> None:
    head, tail = xml(organisations(history, [*history.by_kind["ccg"], *history.by_kind["icb"]])).split(
        "</Organisations>"
    )
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        number = 0
        while file.tell() < size if number % 1000 == 0 else True:
            file.write(organisation_xml(practice(number)))
            number += 1
        file.write("</Organisations>" + tail)


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.reconcile", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("megabytes", nargs="?", type=int, default=200, metavar="MEGABYTES")
    size = options.parse_args().megabytes
    history = open_record().history
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.xml"
        write(path, history, size * 1_000_000)
        before, begun, worked = memory(), time.perf_counter(), time.process_time()
        with path.open("rb") as stream:
            answer = reconcile(history, open_register(stream, history))
        seconds, processor = time.perf_counter() - begun, time.process_time() - worked
        print(f"{path.stat().st_size / 1e6:.0f} MB, {answer.read} organisations, {answer.compared} compared")
        print(f"{seconds:.1f} s, {processor:.1f} of them of the processor")
        print(f"peak {memory()} MB, {memory() - before} MB above where it began")


if __name__ == "__main__":
    main()
