"""Looking at a new record before the site takes it up, in a process of its own: the site answers, and can be stopped.

The process validates as at the start of the site and tells what it found in a file without a name; who started it
then opens the same edition, and no other, without validating it once more.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Final

from graph.errors import RecordError
from graph.record import Record, open_record

from ..startup import read_all, sound_record

__all__ = ["Look", "NotTaken", "main"]

_NICENESS: Final = 10
"""A look gives way to pages and queries."""

_PROGRAM: Final = "import sys; from webapp.server.reload import main; main(*sys.argv[1:])"


class NotTaken(RecordError):
    """The new record is not sound, or cannot be opened."""


class Look:
    """A look at the record in a file, or in the store at an address."""

    def __init__(self, path: str, store: str) -> None:
        self._path, self._store = path, store
        self._found: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- `end` closes it
        self._process = subprocess.Popen(  # noqa: S603 -- the interpreter itself, with our own settings
            [sys.executable, "-P", "-c", _PROGRAM, path, store],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.DEVNULL,
            stdout=self._found,
            stderr=subprocess.DEVNULL,
        )

    @property
    def over(self) -> bool:
        """Whether it has come to an end."""
        return self._process.poll() is not None

    def record(self) -> Record:
        """The record it found sound, read whole.

        Raises:
            NotTaken: it found none, was ended, or the record was changed meanwhile; the message says which.
        """
        self._found.seek(0)
        told = self._found.readline()
        if not told.endswith(b"\n"):
            raise NotTaken("It could not be looked at: the process that did so was ended. Try again.")
        verdict = json.loads(told)
        if verdict["why"]:
            raise NotTaken(verdict["why"], verdict["public"])
        record = _opened(self._path, self._found.read())
        if record.version != verdict["version"]:
            raise NotTaken("It was changed while it was looked at. Try again when it is in place.")
        read_all(record.history)
        return record

    def end(self) -> None:
        """Ends it, whether it is over or not."""
        self._process.kill()
        self._process.wait()
        self._found.close()


def _opened(path: str, turtle: bytes) -> Record:
    return Record(turtle, "the record in the store") if turtle else open_record(Path(path) if path else None)


def main(path: str, store: str) -> None:
    """Looks, and tells: a line of JSON with `why` the record is not taken, and that as it is `public`, or with its
    `version`; then, of a store's record, the Turtle."""
    os.nice(_NICENESS)
    version, why, public, turtle = "", "", "", b""
    try:
        record = sound_record(path, store)
        version, turtle = record.version, record.turtle if store else b""
    except Exception as error:  # whatever is wrong with the new one, the old one still answers
        told = error if isinstance(error, RecordError) else NotTaken("It cannot be opened.")
        why, public = str(told), told.public
    sys.stdout.buffer.write(f"{json.dumps({'version': version, 'why': why, 'public': public})}\n".encode() + turtle)
    sys.stdout.flush()
