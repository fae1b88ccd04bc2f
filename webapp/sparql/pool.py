"""A pool of confined processes for public queries, with a time limit and a bounded queue.

A thread has a process to itself during a query, and kills it on time-out: neither Oxigraph nor rdflib can be
interrupted otherwise. There is no pool manager in between, which would take half the cost of a task. All are forked
from one process, so the record is in memory once, and one that was killed is replaced in milliseconds.
"""

import math
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from graph.errors import RecordError, StoreError
from graph.sparql.guard import BadQuery
from graph.sparql.sandbox import Limits, confined_processes
from graph.util.child_process import ChildGone
from graph.util.fork_server import Copy, ForkServer

from ..http.turns import NOBODY, Asker, Crowded, HungUp, Turn, Turns

__all__ = ["Busy", "ClientGone", "OutOfMemory", "Pool", "TimeUp", "TooLarge", "turn_of"]

_LOADING_SECONDS: Final = 120.0
_DYING_SECONDS: Final = 1.0
_DIGITS: Final = 12
"""In which a process says how long it worked, before its answer."""
_SHORT_SECONDS: Final = 0.3
_LOWEST: Final = 19
_LOOK_SECONDS: Final = 0.1
"""Between two looks at whether the query should go on."""
_NOT_NOW: Final = "No query can be answered at the moment. Ask again in a few seconds."


class Busy(RecordError):
    """All query slots are taken and others have priority; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int, why: str = "Too many queries are running.") -> None:
        self.retry_after = retry_after
        super().__init__(f"{why} Ask again in {retry_after} second{'s' * (retry_after != 1)}.")


class ClientGone(RecordError):
    """The client disconnected before it was answered."""

    def __init__(self) -> None:
        super().__init__("You have hung up.")


class TimeUp(RecordError):
    """The query exceeded the time limit."""


class OutOfMemory(RecordError):
    """The query exceeded the memory limit."""

    def __init__(self) -> None:
        super().__init__("The query needed more memory than a query may have. Sort, group or nest less, or add LIMIT.")


class TooLarge(RecordError):
    """The result exceeded the size limit."""

    def __init__(self) -> None:
        super().__init__("The result is larger than a result may be. Add LIMIT, or take the dumps at /data.")


@dataclass(slots=True, eq=False)
class _Worker:
    """A query process; `slow` once its priority has been lowered, which is permanent."""

    child: Copy
    ready: bool = False
    slow: bool = False
    ended: bool = False

    def end(self) -> None:
        """Kills it."""
        self.ended = True
        self.child.end()


class Pool:
    """Processes holding one record, started by the first query in each process of the site."""

    def __init__(self, turtle: bytes, limits: Limits, *, workers: int, waiting: int, patience: float) -> None:
        """Up to `waiting` queries wait for one of `workers` processes, each for at most `patience` seconds."""
        self._turtle, self._limits, self._workers = turtle, limits, workers
        self._turns = Turns(workers, waiting, patience=patience, longest=limits.seconds)
        self._starting = threading.Lock()
        self._owner = 0
        self._source: ForkServer | None = None

    def prepare(self) -> None:
        """Loads the record into the process that all query processes are forked from.

        Called before the site's own processes are forked, so that they share it; otherwise each starts its own.
        """
        self._loaded()

    def _loaded(self) -> ForkServer:
        self._source = confined_processes(self._turtle, self._limits)
        return self._source

    def release(self) -> None:
        """Called where the site's processes were forked and this record is served no longer."""
        if self._source is not None:
            self._source.release()

    def answer(self, query: str, media_type: str, asker: Asker = NOBODY) -> bytes:
        """The serialised answer to a checked query; its duration is added to the work of `asker`.

        Raises:
            BadQuery: the engine finds it malformed.
            Busy: no process came free in time, or it was ended in favour of a client who had less.
            ClientGone: who asked has hung up.
            TimeUp: it ran too long and was ended.
            OutOfMemory: it needed too much memory and was ended.
            TooLarge: its result has too many bytes.
            StoreError: it failed.
        """
        self._start()
        with turn_of(self._turns, asker) as turn:
            worker = self._take()
            try:
                return _outcome(self._ask(worker, f"{media_type}\n{query}".encode(), turn))
            finally:
                with self._starting:
                    self._idle.append(self._replaced(worker) if worker.ended or worker.slow else worker)

    def close(self) -> None:
        """Ends the processes; the next query starts new ones."""
        with self._starting:
            if self._owner == os.getpid():
                for worker in self._all:
                    worker.end()
            self._owner = 0
            if self._source is not None:
                self._source.end()
                self._source = None

    def _start(self) -> None:
        if self._owner == os.getpid():
            return
        with self._starting:
            if self._owner == os.getpid():
                return
            try:
                self._all = {self._new() for _ in range(self._workers)}
            except (ChildGone, OSError):  # no descriptors, processes or memory: the next query tries again
                raise StoreError(_NOT_NOW) from None
            self._idle = list(self._all)
            self._owner = os.getpid()

    def _new(self) -> _Worker:
        if self._source is not None:
            try:
                return _Worker(self._source.copy())
            except ChildGone:
                self._source.end()
        return _Worker(self._loaded().copy())

    def _replaced(self, worker: _Worker) -> _Worker:
        """A replacement for a dead process; the dead one if none can be started, for the next query to retry."""
        worker.end()
        try:
            new = self._new()
        except (ChildGone, OSError):
            return worker
        self._all = self._all - {worker} | {new}
        return new

    def _take(self) -> _Worker:
        with self._starting:
            worker = self._idle.pop()  # a query with a turn always finds one
            return worker if worker.child.running else self._replaced(worker)

    def _ask(self, worker: _Worker, message: bytes, turn: Turn) -> bytes:
        child = worker.child
        try:
            if not worker.ready:
                worker.ready = child.receive(_LOADING_SECONDS) == b"ready"
            child.send(message)
        except (TimeoutError, ChildGone):
            worker.end()
            raise StoreError(_NOT_NOW) from None
        try:
            return self._received(worker, turn)
        except ChildGone:
            killed = child.was_killed(_DYING_SECONDS)
            worker.end()
            raise StoreError(_NOT_NOW) if killed else OutOfMemory from None

    def _received(self, worker: _Worker, turn: Turn) -> bytes:
        """The response of a process, unless it times out, has to yield, or the client is gone."""
        begun, child = time.monotonic(), worker.child
        until = begun + self._limits.seconds
        worked: float | None = None
        try:
            while (left := until - time.monotonic()) > 0:
                with suppress(TimeoutError):
                    message = child.receive(min(left, _LOOK_SECONDS))
                    worked = float(message[:_DIGITS])
                    return message[_DIGITS:]
                worker.slow = worker.slow or _gives_way(child, time.monotonic() - begun)
                if turn.asker.gone():
                    worker.end()
                    raise ClientGone
                if turn.yields:
                    worker.end()
                    raise Busy(max(1, math.ceil(turn.weight)), "Others wait, and you have had more time than they.")
        finally:
            turn.asker.worked += time.monotonic() - begun if worked is None else worked
        worker.end()
        limit = f"{self._limits.seconds:g} seconds"
        raise TimeUp(f"The query was stopped after {limit}. Ask for less: bind more terms, or add LIMIT.")


def _gives_way(child: Copy, seconds: float) -> bool:
    """Lowers the priority of a long-running query behind pages and short queries; returns whether it did."""
    if seconds < _SHORT_SECONDS or child.pid is None or not hasattr(os, "setpriority"):
        return False
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, child.pid, _LOWEST)
    return True


@contextmanager
def turn_of(turns: Turns, asker: Asker) -> Iterator[Turn]:
    """A slot among running queries; raises `Busy` and `ClientGone`."""
    try:
        with turns.turn(asker) as turn:
            yield turn
    except Crowded as crowd:
        raise Busy(crowd.retry_after) from None
    except HungUp:
        raise ClientGone from None


def _outcome(message: bytes) -> bytes:
    """The body of a worker's response, or the error it reports."""
    said, _, body = message.partition(b"\n")
    match said.split():
        case [b"ok"]:
            return body
        case [b"bad", line, column]:
            raise BadQuery(body.decode("utf-8", "replace"), int(line), int(column))
        case [b"large"]:
            raise TooLarge
        case [b"memory"]:
            raise OutOfMemory
        case _:
            raise StoreError("The query failed in the engine. Write it in another way.")
