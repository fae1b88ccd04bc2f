"""Records of the real shape and of any size: the real one, and beside it as many invented systems as are asked for.

    python -m benchmarks.generate BODIES FILE [--seed 1]

A system is what one part of England went through since 1990: districts, authorities, two waves of trusts, groups that
merge, partnerships and a board, with lines, shares, codes used again, and dates known only in part. The same seed
gives the same bytes, in the record's canonical form.
"""

import argparse
import heapq
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from graph.rdf.terms import PREFIXES
from graph.rdf.turtle import canonical
from graph.record import open_record
from graph.tables.encode import to_record
from graph.tables.ids import event_id
from graph.tables.schema import TABLES

__all__ = ["System", "generate"]

_SYSTEMS_AT_ONCE: Final = 250
_LETTERS: Final = "0123456789ABCDFGHJKLMNPQRSTUVWXYZ"  # without E: 1E5 is a number to a spreadsheet
_DISTRICT_ENDS, _AUTHORITY, _AUTHORITY_ENDS = "1996-03-31", "1996-04-01", "2002-03-31"
_TRUST, _TRUST_ENDS, _TRUST_AGAIN, _TRUSTS_END = "2002-04-01", "2006-09-30", "2006-10-01", "2013-03-31"
_GROUP, _GROUP_MERGED, _GROUPS_END, _BOARD = "2013-04-01", "2021-04-01", "2022-06-30", "2022-07-01"


class System:
    """The rows of one invented system, by table."""

    def __init__(self, number: int, draw: random.Random, sources: Sequence[str]) -> None:
        self.rows: dict[str, list[dict[str, str]]] = {name: [] for name in TABLES}
        self._number, self._draw, self._all_sources, self._codes = number, draw, sources, 0
        self._live()

    @property
    def size(self) -> int:
        """How many bodies it has."""
        return len(self.rows["bodies"]) + len(self.rows["inferences_bodies"])

    def _add(self, table: str, **cells: str) -> None:
        row = {column: cells.get(column, "") for column in TABLES[table].header}
        for column in row:
            dated = column.removesuffix("_precision")
            if dated != column and row[dated] and not row[column]:
                row[column] = "day"
        self.rows[table].append(row)

    def _sources(self) -> str:
        return "|".join(self._draw.sample(self._all_sources, self._draw.choice((1, 3, 3, 4, 4, 4, 5, 6))))

    def _code(self) -> str:
        """A new code of five characters, none of which is like a number."""
        self._codes += 1
        number, code = self._number * 64 + self._codes, ""
        for _ in range(4):
            number, digit = divmod(number, len(_LETTERS))
            code = _LETTERS[digit] + code
        return f"X{code}"

    def _body(self, kind: str, start: str, end: str, code: str = "", precision: str = "day") -> str:
        number = len(self.rows["bodies"]) + len(self.rows["inferences_bodies"])
        body = f"{kind}-{code.lower() or f'of-{self._number}'}-{number}"
        chance = self._draw.random()
        inferred = chance < 0.04 and not code
        self._add(
            "inferences_bodies" if inferred else "bodies",
            id=body,
            kind=kind,
            name=f"Town {number} of System {self._number} {kind.upper()}",
            alt_names=f"Town {number}|Towns of {self._number}" if chance > 0.6 else "",
            ods_code=code,
            ons_code=f"E{39_000_000 + self._number * 64 + number}" if kind == "ccg" else "",
            start=start,
            end=end,
            start_precision=precision if start else "",
            end_precision="day" if end else "",
            sources=self._sources(),
            note="Named in the list of the time, among others of the same part of the country." if chance > 0.5 else "",
            reason="named in a list of the year before" if inferred else "",
        )
        if start and precision != "day":
            self._add(
                "inferences_values",
                body_id=body,
                field="start",
                value=start,
                precision="day",
                sources=self._sources(),
                reason="the day of the others in the same list",
            )
        if chance < 0.05 and not inferred:
            self._add("names", body_id=body, name=f"Old Town {number}", start=start, end=end, sources=self._sources())
            if code:
                self._add("codes", body_id=body, scheme="ods", code=code, start=start, sources=self._sources())
        if 0.05 <= chance < 0.085:
            self._add(
                "conflicts",
                subject=body,
                field="name",
                value_a="Town",
                source_a=self._sources(),
                value_b=f"Towne {number}",
                source_b=self._sources(),
                why="the order says so",
            )
        return body

    def _change(
        self, kind: str, day: str, olds: Sequence[str], news: Sequence[str], basis: str = "legal", inferred: float = 0.0
    ) -> None:
        """Links of each old body with each new one; shares where there are several new ones."""
        for old in olds:
            for new, share in zip(news, self._shares(len(news)), strict=True):
                row = {"from_id": old, "to_id": new, "basis": basis, "kind": kind, "date": day, "date_precision": "day"}
                row |= {"sources": self._sources()}
                if self._draw.random() < inferred:
                    row |= {"reason": "the same area by the list of small areas", "kind": "partial-transfer"}
                    self._add("inferences", **row)
                    continue
                event = event_id(row)
                if all(each["id"] != event for each in self.rows["events"]):
                    self._add("events", id=event, kind=kind, date=day, sources=self._sources(), note="n to m")
                row |= {"event_id": event, "share": share, "share_basis": "population" if share else ""}
                self._add("successions", **{name: cell for name, cell in row.items() if not name.startswith("date")})

    def _shares(self, count: int) -> list[str]:
        if count == 1:
            return [""]
        parts = [self._draw.randint(1, 90) for _ in range(count)]
        return [f"{part / sum(parts):.4f}".rstrip("0").rstrip(".") for part in parts]

    def _line(self, lower: str, upper: str, kind: str, start: str, end: str) -> None:
        inferred = self._draw.random() < 0.18
        self._add(
            "inferences_accountability" if inferred else "accountability",
            id=f"line-{lower}--{upper}--{kind}--{start}",
            from_id=lower,
            to_id=upper,
            kind=kind,
            start=start,
            end=end,
            sources=self._sources(),
            reason="follows its authority" if inferred else "",
            note="assigned through the list of the year" if not inferred else "",
        )

    def _live(self) -> None:
        draw = self._draw
        region = self._body("rha", "", _DISTRICT_ENDS)
        office = self._body("regional-office", _AUTHORITY, _AUTHORITY_ENDS)
        strategic = self._body("sha", _TRUST, _TRUSTS_END, self._code())
        team = self._body("area-team", _GROUP, "2018-03-31", self._code())
        late_region = self._body("nhs-region", _GROUP, "", self._code())
        self._change("replacement", _AUTHORITY, [region], [office])
        inexact = ("day", "year", "by", "by", "month")
        districts = [
            self._body("dha", *draw.choice((("", _DISTRICT_ENDS), ("1990-01-01", _DISTRICT_ENDS))), "", "year")
            for _ in range(draw.randint(3, 5))
        ]
        authorities = [self._body("ha", _AUTHORITY, _AUTHORITY_ENDS) for _ in range(draw.randint(1, 3))]
        for district in districts:
            self._change("merger", _AUTHORITY, [district], [draw.choice(authorities)], inferred=0.3)
            self._line(district, region, "performance-management", "1990-01-01", _DISTRICT_ENDS)
        first = [
            self._body("pct", _TRUST, _TRUST_ENDS, self._code(), draw.choice(inexact))
            for _ in range(draw.randint(4, 8))
        ]
        for authority in authorities:
            self._change("split", _TRUST, [authority], draw.sample(first, min(3, len(first))), "area", inferred=0.6)
            self._line(authority, office, "performance-management", _AUTHORITY, _AUTHORITY_ENDS)
        second = [self._body("pct", _TRUST_AGAIN, _TRUSTS_END, self._code()) for _ in range(draw.randint(2, 4))]
        for trust in first:
            self._change("merger", _TRUST_AGAIN, [trust], [draw.choice(second)])
            self._line(trust, strategic, "performance-management", _TRUST, _TRUST_ENDS)
            self._line(trust, strategic, "membership", _TRUST, _TRUST_ENDS)
        old_codes = [row["ods_code"] for row in self.rows["bodies"] if row["kind"] == "pct"]
        groups = [
            self._body("ccg", _GROUP, _GROUPS_END if number else "2021-03-31", draw.choice((self._code(), code)))
            for number, code in enumerate(old_codes[: draw.randint(4, 7)])
        ]
        for trust in second:
            self._change("partial-transfer", _GROUP, [trust], draw.sample(groups, min(2, len(groups))), "area")
            self._line(trust, strategic, "performance-management", _TRUST_AGAIN, _TRUSTS_END)
        partnership = self._body("stp", "2016-03-01", "2020-11-30", self._code(), "month")
        care_system = self._body("ics", "2020-12-01", _GROUPS_END, "", "month")
        board = self._body("icb", _BOARD, "", self._code())
        self._change("replacement", "2020-12-01", [partnership], [care_system], "area")
        self._change("replacement", _BOARD, [care_system], [board], "area")
        merged = groups[1:3]
        self._change("merger", _GROUP_MERGED, groups[:1], merged[:1])
        for group in groups:
            if group != groups[0]:
                self._change("replacement", _BOARD, [group], [board])
                place = self._body("local-place", _BOARD, "")
                self._change("replacement", _BOARD, [group], [place], "code", inferred=1.0)
                self._line(place, board, "membership", _BOARD, "")
            self._line(group, team, "performance-management", _GROUP, "2018-03-31")
            self._line(group, partnership, "membership", "2016-04-01", "2020-11-30")
            end = "2021-03-31" if group == groups[0] else _GROUPS_END
            self._line(group, "national-body-nhs-england", "statutory", _GROUP, end)
        for lower, start, end in (
            (team, _GROUP, "2018-03-31"),
            (partnership, "2016-04-01", "2020-11-30"),
            (care_system, "2021-01-01", _GROUPS_END),
            (board, _BOARD, ""),
        ):
            self._line(lower, late_region, "membership", start, end)


def _blocks(turtle: bytes) -> Iterator[tuple[str, str]]:
    """The subjects of a canonical Turtle text: the IRI of each, and its lines."""
    iri, lines = "", list[str]()
    for line in turtle.decode().splitlines(keepends=True):
        if line[0] not in "\t@":
            if lines:
                yield iri, "".join(lines)
            prefix, _, local = line.split(" ", 1)[0].partition(":")
            iri, lines = PREFIXES[prefix] + local, []
        if line[0] != "@":
            lines.append(line)
    yield iri, "".join(lines)


def _read_blocks(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8") as file:
        block: list[str] = []
        for line in file:
            if line == "\n":
                yield block[0].rstrip("\n"), "".join(block[1:])
                block = []
            else:
                block.append(line)


def generate(bodies: int, path: Path, seed: int = 1) -> int:
    """Writes a record with at least so many bodies, holding a few hundred systems at once; gives back how many."""
    draw = random.Random(seed)
    real = open_record()
    sources = [row["key"] for row in real.rows("sources")]
    kinds = [dict(row) for row in real.rows("kinds")]
    count = len(real.rows("bodies")) + len(real.rows("inferences_bodies"))
    number = 0
    with tempfile.TemporaryDirectory() as directory:
        parts: list[Path] = []

        def keep(turtle: bytes) -> None:
            part = Path(directory) / str(len(parts))
            with part.open("w", encoding="utf-8") as file:
                for iri, text in _blocks(turtle):
                    if not parts or not iri.startswith(PREFIXES["nhs"]):  # the kinds are the first part's
                        file.write(f"{iri}\n{text}\n")
            parts.append(part)

        keep(real.turtle)
        while count < bodies:
            tables: dict[str, list[dict[str, str]]] = {name: [] for name in TABLES} | {"kinds": list(kinds)}
            for _ in range(_SYSTEMS_AT_ONCE):
                number += 1
                system = System(number, draw, sources)
                count += system.size
                for name, rows in system.rows.items():
                    tables[name] += rows
                if count >= bodies:
                    break
            keep(canonical(to_record(tables)))
        head = [line for line in real.turtle.decode().splitlines(keepends=True)[:40] if line.startswith("@prefix")]
        with path.open("w", encoding="utf-8") as file:
            file.writelines(head)
            file.writelines(text for _, text in heapq.merge(*map(_read_blocks, parts)))
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("bodies", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(generate(asked.bodies, asked.file, asked.seed), "bodies")


if __name__ == "__main__":
    main()
