"""Who answers a public query: one of a few confined processes, for a bounded time, with a bounded number waiting.

A thread of the site has a process to itself while it asks, and kills it when time is up: neither Oxigraph nor rdflib
can be stopped in another way, and no manager stands between (half the cost of a pool library's task).
"""

import math
import os
import queue
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from graph.errors import RecordError, StoreError
from graph.sparql.guard import BadQuery
from graph.sparql.sandbox import Limits, confined_process
from graph.util.child_process import Child, ChildGone

__all__ = ["Busy", "OutOfMemory", "Pool", "TimeUp", "TooLarge"]

_LOADING_SECONDS: Final = 120.0
_DYING_SECONDS: Final = 1.0
_NOT_NOW: Final = "No query can be answered at the moment. Ask again in a few seconds."


class Busy(RecordError):
    """As many queries run as may, and enough wait; `retry_after` is in seconds, half the time that one may run."""

    def __init__(self, limits: Limits) -> None:
        self.retry_after = max(1, math.ceil(limits.seconds / 2))
        super().__init__(f"Too many queries are running. Ask again in {self.retry_after} seconds.")


class TimeUp(RecordError):
    """The query ran for as long as a query may."""


class OutOfMemory(RecordError):
    """The query needed more memory than a query may have."""

    def __init__(self) -> None:
        super().__init__("The query needed more memory than a query may have. Sort, group or nest less, or add LIMIT.")


class TooLarge(RecordError):
    """The result is larger than a result may be."""

    def __init__(self) -> None:
        super().__init__("The result is larger than a result may be. Add LIMIT, or take the dumps at /data.")


@dataclass(slots=True, eq=False)
class _Worker:
    child: Child
    ready: bool = False


class Pool:
    """Processes that hold one record; they are started at the first query, in whichever process of the site asks."""

    def __init__(self, turtle: bytes, limits: Limits, *, workers: int, waiting: int, patience: float) -> None:
        """`waiting` queries wait for one of `workers` processes, each for `patience` seconds at most."""
        self._turtle, self._limits = turtle, limits
        self._workers, self._waiting, self._patience = workers, waiting, patience
        self._starting = threading.Lock()
        self._owner = 0

    def answer(self, query: str, media_type: str) -> bytes:
        """The serialised answer to a checked query.

        Raises:
            BadQuery: the engine finds it malformed.
            Busy: no process came free in time.
            TimeUp: it ran too long and was ended.
            OutOfMemory: it needed too much memory and was ended.
            TooLarge: its result has too many bytes.
            StoreError: it failed.
        """
        self._start()
        if not self._places.acquire(blocking=False):
            raise Busy(self._limits)
        try:
            worker = self._take()
            try:
                return _outcome(self._ask(worker, f"{media_type}\n{query}".encode()))
            finally:
                self._idle.put(worker if worker.child.process.returncode is None else self._replaced(worker))
        finally:
            self._places.release()

    def close(self) -> None:
        """Ends the processes; the next query starts new ones."""
        with self._starting:
            if self._owner == os.getpid():
                for worker in self._all:
                    worker.child.end()
            self._owner = 0

    def _start(self) -> None:
        if self._owner == os.getpid():
            return
        with self._starting:
            if self._owner == os.getpid():
                return
            self._places = threading.BoundedSemaphore(self._workers + self._waiting)
            try:
                self._all = {self._new() for _ in range(self._workers)}
            except OSError:  # no descriptors, processes or memory: the next query tries again
                raise StoreError(_NOT_NOW) from None
            self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
            for worker in self._all:
                self._idle.put(worker)
            self._owner = os.getpid()

    def _new(self) -> _Worker:
        child = confined_process(self._limits)
        with suppress(ChildGone):  # it shows when the worker is asked
            child.send(self._turtle)
        return _Worker(child)

    def _replaced(self, worker: _Worker) -> _Worker:
        """A new process in place of one that has ended; that one where none can be had, for the next query to try."""
        worker.child.end()
        try:
            new = self._new()
        except OSError:
            return worker
        self._all = self._all - {worker} | {new}
        return new

    def _take(self) -> _Worker:
        try:
            worker = self._idle.get(timeout=self._patience)
        except queue.Empty:
            raise Busy(self._limits) from None
        return worker if worker.child.running else self._replaced(worker)

    def _ask(self, worker: _Worker, message: bytes) -> bytes:
        child = worker.child
        try:
            if not worker.ready:
                worker.ready = child.receive(_LOADING_SECONDS) == b"ready"
            child.send(message)
        except (TimeoutError, ChildGone):
            child.end()
            raise StoreError(_NOT_NOW) from None
        try:
            return child.receive(self._limits.seconds)
        except TimeoutError:
            child.end()
            limit = f"{self._limits.seconds:g} seconds"
            raise TimeUp(f"The query was stopped after {limit}. Ask for less: bind more terms, or add LIMIT.") from None
        except ChildGone:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(_DYING_SECONDS)
            child.end()
            raise StoreError(_NOT_NOW) if child.killed else OutOfMemory from None


def _outcome(message: bytes) -> bytes:
    """The body of a worker's answer, or the error it reports."""
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
