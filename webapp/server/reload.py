"""Validates a new record in a separate process before the site loads it; the site keeps answering meanwhile.

The process validates as at start-up and reports the verdict; the parent then loads exactly that edition without
validating again. A store's record is passed in a file: gunicorn waits for the process to exit, and an unread pipe would
block that.
"""

import os
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, NamedTuple

from graph.errors import RecordError
from graph.record import Record, open_record
from graph.record.store.remote import from_store
from graph.util.child_process import Child, ChildGone, give_way

from ..startup import read_all, sound_record

__all__ = ["Look", "NotTaken"]

_NICENESS: Final = 10
"""A look gives way to pages and queries."""


class NotTaken(RecordError):
    """The new record is unsound, or cannot be read."""


class _Verdict(NamedTuple):
    """The version of a sound record; or the reason for rejecting it, and its `public` form."""

    version: str = ""
    why: str = ""
    public: str = ""


class Look:
    """The validation of a record in a file, or in the store at an address."""

    def __init__(self, path: str, store: str) -> None:
        self._path, self._store = path, store
        self._folder = tempfile.TemporaryDirectory(prefix="look-")
        self._copy = Path(self._folder.name) / "record.ttl"
        self._child = Child(_main, path, store, self._copy, environment=os.environ)

    @property
    def over(self) -> bool:
        """Whether it has finished."""
        return self._child.answered

    def record(self) -> Record:
        """The validated record, loaded.

        Raises:
            NotTaken: it found none, was ended, or the record was changed meanwhile; the message says which.
        """
        try:
            verdict = _Verdict(*self._child.receive_object())
        except ChildGone:
            raise NotTaken("It could not be looked at: the process that did so was ended. Try again.") from None
        if verdict.why:
            raise NotTaken(verdict.why, verdict.public)
        record = self._open()
        if record.version != verdict.version:
            raise NotTaken("It was changed while it was looked at. Try again when it is in place.")
        read_all(record.history)
        return record

    def _open(self) -> Record:
        if self._store:
            return from_store(self._copy.read_bytes(), _areas_of(self._copy).read_bytes())
        return open_record(Path(self._path) if self._path else None)

    def end(self) -> None:
        """Stops it, whether it has finished or not."""
        self._child.end()
        self._folder.cleanup()


def _areas_of(copy: Path) -> Path:
    return copy.with_name("areas.ttl")


def _main(pipe: Connection, path: str, store: str, copy: Path) -> None:
    give_way(_NICENESS)
    try:
        record = sound_record(path, store)
        if store:
            copy.write_bytes(record.turtle)
            _areas_of(copy).write_bytes(record.areas_file.file.turtle if record.areas_file else b"")
        verdict = _Verdict(record.version)
    except Exception as error:  # whatever is wrong with the new one, keep serving the old one
        told = error if isinstance(error, RecordError) else NotTaken("It cannot be opened.")
        verdict = _Verdict(why=str(told), public=told.public)
    pipe.send(tuple(verdict))
