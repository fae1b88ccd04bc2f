"""The rows of a sorted Turtle file, its parts read by as many processes as there are cores, without holding the whole.

Any other file raises `NotInOrder`, and is to be read whole.
"""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from ..tables.decode import RowsTold
from ..tables.schema import TABLES
from ..util.child_process import start
from .lazy import without_collection
from .turtle_parts import Cuts, NotInOrder, Part, cuts_of, read_part

__all__ = ["NotInOrder", "main", "rows_in_order"]

_PARTS_FOR_ONE: Final = 4
"""Fewer parts than this for each process are read sooner than it has started."""

_PROCESSES: Final = 8
"""More do not help: one process takes in what all of them read. Each has some 100 MB."""


def rows_in_order(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows that a Turtle file tells, each with the name of its table.

    Raises:
        NotInOrder: it is not sorted, or no Turtle of ours; rows may have been given by then.
        UnreadableRecord: it does not tell what a table needs.
    """
    told, last = RowsTold(TABLES.values()), ""
    for part in _parts(path.resolve(), cuts_of(path)):
        if part.first <= last:
            raise NotInOrder
        yield from part.rows
        told.owners |= part.owners
        told.owned += part.owned
        last = part.last
    yield from told.last()


def _parts(path: Path, cuts: Cuts) -> Iterator[Part]:
    """The parts of a file in their order; one whose process is gone, or cannot read it, is read here."""
    spans = cuts.spans
    processes = min(_PROCESSES, len(os.sched_getaffinity(0)), len(spans) // _PARTS_FOR_ONE)
    with _readers(path, cuts.head, spans, processes if processes > 1 else 0) as readers:
        for number, span in enumerate(spans):
            sent = _sent(readers[number % len(readers)]) if readers else None
            yield sent or read_part(path, cuts.head, *span)


def _sent(reader: Connection) -> Part | None:
    with suppress(EOFError, OSError):
        part: Part = reader.recv()
        return part
    return None


@contextmanager
def _readers(path: Path, head: bytes, spans: Sequence[tuple[int, int]], count: int) -> Iterator[list[Connection]]:
    """Processes that read every so-manieth part each, and what they send; they end when nobody listens any more."""
    started: list[tuple[subprocess.Popen[bytes], Connection]] = []
    try:
        with suppress(OSError):
            for number in range(count):
                started.append(start("graph.record.parallel_parts", environment=os.environ))
                started[-1][1].send((path, head, spans[number::count]))
        yield [connection for _, connection in started] if len(started) == count else []
    finally:
        for process, connection in started:
            connection.close()
            process.kill()
            process.wait()


def main(descriptor: int) -> None:
    """Reads parts in a process of its own, told which through a pipe, and sends what each tells."""
    connection = Connection(descriptor)
    with suppress(EOFError, OSError, NotInOrder), without_collection():
        path, head, spans = connection.recv()
        for span in spans:
            connection.send(read_part(path, head, *span))
