"""Reads the rows of a sorted Turtle file in parallel, one process per core, without loading the whole file.

Raises `NotInOrder` for any other file, which then has to be read whole.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from ..tables.decode import RowDecoder
from ..tables.schema import TABLES
from ..util.child_process import Child, ChildGone, cores
from .lazy import without_collection
from .turtle_parts import Cuts, NotInOrder, TurtlePart, cuts_of, read_part

__all__ = ["NotInOrder", "rows_in_order"]

_PARTS_FOR_ONE: Final = 4
"""Fewer parts than this for each process are read sooner than it has started."""

_PROCESSES: Final = 8
"""More do not help: one process takes in what all of them read. Each has some 100 MB."""


def rows_in_order(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows in a Turtle file, each with its table's name.

    Raises:
        NotInOrder: it is not sorted, or not the record's Turtle; rows may have been yielded before that.
        UnreadableRecord: a value that a table needs is missing.
    """
    told, last = RowDecoder(TABLES.values()), ""
    for part in _parts(path.resolve(), cuts_of(path)):
        if part.first <= last:
            raise NotInOrder
        yield from part.rows
        told.owners |= part.owners
        told.owned += part.owned
        last = part.last
    yield from told.last()


def _parts(path: Path, cuts: Cuts) -> Iterator[TurtlePart]:
    """The parts of a file in order; if a worker is gone or fails, its part is read here."""
    spans = cuts.spans
    processes = min(_PROCESSES, cores(), len(spans) // _PARTS_FOR_ONE)
    with _readers(path, cuts.head, spans, processes if processes > 1 else 0) as readers:
        for number, span in enumerate(spans):
            sent = _sent(readers[number % len(readers)]) if readers else None
            yield sent or read_part(path, cuts.head, *span)


def _sent(reader: Child) -> TurtlePart | None:
    with suppress(ChildGone):
        part: TurtlePart = reader.receive_object()
        return part
    return None


@contextmanager
def _readers(path: Path, head: bytes, spans: Sequence[tuple[int, int]], count: int) -> Iterator[list[Child]]:
    """N processes, each reading every N-th part and sending its rows; none if not all can be started."""
    with ExitStack() as started:
        readers = []
        with suppress(OSError):
            for number in range(count):
                reader = Child(_main, path, head, spans[number::count], environment=os.environ)
                readers.append(started.enter_context(reader))
        yield readers if len(readers) == count else []


def _main(pipe: Connection, path: Path, head: bytes, spans: Sequence[tuple[int, int]]) -> None:
    """The main function of a worker: reads parts and sends the rows of each."""
    with suppress(OSError, NotInOrder), without_collection():
        for span in spans:
            pipe.send(read_part(path, head, *span))
