"""How long the files of ODS take to become a register, and a table by practice to be recoded with it.

    python -m benchmarks.registers [--megabytes N] [--rows N]

A file of memberships as large as epcmem, XML of organisations of which one in twelve is a practice, as in the whole
register, and a table of practices by month beside the same table by commissioner.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from graph.record import open_record
from graph.record.history import History
from tests.support import ods_files as files

PRACTICES = 16_773
"""As in epcmem of October 2019, which has 47,822 rows."""
PRACTICE_OF = 12
"""One organisation of so many is a practice; of the others a register keeps nothing."""


def commissioners(history: History) -> list[list[tuple[str, date, date | None]]]:
    """Codes of PCTs, then of CCGs, with their days."""
    return [
        [
            (body.ods_code, body.life.starts[0], body.life.end)
            for body in history.by_kind[kind]
            if body.ods_code and body.life.certain_on(day)
        ]
        for kind, day in (("pct", date(2010, 4, 1)), ("ccg", date(2013, 4, 1)))
    ]


def code(number: int) -> str:
    return f"{'ABCDEFGHJKLMNP'[number % 14]}{80_000 + number // 14:05}"


def memberships(history: History) -> list[str]:
    trusts, groups = commissioners(history)
    rows = []
    for number in range(PRACTICES):
        place = number % len(trusts)  # the practices of a PCT became those of two CCGs
        trust = trusts[place]
        group = groups[(place * len(groups) // len(trusts) + number // len(trusts) % 2) % len(groups)]
        rows.append(f"{code(number)} {trust[0]} 20061001 20130331")
        rows.append(f"{code(number)} {group[0]} 20130401 -")
        if number % 100 < 85:
            rows.append(f"{code(number)} 5XX 20020401 20060930")
    return rows


def organisations() -> Iterator[str]:
    """XML of organisations without end, each with a dozen relationships: three kilobytes, nearly all of it tags."""
    commissioned = ("RE4 5E1 2001-04-01/2013-03-31", "RE4 00K 2013-04-01/2020-03-31", "RE4 16C 2020-04-01")
    others = [f"RE8 U{number:05} 20{number:02}-04-01/20{number + 1:02}-03-31" for number in range(10, 20)]
    number = 0
    while True:
        practice = number % PRACTICE_OF == 0
        made: dict[str, Any] = files.organisation(
            code(number // PRACTICE_OF) if practice else f"F{number:06}",
            f"ORGANISATION {number}",
            ("RO177", "RO76") if practice else ("RO182",),
            "1974-04-01",
            postcode="TS18 1HU",
            rels=(*commissioned, *others),
        )
        yield files.element(made)
        number += 1


def write_xml(path: Path, size: int) -> None:
    head, tail = files.xml().split("</Organisations>")
    with path.open("w", encoding="utf-8") as file:
        written = file.write(head)
        for each in organisations():
            written += file.write(each)
            if written > size:
                break
        file.write(f"</Organisations>{tail}")


def run(*words: str) -> tuple[float, float, int]:
    """Seconds of a command, those of the processor, and its peak memory in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    program = "import resource, sys, cli; sys.argv[0] = 'cli.py'\ntry: cli.main()\nfinally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)"  # fmt: skip  # noqa: E501
    ran = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, worked, int(ran.stderr.splitlines()[-1])


def table_of(rows: Sequence[str], number: int, path: Path) -> None:
    """A table of practices by month, with the commissioner of each row's month beside."""
    open_rows = [row.split() for row in rows]
    with path.open("w", encoding="utf-8") as file:
        file.write("practice_code,org_code,month,items\n")
        written, month = 0, 0
        while written < number:
            year, place = 2010 + month // 12, month % 12 + 1
            day = f"{year}{place:02}01"
            for member, parent, joined, left in open_rows:
                if joined <= day and (left == "-" or day <= left) and written < number:
                    file.write(f"{member},{parent},{year}-{place:02},10\n")
                    written += 1
            month += 1


def main() -> None:
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.registers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--megabytes", type=int, default=1_000, help="size of the XML")
    options.add_argument("--rows", type=int, default=1_000_000, help="rows of the table")
    chosen = options.parse_args()
    rows = memberships(open_record().history)
    print("| | seconds | of the processor | peak MB |\n|---|---:|---:|---:|")

    def line(what: str, figures: tuple[float, float, int]) -> None:
        print(f"| {what} | {figures[0]:.1f} | {figures[1]:.1f} | {figures[2]} |", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        members, table, whole = at / "epcmem.csv", at / "table.csv", at / "whole.xml"
        own, other = str(at / "one.sqlite"), str(at / "two.sqlite")
        members.write_text(files.epcmem(*rows), encoding="utf-8")
        table_of(rows, chosen.rows, table)
        line(f"add {len(rows):,} memberships", run("register", "add", str(members), "--register", own))
        write_xml(whole, chosen.megabytes * 1_000_000)
        size = whole.stat().st_size / 1e6
        line(f"add {size:,.0f} MB of XML", run("register", "add", str(whole), "--register", other))
        to = ("--from-column", "month", "--to", "2019-04-01", "--register", own, "--output", str(at / "out.csv"))
        for column in ("org_code", "practice_code"):
            words = ("recode", str(table), "--column", column, *to)
            line(f"recode {chosen.rows:,} rows by {column}", run(*words))


if __name__ == "__main__":
    main()
