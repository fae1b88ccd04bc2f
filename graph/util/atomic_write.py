"""Replaces a file atomically: a reader sees the old file or the new one, never a part.

It is written in a folder beside its place, brought to the disk, and moved over the old one in a single step.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_IMODE

from ..errors import RecordError

__all__ = ["replacing", "write"]


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A place to write a file that atomically replaces `path` once all is written; an error leaves nothing behind.

    Who may read the old file may read the new one, and nobody else; a first one is as the process makes all its files.
    A device or a pipe, which cannot be replaced, is written to as it is; behind a link, what it points at.

    Raises:
        RecordError: the place cannot be written, or the disk is full.
    """
    try:
        if path.is_dir():
            raise RecordError(f"{path.name} is a directory. Name a file to write to.")
        if path.exists() and not path.is_file():
            yield path
            return
        path = path.resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{path.name[:50]}.", dir=path.parent) as folder:
            place = Path(folder) / path.name
            yield place
            with place.open("rb+") as file:
                os.fsync(file.fileno())
            if path.exists():
                place.chmod(S_IMODE(path.stat().st_mode))
            place.replace(path)
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise RecordError(f"Could not write {path.name}: {reason}. The old file is untouched.") from None


def write(data: bytes, path: Path) -> None:
    """Puts bytes in place of a file; raises as `replacing`."""
    with replacing(path) as place:
        place.write_bytes(data)
