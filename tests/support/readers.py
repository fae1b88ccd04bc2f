"""The parsers of external text as functions of bytes, with good examples for each.

`python -m tests.support.readers READER SECONDS FOLDER` looks for bytes that make one fail with
anything but an error of ours, guided by coverage; what it finds is left in the folder.
"""

import gzip
import io
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["READERS", "examples"]


def _fuzzer() -> ModuleType | None:
    """The fuzzer, where this is run as a program: it must see the modules of the product being imported."""
    if __name__ != "__main__":
        return None
    import atheris

    found: ModuleType = atheris
    return found


_FUZZER = _fuzzer()
if _FUZZER is None:
    from graph.errors import RecordError
    from graph.model.dates import parse_day
    from graph.record import Record
    from graph.sheets.read import open_sheet
    from graph.sparql.guard import check
    from graph.tables.encode import parse_table, to_record
    from graph.tables.schema import TABLES
else:
    with _FUZZER.instrument_imports(include=["graph"]):
        from graph.errors import RecordError
        from graph.model.dates import parse_day
        from graph.record import Record
        from graph.sheets.read import open_sheet
        from graph.sparql.guard import check
        from graph.tables.encode import parse_table, to_record
        from graph.tables.schema import TABLES


def _day(data: bytes) -> None:
    parse_day(data.decode("utf-8", "replace"))


def _query(data: bytes) -> None:
    check(data.decode("utf-8", "surrogateescape"))


def _turtle(data: bytes) -> None:
    history = Record(data).history
    for table in ("bodies", "events", "successions", "lines", "restructures", "commitments", "published_counts"):
        getattr(history, table)


def _tables(data: bytes) -> None:
    """The first byte chooses the table; the rest is its text."""
    table = list(TABLES.values())[data[0] % len(TABLES)] if data else next(iter(TABLES.values()))
    rows = parse_table(table, data[1:])
    to_record({name: rows if name == table.name else [] for name in TABLES})


def _sheet(data: bytes) -> None:
    with open_sheet(io.BytesIO(data), largest=2**20) as sheet:
        for batch in sheet.batches():
            batch.height  # noqa: B018 - that it can be read


READERS: dict[str, Callable[[bytes], None]] = {
    "day": _day,
    "query": _query,
    "tables": _tables,
    "turtle": _turtle,
    "sheet": _sheet,
}


def examples(reader: str) -> Sequence[bytes]:
    """Good input, from which bad input is made."""
    from tests.support.sound import sound_rows
    from tests.support.tiny import tiny_record

    rows: Any = sound_rows()
    match reader:
        case "day":
            return [b"2013", b"2013-04", b"2013-04-01", b" 1948-01-01 "]
        case "query":
            return [
                b"SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?o > 1) } GROUP BY ?s LIMIT 3",
                b"PREFIX a: <b:c> CONSTRUCT { ?s a:b 'x'@en } WHERE { { ?s (a:b/^a:c)* ?o } UNION { ?s a ?o } } # c",
                b"ASK { VALUES ?x { 1.0 true <a:b> } OPTIONAL { ?x ?y ?z } MINUS { ?x ?y [] } }",
            ]
        case "tables":
            texts = []
            for number, (name, table) in enumerate(TABLES.items()):
                header = ",".join(table.header)
                lines = [",".join(str(row.get(cell, "")) for cell in table.header) for row in rows.get(name, ())]
                texts.append(bytes([number]) + "\n".join([header, *lines, ""]).encode())
            return texts
        case "turtle":
            turtle = tiny_record(rows).turtle
            return [turtle, turtle[: len(turtle) // 4]]
        case _:
            plain = b"code,amount\n5NR,1.5\n5NT,2\n"
            texts = [plain, b"code\tamount\n5NR\t1\n", "code;größe\n5NR;1\n".encode("cp1252")]
            return [*texts, gzip.compress(plain * 9, mtime=0), _workbook()]


def _workbook() -> bytes:
    """A small workbook, the same in each run."""
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2024, 1, 1)})
        book.add_worksheet().write_column(0, 0, ["code", "5NR", "5NT"])
    return file.getvalue()


def _search(reader: str, seconds: int, folder: Path) -> None:
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, example in enumerate(examples(reader)):
        (corpus / f"{number}").write_bytes(example)

    def read(data: bytes) -> None:
        with suppress(RecordError):
            READERS[reader](data)

    assert _FUZZER is not None
    limits = [f"-max_total_time={seconds}", "-seed=1", "-timeout=20", "-max_len=20000", "-rss_limit_mb=2048"]
    _FUZZER.Setup([sys.argv[0], *limits, f"-artifact_prefix={folder}/found-", "-verbosity=0", str(corpus)], read)
    _FUZZER.Fuzz()


if __name__ == "__main__":
    _search(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
