"""Looking at a new record before the site takes it up, in a process of its own: the site answers, and can be stopped.

The process validates as at the start of the site and sends its verdict; who started it then opens the same edition,
and no other, without validating it once more. A store's record lies in a file until then: the end of the process is
what gunicorn waits for, and a pipe that nobody reads would keep it from ending.
"""

import os
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, NamedTuple

from graph.errors import RecordError
from graph.record import Record, open_record
from graph.record.remote import from_store
from graph.util.child_process import Child, ChildGone, give_way

from ..startup import read_all, sound_record

__all__ = ["Look", "NotTaken"]

_NICENESS: Final = 10
"""A look gives way to pages and queries."""


class NotTaken(RecordError):
    """The new record is not sound, or cannot be opened."""


class _Verdict(NamedTuple):
    """The version of a sound record; or why it is not taken, and that as it is `public`."""

    version: str = ""
    why: str = ""
    public: str = ""


class Look:
    """A look at the record in a file, or in the store at an address."""

    def __init__(self, path: str, store: str) -> None:
        self._path, self._store = path, store
        self._folder = tempfile.TemporaryDirectory(prefix="look-")
        self._copy = Path(self._folder.name) / "record.ttl"
        self._child = Child(_main, path, store, self._copy, environment=os.environ)

    @property
    def over(self) -> bool:
        """Whether it has come to an end."""
        return self._child.answered

    def record(self) -> Record:
        """The record it found sound, read whole.

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
        """Ends it, whether it is over or not."""
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
    except Exception as error:  # whatever is wrong with the new one, the old one still answers
        told = error if isinstance(error, RecordError) else NotTaken("It cannot be opened.")
        verdict = _Verdict(why=str(told), public=told.public)
    pipe.send(tuple(verdict))
