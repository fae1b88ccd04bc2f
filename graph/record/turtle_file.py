"""A Turtle text, in memory or in a file: its bytes, and the hash that identifies the edition."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from ..errors import UnreadableRecord

__all__ = ["TurtleFile", "opened"]


@dataclass(frozen=True, eq=False)
class TurtleFile:
    """The text of one edition; the same file opened again is a new one, as it may have been replaced."""

    source: bytes | Path
    name: str

    @cached_property
    def turtle(self) -> bytes:
        """The text.

        Raises:
            UnreadableRecord: the file cannot be read, or has changed since it was opened.
        """
        if isinstance(self.source, bytes):
            return self.source
        with opened(self.source) as file:
            turtle = file.read()
        self.check(hashlib.sha256(turtle).hexdigest())
        return turtle

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the text, in hexadecimal."""
        return hashlib.sha256(self.source).hexdigest() if isinstance(self.source, bytes) else _hash_of(self.source)

    def check(self, found: str) -> None:
        """Raises UnreadableRecord if the text just read is not the one that was opened."""
        if found != self.hash:
            raise UnreadableRecord(f"{self.name} was changed after it was opened. Open it again.")

    def check_unchanged(self) -> None:
        """Reads the file again; raises UnreadableRecord if it has changed since it was opened."""
        if isinstance(self.source, Path):
            self.check(_hash_of(self.source))


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Opens a file.

    Raises:
        UnreadableRecord: it does not exist or cannot be read.
    """
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise UnreadableRecord(f"There is no {path.name}. Restore it, or build it with: import DIR") from None
    except OSError as error:
        raise UnreadableRecord(f"Could not read {path.name}: {error.strerror}.") from None


def _hash_of(path: Path) -> str:
    found, blank = hashlib.sha256(), True
    with opened(path) as file:
        while chunk := file.read(2**20):
            found.update(chunk)
            blank = blank and not chunk.strip()
    if blank:
        raise UnreadableRecord(f"{path.name} is empty. Restore it, or build it with: import DIR")
    return found.hexdigest()
